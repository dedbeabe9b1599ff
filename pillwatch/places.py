"""Names of stores by where they are, for the notes that are kept on work with them."""

from hashlib import blake2b
from pathlib import Path


def is_url(place: str) -> bool:
    """Whether this names servers and no folder."""
    return place.startswith(("http://", "https://"))


def one_spelling(place: str) -> str:
    """The same for two spellings of a store's folder or URLs, as far as spelling can tell. Raises StoreError."""
    if is_url(place):
        from index.elastic.location import parse_location  # takes half a second to import

        return str(parse_location(place))
    return str(Path(place).resolve())


def file_name(*places: str) -> str:
    """A name for a file about these stores, in this order. Raises StoreError."""
    names = "\0".join(map(one_spelling, places))
    return f"{blake2b(names.encode(), digest_size=16).hexdigest()}.json"
