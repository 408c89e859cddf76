"""The evidence for a course as files: the PDF and the workbook say the numbers that the evidence has."""

import io
from typing import Any

import openpyxl
import pypdf
import pytest
from django.test import Client
from django.utils import timezone, translation

from kompetensnav.apps.courses.enums import LetterAnswer
from kompetensnav.apps.courses.evidence import Evidence, evidence_of
from kompetensnav.apps.courses.models import CourseCase
from kompetensnav.apps.memberships.enums import Role
from tests.factories import Asks, CourseCaseFactory, IntakeFactory, LetterFactory, Says, concept

pytestmark = pytest.mark.django_db


@pytest.fixture
def case(region) -> CourseCase:
    """Two employers, one of whom has answered; seven who would be lifted; a programme that teaches the same."""
    for _ in range(7):
        region.person(claims=(Says("Industrielektriker"),))
    asked = (Asks("Industrielektriker"), Asks("PLC-programmering"))
    needs = [
        region.need(requirements=asked, positions=3, starts_on=None, starts_asap=True),
        region.need(requirements=asked, positions=2, organisation=region.other_employer, starts_asap=False),
    ]
    IntakeFactory(
        programme__provider__collaboration=region.collaboration,
        programme__name="Styr och regler",
        programme__grants=(Says("PLC-programmering"),),
        seats=18,
    )
    case = CourseCaseFactory(
        collaboration=region.collaboration,
        title="Styrteknik #let <b>",
        needs=needs,
        grants=[{"concept": concept("PLC-programmering"), "level": None}],
        municipality_id=None,
    )
    yes = {"answer": LetterAnswer.YES, "positions": 13, "workplaces": 11, "answered_at": timezone.now()}
    LetterFactory(case=case, organisation=region.employer, **yes)
    return case


@pytest.fixture
def evidence(case) -> Evidence:
    return evidence_of(case, timezone.localdate())


def fetched(region: Any, case: CourseCase, form: str, language: str = "en") -> bytes:
    client, user = Client(), region.user(Role.EDUCATION_PLANNER)
    type(user).objects.filter(pk=user.pk).update(language=language)
    client.force_login(user)
    response = client.get(f"/courses/{case.pk}/evidence.{form}")
    assert response.status_code == 200
    assert response["Content-Disposition"] == f'attachment; filename="evidence-{case.pk}.{form}"'
    return response.content


def sheets(content: bytes) -> dict[str, list[tuple[Any, ...]]]:
    """Rows of each sheet below its header."""
    book = openpyxl.load_workbook(io.BytesIO(content))
    return {sheet.title: list(sheet.iter_rows(min_row=6, values_only=True)) for sheet in book}


def test_the_workbook_says_the_evidence(region, case, evidence) -> None:
    found = sheets(fetched(region, case, "xlsx"))
    years = [(row.year or "not stated", row.needs, row.positions) for row in evidence.by_year]
    assert found["Need by year"] == [*years, ("All", 2, 5)]
    employers = {row[0]: row[3:7] for row in found["Employers"]}
    assert employers == {
        region.employer.name: (3, "yes", 13, 11),
        region.other_employer.name: (2, "not asked", None, None),
    }
    brief = dict(row[:2] for row in found["The course"])
    assert (brief["Places"], brief["Would hire"], brief["Employers who say yes"]) == (5, 13, 1)
    assert brief["People who could enter and then take a job"] == evidence.people.lifted == 7
    (programme,) = found["Existing seats"]
    assert (programme[0], programme[5]) == ("Styr och regler", 18)
    assert len(found["Sources"]) == len(evidence.sources)


def test_the_pdf_says_the_same_and_is_tagged(region, case, evidence) -> None:
    file = pypdf.PdfReader(io.BytesIO(fetched(region, case, "pdf")))
    text = " ".join(" ".join(page.extract_text().split()) for page in file.pages)
    for heading in (
        "Need by year",
        "Employers and letters of intent",
        "People who could enter",
        "Sources and dates",
    ):
        assert heading in text
    assert f"{region.employer.name} Boden 1 3 yes 13 11" in text.replace("\n", " ")
    assert f"People who could enter and then take a job {evidence.people.lifted}" in text
    assert "Styr och regler" in text
    root = file.trailer["/Root"]
    assert root["/Lang"] == "en"
    assert root["/MarkInfo"]["/Marked"]
    assert file.metadata is not None
    assert file.metadata.title == "Evidence for the course Styrteknik #let <b>"  # words are never markup
    assert b"pdfuaid" in fetched(region, case, "pdf")


def structure(node: Any) -> list[str]:
    """The kinds of the elements that a screen reader meets, in order."""
    node = node.get_object()
    if not hasattr(node, "get"):
        return [kind for child in node for kind in structure(child)] if isinstance(node, list) else []
    inner = structure(node["/K"]) if "/K" in node else []
    return [str(node["/S"]), *inner] if "/S" in node else inner


def test_headings_and_tables_are_tagged(region, case) -> None:
    file = pypdf.PdfReader(io.BytesIO(fetched(region, case, "pdf")))
    kinds = structure(file.trailer["/Root"]["/StructTreeRoot"])
    assert kinds.count("/H1") == 1
    assert kinds.count("/H2") == 8
    assert kinds.count("/TH") >= 2 * kinds.count("/Table") > 0


@pytest.mark.parametrize(("language", "word"), [("sv", "sv"), ("en", "en")])
def test_the_report_is_in_the_language_of_the_page(region, case, language, word) -> None:
    file = pypdf.PdfReader(io.BytesIO(fetched(region, case, "pdf", language)))
    assert file.trailer["/Root"]["/Lang"] == word


def test_few_people_are_not_counted_out(region) -> None:
    region.person(claims=(Says("Industrielektriker"),))
    need = region.need(requirements=(Asks("Industrielektriker"), Asks("PLC-programmering")))
    taught = [{"concept": concept("PLC-programmering"), "level": None}]
    case = CourseCaseFactory(
        collaboration=region.collaboration, needs=[need], grants=taught, municipality_id=None, title="Liten"
    )
    with translation.override("en"):
        found = sheets(fetched(region, case, "xlsx"))
    assert found["People"][0][1] == "fewer than 5"
    assert len(found["People"]) == 2  # and no places
