"""Words of a people file to concepts and places. What has no concept is told by line, never guessed."""

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from kompetensnav.engine.linking.link import Linker
from kompetensnav.engine.matching.supply import Claim, PersonProfile
from kompetensnav.engine.matching.terms import Answer, Evidence, Section, SectionState
from kompetensnav.engine.taxonomy.kinds import Kind
from kompetensnav.integrations.people_file.parse import CLAIM_COLUMNS, Item, PersonRow

_KINDS: dict[str, tuple[Kind, ...]] = {
    "occupations": (Kind.OCCUPATION, Kind.OCCUPATION_GROUP),
    "skills": (Kind.SKILL, Kind.KNOWLEDGE),
    "languages": (Kind.LANGUAGE,),
    "licences": (Kind.DRIVING_LICENCE, Kind.LEGAL_LICENCE),
    "education_level": (Kind.EDUCATION_LEVEL,),
}
_SECTION = {
    "occupations": Section.OCCUPATION,
    "skills": Section.SKILL,
    "languages": Section.LANGUAGE,
    "licences": Section.LICENCE,
    "education_level": Section.EDUCATION,
}
# Short codes that people write in any case: "B" or "b" is a driving licence, "sv" a language, "3" a level.
_CODE = {"licences": "drive:", "languages": "lang:", "education_level": "edu:"}


@dataclass(frozen=True, slots=True)
class Unknown:
    """Words without a concept."""

    line: int
    field: str
    label: str


@dataclass(frozen=True, slots=True)
class PeopleFile:
    """Profiles in the file's order, words that were not understood, and when people can start."""

    profiles: tuple[PersonProfile, ...]
    unknown: tuple[Unknown, ...]
    available_from: Mapping[str, datetime.date]


def resolve(
    rows: Sequence[PersonRow],
    linker: Linker,
    places: Mapping[str, int],
) -> PeopleFile:
    """Profiles of checked rows. ``places`` numbers the municipality codes."""
    words = _Words(linker)
    profiles = []
    unknown: list[Unknown] = []
    for row in rows:
        claims, missing = words.claims(row)
        unknown += missing
        profiles.append(_profile(row, tuple(claims), places, {_SECTION[u.field] for u in missing}))
    dates = {row.id: row.available_from for row in rows if row.available_from}
    return PeopleFile(tuple(profiles), tuple(unknown), dates)


class _Words:
    """Looks each distinct label up once: a region's people share a few thousand."""

    def __init__(self, linker: Linker) -> None:
        self._linker = linker
        self._known: dict[tuple[str, str], int | None] = {}

    def claims(self, row: PersonRow) -> tuple[list[Claim], list[Unknown]]:
        claims, unknown = [], []
        for column in CLAIM_COLUMNS:
            for item in row.items[column]:
                found = self._find(column, item)
                if found is None:
                    unknown.append(Unknown(row.line, column, item.label))
                else:
                    claims.append(Claim(found, item.level, Evidence[item.evidence.upper()]))
        return claims, unknown

    def _find(self, column: str, item: Item) -> int | None:
        key = (column, item.label)
        if key not in self._known:
            self._known[key] = self._look_up(column, item.label)
        return self._known[key]

    def _look_up(self, column: str, label: str) -> int | None:
        graph, kinds = self._linker.graph, _KINDS[column]
        prefix = _CODE.get(column, "")
        for code in (label, prefix + label, prefix + label.upper(), prefix + label.lower()):
            concept = graph.find(code)
            if concept is not None and graph.kind(concept) in kinds:
                return concept
        named = self._linker.named(label, kinds)
        return None if named is None else named.concept


def nearest_labels(linker: Linker, unknown: Unknown, language: str) -> list[str]:
    """Labels that the words may have been meant for, in a language."""
    return [linker.graph.label(c.concept, language) for c in linker.nearest(unknown.label, _KINDS[unknown.field])]


def _profile(
    row: PersonRow, claims: tuple[Claim, ...], places: Mapping[str, int], not_understood: set[Section]
) -> PersonProfile:
    # Where words were not understood, silence no longer means no: the person may have said just that.
    complete = {Section[name.upper()] for name in row.completed_sections} - not_understood
    begun = {_SECTION[column] for column in CLAIM_COLUMNS if row.items[column]}
    begun |= {Section[name.upper()] for name in row.begun_sections}
    sections = {s: SectionState.COMPLETE if s in complete else SectionState.BEGUN for s in begun | complete}
    # An empty list means "nowhere else" only where that is written, or once the section on mobility is complete.
    commute_known = bool(row.can_commute_to) or row.nowhere_else or Section.MOBILITY in complete
    return PersonProfile(
        id=row.id,
        municipality=places[row.municipality_code] if row.municipality_code else None,
        commute=tuple(places[c] for c in row.can_commute_to) if commute_known else None,
        willing_to_move=_answer(row.willing_to_move),
        claims=claims,
        sections=sections,
        meets_legal_age=_answer(row.meets_legal_age),
    )


def _answer(said: bool | None) -> Answer:
    return Answer.UNKNOWN if said is None else Answer.YES if said else Answer.NO
