"""What can I become: a resident's own ways to occupations, the coordinator's look at the same, and nothing of others."""

import datetime
import io
from typing import Any

import openpyxl
import pytest
from django.test import Client
from django.utils import timezone, translation

from kompetensnav.apps.accounts.models import Language
from kompetensnav.apps.core.models import AccessEvent, Look
from kompetensnav.apps.education.enums import Finance
from kompetensnav.apps.memberships.enums import Role
from kompetensnav.apps.people.models import Person
from tests.factories import Asks, IntakeFactory, ProgrammeFactory, ProviderFactory, Region, Says, concept
from tests.web.html_reading import Page

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def in_english():
    with translation.override("en"):
        yield


def client_of(user: Any) -> Client:
    user.language = Language.EN
    user.save(update_fields=["language"])
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def resident(region) -> Person:
    return region.person(resident=True, claims=(Says("Lagerarbete"), Says("drive:B")))


@pytest.fixture
def me(resident) -> Client:
    return client_of(resident.user)


def course(region: Region, grants: str = "Industrielektriker", **more: Any) -> Any:
    programme = ProgrammeFactory(
        provider=ProviderFactory(collaboration=region.collaboration),
        name=f"{grants}, yrkespaket",
        grants=(Says(grants),),
        finance=[Finance.CSN],
        demands=more.pop("demands", ()),
    )
    return IntakeFactory(programme=programme, **more)


def text(response: Any) -> str:
    return " ".join(response.content.decode().split())


def test_an_occupation_is_shown_with_its_way_dates_seats_and_who_asks(region, me, resident) -> None:
    course(region)
    region.need(requirements=(Asks("Industrielektriker"),), positions=3)
    page = me.get("/me/path/")
    assert page.status_code == 200
    html = text(page)
    for words in (
        "Industrial electrician",
        "Last day to apply",
        "10 seats left",
        "Course: Industrielektriker, yrkespaket",
        "Student aid (CSN)",
        "SEK 60,000",
        "1 open need in the region, 3 places",
        "Ready to begin work",
    ):
        assert words in html, words
    assert Page(page.content.decode()).inline_code() == []


def test_nothing_of_anybody_else_and_nothing_is_logged(region, me, resident) -> None:
    other = region.person(claims=(Says("drive:B"),))
    need = region.need(title="Hemligt behov")
    course(region)
    html = text(me.get("/me/path/"))
    for words in (other.pk, need.title, need.organisation.name, "Hemligsson"):
        assert words not in html
    assert AccessEvent.objects.count() == 0


def test_what_is_taken_for_granted_is_told(region, me) -> None:
    course(region, seats=None, taken=None)
    html = text(me.get("/me/path/"))
    assert "A free seat: how many are left is not known" in html
    assert "thing taken for granted" in html or "things taken for granted" in html


def test_another_occupation_can_be_chosen(region, me) -> None:
    course(region)
    course(region, "Svetsare")
    first = me.get("/me/path/").context["becoming"]
    assert len(first.occupations) == 2
    other = next(o for o in first.occupations if o.id != first.chosen.id)
    page = me.get("/me/path/", {"occupation": other.id})
    assert page.context["becoming"].chosen.id == other.id
    assert [
        e.attributes["class"] for e in Page(page.content.decode()).of("li") if "aria-current" in e.attributes
    ] == ["can"]
    assert me.get("/me/path/", {"occupation": "nothing"}).context["becoming"].chosen.id == first.chosen.id


@pytest.mark.parametrize(("order", "expected"), [("asked", 0), ("ready", 1), ("nonsense", 0)])
def test_the_order_asked_for(region, me, order, expected) -> None:
    late, soon = course(region, starts_on=_weeks(20), ends_on=_weeks(60)), course(region, "Svetsare")
    region.need(requirements=(Asks("Industrielektriker"),))
    ids = [concept("Industrielektriker"), concept("Svetsare")]
    assert late.starts_on > soon.starts_on
    assert me.get("/me/path/", {"order": order}).context["becoming"].occupations[0].id == ids[expected]


def _weeks(n: int) -> datetime.date:
    return timezone.localdate() + datetime.timedelta(weeks=n)


def test_no_way_says_what_to_do(me) -> None:
    html = text(me.get("/me/path/"))
    assert "No way is known yet" in html
    assert "/me/profile/" in html


def test_the_list_as_a_file(region, me) -> None:
    course(region)
    answer = me.get("/me/path/?format=xlsx")
    [header, row] = list(openpyxl.load_workbook(io.BytesIO(answer.content)).active.values)
    values = dict(zip(header, row, strict=True))
    assert values["Occupation"] == "Industrial electrician"
    assert values["Fewest seats left"] == 10


def test_home_leads_to_it(me) -> None:
    assert "/me/path/" in Page(me.get("/me/").content.decode()).addresses()


class TestForTheCoordinator:
    @pytest.fixture
    def coordinator(self, region) -> Client:
        return client_of(region.user(Role.COORDINATOR))

    def test_the_same_is_shown_and_logged(self, region, coordinator, resident) -> None:
        course(region)
        page = coordinator.get(f"/people/{resident.pk}/path/")
        assert "Course: Industrielektriker, yrkespaket" in text(page)
        assert "Hemligsson" not in text(page)
        assert list(AccessEvent.objects.values_list("person_id", "look")) == [(resident.pk, Look.PROFILE)]

    def test_the_file_is_logged_as_one(self, region, coordinator, resident) -> None:
        course(region)
        assert coordinator.get(f"/people/{resident.pk}/path/?format=csv").status_code == 200
        assert list(AccessEvent.objects.values_list("look", flat=True)) == [Look.EXPORT]

    @pytest.mark.parametrize("values", [{"protected": True}, {"withdrawn": True}, {"not_permitting": True}])
    def test_who_may_not_be_matched_is_shown_no_way(self, region, coordinator, values) -> None:
        person = region.person(claims=(Says("drive:B"),), **values)
        assert coordinator.get(f"/people/{person.pk}/path/").status_code == 404
        assert AccessEvent.objects.count() == 0

    def test_the_profile_leads_to_it(self, coordinator, resident) -> None:
        addresses = Page(coordinator.get(f"/people/{resident.pk}/").content.decode()).addresses()
        assert f"/people/{resident.pk}/path/" in addresses
