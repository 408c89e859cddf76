"""From a pasted advert to a registered need: reading, correcting, two editors, bad input."""

import datetime
import re
import uuid

import pytest
from django.test import Client
from django.utils import timezone

from kompetensnav.apps.core.models import AuditEvent
from kompetensnav.apps.matches.models import Run
from kompetensnav.apps.memberships.enums import Role
from kompetensnav.apps.needs.enums import Asked, NeedStatus, RequirementSource
from kompetensnav.apps.needs.models import Need
from tests.factories import Asks, concept

TWO_LINES = (
    "Vi behöver 4 industrielektriker till Boden från mars.\nB-körkort, gärna erfarenhet av PLC, svenska B1. Ring Eva "
    "Ek på 070-174 06 12."
)
pytestmark = pytest.mark.django_db


@pytest.fixture
def coordinator(region):
    return _client(region, Role.COORDINATOR)


@pytest.fixture
def employer(region):
    return _client(region, Role.EMPLOYER)


def _client(region, role):
    user = region.user(role)
    user.language = "en"
    user.save(update_fields=["language"])
    client = Client()
    client.force_login(user)
    return client


def _paste(client, region, text=TWO_LINES, **fields):
    data = {"submission": uuid.uuid4(), "organisation": region.employer.name, "text": text} | fields
    return client.post("/needs/new/", data)


@pytest.fixture
def draft(coordinator, region):
    answer = _paste(coordinator, region)
    assert answer.status_code == 303, answer.content.decode()
    return Need.objects.get(pk=answer["location"].split("/")[2])


def _body(answer):
    return answer.content.decode()


def test_two_lines_become_a_draft_with_what_they_say(draft, region):
    assert (draft.status, draft.organisation, draft.positions) == (NeedStatus.DRAFT, region.employer, 4)
    assert draft.municipality_id == "2582"
    assert draft.starts_on is not None and draft.starts_on.month == 3
    assert draft.owner == region.user(Role.COORDINATOR)
    assert draft.requirements.count() >= 3
    assert "070" not in draft.text and "Eva Ek" not in draft.text


def test_the_reading_page_shows_marks_rows_and_what_was_hidden(coordinator, draft):
    page = _body(coordinator.get(f"/needs/{draft.pk}/reading/"))
    assert 'href="#requirement-1"' in page and 'id="requirement-1"' in page
    assert 'href="#fact-positions"' in page and 'id="fact-positions"' in page
    assert "contact details have been hidden" in page
    assert re.search(r"Line \d+\. Sure\.", page)
    assert "undefined" not in page


def test_an_employer_writes_for_the_own_organisation_whatever_the_form_says(employer, region):
    answer = _paste(employer, region, organisation=region.other_employer.name)
    need = Need.objects.get(pk=answer["location"].split("/")[2])
    assert need.organisation == region.employer
    assert need.owner is None
    assert 'name="organisation"' not in _body(employer.get("/needs/new/"))


def test_sending_the_form_twice_makes_one_draft(coordinator, region):
    first, second = (_paste(coordinator, region, submission=uuid.UUID(int=7)) for _ in range(2))
    assert first["location"] == second["location"]
    assert Need.objects.count() == 1


def test_going_back_and_sending_another_text_makes_another_draft(coordinator, region):
    first = _paste(coordinator, region, submission=uuid.UUID(int=7))
    second = _paste(coordinator, region, submission=uuid.UUID(int=7), text="Svetsare till Luleå sökes omgående.")
    third = _paste(coordinator, region, submission=uuid.UUID(int=7), organisation=region.other_employer.name)
    assert len({a["location"] for a in (first, second, third)}) == 3


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({"text": ""}, "Paste the advert"),
        ({"text": " \n\t "}, "Paste the advert"),
        ({"text": "\x01\x02\x03\x04PK\x05\x06" * 50}, "does not look like text"),
        ({"text": "12345 67890 !!"}, "does not look like text"),
        ({"text": "Vi söker svetsare. " * 6_000}, "at most 100\u00a0000 characters"),
        ({"organisation": ""}, "Choose whose need"),
        ({"organisation": "Elverkt AB i Norrstranden"}, "Did you mean Elverket AB i Norrstranden"),
        ({"organisation": "Elverket AB i Söderslätten"}, "No employer in the region"),
        ({"submission": "not-a-uuid"}, "Enter a valid UUID"),
    ],
)
def test_bad_input_is_told_and_what_was_written_stays(coordinator, region, other_region, fields, told):
    answer = _paste(coordinator, region, **fields)
    assert answer.status_code == 422
    page = _body(answer)
    assert told in page.replace("&#x27;", "'")
    if "organisation" in fields:
        assert "4 industrielektriker" in page
    assert not Need.objects.exists()


@pytest.mark.parametrize("length", [1_600_000, 5_000_000])
def test_a_paste_of_megabytes_is_told_in_words(coordinator, region, length):
    answer = coordinator.generic(
        "POST", "/needs/new/", b"text=" + b"a" * length, content_type="application/x-www-form-urlencoded"
    )
    assert answer.status_code in (413, 422)
    assert "at most" in _body(answer) and "characters" in _body(answer)


def test_the_check_for_forged_requests_stands(region):
    client = Client(enforce_csrf_checks=True)
    client.force_login(region.user(Role.COORDINATOR))
    assert _paste(client, region).status_code == 403


def test_a_text_in_which_nothing_is_understood_is_a_draft_to_fill_by_hand(coordinator, region):
    answer = _paste(coordinator, region, text="Hej hopp, vi hörs i morgon kanske.")
    page = _body(coordinator.get(answer["location"]))
    assert "Nothing in the text was understood" in page
    need = Need.objects.get()
    refused = coordinator.post(f"/needs/{need.pk}/register/", {"version": need.version})
    assert refused.status_code == 422
    assert "no requirements yet" in _body(refused)


def test_a_session_that_ends_while_typing_loses_no_text(coordinator, region):
    assert 'data-keep="need-new"' in _body(coordinator.get("/needs/new/"))
    answer = _paste(Client(), region)
    assert answer.status_code == 302 and "next=/needs/new/" in answer["location"]


def test_control_characters_in_a_real_text_go(coordinator, region):
    answer = _paste(coordinator, region, text=TWO_LINES + "\n\uf0b7 lugn\x0b\x07 och noggrann " + "ord " * 30)
    need = Need.objects.get(pk=answer["location"].split("/")[2])
    assert "\x07" not in need.text and "• lugn\n" in need.text


@pytest.mark.parametrize("role", [Role.ANALYST, Role.ADMINISTRATOR, Role.EDUCATION_PLANNER])
def test_those_who_may_not_write_find_nothing(region, draft, role):
    client = _client(region, role)
    assert client.get("/needs/new/").status_code == 404
    assert client.get(f"/needs/{draft.pk}/reading/").status_code == 404


def test_another_regions_draft_is_not_there(draft, other_region):
    client = _client(other_region, Role.COORDINATOR)
    assert client.get(f"/needs/{draft.pk}/reading/").status_code == 404
    assert client.post(f"/needs/{draft.pk}/register/", {"version": 1}).status_code == 404


def _requirement(need, label):
    return next(r for r in need.requirements.all() if concept(label) in r.concepts)


def test_a_requirement_is_changed_removed_and_taken_back(coordinator, draft):
    row = draft.requirements.order_by("number").last()
    url = f"/needs/{draft.pk}/requirements/{row.number}/"
    answer = coordinator.post(url, {"version": 1, "asked": Asked.MERIT})
    assert (answer.status_code, answer["location"]) == (303, f"/needs/{draft.pk}/reading/#requirement-{row.number}")
    row.refresh_from_db()
    assert (row.asked, row.source) == (Asked.MERIT, RequirementSource.PERSON)
    coordinator.post(url, {"version": 2, "do": "remove"})
    row.refresh_from_db()
    assert row.removed
    assert "Undo" in _body(coordinator.get(f"/needs/{draft.pk}/reading/"))
    coordinator.post(url, {"version": 3, "do": "restore"})
    row.refresh_from_db()
    assert not row.removed


def test_a_level_is_set_and_taken_away(coordinator, draft):
    row = _requirement(draft, "svenska")
    url = f"/needs/{draft.pk}/requirements/{row.number}/"
    assert row.minimum_level == 3
    coordinator.post(url, {"version": 1, "asked": row.asked, "level": 4})
    row.refresh_from_db()
    assert row.minimum_level == 4
    coordinator.post(url, {"version": 2, "asked": row.asked, "level": ""})
    row.refresh_from_db()
    assert row.minimum_level is None


@pytest.mark.parametrize("fields", [{"asked": 7}, {"level": 9}, {"asked": "x"}, {"answer": "other-concept"}])
def test_what_the_page_does_not_offer_is_refused(coordinator, draft, fields):
    answer = coordinator.post(f"/needs/{draft.pk}/requirements/1/", {"version": 1} | fields)
    assert answer.status_code == 400
    draft.refresh_from_db()
    assert draft.version == 1


def test_one_click_answers_an_unsure_row(coordinator, draft):
    row = draft.requirements.first()
    other = concept("Svetsare")
    draft.requirements.filter(pk=row.pk).update(unsure=True, suggestions=[other])
    page = _body(coordinator.get(f"/needs/{draft.pk}/reading/"))
    assert "Do you mean" in page and f'value="{other}"' in page
    coordinator.post(
        f"/needs/{draft.pk}/requirements/{row.number}/", {"version": 1, "asked": row.asked, "answer": other}
    )
    row.refresh_from_db()
    assert (row.concepts, row.unsure) == ([other], False)


@pytest.mark.parametrize(
    ("answer", "removed", "asked"),
    [({"set": "1"}, False, 1), ({"set": "0"}, False, 0), ({"answer": "remove"}, True, 0)],
)
def test_an_unsure_row_without_another_meaning_is_weighed(coordinator, draft, answer, removed, asked):
    row = draft.requirements.first()
    draft.requirements.filter(pk=row.pk).update(unsure=True, suggestions=[])
    assert "Count it as" in _body(coordinator.get(f"/needs/{draft.pk}/reading/"))
    coordinator.post(f"/needs/{draft.pk}/requirements/{row.number}/", {"version": 1, "asked": 0} | answer)
    row.refresh_from_db()
    assert (row.removed, row.asked) == (removed, asked)


def test_two_editors_the_second_is_told_and_nothing_is_overwritten(coordinator, employer, region, draft):
    row = draft.requirements.order_by("number").last()
    url = f"/needs/{draft.pk}/requirements/{row.number}/"
    assert employer.post(url, {"version": 1, "do": "remove"}).status_code == 303
    late = coordinator.post(url, {"version": 1, "asked": Asked.MERIT})
    assert late.status_code == 409
    page = _body(late)
    assert region.user(Role.EMPLOYER).name in page and "changed the need on" in page
    assert "What you wanted to do" in page and "Nothing is overwritten" in page
    assert 'name="version" value="2"' in page
    row.refresh_from_db()
    assert row.removed and AuditEvent.objects.filter(verb="need.requirement-changed").count() == 1


def test_a_correction_by_htmx_gets_only_what_changes(coordinator, draft):
    answer = coordinator.post(
        f"/needs/{draft.pk}/requirements/1/", {"version": 1, "asked": 1}, headers={"HX-Request": "true"}
    )
    page = _body(answer)
    assert answer.status_code == 200 and "<html" not in page
    assert 'id="reading"' in page and 'id="register" hx-swap-oob="true"' in page
    assert 'name="version" value="2"' in page and 'name="version" value="1"' not in page
    assert "HX-Request" in answer["Vary"]


def _facts(**changes):
    return {
        "version": 1,
        "title": "Elektriker",
        "positions": 2,
        "municipality": "luleå kommun",
        "start": "asap",
    } | changes


def test_facts_are_corrected(coordinator, draft):
    date = timezone.localdate() + datetime.timedelta(days=40)
    url = f"/needs/{draft.pk}/facts/"
    assert coordinator.post(url, _facts()).status_code == 303
    draft.refresh_from_db()
    assert (draft.title, draft.positions, draft.municipality_id, draft.starts_asap) == (
        "Elektriker",
        2,
        "2580",
        True,
    )
    coordinator.post(url, _facts(version=2, start="date", starts_on=date.isoformat(), municipality=""))
    draft.refresh_from_db()
    assert (draft.starts_on, draft.starts_asap, draft.municipality_id) == (date, False, None)


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"title": ""}, "Write a title"),
        ({"positions": 0}, "from 1 to 10,000"),
        ({"positions": 10_001}, "from 1 to 10,000"),
        ({"positions": "många"}, "from 1 to 10,000"),
        ({"municipality": "Lulea"}, "Did you mean Luleå"),
        ({"start": "date", "starts_on": ""}, "Write the date"),
        ({"start": "date", "starts_on": "2001-01-01"}, "The date has passed"),
        ({"start": "date", "starts_on": "2100-01-01"}, "too far ahead"),
        ({"start": "date", "starts_on": "nästa vecka"}, "2027-03-01"),
    ],
)
def test_wrong_facts_are_told_beside_the_field(coordinator, draft, changes, told):
    answer = coordinator.post(f"/needs/{draft.pk}/facts/", _facts(**changes))
    assert answer.status_code == 422
    assert told in _body(answer)
    draft.refresh_from_db()
    assert draft.version == 1


def test_a_start_that_has_passed_may_stand_while_something_else_is_corrected(coordinator, draft):
    Need.objects.filter(pk=draft.pk).update(starts_on=datetime.date(2020, 3, 1))
    answer = coordinator.post(f"/needs/{draft.pk}/facts/", _facts(start="date", starts_on="2020-03-01"))
    assert answer.status_code == 303


@pytest.mark.parametrize("phrase", ["truckkort", "trukkort", "Truck"])
def test_a_requirement_is_looked_for_misspelt_or_not(coordinator, draft, phrase):
    page = _body(coordinator.get(f"/needs/{draft.pk}/reading/", {"search": phrase}))
    assert 'type="radio" name="concept"' in page
    assert "ruck" in page.split('name="concept"', 1)[1]


def test_a_found_requirement_is_added_once(coordinator, draft):
    url = f"/needs/{draft.pk}/requirements/"
    chosen = {"version": 1, "concept": concept("engelska"), "asked": Asked.MERIT}
    assert coordinator.post(url, chosen).status_code == 303
    added = draft.requirements.order_by("number").last()
    assert (added.concepts, added.asked, added.source) == ([concept("engelska")], Asked.MERIT, "person")
    again = coordinator.post(url, chosen | {"version": 2})
    assert again.status_code == 422 and "already there" in _body(again)
    none = coordinator.post(url, {"version": 2, "search": "truck"})
    assert none.status_code == 422 and "Choose one of the answers" in _body(none)


def test_more_requirements_than_can_be_weighed_are_refused(coordinator, region):
    need = region.need(draft=True)
    row = need.requirements.get()
    for number in range(2, 66):
        row.pk, row.number = None, number
        row.save(force_insert=True)
    url = f"/needs/{need.pk}/requirements/"
    need.changed_by = ""
    Need.objects.filter(pk=need.pk).update(owner=region.user(Role.COORDINATOR))
    answer = coordinator.post(url, {"version": 1, "concept": concept("engelska"), "asked": 0})
    assert answer.status_code == 422 and "at most 65 requirements" in _body(answer)


def test_registering_starts_a_run_and_only_one(coordinator, draft, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=False) as jobs:
        answer = coordinator.post(f"/needs/{draft.pk}/register/", {"version": 1})
    assert (answer.status_code, answer["location"]) == (303, f"/needs/{draft.pk}/")
    assert len(jobs) == 1 and Run.objects.filter(need=draft).count() == 1
    coordinator.post(f"/needs/{draft.pk}/register/", {"version": 1})
    assert Run.objects.filter(need=draft).count() == 1
    draft.refresh_from_db()
    assert draft.status == NeedStatus.REGISTERED


def test_registering_what_somebody_else_has_changed_is_refused(coordinator, employer, draft):
    employer.post(f"/needs/{draft.pk}/requirements/1/", {"version": 1, "asked": 1})
    answer = coordinator.post(f"/needs/{draft.pk}/register/", {"version": 1})
    assert answer.status_code == 409
    draft.refresh_from_db()
    assert draft.status == NeedStatus.DRAFT and not Run.objects.exists()


def test_a_registered_need_is_corrected_on_the_same_page(coordinator, region):
    need = region.need(requirements=(Asks("Industrielektriker"), Asks("svenska", level=3)))
    page = _body(coordinator.get(f"/needs/{need.pk}/reading/"))
    assert "Match again" in page and "Register need" not in page
    assert coordinator.post(f"/needs/{need.pk}/requirements/2/", {"version": 1, "do": "remove"}).status_code == 303


def test_an_ended_need_is_not_corrected(coordinator, region):
    need = region.need(closed=True)
    assert coordinator.get(f"/needs/{need.pk}/reading/").status_code == 302
    answer = coordinator.post(f"/needs/{need.pk}/requirements/1/", {"version": 1, "do": "remove"})
    assert answer.status_code == 422 and "has ended" in _body(answer)


def test_the_reading_page_asks_the_database_the_same_number_of_times_for_many_requirements(
    coordinator, region, django_assert_max_num_queries
):
    few = region.need(requirements=(Asks("Industrielektriker"),))
    many = region.need(requirements=tuple(Asks("Industrielektriker") for _ in range(20)))
    for need in (few, many):
        with django_assert_max_num_queries(9):
            coordinator.get(f"/needs/{need.pk}/reading/")


def test_what_the_law_requires_is_no_merit(coordinator, region):
    need = region.need()
    need.requirements.update(source=RequirementSource.LAW)
    page = _body(coordinator.get(f"/needs/{need.pk}/reading/"))
    assert "The law requires it" in page and ">Merit</option>" not in page
    answer = coordinator.post(f"/needs/{need.pk}/requirements/1/", {"version": 1, "asked": Asked.MERIT})
    assert answer.status_code == 400


def test_a_search_by_htmx_leaves_the_version_of_the_page_alone(coordinator, draft):
    answer = coordinator.get(f"/needs/{draft.pk}/reading/", {"search": "truck"}, headers={"HX-Request": "true"})
    assert "hx-swap-oob" not in _body(answer)
