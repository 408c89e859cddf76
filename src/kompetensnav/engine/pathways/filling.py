"""How many places people can fill, each of them one: a maximum matching. People who suit the same needs are one."""

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray


def most_filled(suited: NDArray[np.bool_], places: Sequence[int], seats: int | None = None) -> int:
    """The greatest number of places filled. ``suited`` (needs, n): who could fill a place of which need.

    ``seats``: no more people than these. Exact: of a maximum matching any number of people can be left out.
    Raises ValueError for a negative number of places or seats.
    """
    if min(places, default=0) < 0 or (seats or 0) < 0:
        raise ValueError("places and seats are not negative")
    someone = suited[:, np.logical_or.reduce(suited)]
    _, one, counts = np.unique(np.packbits(someone, axis=0), axis=1, return_index=True, return_counts=True)
    groups = [np.flatnonzero(someone[:, i]).tolist() for i in one.tolist()]
    filled = _flow(groups, counts.tolist(), list(places))
    return filled if seats is None else min(filled, seats)


def _flow(groups: Sequence[Sequence[int]], people: Sequence[int], spare: list[int]) -> int:
    """Group by group along augmenting paths (H. W. Kuhn). Where a search ends in vain, no later one need go: all
    that can be reached from there is taken, and stays so.
    """
    seated: list[dict[int, int]] = [{} for _ in spare]  # at each need: how many of which group
    closed: set[int] = set()
    filled = 0
    for group, waiting in enumerate(people):
        left = waiting
        while left:
            before = {need: (group, -1) for need in groups[group] if need not in closed}
            end = _search(before, groups, seated, spare, closed)
            if end is None:
                closed.update(before)
                break
            moved = _move(end, left, before, seated, spare)
            left -= moved
            filled += moved
    return filled


def _search(
    before: dict[int, tuple[int, int]],
    groups: Sequence[Sequence[int]],
    seated: Sequence[Mapping[int, int]],
    spare: Sequence[int],
    closed: set[int],
) -> int | None:
    """The nearest need with a spare place. ``before`` takes in, of each need on the way, who comes from where."""
    queue = list(before)
    for need in queue:
        if spare[need]:
            return need
        for group, sit in seated[need].items():
            for other in groups[group] if sit else ():
                if other not in before and other not in closed:
                    before[other] = group, need
                    queue.append(other)
    return None


def _move(
    end: int, left: int, before: Mapping[int, tuple[int, int]], seated: list[dict[int, int]], spare: list[int]
) -> int:
    """Let as many as can move up by one need along the way to the end; how many."""
    path, need = [], end
    while need >= 0:
        group, came = before[need]
        path.append((group, need, came))
        need = came
    moved = min([left, spare[end], *(seated[came][group] for group, _, came in path if came >= 0)])
    for group, to, came in path:
        seated[to][group] = seated[to].get(group, 0) + moved
        if came >= 0:
            seated[came][group] -= moved
    spare[end] -= moved
    return moved
