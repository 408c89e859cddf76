"""A metric above the embeddings, learned on synonyms: labels of one concept come closer, all others apart.

A model of general language knows that *welder* and *blacksmith* are alike; a register of occupations keeps them
apart. A linear map learned on ESCO's labels says which differences matter. Only labels are learned from, never
answers: two labels of one concept, in one language or in two, are a pair, the other pairs of the batch are not
(InfoNCE, van den Oord et al. 2018, both ways).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from kompetensnav.engine.linking.vectors import Floats, unit

Rows = Mapping[str, Floats]  # language -> (labels, dimensions), centred on the mean of the language

_BATCH = 1024
_TEMPERATURE = 0.1
_STEPS = 600
_RATE = 1e-3
_WARM_UP = 50
_ONE_LANGUAGE = 0.5  # share of the pairs that are synonyms of one language; the others are translations
_SHARE = 0.6  # of the learned metric; the rest is the model's own cosine, which no concept was left out of
_EPSILON = 1e-8


@dataclass(frozen=True, slots=True)
class Metric:
    """``matrix`` (d, d): the cosine of two centred rows times it is their likeness."""

    matrix: Floats
    languages: tuple[str, ...]

    def apply(self, rows: Floats, mean: Floats) -> Floats:
        """Unit rows of the metric's space, of unit rows of the model and the mean of their language."""
        return unit((unit(rows) - mean) @ self.matrix)


def identity(dimensions: int) -> Metric:
    """The model's own cosine, centred."""
    return Metric(np.eye(dimensions, dtype=np.float32), ())


def learn_metric(concepts: Sequence[Rows], seed: int = 0, steps: int = _STEPS) -> Metric:
    """A metric from the labels of concepts; equal input and seed give an equal metric.

    Raises ValueError where fewer than two concepts have two labels.
    """
    usable = [c for c in concepts if sum(len(rows) for rows in c.values()) > 1]
    if len(usable) < 2:
        raise ValueError("a metric needs at least two concepts with two labels each")
    dimensions = next(iter(usable[0].values())).shape[1]
    rng = np.random.default_rng(seed)
    matrix = np.eye(dimensions, dtype=np.float32)
    first, second = np.zeros_like(matrix), np.zeros_like(matrix)
    for step in range(steps):
        left, right = _pairs(usable, min(_BATCH, len(usable)), rng)
        gradient = _gradient(matrix, left, right)
        first = 0.9 * first + 0.1 * gradient  # Adam (Kingma and Ba 2015)
        second = 0.999 * second + 0.001 * gradient * gradient
        rate = _RATE * min(1.0, (step + 1) / _WARM_UP) * (1 - step / steps)
        ahead = first / (1 - 0.9 ** (step + 1))
        matrix -= rate * ahead / (np.sqrt(second / (1 - 0.999 ** (step + 1))) + _EPSILON)
    languages = tuple(sorted({language for c in usable for language in c}))
    return Metric(_mixed(matrix), languages)


def _pairs(concepts: Sequence[Rows], n: int, rng: np.random.Generator) -> tuple[Floats, Floats]:
    """n pairs of labels of n different concepts."""
    chosen = [concepts[i] for i in rng.choice(len(concepts), n, replace=False)]
    pairs = [_pair(rows, rng) for rows in chosen]
    return np.array([a for a, _ in pairs], np.float32), np.array([b for _, b in pairs], np.float32)


def _pair(rows: Rows, rng: np.random.Generator) -> tuple[Floats, Floats]:
    with_synonyms = [language for language in rows if len(rows[language]) > 1]
    if with_synonyms and (len(rows) == 1 or rng.random() < _ONE_LANGUAGE):
        labels = rows[with_synonyms[rng.integers(len(with_synonyms))]]
        i, j = rng.choice(len(labels), 2, replace=False)
        return labels[i], labels[j]
    languages = list(rows)
    a, b = rng.choice(len(languages), 2, replace=False)
    left, right = rows[languages[a]], rows[languages[b]]
    return left[rng.integers(len(left))], right[rng.integers(len(right))]


def _gradient(matrix: Floats, left: Floats, right: Floats) -> Floats:
    """Of the loss by the matrix: cross-entropy of each label finding its synonym among the batch's, both ways."""
    a, a_norm = _projected(left, matrix)
    b, b_norm = _projected(right, matrix)
    logits = a @ b.T / _TEMPERATURE
    slope = (_softmax(logits) + _softmax(logits.T).T) / 2
    slope[np.diag_indices_from(slope)] -= 1
    slope /= len(left) * _TEMPERATURE
    to_a, to_b = slope @ b, slope.T @ a
    to_a = (to_a - (to_a * a).sum(1, keepdims=True) * a) / a_norm  # through the scaling to unit length
    to_b = (to_b - (to_b * b).sum(1, keepdims=True) * b) / b_norm
    gradient: Floats = left.T @ to_a + right.T @ to_b
    return gradient


def _projected(rows: Floats, matrix: Floats) -> tuple[Floats, Floats]:
    projected = rows @ matrix
    norm = np.maximum(np.linalg.norm(projected, axis=1, keepdims=True), _EPSILON)
    return projected / norm, norm


def _softmax(logits: Floats) -> Floats:
    weights = np.exp(logits - logits.max(1, keepdims=True))
    shares: Floats = weights / weights.sum(1, keepdims=True)
    return shares


def _mixed(matrix: Floats) -> Floats:
    """The symmetric root of a mixture of the learned form and the plain one, both of the same trace."""
    form: NDArray[np.float64] = matrix.astype(np.float64) @ matrix.T.astype(np.float64)
    d = len(form)
    form = _SHARE * form * (d / np.trace(form)) + (1 - _SHARE) * np.eye(d)
    values, vectors = np.linalg.eigh(form)
    root: Floats = ((vectors * np.sqrt(np.maximum(values, 0))) @ vectors.T).astype(np.float32)
    return root
