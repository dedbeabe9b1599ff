"""Handles compared."""

import pytest

from index.sellers import load_weights
from index.sellers.names import bare, one_letter_off, rarity, stem

WEIGHTS = load_weights()


@pytest.mark.parametrize(
    ("name", "root"),
    [
        ("zelkorba2", "zelkorba"),
        ("zelkorba_backup", "zelkorba"),
        ("zel.korba", "zelkorba"),
        ("thirtyclub_b", "thirtyclub"),
        ("2026", ""),
        ("x", "x"),
        ("", ""),
    ],
)
def test_stem(name: str, root: str) -> None:
    assert stem(name, WEIGHTS) == root


@pytest.mark.parametrize(
    ("name", "rare"), [("anna", 0), ("xanaxplug", 0), ("plug24", 0), ("zelkorba", 8), ("annazel", 3), ("plug123456", 2)]
)
def test_rarity(name: str, rare: float) -> None:
    assert rarity(name, WEIGHTS) == rare


def test_the_host_of_an_instance_is_no_part_of_the_name() -> None:
    assert bare("Zelkorba@pond.example") == "zelkorba"


@pytest.mark.parametrize(
    ("other", "close"),
    [
        ("zelkobra", True),
        ("zelkorbaa", True),
        ("zelkorbe", True),
        ("zelkora", False),
        ("zelkorbani", False),
        ("zelkorba1", False),
        ("azlkoreb", False),
    ],
)
def test_one_letter_off(other: str, close: bool) -> None:
    assert bool(list(one_letter_off(["zelkorba", other], WEIGHTS))) is close


def test_a_long_series_is_no_slip() -> None:
    names = [f"zelkorba{chr(0x4E00 + number)}" for number in range(60)]
    assert list(one_letter_off(names, WEIGHTS)) == []
