"""The server stops taking the password in the middle of an import (`make soak`)."""

from pathlib import Path

import pytest
from elasticsearch import Elasticsearch

from index.access import EVERYTHING
from index.credentials import Credentials
from index.listing import Listing
from index.open import open_store
from index.query import Query
from index.spool import waiting
from tests.faults.attack import FIRST
from tests.faults.child import FAILED
from tests.faults.conftest import Exported
from tests.faults.examining import Ledger, Undisturbed, runs_of, sums_of
from tests.faults.nursery import Nursery, until
from tests.faults.places import new_name
from tests.faults.posts import EPOCH, HOUR
from tests.servers.security import PEOPLE, SecureNode, secure_node

LATER = EPOCH + HOUR


def stored(location: str, credentials: Credentials) -> dict[str, Listing]:
    """All listings, seen by somebody who may."""
    store = open_store(location, credentials)
    try:
        return {one.id: one for one in store.scan(Query(access=EVERYTHING))}
    finally:
        store.close()


def set_password_of(secure: SecureNode, name: str, digest: str) -> None:
    """Change it in the server's file of people, and wait until the server has noticed."""
    users = secure.node.home.folder / "config" / "users"
    lines = [line for line in users.read_text(encoding="utf-8").splitlines() if not line.startswith(f"{name}:")]
    users.write_text("\n".join([*lines, f"{name}:{digest}", ""]), encoding="utf-8")
    wanted = 200 if digest == PEOPLE[name][2] else 401
    credentials = secure.credentials(name)
    with Elasticsearch(
        secure.url, ca_certs=str(secure.ca), basic_auth=(credentials.username, credentials.password)
    ) as client:
        asking = client.options(ignore_status=401).cluster
        until(lambda: asking.health().meta.status == wanted, f"the answer {wanted} to {name}")


@pytest.mark.soak
@pytest.mark.usefixtures("elasticsearch_here")
def test_password_refused_in_the_middle(
    tmp_path: Path, data: Path, nursery: Nursery, exported: Exported, undisturbed: Undisturbed, ledger: Ledger
) -> None:
    (tmp_path / "secure").mkdir()
    export = exported(400)
    with secure_node(tmp_path / "secure") as secure:
        location, credentials = new_name(secure.url), secure.credentials("writer")
        flags = {
            "store_username": credentials.username,
            "store_password": credentials.password,
            "store_ca": str(secure.ca),
        }
        child = nursery.begin(data, location, EPOCH, export=export, flags=flags, holds=(FIRST,))
        child.comes_to(FIRST)
        until(lambda: stored(location, credentials), "what was stored, for others to see")
        ledger.struck(len(stored(location, credentials)))
        set_password_of(secure, "writer", PEOPLE["reader"][2])
        child.go(FIRST)
        child.wait(FAILED)
        ledger.must("password or API key was refused" in child.log(), child.log())
        set_password_of(secure, "writer", PEOPLE["writer"][2])
        nursery.begin(data, location, LATER, export=export, flags=flags).wait()
        found = stored(location, credentials)
        first = {key for key, one in found.items() if one.first_seen == EPOCH}
        both, late = (
            undisturbed((export, EPOCH), (export, LATER)).listings,
            undisturbed((export, LATER)).listings,
        )
        expected = {key: both[key] if key in first else late[key] for key in late}
    ledger.must(waiting(data / "spool") == [], "something waits in the spool")
    ledger.compare(found.values(), expected)
    runs = runs_of(data)
    ledger.must(runs[0].verdict == "broken" and runs[0].new == len(first), f"unexpected {runs[0]}")
    ledger.must(sums_of(runs)["new"] == len(late), f"{sums_of(runs)} for {len(late)} posts")
    ledger.settle("password refused in the middle", "Elasticsearch", export.count)
