"""The learned metric: synonyms come closer, equal seeds give equal bytes, and its slope is the slope of its loss."""

import numpy as np
import pytest

from kompetensnav.engine.linking import metric
from kompetensnav.engine.linking.metric import Metric, identity, learn_metric
from kompetensnav.engine.linking.vectors import unit
from tests.engine.linking.meaning_case import random_units

DIMENSIONS = 16
TELLING = 6  # dimensions in which the labels of a concept are alike; in the others they are so by chance


def made_up_concepts(n: int, seed: int) -> list[dict[str, np.ndarray]]:
    """Two Swedish labels and an English one a concept, alike in the telling dimensions alone."""
    rng = np.random.default_rng(seed)
    concepts = []
    for _ in range(n):
        core = np.concatenate([rng.normal(size=TELLING), np.zeros(DIMENSIONS - TELLING)])
        rows = core + rng.normal(size=(3, DIMENSIONS)) * np.where(np.arange(DIMENSIONS) < TELLING, 0.3, 0.9)
        concepts.append({"sv": unit(rows[:2]), "en": unit(rows[2:])})
    return concepts


def found_first(learned: Metric, concepts: list[dict[str, np.ndarray]]) -> float:
    """The share of concepts whose second label lies nearest to their first."""
    nowhere = np.zeros(DIMENSIONS, np.float32)
    first = learned.apply(np.array([c["sv"][0] for c in concepts]), nowhere)
    second = learned.apply(np.array([c["sv"][1] for c in concepts]), nowhere)
    return float(np.mean((first @ second.T).argmax(1) == np.arange(len(concepts))))


def test_synonyms_of_concepts_it_has_not_seen_come_closer_than_by_the_plain_cosine() -> None:
    learned = learn_metric(made_up_concepts(60, seed=1))
    for seed in (2, 3, 4):
        unseen = made_up_concepts(200, seed)
        assert found_first(learned, unseen) > found_first(identity(DIMENSIONS), unseen) + 0.04
    assert learned.languages == ("en", "sv")


def test_an_equal_seed_gives_equal_bytes_and_another_seed_others() -> None:
    concepts = made_up_concepts(40, seed=1)
    once, again = (learn_metric(concepts, seed=5, steps=20).matrix.tobytes() for _ in range(2))
    assert once == again
    assert learn_metric(concepts, seed=6, steps=20).matrix.tobytes() != once


def test_the_form_is_symmetric_and_keeps_a_share_of_the_plain_cosine() -> None:
    matrix = learn_metric(made_up_concepts(40, seed=1), steps=50).matrix
    assert matrix == pytest.approx(matrix.T, abs=1e-6)
    values = np.linalg.eigvalsh(matrix.astype(np.float64) @ matrix.T)
    assert values.min() >= 0.4 - 1e-5
    assert values.mean() == pytest.approx(1, abs=1e-4)


def loss(matrix: np.ndarray, left: np.ndarray, right: np.ndarray) -> float:
    """InfoNCE both ways, written as the definition has it."""
    a, b = left @ matrix, right @ matrix
    a, b = a / np.linalg.norm(a, axis=1, keepdims=True), b / np.linalg.norm(b, axis=1, keepdims=True)
    logits = a @ b.T / metric._TEMPERATURE
    total = 0.0
    for i in range(len(left)):
        total -= logits[i, i] - np.log(np.exp(logits[i]).sum())
        total -= logits[i, i] - np.log(np.exp(logits[:, i]).sum())
    return total / (2 * len(left))


@pytest.mark.parametrize("seed", range(4))
def test_the_gradient_equals_finite_differences(seed: int) -> None:
    rng = np.random.default_rng(seed)
    matrix = np.eye(5) + 0.2 * rng.normal(size=(5, 5))
    left, right = rng.normal(size=(4, 5)), rng.normal(size=(4, 5))
    step, expected = 1e-6, np.zeros((5, 5))
    for i, j in np.ndindex(5, 5):
        nudge = np.zeros((5, 5))
        nudge[i, j] = step
        expected[i, j] = (loss(matrix + nudge, left, right) - loss(matrix - nudge, left, right)) / (2 * step)
    assert metric._gradient(matrix, left, right) == pytest.approx(expected, abs=1e-6)


@pytest.mark.parametrize(
    "concepts",
    [
        [],
        [{"sv": random_units(0, 2, 4)}],
        [{"sv": random_units(0, 2, 4)}, {"sv": random_units(1, 1, 4)}],
        [{"sv": random_units(0, 1, 4)}, {"en": random_units(1, 1, 4)}, {}],
    ],
    ids=["none", "one", "one with synonyms", "no synonyms"],
)
def test_too_few_concepts_are_refused(concepts: list[dict[str, np.ndarray]]) -> None:
    with pytest.raises(ValueError, match="at least two concepts"):
        learn_metric(concepts)


def test_pairs_are_of_two_labels_of_one_concept_and_of_different_concepts() -> None:
    """Each label holds the number of its concept and of itself."""
    concepts = [
        {"sv": np.array([[i, 0], [i, 1]], np.float32), "en": np.array([[i, 2]], np.float32)} for i in range(9)
    ]
    for seed in range(20):
        left, right = metric._pairs(concepts, 9, np.random.default_rng(seed))
        assert sorted(left[:, 0]) == list(range(9))
        assert (left[:, 0] == right[:, 0]).all()
        assert (left[:, 1] != right[:, 1]).all()


def test_the_plain_metric_is_the_centred_cosine() -> None:
    rows, mean = random_units(3, 5, 8), random_units(4, 1, 8)[0] * 0.2
    assert identity(8).apply(3 * rows, mean) == pytest.approx(unit(rows - mean), abs=1e-6)
