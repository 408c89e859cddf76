"""Graphs, people and needs for the tests of matching, and Hypothesis strategies for small ones."""

from dataclasses import dataclass, replace
from random import Random

import numpy as np
from hypothesis import strategies as st

from kompetensnav.engine.matching.match import match
from kompetensnav.engine.matching.near_misses import near_misses
from kompetensnav.engine.matching.need import CompiledNeed, Requirement
from kompetensnav.engine.matching.reference import Reference
from kompetensnav.engine.matching.reference_similarity import PairwiseSimilarity
from kompetensnav.engine.matching.similarity import Similarity
from kompetensnav.engine.matching.supply import Claim, PersonProfile, Places, Supply
from kompetensnav.engine.matching.terms import (
    Answer,
    Evidence,
    Polarity,
    RequirementKind,
    Section,
    SectionState,
)
from kompetensnav.engine.taxonomy.build import compose
from kompetensnav.engine.taxonomy.graph import TaxonomyGraph
from kompetensnav.engine.taxonomy.kinds import Kind, Relation
from kompetensnav.engine.taxonomy.records import ConceptRecord, Layer, RelationRecord
from kompetensnav.runtime.parameters import load

PARAMETERS = load()
PLACES = Places(np.array([[0, 36, 54], [36, 0, 85], [54, 85, 0]], np.int32))


def _scheme(concept: str) -> str:
    """Several schemes, since exact matches only hold between them."""
    if concept.endswith("-eu"):
        return "eu"
    return f"scheme{int(concept[-1]) % 3}" if concept[-1].isdigit() else "test"


def graph_of(kinds: dict[str, Kind], relations: list[tuple[str, Relation, str] | tuple[str, Relation, str, int]]):
    """A graph without labels."""
    layer = Layer("test", concepts=[ConceptRecord(i, k, _scheme(i)) for i, k in kinds.items()])
    layer.relations = [RelationRecord(s, t, r, *weight) for s, r, t, *weight in relations]
    return compose("test-1", [layer]).graph


@dataclass(frozen=True)
class World:
    """A graph with people and a need in it."""

    graph: TaxonomyGraph
    people: tuple[PersonProfile, ...]
    need: CompiledNeed

    def match(self, k=5, people=None, need=None, similarity=None):
        people = self.people if people is None else people
        similarity = similarity or Similarity(self.graph, PARAMETERS)
        supply = Supply.of(people, len(self.graph))
        return match(need or self.need, supply, similarity, PLACES, PARAMETERS, k)

    def near_misses(self, condition, k=5):
        supply = Supply.of(self.people, len(self.graph))
        return near_misses(self.need, supply, Similarity(self.graph, PARAMETERS), PLACES, PARAMETERS, condition, k)

    @property
    def reference(self) -> Reference:
        return Reference(self.need, PairwiseSimilarity(self.graph, PARAMETERS), PLACES, PARAMETERS)


SMALL = {
    **dict.fromkeys(("ssyk:2511", "ssyk:2512", "ssyk:251", "isco:2511"), Kind.OCCUPATION_GROUP),
    **{f"o{i}": Kind.OCCUPATION for i in range(5)},
    **{f"g{i}": Kind.SKILL_GROUP for i in range(3)},
    **{f"s{i}": Kind.SKILL for i in range(9)},
    **{f"k{i}": Kind.KNOWLEDGE for i in range(2)},
    **{f"l{i}": Kind.LANGUAGE for i in range(2)},
    **{f"d{i}": Kind.DRIVING_LICENCE for i in range(2)},
    **{f"n{i}": Kind.LEGAL_LICENCE for i in range(2)},
    **{f"e{i}": Kind.EDUCATION_LEVEL for i in range(3)},
    "f0": Kind.EDUCATION_FIELD,
}
_BY_KIND = {kind: [i for i, k in SMALL.items() if k is kind] for kind in Kind}
_SKILLS = _BY_KIND[Kind.SKILL] + _BY_KIND[Kind.KNOWLEDGE]
_OCCUPATIONS, _GROUPS = _BY_KIND[Kind.OCCUPATION], _BY_KIND[Kind.OCCUPATION_GROUP]
_LIKELY = [
    (_SKILLS, Relation.BROADER, _BY_KIND[Kind.SKILL_GROUP]),
    (_SKILLS, Relation.BROADER, _SKILLS),
    (_BY_KIND[Kind.SKILL_GROUP], Relation.BROADER, _BY_KIND[Kind.SKILL_GROUP]),
    (_OCCUPATIONS + _GROUPS, Relation.ESSENTIAL, _SKILLS),
    (_OCCUPATIONS + _GROUPS, Relation.OPTIONAL, _SKILLS),
    (_OCCUPATIONS, Relation.BROADER, _GROUPS + _OCCUPATIONS),
    (_GROUPS, Relation.BROADER, _GROUPS),
    (_OCCUPATIONS, Relation.SUBSTITUTED_BY, _OCCUPATIONS),
    (_SKILLS + _OCCUPATIONS, Relation.EXACT_MATCH, _SKILLS + _OCCUPATIONS),
    (_SKILLS + _OCCUPATIONS + _GROUPS, Relation.CLOSE_MATCH, _SKILLS + _OCCUPATIONS + _GROUPS),
    (_SKILLS + _OCCUPATIONS, Relation.BROAD_MATCH, _SKILLS + _OCCUPATIONS + _GROUPS),
    (_BY_KIND[Kind.DRIVING_LICENCE], Relation.BROADER, _BY_KIND[Kind.DRIVING_LICENCE]),
    (_BY_KIND[Kind.LEGAL_LICENCE], Relation.BROADER, _BY_KIND[Kind.LEGAL_LICENCE]),
    (_BY_KIND[Kind.EDUCATION_LEVEL], Relation.BROADER, _BY_KIND[Kind.EDUCATION_LEVEL]),
]


# Anything may be tangled with anything, but seldom, or all concepts would become one.
_UNLIKELY = [(list(SMALL), Relation.EXACT_MATCH, list(SMALL)), (list(SMALL), Relation.BROADER, list(SMALL))]


def _relation(random: Random):
    source, relation, target = random.choice(_UNLIKELY if random.random() < 0.03 else _LIKELY)
    if relation is Relation.EXACT_MATCH and random.random() < 0.5:
        relation = Relation.BROADER
    weight = random.choice([25, 75]) if relation is Relation.SUBSTITUTED_BY else 100
    return random.choice(source), relation, random.choice(target), weight


# Hypothesis draws sizes and a seed rather than every relation: dense graphs, drawn quickly, that still shrink.
seeds = st.integers(0, 2**32).map(Random)
graphs = st.builds(
    lambda random, n: graph_of(SMALL, [_relation(random) for _ in range(n)]), seeds, st.integers(0, 90)
)

_CLAIMABLE = {
    RequirementKind.OCCUPATION: _OCCUPATIONS + _GROUPS,
    RequirementKind.SKILL: _SKILLS + _BY_KIND[Kind.SKILL_GROUP],
    RequirementKind.LANGUAGE: _BY_KIND[Kind.LANGUAGE],
    RequirementKind.DRIVING_LICENCE: _BY_KIND[Kind.DRIVING_LICENCE],
    RequirementKind.LEGAL_LICENCE: _BY_KIND[Kind.LEGAL_LICENCE],
    RequirementKind.EDUCATION: _BY_KIND[Kind.EDUCATION_LEVEL] + _BY_KIND[Kind.EDUCATION_FIELD],
}


def _requirement(random: Random, graph) -> Requirement:
    kind = random.choice([*RequirementKind, RequirementKind.SKILL, RequirementKind.OCCUPATION])
    concepts = tuple(graph.find(i) for i in random.sample(_CLAIMABLE[kind], random.choice([1, 1, 2])))
    level = random.randint(1, kind.highest_level) if kind.highest_level and random.random() < 0.5 else None
    return Requirement(kind, concepts, random.choice(list(Polarity)), random.randint(1, 10), level)


def _claim(random: Random, graph, near: list[int]) -> Claim:
    concept = random.choice(near) if near and random.random() < 0.7 else random.randrange(len(graph))
    return Claim(concept, random.choice([None, *range(1, 7)]), random.choice(list(Evidence)))


def _profile(random: Random, graph, near: list[int], name: str) -> PersonProfile:
    return PersonProfile(
        id=name,
        municipality=random.choice([None, 0, 1, 2]),
        commute=random.choice([None, (), (0,), (1, 2), (2, 2)]),
        willing_to_move=random.choice(list(Answer)),
        claims=tuple(_claim(random, graph, near) for _ in range(random.randint(0, 7))),
        sections={s: random.choice(list(SectionState)) for s in Section if random.random() < 0.7},
        meets_legal_age=random.choice(list(Answer)),
    )


def claims(graph):
    return st.builds(
        Claim, st.integers(0, len(graph) - 1), st.none() | st.integers(1, 6), st.sampled_from(Evidence)
    )


@st.composite
def worlds(draw, min_people=0):
    graph, random = draw(graphs), draw(seeds)
    asked = tuple(_requirement(random, graph) for _ in range(draw(st.integers(0, 5))))
    need = CompiledNeed(asked, draw(st.none() | st.integers(0, 2)), draw(st.booleans()))
    # Most claims speak for something asked. Which do is taken from the engine: here it only steers the drawing.
    similarity = Similarity(graph, PARAMETERS)
    near = sorted({c for r in asked for c in similarity.of_alternatives(r.concepts)})
    names = random.sample("abcdefghijklmnopqrstuvwxyz", draw(st.integers(min_people, 12)))
    people = [_profile(random, graph, near, name) for name in names]
    # Some are alike but for one thing, so that later keys of the ranking get to decide.
    people = [
        replace(people[0], id=p.id, municipality=p.municipality) if random.random() < 0.25 else p for p in people
    ]
    return World(graph, tuple(people), need)
