"""The best assignment of a region: time beside named peers on the same graph, and what the greedy way loses.

    python benchmarks/assignment.py [PEOPLE] [NEEDS]

The region is made up, with a seed. Needs and people belong to 150 lines of work and 14 places, both of very unequal
size; a tenth of the people can take work anywhere. What is certain of a pair rests on the person as much as on the
pair, so the same people stand first in many lists, which is where taking one by one loses. A need's list holds its
first 50 people, as in the product, or its first 200. In the third graph everybody is as likely in every list: no
region is like that, and it is where methods differ most.

The peers get the same pairs. Their sums of values must equal ours, else a peer is used wrongly and the run ends.
scipy's matching knows no capacities: each open place is a column of its own, and each person has one more for no
place. HiGHS solves the same flow as a linear program.
"""

import os
import platform
import resource
import sys
from collections.abc import Callable
from importlib.metadata import version
from resource import RUSAGE_CHILDREN, RUSAGE_SELF

import numpy as np
import scipy
from scipy.optimize import linprog
from scipy.sparse import csr_array, csr_matrix, hstack
from scipy.sparse.csgraph import min_weight_full_bipartite_matching

from kompetensnav.engine.matching.assignment import CandidateGraph, greedy, total
from kompetensnav.runtime.flow import best_assignment, solver

LINES_OF_WORK, PLACES = 150, 14
LEAST = 50
HIGHS_AT_MOST = 400_000  # pairs: beyond it a run takes many minutes


def zipf(rng: np.random.Generator, kinds: int, n: int) -> np.ndarray:
    shares = 1 / np.arange(1, kinds + 1)
    return rng.choice(kinds, n, p=shares / shares.sum())


def region(people: int, needs: int, listed: int, seed: int = 1) -> CandidateGraph:
    """The lists of a made-up region as one graph."""
    rng = np.random.default_rng(seed)
    line, place = zipf(rng, LINES_OF_WORK, people), zipf(rng, PLACES, people)
    moves = rng.random(people) < 0.1
    strength = rng.normal(70, 12, people)
    by_line = [np.flatnonzero(line == i) for i in range(LINES_OF_WORK)]
    columns = []
    for need in range(needs):
        work, where = zipf(rng, LINES_OF_WORK, 1)[0], zipf(rng, PLACES, 1)[0]
        can = by_line[work]
        can = can[moves[can] | (place[can] == where)]
        values = np.clip(strength[can] + rng.normal(0, 8, len(can)), 1, 100).astype(np.int64)
        first = np.lexsort((can, -values))[:listed]
        first = first[values[first] >= LEAST]
        rank = np.arange(1, len(first) + 1)
        columns.append(np.stack([can[first], np.full(len(first), need), values[first], rank]))
    return graph_of(np.concatenate(columns, axis=1), rng.geometric(0.25, needs))


def even(people: int, needs: int, listed: int, seed: int = 1) -> CandidateGraph:
    """Lists of people drawn at random, each value as likely as another."""
    rng = np.random.default_rng(seed)
    columns = []
    for need in range(needs):
        values = np.sort(rng.integers(LEAST, 101, listed))[::-1]
        can = rng.choice(people, listed, replace=False)
        columns.append(np.stack([can, np.full(listed, need), values, np.arange(1, listed + 1)]))
    return graph_of(np.concatenate(columns, axis=1), rng.geometric(0.2, needs))


def graph_of(columns: np.ndarray, positions: np.ndarray) -> CandidateGraph:
    """Person, need, value and rank of each pair, in any order."""
    person, need, value, rank = columns
    known, person = np.unique(person, return_inverse=True)
    order = np.lexsort((need, person))
    names = tuple(f"p-{i:07}" for i in known), tuple(f"n-{i:05}" for i in range(len(positions)))
    sorted_columns = (c[order].astype(np.int64) for c in (person, need, value, rank))
    return CandidateGraph(*names, positions.astype(np.int64), *sorted_columns)


def scipy_matching(graph: CandidateGraph) -> int:
    """The best sum of values, by matching people to single places."""
    first_place = np.concatenate([[0], np.cumsum(graph.positions)])
    copies = np.minimum(graph.positions, np.bincount(graph.need, minlength=len(graph.needs)))[graph.need]
    row = np.repeat(graph.person, copies)
    within = np.arange(len(row)) - np.repeat(np.cumsum(copies) - copies, copies)
    column = np.repeat(first_place[graph.need], copies) + within
    price = np.repeat(101 - graph.value, copies)  # a price of nothing would be no pair
    people = len(graph.people)
    places = csr_matrix((price, (row, column)), shape=(people, int(first_place[-1])))
    none = csr_matrix((np.full(people, 101), (np.arange(people), np.arange(people))))
    prices = hstack([places, none], format="csr")
    rows, columns = min_weight_full_bipartite_matching(prices)
    return int((101 - np.asarray(prices[rows, columns])).sum())


def scipy_highs(graph: CandidateGraph) -> int:
    """The best sum of values, as a linear program whose corners are whole."""
    pairs, people, needs = len(graph), len(graph.people), len(graph.needs)
    at = np.concatenate([graph.person, people + graph.need])
    rows = csr_array((np.ones(2 * pairs), (at, np.tile(np.arange(pairs), 2))), shape=(people + needs, pairs))
    room = np.concatenate([np.ones(people), graph.positions])
    found = linprog(-graph.value, A_ub=rows, b_ub=room, bounds=(0, 1), method="highs")
    return round(-found.fun)


def timed(call: Callable[[], object]) -> tuple[object, float]:
    """What it gives, and the seconds of processor it takes, its processes counted: other work does not show."""
    start = used()
    found = call()
    return found, used() - start


def used() -> float:
    return sum(u.ru_utime + u.ru_stime for u in map(resource.getrusage, (RUSAGE_SELF, RUSAGE_CHILDREN)))


def measure(graph: CandidateGraph, title: str) -> None:
    best, ours = timed(lambda: best_assignment(graph))
    one_by_one, greedily = timed(lambda: greedy(graph))
    reached, lesser = total(graph, best), total(graph, one_by_one)
    sizes = f"{len(graph.needs):,} needs with {graph.positions.sum():,} places, {len(graph):,} pairs"
    print(f"\n{title}: {sizes} of {len(graph.people):,} people\n")
    print(f"| {'':42} | {'CPU s':>7} | {'x ours':>7} | {'filled':>7} | {'sum of values':>13} |")
    print(f"|{'-' * 44}|{'-' * 8}:|{'-' * 8}:|{'-' * 8}:|{'-' * 14}:|")
    print(line(f"{solver()}, in its own process", ours, ours, reached.filled, reached.value))
    print(line("greedy", greedily, ours, lesser.filled, lesser.value))
    peers = {"scipy min_weight_full_bipartite_matching": scipy_matching}
    if len(graph) <= HIGHS_AT_MOST:
        peers["scipy linprog (HiGHS)"] = scipy_highs
    for label, peer in peers.items():
        value, seconds = timed(lambda peer=peer: peer(graph))
        assert value == reached.value, (label, value, reached.value)
        print(line(label, seconds, ours, None, value))
    print(
        f"\ngreedy loses {reached.filled - lesser.filled:,} filled places "
        f"({100 * (1 - lesser.filled / reached.filled):.1f} %) and "
        f"{100 * (1 - lesser.value / reached.value):.1f} % of the sum"
    )


def line(label: str, seconds: float, ours: float, filled: int | None, value: object) -> str:
    places = "" if filled is None else f"{filled:,}"
    return f"| {label:42} | {seconds:7.2f} | {seconds / ours:7.1f} | {places:>7} | {value:>13,} |"


def main() -> None:
    people, needs = ([int(a) for a in sys.argv[1:]] + [100_000, 5_000][len(sys.argv) - 1 :])[:2]
    versions = f"Python {platform.python_version()}, NumPy {np.__version__}, SciPy {scipy.__version__}"
    print(f"{os.cpu_count()} cores, {platform.machine()}, {versions}, OR-Tools {version('ortools')}")
    measure(region(people, needs, 50), "lists of 50")
    measure(region(people, needs, 200), "lists of 200")
    measure(even(people, needs, 200), "lists of 200 drawn at random")


if __name__ == "__main__":
    main()
