"""The spool of one owner: entries that are safe on disk until the store has taken them."""

import errno
from collections import deque
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import BinaryIO, Self

from index.listing import Evidence
from index.records import RecordError
from index.spool import home as homes
from index.spool.delivered import Delivered, Fate
from index.spool.entries import Entry, from_line, to_line
from index.spool.handing import hand_over, unneeded
from index.spool.mark import Mark, read_mark
from index.spool.refused import Clock, RefusedEntry, RefusedFile, damaged, unwritable
from index.spool.segment import LONGEST, Batch, Tail, measure, read_batch
from index.store import Refused, SearchStore

Discard = Callable[[Evidence], None]


class Spool:
    """Entries of `owner` (the id of a run) below `folder`; nothing is written before the first `append`.

    `discard` is given evidence that was kept before anybody knew what is stored, and that turned out not to be
    needed. `total` counts what became of all entries so far; `waiting` entries take `waiting_bytes` on disk, and
    only a batch of them is ever in memory. All methods raise OSError when the disk does not obey.
    """

    def __init__(self, folder: Path, owner: str, *, clock: Clock, discard: Discard) -> None:
        self.owner = owner
        self.total = Delivered(owner)
        self.waiting = 0
        self.waiting_bytes = 0
        self._folder, self._home = folder, folder / owner
        self._clock, self._discard = clock, discard
        self._refused = RefusedFile(folder)
        self._lock: BinaryIO | None = None
        self._tail: Tail | None = None
        self._segments: deque[int] = deque()
        self._offset = 0
        self._again = False

    @classmethod
    def adopt(cls, home: Path, *, clock: Clock, discard: Discard) -> Self | None:
        """What a dead owner left in this folder; None when the owner lives, or left nothing."""
        lock = homes.adopted(home)
        if lock is None:
            return None
        spool = cls(home.parent, home.name, clock=clock, discard=discard)
        spool._take(lock)
        return spool

    def append(self, entries: Sequence[Entry]) -> None:
        """Durable when it returns; when it raises, none of them is in the spool.

        An entry that has no JSON form goes to the refused file.
        """
        lines, refused = [], []
        for entry in entries:
            try:
                lines.append(to_line(entry))
            except RecordError as error:
                refused.append(unwritable(entry, self.owner, self._clock(), error))
        if refused:
            self._refused.add(refused)
        if lines:
            content = b"".join(lines)
            self._open_tail().append(content)
            self.waiting += len(lines)
            self.waiting_bytes += len(content)
        self.total += Delivered(self.owner, refused=len(refused))

    def deliver(self, store: SearchStore) -> Delivered:
        """Send what waits, in order, and count what this call sent.

        Raises StoreError; what the store had not taken waits on. An entry that the store refuses, and a line that
        was damaged on disk, go to the refused file.
        """
        before = self.total
        while self.waiting and self._segments:
            path = homes.segment_path(self._home, self._segments[0])
            batch = read_batch(path, self._offset)
            if batch.lines:
                self._send(path.name, batch, store)
            elif self._tail and self._tail.path == path:
                raise OSError(errno.EIO, "entries that were written are not there any more", str(path))
            else:
                self._segments.popleft()
                self._offset = 0
                path.unlink()
        return self.total - before

    def close(self) -> None:
        """Remove what is delivered and let go of the rest, which `replay` adopts."""
        if self._tail:
            self._tail.close()
        if self._lock:
            if not self.waiting:
                homes.clear(self._home)
            self._lock.close()
        self._tail = self._lock = None

    def _take(self, lock: BinaryIO) -> None:
        """Go on where an owner of this name ended."""
        mark = read_mark(self._home)
        self._lock, self.total = lock, self.total + mark.total
        self._segments.extend(homes.segments(self._home))
        while self._segments and self._segments[0] < mark.segment:
            homes.segment_path(self._home, self._segments.popleft()).unlink()
        self._offset = mark.offset if self._segments and self._segments[0] == mark.segment else 0
        for place, number in enumerate(self._segments):
            count, size = measure(homes.segment_path(self._home, number), 0 if place else self._offset)
            self.waiting += count
            self.waiting_bytes += size
        self._again = self.waiting > 0

    def _open_tail(self) -> Tail:
        if self._lock is None:
            self._take(homes.made(self._home))
        if self._tail and (self._tail.size >= LONGEST or not self._tail.is_sound):
            self._tail.close()
            self._tail = None
        if self._tail is None:
            number = homes.next_number(self._folder)
            self._tail = Tail(homes.segment_path(self._home, number))
            self._segments.append(number)
        return self._tail

    def _send(self, name: str, batch: Batch, store: SearchStore) -> None:
        entries: list[Entry] = []
        fates: list[Fate] = []
        refused: list[RefusedEntry] = []
        now = self._clock()
        for at, line in batch.lines:
            try:
                entries.append(from_line(line))
            except RecordError as error:
                refused.append(damaged(line, self.owner, now, f"{name} of the spool, byte {at}: {error}"))
                fates.append(Refused(""))
        again, self._again = self._again, True
        given = hand_over(entries, store, again=again)
        for evidence in unneeded(entries, given, store):
            self._discard(evidence)
        for entry, fate in zip(entries, given, strict=True):
            if isinstance(fate, Refused):
                refused.append(RefusedEntry(entry.id, self.owner, now, fate.reason, entry))
        if refused:
            self._refused.add(refused, once=again)
        self._acknowledge(batch, Delivered.of(self.owner, [*fates, *given]))

    def _acknowledge(self, batch: Batch, delivered: Delivered) -> None:
        self.total += delivered
        self.waiting -= len(batch.lines)
        self.waiting_bytes -= batch.end - self._offset
        self._offset = batch.end
        Mark(self._segments[0], batch.end, self.total).write(self._home)
        self._again = False
