"""Rows of a CSV or an xlsx file in our format, with the line each stands on."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from kompetensnav.engine.text.normalise import fold
from kompetensnav.integrations.catalogue_file.columns import COLUMNS, REQUIRED
from kompetensnav.runtime.problems import InputError, Problem
from kompetensnav.runtime.reading import read_csv_rows, read_text
from kompetensnav.runtime.sheets import MEGABYTES, Sheet, is_workbook, read_sheets

_LAST_HEADER_LINE = 20
_Found = tuple[str, str, Mapping[str, str | int]]


@dataclass(frozen=True, slots=True)
class Line:
    """One row by column. ``problem``: why none of its cells can be used."""

    number: int
    cells: Mapping[str, object]
    problem: _Found | None = None


def lines(source: Path | bytes, name: str) -> Iterator[Line]:
    """The rows below the header. Raises InputError where there is none, or the file cannot be read."""
    if is_workbook(source, name):
        yield from _of_workbook(read_sheets(source, name), name)
        return
    optional = [column for column in COLUMNS if column not in REQUIRED]
    rows = read_csv_rows(read_text(source, name, megabytes=MEGABYTES), name, REQUIRED, optional)
    while True:
        try:
            number, cells = next(rows)
        except StopIteration:
            return
        except InputError as error:  # rows of the wrong length are told after all the others
            if any(p.code != "file.row-length" for p in error.problems):
                raise
            yield from (Line(p.line or 0, {}, (p.code, "", p.values)) for p in error.problems)
            return
        yield Line(number, cells)


def _of_workbook(sheets: Sequence[Sheet], name: str) -> Iterator[Line]:
    """The first sheet with our header, wherever it stands; other sheets may explain the columns."""
    for sheet in sheets:
        for at, (number, row) in enumerate(sheet.rows):
            headings = [fold(cell) if isinstance(cell, str) else "" for cell in row]
            if number <= _LAST_HEADER_LINE and all(column in headings for column in REQUIRED):
                _check(headings, name, number)
                yield from _below(sheet, at, headings)
                return
    raise InputError(Problem("file.no-header", name, 1, values={"expected": ", ".join(REQUIRED)}))


def _check(headings: Sequence[str], name: str, number: int) -> None:
    named = [heading for heading in headings if heading]
    unknown = [heading for heading in named if heading not in COLUMNS]
    if unknown:
        values = {"columns": ", ".join(unknown), "expected": ", ".join(COLUMNS)}
        raise InputError(Problem("file.unknown-columns", name, number, values=values))
    repeated = sorted({heading for heading in named if named.count(heading) > 1})
    if repeated:
        values = {"columns": ", ".join(repeated)}
        raise InputError(Problem("file.repeated-columns", name, number, values=values))


def _below(sheet: Sheet, at: int, headings: Sequence[str]) -> Iterator[Line]:
    for number, row in sheet.rows[at + 1 :]:
        cells = {heading: value for heading, value in zip(headings, row, strict=False) if heading}
        if number in sheet.merged:
            yield Line(number, cells, ("education.merged", "", {"range": sheet.merged[number]}))
        elif any(value not in (None, "") for value in cells.values()):
            yield Line(number, cells)
