"""Small regions with offers for the tests of routes, and the strategies that draw them."""

from dataclasses import dataclass, replace
from functools import cached_property
from random import Random

from hypothesis import strategies as st

from kompetensnav.engine.matching.need import Requirement
from kompetensnav.engine.matching.reference import Reference
from kompetensnav.engine.matching.reference_similarity import PairwiseSimilarity
from kompetensnav.engine.matching.similarity import Similarity
from kompetensnav.engine.matching.supply import Claim, PersonProfile, Supply
from kompetensnav.engine.matching.terms import Answer, Evidence, Polarity, Section, SectionState
from kompetensnav.engine.pathways.for_need import routes_for_need
from kompetensnav.engine.pathways.offers import Goal, Offer, RouteParameters, Traveller
from kompetensnav.engine.pathways.reference import ReferenceRoutes
from kompetensnav.engine.pathways.search import routes_for_person
from kompetensnav.engine.pathways.terms import OnSite, StepKind
from kompetensnav.engine.taxonomy.graph import TaxonomyGraph
from tests.engine.matching.matching_worlds import PARAMETERS, PLACES, _claim, _profile, _requirement, graphs, seeds

TODAY = 1_000
KINDS = (StepKind.TRAINING, StepKind.VALIDATION, StepKind.LANGUAGE, StepKind.PLACEMENT)


class _JudgingOnce(Reference):
    """Brute force asks the same a thousand times over."""

    def __init__(self, *args) -> None:
        super().__init__(*args)
        self._known = {}

    def degree(self, person, requirement):
        key = person.claims, requirement
        if key not in self._known:
            self._known[key] = super().degree(person, requirement)
        return self._known[key]


@dataclass(frozen=True)
class Region:
    """A goal, people with the first day each is free, and offers."""

    graph: TaxonomyGraph
    goal: Goal
    people: tuple[PersonProfile, ...]
    free_from: dict[str, int]
    offers: tuple[Offer, ...]
    parameters: RouteParameters

    @cached_property
    def similarity(self) -> Similarity:
        return Similarity(self.graph, PARAMETERS)

    @cached_property
    def reference(self) -> ReferenceRoutes:
        judge = _JudgingOnce(self.goal.as_need, PairwiseSimilarity(self.graph, PARAMETERS), PLACES, PARAMETERS)
        return ReferenceRoutes(self.goal, self.offers, judge, self.parameters, TODAY)

    def traveller(self, person: PersonProfile) -> Traveller:
        return Traveller(person, self.free_from.get(person.id, TODAY))

    def found(self, person: PersonProfile):
        offers = self.offers
        return routes_for_person(self.traveller(person), self.goal, offers, self.similarity, self.parameters, TODAY)

    def for_need(self, find=routes_for_need):
        supply = Supply.of(self.people, len(self.graph))
        return find(self.goal, supply, self.free_from, self.offers, self.similarity, self.parameters, TODAY)


def teaching(requirement: Requirement) -> Claim:
    """A claim that meets a requirement beyond doubt."""
    return Claim(requirement.concepts[0], requirement.minimum_level, Evidence.VERIFIED)


def _offer(random: Random, graph: TaxonomyGraph, name: str, wanted: list[Requirement], easy: bool) -> Offer:
    """``easy``: nothing but dates, demands, places and costs stands in the way."""
    grants = [teaching(r) for r in random.sample(wanted, min(len(wanted), random.choice([0, 1, 1, 1, 2])))]
    if random.random() < 0.2:
        grants.append(_claim(random, graph, []))
    dated = random.random() < 0.7
    starts = TODAY + random.choice([-3, 0, 5, 7, 12, 17, 24, 30, 30, 45, 60, 90]) if dated else None
    return Offer(
        id=name,
        programme=f"programme {name}",
        kind=random.choice(KINDS),
        grants=tuple(grants),
        demands=tuple(random.sample(wanted, min(len(wanted), random.choice([0, 0, 0, 1, 1, 2])))),
        starts=starts,
        ends=starts + random.choice([0, 4, 11, 20]) if starts is not None else None,
        days=0 if dated else random.choice([1, 5, 12]),
        apply_by=random.choice([None, None, *(TODAY + d for d in ((30,) if easy else (-1, 0, 6, 7, 8, 30)))]),
        place=random.choice([0, 1, 2] if easy else [None, 0, 0, 1, 1, 2, 2]),
        on_site=random.choice([*OnSite, OnSite.ALL, OnSite.ALL]),
        seats_left=random.choice([None, 3, 3] if easy else [None, 0, 3, 3, 3, 3]),
        cost=random.choice([None, 0, 0, 100, 100, 200]),
        confirmed=random.random() < 0.8,
    )


def _person(random: Random, graph: TaxonomyGraph, near: list[int], name: str, wanted: list[Requirement]):
    """Somebody who has told much, so that not everything is taken for granted."""
    person = _profile(random, graph, near, name)
    able = random.choice([0.05, 0.4])
    claims = tuple(teaching(r) for r in wanted if random.random() < able)
    sections = dict(person.sections)
    if random.random() < 0.7:
        sections |= dict.fromkeys((s for s in Section if random.random() < 0.9), SectionState.COMPLETE)
    willing = random.choice([*Answer, Answer.YES])
    commute = random.choice([person.commute, (0, 1, 2)])
    claims += person.claims[: random.randint(0, 2)]
    return replace(person, claims=claims, sections=sections, willing_to_move=willing, commute=commute)


def draw_region(random: Random, graph: TaxonomyGraph, n_people: int, n_offers: int, n_asked: int) -> Region:
    """A region with offers most of which lead to the goal or to each other."""
    asked = tuple(replace(_requirement(random, graph), polarity=Polarity.MUST) for _ in range(n_asked))
    if asked and random.random() < 0.2:
        asked += (replace(asked[0], weight=1),)
    goal = Goal(asked, random.choice([None, 0, 1, 2]), random.random() < 0.2)
    wanted = [*asked, *(_requirement(random, graph) for _ in range(random.randint(0, 2)))]
    similarity = Similarity(graph, PARAMETERS)
    near = sorted({c for r in wanted for c in similarity.of_alternatives(r.concepts)})
    names = random.sample("abcdefghijklmnopqrstuvwxyz", n_people)
    easy = random.random() < 0.7
    offers = [_offer(random, graph, name, wanted, easy) for name in random.sample("nopqrstuvwxyz", n_offers)]
    # Some are another intake of the one before, so that dates, costs and doubts alone differ.
    for i in range(1, len(offers)):
        if random.random() < 0.3:
            before = offers[i - 1]
            offers[i] = replace(offers[i], grants=before.grants, demands=before.demands, place=before.place)
    return Region(
        graph,
        goal,
        tuple(_person(random, graph, near, name, wanted) for name in names),
        {name: TODAY + random.choice([-5, 0, 3, 10, 40]) for name in names if random.random() < 0.4},
        tuple(offers),
        RouteParameters("drawn", random.choice([1, 7, 8]), random.choice([1, 5, 10])),
    )


@st.composite
def regions(draw, most_offers=5, most_people=3, least_people=1):
    graph, random = draw(graphs), draw(seeds)
    n_people = draw(st.integers(least_people, most_people))
    return draw_region(random, graph, n_people, draw(st.integers(0, most_offers)), draw(st.integers(0, 4)))
