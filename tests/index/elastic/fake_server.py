"""Fake servers that give canned answers: for what a real Elasticsearch 9 never says, or seldom."""

import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import orjson

JSON = "application/vnd.elasticsearch+json;compatible-with=9"


@dataclass(frozen=True, slots=True)
class Answer:
    """What the fake says once; as Elasticsearch says it unless told otherwise."""

    body: object
    status: int = 200
    kind: str = JSON
    product: str = "Elasticsearch"


NODES = Answer({"nodes": {"n": {"version": "9.5.3"}}})
NOTHING = Answer({})


@dataclass(slots=True)
class Fake:
    """`answers` are given in turn, the last for ever; `asked` holds method, path and body of each request."""

    answers: list[Answer]
    url: str = ""
    asked: list[tuple[str, str, bytes]] = field(default_factory=list)


@contextmanager
def fake_server(*answers: Answer, tls: ssl.SSLContext | None = None) -> Iterator[Fake]:
    """A server on a free port of this machine, which ends with the block."""
    fake = Fake(list(answers))

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            body = self.rfile.read(int(self.headers.get("content-length", 0)))
            fake.asked.append((self.command, self.path, body))
            answer = fake.answers[0]
            if len(fake.answers) > 1:
                fake.answers.pop(0)
            said = answer.body.encode() if isinstance(answer.body, str) else orjson.dumps(answer.body)
            self.send_response(answer.status)
            self.send_header("content-type", answer.kind)
            self.send_header("content-length", str(len(said)))
            if answer.product:
                self.send_header("x-elastic-product", answer.product)
            self.end_headers()
            self.wfile.write(said)

        do_POST = do_PUT = do_GET  # noqa: N815  # the library's names

        def log_message(self, *args: object) -> None:
            """Silence."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    if tls:
        server.socket = tls.wrap_socket(server.socket, server_side=True)
    fake.url = f"http{'s' if tls else ''}://127.0.0.1:{server.server_port}"
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield fake
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
