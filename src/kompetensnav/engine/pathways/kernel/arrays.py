"""What the route search works on, as arrays. A set of marks is a row of 64-bit words, the lowest first."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

NOWHERE = -4  # the work has no place, or nothing has to be attended there
ANYWHERE = -3  # nothing has to be attended, or it is not known where
ELSEWHERE = -2  # no place in particular: where somebody lives whom nothing near there can help
HOME = -1  # has not moved

Words = NDArray[np.uint64]
Numbers = NDArray[np.int64]


class Groups(NamedTuple):
    """Legs that differ in nothing but dates, cost and doubts: G groups.

    ``gives`` and ``demands`` (G, W) marks; ``site`` (G,) index of sites, or ANYWHERE; ``weeks`` (G,) whether only
    some weeks have to be attended; ``first`` (G + 1,) where the legs of each begin.
    """

    gives: Words
    demands: Words
    site: Numbers
    weeks: NDArray[np.bool_]
    first: Numbers


class Legs(NamedTuple):
    """L legs, group by group, within each by last day (or length), first day (the later), ``rank``.

    ``dated`` from ``starts`` to ``ends``, else for ``days`` from any day. ``late``: no time to apply for whoever is
    asked first. ``rank`` (from 1) orders them by kind and id. ``group`` of each. ``by_start``: the dated ones by
    rising first day.
    """

    dated: NDArray[np.bool_]
    starts: Numbers
    ends: Numbers
    days: Numbers
    late: NDArray[np.bool_]
    cost: Numbers
    doubts: Numbers
    rank: Numbers
    group: Numbers
    by_start: Numbers


class Start(NamedTuple):
    """Where a person stands. Marks (W,): ``needed`` of the goal, ``have``, ``unknown``.

    ``near`` (sites,) within reach from home. ``moves`` for a course: 0 no, 1 yes, 2 nobody knows. ``work`` index of
    its site, or NOWHERE, ``no_work`` where it has no place; ``way``: 0 there, 1 moves, 2 nobody knows.
    ``asks``: the goal holds something that nobody knows; ``doubts`` so far. Days: ``free``; ``answered`` when the
    answer is there; ``today``; how long it takes to ``move``.
    """

    needed: Words
    have: Words
    unknown: Words
    near: NDArray[np.bool_]
    moves: int
    work: int
    no_work: bool
    way: int
    asks: bool
    doubts: int
    free: int
    answered: int
    today: int
    move: int
