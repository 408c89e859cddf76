"""Graphs, people and needs for the tests of matching, and Hypothesis strategies for small ones."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, fields, replace
from functools import cache, cached_property
from random import Random
from unittest import mock

import numpy as np
from hypothesis import strategies as st

from kompetensnav.engine.matching import districts
from kompetensnav.engine.matching.index import Index
from kompetensnav.engine.matching.match import match, near_misses
from kompetensnav.engine.matching.need import CompiledNeed, Requirement
from kompetensnav.engine.matching.parameters import Parameters
from kompetensnav.engine.matching.query import Query, prepare
from kompetensnav.engine.matching.reference import Judged, Reference
from kompetensnav.engine.matching.reference_similarity import PairwiseSimilarity
from kompetensnav.engine.matching.result import Found, Listed, MatchResult, PersonMatch
from kompetensnav.engine.matching.search import Searcher, merge, search, search_near
from kompetensnav.engine.matching.shard import Shard
from kompetensnav.engine.matching.similarity import Similarity
from kompetensnav.engine.matching.supply import Claim, PersonProfile, Places, Supply
from kompetensnav.engine.matching.terms import (
    Answer,
    Condition,
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


class _AskingOnce(PairwiseSimilarity):
    """Brute force is slow, and many people claim the same."""

    def __init__(self, *args) -> None:
        super().__init__(*args)
        self.of = cache(super().of)


class JudgingOnce(Reference):
    """Brute force is slow, and a person may be asked after for several lists."""

    def __init__(self, *args) -> None:
        super().__init__(*args)
        self._judged: list[tuple[PersonProfile, Judged]] = []

    def judge(self, person: PersonProfile) -> Judged:
        for known, judged in self._judged:
            if known is person:
                return judged
        self._judged.append((person, super().judge(person)))
        return self._judged[-1][1]


@dataclass(frozen=True)
class World:
    """A graph with people and a need in it, and the rules by which they are matched."""

    graph: TaxonomyGraph
    people: tuple[PersonProfile, ...]
    need: CompiledNeed
    places: Places = PLACES
    parameters: Parameters = PARAMETERS

    @cached_property
    def similarity(self) -> Similarity:
        return Similarity(self.graph, self.parameters)

    def supply(self, people: Iterable[PersonProfile] | None = None) -> Supply:
        return Supply.of(self.people if people is None else tuple(people), len(self.graph))

    def match(self, k=5, people=None, need=None, similarity=None):
        similarity = similarity or self.similarity
        return match(need or self.need, self.supply(people), similarity, self.places, self.parameters, k)

    def near_misses(self, condition, k=5, people=None):
        return near_misses(self.need, self.supply(people), self.similarity, self.places, condition, k)

    @property
    def reference(self) -> Reference:
        similarity = _AskingOnce(self.graph, self.parameters)
        return JudgingOnce(self.need, similarity, self.places, self.parameters)

    def query(self, need: CompiledNeed | None = None, grants: Sequence[Claim] = ()) -> Query:
        return prepare(need or self.need, self.similarity, self.places, grants)

    def searcher(self, people: Iterable[PersonProfile] | None = None) -> Searcher:
        return Searcher(Shard.of(self.supply(people), self.places))

    def index(self, people: Iterable[PersonProfile] | None = None) -> Index:
        return Index.of(self.supply(people), self.places)


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


def _profile(random: Random, graph, near: list[int], name: str, places: int = 3) -> PersonProfile:
    return PersonProfile(
        id=name,
        municipality=random.choice([None, *range(places)]),
        commute=random.choice([None, (), *(_some(random, places) for _ in range(3))]),
        willing_to_move=random.choice(list(Answer)),
        claims=tuple(_claim(random, graph, near) for _ in range(random.randint(0, 7))),
        sections={s: random.choice(list(SectionState)) for s in Section if random.random() < 0.7},
        meets_legal_age=random.choice(list(Answer)),
    )


def _some(random: Random, places: int) -> tuple[int, ...]:
    """Places, one of them perhaps twice."""
    return tuple(random.randrange(places) for _ in range(random.randint(1, 3)))


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


_ENDS = (0, 1, 49, 50, 51, 99, 100)


def _parameters(random: Random) -> Parameters:
    """Any numbers that a parameter file may hold; those at the ends of their ranges are drawn often."""

    def hundredths(least: int) -> int:
        return random.choice([least, 100, *(random.randint(least, 100) for _ in range(3))])

    claimed, shown, verified = sorted(hundredths(1) for _ in range(3))
    most_lo, least_hi = sorted(random.sample(random.choice([range(101), _ENDS]), 2))
    similarities = [f.name for f in fields(Parameters) if f.name.startswith("similarity_")]
    return replace(
        PARAMETERS,
        version=f"drawn-{random.getrandbits(16)}",
        **{name: hundredths(0) for name in similarities},
        level_unstated=hundredths(1),
        evidence_claimed=claimed,
        evidence_shown=shown,
        evidence_verified=verified,
        outcome_met=hundredths(1),
        limit_requirements=random.choice([9, 65]),
        ask_first_least_hi=least_hi,
        ask_first_most_lo=most_lo,
    )


def _places(random: Random) -> Places:
    """One to six places with distances that differ by direction and often tie, grouped anyhow."""
    n = random.randint(1, 6)
    km = [[random.choice([0, 7, 7, 36, 36, random.randint(0, 2000)]) for _ in range(n)] for _ in range(n)]
    region = [random.choice([0, 1, 2, 25]) for _ in range(n)]
    distances = np.array(km, np.int32)
    return Places(distances, np.array(region, np.int32)) if random.random() < 0.7 else Places(distances)


def region_of(random: Random, graph: TaxonomyGraph, n_people: int, n_requirements: int) -> World:
    """A world with everything drawn anew: places, numbers of the rules, need and people."""
    places, parameters = _places(random), _parameters(random)
    asked = tuple(_requirement(random, graph) for _ in range(n_requirements))
    need = CompiledNeed(asked, random.choice([None, *range(len(places))]), random.random() < 0.5)
    similarity = Similarity(graph, parameters)
    near = sorted({c for r in asked for c in similarity.of_alternatives(r.concepts)})
    names = random.sample(range(10 * n_people), n_people)
    people = [_profile(random, graph, near, f"p{name}", len(places)) for name in names]
    # Some are alike but for home or sections, so that later keys of the ranking get to decide.
    alike = [
        replace(people[0], id=p.id, municipality=p.municipality, sections=random.choice([p, people[0]]).sections)
        if random.random() < 0.25
        else p
        for p in people
    ]
    return World(graph, tuple(alike), need, places, parameters)


@st.composite
def regions(draw, min_people=0):
    graph, random = draw(graphs), draw(seeds)
    return region_of(random, graph, draw(st.integers(min_people, 20)), draw(st.integers(0, 9)))


def crowd(seed: int, n_people: int, n_requirements: int = 6) -> World:
    """A world with more people than Hypothesis can draw; the same for the same seed."""
    random = Random(seed)
    graph = graph_of(SMALL, [_relation(random) for _ in range(60)])
    return region_of(random, graph, n_people, n_requirements)


def need_in(world: World, seed: int, n_requirements: int = 4) -> CompiledNeed:
    """Another need in a world."""
    random = Random(seed)
    asked = tuple(_requirement(random, world.graph) for _ in range(n_requirements))
    return CompiledNeed(asked, random.choice([None, *range(len(world.places))]), random.random() < 0.5)


# The least people of a district and the most of a partition: few enough for the people at hand to fill several.
layouts = st.sampled_from([(0, 1), (1, 2), (3, 5), (4_096, 65_536)])


@contextmanager
def laid_out(layout: tuple[int, int]) -> Iterator[None]:
    """Shards built here have districts and partitions of these sizes."""
    smallest, largest = layout
    with mock.patch.multiple(districts, SMALLEST_DISTRICT=smallest, LARGEST_PARTITION=largest):
        yield


def split(people: Collection[PersonProfile], n_parts: int, random: Random) -> list[list[PersonProfile]]:
    """Everybody in one of several parts, some of which may be empty."""
    parts: list[list[PersonProfile]] = [[] for _ in range(n_parts)]
    for person in people:
        random.choice(parts).append(person)
    return parts


def found_in(searchers: Sequence[Searcher], query: Query, k: int) -> Found:
    return merge(query, [search(query, searcher, k) for searcher in searchers], k)


def near_in(searchers: Sequence[Searcher], query: Query, condition: Condition, k: int) -> tuple[Listed, ...]:
    return merge(query, [search_near(query, searcher, condition, k) for searcher in searchers], k).ranked


def unexplained(people: Sequence[PersonMatch], need: CompiledNeed) -> tuple[Listed, ...]:
    """People of a match as a search lists them: of whom nothing is known, all is possible."""
    return tuple(
        Listed(m.person, m.score.lo, m.score.hi, m.score.known, m.distance_km)
        if m.score
        else Listed(m.person, 0, need.scale, 0, m.distance_km)
        for m in people
    )


def found_of(result: MatchResult, need: CompiledNeed) -> Found:
    """A match as a search answers it."""
    return Found(unexplained(result.ranked, need), unexplained(result.ask_first, need), result.counts, result.stamp)
