"""Starting and stopping, the clock, and that what is served is the world and nothing else."""

import re
import socket
import subprocess
import sys
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import httpx
import orjson
import pytest

import replica
from replica.world import FOLDER, ForumPost, Happening, World, load_world

from .conftest import EPOCH

EXPECTED = FOLDER.parent / "expected.jsonl"
PRODUCTS = "/wp-json/wc/store/v1/products"


def statuses(web: httpx.Client, base: str) -> Iterator[dict[str, Any]]:
    url: str | None = f"{base}/api/v1/timelines/public?limit=40"
    while url is not None:
        answer = web.get(url)
        yield from answer.json()
        url = answer.links.get("next", {}).get("url")


def forum_posts(web: httpx.Client, base: str) -> Iterator[dict[str, Any]]:
    more: str | None = "/latest"
    while more is not None:
        listed = web.get(base + more.replace("/latest", "/latest.json")).json()["topic_list"]
        for topic in listed["topics"]:
            stream = web.get(f"{base}/t/{topic['id']}.json").json()["post_stream"]
            yield from stream["posts"]
            rest = stream["stream"][len(stream["posts"]) :]
            if rest:
                more_posts = web.get(f"{base}/t/{topic['id']}/posts.json", params={"post_ids[]": rest}).json()
                yield from more_posts["post_stream"]["posts"]
        more = listed.get("more_topics_url")


def products(web: httpx.Client, base: str) -> Iterator[dict[str, Any]]:
    pages = 1
    for page in range(1, 100):
        if page > pages:
            return
        answer = web.get(base + PRODUCTS, params={"per_page": 7, "page": page})
        pages = int(answer.headers["X-WP-TotalPages"])
        yield from answer.json()


def served(web: httpx.Client, running: replica.Running) -> set[tuple[str, str]]:
    """(server, native id) of everything that a walk through all pages meets."""
    found = [("social", status["uri"]) for status in statuses(web, running.urls["social"])]
    found += [("forum", str(post["id"])) for post in forum_posts(web, running.urls["forum"])]
    for shop in ("shop", "tienda"):
        found += [(shop, str(product["id"])) for product in products(web, running.urls[shop])]
    assert len(found) == len(set(found)), "a walk met something twice"
    return set(found)


def visible(world: World, clock: datetime) -> set[tuple[str, str]]:
    """The same from the files: created by then, and not yet deleted (what an author deletes in the forum stays)."""
    ids = {row["key"]: (row["server"], row["native_id"]) for row in map(orjson.loads, EXPECTED.open("rb"))}
    every: list[Happening] = [*world.statuses.values(), *world.forum_posts, *world.products]

    def shown(post: Happening) -> bool:
        stays = isinstance(post, ForumPost) and post.deleted_by == "author"
        gone = post.deleted is not None and EPOCH - post.deleted <= clock and not stays
        return EPOCH - post.age <= clock and not gone

    return {ids[post.key] for post in every if shown(post)}


@pytest.mark.parametrize("later", [timedelta(), timedelta(days=2, hours=6), timedelta(days=30)])
def test_a_walk_meets_exactly_what_the_world_shows_at_the_clock(
    web: httpx.Client, running: replica.Running, later: timedelta
) -> None:
    running.set_clock(EPOCH + later)
    assert served(web, running) == visible(load_world(), EPOCH + later)


def test_an_earlier_clock_shows_less(web: httpx.Client, running: replica.Running) -> None:
    now = {s["id"] for s in statuses(web, running.urls["social"])}
    running.set_clock(EPOCH - timedelta(days=60))
    then = list(statuses(web, running.urls["social"]))
    assert 0 < len(then) < len(now)
    assert max(status["created_at"] for status in then) <= "2026-09-09T18:00:00.000Z"


def test_the_same_epoch_and_clock_show_the_same(web: httpx.Client, running: replica.Running) -> None:
    with replica.serve(EPOCH) as other:
        for platform, path in [
            ("social", "/api/v1/timelines/public?limit=40"),
            ("forum", "/latest.json"),
            ("forum", "/t/102.json"),
            ("shop", PRODUCTS),
            ("tienda", PRODUCTS),
        ]:
            one = web.get(running.urls[platform] + path).text.replace(running.urls[platform], "")
            two = web.get(other.urls[platform] + path).text.replace(other.urls[platform], "")
            assert one == two


def test_everything_is_gone_when_the_block_ends_and_the_ports_are_free_again(web: httpx.Client) -> None:
    with replica.serve(EPOCH) as first:
        port = int(first.urls["walled"].rpartition(":")[2])
    with pytest.raises(httpx.ConnectError):
        web.get(first.urls["social"])
    with socket.socket() as again:
        again.bind(("127.0.0.1", port))


def test_a_base_port_gives_one_port_after_the_other(web: httpx.Client) -> None:
    with replica.serve(EPOCH, base_port=_five_free_ports()) as running:
        ports = [int(url.rpartition(":")[2]) for url in running.urls.values()]
        assert ports == list(range(ports[0], ports[0] + 5))
        assert list(running.urls) == ["social", "forum", "shop", "walled", "tienda"]
        assert web.get(running.urls["tienda"] + "/robots.txt").status_code == 200


def test_a_port_in_use_is_named_and_nothing_stays_open() -> None:
    base = _five_free_ports()
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", base + 3))
        taken.listen()
        with pytest.raises(OSError, match=str(base + 3)) as raised, replica.serve(EPOCH, base_port=base):
            pass
    assert "\n" not in str(raised.value)
    with socket.socket() as free:
        free.bind(("127.0.0.1", base))


@pytest.mark.parametrize("port", [-1, 65532])
def test_a_port_out_of_range_is_refused(port: int) -> None:
    with pytest.raises(ValueError, match=str(port)), replica.serve(EPOCH, base_port=port):
        pass


def test_a_clock_without_a_zone_is_refused(running: replica.Running) -> None:
    naive = EPOCH.replace(tzinfo=None)
    with pytest.raises(ValueError, match="time zone"), replica.serve(naive):
        pass
    with pytest.raises(ValueError, match="time zone"):
        running.set_clock(naive)


def test_the_command_serves_until_it_is_stopped(web: httpx.Client) -> None:
    command = [sys.executable, "-m", "replica", "--port", "0", "--clock", EPOCH.isoformat()]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            urls = dict(process.stdout.readline().split() for _ in range(5))
            newest = web.get(urls["social"] + "/api/v1/timelines/public?limit=1").json()[0]
        finally:
            process.terminate()
        assert process.wait(timeout=30) == 0
    assert newest["created_at"] < "2026-11-08T18:00:00.000Z"


@pytest.mark.parametrize("clock", ["2026-11-08T18:00:00", "yesterday"])
def test_a_bad_clock_is_a_users_mistake(clock: str) -> None:
    _assert_users_mistake(["--clock", clock, "--port", "0"], clock)


def test_a_taken_port_is_a_users_mistake() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        _assert_users_mistake(["--port", port], port)


def _assert_users_mistake(arguments: list[str], named: str) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "replica", *arguments], capture_output=True, text=True, timeout=60, check=False
    )
    assert done.returncode == 2
    assert re.fullmatch(rf"replica: [^\n]*{re.escape(named)}[^\n]*\n", done.stderr)
    assert done.stdout == ""


def _five_free_ports() -> int:
    """The first of five ports in a row that are free at the moment."""
    for base in range(18701, 19701, 5):
        sockets = [socket.socket() for _ in range(5)]
        try:
            for i, sock in enumerate(sockets):
                sock.bind(("127.0.0.1", base + i))
        except OSError:
            continue
        finally:
            for sock in sockets:
                sock.close()
        return base
    pytest.fail("no five free ports in a row")
