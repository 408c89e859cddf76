"""What the search refuses, and ends of what it may be given."""

from dataclasses import replace

import numpy as np
import pytest

from kompetensnav.engine.matching.query import prepare
from kompetensnav.engine.matching.removal import without
from kompetensnav.engine.matching.search import merge, search, search_near
from kompetensnav.engine.matching.shard import Shard
from kompetensnav.engine.matching.supply import Claim, PersonProfile, Places
from kompetensnav.engine.matching.terms import Condition
from tests.engine.matching.matching_worlds import PLACES, crowd, found_in, need_in


@pytest.mark.parametrize("n", [1, 2, 50])
@pytest.mark.parametrize("place", [None, 0])
def test_a_query_for_other_places_is_refused(n, place):
    world = replace(crowd(41, 100), places=PLACES)
    people = [replace(p, municipality=p.municipality and p.municipality % 3, commute=()) for p in world.people]
    searcher = world.searcher(people)
    other = Places(np.zeros((n, n), np.int32))
    query = prepare(replace(need_in(world, 1), municipality=place), world.similarity, other)
    with pytest.raises(ValueError, match="places"):
        search(query, searcher, 3)
    for condition in Condition:
        with pytest.raises(ValueError, match="places"):
            search_near(query, searcher, condition, 3)


def test_an_absurd_number_of_people_costs_no_more_than_all_of_them():
    world = crowd(42, 50)
    assert (
        found_in([world.searcher()], world.query(), 10**12).ranked
        == found_in([world.searcher()], world.query(), 50).ranked
    )


@pytest.mark.parametrize("claim", [Claim(10_000), Claim(3, 7), Claim(-1)])
def test_a_granted_claim_that_cannot_exist_is_refused(claim):
    world = crowd(47, 3)
    with pytest.raises(ValueError):
        world.query(grants=[claim])


def test_people_without_any_places():
    nowhere = Places(np.zeros((0, 0), np.int32))
    world = crowd(48, 3)
    people = [replace(p, municipality=None, commute=None) for p in world.people]
    world = replace(world, people=tuple(people), places=nowhere, need=replace(world.need, municipality=None))
    assert found_in([world.searcher()], world.query(), 3).counts == world.match(3).counts


def test_a_query_for_a_larger_graph_touches_no_array():
    """Concepts of a larger graph lie outside the arrays that compiled loops read and write without looking."""
    from unittest import mock

    from kompetensnav.engine.matching import search as searching
    from kompetensnav.engine.matching.terms import Polarity
    from tests.engine.matching.test_search_limits import World, asking, claiming, wide_graph

    large = World(wide_graph(), (claiming("a", [1]),), asking([1, 570, 575, 580], polarity=Polarity.MUST))
    small = replace(crowd(49, 20), places=PLACES, people=(PersonProfile("a"),))
    touched = AssertionError("read before the graphs were compared")
    with mock.patch.object(searching, "mark_holders", side_effect=touched):
        with pytest.raises(ValueError, match="another graph"):
            search(large.query(), small.searcher(), 3)
        with pytest.raises(ValueError, match="another graph"):
            search_near(large.query(), small.searcher(), Condition.LANGUAGE, 3)


def test_changed_people_who_are_not_named_are_refused():
    world = crowd(44, 20)
    with pytest.raises(ValueError):
        world.index().with_changes([], world.supply(world.people[:3]), world.places)


def test_a_concept_that_only_people_taken_out_claimed_is_gone():
    world = replace(crowd(45, 3), places=PLACES)
    rare = PersonProfile("rare", 0, (), claims=(Claim(5),))
    shard = without(Shard.of(world.supply([rare, PersonProfile("other", 0, ())]), PLACES), ["rare"])
    assert 5 not in shard.concepts


def test_merging_nothing_finds_nobody():
    world = crowd(46, 3)
    assert merge(world.query(), [], 3) == found_in([world.searcher([])], world.query(), 3)
