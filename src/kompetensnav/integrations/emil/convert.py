"""One education document as a programme, one event document as an intake.

Written from the published field list of Susa-navet's interface for EMIL 3. What the student pays is not what a seat
costs the organiser, so fees are left out. Credits that are no whole number (7,5) are left unknown, not rounded.
"""

import datetime
from collections.abc import Mapping
from typing import NamedTuple

from kompetensnav.apps.education.cells import Unreadable, day, language, municipality, sun, whole_number
from kompetensnav.apps.education.enums import Finance, IntakeStatus, OnSiteShare, ProgrammeKind
from kompetensnav.apps.education.rows import IntakeRow, ProgrammeRow
from kompetensnav.engine.text.markup import strip_html
from kompetensnav.integrations.emil.documents import Json, block, blocks, code, first, in_swedish, link, words

_COURSE = "kurs"  # of the configuration; else it is a package or a programme
_KINDS = {  # school form: what its single courses are, what its packages and programmes are
    "AU": (ProgrammeKind.SHORT, ProgrammeKind.SHORT),
    "AUB": (ProgrammeKind.SHORT, ProgrammeKind.PACKAGE),
    "FHS": (ProgrammeKind.FOLK, ProgrammeKind.FOLK),
    "HS": (ProgrammeKind.UNIVERSITY, ProgrammeKind.UNIVERSITY),
    "KKU": (ProgrammeKind.SHORT, ProgrammeKind.SHORT),
    "NY": (ProgrammeKind.PACKAGE, ProgrammeKind.PACKAGE),
    "STF": (ProgrammeKind.SHORT, ProgrammeKind.SHORT),
    "VUX": (ProgrammeKind.COURSE, ProgrammeKind.PACKAGE),
    "VUXGR": (ProgrammeKind.COURSE, ProgrammeKind.PACKAGE),
    "VUXGRAN": (ProgrammeKind.COURSE, ProgrammeKind.PACKAGE),
    "VUXGY": (ProgrammeKind.COURSE, ProgrammeKind.PACKAGE),
    "VUXGYAN": (ProgrammeKind.COURSE, ProgrammeKind.PACKAGE),
    "VUXSFI": (ProgrammeKind.SFI, ProgrammeKind.SFI),
    "YH": (ProgrammeKind.YH_COURSE, ProgrammeKind.YH),
}
# Schools of children and young people: nobody is trained for a need by them.
_PASSED_OVER = frozenset({"FKLASS", "FTH", "GR", "GRAN", "GY", "GYAN", "KU", "OPPFTH", "SAM", "SP"})
_NO_AID = ("", "saknas", "nej")
_SUBJECT_OF_SUN = "C_Subject_SUN"
FIELDS = {  # of ours, as the format has them
    "key": "identifier",
    "name": "title",
    "seqf": "qualificationLevel",
    "starts_on": "execution.start",
    "ends_on": "execution.end",
    "apply_from": "application.first",
    "apply_by": "application.last",
    "pace": "paceOfStudy.percentage",
    "seats": "places",
    "provider": "providers",
    "site": "locations[0].town",
}


class Wrong(Exception):  # noqa: N818  it tells what is wrong with a document, not with the program
    """A document that cannot be used: code, field of the format, values."""

    def __init__(self, wrong: str, field: str, values: Mapping[str, str | int]) -> None:
        super().__init__(wrong)
        self.code, self.field, self.values = wrong, field, values


class Event(NamedTuple):
    """An event: of which education, given by whom, when, in what language. It need not say when."""

    education: str
    provider: str
    intake: IntakeRow | None
    language: str


def programme(info: Json, line: int) -> ProgrammeRow | None:
    """An education that has yet to get its provider; None for schools that are passed over."""
    form = code(info, "type")
    if form in _PASSED_OVER:
        return None
    if form not in _KINDS:
        raise Wrong("education.unknown-kind", "type.code", {"found": form or "–", "known": ", ".join(_KINDS)})
    single, joined = _KINDS[form]
    eligibility = strip_html(in_swedish(info, "eligibility"))
    about = [strip_html(in_swedish(info, "description")), f"Behörighet: {eligibility}" if eligibility else ""]
    return ProgrammeRow(
        key=words(info, "identifier"),
        line=line,
        provider="",
        name=strip_html(in_swedish(info, "title")),
        kind=single if code(info, "configuration") == _COURSE else joined,
        text="\n".join(part for part in about if part),
        code=words(info, "code"),
        url=link(info, "url"),
        sun=_sun(info),
        seqf=_number(words(block(info, "qualificationLevel"), "code"), "qualificationLevel.code"),
        credits=_credits(info),
        weeks=_weeks(block(info, "extent")),
        finance=() if code(info, "eligibleForStudentAid") in _NO_AID else (Finance.CSN,),
    )


def event(content: Json, line: int) -> Event:
    """An event with its dates, place and seats."""
    education, provider = words(content, "education"), first(content, "providers")
    for field, value in (("education", education), ("providers", provider)):
        if not value:
            raise Wrong("education.no-value", field, {})
    taught_in = language(first(content, "languageOfInstructions"))
    execution, application = block(content, "execution"), block(content, "application")
    starts_on = _day(execution, "execution", "start")
    if starts_on is None and application.get("continuous") is not True:
        return Event(education, provider, None, taught_in)
    place = (blocks(content, "locations") or [{}])[0]
    intake = IntakeRow(
        key=words(content, "identifier"),
        line=line,
        starts_on=starts_on,
        ends_on=_day(execution, "execution", "end") if starts_on else None,
        apply_from=_day(application, "application", "first"),
        apply_by=_day(application, "application", "last"),
        municipality_code=_municipality(place),
        site=words(place, "town"),
        pace=_number(block(content, "paceOfStudy").get("percentage"), "paceOfStudy.percentage"),
        on_site=_on_site(content),
        seats=_number(content.get("places"), "places"),
        status=IntakeStatus.CANCELLED if content.get("isCancelled") is True else None,
    )
    return Event(education, provider, intake, taught_in)


def _sun(info: Json) -> str:
    codes = [
        words(subject, "code") for subject in blocks(info, "subjects") if words(subject, "type") == _SUBJECT_OF_SUN
    ]
    return next((found for found in map(sun, codes) if found), "")


def _credits(info: Json) -> int | None:
    value = block(info, "credits").get("credits")
    return None if isinstance(value, float) and not value.is_integer() else _number(value, "credits.credits")


def _weeks(extent: Json) -> int | None:
    """Its usual length, where it is told in weeks; other measures do not say how much of a week is studied."""
    return _number(extent.get("length"), "extent.length") if code(extent, "unit") == "weeks" else None


def _on_site(content: Json) -> OnSiteShare:
    """No word of distance: it is all given in its place. How many meetings a distance course has may be unsaid."""
    if content.get("distance") is None:
        return OnSiteShare.ALL
    meetings = _number(block(content, "distance").get("noOfMandatorySessions"), "distance.noOfMandatorySessions")
    return {None: OnSiteShare.UNKNOWN, 0: OnSiteShare.NONE}.get(meetings, OnSiteShare.WEEKS)


def _municipality(place: Json) -> str | None:
    stated = words(place, "areaCode")[:4]  # a part of a municipality has two digits more
    try:
        return municipality(stated)
    except Unreadable as wrong:
        raise Wrong(wrong.code, "locations[0].areaCode", wrong.values) from None


def _number(value: object, field: str) -> int | None:
    try:
        return whole_number(value)
    except Unreadable as wrong:
        raise Wrong(wrong.code, field, wrong.values) from None


def _day(holder: Json, name: str, field: str) -> datetime.date | None:
    try:
        return day(holder.get(field))
    except Unreadable as wrong:
        raise Wrong(wrong.code, f"{name}.{field}", wrong.values) from None
