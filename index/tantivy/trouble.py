"""What Tantivy and the system raise, as one line that says where and what to do."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from index.query import QueryError
from index.records import RecordError
from index.store import StoreDownError, StoreError

_LONGEST = 200


@contextmanager
def told(folder: Path) -> Iterator[None]:
    """Turns the trouble of a store in this folder into StoreError, or QueryError where a query asks too much."""
    try:
        yield
    except (StoreError, QueryError):
        raise
    except (OSError, ValueError) as error:
        if "exceeded max expansions" in str(error):
            raise QueryError("too many words begin like the last one of a phrase: type more letters of it") from error
        raise _store_error(folder, error) from error
    except BaseException as error:
        # A panic of the engine (seen with damaged files) has no importable class and is no Exception.
        if type(error).__name__ != "PanicException":
            raise
        raise _store_error(folder, error) from error


def _store_error(folder: Path, error: BaseException) -> StoreError:
    text = " ".join(str(error).split())[:_LONGEST]
    kind = StoreDownError if _passes(text) else StoreError
    return kind(f"{folder}: the search store cannot be used: {text}: {_advice(error, text)}")


def _advice(error: BaseException, text: str) -> str:
    if isinstance(error, RecordError) and "cannot be written" in text:
        return "mend this record or leave it out, the others of its batch were not stored either"
    if isinstance(error, NotADirectoryError | FileExistsError):
        return "give a folder, not a file"
    if any(word in text for word in ("Permission denied", "Read-only file system", "PermissionDenied")):
        return "give this user write permission on the folder and its files (reading needs it too)"
    if _passes(text):
        return "free space on the disk, then run again"
    return "restore the folder from a backup, or move it away and crawl again"


def _passes(text: str) -> bool:
    """Whether the trouble may pass without anybody touching the store's files.

    A disk that fills up in the engine's own thread is told as a killed writer.
    """
    return any(word in text for word in ("No space left", "StorageFull", "An index writer was killed"))
