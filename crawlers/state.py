"""Where the last complete walk of a source ended."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import orjson

from crawlers.evidence import write_atomically


class StateError(Exception):
    """The state of a source cannot be read or written; the message says which file."""


@dataclass(frozen=True, slots=True)
class StateFolder:
    """One small file a source below `root/state`."""

    root: Path

    def cursor(self, source: str) -> datetime | None:
        """The newest `created` of the last complete walk; None before the first. Raises StateError."""
        path = self._path(source)
        try:
            return datetime.fromisoformat(orjson.loads(path.read_bytes())["cursor"])
        except FileNotFoundError:
            return None
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise StateError(f"{path}: cannot be read ({error}); delete it to walk the source anew") from None

    def move(self, source: str, cursor: datetime) -> None:
        """Remember a complete walk. Raises StateError."""
        path = self._path(source)
        try:
            write_atomically(path, orjson.dumps({"cursor": cursor}, option=orjson.OPT_UTC_Z))
        except OSError as error:
            raise StateError(f"{path}: cannot be written ({error.strerror})") from None

    def _path(self, source: str) -> Path:
        return self.root / "state" / f"{source}.json"
