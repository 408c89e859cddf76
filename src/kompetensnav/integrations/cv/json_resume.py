"""JSON Resume (jsonresume.org): one object with basics, work, education, skills, languages, certificates."""

from kompetensnav.integrations.cv.cv_text import CvText, Form, Stated
from kompetensnav.integrations.cv.fields import Node
from kompetensnav.integrations.cv.languages import level_in
from kompetensnav.integrations.cv.sheet import Sheet

_PARTS = {"basics", "work", "education", "skills", "languages", "certificates", "projects"}
_ENOUGH = 2  # of its parts; one alone may be anything


def is_json_resume(root: Node) -> bool:
    """Whether the object has the parts of one."""
    return len(_PARTS.intersection(child.name for child in root.children)) >= _ENOUGH


def json_resume(root: Node) -> CvText:
    """Interests, references and who somebody is are left out."""
    sheet = Sheet(Form.JSON_RESUME, root.said("meta", "language"))
    sheet.part("summary")
    basics = root.first("basics") or Node("basics")
    sheet.fact(Stated.TITLE, basics.own("label"))
    sheet.prose(basics.own("summary"))
    sheet.part("experience")
    for job in _members(root, "work", "volunteer"):
        employer = job.own("name", "company", "organization")
        sheet.fact(Stated.TITLE, job.own("position"), employer, period=_period(job))
        _details(sheet, job)
    for project in _members(root, "projects"):
        sheet.prose(project.own("name"))
        _details(sheet, project)
    sheet.part("education")
    for course in _members(root, "education"):
        name = " ".join(t for t in (course.own("studyType"), course.own("area")) if t)
        sheet.fact(Stated.EDUCATION, name, course.own("institution"), period=_period(course))
        sheet.prose("\n".join(c.text for c in course.all("courses")))
    for certificate in _members(root, "certificates"):
        sheet.prose(certificate.own("name"))
    sheet.part("skills")
    for skill in _members(root, "skills"):
        sheet.fact(Stated.SKILL, skill.own("name"), skill.own("level"))
        for keyword in skill.all("keywords"):
            sheet.fact(Stated.SKILL, keyword.text)
    sheet.part("languages")
    for language in _members(root, "languages"):
        said = language.own("fluency")
        sheet.fact(Stated.LANGUAGE, language.own("language"), said, level=level_in(said))
    return sheet.done()


def _members(root: Node, *parts: str) -> list[Node]:
    return [child for child in root.children if child.name in parts]


def _details(sheet: Sheet, field: Node) -> None:
    sheet.prose(field.own("summary", "description"))
    sheet.prose("\n".join(f"- {h.text}" for h in field.all("highlights") if h.text))


def _period(field: Node) -> tuple[str, str]:
    return field.own("startDate"), field.own("endDate")
