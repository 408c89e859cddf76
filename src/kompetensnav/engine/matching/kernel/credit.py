"""Adding up credits in one partition, and taking away whom a condition removes."""

import numba
import numpy as np
from numpy.typing import NDArray

from kompetensnav.engine.matching.kernel.arrays import (
    BLOCK,
    CLASSES,
    Asked,
    People,
    Postings,
    Scratch,
    count_bits,
    whole,
)


@numba.njit(cache=True, nogil=True, inline="always")
def credit_best(p: int, people: People, postings: Postings, asked: Asked, work: Scratch) -> None:
    sums, best = work.sums, work.best
    mixed = _any_mixed(p, people, asked.needed)
    if mixed:
        work.shown[: people.size[p]] = 0
        work.before[: people.size[p]] = 0
    n_requirements = len(asked.weight)
    for r in range(n_requirements):
        stamp = r << 7
        met = stamp + asked.met
        weight, granted = whole(asked.weight[r]), whole(asked.granted[r])
        if granted:
            _grant(people.size[p], weight, granted, asked.met, sums)
        floor = stamp + granted
        for u in range(asked.first[r], asked.first[r + 1]):
            c = asked.concept[u]
            credit = asked.credit[u]
            for t in range(postings.start[p, c], postings.start[p, c + 1]):
                i = postings.slot[t]
                new = stamp + whole(credit[postings.grade[t]])
                old = whole(best[i])
                if new > old and new > floor:
                    best[i] = np.uint16(new)
                    old = max(old, floor)
                    becomes_met = whole(new >= met) & whole(old < met)
                    sums[i] += np.uint32(weight * (new - old) + ((weight * becomes_met) << 16))
        if mixed and (r + 1 == n_requirements or asked.section[r + 1] != asked.section[r]):
            _set_apart(p, whole(asked.section[r]), asked.needed, people, work)


@numba.njit(cache=True, nogil=True)
def _grant(n: int, weight: int, granted: int, met: int, sums: NDArray[np.uint32]) -> None:
    """Credit everybody with what a course would give them of one requirement."""
    credit = np.uint32(weight * granted + ((weight * whole(granted >= met)) << 16))
    for i in range(n):
        sums[i] += credit


@numba.njit(cache=True, nogil=True)
def _set_apart(p: int, section: int, needed: int, people: People, work: Scratch) -> None:
    """Keep what this section added for those who have completed it; only runs with a part open need it."""
    for k in range(CLASSES):
        if k & needed == 0 or k & needed == needed:
            continue
        first, end = people.runs[p, k], people.runs[p, k + 1]
        if k >> section & 1:
            for i in range(first, end):
                work.shown[i] += work.sums[i] - work.before[i]
        for i in range(first, end):
            work.before[i] = work.sums[i]


@numba.njit(cache=True, nogil=True, inline="always")
def _any_mixed(p: int, people: People, needed: int) -> bool:
    """Whether anybody in the partition has completed some but not all of the sections asked."""
    for k in range(CLASSES):
        if k & needed and k & needed != needed and people.runs[p, k + 1] > people.runs[p, k]:
            return True
    return False


@numba.njit(cache=True, nogil=True, inline="always")
def mask(p: int, keep: NDArray[np.uint64], people: People, work: Scratch) -> tuple[int, int]:
    """Set the sums of those removed to nought; (people kept, people with lo > 0)."""
    first_word = people.base[p] // 64
    kept, some = 0, 0
    for block in range((people.size[p] + BLOCK - 1) // BLOCK):
        most = np.uint32(0)
        for half in range(2):
            word = keep[first_word + 2 * block + half]
            start = block * BLOCK + 64 * half
            sums, flags = work.sums[start : start + 64], work.kept[start : start + 64]
            if word == np.uint64(0):
                sums[:] = 0
                flags[:] = 0
                continue
            kept += count_bits(word)
            for j in range(64):
                flags[j] = np.uint8((word >> np.uint64(j)) & np.uint64(1))
            here = np.uint32(0)
            for j in range(64):
                value = np.uint32(sums[j] * flags[j])
                sums[j] = value
                lo = value & np.uint32(0xFFFF)
                most = max(most, lo)
                here += np.uint32(lo > 0)
            some += whole(here)
        work.most[block] = most
    return kept, some
