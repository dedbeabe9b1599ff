"""What all tests share: where the recordings lie, and a run in which nothing may be skipped."""

import os
from pathlib import Path

import pytest

from tests.servers.elastic import elasticsearch_here, elasticsearch_url
from tests.servers.security import secure_elasticsearch

__all__ = ["elasticsearch_here", "elasticsearch_url", "secure_elasticsearch"]

ROOT = Path(__file__).resolve().parent.parent
SHARED = Path(os.environ.get("PILLWATCH_SHARED", ROOT.parent / "shared"))


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder with recordings and real text; a newcomer has none and the test is skipped."""
    if not (SHARED / "recordings").is_dir():
        pytest.skip(f"no recordings at {SHARED}: set PILLWATCH_SHARED to the folder that has them")
    return SHARED


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]):  # type: ignore[no-untyped-def]
    """In CI a skip is a failure: there everything a test needs is installed."""
    report = yield
    if report.skipped and not hasattr(report, "wasxfail") and os.environ.get("PILLWATCH_TEST_NOTHING_SKIPPED"):
        report.outcome = "failed"
        report.longrepr = f"skipped where nothing may be skipped: {report.longrepr}"
    return report
