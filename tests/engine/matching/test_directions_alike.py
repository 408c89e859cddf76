"""Needs alike and people alike equal comparing every pair by the rules, in fractions."""

from dataclasses import fields, replace
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kompetensnav.engine.matching.directions.alike_needs import alike_needs
from kompetensnav.engine.matching.directions.alike_people import Group, alike_people
from kompetensnav.engine.matching.need import CompiledNeed, Requirement
from kompetensnav.engine.matching.reference_similarity import PairwiseSimilarity
from kompetensnav.engine.matching.similarity import Similarity
from kompetensnav.engine.matching.supply import Claim, PersonProfile, Supply
from kompetensnav.engine.matching.terms import Evidence, Polarity, RequirementKind, Section, SectionState
from kompetensnav.engine.taxonomy.kinds import Kind
from tests.engine.matching.direction_worlds import Region, regions
from tests.engine.matching.matching_worlds import PARAMETERS, PLACES, SMALL, graph_of

more = settings(max_examples=150, deadline=None)
some = settings(max_examples=50, deadline=None)
sizes = st.integers(0, 10)


def found(region, name, k=10, needs=None):
    return alike_needs(region.needs[name], region.demand(needs), region.similarity, k, but=name)


def degrees(region, wanted, held):
    """How far each requirement of one need is met by each of the other's, by way of a person."""
    reference = region.reference(wanted)
    people = [
        PersonProfile("x", claims=tuple(Claim(c, r.minimum_level, Evidence.VERIFIED) for c in r.concepts))
        for r in held.requirements
    ]
    return [[reference.degree(p, r)[0] for p in people] for r in wanted.requirements]


def weighted(need, table):
    return sum(r.weight * max(row, default=0) for r, row in zip(need.requirements, table, strict=True)) / Fraction(
        need.weight
    )


def expected(region, name, k):
    here = region.needs[name]
    rows = []
    for other, there in region.needs.items():
        if other == name or not here.requirements or not there.requirements:
            continue
        table, back = degrees(region, here, there), degrees(region, there, here)
        likeness = (weighted(here, table) + weighted(there, back)) / 2
        km = None
        if here.municipality is not None and there.municipality is not None:
            km = int(PLACES.distance_km[here.municipality, there.municipality])
        half = Fraction(1, 2)
        shared = tuple((i, row.index(max(row)), max(row) * 100) for i, row in enumerate(table) if max(row) >= half)
        only_here = tuple(i for i, row in enumerate(table) if max(row) < half)
        only_there = tuple(i for i, row in enumerate(back) if max(row) < half)
        if likeness:
            key = (-likeness, float("inf") if km is None else km, other)
            rows.append((key, (other, likeness, km, shared, only_here, only_there)))
    return [row for _, row in sorted(rows)[:k]]


@more
@given(regions(least_needs=1), sizes)
def test_needs_alike_equal_comparing_every_pair(region, k):
    name = min(region.needs)
    told = [
        (a.need, a.likeness, a.distance_km, tuple((s.here, s.there, s.degree) for s in a.shared), a.only_here, a.only_there)
        for a in found(region, name, k)
    ]  # fmt: skip
    assert told == expected(region, name, k)


@some
@given(regions(least_needs=2))
def test_likeness_is_the_same_from_both_sides(region):
    names = sorted(region.needs)
    by_pair = {(a, alike.need): alike.likeness for a in names for alike in found(region, a)}
    assert by_pair == {(b, a): likeness for (a, b), likeness in by_pair.items()}


@some
@given(regions(least_needs=1), st.randoms(use_true_random=False))
def test_order_of_needs_changes_nothing(region, random):
    name = min(region.needs)
    shuffled = {n: region.needs[n] for n in random.sample(sorted(region.needs), len(region.needs))}
    assert found(region, name, needs=shuffled) == found(region, name)


@some
@given(regions(least_needs=1))
def test_a_need_is_as_alike_as_can_be_to_its_own_twin_at_once(region):
    need = region.needs[min(region.needs)]
    demand = region.demand({"twin": need})
    twins = alike_needs(need, demand, region.similarity, 1)
    if need.requirements and all(r.minimum_level is None for r in need.requirements):
        same = PARAMETERS.similarity_same
        assert [t.likeness for t in twins] == [Fraction(same, 100)]
        assert twins[0].only_here == twins[0].only_there == ()


COUNTED = {
    Kind.OCCUPATION: RequirementKind.OCCUPATION,
    Kind.OCCUPATION_GROUP: RequirementKind.OCCUPATION,
    Kind.SKILL: RequirementKind.SKILL,
    Kind.KNOWLEDGE: RequirementKind.SKILL,
}


def holds_half(region, holder, other):
    """Whether one person holds at least half of what another can."""
    similarity = PairwiseSimilarity(region.graph, PARAMETERS)
    wanted = {c.concept for c in other.claims if region.graph.kind(c.concept) in COUNTED}
    weight = {c: PARAMETERS.default_weight(COUNTED[region.graph.kind(c)], Polarity.MUST) for c in wanted}
    return 2 * sum(weight[c] for c in wanted if holds(similarity, holder, c)) >= sum(weight.values())


def holds(similarity, holder, concept):
    near = [similarity.of(concept, c.concept) for c in holder.claims if similarity.graph.kind(c.concept) in COUNTED]
    return any(n is not None and n.similarity >= PARAMETERS.outcome_met for n in near)


def group(region, person, people=None):
    people = region.people if people is None else people
    return alike_people(person.id, Supply.of(people, len(region.graph)), region.similarity)


@more
@given(regions(least_needs=1, least_people=2))
def test_people_alike_equal_comparing_every_pair(region):
    person, *others = region.people
    says_something = any(region.graph.kind(c.concept) in COUNTED for c in person.claims)
    alike = [p for p in others if holds_half(region, p, person) and holds_half(region, person, p)]
    result = group(region, person)
    assert result.people == (tuple(sorted(p.id for p in alike)) if says_something else ())
    similarity = PairwiseSimilarity(region.graph, PARAMETERS)
    can = sorted({c.concept for c in person.claims if region.graph.kind(c.concept) in COUNTED})
    shared = [(c, sum(holds(similarity, p, c) for p in alike)) for c in can]
    assert [(s.concept, s.people) for s in result.shared] == shared


@some
@given(regions(least_needs=1, least_people=2), st.randoms(use_true_random=False))
def test_order_level_and_evidence_change_nothing(region, random):
    person = region.people[0]
    people = [
        replace(p, claims=tuple(Claim(c.concept, None, random.choice(list(Evidence))) for c in p.claims))
        for p in random.sample(region.people, len(region.people))
    ]
    assert group(region, person, people) == group(region, person)


@some
@given(regions(least_needs=1, least_people=2))
def test_alike_is_mutual(region):
    members = {p.id: group(region, p).people for p in region.people}
    says = [p for p in region.people if any(region.graph.kind(c.concept) in COUNTED for c in p.claims)]
    for a in says:
        for b in says:
            assert (b.id in members[a.id]) == (a.id in members[b.id])


def test_a_group_holds_no_score():
    assert [f.name for f in fields(Group)] == ["people", "shared"]


GRAPH = graph_of(SMALL, [])


def test_a_language_makes_nobody_alike():
    swedish = Claim(GRAPH.find("l0"))
    people = (PersonProfile("a", claims=(swedish,)), PersonProfile("b", claims=(swedish,)))
    assert group(Region(GRAPH, {}, people, {}), people[0]) == Group((), ())


def test_sections_decide_nothing_between_needs():
    """A need is no person: nothing it leaves out is missing."""
    asked = Requirement(RequirementKind.SKILL, (GRAPH.find("s1"),), Polarity.MUST, 5)
    further = Requirement(RequirementKind.SKILL, (GRAPH.find("s2"),), Polarity.MERIT, 5)
    region = Region(GRAPH, {"a": CompiledNeed((asked,), 0), "b": CompiledNeed((asked, further), 1)}, (), {})
    [alike] = found(region, "a")
    assert (alike.likeness, alike.distance_km) == (Fraction(3, 4), 36)
    assert (alike.only_here, alike.only_there) == ((), (1,))


def test_what_cannot_be_is_refused():
    person = PersonProfile("p", sections={Section.SKILL: SectionState.BEGUN})
    supply = Supply.of([person], len(GRAPH))
    with pytest.raises(ValueError, match="not among"):
        alike_people("q", supply, Similarity(GRAPH, PARAMETERS))
    with pytest.raises(ValueError, match="another graph"):
        alike_people("p", Supply.of([person], 3), Similarity(GRAPH, PARAMETERS))
    with pytest.raises(ValueError, match="negative"):
        alike_needs(CompiledNeed(()), Region(GRAPH, {}, (), {}).demand(), Similarity(GRAPH, PARAMETERS), -1)
