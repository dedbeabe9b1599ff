"""What the client and the cluster answer, as one line that says where and what to do."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from elastic_transport import TlsError
from elasticsearch import ApiError, ConnectionTimeout, TransportError, UnsupportedProductError

from index.query import QueryError
from index.records import RecordError
from index.store import StoreDownError, StoreError

_LONGEST = 200
_PRODUCT = "x-elastic-product"


@dataclass(frozen=True, slots=True)
class Complaint:
    """What the cluster says of a request or of one document: HTTP status, its name of the trouble, its words."""

    status: int
    kind: str
    reason: str

    @property
    def text(self) -> str:
        """On one line, cut."""
        return " ".join(f"{self.kind}: {self.reason}".split())[:_LONGEST]


class ComplaintError(Exception):
    """Documents could not be written, for a reason that is not in the documents."""

    def __init__(self, complaint: Complaint) -> None:
        super().__init__(complaint.text)
        self.complaint = complaint


@contextmanager
def told(place: object) -> Iterator[None]:
    """Turns the trouble of a store at this place into StoreError or StoreDownError, QueryError where a query asks
    too much."""
    try:
        yield
    except ComplaintError as error:
        raise _mended(place, error.complaint) from error
    except UnsupportedProductError as error:
        raise _other_product(place) from error
    except ApiError as error:
        complaint = complaint_of(error)
        if _is_foreign(error):
            raise _other_product(place, f" (HTTP status {complaint.status})") from error
        raise _mended(place, complaint) from error
    except TransportError as error:
        raise _unreached(place, error) from error
    except RecordError as error:
        raise StoreError(f"{place}: {_cut(error)}: mend this record or leave it out") from error


def complaint_of(error: ApiError) -> Complaint:
    """What the cluster answered; the deepest cause it gives, which is the one that tells something."""
    body = error.body if isinstance(error.body, dict) else {}
    told = body.get("error")
    if not isinstance(told, dict):
        return Complaint(error.status_code, "answer", str(told or error.message))
    shards = [shard.get("reason", {}) for shard in told.get("failed_shards") or ()]
    roots = told.get("root_cause") or ()
    cause: dict[str, Any] = next((one for one in (*roots, *shards) if one.get("reason")), told)
    return Complaint(error.status_code, str(cause.get("type")), str(cause.get("reason")))


def _is_foreign(error: ApiError) -> bool:
    """Whether somebody else answered: not a proxy that waits for its server, nor the server's own refusal of a
    person, which lacks the header that all else has."""
    if error.meta.headers.get(_PRODUCT) or error.status_code in (401, 429, 502, 503, 504):
        return False
    return not isinstance(error.body, dict) or not isinstance(error.body.get("error"), dict)


def closed(place: object) -> StoreError:
    """For the use of a store after its end."""
    return StoreError(f"{place}: the search store was closed: open it again")


def _mended(place: object, complaint: Complaint) -> StoreError | QueryError:
    """The error that says what to do about a complaint."""
    status, text = complaint.status, complaint.text
    if "expanded to too many terms" in text or "maxClauseCount" in text:
        return QueryError("too many words begin like the last one of a phrase: type more letters of it")
    if complaint.kind == "cluster_block_exception":
        return StoreDownError(f"{place}: {_blocked(text)} ({text})")
    if complaint.kind == "media_type_header_exception":
        return StoreError(f"{place}: this Elasticsearch is too old: Pillwatch needs version 9")
    if status == 401:
        return StoreError(
            f"{place}: the user name, password or API key was refused: set PILLWATCH_STORE_USERNAME and "
            "PILLWATCH_STORE_PASSWORD, or PILLWATCH_STORE_API_KEY"
        )
    if status == 403:
        return StoreError(f"{place}: this user may not do that: give its role the rights in docs/store.md ({text})")
    if status == 429:
        return StoreDownError(f"{place}: the cluster is overloaded: wait, then run again ({text})")
    if status == 408 or status >= 500:
        return StoreDownError(
            f"{place}: the cluster cannot answer for all of its data now: look at its health and logs, "
            f"then run again ({text})"
        )
    return StoreError(f"{place}: the cluster refused the request: look at its settings and logs ({text})")


def _blocked(text: str) -> str:
    if "flood" in text or "disk usage" in text:
        return "a disk of the cluster is full, so that indices are read-only: free space or add a node, then run again"
    if "index write" in text:
        return "an index takes no writes (store upgrade does this while it runs): wait, or lift the block of the index"
    if "state not recovered" in text or "no master" in text:
        return "the cluster has no master now: look at its nodes, then run again"
    return "indices are read-only: lift their block, then run again"


def _unreached(place: object, error: TransportError) -> StoreError:
    text = _cut(_deepest(error))
    if isinstance(error, TlsError):
        if "wrong version number" in text.lower():
            return StoreError(f"{place}: the server there does not speak https: use http:// in PILLWATCH_STORE")
        return StoreError(
            f"{place}: the server's certificate cannot be trusted: set PILLWATCH_STORE_CA to the file (PEM) of the "
            f"authority that signed it ({text})"
        )
    if isinstance(error, ConnectionTimeout):
        return StoreDownError(f"{place}: Elasticsearch does not answer in time: look at its load, then run again")
    if type(error).__name__ == "SerializationError":
        return _other_product(place)
    return StoreDownError(
        f"{place}: Elasticsearch cannot be reached: start it, or check PILLWATCH_STORE and the network ({text})"
    )


def _deepest(error: BaseException) -> BaseException:
    """What the last try failed of in the end: every layer wraps the words of the one below."""
    while causes := [cause for cause in getattr(error, "errors", ()) if str(cause)]:
        error = causes[-1]
    return error


def _other_product(place: object, detail: str = "") -> StoreError:
    return StoreError(
        f"{place}: what answers there is not Elasticsearch{detail}: check PILLWATCH_STORE "
        "(OpenSearch and other servers do not do)"
    )


def _cut(error: BaseException) -> str:
    return " ".join(str(error).split())[:_LONGEST]
