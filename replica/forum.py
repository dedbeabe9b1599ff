"""The Discourse forum: topic lists, topics, posts, a category that robots.txt forbids, a slow topic."""

import asyncio
from datetime import datetime
from math import ceil
from typing import Any

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp, Receive, Scope, Send

from replica.answers import base_url, json_answer, number, page, slug
from replica.forum_json import post_json, topic_item, topic_json, user_id
from replica.markup import cooked
from replica.stage import Stage
from replica.world import ForumPost, Topic

TOPICS_PER_PAGE = 10  # Discourse itself shows 30; a small world still has to have several pages
POSTS_PER_ANSWER = 20
SLOW_SECONDS = 2.0
CATEGORIES = {
    5: ("market", "Market"),
    6: ("health", "Health"),
    7: ("lounge", "Lounge"),
    8: ("espanol", "Español"),
    9: ("vault", "Vault"),
    10: ("workshop", "Workshop"),
}
FORBIDDEN_CATEGORY = 9

_NOT_FOUND = {"errors": ["The requested URL or resource could not be found."], "error_type": "not_found"}


def forum_app(stage: Stage) -> Starlette:
    """The application; it counts requests for what robots.txt forbids in `stage.forbidden_requests`."""
    server = _Server(stage)
    return Starlette(
        routes=[
            Route("/", server.front_page),
            Route("/latest", server.front_page),
            Route("/latest.json", server.latest),
            Route("/categories.json", server.categories),
            Route("/c/{slug}/{category:int}.json", server.category),
            Route("/c/{slug}/{category:int}/l/latest.json", server.category),
            Route("/t/{topic:int}.json", server.topic),
            Route("/t/{slug}/{topic:int}.json", server.topic),
            Route("/t/{topic:int}/posts.json", server.topic_posts),
            Route("/t/{slug}/{topic:int}", server.topic_page),
            Route("/t/{slug}/{topic:int}/{number:int}", server.topic_page),
            Route("/posts/{post:int}.json", server.post),
            Route("/robots.txt", server.robots),
        ],
        middleware=[Middleware(_CountForbidden, stage=stage, paths=server.forbidden_paths)],
    )


def forum_archive(stage: Stage, since: datetime, *, base: str) -> dict[str, list[dict[str, Any]]]:
    """The posts written since then, as the list of latest posts shows them at the clock, newest first."""
    server = _Server(stage)
    return {"latest_posts": [server.json(post, base=base) for post in server.shown_since(since)]}


class _CountForbidden:
    def __init__(self, app: ASGIApp, stage: Stage, paths: tuple[str, ...]) -> None:
        self._app, self._stage, self._paths = app, stage, paths

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and scope["path"].startswith(self._paths):
            self._stage.forbidden_requests += 1
        await self._app(scope, receive, send)


class _Server:
    def __init__(self, stage: Stage) -> None:
        self._stage = stage
        self._topics = stage.world.topics
        self._posts: dict[int, list[ForumPost]] = {id: [] for id in self._topics}
        for post in sorted(stage.world.forum_posts, key=lambda post: post.number):
            self._posts[post.topic].append(post)
        name = CATEGORIES[FORBIDDEN_CATEGORY][0]
        hidden = [topic for topic in self._topics.values() if topic.category == FORBIDDEN_CATEGORY]
        self.forbidden_paths = (
            "/admin/",
            "/session",
            f"/c/{name}",
            *(f"/t/{part}" for topic in hidden for part in (topic.id, slug(topic.title))),
        )

    async def robots(self, request: Request) -> Response:
        return PlainTextResponse("User-agent: *\n" + "".join(f"Disallow: {path}\n" for path in self.forbidden_paths))

    async def latest(self, request: Request) -> Response:
        return self._topic_list(request, list(self._topics.values()), more="/latest")

    async def category(self, request: Request) -> Response:
        id = request.path_params["category"]
        if id not in CATEGORIES:
            return json_answer(_NOT_FOUND, status=404)
        topics = [topic for topic in self._topics.values() if topic.category == id]
        return self._topic_list(request, topics, more=f"/c/{CATEGORIES[id][0]}/{id}/l/latest")

    async def categories(self, request: Request) -> Response:
        rows = [
            {
                "id": id,
                "name": name,
                "slug": address,
                "topic_count": sum(t.category == id and bool(self._shown(t)) for t in self._topics.values()),
                "read_restricted": False,
                "topic_url": f"/c/{address}/{id}",
            }
            for id, (address, name) in CATEGORIES.items()
        ]
        return json_answer({"category_list": {"can_create_category": False, "categories": rows}})

    async def topic(self, request: Request) -> Response:
        topic = self._topics.get(request.path_params["topic"])
        posts = self._shown(topic)
        if topic is None or not posts:
            return json_answer(_NOT_FOUND, status=404)
        if topic.slow:
            await asyncio.sleep(SLOW_SECONDS)
        stream = [self.json(post, base=base_url(request)) for post in posts[:POSTS_PER_ANSWER]]
        return json_answer(topic_json(self._stage, topic, posts, stream, chunk_size=POSTS_PER_ANSWER))

    async def topic_posts(self, request: Request) -> Response:
        topic = self._topics.get(request.path_params["topic"])
        posts = self._shown(topic)
        if topic is None or not posts:
            return json_answer(_NOT_FOUND, status=404)
        wanted = {number(text, 0) for text in request.query_params.getlist("post_ids[]")}
        chosen = [post for post in posts if post.id in wanted] if wanted else posts[:POSTS_PER_ANSWER]
        return json_answer(
            {"post_stream": {"posts": [self.json(post, base=base_url(request)) for post in chosen]}, "id": topic.id}
        )

    async def post(self, request: Request) -> Response:
        id = request.path_params["post"]
        for topic in self._topics.values():
            for post in self._shown(topic):
                if post.id == id:
                    return json_answer(self.json(post, base=base_url(request)))
        return json_answer(_NOT_FOUND, status=404)

    async def topic_page(self, request: Request) -> Response:
        topic = self._topics.get(request.path_params["topic"])
        posts = self._shown(topic)
        if topic is None or not posts:
            return page("Not found", "<p>That page doesn't exist or is private.</p>", status=404)
        parts = [
            f'<article id="post_{post.number}">{cooked(post, self._stage.text(post), base=base_url(request))}</article>'
            for post in posts
            if not self._stage.is_deleted(post)
        ]
        return page(topic.title, "\n".join(parts))

    async def front_page(self, request: Request) -> Response:
        return page("Northgate Commons", '<p>A forum. The list of topics is at <a href="/latest.json">latest</a>.</p>')

    def json(self, post: ForumPost, *, base: str) -> dict[str, Any]:
        topic = self._topics[post.topic]
        return post_json(self._stage, post, topic, posts_count=len(self._shown(topic)), base=base)

    def shown_since(self, since: datetime) -> list[ForumPost]:
        """The posts of all topics that robots.txt allows."""
        allowed = [topic for topic in self._topics.values() if topic.category != FORBIDDEN_CATEGORY]
        posts = [post for topic in allowed for post in self._shown(topic) if self._stage.time_of(post.age) >= since]
        return sorted(posts, key=lambda post: -post.id)

    def _shown(self, topic: Topic | None) -> list[ForumPost]:
        """The posts of a topic; none when the first one is still to come or was removed with its topic.

        A post that its author deleted stays as an emptied one, as Discourse keeps it for a time.
        """
        if topic is None:
            return []
        stage = self._stage
        posts = [
            post
            for post in self._posts[topic.id]
            if stage.happened(post.age) and not (post.deleted_by == "staff" and stage.is_deleted(post))
        ]
        return posts if posts and posts[0].number == 1 else []

    def _topic_list(self, request: Request, topics: list[Topic], *, more: str) -> Response:
        # A pinned topic comes first however old it is, so that the list is not in the order of time.
        shown = [(topic, posts) for topic in topics if (posts := self._shown(topic))]
        shown.sort(key=lambda pair: (not pair[0].pinned, pair[1][-1].age))
        index = number(request.query_params.get("page"), 0)
        chosen = shown[index * TOPICS_PER_PAGE : (index + 1) * TOPICS_PER_PAGE]
        body: dict[str, Any] = {
            "can_create_topic": False,
            "per_page": TOPICS_PER_PAGE,
            "topics": [topic_item(self._stage, topic, posts) for topic, posts in chosen],
        }
        if index + 1 < ceil(len(shown) / TOPICS_PER_PAGE):
            body["more_topics_url"] = f"{more}?no_definitions=true&page={index + 1}"
        names = dict.fromkeys(post.by for _, posts in chosen for post in (posts[0], posts[-1]))
        users = [
            {
                "id": user_id(self._stage, name),
                "username": name,
                "name": self._stage.world.forum_names.get(name, ""),
            }
            for name in names
        ]
        return json_answer({"users": users, "topic_list": body})
