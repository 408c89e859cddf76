"""Small regions for tests of assignments, and every way of filling their places."""

from collections.abc import Iterator

import numpy as np
from hypothesis import strategies as st

from kompetensnav.engine.matching.assignment import CandidateGraph, Ints, Pair

LEAST = 50
PEOPLE, NEEDS = 5, 4  # what brute force can go through


@st.composite
def regions(draw: st.DrawFn, prefix: str = "") -> tuple[list[Pair], dict[str, int]]:
    """Pairs, and open places by need; some pairs are below what counts, some needs have no pair."""
    positions = {f"{prefix}n{i}": draw(st.integers(1, 3)) for i in range(draw(st.integers(1, NEEDS)))}
    pairs = []
    for need in positions:
        people = draw(st.lists(st.integers(0, PEOPLE - 1), unique=True, max_size=PEOPLE))
        values = sorted((draw(st.integers(45, 60) | st.integers(1, 100)) for _ in people), reverse=True)
        ranked = zip(people, values, strict=True)
        pairs += [Pair(f"{prefix}p{person}", need, value, rank) for rank, (person, value) in enumerate(ranked, 1)]
    return pairs, positions


def graph_of(region: tuple[list[Pair], dict[str, int]]) -> CandidateGraph:
    """The graph of a region."""
    pairs, positions = region
    return CandidateGraph.of(pairs, positions, LEAST)


def every_way(graph: CandidateGraph) -> Iterator[list[int]]:
    """Indices of pairs that can stand together, every set of them once: each person takes one place or none."""
    pairs = [np.flatnonzero(graph.person == person).tolist() for person in range(len(graph.people))]

    def from_person(person: int, left: list[int]) -> Iterator[list[int]]:
        if person == len(graph.people):
            yield []
            return
        yield from from_person(person + 1, left)
        for pair in pairs[person]:
            need = int(graph.need[pair])
            if left[need]:
                fewer = [n - (i == need) for i, n in enumerate(left)]
                yield from ([pair, *rest] for rest in from_person(person + 1, fewer))

    yield from from_person(0, graph.positions.tolist())


def standing(graph: CandidateGraph, chosen: list[int] | Ints) -> tuple[int, int]:
    """Both aims of some pairs, as they are told: the sum of values, then the sum of standings in the lists."""
    top = int(graph.rank.max()) + 1 if len(graph) else 0
    return int(graph.value[chosen].sum()), int((top - graph.rank[chosen]).sum())
