"""What is read from a document: mentions of concepts and facts, each with its span.

Spans are ``start <= i < end`` in characters of the masked text. Masking keeps the length, so they fit the
original text too.
"""

from dataclasses import dataclass
from enum import StrEnum

from kompetensnav.engine.taxonomy.kinds import Kind

Span = tuple[int, int]


class Polarity(StrEnum):
    """What the words ask for."""

    MUST = "must"
    MERIT = "merit"
    NEGATED = "negated"  # said to be no requirement: "inget krav", "behöver inte"
    MENTIONED = "mentioned"  # stands in the text but is not asked for: tasks, offers, about the employer


class SectionKind(StrEnum):
    """What a part of an advert is about."""

    INTRO = "intro"
    ABOUT_EMPLOYER = "about_employer"
    TASKS = "tasks"
    REQUIREMENTS = "requirements"
    MERITS = "merits"
    OFFER = "offer"
    APPLICATION = "application"
    OTHER = "other"


class MaskKind(StrEnum):
    """Why a part of the text is hidden."""

    PHONE = "phone"
    MAIL = "mail"
    NAME = "name"
    PERSONAL_NUMBER = "personal_number"
    PERSONAL = "personal"  # in a CV: address, birth, civil status, nationality


@dataclass(frozen=True, slots=True)
class Masked:
    """A part of the text that is hidden."""

    start: int
    end: int
    kind: MaskKind


@dataclass(frozen=True, slots=True)
class Mention:
    """A concept named in the text.

    ``level`` is 1-5 for skills and knowledge, 1-6 (A1-C2) for languages; ``years`` of experience asked for.
    Mentions with the same ``alternative_group`` are alternatives: one of them is enough.
    """

    start: int
    end: int
    concept: int
    kind: Kind
    polarity: Polarity
    level: int | None
    years: float | None
    section: SectionKind
    score: float
    label: str
    alternative_group: int | None = None


@dataclass(frozen=True, slots=True)
class OccupationCandidate:
    """An occupation (or group) the document may be about. ``why`` are codes of the evidence, strongest first."""

    concept: int
    label: str
    ssyk4: str | None
    score: float
    why: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class StartDate:
    """When the work begins, as far as the text says."""

    year: int | None = None
    month: int | None = None
    day: int | None = None
    asap: bool = False


@dataclass(frozen=True, slots=True)
class PlaceMention:
    """A municipality named as the place of work."""

    start: int
    end: int
    code: str


@dataclass(frozen=True, slots=True)
class Extraction:
    """All that was read from one document. ``text`` is headline, blank line, text, with contacts masked."""

    text: str
    language: str
    headline_end: int
    mentions: tuple[Mention, ...]
    occupations: tuple[OccupationCandidate, ...]
    suggestions: tuple[OccupationCandidate, ...]
    positions: int | None
    positions_span: Span | None
    start: StartDate | None
    start_span: Span | None
    scope_percent: tuple[int, int] | None
    scope_span: Span | None
    places: tuple[PlaceMention, ...]
    asks_legal_age: bool
    legal_age_span: Span | None
    masked: tuple[Masked, ...]
    notes: tuple[str, ...]
