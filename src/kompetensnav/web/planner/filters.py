"""What both pages count: the places, the kinds of programmes, decided starts; as the address has it."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.utils import timezone
from django.utils.translation import gettext

from kompetensnav.apps.concepts.queries import taxonomy_in_use
from kompetensnav.apps.education.enums import ProgrammeKind
from kompetensnav.apps.memberships.actor import Actor
from kompetensnav.apps.needs.models import Need
from kompetensnav.apps.places.facts import municipalities
from kompetensnav.apps.places.models import Municipality
from kompetensnav.apps.proposals.models import Proposal
from kompetensnav.apps.proposals.queries import ProposalState
from kompetensnav.apps.routes.matrix import Wanted
from kompetensnav.apps.routes.standing import Standing, standing_of
from kompetensnav.web.requests import Request


class Choice(NamedTuple):
    """One box to tick."""

    value: str
    label: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class Filters:
    """What the address asks for; anything unknown in it is passed over. Nothing chosen means all."""

    areas: tuple[str, ...]  # labour-market regions
    places: tuple[str, ...]  # codes of municipalities
    kinds: tuple[str, ...]
    decided: bool

    @classmethod
    def of(cls, request: Request) -> "Filters":
        """Filters of the address."""
        asked = request.GET
        known = municipalities()
        areas = {m.fa_region for m in known.values() if m.fa_region}
        return cls(
            areas=_among(asked.getlist("area"), areas),
            places=_among(asked.getlist("place"), known),
            kinds=_among(asked.getlist("kind"), ProgrammeKind.values),
            decided=asked.get("starts", "") == "decided",
        )

    @property
    def narrowed(self) -> bool:
        """Whether anything is filtered away."""
        return bool(self.areas or self.places or self.kinds or self.decided)

    @property
    def values(self) -> dict[str, Any]:
        """For an address."""
        return {
            "area": self.areas,
            "place": self.places,
            "kind": self.kinds,
            "starts": "decided" if self.decided else "",
        }

    @property
    def wanted(self) -> Wanted:
        """As the matrix counts."""
        inside = {code for code, m in municipalities().items() if m.fa_region and m.fa_region in self.areas}
        return Wanted(frozenset(inside.union(self.places)), frozenset(self.kinds), self.decided)

    @property
    def places_named(self) -> str:
        """The places in words."""
        if not self.areas and not self.places:
            return gettext("The whole region")
        named = [gettext("%(name)s labour market") % {"name": area} for area in self.areas]
        return ", ".join([*named, *(municipalities()[code].name for code in self.places)])

    @property
    def kinds_named(self) -> str:
        """The kinds in words."""
        if not self.kinds:
            return gettext("All kinds")
        return ", ".join(str(ProgrammeKind(kind).label) for kind in self.kinds)


@dataclass(frozen=True, slots=True)
class Choices:
    """What can be ticked: only what the region has, and what is chosen already."""

    areas: Sequence[Choice]
    places: Sequence[Choice]
    kinds: Sequence[Choice]


def standing_today(actor: Actor) -> Standing:
    """Needs and intakes of the region as they stand. Six queries."""
    needs = Need.objects.in_region(actor.collaboration_id).open().order_by()
    agreed: dict[str, int] = {}
    proposals = Proposal.objects.in_state(ProposalState.AGREED, timezone.now()).filter(need__in=needs.values("pk"))
    for need in proposals.order_by().values_list("need_id", flat=True):
        agreed[need] = agreed.get(need, 0) + 1
    return standing_of(actor.collaboration_id, taxonomy_in_use().graph, timezone.localdate(), agreed)


def choices_of(standing: Standing, filters: Filters) -> Choices:
    """One query."""
    codes = {row.place for row in standing.needs} | set(filters.places)
    codes |= {row.intake.municipality_id for row in standing.intakes if row.intake.municipality_id}
    found = list(Municipality.objects.filter(pk__in=codes))
    areas = sorted({m.fa_region for m in found if m.fa_region} | set(filters.areas))
    kinds = {row.intake.programme.kind for row in standing.intakes} | set(filters.kinds)
    return Choices(
        areas=[Choice(a, gettext("%(name)s labour market") % {"name": a}, a in filters.areas) for a in areas],
        places=[Choice(m.pk, m.name, m.pk in filters.places) for m in found],
        kinds=[Choice(k, str(label), k in filters.kinds) for k, label in ProgrammeKind.choices if k in kinds],
    )


def _among(asked: Iterable[str], known: Collection[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(value for value in asked if value in known))
