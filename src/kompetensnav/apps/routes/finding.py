"""Routes of a region: to a need, of a person, to an occupation, over an intake.

What somebody can become stands in ``occupations``.

Whoever is protected or has withdrawn is not among the people of a region. Whom a person's own routes may be shown
to is the caller's business.
"""

import datetime
from collections import defaultdict
from collections.abc import Collection, Mapping
from functools import lru_cache

import numpy as np

from kompetensnav.apps.education.models import Intake
from kompetensnav.apps.matches.finding import similarity_in_use
from kompetensnav.apps.needs.models import Need
from kompetensnav.apps.needs.snapshot import snapshot
from kompetensnav.apps.people.models import Person
from kompetensnav.apps.routes.catalogue import RegionOffers, forget_offers, region_offers, with_held
from kompetensnav.apps.routes.parameters import route_parameters
from kompetensnav.apps.routes.people import RegionPeople, forget_people, region_people
from kompetensnav.apps.routes.shown import (
    NeedRoutesShown,
    PersonRoute,
    RouteGroup,
    Stopper,
    StoredRoute,
)
from kompetensnav.apps.routes.snapshot import NamedGoal, goal_of_need, traveller
from kompetensnav.apps.routes.stored import Stores, by_intake
from kompetensnav.apps.routes.taught import taught
from kompetensnav.engine.matching.degree import score
from kompetensnav.engine.matching.need import CompiledNeed
from kompetensnav.engine.matching.similarity import Similarity
from kompetensnav.engine.pathways.for_need import first_routes_for_need, routes_for_need
from kompetensnav.engine.pathways.offers import Day, Goal, NeedRoutes
from kompetensnav.engine.pathways.search import routes_for_person

_NEEDS_AT_HAND = 64  # answers of a few megabytes each where a region has ten thousand people


def routes_of_need(need: Need, today: datetime.date) -> NeedRoutesShown:
    """Everybody's routes to a need, by what they lead over. As many queries however many people and intakes."""
    similarity = similarity_in_use()
    collaboration = need.organisation.collaboration_id
    people = region_people(collaboration, similarity.graph)
    offers = region_offers(collaboration, similarity.graph, today)
    asked = snapshot(need, similarity.graph)
    named = goal_of_need(asked)
    found = _answer(named.goal, people, offers, similarity, today.toordinal())
    groups: dict[RouteGroup, list[PersonRoute]] = defaultdict(list)
    for one in _shown(found, named, people, offers, today, _fit(asked.need, people, similarity)):
        groups[one.group].append(one)
    stopped = [(i, n) for i, n in enumerate(found.stopped) if n]
    known = taught(offers, similarity)
    return NeedRoutesShown(
        now=groups[RouteGroup.NOW],
        training=by_intake(groups[RouteGroup.TRAINING], offers),
        prepared=groups[RouteGroup.PREPARED],
        placement=groups[RouteGroup.PLACEMENT],
        moving=groups[RouteGroup.MOVE],
        total=found.total,
        without_evidence=found.without_evidence,
        stopped=found.stopped_people,
        stoppers=[Stopper(int(named.names[i]), n) for i, n in stopped],
        buildable=[int(named.names[i]) for i, _ in stopped if not known.giving(named.goal.requirements[i])],
        parameters=route_parameters().version,
    )


def routes_of_person(
    person: Person, need: Need, today: datetime.date, holding: Collection[str] = ()
) -> list[StoredRoute]:
    """One person's routes to a need, the earliest first. ``holding``: intakes they have a seat of already."""
    similarity = similarity_in_use()
    offers = region_offers(need.organisation.collaboration_id, similarity.graph, today)
    offers = with_held(offers, holding, similarity.graph, today)
    named = goal_of_need(snapshot(need, similarity.graph))
    who = traveller(person, similarity.graph, today)
    found = routes_for_person(who, named.goal, offers.offers, similarity, route_parameters(), today.toordinal())
    stores = Stores(named.names, offers, route_parameters(), today)
    return [stores.route(route) for route in found.routes]


def other_routes(need: Need, people_ids: Collection[str], today: datetime.date) -> dict[str, list[StoredRoute]]:
    """For each of a few people in ``routes_of_need`` the routes after the first: none is worse in everything."""
    similarity = similarity_in_use()
    collaboration = need.organisation.collaboration_id
    people = region_people(collaboration, similarity.graph)
    offers = region_offers(collaboration, similarity.graph, today)
    named = goal_of_need(snapshot(need, similarity.graph))
    few = people.supply.only(people_ids)
    found = routes_for_need(
        named.goal, few, people.free_from, offers.offers, similarity, route_parameters(), today.toordinal()
    )
    stores = Stores(named.names, offers, route_parameters(), today)
    return {one.person: [stores.route(route) for route in one.routes[1:]] for one in found.people}


def invitable(intake: Intake, today: datetime.date) -> dict[str, list[PersonRoute]]:
    """Whose first route to an open need leads over this intake, by need; needs that nobody gets to so are left out.

    As many queries however many needs. Only needs to which the programme is of any use are searched.
    """
    similarity = similarity_in_use()
    collaboration = intake.programme.provider.collaboration_id
    people = region_people(collaboration, similarity.graph)
    offers = region_offers(collaboration, similarity.graph, today)
    if intake.pk not in offers.intakes:
        return {}
    found = {}
    for need in Need.objects.in_region(collaboration).open().prefetch_related("requirements").order_by("pk"):
        named = goal_of_need(snapshot(need, similarity.graph))
        if intake.programme_id not in taught(offers, similarity).of_use(named.goal):
            continue
        answer = _answer(named.goal, people, offers, similarity, today.toordinal())
        over = [p for p in answer.people if intake.pk in p.routes[0].offers]
        if over:
            stores, home = Stores(named.names, offers, route_parameters(), today), _homes(people)
            found[need.pk] = [stores.person(p, home[p.person]) for p in over]
    return found


@lru_cache(maxsize=_NEEDS_AT_HAND)
def _answer(
    goal: Goal, people: RegionPeople, offers: RegionOffers, similarity: Similarity, today: Day
) -> NeedRoutes:
    """Kept as long as neither the people nor the catalogue change."""
    return first_routes_for_need(
        goal, people.supply, people.free_from, offers.offers, similarity, route_parameters(), today
    )


def _shown(
    found: NeedRoutes,
    named: NamedGoal,
    people: RegionPeople,
    offers: RegionOffers,
    today: datetime.date,
    fit: Mapping[str, tuple[int, int]],
) -> list[PersonRoute]:
    """By the key of the first route; where keys are equal as a match ranks: what is certain, what is possible."""
    stores, home = Stores(named.names, offers, route_parameters(), today), _homes(people)
    ordered = sorted(found.people, key=lambda p: (p.routes[0].key, fit[p.person], p.person))
    return [stores.person(one, home[one.person]) for one in ordered]


@lru_cache(maxsize=_NEEDS_AT_HAND)
def _fit(need: CompiledNeed, people: RegionPeople, similarity: Similarity) -> Mapping[str, tuple[int, int]]:
    """How everybody stands to all that a need asks for, merits too: (-lo, -hi), the better the lower."""
    scores = score(need, people.supply, similarity)
    pairs = zip((-scores.lo.astype(np.int64)).tolist(), (-scores.hi.astype(np.int64)).tolist(), strict=True)
    return dict(zip(people.supply.ids, pairs, strict=True))


@lru_cache(maxsize=4)
def _homes(people: RegionPeople) -> Mapping[str, int]:
    return dict(zip(people.supply.ids, people.supply.home.tolist(), strict=True))


def forget_routes() -> None:
    """Let go of all that this process holds of people and of the catalogue."""
    forget_people()
    forget_offers()
    for kept in (_answer, _homes, taught):
        kept.cache_clear()
