"""Decisions into programmes: one for each granted case. Refused applications are no programmes.

A decision grants a number of rounds (programmes) or seats by year of start (courses), never a date. A start that
nobody has named is not invented: the programme comes without intakes, and its rounds, seats, places, form and pace
stand in its text, where whoever enters the dates finds them.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from kompetensnav.apps.education.cells import Unreadable, sun, text, whole_number
from kompetensnav.apps.education.enums import ProgrammeKind
from kompetensnav.apps.education.row_checks import sound
from kompetensnav.apps.education.rows import ProgrammeRow
from kompetensnav.engine.text.normalise import fold
from kompetensnav.integrations.myh.tables import CASE, DECISION, MUNICIPALITY, NAME, PROVIDER, Table, tables
from kompetensnav.runtime.problems import InputError, Problem
from kompetensnav.runtime.sheets import read_sheets

_GRANTED, _REFUSED = "beviljad", "avslag"
_SEVERAL = ("flera kommuner", 'se "lista flera kommuner"')
_POINTS_A_WEEK = 5
_SEQF = {"yrkeshögskoleexamen": 5, "kvalificeradyrkeshögskoleexamen": 6}  # the level its ordinance gives each exam
_PACES = range(1, 101)


@dataclass(frozen=True, slots=True)
class _Case:
    """One granted case of the list of decisions."""

    table: Table
    line: int
    row: Sequence[object]

    def text(self, column: str) -> str:
        return text(self.table.cell(self.row, column))

    def number(self, column: str) -> int | None:
        try:
            return whole_number(self.table.cell(self.row, column))
        except Unreadable as wrong:
            raise _Wrong(wrong.code, column, wrong.values) from None


class _Wrong(Exception):  # noqa: N818  it tells what is wrong with a row, not with the program
    """A row that cannot be used: code, our name of the field, values."""

    def __init__(self, code: str, field: str, values: Mapping[str, str | int]) -> None:
        super().__init__(code)
        self.code, self.field, self.values = code, field, values


class _Reader:
    """Reads one workbook, keeping what is wrong on the way."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._problems: list[Problem] = []

    def read(self, found: Sequence[Table]) -> tuple[list[ProgrammeRow], list[Problem]]:
        """Programmes, and what is wrong with the rows that are left out."""
        decisions = _main(found)
        if decisions is None:
            raise InputError(Problem("education.no-decisions", self._name))
        places = _places(found)
        seats = self._seats(found)
        rows = []
        for case in self._granted(decisions):
            try:
                rows.append(_programme(case, places, seats))
            except Unreadable as wrong:
                self._tell(wrong.code, decisions, case.line, "", wrong.values)
            except _Wrong as wrong:
                self._tell(wrong.code, decisions, case.line, wrong.field, wrong.values)
        good, unsound = sound(rows, self._name, lambda line, field: (line, f"{decisions.sheet}: {field}"))
        return good, [*self._problems, *unsound]

    def _granted(self, decisions: Table) -> Iterable[_Case]:
        for line, row in decisions.rows:
            decision = fold(str(decisions.cell(row, DECISION) or ""))
            if line in decisions.merged and decision != _REFUSED:
                self._tell("education.merged", decisions, line, "", {"range": decisions.merged[line]})
            elif decision == _GRANTED:
                yield _Case(decisions, line, row)
            elif decision != _REFUSED:
                self._tell("education.unknown-decision", decisions, line, DECISION, {"found": decision or "–"})

    def _seats(self, found: Sequence[Table]) -> dict[str, dict[str, int]]:
        """Seats granted by case and round or start, of the first table that has them.

        A table may divide the seats of a round over municipalities, into parts of seats: they are added up again.
        """
        table = next((t for t in found if t.seats and t.decides), None)
        shares: dict[str, dict[str, float]] = {}
        for line, row in table.rows if table else ():
            if table is None or not _is_granted(table, row):
                continue
            of_case = shares.setdefault(_key(table, row), dict.fromkeys(table.seats, 0.0))
            for label, at in table.seats.items():
                value = row[at] if at < len(row) else None
                try:
                    of_case[label] += value if isinstance(value, float) else whole_number(value) or 0
                except Unreadable as wrong:
                    self._tell(wrong.code, table, line, label, wrong.values)
        return {case: {label: round(n) for label, n in of_case.items()} for case, of_case in shares.items()}

    def _tell(self, code: str, table: Table, line: int, field: str, values: Mapping[str, str | int]) -> None:
        where = f"{table.sheet}: {field}" if field else table.sheet
        self._problems.append(Problem(code, self._name, line, where, values))


def read(source: Path | bytes, name: str) -> tuple[list[ProgrammeRow], list[Problem]]:
    """Programmes granted by the decisions of one round, and what is wrong with the rows that are left out.

    Raises InputError where the file as a whole cannot be read or holds no decisions.
    """
    return _Reader(name).read(list(tables(read_sheets(source, name))))


def _main(found: Sequence[Table]) -> Table | None:
    """The list with one row a case: a table by municipality repeats the case."""
    lists = [t for t in found if t.decides]
    single = [t for t in lists if len({_key(t, row) for _, row in t.rows}) == len(t.rows)]
    return next(iter([*single, *lists]), None)


def _key(table: Table, row: Sequence[object]) -> str:
    return str(table.cell(row, CASE)).strip()


def _is_granted(table: Table, row: Sequence[object]) -> bool:
    return fold(str(table.cell(row, DECISION) or "")) == _GRANTED


def _places(found: Sequence[Table]) -> dict[str, dict[str, None]]:
    """Names of places by case, as they stand and in that order, from every table that names them."""
    places: dict[str, dict[str, None]] = {}
    for table in found:
        for _, row in table.rows:
            written = str(table.cell(row, MUNICIPALITY) or "").strip()
            if written and fold(written) not in _SEVERAL:
                places.setdefault(_key(table, row), {})[written] = None
    return places


def _programme(
    case: _Case, places: Mapping[str, Mapping[str, None]], seats: Mapping[str, Mapping[str, int]]
) -> ProgrammeRow:
    key = case.text(CASE)
    points, pace = case.number("points"), case.number("pace")
    if pace is not None and pace not in _PACES:
        raise _Wrong("education.number-range", "pace", {"found": pace, "least": 1, "most": 100})
    return ProgrammeRow(
        key=key,
        line=case.line,
        provider=case.text(PROVIDER),
        name=case.text(NAME),
        kind=ProgrammeKind.YH_COURSE if case.table.by_start else ProgrammeKind.YH,
        text="\n".join(_about(case, pace, places.get(key, {}), seats.get(key, {}))),
        code=key,
        sun=sun(case.text("sun")),
        seqf=case.number("seqf") or _SEQF.get(fold(case.text("exam"))),
        credits=points,
        weeks=_weeks(points, pace),
    )


def _weeks(points: int | None, pace: int | None) -> int | None:
    """Five points are a week of full time; how long the courses take, whose pace is not told, is not known."""
    if points is None or points < 1 or not pace:
        return None
    return -(-points * 100 // (_POINTS_A_WEEK * pace))


def _about(case: _Case, pace: int | None, places: Collection[str], seats: Mapping[str, int]) -> Iterable[str]:
    """What the decision says, in the language it says it in."""
    by_start = case.table.by_start
    for label, words in (
        ("SUN-inriktning", "sun_name"),
        ("Område", "area"),
        ("Examen", "exam"),
        ("Studieform", "form"),
    ):
        if case.text(words):
            yield f"{label}: {case.text(words)}."
    if pace:
        yield f"Studietakt: {pace} %."
    if places:
        yield f"Orter: {', '.join(places)}."
    granted = {label: number for label, number in seats.items() if number}
    if by_start and granted:
        yield f"Beviljade platser: {', '.join(f'start {label}: {number}' for label, number in granted.items())}."
    elif granted:
        parts = ", ".join(str(number) for number in granted.values())
        yield f"Beviljade utbildningsomgångar: {len(granted)}, med platser: {parts}."
    elif case.number("rounds"):
        yield f"Beviljade utbildningsomgångar: {case.number('rounds')}."
