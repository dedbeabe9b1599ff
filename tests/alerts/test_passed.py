"""What a saved search passes over: listings that match only since they were read anew."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from alerts.passed import key_of, pass_over, passed_of
from alerts.saved import SavedSearchError, SearchFolder
from tests.alerts.samples import brought, ids, saved, store_of
from tests.index.sample import NOON, listing, mention

MISS = listing("miss", "blue pills", hit=False, at=NOON)
HIT = replace(MISS, hit=True)


def test_only_what_begins_to_match_is_passed_over(tmp_path: Path) -> None:
    saved(tmp_path, "hits")
    saved(tmp_path, "all", everything=True)
    saved(tmp_path, "number", "12135550142", everything=True)
    folder = SearchFolder(tmp_path)
    other = listing("other", "red", hit=False)
    named = replace(MISS, id="named", mentions=(mention("contact", "+12135550142"),))
    pass_over(
        folder, [(MISS, HIT), (HIT, MISS), (replace(MISS, id="named"), named), (other, replace(other, hit=True))], NOON
    )
    assert passed_of(folder, "hits").keys() == {key_of(HIT)}
    assert passed_of(folder, "all").keys() == set()
    assert passed_of(folder, "number").keys() == {key_of(named)}


def test_it_is_not_brought_until_its_text_is_edited(tmp_path: Path) -> None:
    search = saved(tmp_path)
    store = store_of(tmp_path / "store", MISS, listing("before", "blue"))
    pass_over(SearchFolder(tmp_path), [(MISS, HIT)], NOON)
    store.update({"miss": {"hit": True}})
    assert [one.listing for one in brought(search, store, tmp_path)] == ["before"]
    assert brought(search, store, tmp_path) == []
    store.upsert([replace(HIT, text="blue pills again", checked=NOON + timedelta(hours=1))])
    assert [one.listing for one in brought(search, store, tmp_path)] == ["miss"]
    assert ids(tmp_path) == ["before", "miss"]


def test_a_line_that_was_never_finished_is_cut(tmp_path: Path) -> None:
    saved(tmp_path)
    folder = SearchFolder(tmp_path)
    file = passed_of(folder, "blues")
    file.append(["a 1"])
    with file.path.open("ab") as written:
        written.write(b'{"passed": "b')
    assert file.keys() == {"a 1"}
    file.append(["c 3"])
    assert file.keys() == {"a 1", "c 3"}
    assert file.path.read_bytes().count(b"\n") == 2


@pytest.mark.parametrize("line", [b"nonsense\n", b"[]\n", b'{"listing": "a"}\n'])
def test_a_damaged_line_is_named(tmp_path: Path, line: bytes) -> None:
    saved(tmp_path)
    file = passed_of(SearchFolder(tmp_path), "blues")
    file.path.write_bytes(b'{"passed": "a 1"}\n' + line)
    with pytest.raises(SavedSearchError, match="line 2: not a listing that was passed over"):
        file.keys()
