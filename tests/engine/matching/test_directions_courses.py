"""Courses for a gap, and whom a course lifts, equal trying every course on everybody, in fractions."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kompetensnav.engine.matching.directions.courses import Course, courses_for_gap, gains
from kompetensnav.engine.matching.directions.lift import gives, lift_part, lifted, merge_lifted
from kompetensnav.engine.matching.index import Index
from kompetensnav.engine.matching.need import CompiledNeed, Requirement
from kompetensnav.engine.matching.query import prepare
from kompetensnav.engine.matching.search import Searcher
from kompetensnav.engine.matching.shard import Shard
from kompetensnav.engine.matching.similarity import Similarity
from kompetensnav.engine.matching.supply import Claim, PersonProfile, Supply
from kompetensnav.engine.matching.terms import Condition, Outcome, Polarity, RequirementKind, Section, SectionState
from tests.engine.matching.direction_worlds import judged, plain, regions
from tests.engine.matching.matching_worlds import PARAMETERS, PLACES, SMALL, graph_of

more = settings(max_examples=150, deadline=None)
some = settings(max_examples=50, deadline=None)
sizes = st.integers(0, 6)
worlds = regions(least_needs=1, least_requirements=1)


def taught(person, grants):
    return replace(person, claims=person.claims + grants)


def index_of(region, people=None):
    return Index.of(Supply.of(region.people if people is None else people, len(region.graph)), PLACES)


def the_need(region):
    return region.needs[min(region.needs)]


def courses_found(region, k=10, person=None, names=None):
    names = region.courses if names is None else names
    courses = [Course(name, region.courses[name]) for name in names]
    person = person or region.people[0]
    return courses_for_gap(person, the_need(region), courses, region.similarity, PLACES, k)


def told(gain, need):
    return gain.course, plain(gain.after.match), gain.after.failing, gain.gained, gain.ask_first, gain.remaining


@more
@given(worlds, sizes)
def test_courses_equal_trying_each(region, k):
    need, person = the_need(region), region.people[0]
    reference = region.reference(need)
    now = reference.judge(person)
    expected = []
    for name, grants in region.courses.items():
        then = reference.judge(taught(person, grants))
        rows = list(zip(need.requirements, now.degrees, then.degrees, strict=True))
        if not any(a > b and now.outcomes[i] is not Outcome.MET for i, (_, b, a) in enumerate(rows)):
            continue
        pairs = list(zip(now.outcomes, then.outcomes, strict=True))
        gained = tuple(i for i, (a, b) in enumerate(pairs) if b is Outcome.MET is not a)
        musts = [i for i in gained if need.requirements[i].polarity is Polarity.MUST]
        ask = tuple(i for i in gained if now.outcomes[i] is Outcome.UNKNOWN)
        remaining = tuple(
            i
            for i, r in enumerate(need.requirements)
            if r.polarity is Polarity.MUST and then.outcomes[i] is Outcome.MISSING
        )
        key = (-len(musts), -len(gained), now.lo - then.lo, name)
        expected.append((key, (name, judged(then, need), then.failing, gained, ask, remaining)))
    found = courses_found(region, k)
    assert found.abstains == now.without_evidence
    assert plain(found.now.match) == judged(now, need)
    wanted = [] if now.without_evidence else [row for _, row in sorted(expected, key=lambda e: e[0])[:k]]
    assert [told(gain, need) for gain in found.gains] == wanted


@some
@given(worlds, st.randoms(use_true_random=False))
def test_order_of_courses_changes_nothing(region, random):
    names = random.sample(sorted(region.courses), len(region.courses))
    assert courses_found(region, names=names) == courses_found(region)


def expected_lift(region, grants, k, people=None):
    need = the_need(region)
    reference = region.reference(need)
    given = reference.judge(PersonProfile("course", claims=grants))
    got = [i for i, o in enumerate(given.outcomes) if o is Outcome.MET]
    people = region.people if people is None else people
    rows = [(reference.judge(p), reference.judge(taught(p, grants))) for p in people]
    kept = [(was, then) for was, then in rows if not then.failing]
    lacking = [(was, then) for was, then in kept if any(was.outcomes[i] is not Outcome.MET for i in got)]
    lift = sorted(((w, t) for w, t in lacking if not w.without_evidence), key=lambda pair: pair[1].rank)
    removed = tuple(sum(t.failing[:1] == (c,) for _, t in rows) for c in Condition)
    counts = (len(rows), removed, len(kept), len(kept) - len(lacking), len(lift), len(lacking) - len(lift))
    listed = [(t.id, t.lo * need.scale, t.hi * need.scale, t.share * need.weight, t.distance) for _, t in lift[:k]]
    return tuple(got), listed, counts


def counted(found):
    c = found.counts
    return c.total, c.removed, c.kept, c.able, c.lifted, c.without_evidence


@more
@given(worlds, st.data(), sizes)
def test_whom_a_course_lifts_equals_trying_it_on_everybody(region, data, k):
    grants = data.draw(st.sampled_from([(), *region.courses.values()]))
    query = prepare(the_need(region), region.similarity, PLACES, grants)
    got, listed, counts = expected_lift(region, grants, k)
    found = lifted(query, index_of(region).searchers, k)
    assert gives(query) == got
    assert [tuple(p) for p in found.people] == listed
    assert counted(found) == counts


@some
@given(worlds, st.data(), sizes)
def test_any_split_of_the_people_lifts_the_same(region, data, k):
    grants = data.draw(st.sampled_from([(), *region.courses.values()]))
    query = prepare(the_need(region), region.similarity, PLACES, grants)
    whole = lifted(query, index_of(region).searchers, k)
    parts = {}
    for person in data.draw(st.permutations(region.people)):
        parts.setdefault(data.draw(st.integers(0, 2)), []).append(person)
    supplies = [Supply.of(people, len(region.graph)) for people in parts.values()]
    found = [lift_part(query, Searcher(Shard.of(supply, PLACES)), k) for supply in supplies]
    assert merge_lifted(query, found, k) == whole


@some
@given(worlds, st.data())
def test_who_has_left_is_lifted_no_more(region, data):
    grants = data.draw(st.sampled_from([(), *region.courses.values()]))
    gone = data.draw(st.sets(st.sampled_from([p.id for p in region.people])))
    stays = [p for p in region.people if p.id not in gone]
    query = prepare(the_need(region), region.similarity, PLACES, grants)
    nobody = Supply.of((), len(region.graph))
    now = index_of(region).with_changes(gone, nobody, PLACES)
    assert lifted(query, now.searchers, 5) == lifted(query, index_of(region, stays).searchers, 5)


GRAPH = graph_of(SMALL, [])
SKILL, LICENCE = RequirementKind.SKILL, RequirementKind.LEGAL_LICENCE
WELDING, DRAWING, NURSE = GRAPH.find("s1"), GRAPH.find("s2"), GRAPH.find("n0")
ALL_SAID = dict.fromkeys(Section, SectionState.COMPLETE)
NEED = CompiledNeed(
    (
        Requirement(SKILL, (WELDING,), Polarity.MUST, 6),
        Requirement(SKILL, (DRAWING,), Polarity.MERIT, 3),
        Requirement(LICENCE, (NURSE,), Polarity.MUST, 8),
    )
)
SIMILARITY = Similarity(GRAPH, PARAMETERS)


def for_gap(person, *courses):
    return courses_for_gap(person, NEED, courses, SIMILARITY, PLACES, 5)


@pytest.mark.parametrize(
    ("sections", "ask_first"),
    [(ALL_SAID, ()), ({Section.LICENCE: SectionState.COMPLETE}, (0,))],
)
def test_what_nobody_has_settled_is_flagged_before_anyone_is_sent(sections, ask_first):
    [gain] = for_gap(PersonProfile("p", sections=sections), Course("c", (Claim(WELDING),))).gains
    assert (gain.gained, gain.ask_first) == ((0,), ask_first)


def test_a_must_comes_before_merits_and_what_helps_nothing_is_left_out():
    person = PersonProfile("p", sections=ALL_SAID, claims=(Claim(NURSE),))
    merit, must = Course("a", (Claim(DRAWING),)), Course("b", (Claim(WELDING),))
    proves, other = Course("c", (Claim(NURSE),)), Course("d", (Claim(GRAPH.find("s7")),))
    found = for_gap(person, merit, must, proves, other)
    assert [g.course for g in found.gains] == ["b", "a"]
    assert [g.remaining for g in found.gains] == [(), (0,)]


def test_a_licence_that_the_course_gives_removes_nobody():
    person = PersonProfile("p", sections=ALL_SAID, claims=(Claim(WELDING),))
    [gain] = gains([person], Course("c", (Claim(NURSE),)), NEED, SIMILARITY, PLACES)
    assert (gain.before.failing, gain.after.failing) == ((Condition.LEGAL_LICENCE,), ())
    query = prepare(NEED, SIMILARITY, PLACES, [Claim(NURSE)])
    index = Index.of(Supply.of([person], len(GRAPH)), PLACES)
    assert [p.person for p in lifted(query, index.searchers, 5).people] == ["p"]


def test_nothing_known_gives_a_question_instead_of_courses():
    found = for_gap(PersonProfile("p"), Course("c", (Claim(WELDING),)))
    assert found.abstains and found.gains == ()
    assert found.now.match.question.requirement == 2


def test_more_may_be_asked_for_than_there_are():
    person = PersonProfile("p", sections=ALL_SAID, claims=(Claim(NURSE),))
    index = Index.of(Supply.of([person], len(GRAPH)), PLACES)
    query = prepare(NEED, SIMILARITY, PLACES, [Claim(WELDING)])
    assert [p.person for p in lifted(query, index.searchers, 10**12).people] == ["p"]


def test_a_negative_number_is_refused():
    with pytest.raises(ValueError, match="negative"):
        courses_for_gap(PersonProfile("p"), NEED, [], SIMILARITY, PLACES, -1)
    with pytest.raises(ValueError, match="negative"):
        lifted(prepare(NEED, SIMILARITY, PLACES), Index.of(Supply.of([], len(GRAPH)), PLACES).searchers, -1)
