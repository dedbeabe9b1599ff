"""Where a store is, as people write it."""

import pytest

from index.credentials import Credentials
from index.elastic import ElasticStore
from index.elastic.location import parse_location
from index.store import StoreSettingsError


@pytest.mark.parametrize(
    ("text", "hosts", "prefix"),
    [
        ("http://127.0.0.1:9200", ("http://127.0.0.1:9200",), "pillwatch"),
        ("https://a.example:9200/", ("https://a.example:9200",), "pillwatch"),
        (
            "https://a.example:9200, https://[::1]:9201/agency-2",
            ("https://a.example:9200", "https://[::1]:9201"),
            "agency-2",
        ),
    ],
)
def test_places(text: str, hosts: tuple[str, ...], prefix: str) -> None:
    place = parse_location(text)
    assert (place.hosts, place.prefix) == (hosts, prefix)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("https://a.example", "not the URL of a server with its port"),
        ("https://a.example:port", "with its port"),
        ("ftp://a.example:1", "with its port"),
        ("https://a.example:9200,", "with its port"),
        ("https://a.example:9200?x=1", "with its port"),
        ("https://a.example:9200/x,https://b.example:9200", "the last URL only"),
        ("https://a.example:9200/Agency", "'Agency' cannot begin the names of indices"),
        ("https://a.example:9200/a/b", "'a/b' cannot begin"),
        ("https://a.example:9200/_a", "a letter or digit first"),
        ("https://a.example:9200/" + "a" * 101, "at most 100"),
        ("https://a.example:9200/my-listings-x", "not the word listings"),
    ],
)
def test_no_places(text: str, said: str) -> None:
    with pytest.raises(StoreSettingsError, match=said) as caught:
        ElasticStore(text, Credentials())
    assert "\n" not in str(caught.value)


def test_password_in_a_url_is_refused_and_not_shown() -> None:
    with pytest.raises(StoreSettingsError, match="PILLWATCH_STORE_PASSWORD") as caught:
        ElasticStore("https://ann:sesame@a.example:9200", Credentials())
    assert "sesame" not in str(caught.value)
