"""Search among the vectors of labels against reading every row."""

from collections.abc import Collection

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kompetensnav.engine.linking import label_vectors
from kompetensnav.engine.linking.label_vectors import (
    LabelVectors,
    build_label_vectors,
    script_of,
    surfaces_with_vectors,
)
from kompetensnav.engine.linking.metric import Metric, identity
from kompetensnav.engine.linking.vectors import unit
from kompetensnav.engine.taxonomy.kinds import Kind
from tests.engine.linking.lexicon_case import graph_and_lexicon
from tests.engine.linking.meaning_case import DIMENSIONS, Double, random_units

TRADES, SKILLS = 300, 200


def stored(rows: np.ndarray, trades: int) -> LabelVectors:
    """Rows at eight bits as they are stored, trades first; the surface of a row is 1,000 less its place."""
    eight_bits = np.clip(np.round(rows * (label_vectors._STEPS / label_vectors._REACH)), -127, 127).astype(np.int8)
    return LabelVectors(
        rows=eight_bits,
        surface=np.arange(1_000, 1_000 - len(rows), -1, dtype=np.int32),
        starts=np.array([0, trades, len(rows)], np.int32),
        means=np.zeros((3, rows.shape[1]), np.float32),
        matrix=np.eye(rows.shape[1], dtype=np.float32),
    )


ROWS = random_units(1, TRADES + SKILLS)
VECTORS = stored(ROWS, TRADES)
BY_KIND = [
    # kinds, first row, end
    (None, 0, TRADES + SKILLS),
    ({Kind.OCCUPATION}, 0, TRADES),
    ({Kind.OCCUPATION_GROUP}, 0, TRADES),
    ({Kind.SKILL}, TRADES, TRADES + SKILLS),
    ({Kind.KNOWLEDGE, Kind.LANGUAGE}, TRADES, TRADES + SKILLS),
    ({Kind.OCCUPATION, Kind.SKILL}, 0, TRADES + SKILLS),
    ({Kind.LANGUAGE, Kind.DRIVING_LICENCE}, 0, 0),
    ((), 0, 0),
]


@pytest.mark.parametrize(("kinds", "first", "end"), BY_KIND)
@pytest.mark.parametrize("seed", range(5))
def test_the_nearest_are_those_of_reading_every_row_of_the_kinds(
    kinds: Collection[Kind] | None, first: int, end: int, seed: int
) -> None:
    placed = random_units(100 + seed, 1)[0]
    found = VECTORS.nearest(placed, kinds, 10)
    exact = ROWS[first:end] @ placed
    assert len(found) == min(10, end - first)
    for (surface, cosine), best in zip(found, np.sort(exact)[::-1], strict=False):
        assert cosine == pytest.approx(exact[1_000 - surface - first], abs=0.02)
        assert cosine == pytest.approx(best, abs=0.02)
    assert [c for _, c in found] == sorted((c for _, c in found), reverse=True)


@given(st.integers(0, 2**32 - 1))
def test_every_row_is_within_two_per_cent_of_what_it_was(seed: int) -> None:
    rows = random_units(seed, 20)
    kept = stored(rows, 20)
    back = kept.rows.astype(np.float32) * (label_vectors._REACH / label_vectors._STEPS)
    cut = np.clip(rows, -label_vectors._REACH, label_vectors._REACH)  # one component in a million is beyond
    assert np.linalg.norm(back - cut, axis=1).max() < 0.02
    for i, row in enumerate(rows):
        assert kept.nearest(row, None, 1)[0] == (1_000 - i, pytest.approx(1, abs=0.02))


@pytest.mark.parametrize("k", [TRADES + SKILLS, TRADES + SKILLS + 1, 10_000])
def test_more_than_there_are_gives_all_of_them_once(k: int) -> None:
    found = VECTORS.nearest(random_units(9, 1)[0], None, k)
    assert sorted(surface for surface, _ in found) == sorted(VECTORS.surface.tolist())


def test_none_asked_for_and_none_stored_give_none() -> None:
    assert VECTORS.nearest(ROWS[0], None, 0) == []
    assert stored(np.zeros((0, 8), np.float32), 0).nearest(np.ones(8, np.float32), None, 3) == []


@pytest.mark.parametrize("k", [1, 2, 3, 4])
def test_those_equally_near_come_by_surface_even_where_k_cuts_them_off(k: int) -> None:
    """Rows of one component each, so that no sum rounds: the first four are the same."""
    rows = np.zeros((6, 4), np.float32)
    rows[:4, 0], rows[4, 1], rows[5, 2] = 0.2, 0.2, 0.2
    found = stored(rows, 6).nearest(np.array([1, 0.5, 0, 0], np.float32), None, k)
    assert [surface for surface, _ in found] == [997, 998, 999, 1_000][:k]


def test_a_search_over_several_blocks_finds_what_one_block_finds(monkeypatch: pytest.MonkeyPatch) -> None:
    placed = random_units(7, 1)[0]
    whole = VECTORS.nearest(placed, None, 20)
    monkeypatch.setattr(label_vectors, "_BLOCK", 7)
    parts = VECTORS.nearest(placed, None, 20)
    assert [s for s, _ in parts] == [s for s, _ in whole]
    assert [c for _, c in parts] == pytest.approx([c for _, c in whole], abs=1e-6)


@pytest.mark.parametrize(
    ("text", "script"),
    [
        ("svetsare", 0),
        ("водій", 1),
        ("سائق", 2),
        ("3. водій bus", 1),
        ("C# سائق", 0),
        ("电工", 0),
        ("", 0),
        ("#1", 0),
    ],
)
def test_the_script_is_that_of_the_first_letter(text: str, script: int) -> None:
    assert script_of(text) == script


# made from a taxonomy


def test_trades_and_skills_have_vectors_and_a_name_of_both_has_two() -> None:
    graph, lexicon = graph_and_lexicon()
    trades, skills = surfaces_with_vectors(graph, lexicon)
    assert trades == sorted(trades)
    assert skills == sorted(skills)
    assert "svetsare" in {lexicon.surfaces[s] for s in trades} - {lexicon.surfaces[s] for s in skills}
    assert "c#" in {lexicon.surfaces[s] for s in skills}


def test_each_label_of_a_taxonomy_is_found_by_its_own_vector_under_any_metric() -> None:
    graph, lexicon = graph_and_lexicon()
    model = Double()
    turn = np.linalg.qr(np.random.default_rng(4).normal(size=(DIMENSIONS, DIMENSIONS)))[0].astype(np.float32)
    for metric in (identity(DIMENSIONS), Metric(turn, ())):
        vectors = build_label_vectors(graph, lexicon, metric, model.encode)
        for surface in vectors.surface.tolist():
            text = lexicon.surfaces[surface]
            placed = vectors.place(text, model.encode([text])[0])
            assert vectors.nearest(placed, None, 1)[0] == (surface, pytest.approx(1, abs=0.02))


def test_the_length_of_what_the_model_gives_changes_nothing() -> None:
    graph, lexicon = graph_and_lexicon()
    model = Double()
    plain = build_label_vectors(graph, lexicon, identity(DIMENSIONS), model.encode)
    longer = build_label_vectors(graph, lexicon, identity(DIMENSIONS), lambda texts: 3 * model.encode(texts))
    assert np.abs(plain.rows.astype(int) - longer.rows).max() <= 1  # a last digit may round the other way
    asked = model.encode(["svets"])[0]
    assert plain.place("svets", asked) == pytest.approx(longer.place("svets", unit(asked)), abs=1e-5)
