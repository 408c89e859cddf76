"""Routes from what a person can to a goal: what a route is, and the search of one person.

- Steps follow each other: each begins on the first free day or, where it has a date, on a later one. An offer can
  be taken where there is time to apply (from today, or from the answer where the person is asked first), seats may
  be left, and its demands are all met when it starts: by the person, by offers before it, or taken for granted of
  what nobody knows.
- Where the goal holds something unknown of the person (a requirement, the legal age, the way to work), or anything
  on the way is taken for granted of them, the first step is to ask, today. What offers give is not taken for
  granted.
- An offer that has to be attended out of reach takes a move there, right before it, if the person is willing;
  where nobody knows that is a doubt; who is not willing cannot take it, even where home or commute are not known.
  Who has moved reaches that place alone: where they could commute from there is not known.
- At the end who has moved, and who reaches the place of work only by moving, moves there, unless they live there
  now.
- Every offer gives a mark that was not there before and that the goal, or a later offer of the route, asks for.
- At most four steps, with asking and moving. ``Route.key`` compares, ``Route.order`` decides between equal keys.

Who is stopped lacks a requirement that nothing gives which they could take by itself: with time to apply, starting
when they are free or later, within reach or at a place they might move to, and whose demands are met, unknown, or
given by another such offer.
"""

from collections.abc import Sequence

import numpy as np

from kompetensnav.engine.matching.similarity import Similarity
from kompetensnav.engine.matching.supply import Supply
from kompetensnav.engine.matching.terms import Answer
from kompetensnav.engine.pathways.chart import Chart, chart_of
from kompetensnav.engine.pathways.kernel.arrays import NOWHERE, Start
from kompetensnav.engine.pathways.kernel.bounds import reachable, useful
from kompetensnav.engine.pathways.kernel.explore import explore
from kompetensnav.engine.pathways.kernel.labels import LABEL
from kompetensnav.engine.pathways.offers import (
    MOST_ROUTES,
    Day,
    Goal,
    Offer,
    PersonRoutes,
    Route,
    RouteParameters,
    Stopped,
    Traveller,
)
from kompetensnav.engine.pathways.retrace import retrace
from kompetensnav.engine.pathways.situations import Situation, Task, WayToWork, Where, situations

Answered = tuple[tuple[Route, ...], Stopped | None]


def routes_for_person(
    traveller: Traveller,
    goal: Goal,
    offers: Sequence[Offer],
    similarity: Similarity,
    parameters: RouteParameters,
    today: Day,
) -> PersonRoutes:
    """The routes of one person, or what stops them.

    Raises ValueError for two offers with one id, and for claims or concepts that are not in the graph.
    """
    chart = chart_of(goal, offers, similarity, parameters, today)
    person = traveller.profile.id
    supply = Supply.of([traveller.profile], len(similarity.graph))
    [situation] = situations(chart, supply, {person: traveller.free_from}, similarity, today)
    return PersonRoutes(person, *Finder(chart, parameters, today).find(situation))


class Finder:
    """Finds at most so many routes by situation. What situations share is worked out once."""

    def __init__(self, chart: Chart, parameters: RouteParameters, today: Day, most: int = MOST_ROUTES) -> None:
        self._chart, self._parameters, self._today, self._most = chart, parameters, today, most
        self._found: dict[Task, Answered] = {}
        self._useful: dict[int, int] = {}
        self._reachable: dict[tuple[Where, bool, int], int] = {}

    def find(self, situation: Situation | None) -> Answered:
        """Routes, or what stops them; neither where nothing is known."""
        if situation is None:
            return (), None
        met, unknown, where, work, age = situation
        if work is WayToWork.NEVER or age is Answer.NO:
            return (), Stopped(())
        task = Task(where, work, age, self._chart.goal & ~met, met, unknown)
        lacking = task.needed & ~unknown & ~self._could_get(task)
        if lacking:
            return (), Stopped(self._chart.positions(lacking))
        if task.needed not in self._useful:
            found = useful(self._chart.groups, self._chart.words(task.needed))
            self._useful[task.needed] = int.from_bytes(found.tobytes(), "little")
        marks = self._useful[task.needed]
        task = task._replace(have=met & marks, unknown=unknown & marks)
        if task not in self._found:
            self._found[task] = self._search(task)
        return self._found[task]

    def _could_get(self, task: Task) -> int:
        """The marks that a person could get at all."""
        key = task.where, task.asks, (task.have | task.unknown) & self._chart.demanded
        if key not in self._reachable:
            bare = task._replace(have=key[2], unknown=0)
            found = reachable(self._chart.groups, self._chart.legs, self._start(bare, task.asks))
            self._reachable[key] = int.from_bytes(found.tobytes(), "little")
        return self._reachable[key]

    def _search(self, task: Task) -> Answered:
        start = self._start(task, task.asks)
        numbers, masks, kept = explore(self._chart.groups, self._chart.legs, start, self._most)
        first = kept[np.lexsort(kept.T[3::-1])][: self._most, LABEL].tolist()
        routes = tuple(retrace(label, numbers, masks, start, task, self._chart) for label in first)
        return (routes, None) if routes else ((), Stopped(()))

    def _start(self, task: Task, asks: bool) -> Start:
        chart, where = self._chart, task.where
        work = chart.to.place
        return Start(
            needed=chart.words(task.needed),
            have=chart.words(task.have),
            unknown=chart.words(task.unknown),
            near=np.array([where.reach >> i & 1 for i in range(len(chart.sites))], np.bool_),
            moves=_MOVES[where.willing],
            work=chart.sites.index(work) if work in chart.sites else NOWHERE,
            no_work=work is None,
            way=int(task.work),
            asks=asks,
            doubts=int(task.age is Answer.UNKNOWN),
            free=where.free,
            answered=self._today + self._parameters.ask,
            today=self._today,
            move=self._parameters.move,
        )


_MOVES = {Answer.NO: 0, Answer.YES: 1, Answer.UNKNOWN: 2}
