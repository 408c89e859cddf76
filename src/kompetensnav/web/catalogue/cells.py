"""Rows of our template as plain text, so that one wrong cell can be put right in the browser and all read again."""

from collections.abc import Iterable, Mapping

from kompetensnav.apps.education.cells import Unreadable, text
from kompetensnav.integrations.catalogue_file.columns import COLUMNS
from kompetensnav.integrations.catalogue_file.lines import lines
from kompetensnav.integrations.catalogue_file.write import file_bytes

LONGEST_CELL = 20_000  # characters
Cells = Mapping[str, str]


def cells_of(source: bytes, name: str) -> list[tuple[int, dict[str, str]]]:
    """Every row below the header with its line; none where a row or a cell cannot be taken as it stands.

    A row of the wrong length, merged cells and a formula that was never worked out can only be put right in the
    file: as text they would look like something that somebody meant.
    """
    rows = []
    for line in lines(source, name):
        if line.problem:
            return []
        try:
            rows.append((line.number, {column: text(value) for column, value in line.cells.items()}))
        except Unreadable:
            return []
    return rows


def as_file(rows: Iterable[Cells]) -> bytes:
    """The rows as a CSV file in our format."""
    return file_bytes((COLUMNS, [[row.get(column, "") for column in COLUMNS] for row in rows]), "csv")
