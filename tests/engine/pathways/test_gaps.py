"""What people lack: every person is counted once, and the sets are those one gets by asking one after the other."""

from collections import Counter

from hypothesis import given, settings

from kompetensnav.engine.matching.need import Requirement
from kompetensnav.engine.matching.similarity import Similarity
from kompetensnav.engine.matching.supply import Supply
from kompetensnav.engine.matching.terms import Outcome, Polarity, RequirementKind
from kompetensnav.engine.pathways.gaps import MissingSet, gaps, shared_gaps
from kompetensnav.engine.pathways.offers import Goal
from tests.engine.matching.matching_worlds import PARAMETERS
from tests.engine.pathways.course_worlds import BARE, course_worlds, standing
from tests.engine.pathways.test_lift import BEGUN, DRIVE, GRAPH, ROOF, SIMILARITY, WELD, skill, someone


def test_who_misses_what() -> None:
    people = [
        someone("able", WELD, ROOF),
        someone("roof-1", WELD),
        someone("roof-2", WELD),
        someone("both", DRIVE),
        someone("unclear", WELD, sections=BEGUN),
        someone("away", WELD, home=2),
        someone("nothing known", sections={}),
    ]
    found = gaps(Goal((skill(WELD), skill(ROOF)), place=0), Supply.of(people, len(GRAPH)), SIMILARITY)
    assert found.sets == (MissingSet((1,), 2), MissingSet((0, 1), 1))
    assert (found.total, found.away, found.without_evidence, found.able, found.unclear) == (7, 1, 1, 1, 1)
    assert (found.missing, found.unknown) == ((1, 3), (0, 1))


def test_what_needs_share_is_counted_over_distinct_people() -> None:
    people = [someone("a", WELD), someone("b", DRIVE), someone("c", DRIVE, sections=BEGUN)]
    goals = {"x": Goal((skill(WELD), skill(ROOF, 2))), "y": Goal((skill(ROOF, 4), skill(DRIVE)))}
    first, *rest = shared_gaps(goals, Supply.of(people, len(GRAPH)), SIMILARITY)
    assert (first.concepts, first.needs, first.minimum_level) == ((ROOF,), ("x", "y"), 4)
    assert (first.people, first.unknown) == (2, 1)
    assert {(g.concepts, g.needs) for g in rest} == {((WELD,), ("x",)), ((DRIVE,), ("y",))}


def test_alternatives_in_another_order_are_the_same() -> None:
    def either(*concepts: int) -> Goal:
        return Goal((Requirement(RequirementKind.SKILL, concepts, Polarity.MUST, 5),))

    people = Supply.of([someone("a", DRIVE)], len(GRAPH))
    [gap] = shared_gaps({"x": either(WELD, ROOF), "y": either(ROOF, WELD)}, people, SIMILARITY)
    assert gap.needs == ("x", "y")


@given(course_worlds())
@settings(max_examples=150, deadline=None)
def test_gaps_equal_asking_one_after_the_other(world) -> None:
    for goal, _ in world.needs.values():
        found = gaps(goal, world.supply, Similarity(world.graph, PARAMETERS))
        sets, counted = Counter(), Counter()
        for person in world.region.people:
            now = standing(person, goal, world.graph)
            missing = tuple(i for i, o in enumerate(now.outcomes) if o is Outcome.MISSING)
            if any(c in now.failing for c in BARE):
                counted["away"] += 1
            elif now.without_evidence:
                counted["nothing"] += 1
            elif Outcome.UNKNOWN in now.outcomes or any(c in now.unknown for c in BARE):
                counted["unclear"] += 1
            elif missing:
                sets[missing] += 1
            else:
                counted["able"] += 1
        assert {s.requirements: s.people for s in found.sets} == sets
        assert (found.away, found.without_evidence) == (counted["away"], counted["nothing"])
        assert (found.unclear, found.able) == (counted["unclear"], counted["able"])
        assert found.total == sum(counted.values()) + sum(sets.values())
