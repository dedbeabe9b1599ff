"""Where the servers are and how their indices begin, out of what a person set."""

import re
from dataclasses import dataclass
from urllib.parse import SplitResult, urlsplit

from index.store import StoreSettingsError

DEFAULT_PREFIX = "pillwatch"

_PREFIX = re.compile(r"[a-z0-9][a-z0-9_.-]{0,99}")
_EXAMPLE = "expected such as https://search.example.com:9200 or https://a.example:9200,https://b.example:9200/agency"


@dataclass(frozen=True, slots=True)
class Location:
    """The servers of one cluster, any of which may be asked, and the beginning of the names of its indices."""

    hosts: tuple[str, ...]
    prefix: str

    def __str__(self) -> str:
        return ",".join(self.hosts) + ("" if self.prefix == DEFAULT_PREFIX else f"/{self.prefix}")


def parse_location(text: str) -> Location:
    """URLs with ports, comma separated; the path of the last is the prefix. Raises StoreSettingsError."""
    urls = [_url(part.strip()) for part in text.split(",")]
    if any(url.path.strip("/") for url in urls[:-1]):
        raise StoreSettingsError(
            f"a path belongs to the last URL only, where it is the beginning of index names: {_EXAMPLE}"
        )
    prefix = urls[-1].path.strip("/") or DEFAULT_PREFIX
    if not _PREFIX.fullmatch(prefix) or "listings" in prefix:
        raise StoreSettingsError(
            f"{prefix[:100]!r} cannot begin the names of indices: expected at most 100 of a-z, 0-9, _, . and -, "
            "a letter or digit first, and not the word listings"
        )
    return Location(tuple(f"{url.scheme}://{url.netloc}" for url in urls), prefix)


def _url(text: str) -> SplitResult:
    try:
        url = urlsplit(text)
        port = url.port
    except ValueError:
        url, port = urlsplit(""), None
    if url.username is not None or url.password is not None:
        # The text is not shown: it holds a password.
        raise StoreSettingsError(
            "no user name or password in a store's URL, where logs would show it: "
            "set PILLWATCH_STORE_USERNAME and PILLWATCH_STORE_PASSWORD"
        )
    if url.scheme not in ("http", "https") or not url.hostname or port is None or url.query or url.fragment:
        raise StoreSettingsError(f"{text[:100]!r} is not the URL of a server with its port: {_EXAMPLE}")
    return url
