"""Labels, the ways begun: a row of numbers and rows of marks each, and how two of them are compared."""

import numba
import numpy as np

from kompetensnav.engine.pathways.kernel.arrays import Legs, Numbers, Start, Words

# Columns of a label. SOONEST: no route that begins like it is ready before; LEAST: nor costs less. DOUBTS: all but
# those of marks taken for granted. PERSONAL: whether any of them is the person's to answer. LEG: the last, -1 none;
# MOVED: by a move before it. OWED: how many rows of OWING. TAKEN_UP: whether others are compared with it.
(FREE, SOONEST, STEPS, COST, MOVES, DOUBTS, PLACE, ASK, PERSONAL, PARENT, LEG, MOVED, OWED, LEAST, TAKEN_UP) = (
    range(15)
)
COLUMNS = 15
# Rows of marks. OWING and on: for each offer that gave nothing of the goal what it gave, until one demands it.
HAVE, TAKEN, OWING = range(3)
ROWS = OWING + 4
# Columns of a route that has been found. LABEL: -1 for none.
READY, ROUTE_COST, ROUTE_MOVES, ROUTE_DOUBTS, ROUTE_STEPS, LABEL = range(6)
_MOVE_RANK = 1 << 40


@numba.njit(cache=True, nogil=True)
def bits(word: np.uint64) -> int:
    """How many bits of a word are set."""
    n, left = 0, word
    while left:
        left &= left - np.uint64(1)
        n += 1
    return n


@numba.njit(cache=True, nogil=True)
def count(words: Words) -> int:
    """How many marks."""
    n = 0
    for word in words:
        n += bits(word)
    return n


@numba.njit(cache=True, nogil=True)
def within(these: Words, those: Words) -> bool:
    """Whether all of these are among those."""
    for w in range(len(these)):
        if these[w] & ~those[w]:
            return False
    return True


@numba.njit(cache=True, nogil=True)
def touch(these: Words, those: Words) -> bool:
    """Whether any of these is among those."""
    for w in range(len(these)):
        if these[w] & those[w]:
            return True
    return False


@numba.njit(cache=True, nogil=True)
def alike(these: Words, those: Words) -> bool:
    """Whether they are the same."""
    return within(these, those) and within(those, these)


@numba.njit(cache=True, nogil=True)
def trail(label: int, final: bool, numbers: Numbers, legs: Legs, start: Start) -> Numbers:
    """(steps, 3) of a label, last first: last day, first day negated, rank of kind and offer.

    ``final``: with the move to work after it.
    """
    steps = np.zeros((8, 3), np.int64)
    n = 0
    if final:
        free = numbers[label, FREE]
        steps[0] = free + start.move - 1, -free, _MOVE_RANK
        n = 1
    while numbers[label, LEG] >= 0:
        leg, before = numbers[label, LEG], numbers[label, PARENT]
        free = numbers[before, FREE] + (start.move if numbers[label, MOVED] else 0)
        begins = legs.starts[leg] if legs.dated[leg] else free
        steps[n] = numbers[label, FREE] - 1, -begins, legs.rank[leg]
        n += 1
        if numbers[label, MOVED]:
            steps[n] = free - 1, -(free - start.move), _MOVE_RANK
            n += 1
        label = before
    if numbers[label, ASK]:
        steps[n] = start.answered - 1, -start.today, 0
        n += 1
    return steps[:n]


@numba.njit(cache=True, nogil=True)
def after(these: Numbers, those: Numbers) -> bool:
    """Whether these steps come after those in order; of equal length."""
    for i in range(min(len(these), len(those))):
        for j in range(3):
            if these[i, j] != those[i, j]:
                return bool(these[i, j] > those[i, j])
    return False


@numba.njit(cache=True, nogil=True)
def needless(label: int, other: int, numbers: Numbers, masks: Words, legs: Legs, start: Start) -> bool:
    """Whether nothing can become of a label that is not as good from the other; both hold the same marks."""
    a, b = numbers[other], numbers[label]
    for column in (FREE, COST, MOVES, DOUBTS, STEPS):
        if a[column] > b[column]:
            return False
    if not within(masks[other, TAKEN], masks[label, TAKEN]):
        return False
    for i in range(a[OWED]):
        paid = False
        for j in range(b[OWED]):
            paid |= within(masks[label, OWING + j], masks[other, OWING + i])
        if not paid:
            return False
    if a[STEPS] < b[STEPS]:
        return True
    return not after(trail(other, False, numbers, legs, start), trail(label, False, numbers, legs, start))


@numba.njit(cache=True, nogil=True)
def no_worse(one: Numbers, other: Numbers) -> bool:
    """Whether a key is as good as another in everything."""
    return bool(one[0] <= other[0] and one[1] <= other[1] and one[2] <= other[2] and one[3] <= other[3])


@numba.njit(cache=True, nogil=True)
def beaten(key: tuple[int, int, int, int], steps: int, kept: Numbers) -> bool:
    """Whether nothing with a key from this up, and at least so many steps, could be kept."""
    a, b, c, d = key
    for k in range(len(kept)):
        if kept[k, 0] <= a and kept[k, 1] <= b and kept[k, 2] <= c and kept[k, 3] <= d:
            same = kept[k, 0] == a and kept[k, 1] == b and kept[k, 2] == c and kept[k, 3] == d
            if not same or kept[k, ROUTE_STEPS] < steps:
                return True
    return False
