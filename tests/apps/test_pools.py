"""Small needs that one course would fill, found in a region: which, why, and what is no longer proposed."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from kompetensnav.apps.courses.actions import close_case
from kompetensnav.apps.courses.models import CourseCase
from kompetensnav.apps.courses.pools import pools_of
from kompetensnav.apps.memberships.enums import Role
from kompetensnav.apps.needs.actions import Change, change_requirement
from tests.course_case import HOT_WORK, ROOFS, SCAFFOLDS, case_for, in_weeks, roofers, scaffolder, today
from tests.factories import Asks, ProposalFactory, Says, concept


@pytest.fixture
def crew(region):
    """Five people who only lack the roof."""
    return [scaffolder(region, commutes=("2580",)) for _ in range(5)]


def pools(region):
    return pools_of(region.collaboration.pk, today())


def test_small_needs_of_two_employers_become_a_course(region, other_region, crew) -> None:
    first = roofers(region, starts_on=in_weeks(10))
    second = roofers(
        region, organisation=region.other_employer, municipality_id="2580", positions=2, starts_asap=False
    )
    type(second).objects.filter(pk=second.pk).update(starts_on=None, starts_asap=True)
    roofers(other_region)
    [pool] = pools(region)
    assert {need.pk for need in pool.needs} == {first.pk, second.pk}
    assert {o.pk for o in pool.employers} == {region.employer.pk, region.other_employer.pk}
    assert [(m.concept["id"], m.needs) for m in pool.missing] == [(concept(ROOFS), 2)]
    assert (pool.positions, pool.seats, pool.lifted, pool.ask) == (4, 4, 5, 0)
    assert (pool.starts_from, pool.starts_by, pool.unstated) == (today(), in_weeks(10), 0)
    assert (pool.municipality_code, pool.farthest_km) == ("2580", 34)


def test_a_start_that_has_passed_is_now_and_one_not_stated_is_counted(region, crew) -> None:
    roofers(region, starts_on=in_weeks(-30))
    roofers(region, starts_on=None)
    [pool] = pools(region)
    assert (pool.starts_from, pool.starts_by, pool.unstated) == (today(), today(), 1)


def test_needs_far_apart_or_wanted_long_after_each_other_are_not_joined(region, crew) -> None:
    roofers(region, starts_on=in_weeks(4))
    roofers(region, starts_on=in_weeks(30))
    roofers(region, municipality_id="0180", starts_on=in_weeks(4))
    assert pools(region) == []


def test_what_a_case_is_for_is_not_proposed_again_until_it_is_given_up(region, crew) -> None:
    needs = roofers(region), roofers(region)
    assert len(pools(region)) == 1
    case = case_for(region, *needs)
    assert pools(region) == []
    close_case(region.actor(Role.EDUCATION_PLANNER), case=case, version=1)
    assert len(pools(region)) == 1
    CourseCase.objects.update(status="declined")
    assert len(pools(region)) == 1


def test_what_changes_is_seen_at_once(region, crew) -> None:
    first, second = roofers(region), roofers(region)
    assert len(pools(region)) == 1
    coordinator = region.actor(Role.COORDINATOR)
    change_requirement(coordinator, need=second, version=1, number=1, change=Change(concepts=(concept(HOT_WORK),)))
    assert pools(region) == []
    change_requirement(coordinator, need=first, version=1, number=1, change=Change(concepts=(concept(HOT_WORK),)))
    [pool] = pools(region)
    assert [m.concept["id"] for m in pool.missing] == [concept(HOT_WORK)]
    region.person(claims=(Says(SCAFFOLDS), Says(HOT_WORK)))  # one is able today, for either
    [pool] = pools(region)
    assert pool.positions == 2


def test_positions_agreed_on_are_filled(region, crew) -> None:
    first, _ = roofers(region), roofers(region)
    assert [pool.positions for pool in pools(region)] == [4]
    ProposalFactory(need=first, person=crew[0], both_said_yes=True)
    assert [pool.positions for pool in pools(region)] == [3]


def test_a_pool_keeps_its_key_while_its_needs_are_the_same(region, crew) -> None:
    roofers(region), roofers(region)
    [before] = pools(region)
    scaffolder(region)
    [after] = pools(region)
    assert (before.key, before.lifted, after.key, after.lifted) == (after.key, 5, before.key, 6)


def test_as_many_queries_however_many_needs(region, crew) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as asked:
            assert pools(region)
        return len(asked)

    roofers(region), roofers(region)
    queries()  # what is found is kept
    few = queries()
    for _ in range(3):
        roofers(region, requirements=(Asks(ROOFS), Asks(SCAFFOLDS)))
    queries()
    assert queries() == few <= 6
