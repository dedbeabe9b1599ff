"""Several processes and threads at one embedded store, and one that dies."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from random import Random
from threading import Event
from time import sleep

import pytest

from index.access import EVERYTHING
from index.query import Query
from index.store import StoreError
from index.tantivy import TantivyStore
from index.tantivy.documents import to_document
from index.tantivy.folder import open_index
from index.tantivy.writing import session
from tests.index.children import output, start
from tests.index.sample import listing


def writing(name: str) -> str:
    return f"""
for n in range(15):
    store.upsert([listing(f"{name}-{{n}}-{{m}}") for m in range(3)] + [listing("shared", f"{name} {{n}}")])
"""


def test_two_processes_that_write_at_once_lose_nothing(tmp_path: Path) -> None:
    with start(writing("p"), tmp_path / "s") as one, start(writing("q"), tmp_path / "s") as two:
        assert (one.wait(100), two.wait(100)) == (0, 0)
    store = TantivyStore(tmp_path / "s")
    kept = {one.id: one for one in store.scan(Query(access=EVERYTHING))}
    assert set(kept) == {"shared"} | {f"{name}-{n}-{m}" for name in "pq" for n in range(15) for m in range(3)}
    texts = [version.text for version in kept["shared"].versions] + [kept["shared"].text]
    assert sorted(texts) == sorted(f"{name} {n}" for name in "pq" for n in range(15))


def test_threads_that_make_one_store_at_once(tmp_path: Path) -> None:
    stores = [TantivyStore(tmp_path / "s") for _ in range(4)]
    with ThreadPoolExecutor(4) as pool:
        outcomes = list(pool.map(lambda n: stores[n].upsert([listing(f"{n}")]), range(4)))
    assert outcomes == [["new"]] * 4
    assert [one.id for one in stores[0].scan(Query(access=EVERYTHING))] == ["0", "1", "2", "3"]
    assert [path.name for path in (tmp_path / "s").iterdir()] == ["listings"]


def test_reader_sees_what_another_process_wrote(tmp_path: Path) -> None:
    store = TantivyStore(tmp_path)
    assert store.search(Query(access=EVERYTHING)).total == 0
    for n in range(2):
        output(f"store.upsert([listing('a{n}')])", tmp_path)
        assert store.search(Query(access=EVERYTHING)).total == n + 1
        assert set(store.get(["a0", "a1"], access=EVERYTHING)) == {f"a{m}" for m in range(n + 1)}
    assert output("print(store.delete(['a0']), store.search(Query(access=EVERYTHING)).total)", tmp_path) == "1 1\n"
    assert store.get(["a0"], access=EVERYTHING) == {}


def test_killed_writer_loses_no_acknowledged_batch(tmp_path: Path) -> None:
    endless = """
for n in count():
    batch = [listing(f"{n}-{m}", f"blue pills {n}") for m in range(20)]
    store.upsert(batch)
    print(n, flush=True)
"""
    random = Random(7)
    for attempt in range(5):
        folder = tmp_path / str(attempt)
        with start(endless, folder) as child:
            assert child.stdout is not None
            acknowledged = [int(child.stdout.readline()) for _ in range(random.randint(1, 12))]
            sleep(random.random() / 10)
            child.kill()
            acknowledged += [int(line) for line in child.stdout if line.endswith("\n")]
        store = TantivyStore(folder, patience=5)
        kept = {one.id for one in store.scan(Query(access=EVERYTHING))}
        assert {f"{n}-{m}" for n in acknowledged for m in range(20)} <= kept
        assert len(kept) % 20 == 0, "a batch is stored whole or not at all"
        assert store.upsert([listing("after")]) == ["new"]
        assert store.search(Query(access=EVERYTHING)).total == len(kept) + 1


def test_busy_lock_is_waited_for(tmp_path: Path) -> None:
    store = TantivyStore(tmp_path)
    store.upsert([listing("a")])
    index = open_index(tmp_path)
    assert index is not None
    holding, let_go = Event(), Event()

    def hold() -> None:
        with session(index, tmp_path, 5) as batch:
            batch.put("b", to_document(listing("b")))
            holding.set()
            let_go.wait(20)

    with ThreadPoolExecutor(2) as pool:
        holder = pool.submit(hold)
        assert holding.wait(20)
        with pytest.raises(StoreError, match=r"another process has kept the search store for 0\.1 s: wait"):
            TantivyStore(tmp_path, patience=0.1).upsert([listing("d")])
        waiting = pool.submit(store.upsert, [listing("c")])
        assert [one.listing.id for one in store.search(Query(access=EVERYTHING)).found] == ["a"], "readers do not wait"
        assert not waiting.done()
        let_go.set()
        assert waiting.result(20) == ["new"]
        holder.result(20)
    assert [one.id for one in store.scan(Query(access=EVERYTHING))] == ["a", "b", "c"]


def test_failed_batch_leaves_nothing_and_lets_go(tmp_path: Path) -> None:
    store = TantivyStore(tmp_path, patience=0.5)
    store.upsert([listing("a")])
    index = open_index(tmp_path)
    assert index is not None

    def fail() -> None:
        with session(index, tmp_path, 1) as batch:
            batch.put("b", to_document(listing("b")))
            batch.remove("a")
            raise KeyError

    with pytest.raises(KeyError):
        fail()
    assert [one.id for one in store.scan(Query(access=EVERYTHING))] == ["a"]
    assert store.upsert([listing("c")]) == ["new"]
