"""Opening stores by where they are."""

from pathlib import Path

from index.access import EVERYTHING
from index.open import open_runs, open_store
from index.query import Query
from index.run import Run
from tests.index.sample import NOON, listing


def test_one_folder_for_both(tmp_path: Path) -> None:
    open_store(str(tmp_path)).upsert([listing("a")])
    open_runs(tmp_path).save(Run(id="r", source="one", started=NOON))
    assert open_store(tmp_path).search(Query(access=EVERYTHING)).total == 1
    assert [run.id for run in open_runs(tmp_path).runs()] == ["r"]
