"""How scores of labels become scores of concepts, against what the definitions say, one by one."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from kompetensnav.engine.linking.fusion import best_of_groups, centres, lifted, mean_of_present

NUMBERS = st.floats(-1, 1, width=32)
GROUPS = 4


@st.composite
def grouped(draw: st.DrawFn) -> tuple[np.ndarray, np.ndarray]:
    """(rows, columns) of numbers, and the group of each column."""
    columns = draw(st.integers(0, 7))
    rows = draw(st.integers(0, 3))
    scores = draw(arrays(np.float32, (rows, columns), elements=NUMBERS))
    return scores, draw(arrays(np.intp, columns, elements=st.integers(0, GROUPS - 1)))


def same(found: np.ndarray, expected: list[list[float]]) -> bool:
    return np.allclose(found, np.array(expected, np.float32).reshape(found.shape), atol=1e-6, equal_nan=True)


@given(grouped(), st.sampled_from([math.nan, -1.0]))
def test_the_best_of_each_group(case: tuple[np.ndarray, np.ndarray], missing: float) -> None:
    scores, group_of = case
    expected = [
        [
            max((float(s) for s, g in zip(row, group_of, strict=True) if g == group), default=missing)
            for group in range(GROUPS)
        ]
        for row in scores
    ]
    assert same(best_of_groups(scores, group_of, GROUPS, missing), expected)


@given(grouped())
def test_the_middle_of_each_group_has_unit_length(case: tuple[np.ndarray, np.ndarray]) -> None:
    scores, group_of = case
    rows = np.ascontiguousarray(scores.T)
    found = centres(rows, group_of, GROUPS)
    for group in range(GROUPS):
        total = rows[group_of == group].astype(np.float64).sum(0)
        length = float(np.linalg.norm(total))
        if length > 1e-3:
            assert found[group] == pytest.approx(total / length, abs=1e-4)
        elif not (group_of == group).any():
            assert not found[group].any()


@given(arrays(np.float32, (3, 2, 4), elements=st.one_of(NUMBERS, st.just(math.nan))))
def test_the_mean_leaves_out_what_is_not_there_and_looks_at_no_other_query(stack: np.ndarray) -> None:
    expected = []
    for query in stack.transpose(1, 2, 0):
        everything = [float(x) for x in query.flat if not math.isnan(x)]
        overall = sum(everything) / max(len(everything), 1)
        each = [[float(x) for x in values if not math.isnan(x)] for values in query]
        expected.append([sum(known) / len(known) if known else overall for known in each])
    assert same(mean_of_present(list(stack)), expected)


@given(
    arrays(np.float32, (2, 5), elements=NUMBERS),
    arrays(np.intp, 5, elements=st.integers(-1, 4)),
    st.sampled_from([0.0, 0.3, 1.0]),
)
def test_a_group_is_drawn_to_its_best_child_and_nothing_else_moves(
    scores: np.ndarray, parent_of: np.ndarray, weight: float
) -> None:
    expected = [
        [
            float(own)
            if not (children := [float(row[c]) for c in range(5) if parent_of[c] == concept])
            else (1 - weight) * float(own) + weight * max(children)
            for concept, own in enumerate(row)
        ]
        for row in scores
    ]
    assert same(lifted(scores, parent_of, weight), expected)


def test_the_order_of_columns_within_a_group_does_not_matter() -> None:
    scores = np.array([[0.1, 0.9, 0.3, 0.2]], np.float32)
    group_of = np.array([1, 0, 1, 0])
    assert (
        best_of_groups(scores, group_of, 3, -1.0).tolist()
        == best_of_groups(scores[:, ::-1], group_of[::-1], 3, -1.0).tolist()
    )
