"""The arrays that the compiled loops share, and what their numbers mean."""

from collections.abc import Callable
from typing import NamedTuple, cast

import numba
import numpy as np
from numpy.typing import NDArray

SLOTS = 65_536
BLOCK = 128
CLASSES = 32
SECTIONS = 5
BINS = 256
NO_GRADE = 21  # after those of ``terms.GRADES``
# A key holds, from the top: two sums of sixteen bits, the weight known (ten bits) and nearness (sixteen bits).
FIRST, SECOND, KNOWN = 42, 26, 16

# In compiled code int64 beside an unsigned number would become a float.
whole = cast("Callable[..., int]", np.int64)


class People(NamedTuple):
    """Of a shard: who stands in which slot. See ``Shard``."""

    person: NDArray[np.uint32]
    home: NDArray[np.int32]
    base: NDArray[np.int64]
    size: NDArray[np.int64]
    runs: NDArray[np.int32]


class Postings(NamedTuple):
    """Of a shard: claims by partition and concept. See ``Shard``.

    ``position`` (concepts,) int32: where a concept stands among those claimed, -1 if nobody claims it. ``once``: no
    person claims a concept twice. ``popular`` (concepts claimed,) int32: the row of ``grades`` (rows, slots) uint8
    that holds the grade of every slot for a concept that most claim, NO_GRADE where they do not; -1 for the others.
    """

    position: NDArray[np.int32]
    once: bool
    start: NDArray[np.uint32]
    slot: NDArray[np.uint16]
    grade: NDArray[np.uint8]
    popular: NDArray[np.int32]
    grades: NDArray[np.uint8]


class Asked(NamedTuple):
    """A query: ``Terms`` and thresholds. ``needed``: the sections asked, as bits.

    ``gain`` (T, 22): what a claim of this grade adds to ``sums`` where nothing else has spoken, 0 for NO_GRADE.
    """

    first: NDArray[np.int32]
    concept: NDArray[np.int32]
    credit: NDArray[np.uint8]
    gain: NDArray[np.uint32]
    weight: NDArray[np.uint16]
    granted: NDArray[np.uint8]
    section: NDArray[np.uint8]
    whole: NDArray[np.uint16]
    nearness: NDArray[np.uint16]
    needed: int
    met: int
    least_hi: int
    most_lo: int


class Scratch(NamedTuple):
    """Working arrays of one search at a time, kept between searches; ``sums`` and ``best`` are left at nought.

    By slot, (65,536,): ``sums``, ``shown``, ``before`` uint32 (weight met x 65,536 + lo), ``best`` uint16, ``kept``
    uint8 0 or 1, ``promise`` uint32. By block, (512,): ``most`` uint32 and ``order`` int32. ``bins`` (1026,) int32.
    """

    sums: NDArray[np.uint32]
    shown: NDArray[np.uint32]
    before: NDArray[np.uint32]
    best: NDArray[np.uint16]
    kept: NDArray[np.uint8]
    promise: NDArray[np.uint32]
    most: NDArray[np.uint32]
    order: NDArray[np.int32]
    bins: NDArray[np.int32]


def scratch() -> Scratch:
    """Fresh working arrays, 1.2 MB."""
    blocks = SLOTS // BLOCK
    sums, shown, before, promise = (np.zeros(SLOTS, np.uint32) for _ in range(4))
    best, kept = np.zeros(SLOTS, np.uint16), np.zeros(SLOTS, np.uint8)
    most, order, bins = np.zeros(blocks, np.uint32), np.zeros(blocks, np.int32), np.zeros(BINS + 2, np.int32)
    return Scratch(sums, shown, before, best, kept, promise, most, order, bins)


@numba.njit(cache=True, nogil=True, inline="always")
def count_bits(word: np.uint64) -> int:
    """Number of ones (the classical sum over pairs, nibbles and bytes)."""
    x = word - ((word >> np.uint64(1)) & np.uint64(0x5555555555555555))
    x = (x & np.uint64(0x3333333333333333)) + ((x >> np.uint64(2)) & np.uint64(0x3333333333333333))
    x = (x + (x >> np.uint64(4))) & np.uint64(0x0F0F0F0F0F0F0F0F)
    return whole((x * np.uint64(0x0101010101010101)) >> np.uint64(56))
