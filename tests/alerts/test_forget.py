"""What a saved search remembers of listings that are not kept any more."""

from dataclasses import replace
from pathlib import Path

import pytest

from alerts.delivery import DeliveryError
from alerts.forget import forget, tells
from alerts.passed import PassedFile
from alerts.saved import SearchFolder
from index.content import DROPPED
from index.listing import Author
from tests.alerts.samples import brought, ids, lines, saved, store_of
from tests.index.sample import listing


def test_removed_lines_go_and_dropped_ones_say_nothing(tmp_path: Path) -> None:
    folder, author = SearchFolder(tmp_path), Author("sam_sells")
    store = store_of(tmp_path / "s", *(listing(name, "blue ñ 💊", author=author) for name in "abc"))
    search = saved(tmp_path, words="")
    brought(search, store, tmp_path)
    folder.remove("blues")
    whole = lines(tmp_path)
    passed = PassedFile(tmp_path / "blues" / "passed.jsonl")
    passed.append(["a 1", "b 2", "c 3"])
    assert [one for _, one in tells(folder, {"b", "c"})] == ["b", "c"]
    for _ in range(2):
        forget(folder, {"a"}, {"b"})
        assert ids(tmp_path) == ["b", "c"]
        bare: dict[str, object] = {"url": None, "handle": None, "excerpt": "", "words": [], "reasons": []}
        assert lines(tmp_path) == [{**whole[1], **bare}, whole[2]]
        assert passed.keys() == {"c 3"}
        assert [one for _, one in tells(folder, {"b", "c"})] == ["c"]
    store.delete(["a"])
    store.update({"b": DROPPED})
    assert brought(search, store, tmp_path) == []


def test_what_has_no_content_is_never_brought(tmp_path: Path) -> None:
    store = store_of(tmp_path / "s", replace(listing("a"), **DROPPED), listing("b"))
    assert [one.listing for one in brought(saved(tmp_path, words=""), store, tmp_path)] == ["b"]


def test_a_torn_line_goes_and_a_damaged_one_is_named(tmp_path: Path) -> None:
    store = store_of(tmp_path / "s", listing("a"), listing("b"))
    brought(saved(tmp_path), store, tmp_path)
    file = tmp_path / "blues" / "delivered.jsonl"
    whole = file.read_bytes()
    file.write_bytes(whole[:-5])
    forget(SearchFolder(tmp_path), {"x"}, set())
    assert ids(tmp_path) == ["a"]
    file.write_bytes(damaged := b"{}\n" + whole)
    with pytest.raises(DeliveryError, match="line 1: not a delivery"):
        forget(SearchFolder(tmp_path), {"a"}, set())
    assert file.read_bytes() == damaged
    assert [path.name for path in file.parent.iterdir() if path.name.endswith(".new")] == []
