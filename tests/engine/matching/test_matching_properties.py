"""Properties of a match that hold for any people, need and graph; above all that it equals brute force."""

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from kompetensnav.engine.matching.need import CompiledNeed
from kompetensnav.engine.matching.reference_similarity import PairwiseSimilarity
from kompetensnav.engine.matching.similarity import Similarity
from kompetensnav.engine.matching.supply import PersonProfile
from kompetensnav.engine.matching.terms import Condition, Evidence, Section, SectionState
from tests.engine.matching.matching_worlds import PARAMETERS, claims, graphs, worlds

more = settings(max_examples=150, deadline=None)
some = settings(max_examples=50, deadline=None)
sizes = st.integers(0, 10)


def plain(match, need):
    """A listed person of the engine in the terms of the reference."""
    degrees = tuple(c.degree for c in match.credits)
    best = tuple(c.claim for c in match.credits)
    outcomes = tuple(c.outcome for c in match.credits)
    score = match.score and (match.score.lo, match.score.hi, match.score.known)
    question = None
    if match.question is not None:
        q = match.question
        question = ("condition", int(q.condition)) if q.requirement is None else ("requirement", q.requirement)
    return match.person, degrees, best, outcomes, score, match.distance_km, match.unknown, question


def judged(j, need):
    score = None if j.without_evidence else (j.lo * need.scale, j.hi * need.scale, j.share * need.weight)
    degrees = tuple(d * 100 for d in j.degrees)
    return j.id, degrees, j.best, j.outcomes, score, j.distance, j.unknown, j.question


@settings(max_examples=150, deadline=None)
@given(graphs, st.sets(st.integers(0, 31), min_size=3, max_size=3))
def test_similarity_equals_asking_every_pair(graph, some_wanted):
    fast, slow = Similarity(graph, PARAMETERS), PairwiseSimilarity(graph, PARAMETERS)
    for wanted in some_wanted:
        expected = {c: n for c in range(len(graph)) if (n := slow.of(wanted, c)) is not None}
        assert fast.neighbours(wanted) == expected


@more
@given(worlds(), sizes)
def test_match_equals_brute_force(world, k):
    result, expected = world.match(k), world.reference.match(world.people, k)
    assert [plain(m, world.need) for m in result.ranked] == [judged(j, world.need) for j in expected.ranked]
    assert [m.separated_by for m in result.ranked] == expected.separated
    assert [plain(m, world.need) for m in result.ask_first] == [judged(j, world.need) for j in expected.ask_first]
    c = result.counts
    assert (c.total, c.removed, c.kept, c.ranked, c.ask_first, c.without_evidence) == expected.counts


@more
@given(worlds(), st.sampled_from(Condition), sizes)
def test_near_misses_equal_brute_force(world, condition, k):
    expected = world.reference.near_misses(world.people, condition, k)
    assert [plain(m, world.need) for m in world.near_misses(condition, k)] == [
        judged(j, world.need) for j in expected
    ]


@more
@given(worlds(), sizes)
def test_what_is_listed_is_sound(world, k):
    result = world.match(k)
    counts = result.counts
    assert sum(counts.removed) + counts.kept == counts.total == len(world.people)
    assert len(result.ranked) == min(k, counts.ranked)
    assert len(result.ask_first) == min(k, counts.ask_first)
    listed = [m.person for m in result.ranked + result.ask_first]
    assert len(set(listed)) == len(listed)
    for m in result.ranked + result.ask_first:
        if m.score is not None:
            assert 0 <= m.score.lo <= m.score.hi <= m.score.scale == world.need.scale
            assert m.score.lo == sum(
                c.degree * r.weight for c, r in zip(m.credits, world.need.requirements, strict=True)
            )
        for c in m.credits:
            assert (c.claim is None) == (c.likeness is None) == (c.degree == 0)
            assert c.partly == (0 < c.degree < 50)


@some
@given(worlds(), st.randoms(use_true_random=False))
def test_order_of_people_claims_and_sections_changes_nothing(world, random):
    people = [
        replace(
            p, claims=tuple(random.sample(p.claims, len(p.claims))), sections=dict(reversed(p.sections.items()))
        )
        for p in world.people
    ]
    random.shuffle(people)
    assert world.match(people=people) == world.match()


@some
@given(worlds(), st.randoms(use_true_random=False))
def test_order_of_requirements_changes_only_their_order(world, random):
    shuffled = random.sample(world.need.requirements, len(world.need.requirements))
    before, after = world.match(), world.match(need=replace(world.need, requirements=tuple(shuffled)))

    def rows(people):
        return [(m.person, m.score, m.separated_by, m.distance_km, m.unknown) for m in people]

    assert before.counts == after.counts
    assert rows(before.ranked) == rows(after.ranked)
    assert rows(before.ask_first) == rows(after.ask_first)


def lo_hi(world, person, need=None):
    j = world.reference.judge(person)
    result = world.match(people=(replace(person, id="only"),), k=1)
    listed = result.ranked + result.ask_first
    if listed and listed[0].score:
        assert (listed[0].score.lo, listed[0].score.hi) == (j.lo * world.need.scale, j.hi * world.need.scale)
    return (j.lo or 0, j.hi or 0)


@some
@given(worlds(min_people=1), st.data())
def test_a_further_claim_never_lowers_anyone(world, data):
    person = world.people[0]
    richer = replace(person, claims=(*person.claims, data.draw(claims(world.graph))))
    assert lo_hi(world, richer)[0] >= lo_hi(world, person)[0]


@some
@given(worlds(min_people=1))
def test_verifying_never_lowers_anyone(world):
    person = world.people[0]
    verified = replace(person, claims=tuple(c._replace(evidence=Evidence.VERIFIED) for c in person.claims))
    assert lo_hi(world, verified)[0] >= lo_hi(world, person)[0]


@some
@given(worlds(min_people=1), st.sampled_from(Section))
def test_completing_a_section_never_raises_what_is_possible(world, section):
    person = world.people[0]
    finished = replace(person, sections={**person.sections, section: SectionState.COMPLETE})
    before, after = lo_hi(world, person), lo_hi(world, finished)
    assert after[0] == before[0]
    assert after[1] <= before[1]


@some
@given(worlds(min_people=1))
def test_twins_are_ordered_by_id_only(world):
    twins = tuple(replace(world.people[0], id=i) for i in ("b", "a", "c"))
    result = world.match(people=twins)
    for people in (result.ranked, result.ask_first):
        assert [m.person for m in people] in ([], ["a", "b", "c"])
        assert len({(m.score, m.credits, m.question, m.unknown) for m in people}) <= 1
    assert [str(m.separated_by) for m in result.ranked[1:]] == ["4"] * len(result.ranked[1:])


@some
@given(worlds())
def test_nobody_is_scored_from_missing_data(world):
    blank = PersonProfile("nobody")
    result = world.match(people=(blank,))
    assert result.ranked == ()
    assert all(m.score is None for m in result.ask_first)
    assert result.counts.kept == result.counts.without_evidence == 1


@some
@given(worlds())
def test_a_need_without_requirements_ranks_nobody(world):
    result = world.match(need=CompiledNeed((), world.need.municipality, world.need.asks_legal_age))
    assert result.ranked == result.ask_first == ()
