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
    """Add up what the best claim of each requirement gives, for every slot of a partition."""
    mixed = _any_mixed(p, people, asked.needed)
    if mixed:
        work.shown[: people.size[p]] = 0
        work.before[: people.size[p]] = 0
    n_requirements = len(asked.weight)
    for r in range(n_requirements):
        granted = whole(asked.granted[r])
        if granted:
            _grant(people.size[p], whole(asked.weight[r]), granted, asked.met, work.sums)
        silent = postings.once and granted == 0  # nothing has spoken for the requirement yet
        alone = silent and asked.first[r + 1] - asked.first[r] == 1
        for u in range(asked.first[r], asked.first[r + 1]):
            c = postings.position[asked.concept[u]]
            if c < 0:
                continue
            first, end = np.uint64(postings.start[p, c]), np.uint64(postings.start[p, c + 1])
            slots, grades = postings.slot[first:end], postings.grade[first:end]
            credit, gain = asked.credit[u], asked.gain[u]
            if alone and postings.popular[c] >= 0:
                base = people.base[p]
                row = postings.grades[postings.popular[c], base : base + people.size[p]]
                credit_everybody(row, gain, np.uint32(0xFFFFFFFF), work.sums)
            elif alone:
                _credit_alone(slots, grades, gain, work.sums)
            elif silent:
                _credit_first(slots, grades, credit, gain, r << 7, work.sums, work.best)
            else:
                limits = r << 7, granted, asked.met, whole(asked.weight[r])
                _credit_further(slots, grades, credit, gain, limits, work.sums, work.best)
            silent = False
        if mixed and (r + 1 == n_requirements or asked.section[r + 1] != asked.section[r]):
            _set_apart(p, whole(asked.section[r]), asked.needed, people, work)


@numba.njit(cache=True, nogil=True)
def credit_everybody(
    grades: NDArray[np.uint8], gain: NDArray[np.uint32], part: np.uint32, sums: NDArray[np.uint32]
) -> None:
    """The same for a concept that most claim: slot by slot, several at a time."""
    for i in range(len(grades)):
        sums[i] += gain[grades[i]] & part


@numba.njit(cache=True, nogil=True)
def _credit_alone(
    slots: NDArray[np.uint16], grades: NDArray[np.uint8], gain: NDArray[np.uint32], sums: NDArray[np.uint32]
) -> None:
    """Credit the only concept that speaks for a requirement: nothing to compare and nothing to note."""
    for t in range(len(slots)):
        sums[slots[t]] += gain[grades[t]]


@numba.njit(cache=True, nogil=True)
def _credit_first(
    slots: NDArray[np.uint16],
    grades: NDArray[np.uint8],
    credit: NDArray[np.uint8],
    gain: NDArray[np.uint32],
    stamp: int,
    sums: NDArray[np.uint32],
    best: NDArray[np.uint16],
) -> None:
    """Credit the first of the concepts that speak for a requirement: nothing to compare."""
    for t in range(len(slots)):
        sums[slots[t]] += gain[grades[t]]
        best[slots[t]] = np.uint16(stamp + whole(credit[grades[t]]))


@numba.njit(cache=True, nogil=True)
def _credit_further(
    slots: NDArray[np.uint16],
    grades: NDArray[np.uint8],
    credit: NDArray[np.uint8],
    gain: NDArray[np.uint32],
    limits: tuple[int, int, int, int],
    sums: NDArray[np.uint32],
    best: NDArray[np.uint16],
) -> None:
    """Credit a further concept: where it gives more than the best so far, the difference.

    ``limits``: the requirement's number in ``best``, the credit granted to all, the credit that meets, the weight.
    """
    stamp, granted, met, weight = limits
    for t in range(len(slots)):
        i = slots[t]
        new, old = stamp + whole(credit[grades[t]]), whole(best[i])
        if old <= stamp and granted == 0:
            sums[i] += gain[grades[t]]
            best[i] = np.uint16(new)
        elif new > old and new > stamp + granted:
            best[i] = np.uint16(new)
            old = max(old, stamp + granted)
            becomes_met = whole(new >= stamp + met) & whole(old < stamp + met)
            sums[i] += np.uint32(weight * (new - old) + ((weight * becomes_met) << 16))


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
def mask(p: int, keep: NDArray[np.uint64], part: np.uint32, people: People, work: Scratch) -> tuple[int, int]:
    """Set the sums of those removed to nought; (people kept, people with more than nought in this part of them)."""
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
                lo = value & part
                most = max(most, lo)
                here += np.uint32(lo > 0)
            some += whole(here)
        work.most[block] = most
    return kept, some
