"""The people routes are searched for: those of a region who can be matched, and when each is free.

Kept in the process by the revision of the supply: where it is behind, only those who changed since are read.
"""

import threading
from collections.abc import Mapping
from dataclasses import dataclass

from kompetensnav.apps.people.index import Revision, changed_since, revision_now, too_many
from kompetensnav.apps.people.models import Person
from kompetensnav.apps.people.queries import PersonQuerySet
from kompetensnav.apps.people.snapshot import supply_of
from kompetensnav.engine.matching.supply import Supply
from kompetensnav.engine.pathways.offers import Day
from kompetensnav.engine.taxonomy.graph import TaxonomyGraph


@dataclass(frozen=True, eq=False)
class RegionPeople:
    """Everybody of a region at one revision. ``free_from`` of those who have said a day. Equal only to itself."""

    supply: Supply
    free_from: Mapping[str, Day]
    taxonomy: str
    revision: Revision


_kept: dict[str, RegionPeople] = {}
_following = threading.Lock()


def region_people(collaboration_id: str, graph: TaxonomyGraph) -> RegionPeople:
    """Everyone who can be matched in a region, as they are now. One query where nobody has changed."""
    now = revision_now()
    with _following:
        held = _kept.get(collaboration_id)
        if held is None or (held.taxonomy, held.revision) != (graph.name, now):
            held = _kept[collaboration_id] = _followed(collaboration_id, held, now, graph)
    return held


def forget_people() -> None:
    """Let go of all that this process holds."""
    _kept.clear()


def free_from(people: PersonQuerySet) -> dict[str, Day]:
    """The first day each is free, of those who have said one."""
    said = people.order_by().filter(available_from__isnull=False)
    return {pk: day.toordinal() for pk, day in said.values_list("pk", "available_from") if day is not None}


def _followed(
    collaboration_id: str, held: RegionPeople | None, now: Revision, graph: TaxonomyGraph
) -> RegionPeople:
    region = Person.objects.matchable().in_region(collaboration_id)
    changed = changed_since(held.revision, now) if held and held.taxonomy == graph.name else None
    if held is None or changed is None or len(changed) > too_many(len(held.supply)):
        return RegionPeople(supply_of(region, graph), free_from(region), graph.name, now)
    few = region.filter(pk__in=changed)
    supply = held.supply.without(changed).joined(supply_of(few, graph))
    gone = frozenset(changed)
    days = {pk: day for pk, day in held.free_from.items() if pk not in gone} | free_from(few)
    return RegionPeople(supply, days, graph.name, now)
