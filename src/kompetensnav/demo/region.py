"""The demo region: people, employers and needs, made from a seed and written as files."""

import csv
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kompetensnav.demo.employers import Employer, make_employers
from kompetensnav.demo.needs import make_needs
from kompetensnav.demo.people import people_rows
from kompetensnav.demo.words import Words, starter_words
from kompetensnav.integrations.people_file.parse import COLUMNS
from kompetensnav.runtime.problems import InputError, Problem
from kompetensnav.runtime.writing import whole_file

MOST_PEOPLE = 1_000_000
MOST_NEEDS = 100_000


@dataclass(frozen=True, slots=True)
class DemoRegion:
    """A made region. People are made anew, and alike, each time they are asked for: a million need no memory."""

    people: int
    seed: int
    employers: tuple[Employer, ...]
    needs: dict[str, Any]  # in the JobSearch schema
    words: Words

    def people_rows(self) -> Iterator[tuple[str, ...]]:
        """Rows of the people file, by ``people_file.parse.COLUMNS``, in the order of ids."""
        return people_rows(self.people, self.seed, self.employers, self.words)


def make(people: int = 2000, seed: int = 1, needs: int = 250) -> DemoRegion:
    """A region of invented people, employers and needs. Equal arguments give an equal region.

    Raises InputError ``demo.people-range`` or ``demo.needs-range`` for numbers outside 1 to the most.
    """
    problems = [
        Problem(f"demo.{name}-range", field=name, values={"found": found, "most": most})
        for name, found, most in (("people", people, MOST_PEOPLE), ("needs", needs, MOST_NEEDS))
        if not 1 <= found <= most
    ]
    if problems:
        raise InputError(*problems)
    words = starter_words()
    employers = make_employers(seed)
    return DemoRegion(people, seed, tuple(employers), make_needs(needs, seed, employers, words), words)


def write(region: DemoRegion, folder: Path) -> None:
    """Write ``people.csv``, ``needs.json`` and ``employers.csv``, each whole or not at all.

    Raises InputError ``file.cannot-write`` where the folder may not be written.
    """
    with whole_file(folder / "employers.csv") as stream:
        rows = csv.writer(stream, lineterminator="\n")
        rows.writerow(("id", "name", "kind", "sni_section", "municipality_code", "employees"))
        for e in region.employers:
            rows.writerow((e.id, e.name, e.kind.family, e.kind.sni, e.municipality_code, e.employees))
    with whole_file(folder / "needs.json") as stream:
        json.dump(region.needs, stream, ensure_ascii=False, indent=1)
        stream.write("\n")
    with whole_file(folder / "people.csv") as stream:
        rows = csv.writer(stream, lineterminator="\n")
        rows.writerow(COLUMNS)
        rows.writerows(region.people_rows())
