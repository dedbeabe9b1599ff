"""Whether one listing matches: the same as what a store finds."""

from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import given, settings
from hypothesis import strategies as st

from index.listing import Listing
from index.matching import matches
from index.query import Query
from index.tantivy import TantivyStore
from tests.index.sample import corpora
from tests.index.test_store_search import queries, texts


@settings(max_examples=15, deadline=None)
@given(corpora(texts), st.lists(queries, min_size=20, max_size=20))
def test_matches_what_a_store_finds(corpus: list[Listing], asked: list[Query]) -> None:
    with TemporaryDirectory() as folder:
        store = TantivyStore(Path(folder))
        store.upsert(corpus)
        for query in asked:
            found = {one.id for one in store.scan(query)}
            assert {one.id for one in corpus if matches(one, query)} == found
