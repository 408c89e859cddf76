"""Filling postings: one pass to count, one to place, so that slots rise within each posting list."""

import numba
import numpy as np
from numpy.typing import NDArray

Postings = tuple[NDArray[np.uint32], NDArray[np.uint16], NDArray[np.uint8]]


@numba.njit(cache=True, nogil=True)
def fill_postings(
    entry_start: NDArray[np.int64],
    entry_person: NDArray[np.int64],
    claim_start: NDArray[np.int64],
    claim_concept: NDArray[np.int32],
    claim_grade: NDArray[np.uint8],
    into: Postings,
) -> None:
    """Write (start, slot, grade) of all partitions. ``start`` (P, C + 1) comes as noughts."""
    start, slot, grade = into
    n_concepts = start.shape[1] - 1
    at = 0
    cursor = np.zeros(n_concepts, np.int64)
    for p in range(len(entry_start) - 1):
        cursor[:] = 0
        for entry in range(entry_start[p], entry_start[p + 1]):
            person = entry_person[entry]
            for c in range(claim_start[person], claim_start[person + 1]):
                cursor[claim_concept[c]] += 1
        for concept in range(n_concepts):
            start[p, concept] = at
            at += cursor[concept]
            cursor[concept] = start[p, concept]
        start[p, n_concepts] = at
        for entry in range(entry_start[p], entry_start[p + 1]):
            person = entry_person[entry]
            for c in range(claim_start[person], claim_start[person + 1]):
                position = cursor[claim_concept[c]]
                slot[position] = entry - entry_start[p]
                grade[position] = claim_grade[c]
                cursor[claim_concept[c]] = position + 1


@numba.njit(cache=True, nogil=True)
def spread_grades(
    start: NDArray[np.uint32],
    slot: NDArray[np.uint16],
    grade: NDArray[np.uint8],
    base: NDArray[np.int64],
    concept: int,
    into: NDArray[np.uint8],
) -> None:
    """Write the grade of every slot that claims a concept. ``into`` (slots,) comes filled with NO_GRADE."""
    for p in range(len(base)):
        for t in range(start[p, concept], start[p, concept + 1]):
            into[base[p] + slot[t]] = grade[t]
