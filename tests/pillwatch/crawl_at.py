"""`python -m tests.pillwatch.crawl_at DATA TIME SOURCE...`: a crawl in a process of its own, with its clock set."""

import sys
from datetime import datetime
from pathlib import Path

from pillwatch.context import Context
from pillwatch.jobs import crawl, find_sources


def main() -> None:
    """Crawl; one line a run: source, verdict and counts."""
    data, time, *names = sys.argv[1:]
    clock = datetime.fromisoformat(time)
    context = Context({"data": Path(data), "store": str(Path(data) / "store")})
    for run in crawl(context, find_sources(context, names), clock=lambda: clock):
        print(run.source, run.verdict, run.posts, run.new, run.changed, run.seen)


if __name__ == "__main__":
    main()
