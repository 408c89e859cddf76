"""Comparing marks with what was found: who is matched with whom, and what the figures come to."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kompetensnav.engine.extraction.mentions import Polarity
from kompetensnav.engine.extraction.scoring import Marked, Tally, matched, score
from kompetensnav.engine.taxonomy.kinds import Kind

S, L, O = Kind.SKILL, Kind.LANGUAGE, Kind.OCCUPATION  # noqa: E741


def spans(pairs: list[tuple[Marked, Marked]]) -> list[tuple[int, int, int, int]]:
    return [(g.start, g.end, f.start, f.end) for g, f in pairs]


@pytest.mark.parametrize(
    ("gold", "found", "expected"),
    [
        ([Marked(0, 5, S)], [Marked(0, 5, S)], [(0, 5, 0, 5)]),
        ([Marked(0, 5, S)], [Marked(4, 9, S)], [(0, 5, 4, 9)]),
        ([Marked(0, 5, S)], [Marked(5, 9, S)], []),  # side by side is no overlap
        ([Marked(0, 5, S)], [Marked(0, 5, L)], []),
        # one to one: the longer overlap takes the mark, the other finding is left over
        ([Marked(0, 9, S)], [Marked(0, 3, S), Marked(4, 9, S)], [(0, 9, 4, 9)]),
        # the longest overlap of all goes first, and what is left is matched with what is left
        (
            [Marked(0, 6, S), Marked(7, 20, S)],
            [Marked(3, 20, S), Marked(0, 2, S)],
            [(7, 20, 3, 20), (0, 6, 0, 2)],
        ),
        ([Marked(0, 5, S), Marked(0, 5, S)], [Marked(0, 5, S)], [(0, 5, 0, 5)]),
    ],
)
def test_who_is_matched_with_whom(gold: list[Marked], found: list[Marked], expected: list[tuple]) -> None:
    assert spans(matched(gold, found)) == expected


@pytest.mark.parametrize(
    ("marked", "found", "is_right"),
    [
        (frozenset(), {"lang:sv"}, True),
        ({"lang:sv"}, {"lang:sv", "jobtech:1"}, True),
        ({"lang:sv"}, {"lang:en"}, False),
        ({"lang:sv"}, frozenset(), False),
    ],
)
def test_where_the_mark_names_a_concept_that_must_have_been_found(
    marked: set[str], found: set[str], is_right: bool
) -> None:
    pairs = matched([Marked(0, 7, L, codes=frozenset(marked))], [Marked(0, 7, L, codes=frozenset(found))])
    assert bool(pairs) is is_right


def test_figures_by_hand() -> None:
    gold = [Marked(0, 5, S), Marked(10, 15, S), Marked(20, 25, S), Marked(30, 35, L)]
    found = [Marked(0, 5, S), Marked(10, 14, S), Marked(50, 55, S), Marked(60, 65, S), Marked(70, 75, O)]
    scores = score([(gold, found)])
    skill = scores.kinds[S]
    assert (skill.gold, skill.found, skill.matched, skill.strict) == (3, 4, 2, 1)
    assert skill.precision() == pytest.approx(2 / 4)
    assert skill.recall() == pytest.approx(2 / 3)
    assert skill.f1() == pytest.approx(4 / 7)
    assert (skill.precision(strict=True), skill.recall(strict=True)) == pytest.approx((1 / 4, 1 / 3))
    assert scores.kinds[L] == Tally(gold=1)
    assert scores.kinds[O] == Tally(found=1)
    assert scores.total == Tally(gold=4, found=5, matched=2, strict=1)
    assert (scores.kinds[L].f1(), scores.kinds[L].precision(), scores.kinds[O].recall()) == (0, 0, 0)


def test_what_is_said_of_a_mention_is_judged_where_the_mark_says_it() -> None:
    must, merit, negated = Polarity.MUST, Polarity.MERIT, Polarity.NEGATED
    gold = [
        Marked(0, 5, S, must, level=3, years=2.0),
        Marked(10, 15, S, merit),
        Marked(20, 25, S, negated),
        Marked(30, 35, O, ssyk4="2221"),
        Marked(40, 45, S, must, level=3),  # not found: judged by recall, not here
    ]
    found = [
        Marked(0, 5, S, must, level=2, years=2.0),
        Marked(10, 15, S, must, level=4),
        Marked(20, 25, S, must),
        Marked(30, 35, O, ssyk4="2221"),
    ]
    scores = score([(gold, found)])
    assert (scores.polarity.n, scores.polarity.right) == (2, 1)
    assert (scores.level.n, scores.level.right) == (1, 0)
    assert (scores.years.n, scores.years.right) == (1, 1)
    assert (scores.ssyk4.n, scores.ssyk4.accuracy) == (1, 1.0)


def test_documents_add_up_and_never_match_each_other() -> None:
    scores = score([([Marked(0, 5, S)], []), ([], [Marked(0, 5, S)])])
    assert scores.documents == 2
    assert scores.kinds[S] == Tally(gold=1, found=1)


MARKS = st.lists(
    st.builds(
        lambda a, n, kind: Marked(a, a + n, kind), st.integers(0, 30), st.integers(1, 9), st.sampled_from([S, L])
    ),
    max_size=8,
)


@given(MARKS, MARKS)
def test_matching_is_one_to_one_overlapping_and_never_better_when_strict(
    gold: list[Marked], found: list[Marked]
) -> None:
    pairs = matched(gold, found)
    assert all(g.kind is f.kind and max(g.start, f.start) < min(g.end, f.end) for g, f in pairs)
    tally = score([(gold, found)]).total
    assert tally.strict <= tally.matched <= min(tally.gold, tally.found)
    assert score([(gold, gold)]).total.f1(strict=True) == (1.0 if gold else 0.0)
