"""The graph of candidates, the greedy way, and what is said of an answer; the best answer is held in runtime."""

import random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kompetensnav.engine.matching.assignment import (
    CandidateGraph,
    NeedOutcome,
    Pair,
    check,
    greedy,
    outcomes,
    total,
)
from tests.engine.matching.assignment_worlds import LEAST, every_way, graph_of, regions, standing

some = settings(max_examples=100, deadline=None)
NURSE = [
    Pair("p-anna", "n-ward", 90, 1),
    Pair("p-anna", "n-school", 80, 1),
    Pair("p-bo", "n-ward", 85, 2),
    Pair("p-cleo", "n-school", 49, 2),
]
OPEN = {"n-ward": 1, "n-school": 1, "n-home": 2}


def indices(*chosen: int) -> np.ndarray:
    return np.array(chosen, np.int64)


def test_rows_stand_in_order_of_ids_and_what_is_too_low_is_left_out() -> None:
    graph = CandidateGraph.of(reversed(NURSE), OPEN, LEAST)
    assert graph.people == ("p-anna", "p-bo")
    assert graph.needs == ("n-home", "n-school", "n-ward")
    assert graph.positions.tolist() == [2, 1, 1]
    columns = (graph.person, graph.need, graph.value, graph.rank)
    rows = list(zip(*(c.tolist() for c in columns), strict=True))
    assert rows == [(0, 1, 80, 1), (0, 2, 90, 1), (1, 2, 85, 2)]


@pytest.mark.parametrize(
    ("pairs", "positions"),
    [
        ([NURSE[0], NURSE[0]], OPEN),
        ([NURSE[0], NURSE[0]._replace(value=60, rank=2)], OPEN),
        (NURSE, {"n-ward": 1}),
        (NURSE, OPEN | {"n-home": 0}),
    ],
    ids=["the same row twice", "another value", "a need nobody has", "no open place"],
)
def test_what_is_no_graph_is_refused(pairs: list[Pair], positions: dict[str, int]) -> None:
    with pytest.raises(ValueError, match=r"twice|no open place"):
        CandidateGraph.of(pairs, positions, LEAST)


@pytest.mark.parametrize(
    ("chosen", "why"),
    [
        (indices(0, 1), "a person has two places"),
        (indices(1, 2), "more people than open places"),
        (indices(0, 0), "not pairs"),
        (indices(3), "not pairs"),
        (indices(-1), "not pairs"),
    ],
)
def test_an_answer_that_cannot_be_is_refused(chosen: np.ndarray, why: str) -> None:
    graph = CandidateGraph.of(NURSE, OPEN, LEAST)
    check(graph, indices(0, 2))
    check(graph, indices())
    with pytest.raises(ValueError, match=why):
        check(graph, chosen)


def test_the_greedy_way_takes_the_best_pair_and_can_leave_a_place_open() -> None:
    graph = CandidateGraph.of(NURSE, OPEN, LEAST)
    one_by_one, best = greedy(graph), indices(0, 2)
    assert one_by_one.tolist() == [1]  # Anna to the ward: then nobody is left for the school
    assert (total(graph, one_by_one).filled, total(graph, one_by_one).value) == (1, 90)
    assert (total(graph, best).filled, total(graph, best).value) == (2, 165)
    assert outcomes(graph, best, one_by_one) == (
        NeedOutcome("n-home", positions=2, fitting=0, filled=0, one_by_one=0),
        NeedOutcome("n-school", positions=1, fitting=1, filled=1, one_by_one=0),
        NeedOutcome("n-ward", positions=1, fitting=2, filled=1, one_by_one=1),
    )


def test_among_equal_values_the_greedy_way_goes_by_the_place_in_the_list_then_by_id() -> None:
    pairs = [
        Pair("p-b", "n-1", 70, 1),
        Pair("p-a", "n-1", 70, 2),
        Pair("p-d", "n-2", 70, 1),
        Pair("p-c", "n-2", 70, 1),
    ]
    graph = CandidateGraph.of(pairs, {"n-1": 1, "n-2": 1}, LEAST)
    assert [graph.people[i] for i in graph.person[greedy(graph)]] == ["p-b", "p-c"]


@some
@given(regions())
def test_the_greedy_way_is_possible_and_leaves_nobody_who_could_still_have_a_place(region) -> None:
    graph = graph_of(region)
    chosen = greedy(graph)
    check(graph, chosen)
    taken = set(graph.person[chosen].tolist())
    left = graph.positions - np.bincount(graph.need[chosen], minlength=len(graph.needs))
    assert [i for i in range(len(graph)) if graph.person[i] not in taken and left[graph.need[i]]] == []


@some
@given(regions())
def test_one_number_a_pair_says_which_of_two_ways_is_the_better(region) -> None:
    graph = graph_of(region)
    ways = list(every_way(graph))[:200]
    by_worth = sorted(range(len(ways)), key=lambda i: int(graph.worth[ways[i]].sum()))
    told = [standing(graph, ways[i]) for i in by_worth]
    assert told == sorted(told)


@some
@given(regions(), st.randoms(use_true_random=False))
def test_the_order_in_which_rows_come_changes_nothing(region, chance: random.Random) -> None:
    pairs, positions = region
    first = graph_of(region)
    shuffled = chance.sample(pairs, len(pairs)), dict(chance.sample(sorted(positions.items()), len(positions)))
    again = graph_of(shuffled)
    assert again.digest == first.digest
    assert greedy(again).tolist() == greedy(first).tolist()


@pytest.mark.parametrize(
    "changed",
    [
        (NURSE[:-2], OPEN),
        ([*NURSE[:3], NURSE[3]._replace(value=50)], OPEN),
        ([NURSE[0]._replace(rank=2), *NURSE[1:]], OPEN),
        (NURSE, OPEN | {"n-home": 1}),
        ([p._replace(person=p.person.upper()) for p in NURSE], OPEN),
    ],
    ids=["a pair", "a value", "a rank", "a place", "a name"],
)
def test_whatever_the_answer_rests_on_changes_the_digest(changed) -> None:
    pairs, positions = changed
    assert CandidateGraph.of(pairs, positions, LEAST).digest != CandidateGraph.of(NURSE, OPEN, LEAST).digest


def test_a_region_where_nobody_fits_is_an_answer_too() -> None:
    graph = CandidateGraph.of([], {"n-1": 3}, LEAST)
    assert len(graph) == len(greedy(graph)) == total(graph, greedy(graph)).value == 0
    assert outcomes(graph, greedy(graph), greedy(graph)) == (NeedOutcome("n-1", 3, 0, 0, 0),)
    empty = CandidateGraph.of([], {}, LEAST)
    assert outcomes(empty, greedy(empty), greedy(empty)) == ()
