"""Europass in both its shapes: the SkillsPassport of 2012-2020 and the Candidate that the portal has written since.

Both come as XML, alone or attached to the PDF; the older one also as JSON with the same field names.
"""

from kompetensnav.integrations.cv.cv_text import CvText, Form, Stated
from kompetensnav.integrations.cv.fields import Node
from kompetensnav.integrations.cv.languages import CEFR, GROWN_UP_WITH, level_in, name_of, short_code
from kompetensnav.integrations.cv.licences import categories
from kompetensnav.integrations.cv.sheet import Sheet

_DIMENSIONS = ("Listening", "Reading", "SpokenInteraction", "SpokenProduction", "Writing")
_SKILL_GROUPS = ("Communication", "Organisational", "JobRelated", "Computer", "Other")


def is_skills_passport(root: Node) -> bool:
    """Whether this is the older shape."""
    return root.name in ("SkillsPassport", "LearnerInfo") or root.first("LearnerInfo") is not None


def is_candidate(root: Node) -> bool:
    """Whether this is the newer shape."""
    return root.name == "Candidate" or root.first("CandidateProfile") is not None


def skills_passport(root: Node) -> CvText:
    """The older shape."""
    learner = root.first("LearnerInfo") or root
    sheet = Sheet(Form.EUROPASS, root.attributes.get("locale", "") or root.said("Locale") or root.said("locale"))
    sheet.part("summary")
    sheet.prose(learner.said("Headline", "Description", "Label"))
    sheet.part("experience")
    for job in learner.all("WorkExperience"):
        position = job.first("Position")
        title = position.own("Label") if position else ""
        sheet.fact(Stated.TITLE, title, job.said("Employer", "Name"), period=_period(job))
        sheet.prose(job.own("Activities"))
    sheet.part("education")
    for course in learner.all("Education"):
        level = course.said("Level", "Code")
        more = (course.said("Organisation", "Name"), course.said("Level", "Label"))
        sheet.fact(Stated.EDUCATION, course.own("Title"), *more, code=eqf(level), period=_period(course))
        sheet.prose(course.own("Activities"))
    _older_skills(learner.first("Skills") or Node("Skills"), sheet)
    return sheet.done()


def _older_skills(skills: Node, sheet: Sheet) -> None:
    sheet.part("languages")
    for tongue in skills.all("MotherTongue", "ForeignLanguage"):
        code, name = tongue.said("Description", "Code"), tongue.said("Description", "Label")
        if tongue.name == "MotherTongue":
            level: int | None = GROWN_UP_WITH
        else:
            level = level_in(" ".join(tongue.said("ProficiencyLevel", d) for d in _DIMENSIONS))
        _language(sheet, code, name, level)
    sheet.part("skills")
    for group in skills.all(*_SKILL_GROUPS):
        sheet.prose(group.own("Description"))
    sheet.part("licences")
    driving = skills.first("Driving")
    for category in categories(" ".join(driving.texts()) if driving else ""):
        sheet.fact(Stated.LICENCE, category, code=category)


def candidate(root: Node) -> CvText:
    """The newer shape."""
    profile = root.first("CandidateProfile") or root
    sheet = Sheet(Form.EUROPASS, profile.attributes.get("languageCode", ""))
    sheet.part("summary")
    sheet.prose(profile.said("ExecutiveSummary"))
    sheet.part("experience")
    for employer in profile.all("EmployerHistory"):
        for position in employer.all("PositionHistory"):
            title = position.first("PositionTitle")
            uri = title.attributes.get("languageID", "") if title else ""
            employer_name = employer.own("OrganizationName")
            words, period = title.text if title else "", _period(position)
            sheet.fact(Stated.TITLE, words, employer_name, code=" ".join(uri.split()), period=period)
            sheet.prose(position.own("Description"))
    sheet.part("education")
    for course in profile.all("EducationOrganizationAttendance"):
        code, school = eqf(course.own("EducationLevelCode")), course.own("OrganizationName")
        sheet.fact(Stated.EDUCATION, course.said("DegreeName"), school, code=code, period=_period(course))
        sheet.prose(course.said("OccupationalSkillsCovered"))
    _newer_skills(root, profile, sheet)
    return sheet.done()


def _newer_skills(root: Node, profile: Node, sheet: Sheet) -> None:
    sheet.part("languages")
    for tongue in root.all("PrimaryLanguageCode"):
        _tongue(sheet, tongue, GROWN_UP_WITH)
    competences = list(profile.all("PersonCompetency"))
    spoken = [c for c in competences if c.own("TaxonomyID").lower() == "language"]
    for competence in spoken:
        level = level_in(" ".join(score.text for score in competence.all("ScoreText")))
        _tongue(sheet, competence.first("CompetencyID") or Node("CompetencyID"), level)
    sheet.part("skills")
    for competence in (c for c in competences if c not in spoken):
        uri = competence.own("CompetencyID")
        code = uri if uri.startswith("http") else ""
        sheet.fact(Stated.SKILL, competence.own("CompetencyName"), code=code)
    for course in profile.all("CourseCertification", "Certification"):
        sheet.prose(course.own("Title", "CertificationName"))
    sheet.part("licences")
    held = " ".join(licence.said("LicenseTypeCode") for licence in profile.all("License"))
    for category in categories(held):
        sheet.fact(Stated.LICENCE, category, code=category)


def _tongue(sheet: Sheet, field: Node, level: int | None) -> None:
    """Its code where it is one of the register, else the word that somebody wrote."""
    free = "FREE" in (field.attributes.get("schemeName", "") + field.attributes.get("name", "")).upper()
    _language(sheet, "" if free else field.text, field.text if free else "", level)


def _language(sheet: Sheet, code: str, name: str, level: int | None) -> None:
    word = next((w for w, number in CEFR.items() if number == level), "")
    short = short_code(code) if code else ""
    sheet.fact(Stated.LANGUAGE, name or name_of(code), word, code=short, level=level)


def eqf(level: str) -> str:
    """``eqf:6`` of a level of the European qualifications framework, nothing of anything else."""
    digits = "".join(c for c in level if c.isdigit())
    return f"eqf:{digits}" if digits in {"1", "2", "3", "4", "5", "6", "7", "8"} else ""


def _period(field: Node) -> tuple[str, str]:
    begins = field.first("From") or field.first("StartDate")
    ends = field.first("To") or field.first("EndDate")
    return _date(begins), _date(ends)


def _date(field: Node | None) -> str:
    """2019-06 however it was written: year and month as attributes, as fields, or as one text."""
    if field is None:
        return ""
    written = field.said("FormattedDateTime") or field.text
    if written:
        return written[:10]
    parts = {k.lower(): v for k, v in field.attributes.items()} | {c.name.lower(): c.text for c in field.children}
    year, month = parts.get("year", ""), parts.get("month", "").strip("-")
    return f"{year}-{month.zfill(2)}" if year and month.isdigit() else year
