"""What somebody can become: occupations within reach over the programmes of the region, or by substitution."""

import datetime
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from kompetensnav.apps.matches.finding import similarity_in_use
from kompetensnav.apps.needs.enums import RequirementType
from kompetensnav.apps.needs.models import Need, Requirement
from kompetensnav.apps.people.models import Person
from kompetensnav.apps.routes.catalogue import RegionOffers, region_offers
from kompetensnav.apps.routes.parameters import route_parameters
from kompetensnav.apps.routes.shown import Becomes, StoredRoute
from kompetensnav.apps.routes.snapshot import as_far_as_said, goal_of_occupation, traveller
from kompetensnav.apps.routes.stored import Stores, intakes_of
from kompetensnav.engine.matching.similarity import Similarity
from kompetensnav.engine.pathways.offers import Traveller
from kompetensnav.engine.pathways.search import routes_for_person
from kompetensnav.engine.taxonomy.graph import TaxonomyGraph
from kompetensnav.engine.taxonomy.kinds import Kind, Relation

MOST = 40  # occupations; those asked for by most positions come first, and are searched first


@dataclass(frozen=True, slots=True)
class _Asked:
    """Who asks for an occupation in the region today."""

    needs: int
    positions: int


def occupations_of(person: Person, today: datetime.date) -> list[Becomes]:
    """Occupations that programmes of the region give, and those that what the person can may take the place of.

    Each with the licences that the law requires for it. Left out: what the person has named already, and what there
    is no route to. Most positions first, then the earliest. As many queries however many occupations.
    """
    similarity = similarity_in_use()
    collaboration = person.controller.collaboration_id
    offers = region_offers(collaboration, similarity.graph, today)
    who = as_far_as_said(traveller(person, similarity.graph, today))
    substitutes = _substitutes(who, similarity.graph)
    named = _clusters((c.concept for c in who.profile.claims), similarity.graph)
    wanted = (substitutes | _granted(offers, similarity.graph)) - named
    asked = _asked_for(wanted, collaboration, similarity.graph)
    graph = similarity.graph
    first = sorted(wanted, key=lambda c: (-asked[c].positions, c not in substitutes, graph.id(c)))[:MOST]
    found = [
        Becomes(graph.id(c), routes, asked[c].needs, asked[c].positions, c in substitutes)
        for c in first
        if (routes := _routes_to(c, who, c in substitutes, offers, similarity, today))
    ]
    return sorted(found, key=lambda b: (-b.positions, b.routes[0]["ready"], b.occupation))


def _routes_to(
    occupation: int,
    who: Traveller,
    substitute: bool,
    offers: RegionOffers,
    similarity: Similarity,
    today: datetime.date,
) -> list[StoredRoute]:
    """Without routes that lead over nothing, unless the person's own occupation may take its place."""
    goal = goal_of_occupation(occupation, similarity.graph)
    found = routes_for_person(who, goal.goal, offers.offers, similarity, route_parameters(), today.toordinal())
    stores = Stores(goal.names, offers, route_parameters(), today)
    routes = [stores.route(route) for route in found.routes]
    return [route for route in routes if substitute or intakes_of(route)]


def _substitutes(who: Traveller, graph: TaxonomyGraph) -> set[int]:
    """Occupations that the taxonomy says may be filled by somebody with one of the person's."""
    return {
        other
        for claim in who.profile.claims
        if graph.kind(claim.concept) is Kind.OCCUPATION
        for other in graph.sources(claim.concept, Relation.SUBSTITUTED_BY)
    }


def _granted(offers: RegionOffers, graph: TaxonomyGraph) -> set[int]:
    concepts = {claim.concept for offer in offers.offers for claim in offer.grants}
    return {c for c in concepts if graph.kind(c) is Kind.OCCUPATION}


def _clusters(concepts: Iterable[int], graph: TaxonomyGraph) -> set[int]:
    """These and all that are the same in another scheme."""
    return {same for concept in concepts for same in graph.exact_cluster(concept)}


def _asked_for(wanted: Iterable[int], collaboration_id: str, graph: TaxonomyGraph) -> dict[int, _Asked]:
    """Open needs that name the occupation among what they ask for, as a must or a merit, and their positions."""
    needs = Need.objects.in_region(collaboration_id).open().order_by().values("pk")
    rows = Requirement.objects.filter(need__in=needs, kind=RequirementType.OCCUPATION, removed=False)
    by_concept: dict[int, dict[str, int]] = defaultdict(dict)
    for concepts, need, positions in rows.values_list("concepts", "need_id", "need__positions"):
        for concept in _clusters((c for id_ in concepts if (c := graph.find(id_)) is not None), graph):
            by_concept[concept][need] = positions
    return {c: _Asked(len(by_concept[c]), sum(by_concept[c].values())) for c in wanted}
