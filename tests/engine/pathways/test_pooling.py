"""Small needs that one course would fill: what is joined and why, bounds that no pool breaks, numbers that are exact."""

from dataclasses import replace
from itertools import combinations
from random import Random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kompetensnav.engine.matching.need import Requirement
from kompetensnav.engine.matching.similarity import Similarity
from kompetensnav.engine.matching.supply import Claim, Supply
from kompetensnav.engine.matching.terms import Evidence, Polarity, RequirementKind
from kompetensnav.engine.pathways.lift import Taught
from kompetensnav.engine.pathways.offers import Goal
from kompetensnav.engine.pathways.pooling import Pool, PoolBounds, PoolNeed, pools
from kompetensnav.engine.taxonomy.kinds import Kind, Relation
from tests.engine.matching.matching_worlds import PARAMETERS, PLACES, graph_of
from tests.engine.pathways.course_worlds import course_worlds, fate
from tests.engine.pathways.test_lift import flow, someone

KINDS = {**{f"s{i}": Kind.SKILL for i in range(6)}, "n0": Kind.LEGAL_LICENCE}
GRAPH = graph_of(KINDS, [("s4", Relation.BROADER, "s1")])  # metal roofs are roofs
WELD, ROOF, DRIVE, PAINT, METAL, CRANE = (GRAPH.find(f"s{i}") for i in range(6))
LICENCE = GRAPH.find("n0")
SIMILARITY = Similarity(GRAPH, PARAMETERS)
BOUNDS = PoolBounds(reach_km=60, window_days=90, most_places=5, most_taught=3)


def must(concept: int, level: int | None = None, kind=RequirementKind.SKILL) -> Requirement:
    return Requirement(kind, (concept,), Polarity.MUST, 5, level)


def need(
    name: str, *asked: Requirement, place: int | None = 0, starts: int | None = 100, places: int = 2
) -> PoolNeed:
    return PoolNeed(name, Goal(asked, place), places, starts)


def willing(name: str, *can: int):
    """Somebody who goes anywhere and has answered everything."""
    return someone(name, *can, commute=(0, 1, 2))


WELDERS = [willing(name, WELD) for name in "abcdef"]


def found(*needs: PoolNeed, people=WELDERS, bounds=BOUNDS) -> tuple[Pool, ...]:
    return pools(needs, Supply.of(people, len(GRAPH)), SIMILARITY, PLACES, bounds)


def test_two_needs_that_lack_the_same_become_a_pool_that_says_why() -> None:
    [pool] = found(
        need("x", must(WELD), must(ROOF), place=0, starts=100),
        need("y", must(WELD), must(ROOF), place=1, starts=130, places=3),
    )
    assert pool.needs == ("x", "y")
    assert [(t.claim.concept, t.kind, t.needs) for t in pool.taught] == [(ROOF, RequirementKind.SKILL, ("x", "y"))]
    assert (pool.places, pool.filled, len(pool.lifted), pool.ask) == (5, 5, 6, ())
    assert (pool.first, pool.last, pool.farthest_km, pool.place) == (100, 130, 36, 1)


ROOFS = must(WELD), must(ROOF)
ALIKE = need("x", *ROOFS)
APART = {
    "too far": need("y", *ROOFS, place=2),  # 54 km
    "too late": need("y", *ROOFS, starts=191),
    "too large": need("y", *ROOFS, places=6),
    "something else": need("y", must(WELD), must(DRIVE)),
    "a licence that no course gives": need("y", *ROOFS, must(LICENCE, kind=RequirementKind.LEGAL_LICENCE)),
    "twice as much": need("y", *ROOFS, must(DRIVE)),
    "more than a course can teach": need("y", *ROOFS, must(DRIVE), must(PAINT), must(CRANE)),
    "nothing that anybody lacks": need("y", must(WELD)),
}


@pytest.mark.parametrize("case", APART)
def test_what_is_not_joined(case: str) -> None:
    near = replace(BOUNDS, reach_km=50)
    assert found(ALIKE, APART[case], bounds=near) == ()
    assert len(found(ALIKE, need("y", *ROOFS), bounds=near)) == 1


JOINED = {
    "no place of work": need("y", *ROOFS, place=None),
    "no start stated": need("y", *ROOFS, starts=None),
    "at the end of the window": need("y", *ROOFS, starts=190),
    "a lower level": need("y", must(WELD), must(ROOF, 2)),
}


@pytest.mark.parametrize("case", JOINED)
def test_what_is_joined(case: str) -> None:
    [pool] = found(ALIKE, JOINED[case])
    assert pool.needs == ("x", "y")


def test_more_than_half_must_be_shared_and_all_of_it_taught() -> None:
    first, second = need("x", *ROOFS, must(DRIVE), must(PAINT)), need("y", *ROOFS, must(DRIVE), must(CRANE))
    assert found(first, second) == ()  # four things
    [pool] = found(first, second, bounds=replace(BOUNDS, most_taught=4))
    assert [(t.claim.concept, len(t.needs)) for t in pool.taught] == [(ROOF, 2), (DRIVE, 2), (PAINT, 1), (CRANE, 1)]
    half = need("y", *ROOFS, must(PAINT), must(METAL, 2), must(CRANE))
    assert found(need("x", must(WELD), must(PAINT), must(CRANE)), half)
    assert found(need("x", must(WELD), must(PAINT)), half) == ()


def test_places_that_able_people_can_fill_are_not_pooled() -> None:
    able = [willing(f"able{i}", WELD, ROOF) for i in range(4)]
    [pool] = found(need("x", *ROOFS, places=5), need("y", *ROOFS, places=6), people=[*WELDERS, *able])
    assert (pool.places, pool.filled) == (3, 3)


def test_what_is_alike_is_taught_once() -> None:
    [pool] = found(need("x", *ROOFS), need("y", must(WELD), must(METAL)))
    assert [(t.claim.concept, t.needs) for t in pool.taught] == [(METAL, ("x", "y"))]


def test_the_highest_level_is_taught() -> None:
    [pool] = found(need("x", must(WELD), must(ROOF, 2)), need("y", must(WELD), must(ROOF, 4)))
    assert [t.claim for t in pool.taught] == [Claim(ROOF, 4, Evidence.SHOWN)]
    assert pool.filled == 4


def test_the_two_that_fill_most_are_joined_first() -> None:
    """*y* could join either; with *z* it fills more."""
    [first] = found(
        need("x", *ROOFS, place=0, places=1),
        need("y", *ROOFS, place=1, places=2),
        need("z", *ROOFS, place=2, places=3),
        bounds=replace(BOUNDS, reach_km=85, most_places=3),
        people=WELDERS[:5],
    )
    assert first.needs == ("x", "y", "z")
    [second] = found(
        need("x", *ROOFS, starts=100, places=1),
        need("y", *ROOFS, starts=180, places=2),
        need("z", *ROOFS, starts=260, places=3),
    )
    assert second.needs == ("y", "z")


def test_one_id_twice_is_refused() -> None:
    with pytest.raises(ValueError, match="one id"):
        found(ALIKE, ALIKE)


@st.composite
def pooled_worlds(draw):
    world = draw(course_worlds())
    random = Random(draw(st.integers(0, 2**32)))
    goals = [goal for goal, _ in world.needs.values()]
    goals = random.sample(goals, min(3, len(goals)))  # few, so that some are alike
    needs = [
        PoolNeed(name, random.choice(goals), random.randint(1, 4), random.choice([None, 100, 150, 200]))
        for name in world.needs
    ]
    bounds = PoolBounds(random.choice([0, 40, 100]), random.choice([0, 60, 100]), 3, random.choice([1, 2, 4]))
    return world, needs, bounds


@given(pooled_worlds(), st.randoms())
@settings(max_examples=200, deadline=None)
def test_no_pool_breaks_a_bound_and_its_numbers_are_exact(drawn, random) -> None:
    world, needs, bounds = drawn
    similarity = Similarity(world.graph, PARAMETERS)
    answer = pools(needs, world.supply, similarity, PLACES, bounds)
    pooled = [name for pool in answer for name in pool.needs]
    assert len(pooled) == len(set(pooled))
    by_id = {n.id: n for n in needs}
    for pool in answer:
        check(pool, [by_id[name] for name in pool.needs], world, bounds)
    shuffled = random.sample(needs, len(needs))
    people = Supply.of(random.sample(world.region.people, len(world.region.people)), len(world.graph))
    assert pools(shuffled, people, similarity, PLACES, bounds) == answer


def check(pool: Pool, members: list[PoolNeed], world, bounds: PoolBounds) -> None:
    assert len(members) > 1
    assert len(pool.taught) <= bounds.most_taught
    course = Taught(tuple(t.claim for t in pool.taught))
    rows, left = [], []
    for member in members:
        fates = [(p.id, fate(p, member.goal, course, world.graph)) for p in world.region.people]
        left.append(member.places - sum(f.shown and f.always_able for _, f in fates))
        rows.append([f.shown and f.always_lifted for _, f in sorted(fates)])
        assert any(rows[-1]), "nobody would be lifted for it"
    assert all(0 < n <= bounds.most_places for n in left)
    assert (pool.places, pool.filled) == (sum(left), flow(np.array(rows), left))
    assert len(pool.lifted) == sum(map(any, zip(*rows, strict=True)))
    sites = [m.goal.place for m in members if m.goal.place is not None]
    km = [int(PLACES.distance_km[a, b]) for a, b in combinations(sites, 2)]
    assert pool.farthest_km == max(km, default=0) <= bounds.reach_km
    starts = [m.starts for m in members if m.starts is not None]
    assert (pool.first, pool.last) == (min(starts, default=None), max(starts, default=None))
    assert not starts or max(starts) - min(starts) <= bounds.window_days


@given(st.lists(st.tuples(st.sampled_from([None, 0, 1, 2]), st.sampled_from([None, 0, 50, 100, 150])), max_size=8))
@settings(deadline=None)
def test_nothing_is_left_apart_that_could_stand_together(rows) -> None:
    """Where all lack the same, the pools and the needs left over are such that no two could be joined."""
    needs = [need(f"n{i}", *ROOFS, place=place, starts=starts) for i, (place, starts) in enumerate(rows)]
    bounds = replace(BOUNDS, reach_km=54, window_days=50)
    groups = [set(pool.needs) for pool in found(*needs, bounds=bounds)]
    groups += [{n.id} for n in needs if not any(n.id in group for group in groups)]

    def together(ids: set[str]) -> bool:
        members = [n for n in needs if n.id in ids]
        sites = [n.goal.place for n in members if n.goal.place is not None]
        starts = [n.starts for n in members if n.starts is not None]
        near = all(PLACES.distance_km[a, b] <= bounds.reach_km for a, b in combinations(sites, 2))
        return near and (not starts or max(starts) - min(starts) <= bounds.window_days)

    assert all(together(group) for group in groups)
    assert not any(together(a | b) for a, b in combinations(groups, 2))
