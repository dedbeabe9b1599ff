"""Reading on several cores: strings go out to forked processes, readings come back as JSON."""

import gc
import json
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict
from itertools import islice, starmap
from multiprocessing import get_context

import orjson

from nlp.reader import Reader, Text
from nlp.reading import PostKind, Reading

_Plain = tuple[str, str | None, str | None, str | None, PostKind]
"""A Text as it goes to a process: tuples travel faster."""
_BATCH = 250
_END = b"\n"
"""JSON as it is written here holds none."""
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
    gc.freeze()  # else the children's garbage collections would copy what they share
    with get_context("fork").Pool(processes) as pool:
        waiting = deque(pool.apply_async(_joined, (batch,)) for batch in islice(batches, processes * _AHEAD))
        while waiting:
            readings = waiting.popleft().get()
            waiting.extend(pool.apply_async(_joined, (batch,)) for batch in islice(batches, 1))
            yield from readings.split(_END)


def _batches(texts: Iterable[Text]) -> Iterator[list[_Plain]]:
    source = ((text.text, text.title, text.lang, text.author, text.kind) for text in texts)
    while batch := list(islice(source, _BATCH)):
        yield batch


def _read(batch: Sequence[_Plain]) -> list[bytes]:
    assert _reader is not None  # noqa: S101 (set before forking)
    return list(map(_dumped, _reader.read(starmap(Text, batch))))


def _joined(batch: Sequence[_Plain]) -> bytes:
    """One string travels faster than many."""
    return _END.join(_read(batch))


def _dumped(reading: Reading) -> bytes:
    try:
        return orjson.dumps(reading)
    except TypeError:  # half a character, which only escaped JSON can hold
        return json.dumps(asdict(reading)).encode()
