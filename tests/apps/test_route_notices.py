"""An intake on a frozen route is cancelled or moved: told once, with the route found anew, and the seat let go."""

import datetime
from dataclasses import replace

import pytest
from django.utils import timezone

from kompetensnav.apps.core.models import AuditEvent
from kompetensnav.apps.education.actions import cancel_intake, fields_of, write_intake
from kompetensnav.apps.education.enums import IntakeStatus
from kompetensnav.apps.education.models import Intake, Programme
from kompetensnav.apps.memberships.actor import SYSTEM
from kompetensnav.apps.memberships.enums import Role
from kompetensnav.apps.proposals.actions import (
    answer_for_employer,
    answer_for_person,
    erase_person,
    propose,
    take_back,
)
from kompetensnav.apps.proposals.enums import NoReason, RouteEvent, SeatState
from kompetensnav.apps.proposals.models import Proposal, RouteNotice
from kompetensnav.apps.proposals.notices import deal_with_notice, tell_of_intakes
from kompetensnav.apps.proposals.queries import notices_of, open_notices_for
from kompetensnav.apps.routes.stored import intakes_of
from kompetensnav.config.schedule import SCHEDULE, tell_of_changed_intakes
from tests.apps.at_once import at_once
from tests.factories import resident
from tests.route_case import intake, need, today, untrained

WEEK = datetime.timedelta(weeks=1)


@pytest.fixture
def coordinator(region):
    return region.actor(Role.COORDINATOR)


@pytest.fixture
def planner(region):
    return region.actor(Role.EDUCATION_PLANNER)


@pytest.fixture
def course(region) -> Intake:
    return intake(region)


@pytest.fixture
def proposed(region, coordinator, course) -> Proposal:
    person = untrained(region, resident=True)
    [made] = propose(coordinator, need=need(region), person_ids=[person.pk], routes={person.pk: [course.pk]})
    course.refresh_from_db()
    return made


def cancel(planner, course: Intake) -> None:
    course.refresh_from_db()
    cancel_intake(planner, intake=course, version=course.version)


def change(planner, course: Intake, **fields) -> None:
    course.refresh_from_db()
    changed = replace(fields_of(course), **fields)
    write_intake(planner, programme=course.programme, intake=course, version=course.version, fields=changed)


def later(course: Intake, by: datetime.timedelta) -> dict[str, datetime.date]:
    return {"starts_on": course.starts_on + by, "ends_on": course.ends_on + by}


def test_nothing_is_told_while_nothing_has_changed(planner, proposed, course) -> None:
    assert tell_of_intakes(SYSTEM) == 0
    change(planner, course, seats=100, pace=50, site="Hus B", apply_by=today() + WEEK)
    assert tell_of_intakes(SYSTEM) == 0
    assert not RouteNotice.objects.exists()


def test_a_cancelled_intake_lets_go_and_the_route_is_found_anew(region, planner, proposed, course) -> None:
    other = intake(region, course.programme, starts_on=course.starts_on + 4 * WEEK)
    cancel(planner, course)
    assert tell_of_intakes(planner) == 1
    notice = RouteNotice.objects.get()
    assert (notice.proposal, notice.intake, notice.event) == (proposed, course, RouteEvent.CANCELLED)
    assert (notice.starts_on, notice.ends_on, notice.dealt_with_at) == (None, None, None)
    assert intakes_of(notice.route) == [other.pk]
    course.refresh_from_db()
    assert (course.reserved, course.status) == (0, IntakeStatus.CANCELLED)
    assert proposed.seats.get().state == SeatState.RELEASED
    event = AuditEvent.objects.get(verb="proposal.intake-cancelled")
    assert (event.object_id, event.actor_id, event.details) == (
        proposed.pk,
        planner.actor_id,
        {"intake": course.pk},
    )
    proposed.refresh_from_db()
    assert intakes_of(proposed.route) == [course.pk], "what was proposed stays as it was"


def test_where_there_is_no_other_way_the_notice_says_so(planner, proposed, course) -> None:
    cancel(planner, course)
    tell_of_intakes(SYSTEM)
    assert RouteNotice.objects.get().route is None


def test_new_dates_are_told_with_the_new_ready_day_and_the_seat_stays(planner, proposed, course) -> None:
    change(planner, course, **later(course, 3 * WEEK))
    assert tell_of_intakes(SYSTEM) == 1
    notice = RouteNotice.objects.get()
    assert (notice.event, notice.starts_on, notice.ends_on) == ("moved", course.starts_on, course.ends_on)
    assert notice.route["ready"] == (course.ends_on + datetime.timedelta(days=1)).isoformat()
    assert intakes_of(notice.route) == [course.pk]
    course.refresh_from_db()
    assert course.reserved == 1


def test_what_is_told_later_of_an_intake_takes_the_place_of_what_was_told_before(planner, proposed, course) -> None:
    change(planner, course, **later(course, 3 * WEEK))
    tell_of_intakes(SYSTEM)
    cancel(planner, course)
    tell_of_intakes(SYSTEM)
    [standing] = notices_of(proposed)
    assert standing.event == RouteEvent.CANCELLED
    assert RouteNotice.objects.count() == 2


def test_the_last_seat_of_a_moved_intake_is_still_theirs(planner, proposed, course) -> None:
    """Full for everybody else, the deadline passed: whoever holds the seat keeps their way."""
    change(planner, course, seats=7, **later(course, WEEK))
    Intake.objects.update(apply_by=today() - WEEK)
    course.refresh_from_db()
    assert course.seats_left == 0
    tell_of_intakes(SYSTEM)
    assert intakes_of(RouteNotice.objects.get().route) == [course.pk]


def test_telling_twice_is_done_once_and_a_second_change_is_told_again(planner, proposed, course) -> None:
    change(planner, course, **later(course, WEEK))
    assert [tell_of_intakes(SYSTEM) for _ in range(3)] == [1, 0, 0]
    change(planner, course, **later(course, WEEK))
    assert [tell_of_intakes(SYSTEM) for _ in range(2)] == [1, 0]
    change(planner, course, **later(course, -2 * WEEK))  # back to where it was: that is news too
    assert [tell_of_intakes(SYSTEM) for _ in range(2)] == [1, 0]
    cancel(planner, course)
    assert [tell_of_intakes(SYSTEM) for _ in range(2)] == [1, 0]
    told = list(RouteNotice.objects.order_by("pk").values_list("event", flat=True))
    assert told == ["moved", "moved", "moved", "cancelled"]


def test_an_end_that_came_from_the_usual_length_is_no_change(region, coordinator, planner) -> None:
    course = intake(region, ends_on=None)
    person = untrained(region)
    propose(coordinator, need=need(region), person_ids=[person.pk], routes={person.pk: [course.pk]})
    assert tell_of_intakes(SYSTEM) == 0
    change(planner, course, starts_on=course.starts_on + WEEK)
    assert [tell_of_intakes(SYSTEM) for _ in range(2)] == [1, 0]


def test_a_standing_admission_has_no_dates_that_could_move(region, coordinator, planner) -> None:
    course = intake(region, standing=True)
    person = untrained(region)
    propose(coordinator, need=need(region), person_ids=[person.pk], routes={person.pk: [course.pk]})
    assert tell_of_intakes(SYSTEM) == 0
    Programme.objects.update(weeks=50)
    assert tell_of_intakes(SYSTEM) == 0
    cancel(planner, course)
    assert tell_of_intakes(SYSTEM) == 1


def test_only_the_region_that_is_asked_for_is_told(region, other_region, planner, proposed, course) -> None:
    cancel(planner, course)
    assert tell_of_intakes(SYSTEM, collaboration_id=other_region.collaboration.pk) == 0
    assert tell_of_intakes(SYSTEM, collaboration_id=region.collaboration.pk) == 1


def test_who_said_no_is_told_nothing(region, planner, proposed, course) -> None:
    employer = region.actor(Role.EMPLOYER)
    answer_for_employer(employer, proposal=proposed, yes=False, reason=NoReason.TIMING)
    cancel(planner, course)
    assert tell_of_intakes(SYSTEM) == 0


def test_what_both_have_agreed_on_is_told_too(region, planner, proposed, course) -> None:
    answer_for_employer(region.actor(Role.EMPLOYER), proposal=proposed, yes=True)
    answer_for_person(resident(proposed.person), proposal=proposed, yes=True)
    cancel(planner, course)
    assert tell_of_intakes(SYSTEM) == 1


def test_open_notices_are_those_one_may_see_and_nobody_has_dealt_with(
    region, other_region, coordinator, planner, proposed, course
) -> None:
    cancel(planner, course)
    tell_of_intakes(SYSTEM)
    notice = RouteNotice.objects.get()
    assert list(open_notices_for(coordinator)) == [notice]
    assert list(open_notices_for(region.actor(Role.EMPLOYER))) == [notice]
    assert list(open_notices_for(resident(proposed.person))) == [notice]
    for stranger in (other_region.actor(Role.COORDINATOR), planner, region.actor(Role.ANALYST)):
        assert not open_notices_for(stranger).exists()
    deal_with_notice(coordinator, notice=notice)
    at = notice.dealt_with_at
    assert abs(timezone.now() - at) < WEEK
    deal_with_notice(coordinator, notice=notice)
    assert notice.dealt_with_at == at
    assert AuditEvent.objects.filter(verb="proposal.notice-dealt-with").count() == 1
    assert not open_notices_for(coordinator).exists()


def test_a_notice_ends_with_its_proposal(coordinator, planner, proposed, course) -> None:
    cancel(planner, course)
    tell_of_intakes(SYSTEM)
    take_back(coordinator, proposal=proposed)
    assert not open_notices_for(coordinator).exists()


def test_erasing_a_person_takes_routes_seats_and_notices(planner, proposed, course) -> None:
    change(planner, course, **later(course, WEEK))
    tell_of_intakes(SYSTEM)
    erase_person(SYSTEM, person=proposed.person)
    assert not RouteNotice.objects.exists()
    assert not Proposal.objects.exists()
    course.refresh_from_db()
    assert (course.reserved, course.held.count()) == (0, 0)


def test_workers_tell_each_minute(planner, proposed, course) -> None:
    assert tell_of_changed_intakes in [s.run for s in SCHEDULE if s.every == datetime.timedelta(minutes=1)]
    cancel(planner, course)
    assert tell_of_changed_intakes(timezone.now()) == 1
    assert AuditEvent.objects.get(verb="proposal.intake-cancelled").actor_id == "system"


@pytest.mark.django_db(transaction=True)
def test_two_who_tell_at_once_tell_once(planner, proposed, course) -> None:
    cancel(planner, course)
    assert sorted(at_once(*[lambda: tell_of_intakes(SYSTEM)] * 3)) == [0, 0, 1]
    assert RouteNotice.objects.count() == 1
    course.refresh_from_db()
    assert course.reserved == 0


def test_as_many_queries_however_many_seats_stand_unchanged(
    region, coordinator, proposed, course, django_assert_num_queries
) -> None:
    with django_assert_num_queries(2):
        tell_of_intakes(SYSTEM)
    for _ in range(3):
        person = untrained(region)
        propose(coordinator, need=proposed.need, person_ids=[person.pk], routes={person.pk: [course.pk]})
    with django_assert_num_queries(2):
        tell_of_intakes(SYSTEM)
