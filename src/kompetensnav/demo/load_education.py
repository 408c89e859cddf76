"""The demo's catalogue: providers, programmes and intakes of ``data/education.toml``, with dates from today on.

The rows are written at once and not by the actions of a planner: a catalogue of this size comes from a file.
"""

import datetime
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Any

from django.utils import timezone

from kompetensnav.apps.core.log import audit
from kompetensnav.apps.education.enums import IntakeStatus, OnSiteShare, ProgrammeKind
from kompetensnav.apps.education.models import EntryRequirement, Grant, Intake, Programme, Provider
from kompetensnav.apps.memberships.actor import Command
from kompetensnav.apps.organisations.models import Collaboration
from kompetensnav.engine.matching.terms import RequirementKind
from kompetensnav.engine.taxonomy.graph import TaxonomyGraph
from kompetensnav.engine.taxonomy.kinds import Kind
from kompetensnav.engine.text.normalise import fold

_KIND = {
    Kind.OCCUPATION: RequirementKind.OCCUPATION,
    Kind.SKILL: RequirementKind.SKILL,
    Kind.KNOWLEDGE: RequirementKind.SKILL,
    Kind.LANGUAGE: RequirementKind.LANGUAGE,
    Kind.DRIVING_LICENCE: RequirementKind.DRIVING_LICENCE,
    Kind.LEGAL_LICENCE: RequirementKind.LEGAL_LICENCE,
    Kind.EDUCATION_LEVEL: RequirementKind.EDUCATION,
}
_ON_SITE = {"all": OnSiteShare.ALL, "weeks": OnSiteShare.WEEKS, "none": OnSiteShare.NONE}
_DEADLINE = datetime.timedelta(weeks=5)  # before the start, where the course is long
_SHORT = 6  # weeks; shorter ones take people until a week before
_COMMAND = Command()


@lru_cache(maxsize=1)
def education_settings() -> dict[str, Any]:
    """The file as it stands; every field is explained in it."""
    text = files("kompetensnav.demo").joinpath("data", "education.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


@dataclass(frozen=True, slots=True)
class CatalogueLoaded:
    """How many of each were written."""

    programmes: int
    intakes: int


def load_education(collaboration: Collaboration, graph: TaxonomyGraph, today: datetime.date) -> CatalogueLoaded:
    """Write the catalogue of a region; seven queries and one row of the audit log."""
    settings = education_settings()
    providers = {
        key: Provider(collaboration=collaboration, name=raw["name"]) for key, raw in settings["providers"].items()
    }
    Provider.objects.bulk_create(providers.values())
    programmes = [(raw, _programme(raw, providers[raw["provider"]])) for raw in settings["programme"]]
    Programme.objects.bulk_create(row for _, row in programmes)
    Grant.objects.bulk_create(
        Grant(programme=row, concept=concept, level=level or None)
        for raw, row in programmes
        for concept, level in raw["grants"]
    )
    EntryRequirement.objects.bulk_create(
        EntryRequirement(programme=row, kind=_kind(concept, graph), concepts=[concept], minimum_level=level or None)
        for raw, row in programmes
        for concept, level in raw["demands"]
    )
    intakes = [intake for raw, row in programmes for intake in _intakes(raw, row, today)]
    Intake.objects.bulk_create(intakes)
    audit(_COMMAND, "catalogue.loaded", collaboration, programmes=len(programmes), intakes=len(intakes))
    return CatalogueLoaded(len(programmes), len(intakes))


def _programme(raw: dict[str, Any], provider: Provider) -> Programme:
    return Programme(
        provider=provider,
        kind=ProgrammeKind(raw["kind"]),
        name=raw["name"],
        name_folded=fold(raw["name"]),
        text=raw["text"],
        code=raw.get("code", ""),
        sun=raw.get("sun", ""),
        seqf=raw.get("seqf"),
        credits=raw.get("credits"),
        weeks=raw["weeks"],
        language="sv",
        cost=raw["cost"],
        finance=raw.get("finance", []),
        grants_confirmed_at=timezone.now(),
        grants_confirmed_by=_COMMAND.actor_id,
    )


def _kind(concept: str, graph: TaxonomyGraph) -> RequirementKind:
    """What a demand asks for. A concept that the taxonomy lacks is a mistake in the file: KeyError."""
    found = graph.find(concept)
    if found is None:
        raise KeyError(concept)
    return _KIND[graph.kind(found)]


def _intakes(raw: dict[str, Any], programme: Programme, today: datetime.date) -> Iterator[Intake]:
    """The intakes of one programme, the one that is running first."""
    places: Sequence[str | None] = raw.get("places") or [None]
    shared = {
        "programme": programme,
        "pace": raw.get("pace"),
        "on_site": _ON_SITE[raw["on_site"]],
        "on_site_weeks": raw.get("on_site_weeks"),
        "workplaces": raw.get("workplaces"),
    }
    if "starts" not in raw:
        yield Intake(**shared, rolling=True, status=IntakeStatus.OPEN, municipality_id=places[0])
        return
    for number, start in enumerate(_starts(raw["starts"], today)):
        seats = raw["seats"][number % len(raw["seats"])]
        lead = _DEADLINE if raw["weeks"] >= _SHORT else datetime.timedelta(weeks=1)
        yield Intake(
            **shared,
            status=IntakeStatus.OPEN if number < 2 else IntakeStatus.PLANNED,
            starts_on=start,
            ends_on=start
            + datetime.timedelta(weeks=raw["weeks"], days=-3),  # ends on a Friday where it began on a Monday
            apply_by=start - lead,
            municipality_id=places[number % len(places)],
            seats=seats,
            taken=None if "taken" not in raw else int(seats * raw["taken"] / (number or 1)),
        )


def _starts(days: Sequence[str], today: datetime.date) -> list[datetime.date]:
    """The last start before today and the next ``most`` within ``ahead`` days, each on the Monday of its week."""
    settings = education_settings()
    years = range(today.year - 1, today.year + 4)
    all_ = sorted(datetime.date.fromisoformat(f"{year}-{day}") for year in years for day in days)
    monday = [day - datetime.timedelta(days=day.weekday()) for day in all_]
    coming = [d for d in monday if today <= d <= today + datetime.timedelta(days=settings["ahead"])]
    return [*[d for d in monday if d < today][-1:], *coming[: settings["most"]]]
