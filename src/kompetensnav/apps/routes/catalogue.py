"""The intakes routes may lead over: those of a region that somebody could still begin.

Kept in the process: a page asks whether the catalogue has changed, in two queries, and reads it anew only then.
"""

import datetime
import threading
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace

from django.db.models import Count, Max, Sum

from kompetensnav.apps.education.enums import RUNNING_STATUSES
from kompetensnav.apps.education.models import Intake, Programme
from kompetensnav.apps.education.queries import IntakeQuerySet
from kompetensnav.apps.education.snapshot import offers
from kompetensnav.engine.pathways.offers import Offer
from kompetensnav.engine.taxonomy.graph import TaxonomyGraph


@dataclass(frozen=True, eq=False)
class RegionOffers:
    """Offers and the rows they come from, by id. Equal only to itself."""

    offers: Sequence[Offer]
    intakes: Mapping[str, Intake]
    stamp: tuple[object, ...]


_kept: dict[str, RegionOffers] = {}
_following = threading.Lock()


def region_offers(collaboration_id: str, graph: TaxonomyGraph, today: datetime.date) -> RegionOffers:
    """What can be taken today, as the catalogue stands."""
    takeable = Intake.objects.in_region(collaboration_id).takeable(today)
    stamp = (graph.name, today, *_stamp(collaboration_id, takeable))
    with _following:
        held = _kept.get(collaboration_id)
        if held is None or held.stamp != stamp:
            held = _kept[collaboration_id] = _read(takeable, graph, stamp)
    return held


def with_held(
    region: RegionOffers, intake_ids: Collection[str], graph: TaxonomyGraph, today: datetime.date
) -> RegionOffers:
    """The same for somebody who holds seats of these intakes: theirs while they run, whoever else may come late."""
    if not intake_ids:
        return region
    rows = Intake.objects.filter(pk__in=intake_ids, status__in=RUNNING_STATUSES)
    theirs = _read(rows, graph, ())
    kept = [o for o in region.offers if o.id not in theirs.intakes]
    held = [_held(o, today.toordinal()) for o in theirs.offers]
    return RegionOffers([*kept, *held], {**region.intakes, **theirs.intakes}, ())


def forget_offers() -> None:
    """Let go of all that this process holds."""
    _kept.clear()


def _held(offer: Offer, today: int) -> Offer:
    """Whoever holds a seat has applied, and the seat is counted as taken."""
    left = None if offer.seats_left is None else offer.seats_left + 1
    by = None if offer.apply_by is None else max(offer.apply_by, today)
    return replace(offer, seats_left=left, apply_by=by)


def _stamp(collaboration_id: str, takeable: IntakeQuerySet) -> tuple[object, ...]:
    """What differs after every change of the catalogue. Seats are counted without a new version of the intake."""
    intakes = takeable.order_by().aggregate(Count("pk"), Max("changed_at"), Sum("version"), Sum("reserved"))
    programmes = Programme.objects.in_region(collaboration_id).order_by()
    found = programmes.aggregate(Count("pk"), Max("changed_at"), Sum("version"))
    return *intakes.values(), *found.values()


def _read(intakes: IntakeQuerySet, graph: TaxonomyGraph, stamp: tuple[object, ...]) -> RegionOffers:
    known = {row.pk: row for row in intakes.select_related("programme__provider")}
    found = [offer for offer in offers(intakes, graph) if offer.id in known]
    return RegionOffers(found, known, stamp)
