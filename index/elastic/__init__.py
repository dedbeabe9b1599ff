"""The search store on Elasticsearch 9."""

from index.elastic.store import ElasticStore

__all__ = ["ElasticStore"]
