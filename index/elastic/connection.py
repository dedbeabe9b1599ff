"""The connection to a cluster: made and looked at when it is first used."""

import logging
import re
import ssl
from threading import Lock

from elasticsearch import Elasticsearch, OrjsonSerializer

from index.credentials import Credentials
from index.elastic.location import Location
from index.elastic.trouble import closed
from index.store import StoreError, StoreSettingsError

MAJOR = 9

_TIMEOUT = 30.0
_TRIES = 3
_FIRST_PAUSE, _LONGEST_PAUSE = 0.2, 5.0
"""Seconds between two tries of one request, doubled from the first to the longest and spread by chance."""

_VERSION = re.compile(r"([0-9]+)\.[0-9A-Za-z.-]{1,30}")


class Connection:
    """Threads may share it. All calls raise what `index.elastic.trouble.told` turns into StoreError."""

    def __init__(self, location: Location, credentials: Credentials) -> None:
        self.location = location
        self._credentials = credentials
        self._client: Elasticsearch | None = None
        self._version = ""
        self._closed = False
        self._opening = Lock()

    @property
    def client(self) -> Elasticsearch:
        """A client of a cluster whose version is known to do. Raises StoreError for another one."""
        with self._opening:
            if self._closed:
                raise closed(self.location)
            if self._client is None:
                client = _client(self.location, self._credentials)
                try:
                    self._version = _checked_version(client, self.location)
                except BaseException:
                    client.close()
                    raise
                self._client = client
            return self._client

    @property
    def version(self) -> str:
        """The version of the cluster's oldest node."""
        return self._version if self.client else ""

    def close(self) -> None:
        """Let go of all sockets; the connection cannot be used afterwards."""
        with self._opening:
            self._closed = True
            if self._client is not None:
                self._client.close()
                self._client = None


def _client(location: Location, credentials: Credentials) -> Elasticsearch:
    # It logs each try again with a traceback; what comes of the tries is told by our errors.
    logging.getLogger("elastic_transport").setLevel(logging.ERROR)
    if credentials.api_key and credentials.username:
        raise StoreSettingsError(
            f"{location}: an API key and a user name are set, and only one can be used: "
            "remove PILLWATCH_STORE_API_KEY or PILLWATCH_STORE_USERNAME"
        )
    secure = any(host.startswith("https:") for host in location.hosts)
    return Elasticsearch(
        list(location.hosts),
        api_key=credentials.api_key or None,
        basic_auth=(credentials.username, credentials.password) if credentials.username else None,
        ssl_context=_trust(location, credentials) if secure else None,
        serializer=OrjsonSerializer(),
        request_timeout=_TIMEOUT,
        max_retries=_TRIES,
        retry_on_timeout=True,  # safe: ids are ours, and a write that was done already shows as a conflict
        retry_backoff_base=_FIRST_PAUSE,
        retry_backoff_cap=_LONGEST_PAUSE,
    )


def _trust(location: Location, credentials: Credentials) -> ssl.SSLContext:
    try:
        return ssl.create_default_context(cafile=str(credentials.ca) if credentials.ca else None)
    except OSError as error:  # ssl.SSLError is one too
        raise StoreSettingsError(
            f"{location}: the file of the authority, {credentials.ca}, cannot be used ({error}): "
            "set PILLWATCH_STORE_CA to its certificate in PEM form"
        ) from error


def _checked_version(client: Elasticsearch, location: Location) -> str:
    """The version by `GET /_nodes`: a bare server core does not answer `GET /`."""
    answer = client.nodes.info(filter_path="nodes.*.version").body
    nodes = answer.get("nodes") if isinstance(answer, dict) else None
    versions = sorted(
        (node.get("version", "") for node in (nodes or {}).values()),
        key=lambda version: [int(part) for part in re.findall("[0-9]+", version)],
    )
    parsed = [_VERSION.fullmatch(version) for version in versions]
    if not parsed or not all(parsed):
        raise StoreError(f"{location}: the server there does not tell its version: check PILLWATCH_STORE")
    for version, part in zip(versions, parsed, strict=True):
        if part and int(part[1]) != MAJOR:
            raise StoreError(f"{location}: this is Elasticsearch {version}: Pillwatch needs version {MAJOR}")
    return str(versions[0])
