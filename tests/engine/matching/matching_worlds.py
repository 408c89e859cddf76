"""Graphs, people and needs for the tests of matching, and Hypothesis strategies for small ones."""

from dataclasses import dataclass

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


def graph_of(kinds: dict[str, Kind], relations: list[tuple[str, Relation, str] | tuple[str, Relation, str, int]]):
    """A graph without labels."""
    layer = Layer("test", concepts=[ConceptRecord(i, k, "test") for i, k in kinds.items()])
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
    (list(SMALL), Relation.EXACT_MATCH, list(SMALL)),
    (list(SMALL), Relation.BROADER, list(SMALL)),
]


@st.composite
def relations(draw):
    source, relation, target = draw(st.sampled_from(_LIKELY))
    weight = draw(st.sampled_from([25, 75])) if relation is Relation.SUBSTITUTED_BY else 100
    return draw(st.sampled_from(source)), relation, draw(st.sampled_from(target)), weight


graphs = st.lists(relations(), max_size=45).map(lambda rows: graph_of(SMALL, rows))

_CLAIMABLE = {
    RequirementKind.OCCUPATION: _OCCUPATIONS + _GROUPS,
    RequirementKind.SKILL: _SKILLS + _BY_KIND[Kind.SKILL_GROUP],
    RequirementKind.LANGUAGE: _BY_KIND[Kind.LANGUAGE],
    RequirementKind.DRIVING_LICENCE: _BY_KIND[Kind.DRIVING_LICENCE],
    RequirementKind.LEGAL_LICENCE: _BY_KIND[Kind.LEGAL_LICENCE],
    RequirementKind.EDUCATION: _BY_KIND[Kind.EDUCATION_LEVEL] + _BY_KIND[Kind.EDUCATION_FIELD],
}


@st.composite
def requirements(draw, graph):
    kind = draw(st.sampled_from(RequirementKind))
    ids = draw(st.lists(st.sampled_from(_CLAIMABLE[kind]), min_size=1, max_size=2, unique=True))
    level = draw(st.none() | st.integers(1, kind.highest_level)) if kind.highest_level else None
    concepts = tuple(graph.find(i) for i in ids)
    return Requirement(kind, concepts, draw(st.sampled_from(Polarity)), draw(st.integers(1, 10)), level)


def claims(graph):
    return st.builds(
        Claim,
        st.sampled_from([graph.find(i) for ids in _CLAIMABLE.values() for i in ids]),
        st.none() | st.integers(1, 6),
        st.sampled_from(Evidence),
    )


def profiles(graph):
    return st.builds(
        PersonProfile,
        id=st.text("abcdef", min_size=1, max_size=3),
        municipality=st.none() | st.integers(0, 2),
        commute=st.none() | st.lists(st.integers(0, 2), max_size=2).map(tuple),
        willing_to_move=st.sampled_from(Answer),
        claims=st.lists(claims(graph), max_size=6).map(tuple),
        sections=st.dictionaries(st.sampled_from(Section), st.sampled_from(SectionState)),
        meets_legal_age=st.sampled_from(Answer),
    )


@st.composite
def worlds(draw, min_people=0):
    graph = draw(graphs)
    asked = st.lists(requirements(graph), max_size=5).map(tuple)
    need = CompiledNeed(draw(asked), draw(st.none() | st.integers(0, 2)), draw(st.booleans()))
    people = st.lists(profiles(graph), min_size=min_people, max_size=8, unique_by=lambda p: p.id).map(tuple)
    return World(graph, draw(people), need)
