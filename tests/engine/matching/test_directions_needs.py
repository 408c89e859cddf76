"""Needs for a person equal asking every need in turn, in fractions."""

from dataclasses import replace
from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from kompetensnav.engine.matching.directions.demand import Demand
from kompetensnav.engine.matching.directions.needs_for_person import needs_for_person
from kompetensnav.engine.matching.need import CompiledNeed, Requirement
from kompetensnav.engine.matching.query import prepare
from kompetensnav.engine.matching.search import Searcher, merge, search
from kompetensnav.engine.matching.shard import Shard
from kompetensnav.engine.matching.supply import Claim, PersonProfile, Supply
from kompetensnav.engine.matching.terms import (
    Answer,
    Condition,
    Evidence,
    Outcome,
    Polarity,
    RankKey,
    RequirementKind,
    Section,
    SectionState,
)
from tests.engine.matching.direction_worlds import Region, judged, plain, regions
from tests.engine.matching.matching_worlds import PARAMETERS, PLACES, SMALL, graph_of

more = settings(max_examples=150, deadline=None)
some = settings(max_examples=50, deadline=None)
sizes = st.integers(0, 10)


def found(region, k=5, person=None, needs=None):
    return needs_for_person(person or region.people[0], region.demand(needs), region.similarity, k)


def everything(region, person):
    """(need id, reference of the need, how the person is judged), in the order of the ids."""
    rows = [(name, region.reference(region.needs[name])) for name in sorted(region.needs)]
    return [(name, reference, reference.judge(person)) for name, reference in rows]


@more
@given(regions(), sizes)
def test_lists_and_counts_equal_asking_every_need(region, k):
    person = region.people[0]
    rows = everything(region, person)
    kept = [row for row in rows if not row[2].failing]
    ranked = sorted((r for r in kept if r[2].lo), key=lambda r: (*r[2].rank[:-1], r[0]))[:k]
    ask = [r for r in kept if r not in ranked and r[1].could_fit(r[2])]
    ask.sort(key=lambda r: (*r[2].ask[:-1], r[0]))
    blank = sum(j.without_evidence for _, _, j in kept)
    asked_first = [] if blank == len(kept) else ask[:k]
    result = found(region, k)

    def told(listed):
        return [(m.need, plain(m.match)) for m in listed]

    def expected(listed):
        return [(name, judged(j, region.needs[name])) for name, _, j in listed]

    assert told(result.ranked) == expected(ranked)
    assert told(result.ask_first) == expected(asked_first)
    counts = result.counts
    assert counts.removed == tuple(sum(j.failing[:1] == (c,) for _, _, j in rows) for c in Condition)
    assert (counts.total, counts.kept, counts.without_evidence) == (len(rows), len(kept), blank)
    assert (counts.ranked, counts.ask_first) == (sum(bool(j.lo) for _, _, j in kept), len(ask))
    assert result.abstains == (0 < len(kept) == blank)


@more
@given(regions())
def test_the_question_is_the_one_with_the_greatest_sum(region):
    sums, needs = {}, {}
    for name, reference, j in everything(region, region.people[0]):
        need = reference.need
        if j.failing or not need.requirements:
            continue
        options = []
        for r, degree, outcome in zip(need.requirements, j.degrees, j.outcomes, strict=True):
            if outcome is Outcome.UNKNOWN:
                about = (0, r.kind, tuple(sorted(set(r.concepts))))
                options.append((about, Fraction(r.weight * (1 - degree), need.weight)))
        for c in {Condition.LEGAL_AGE, Condition.REACH} & set(j.unknown):
            options.append(((1, c), Fraction(PARAMETERS.ask_first_condition_weight, need.weight)))
        for about, narrows in options:
            sums[about] = sums.get(about, 0) + narrows
            needs.setdefault(about, set()).add(name)
    question = found(region).question
    if not sums:
        assert question is None
        return
    best = min(sums, key=lambda about: (-sums[about], -len(needs[about]), about))
    asked = (1, question.condition) if question.about is None else (0, *question.about)
    assert (asked, question.narrows, question.needs) == (best, sums[best], len(needs[best]))


@some
@given(regions(least_needs=1))
def test_a_need_stands_in_the_list_as_the_person_stands_in_its_own(region):
    person = region.people[0]
    searcher = Searcher(Shard.of(Supply.of([person], len(region.graph)), PLACES))
    result = found(region, k=100)
    ranked = {m.need: m.match.score for m in result.ranked}
    for name, need in region.needs.items():
        query = prepare(need, region.similarity, PLACES)
        own = merge(query, [search(query, searcher, 1)], 1).ranked
        assert [(p.lo, p.hi, p.known) for p in own] == (
            [(ranked[name].lo, ranked[name].hi, ranked[name].known)] if name in ranked else []
        )


@some
@given(regions(), st.randoms(use_true_random=False))
def test_order_of_needs_and_claims_changes_nothing(region, random):
    person = region.people[0]
    shuffled = replace(person, claims=tuple(random.sample(person.claims, len(person.claims))))
    names = random.sample(sorted(region.needs), len(region.needs))
    other = found(region, person=shuffled, needs={name: region.needs[name] for name in names})
    assert other == found(region)


@some
@given(regions())
def test_nothing_known_gives_a_question_and_no_list(region):
    result = found(region, person=PersonProfile("nobody"))
    assert result.abstains == bool(region.needs)
    assert result.ranked == result.ask_first == ()
    assert (result.question is None) == all(not n.requirements for n in region.needs.values())


@some
@given(regions(least_needs=2))
def test_what_separates_two_needs_is_the_first_key_that_differs(region):
    ranked = found(region, k=100).ranked
    assume(len(ranked) > 1)
    assert ranked[0].match.separated_by is None
    for above, here in pairwise(ranked):
        a, b = above.match, here.match
        same = [
            Fraction(a.score.lo, a.score.scale) == Fraction(b.score.lo, b.score.scale),
            Fraction(a.score.hi, a.score.scale) == Fraction(b.score.hi, b.score.scale),
            Fraction(a.score.known, a.score.weight) == Fraction(b.score.known, b.score.weight),
            a.distance_km == b.distance_km,
            False,
        ]
        assert b.separated_by == same.index(False)


GRAPH = graph_of(SMALL, [])
SKILL, DRIVING = RequirementKind.SKILL, RequirementKind.DRIVING_LICENCE


def asks(*rows, place=None):
    requirements = (Requirement(kind, (GRAPH.find(i),), Polarity.MUST, weight) for kind, i, weight in rows)
    return CompiledNeed(tuple(requirements), place)


def test_of_two_that_are_as_sure_the_one_of_which_more_is_known_comes_first():
    level = Requirement(SKILL, (GRAPH.find("s1"),), Polarity.MUST, 4, 4)
    half_known = asks((SKILL, "s1", 3), (SKILL, "s2", 1))
    person = PersonProfile("p", claims=(Claim(GRAPH.find("s1"), 3, Evidence.VERIFIED),))
    ranked = found(Region(GRAPH, {"a": half_known, "b": CompiledNeed((level,))}, (person,), {})).ranked
    assert [(m.need, m.match.separated_by) for m in ranked] == [("b", None), ("a", RankKey.EVIDENCE_SHARE)]


def test_a_question_that_many_needs_share_comes_before_one_that_weighs_more_in_one():
    needs = {
        "a": asks((SKILL, "s1", 6), (DRIVING, "d0", 4)),
        "b": asks((SKILL, "s2", 6), (DRIVING, "d0", 4)),
        "c": asks((SKILL, "s3", 6), (DRIVING, "d0", 4)),
    }
    region = Region(GRAPH, needs, (PersonProfile("p"),), {})
    question = found(region).question
    assert question.about == (DRIVING, (GRAPH.find("d0"),))
    assert (question.needs, question.narrows) == (3, Fraction(12, 10))


def test_shares_are_compared_not_sums():
    person = PersonProfile("p", claims=(Claim(GRAPH.find("s1")),))
    needs = {"big": asks((SKILL, "s1", 10), (SKILL, "s2", 10)), "small": asks((SKILL, "s1", 2))}
    assert [m.need for m in found(Region(GRAPH, needs, (person,), {})).ranked] == ["small", "big"]


@pytest.mark.parametrize(
    ("person", "removed"),
    [
        (PersonProfile("p", municipality=0, willing_to_move=Answer.NO, commute=()), Condition.REACH),
        (PersonProfile("p", sections={Section.LICENCE: SectionState.COMPLETE}), Condition.DRIVING_LICENCE),
    ],
)
def test_a_need_that_a_condition_removes_is_counted(person, removed):
    region = Region(GRAPH, {"a": asks((DRIVING, "d0", 8), place=1)}, (person,), {})
    result = found(region)
    assert result.counts.removed[removed] == 1
    assert result.ranked == result.ask_first == ()


def test_parts_that_do_not_belong_together_are_refused():
    region = Region(GRAPH, {"a": asks((SKILL, "s1", 5))}, (PersonProfile("p"),), {})
    other = Region(graph_of({**SMALL, "s99": SMALL["s1"]}, []), {}, (), {})
    with pytest.raises(ValueError, match="negative"):
        found(region, k=-1)
    with pytest.raises(ValueError, match="another graph"):
        needs_for_person(region.people[0], region.demand(), other.similarity, 5)
    with pytest.raises(ValueError, match="another graph"):
        Demand.of({"a": prepare(region.needs["a"], other.similarity, PLACES)}, region.similarity, PLACES)
    with pytest.raises(ValueError, match="home"):
        found(region, person=PersonProfile("p", municipality=7))
