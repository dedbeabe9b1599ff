"""`python -m tests.pillwatch.crawl_at DATA TIME KILL SOURCE...`: a crawl in a process of its own, with its clock set.

With KILL other than `never`, the process kills itself without warning that many seconds after its first page.
"""

import os
import signal
import sys
import threading
from datetime import datetime
from pathlib import Path

from crawlers.job import Job
from pillwatch.context import Context
from pillwatch.jobs import crawl, find_sources


def main() -> None:
    data, time, kill, *names = sys.argv[1:]
    clock = datetime.fromisoformat(time)
    context = Context({"data": Path(data), "store": str(Path(data) / "store")})
    armed = kill == "never"

    def arm() -> None:
        nonlocal armed
        if not armed:
            armed = True
            threading.Timer(float(kill), os.kill, (os.getpid(), signal.SIGKILL)).start()

    def watch(job: Job) -> None:
        job.intake.listeners.append(arm)

    crawl(context, find_sources(context, names), clock=lambda: clock, watch=watch)


if __name__ == "__main__":
    main()
