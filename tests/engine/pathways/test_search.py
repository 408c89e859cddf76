"""The route search against brute force, and that the order of offers and people changes nothing."""

from random import Random

import pytest
from hypothesis import given, settings

from kompetensnav.engine.pathways.for_need import first_routes_for_need
from kompetensnav.engine.pathways.offers import MOST_ROUTES, MOST_STEPS
from kompetensnav.engine.pathways.terms import Doubt, StepKind
from tests.engine.matching.matching_worlds import SMALL, _relation, graph_of, seeds
from tests.engine.pathways.route_worlds import Region, draw_region, regions

PERSONAL = {Doubt.ANSWER_YES, Doubt.LEGAL_AGE, Doubt.REACH, Doubt.MOVE_FOR_COURSE}


def drawn(seed: int, n_people: int = 3, n_offers: int = 5) -> Region:
    random = Random(seed)
    graph = graph_of(SMALL, [_relation(random) for _ in range(random.randint(0, 60))])
    return draw_region(random, graph, n_people, n_offers, random.randint(1, 3))


@settings(deadline=None, max_examples=150)
@given(regions())
def test_the_search_answers_as_brute_force(region):
    for person in region.people:
        assert region.found(person) == region.reference.routes(region.traveller(person))


@pytest.mark.parametrize("seed", range(60))
def test_the_search_answers_as_brute_force_where_offers_lead_to_each_other(seed):
    region = drawn(seed)
    for person in region.people:
        assert region.found(person) == region.reference.routes(region.traveller(person))


@settings(deadline=None, max_examples=60)
@given(regions(most_people=8), seeds)
def test_the_order_of_offers_and_people_changes_nothing(region, random):
    offers, people = list(region.offers), list(region.people)
    random.shuffle(offers)
    random.shuffle(people)
    turned = Region(region.graph, region.goal, tuple(people), region.free_from, tuple(offers), region.parameters)
    assert turned.for_need() == region.for_need()
    assert [turned.found(p) for p in region.people] == [region.found(p) for p in region.people]


@settings(deadline=None, max_examples=60)
@given(regions(most_offers=9, most_people=12))
def test_a_need_finds_what_each_person_finds(region):
    one_by_one = [region.found(p) for p in region.people]
    together = region.for_need()
    with_routes = sorted((p for p in one_by_one if p.routes), key=lambda p: (p.routes[0].key, p.person))
    stopped = [p.stopped for p in one_by_one if p.stopped is not None]
    assert together.people == tuple(with_routes)
    assert together.stopped_people == len(stopped)
    assert together.stopped == tuple(
        sum(i in s.requirements for s in stopped) for i in range(len(region.goal.requirements))
    )
    assert together.without_evidence == len(one_by_one) - len(with_routes) - len(stopped)
    assert together.total == len(region.people)


@settings(deadline=None, max_examples=100)
@given(regions(most_people=12))
def test_the_first_route_alone_is_the_first_of_all(region):
    whole, first = region.for_need(), region.for_need(first_routes_for_need)
    assert [(p.person, p.routes) for p in first.people] == [(p.person, p.routes[:1]) for p in whole.people]
    assert (first.stopped, first.total) == (whole.stopped, whole.total)
    assert (first.stopped_people, first.without_evidence) == (whole.stopped_people, whole.without_evidence)


@pytest.mark.parametrize("seed", range(60))
def test_the_first_route_alone_is_the_first_of_all_where_offers_lead_to_each_other(seed):
    region = drawn(seed, n_people=4, n_offers=8)
    whole, first = region.for_need(), region.for_need(first_routes_for_need)
    assert [(p.person, p.routes) for p in first.people] == [(p.person, p.routes[:1]) for p in whole.people]


@settings(deadline=None, max_examples=100)
@given(regions(most_offers=12))
def test_what_every_answer_holds(region):
    for person in region.people:
        found = region.found(person)
        assert len(found.routes) <= MOST_ROUTES
        assert bool(found.routes) + (found.stopped is not None) <= 1
        keys = [r.key for r in found.routes]
        assert keys == sorted(set(keys))
        assert not any(a != b and all(x <= y for x, y in zip(a, b, strict=True)) for a in keys for b in keys)
        for route in found.routes:
            assert len(route.steps) <= MOST_STEPS
            kinds = [s.kind for s in route.steps]
            assert StepKind.ASK not in kinds[1:]
            assert kinds[:1] == [StepKind.ASK] or not PERSONAL.intersection(route.doubts)
            assert all(a.ends < b.starts for a, b in zip(route.steps, route.steps[1:], strict=False))
            assert route.moves == kinds.count(StepKind.MOVE)
            assert not route.steps or route.ready > route.steps[-1].ends
