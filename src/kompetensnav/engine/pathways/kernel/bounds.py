"""What a person could get at all, how soon and for how much: what tells the search where not to look."""

from typing import NamedTuple

import numba
import numpy as np

from kompetensnav.engine.pathways.kernel.arrays import ANYWHERE, Groups, Legs, Numbers, Start, Words
from kompetensnav.engine.pathways.kernel.labels import count, touch, within

NEVER = 1 << 60


class Bounds(NamedTuple):
    """For each mark that only an offer can bring, ``marks`` (B, W): how soon and for how much.

    ``starts`` of the dated legs, rising; ``soonest`` (B, dated + 1) the first last day of those from each on that
    give it; ``days`` (B,) of the shortest that can be begun any day; ``cost`` (B,) of the cheapest.
    """

    marks: Words
    starts: Numbers
    soonest: Numbers
    days: Numbers
    cost: Numbers


@numba.njit(cache=True, nogil=True)
def usable(group: int, groups: Groups, start: Start) -> bool:
    """Whether the place of a group stops nobody, or not this person."""
    site = groups.site[group]
    return bool(site == ANYWHERE or groups.weeks[group] or start.moves or start.near[site])


@numba.njit(cache=True, nogil=True)
def reachable(groups: Groups, legs: Legs, start: Start) -> Words:
    """The marks the person could get at all, whatever the dates and however many steps.

    A leg counts where its demands are met, unknown, or given by legs that count: two that demand what the other
    gives help nobody.
    """
    got = start.have | start.unknown
    first = max(start.free, start.answered) if start.asks else start.free
    open_ = np.zeros(len(groups.site), np.bool_)
    for leg in range(len(legs.group)):
        in_time = not (start.asks and legs.late[leg]) and (not legs.dated[leg] or legs.starts[leg] >= first)
        if in_time and usable(legs.group[leg], groups, start):
            open_[legs.group[leg]] = True
    grown = True
    while grown:
        grown = False
        for g in range(len(open_)):
            if open_[g] and within(groups.demands[g], got) and not within(groups.gives[g], got):
                got |= groups.gives[g]
                grown = True
    return got


@numba.njit(cache=True, nogil=True)
def useful(groups: Groups, needed: Words) -> Words:
    """These marks, and all that is demanded on any way to them."""
    marks = needed.copy()
    grown = True
    while grown:
        grown = False
        for g in range(len(groups.site)):
            if touch(groups.gives[g], marks) and not within(groups.demands[g], marks):
                marks |= groups.demands[g]
                grown = True
    return marks


@numba.njit(cache=True, nogil=True)
def bounds_of(groups: Groups, legs: Legs, start: Start, missing: Words) -> Bounds:
    """How soon and for how much each of these marks can be had by this person."""
    n, n_dated = count(missing), len(legs.by_start)
    marks = np.zeros((n, len(missing)), np.uint64)
    b = 0
    for w in range(len(missing)):
        for bit in range(64):
            if missing[w] >> np.uint64(bit) & np.uint64(1):
                marks[b, w] = np.uint64(1) << np.uint64(bit)
                b += 1
    soonest = np.full((n, n_dated + 1), NEVER)
    days, cost = np.full(n, NEVER), np.full(n, NEVER)
    fits = np.array([usable(g, groups, start) for g in range(len(groups.site))], np.bool_)
    open_ = np.array([fits[g] for g in legs.group], np.bool_)
    if start.asks:
        open_ &= ~legs.late
    for b in range(n):
        gives = np.array([within(marks[b], groups.gives[g]) for g in range(len(groups.site))], np.bool_)
        for i in range(n_dated - 1, -1, -1):
            leg = legs.by_start[i]
            soonest[b, i] = soonest[b, i + 1]
            if open_[leg] and gives[legs.group[leg]]:
                soonest[b, i] = min(soonest[b, i], legs.ends[leg])
        for leg in range(len(open_)):
            if open_[leg] and gives[legs.group[leg]]:
                cost[b] = min(cost[b], legs.cost[leg])
                if not legs.dated[leg]:
                    days[b] = min(days[b], legs.days[leg])
    return Bounds(marks, legs.starts[legs.by_start], soonest, days, cost)
