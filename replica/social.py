"""The Mastodon server: public and tag timelines, single statuses, robots.txt, a page for each status."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from replica.answers import base_url, json_answer, number, page
from replica.markup import HASHTAG, MENTION, person_url, status_html
from replica.stage import Stage, iso
from replica.world import Person, Status

DOMAIN = "social.example"
DEFAULT_LIMIT = 20
MAX_LIMIT = 40

_ROBOTS = "User-agent: *\nDisallow: /media_proxy/\nDisallow: /interact/\n"
_NOT_FOUND = {"error": "Record not found"}
_NEWEST = 10**18  # above every id


def social_app(stage: Stage) -> Starlette:
    """The application; it shows what `stage` holds at its clock."""
    server = _Server(stage)
    return Starlette(
        routes=[
            Route("/api/v1/timelines/public", server.public_timeline),
            Route("/api/v1/timelines/tag/{tag}", server.tag_timeline),
            Route("/api/v1/statuses/{id}", server.status),
            Route("/api/v2/instance", server.instance),
            Route("/@{acct}/{id}", server.status_page),
            Route("/robots.txt", lambda request: PlainTextResponse(_ROBOTS)),
        ]
    )


def social_archive(stage: Stage, since: datetime, *, base: str) -> list[dict[str, Any]]:
    """The statuses posted since then, as the API shows them at the clock, newest first."""
    server = _Server(stage)
    return [server.json(status, base=base) for status in server.shown_since(since)]


class _Server:
    def __init__(self, stage: Stage) -> None:
        self._stage = stage
        self._world = stage.world
        self._newest_first = sorted(stage.world.statuses.values(), key=lambda status: -status.id)
        self._account_ids = {acct: str(109_000_000_000_000_000 + 7919 * i) for i, acct in enumerate(stage.world.people)}

    async def public_timeline(self, request: Request) -> Response:
        local = request.query_params.get("local", "").lower() in {"true", "1"}
        return self._timeline(request, lambda status: not local or "@" not in status.by)

    async def tag_timeline(self, request: Request) -> Response:
        tag = request.path_params["tag"].lower()
        return self._timeline(request, lambda status: tag in _tags(self._stage.text(status)))

    async def status(self, request: Request) -> Response:
        status = self._find(request.path_params["id"])
        if status is None:
            return json_answer(_NOT_FOUND, status=404, headers=self._limits())
        return json_answer(self.json(status, base=base_url(request)), headers=self._limits())

    async def status_page(self, request: Request) -> Response:
        status = self._find(request.path_params["id"])
        if status is None or status.by.partition("@")[0] != request.path_params["acct"]:
            return page("Not found", "<p>The page you are looking for isn't here.</p>", status=404)
        html = status_html(self._stage.text(self._shown(status)), people=self._world.people, base=base_url(request))
        return page(f"@{status.by}", f'<article class="status">{html}</article>', lang=status.lang)

    async def instance(self, request: Request) -> Response:
        open_feed = {"local": "public", "remote": "public"}
        body = {
            "domain": DOMAIN,
            "title": "Social Example",
            "version": "4.5.0",
            "description": "An invented server.",
            "languages": ["en", "es"],
            "configuration": {
                "statuses": {"max_characters": 500, "max_media_attachments": 4},
                "timelines_access": {"live_feeds": open_feed, "hashtag_feeds": open_feed},
            },
        }
        return json_answer(body, headers=self._limits())

    def _timeline(self, request: Request, wanted: Callable[[Status], bool]) -> Response:
        query = request.query_params
        limit = max(1, min(MAX_LIMIT, number(query.get("limit"), DEFAULT_LIMIT)))
        below = number(query.get("max_id"), _NEWEST)
        above = max(number(query.get("since_id"), 0), number(query.get("min_id"), 0))
        found = [
            status
            for status in self._newest_first
            if above < status.id < below and self._is_shown(status) and wanted(status)
        ]
        # min_id asks for the page just above it, since_id for the newest page.
        statuses = found[-limit:] if "min_id" in query else found[:limit]
        headers = self._limits()
        if statuses:
            headers["Link"] = ", ".join(_links(request, statuses, full=len(statuses) == limit))
        return json_answer([self.json(status, base=base_url(request)) for status in statuses], headers=headers)

    def _find(self, id: str) -> Status | None:
        return next((status for status in self._newest_first if str(status.id) == id and self._is_shown(status)), None)

    def shown_since(self, since: datetime) -> list[Status]:
        return [s for s in self._newest_first if self._is_shown(s) and self._stage.time_of(s.age) >= since]

    def _is_shown(self, status: Status) -> bool:
        return self._stage.is_shown(status) and self._stage.is_shown(self._shown(status))

    def _shown(self, status: Status) -> Status:
        """The status whose text is seen: the boosted one for a boost."""
        return status if status.reblog is None else self._world.statuses[status.reblog]

    def _limits(self) -> dict[str, str]:
        window = timedelta(minutes=5)
        clock = self._stage.clock
        start = clock - timedelta(seconds=clock.timestamp() % window.total_seconds())
        return {
            "X-RateLimit-Limit": "300",
            "X-RateLimit-Remaining": "299",
            "X-RateLimit-Reset": iso(start + window),
        }

    def json(self, status: Status, *, base: str) -> dict[str, Any]:
        stage, world = self._stage, self._world
        edits = stage.edit_times(status)
        replied = world.statuses[status.reply_to] if status.reply_to is not None else None
        reblog = world.statuses[status.reblog] if status.reblog is not None else None
        text = stage.text(reblog or status)
        person = world.people[status.by]
        return {
            "id": str(status.id),
            "created_at": iso(stage.time_of(status.age)),
            "in_reply_to_id": str(replied.id) if replied else None,
            "in_reply_to_account_id": self._account_ids[replied.by] if replied else None,
            "sensitive": bool(status.cw),
            "spoiler_text": status.cw,
            "visibility": "public",
            "language": status.lang,
            "uri": _uri(status),
            "url": _url(status, base=base),
            "replies_count": sum(stage.is_shown(s) for s in world.statuses.values() if s.reply_to == status.key),
            "reblogs_count": sum(stage.is_shown(s) for s in world.statuses.values() if s.reblog == status.key),
            "favourites_count": 0,
            "edited_at": iso(edits[-1]) if edits else None,
            "content": status_html(text, people=world.people, base=base),
            "reblog": self.json(reblog, base=base) if reblog else None,
            "account": self._account(person, base=base),
            "media_attachments": [_media(status, i, alt, base=base) for i, alt in enumerate(status.media)],
            "mentions": [
                {
                    "id": self._account_ids[acct],
                    "username": world.people[acct].username,
                    "url": person_url(world.people[acct], base=base),
                    "acct": acct,
                }
                for acct in MENTION.findall(text)
                if acct in world.people
            ],
            "tags": [{"name": tag, "url": f"{base}/tags/{tag}"} for tag in _tags(text)],
            "emojis": [],
            "quote": None,
            "card": None,
            "poll": None,
        }

    def _account(self, person: Person, *, base: str) -> dict[str, Any]:
        stage = self._stage
        shown = [s for s in self._newest_first if s.by == person.acct and self._is_shown(s)]
        avatar = f"{base}/avatars/original/missing.png"
        return {
            "id": self._account_ids[person.acct],
            "username": person.username,
            "acct": person.acct,
            "display_name": person.name,
            "locked": False,
            "bot": person.bot,
            "discoverable": not person.noindex,
            "indexable": not person.noindex,
            "noindex": person.noindex,
            "group": False,
            "created_at": (stage.epoch - timedelta(days=400)).strftime("%Y-%m-%dT00:00:00.000Z"),
            "note": "",
            "url": person_url(person, base=base),
            "uri": f"https://{person.domain or DOMAIN}/users/{person.username}",
            "avatar": avatar,
            "avatar_static": avatar,
            "header": f"{base}/headers/original/missing.png",
            "header_static": f"{base}/headers/original/missing.png",
            "followers_count": 12,
            "following_count": 34,
            "statuses_count": len(shown),
            "last_status_at": stage.time_of(shown[0].age).date().isoformat() if shown else None,
            "emojis": [],
            "fields": [],
        }


def _tags(text: str) -> list[str]:
    return list(dict.fromkeys(tag.lower() for tag in HASHTAG.findall(text)))


def _uri(status: Status) -> str:
    if status.uri is not None:
        return status.uri
    return f"https://{DOMAIN}/users/{status.by}/statuses/{status.id}" + ("/activity" if status.reblog else "")


def _url(status: Status, *, base: str) -> str:
    if status.uri is not None:
        return status.uri.replace("/users/", "/@").replace("/statuses/", "/")
    return f"{base}/@{status.by}/{status.id}"


def _links(request: Request, statuses: list[Status], *, full: bool) -> list[str]:
    """The Link header: an older page only when this one is full, a newer one always."""
    kept = [(key, value) for key, value in request.query_params.items() if key not in {"max_id", "min_id", "since_id"}]
    address = f"{base_url(request)}{request.url.path}"
    older = f'<{address}?{urlencode([*kept, ("max_id", statuses[-1].id)])}>; rel="next"'
    newer = f'<{address}?{urlencode([*kept, ("min_id", statuses[0].id)])}>; rel="prev"'
    return [older, newer] if full else [newer]


def _media(status: Status, index: int, description: str, *, base: str) -> dict[str, Any]:
    url = f"{base}/media_attachments/{status.id}-{index}.jpg"
    return {
        "id": str(status.id + index + 1),
        "type": "image",
        "url": url,
        "preview_url": url,
        "remote_url": None,
        "text_url": None,
        "meta": {"original": {"width": 800, "height": 600, "size": "800x600", "aspect": 1.3333333}},
        "description": description,
        "blurhash": None,
    }
