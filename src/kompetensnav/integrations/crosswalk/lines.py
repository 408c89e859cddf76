"""Reading the crosswalks' lines, which are not quite CSV, as published.

1. One file ends its lines in ``;`` after the last comma. A line with a comma inside a value is there quoted as a
   whole, with the quotes inside it doubled. Such a line is unwrapped, then read as CSV.
2. A few lines were broken when the file was made: a ``;`` or a quote in the middle, so that the values stand in the
   wrong columns. They are read by what cannot be mistaken: both URIs and the relation, in this order, and the
   label between the first URI and the next comma.
3. Empty columns at the end of a line may be absent.
"""

import csv
import re
from typing import NamedTuple

COLUMNS = ("Classification 1 URI", "Classification 1 PrefLabel", "Classification 2 URI", "Mapping relation")
_RELATION = r"skos:(?:exact|close|broad|narrow)Match|no relation"
_ESCO = r"http://data\.europa\.eu/esco/(?:occupation|skill|isco|isced-f)/[\w-]+"
_JOBTECH = r"http://data\.jobtechdev\.se/taxonomy/concept/\w+"
_BROKEN = re.compile(rf'"?({_ESCO}),([^,;"]+)[,;"].*?({_JOBTECH}),.*?({_RELATION})(?![^,;"\s])')


class Match(NamedTuple):
    """One row of a crosswalk. ``relation`` is as published; either URI may be "" where there is no relation."""

    esco: str
    label: str
    jobtech: str
    relation: str


def read_line(line: str, columns: dict[str, int]) -> Match | None:
    """The row of a line, or None where it cannot be read."""
    values = split_line(line)
    esco, label, jobtech, relation = (_value(values, columns[name]) for name in COLUMNS)
    if _is_match(esco, jobtech, relation):
        return Match(esco, label, jobtech, relation)
    broken = _BROKEN.match(line)
    return Match(*(part.strip() for part in broken.groups())) if broken else None


def split_line(line: str) -> list[str]:
    """The values of a line, unwrapped if it is quoted as a whole."""
    line = line.strip().removesuffix(";")
    try:
        values = next(csv.reader([line]), [])
        if len(values) == 1 and line.startswith('"'):
            values = next(csv.reader(values), [])
    except csv.Error:  # longer than any value can be: not a row of this file
        return []
    return [value.strip() for value in values]


def _value(values: list[str], column: int) -> str:
    return values[column] if column < len(values) else ""


def _is_match(esco: str, jobtech: str, relation: str) -> bool:
    known_esco, known_jobtech = re.fullmatch(_ESCO, esco), re.fullmatch(_JOBTECH, jobtech)
    if relation == "no relation":
        return bool((known_esco or not esco) and (known_jobtech or not jobtech) and (esco or jobtech))
    return bool(known_esco and known_jobtech and re.fullmatch(_RELATION, relation))
