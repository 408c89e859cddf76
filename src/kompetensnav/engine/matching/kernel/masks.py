"""Hard conditions as bits: who fails each, who passes all, how many fall at each. 64 slots a word."""

import numba
import numpy as np
from numpy.typing import NDArray

from kompetensnav.engine.matching.kernel.arrays import People, Postings, count_bits

Bits = NDArray[np.uint64]


@numba.njit(cache=True, nogil=True)
def mark_holders(
    concepts: NDArray[np.int32], enough: NDArray[np.uint8], people: People, postings: Postings, holders: Bits
) -> None:
    """Set in ``holders`` (words,) the bit of every slot that claims one of the concepts with a grade enough."""
    for p in range(len(people.base)):
        first = people.base[p]
        for u in range(len(concepts)):
            c = postings.position[concepts[u]]
            if c < 0:
                continue
            for t in range(postings.start[p, c], postings.start[p, c + 1]):
                if enough[u, postings.grade[t]]:
                    i = first + postings.slot[t]
                    holders[i >> 6] |= np.uint64(1) << np.uint64(i & 63)


@numba.njit(cache=True, nogil=True)
def first_failing(failing: Bits, present: Bits, residents: Bits, counts: NDArray[np.int64], passing: Bits) -> int:
    """Count everybody once at the first condition that fails; how many pass all.

    ``failing`` (conditions, words) in their order, ``counts`` (conditions,) and ``passing`` (words,) are written.
    """
    left_over = 0
    for w in range(len(present)):
        alive = present[w]
        for c in range(len(failing)):
            counts[c] += count_bits(alive & failing[c, w] & residents[w])
            alive &= ~failing[c, w]
        passing[w] = alive
        left_over += count_bits(alive & residents[w])
    return left_over


@numba.njit(cache=True, nogil=True)
def within_reach(
    visits: NDArray[np.int64],
    row: int,
    passing: Bits,
    reach: Bits,
    reach_at: NDArray[np.int64],
    district: NDArray[np.int32],
    people: People,
    keep: Bits,
) -> None:
    """Write, for the visited partitions, who of those passing is not known to be out of reach of the place."""
    for p in visits:
        first = people.base[p] >> 6
        words = (people.size[p] + 127) // 128 * 2
        if district[p] < 0:
            keep[first : first + words] = passing[first : first + words]
        else:
            at = reach_at[p] + row * words
            for w in range(words):
                keep[first + w] = passing[first + w] & reach[at + w]
