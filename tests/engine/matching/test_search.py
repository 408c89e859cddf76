"""The compiled search equals brute force and the explained match, over any people, need, rules and split."""

from dataclasses import fields, replace
from random import Random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kompetensnav.engine.matching.shard import BLOCK, NOBODY, Shard
from kompetensnav.engine.matching.terms import Answer, Condition, Outcome, Section, SectionState
from tests.engine.matching.matching_worlds import (
    crowd,
    found_in,
    found_of,
    laid_out,
    layouts,
    near_in,
    need_in,
    regions,
    seeds,
    split,
    unexplained,
)

more = settings(max_examples=60, deadline=None)
some = settings(max_examples=50, deadline=None)
sizes = st.sampled_from([0, 1, 2, 3, 5, 30])


def judged(j, need):
    """A person of the reference as a search lists them, in fractions."""
    return j.id, j.lo * need.scale, j.hi * need.scale, j.share * need.weight, j.distance


@more
@given(regions(), layouts, st.integers(1, 4), seeds, sizes)
def test_search_equals_brute_force(world, layout, n_parts, random, k):
    with laid_out(layout):
        searchers = [world.searcher(part) for part in split(world.people, n_parts, random)]
    query, reference = world.query(), world.reference
    found, expected = found_in(searchers, query, k), reference.match(world.people, k)
    assert list(found.ranked) == [judged(j, world.need) for j in expected.ranked]
    assert list(found.ask_first) == [judged(j, world.need) for j in expected.ask_first]
    c = found.counts
    assert (c.total, c.removed, c.kept, c.ranked, c.ask_first, c.without_evidence) == expected.counts
    for condition in Condition:
        near = reference.near_misses(world.people, condition, k)
        assert list(near_in(searchers, query, condition, k)) == [judged(j, world.need) for j in near]


@more
@given(regions(), layouts, st.integers(1, 4), seeds, sizes)
def test_search_equals_the_explained_match(world, layout, n_parts, random, k):
    with laid_out(layout):
        searchers = [world.searcher(part) for part in split(world.people, n_parts, random)]
    for need in (world.need, need_in(world, random.getrandbits(32))):
        assert found_in(searchers, world.query(need), k) == found_of(world.match(k, need=need), need)


@some
@given(regions(), layouts, seeds)
def test_order_of_people_and_claims_changes_no_array(world, layout, random):
    people = [replace(p, claims=tuple(random.sample(p.claims, len(p.claims)))) for p in world.people]
    random.shuffle(people)
    with laid_out(layout):
        one, other = (Shard.of(world.supply(who), world.places) for who in (world.people, people))
    for field in fields(Shard):
        assert np.array_equal(getattr(one, field.name), getattr(other, field.name)), field.name


@some
@given(regions(), layouts, sizes)
def test_other_names_in_the_same_order_change_only_the_names(world, layout, k):
    name = {p.id: f"{i:05}-å" for i, p in enumerate(sorted(world.people, key=lambda p: p.id))}
    with laid_out(layout):
        before = found_in([world.searcher()], world.query(), k)
        after = found_in([world.searcher(replace(p, id=name[p.id]) for p in world.people)], world.query(), k)
    assert [row._replace(person=name[row.person]) for row in before.ranked] == list(after.ranked)
    assert [row._replace(person=name[row.person]) for row in before.ask_first] == list(after.ask_first)
    assert before.counts == after.counts
    assert before.stamp != after.stamp or not world.people


@some
@given(regions(), layouts)
def test_everybody_stands_once_where_they_live_and_where_every_need_that_may_keep_them_looks(world, layout):
    with laid_out(layout):
        searcher = world.searcher()
    shard = searcher.shard
    assert shard.base.tolist() == [b for b in shard.base.tolist() if b % BLOCK == 0]

    def people_in(partitions):
        rows = [shard.person[int(shard.base[p]) : int(shard.base[p] + shard.size[p])] for p in partitions]
        return np.sort(np.concatenate([np.zeros(0, np.uint32), *rows])).tolist()

    assert people_in(shard.everywhere) == list(range(len(world.people)))
    assert np.count_nonzero(shard.person != NOBODY) == sum(shard.size)
    for place in range(len(world.places)):
        asking = replace(world, need=replace(world.need, municipality=place))
        visited = people_in(searcher.visits(asking.query()))
        assert len(set(visited)) == len(visited)
        reference = asking.reference
        may_come = {p.id for p in world.people if reference.reach(p) is not Outcome.MISSING}
        assert may_come <= {shard.ids[row].decode() for row in visited}


def once(claims):
    """No concept claimed twice with different grades."""
    return tuple({c.concept: c for c in claims}.values())


CROWDS = [
    (1, 300, (1, 65_536)),
    (2, 300, (40, 37)),
    (3, 700, (4_096, 128)),
    (4, 1_000, (50, 127)),
    (5, 1_000, (4_096, 129)),
    (6, 1_500, (200, 256)),
    (7, 3_000, (4_096, 65_536)),
    (8, 3_000, (1_000, 640)),
]


@pytest.mark.parametrize("grades", ["one grade a concept", "several"])
@pytest.mark.parametrize(("seed", "n", "layout"), CROWDS)
def test_crowds_in_many_partitions_are_searched_as_they_are_matched(seed, n, layout, grades):
    world = crowd(seed, n)
    if grades == "one grade a concept":
        world = replace(world, people=tuple(replace(p, claims=once(p.claims)) for p in world.people))
    with laid_out(layout):
        searchers = [[world.searcher()], [world.searcher(p) for p in split(world.people, 3, Random(seed))]]
    needs = [world.need, *(need_in(world, 100 * seed + i, i) for i in range(7))]
    for need in needs:
        query = world.query(need)
        for k in (1, 100):
            expected = found_of(world.match(k, need=need), need)
            for parts in searchers:
                assert found_in(parts, query, k) == expected


@pytest.mark.parametrize(("seed", "n", "layout"), CROWDS[:6])
def test_near_misses_of_crowds_are_those_of_the_explained_match(seed, n, layout):
    world = crowd(seed, n)
    with laid_out(layout):
        searchers = [world.searcher(p) for p in split(world.people, 2, Random(seed))]
    listed = 0
    for i in range(6):
        asking = replace(world, need=need_in(world, 100 * seed + i, 6))
        for condition in Condition:
            near = near_in(searchers, asking.query(), condition, 20)
            assert near == unexplained(asking.near_misses(condition, 20), asking.need)
            listed += len(near)
    assert listed


@pytest.mark.parametrize("n", [1, 63, 64, 65, 127, 128, 129, 255, 256, 257])
@pytest.mark.parametrize("largest", [64, 128, 65_536])
def test_partitions_that_end_at_a_word_or_a_block_lose_nobody(n, largest):
    world = crowd(n, n)
    stay = {"willing_to_move": Answer.NO, "commute": (), "municipality": 0}
    mobile = dict.fromkeys((Section.MOBILITY,), SectionState.COMPLETE)
    at_home = [replace(p, sections={**p.sections, **mobile}, **stay) for p in world.people]
    for people in (at_home, [replace(p, municipality=None) for p in world.people]):
        with laid_out((1, largest)):
            searcher = world.searcher(people)
        assert len(searcher.shard.size) == -(-n // largest)
        for i in range(4):
            need = replace(need_in(world, i), municipality=random_place(world, i))
            for k in (3, n, n + 1):
                expected = found_of(world.match(k, people=people, need=need), need)
                assert found_in([searcher], world.query(need), k) == expected


def random_place(world, i):
    return None if i == 0 else i % len(world.places)
