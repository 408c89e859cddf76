"""The course file of a municipal service: a JSON list with one record for each occasion, place and subject.

The service describes its fields in its OpenAPI document; the raw file has them in Swedish. An occasion stands once
for each subject it is listed under, so its records are joined; one that is given in two places is two intakes. What
the file does not know stays unknown: it has no seats, and a record without a start is a course that is given but
without a date, unless its text says that one is admitted at any time.
"""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from kompetensnav.apps.education.cells import Unreadable, day, language, municipality, sun, text, whole_number
from kompetensnav.apps.education.enums import OnSiteShare, ProgrammeKind
from kompetensnav.apps.education.row_checks import sound
from kompetensnav.apps.education.rows import IntakeRow, ProgrammeRow
from kompetensnav.engine.text.markup import strip_html
from kompetensnav.engine.text.normalise import fold
from kompetensnav.runtime.problems import InputError, Problem
from kompetensnav.runtime.reading import read_json
from kompetensnav.runtime.sheets import MEGABYTES

_LEVELS = {
    "gymnasial vuxenutbildning": ProgrammeKind.COURSE,
    "grundläggande vuxenutbildning": ProgrammeKind.COURSE,
    "kommunal vuxenutbildning som anpassad utbildning på grundläggande nivå": ProgrammeKind.COURSE,
    "kommunal vuxenutbildning som anpassad utbildning på gymnasial nivå": ProgrammeKind.COURSE,
    "kommunal vuxenutbildning i svenska för invandrare": ProgrammeKind.SFI,
    "folkhögskola": ProgrammeKind.FOLK,
    "yrkeshögskoleutbildning": ProgrammeKind.YH,
}
_LEAST_OF_A_PROGRAMME = 100  # points; higher vocational education of fewer is a course
# Places of the schools in the file that are no municipality themselves.
_LOCALITIES = {"fränsta": "2260", "mellansel": "2284", "nyland": "2282"}
_UNNAMED = ("", "Okänd")  # what the service writes where it knows neither name nor code
_STANDING = "löpande"  # "antagning: löpande i mån av plats"
_FIELDS = {
    "name": "Namn",
    "key": "kurstillfalleId",
    "provider": "Utbildningsanordnare",
    "code": "Kurskod",
    "kind": "Niva",
    "url": "UrlKurs",
    "credits": "Poang",
    "sun": "Amneskod",
    "language": "Undervisningssprak",
    "starts_on": "KurstillfalleStartdatum",
    "ends_on": "KurstillfalleSlutdatum",
    "apply_from": "ForstaAnsokningsdag",
    "apply_by": "SistaAnsokningsdag",
    "municipality": "Studieort",
    "pace": "Omfattning",
    "seats": "AntalPlatser",
    "on_site": "DistansObligatorisk",
    "optional": "DistansValfritt",
    "text": "RekommenderadInformation",
    "subject": "Intresseomrade_kategori",
    "place_code": "SusaKurstillfällePlatsKommunkod",
}
_Record = Mapping[str, object]


class _Wrong(Exception):  # noqa: N818  it tells what is wrong with a record, not with the program
    """A record that cannot be used: code of ``education``, our name of the field, values."""

    def __init__(self, code: str, field: str, values: Mapping[str, str | int]) -> None:
        super().__init__(code)
        self.code, self.field, self.values = code, field, values


@dataclass(slots=True)
class _Joined:
    """A programme with what its records say, in the order they came."""

    row: ProgrammeRow
    subjects: dict[str, None]
    intakes: dict[str, IntakeRow]


def read(source: Path | bytes, name: str) -> tuple[list[ProgrammeRow], list[Problem]]:
    """Programmes with their intakes, and what is wrong with the records that are left out.

    Raises InputError where the file as a whole cannot be read.
    """
    records = read_json(source, name, megabytes=MEGABYTES)
    if not isinstance(records, list) or not all(isinstance(r, dict) for r in records):
        raise InputError(Problem("education.no-list", name))
    if records and not any(_FIELDS["key"] in r for r in records):
        raise InputError(Problem("education.other-file", name, values={"expected": _FIELDS["key"]}))
    joined: dict[tuple[str, str], _Joined] = {}
    problems = []
    for number, record in enumerate(records, 1):
        try:
            _add(joined, record, number)
        except _Wrong as wrong:
            line, field = _where(number, wrong.field)
            problems.append(Problem(wrong.code, name, line, field, wrong.values))
    rows, unsound = sound((_programme(found) for found in joined.values()), name, _where)
    return rows, sorted([*problems, *unsound], key=lambda p: _number(p.field))


def _where(number: int, field: str) -> tuple[int | None, str]:
    return None, f"[{number - 1}].{_FIELDS.get(field, field)}"


def _number(field: str) -> int:
    return int(field[1 : field.index("]")])


def _add(joined: dict[tuple[str, str], _Joined], record: _Record, number: int) -> None:
    row = _row(record, number)
    intake = _intake(record, number)
    found = joined.setdefault((fold(row.provider), row.key), _Joined(row, {}, {}))
    subject = _text(record, "subject")
    if subject:
        found.subjects[subject] = None
    if intake is not None:
        found.intakes.setdefault(intake.key, intake)


def _programme(found: _Joined) -> ProgrammeRow:
    about = "\n".join(part for part in (found.row.text, "; ".join(sorted(found.subjects))) if part)
    return replace(found.row, text=about, intakes=tuple(found.intakes.values()))


def _row(record: _Record, number: int) -> ProgrammeRow:
    name, code = _text(record, "name"), _text(record, "code")
    if name in _UNNAMED:
        raise _Wrong("education.no-name", "name", {})
    level, points = _text(record, "kind"), _whole(record, "credits")
    kind = _LEVELS.get(level.lower())
    if kind is None:
        raise _Wrong("education.unknown-kind", "kind", {"found": level, "known": ", ".join(_LEVELS)})
    if kind is ProgrammeKind.YH and points is not None and points < _LEAST_OF_A_PROGRAMME:
        kind = ProgrammeKind.YH_COURSE
    code = "" if code in _UNNAMED else code
    return ProgrammeRow(
        key=f"{code} {fold(name)}".strip()[:120],
        line=number,
        provider=_text(record, "provider"),
        name=name,
        kind=kind,
        text=strip_html(_text(record, "text")),
        code=code,
        url=_text(record, "url"),
        sun=sun(_text(record, "sun")),
        credits=points,
        language=language(_text(record, "language")),
    )


def _intake(record: _Record, number: int) -> IntakeRow | None:
    starts_on = _day(record, "starts_on")
    if starts_on is None and _STANDING not in _text(record, "text").lower():
        return None
    place = _text(record, "municipality")
    return IntakeRow(
        key=f"{_text(record, 'key')} {place}".strip(),
        line=number,
        starts_on=starts_on,
        ends_on=_day(record, "ends_on"),
        apply_from=_day(record, "apply_from"),
        apply_by=_day(record, "apply_by"),
        municipality_code=_place(record, place),
        site=place,
        pace=_whole(record, "pace"),
        on_site=_on_site(record),
        seats=_whole(record, "seats"),
    )


def _place(record: _Record, place: str) -> str | None:
    stated = _text(record, "place_code") or _LOCALITIES.get(place.lower()) or place
    try:
        return municipality(stated)
    except Unreadable as wrong:
        raise _Wrong(wrong.code, "municipality", wrong.values) from None


def _on_site(record: _Record) -> OnSiteShare:
    """The file counts meetings of distance courses; none at all says nothing of how the course is given."""
    if _whole(record, "on_site"):
        return OnSiteShare.WEEKS
    return OnSiteShare.NONE if _whole(record, "optional") else OnSiteShare.UNKNOWN


def _text(record: _Record, field: str) -> str:
    value = record.get(_FIELDS[field])
    if isinstance(value, list | dict):
        raise _Wrong("education.not-text", field, {})
    return text(value)


def _whole(record: _Record, field: str) -> int | None:
    try:
        return whole_number(record.get(_FIELDS[field]))
    except Unreadable as wrong:
        raise _Wrong(wrong.code, field, wrong.values) from None


def _day(record: _Record, field: str) -> datetime.date | None:
    try:
        return day(record.get(_FIELDS[field]))
    except Unreadable as wrong:
        raise _Wrong(wrong.code, field, wrong.values) from None
