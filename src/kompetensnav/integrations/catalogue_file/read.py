"""Rows of our format into programmes with intakes.

Rows with the same provider and programme are one programme. What describes it stands on its first row and may be
repeated or left empty on the others; two rows that say different things contradict each other, and are told.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any, TypeVar

from kompetensnav.apps.education.cells import Unreadable, day, language, municipality, text, whole_number
from kompetensnav.apps.education.enums import Finance, OnSiteShare
from kompetensnav.apps.education.row_checks import sound
from kompetensnav.apps.education.rows import IntakeRow, ProgrammeRow
from kompetensnav.engine.text.normalise import fold
from kompetensnav.integrations.catalogue_file import columns
from kompetensnav.integrations.catalogue_file.concepts import Words
from kompetensnav.integrations.catalogue_file.lines import Line, lines
from kompetensnav.runtime.problems import Problem

_Key = tuple[str, str]
_T = TypeVar("_T")
_LONGEST_KEY = 120  # a long name says which programme it is by its beginning


class _WrongRow(Exception):  # noqa: N818  it tells what is wrong with a row, not with the program
    """A row that cannot be used, with everything that is wrong with it: code, column, values."""

    def __init__(self, *found: tuple[str, str, Mapping[str, str | int]]) -> None:
        super().__init__()
        self.found = found


def read(source: Path | bytes, name: str) -> tuple[list[ProgrammeRow], list[Problem]]:
    """Programmes with their intakes, and what is wrong with the rows that are left out.

    Raises InputError where the file as a whole cannot be read or has no header of ours.
    """
    reader = _Reader(name)
    for line in lines(source, name):
        reader.add(line)
    rows, unsound = sound(reader.rows(), name, _column)
    return rows, sorted([*reader.problems, *unsound], key=lambda p: p.line or 0)


def _column(line: int, field: str) -> tuple[int | None, str]:
    return line, columns.COLUMN_OF.get(field, field)


class _Reader:
    """Joins the rows of one file, keeping what is wrong on the way."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._words = Words()
        self._programmes: dict[_Key, ProgrammeRow] = {}
        self._intakes: dict[_Key, list[IntakeRow]] = {}
        self._said: dict[_Key, dict[str, tuple[int, str]]] = {}
        self._wrong: set[_Key] = set()
        self.problems: list[Problem] = []

    def rows(self) -> list[ProgrammeRow]:
        """The programmes with their intakes, in the order of the file."""
        return [replace(row, intakes=tuple(self._intakes[key])) for key, row in self._programmes.items()]

    def add(self, line: Line) -> None:
        """One row. A programme whose first row is wrong is left out whole; its other rows are not told again."""
        called = _plain(line, "programme_id") or fold(_plain(line, "programme"))[:_LONGEST_KEY]
        key = (fold(_plain(line, "provider")), called)
        if line.problem:
            self._tell(line.number, line.problem)
            return
        try:
            if key not in self._programmes and key not in self._wrong:
                self._programmes[key], self._intakes[key] = self._programme(line, key[1]), []
                self._said[key] = {c: (line.number, _plain(line, c)) for c in columns.PROGRAMME_COLUMNS}
            elif key in self._programmes:
                self._agree(line, self._said[key])
        except _WrongRow as wrong:
            if key not in self._programmes:
                self._wrong.add(key)
            self._tell(line.number, *wrong.found)
            return
        self._add_intake(line, key)

    def _add_intake(self, line: Line, key: _Key) -> None:
        try:
            intake = _intake(line)
        except _WrongRow as wrong:
            self._tell(line.number, *wrong.found)
            return
        if intake is not None and key in self._programmes:
            self._intakes[key].append(intake)

    def _programme(self, line: Line, key: str) -> ProgrammeRow:
        cells = _Cells(line)
        fields: dict[str, Any] = {c: cells.read(c, whole_number) for c in columns.PROGRAMME_NUMBERS}
        fields |= {c: cells.read(c, text) for c in ("provider", "text", "code", "url", "sun")}
        fields["name"] = cells.read("programme", text)
        fields["kind"] = cells.read("kind", lambda v: _coded(v, columns.kinds(), "unknown-kind"))
        fields["language"] = cells.read("language", lambda v: language(text(v)))
        fields["finance"] = cells.read("finance", _finance)
        fields["grants"] = cells.read("grants", lambda v: self._words.grants(text(v)))
        fields["demands"] = cells.read("demands", lambda v: self._words.demands(text(v)))
        if fields["kind"] is None and not cells.wrong:
            cells.wrong.append(("education.no-value", "kind", {}))
        cells.done()
        return ProgrammeRow(key=key, line=line.number, **fields)

    def _agree(self, line: Line, said: dict[str, tuple[int, str]]) -> None:
        for column in columns.PROGRAMME_COLUMNS:
            now, (first, was) = _plain(line, column), said[column]
            if now and now != was and fold(now) != fold(was):
                raise _WrongRow(("education.disagrees", column, {"found": now, "line": first, "was": was or "–"}))

    def _tell(self, line: int, *found: tuple[str, str, Mapping[str, str | int]]) -> None:
        self.problems += [Problem(code, self._name, line, column, values) for code, column, values in found]


class _Cells:
    """The cells of one row, read one by one; what is wrong with any of them is told together."""

    def __init__(self, line: Line) -> None:
        self._line = line
        self.wrong: list[tuple[str, str, Mapping[str, str | int]]] = []

    def read(self, column: str, reading: Callable[[object], _T]) -> _T | None:
        """The value of a cell, None where it cannot be read."""
        try:
            return reading(self._line.cells.get(column))
        except Unreadable as wrong:
            self.wrong.append((wrong.code, column, wrong.values))
            return None

    def done(self) -> None:
        """Raise what was wrong."""
        if self.wrong:
            raise _WrongRow(*self.wrong)


def _intake(line: Line) -> IntakeRow | None:
    """The intake of a row; None where its columns are empty: a programme that has none yet."""
    if not any(_plain(line, column) for column in columns.INTAKE_COLUMNS):
        return None
    cells = _Cells(line)
    fields: dict[str, Any] = {c: cells.read(c, day) for c in columns.DATES}
    fields |= {c: cells.read(c, whole_number) for c in columns.INTAKE_NUMBERS}
    fields["site"] = cells.read("site", text)
    fields["municipality_code"] = cells.read("municipality", municipality)
    shares = columns.on_site_shares()
    fields["on_site"] = cells.read("on_site", lambda v: _coded(v, shares, "unknown-word")) or OnSiteShare.UNKNOWN
    fields["status"] = cells.read("status", lambda v: _coded(v, columns.statuses(), "unknown-word"))
    rolling = cells.read("rolling", _yes_or_no)
    if not cells.wrong and rolling and fields["starts_on"]:
        cells.wrong.append(("education.rolling-with-start", "rolling", {}))
    elif not cells.wrong and not rolling and not fields["starts_on"]:
        cells.wrong.append(("education.no-start", "starts_on", {}))
    cells.done()
    start = fields["starts_on"].isoformat() if fields["starts_on"] else "rolling"
    key = _plain(line, "intake_id") or f"{start} {fields['municipality_code'] or ''}".strip()
    return IntakeRow(key=key, line=line.number, **fields)


def _plain(line: Line, column: str) -> str:
    try:
        return text(line.cells.get(column))
    except Unreadable:
        return "="  # a formula nobody worked out: told when the cell is read


def _coded(value: object, known: Mapping[str, _T], wrong: str) -> _T | None:
    written = text(value)
    if not written:
        return None
    if fold(written) not in known:
        raise Unreadable(wrong, {"found": written, "known": ", ".join(_codes(known))})
    return known[fold(written)]


def _codes(known: Mapping[str, object]) -> Iterator[str]:
    """One word for each choice: the code, which stands last."""
    by_choice = {choice: word for word, choice in known.items()}
    return iter(by_choice.values())


def _finance(value: object) -> tuple[Finance, ...]:
    said = (_coded(part, columns.finances(), "unknown-word") for part in text(value).split(";"))
    return tuple(dict.fromkeys(finance for finance in said if finance is not None))


def _yes_or_no(value: object) -> bool:
    written = text(value).lower()
    if written and written not in (*columns.YES, *columns.NO):
        raise Unreadable("yes-or-no", {"found": written})
    return written in columns.YES
