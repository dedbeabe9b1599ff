import pytest

from nlp.reader import Reader


@pytest.fixture(scope="session")
def reader() -> Reader:
    return Reader.load()
