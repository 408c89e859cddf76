"""A frozen route on the pages of a proposal, and what happened to it: for the owner, the employer, the person."""

import datetime
from dataclasses import replace

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from kompetensnav.apps.accounts.models import User
from kompetensnav.apps.education.actions import cancel_intake, fields_of, write_intake
from kompetensnav.apps.education.models import Intake
from kompetensnav.apps.memberships.enums import Role
from kompetensnav.apps.proposals.actions import answer_for_employer, propose
from kompetensnav.apps.proposals.models import Proposal, RouteNotice
from kompetensnav.apps.proposals.notices import tell_of_intakes
from tests.factories import ProposalFactory, Says
from tests.route_case import TRADE, intake, need, untrained

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def in_english():
    with translation.override("en"):
        yield


def browser(user: User) -> Client:
    type(user).objects.filter(pk=user.pk).update(language="en")
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def coordinator(region) -> Client:
    return browser(region.user(Role.COORDINATOR))


@pytest.fixture
def course(region) -> Intake:
    return intake(region)


@pytest.fixture
def asked(region):
    return need(region, owner=region.user(Role.COORDINATOR), title="Industrielektriker till Boden")


@pytest.fixture
def proposed(region, asked, course) -> Proposal:
    person = untrained(region, resident=True)
    actor = region.actor(Role.COORDINATOR)
    [made] = propose(actor, need=asked, person_ids=[person.pk], routes={person.pk: [course.pk]})
    answer_for_employer(region.actor(Role.EMPLOYER), proposal=made, yes=True)
    return made


def cancelled(region, course) -> None:
    course.refresh_from_db()
    cancel_intake(region.actor(Role.EDUCATION_PLANNER), intake=course, version=course.version)
    tell_of_intakes(region.actor(Role.EDUCATION_PLANNER))


def moved(region, course) -> None:
    course.refresh_from_db()
    later = datetime.timedelta(weeks=2)
    changed = replace(fields_of(course), starts_on=course.starts_on + later, ends_on=course.ends_on + later)
    planner = region.actor(Role.EDUCATION_PLANNER)
    write_intake(planner, programme=course.programme, intake=course, version=course.version, fields=changed)
    tell_of_intakes(planner)


def pages(region, proposed) -> dict[str, tuple[Client, str]]:
    at = f"/proposals/{proposed.pk}/"
    return {
        "coordinator": (browser(region.user(Role.COORDINATOR)), at),
        "employer": (browser(region.user(Role.EMPLOYER)), at),
        "person": (browser(proposed.person.user), f"/me/proposals/{proposed.pk}/"),
    }


WHO = ("coordinator", "employer", "person")


@pytest.mark.parametrize("who", WHO)
def test_the_route_stands_as_ordered_steps(region, proposed, course, who) -> None:
    client, at = pages(region, proposed)[who]
    page = client.get(at).content.decode()
    assert "The way there" in page
    assert course.programme.name in page
    assert '<ol class="steps">' in page
    assert "is cancelled" not in page


@pytest.mark.parametrize("who", WHO)
def test_everybody_concerned_reads_what_happened_and_the_owner_can_deal_with_it(
    region, proposed, course, who
) -> None:
    cancelled(region, course)
    client, at = pages(region, proposed)[who]
    page = client.get(at).content.decode()
    assert f"{course.programme.name} is cancelled." in page
    assert "No way is left today." in page
    assert ("I have dealt with it" in page) == (who == "coordinator")


def test_new_dates_come_with_the_way_as_it_looks_now(region, coordinator, proposed, course) -> None:
    moved(region, course)
    page = coordinator.get(f"/proposals/{proposed.pk}/").content.decode()
    assert f"{course.programme.name} begins" in page
    assert "As it looks now" in page


def test_the_owner_deals_with_it_on_the_page(region, coordinator, proposed, course) -> None:
    cancelled(region, course)
    notice = RouteNotice.objects.get()
    answer = coordinator.post("/proposals/notices/done/", {"notice": notice.pk})
    assert (answer.status_code, answer.url) == (303, f"/proposals/{proposed.pk}/")
    page = coordinator.get(answer.url).content.decode()
    assert "is cancelled." not in page
    assert "Dealt with the change of the route" in page
    assert coordinator.post("/proposals/notices/done/", {"notice": notice.pk}).status_code == 404


def test_the_desk_tells_the_owner_with_numbers_alone(region, coordinator, asked, proposed, course) -> None:
    second = untrained(region)
    actor = region.actor(Role.COORDINATOR)
    propose(actor, need=asked, person_ids=[second.pk], routes={second.pk: [course.pk]})
    assert "Routes that have changed" not in coordinator.get("/desk/").content.decode()
    cancelled(region, course)
    answer = coordinator.get("/desk/")
    [row] = answer.context["changed"].rows
    assert (row.people, row.stranded, row.ready, row.own) == (2, 2, None, True)
    page = answer.content.decode()
    assert f"{course.programme.name} is cancelled." in page
    assert "2 without a route" in page
    done = coordinator.post("/proposals/notices/done/", {"notice": row.notices, "back": "desk"})
    assert (done.status_code, done.url) == (303, "/desk/")
    assert "Routes that have changed" not in coordinator.get("/desk/").content.decode()


def test_the_desk_says_when_they_are_ready_instead(region, coordinator, proposed, course) -> None:
    moved(region, course)
    [row] = coordinator.get("/desk/").context["changed"].rows
    course.refresh_from_db()
    assert (row.ready, row.stranded) == (course.ends_on + datetime.timedelta(days=1), 0)
    assert row.url == f"/proposals/{proposed.pk}/"


def test_the_desk_reads_all_changes_in_one_query(region, coordinator, asked, proposed, course) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as seen:
            assert coordinator.get("/desk/").status_code == 200
        return len(seen)

    cancelled(region, course)
    coordinator.get("/desk/")
    before = queries()
    for _ in range(3):
        other, of = intake(region), need(region)
        person = untrained(region)
        actor = region.actor(Role.COORDINATOR)
        propose(actor, need=of, person_ids=[person.pk], routes={person.pk: [other.pk]})
        cancelled(region, other)
    assert RouteNotice.objects.count() == 4
    assert queries() == before


def test_another_region_s_coordinator_sees_and_settles_nothing(region, other_region, proposed, course) -> None:
    cancelled(region, course)
    stranger = browser(other_region.user(Role.COORDINATOR))
    assert stranger.get("/desk/").context["changed"].count == 0
    notice = RouteNotice.objects.get()
    assert stranger.post("/proposals/notices/done/", {"notice": notice.pk}).status_code == 404
    notice.refresh_from_db()
    assert notice.dealt_with_at is None


def test_the_person_s_own_copy_holds_route_seats_and_changes(region, proposed, course) -> None:
    cancelled(region, course)
    [row] = browser(proposed.person.user).get("/me/data.json").json()["proposals"]
    assert row["route"]["steps"][0]["intake"] == course.pk
    assert [(s["course"], bool(s["released_at"])) for s in row["seats"]] == [(course.programme.name, True)]
    assert [(c["event"], c["route"]) for c in row["route_changes"]] == [("cancelled", None)]


def test_who_was_proposed_as_they_are_has_no_route(region, coordinator, asked) -> None:
    row = ProposalFactory(need=asked, person=region.person(claims=(Says(TRADE),)))
    assert "The way there" not in coordinator.get(f"/proposals/{row.pk}/").content.decode()
