"""Needs like a need, so that small needs can share a course: for those who see the region's needs."""

from collections.abc import Sequence
from dataclasses import dataclass

from kompetensnav.apps.matches.directions import needs_like
from kompetensnav.apps.matches.explanation import Explanation
from kompetensnav.apps.memberships.actor import Actor
from kompetensnav.apps.memberships.enums import May
from kompetensnav.apps.needs.models import Need
from kompetensnav.web.explained import requirement_label


@dataclass(frozen=True, slots=True)
class AlikeRow:
    """One need in words. ``per_cent`` is how much of the two is the same."""

    need: Need
    per_cent: int
    distance_km: int | None
    shared: str
    only_here: str
    only_there: str


def alike_rows(actor: Actor, need: Need, view: str) -> list[AlikeRow]:
    """Beside the requirements of an open need; empty elsewhere."""
    if view != "requirements" or not need.is_open or not actor.may(May.SEE_REGIONS_NEEDS):
        return []
    return [
        AlikeRow(
            need=found.need,
            per_cent=round(100 * found.likeness),
            distance_km=found.distance_km,
            shared=_words(found.shared),
            only_here=_words(found.only_here),
            only_there=_words(found.only_there),
        )
        for found in needs_like(need)
    ]


def _words(requirements: Sequence[Explanation]) -> str:
    return ", ".join(requirement_label(row) for row in requirements)
