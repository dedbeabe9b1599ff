"""How every command ends: 0 done, 1 failed, 2 a user's mistake, 3 nothing to be had there."""

from pathlib import Path
from typing import TYPE_CHECKING

from index.visible import one_line

if TYPE_CHECKING:
    from pillwatch.context import Context

DONE, FAILED, MISTAKE, NOTHING = range(4)


class MistakeError(Exception):
    """The user asked for something that cannot be; the message says what to do."""


class FailedError(Exception):
    """The work could not be done; the message says where and what to do."""


STATUS_OF_ERROR = {
    "alerts.delivery.DeliveryError": FAILED,
    "alerts.saved.SavedSearchError": MISTAKE,
    "builtins.OSError": FAILED,
    "crawlers.answer.UnreadableError": FAILED,
    "crawlers.evidence.EvidenceError": FAILED,
    "crawlers.parsing.ParsingError": MISTAKE,
    "crawlers.postfile.PostFileError": MISTAKE,
    "crawlers.source.SourceError": MISTAKE,
    "crawlers.state.StateError": FAILED,
    "index.query.QueryError": MISTAKE,
    "index.sellers.weights.WeightsError": FAILED,
    "index.store.StoreError": FAILED,
    "index.store.StoreSettingsError": MISTAKE,
    "nlp.corpus.CorpusError": MISTAKE,
    "nlp.lexicon.LexiconError": FAILED,
    "nlp.reader.ModelError": FAILED,
    "pillwatch.errors.FailedError": FAILED,
    "pillwatch.errors.MistakeError": MISTAKE,
    "pillwatch.settings.SettingsError": MISTAKE,
}
"""By name: importing all of them would make every command slow."""


def status_of(error: BaseException) -> int | None:
    """The exit status of an error that has a clear line; None for a defect of ours, which keeps its traceback."""
    names = (f"{kind.__module__}.{kind.__qualname__}" for kind in type(error).__mro__)
    return next((STATUS_OF_ERROR[name] for name in names if name in STATUS_OF_ERROR), None)


def line_of(error: BaseException) -> str:
    """The error on one line, nothing invisible in it; of a system error the file and what is wrong with it."""
    if isinstance(error, OSError) and error.strerror:
        return one_line(f"{error.filename}: {error.strerror}" if error.filename else error.strerror)
    return one_line(str(error))


def advice(error: BaseException, context: "Context") -> str:
    """What to do when the system refuses something in the data folder; empty for other errors."""
    settings = vars(context).get("settings")  # where they were never read, they are not to blame
    if settings is None or not isinstance(error, OSError) or not isinstance(error.filename, str):
        return ""
    place, data = Path(error.filename).absolute(), settings.data.absolute()
    if not (place.is_relative_to(data) or data.is_relative_to(place)):
        return ""
    return "; everything is written below the data folder: mend it, or name another with --data or PILLWATCH_DATA"
