"""What every answer keeps to: the Host header is ours, and the browser may load and run nothing from elsewhere."""

from collections.abc import Sequence

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

SECURITY_HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; form-action 'self'; "
        "base-uri 'none'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-DNS-Prefetch-Control": "off",
    "Cache-Control": "no-store",
}
"""Prefetch is off because a browser would else look up the names of sellers' sites as soon as it sees a link."""


class Guard:
    """ASGI middleware: refuses a foreign Host (DNS rebinding) with 400 and sets the security headers."""

    def __init__(self, app: ASGIApp, *, hosts: Sequence[str]) -> None:
        self._app = app
        self._hosts = frozenset(host.lower() for host in hosts)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message).update(SECURITY_HEADERS)
            await send(message)

        app = self._app if self._ours(Headers(scope=scope).getlist("host")) else self._refusal()
        await app(scope, receive, guarded)

    def _ours(self, given: Sequence[str]) -> bool:
        return len(given) == 1 and _without_port(given[0]).lower() in self._hosts

    def _refusal(self) -> ASGIApp:
        names = " or ".join(sorted(self._hosts))
        return PlainTextResponse(f"Wrong Host header: this page answers only under {names}.\n", status_code=400)


def _without_port(host: str) -> str:
    """The name in a Host header; an IPv6 address keeps its brackets."""
    name, colon, port = host.rpartition(":")
    return name if colon and port.isdigit() else host
