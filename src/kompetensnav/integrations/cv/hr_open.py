"""HR Open (hropenstandards.org) candidates and resumes in JSON, as job boards and public services exchange them.

Versions and senders differ in whether lists are wrapped in ``item`` and in what a field is called; what is looked
for is found at any depth.
"""

from kompetensnav.integrations.cv.cv_text import CvText, Form, Stated
from kompetensnav.integrations.cv.fields import Node
from kompetensnav.integrations.cv.languages import level_in, name_of, short_code
from kompetensnav.integrations.cv.licences import categories
from kompetensnav.integrations.cv.sheet import Sheet

_MARKS = ("positionHistories", "employment", "employmentHistories", "educationAndLearnings", "profiles")
_SKILLS = ("qualifications", "personCompetencies", "competencies", "skills")
_LANGUAGES = ("languageCompetencies", "languages", "personLanguages")
_JOBS = ("employment", "employmentHistories", "employerHistory")
_COURSES = ("education", "educationAndLearnings", "educationHistory")


def is_hr_open(root: Node) -> bool:
    """Whether there is a person with a history."""
    return root.first("person") is not None and any(root.first(mark) for mark in _MARKS)


def hr_open(root: Node) -> CvText:
    """Everything but who the person is."""
    sheet = Sheet(Form.HR_OPEN, root.said("languageCode"))
    sheet.part("summary")
    for profile in root.all("executiveSummary", "objective"):
        sheet.prose(profile.text)
    sheet.part("experience")
    for job in _members(root, *_JOBS):
        _job(sheet, job)
    sheet.part("education")
    for course in _members(root, *_COURSES):
        degree = course.first("educationDegrees") or course.first("programs") or course
        code = next((f"eqf:{c.text}" for c in course.all("eqfLevel") if c.text in "12345678"), "")
        sheet.fact(Stated.EDUCATION, degree.own("name", "degreeName", "title"), _organisation(course),
                   code=code, period=_period(course))  # fmt: skip
        _descriptions(sheet, course)
    sheet.part("languages")
    for language in _members(root, *_LANGUAGES):
        name, given = (
            language.own("name", "language", "languageName") or language.text,
            language.own("languageCode"),
        )
        level = level_in(" ".join(language.texts()))
        sheet.fact(Stated.LANGUAGE, name or name_of(given), code=short_code(given) if given else "", level=level)
    sheet.part("skills")
    for skill in _members(root, *_SKILLS):
        sheet.fact(Stated.SKILL, skill.own("competencyName", "name", "title") or skill.text)
    for certificate in _members(root, "certifications"):
        sheet.prose(certificate.own("name", "title"))
    sheet.part("licences")
    held = " ".join(t for licence in root.all("licenses") for t in licence.texts())
    for category in categories(held):
        sheet.fact(Stated.LICENCE, category, code=category)
    return sheet.done()


def _members(root: Node, *names: str) -> list[Node]:
    """The rows of lists of these names, wrapped in ``item`` or not."""
    rows: list[Node] = []
    for found in root.all(*names):
        items = [child for child in found.children if child.name == "item"]
        rows += items or [found]
    return rows


def _job(sheet: Sheet, job: Node) -> None:
    employer = _organisation(job)
    positions = _members(job, "positionHistories", "positionHistory") or [job]
    for position in positions:
        title = position.own("title", "positionTitle", "jobTitle") or position.said("title")
        begins, ends = _period(position)
        older = _period(job)
        sheet.fact(Stated.TITLE, title, employer, period=(begins or older[0], ends or older[1]))
        _descriptions(sheet, position)
    if positions != [job]:
        _descriptions(sheet, job)


def _organisation(field: Node) -> str:
    place = field.first("organization") or field.first("institution") or field.first("employer")
    return (place.own("name", "organizationName") or place.said("legalId", "value") or place.text) if place else ""


def _descriptions(sheet: Sheet, field: Node) -> None:
    for found in field.children:
        if found.name in ("descriptions", "description"):
            sheet.prose("\n".join(t for t in found.texts() if len(t) > 3))


def _period(field: Node) -> tuple[str, str]:
    begins, ends = field.own("start", "startDate"), field.own("end", "endDate")
    return _date(begins), _date(ends)


def _date(text: str) -> str:
    """What does not begin with a year says nothing."""
    return text[:10] if text[:4].isdigit() else ""
