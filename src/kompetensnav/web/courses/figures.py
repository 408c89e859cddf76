"""Numbers as the pages show them. A number of people so small that it could point somebody out is given only to
those who see the people themselves.
"""

from dataclasses import dataclass

from django.utils.translation import gettext

from kompetensnav.apps.courses.effect import Effect, NeedEffect, SharedGap
from kompetensnav.apps.courses.evidence import FEWEST
from kompetensnav.apps.needs.models import Need
from kompetensnav.engine.taxonomy.graph import TaxonomyGraph
from kompetensnav.web.courses.taught import kind_word, label_of, level_word


def people(n: int, *, exact: bool) -> str:
    """How many people; ``exact`` for those who see them."""
    return gettext("fewer than %(n)d") % {"n": FEWEST} if not exact and 0 < n < FEWEST else str(n)


def places(n: int, lifted: int, *, exact: bool) -> str:
    """How many places are filled: it tells of people only where so few are lifted that their number is hidden."""
    return people(n, exact=exact or lifted >= FEWEST)


def whole(n: int | None) -> str:
    """With spaces between thousands; a dash for what is not known."""
    return "–" if n is None else f"{n:,}".replace(",", "\u00a0")


def money(amount: int | None) -> str:
    """In crowns; empty where it is not known."""
    return "" if amount is None else gettext("SEK %(amount)s") % {"amount": whole(amount)}


@dataclass(frozen=True, slots=True)
class NeedRow:
    """What becomes of one need."""

    need: Need
    able_now: str
    lifted: str
    ask: str
    not_admitted: str


@dataclass(frozen=True, slots=True)
class GapRow:
    """Something that needs share and people lack."""

    label: str
    kind: str
    level: str
    needs: int
    people: str
    unknown: str
    taught: bool


@dataclass(frozen=True, slots=True)
class EffectShown:
    """The effect in numbers of the page. ``part`` of the places that would be filled, in per cent."""

    needs: list[NeedRow]
    employers: int
    positions: int
    lifted: str
    ask: str
    filled: str
    beyond_able: str
    part: int
    seats: int | None
    weeks: int | None
    cost: str
    cost_total: str
    cost_per_filled: str
    unread: list[str]
    demands_unread: bool
    nobody: bool


def effect_shown(effect: Effect, *, exact: bool) -> EffectShown:
    """What a page says of an effect."""
    positions = sum(row.positions for row in effect.needs)
    filled = places(effect.filled, effect.lifted, exact=exact)
    return EffectShown(
        needs=[_need_row(row, exact=exact) for row in effect.needs],
        employers=len({row.need.organisation_id for row in effect.needs}),
        positions=positions,
        lifted=people(effect.lifted, exact=exact),
        ask=people(effect.ask, exact=exact),
        filled=filled,
        beyond_able=people(effect.beyond_able, exact=exact),
        part=100 * effect.filled // positions if positions and filled == str(effect.filled) else 0,
        seats=effect.seats,
        weeks=effect.weeks,
        cost=money(effect.cost),
        cost_total=money(effect.cost_total),
        cost_per_filled=money(effect.cost_per_filled) if filled == str(effect.filled) else "",
        unread=list(effect.unread),
        demands_unread=effect.demands_unread,
        nobody=effect.lifted == 0 and effect.ask == 0,
    )


def gap_row(graph: TaxonomyGraph, gap: SharedGap, *, exact: bool) -> GapRow:
    """One shared requirement in words."""
    ids = [str(concept["id"]) for concept in gap.concepts]
    return GapRow(
        label=label_of(graph, ids),
        kind=kind_word(graph, ids),
        level="" if gap.minimum_level is None else level_word(gap.kind, gap.minimum_level),
        needs=gap.needs,
        people=people(gap.people, exact=exact),
        unknown=people(gap.unknown, exact=exact),
        taught=gap.taught,
    )


def _need_row(row: NeedEffect, *, exact: bool) -> NeedRow:
    return NeedRow(
        need=row.need,
        able_now=people(row.able_now, exact=exact),
        lifted=people(row.lifted, exact=exact),
        ask=people(row.ask, exact=exact),
        not_admitted=people(row.not_admitted, exact=exact),
    )
