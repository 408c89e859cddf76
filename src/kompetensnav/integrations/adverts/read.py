"""One door for adverts: the form is read from the content, not from the ending of the name."""

import re
from dataclasses import replace
from functools import lru_cache
from pathlib import Path

from kompetensnav.apps.places.facts import municipalities, nearest_names
from kompetensnav.engine.extraction.contacts import mask_contacts
from kompetensnav.integrations.adverts import jobsearch, table
from kompetensnav.integrations.adverts.advert import LONGEST_TEXT, Advert, cleaned, length_problem
from kompetensnav.runtime.problems import Problem
from kompetensnav.runtime.reading import parse_json, raise_any, read_text

_LONGEST_HEADLINE = 120  # characters; a longer first line is running text


def read(path: Path) -> list[Advert]:
    """Adverts of a file, in its order. Raises InputError with file, line and field of everything wrong."""
    text = read_text(path, path.name)
    if path.suffix.lower() == ".json" or _looks_like_json(text):
        adverts = jobsearch.parse(parse_json(text, path.name), path.name)
        raise_any([p for a in adverts if (p := _place_problem(a, path.name))])
    elif path.suffix.lower() == ".csv":
        adverts = table.parse(text, path.name, municipality_problem)
    else:
        adverts = [_single(text, path)]
    return [replace(a, text=cleaned(a.text), headline=cleaned(a.headline)) for a in adverts]


def _looks_like_json(text: str) -> bool:
    """By its first signs: ``{"`` or ``[{``. An advert may well begin with a bracket ("[Luleå] ...")."""
    return re.match(r"\s*(?:\{\s*\"|\[\s*\{)", text) is not None


@lru_cache(maxsize=1024)
def municipality_problem(code: str) -> Problem | None:
    """What is wrong with a municipality code, with the nearest known places, or None."""
    if code in municipalities():
        return None
    near = ", ".join(f"{m.code} {m.name}" for m in nearest_names(code)) or "–"
    return Problem("place.unknown-municipality", values={"found": code, "near": near})


def _place_problem(advert: Advert, file: str) -> Problem | None:
    code = advert.stated.municipality_code
    problem = municipality_problem(code) if code else None
    return problem and Problem(problem.code, file, None, f"{advert.id}.municipality_code", problem.values)


def _single(text: str, path: Path) -> Advert:
    """A text file as one advert."""
    return pasted(text, mask_contacts(path.stem)[0], path.name)


def pasted(text: str, key: str = "", file: str = "") -> Advert:
    """A text as one advert; a short first line with more below it is the headline.

    Raises InputError ``advert.too-long``.
    """
    # HTML can be many times its text; beyond that it is no advert.
    raise_any([p for p in [length_problem(text[10 * LONGEST_TEXT :], file, None, "")] if p])
    plain = cleaned(text)
    raise_any([p for p in [length_problem(plain, file, None, "")] if p])
    first, _, rest = plain.strip().partition("\n")
    if rest.strip() and len(first.strip()) <= _LONGEST_HEADLINE:
        return Advert(key, first.strip(), rest.strip())
    return Advert(key, "", plain.strip())
