"""What was understood of a text, as plain values: how a reading gets from the adverts' reader into a need."""

import datetime
from dataclasses import dataclass, field

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class ReadRequirement:
    """One requirement as read. Numbers of kind and asked are the engine's; ``concepts`` and ``suggestions`` ids."""

    kind: int
    concepts: tuple[str, ...]
    asked: int
    weight: int
    minimum_level: int | None = None
    years: float | None = None
    source: str = "text"
    spans: tuple[Span, ...] = ()
    unsure: bool = False
    suggestions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Reading:
    """A text and what was understood of it. ``facts`` maps positions, place, start, scope, legal_age to spans."""

    title: str
    text: str
    language: str
    taxonomy_version: str
    municipality_code: str | None = None
    positions: int = 1
    starts_on: datetime.date | None = None
    starts_asap: bool = False
    asks_legal_age: bool = False
    requirements: tuple[ReadRequirement, ...] = ()
    facts: dict[str, list[Span]] = field(default_factory=dict)
    masked: int = 0  # how many contact details were hidden
    headline_end: int = 0
    notes: tuple[str, ...] = ()
    unresolved: tuple[str, ...] = ()
