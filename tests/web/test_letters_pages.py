"""Letters of intent: an employer reads and answers its own, once and in time, and then sees what all have answered."""

import datetime
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone, translation

from kompetensnav.apps.courses.enums import CaseStatus, LetterAnswer
from kompetensnav.apps.courses.models import LetterOfIntent
from kompetensnav.apps.memberships.enums import Role
from kompetensnav.web.words import labels
from tests.factories import CourseCaseFactory, LetterFactory, concept
from tests.web.html_reading import body

pytestmark = pytest.mark.django_db


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
def employer(region) -> Client:
    return client_of(region, Role.EMPLOYER)


@pytest.fixture
def letter(region, need) -> LetterOfIntent:
    case = CourseCaseFactory(
        collaboration=region.collaboration,
        title="PLC för elektriker",
        needs=[need],
        grants=[{"concept": concept("PLC-programmering"), "level": 3}],
    )
    yes = {"answer": LetterAnswer.YES, "positions": 4, "workplaces": 2, "answered_at": timezone.now()}
    LetterFactory(case=case, organisation=region.other_employer, **yes)
    return LetterFactory(case=case, organisation=region.employer)


def at(letter: LetterOfIntent) -> str:
    return f"/courses/letters/{letter.pk}/"


def test_a_letter_waits_on_the_first_page_and_in_the_menu(employer, letter) -> None:
    page = body(employer.get("/employer/"))
    assert f'href="{at(letter)}"' in page
    assert 'href="/courses/letters/"' in page


def test_without_letters_there_is_nothing_in_the_menu(employer) -> None:
    assert "/courses/letters/" not in body(employer.get("/employer/"))


def test_a_letter_says_what_when_and_for_which_needs(employer, letter, need, region) -> None:
    page = body(employer.get(at(letter)))
    assert f"{labels([concept('PLC-programmering')])} 3/5" in page
    assert f"/needs/{need.pk}/" in page
    assert "What all have answered so far" not in page
    assert region.other_employer.name not in page


def test_a_yes_shows_what_all_have_answered(employer, letter, region) -> None:
    response = employer.post(at(letter), {"answer": "yes", "positions": "3", "workplaces": "1"}, follow=True)
    page = body(response)
    assert "What all have answered so far" in page
    assert "2 of 2" in page
    assert "<dd>7<small>" in page  # of both together
    assert region.other_employer.name not in page  # numbers, not who
    letter.refresh_from_db()
    assert (letter.answer, letter.positions, letter.workplaces) == (LetterAnswer.YES, 3, 1)


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ({}, "Choose an answer."),
        ({"answer": "yes", "positions": ""}, "number"),
        ({"answer": "yes", "positions": "20000"}, "Write a whole number from 1 to 10\u00a0000."),
        ({"answer": "no"}, "reason"),
        ({"answer": "no", "reason": "other"}, "note"),
    ],
)
def test_an_answer_that_is_not_whole_is_not_taken(employer, letter, said, told) -> None:
    response = employer.post(at(letter), said)
    assert response.status_code == 422
    assert 'class="error"' in body(response)
    assert told in body(response)
    letter.refresh_from_db()
    assert letter.answer == LetterAnswer.OPEN


def test_a_no_has_its_reason_and_note(employer, letter, region) -> None:
    said = {"answer": "no", "reason": "timing", "note": "Ring mig på 070-123 45 67"}
    assert employer.post(at(letter), said).status_code == 303
    letter.refresh_from_db()
    assert (letter.answer, letter.reason) == (LetterAnswer.NO, "timing")
    assert "070" not in letter.note
    page = body(client_of(region, Role.COORDINATOR).get(f"/courses/{letter.case_id}/"))
    assert "The time does not suit" in page


def test_the_second_answer_is_refused(employer, letter) -> None:
    said = {"answer": "yes", "positions": "3"}
    assert employer.post(at(letter), said).status_code == 303
    assert employer.post(at(letter), said | {"positions": "5"}).status_code == 409
    letter.refresh_from_db()
    assert letter.positions == 3


def test_too_late_is_said(employer, letter) -> None:
    LetterOfIntent.objects.filter(pk=letter.pk).update(deadline=timezone.now() - datetime.timedelta(hours=1))
    page = body(employer.get(at(letter)))
    assert "No answer in time" in page
    assert "The time was out on" in page
    assert employer.post(at(letter), {"answer": "yes", "positions": "3"}).status_code == 409
    assert letter.case.title in body(employer.get("/courses/letters/", {"answer": "expired"}))
    assert letter.case.title not in body(employer.get("/courses/letters/", {"answer": "open"}))
    assert at(letter) not in body(employer.get("/employer/"))


def test_a_closed_course_is_not_answered(employer, letter) -> None:
    letter.case.status = CaseStatus.CLOSED
    letter.case.save()
    assert "The course has started or was closed." in body(employer.get(at(letter)))
    assert employer.post(at(letter), {"answer": "yes", "positions": "3"}).status_code == 409


def test_an_employer_sees_its_own_and_a_coordinator_all(employer, letter, region) -> None:
    other = LetterOfIntent.objects.get(organisation=region.other_employer)
    assert employer.get(at(other)).status_code == 404
    mine = body(employer.get("/courses/letters/"))
    assert (at(letter) in mine, at(other) in mine) == (True, False)
    coordinator = client_of(region, Role.COORDINATOR)
    every = body(coordinator.get("/courses/letters/"))
    assert (at(letter) in every, at(other) in every) == (True, True)
    assert coordinator.post(at(letter), {"answer": "yes", "positions": "3"}).status_code == 404


def test_the_list_is_a_file_too(region, letter) -> None:
    response = client_of(region, Role.COORDINATOR).get("/courses/letters/", {"format": "csv", "answer": "yes"})
    lines = response.content.decode("utf-8-sig").splitlines()
    assert len(lines) == 2
    assert region.other_employer.name in lines[1]
