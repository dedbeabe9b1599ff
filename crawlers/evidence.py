"""Evidence: a post's own raw object as received, and the response that it came in, under one digest."""

import base64
import hashlib
import os
import re
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import orjson

from crawlers.page import Page
from index.lines import make_entries_durable
from index.listing import Evidence

UNFINISHED = ".writing-"
"""How names of files begin that are being written."""


class EvidenceError(Exception):
    """An evidence file is missing, unreadable or not what its digest says; the message says which."""


@dataclass(frozen=True, slots=True)
class EvidenceFolder:
    """Evidence files below `root/evidence`, each named by the SHA-256 of its bytes."""

    root: Path

    def keep(self, raw: bytes, page: Page) -> Evidence:
        """Write the object with its response's URL, status, headers, time and digest; durable when it returns.

        The same object of the same response gives the same file. Raises OSError when the folder cannot be written.
        """
        content = orjson.dumps(
            {
                **_text_or_base64(raw),
                "object_sha256": hashlib.sha256(raw).hexdigest(),
                "url": page.url,
                "status": page.status,
                "headers": dict(page.headers),
                "fetched": page.fetched,
                "response_sha256": page.body_sha256,
            },
            option=orjson.OPT_UTC_Z | orjson.OPT_SORT_KEYS,
        )
        digest = hashlib.sha256(content).hexdigest()
        target = self.place(digest)
        if not target.exists():
            write_atomically(target, content)
        return Evidence(digest, target.relative_to(self.root).as_posix())

    def place(self, digest: str) -> Path:
        """Where the file of that SHA-256 lies. Raises EvidenceError for what is no hexadecimal digest."""
        if not re.fullmatch(r"[0-9a-f]{2,64}", digest):
            raise EvidenceError(f"{digest[:80]!r} is not a SHA-256 in hexadecimal: no evidence file is named so")
        return self.root / "evidence" / digest[:2] / f"{digest}.json"

    def files(self) -> Iterator[Path]:
        """Every file of evidence, also what a killed writer left unfinished. Raises OSError."""
        for folder in sorted((self.root / "evidence").glob("[0-9a-f][0-9a-f]/")):
            for pattern in ("*.json", f"{UNFINISHED}*"):
                yield from folder.glob(pattern)

    def remove(self, files: Iterable[Path]) -> None:
        """Delete these files, those that are there; durable when it returns.

        Raises the first OSError when all of them were tried.
        """
        folders, problems = set(), []
        for file in files:
            try:
                file.unlink(missing_ok=True)
                folders.add(file.parent)
            except OSError as error:
                problems.append(error)
        for folder in folders:
            if folder.exists():
                make_entries_durable(folder)
        for problem in problems:
            raise problem

    def check(self, evidence: Evidence) -> dict[str, object]:
        """The content of an evidence file, proven against both its digests. Raises EvidenceError."""
        path = self.root / evidence.uri
        try:
            content = path.read_bytes()
        except OSError as error:
            raise EvidenceError(f"evidence {path} cannot be read: {error.strerror}") from None
        if hashlib.sha256(content).hexdigest() != evidence.sha256:
            raise EvidenceError(f"evidence {path} does not match its SHA-256 {evidence.sha256}: it was changed")
        record: dict[str, object] = orjson.loads(content)
        return record


def raw_of(record: Mapping[str, object]) -> bytes:
    """The object as received, from the content of an evidence file."""
    if "object_base64" in record:
        return base64.b64decode(str(record["object_base64"]))
    return str(record["object"]).encode()


def write_atomically(target: Path, content: bytes) -> None:
    """Write a whole file or nothing, durable when it returns; makes the folders that are missing. Raises OSError."""
    target.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=target.parent, prefix=UNFINISHED)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        Path(name).replace(target)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def _text_or_base64(raw: bytes) -> dict[str, str]:
    try:
        return {"object": raw.decode()}
    except UnicodeDecodeError:
        return {"object_base64": base64.b64encode(raw).decode()}
