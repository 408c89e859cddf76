"""What the engine found, as pages show it and proposals freeze it."""

import datetime
from collections.abc import Sequence

from kompetensnav.apps.education.models import Intake
from kompetensnav.apps.places.facts import municipalities
from kompetensnav.apps.routes.catalogue import RegionOffers
from kompetensnav.apps.routes.shown import IntakeRoutes, PersonRoute, RouteGroup, StoredRoute
from kompetensnav.engine.matching.supply import UNKNOWN_PLACE
from kompetensnav.engine.pathways.offers import PersonRoutes, Route, RouteParameters, Step
from kompetensnav.engine.pathways.terms import StepKind

# what a route with a step of these kinds is grouped by, the first that holds
_GROUPS = (
    (RouteGroup.TRAINING, {StepKind.TRAINING}),
    (RouteGroup.PREPARED, {StepKind.LANGUAGE, StepKind.VALIDATION}),
    (RouteGroup.PLACEMENT, {StepKind.PLACEMENT}),
    (RouteGroup.MOVE, {StepKind.MOVE}),
)
_NO_INTAKE: StoredRoute = {
    "intake": None,
    "programme": None,
    "name": "",
    "provider": "",
    "apply_by": None,
    "on_site": None,
    "on_site_weeks": None,
    "pace": None,
    "seats_left": None,
    "cost": None,
    "finance": [],
}


class Stores:
    """Turns routes to one goal into what is stored. A route that many people share is turned once."""

    def __init__(
        self, names: Sequence[int | str], offers: RegionOffers, parameters: RouteParameters, today: datetime.date
    ) -> None:
        self._names = names
        self._intakes = offers.intakes
        self._parameters = parameters
        self._found_on = today.isoformat()
        self._codes = list(municipalities())
        self._stored: dict[int, tuple[Route, StoredRoute]] = {}

    def person(self, found: PersonRoutes, home: int) -> PersonRoute:
        """One person with at least one route; ``home`` as the supply has it."""
        first = found.routes[0]
        municipality = "" if home == UNKNOWN_PLACE else self._codes[home]
        return PersonRoute(found.person, municipality, group_of(first), self.route(first))

    def route(self, route: Route) -> StoredRoute:
        """One route."""
        known = self._stored.get(id(route))
        if known is None:
            known = self._stored[id(route)] = (
                route,
                self._route(route),
            )  # kept alive, so that its id stays its own
        return known[1]

    def _route(self, route: Route) -> StoredRoute:
        return {
            "ready": _day(route.ready),
            "cost": route.cost,
            "moves": route.moves,
            "doubts": [doubt.name.lower() for doubt in route.doubts],
            "steps": [self._step(step) for step in route.steps],
            "parameters": self._parameters.version,
            "found_on": self._found_on,
        }

    def _step(self, step: Step) -> StoredRoute:
        stored: StoredRoute = {
            "kind": step.kind.name.lower(),
            "starts": _day(step.starts),
            "ends": _day(step.ends),
            "meets": [self._names[i] for i in step.meets],
            "place": None if step.place is None else self._codes[step.place],
        }
        return stored | (_NO_INTAKE if step.offer is None else _of_intake(self._intakes[step.offer]))


def group_of(route: Route) -> RouteGroup:
    """By what a route is grouped."""
    kinds = {step.kind for step in route.steps}
    return next((group for group, of in _GROUPS if kinds & of), RouteGroup.NOW)


def by_intake(people: Sequence[PersonRoute], offers: RegionOffers) -> list[IntakeRoutes]:
    """People by the intake that their first route leads over first; where somebody is ready first comes first."""
    groups: dict[str, list[PersonRoute]] = {}
    for one in people:
        groups.setdefault(intakes_of(one.first)[0], []).append(one)
    found = [
        IntakeRoutes(
            intake=offers.intakes[pk],
            people=group,
            ready=min(datetime.date.fromisoformat(one.first["ready"]) for one in group),
            cost=offers.intakes[pk].programme.cost,
        )
        for pk, group in groups.items()
    ]
    return sorted(found, key=lambda g: (g.ready, -len(g.people), g.intake.pk))


def intakes_of(route: StoredRoute) -> list[str]:
    """Ids of the intakes on the way, in order."""
    return [step["intake"] for step in route["steps"] if step["intake"] is not None]


def _of_intake(intake: Intake) -> StoredRoute:
    programme = intake.programme
    return {
        "intake": intake.pk,
        "programme": programme.pk,
        "name": programme.name,
        "provider": programme.provider.name,
        "apply_by": intake.apply_by and intake.apply_by.isoformat(),
        "place": intake.municipality_id,
        "on_site": intake.on_site,
        "on_site_weeks": intake.on_site_weeks,
        "pace": intake.pace,
        "seats_left": intake.seats_left,
        "cost": programme.cost,
        "finance": list(programme.finance),
    }


def _day(ordinal: int) -> str:
    return datetime.date.fromordinal(ordinal).isoformat()
