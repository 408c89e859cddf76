"""The routes to a need, as a part of its page: who gets there by when, and what stops those who do not.

Coordinators see people without name; those who plan supply see the same groups as numbers.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.http import QueryDict
from django.utils import timezone

from kompetensnav.apps.core.log import looked
from kompetensnav.apps.core.models import Look
from kompetensnav.apps.memberships.actor import Actor
from kompetensnav.apps.memberships.enums import May
from kompetensnav.apps.needs.models import Need
from kompetensnav.apps.proposals.models import Proposal
from kompetensnav.apps.routes.finding import other_routes, routes_of_need
from kompetensnav.apps.routes.shown import NeedRoutesShown
from kompetensnav.runtime.problems import InputError
from kompetensnav.web.needs.routes_filters import Filters, filters_of
from kompetensnav.web.needs.routes_groups import LINES, GroupShown, Line, Others, Reader, filtered, shown
from kompetensnav.web.numbers_given import NOBODY, Given, covering, part, total
from kompetensnav.web.requests import Request
from kompetensnav.web.routes_axis import Axis
from kompetensnav.web.words import sentences


@dataclass(frozen=True, slots=True)
class StopperShown:
    """One requirement that stops people; ``buildable``: nothing in the catalogue gives it."""

    label: str
    people: Given
    buildable: bool


@dataclass(frozen=True, slots=True)
class Numbers:
    """How many people there are, with a route and without.

    ``stopped_otherwise``: at least so many lack no single requirement: the place, the dates, the age or the steps
    stop them.
    """

    total: Given = NOBODY
    with_route: Given = NOBODY
    without_evidence: Given = NOBODY
    stopped: Given = NOBODY
    stopped_otherwise: Given = NOBODY


@dataclass(frozen=True, slots=True)
class RoutesTab:
    """All that the tab shows. ``state``: draft, ended, problem or found."""

    state: str
    sees_people: bool
    may_build: bool
    filters: Filters
    problem: Sequence[str] = ()
    groups: Sequence[GroupShown] = ()
    axis: Axis | None = None
    numbers: Numbers = Numbers()
    fitting: Given = NOBODY  # of those with a route, how many the filters leave
    stoppers: Sequence[StopperShown] = ()
    parameters: str = ""

    @property
    def lines(self) -> list[Line]:
        """What one can filter by."""
        return list(LINES.values())


def sees_routes(actor: Actor) -> bool:
    """Whether the tab is there: with people for some, with numbers for others."""
    return actor.may(May.SEE_ROUTES) or actor.may(May.SEE_SUPPLY)


def routes_tab(
    request: Request,
    need: Need,
    names: Mapping[int, str],
    proposals: Sequence[Proposal],
    chosen: Mapping[str, Sequence[str]],
) -> RoutesTab:
    """The tab; everybody whom it lists is written to the access log. ``names`` of the requirements by number;
    ``chosen`` people of a form that could not be carried out, with the intakes of the route chosen for each.
    """
    kept: dict[str, Any] = {
        "sees_people": request.actor.may(May.SEE_ROUTES),
        "may_build": request.actor.may(May.WRITE_COURSES),
        "filters": filters_of(request.GET),
    }
    if not need.is_open:
        return RoutesTab("draft" if need.is_draft else "ended", **kept)
    try:
        found = routes_of_need(need, timezone.localdate())
    except InputError as error:
        return RoutesTab("problem", problem=sentences(error), **kept)
    reader = Reader(
        need_date=need.starts_on,
        today=timezone.localdate(),
        names=names,
        standing={p.person_id: p for p in proposals if not p.withdrawn},
        chosen=chosen,
        filters=kept["filters"],
        sees_people=kept["sees_people"],
    )
    tab = _found(need, found, reader, kept)
    looked(request.actor, [p.person for g in tab.groups for p in g.people], Look.CANDIDATE, need)
    return tab


def _found(need: Need, found: NeedRoutesShown, reader: Reader, kept: Mapping[str, Any]) -> RoutesTab:
    left = filtered(found, reader)

    def others_of(people: Collection[str]) -> Others:
        return other_routes(need, people, reader.today) if reader.sees_people else {}

    groups, axis = shown(left, [g.intake for g in found.training], reader, others_of)
    return RoutesTab(
        "found",
        **kept,
        groups=groups,
        axis=axis,
        numbers=numbers_of(found, exact=reader.sees_people),
        fitting=total(g.given for g in groups),
        stoppers=[
            StopperShown(
                reader.names.get(s.number, str(s.number)),
                part(s.people, exact=reader.sees_people),
                s.number in found.buildable,
            )
            for s in sorted(found.stoppers, key=lambda s: (-s.people, s.number))
        ],
        parameters=found.parameters,
    )


def numbers_of(found: NeedRoutesShown, *, exact: bool) -> Numbers:
    """So that from all of them together no small one can be worked out."""

    def given(n: int) -> Given:
        return part(n, exact=exact)

    over_no_course = (found.now, found.prepared, found.placement, found.moving)
    with_route = total(given(len(p)) for p in (*over_no_course, *(i.people for i in found.training)))
    stoppers = [given(s.people) for s in found.stoppers]
    otherwise = given(max(found.stopped - sum(s.people for s in found.stoppers), 0))
    stopped = total([*stoppers, otherwise]) if otherwise else covering(found.stopped, stoppers)
    without_evidence = given(found.without_evidence)
    everybody = total([with_route, without_evidence, stopped])
    return Numbers(everybody, with_route, without_evidence, stopped, otherwise)


def chosen_routes(sent: QueryDict, people: Sequence[str]) -> dict[str, list[str]]:
    """The intakes of the route that was chosen for each of these people, where one was."""
    routes = {person: sent.get(f"route-{person}") for person in people}
    return {person: [i for i in route.split(",") if i] for person, route in routes.items() if route is not None}
