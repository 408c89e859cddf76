"""What must hold of every row of a catalogue, whatever file it comes from. Nothing is put right by guessing."""

import datetime
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace

from kompetensnav.apps.education.enums import OnSiteShare
from kompetensnav.apps.education.models import LONGEST_WEEKS, MOST_SEATS
from kompetensnav.apps.education.rows import IntakeRow, ProgrammeRow
from kompetensnav.engine.text.normalise import fold
from kompetensnav.runtime.problems import Problem

EARLIEST = datetime.date(1990, 1, 1)  # an empty cell that a program took for a date is in 1899 or 1900
LATEST = datetime.date(2100, 1, 1)
_LONGEST = {"name": 200, "provider": 160, "key": 120, "code": 40, "url": 500, "sun": 5, "language": 3}
_LONGEST_OF_INTAKE = {"key": 120, "site": 120}
_DATES = ("starts_on", "ends_on", "apply_from", "apply_by")
_PROGRAMME_RANGES = {"seqf": (1, 8), "credits": (0, 100_000), "weeks": (1, LONGEST_WEEKS), "cost": (0, 10_000_000)}
_INTAKE_RANGES = {
    "pace": (1, 100),
    "on_site_weeks": (0, LONGEST_WEEKS),
    "seats": (0, MOST_SEATS),
    "taken": (0, MOST_SEATS),
    "workplaces": (0, MOST_SEATS),
}

Where = Callable[[int, str], tuple[int | None, str]]
_Found = tuple[str, str, dict[str, str | int]]  # code, field, values


def at_line(line: int, field: str) -> tuple[int | None, str]:
    """A row of a sheet or a text: its line, and the field by our name."""
    return line, field


def sound(
    rows: Iterable[ProgrammeRow], file: str, where: Where = at_line
) -> tuple[list[ProgrammeRow], list[Problem]]:
    """The rows that can be stored, and what is wrong with the others. A wrong intake leaves its programme standing.

    ``where`` turns the line and the field of a row into those of the file.
    """
    good: list[ProgrammeRow] = []
    problems: list[Problem] = []

    def tell(line: int, found: _Found) -> None:
        code, field, values = found
        at, name = where(line, field)
        problems.append(Problem(f"education.{code}", file, at, name, values))

    seen: dict[tuple[str, str], int] = {}
    for row in rows:
        wrong = [*_of_programme(row), *_repeated(seen, (fold(row.provider), row.key), row.line)]
        for found in wrong:
            tell(row.line, found)
        if not wrong:
            good.append(replace(row, intakes=tuple(_good_intakes(row.intakes, tell))))
    return good, problems


def _good_intakes(intakes: Sequence[IntakeRow], tell: Callable[[int, _Found], None]) -> Iterator[IntakeRow]:
    seen: dict[tuple[str, str], int] = {}
    for row in intakes:
        wrong = [*wrong_with_intake(row), *_repeated(seen, ("", row.key), row.line)]
        for found in wrong:
            tell(row.line, found)
        if not wrong:
            yield row


def _repeated(seen: dict[tuple[str, str], int], key: tuple[str, str], line: int) -> Iterator[_Found]:
    if key in seen:
        yield "repeated", "key", {"key": key[1], "line": seen[key]}
    seen.setdefault(key, line)


def _of_programme(row: ProgrammeRow) -> Iterator[_Found]:
    for field in ("name", "provider", "key"):
        if not getattr(row, field):
            yield f"no-{field}", field, {}
    yield from _too_long(row, _LONGEST)
    yield from _out_of_range(row, _PROGRAMME_RANGES)


def wrong_with_intake(row: IntakeRow) -> Iterator[_Found]:
    """All that is wrong with one intake: code, field and values."""
    if not row.key:
        yield "no-key", "key", {}
    yield from _too_long(row, _LONGEST_OF_INTAKE)
    yield from _out_of_range(row, _INTAKE_RANGES)
    out_of_range = list(_odd_dates(row))
    yield from out_of_range or _contradictions(row)


def _odd_dates(row: IntakeRow) -> Iterator[_Found]:
    for field in _DATES:
        date = getattr(row, field)
        if date is not None and not EARLIEST <= date < LATEST:
            years: dict[str, str | int] = {"first": EARLIEST.year, "last": LATEST.year - 1}
            yield "date-range", field, {"found": date.isoformat(), **years}


def _contradictions(row: IntakeRow) -> Iterator[_Found]:
    start, end, deadline = row.starts_on, row.ends_on, row.apply_by
    if start is None and end is not None:
        yield "ends-without-start", "ends_on", {"end": end.isoformat()}
    if start is not None and end is not None and end < start:
        yield "ends-before-start", "ends_on", {"start": start.isoformat(), "end": end.isoformat()}
    if start is not None and deadline is not None and deadline > start:
        yield "deadline-after-start", "apply_by", {"start": start.isoformat(), "deadline": deadline.isoformat()}
    if row.seats is not None and row.taken is not None and row.taken > row.seats:
        yield "more-taken-than-seats", "taken", {"seats": row.seats, "taken": row.taken}
    if row.on_site_weeks is not None and row.on_site != OnSiteShare.WEEKS:
        yield "weeks-without-distance", "on_site_weeks", {"weeks": row.on_site_weeks}


def _too_long(row: ProgrammeRow | IntakeRow, longest: dict[str, int]) -> Iterator[_Found]:
    for field, most in longest.items():
        if len(getattr(row, field)) > most:
            yield "too-long", field, {"most": most}


def _out_of_range(row: ProgrammeRow | IntakeRow, ranges: dict[str, tuple[int, int]]) -> Iterator[_Found]:
    for field, (least, most) in ranges.items():
        number = getattr(row, field)
        if number is not None and not least <= number <= most:
            yield "number-range", field, {"found": number, "least": least, "most": most}
