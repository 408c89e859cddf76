"""The page of nightly runs, and what coordinators see of what a night changed: on the desk and with the need."""

import datetime
import io

import openpyxl
import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from kompetensnav.apps.core.models import AccessEvent
from kompetensnav.apps.matches.enums import GoneReason, NightlyStatus
from kompetensnav.apps.matches.jobs_nightly import nightly_given_up
from kompetensnav.apps.matches.models import Change, NightlyRun
from kompetensnav.apps.matches.nightly import go_on, start_nightly
from kompetensnav.apps.matches.queries import news_since
from kompetensnav.apps.memberships.actor import SYSTEM
from kompetensnav.apps.memberships.enums import Role
from kompetensnav.apps.people.actions import record_withdrawal, remove_claim, supply_changed
from kompetensnav.apps.people.models import Person
from tests.apps.nightly_case import a_night, matched
from tests.factories import Asks, Says, concept, resident

pytestmark = pytest.mark.django_db
HTMX = {"HTTP_HX_REQUEST": "true"}
AT = "/nightly/"
ELECTRICIAN, LICENCE = Says("Industrielektriker"), Says("drive:B")
ASKED = (Asks("Industrielektriker"), Asks("drive:B"))


def client_of(region, role: Role) -> Client:
    client, user = Client(), region.user(role)
    type(user).objects.filter(pk=user.pk).update(language="en")
    client.force_login(user)
    return client


@pytest.fixture
def analyst(region) -> Client:
    return client_of(region, Role.ANALYST)


@pytest.fixture
def coordinator(region) -> Client:
    return client_of(region, Role.COORDINATOR)


def text(response) -> str:
    return response.content.decode()


@pytest.fixture
def stored_jobs(settings) -> None:
    """Nothing is done before a worker comes."""
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": ["default"]}}


def test_the_analyst_starts_one_and_finds_it_among_the_earlier_ones(
    region, analyst, need, django_capture_on_commit_callbacks
) -> None:
    assert "No match of all needs has ended yet" in text(analyst.get(AT))
    with django_capture_on_commit_callbacks(execute=True):
        assert analyst.post(f"{AT}start/").status_code == 303
    page = analyst.get(AT)
    assert page.context["now"].run.status == NightlyStatus.DONE
    [row] = page.context["rows"]
    assert (row.run.done, row.by_itself, row.state) == (1, False, "done")
    assert "by hand" in text(page)


def test_while_it_is_under_way_the_page_shows_how_far_it_has_come(
    region, analyst, stored_jobs, monkeypatch
) -> None:
    monkeypatch.setattr("kompetensnav.apps.matches.nightly_batch.BATCH", 2)
    for _ in range(3):
        region.need()
    run, _ = start_nightly(SYSTEM, collaboration=region.collaboration)
    assert "It waits for its turn" in text(analyst.get(AT))
    assert go_on(SYSTEM, run)
    page = text(analyst.get(AT))
    assert '<progress id="nightly-bar" max="3" value="2">' in page
    assert "2 of 3 needs are done" in page
    assert f'action="{AT}start/"' not in page
    part = analyst.get(f"{AT}state/", **HTMX)
    assert 'hx-get="/nightly/state/?seen=running-2-0" hx-trigger="every 1s"' in text(part)
    assert "<html" not in text(part) and "Cancel" not in text(part)  # what has focus is not replaced
    assert analyst.get(f"{AT}state/?seen=running-2-0", **HTMX).status_code == 204
    assert analyst.get(f"{AT}state/?seen=running-0-0", **HTMX).status_code == 200
    while go_on(SYSTEM, run):
        pass
    ended = analyst.get(f"{AT}state/", **HTMX)
    assert ended.headers["HX-Refresh"] == "true"


def test_a_second_one_is_not_begun_and_that_is_said(region, analyst, stored_jobs) -> None:
    start_nightly(SYSTEM, collaboration=region.collaboration)
    page = analyst.post(f"{AT}start/", follow=True)
    assert "under way already. No second one was begun." in text(page)
    assert NightlyRun.objects.count() == 1


def test_cancelling_says_what_stays_and_cancelling_again_that_it_had_ended(region, analyst, stored_jobs) -> None:
    run, _ = start_nightly(SYSTEM, collaboration=region.collaboration)
    page = analyst.post(f"{AT}{run.pk}/cancel/", follow=True)
    assert "has been cancelled. What it has written stays." in text(page)
    run.refresh_from_db()
    assert run.status == NightlyStatus.CANCELLED
    assert "had ended already" in text(analyst.post(f"{AT}{run.pk}/cancel/", follow=True))


def test_one_that_failed_says_why_and_what_to_do(region, analyst) -> None:
    run, _ = start_nightly(SYSTEM, collaboration=region.collaboration)
    nightly_given_up("job.worker-lost", run.pk)
    page = text(analyst.get(AT))
    assert "The work was cut off three times" in page
    assert "Start it again" in page
    assert f'action="{AT}start/"' in page


@pytest.mark.parametrize("begun", [False, True])
def test_a_worker_that_does_not_answer_is_told(region, analyst, stored_jobs, begun: bool) -> None:
    run, _ = start_nightly(SYSTEM, collaboration=region.collaboration)
    long_ago = timezone.now() - datetime.timedelta(hours=1)
    if begun:
        NightlyRun.objects.update(status="running", started_at=long_ago, moved_at=long_ago)
    assert analyst.get(AT).context["now"].silent == begun
    NightlyRun.objects.filter(pk=run.pk).update(queued_at=long_ago)
    assert analyst.get(AT).context["now"].silent
    assert "ask the administrator to start it" in text(analyst.get(AT))


def test_earlier_ones_are_sorted_and_taken_out(region, analyst, other_region) -> None:
    a_night(other_region)
    nights = [a_night(region) for _ in range(3)]
    for n, run in enumerate(nights):
        NightlyRun.objects.filter(pk=run.pk).update(total=9, done=9, changed=9, came=(4, 9, 1)[n])
    shown = [row.run.pk for row in analyst.get(f"{AT}?sort=-came").context["rows"]]
    assert shown == [nights[1].pk, nights[0].pk, nights[2].pk]
    assert [row.run.pk for row in analyst.get(f"{AT}?sort=nonsense").context["rows"]] == [
        run.pk for run in reversed(nights)
    ]
    file = analyst.get(f"{AT}export.xlsx?sort=came")
    sheet = openpyxl.load_workbook(io.BytesIO(file.content)).active
    assert [row[6].value for row in list(sheet.rows)[1:]] == [1, 4, 9]
    assert text(analyst.get(f"{AT}export.csv")).count("\r\n") == 4


@pytest.mark.parametrize("sort", ["began", "needs", "changed", "came", "gone", "took"])
def test_every_heading_sorts_both_ways(region, analyst, sort: str) -> None:
    first, second = (a_night(region) for _ in range(2))
    now = timezone.now()
    NightlyRun.objects.filter(pk=second.pk).update(
        total=9, done=9, changed=9, came=9, gone=9, finished_at=now + datetime.timedelta(hours=1), queued_at=now
    )
    for sign, expected in (("", [first.pk, second.pk]), ("-", [second.pk, first.pk])):
        page = analyst.get(f"{AT}?sort={sign}{sort}")
        assert [row.run.pk for row in page.context["rows"]] == expected
        assert f'aria-sort="{"descending" if sign else "ascending"}"' in text(page)


def test_the_number_of_queries_does_not_grow_with_runs(region, analyst) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            analyst.get(AT)
        return len(captured)

    a_night(region)
    few = queries()
    for _ in range(5):
        a_night(region)
    assert queries() == few


@pytest.fixture
def changed(region):
    """A need after a night: one new, one without licence, one passed from the region, one who withdrew."""
    people = [region.person(resident=True, claims=(ELECTRICIAN, LICENCE)) for _ in range(4)]
    wanted = region.need(requirements=ASKED, title="Elektriker i natt")
    matched(wanted)
    new = region.person(claims=(ELECTRICIAN, LICENCE))
    lost = people[0].claims.get(concept=concept("drive:B"))
    remove_claim(resident(people[0]), person=people[0], claim_id=lost.pk)
    record_withdrawal(SYSTEM, person=people[1])
    Person.objects.filter(pk=people[2].pk).update(protected=True)
    supply_changed()
    a_night(region)
    return wanted, new, people


def test_the_need_says_who_is_new_and_who_is_no_longer_there_and_why(region, coordinator, changed) -> None:
    wanted, new, people = changed
    page = coordinator.get(f"/needs/{wanted.pk}/")
    news = page.context["news"]
    assert {which: [c.person for c in some] for which, some in news.came.items()} == {"could fill it": [new.pk]}
    assert news.gone == {"now lacks what the need requires: a driving licence": [people[0].pk]}
    assert (news.unavailable, news.left) == (2, 3)
    assert "No longer available" in text(page)
    for person in people[1:3]:
        assert person.pk not in text(page)
    assert {new.pk, people[0].pk} <= {e.person_id for e in AccessEvent.objects.filter(object_id=wanted.pk)}


def test_nothing_tells_who_protects_their_identity_from_who_withdrew(region, coordinator, changed) -> None:
    _, _, people = changed
    assert {c.reason for c in Change.objects.filter(person__in=people[1:3])} == {GoneReason.UNAVAILABLE}


def test_who_withdraws_later_is_told_of_no_more(region, coordinator, changed) -> None:
    wanted, new, people = changed
    record_withdrawal(SYSTEM, person=new)
    record_withdrawal(SYSTEM, person=people[0])
    page = coordinator.get(f"/needs/{wanted.pk}/")
    assert not page.context["news"].came and not page.context["news"].gone
    assert not coordinator.get("/desk/").context["news"].rows
    assert new.pk not in text(page) and people[0].pk not in text(page)


def test_who_comes_back_has_not_gone(region, coordinator, changed) -> None:
    wanted, _, people = changed
    Person.objects.filter(pk=people[2].pk).update(protected=False)
    supply_changed()
    a_night(region)
    news = coordinator.get(f"/needs/{wanted.pk}/").context["news"]
    assert people[2].pk in {c.person for some in news.came.values() for c in some}
    assert news.unavailable == 1


def test_the_desk_counts_the_new_people_of_each_need(region, coordinator, other_region, changed) -> None:
    wanted, *_ = changed
    page = coordinator.get("/desk/")
    [row] = page.context["news"].rows
    assert (row.need.pk, row.ranked, row.ask_first) == (wanted.pk, 1, 0)
    assert f'href="/needs/{wanted.pk}/?view=people#people"' in text(page)
    assert client_of(other_region, Role.COORDINATOR).get("/desk/").context["news"].rows == []


def test_what_came_before_yesterday_is_not_new(region, coordinator, changed) -> None:
    wanted, *_ = changed
    Change.objects.update(at=timezone.now() - datetime.timedelta(days=4))
    assert not coordinator.get("/desk/").context["news"].rows
    assert "New since" not in text(coordinator.get(f"/needs/{wanted.pk}/"))


@pytest.mark.parametrize("role", [Role.ANALYST, Role.EMPLOYER])
def test_others_see_nothing_of_the_people(region, changed, role: Role) -> None:
    wanted, new, people = changed
    page = client_of(region, role).get(f"/needs/{wanted.pk}/?view=people")
    assert new.pk not in text(page) and people[0].pk not in text(page)


@pytest.mark.parametrize(
    ("day", "days"),
    [(2, 3), (3, 1), (4, 1), (5, 1), (6, 1), (7, 1), (8, 2)],
    ids=["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"],
)
def test_over_a_weekend_news_begins_on_the_friday(day: int, days: int) -> None:
    now = datetime.datetime(2026, 3, day, 9, 0, tzinfo=datetime.UTC)
    assert now - news_since(now) == datetime.timedelta(days=days)


def test_the_heading_says_since_when(region, coordinator, changed) -> None:
    monday = datetime.datetime(2026, 3, 2, 9, 0, tzinfo=datetime.UTC)
    for now, words in ((monday, "New since Friday"), (monday + datetime.timedelta(days=2), "New since yesterday")):
        with time_machine.travel(now, tick=False):
            Change.objects.update(at=now - datetime.timedelta(hours=5))
            fresh = client_of(region, Role.COORDINATOR)
            assert words in text(fresh.get("/desk/"))
