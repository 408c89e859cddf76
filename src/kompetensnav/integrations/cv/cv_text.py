"""A CV as it came: its words, and what its own fields state with the place where they stand."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from kompetensnav.engine.text.unseen import without_unseen
from kompetensnav.runtime.problems import InputError, Problem

LONGEST_TEXT = 100_000  # characters; sixty pages of bullets hold less
_LONGEST_LINE = 2_000
_SIGNS = {
    0x0B: "\n",
    0x0C: "\n",
    0x85: "\n",
    0x2028: "\n",
    0x2029: "\n",
    0xF0B7: "•",  # Word's bullets stand where no sign is defined
    0xF0A7: "•",
}
_SHAPES = re.compile("[\ufb00-\ufdff\ufe70-\ufefc]+")  # ligatures and the shapes of Arabic letters inside a word
_SPACES = re.compile(r"[^\S\n]+")
_EMPTY_LINES = re.compile(r"\n{3,}")


class Form(StrEnum):
    """What a file was read as."""

    TEXT = "text"
    PDF = "pdf"
    WORD = "docx"
    EUROPASS = "europass"
    JSON_RESUME = "json-resume"
    HR_OPEN = "hr-open"


class Stated(StrEnum):
    """What a field states."""

    TITLE = "title"
    EDUCATION = "education"
    LANGUAGE = "language"
    SKILL = "skill"
    LICENCE = "licence"


@dataclass(frozen=True, slots=True)
class StatedFact:
    """One thing that a field of the file says: ``text[start:end]`` is ``name``.

    ``code``: language as ISO 639, licence as its category, education as ``eqf:6``, others as the URI given, or "".
    ``level`` is 1-6 (A1-C2), of languages alone. ``begins`` and ``ends`` are as the file has them.
    """

    what: Stated
    name: str
    start: int
    end: int
    code: str = ""
    level: int | None = None
    begins: str = ""
    ends: str = ""


@dataclass(frozen=True, slots=True)
class CvText:
    """The text of a CV, what it was read as, and what its fields state."""

    text: str
    form: Form
    facts: tuple[StatedFact, ...] = ()


def tidy(text: str) -> str:
    """Composed characters, one kind of line break and of space, nothing unseen. Order of the words is kept."""
    plain = without_unseen(text.replace("\r\n", "\n").replace("\r", "\n").translate(_SIGNS))
    plain = unicodedata.normalize("NFC", plain)
    plain = _SHAPES.sub(lambda m: unicodedata.normalize("NFKC", m.group()), plain)
    lines = (short for line in plain.split("\n") for short in _short_lines(_SPACES.sub(" ", line).strip()))
    return _EMPTY_LINES.sub("\n\n", "\n".join(lines)).strip()


def _short_lines(line: str) -> Iterator[str]:
    """A line cut between words where it is longer than lines are; of a longer word the rest is left out."""
    while len(line) > _LONGEST_LINE:
        end = line.rfind(" ", 0, _LONGEST_LINE + 1)
        yield line[: end if end > 0 else _LONGEST_LINE]
        line = line[end:].lstrip() if end > 0 else line[_LONGEST_LINE:].partition(" ")[2]
    yield line


def check_length(found: int) -> None:
    """Raises InputError ``cv.too-long``."""
    if found > LONGEST_TEXT:
        raise InputError(Problem("cv.too-long", values={"found": found, "longest": LONGEST_TEXT}))


def pasted(text: str) -> CvText:
    """A text as somebody pasted or typed it. Raises InputError ``cv.too-long`` or ``cv.empty``."""
    check_length(len(text))
    plain = tidy(text)
    check_length(len(plain))  # one sign may stand for a whole sentence of letters
    if not any(c.isalpha() for c in plain):
        raise InputError(Problem("cv.empty"))
    return CvText(plain, Form.TEXT)
