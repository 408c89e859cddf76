"""Who could take which place if everybody said yes: the graph of candidates, the greedy way, and what it loses.

The lists of needs are made one need at a time, so the same person can stand first in several. Here each person is
counted once and each need for its open places. The best total is a min-cost flow, which a solver outside the engine
finds (``runtime.flow``); what goes in, what is asked of the answer and what is said of it stand here.

The aim, in order: the largest sum of values; among equal sums the larger sum of ``standing``, which grows with each
place filled and with each place higher up in a need's own list. Pairs below ``least`` are left out before.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]
ASSIGNMENT_VERSION = "assignment-1"  # raised whenever equal input could give another answer than before


class Pair(NamedTuple):
    """One person in one need's list: ``value`` is what is certain of the fit, ``rank`` the place in the list."""

    person: str
    need: str
    value: int
    rank: int


@dataclass(frozen=True)
class CandidateGraph:
    """Pairs as columns, in order of person and need, so that the order in which rows came changes nothing.

    ``person`` and ``need`` are indices into ``people`` and ``needs``, which stand in order of id. Needs without any
    pair are there too: their places count as open.
    """

    people: tuple[str, ...]
    needs: tuple[str, ...]
    positions: Ints  # open places, by need
    person: Ints
    need: Ints
    value: Ints
    rank: Ints

    @classmethod
    def of(cls, pairs: Iterable[Pair], positions: Mapping[str, int], least: int) -> "CandidateGraph":
        """Pairs of at least this value. Raises ValueError for one named twice, or for a need without places."""
        kept = sorted(p for p in pairs if p.value >= least)
        if any(a.person == b.person and a.need == b.need for a, b in pairwise(kept)):
            raise ValueError("a pair stands twice")
        if any(p.need not in positions for p in kept) or any(n < 1 for n in positions.values()):
            raise ValueError("a need has no open place")
        people, needs = sorted({p.person for p in kept}), sorted(positions)
        person_at, need_at = {p: i for i, p in enumerate(people)}, {n: i for i, n in enumerate(needs)}
        columns = ([person_at[p.person], need_at[p.need], p.value, p.rank] for p in kept)
        table = np.array(list(columns), np.int64).reshape(-1, 4)
        open_places = np.array([positions[n] for n in needs], np.int64)
        return cls(tuple(people), tuple(needs), open_places, *(table[:, i].copy() for i in range(4)))

    def __len__(self) -> int:
        return len(self.person)

    @cached_property
    def worth(self) -> Ints:
        """Both aims as one whole number a pair: no sum of standings outweighs one point of value."""
        if not len(self):
            return np.zeros(0, np.int64)
        standing = int(self.rank.max()) + 1 - self.rank
        most_pairs = min(len(self.people), int(self.positions.sum()))
        weighed: Ints = self.value * (int(standing.max()) * most_pairs + 1) + standing
        return weighed

    @cached_property
    def digest(self) -> str:
        """Hash of all of it: equal digests, equal answers."""
        hashed = hashlib.blake2b(json.dumps([ASSIGNMENT_VERSION, self.people, self.needs]).encode(), digest_size=16)
        for column in (self.positions, self.person, self.need, self.value, self.rank):
            hashed.update(column.astype("<i8").tobytes())
        return hashed.hexdigest()


def greedy(graph: CandidateGraph) -> Ints:
    """Pairs taken one by one, the worthiest of those still possible first; ties in order of person and need."""
    taken = [False] * len(graph.people)
    left = graph.positions.tolist()
    person, need = graph.person.tolist(), graph.need.tolist()
    chosen = []
    for pair in np.argsort(-graph.worth, kind="stable").tolist():
        if not taken[person[pair]] and left[need[pair]]:
            taken[person[pair]] = True
            left[need[pair]] -= 1
            chosen.append(pair)
    return np.sort(np.array(chosen, np.int64))


def check(graph: CandidateGraph, chosen: Ints) -> None:
    """Raises ValueError unless the chosen pairs are pairs, each once, and nobody and no need has too many."""
    if len(chosen) and (chosen.min() < 0 or chosen.max() >= len(graph) or len(np.unique(chosen)) < len(chosen)):
        raise ValueError("what was chosen are not pairs of the graph")
    if len(np.unique(graph.person[chosen])) < len(chosen):
        raise ValueError("a person has two places")
    if (_by_need(graph, graph.need[chosen]) > graph.positions).any():
        raise ValueError("a need has more people than open places")


@dataclass(frozen=True, slots=True)
class Total:
    """What one way of filling places reaches."""

    filled: int
    value: int


def total(graph: CandidateGraph, chosen: Ints) -> Total:
    """Places filled, and the sum of values."""
    return Total(len(chosen), int(graph.value[chosen].sum()))


@dataclass(frozen=True, slots=True)
class NeedOutcome:
    """How it goes for one need: ``fitting`` people stand in its list, ``filled`` of its ``positions`` have one.

    ``one_by_one`` is how many the greedy way fills.
    """

    need: str
    positions: int
    fitting: int
    filled: int
    one_by_one: int


def outcomes(graph: CandidateGraph, best: Ints, one_by_one: Ints) -> tuple[NeedOutcome, ...]:
    """A row a need, in order of id."""
    counts = (_by_need(graph, need) for need in (graph.need, graph.need[best], graph.need[one_by_one]))
    rows = zip(graph.needs, graph.positions.tolist(), *(c.tolist() for c in counts), strict=True)
    return tuple(NeedOutcome(*row) for row in rows)


def _by_need(graph: CandidateGraph, need: Ints) -> Ints:
    return np.bincount(need, minlength=len(graph.needs)).astype(np.int64)
