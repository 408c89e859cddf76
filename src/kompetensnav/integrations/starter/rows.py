"""Rows of the starter's files, each knowing where it stands."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from kompetensnav.runtime.problems import InputError, Problem
from kompetensnav.runtime.reading import read_csv_rows, read_text


@dataclass(frozen=True, slots=True)
class Row:
    """One row: its file (below the data folder), the line it begins on, its values by column."""

    file: str
    line: int
    values: dict[str, str]

    def __getitem__(self, column: str) -> str:
        return self.values[column]

    def several(self, column: str) -> list[str]:
        """The values of a list field; none where the file has no such column."""
        return [value for part in self.values.get(column, "").split("|") if (value := part.strip())]

    def name_field(self, language: str) -> str:
        """The column of the preferred name: ``sv``, or ``name_sv`` in the files of groups."""
        return f"name_{language}" if f"name_{language}" in self.values else language

    def name(self, language: str) -> str:
        return self.values.get(self.name_field(language), "")

    def problem(self, code: str, column: str, **values: str | int) -> Problem:
        return Problem(code, self.file, self.line, column, values)


def read_rows(folder: Path, pattern: str, columns: tuple[str, ...]) -> Iterator[Row]:
    """Rows of all files of the pattern, files by name. A name without ``*`` is a file that must be there."""
    paths = sorted(folder.glob(pattern))
    if not paths and "*" not in pattern:
        raise InputError(Problem("taxonomy.no-such-path", pattern))
    for path in paths:
        file = path.relative_to(folder).as_posix()
        for line, values in read_csv_rows(read_text(path, file), file, columns):
            yield Row(file, line, values)
