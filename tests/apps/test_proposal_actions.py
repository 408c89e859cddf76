"""Proposing, answering, taking back: each answer once and in time, names only when both have said yes."""

import datetime

import pytest
import time_machine
from django.utils import timezone

from kompetensnav.apps.core.models import AuditEvent
from kompetensnav.apps.matches.actions import do_run, explain_now, start_run
from kompetensnav.apps.memberships.actor import SYSTEM
from kompetensnav.apps.memberships.enums import Role
from kompetensnav.apps.needs.enums import NeedStatus
from kompetensnav.apps.people.actions import remove_claim
from kompetensnav.apps.people.models import Person
from kompetensnav.apps.proposals.actions import (
    EMPLOYER_DAYS,
    MOST_AT_ONCE,
    PERSON_DAYS,
    answer_for_employer,
    answer_for_person,
    end_need,
    expire_overdue,
    propose,
    withdraw,
    withdraw_permission,
)
from kompetensnav.apps.proposals.enums import Answer, NoReason, WithdrawReason
from kompetensnav.apps.proposals.models import Proposal
from kompetensnav.runtime.problems import InputError
from tests.apps.at_once import at_once
from tests.factories import ProposalFactory, Says, resident
from tests.searchable import searchable

ELECTRICIAN = Says("Industrielektriker")


def refused(action) -> str:
    with pytest.raises(InputError) as error:
        action()
    return error.value.problems[0].code


@pytest.fixture
def coordinator(region):
    return region.actor(Role.COORDINATOR)


@pytest.fixture
def employer(region):
    return region.actor(Role.EMPLOYER)


@pytest.fixture
def proposed(region, need, individual, coordinator) -> Proposal:
    [made] = propose(coordinator, need=need, person_ids=[individual.pk])
    return made


@pytest.fixture
def asked(proposed, employer) -> Proposal:
    """One that waits for the person."""
    answer_for_employer(employer, proposal=proposed, yes=True)
    return proposed


def test_people_are_proposed_with_the_explanation_of_the_day(region, need, coordinator) -> None:
    first, second = (region.person(claims=(ELECTRICIAN,)) for _ in range(2))
    made = propose(coordinator, need=need, person_ids=[second.pk, first.pk, second.pk], rationale="Passar")
    assert [p.person_id for p in made] == [second.pk, first.pk]
    now = timezone.now()
    for proposal in made:
        frozen, stamp = explain_now(proposal.person, need)
        assert proposal.explanation == frozen
        assert proposal.input_hash == stamp.input_hash
        assert (proposal.employer_answer, proposal.person_answer) == (Answer.OPEN, Answer.WAITING)
        assert proposal.rationale == "Passar"
        assert abs(proposal.employer_deadline - now - datetime.timedelta(days=EMPLOYER_DAYS)) < datetime.timedelta(
            1
        )
        assert proposal.proposed_by == coordinator.user


def test_a_first_proposal_moves_an_analysed_need_on(region, need, individual, coordinator) -> None:
    do_run(SYSTEM, start_run(SYSTEM, need=need))
    propose(coordinator, need=need, person_ids=[individual.pk])
    need.refresh_from_db()
    assert need.status == NeedStatus.ACTIVE


def test_all_or_none_are_proposed(region, other_region, need, individual, coordinator) -> None:
    out_of_reach = [
        region.person(withdrawn=True),
        region.person(not_permitting=True),
        region.person(protected=True),
        other_region.person(),
    ]
    for other in out_of_reach:
        code = refused(lambda: propose(coordinator, need=need, person_ids=[individual.pk, other.pk]))  # noqa: B023
        assert code == "proposal.not-permitted"
    assert not Proposal.objects.exists()
    assert not AuditEvent.objects.filter(verb="proposal.made").exists()


def test_what_cannot_be_proposed_is_told(region, need, individual, coordinator) -> None:
    assert refused(lambda: propose(coordinator, need=need, person_ids=[])) == "proposal.nobody"
    many = [f"p-{i}" for i in range(MOST_AT_ONCE + 1)]
    assert refused(lambda: propose(coordinator, need=need, person_ids=many)) == "proposal.too-many"
    for ended in (region.need(draft=True), region.need(closed=True)):
        code = refused(lambda: propose(coordinator, need=ended, person_ids=[individual.pk]))  # noqa: B023
        assert code == "proposal.need-not-open"


def test_someone_already_proposed_stays_as_they_were(region, need, individual, coordinator, proposed) -> None:
    other = region.person(claims=(ELECTRICIAN,))
    made = propose(coordinator, need=need, person_ids=[individual.pk, other.pk])
    assert [p.person_id for p in made] == [other.pk]
    assert Proposal.objects.count() == 2


@pytest.mark.django_db(transaction=True)
def test_two_clicks_at_once_propose_once(need, individual, coordinator) -> None:
    gave = at_once(*[lambda: propose(coordinator, need=need, person_ids=[individual.pk])] * 3)
    assert sorted(len(g) for g in gave) == [0, 0, 1]
    assert Proposal.objects.count() == AuditEvent.objects.filter(verb="proposal.made").count() == 1


def test_the_employer_s_yes_asks_the_person(proposed, employer) -> None:
    before = timezone.now()
    answer_for_employer(employer, proposal=proposed, yes=True)
    assert (proposed.employer_answer, proposed.person_answer) == (Answer.YES, Answer.OPEN)
    assert proposed.employer_answered_by == employer.actor_id
    assert proposed.person_deadline >= before + datetime.timedelta(days=PERSON_DAYS)
    assert not proposed.agreed


def test_the_employer_s_no_has_a_reason_and_asks_nobody(proposed, employer) -> None:
    def no(**why: str):
        return lambda: answer_for_employer(employer, proposal=proposed, yes=False, **why)

    assert refused(no()) == "proposal.reason-needed"
    assert refused(no(reason="ugly")) == "proposal.reason-needed"
    assert refused(no(reason=NoReason.OTHER, note=" ")) == "proposal.note-needed"
    no(reason=NoReason.OTHER, note=" Vi väntar ")()
    assert (proposed.employer_answer, proposed.employer_note) == (Answer.NO, "Vi väntar")
    assert (proposed.person_answer, proposed.person_deadline) == (Answer.WAITING, None)


def test_a_reason_is_not_kept_with_a_yes(proposed, employer) -> None:
    answer_for_employer(employer, proposal=proposed, yes=True, reason=NoReason.PAY)
    assert proposed.employer_reason == ""


def test_both_yes_open_the_identities_and_nothing_else_does(asked, individual) -> None:
    assert not asked.agreed
    answer_for_person(resident(individual), proposal=asked, yes=True)
    assert asked.agreed
    asked.withdrawn_at = timezone.now()
    assert not asked.agreed


def test_the_person_s_no_ends_it(asked, individual) -> None:
    answer_for_person(resident(individual), proposal=asked, yes=False, reason=NoReason.TIMING)
    assert (asked.person_answer, asked.person_reason, asked.agreed) == (Answer.NO, NoReason.TIMING, False)


def test_only_the_person_answers_for_the_person(asked, region, employer) -> None:
    other = region.person(resident=True)
    for stranger in (resident(other), employer):
        refused(lambda: answer_for_person(stranger, proposal=asked, yes=True))  # noqa: B023
    asked.refresh_from_db()
    assert asked.person_answer == Answer.OPEN


def test_an_answer_is_given_once(asked, employer, individual) -> None:
    code = refused(lambda: answer_for_employer(employer, proposal=asked, yes=False, reason=NoReason.PAY))
    assert code == "proposal.already-answered"
    me = resident(individual)
    answer_for_person(me, proposal=asked, yes=True)
    code = refused(lambda: answer_for_person(me, proposal=asked, yes=False, reason=NoReason.PAY))
    assert code == "proposal.already-answered"
    asked.refresh_from_db()
    assert asked.agreed


def test_the_person_is_not_asked_before_the_employer_has_said_yes(proposed, individual) -> None:
    refused(lambda: answer_for_person(resident(individual), proposal=proposed, yes=True))
    proposed.refresh_from_db()
    assert proposed.person_answer == Answer.WAITING


@pytest.mark.django_db(transaction=True)
def test_a_yes_and_a_no_at_once_give_one_answer(proposed, employer) -> None:
    def answer(yes: bool):
        own = Proposal.objects.get(pk=proposed.pk)
        return lambda: answer_for_employer(employer, proposal=own, yes=yes, reason=NoReason.PAY)

    gave = at_once(answer(True), answer(False))
    assert sorted(isinstance(g, InputError) for g in gave) == [False, True]
    assert AuditEvent.objects.filter(verb="proposal.employer-answered").count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_withdrawal_and_a_yes_at_once_never_leave_an_open_proposal(asked, individual) -> None:
    me = resident(individual)
    own = Proposal.objects.get(pk=asked.pk)
    at_once(
        lambda: answer_for_person(me, proposal=own, yes=True),
        lambda: withdraw_permission(me, person=individual),
    )
    asked.refresh_from_db()
    assert asked.agreed != asked.withdrawn
    assert not asked.awaits_person


@pytest.mark.django_db(transaction=True)
def test_a_withdrawal_and_a_proposal_at_once_never_leave_an_open_proposal(need, individual, coordinator) -> None:
    at_once(
        lambda: propose(coordinator, need=need, person_ids=[individual.pk]),
        lambda: withdraw_permission(resident(individual), person=Person.objects.get(pk=individual.pk)),
    )
    assert not Proposal.objects.open().exists()


def test_an_answer_after_the_deadline_is_refused(proposed, asked, employer, individual) -> None:
    late = ProposalFactory(need=proposed.need, person=ProposalFactory(need=proposed.need).person, taken_back=True)
    assert late.withdrawn
    with time_machine.travel(timezone.now() + datetime.timedelta(days=PERSON_DAYS, minutes=1), tick=False):
        code = refused(lambda: answer_for_person(resident(individual), proposal=asked, yes=True))
    assert code == "proposal.deadline-passed"


def test_the_employer_s_answer_after_the_deadline_is_refused(proposed, employer) -> None:
    with time_machine.travel(timezone.now() + datetime.timedelta(days=EMPLOYER_DAYS, minutes=1), tick=False):
        code = refused(lambda: answer_for_employer(employer, proposal=proposed, yes=True))
    assert code == "proposal.deadline-passed"


def test_a_withdrawn_proposal_cannot_be_answered(proposed, employer, coordinator) -> None:
    assert withdraw(coordinator, Proposal.objects.filter(pk=proposed.pk), WithdrawReason.MISTAKE) == 1
    assert refused(lambda: answer_for_employer(employer, proposal=proposed, yes=True)) == "proposal.withdrawn"


def test_a_withdrawn_permission_takes_open_proposals_back_and_leaves_what_was_agreed(
    region, need, individual, asked
) -> None:
    do_run(SYSTEM, start_run(SYSTEM, need=need))
    agreed = ProposalFactory(need=region.need(), person=individual, both_said_yes=True)
    unanswered = ProposalFactory(need=region.need(), person=individual)
    refusal = ProposalFactory(need=region.need(), person=individual, employer_said_no=True)
    of_another = ProposalFactory(need=region.need(), person=region.person())
    assert withdraw_permission(resident(individual), person=individual) == 2
    for row in (agreed, unanswered, refusal, of_another, asked):
        row.refresh_from_db()
    assert agreed.agreed
    assert (asked.withdraw_reason, unanswered.withdraw_reason) == (WithdrawReason.PERMISSION,) * 2
    assert not refusal.withdrawn and not of_another.withdrawn
    assert individual.pk not in searchable(region.collaboration.pk)
    assert individual.pk not in {c.person_id for c in need.runs.get().candidates.showable()}
    assert withdraw_permission(resident(individual), person=individual) == 0


def test_silence_after_the_deadline_is_written_as_such_once(region, need, individual, asked) -> None:
    unanswered = ProposalFactory(need=need, person=region.person())
    later = timezone.now() + datetime.timedelta(days=PERSON_DAYS + 1)
    assert expire_overdue(SYSTEM, now=timezone.now()) == 0
    assert Proposal.objects.overdue(later).count() == 2
    assert expire_overdue(SYSTEM, now=later) == 2
    assert expire_overdue(SYSTEM, now=later) == 0
    for row in (asked, unanswered):
        row.refresh_from_db()
    assert (asked.employer_answer, asked.person_answer) == (Answer.YES, Answer.EXPIRED)
    assert (unanswered.employer_answer, unanswered.person_answer) == (Answer.EXPIRED, Answer.WAITING)
    assert not Proposal.objects.overdue(later).exists()


def test_a_withdrawn_proposal_does_not_expire(need, region) -> None:
    ProposalFactory(need=need, person=region.person(), taken_back=True)
    assert expire_overdue(SYSTEM, now=timezone.now() + datetime.timedelta(days=30)) == 0


@pytest.mark.parametrize("to", [NeedStatus.FILLED, NeedStatus.PARTLY_FILLED, NeedStatus.CLOSED])
def test_an_ended_need_takes_its_open_proposals_back(to, need, proposed, coordinator) -> None:
    reason = "need_gone" if to == NeedStatus.CLOSED else ""
    need.refresh_from_db()
    end_need(coordinator, need=need, to=to, reason=reason)
    proposed.refresh_from_db()
    assert (need.status, proposed.withdraw_reason) == (to, WithdrawReason.NEED_ENDED)
    assert not need.is_open


def test_the_frozen_explanation_stays_when_the_person_changes(proposed, individual, need) -> None:
    frozen, hash_ = dict(proposed.explanation), proposed.input_hash
    remove_claim(resident(individual), person=individual, claim_id=individual.claims.get().pk)
    proposed.refresh_from_db()
    assert (proposed.explanation, proposed.input_hash) == (frozen, hash_)
    today, stamp = explain_now(individual, need)
    assert today != frozen
    assert stamp.input_hash != hash_
