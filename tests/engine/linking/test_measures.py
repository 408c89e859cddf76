"""MRR, MAP and hits as trec_eval has them: tables worked out by hand, and a slow reference."""

from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kompetensnav.engine.linking.measures import concept_first, measure, ranks_of, relevant_ranks

QUARTERS = [0.0, 0.25, 0.5, 0.75, 1.0]  # few values, so that ties are common


def row(*scores: float) -> np.ndarray:
    return np.array(scores, np.float32)


@pytest.mark.parametrize(
    ("scores", "relevant", "expected"),
    [
        ((0.9, 0.5, 0.1), (0,), (1,)),
        ((0.9, 0.5, 0.1), (2,), (3,)),
        ((0.9, 0.5, 0.1), (1, 2), (2, 3)),
        ((0.1, 0.5, 0.9), (0, 2), (1, 3)),
        ((0.5, 0.5, 0.5), (0,), (3,)),  # equal: the higher docno first
        ((0.5, 0.5, 0.5), (2,), (1,)),
        ((0.5, 0.5, 0.5), (0, 1, 2), (1, 2, 3)),
        ((0.5, 0.9, 0.5, 0.5), (2,), (3,)),
        ((-1.0, -2.0), (1,), (2,)),
        ((0.7,), (0,), (1,)),
    ],
)
def test_ranks_by_hand(scores: tuple[float, ...], relevant: tuple[int, ...], expected: tuple[int, ...]) -> None:
    assert tuple(ranks_of(row(*scores), np.array(relevant))) == expected


@pytest.mark.parametrize(
    ("ranks", "mrr", "mean_precision", "hits"),
    [
        ([[1]], 1.0, 1.0, (1, 1, 1)),
        ([[2]], 0.5, 0.5, (0, 1, 1)),
        ([[1, 3]], 1.0, (1 + 2 / 3) / 2, (1, 1, 1)),
        ([[2, 3, 6]], 0.5, (1 / 2 + 2 / 3 + 3 / 6) / 3, (0, 1, 1)),
        ([[5]], 0.2, 0.2, (0, 1, 1)),
        ([[6]], 1 / 6, 1 / 6, (0, 0, 1)),
        ([[10]], 0.1, 0.1, (0, 0, 1)),
        ([[11]], 1 / 11, 1 / 11, (0, 0, 0)),
        ([[1], [4]], 0.625, 0.625, (0.5, 1, 1)),
        ([[1, 2], [20, 40]], (1 + 1 / 20) / 2, (1 + (1 / 20 + 2 / 40) / 2) / 2, (0.5, 0.5, 0.5)),
        ([], 0.0, 0.0, (0, 0, 0)),
    ],
)
def test_means_by_hand(
    ranks: list[list[int]], mrr: float, mean_precision: float, hits: tuple[float, float, float]
) -> None:
    found = measure([np.array(r) for r in ranks])
    assert found.n == len(ranks)
    assert found.mrr == pytest.approx(mrr)
    assert found.map == pytest.approx(mean_precision)
    assert tuple(found.hit_at.values()) == pytest.approx(hits)
    assert tuple(found.hit_at) == (1, 5, 10)


def slow_order(scores: Sequence[float], first: Sequence[bool] | None = None) -> list[int]:
    """Documents best first: chosen ones before others, then by score, then the higher docno."""
    chosen = first or [False] * len(scores)
    return sorted(range(len(scores)), key=lambda d: (not chosen[d], -scores[d], -d))


@st.composite
def rankings(draw: st.DrawFn) -> tuple[np.ndarray, np.ndarray]:
    scores = draw(st.lists(st.sampled_from(QUARTERS), min_size=1, max_size=30))
    relevant = draw(st.sets(st.integers(0, len(scores) - 1), min_size=1))
    return row(*scores), np.array(sorted(relevant))


@given(rankings())
def test_ranks_and_means_are_those_of_a_full_sort(ranking: tuple[np.ndarray, np.ndarray]) -> None:
    scores, relevant = ranking
    order = slow_order(scores.tolist())
    right = [document in relevant for document in order]
    precisions = [sum(right[: i + 1]) / (i + 1) for i, is_right in enumerate(right) if is_right]
    found = measure([ranks_of(scores, relevant)])
    assert found.mrr == pytest.approx(1 / (1 + right.index(True)))
    assert found.map == pytest.approx(sum(precisions) / len(relevant))
    assert found.hit_at == {k: float(any(right[:k])) for k in (1, 5, 10)}


def test_the_best_label_of_each_concept_comes_first() -> None:
    scores = row(0.9, 0.8, 0.7, 0.1, 0.2)[None]
    concepts = np.array([0, 0, 1, 2, 2])
    assert slow_order(concept_first(scores, concepts)[0].tolist()) == [0, 2, 4, 1, 3]


def test_of_equal_labels_of_a_concept_the_higher_docno_is_its_best() -> None:
    scores = row(0.5, 0.5, 0.4)[None]
    assert slow_order(concept_first(scores, np.array([0, 0, 1]))[0].tolist()) == [1, 2, 0]


@given(st.lists(st.tuples(st.sampled_from(QUARTERS), st.integers(0, 6)), min_size=1, max_size=30))
def test_concept_first_is_that_of_a_full_sort_and_twice_is_once(labels: list[tuple[float, int]]) -> None:
    scores = row(*(score for score, _ in labels))[None]
    concepts = np.array([concept for _, concept in labels])
    best = {c: slow_order([s if o == c else -1 for s, o in labels])[0] for c in set(concepts.tolist())}
    expected = slow_order(scores[0].tolist(), [best[c] == d for d, c in enumerate(concepts.tolist())])
    once = concept_first(scores, concepts)
    assert slow_order(once[0].tolist()) == expected
    assert slow_order(concept_first(once, concepts)[0].tolist()) == expected


class Lengths:
    """Scores a label of number i by how near i is to the length of the query."""

    def __init__(self, labels: int) -> None:
        self.labels, self.asked = labels, 0

    def scores(self, queries: Sequence[str]) -> np.ndarray:
        self.asked = max(self.asked, len(queries))
        return np.array([[-abs(i - len(q)) for i in range(self.labels)] for q in queries], np.float32)


def test_many_queries_are_scored_a_chunk_at_a_time_each_against_its_own_answer() -> None:
    ranker = Lengths(labels=9)
    queries = ["x" * (i % 9) for i in range(200)]
    relevant = [np.array([i % 9]) for i in range(200)]
    ranks = list(relevant_ranks(ranker, queries, relevant))
    assert [r.tolist() for r in ranks] == [[1]] * 200
    assert ranker.asked < 100


def test_the_order_by_concept_reaches_the_ranks() -> None:
    [plain] = relevant_ranks(Lengths(4), ["x"], [np.array([3])])
    [ordered] = relevant_ranks(Lengths(4), ["x"], [np.array([3])], np.array([0, 0, 0, 1]))
    assert (plain.tolist(), ordered.tolist()) == ([4], [2])


def test_a_score_that_is_no_number_is_not_ranked_first_in_silence() -> None:
    with pytest.raises(ValueError, match="not a number"):
        ranks_of(row(0.5, float("nan")), np.array([1]))
