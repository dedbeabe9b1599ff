"""Taking listings out of what saved searches remember: what they delivered, and what they pass over."""

from collections.abc import Iterator, Set
from pathlib import Path

import orjson

from alerts.delivery import DeliveryFile
from alerts.passed import PassedFile
from alerts.saved import SearchFolder, held
from index.lines import rewrite


def forget(folder: SearchFolder, removed: Set[str], dropped: Set[str]) -> None:
    """Leave out every line of the listings `removed`; of those `dropped`, which stay stored without content, keep
    that they were delivered, so that no search brings them again.

    Also for searches that were removed. Durable when it returns. Raises DeliveryError, SavedSearchError, OSError.
    """
    for place in _places(folder):
        with held(place):
            DeliveryFile(place / "delivered.jsonl").forget(removed, dropped)
            _forget_passed(PassedFile(place / "passed.jsonl"), removed | dropped)


def tells(folder: SearchFolder, dropped: Set[str]) -> Iterator[tuple[Path, str]]:
    """Files whose lines still say what these listings said or who wrote them. Raises DeliveryError, OSError."""
    for place in _places(folder):
        with held(place):
            file = DeliveryFile(place / "delivered.jsonl")
            yield from ((file.path, listing) for listing in sorted(file.tells(dropped)))


def _places(folder: SearchFolder) -> list[Path]:
    return sorted({file.parent for name in ("delivered", "passed") for file in folder.root.glob(f"*/{name}.jsonl")})


def _forget_passed(file: PassedFile, gone: Set[str]) -> None:
    if file.keys():  # raises for a line that is none
        rewrite(file.path, lambda line, _: None if orjson.loads(line)["passed"].partition(" ")[0] in gone else line)
