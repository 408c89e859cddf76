"""The page of one need: who sees what of it, its people, why, proposing, ending, the trail."""

import datetime
import io
from typing import Any

import openpyxl
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone, translation

from kompetensnav.apps.core.models import AccessEvent, Look
from kompetensnav.apps.matches.actions import do_run
from kompetensnav.apps.matches.models import Run, RunStatus
from kompetensnav.apps.memberships.actor import SYSTEM
from kompetensnav.apps.memberships.enums import Role
from kompetensnav.apps.needs.enums import NeedStatus
from kompetensnav.apps.people.actions import record_withdrawal
from kompetensnav.apps.proposals.models import Proposal
from tests.factories import Asks, ProposalFactory, Says

pytestmark = pytest.mark.django_db
HTMX = {"HTTP_HX_REQUEST": "true"}


@pytest.fixture(autouse=True)
def in_english():
    with translation.override("en"):
        yield


def client_of(region: Any, role: Role) -> Client:
    client, user = Client(), region.user(role)
    type(user).objects.filter(pk=user.pk).update(language="en")
    client.force_login(user)
    return client


@pytest.fixture
def coordinator(region) -> Client:
    return client_of(region, Role.COORDINATOR)


@pytest.fixture
def employer(region) -> Client:
    return client_of(region, Role.EMPLOYER)


def matched(region: Any, need: Any) -> Run:
    run = Run.objects.create(need=need, need_version=need.version)
    do_run(SYSTEM, run)
    run.refresh_from_db()
    assert run.status == RunStatus.DONE
    return run


@pytest.fixture
def electricians(region) -> list[Any]:
    return [region.person(claims=(Says("Industrielektriker"),)) for _ in range(3)]


def at(need: Any, rest: str = "") -> str:
    return f"/needs/{need.pk}/{rest}"


def text(response: Any) -> str:
    return response.content.decode()


def test_the_coordinator_sees_people_ranked_and_each_look_is_written(
    region, coordinator, need, electricians
) -> None:
    matched(region, need)
    page = coordinator.get(at(need))
    assert page.status_code == 200
    for person in electricians:
        assert f"Person {person.pk}" in text(page)
        assert "Hemligsson" not in text(page)
    looks = AccessEvent.objects.filter(look=Look.CANDIDATE, object_type="need", object_id=need.pk)
    assert sorted(looks.values_list("person_id", flat=True)) == sorted(p.pk for p in electricians)
    assert "Look at the people" in text(page)
    assert "Age, sex, name and origin are never used" in text(page)


def test_the_page_says_who_was_removed_and_shows_near_misses(region, coordinator, need) -> None:
    away = region.person(claims=(Says("Industrielektriker"),), municipality_id="0180")
    here = region.person(claims=(Says("Industrielektriker"),))
    matched(region, need)
    page = text(coordinator.get(at(need)))
    assert "1 can neither commute nor move" in page
    near = text(coordinator.get(at(need, "?view=near&condition=reach")))
    assert away.pk in near
    assert here.pk not in near
    assert AccessEvent.objects.filter(person_id=away.pk, look=Look.CANDIDATE).count() == 1
    assert "Choose a condition" in text(coordinator.get(at(need, "?view=near&condition=nonsense")))


@pytest.mark.parametrize("view", ["", "people", "ask", "near", "near&condition=reach", "proposals", "requirements"])
def test_an_employer_never_sees_candidates(region, employer, need, electricians, view) -> None:
    matched(region, need)
    page = text(employer.get(at(need, f"?view={view}")))
    assert not any(p.pk in page for p in electricians)
    assert not AccessEvent.objects.exists()


@pytest.mark.parametrize("rest", ["candidates/", "candidates/?format=csv", "candidates/{person}/"])
def test_an_employer_finds_no_candidates_by_address(region, employer, need, electricians, rest) -> None:
    matched(region, need)
    assert employer.get(at(need, rest.format(person=electricians[0].pk))).status_code == 404


def test_another_region_and_another_employer_find_nothing(region, other_region, need) -> None:
    for client in (client_of(other_region, Role.COORDINATOR), client_of(other_region, Role.EMPLOYER)):
        assert client.get(at(need)).status_code == 404
        assert client.get(at(need, "log/")).status_code == 404
        assert client.post(at(need, "end/"), {"status": "filled"}).status_code == 404


def test_who_withdraws_is_gone_from_the_list_at_once(region, coordinator, need, electricians) -> None:
    matched(region, need)
    record_withdrawal(SYSTEM, person=electricians[0])
    assert electricians[0].pk not in text(coordinator.get(at(need)))
    assert coordinator.get(at(need, f"candidates/{electricians[0].pk}/")).status_code == 404


def test_ten_are_shown_at_a_time_and_sorted_as_wished(region, coordinator, need) -> None:
    people = [
        region.person(
            claims=(Says("Industrielektriker"),), available_from=datetime.date(2027, 1, 31) - datetime.timedelta(n)
        )
        for n in range(12)
    ]
    matched(region, need)
    page = coordinator.get(at(need))
    assert len(page.context["rows"]) == 10
    assert page.context["more"] == 12
    assert len(coordinator.get(at(need, "?view=people&shown=12")).context["rows"]) == 12
    assert coordinator.get(at(need, "?order=start")).context["rows"][0].person == people[-1].pk
    assert coordinator.get(at(need, "?order=nonsense&shown=-3")).context["order"] == "rank"


def test_the_nearest_come_first_and_those_of_whom_it_is_not_known_last(region, coordinator, need) -> None:
    electrician = (Says("Industrielektriker"),)
    unknown = region.person(claims=electrician, municipality_id=None)
    far = region.person(claims=electrician, municipality_id="2580", commutes=("2582",))
    near = region.person(claims=electrician)
    matched(region, need)
    listed = coordinator.get(at(need, "?order=distance")).context["rows"]
    assert [row.person for row in listed] == [near.pk, far.pk, unknown.pk]
    assert "km" in listed[1].way


def test_a_changed_need_says_that_the_match_is_old(region, coordinator, need, electricians) -> None:
    matched(region, need)
    type(need).objects.filter(pk=need.pk).update(version=need.version + 1)
    assert "The need has changed since this match." in text(coordinator.get(at(need)))


def test_a_run_under_way_asks_for_itself_and_a_silent_worker_is_told(
    region, coordinator, need, electricians
) -> None:
    run = Run.objects.create(need=need, need_version=need.version)
    page = text(coordinator.get(at(need)))
    assert 'hx-trigger="every 1s"' in page
    assert "The match waits for its turn" in page
    part = text(coordinator.get(at(need, "candidates/?view=people"), **HTMX))
    assert "<html" not in part
    Run.objects.filter(pk=run.pk).update(queued_at=timezone.now() - datetime.timedelta(seconds=16))
    assert "The worker does not answer" in text(coordinator.get(at(need, "candidates/"), **HTMX))
    assert not AccessEvent.objects.exists()
    do_run(SYSTEM, run)
    done = coordinator.get(at(need, "candidates/?view=people"), **HTMX)
    assert done["HX-Retarget"] == "#people"
    assert electricians[0].pk in text(done)
    assert text(done).count('hx-swap-oob="true"') == 2
    assert "every 1s" not in text(done)
    assert coordinator.get(at(need, "candidates/")).status_code == 303


def test_a_failed_run_offers_to_try_again(region, coordinator, need) -> None:
    now = timezone.now()
    Run.objects.create(
        need=need, need_version=1, status=RunStatus.FAILED, finished_at=now, problem="match.nothing-to-match"
    )
    page = text(coordinator.get(at(need)))
    assert "The match did not succeed" in page
    assert "Try again" in page
    assert "The taxonomy in use has none of the requirements" in page


def test_why_shows_outcome_source_and_question(region, coordinator) -> None:
    need = region.need(
        requirements=(Asks("Industrielektriker"), Asks("PLC-programmering"), Asks("Svenska", level=3))
    )
    person = region.person(claims=(Says("Industrielektriker"), Says("Svenska", 5)), sections=())
    claim = person.claims.first()
    claim.attested_by = "Yrkesprov hos branschen"
    claim.save()
    matched(region, need)
    page = text(coordinator.get(at(need, f"candidates/{person.pk}/")))
    assert "<html" in page
    assert "PLC" in page
    assert "Yrkesprov hos branschen" in page
    assert "Ask this next" in page
    part = text(coordinator.get(at(need, f"candidates/{person.pk}/"), **HTMX))
    assert "<html" not in part
    person.claims.all().delete()
    assert "No longer in the profile" in text(coordinator.get(at(need, f"candidates/{person.pk}/")))
    looks = AccessEvent.objects.filter(person_id=person.pk, look=Look.CANDIDATE)
    assert looks.count() == 3
    assert coordinator.get(at(need, "candidates/p-nobody/")).status_code == 404


def test_proposing_names_the_deadline_and_twice_makes_one(region, coordinator, need, electricians) -> None:
    matched(region, need)
    chosen = [p.pk for p in electricians[:2]]
    answer = coordinator.post(at(need, "propose/"), {"person": chosen, "rationale": "Bra läge"})
    assert answer.status_code == 303
    page = text(coordinator.get(answer["Location"]))
    assert "Proposed 2 people. The employer answers by" in page
    coordinator.post(at(need, "propose/"), {"person": chosen})
    assert Proposal.objects.count() == 2
    assert {p.rationale for p in Proposal.objects.all()} == {"Bra läge"}
    need.refresh_from_db()
    assert need.status == NeedStatus.ACTIVE
    assert "Waiting for an answer from" in text(coordinator.get(at(need)))


def test_a_proposal_that_cannot_be_made_loses_nothing(region, coordinator, need, electricians) -> None:
    matched(region, need)
    record_withdrawal(SYSTEM, person=electricians[0])
    chosen = [p.pk for p in electricians[:2]]
    answer = coordinator.post(
        at(need, "propose/"), {"person": chosen, "rationale": "Mina egna ord", "view": "people"}
    )
    assert answer.status_code == 422
    assert "1 of those you chose can no longer be proposed" in text(answer)
    assert "Mina egna ord" in text(answer)
    assert [r.person for r in answer.context["rows"] if r.chosen] == [electricians[1].pk]
    assert not Proposal.objects.exists()
    assert coordinator.post(at(need, "propose/"), {}).status_code == 422


def test_an_employer_cannot_propose(employer, need, electricians) -> None:
    assert employer.post(at(need, "propose/"), {"person": [electricians[0].pk]}).status_code == 404


def test_a_need_is_closed_with_a_reason_and_open_proposals_are_taken_back(region, coordinator, need) -> None:
    proposal = ProposalFactory(need=need, person=region.person(claims=(Says("Industrielektriker"),)))
    answer = coordinator.post(at(need, "end/"), {"status": "closed", "note": "Ordern uteblev"})
    assert answer.status_code == 422
    assert "Choose why the need is closed." in text(answer)
    assert "Ordern uteblev" in text(answer)
    sent = {"status": "closed", "reason": "need_gone", "note": "Ordern uteblev"}
    assert coordinator.post(at(need, "end/"), sent).status_code == 303
    need.refresh_from_db()
    proposal.refresh_from_db()
    assert (need.status, need.close_reason, need.close_note) == ("closed", "need_gone", "Ordern uteblev")
    assert proposal.withdrawn
    assert coordinator.post(at(need, "end/"), sent).status_code == 422


def test_the_log_says_who_did_what_and_never_names_the_person(
    region, coordinator, employer, need, individual
) -> None:
    matched(region, need)
    coordinator.post(at(need, "propose/"), {"person": [individual.pk]})
    proposal = Proposal.objects.get()
    employer.post(f"/proposals/{proposal.pk}/answer/", {"answer": "yes"})
    from kompetensnav.apps.proposals.actions import answer_for_person
    from tests.factories import resident

    answer_for_person(resident(individual), proposal=proposal, yes=False, reason="timing")
    for client in (coordinator, employer):
        page = text(client.get(at(need, "log/")))
        assert "The person said no: the time does not suit" in page
        assert "The employer said yes" in page
        assert individual.user.name not in page
        assert "Kompetensnav" in page
        assert client.get(at(need, "log/?order=oldest&after=nonsense~1")).status_code == 200
    assert "The person" in coordinator.get(at(need, "log/?format=csv")).content.decode("utf-8-sig")


def test_the_lists_as_files_hold_no_names_and_are_written(region, coordinator, need, electricians) -> None:
    matched(region, need)
    table = coordinator.get(at(need, "candidates/?format=csv"))
    assert table["Content-Disposition"].endswith('.csv"')
    assert len(table.content.decode("utf-8-sig").splitlines()) == 4
    sheet = openpyxl.load_workbook(io.BytesIO(coordinator.get(at(need, "candidates/?format=xlsx")).content)).active
    assert sorted(row[1].value for row in list(sheet.rows)[1:]) == sorted(p.pk for p in electricians)
    assert AccessEvent.objects.filter(look=Look.EXPORT).count() == 6


def queries(client: Client, address: str) -> int:
    with CaptureQueriesContext(
        connection,
    ) as found:
        assert client.get(address).status_code == 200
    return len(found)


@pytest.mark.parametrize(
    "rest", ["", "?view=ask", "?view=near&condition=reach", "?view=proposals", "?view=requirements", "log/"]
)
def test_queries_do_not_grow_with_people_and_proposals(region, coordinator, need, rest) -> None:
    def grow(n: int) -> None:
        for _ in range(n):
            region.person(claims=(Says("Industrielektriker"),), municipality_id="0180")
            ProposalFactory(need=need, person=region.person(claims=(Says("Industrielektriker"),)))
        matched(region, need)

    grow(1)
    queries(coordinator, at(need, rest))  # what is kept in the process is read once
    few = queries(coordinator, at(need, rest))
    grow(6)
    queries(coordinator, at(need, rest))
    assert queries(coordinator, at(need, rest)) == few
    assert few < 20


def test_matching_again_is_asked_for_once(region, coordinator, employer, need) -> None:
    assert employer.post(at(need, "match/")).status_code == 404
    for _ in range(2):
        assert coordinator.post(at(need, "match/")).status_code == 303
    assert Run.objects.count() == 1
    type(need).objects.filter(pk=need.pk).update(status=NeedStatus.FILLED)
    answer = coordinator.post(at(need, "match/"))
    assert answer.status_code == 422
    assert "The need is not open." in text(answer)


def test_a_role_without_proposals_reads_the_requirements_and_is_told_nothing_false(world):
    page = world.client("analyst").get(f"/needs/{world.need.pk}/?view=proposals")
    assert page.context["view"] == "requirements"
    assert [tab.code for tab in page.context["tabs"]] == ["routes", "requirements", "log"]
