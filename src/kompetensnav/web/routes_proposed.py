"""The route a person was proposed with, and what has happened to it since, as the pages of a proposal show them."""

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.utils import timezone
from django.utils.translation import gettext

from kompetensnav.apps.proposals.enums import RouteEvent
from kompetensnav.apps.proposals.models import Proposal, RouteNotice
from kompetensnav.apps.routes.shown import StoredRoute
from kompetensnav.web import route_words
from kompetensnav.web.explained import Explained
from kompetensnav.web.routes_axis import Axis, axis_of, window_of
from kompetensnav.web.routes_drawn import Drawn, Names, drawn


@dataclass(frozen=True, slots=True)
class ChangeShown:
    """What happened to an intake on the way. ``drawn`` None: no route is left. ``id`` is the notice's."""

    id: int
    what: str
    at: datetime.datetime
    drawn: Drawn | None


@dataclass(frozen=True, slots=True)
class ProposedRoute:
    """The route as it was frozen, and each change nobody has dealt with, against one axis."""

    axis: Axis
    drawn: Drawn
    changes: Sequence[ChangeShown]


def proposed_route(proposal: Proposal, why: Explained, notices: Iterable[RouteNotice]) -> ProposedRoute | None:
    """None where the person was proposed as they are. ``why`` has the words of what the need asks for."""
    if proposal.route is None:
        return None
    told, today, need_date = list(notices), timezone.localdate(), proposal.need.starts_on
    routes: list[StoredRoute] = [proposal.route, *(n.route for n in told if n.route is not None)]
    arrivals = [datetime.date.fromisoformat(route["ready"]) for route in routes]
    window = window_of(today, (need_date, *arrivals))
    facts = (fact for _, some in why.lists for fact in some)
    names: Names = {fact.number: fact.label for fact in facts if fact.number is not None}

    def draw(route: StoredRoute) -> Drawn:
        return drawn(route, need_date=need_date, window=window, names=names)

    changes = [
        ChangeShown(n.pk, what_happened(n, today), n.at, None if n.route is None else draw(n.route)) for n in told
    ]
    return ProposedRoute(axis_of(window, need_date), draw(proposal.route), changes)


def what_happened(notice: RouteNotice, today: datetime.date) -> str:
    """In a sentence."""
    name = notice.intake.programme.name
    if notice.event == RouteEvent.CANCELLED or notice.starts_on is None:
        return gettext("%(course)s is cancelled.") % {"course": name}
    day = route_words.day(notice.starts_on, today)
    return gettext("%(course)s begins %(day)s instead.") % {"course": name, "day": day}
