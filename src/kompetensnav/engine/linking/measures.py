"""How good a ranking of labels is: MRR, MAP and hits, as trec_eval computes ``recip_rank``, ``map``, ``success``.

A *document* is a label; several can be right for one query (all labels of the right concepts). Documents are
numbered in rising order of their docno, and among equal scores the higher docno comes first, as in trec_eval.
Only the ranks of the right documents are needed, so nothing is sorted.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

HITS = (1, 5, 10)
_CHUNK = 64  # queries at a time: 64 against 34,000 labels are 9 MB of scores
Scores = NDArray[np.floating]
Ranks = NDArray[np.intp]


class LabelRanker(Protocol):
    """A way to score every label of a set for each query."""

    def scores(self, queries: Sequence[str]) -> NDArray[np.float32]:
        """(queries, labels), higher is better; labels as the set has them."""
        ...


@dataclass(frozen=True, slots=True)
class Measures:
    """Means over ``n`` queries. ``hit_at`` maps k to the share of queries with a right label among the first k."""

    n: int
    mrr: float
    map: float
    hit_at: dict[int, float]


def ranks_of(scores: Scores, relevant: NDArray[np.intp]) -> Ranks:
    """Ranks, from 1 and rising, of the relevant among all documents; one row of scores.

    Raises ValueError for a score that is not a number: it would rank before all others.
    """
    if np.isnan(scores).any():
        raise ValueError("a score is not a number")
    ranks = [
        1 + np.count_nonzero(scores > scores[r]) + np.count_nonzero(scores[r + 1 :] == scores[r]) for r in relevant
    ]
    return np.sort(np.array(ranks, np.intp))


def measure(ranks: Sequence[Ranks]) -> Measures:
    """Means over queries that have something relevant; each gives the rising ranks of its relevant documents."""
    if not ranks:
        return Measures(0, 0.0, 0.0, dict.fromkeys(HITS, 0.0))
    first = np.array([r[0] for r in ranks])
    precision = [float(np.mean(np.arange(1, len(r) + 1) / r)) for r in ranks]
    return Measures(
        n=len(ranks),
        mrr=float(np.mean(1 / first)),
        map=float(np.mean(precision)),
        hit_at={k: float(np.mean(first <= k)) for k in HITS},
    )


def concept_first(scores: Scores, concept_of: NDArray[np.intp]) -> NDArray[np.float64]:
    """Scores under which the best label of each concept comes before all others, else in the same order.

    (queries, labels) in and out. Among a concept's equal labels the one of the higher docno is the best. Doing it
    twice changes nothing in the order.
    """
    by_concept = np.argsort(concept_of, kind="stable")
    starts = np.flatnonzero(np.diff(concept_of[by_concept], prepend=-1))
    best = np.maximum.reduceat(scores[:, by_concept], starts, axis=1)
    sizes = np.diff(starts, append=len(by_concept))
    is_best = scores[:, by_concept] == np.repeat(best, sizes, axis=1)
    place = np.where(is_best, np.arange(len(by_concept)), -1)
    chosen = by_concept[np.maximum.reduceat(place, starts, axis=1)]
    result = scores.astype(np.float64)
    span = np.ptp(result, axis=1, keepdims=True) + 1
    np.put_along_axis(result, chosen, np.take_along_axis(result, chosen, axis=1) + span, axis=1)
    return result


def relevant_ranks(
    ranker: LabelRanker,
    queries: Sequence[str],
    relevant: Sequence[NDArray[np.intp]],
    concept_of: NDArray[np.intp] | None = None,
) -> Iterator[Ranks]:
    """For each query the ranks of its relevant labels; with ``concept_of`` in the order of ``concept_first``.

    Queries are scored a chunk at a time, so that memory does not grow with their number.
    """
    for start in range(0, len(queries), _CHUNK):
        scores: Scores = ranker.scores(queries[start : start + _CHUNK])
        if concept_of is not None:
            scores = concept_first(scores, concept_of)
        for row, right in zip(scores, relevant[start : start + _CHUNK], strict=True):
            yield ranks_of(row, right)
