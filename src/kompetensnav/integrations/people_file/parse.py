"""The people file: one row a person, lists separated by ``;``, items ``label or concept id|level|evidence``.

The format is described in ``docs/reference/people-file.md``. This module reads rows and says what is wrong with
them; words become concepts in ``resolve``.
"""

import datetime
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from kompetensnav.engine.extraction.contacts import holds_personal_number
from kompetensnav.engine.matching.terms import CEFR
from kompetensnav.runtime.problems import InputError, Problem
from kompetensnav.runtime.reading import raise_any, read_csv_rows

COLUMNS = (
    "id",
    "municipality_code",
    "can_commute_to",
    "willing_to_move",
    "occupations",
    "skills",
    "languages",
    "licences",
    "education_level",
    "available_from",
    "completed_sections",
)
OPTIONAL = ("meets_legal_age", "begun_sections")
CLAIM_COLUMNS = ("occupations", "skills", "languages", "licences", "education_level")
LEVELLED = ("skills", "languages")
SECTIONS = ("skill", "occupation", "education", "language", "licence", "mobility", "availability")
EVIDENCE = ("claimed", "shown", "verified")
NOWHERE_ELSE = "-"  # in can_commute_to: said, and not merely left empty
_ANSWERS = {"yes": True, "no": False, "ja": True, "nej": False, "": None}
_EARLIEST = datetime.date(2000, 1, 1)
_LATEST = datetime.date(2100, 1, 1)


@dataclass(frozen=True, slots=True)
class Item:
    """One claimed thing: its words, level (1-5, languages 1-6) and evidence."""

    label: str
    level: int | None = None
    evidence: str = "claimed"


@dataclass(frozen=True, slots=True)
class PersonRow:
    """One row, checked but for its words and places."""

    line: int
    id: str
    municipality_code: str
    can_commute_to: tuple[str, ...]
    willing_to_move: bool | None
    items: dict[str, tuple[Item, ...]]
    available_from: datetime.date | None
    completed_sections: tuple[str, ...]
    meets_legal_age: bool | None
    begun_sections: tuple[str, ...] = ()
    nowhere_else: bool = False


def parse(text: str, file: str, place_problem: Callable[[str], Problem | None]) -> list[PersonRow]:
    """Rows of a people file in its order. ``place_problem`` says what is wrong with a municipality code, or None.

    Raises InputError with every wrong line and field (at most 100).
    """
    rows: list[PersonRow] = []
    problems: list[Problem] = []
    try:
        _read(text, file, place_problem, rows, problems)
    except InputError as error:  # rows of the wrong length, told after all the others
        problems += error.problems
    raise_any(sorted(problems, key=lambda p: p.line or 0))
    return rows


def _read(
    text: str,
    file: str,
    place_problem: Callable[[str], Problem | None],
    rows: list[PersonRow],
    problems: list[Problem],
) -> None:
    first_line: dict[str, int] = {}
    for line, raw in read_csv_rows(text, file, COLUMNS, OPTIONAL):
        wrong = [*_problems(raw), *_place_problems(raw, place_problem)]
        found = [Problem(p.code, file, line, p.field, p.values) for p in wrong]
        if raw["id"] in first_line:
            found.append(Problem("file.duplicate-id", file, line, "id", {"id": raw["id"]}))
        first_line.setdefault(raw["id"], line)
        problems += found
        if not found:
            rows.append(_row(line, raw))


def _problems(raw: dict[str, str]) -> Iterator[Problem]:
    if not raw["id"]:
        yield Problem("people.no-id", field="id")
    elif holds_personal_number(raw["id"]):
        yield Problem("people.personal-number", field="id")
    for column in ("willing_to_move", "meets_legal_age"):
        if raw.get(column, "").lower() not in _ANSWERS:
            yield Problem("people.yes-or-no", field=column, values={"found": raw[column]})
    yield from _section_problems(raw)
    if raw["available_from"] and _date(raw["available_from"]) is None:
        yield Problem("people.date", field="available_from", values={"found": raw["available_from"]})
    for column in CLAIM_COLUMNS:
        for part in _parts(raw[column]):
            yield from _item_problems(column, part)


def _section_problems(raw: dict[str, str]) -> Iterator[Problem]:
    for column in ("completed_sections", "begun_sections"):
        for section in _parts(raw.get(column, "")):
            if section not in SECTIONS:
                values = {"found": section, "known": ", ".join(SECTIONS)}
                yield Problem("people.unknown-section", field=column, values=values)


def _place_problems(raw: dict[str, str], place_problem: Callable[[str], Problem | None]) -> Iterator[Problem]:
    codes = [("municipality_code", raw["municipality_code"])] if raw["municipality_code"] else []
    codes += [("can_commute_to", code) for code in _commute(raw)]
    for field, code in codes:
        problem = place_problem(code)
        if problem:
            yield Problem(problem.code, field=field, values=problem.values)


def _item_problems(column: str, part: str) -> Iterator[Problem]:
    label, level, evidence, *more = (*(p.strip() for p in part.split("|")), "", "")
    if not label or any(more):
        yield Problem("people.item", field=column, values={"found": part})
    if level and column in LEVELLED and _level(column, level) is None:
        code = "people.cefr" if column == "languages" else "people.level"
        yield Problem(code, field=column, values={"found": level, "item": label})
    if level and column not in LEVELLED:
        yield Problem("people.no-level", field=column, values={"found": level, "item": label})
    if evidence and evidence not in EVIDENCE:
        values = {"found": evidence, "item": label, "known": ", ".join(EVIDENCE)}
        yield Problem("people.evidence", field=column, values=values)


def _row(line: int, raw: dict[str, str]) -> PersonRow:
    return PersonRow(
        line=line,
        id=raw["id"],
        municipality_code=raw["municipality_code"],
        can_commute_to=tuple(_commute(raw)),
        willing_to_move=_ANSWERS[raw["willing_to_move"].lower()],
        items={c: tuple(_item(c, p) for p in _parts(raw[c])) for c in CLAIM_COLUMNS},
        available_from=_date(raw["available_from"]),
        completed_sections=tuple(_parts(raw["completed_sections"])),
        meets_legal_age=_ANSWERS[raw.get("meets_legal_age", "").lower()],
        begun_sections=tuple(_parts(raw.get("begun_sections", ""))),
        nowhere_else=raw["can_commute_to"] == NOWHERE_ELSE,
    )


def _commute(raw: dict[str, str]) -> list[str]:
    return [] if raw["can_commute_to"] == NOWHERE_ELSE else _parts(raw["can_commute_to"])


def _parts(field: str) -> list[str]:
    return [part.strip() for part in field.split(";") if part.strip()]


def _item(column: str, part: str) -> Item:
    label, level, evidence, *_ = (*(p.strip() for p in part.split("|")), "", "")
    return Item(label, _level(column, level), evidence or "claimed")


def _level(column: str, level: str) -> int | None:
    if column == "languages":
        return CEFR.index(level.upper()) + 1 if level.upper() in CEFR else None
    return int(level) if level in ("1", "2", "3", "4", "5") else None


def _date(text: str) -> datetime.date | None:
    try:
        date = datetime.date.fromisoformat(text)
    except ValueError:
        return None
    return date if _EARLIEST <= date <= _LATEST else None
