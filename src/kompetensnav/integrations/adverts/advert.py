"""An advert as it came: its words, and what its own fields state."""

import unicodedata
from dataclasses import dataclass, field

from kompetensnav.engine.text.markup import strip_html
from kompetensnav.runtime.problems import Problem

# Invisible characters break words and hide numbers from masking; so do look-alikes of - and @.
_SIGNS: dict[int, str | None] = dict.fromkeys([0, 0xAD, 0x200B, 0x2060, 0xFEFF]) | {0x2011: "-", 0xFF20: "@"}
MOST_POSITIONS = 10_000
LONGEST_TEXT = 100_000  # characters; the longest of real adverts are below 20,000


@dataclass(frozen=True, slots=True)
class StatedConcept:
    """A concept that a field names: its codes, best first, its label, and the field (a key of JobSearch)."""

    codes: tuple[str, ...]
    label: str
    field: str = ""


@dataclass(frozen=True, slots=True)
class Stated:
    """What the fields of an advert say, beside its text. Empty where they say nothing."""

    occupation: StatedConcept | None = None
    ssyk4: str | None = None
    municipality_code: str | None = None
    positions: int | None = None
    must: tuple[StatedConcept, ...] = ()
    merit: tuple[StatedConcept, ...] = ()
    driving_licences: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Advert:
    """One advert or need. ``text`` may hold contact details: mask it before anything is kept or shown."""

    id: str
    headline: str
    text: str
    stated: Stated = field(default_factory=Stated)
    employer: str = ""


def cleaned(text: str) -> str:
    """Text as the reader expects it: composed characters, nothing invisible, plain signs, no HTML."""
    composed = unicodedata.normalize("NFC", text.translate(_SIGNS))
    return strip_html(composed)


def length_problem(text: str, file: str, line: int | None, name: str) -> Problem | None:
    """The problem of a text that is too long to be one advert, or None."""
    if len(text) <= LONGEST_TEXT:
        return None
    values = {"found": len(text), "longest": LONGEST_TEXT}
    return Problem("advert.too-long", file, line, name, values)
