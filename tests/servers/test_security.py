"""The node with security on: who may come in, and who may do what."""

import base64
import ssl
import urllib.error
import urllib.request
from pathlib import Path

import pytest

from tests.servers.security import SecureNode


def status(server: SecureNode, name: str | None, path: str, body: bytes | None = None, ca: Path | None = None) -> int:
    """The status of a request by one of the people, or by nobody we know."""
    request = urllib.request.Request(f"{server.url}/{path}", body, {"Content-Type": "application/json"})
    if name:
        credentials = server.credentials(name)
        word = base64.b64encode(f"{credentials.username}:{credentials.password}".encode()).decode()
        request.add_header("Authorization", f"Basic {word}")
    trust = ssl.create_default_context(cafile=ca or server.ca)
    try:
        with urllib.request.urlopen(request, timeout=30, context=trust) as answer:
            return int(answer.status)
    except urllib.error.HTTPError as refused:
        return refused.code


def test_each_may_do_what_the_role_says(secure_elasticsearch: SecureNode) -> None:
    write = ("invented/_doc/1?refresh", b"{}")
    assert status(secure_elasticsearch, None, "_cluster/health") == 401
    assert status(secure_elasticsearch, "reader", *write) == 403
    assert status(secure_elasticsearch, "writer", *write) == 201
    assert status(secure_elasticsearch, "reader", "invented/_search") == 200
    assert status(secure_elasticsearch, "nobody", "invented/_search") == 403
    assert status(secure_elasticsearch, "admin", "_nodes") == 200


def test_the_wrong_ca_does_not_trust_it(secure_elasticsearch: SecureNode) -> None:
    with pytest.raises(urllib.error.URLError, match="certificate verify failed"):
        status(secure_elasticsearch, "admin", "_cluster/health", ca=secure_elasticsearch.wrong_ca)
