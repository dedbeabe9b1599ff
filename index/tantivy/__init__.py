"""The embedded search store: a Tantivy index in a folder."""

from index.tantivy.store import TantivyStore

__all__ = ["TantivyStore"]
