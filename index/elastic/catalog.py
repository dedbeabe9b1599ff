"""The indices of a store: which there are, of which version, and how new ones are made."""

from threading import Lock

from elasticsearch import BadRequestError

from index.elastic.connection import Connection
from index.elastic.names import Names
from index.elastic.schema import META, component, index_template
from index.elastic.trouble import complaint_of
from index.store import StoreError


class Catalog:
    """Threads may share it. All calls raise what `index.elastic.trouble.told` turns into StoreError."""

    def __init__(self, connection: Connection, names: Names) -> None:
        self._connection = connection
        self._names = names
        self._templates_put = False
        self._making = Lock()

    def indices(self) -> frozenset[str]:
        """The names of all indices behind the alias. Raises StoreError if one is of another version."""
        found = self.versions()
        for index, version in sorted(found.items()):
            self.check(index, version)
        return frozenset(found)

    def versions(self) -> dict[str, int | None]:
        """The version of every index behind the alias, None for one that Pillwatch did not make."""
        answer = self._connection.client.indices.get(
            index=self._names.alias,
            features=["mappings", "settings"],
            ignore_unavailable=True,
            # Every index has a uuid, so that those of others are seen too.
            filter_path=["*.mappings._meta", "*.settings.index.uuid"],
        ).body
        return {index: told.get("mappings", {}).get("_meta", {}).get(META) for index, told in answer.items()}

    def check(self, index: str, version: int | None) -> None:
        """Raises StoreError unless an index of this version can be read and written."""
        place, wanted = self._connection.location, self._names.version
        if not isinstance(version, int):
            raise StoreError(
                f"{place}: the index {index} was not made by Pillwatch, or its mapping was changed: "
                f"take it out of the alias {self._names.alias}"
            )
        if version < wanted:
            raise StoreError(
                f"{place}: the index {index} is of version {version} of the search store, this Pillwatch uses "
                f"version {wanted}: run `pillwatch store upgrade`"
            )
        if version > wanted:
            raise StoreError(
                f"{place}: the index {index} is of version {version} of the search store, this Pillwatch uses "
                f"version {wanted}: use the Pillwatch that wrote it"
            )

    def make(self, index: str) -> None:
        """Make an index, and the templates before it; when another process is faster, its index stays."""
        client = self._connection.client
        self._put_templates()
        try:
            client.indices.create(index=index)
        except BadRequestError as error:
            if complaint_of(error).kind != "resource_already_exists_exception":
                raise

    def _put_templates(self) -> None:
        with self._making:
            if self._templates_put:
                return
            client, names = self._connection.client, self._names
            client.cluster.put_component_template(
                name=names.template, template=component(names), meta={META: names.version}
            )
            client.indices.put_index_template(name=names.template, **index_template(names))
            self._templates_put = True
