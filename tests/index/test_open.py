"""Opening stores by where they are."""

from pathlib import Path

import pytest

from index.access import EVERYTHING
from index.open import open_runs, open_store
from index.query import Query
from index.run import Run
from index.store import StoreSettingsError
from tests.index.sample import NOON, listing


@pytest.mark.parametrize("place", ["ftp://ann:sesame@x", "htps://search.example:9200", "HTTP://x:1", "http:/x:1"])
def test_place_of_another_kind(place: str) -> None:
    with pytest.raises(StoreSettingsError, match=r"cannot be at \w+:/.*http:// or https://") as caught:
        open_store(place)
    assert "sesame" not in str(caught.value)


def test_one_folder_for_both(tmp_path: Path) -> None:
    open_store(str(tmp_path)).upsert([listing("a")])
    open_runs(tmp_path).save(Run(id="r", source="one", started=NOON))
    assert open_store(tmp_path).search(Query(access=EVERYTHING)).total == 1
    assert [run.id for run in open_runs(tmp_path).runs()] == ["r"]
