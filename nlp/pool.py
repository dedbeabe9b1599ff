"""Reading on several cores: strings go out to forked processes, readings come back as JSON."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from multiprocessing import get_context

import orjson

from nlp.reader import Reader, Text

_BATCH = 1000
_AHEAD = 8
_reader: Reader | None = None
"""Of the parent at the moment of forking; the children find it in their memory."""


def read_json(reader: Reader, texts: Iterable[Text], *, processes: int) -> Iterator[bytes]:
    """The JSON of a Reading for each text, in order, read by so many processes; 1 reads right here."""
    global _reader
    _reader = reader
    if processes == 1:
        for batch in _batches(texts):
            yield from _read(batch)
        return
    batches = _batches(texts)
    with get_context("fork").Pool(processes) as pool:
        while some := list(islice(batches, processes * _AHEAD)):  # imap alone would take in everything at once
            for readings in pool.imap(_read, some):
                yield from readings


def _batches(texts: Iterable[Text]) -> Iterator[list[Text]]:
    source = iter(texts)
    while batch := list(islice(source, _BATCH)):
        yield batch


def _read(batch: Sequence[Text]) -> list[bytes]:
    assert _reader is not None  # noqa: S101 (set before forking)
    return [orjson.dumps(reading) for reading in _reader.read(batch)]
