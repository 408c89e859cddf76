"""Needs for a person on their own page and on the coordinator's, and needs like a need."""

import csv
import io

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from kompetensnav.apps.accounts.models import Language
from kompetensnav.apps.core.models import AccessEvent, Look
from kompetensnav.apps.memberships.enums import Role
from kompetensnav.apps.needs.enums import Asked
from kompetensnav.apps.people.models import Person
from tests.factories import Asks, Says

pytestmark = pytest.mark.django_db
ELECTRICIAN, COOK = Asks("Industrielektriker"), Asks("Kock, à la carte")
SKILLED = (Says("Industrielektriker"), Says("Svenska", 5))


def _client(user):
    user.language = Language.EN
    user.save(update_fields=["language"])
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def resident(region):
    return region.person(resident=True, claims=SKILLED)


@pytest.fixture
def me(resident):
    return _client(resident.user)


@pytest.fixture
def coordinator(region):
    return _client(region.user(Role.COORDINATOR))


def statements(client, url):
    """What the page asks when it is opened again."""
    client.get(url)
    with CaptureQueriesContext(connection) as found:
        assert client.get(url).status_code == 200
    return [query["sql"].split(" FROM ")[-1][:60] for query in found]


def page(client, url):
    answer = client.get(url)
    assert answer.status_code == 200
    return answer.content.decode()


class TestMyNeeds:
    def test_what_one_could_fill_without_who_asks(self, me, region):
        need = region.need(
            title="Elektriker till stålverket", requirements=(ELECTRICIAN, Asks("drive:B", Asked.MERIT))
        )
        shown = page(me, "/me/needs/")
        assert need.title in shown and "Boden" in shown
        assert region.employer.name not in shown and need.text not in shown and need.pk not in shown

    def test_it_is_reached_from_the_first_page(self, me):
        assert 'href="/me/needs/"' in page(me, "/me/")

    def test_nobody_is_told_that_one_looks(self, me, region):
        region.need()
        page(me, "/me/needs/")
        assert not AccessEvent.objects.exists()

    def test_without_permission_one_may_look_all_the_same(self, me, region, resident):
        Person.objects.filter(pk=resident.pk).update(permitted_at=None)
        assert region.need(title="Elektriker i norr").title in page(me, "/me/needs/")

    def test_nothing_known_gives_a_question_that_leads_to_its_section(self, region):
        stranger = region.person(resident=True, claims=(), sections=())
        region.need(title="Kocken", requirements=(COOK,))
        shown = page(_client(stranger.user), "/me/needs/")
        assert "Not enough is known to say" in shown and "Kocken" not in shown
        assert "/me/profile/#occupation" in shown

    def test_no_open_needs(self, me):
        assert "No open needs in the region now" in page(me, "/me/needs/")

    def test_what_is_left_out_is_told(self, me, region):
        region.need(municipality_id="0180")
        assert "1: the place can be reached neither by travel nor by a move" in page(me, "/me/needs/")

    @pytest.mark.parametrize(("order", "first"), [("fit", "Nära"), ("distance", "Nära"), ("start", "Bråttom")])
    def test_it_can_be_put_in_another_order(self, me, region, resident, order, first):
        Person.objects.filter(pk=resident.pk).update(willing_to_move=2)
        region.need(title="Nära")
        region.need(title="Bråttom", starts_asap=True, municipality_id="2580", requirements=(ELECTRICIAN, COOK))
        answer = me.get("/me/needs/", {"order": order})
        assert answer.context["found"].ranked[0].need.title == first

    def test_the_list_can_be_taken_along(self, me, region):
        region.need(title="=Elektriker")
        answer = me.get("/me/needs/", {"format": "csv"})
        rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
        assert rows[1][:2] == ["'=Elektriker", "Boden"]
        assert me.get("/me/needs/", {"format": "xlsx"}).status_code == 200

    def test_queries_do_not_grow(self, me, region):
        region.need()
        before = statements(me, "/me/needs/")
        for _ in range(5):
            region.need()
        assert statements(me, "/me/needs/") == before


class TestPersonsNeeds:
    def test_the_coordinator_sees_them_with_the_reasons_a_click_away(self, coordinator, region, resident):
        need = region.need(title="Elektriker till stålverket")
        url = reverse("people:needs", args=(resident.pk,))
        assert url in page(coordinator, f"/people/{resident.pk}/")
        shown = page(coordinator, url)
        assert need.title in shown and region.employer.name in shown
        why = reverse("needs:why", args=(need.pk, resident.pk))
        assert why in shown and coordinator.get(why).status_code == 200

    def test_the_look_is_logged_and_so_is_the_file(self, coordinator, region, resident):
        region.need()
        url = reverse("people:needs", args=(resident.pk,))
        page(coordinator, url)
        rows = list(csv.reader(io.StringIO(coordinator.get(url, {"format": "csv"}).content.decode("utf-8-sig"))))
        assert len(rows) == 2
        logged = AccessEvent.objects.order_by("pk").values_list("person_id", "look")
        assert list(logged) == [(resident.pk, Look.PROFILE), (resident.pk, Look.EXPORT)]

    def test_what_to_ask_next_is_said(self, coordinator, region):
        stranger = region.person(claims=(), sections=())
        region.need(requirements=(COOK,))
        shown = page(coordinator, reverse("people:needs", args=(stranger.pk,)))
        assert "a list would be a guess" in shown and "It settles most over all needs: 1 asks for it." in shown

    def test_the_region_has_no_open_needs(self, coordinator, resident):
        shown = page(coordinator, reverse("people:needs", args=(resident.pk,)))
        assert "The region has no open needs" in shown

    @pytest.mark.parametrize("state", [{"not_permitting": True}, {"withdrawn": True}, {"protected": True}])
    def test_who_does_not_permit_it_or_is_protected_is_matched_with_nothing(self, coordinator, region, state):
        person = region.person(claims=SKILLED, **state)
        if person.protected:
            person.protected_readers.add(region.user(Role.COORDINATOR))
        url = reverse("people:needs", args=(person.pk,))
        assert url not in page(coordinator, f"/people/{person.pk}/")
        assert coordinator.get(url).status_code == 404


class TestNeedsLikeThis:
    @pytest.fixture
    def pair(self, region):
        here = region.need(requirements=(ELECTRICIAN, Asks("drive:B")))
        other = region.need(
            title="Elektriker till stålverket", requirements=(ELECTRICIAN,), organisation=region.other_employer
        )
        return here, other

    @pytest.mark.parametrize("role", [Role.COORDINATOR, Role.EDUCATION_PLANNER])
    def test_those_who_see_the_regions_needs_see_them(self, region, pair, role):
        here, other = pair
        shown = page(_client(region.user(role)), f"/needs/{here.pk}/?view=requirements")
        assert other.title in shown and "Needs like this" in shown

    def test_an_employer_sees_nobody_elses(self, region, pair):
        here, other = pair
        assert other.title not in page(_client(region.user(Role.EMPLOYER)), f"/needs/{here.pk}/?view=requirements")

    def test_one_that_differs_more_than_it_shares_is_left_out(self, coordinator, region, pair):
        cook = region.need(title="Kocken", requirements=(COOK, ELECTRICIAN, Asks("Svenska")))
        shown = page(coordinator, f"/needs/{cook.pk}/?view=requirements")
        assert pair[0].title not in shown

    def test_queries_do_not_grow(self, coordinator, region, pair):
        url = f"/needs/{pair[0].pk}/?view=requirements"
        before = statements(coordinator, url)
        for _ in range(4):
            region.need(requirements=(ELECTRICIAN, Asks("drive:B")))
        assert statements(coordinator, url) == before
