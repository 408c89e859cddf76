"""The routes found so far that are worth keeping."""

import numba
import numpy as np

from kompetensnav.engine.pathways.kernel.arrays import HOME, Legs, Numbers, Start, Words
from kompetensnav.engine.pathways.kernel.labels import (
    ASK,
    COST,
    DOUBTS,
    HAVE,
    LABEL,
    MOVES,
    OWED,
    PERSONAL,
    PLACE,
    ROUTE_STEPS,
    SOONEST,
    STEPS,
    TAKEN,
    after,
    bits,
    no_worse,
    trail,
)

MOST_STEPS = 4


@numba.njit(cache=True, nogil=True)
def end(place: int, start: Start) -> tuple[int, int]:
    """(moves, doubts) still to come on the way to work from here."""
    if start.no_work or place == start.work:
        return 0, 0
    if place == HOME:
        return int(start.way == 1), int(start.way == 2)
    return 1, int(start.moves == 2)


@numba.njit(cache=True, nogil=True)
def arrive(label: int, numbers: Numbers, masks: Words, start: Start) -> Numbers:
    """The route that ends with this label as one row; no row where none does."""
    row = numbers[label]
    moves, doubts = end(row[PLACE], start)
    taken = 0
    for w in range(len(start.needed)):
        left = start.needed[w] & ~masks[label, HAVE, w]
        if left and not (row[ASK] and not left & ~start.unknown[w]):
            return np.zeros((0, 6), np.int64)
        taken += bits(left | masks[label, TAKEN, w])
    # Who is asked although the goal leaves nothing open is asked about something on the way.
    in_vain = row[ASK] and not (start.asks or taken or row[PERSONAL] or doubts)
    if row[OWED] or row[STEPS] + moves > MOST_STEPS or in_vain:
        return np.zeros((0, 6), np.int64)
    n_doubts = row[DOUBTS] + taken + doubts
    return np.array([(row[SOONEST], row[COST], row[MOVES] + moves, n_doubts, row[STEPS] + moves, label)])


@numba.njit(cache=True, nogil=True)
def keep(kept: Numbers, found: Numbers, numbers: Numbers, legs: Legs, start: Start) -> Numbers:
    """The routes with another (1, 6), unless one of them is as good in everything; without those it beats."""
    stays, route = np.ones(len(kept), np.bool_), found[0]
    for k in range(len(kept)):
        stays[k] = not no_worse(route, kept[k])
        if no_worse(kept[k], route) and (stays[k] or not _later(kept[k], route, numbers, legs, start)):
            return kept
    return np.concatenate((kept[stays], found))


@numba.njit(cache=True, nogil=True)
def _later(one: Numbers, other: Numbers, numbers: Numbers, legs: Legs, start: Start) -> bool:
    """Whether, of two routes with one key, one comes after the other in ``Route.order``."""
    if one[ROUTE_STEPS] != other[ROUTE_STEPS]:
        return bool(one[ROUTE_STEPS] > other[ROUTE_STEPS])
    final_one = one[ROUTE_STEPS] > numbers[one[LABEL], STEPS]
    final_other = other[ROUTE_STEPS] > numbers[other[LABEL], STEPS]
    trail_one = trail(one[LABEL], final_one, numbers, legs, start)
    return after(trail_one, trail(other[LABEL], final_other, numbers, legs, start))


@numba.njit(cache=True, nogil=True)
def settled(kept: Numbers, day: int, most: int) -> bool:
    """Whether no route that is ready on this day or later could be among the first."""
    return bool(np.sum(kept[:, 0] < day) >= most)
