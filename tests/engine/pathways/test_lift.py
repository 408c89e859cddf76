"""Whom a course would lift: equal to trying every answer; and how many places they fill: equal to a flow."""

from random import Random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from ortools.graph.python import max_flow

from kompetensnav.engine.matching.need import Requirement
from kompetensnav.engine.matching.similarity import Similarity
from kompetensnav.engine.matching.supply import Claim, PersonProfile, Supply
from kompetensnav.engine.matching.terms import (
    Answer,
    Evidence,
    Polarity,
    RequirementKind,
    Section,
    SectionState,
)
from kompetensnav.engine.pathways.filling import most_filled
from kompetensnav.engine.pathways.lift import Lift, Taught, lift
from kompetensnav.engine.pathways.offers import Goal
from kompetensnav.engine.taxonomy.kinds import Kind
from tests.engine.matching.matching_worlds import PARAMETERS, graph_of
from tests.engine.pathways.course_worlds import course_worlds, fate

GRAPH = graph_of({**{f"s{i}": Kind.SKILL for i in range(4)}, "l0": Kind.LANGUAGE}, [])
WELD, ROOF, DRIVE, OTHER = (GRAPH.find(f"s{i}") for i in range(4))
SWEDISH = GRAPH.find("l0")
SIMILARITY = Similarity(GRAPH, PARAMETERS)
ALL = dict.fromkeys(Section, SectionState.COMPLETE)


def skill(concept: int, level: int | None = None) -> Requirement:
    return Requirement(RequirementKind.SKILL, (concept,), Polarity.MUST, 5, level)


def taught(*concepts: int, **values) -> Taught:
    return Taught(tuple(Claim(c, None, Evidence.SHOWN) for c in concepts), **values)


def someone(name="a", *can: int, sections=ALL, home=0, commute=(), moves=Answer.NO, age=Answer.YES):
    claims = tuple(Claim(c, None, Evidence.VERIFIED) for c in can)
    return PersonProfile(name, home, commute, moves, claims, sections, age)


def lifted(course: Taught, people, *goals: Goal, places: int = 1) -> Lift:
    needs = {f"n{i}": (goal, places) for i, goal in enumerate(goals)}
    return lift(course, needs, Supply.of(people, len(GRAPH)), SIMILARITY)


BEGUN = ALL | {Section.SKILL: SectionState.BEGUN}
FATES = {
    "misses what the course gives": (someone("a", WELD), "lifted"),
    "misses more than it gives": (someone("a", ROOF), ""),
    "misses nothing": (someone("a", WELD, ROOF), "able_now"),
    "nothing known that is asked": (someone("a", sections={}), ""),
    "has one thing, nobody knows of the other": (someone("a", WELD, sections=BEGUN), "ask"),
    "has what it gives, nobody knows of the other": (someone("a", ROOF, sections=BEGUN), ""),
    "lives elsewhere and stays": (someone("a", WELD, home=2), ""),
    "lives elsewhere and commutes": (someone("a", WELD, home=2, commute=(0,)), "lifted"),
    "lives elsewhere and would move": (someone("a", WELD, home=2, moves=Answer.YES), "lifted"),
    "nobody knows whether they would move": (
        someone("a", WELD, home=2, commute=None, moves=Answer.UNKNOWN, sections=ALL | {Section.MOBILITY: 1}),
        "ask",
    ),
    "too young": (someone("a", WELD, age=Answer.NO), ""),
    "age not known": (someone("a", WELD, age=Answer.UNKNOWN), "ask"),
}


@pytest.mark.parametrize("case", FATES)
def test_in_which_list_somebody_stands(case: str) -> None:
    person, expected = FATES[case]
    found = lifted(taught(ROOF), [person], Goal((skill(WELD), skill(ROOF)), place=0, asks_legal_age=True)).needs[
        "n0"
    ]
    lists = {"able_now": found.able_now, "lifted": found.lifted, "ask": found.ask}
    assert {name: ids for name, ids in lists.items() if ids} == ({expected: ("a",)} if expected else {})


SWEDISH_B1 = Requirement(RequirementKind.LANGUAGE, (SWEDISH,), Polarity.MUST, 5, 3)
ENTRY = {
    "meets it": (someone("a", WELD, SWEDISH), taught(ROOF, demands=(SWEDISH_B1,)), "lifted", 0),
    "misses it": (someone("a", WELD), taught(ROOF, demands=(SWEDISH_B1,)), "", 1),
    "nobody knows": (
        someone("a", WELD, sections=ALL | {Section.LANGUAGE: SectionState.NOT_ASKED}),
        taught(ROOF, demands=(SWEDISH_B1,)),
        "ask",
        0,
    ),
    "the course is near": (someone("a", WELD), taught(ROOF, place=0), "lifted", 0),
    "the course is far and they stay": (someone("a", WELD), taught(ROOF, place=2), "", 1),
    "the course is far and they travel": (someone("a", WELD, commute=(2,)), taught(ROOF, place=2), "lifted", 0),
}


@pytest.mark.parametrize("case", ENTRY)
def test_who_is_admitted(case: str) -> None:
    person, course, expected, refused = ENTRY[case]
    found = lifted(course, [person], Goal((skill(WELD), skill(ROOF)))).needs["n0"]
    lists = {"lifted": found.lifted, "ask": found.ask}
    assert {name: ids for name, ids in lists.items() if ids} == ({expected: ("a",)} if expected else {})
    assert found.not_admitted == refused


def test_people_and_places_are_counted_once() -> None:
    people = [someone(name, WELD) for name in "abc"]
    goal, short = Goal((skill(WELD), skill(ROOF))), Goal((skill(ROOF),))
    found = lifted(taught(ROOF), people, goal, short, places=1)
    assert [len(n.lifted) for n in found.needs.values()] == [3, 3]
    assert (found.lifted, found.ask, found.filled) == (("a", "b", "c"), (), 2)
    assert lifted(taught(ROOF, seats=1), people, goal, short).filled == 1


def test_places_that_able_people_could_take_are_told_apart() -> None:
    people = [someone("able", WELD, ROOF), someone("x", WELD), someone("y", WELD)]
    found = lifted(taught(ROOF), people, Goal((skill(WELD), skill(ROOF))), places=2)
    assert (found.filled, found.beyond_able) == (2, 1)


def test_a_level_below_the_one_asked_for_lifts_nobody() -> None:
    goal = Goal((skill(ROOF, 5), skill(WELD)))
    low = Taught((Claim(ROOF, 2, Evidence.SHOWN),))
    high = Taught((Claim(ROOF, 5, Evidence.SHOWN),))
    assert [lifted(c, [someone("a", WELD)], goal).lifted for c in (low, high)] == [(), ("a",)]


@given(course_worlds())
@settings(max_examples=60, deadline=None)
def test_the_lists_equal_trying_every_answer(world) -> None:
    found = lift(world.course, world.needs, world.supply, Similarity(world.graph, PARAMETERS))
    anyone, doubtful = set(), set()
    for name, (goal, _) in world.needs.items():
        one = found.needs[name]
        fates = {p.id: fate(p, goal, world.course, world.graph) for p in world.region.people}
        seen = {pk: f for pk, f in fates.items() if f.shown}
        assert set(one.able_now) == {pk for pk, f in seen.items() if f.always_able}
        assert set(one.lifted) == {pk for pk, f in seen.items() if f.always_lifted}
        assert set(one.ask) == {pk for pk, f in seen.items() if f.ever_lifted and not f.always_lifted}
        assert one.not_admitted == sum(f.ever_but_for_entry and not f.ever_lifted for f in seen.values())
        assert one.away == sum(f.away for f in fates.values())
        assert one.without_evidence == sum(not f.shown and not f.away for f in fates.values())
        anyone |= set(one.lifted)
        doubtful |= set(one.ask)
    assert found.lifted == tuple(sorted(anyone))
    assert found.ask == tuple(sorted(doubtful - anyone))
    rows = np.array([[i in one.lifted for i in world.supply.ids] for _, one in sorted(found.needs.items())])
    places = [world.needs[name][1] for name in sorted(world.needs)]
    left = [max(0, p - len(found.needs[n].able_now)) for p, n in zip(places, sorted(world.needs), strict=True)]
    seats = len(anyone) if world.course.seats is None else world.course.seats
    assert found.filled == min(seats, flow(rows, places))
    assert found.beyond_able == min(seats, flow(rows, left))


def flow(suited, places) -> int:
    """By another solver."""
    needs, people = suited.shape
    solver = max_flow.SimpleMaxFlow()
    for person in range(people):
        solver.add_arc_with_capacity(0, 2 + person, 1)
    for need, person in np.argwhere(suited).tolist():
        solver.add_arc_with_capacity(2 + person, 2 + people + need, 1)
    for need in range(needs):
        solver.add_arc_with_capacity(2 + people + need, 1, places[need])
    assert solver.solve(0, 1) == solver.OPTIMAL
    return solver.optimal_flow()


@pytest.mark.parametrize(
    ("suited", "places", "filled"),
    [
        ([[0, 1, 1, 1], [0, 0, 1, 1], [0, 1, 0, 0]], [1, 0, 4], 2),  # whoever has moved up sits there no longer
        ([[1, 0, 0, 1, 1, 0], [1, 1, 1, 1, 0, 1], [0, 0, 1, 0, 1, 0]], [1, 1, 4], 4),
        ([[0, 0, 0]], [3], 0),
    ],
)
def test_places_filled(suited, places, filled) -> None:
    assert most_filled(np.array(suited, np.bool_), places) == flow(np.array(suited), places) == filled


@given(st.integers(1, 7), st.sampled_from([6, 12, 60]), st.sampled_from([0.1, 0.3, 0.5]), st.integers(0, 2**32))
def test_places_filled_equal_a_flow(needs: int, people: int, share: float, seed: int) -> None:
    random = Random(seed)
    for _ in range(10):  # most drawn at once are easy
        suited = np.array([[random.random() < share for _ in range(people)] for _ in range(needs)])
        places = [random.randint(0, 5) for _ in range(needs)]
        expected = flow(suited, places)
        assert most_filled(suited, places) == expected
        assert most_filled(suited, places, 3) == min(3, expected)


@pytest.mark.parametrize(("places", "seats"), [([-1], None), ([1], -1)])
def test_what_cannot_be_is_refused(places, seats) -> None:
    with pytest.raises(ValueError, match="not negative"):
        most_filled(np.ones((1, 1), np.bool_), places, seats)


def test_a_supply_of_another_graph_is_refused() -> None:
    with pytest.raises(ValueError, match="another graph"):
        lift(taught(ROOF), {}, Supply.of([], 1), SIMILARITY)
