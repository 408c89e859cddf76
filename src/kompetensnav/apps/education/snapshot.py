"""Intakes as the engine's offers: one read pass, a constant number of queries."""

from collections.abc import Iterable

from kompetensnav.apps.education.enums import ProgrammeKind
from kompetensnav.apps.education.models import EntryRequirement, Grant, Intake, Programme
from kompetensnav.apps.education.queries import IntakeQuerySet
from kompetensnav.apps.places.facts import municipalities
from kompetensnav.engine.matching.need import Requirement
from kompetensnav.engine.matching.supply import Claim
from kompetensnav.engine.matching.terms import Evidence, Polarity, RequirementKind
from kompetensnav.engine.pathways.offers import Offer
from kompetensnav.engine.pathways.terms import OnSite
from kompetensnav.engine.taxonomy.graph import TaxonomyGraph

_DAYS_A_WEEK = 7


def offers(intakes: IntakeQuerySet, graph: TaxonomyGraph) -> list[Offer]:
    """What routes may lead over, of these intakes.

    Left out: what grants nothing this taxonomy knows, what demands something it does not know (whether somebody
    meets that can never be said), and a standing admission to a programme without length.
    """
    rows = intakes.select_related("programme").prefetch_related("programme__grants", "programme__demands")
    places = {code: i for i, code in enumerate(municipalities())}
    return [found for row in rows if (found := _offer(row, graph, places)) is not None]


def grants_of(grants: Iterable[Grant], graph: TaxonomyGraph) -> tuple[Claim, ...]:
    """What somebody has shown after the programme; without what this taxonomy lacks."""
    known = ((graph.find(g.concept), g.level) for g in grants)
    return tuple(Claim(c, level, Evidence.SHOWN) for c, level in known if c is not None)


def demands_of(demands: Iterable[EntryRequirement], graph: TaxonomyGraph) -> tuple[Requirement, ...] | None:
    """Entry requirements; None where this taxonomy cannot read one of them."""
    found = []
    for row in demands:
        concepts = tuple(c for id_ in row.concepts if (c := graph.find(id_)) is not None)
        if not concepts:
            return None
        found.append(Requirement(RequirementKind(row.kind), concepts, Polarity.MUST, 1, row.minimum_level))
    return tuple(found)


def _offer(row: Intake, graph: TaxonomyGraph, places: dict[str, int]) -> Offer | None:
    programme: Programme = row.programme
    grants, demands = grants_of(programme.grants.all(), graph), demands_of(programme.demands.all(), graph)
    dated = row.starts_on is not None
    ends = row.ends_on
    if row.starts_on is not None and ends is None and programme.weeks:
        ends = row.starts_on.fromordinal(row.starts_on.toordinal() + programme.weeks * _DAYS_A_WEEK - 1)
    if not grants or demands is None or (dated and ends is None) or (not dated and not programme.weeks):
        return None
    return Offer(
        id=row.pk,
        programme=programme.pk,
        kind=ProgrammeKind(programme.kind).step,
        grants=grants,
        demands=demands,
        starts=row.starts_on.toordinal() if row.starts_on else None,
        ends=ends.toordinal() if row.starts_on and ends else None,
        days=0 if dated else (programme.weeks or 0) * _DAYS_A_WEEK,
        apply_by=row.apply_by.toordinal() if row.apply_by else None,
        place=None if row.municipality_id is None else places[row.municipality_id],
        on_site=OnSite(row.on_site),
        seats_left=row.seats_left,
        cost=programme.cost,
        confirmed=programme.grants_confirmed_at is not None,
    )
