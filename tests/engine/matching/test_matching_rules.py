"""The rules of similarity, level and evidence as tables: rule, requirement, claim, expected degree."""

import numpy as np
import pytest

from kompetensnav.engine.matching.degree import plain_sum, score
from kompetensnav.engine.matching.match import match
from kompetensnav.engine.matching.need import CompiledNeed, Requirement
from kompetensnav.engine.matching.reference_similarity import PairwiseSimilarity
from kompetensnav.engine.matching.similarity import Similarity
from kompetensnav.engine.matching.supply import Claim, PersonProfile, Supply
from kompetensnav.engine.matching.terms import Evidence, Likeness, Polarity, RequirementKind
from kompetensnav.engine.taxonomy.kinds import Kind, Relation
from tests.engine.matching.matching_worlds import PARAMETERS, PLACES, graph_of

K, R, L, E = Kind, Relation, Likeness, Evidence

KINDS = {
    "programming": K.SKILL,
    "python": K.SKILL,
    "django": K.SKILL,
    "python-eu": K.SKILL,
    "django-eu": K.SKILL,
    "scripting": K.SKILL,
    "coding-eu": K.KNOWLEDGE,
    "ict": K.SKILL_GROUP,
    "tools": K.SKILL_GROUP,
    "all-tools": K.SKILL_GROUP,
    "saw": K.SKILL,
    **{f"tool{i}": K.SKILL for i in range(10)},
    "ssyk:2512": K.OCCUPATION_GROUP,
    "ssyk:251": K.OCCUPATION_GROUP,
    "isco:2512": K.OCCUPATION_GROUP,
    "developer": K.OCCUPATION,
    "tester": K.OCCUPATION,
    "analyst": K.OCCUPATION,
    "developer-eu": K.OCCUPATION,
    "swedish": K.LANGUAGE,
    "B": K.DRIVING_LICENCE,
    "C": K.DRIVING_LICENCE,
    "CE": K.DRIVING_LICENCE,
    "nurse": K.LEGAL_LICENCE,
    "midwife": K.LEGAL_LICENCE,
    "upper-secondary": K.EDUCATION_LEVEL,
    "bachelor": K.EDUCATION_LEVEL,
    "engineering": K.EDUCATION_FIELD,
    "software": K.EDUCATION_FIELD,
}
RELATIONS = [
    ("python", R.BROADER, "programming"),
    ("django", R.BROADER, "python"),
    ("python", R.EXACT_MATCH, "python-eu"),
    ("django-eu", R.BROADER, "python-eu"),
    ("scripting", R.CLOSE_MATCH, "python"),
    ("python", R.BROAD_MATCH, "coding-eu"),
    ("programming", R.BROADER, "ict"),
    *((f"tool{i}", R.BROADER, "tools") for i in range(10)),
    *(("developer", R.ESSENTIAL, f"tool{i}") for i in range(9)),
    *(("tester", R.OPTIONAL, f"tool{i}") for i in (0, 7, 8)),
    ("tool0", R.BROADER, "programming"),
    ("tools", R.BROADER, "all-tools"),
    ("tool0", R.BROADER, "all-tools"),
    ("saw", R.BROADER, "all-tools"),
    ("developer", R.ESSENTIAL, "saw"),
    ("tester", R.OPTIONAL, "saw"),
    ("ssyk:2512", R.BROADER, "ssyk:251"),
    ("ssyk:2512", R.CLOSE_MATCH, "isco:2512"),
    ("developer", R.BROADER, "ssyk:2512"),
    ("tester", R.BROADER, "ssyk:2512"),
    ("developer-eu", R.BROADER, "isco:2512"),
    ("developer", R.CLOSE_MATCH, "developer-eu"),
    ("developer", R.SUBSTITUTED_BY, "analyst", 75),
    ("analyst", R.SUBSTITUTED_BY, "tester", 25),
    ("C", R.BROADER, "B"),
    ("CE", R.BROADER, "C"),
    ("midwife", R.BROADER, "nurse"),
    ("bachelor", R.BROADER, "upper-secondary"),
    ("software", R.BROADER, "engineering"),
]
GRAPH = graph_of(KINDS, RELATIONS)
SIMILARITY = Similarity(GRAPH, PARAMETERS)
PAIRWISE = PairwiseSimilarity(GRAPH, PARAMETERS)

LIKENESS_RULES = [
    ("same concept", "python", "python", 100, L.SAME),
    ("exact match, as published", "python", "python-eu", 100, L.EXACT_MATCH),
    ("exact match, the other way", "python-eu", "python", 100, L.EXACT_MATCH),
    ("narrower, one step", "programming", "python", 100, L.NARROWER),
    ("narrower, two steps", "programming", "django", 100, L.NARROWER),
    ("narrower, through an exact match", "programming", "django-eu", 100, L.NARROWER),
    ("narrower than a skill group", "ict", "django", 100, L.NARROWER),
    ("broad match: the source is narrower", "coding-eu", "python", 100, L.NARROWER),
    ("close match, as published", "scripting", "python", 90, L.CLOSE_MATCH),
    ("close match, the other way", "python", "scripting", 90, L.CLOSE_MATCH),
    ("close match, through an exact match", "python-eu", "scripting", 90, L.CLOSE_MATCH),
    ("broader, one step", "django", "python", 50, L.BROADER),
    ("broader, widened to an exact match", "django", "python-eu", 50, L.BROADER),
    ("broad match: the target is broader", "python", "coding-eu", 50, L.BROADER),
    ("broader, two steps is too far", "django", "programming", None, None),
    ("a skill group cannot be claimed", "programming", "ict", None, None),
    ("sibling that two occupations share", "tool0", "tool7", 30, L.SIBLING),
    ("sibling, ties fall to the lower id", "tool0", "tool4", 30, L.SIBLING),
    ("sibling, the seventh is left out", "tool0", "tool5", None, None),
    ("sibling that no occupation shares", "tool0", "tool9", None, None),
    ("sibling only under the lowest group", "tool0", "saw", None, None),
    ("substitution 75", "developer", "analyst", 75, L.SUBSTITUTE),
    ("substitution has a direction", "analyst", "developer", None, None),
    ("substitution 25", "analyst", "tester", 25, L.SUBSTITUTE),
    ("same SSYK level-4 group", "developer", "tester", 60, L.SAME_GROUP),
    ("occupation under a group", "ssyk:2512", "tester", 100, L.NARROWER),
    ("occupation under a wider group", "ssyk:251", "tester", 100, L.NARROWER),
    ("SSYK level-4 group for an occupation", "tester", "ssyk:2512", 50, L.BROADER),
    ("level-3 group for a level-4 group", "ssyk:2512", "ssyk:251", None, None),
    ("ISCO group for an occupation", "developer-eu", "isco:2512", None, None),
    ("groups that are close are not credited", "ssyk:2512", "isco:2512", None, None),
    ("a higher driving licence", "B", "CE", 100, L.NARROWER),
    ("a lower driving licence is nothing", "CE", "C", None, None),
    ("a legal licence that includes another", "nurse", "midwife", 100, L.NARROWER),
    ("a legal licence that is included", "midwife", "nurse", None, None),
    ("a higher level of education", "upper-secondary", "bachelor", 100, L.NARROWER),
    ("a lower level of education", "bachelor", "upper-secondary", None, None),
    ("a narrower field of education", "engineering", "software", 100, L.NARROWER),
    ("a broader field of education", "software", "engineering", None, None),
    ("another kind", "python", "swedish", None, None),
]


@pytest.mark.parametrize(
    ("wanted", "claimed", "similarity", "likeness"),
    [r[1:] for r in LIKENESS_RULES],
    ids=[r[0] for r in LIKENESS_RULES],
)
def test_rule_of_likeness(wanted, claimed, similarity, likeness):
    wanted, claimed = GRAPH.find(wanted), GRAPH.find(claimed)
    expected = None if similarity is None else (similarity, likeness)
    assert SIMILARITY.neighbours(wanted).get(claimed) == expected
    assert PAIRWISE.of(wanted, claimed) == expected


def test_a_skill_has_at_most_six_siblings():
    found = SIMILARITY.neighbours(GRAPH.find("tool0"))
    siblings = [GRAPH.id(c) for c, n in found.items() if n.likeness is L.SIBLING]
    assert sorted(siblings) == ["tool1", "tool2", "tool3", "tool4", "tool7", "tool8"]


def test_an_unknown_concept_is_refused():
    with pytest.raises(ValueError, match="not in the graph"):
        SIMILARITY.neighbours(len(GRAPH))


DEGREE_RULES = [
    ("verified counts whole", "python", None, "python", None, E.VERIFIED, 100),
    ("shown", "python", None, "python", None, E.SHOWN, 95),
    ("claimed", "python", None, "python", None, E.CLAIMED, 85),
    ("the level is reached", "python", 3, "python", 3, E.VERIFIED, 100),
    ("a higher level gives no more", "python", 3, "python", 5, E.VERIFIED, 100),
    ("a lower level counts in proportion", "python", 3, "python", 2, E.VERIFIED, 67),
    ("no level stated", "python", 3, "python", None, E.VERIFIED, 70),
    ("no level stated, claimed", "python", 3, "python", None, E.CLAIMED, 60),  # 59.5, half up
    ("no level asked, one stated", "python", None, "python", 1, E.VERIFIED, 100),
    ("rounded once: half up after the product", "django", 4, "python", 3, E.CLAIMED, 32),  # 31.875
    ("a half is rounded up", "django", None, "python", None, E.CLAIMED, 43),  # 42.5
    ("broader, shown", "django", None, "python", None, E.SHOWN, 48),  # 47.5
    ("broader meets only when verified", "django", None, "python", None, E.VERIFIED, 50),
    ("same group just meets when claimed", "developer", None, "tester", None, E.CLAIMED, 51),
    ("language: B1 where B2 is asked", "swedish", 4, "swedish", 3, E.SHOWN, 71),  # 71.25
    ("nothing in common", "python", None, "swedish", 6, E.VERIFIED, 0),
]


def _kind(concept: str) -> RequirementKind:
    return {
        K.LANGUAGE: RequirementKind.LANGUAGE,
        K.OCCUPATION: RequirementKind.OCCUPATION,
    }.get(KINDS[concept], RequirementKind.SKILL)


def _degrees(requirement: Requirement, *claims: Claim) -> int:
    supply = Supply.of([PersonProfile("p", claims=claims)], len(GRAPH))
    return int(score(CompiledNeed((requirement,)), supply, SIMILARITY).degrees[0, 0])


@pytest.mark.parametrize(
    ("wanted", "minimum", "claimed", "level", "evidence", "degree"),
    [r[1:] for r in DEGREE_RULES],
    ids=[r[0] for r in DEGREE_RULES],
)
def test_rule_of_degree(wanted, minimum, claimed, level, evidence, degree):
    asked = Requirement(_kind(wanted), (GRAPH.find(wanted),), Polarity.MUST, 6, minimum)
    assert _degrees(asked, Claim(GRAPH.find(claimed), level, evidence)) == degree


def test_the_best_claim_counts_and_never_the_sum():
    asked = Requirement(RequirementKind.SKILL, (GRAPH.find("python"),), Polarity.MUST, 6)
    claims = [Claim(GRAPH.find(i)) for i in ("scripting", "django", "coding-eu")]
    assert _degrees(asked, *claims) == 85
    supply = Supply.of([PersonProfile("p", claims=tuple(claims))], len(GRAPH))
    assert plain_sum(CompiledNeed((asked,)), supply, SIMILARITY).tolist() == [6 * (77 + 85 + 43)]


def test_the_best_of_several_statements_about_one_concept_counts():
    python = GRAPH.find("python")
    asked = Requirement(RequirementKind.SKILL, (python,), Polarity.MUST, 6, 4)
    assert _degrees(asked, Claim(python, 1, E.VERIFIED), Claim(python, 4, E.CLAIMED)) == 85


def test_where_two_claims_give_the_same_the_closer_rule_explains():
    """Broader, claimed without a level: 29.75. A sibling, verified and at the level: 30."""
    tool, parent, sibling = (GRAPH.find(i) for i in ("tool0", "programming", "tool7"))
    claims = (Claim(sibling, 3, E.VERIFIED), Claim(parent))
    asked = CompiledNeed((Requirement(RequirementKind.SKILL, (tool,), Polarity.MUST, 6, 3),))
    supply = Supply.of([PersonProfile("p", claims=claims)], len(GRAPH))
    (found,) = match(asked, supply, SIMILARITY, PLACES, PARAMETERS, 1).ranked
    assert (found.credits[0].claim, found.credits[0].likeness) == (Claim(parent), L.BROADER)


def test_the_best_of_alternatives_counts():
    asked = Requirement(
        RequirementKind.OCCUPATION, tuple(map(GRAPH.find, ("analyst", "developer"))), Polarity.MUST, 10
    )
    assert _degrees(asked, Claim(GRAPH.find("tester"), None, E.VERIFIED)) == 60


def test_the_table_of_credits_is_exact_everywhere():
    """Against the definition in whole numbers, for every similarity, level, minimum and evidence."""
    from fractions import Fraction

    from kompetensnav.engine.matching.degree import credit_table

    for minimum in (None, 1, 2, 3, 4, 5, 6):
        table = credit_table(minimum, PARAMETERS)
        for similarity, level, evidence in np.ndindex(101, 7, 3):
            factor = Fraction(7, 10) if level == 0 else min(Fraction(1), Fraction(level, minimum or 1))
            exact = similarity * (factor if minimum else 1) * Fraction((85, 95, 100)[evidence], 100)
            assert table[similarity, level * 3 + evidence] == (exact + Fraction(1, 2)) // 1
