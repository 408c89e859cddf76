"""People and needs for the tests of the cluster: a small graph, many ties, every kind of gap in what is known."""

from random import Random

import numpy as np

from kompetensnav.engine.matching.need import CompiledNeed, Requirement
from kompetensnav.engine.matching.query import Query, prepare
from kompetensnav.engine.matching.result import Found
from kompetensnav.engine.matching.search import Searcher, merge, search
from kompetensnav.engine.matching.shard import Shard
from kompetensnav.engine.matching.similarity import Similarity
from kompetensnav.engine.matching.supply import Claim, PersonProfile, Places, Supply
from kompetensnav.engine.matching.terms import Answer, Evidence, Polarity, RequirementKind, Section, SectionState
from kompetensnav.engine.taxonomy.kinds import Kind, Relation
from tests.engine.matching.matching_worlds import PARAMETERS, graph_of

_KINDS = {
    RequirementKind.SKILL: [f"s{i}" for i in range(12)],
    RequirementKind.OCCUPATION: ["o0", "o1", "o2"],
    RequirementKind.LANGUAGE: ["l0", "l1"],
    RequirementKind.DRIVING_LICENCE: ["d0"],
    RequirementKind.LEGAL_LICENCE: ["n0"],
}
GRAPH = graph_of(
    {
        **dict.fromkeys(_KINDS[RequirementKind.SKILL], Kind.SKILL),
        **dict.fromkeys(_KINDS[RequirementKind.OCCUPATION], Kind.OCCUPATION),
        **dict.fromkeys(_KINDS[RequirementKind.LANGUAGE], Kind.LANGUAGE),
        "d0": Kind.DRIVING_LICENCE,
        "n0": Kind.LEGAL_LICENCE,
    },
    [("s0", Relation.BROADER, "s1"), ("s2", Relation.BROADER, "s3"), ("o0", Relation.SUBSTITUTED_BY, "o1", 75)],
)
SIMILARITY = Similarity(GRAPH, PARAMETERS)
REGIONS = (0, 0, 1, 1, 1, 2, 5, 5)
PLACES = Places(
    np.abs(np.subtract.outer(np.arange(8), np.arange(8))).astype(np.int32) * 20, np.array(REGIONS, np.int32)
)


def profiles(n: int, seed: int = 1) -> list[PersonProfile]:
    """n people in no order, a third of them in one place."""
    random = Random(seed)
    return [_profile(random, f"p-{random.getrandbits(40):010x}") for _ in range(n)]


def supply(n: int, seed: int = 1) -> Supply:
    return supply_of(profiles(n, seed))


def supply_of(people: list[PersonProfile]) -> Supply:
    return Supply.of(people, len(GRAPH))


def queries(n: int, seed: int = 2) -> list[Query]:
    random = Random(seed)
    return [prepare(_need(random), SIMILARITY, PLACES) for _ in range(n)]


def on_one_machine(people: Supply, asked: list[Query], k: int) -> list[Found]:
    """What the cluster must answer, bit for bit."""
    searcher = Searcher(Shard.of(people, PLACES))
    return [merge(query, [search(query, searcher, k)], k) for query in asked]


def _profile(random: Random, name: str) -> PersonProfile:
    return PersonProfile(
        id=name,
        municipality=random.choice([None, *range(len(PLACES)), 2, 2, 2, 2]),
        commute=random.choice([None, (), (0,), (1, 6)]),
        willing_to_move=random.choice(list(Answer)),
        claims=tuple(
            Claim(random.randrange(len(GRAPH)), random.choice([None, 2, 4]), random.choice(list(Evidence)))
            for _ in range(random.choice([0, 2, 2, 5]))
        ),
        sections={s: random.choice(list(SectionState)) for s in Section if random.random() < 0.7},
        meets_legal_age=random.choice(list(Answer)),
    )


def _need(random: Random) -> CompiledNeed:
    asked = []
    for _ in range(random.randint(1, 4)):
        kind = random.choice([*_KINDS, RequirementKind.SKILL, RequirementKind.SKILL])
        concept = GRAPH.find(random.choice(_KINDS[kind]))
        assert concept is not None
        level = 3 if kind.highest_level and random.random() < 0.3 else None
        asked.append(Requirement(kind, (concept,), random.choice(list(Polarity)), random.randint(1, 10), level))
    return CompiledNeed(tuple(asked), random.choice([None, *range(len(PLACES))]), random.random() < 0.2)
