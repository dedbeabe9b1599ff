"""A fake cluster: a server that stores nothing and answers every bulk request with success, at once.

It takes the server's work out of a measurement of the client. `running()` starts it in a process of its own.
"""

import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

_ACTION = re.compile(rb'^\{"(?:index|create)":', re.MULTILINE)
_SHORT = b'{"create":{"status":201}}'
_LONG = (
    b'{"create":{"_index":"canned-listings-2026.01","_id":"00000000000000000000000000000000","_version":1,'
    b'"result":"created","_shards":{"total":2,"successful":1,"failed":0},"_seq_no":1000,"_primary_term":1,"status":201}}'
)


class CannedAnswers(BaseHTTPRequestHandler):
    """As long as a real cluster's answers, `filter_path` respected."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def do_POST(self) -> None:  # the name that the base class calls
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self._answer(_bulk_answer(len(_ACTION.findall(body)), "filter_path" in self.path))

    do_PUT = do_POST  # noqa: N815

    def _answer(self, body: bytes) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "application/vnd.elasticsearch+json;compatible-with=9")
        self.send_header("X-Elastic-Product", "Elasticsearch")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Quiet."""


@lru_cache
def _bulk_answer(items: int, short: bool) -> bytes:
    listed = b",".join([_SHORT if short else _LONG] * items)
    beginning = b"" if short else b'"took":1,'
    return b"{" + beginning + b'"errors":false,"items":[' + listed + b"]}"


@contextmanager
def running() -> Iterator[str]:
    """Its URL, while the block lasts."""
    with subprocess.Popen([sys.executable, "-m", __spec__.name], stdout=subprocess.PIPE, text=True) as process:
        try:
            yield (process.stdout or sys.stdin).readline().strip()
        finally:
            process.terminate()


def main() -> None:
    server = ThreadingHTTPServer(("127.0.0.1", 0), CannedAnswers)
    print(f"http://127.0.0.1:{server.server_port}", flush=True)
    server.serve_forever()


if __name__ == "__main__":
    main()
