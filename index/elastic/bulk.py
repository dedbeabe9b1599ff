"""Sending documents: ready bytes in chunks, and what became of each."""

import random
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

import orjson
from elasticsearch import ApiError, Elasticsearch

from index.elastic.trouble import Complaint, ComplaintError, complaint_of

CHUNK = 5_000_000
"""Bytes of one request, unless a single document is longer."""

_FIRST_PAUSE, _LONGEST_PAUSE = 0.1, 5.0
_WAIT_FOR_SHARD = "20s"
"""Less than the client waits for an answer."""

_BUSY = (429, 503)
_TOLD = ("type", "reason", "caused_by")


@dataclass(frozen=True, slots=True)
class Operation:
    """Create, replace or delete a document; `seen` is the sequence number and primary term that the document must
    still have, `document` its JSON in one line, empty for a deletion."""

    kind: Literal["create", "index", "delete"]
    index: str
    document_id: str
    document: bytes = b""
    seen: tuple[int, int] | None = None

    def lines(self) -> tuple[bytes, ...]:
        """As the bulk request wants it, without line ends."""
        where: dict[str, object] = {"_index": self.index, "_id": self.document_id}
        if self.seen:
            where["if_seq_no"], where["if_primary_term"] = self.seen
        action = orjson.dumps({self.kind: where})
        return (action, self.document) if self.document else (action,)


@dataclass(frozen=True, slots=True)
class Sent:
    """What became of an operation: `conflict` where the document is not as it was seen (or is there already),
    `absent` where there was none to delete, `refused` for a document that the engine will not take."""

    state: Literal["done", "conflict", "absent", "refused"]
    reason: str = ""


_DONE = Sent("done")


def send(client: Elasticsearch, operations: Sequence[Operation], patience: float) -> list[Sent]:
    """Each operation's end, in order. What the cluster is too busy for is sent again for `patience` seconds.

    Raises ComplaintError for what is not the fault of a document, and the client's own errors; what was sent before
    stays written.
    """
    results: list[Sent | None] = [None] * len(operations)
    waiting = list(range(len(operations)))
    until, pause = time.monotonic() + patience, _FIRST_PAUSE
    while waiting:
        busy: list[int] = []
        complaint: Complaint | None = None
        for chunk in _chunks(operations, waiting):
            for at, answer in zip(chunk, _request(client, [operations[at] for at in chunk]), strict=True):
                if isinstance(answer, Sent):
                    results[at] = answer
                else:
                    busy.append(at)
                    complaint = answer
        if complaint and time.monotonic() + pause > until:
            raise ComplaintError(complaint)
        if busy:
            time.sleep(pause * random.uniform(0.5, 1))  # noqa: S311  # no secret
            pause = min(2 * pause, _LONGEST_PAUSE)
        waiting = busy
    return [result for result in results if result is not None]


def _chunks(operations: Sequence[Operation], waiting: Sequence[int]) -> Iterator[list[int]]:
    chunk: list[int] = []
    size = 0
    for at in waiting:
        length = len(operations[at].document)
        if chunk and size + length > CHUNK:
            yield chunk
            chunk, size = [], 0
        chunk.append(at)
        size += length
    if chunk:
        yield chunk


def _request(client: Elasticsearch, operations: Sequence[Operation]) -> list[Sent | Complaint]:
    """What became of each; the complaint where it can be sent again."""
    try:
        lines = [line for operation in operations for line in operation.lines()]
        answer = client.bulk(
            operations=lines,  # type: ignore[arg-type]  # ready bytes do
            timeout=_WAIT_FOR_SHARD,
            filter_path=["errors", "items.*.status", *(f"items.*.error.{part}" for part in _TOLD)],
        ).body
    except ApiError as error:
        complaint = complaint_of(error)
        if _is_busy(complaint):
            return [complaint] * len(operations)
        if error.status_code != 413:
            raise
        if len(operations) == 1:
            return [Sent("refused", f"the document of {len(operations[0].document):,} bytes is too large")]
        half = len(operations) // 2
        return _request(client, operations[:half]) + _request(client, operations[half:])
    if answer.get("errors") is False and len(answer["items"]) == len(operations):
        return [_DONE] * len(operations)
    return [_read(*item.values()) for item in answer["items"]]


def _read(item: dict[str, object]) -> Sent | Complaint:
    status, error = item["status"], item.get("error") or {}
    if not isinstance(status, int) or not isinstance(error, dict):
        raise ComplaintError(Complaint(500, "bulk", "an answer that cannot be read"))
    if status < 300:
        return _DONE
    cause = error
    while cause.get("caused_by"):  # the last tells most, and shows none of the text
        cause = cause["caused_by"]
    complaint = Complaint(status, str(error.get("type")), str(cause.get("reason")))
    if status == 409:
        return Sent("conflict")
    if status == 404:
        return Sent("absent")
    if status == 400:
        return Sent("refused", complaint.text)
    if _is_busy(complaint):
        return complaint
    raise ComplaintError(complaint)


def _is_busy(complaint: Complaint) -> bool:
    """Whether the same may do in a moment; what is read-only stays so for longer."""
    return complaint.status in _BUSY and complaint.kind != "cluster_block_exception"
