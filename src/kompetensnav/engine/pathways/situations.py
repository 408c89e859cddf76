"""What decides a person's routes to one goal, and no more: people in the same situation share one search."""

from collections.abc import Mapping
from enum import IntEnum
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from kompetensnav.engine.matching.conditions import conditions
from kompetensnav.engine.matching.need import CompiledNeed
from kompetensnav.engine.matching.similarity import Similarity
from kompetensnav.engine.matching.supply import Supply
from kompetensnav.engine.matching.terms import Answer, Condition, Section
from kompetensnav.engine.pathways.chart import Chart, degrees
from kompetensnav.engine.pathways.offers import Day, Goal


class WayToWork(IntEnum):
    """How a person who has not moved would get to the place of work."""

    THERE = 0  # lives there, commutes there, or the work has no place
    MOVES = 1
    UNKNOWN = 2
    NEVER = 3


class Where(NamedTuple):
    """Where and when somebody starts: ``reach`` holds a bit for each of the chart's sites within reach from home.

    ``willing`` to move: NO also where the person has said all about mobility and not that. ``free`` is not before
    today.
    """

    reach: int
    willing: Answer
    free: Day


class Situation(NamedTuple):
    """One person before a goal: marks that are met, and marks of which nobody knows, as bits of the chart."""

    met: int
    unknown: int
    where: Where
    work: WayToWork
    age: Answer


class Task(NamedTuple):
    """A situation without what can make no difference in it, so that more people share it.

    ``needed`` are the marks of the goal that are not met; ``have`` and ``unknown`` those that are met, and of which
    nobody knows, among all that is of use on the way.
    """

    where: Where
    work: WayToWork
    age: Answer
    needed: int
    have: int
    unknown: int

    @property
    def asks(self) -> bool:
        """Whether the goal itself holds something that nobody knows."""
        return bool(self.needed & self.unknown) or self.age is Answer.UNKNOWN or self.work is WayToWork.UNKNOWN


def situations(
    chart: Chart, supply: Supply, free_from: Mapping[str, Day], similarity: Similarity, today: Day
) -> list[Situation | None]:
    """Of each person, in the order of the supply; None where nothing is known that the goal asks for.

    Nothing is known where no claim speaks for any of it and no section it belongs to is complete, as in matching.
    Raises ValueError for people whose claims refer to another graph.
    """
    if supply.n_concepts != len(similarity.graph):
        raise ValueError("the supply was built for another graph")
    n, threshold = len(supply), similarity.parameters.outcome_met
    met, unknown = (np.zeros((len(chart.marks), n), np.bool_) for _ in range(2))
    known = np.zeros(n, np.bool_)
    for i, mark in enumerate(chart.marks):
        found, complete = degrees(mark, supply, similarity), supply.complete[mark.section]
        met[i] = found >= threshold
        unknown[i] = ~met[i] & ~complete
        if chart.goal >> i & 1:
            known |= (found > 0) | complete
    free = [max(today, free_from.get(person, today)) for person in supply.ids]
    where = map(Where, _bits(_near(chart.sites, supply)), _willing(supply), free)
    rows = zip(
        known.tolist(), _bits(met), _bits(unknown), where, *_hindrances(chart.to, supply, similarity), strict=True
    )
    return [Situation(*row) if anything else None for anything, *row in rows]


def _near(sites: tuple[int, ...], supply: Supply) -> NDArray[np.bool_]:
    """(sites, n) whether a person lives at a place or commutes there."""
    near = np.zeros((len(sites), len(supply)), np.bool_)
    for row, site in zip(near, sites, strict=True):
        row[:] = supply.home == site
        row[supply.can_commute_to(site)] = True
    return near


def _willing(supply: Supply) -> list[Answer]:
    silent = (supply.willing_to_move == Answer.UNKNOWN) & supply.complete[Section.MOBILITY]
    return [Answer(a) for a in np.where(silent, Answer.NO, supply.willing_to_move).tolist()]


def _hindrances(goal: Goal, supply: Supply, similarity: Similarity) -> tuple[list[WayToWork], list[Answer]]:
    """The way to work and the answer on age of each person, by the hard conditions of matching."""
    bare = CompiledNeed((), goal.place, goal.asks_legal_age)
    found = conditions(bare, supply, np.zeros((0, len(supply)), np.uint8), similarity.parameters)
    way = np.full(len(supply), WayToWork.THERE, np.int64)
    if goal.place is not None:
        way[~_near((goal.place,), supply)[0]] = WayToWork.MOVES
    way[found.unknown[Condition.REACH]] = WayToWork.UNKNOWN
    way[found.failing[Condition.REACH]] = WayToWork.NEVER
    age = np.full(len(supply), Answer.YES, np.int64)
    age[found.unknown[Condition.LEGAL_AGE]] = Answer.UNKNOWN
    age[found.failing[Condition.LEGAL_AGE]] = Answer.NO
    return [WayToWork(w) for w in way.tolist()], [Answer(a) for a in age.tolist()]


def _bits(flags: NDArray[np.bool_]) -> list[int]:
    """(rows, n) flags as n whole numbers, the first row the lowest bit."""
    packed = np.ascontiguousarray(np.packbits(flags, axis=0, bitorder="little").T)
    return [int.from_bytes(row.tobytes(), "little") for row in packed]
