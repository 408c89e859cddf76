"""Our own engine in the benchmark: in sum mode beside the libraries, in best-claim mode as the product uses it."""

from dataclasses import replace
from time import perf_counter, process_time
from typing import NamedTuple

import numpy as np
from matching_data import MUNICIPALITIES, as_profiles, as_supply
from matching_duckdb import Listed
from matching_task import K, Ranking, Row, Sums, Task

from kompetensnav.engine.matching.index import Index, find
from kompetensnav.engine.matching.kernel.arrays import scratch
from kompetensnav.engine.matching.need import CompiledNeed
from kompetensnav.engine.matching.query import prepare
from kompetensnav.engine.matching.reference import Judged, Reference
from kompetensnav.engine.matching.reference_similarity import PairwiseSimilarity
from kompetensnav.engine.matching.result import Found
from kompetensnav.engine.matching.similarity import Neighbour, Similarity
from kompetensnav.engine.matching.sums import search_sums

SAMPLE, SAMPLE_NEEDS = 2_000, 5  # people and needs of the reference
MANY = 2_000  # enough for everybody who is tied with the last of the first K
CHANGED = 1_000


class Kernel:
    """The index of a crowd, and queries ready to be asked."""

    def __init__(self, task: Task, sums: Sums) -> None:
        supply = as_supply(task.crowd, len(task.market.graph))
        start = process_time()
        self.index = Index.of(supply, task.places)
        self.build = process_time() - start
        self.bytes = self.index.base.shard.nbytes
        self.work = scratch()
        self.task = task
        self.sums = [prepare(need, sums.similarity, task.places) for need in sums.needs]
        self.needs = {True: list(task.needs), False: [replace(n, municipality=None) for n in task.needs]}
        self.best = {
            filtered: [prepare(need, task.similarity, task.places) for need in needs]
            for filtered, needs in self.needs.items()
        }

    def find(self, row: Row, filtered: bool) -> Ranking:
        """Sum mode."""
        found = search_sums(self.sums[row.number], self.index.base, K, filtered, self.work)
        return [(int(person), total) for person, total in found]

    def find_best(self, number: int, filtered: bool) -> Found:
        """Best-claim mode: both lists and the counts. Unfiltered is a need without a place."""
        return find(self.best[filtered][number], self.index, K, self.work)


class FoundNeighbours(PairwiseSimilarity):
    """Neighbours as the engine found them.

    Asking every rule of every pair, which tests do on small taxonomies, takes a fifth of a second a pair in ESCO.
    """

    def __init__(self, similarity: Similarity) -> None:
        super().__init__(similarity.graph, similarity.parameters)
        self.similarity = similarity

    def of(self, wanted: int, claimed: int) -> Neighbour | None:
        return self.similarity.neighbours(wanted).get(claimed)


def listed(found: Found) -> list[Listed]:
    """The ranking in the words of DuckDB, which calls a distance nobody asked for nought."""
    return [Listed(int(row.person), row.lo, row.hi, row.known, row.distance_km or 0) for row in found.ranked]


def share_replaced(kernel: Kernel, sums: Sums) -> float:
    """Of the first people by sum, the share with less by best claim than the last of those first by best claim."""
    lost, all_ = 0, 0
    for row in sums.rows:
        by_sum = {person for person, _ in kernel.find(row, True)}
        ranked = find(kernel.sums[row.number], kernel.index, MANY, kernel.work).ranked
        cut = ranked[min(K, len(ranked)) - 1].lo if ranked else 0
        lost += len(by_sum - {int(p.person) for p in ranked if p.lo >= cut})
        all_ += len(by_sum)
    return lost / all_


class Update(NamedTuple):
    """1,000 people who changed: milliseconds of a core until they can be found, and of a need before and after."""

    people: int
    core: float
    before: float
    after: float
    alike: bool  # answers of the index after the change and of one built anew


def update(kernel: Kernel, task: Task) -> Update:
    """Let some people move house, and find them in the next query."""
    rng = np.random.default_rng(8)
    rows = np.sort(rng.choice(len(task.crowd), CHANGED, replace=False))
    home = task.crowd.home.copy()
    home[rows] = rng.integers(0, MUNICIPALITIES, CHANGED)
    crowd = replace(task.crowd, home=home)
    n_concepts = len(task.market.graph)
    now = as_supply(crowd.take(rows), n_concepts)
    changed, times = kernel.index, []
    for _ in range(5):
        start = process_time()
        changed = kernel.index.with_changes(now.ids, now, task.places)
        times.append(1000 * (process_time() - start))
    anew = Index.of(as_supply(crowd, n_concepts), task.places)
    asked = kernel.best[True][:SAMPLE_NEEDS]
    alike = [find(q, changed, K) for q in asked] == [find(q, anew, K) for q in asked]
    return Update(CHANGED, float(np.median(times)), _middle(kernel, kernel.index), _middle(kernel, changed), alike)


def _middle(kernel: Kernel, index: Index) -> float:
    times: list[float] = []
    for _ in range(2):  # the first pass warms up
        times.clear()
        for query in kernel.best[True]:
            start = process_time()
            find(query, index, K, kernel.work)
            times.append(1000 * (process_time() - start))
    return float(np.median(times))


def against_reference(task: Task) -> tuple[int, list[float], list[float]]:
    """(answers alike in every list and count, seconds of the reference and of the kernel a need) on a sample."""
    crowd = task.crowd.take(np.arange(SAMPLE))
    index = Index.of(as_supply(crowd, len(task.market.graph)), task.places)
    people, pairs = as_profiles(crowd), FoundNeighbours(task.similarity)
    alike, slow, quick = 0, [], []
    for need in task.needs[:SAMPLE_NEEDS]:
        start = perf_counter()
        wanted = Reference(need, pairs, task.places, task.similarity.parameters).match(people, K)
        slow.append(perf_counter() - start)
        query = prepare(need, task.similarity, task.places)
        start = perf_counter()
        found = find(query, index, K)
        quick.append(perf_counter() - start)
        c = found.counts
        counts = (c.total, c.removed, c.kept, c.ranked, c.ask_first, c.without_evidence)
        ours = [
            [(r.person, r.lo, r.hi, r.known, r.distance_km) for r in rows]
            for rows in (found.ranked, found.ask_first)
        ]
        theirs = [[_judged(j, need) for j in rows] for rows in (wanted.ranked, wanted.ask_first)]
        alike += counts == wanted.counts and ours == theirs
    return alike, slow, quick


def _judged(judged: Judged, need: CompiledNeed) -> tuple[str, int, int, int, int | None]:
    lo, hi, share = (
        (value or 0) * scale
        for value, scale in zip(
            (judged.lo, judged.hi, judged.share), (need.scale, need.scale, need.weight), strict=True
        )
    )
    return judged.id, int(lo), int(hi), int(share), judged.distance
