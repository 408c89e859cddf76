"""The search itself: ways begun, taken up by the day before which nothing can become of them. Exact.

A way is dropped where another that holds the same marks, from the same place, is as good in everything that can
still matter; where a route that has been found is as good as the best that could become of it; and where too few
steps are left for what is missing. Places near which nothing is of use any more are one place. A way that holds
*more* does not drop one that holds less: an offer that is new to the lesser one, and brings a move with it that is
needed anyway, could be none to the other.
"""

from heapq import heappop, heappush

import numba
import numpy as np

from kompetensnav.engine.pathways.kernel.arrays import (
    ANYWHERE,
    ELSEWHERE,
    HOME,
    Groups,
    Legs,
    Numbers,
    Start,
    Words,
)
from kompetensnav.engine.pathways.kernel.bounds import NEVER, Bounds, bounds_of, usable, useful
from kompetensnav.engine.pathways.kernel.found import MOST_STEPS, arrive, end, keep, settled
from kompetensnav.engine.pathways.kernel.labels import (
    ASK,
    COLUMNS,
    COST,
    DOUBTS,
    FREE,
    HAVE,
    LEAST,
    LEG,
    MOVED,
    MOVES,
    OWED,
    OWING,
    PARENT,
    PERSONAL,
    PLACE,
    ROWS,
    SOONEST,
    STEPS,
    TAKEN,
    TAKEN_UP,
    alike,
    beaten,
    count,
    needless,
    touch,
    within,
)

_NEW, _MISSING = ROWS, ROWS + 1  # rows of marks beside those of a label


@numba.njit(cache=True, nogil=True)
def _set_bounds(label: Numbers, have: Words, bounds: Bounds, start: Start) -> None:
    """The day before which, and the cost below which, nothing can become of a label."""
    free = ready = label[FREE]
    cost = 0
    i = np.searchsorted(bounds.starts, free)
    for b in range(len(bounds.marks)):
        if not within(bounds.marks[b], have):
            ends = min(bounds.soonest[b, i], free + bounds.days[b] - 1)
            ready = max(ready, ends + 1)
            cost = max(cost, bounds.cost[b])
    # A move that is still to come may be made while a course is waited for: it adds to the free day alone.
    label[SOONEST] = max(ready, free + end(label[PLACE], start)[0] * start.move)
    label[LEAST] = label[COST] + cost


@numba.njit(cache=True, nogil=True)
def _key(label: Numbers, taken: Words, start: Start) -> tuple[int, int, int, int]:
    """The best key that can become of a label."""
    moves, doubts = end(label[PLACE], start)
    n_doubts = label[DOUBTS] + count(taken) + doubts
    return label[SOONEST], label[LEAST], label[MOVES] + moves, n_doubts


@numba.njit(cache=True, nogil=True)
def explore(groups: Groups, legs: Legs, start: Start, most: int) -> tuple[Numbers, Words, Numbers]:
    """All routes worth keeping among which the first are: the labels, their marks, and the routes."""
    n_words = len(start.needed)
    helpful = useful(groups, start.needed) & ~start.have
    missing = start.needed & ~start.have & ~start.unknown
    bounds = bounds_of(groups, legs, start, missing)
    given_at = _given_at(groups, helpful, len(start.near))
    open_ = _open_groups(groups, helpful, start)
    covers = _covers(open_, groups, missing)
    numbers, masks = np.zeros((64, COLUMNS), np.int64), np.zeros((64, ROWS, n_words), np.uint64)
    work = np.zeros((ROWS + 2, n_words), np.uint64)
    kept, n = np.zeros((0, 6), np.int64), 0
    queue = [(0, 0, 0, 0, 0, 0, 0) for _ in range(0)]
    for first_ask in range(int(start.asks), 2):
        _first_label(numbers[n], masks[n], first_ask, start)
        kept = _begin(n, numbers, masks, kept, queue, legs, bounds, start)
        n += 1
    while queue:
        label = heappop(queue)[-1]
        if settled(kept, numbers[label, SOONEST], most):
            break
        if _dropped(label, numbers[:n], masks, kept, legs, start):
            continue
        numbers[label, TAKEN_UP] = 1
        ask = numbers[label, ASK]
        for g in open_:
            # Tested here, before a call, since most groups end here and a call hands over every array.
            if not _is_open(g, masks[label, HAVE], ask, groups.gives, groups.demands, helpful, start.unknown):
                continue
            numbers, masks = _with_room(numbers, masks, n, groups.first[g + 1] - groups.first[g])
            first = n
            n = _take(label, g, n, numbers, masks, work, groups, legs, start, helpful, given_at, covers)
            for after_ in range(first, n):
                kept = _begin(after_, numbers, masks, kept, queue, legs, bounds, start)
    return numbers[:n], masks[:n], kept


@numba.njit(cache=True, nogil=True)
def _given_at(groups: Groups, helpful: Words, n_sites: int) -> Words:
    """(sites, W) what is given at each site."""
    given = np.zeros((n_sites, len(helpful)), np.uint64)
    for g in range(len(groups.site)):
        if groups.site[g] >= 0:
            given[groups.site[g]] |= groups.gives[g] & helpful
    return given


@numba.njit(cache=True, nogil=True)
def _open_groups(groups: Groups, helpful: Words, start: Start) -> Numbers:
    """Groups that give anything of use and that the person could get to."""
    rows = [g for g in range(len(groups.site)) if usable(g, groups, start) and touch(groups.gives[g], helpful)]
    return np.array(rows, np.int64)


@numba.njit(cache=True, nogil=True)
def _first_label(label: Numbers, marks: Words, ask: int, start: Start) -> None:
    label[FREE] = max(start.free, start.answered) if ask else start.free
    label[STEPS], label[ASK], label[DOUBTS] = ask, ask, start.doubts
    label[PLACE], label[PARENT], label[LEG] = HOME, -1, -1
    marks[HAVE] = start.have


@numba.njit(cache=True, nogil=True)
def _begin(
    label: int,
    numbers: Numbers,
    masks: Words,
    kept: Numbers,
    queue: list[tuple[int, int, int, int, int, int, int]],
    legs: Legs,
    bounds: Bounds,
    start: Start,
) -> Numbers:
    """Keep the route that a label is, if it is one, and queue the label, if it is worth it."""
    row = numbers[label]
    _set_bounds(row, masks[label, HAVE], bounds, start)
    steps = row[STEPS] + end(row[PLACE], start)[0]
    if row[SOONEST] >= NEVER or beaten(_key(row, masks[label, TAKEN], start), steps, kept):
        return kept
    found = arrive(label, numbers, masks, start)
    if len(found):
        kept = keep(kept, found, numbers, legs, start)
    if not within(start.needed, masks[label, HAVE]):
        heappush(queue, (row[SOONEST], row[FREE], row[STEPS], row[COST], row[MOVES], row[DOUBTS], label))
    return kept


@numba.njit(cache=True, nogil=True)
def _dropped(label: int, numbers: Numbers, masks: Words, kept: Numbers, legs: Legs, start: Start) -> bool:
    """Whether a route or another label makes this one needless."""
    row = numbers[label]
    steps = row[STEPS] + end(row[PLACE], start)[0]
    if beaten(_key(row, masks[label, TAKEN], start), steps, kept):
        return True
    for other in range(len(numbers)):
        near = numbers[other, PLACE] == row[PLACE] and numbers[other, ASK] == row[ASK]
        same = numbers[other, TAKEN_UP] and near and alike(masks[other, HAVE], masks[label, HAVE])
        if same and needless(label, other, numbers, masks, legs, start):
            return True
    return False


@numba.njit(cache=True, nogil=True)
def _with_room(numbers: Numbers, masks: Words, n: int, more: int) -> tuple[Numbers, Words]:
    """The same, with room for more labels."""
    if n + more <= len(numbers):
        return numbers, masks
    room = len(numbers) + more
    numbers = np.concatenate((numbers, np.zeros((room, numbers.shape[1]), np.int64)))
    return numbers, np.concatenate((masks, np.zeros((room, masks.shape[1], masks.shape[2]), np.uint64)))


@numba.njit(cache=True, nogil=True)
def _way(place: int, group: int, ask: int, groups: Groups, start: Start) -> tuple[bool, int, int]:
    """(whether the person can attend a group from here, moves, doubts)."""
    site = groups.site[group]
    if site == ANYWHERE or (start.near[site] if place == HOME else site == place):
        return True, 0, 0
    if groups.weeks[group]:
        return True, 0, 1
    if start.moves == 1:
        return True, 1, 0
    return start.moves == 2 and ask == 1, 1, 1


@numba.njit(cache=True, nogil=True)
def _covers(open_: Numbers, groups: Groups, missing: Words) -> Words:
    """What each group gives of what is missing, without those of which one before gives as much."""
    covers = np.zeros((len(open_), len(missing)), np.uint64)
    n = 0
    for g in open_:
        gives = groups.gives[g] & missing
        if not _arrives(gives, 1, covers[:n]):
            covers[n] = gives
            n += 1
    return covers[:n]


@numba.njit(cache=True, nogil=True)
def _arrives(missing: Words, left: int, covers: Words) -> bool:
    """Whether so many steps could bring what is missing: exact for none and one."""
    if left > 1:
        return True
    nothing = not touch(missing, missing)
    if left < 1 or nothing:
        return nothing
    for i in range(len(covers)):
        if within(missing, covers[i]):
            return True
    return False


@numba.njit(cache=True, nogil=True)
def _take(
    label: int,
    g: int,
    n: int,
    numbers: Numbers,
    masks: Words,
    work: Words,
    groups: Groups,
    legs: Legs,
    start: Start,
    helpful: Words,
    given_at: Words,
    covers: Words,
) -> int:
    """Write the labels one leg of a group further from row n on; the row after them."""
    row = numbers[label]
    if not _brings(g, masks[label], row[ASK], work, groups, start, helpful):
        return n
    can, moved, doubts = _way(row[PLACE], g, row[ASK], groups, start)
    if not can:
        return n
    place = groups.site[g] if moved else row[PLACE]
    if place not in (HOME, start.work) and (place < 0 or within(given_at[place], work[HAVE])):
        place = ELSEWHERE
    left = MOST_STEPS - row[STEPS] - 1 - moved - end(place, start)[0]
    if left < 0 or not _arrives(work[_MISSING], left, covers):
        return n
    owed = _owed(work, masks[label], row[OWED], groups.demands[g], start.needed)
    if owed and not left:
        return n
    return _legs(label, g, n, (moved, doubts, place, owed), numbers, masks, work, groups, legs, start)


@numba.njit(cache=True, nogil=True, inline="always")
def _is_open(g: int, have: Words, ask: int, gives: Words, demands: Words, helpful: Words, unknown: Words) -> bool:
    """Whether a group may give something new and its demands are met or can be taken for granted."""
    new = False
    closed = False
    for w in range(len(helpful)):
        lacks = demands[g, w] & ~have[w]
        new |= (gives[g, w] & helpful[w] & ~have[w]) != 0
        closed |= lacks != 0 and (ask == 0 or (lacks & ~unknown[w]) != 0)
    return new and not closed


@numba.njit(cache=True, nogil=True)
def _brings(g: int, marks: Words, ask: int, work: Words, groups: Groups, start: Start, helpful: Words) -> bool:
    """Whether a group can be taken and gives something new; writes what is had, taken, new and missing then."""
    brings = False
    for w in range(len(helpful)):
        have = marks[HAVE, w]
        lacks = groups.demands[g, w] & ~have
        if lacks and (not ask or lacks & ~start.unknown[w]):
            return False
        new = groups.gives[g, w] & helpful[w] & ~have & ~lacks
        brings |= new != 0
        work[HAVE, w], work[TAKEN, w], work[_NEW, w] = have | lacks | new, marks[TAKEN, w] | lacks, new
        work[_MISSING, w] = start.needed[w] & ~work[HAVE, w]
        if ask:
            work[_MISSING, w] &= ~start.unknown[w]
    return brings


@numba.njit(cache=True, nogil=True)
def _owed(work: Words, before: Words, n: int, demands: Words, needed: Words) -> int:
    """Write what is still to be demanded after a leg; how many."""
    owed = 0
    for i in range(n):
        if not touch(before[OWING + i], demands):
            work[OWING + owed] = before[OWING + i]
            owed += 1
    if not touch(work[_NEW], needed):
        work[OWING + owed] = work[_NEW]
        owed += 1
    return owed


@numba.njit(cache=True, nogil=True)
def _legs(
    label: int,
    g: int,
    n: int,
    onward: tuple[int, int, int, int],
    numbers: Numbers,
    masks: Words,
    work: Words,
    groups: Groups,
    legs: Legs,
    start: Start,
) -> int:
    """Write a label for each leg in time, but for those that others of the group make needless."""
    moved, doubts, place, owed = onward
    row, first = numbers[label], n
    free = row[FREE] + moved * start.move
    for leg in range(groups.first[g], groups.first[g + 1]):
        if (legs.dated[leg] and legs.starts[leg] < free) or (row[ASK] and legs.late[leg]):
            continue
        cost, n_doubts = row[COST] + legs.cost[leg], row[DOUBTS] + legs.doubts[leg] + doubts
        worse = False
        for other in range(first, n):
            worse |= numbers[other, COST] <= cost and numbers[other, DOUBTS] <= n_doubts
        if worse:
            continue
        new = numbers[n]
        new[:] = row
        new[FREE] = (legs.ends[leg] if legs.dated[leg] else free + legs.days[leg] - 1) + 1
        new[STEPS], new[COST], new[MOVES] = row[STEPS] + 1 + moved, cost, row[MOVES] + moved
        new[DOUBTS], new[PLACE], new[OWED] = n_doubts, place, owed
        new[PERSONAL] = row[PERSONAL] | (moved * doubts)
        new[PARENT], new[LEG], new[MOVED], new[TAKEN_UP] = label, leg, moved, 0
        masks[n] = work[:ROWS]
        n += 1
    return n
