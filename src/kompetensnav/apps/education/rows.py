"""A catalogue as files have it: what every importer turns its source into, before anything is stored."""

import datetime
from dataclasses import dataclass, field

from kompetensnav.apps.education.enums import Finance, IntakeStatus, OnSiteShare, ProgrammeKind


@dataclass(frozen=True, slots=True)
class IntakeRow:
    """One intake of a file. ``key`` is what the source calls it; ``line`` where it stands, for messages.

    Without ``starts_on`` it is a standing admission. ``municipality_code`` None: not known or none.
    ``status`` None: the file does not say; a new intake is then planned, a stored one stays as it is.
    """

    key: str
    line: int
    starts_on: datetime.date | None = None
    ends_on: datetime.date | None = None
    apply_from: datetime.date | None = None
    apply_by: datetime.date | None = None
    municipality_code: str | None = None
    site: str = ""
    pace: int | None = None
    on_site: OnSiteShare = OnSiteShare.UNKNOWN
    on_site_weeks: int | None = None
    seats: int | None = None
    taken: int | None = None
    workplaces: int | None = None
    status: IntakeStatus | None = None


@dataclass(frozen=True, slots=True)
class GrantRow:
    """A concept a file states outright (our template, by id or label); others are suggested from the text."""

    concept: str  # an id of the taxonomy
    level: int | None = None


@dataclass(frozen=True, slots=True)
class DemandRow:
    """An entry requirement a file states outright. ``kind`` is a RequirementKind; concepts are alternatives."""

    kind: int
    concepts: tuple[str, ...]
    minimum_level: int | None = None


@dataclass(frozen=True, slots=True)
class ProgrammeRow:
    """One programme of a file with its intakes. ``grants`` None: the file does not say, so they are suggested."""

    key: str
    line: int
    provider: str
    name: str
    kind: ProgrammeKind
    text: str = ""
    code: str = ""
    url: str = ""
    sun: str = ""
    seqf: int | None = None
    credits: int | None = None
    weeks: int | None = None
    language: str = ""
    cost: int | None = None
    finance: tuple[Finance, ...] = ()
    grants: tuple[GrantRow, ...] | None = None
    demands: tuple[DemandRow, ...] | None = None
    intakes: tuple[IntakeRow, ...] = field(default=())
