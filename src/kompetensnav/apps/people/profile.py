"""A profile as pages show it: seven sections, each with its state and what stands in it."""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass

from kompetensnav.apps.people.models import Claim, EvidenceGrade, Person, ProfileSection, SectionProgress
from kompetensnav.apps.people.purposes import Text
from kompetensnav.engine.matching.terms import CEFR
from kompetensnav.engine.taxonomy.graph import TaxonomyGraph
from kompetensnav.engine.taxonomy.kinds import Kind

# the kinds of concepts that a section holds; the last two sections are facts, not concepts
KINDS: Mapping[ProfileSection, tuple[Kind, ...]] = {
    ProfileSection.OCCUPATION: (Kind.OCCUPATION, Kind.OCCUPATION_GROUP),
    ProfileSection.SKILL: (Kind.SKILL, Kind.KNOWLEDGE),
    ProfileSection.EDUCATION: (Kind.EDUCATION_LEVEL,),
    ProfileSection.LANGUAGE: (Kind.LANGUAGE,),
    ProfileSection.LICENCE: (Kind.DRIVING_LICENCE, Kind.LEGAL_LICENCE),
}
FACTS = (ProfileSection.MOBILITY, ProfileSection.AVAILABILITY)
ORDER = (*KINDS, *FACTS)
HIGHEST_LEVEL = {ProfileSection.SKILL: 5, ProfileSection.LANGUAGE: len(CEFR)}


@dataclass(frozen=True, slots=True)
class Said:
    """One claim in words. ``grade`` is the engine's number: 0 claimed, 1 shown, 2 verified."""

    number: int
    label: str
    level: str
    grade: int
    evidence: Text
    attested_by: str
    recorded_on: datetime.date


@dataclass(frozen=True, slots=True)
class SectionShown:
    """One section: ``state`` None where it has not been asked for."""

    section: ProfileSection
    state: SectionProgress | None
    claims: tuple[Said, ...]

    @property
    def name(self) -> Text:
        """What it is called."""
        return self.section.label

    @property
    def code(self) -> str:
        """Its place in addresses."""
        return self.section.name.lower()

    @property
    def holds_facts(self) -> bool:
        """Whether it is place and time rather than concepts."""
        return self.section in FACTS

    @property
    def complete(self) -> bool:
        """Whether silence means no."""
        return self.state == SectionProgress.COMPLETE


def sections_of(person: Person, graph: TaxonomyGraph, language: str) -> tuple[SectionShown, ...]:
    """All seven, in the order in which they are asked for; two queries."""
    states = {a.section: SectionProgress(a.state) for a in person.sections.all()}
    claims: dict[int, list[Said]] = {}
    for claim in person.claims.all():
        claims.setdefault(claim.section, []).append(said(claim, graph, language))
    return tuple(SectionShown(s, states.get(s), tuple(claims.get(s, ()))) for s in ORDER)


def said(claim: Claim, graph: TaxonomyGraph, language: str) -> Said:
    """One claim in words; the bare id where the taxonomy lacks the concept."""
    found = graph.find(claim.concept)
    return Said(
        number=claim.pk,
        label=claim.concept if found is None else graph.label(found, language),
        level=level_word(claim.section, claim.level),
        grade=claim.evidence,
        evidence=EvidenceGrade(claim.evidence).label,
        attested_by=claim.attested_by,
        recorded_on=claim.recorded_on,
    )


def level_word(section: int, level: int | None) -> str:
    """B1 for a language, 3/5 for a skill, nothing where there is none."""
    if level is None:
        return ""
    return CEFR[level - 1] if section == ProfileSection.LANGUAGE else f"{level}/5"
