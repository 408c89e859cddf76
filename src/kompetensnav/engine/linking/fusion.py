"""How much each piece of evidence weighs when labels and concepts are ranked for a phrase.

All likenesses are cosines, so the weights are comparable. They were chosen on development sets of four languages,
none of them looked at alone: docs/explanation/linking.md has the table.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from kompetensnav.engine.linking.vectors import Floats, unit

Groups = NDArray[np.intp]


@dataclass(frozen=True, slots=True)
class Weights:
    """Weights of the evidence beside the label's own likeness in the metric, which weighs 1 - ``characters``."""

    characters: float = 0.15  # n-grams: names of products, rare words, spelling
    centre: float = 0.2  # the middle of all labels of the concept: tells namesakes apart
    beside: float = (
        -0.3
    )  # the likeness of the concept's best label: a second label of a concept tells less that is new
    other_languages: float = 0.4  # the best label in each other language, on average
    preferred: float = 0.05  # the concept's own name rather than a further one
    from_children: float = 0.5  # of a group: its best member against its own name
    group: float = -0.15  # a group is the answer where no occupation is: one name fits both too often
    wide_group: float = -1.0  # levels 1-3 are never what one person works as


CLOSED = Weights(other_languages=0.0, preferred=0.0, from_children=0.0)
OPEN = Weights()


def best_of_groups(scores: Floats, group_of: Groups, n: int, missing: float = np.nan) -> Floats:
    """(queries, n): the highest score of each group's columns; ``missing`` where a group has no column."""
    order = np.argsort(group_of, kind="stable")
    present, starts = np.unique(group_of[order], return_index=True)
    best = np.full((len(scores), n), missing, np.float32)
    if len(present):
        best[:, present] = np.maximum.reduceat(scores[:, order], starts, axis=1)
    return best


def centres(rows: Floats, group_of: Groups, n: int) -> Floats:
    """(n, dimensions): the middle of each group's rows at unit length; zeros where a group has none."""
    sums = np.zeros((n, rows.shape[1]), np.float32)
    np.add.at(sums, group_of, rows)
    return unit(sums)


def mean_of_present(layers: list[Floats]) -> Floats:
    """The mean over layers, left-out values aside; where no layer has one, the mean of the query's others."""
    stack = np.array(layers, np.float32)
    present = ~np.isnan(stack)
    counts = present.sum(0)
    sums = np.where(present, stack, 0).sum(0)
    overall = sums.sum(-1, keepdims=True) / np.maximum(counts.sum(-1, keepdims=True), 1)
    mean: Floats = np.where(counts > 0, sums / np.maximum(counts, 1), overall).astype(np.float32)
    return mean


def lifted(scores: Floats, parent_of: Groups, weight: float) -> Floats:
    """Scores of concepts where each that has children (``parent_of``; -1 without) is drawn to its best child's."""
    children = np.flatnonzero(parent_of >= 0)
    if not weight or not len(children):
        return scores
    best = best_of_groups(scores[:, children], parent_of[children], scores.shape[1])
    return np.where(np.isnan(best), scores, (1 - weight) * scores + weight * best).astype(np.float32)
