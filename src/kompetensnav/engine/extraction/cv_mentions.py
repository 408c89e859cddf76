"""What is read from a CV: concepts a person says they have, each with its span.

Spans are ``start <= i < end`` in characters of the masked text, which is as long as the text.
"""

from dataclasses import dataclass
from enum import StrEnum

from kompetensnav.engine.extraction.mentions import Masked, OccupationCandidate
from kompetensnav.engine.taxonomy.kinds import Kind


class CvSection(StrEnum):
    """What a part of a CV is about."""

    CONTACT = "contact"
    SUMMARY = "summary"  # also what stands before the first heading
    EXPERIENCE = "experience"
    EDUCATION = "education"
    SKILLS = "skills"
    LANGUAGES = "languages"
    LICENCES = "licences"  # driving licences, certificates
    REFERENCES = "references"
    INTERESTS = "interests"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class CvMention:
    """A concept that the words say the person has; with ``negated``, that they lack.

    ``level`` is 1-5 for skills and knowledge, 1-6 (A1-C2) for languages. ``years`` in a trade: of this job alone,
    so that jobs in one trade can be added up; of a skill: as the words say. A score below 0.5 marks what may not
    be the person's: a trade that they seek.
    """

    start: int
    end: int
    concept: int
    kind: Kind
    level: int | None
    years: float | None
    section: CvSection
    score: float
    label: str
    negated: bool = False


@dataclass(frozen=True, slots=True)
class CvExtraction:
    """All that was read from one CV. ``language`` is a code as of ``text.language.language_of``.

    ``occupations``: the trades held, what counts most first. ``notes``: codes of what a person should know.
    """

    text: str
    language: str
    mentions: tuple[CvMention, ...]
    occupations: tuple[OccupationCandidate, ...]
    masked: tuple[Masked, ...]
    notes: tuple[str, ...]
