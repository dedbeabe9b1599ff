"""A site on 127.0.0.1 that gives prepared answers, and a real Scrapy crawl of it in a process of its own."""

import json
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True, slots=True)
class Prepared:
    """One answer; `{site}` in a header stands for the address of the site."""

    body: bytes
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)


Answers = Callable[[str], Prepared | None]
"""From the path with query of a request to its answer; None is a 404."""


@contextmanager
def serve(answers: Answers) -> Iterator[tuple[str, list[str]]]:
    """Serve until the block ends; gives the address without a slash at its end and the list of requests so far."""
    asked: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            answer = answers(self.path) or Prepared(b'{"error": "not here"}', 404)
            self.send_response(answer.status)
            for name, value in {"content-type": "application/json", **lowered(answer.headers)}.items():
                self.send_header(name, value.replace("{site}", address))
            self.send_header("Content-Length", str(len(answer.body)))
            self.end_headers()
            self.wfile.write(answer.body)

        def log_message(self, format: str, *args: Any) -> None:
            """Nobody reads it."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        address = f"http://127.0.0.1:{server.server_port}"
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        try:
            yield address, asked
        finally:
            server.shutdown()
            thread.join()


def lowered(headers: Mapping[str, str]) -> dict[str, str]:
    return {name.lower(): value for name, value in headers.items()}


def crawl(folder: Path, job: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Crawl with the spider class as it is; gives what it yielded, as `crawl_process` writes it."""
    order, items = folder / "job.json", folder / "items.jsonl"
    order.write_text(json.dumps(dict(job)))
    command = [sys.executable, "-m", "tests.crawlers.crawl_process", str(order), str(items)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stderr[-3_000:]
    return [json.loads(line) for line in items.read_text().splitlines()]
