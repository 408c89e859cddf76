"""The list of proposals and the page of one: who sees what, answers, today beside then, contact when both agree."""

import datetime
import io
from typing import Any

import openpyxl
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone, translation

from kompetensnav.apps.core.models import AccessEvent, AuditEvent, Look
from kompetensnav.apps.memberships.enums import Role
from kompetensnav.apps.people.models import Claim
from kompetensnav.apps.proposals.actions import answer_for_employer, answer_for_person, withdraw_permission
from kompetensnav.apps.proposals.enums import Answer, WithdrawReason
from kompetensnav.apps.proposals.models import Proposal
from kompetensnav.apps.proposals.queries import ProposalState, state_of
from tests.factories import Asks, ProposalFactory, Says, resident

pytestmark = pytest.mark.django_db
YES, NO = {"answer": "yes"}, {"answer": "no", "reason": "timing"}


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


@pytest.fixture
def proposal(need, individual) -> Proposal:
    return ProposalFactory(need=need, person=individual)


def at(proposal: Proposal, rest: str = "") -> str:
    return f"/proposals/{proposal.pk}/{rest}"


def text(response: Any) -> str:
    return response.content.decode()


def names_of(individual: Any) -> tuple[str, ...]:
    identity = individual.identity
    return identity.name, identity.email, identity.phone, individual.user.name, individual.user.email


def test_the_employer_reads_why_without_a_name(employer, proposal, individual) -> None:
    page = text(employer.get(at(proposal)))
    assert f"Person {individual.pk}" in page
    assert "Industri" in page
    assert "Say yes" in page
    assert not any(name in page for name in names_of(individual))
    [look] = AccessEvent.objects.all()
    assert (look.look, look.person_id, look.object_id) == (Look.PROPOSAL, individual.pk, proposal.pk)


def test_who_attested_a_fact_is_told_to_the_employer_when_both_agree(
    region, employer, coordinator, proposal
) -> None:
    Claim.objects.update(attested_by="Den tidigare arbetsgivaren")
    assert "Den tidigare arbetsgivaren" not in text(employer.get(at(proposal)))
    assert "Den tidigare arbetsgivaren" in text(coordinator.get(at(proposal)))


def test_seen_is_told_from_the_looks(coordinator, employer, proposal) -> None:
    assert "not seen yet" in text(coordinator.get(at(proposal)))
    employer.get(at(proposal))
    page = text(coordinator.get(at(proposal)))
    assert "not seen yet" not in page
    assert "seen " in page


def test_a_yes_asks_the_person(employer, proposal) -> None:
    answer = employer.post(at(proposal, "answer/"), YES)
    assert answer.status_code == 303
    assert "The person is asked now" in text(employer.get(answer["Location"]))
    proposal.refresh_from_db()
    assert proposal.awaits_person


def test_a_no_needs_a_reason_and_other_needs_words(employer, proposal) -> None:
    for sent, told in (
        ({"answer": "no", "note": "Mina ord"}, "Choose a reason for saying no."),
        ({"answer": "no", "reason": "other"}, "Write in a few words what the reason is."),
        ({"answer": "no", "reason": "nonsense"}, "nonsense"),
    ):
        answer = employer.post(at(proposal, "answer/"), sent)
        assert answer.status_code == 422
        assert told in text(answer)
        assert sent.get("note", "") in text(answer)
    assert employer.post(at(proposal, "answer/"), NO).status_code == 303
    proposal.refresh_from_db()
    assert (proposal.employer_answer, proposal.employer_reason) == (Answer.NO, "timing")


@pytest.mark.parametrize("happened", ["answered", "late", "withdrawn"])
def test_an_answer_too_many_changes_nothing_and_is_told(region, employer, proposal, happened) -> None:
    now = timezone.now()
    if happened == "answered":
        answer_for_employer(region.actor(Role.EMPLOYER), proposal=proposal, yes=False, reason="pay")
        told = "The first answer stands."
    elif happened == "late":
        Proposal.objects.update(employer_deadline=now - datetime.timedelta(hours=1))
        told = "The time to answer has passed."
    else:
        Proposal.objects.update(withdrawn_at=now, withdraw_reason=WithdrawReason.MISTAKE)
        told = "The proposal has been taken back."
    proposal.refresh_from_db()
    before = Proposal.objects.values().get()
    answer = employer.post(at(proposal, "answer/"), YES)
    assert answer.status_code == 409
    assert told in text(answer)
    assert Proposal.objects.values().get() == before


def test_contact_is_opened_to_both_when_both_said_yes_and_written(
    region, employer, coordinator, proposal, individual
) -> None:
    answer_for_employer(region.actor(Role.EMPLOYER), proposal=proposal, yes=True)
    assert not any(name in text(employer.get(at(proposal))) for name in names_of(individual))
    answer_for_person(resident(individual), proposal=proposal, yes=True)
    for client in (employer, coordinator):
        page = text(client.get(at(proposal)))
        assert individual.identity.name in page
        assert individual.identity.phone in page
        assert region.user(Role.EMPLOYER).email in page
        assert "Make contact" in page
    looks = AccessEvent.objects.filter(look=Look.CONTACT, object_id=proposal.pk, person_id=individual.pk)
    assert looks.count() == 2


def test_today_stands_beside_what_was_frozen(coordinator, employer, region, individual) -> None:
    need = region.need(requirements=(Asks("Industrielektriker"), Asks("PLC-programmering")))
    proposal = ProposalFactory(need=need, person=individual)
    assert "As it stands today" not in text(coordinator.get(at(proposal)))
    frozen = proposal.explanation
    Claim.objects.filter(person=individual).delete()
    for client in (coordinator, employer):
        page = text(client.get(at(proposal)))
        assert "As it stands today" in page
        assert "No longer in the profile" in page
        assert "Score" in page
    type(need).objects.filter(pk=need.pk).update(version=2)
    assert "The need has changed since." in text(coordinator.get(at(proposal)))
    proposal.refresh_from_db()
    assert proposal.explanation == frozen


def test_who_withdraws_takes_it_back(coordinator, employer, proposal, individual) -> None:
    withdraw_permission(resident(individual), person=individual)
    for client in (coordinator, employer):
        page = text(client.get(at(proposal)))
        assert "Taken back" in page
        assert "The proposal was taken back: the person withdrew the permission" in page
        assert individual.user.name not in page
        assert "Say yes" not in page


def test_a_mistake_is_taken_back_once(coordinator, employer, proposal) -> None:
    assert employer.post(at(proposal, "withdraw/")).status_code == 404
    assert coordinator.post(at(proposal, "withdraw/")).status_code == 303
    proposal.refresh_from_db()
    assert (proposal.withdrawn, proposal.withdraw_reason) == (True, WithdrawReason.MISTAKE)
    again = coordinator.post(at(proposal, "withdraw/"))
    assert again.status_code == 409
    assert "The proposal has been taken back." in text(again)
    assert AuditEvent.objects.filter(verb="proposal.withdrawn").count() == 1


def test_what_is_answered_is_not_taken_back(region, coordinator, proposal) -> None:
    answer_for_employer(region.actor(Role.EMPLOYER), proposal=proposal, yes=False, reason="pay")
    assert coordinator.post(at(proposal, "withdraw/")).status_code == 409


def test_the_persons_own_words_are_for_the_coordinator(region, coordinator, employer, proposal, individual) -> None:
    answer_for_employer(region.actor(Role.EMPLOYER), proposal=proposal, yes=True)
    answer_for_person(resident(individual), proposal=proposal, yes=False, reason="other", note="Privata skäl här")
    assert "Privata skäl här" in text(coordinator.get(at(proposal)))
    assert "Privata skäl här" not in text(employer.get(at(proposal)))


def test_outsiders_find_nothing(region, other_region, need, individual, proposal) -> None:
    elsewhere = ProposalFactory(
        need=region.need(organisation=region.other_employer),
        person=region.person(claims=(Says("Industrielektriker"),)),
    )
    employer = client_of(region, Role.EMPLOYER)
    assert employer.get(at(elsewhere)).status_code == 404
    assert employer.post(at(elsewhere, "answer/"), YES).status_code == 404
    assert elsewhere.pk not in text(employer.get("/proposals/"))
    for role in (Role.COORDINATOR, Role.EMPLOYER):
        assert client_of(other_region, role).get(at(proposal)).status_code == 404
    coordinator = client_of(region, Role.COORDINATOR)
    assert coordinator.post(at(proposal, "answer/"), YES).status_code == 404
    assert client_of(region, Role.ANALYST).get("/proposals/").status_code == 404


def test_someone_with_protected_identity_is_not_in_the_list(coordinator, employer, proposal, individual) -> None:
    type(individual).objects.filter(pk=individual.pk).update(protected=True)
    for client in (coordinator, employer):
        assert individual.pk not in text(client.get("/proposals/"))
        assert client.get(at(proposal)).status_code == 404


def every_state(region: Any, need: Any) -> dict[ProposalState, Proposal]:
    late = timezone.now() - datetime.timedelta(days=1)

    def made(**traits: Any) -> Proposal:
        return ProposalFactory(need=need, person=region.person(claims=(Says("Industrielektriker"),)), **traits)

    return {
        ProposalState.AWAITS_EMPLOYER: made(),
        ProposalState.AWAITS_PERSON: made(employer_said_yes=True),
        ProposalState.OVERDUE: made(employer_deadline=late),
        ProposalState.AGREED: made(both_said_yes=True),
        ProposalState.NO: made(employer_said_no=True),
        ProposalState.EXPIRED: made(employer_answer=Answer.EXPIRED, employer_answered_at=timezone.now()),
        ProposalState.WITHDRAWN: made(taken_back=True),
    }


def test_every_state_is_found_by_itself_alone(region, coordinator, employer, need) -> None:
    states = every_state(region, need)
    for state, proposal in states.items():
        assert state_of(proposal, timezone.now()) is state
        for client in (coordinator, employer):
            rows = client.get(f"/proposals/?state={state.value}").context["rows"]
            assert [r.proposal.pk for r in rows] == [proposal.pk]
            assert client.get(at(proposal)).status_code == 200
    assert len(coordinator.get("/proposals/?state=nonsense").context["rows"]) == 7


@pytest.mark.parametrize("order", ["newest", "oldest", "deadline"])
def test_pages_show_each_proposal_once(region, coordinator, need, order, monkeypatch) -> None:
    monkeypatch.setattr("kompetensnav.web.proposals.listing.STEP", 3)
    every_state(region, need)
    address, seen = f"?order={order}", []
    while address:
        page = coordinator.get(f"/proposals/{address}")
        seen += [r.proposal.pk for r in page.context["rows"]]
        address = page.context["more"]
    assert sorted(seen) == sorted(Proposal.objects.values_list("pk", flat=True))
    assert len(seen) == 7
    assert coordinator.get("/proposals/?after=nonsense").status_code == 200


def test_the_list_as_a_file(region, coordinator, need) -> None:
    every_state(region, need)
    assert len(coordinator.get("/proposals/?format=csv").content.decode("utf-8-sig").splitlines()) == 8
    book = openpyxl.load_workbook(io.BytesIO(coordinator.get("/proposals/?state=no&format=xlsx").content))
    assert book.active.max_row == 2
    assert "Hemligsson" not in str([c.value for row in book.active.rows for c in row])


def test_an_empty_list_says_the_next_step(coordinator) -> None:
    assert "No proposals yet" in text(coordinator.get("/proposals/"))
    assert "Choose another status." in text(coordinator.get("/proposals/?state=no"))


def test_queries_do_not_grow_with_proposals(region, coordinator, need) -> None:
    def count() -> int:
        with CaptureQueriesContext(connection) as found:
            assert coordinator.get("/proposals/").status_code == 200
        return len(found)

    every_state(region, need)
    count()
    few = count()
    every_state(region, need)
    assert count() == few
    assert few < 12


def test_queries_of_one_proposal_are_few(region, coordinator, proposal) -> None:
    coordinator.get(at(proposal))
    with CaptureQueriesContext(connection) as found:
        coordinator.get(at(proposal))
    assert len(found) < 30
