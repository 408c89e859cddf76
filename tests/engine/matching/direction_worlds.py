"""Worlds of several needs, people and courses for the tests of the other directions."""

from dataclasses import dataclass
from random import Random

from hypothesis import strategies as st

from kompetensnav.engine.matching.directions.demand import Demand
from kompetensnav.engine.matching.need import CompiledNeed
from kompetensnav.engine.matching.query import prepare
from kompetensnav.engine.matching.reference import Reference
from kompetensnav.engine.matching.reference_similarity import PairwiseSimilarity
from kompetensnav.engine.matching.similarity import Similarity
from kompetensnav.engine.matching.supply import Claim, PersonProfile
from kompetensnav.engine.taxonomy.graph import TaxonomyGraph
from tests.engine.matching.matching_worlds import PARAMETERS, PLACES, _claim, _profile, _requirement, graphs, seeds


@dataclass(frozen=True)
class Region:
    """A graph with needs by id, people, and what courses grant by id."""

    graph: TaxonomyGraph
    needs: dict[str, CompiledNeed]
    people: tuple[PersonProfile, ...]
    courses: dict[str, tuple[Claim, ...]]

    @property
    def similarity(self) -> Similarity:
        return Similarity(self.graph, PARAMETERS)

    def demand(self, needs=None) -> Demand:
        similarity = self.similarity
        needs = self.needs if needs is None else needs
        queries = {i: prepare(need, similarity, PLACES) for i, need in needs.items()}
        return Demand.of(queries, similarity, PLACES)

    def reference(self, need: CompiledNeed) -> Reference:
        return Reference(need, PairwiseSimilarity(self.graph, PARAMETERS), PLACES, PARAMETERS)


def _need(random: Random, graph: TaxonomyGraph, least: int) -> CompiledNeed:
    asked = tuple(_requirement(random, graph) for _ in range(random.randint(least, 5)))
    return CompiledNeed(asked, random.choice([None, 0, 1, 2]), random.random() < 0.4)


@st.composite
def regions(draw, least_needs=0, least_people=1, least_requirements=0):
    graph, random = draw(graphs), draw(seeds)
    names = random.sample("abcdefghijklmnopqrstuvwxyz", draw(st.integers(least_needs, 10)))
    needs = {name: _need(random, graph, least_requirements) for name in names}
    # Some needs ask for the same in other places, so that later keys of the ranking get to decide.
    first = needs[names[0]] if names else None
    for name in names:
        if first is not None and random.random() < 0.2:
            needs[name] = CompiledNeed(first.requirements, random.choice([None, 0, 1, 2]))
    similarity = Similarity(graph, PARAMETERS)
    asked = [r for need in needs.values() for r in need.requirements]
    near = sorted({c for r in asked for c in similarity.of_alternatives(r.concepts)})
    who = random.sample("abcdefghijklmnopqrstuvwxyz", draw(st.integers(least_people, 10)))
    courses = {
        f"c{i}": tuple(_claim(random, graph, near) for _ in range(random.randint(0, 3)))
        for i in range(draw(st.integers(0, 6)))
    }
    return Region(graph, needs, tuple(_profile(random, graph, near, name) for name in who), courses)


def plain(match):
    """A listed person of the engine in the terms of the reference."""
    degrees = tuple(c.degree for c in match.credits)
    outcomes = tuple(c.outcome for c in match.credits)
    score = match.score and (match.score.lo, match.score.hi, match.score.known)
    question = None
    if match.question is not None:
        q = match.question
        question = ("condition", int(q.condition)) if q.requirement is None else ("requirement", q.requirement)
    return match.person, degrees, outcomes, score, match.distance_km, match.unknown, question


def judged(j, need):
    """The same of what the reference says."""
    score = None if j.without_evidence else (j.lo * need.scale, j.hi * need.scale, j.share * need.weight)
    return j.id, tuple(d * 100 for d in j.degrees), j.outcomes, score, j.distance, j.unknown, j.question
