"""Signatures of texts: shingles to compare by, and bands to find by.

MinHash and banding after A. Broder, "On the resemblance and containment of documents" (1997), and
J. Leskovec, A. Rajaraman, J. Ullman, "Mining of Massive Datasets", chapter 3.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import blake2b

import numpy as np
from numpy.typing import NDArray

from index.near.masking import all_words, kept_words

FEWEST = 8
"""Words that must be left of a text to compare it by parts; below, copies have the same words in the same order."""

FEWEST_ALIKE = 4
"""Words that must be left to overlook what was dropped; below ("blues 20"), numbers, emoji and handles count too."""

BANDS, ROWS = 16, 3
"""Texts that share the part s of their shingles meet in a band with probability 1 - (1 - s^ROWS)^BANDS."""

_PAIR = np.uint64(0x9E3779B97F4A7C15)
# The raw stream of PCG64 is the same in every version of numpy, what is made of it by `Generator` is not.
_RANDOM = np.random.PCG64(6)
_FACTORS = _RANDOM.random_raw((BANDS * ROWS, 1)).astype(np.uint32) | np.uint32(1)
_SUMMANDS = _RANDOM.random_raw((BANDS * ROWS, 1)).astype(np.uint32)
_BAND_FACTORS = _RANDOM.random_raw((1, ROWS)) | np.uint64(1)


@dataclass(frozen=True, slots=True)
class Signature:
    """`shingles` are hashes of the pairs of neighbouring words of a text; of a `short` one there is a single
    hash of everything, and of a text without any word none."""

    shingles: frozenset[int]
    short: bool


def signature(text: str) -> Signature:
    """The signature of a post's title and text; the same on every machine."""
    words = kept_words(text)
    if len(words) >= FEWEST:
        numbers = np.array(words, np.uint64)
        pairs = _mixed(numbers[:-1] * _PAIR + numbers[1:])
        return Signature(frozenset(pairs.tolist()), short=False)
    if len(words) < FEWEST_ALIKE:
        words = all_words(text)
    return Signature(frozenset([digest(words)] if words else []), short=True)


def similarity(a: Signature, b: Signature) -> float:
    """0 to 1: the part of the shingles of both that they share (Jaccard); of a short text all or nothing."""
    if a.short or b.short:
        return float(a.short and b.short and bool(a.shingles) and a.shingles == b.shingles)
    shared = len(a.shingles & b.shingles)
    return shared / (len(a.shingles) + len(b.shingles) - shared)


def bands(signature: Signature) -> tuple[str, ...]:
    """Short keywords: two texts are compared when they have one in common. None for a text without words."""
    if signature.short:
        return tuple(f"s{number:016x}" for number in signature.shingles)
    numbers = np.fromiter(signature.shingles, np.uint64, len(signature.shingles)).astype(np.uint32)
    smallest = (numbers * _FACTORS + _SUMMANDS).min(axis=1).astype(np.uint64)
    joined = _mixed((smallest.reshape(BANDS, ROWS) * _BAND_FACTORS).sum(axis=1, dtype=np.uint64))
    return tuple([f"{band:x}{value:010x}" for band, value in enumerate((joined >> np.uint64(24)).tolist())])


def digest(numbers: Iterable[int]) -> int:
    """64 bits of a row of 64-bit numbers."""
    row = np.fromiter(numbers, np.uint64).astype("<u8").tobytes()
    return int.from_bytes(blake2b(row, digest_size=8).digest(), "little")


def _mixed(numbers: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """Every bit of a number spread over all of it."""
    numbers = (numbers ^ (numbers >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    numbers = (numbers ^ (numbers >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return numbers ^ (numbers >> np.uint64(31))
