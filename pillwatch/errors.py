"""How every command ends: 0 done, 1 failed, 2 a user's mistake, 3 nothing to be had there."""

DONE, FAILED, MISTAKE, NOTHING = range(4)


class MistakeError(Exception):
    """The user asked for something that cannot be; the message says what to do."""


class FailedError(Exception):
    """The work could not be done; the message says where and what to do."""


def status_of(error: BaseException) -> int | None:
    """The exit status of an error that has a clear line; None for a defect of ours, which keeps its traceback."""
    from crawlers.answer import UnreadableError
    from crawlers.parsing import ParsingError
    from crawlers.postfile import PostFileError
    from crawlers.source import SourceError
    from crawlers.state import StateError
    from index.query import QueryError
    from index.store import StoreError
    from nlp.reader import ModelError
    from pillwatch.settings import SettingsError

    if isinstance(error, MistakeError | SettingsError | SourceError | QueryError | PostFileError):
        return MISTAKE
    if isinstance(error, FailedError | StoreError | ModelError | StateError | ParsingError | UnreadableError | OSError):
        return FAILED
    return None
