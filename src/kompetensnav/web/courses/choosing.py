"""What can be picked for a course: open needs, and programmes that teach something its needs lack."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from django.db.models import Count, Q
from django.http import QueryDict

from kompetensnav.apps.education.models import Programme
from kompetensnav.apps.memberships.actor import Actor
from kompetensnav.apps.needs.enums import NeedStatus
from kompetensnav.apps.needs.models import Need
from kompetensnav.apps.organisations.models import Organisation
from kompetensnav.apps.places.models import Municipality
from kompetensnav.engine.taxonomy.graph import TaxonomyGraph
from kompetensnav.engine.text.normalise import fold
from kompetensnav.web.courses.taught import label_of

_MOST = 25
_LONGEST = 100  # characters of a search


@dataclass(frozen=True, slots=True)
class NeedChoice:
    """Needs to pick: those picked, some of the others, and what they were filtered by."""

    picked: list[Need]
    others: list[Need]
    more: bool
    text: str
    place: str
    places: list[Municipality]


@dataclass(frozen=True, slots=True)
class ModuleRow:
    """A programme that can be part of the course, and what it teaches."""

    programme: Programme
    teaches: str


@dataclass(frozen=True, slots=True)
class ModuleChoice:
    """Programmes to pick: those picked, and others, those that teach what is lacking first."""

    picked: list[ModuleRow]
    others: list[ModuleRow]
    text: str


def needs_to_pick(actor: Actor, need_ids: Collection[str], data: QueryDict, *, ended: bool) -> NeedChoice:
    """Open needs of the region; those picked may have ended where they are in a stored case. Three queries."""
    text, place = _text(data, "need_text"), _text(data, "need_place")
    seen = Need.objects.in_region(actor.collaboration_id).defer("text", "reading")
    seen = seen.select_related("organisation", "municipality")
    chosen = seen.filter(pk__in=need_ids)
    picked = list(chosen.exclude(status=NeedStatus.DRAFT) if ended else chosen.open())
    rows = seen.open().exclude(pk__in=need_ids)
    for word in fold(text).split():
        rows = rows.filter(Q(title_folded__contains=word) | Q(organisation__name__icontains=word))
    if place:
        rows = rows.filter(organisation__municipality_id=place)
    found = list(rows.order_by("title_folded", "pk")[: _MOST + 1])
    return NeedChoice(picked, found[:_MOST], len(found) > _MOST, text, place, _places(actor))


def modules_to_pick(
    actor: Actor, module_ids: Collection[str], lacking: Iterable[str], data: QueryDict, graph: TaxonomyGraph
) -> ModuleChoice:
    """Programmes of the region's catalogue; those that teach most of what is lacking first. Four queries."""
    text = _text(data, "module_text")
    region = Programme.objects.in_region(actor.collaboration_id)
    ready = region.select_related("provider").prefetch_related("grants").defer("text")
    teaching = Count("grants", filter=Q(grants__concept__in=set(lacking)), distinct=True)
    rows = ready.given().exclude(pk__in=module_ids).annotate(helps=teaching)
    for word in fold(text).split():
        rows = rows.filter(Q(name_folded__contains=word) | Q(provider__name__icontains=word))
    if not text:
        rows = rows.filter(helps__gt=0)
    picked = [_module(graph, row) for row in ready.filter(pk__in=module_ids)]
    return ModuleChoice(
        picked, [_module(graph, row) for row in rows.order_by("-helps", "name_folded", "pk")[:_MOST]], text
    )


def _module(graph: TaxonomyGraph, programme: Programme) -> ModuleRow:
    return ModuleRow(programme, ", ".join(label_of(graph, [grant.concept]) for grant in programme.grants.all()))


def _places(actor: Actor) -> list[Municipality]:
    region = Organisation.objects.filter(collaboration_id=actor.collaboration_id)
    return list(Municipality.objects.filter(pk__in=region.values("municipality_id")))


def _text(data: QueryDict, name: str) -> str:
    return " ".join(data.get(name, "").replace("\0", "").split())[:_LONGEST]
