"""The quarantine is appended to and purged by several at once, and loses nothing that is young."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path

from crawlers.page import Malformed
from crawlers.quarantine import Quarantine

NOW = datetime(2026, 11, 19, tzinfo=UTC)


def test_nothing_is_lost_when_a_purge_and_writers_meet(tmp_path: Path) -> None:
    quarantine = Quarantine(tmp_path)

    def write(number: int) -> None:
        age = timedelta(days=number % 2 * 40)
        quarantine.keep("forum", f"run-{number}", "https://example.com", Malformed(b"x", "why"), NOW - age)

    with ThreadPoolExecutor(4) as pool:
        writing = [pool.submit(write, number) for number in range(200)]
        purging = [pool.submit(quarantine.purge, "forum", NOW - timedelta(days=30)) for _ in range(20)]
        purged = sum(one.result() for one in purging)
        for one in writing:
            one.result()
    purged += quarantine.purge("forum", NOW - timedelta(days=30))
    lines = quarantine.path("forum").read_bytes().splitlines()
    assert (purged, len(lines)) == (100, 100)
    assert {line.partition(b'"run":"')[2].partition(b'"')[0] for line in lines} == {
        f"run-{number}".encode() for number in range(0, 200, 2)
    }
    assert quarantine.sources() == ["forum"]
