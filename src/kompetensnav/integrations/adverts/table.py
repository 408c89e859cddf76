"""Needs in a table: a column ``text``, and where known id, headline, municipality_code, positions, occupation."""

from collections.abc import Callable

from kompetensnav.integrations.adverts.advert import MOST_POSITIONS, Advert, Stated, StatedConcept, length_problem
from kompetensnav.runtime.problems import InputError, Problem
from kompetensnav.runtime.reading import raise_any, read_csv_rows

REQUIRED = ("text",)
OPTIONAL = ("id", "headline", "municipality_code", "positions", "occupation")


def parse(text: str, file: str, check_municipality: Callable[[str], Problem | None]) -> list[Advert]:
    """Adverts of a table, in its order. ``check_municipality`` says what is wrong with a code, or None."""
    adverts: dict[str, Advert] = {}
    problems: list[Problem] = []
    for line, row in read_csv_rows(text, file, REQUIRED, OPTIONAL):
        key = row.get("id") or f"line-{line}"
        found = _problems(row, file, line, check_municipality)
        if key in adverts:
            found.append(Problem("file.duplicate-id", file, line, "id", {"id": key}))
        problems += found
        if not found:
            adverts[key] = _advert(key, row)
    raise_any(problems)
    if not adverts:
        raise InputError(Problem("advert.none", file))
    return list(adverts.values())


def _problems(
    row: dict[str, str], file: str, line: int, check_municipality: Callable[[str], Problem | None]
) -> list[Problem]:
    found = []
    if not (row["text"] or row.get("headline")):
        found.append(Problem("advert.no-text", file, line, "text", {"id": row.get("id", "")}))
    if too_long := length_problem(row.get("headline", "") + row["text"], file, line, "text"):
        found.append(too_long)
    if (code := row.get("municipality_code")) and (problem := check_municipality(code)):
        found.append(Problem(problem.code, file, line, "municipality_code", problem.values))
    positions = row.get("positions") or "1"
    if not _is_count(positions):
        found.append(Problem("advert.positions", file, line, "positions", {"found": positions[:20]}))
    return found


def _is_count(text: str) -> bool:
    return text.isdecimal() and len(text) <= len(str(MOST_POSITIONS)) and 1 <= int(text) <= MOST_POSITIONS


def _advert(key: str, row: dict[str, str]) -> Advert:
    occupation = row.get("occupation")
    stated = Stated(
        occupation=StatedConcept((occupation,), occupation) if occupation else None,
        municipality_code=row.get("municipality_code") or None,
        positions=int(row["positions"]) if row.get("positions") else None,
    )
    return Advert(key, row.get("headline", ""), row["text"], stated)
