"""Every expected error has an exit status."""

from importlib import import_module

import pytest

from pillwatch.errors import MISTAKE, STATUS_OF_ERROR, status_of
from pillwatch.settings import SettingsError


@pytest.mark.parametrize("name", STATUS_OF_ERROR)
def test_named_errors_exist(name: str) -> None:
    module, _, kind = name.rpartition(".")
    assert issubclass(getattr(import_module(module), kind), Exception)


def test_a_kind_of_error_has_the_status_of_its_base() -> None:
    class SpecialError(SettingsError):
        pass

    assert status_of(SpecialError("x")) == MISTAKE
    assert status_of(KeyError("a defect")) is None
