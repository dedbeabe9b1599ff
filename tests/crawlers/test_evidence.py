"""Evidence that proves itself, or says that it cannot."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from crawlers.evidence import EvidenceError, EvidenceFolder, raw_of
from crawlers.page import Extract, Page

RECEIVED = datetime(2026, 11, 1, tzinfo=UTC)
PAGE = Page("https://forum.example.com/t/1.json", 200, {"server": "example"}, RECEIVED, "ab" * 32, Extract("posts"))


@pytest.mark.parametrize("raw", [b'{"id": 1, "text": "\xc3\xb1"}', b"\xff\xfe not UTF-8", b""])
def test_object_comes_back_as_received(tmp_path: Path, raw: bytes) -> None:
    folder = EvidenceFolder(tmp_path)
    kept = folder.keep(raw, PAGE)
    record = folder.check(kept)
    assert raw_of(record) == raw
    assert record["url"] == PAGE.url
    assert record["fetched"] == "2026-11-01T00:00:00Z"
    assert folder.keep(raw, PAGE) == kept


def test_changed_evidence_is_noticed(tmp_path: Path) -> None:
    folder = EvidenceFolder(tmp_path)
    kept = folder.keep(b"{}", PAGE)
    file = tmp_path / kept.uri
    file.write_bytes(file.read_bytes().replace(b"200", b"201"))
    with pytest.raises(EvidenceError, match="was changed"):
        folder.check(kept)
    file.unlink()
    with pytest.raises(EvidenceError, match="cannot be read"):
        folder.check(kept)
