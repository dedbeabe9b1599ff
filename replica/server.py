"""Start and stop the platforms on 127.0.0.1."""

import asyncio
import socket
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime, timedelta

import orjson
import uvicorn
from starlette.applications import Starlette

from replica.forum import forum_app, forum_archive
from replica.shop import API, shop_app, shop_archive
from replica.social import social_app, social_archive
from replica.stage import Stage, utc
from replica.walled import walled_app
from replica.world import load_world

HOST = "127.0.0.1"
PLATFORMS = ("social", "forum", "shop", "walled", "tienda")  # in the order of their ports
SHOPS = {"shop": "shop", "tienda": "tienda"}
OUTAGE = (timedelta(days=36), timedelta(days=43))  # how long before the epoch the social server was down


class Running:
    """The platforms while they run. `urls` maps each of `PLATFORMS` to its base URL, without a slash at the end."""

    def __init__(self, urls: Mapping[str, str], stage: Stage) -> None:
        self.urls = urls
        self._stage = stage

    @property
    def epoch(self) -> datetime:
        """The clock at the start; the ages of the world count back from it, whatever the clock says later."""
        return self._stage.epoch

    @property
    def clock(self) -> datetime:
        return self._stage.clock

    def set_clock(self, clock: datetime) -> None:
        """Move the clock; the next answer shows the world at that time. Raises ValueError for a time without a zone."""
        self._stage.clock = utc(clock)

    def archive(self, name: str, since: datetime, until: datetime) -> tuple[str, bytes]:
        """Address and body of what a platform would have answered at `until` about its posts since `since`.

        For filling a past without waiting for it; a shop's products have no dates, so all are in it.
        Raises KeyError for a platform that shows nothing to strangers, TimeoutError in its outage.
        """
        base = self.urls[name]
        if name == "social" and OUTAGE[0] <= self.epoch - utc(until) < OUTAGE[1]:
            raise TimeoutError(f"{base} did not answer at {until.isoformat()}")
        past = Stage(world=self._stage.world, epoch=self.epoch, clock=utc(until))
        if name == "social":
            return f"{base}/api/v1/timelines/public", orjson.dumps(social_archive(past, utc(since), base=base))
        if name == "forum":
            return f"{base}/posts.json", orjson.dumps(forum_archive(past, utc(since), base=base))
        return f"{base}{API}", orjson.dumps(shop_archive(past, SHOPS[name], base=base))

    @property
    def forbidden_requests(self) -> int:
        """How many requests came for what the forum's robots.txt forbids; a polite crawler makes none."""
        return self._stage.forbidden_requests


@contextmanager
def serve(clock: datetime, base_port: int = 0) -> Iterator[Running]:
    """Run all platforms, one port after the other from `base_port` (0: any free ones), until the block ends.

    Raises OSError naming the port when one is in use, ValueError for a clock without a zone or a port out of range.
    """
    epoch = utc(clock)
    stage = Stage(world=load_world(), epoch=epoch, clock=epoch)
    apps: dict[str, Starlette] = {
        "social": social_app(stage),
        "forum": forum_app(stage),
        "shop": shop_app(stage, "shop"),
        "walled": walled_app(),
        "tienda": shop_app(stage, "tienda"),
    }
    sockets = _listen(base_port)
    urls = {name: f"http://{HOST}:{sock.getsockname()[1]}" for name, sock in zip(PLATFORMS, sockets, strict=True)}
    runner = _Runner([apps[name] for name in PLATFORMS], sockets)
    runner.start()
    try:
        yield Running(urls, stage)
    finally:
        runner.stop()


def _listen(base_port: int) -> list[socket.socket]:
    """A listening socket for each platform, or none at all."""
    last = 65536 - len(PLATFORMS)
    if not 0 <= base_port <= last:
        raise ValueError(f"port {base_port} is out of range: give 0 (any free ports) or 1 to {last}")
    sockets: list[socket.socket] = []
    for i, name in enumerate(PLATFORMS):
        port = base_port + i if base_port else 0
        # asyncio turns off Nagle's delay (40 ms an answer) only for sockets that name TCP as their protocol.
        sock = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
        sockets.append(sock)
        try:
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            sock.bind((HOST, port))
            sock.listen(128)
        except OSError as error:
            for opened in sockets:
                opened.close()
            reason = (error.strerror or str(error)).lower()
            raise OSError(f"cannot listen on {HOST} port {port} for {name}: {reason}; choose another port") from error
    return sockets


class _Runner:
    """All servers in one event loop in one thread."""

    def __init__(self, apps: list[Starlette], sockets: list[socket.socket]) -> None:
        self._sockets = sockets
        self._servers = [
            uvicorn.Server(
                uvicorn.Config(app, log_level="warning", access_log=False, lifespan="off", timeout_graceful_shutdown=1)
            )
            for app in apps
        ]
        self._ready = threading.Event()
        self._thread = threading.Thread(target=lambda: asyncio.run(self._serve()), name="replica", daemon=True)

    def start(self) -> None:
        self._thread.start()
        self._ready.wait()
        if not all(server.started for server in self._servers):
            self.stop()
            raise RuntimeError("a platform of the replica did not start; its own message is on standard error")

    def stop(self) -> None:
        for server in self._servers:
            server.should_exit = True
        self._thread.join()

    async def _serve(self) -> None:
        tasks = [
            asyncio.create_task(server.serve(sockets=[sock]))
            for server, sock in zip(self._servers, self._sockets, strict=True)
        ]
        try:
            while not all(server.started or task.done() for server, task in zip(self._servers, tasks, strict=True)):
                await asyncio.sleep(0.01)
        finally:
            self._ready.set()
        await asyncio.gather(*tasks)
