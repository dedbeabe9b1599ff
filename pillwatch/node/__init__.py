"""An Elasticsearch node from pip packages and Maven Central: for trying out and for tests, never for real data."""

from pillwatch.node.home import Home
from pillwatch.node.jars import MissingError, NodeError
from pillwatch.node.lifetime import Node, running

__all__ = ["Home", "MissingError", "Node", "NodeError", "running"]
