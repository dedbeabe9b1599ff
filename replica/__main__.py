"""`python -m replica --port 8701 [--clock 2026-11-01T12:00:00+00:00]`: serve the invented platforms until stopped."""

import argparse
import signal
import sys
from datetime import UTC, datetime

from replica.server import serve


def main() -> int:
    """Serve until a signal comes. Exit status 0; 2 for a user's mistake such as a port in use."""
    parser = argparse.ArgumentParser(prog="python -m replica", description="Serve invented platforms on 127.0.0.1.")
    parser.add_argument("--port", type=int, default=8701, help="the first of five ports (default 8701; 0: free ones)")
    parser.add_argument("--clock", help="the time at which the world is seen, ISO 8601 with a zone (default: now)")
    arguments = parser.parse_args()
    signals = {signal.SIGINT, signal.SIGTERM}
    # Blocked before the thread starts, so that no thread but this one takes them.
    signal.pthread_sigmask(signal.SIG_BLOCK, signals)
    try:
        clock = datetime.fromisoformat(arguments.clock) if arguments.clock else datetime.now(UTC)
        with serve(clock, arguments.port) as running:
            for name, url in running.urls.items():
                sys.stdout.write(f"{name:8} {url}\n")
            sys.stdout.flush()
            signal.sigwait(signals)
    except (OSError, ValueError) as error:
        sys.stderr.write(f"replica: {error}\n")
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
