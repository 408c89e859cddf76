"""What a course changes, by trying every answer to what is not known: the definition the engine is held to."""

from dataclasses import dataclass, replace
from itertools import product
from random import Random

from hypothesis import strategies as st

from kompetensnav.engine.matching.need import CompiledNeed
from kompetensnav.engine.matching.reference import Reference
from kompetensnav.engine.matching.reference_similarity import PairwiseSimilarity
from kompetensnav.engine.matching.supply import PersonProfile, Supply
from kompetensnav.engine.matching.terms import Condition, Outcome, Section, SectionState
from kompetensnav.engine.pathways.lift import Taught
from kompetensnav.engine.pathways.offers import Goal
from kompetensnav.engine.taxonomy.graph import TaxonomyGraph
from tests.engine.matching.direction_worlds import Region, regions
from tests.engine.matching.matching_worlds import PARAMETERS, PLACES, _claim, _requirement

BARE = (Condition.REACH, Condition.LEGAL_AGE)


@dataclass(frozen=True)
class CourseWorld:
    """Needs with places, people, and one course."""

    region: Region
    needs: dict[str, tuple[Goal, int]]
    course: Taught

    @property
    def graph(self) -> TaxonomyGraph:
        return self.region.graph

    @property
    def supply(self) -> Supply:
        return Supply.of(self.region.people, len(self.graph))


@st.composite
def course_worlds(draw):
    region = draw(regions(least_needs=1, least_people=4))
    random = Random(draw(st.integers(0, 2**32)))
    goals = {name: _easier(random, Goal.of_need(need)) for name, need in region.needs.items()}
    region = replace(region, people=tuple(_told(random, person) for person in region.people))
    asked = [r for goal in goals.values() for r in goal.requirements]
    # Mostly what somebody asks for, so that the course gives something.
    grants = tuple(
        _claim(random, region.graph, [random.choice(random.choice(asked).concepts)] if asked else [])
        for _ in range(random.randint(0, 6))
    )
    demands = tuple(_requirement(random, region.graph) for _ in range(random.choice([0, 0, 0, 1, 2])))
    course = Taught(grants, demands, random.choice([None, None, 0, 1]), random.choice([None, None, 0, 1, 3]))
    return CourseWorld(region, {name: (goal, random.randint(0, 3)) for name, goal in goals.items()}, course)


def _easier(random: Random, goal: Goal) -> Goal:
    """Seldom more than two musts, often no place: or a drawn course would lift hardly anybody."""
    most = random.choice([1, 1, 2, 2, 5])
    return Goal(goal.requirements[:most], random.choice([None, goal.place]), random.random() < 0.2)


def _told(random: Random, person: PersonProfile) -> PersonProfile:
    """Often somebody who has answered everything."""
    everything = dict.fromkeys(Section, SectionState.COMPLETE)
    return replace(person, sections=everything) if random.random() < 0.6 else person


@dataclass(frozen=True)
class Fate:
    """One person, one need, one course, over all answers: whether always, whether ever, but for the entry."""

    shown: bool
    away: bool
    always_able: bool
    always_lifted: bool
    ever_lifted: bool
    ever_but_for_entry: bool


def standing(person: PersonProfile, goal: Goal, graph: TaxonomyGraph):
    need = CompiledNeed(goal.requirements, goal.place, goal.asks_legal_age)
    return Reference(need, PairwiseSimilarity(graph, PARAMETERS), PLACES, PARAMETERS).judge(person)


def fate(person: PersonProfile, goal: Goal, course: Taught, graph: TaxonomyGraph) -> Fate:
    """By trying every answer."""
    now = standing(person, goal, graph)
    taught = standing(PersonProfile("taught", claims=course.grants), goal, graph).outcomes
    before = standing(person, Goal(course.demands, course.place), graph)
    able, lifted, but_for_entry = [], [], []
    for met in completions(now.outcomes):
        for here in answers([c for c in BARE if c in now.unknown]):
            at_work = here and not [c for c in BARE if c in now.failing]
            lacks = not all(met)
            after = all(m or t is Outcome.MET for m, t in zip(met, taught, strict=True))
            able.append(at_work and not lacks)
            for entry in completions(before.outcomes):
                for there in answers([c for c in BARE if c in before.unknown]):
                    admitted = all(entry) and there and Condition.REACH not in before.failing
                    but_for_entry.append(at_work and lacks and after)
                    lifted.append(at_work and lacks and after and admitted)
    return Fate(
        shown=not now.without_evidence,
        away=any(c in now.failing for c in BARE),
        always_able=all(able),
        always_lifted=all(lifted),
        ever_lifted=any(lifted),
        ever_but_for_entry=any(but_for_entry),
    )


def completions(outcomes):
    """Whether each is met, over all answers to what is unknown."""
    return product(*[(True, False) if o is Outcome.UNKNOWN else (o is Outcome.MET,) for o in outcomes])


def answers(questions):
    """Whether all of these are answered yes, over all answers."""
    return {all(row) for row in product((True, False), repeat=len(questions))}
