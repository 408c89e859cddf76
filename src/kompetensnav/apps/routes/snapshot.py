"""Needs and occupations as goals of routes, people as travellers, and programmes as people who took them."""

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from kompetensnav.apps.needs.snapshot import NeedSnapshot
from kompetensnav.apps.people.models import Person
from kompetensnav.apps.people.snapshot import profiles
from kompetensnav.engine.matching.need import Requirement
from kompetensnav.engine.matching.supply import Claim, PersonProfile, Supply
from kompetensnav.engine.matching.terms import Polarity, RequirementKind, Section, SectionState
from kompetensnav.engine.pathways.offers import Goal, Traveller
from kompetensnav.engine.taxonomy.graph import TaxonomyGraph
from kompetensnav.engine.taxonomy.kinds import Relation


@dataclass(frozen=True, slots=True)
class NamedGoal:
    """A goal; ``names[i]`` is what a stored route calls its i-th requirement: a number, or a concept's id."""

    goal: Goal
    names: Sequence[int | str]


def goal_of_need(asked: NeedSnapshot) -> NamedGoal:
    """The musts of a need, by the numbers they have there."""
    kept = zip(asked.need.requirements, asked.rows, strict=True)
    numbers = [row.number for requirement, row in kept if requirement.polarity is Polarity.MUST]
    return NamedGoal(Goal.of_need(asked.need), numbers)


def goal_of_occupation(occupation: int, graph: TaxonomyGraph) -> NamedGoal:
    """The occupation, and each licence that the law requires for it; nowhere in particular."""
    licences = graph.targets(occupation, Relation.REQUIRED_BY_LAW)
    asked = [
        Requirement(RequirementKind.OCCUPATION, (occupation,), Polarity.MUST, 1),
        *(Requirement(RequirementKind.LEGAL_LICENCE, (licence,), Polarity.MUST, 1) for licence in licences),
    ]
    return NamedGoal(Goal(tuple(asked)), [graph.id(r.concepts[0]) for r in asked])


def traveller(person: Person, graph: TaxonomyGraph, today: datetime.date) -> Traveller:
    """A person as they are now, and the first day they are free."""
    [profile] = profiles(Person.objects.filter(pk=person.pk), graph)
    free = person.available_from
    return Traveller(profile, max(today, free or today).toordinal())


def as_far_as_said(who: Traveller) -> Traveller:
    """The same, who can no other occupation than those they have named.

    Asked what somebody could become, an occupation nobody has asked them about is no answer.
    """
    sections = {**who.profile.sections, Section.OCCUPATION: SectionState.COMPLETE}
    return replace(who, profile=replace(who.profile, sections=sections))


def as_people(grants: Mapping[str, tuple[Claim, ...]], graph: TaxonomyGraph) -> Supply:
    """Somebody for each programme who can what it grants and nothing else; ids are the programmes'."""
    return Supply.of([PersonProfile(pk, claims=claims) for pk, claims in grants.items()], len(graph))
