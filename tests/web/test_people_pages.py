"""The coordinator's people: nobody's name in lists, files or addresses; every look logged; the protected unseen."""

import csv
import io

import openpyxl
import pytest
from django.test import Client

from kompetensnav.apps.accounts.models import Language
from kompetensnav.apps.core.models import AccessEvent, Look
from kompetensnav.apps.memberships.enums import Role
from kompetensnav.apps.people.models import Person, ProfileSection, SectionAnswer
from kompetensnav.web.people import rows
from tests.factories import ProposalFactory, Says, resident

pytestmark = pytest.mark.django_db


def _client(user):
    user.language = Language.EN
    user.save(update_fields=["language"])
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def coordinator(region):
    return _client(region.user(Role.COORDINATOR))


def _ids(client, **query):
    answer = client.get("/people/", query)
    assert answer.status_code == 200
    return [r.id for r in answer.context["rows"]]


class TestList:
    def test_nobody_is_named(self, coordinator, region):
        person = region.person()
        page = coordinator.get("/people/").content.decode()
        assert person.pk in page and person.identity.name not in page and person.identity.phone not in page

    def test_of_the_own_region_alone(self, coordinator, region, other_region):
        person = region.person()
        other_region.person()
        assert _ids(coordinator) == [person.pk]

    def test_protected_people_are_seen_by_named_readers_alone(self, coordinator, region):
        person = region.person(protected=True)
        assert _ids(coordinator) == []
        person.protected_readers.add(region.user(Role.COORDINATOR))
        assert _ids(coordinator) == [person.pk]

    @pytest.mark.parametrize(
        "query",
        [
            {},
            {"municipality": "2580"},
            {"permission": "given"},
            {"municipality": "2580", "section": "3", "state": "complete"},
        ],
    )
    def test_as_many_are_told_as_are_listed(self, coordinator, region, other_region, query):
        for home in ("2580", "2582", None):
            region.person(municipality_id=home)
            region.person(municipality_id=home, protected=True)
            named = region.person(municipality_id=home, protected=True)
            named.protected_readers.add(region.user(Role.COORDINATOR))
            other_region.person(municipality_id=home)
        context = coordinator.get("/people/", query).context
        assert context["total"] == len(context["rows"]) == (2 if "municipality" in query else 6)
        assert [code for code, _ in context["form"].fields["municipality"].choices] == ["", "2582", "2580"]

    def test_whoever_is_listed_may_be_opened(self, region, other_region, individual):
        for made in (region, other_region):
            made.person()
            made.person(protected=True)
            made.person(protected=True, resident=True).protected_readers.add(region.user(Role.COORDINATOR))
        actors = [region.actor(role) for role in Role] + [resident(p) for p in Person.objects.exclude(user=None)]
        for actor in actors:
            opened = Person.objects.visible_to(actor).in_region(actor.collaboration_id)
            assert list(Person.objects.listed_for(actor)) == list(opened)

    def test_nobody_yet(self, coordinator):
        assert "Nobody is registered yet" in coordinator.get("/people/").content.decode()

    def test_filters_that_leave_nobody(self, coordinator, region):
        region.person()
        page = coordinator.get("/people/", {"permission": "withdrawn"}).content.decode()
        assert "Nobody fits these filters" in page

    def test_filters(self, coordinator, region):
        given = region.person()
        withdrawn = region.person(withdrawn=True, municipality_id="2580")
        never = region.person(not_permitting=True, sections=())
        assert _ids(coordinator, permission="given") == [given.pk]
        assert _ids(coordinator, permission="withdrawn") == [withdrawn.pk]
        assert _ids(coordinator, permission="never") == [never.pk]
        assert _ids(coordinator, municipality="2580") == [withdrawn.pk]
        SectionAnswer.objects.filter(person=given, section=ProfileSection.SKILL).update(state=1)
        skill = int(ProfileSection.SKILL)
        assert _ids(coordinator, section=skill, state="begun") == [given.pk]
        assert _ids(coordinator, section=skill, state="complete") == [withdrawn.pk]
        assert _ids(coordinator, section=skill, state="none") == [never.pk]

    def test_an_occupation_is_found_by_its_words_and_by_its_group(self, coordinator, region):
        electrician = region.person(claims=(Says("Industrielektriker"),))
        region.person(claims=(Says("Kock, à la carte"),))
        assert _ids(coordinator, occupation="industrielektrikr") == [electrician.pk]
        answer = coordinator.get("/people/", {"occupation": "industrielektriker"})
        groups = [query for _, query in answer.context["others"] if "ssyk" in query]
        assert groups
        assert electrician.pk in coordinator.get(f"/people/?{groups[0]}").content.decode()

    def test_an_occupation_that_is_none_is_told(self, coordinator, region):
        region.person()
        page = coordinator.get("/people/", {"occupation": "qqqqqqq"}).content.decode()
        assert "No occupation is called anything like" in page

    @pytest.mark.parametrize("query", [{"sort": "name"}, {"after": "x"}, {"section": "99"}, {"municipality": "'"}])
    def test_an_address_written_by_hand_shows_the_list(self, coordinator, region, query):
        region.person()
        assert len(_ids(coordinator, **query)) == 1

    @pytest.mark.parametrize("sort", rows.SORTS)
    def test_every_order_shows_everybody_once(self, coordinator, region, monkeypatch, sort):
        monkeypatch.setattr(rows, "PAGE", 4)
        homes = ["2580", "2582", None, "2560", "2505", "2514"]
        made = [
            region.person(municipality_id=homes[n % 6], sections=list(ProfileSection)[: n % 4]) for n in range(11)
        ]
        seen, query = [], f"sort={sort}"
        while True:
            answer = coordinator.get(f"/people/?{query}")
            seen += [r.id for r in answer.context["rows"]]
            if not answer.context["next"]:
                break
            query = answer.context["next"]
        assert sorted(seen) == sorted(p.pk for p in made)

    def test_swedish_order(self, coordinator, region):
        towns = {"2505": "Arvidsjaur", "2560": "Älvsbyn", "2584": "Kiruna", "2518": "Övertorneå"}
        for code in towns:
            region.person(municipality_id=code)
        answer = coordinator.get("/people/", {"sort": "municipality"})
        assert [r.municipality for r in answer.context["rows"]] == ["Arvidsjaur", "Kiruna", "Älvsbyn", "Övertorneå"]

    def test_queries_do_not_grow_with_rows(self, coordinator, region, django_assert_max_num_queries):
        for _ in range(20):
            region.person(claims=(Says("Industrielektriker"),))
        with django_assert_max_num_queries(11):
            coordinator.get("/people/", {"sort": "answered", "occupation": "industrielektriker"})


class TestExport:
    def test_it_needs_a_purpose(self, coordinator, region):
        region.person()
        assert coordinator.post("/people/export/", {"kind": "csv"}).status_code == 422
        assert coordinator.post("/people/export/", {"kind": "csv", "purpose": "kort"}).status_code == 422
        assert not AccessEvent.objects.exists()

    def test_the_file_has_no_names_and_everybody_in_it_is_logged(self, coordinator, region):
        person = region.person()
        region.person(protected=True).protected_readers.add(region.user(Role.COORDINATOR))
        answer = coordinator.post("/people/export/", {"kind": "csv", "purpose": "Underlag till styrgruppen"})
        lines = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
        assert [line[0] for line in lines[1:]] == [person.pk]
        assert person.identity.name not in answer.content.decode("utf-8-sig")
        [event] = AccessEvent.objects.all()
        assert (event.look, event.purpose) == (Look.EXPORT, "Underlag till styrgruppen")

    def test_filters_hold_for_the_file(self, coordinator, region):
        region.person()
        home = region.person(municipality_id="2580")
        data = {"kind": "xlsx", "purpose": "Underlag till styrgruppen"}
        answer = coordinator.post("/people/export/?municipality=2580", data)
        sheet = openpyxl.load_workbook(io.BytesIO(answer.content)).active
        assert [row[0] for row in sheet.iter_rows(min_row=2, values_only=True)] == [home.pk]

    def test_queries_do_not_grow_with_rows(self, coordinator, region, django_assert_max_num_queries):
        for _ in range(20):
            region.person()
        with django_assert_max_num_queries(12):
            coordinator.post("/people/export/", {"kind": "csv", "purpose": "Underlag till styrgruppen"})


class TestPerson:
    def test_without_name_and_logged(self, coordinator, individual):
        page = coordinator.get(f"/people/{individual.pk}/").content.decode()
        assert "ndustri" in page and individual.identity.name not in page
        [event] = AccessEvent.objects.all()
        assert (event.person_id, event.look) == (individual.pk, Look.PROFILE)

    def test_the_name_is_opened_for_a_reason_and_not_by_address(self, coordinator, individual):
        url = f"/people/{individual.pk}/contact/"
        assert coordinator.post(url, {"reason": ""}).status_code == 422
        assert not AccessEvent.objects.filter(look=Look.CONTACT).exists()
        answer = coordinator.post(url, {"reason": "meeting"})
        assert individual.identity.name in answer.content.decode() and "no-store" in answer["Cache-Control"]
        assert AccessEvent.objects.get(look=Look.CONTACT).purpose == "meeting"
        assert coordinator.get(url).status_code == 405
        assert individual.identity.name not in coordinator.get(f"/people/{individual.pk}/").content.decode()

    def test_a_refused_reason_does_not_open_the_name(self, coordinator, individual):
        answer = coordinator.post(f"/people/{individual.pk}/contact/", {"reason": "nyfiken"})
        assert answer.status_code == 422 and individual.identity.name not in answer.content.decode()

    def test_somebody_without_contact_details(self, coordinator, region):
        person = region.person(identity=None)
        answer = coordinator.post(f"/people/{person.pk}/contact/", {"reason": "meeting"})
        assert "None have been given" in answer.content.decode()

    def test_protected_people_are_nothing_to_others(self, coordinator, region):
        person = region.person(protected=True)
        assert coordinator.get(f"/people/{person.pk}/").status_code == 404
        assert coordinator.post(f"/people/{person.pk}/contact/", {"reason": "meeting"}).status_code == 404
        person.protected_readers.add(region.user(Role.COORDINATOR))
        assert "Only named colleagues" in coordinator.get(f"/people/{person.pk}/").content.decode()

    def test_another_regions_people_are_nothing(self, coordinator, other_region):
        person = other_region.person()
        assert coordinator.get(f"/people/{person.pk}/").status_code == 404

    def test_proposals_and_looks_are_told(self, coordinator, individual, need):
        ProposalFactory(need=need, person=individual, employer_said_yes=True)
        page = coordinator.get(f"/people/{individual.pk}/").content.decode()
        assert need.title in page and "The whole profile" in page

    def test_an_employer_finds_nothing(self, region, individual):
        client = _client(region.user(Role.EMPLOYER))
        assert client.get("/people/").status_code == 404
        assert client.get(f"/people/{individual.pk}/").status_code == 404
        assert Person.objects.exists()

    def test_queries_do_not_grow(self, coordinator, individual, region, django_assert_max_num_queries):
        for _ in range(6):
            ProposalFactory(need=region.need(), person=individual)
        coordinator.get(f"/people/{individual.pk}/")
        with django_assert_max_num_queries(16):
            coordinator.get(f"/people/{individual.pk}/")
