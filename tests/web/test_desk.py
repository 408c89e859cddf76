"""The coordinator's desk: the one next step, what waits and for whom, in a constant number of queries."""

import datetime

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from kompetensnav.apps.accounts.models import Language
from kompetensnav.apps.memberships.enums import Role
from tests.factories import ProposalFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def coordinator(region):
    user = region.user(Role.COORDINATOR)
    user.language = Language.EN
    user.save(update_fields=["language"])
    client = Client()
    client.force_login(user)
    return client


def hours(n):
    return timezone.now() + datetime.timedelta(hours=n)


def test_with_nothing_to_do_the_desk_says_so_and_what_comes_next(coordinator):
    answer = coordinator.get("/desk/")
    assert answer.context["next"].state == "nothing"
    assert "Register one by pasting an advert." in answer.content.decode()


def test_the_need_that_has_waited_longest_is_the_next_step(coordinator, region):
    newer, older = region.need(title="Newer"), region.need(title="Older")
    type(older).objects.filter(pk=older.pk).update(registered_at=hours(-24 * 9))
    step = coordinator.get("/desk/").context["next"]
    assert step.url == f"/needs/{older.pk}/" and step.when_text == "9 days"
    assert newer.pk not in step.url


def test_an_answer_that_is_late_goes_before_a_need_that_waits(coordinator, region, need):
    late = ProposalFactory(need=need, person=region.person(), employer_deadline=hours(-50))
    region.need(title="Waits")
    step = coordinator.get("/desk/").context["next"]
    assert (step.state, step.url, step.when_text) == ("overdue", f"/proposals/{late.pk}/", "2 days")


def test_proposals_stand_by_deadline_with_whom_they_wait_for(coordinator, region, need):
    slow = ProposalFactory(need=need, person=region.person(), employer_deadline=hours(90))
    quick = ProposalFactory(need=need, person=region.person(), employer_deadline=hours(3))
    ProposalFactory(need=need, person=region.person(), taken_back=True)
    part = coordinator.get("/desk/").context["proposals"]
    assert [(r.proposal.pk, r.for_employer) for r in part.rows] == [(quick.pk, True), (slow.pk, True)]
    assert part.count == 2
    assert part.rows[0].share > part.rows[1].share


def test_the_board_holds_what_has_a_date_within_a_month(coordinator, region, need):
    today = timezone.localdate()
    soon = region.need(title="Begins soon", starts_on=today + datetime.timedelta(days=10))
    region.need(title="Begins later", starts_on=today + datetime.timedelta(days=40))
    due = ProposalFactory(need=need, person=region.person(), employer_deadline=hours(30))
    board = coordinator.get("/desk/").context["departures"]
    assert [d.url for d in board] == [f"/proposals/{due.pk}/", f"/needs/{soon.pk}/"]


def test_another_region_s_work_is_not_on_the_desk(coordinator, other_region):
    far = other_region.need(title="Far away")
    ProposalFactory(need=far, person=other_region.person(), employer_deadline=hours(2))
    page = coordinator.get("/desk/")
    assert page.context["proposals"].count == page.context["needs"].count == 0
    assert "Far away" not in page.content.decode()


def test_the_number_of_queries_does_not_grow(coordinator, region, need):
    def count():
        with CaptureQueriesContext(
            connection,
        ) as queries:
            coordinator.get("/desk/")
        return len(queries)

    ProposalFactory(need=need, person=region.person(), employer_deadline=hours(5))
    few = count()
    for i in range(6):
        ProposalFactory(need=region.need(title=f"Need {i}"), person=region.person(), employer_deadline=hours(5 + i))
    assert count() == few <= 16


def test_the_nearest_answers_come_first_on_the_board_whoever_gives_them(coordinator, region, need):
    for _ in range(9):
        ProposalFactory(need=need, person=region.person(), employer_said_yes=True, employer_deadline=hours(1))
    due = ProposalFactory(need=need, person=region.person(), employer_deadline=hours(20))
    board = coordinator.get("/desk/").context["departures"]
    assert board[0].url == f"/proposals/{due.pk}/"


def test_an_answer_that_is_late_counts_before_the_worker_has_written_it_down(coordinator, region, need):
    ProposalFactory(need=need, person=region.person(), employer_deadline=hours(-3))
    ProposalFactory(need=need, person=region.person(), employer_said_yes=True)
    replies = coordinator.get("/desk/").context["replies"]
    assert (replies.employer_in_time, replies.employer_due) == (1, 2)
