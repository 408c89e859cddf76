"""Hashes of people that can be added up: the hash of a region is the sum over its people, over any number of parts.

Each person's hash mixes the id with everything stored of them; the sum modulo 2**64 does not depend on the order.
The mixing function is the finaliser of SplitMix64 (Steele, Lea, Flood: Fast splittable pseudorandom number
generators, OOPSLA 2014).
"""

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from kompetensnav.engine.matching.supply import Supply

Hashes = NDArray[np.uint64]
_GOLDEN = np.uint64(0x9E3779B97F4A7C15)


def fingerprints(supply: "Supply") -> Hashes:
    """(n,) one hash a person."""
    n = len(supply)
    claims = _mix((supply.claim_concept.astype(np.uint64) << np.uint64(8)) | supply.claim_grade)
    place = np.repeat(np.arange(len(supply.commute_start) - 1), np.diff(supply.commute_start))
    commutes = np.zeros(n, np.uint64)
    np.add.at(commutes, supply.commuters, _mix(place.astype(np.uint64) + np.uint64(1 << 40)))
    state = of_text(supply.ids)
    for values in (supply.home, supply.willing_to_move, supply.meets_legal_age, supply.commute_known):
        state = _mix(state ^ values.astype(np.int64).astype(np.uint64))
    for section in supply.sections.T:
        state = _mix(state ^ section.astype(np.uint64))
    return _mix(_mix(state + _sums(claims, supply.claim_start)) + commutes)


def of_text(ids: tuple[str, ...]) -> Hashes:
    """(n,) hashes of texts."""
    raw = np.array([i.encode() for i in ids], np.bytes_)
    width = -(-max(raw.itemsize, 1) // 8) * 8
    words = raw.astype(f"S{width}").view("<u8").reshape(len(ids), width // 8)
    state = np.zeros(len(ids), np.uint64)
    for column in words.T:
        state = np.where(column == 0, state, _mix(state ^ column))  # padding adds nothing, whatever the width
    return state


def hexadecimal(people: int, hashes: Hashes) -> str:
    """The hash of a set of people, with their number."""
    return of_sum(people, int(np.sum(hashes, dtype=np.uint64)))


def of_sum(people: int, total: int) -> str:
    """``hexadecimal`` from a sum that is already made, modulo 2**64."""
    return f"{people}-{total % 2**64:016x}"


def _mix(values: Hashes) -> Hashes:
    x = values + _GOLDEN
    x = (x ^ (x >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    x = (x ^ (x >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    mixed: Hashes = x ^ (x >> np.uint64(31))
    return mixed


def _sums(values: Hashes, starts: NDArray[np.int64]) -> Hashes:
    """Sum of each run of values modulo 2**64; runs may be empty."""
    total = np.concatenate([np.zeros(1, np.uint64), np.cumsum(values, dtype=np.uint64)])
    sums: Hashes = total[starts[1:]] - total[starts[:-1]]
    return sums
