"""Letters of intent: every employer asked once, answered once and in time, and the answers added up for all."""

import datetime

import pytest
import time_machine
from django.utils import timezone

from kompetensnav.apps.core.models import AuditEvent
from kompetensnav.apps.courses.actions import (
    LETTER_DAYS,
    MOST_LETTER_DAYS,
    LetterSaid,
    answer_letter,
    ask_employers,
    close_case,
    expire_letters,
)
from kompetensnav.apps.courses.effect import letters_effect
from kompetensnav.apps.courses.enums import LetterAnswer, LetterReason
from kompetensnav.apps.courses.models import CourseCase, LetterOfIntent
from kompetensnav.apps.memberships.actor import SYSTEM, Actor
from kompetensnav.apps.memberships.enums import Role
from kompetensnav.runtime.problems import InputError
from tests.apps.at_once import at_once
from tests.course_case import case_for, roofers
from tests.factories import MembershipFactory, ProposalFactory

YES = LetterSaid(yes=True, positions=3, workplaces=1)
NO = LetterSaid(yes=False, reason=LetterReason.TIMING)


@pytest.fixture
def planner(region) -> Actor:
    return region.actor(Role.EDUCATION_PLANNER)


@pytest.fixture
def employer(region) -> Actor:
    return region.actor(Role.EMPLOYER)


@pytest.fixture
def case(region) -> CourseCase:
    """Two needs of one employer, one of another."""
    other = roofers(region, organisation=region.other_employer, positions=1)
    return case_for(region, roofers(region), roofers(region, positions=3), other, seats=4)


@pytest.fixture
def letter(region, planner, case) -> LetterOfIntent:
    [letter] = ask_employers(planner, case=case, organisation_ids=[region.employer.pk])
    return letter


def code_of(refused) -> str:
    return refused.value.problems[0].code


def test_every_employer_is_asked_once_about_all_its_places(region, planner, case) -> None:
    asked = ask_employers(planner, case=case)
    assert {(letter.organisation, letter.asked_positions) for letter in asked} == {
        (region.employer, 5),
        (region.other_employer, 1),
    }
    assert {(letter.deadline - letter.asked_at).days for letter in asked} <= {LETTER_DAYS - 1, LETTER_DAYS}
    assert ask_employers(planner, case=case) == []
    assert AuditEvent.objects.filter(verb="letter.asked").count() == LetterOfIntent.objects.count() == 2


def test_needs_that_have_ended_are_not_asked_about(region, planner, case) -> None:
    case.needs.filter(organisation=region.other_employer).update(status="filled", ended_at=timezone.now())
    assert [letter.organisation for letter in ask_employers(planner, case=case)] == [region.employer]


def test_positions_agreed_on_are_not_asked_about(region, planner, case) -> None:
    [need] = case.needs.filter(organisation=region.other_employer)
    ProposalFactory(need=need, person=region.person(), both_said_yes=True)
    assert [letter.organisation for letter in ask_employers(planner, case=case)] == [region.employer]


def test_whom_and_when_one_cannot_ask(region, planner, case) -> None:
    refusals = [
        (lambda: ask_employers(planner, case=case, organisation_ids=[region.municipality.pk]), "letter.nobody"),
        (lambda: ask_employers(planner, case=case, organisation_ids=[]), "letter.nobody"),
        (lambda: ask_employers(planner, case=case, days=0), "letter.days"),
        (lambda: ask_employers(planner, case=case, days=MOST_LETTER_DAYS + 1), "letter.days"),
    ]
    for status, code in (("declined", "letter.case-declined"), ("closed", "case.ended")):

        def ask(status=status):
            CourseCase.objects.update(status=status)
            ask_employers(planner, case=case)

        refusals.append((ask, code))
    for act, code in refusals:
        with pytest.raises(InputError) as refused:
            act()
        assert code_of(refused) == code
    assert not LetterOfIntent.objects.exists()


@pytest.mark.parametrize(
    ("said", "stored"),
    [
        (YES, ("yes", 3, 1, "", "")),
        (LetterSaid(yes=True, positions=1, note=" gärna i mars "), ("yes", 1, None, "", "gärna i mars")),
        (NO, ("no", None, None, "timing", "")),
        (LetterSaid(False, 9, 9, LetterReason.OTHER, "vi flyttar"), ("no", None, None, "other", "vi flyttar")),
    ],
)
def test_an_answer_is_stored(employer, letter, said, stored) -> None:
    answer_letter(employer, letter=letter, said=said)
    fields = letter.answer, letter.positions, letter.workplaces, letter.reason, letter.note
    assert fields == stored
    assert letter.answered_by == employer.actor_id
    assert letter.answered_at is not None


@pytest.mark.parametrize(
    ("said", "code"),
    [
        (LetterSaid(yes=True), "letter.positions"),
        (LetterSaid(yes=True, positions=0), "letter.positions"),
        (LetterSaid(yes=True, positions=10_001), "letter.positions"),
        (LetterSaid(yes=True, positions=1, workplaces=-1), "letter.workplaces"),
        (LetterSaid(yes=False), "letter.reason-needed"),
        (LetterSaid(yes=False, reason="whim"), "letter.reason-needed"),
        (LetterSaid(yes=False, reason=LetterReason.OTHER, note=" "), "letter.note-needed"),
    ],
)
def test_half_an_answer_is_refused(employer, letter, said, code) -> None:
    with pytest.raises(InputError) as refused:
        answer_letter(employer, letter=letter, said=said)
    assert code_of(refused) == code
    letter.refresh_from_db()
    assert letter.answer == LetterAnswer.OPEN


def test_the_first_answer_stands(employer, letter) -> None:
    answer_letter(employer, letter=letter, said=YES)
    with pytest.raises(InputError) as refused:
        answer_letter(employer, letter=letter, said=NO)
    assert code_of(refused) == "letter.already-answered"
    assert LetterOfIntent.objects.get().answer == LetterAnswer.YES


def test_too_late_is_too_late_before_and_after_it_is_written(employer, letter) -> None:
    with time_machine.travel(letter.deadline + datetime.timedelta(minutes=1)):
        for written in (False, True):
            if written:
                assert expire_letters(SYSTEM, now=timezone.now()) == 1
            with pytest.raises(InputError) as refused:
                answer_letter(employer, letter=letter, said=YES)
            assert code_of(refused) == "letter.deadline-passed"
        assert expire_letters(SYSTEM, now=timezone.now()) == 0
    assert LetterOfIntent.objects.get().answer == LetterAnswer.EXPIRED


def test_letters_in_time_do_not_expire(letter) -> None:
    assert expire_letters(SYSTEM, now=letter.deadline) == 0


def test_nobody_answers_a_case_that_has_been_closed(planner, employer, case, letter) -> None:
    close_case(planner, case=case, version=case.version)
    with pytest.raises(InputError) as refused:
        answer_letter(employer, letter=letter, said=YES)
    assert code_of(refused) == "letter.case-ended"


def test_nobody_answers_for_another_employer(region, planner, letter) -> None:
    other = MembershipFactory(organisation=region.other_employer, role=Role.EMPLOYER)
    for actor in (Actor(other.user, other), planner, region.actor(Role.COORDINATOR)):
        with pytest.raises(InputError):
            answer_letter(actor, letter=letter, said=YES)
    assert LetterOfIntent.objects.get().answer == LetterAnswer.OPEN


@pytest.mark.django_db(transaction=True)
def test_a_yes_and_a_no_at_once_give_one_answer(employer, letter) -> None:
    def click(said: LetterSaid):
        own = LetterOfIntent.objects.get(pk=letter.pk)
        return lambda: answer_letter(employer, letter=own, said=said)

    gave = at_once(click(YES), click(NO))
    assert sum(isinstance(g, InputError) for g in gave) == 1
    assert AuditEvent.objects.filter(verb="letter.answered").count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_clicks_at_once_ask_each_employer_once(planner, case) -> None:
    gave = at_once(*[lambda: ask_employers(planner, case=CourseCase.objects.get(pk=case.pk))] * 2)
    assert sorted(len(g) for g in gave) == [0, 2]


def test_what_the_answers_add_up_to(region, planner, employer, case) -> None:
    ask_employers(planner, case=case)
    before = letters_effect(case)
    assert (before.employers, before.waiting, before.asked_positions, before.positions) == (2, 2, 6, 0)
    assert before.reaches_seats is False
    own = LetterOfIntent.objects.get(organisation=region.employer)
    answer_letter(employer, letter=own, said=LetterSaid(True, 4, 2))
    LetterOfIntent.objects.exclude(pk=own.pk).update(
        answer="no", reason="timing", answered_at=timezone.now(), answered_by="u"
    )
    after = letters_effect(case)
    assert (after.yes, after.no, after.waiting, after.expired) == (1, 1, 0, 0)
    assert (after.positions, after.workplaces, after.seats, after.reaches_seats) == (4, 2, 4, True)
    case.seats = None
    assert letters_effect(case).reaches_seats is None
