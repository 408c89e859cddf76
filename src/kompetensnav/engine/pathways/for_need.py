"""Routes of everybody to one need: people in the same situation share one search."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from kompetensnav.engine.matching.similarity import Similarity
from kompetensnav.engine.matching.supply import Supply
from kompetensnav.engine.pathways.chart import chart_of
from kompetensnav.engine.pathways.offers import Day, Goal, NeedRoutes, Offer, PersonRoutes, RouteParameters
from kompetensnav.engine.pathways.search import Finder
from kompetensnav.engine.pathways.situations import Situation, situations


def routes_for_need(
    goal: Goal,
    supply: Supply,
    free_from: Mapping[str, Day],
    offers: Sequence[Offer],
    similarity: Similarity,
    parameters: RouteParameters,
    today: Day,
) -> NeedRoutes:
    """What ``routes_for_person`` answers for each person. Who is not in ``free_from`` is free today.

    Raises ValueError for two offers with one id, and for claims or concepts that are not in the graph.
    """
    chart = chart_of(goal, offers, similarity, parameters, today)
    people = situations(chart, supply, free_from, similarity, today)
    return _found(goal, supply, people, Finder(chart, parameters, today))


def first_routes_for_need(
    goal: Goal,
    supply: Supply,
    free_from: Mapping[str, Day],
    offers: Sequence[Offer],
    similarity: Similarity,
    parameters: RouteParameters,
    today: Day,
) -> NeedRoutes:
    """The same with the first route of each person alone: much faster, since a search ends where it is found."""
    chart = chart_of(goal, offers, similarity, parameters, today)
    people = situations(chart, supply, free_from, similarity, today)
    return _found(goal, supply, people, Finder(chart, parameters, today, most=1))


def _found(goal: Goal, supply: Supply, people: Iterable[Situation | None], finder: Finder) -> NeedRoutes:
    found, stopped = [], Counter[int]()
    without_evidence = stopped_people = 0
    for person, situation in zip(supply.ids, people, strict=True):
        routes, stop = finder.find(situation)
        if routes:
            found.append(PersonRoutes(person, routes, None))
        elif stop is None:
            without_evidence += 1
        else:
            stopped_people += 1
            stopped.update(stop.requirements)
    return NeedRoutes(
        people=tuple(sorted(found, key=lambda p: (p.routes[0].key, p.person))),
        total=len(supply),
        without_evidence=without_evidence,
        stopped_people=stopped_people,
        stopped=tuple(stopped[i] for i in range(len(goal.requirements))),
    )
