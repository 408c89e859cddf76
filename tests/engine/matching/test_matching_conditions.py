"""Hard conditions, sections, lists, questions: each rule with the people it was written for."""

from dataclasses import replace

import numpy as np
import pytest

from kompetensnav.engine.matching.match import match
from kompetensnav.engine.matching.need import CompiledNeed, Requirement
from kompetensnav.engine.matching.similarity import Similarity
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
from kompetensnav.engine.taxonomy.kinds import Kind
from tests.engine.matching.matching_worlds import PARAMETERS, PLACES, World, graph_of

GRAPH = graph_of(
    {
        "care": Kind.OCCUPATION,
        "lifting": Kind.SKILL,
        "listening": Kind.SKILL,
        "swedish": Kind.LANGUAGE,
        "B": Kind.DRIVING_LICENCE,
        "nurse": Kind.LEGAL_LICENCE,
    },
    [],
)
CARE, LIFTING, LISTENING, SWEDISH, B, NURSE = map(
    GRAPH.find, ("care", "lifting", "listening", "swedish", "B", "nurse")
)
MUST, MERIT = Polarity.MUST, Polarity.MERIT
DONE, BEGUN = SectionState.COMPLETE, SectionState.BEGUN
YES, NO, UNKNOWN = Answer.YES, Answer.NO, Answer.UNKNOWN
K = RequirementKind

WORK = Requirement(K.OCCUPATION, (CARE,), MUST, 10)
LICENCE = Requirement(K.LEGAL_LICENCE, (NURSE,), MUST, 8)
DRIVING = Requirement(K.DRIVING_LICENCE, (B,), MUST, 8)
LANGUAGE = Requirement(K.LANGUAGE, (SWEDISH,), MUST, 6, 4)


def run(need: CompiledNeed, *people: PersonProfile, k=5):
    return World(GRAPH, people, need).match(k)


def state(need: CompiledNeed, condition: Condition, person: PersonProfile) -> str:
    """removed, unknown or met, as the lists and counts show it."""
    result = run(need, person)
    if result.counts.removed[condition]:
        assert result.ranked == result.ask_first == ()
        return "removed"
    return "unknown" if condition in (result.ranked + result.ask_first)[0].unknown else "met"


def carer(**more) -> PersonProfile:
    claims = (Claim(CARE), *more.pop("claims", ()))
    return PersonProfile("p", claims=claims, **more)


REQUIREMENT_RULES = [
    ("licence, not asked", LICENCE, (), None, "unknown"),
    ("licence, begun", LICENCE, (), BEGUN, "unknown"),
    ("licence, complete", LICENCE, (), DONE, "removed"),
    ("licence held", LICENCE, (Claim(NURSE),), DONE, "met"),
    ("licence that is a merit", Requirement(K.LEGAL_LICENCE, (NURSE,), MERIT, 3), (), DONE, "met"),
    ("driving licence, complete", DRIVING, (), DONE, "removed"),
    ("driving licence, not asked", DRIVING, (), None, "unknown"),
    ("driving licence that is a merit", Requirement(K.DRIVING_LICENCE, (B,), MERIT, 3), (), DONE, "met"),
    ("language, not asked", LANGUAGE, (), None, "unknown"),
    ("language, complete", LANGUAGE, (), DONE, "removed"),
    ("language at half the level", LANGUAGE, (Claim(SWEDISH, 2),), DONE, "removed"),
    ("language at half the level, verified", LANGUAGE, (Claim(SWEDISH, 2, Evidence.VERIFIED),), DONE, "met"),
    ("language without a level", LANGUAGE, (Claim(SWEDISH),), DONE, "met"),
    ("language that is a merit", Requirement(K.LANGUAGE, (SWEDISH,), MERIT, 3, 4), (), DONE, "met"),
]


@pytest.mark.parametrize(
    ("requirement", "claims", "section", "expected"),
    [r[1:] for r in REQUIREMENT_RULES],
    ids=[r[0] for r in REQUIREMENT_RULES],
)
def test_rule_of_a_hard_requirement(requirement, claims, section, expected):
    sections = {} if section is None else {requirement.section: section}
    condition = requirement.condition or Condition[requirement.kind.name]
    person = carer(claims=claims, sections=sections)
    assert state(CompiledNeed((WORK, requirement)), condition, person) == expected


@pytest.mark.parametrize(("answer", "expected"), [(YES, "met"), (NO, "removed"), (UNKNOWN, "unknown")])
def test_legal_age_is_a_bare_yes_or_no(answer, expected):
    person = carer(meets_legal_age=answer)
    assert state(CompiledNeed((WORK,), asks_legal_age=True), Condition.LEGAL_AGE, person) == expected
    assert state(CompiledNeed((WORK,)), Condition.LEGAL_AGE, person) == "met"


MOBILE = {Section.MOBILITY: DONE}
REACH_RULES = [
    ("lives there", {"municipality": 1, "willing_to_move": NO, "sections": MOBILE}, "met"),
    ("commutes there", {"municipality": 0, "commute": (1,), "willing_to_move": NO}, "met"),
    ("willing to move", {"municipality": 0, "commute": (), "willing_to_move": YES, "sections": MOBILE}, "met"),
    ("nothing known", {}, "unknown"),
    ("only the home is known", {"municipality": 0}, "unknown"),
    ("will not move, commuting not told", {"municipality": 0, "willing_to_move": NO}, "unknown"),
    ("commuting told, moving not", {"municipality": 0, "commute": (2,)}, "unknown"),
    ("will not move, commutes elsewhere", {"municipality": 0, "commute": (2,), "willing_to_move": NO}, "removed"),
    ("will not move, commutes nowhere", {"municipality": 0, "commute": (), "willing_to_move": NO}, "removed"),
    ("mobility complete", {"municipality": 0, "sections": MOBILE}, "removed"),
    ("home not known, mobility complete", {"willing_to_move": NO, "commute": (), "sections": MOBILE}, "unknown"),
]


@pytest.mark.parametrize(("person", "expected"), [r[1:] for r in REACH_RULES], ids=[r[0] for r in REACH_RULES])
def test_rule_of_reach(person, expected):
    assert state(CompiledNeed((WORK,), municipality=1), Condition.REACH, carer(**person)) == expected
    assert state(CompiledNeed((WORK,)), Condition.REACH, carer(**person)) == "met"


def test_people_are_counted_at_the_first_condition_and_are_near_misses_of_the_only_one():
    need = CompiledNeed((WORK, LICENCE, DRIVING), municipality=1)
    away = {"municipality": 0, "commute": (), "willing_to_move": NO}
    done = {Section.LICENCE: DONE}
    people = (
        PersonProfile("both", claims=(Claim(CARE),), sections=done),
        PersonProfile("no nurse", claims=(Claim(CARE), Claim(B)), sections=done),
        PersonProfile("no car", claims=(Claim(CARE), Claim(NURSE)), sections=done),
        PersonProfile("no car, away", claims=(Claim(CARE), Claim(NURSE)), sections=done, **away),
        PersonProfile("away", claims=(Claim(CARE),), **away),
        PersonProfile("here", claims=(Claim(CARE),), municipality=1),
    )
    world = World(GRAPH, people, need)
    counts = world.match().counts
    assert counts.removed == (2, 2, 0, 0, 1)
    assert (counts.total, counts.kept) == (6, 1)
    names = {c: [m.person for m in world.near_misses(c)] for c in Condition}
    assert names[Condition.LEGAL_LICENCE] == ["no nurse"]
    assert names[Condition.DRIVING_LICENCE] == ["no car"]
    assert names[Condition.REACH] == ["away"]
    assert [m.person for m in world.near_misses(Condition.REACH, 0)] == []


SKILL = Requirement(K.SKILL, (LIFTING,), MUST, 6)
OUTCOME_RULES = [
    ("met", (Claim(LIFTING),), None, Outcome.MET, False, (85, 100)),
    ("met, complete", (Claim(LIFTING),), DONE, Outcome.MET, False, (85, 85)),
    ("nothing, not asked", (), None, Outcome.UNKNOWN, False, None),
    ("nothing, begun", (), BEGUN, Outcome.UNKNOWN, False, None),
    ("nothing, complete", (), DONE, Outcome.MISSING, False, (0, 0)),
    ("partly, begun", (Claim(LIFTING, 1),), BEGUN, Outcome.UNKNOWN, True, (17, 100)),
    ("partly, complete", (Claim(LIFTING, 1),), DONE, Outcome.MISSING, True, (17, 17)),
]


@pytest.mark.parametrize(
    ("claims", "section", "outcome", "partly", "interval"),
    [r[1:] for r in OUTCOME_RULES],
    ids=[r[0] for r in OUTCOME_RULES],
)
def test_rule_of_outcome(claims, section, outcome, partly, interval):
    asked = Requirement(K.SKILL, (LIFTING,), MUST, 6, 5 if partly else None)
    other = Requirement(K.LANGUAGE, (SWEDISH,), MERIT, 4)
    sections = {} if section is None else {Section.SKILL: section}
    result = run(CompiledNeed((asked, other)), PersonProfile("p", claims=claims, sections=sections))
    (found,) = result.ranked + result.ask_first or (None,)
    if found is None:  # nothing is possible any more and nothing is shown: on neither list
        assert (outcome, interval) == (Outcome.MISSING, (0, 0))
        return
    assert (found.credits[0].outcome, found.credits[0].partly) == (outcome, partly)
    if interval is None:
        assert found.score is None
    else:
        assert (found.score.lo, found.score.hi) == (6 * interval[0], 6 * interval[1] + 400)
        assert found.score.known == (0 if outcome is Outcome.UNKNOWN else 6)


def test_newcomers_are_asked_first_after_those_with_some_evidence():
    need = CompiledNeed((WORK, SKILL, LANGUAGE), municipality=0)
    people = (
        PersonProfile("newcomer far", municipality=2),
        PersonProfile("newcomer near", municipality=0),
        PersonProfile("known", claims=(Claim(CARE), Claim(LIFTING)), municipality=2),
        PersonProfile("begun", claims=(Claim(LIFTING),), municipality=2),
        PersonProfile("finished", claims=(Claim(LIFTING),), sections={Section.OCCUPATION: DONE}),
    )
    result = run(need, *people, k=1)
    assert [m.person for m in result.ranked] == ["known"]
    assert [m.person for m in result.ask_first] == ["begun"]
    assert (result.counts.ranked, result.counts.ask_first, result.counts.without_evidence) == (3, 3, 2)
    asked = run(need, *(p for p in people if p.id != "begun"), k=3).ask_first
    assert [m.person for m in asked] == ["newcomer near", "newcomer far"]
    assert [m.score for m in asked] == [None, None]


def test_the_ask_first_list_looks_at_what_is_possible_before_what_is_shown():
    need = CompiledNeed((WORK, SKILL, LANGUAGE))
    people = (
        PersonProfile("a", claims=(Claim(LIFTING),), sections={Section.SKILL: DONE}),  # shows 510, possible 2110
        PersonProfile("b", claims=(Claim(LIFTING, None, Evidence.SHOWN),), sections={Section.SKILL: DONE}),
        PersonProfile("c", claims=(Claim(SWEDISH, 1),)),  # shows 126, possible 2200
    )
    leader = PersonProfile("z", claims=(Claim(CARE),))
    result = run(need, *people, leader, k=1)
    assert [m.person for m in result.ranked + result.ask_first] == ["z", "c"]
    assert [m.person for m in run(CompiledNeed((WORK, SKILL, LANGUAGE)), *people, k=0).ask_first] == []
    lists = World(GRAPH, (*people, leader, replace(leader, id="x"), replace(leader, id="y")), need).match(3)
    assert [m.person for m in lists.ask_first] == ["c", "b", "a"]


def test_each_key_of_the_ranking_decides_in_its_turn():
    need = CompiledNeed((WORK, SKILL, Requirement(K.SKILL, (LISTENING,), MERIT, 3)), municipality=0)
    half = Claim(LISTENING, None, Evidence.VERIFIED)
    done = {Section.SKILL: DONE}
    people = (
        PersonProfile("a", claims=(Claim(CARE), Claim(LIFTING)), municipality=2),
        PersonProfile("b", claims=(Claim(CARE),), municipality=0),
        PersonProfile("c", claims=(Claim(CARE),), municipality=1),
        PersonProfile("d", claims=(Claim(CARE),), municipality=1),
        PersonProfile("e", claims=(Claim(CARE),)),
        PersonProfile("f", claims=(Claim(CARE),), municipality=0, sections=done),
        PersonProfile("g", claims=(half,), municipality=0),
    )
    result = run(need, *people, k=10)
    assert [m.person for m in result.ranked] == list("abcdefg")
    keys = [None, RankKey.LO, RankKey.DISTANCE, RankKey.ID, RankKey.DISTANCE, RankKey.HI, RankKey.LO]
    assert [m.separated_by for m in result.ranked] == keys
    assert [m.distance_km for m in result.ranked] == [54, 0, 36, 36, None, 0, 0]


def test_evidence_share_separates_people_with_the_same_interval():
    """One has met the lesser requirement and nothing of the greater; the other a little of each."""
    need = CompiledNeed(
        (Requirement(K.SKILL, (LIFTING,), MUST, 4, 5), Requirement(K.SKILL, (LISTENING,), MUST, 1, 1))
    )
    verified = Evidence.VERIFIED
    people = (
        PersonProfile("a", claims=(Claim(LIFTING, 1, verified),)),  # 4 x 20
        PersonProfile("b", claims=(Claim(LIFTING, 1, verified), Claim(LISTENING, 1, verified))),  # 80 + 100
        PersonProfile("c", claims=(Claim(LISTENING, 1, Evidence.CLAIMED),)),  # 85
    )
    assert [m.person for m in run(need, *people).ranked] == ["b", "c", "a"]
    twins = CompiledNeed(
        (Requirement(K.SKILL, (LIFTING,), MUST, 5, 5), Requirement(K.SKILL, (LISTENING,), MUST, 1))
    )
    people = (
        PersonProfile("a", claims=(Claim(LIFTING, 1, verified),)),  # 5 x 20, below the threshold
        PersonProfile("b", claims=(Claim(LISTENING, None, verified),)),  # 1 x 100, met
    )
    result = run(twins, *people)
    assert [(m.person, m.separated_by) for m in result.ranked] == [("b", None), ("a", RankKey.EVIDENCE_SHARE)]


def test_the_best_question_narrows_most():
    need = CompiledNeed((SKILL, LICENCE, LANGUAGE), municipality=1)
    open_reach = PersonProfile("p", claims=(Claim(LIFTING),))
    (found,) = run(need, open_reach).ranked
    assert (found.question.requirement, found.question.condition) == (None, Condition.REACH)
    assert set(found.unknown) == {Condition.LEGAL_LICENCE, Condition.LANGUAGE, Condition.REACH}
    (found,) = run(need, PersonProfile("p", claims=(Claim(LIFTING),), municipality=1)).ranked
    assert (found.question.requirement, found.question.narrows) == (1, 800)
    finished = dict.fromkeys(Section, DONE)
    claims = (Claim(LIFTING), Claim(NURSE), Claim(SWEDISH, 6))
    (found,) = run(need, PersonProfile("p", claims=claims, municipality=1, sections=finished)).ranked
    assert found.question is None


def test_nobody_and_fewer_people_than_asked_for():
    need = CompiledNeed((WORK,))
    empty = run(need)
    assert (empty.ranked, empty.ask_first, empty.counts.total, empty.counts.removed) == ((), (), 0, (0,) * 5)
    assert [m.person for m in run(need, carer(), k=1000).ranked] == ["p"]


def test_sums_of_the_largest_need_fit():
    claims = (Claim(CARE, None, Evidence.VERIFIED),)
    (found,) = run(CompiledNeed((WORK,) * 65), PersonProfile("p", claims=claims)).ranked
    assert (found.score.lo, found.score.hi, found.score.scale, found.score.known) == (65000, 65000, 65000, 650)


def test_equal_input_has_an_equal_stamp_and_other_input_another():
    need = CompiledNeed((WORK,), municipality=0)
    stamp = run(need, carer()).stamp
    assert (stamp.taxonomy, stamp.parameters) == ("test-1", PARAMETERS.version)
    assert run(need, carer()).stamp == stamp
    weaker = replace(PARAMETERS, evidence_claimed=60)
    supply = Supply.of([carer()], len(GRAPH))
    assert match(need, supply, Similarity(GRAPH, weaker), PLACES, weaker, 5).stamp.input_hash != stamp.input_hash
    others = [run(need, carer(municipality=1)), run(need, carer(), k=6), run(CompiledNeed((WORK,)), carer())]
    assert len({r.stamp.input_hash for r in others} | {stamp.input_hash}) == 4


SIMILARITY = Similarity(GRAPH, PARAMETERS)


@pytest.mark.parametrize(
    ("complaint", "build"),
    [
        ("same id", lambda: Supply.of([PersonProfile("p"), PersonProfile("p")], 6)),
        ("outside the graph", lambda: Supply.of([PersonProfile("p", claims=(Claim(6),))], 6)),
        ("level 7", lambda: Supply.of([PersonProfile("p", claims=(Claim(1, 7),))], 6)),
        ("a place is an index", lambda: Supply.of([PersonProfile("p", municipality=-1)], 6)),
        ("a place is an index", lambda: Supply.of([PersonProfile("p", commute=(-2,))], 6)),
        ("another graph", lambda: match(CompiledNeed(()), Supply.of([], 5), SIMILARITY, PLACES, PARAMETERS, 1)),
        ("lies outside", lambda: run(CompiledNeed((WORK,), municipality=3), carer())),
        ("lies outside", lambda: run(CompiledNeed((WORK,)), carer(municipality=3))),
        ("negative", lambda: run(CompiledNeed((WORK,)), carer(), k=-1)),
        ("at most 65", lambda: CompiledNeed((WORK,) * 66)),
        ("from 1 to 10", lambda: Requirement(K.SKILL, (LIFTING,), MUST, 11)),
        ("does not exist", lambda: Requirement(K.SKILL, (LIFTING,), MUST, 1, 6)),
        ("does not exist", lambda: Requirement(K.OCCUPATION, (CARE,), MUST, 1, 1)),
        ("at least one concept", lambda: Requirement(K.SKILL, (), MUST, 1)),
        ("square", lambda: type(PLACES)(np.zeros((2, 3), np.int32))),
        ("whole", lambda: type(PLACES)(np.zeros((2, 2)))),
        ("negative", lambda: type(PLACES)(np.full((2, 2), -1))),
    ],
)
def test_what_does_not_fit_is_refused(complaint, build):
    with pytest.raises(ValueError, match=complaint):
        build()


def test_a_supply_cannot_be_changed():
    supply = Supply.of([carer()], len(GRAPH))
    with pytest.raises(ValueError, match="read-only"):
        supply.home[0] = 1
