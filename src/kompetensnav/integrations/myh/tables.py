"""The tables of a decision workbook, wherever they begin and whatever the year calls and orders their columns.

A table is known by its headings, never by the sheet's name or a line number: the case number (*Diarienummer*)
and, in the list of decisions, the decision (*Beslut*). Above it may stand titles and notes, below it nothing.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from kompetensnav.engine.text.normalise import fold
from kompetensnav.runtime.sheets import Sheet

_LAST_HEADER_LINE = 40
CASE, DECISION, NAME, PROVIDER, MUNICIPALITY = "case", "decision", "name", "provider", "municipality"
_HEADINGS = {
    CASE: ("diarienummer",),
    DECISION: ("beslut",),
    NAME: ("utbildningsnamn",),
    PROVIDER: ("utbildningsanordnare administrativ enhet", "anordnare namn"),
    MUNICIPALITY: ("kommun",),
    "area": ("utbildningsområde",),
    "points": ("yh-poäng",),
    "sun": ("sun5 inriktning",),
    "sun_name": ("sun5 inriktning namn",),
    "form": ("studieform",),
    "pace": ("studietakt %",),
    "exam": ("typ av examen",),
    "seqf": ("seqf nivå",),
    "rounds": ("beviljade utbildningsomgångar",),
    "total": ("beviljade platser totalt", "totalt antal beviljade platser"),
}
_ROUND = "beviljade platser utbildningsomgång "
_START = "antal beviljade platser start "


@dataclass(frozen=True, slots=True)
class Table:
    """Rows under one header: line and cell by our name. ``seats`` are columns with seats of a round or a start."""

    sheet: str
    columns: Mapping[str, int]
    seats: Mapping[str, int]  # "1", "2" ... for rounds; "2024", "och slut 2024" ... for starts
    rows: Sequence[tuple[int, Sequence[object]]]
    merged: Mapping[int, str]

    @property
    def decides(self) -> bool:
        """Whether it is a list of decisions, and not one of places alone."""
        return DECISION in self.columns and PROVIDER in self.columns

    @property
    def by_start(self) -> bool:
        """Whether seats are given by year of start: courses have those, programmes have rounds."""
        return any(not label.isdecimal() or len(label) == 4 for label in self.seats)

    def cell(self, row: Sequence[object], column: str) -> object:
        """The cell, None where the table has no such column or the row ends before it."""
        at = self.columns.get(column)
        return None if at is None or at >= len(row) else row[at]


def tables(sheets: Sequence[Sheet]) -> Iterator[Table]:
    """Every table that has case numbers, in the order of the sheets."""
    for sheet in sheets:
        for number, (line, row) in enumerate(sheet.rows):
            if line > _LAST_HEADER_LINE:
                break
            headings = [fold(cell) if isinstance(cell, str) else "" for cell in row]
            columns = {ours: at for ours, names in _HEADINGS.items() if (at := _at(headings, names)) is not None}
            if CASE in columns:
                below = [(at, cells) for at, cells in sheet.rows[number + 1 :] if _filled(cells, columns[CASE])]
                yield Table(sheet.name, columns, _seats(headings), below, sheet.merged)
                break


def _at(headings: Sequence[str], names: Sequence[str]) -> int | None:
    return next((headings.index(name) for name in names if name in headings), None)


def _seats(headings: Sequence[str]) -> dict[str, int]:
    return {
        heading.removeprefix(prefix): at
        for at, heading in enumerate(headings)
        for prefix in (_ROUND, _START)
        if heading.startswith(prefix)
    }


def _filled(cells: Sequence[object], case: int) -> bool:
    """A row of the table, and not a note beneath it."""
    return case < len(cells) and cells[case] is not None
