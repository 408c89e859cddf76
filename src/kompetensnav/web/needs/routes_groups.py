"""Routes to a need as lines of a timetable: which are listed, under which line and intake, and who has each."""

import datetime
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from kompetensnav.apps.education.enums import IntakeStatus
from kompetensnav.apps.education.models import Intake
from kompetensnav.apps.people.purposes import Text
from kompetensnav.apps.proposals.models import Proposal
from kompetensnav.apps.proposals.queries import state_of
from kompetensnav.apps.routes.shown import NeedRoutesShown, PersonRoute, RouteGroup, StoredRoute
from kompetensnav.web import route_words
from kompetensnav.web.needs.routes_filters import MOST_PEOPLE, Filters
from kompetensnav.web.numbers_given import Given, part, total
from kompetensnav.web.routes_axis import Axis, Window, axis_of, window_of
from kompetensnav.web.routes_drawn import Drawn, Names, arrives_on, drawn, first_days


@dataclass(frozen=True, slots=True)
class Line:
    """A group of routes as a line of a timetable: its letter and colour, and what it is called."""

    group: RouteGroup
    letter: str
    title: Text
    note: Text

    @property
    def colour(self) -> str:
        """The class of its colour."""
        return f"k-{self.letter.lower()}"


Others = Mapping[str, Sequence[StoredRoute]]  # routes after the first, by person
LINES = {
    line.group: line
    for line in (
        Line(RouteGroup.NOW, "N", _("Can begin now"), _("as they are, some of them when a question is answered")),
        Line(RouteGroup.TRAINING, "U", _("After training"), _("over a course with a date")),
        Line(RouteGroup.PREPARED, "S", _("After validation or a language step"), _("what they can, on paper")),
        Line(RouteGroup.PLACEMENT, "P", _("By placement"), _("over training at a workplace")),
        Line(RouteGroup.MOVE, "F", _("By moving here"), _("they have said yes, or nobody has asked")),
    )
}
ORDER: Mapping[str, Callable[[StoredRoute], Any]] = {
    "ready": lambda r: (r["ready"], r["cost"]),
    "cost": lambda r: (route_words.cost_known(r) is None, r["cost"], r["ready"]),
    "assumed": lambda r: (len(r["doubts"]), r["ready"]),
}


@dataclass(frozen=True, slots=True)
class PersonShown:
    """One person, without name; ``others`` are routes to choose instead of the one that is drawn."""

    person: str
    place: str
    others: Sequence[Drawn]
    proposal: Proposal | None
    state: str
    chosen: bool
    picked: int  # which of the others is chosen, from 1; 0 the one that is drawn


@dataclass(frozen=True, slots=True)
class RouteShown:
    """One route and those who have it as their first. ``others``: of all of these, each once."""

    drawn: Drawn
    people: Sequence[PersonShown]
    total: int
    others: Sequence[Drawn]

    @property
    def more(self) -> int:
        """How many are not listed."""
        return self.total - len(self.people)


@dataclass(frozen=True, slots=True)
class IntakeShown:
    """Routes over one intake first; ``full_before`` are earlier starts of the same programme that are full."""

    intake: Intake
    routes: Sequence[RouteShown]
    total: int
    given: Given
    seats: str
    short: bool  # fewer seats left than people, where their number is given
    ready: str
    punctuality: str
    late: bool
    cost: str
    full_before: Sequence[str]


@dataclass(frozen=True, slots=True)
class GroupShown:
    """One line with its routes; those over a course stand under their intakes. ``ready``: the first of them."""

    line: Line
    total: int
    given: Given
    ready: str
    more_at: str  # the address of more of them
    routes: Sequence[RouteShown] = ()
    intakes: Sequence[IntakeShown] = ()

    @property
    def people(self) -> list[PersonShown]:
        """Whoever is listed."""
        routes = (*self.routes, *(r for i in self.intakes for r in i.routes))
        return [p for r in routes for p in r.people]


@dataclass(frozen=True, slots=True)
class Shared:
    """People whose first routes are told alike; ``listed`` are those of them who are shown."""

    people: Sequence[PersonRoute]
    listed: Sequence[PersonRoute]


@dataclass(frozen=True)
class Reader:
    """For whom and what the routes are told."""

    need_date: datetime.date | None
    today: datetime.date
    names: Names
    standing: Mapping[str, Proposal]  # by person
    chosen: Mapping[str, Sequence[str]]  # people who are always listed, with the intakes of the route chosen
    filters: Filters
    sees_people: bool


def filtered(found: NeedRoutesShown, reader: Reader) -> dict[RouteGroup, list[PersonRoute]]:
    """Everybody whose first route the filters leave, by its group, in the order asked for."""
    groups = {
        RouteGroup.NOW: found.now,
        RouteGroup.TRAINING: [p for g in found.training for p in g.people],
        RouteGroup.PREPARED: found.prepared,
        RouteGroup.PLACEMENT: found.placement,
        RouteGroup.MOVE: found.moving,
    }
    filters, order = reader.filters, ORDER[reader.filters.order]
    left = {
        group: sorted(
            (p for p in people if filters.leave(p.first, reader.need_date)),
            key=lambda p: order(p.first),  # where equal, as they were found: those who fit better first
        )
        for group, people in groups.items()
        if filters.group in ("", group.value)
    }
    return {group: people for group, people in left.items() if people}


def shown(
    groups: Mapping[RouteGroup, Sequence[PersonRoute]],
    intakes: Sequence[Intake],
    reader: Reader,
    others_of: Callable[[Collection[str]], Others],
) -> tuple[list[GroupShown], Axis]:
    """The lines that have anybody, and the axis of all that is drawn. Other routes are asked for those listed."""
    picked = {group: _by_intake(people, group, reader) for group, people in groups.items()}
    drawn_routes = (s.people[0].first for under in picked.values() for some in under.values() for s in some)
    window = window_of(reader.today, (reader.need_date, *first_days(drawn_routes)))
    listed = [p.person for under in picked.values() for some in under.values() for s in some for p in s.listed]
    tell = _Teller(reader, {i.pk: i for i in intakes}, lambda r: _drawn(r, reader, window), others_of(listed))
    found = [tell.group(LINES[group], people, picked[group]) for group, people in groups.items()]
    return found, axis_of(window, reader.need_date)


def _drawn(route: StoredRoute, reader: Reader, window: Window) -> Drawn:
    return drawn(route, need_date=reader.need_date, window=window, names=reader.names)


def _by_intake(people: Sequence[PersonRoute], group: RouteGroup, reader: Reader) -> dict[str, list[Shared]]:
    """By the intake that comes first on the way, for routes over a course; the others under one empty name."""
    under: dict[str, list[PersonRoute]] = {}
    for one in people:
        under.setdefault(_first_intake(one.first) if group is RouteGroup.TRAINING else "", []).append(one)
    most = reader.filters.shown
    listed = {
        pk: those
        for i, (pk, those) in enumerate(under.items())
        if i < most or not reader.sees_people or any(p.person in reader.chosen for p in those)
    }
    return _within_a_page({pk: _shared(those, reader) for pk, those in listed.items()}, reader)


def _within_a_page(under: Mapping[str, list[Shared]], reader: Reader) -> dict[str, list[Shared]]:
    """The same with no more people listed than a page can hold, and whoever is chosen."""
    left = MOST_PEOPLE
    found: dict[str, list[Shared]] = {}
    for pk, some in under.items():
        found[pk] = []
        for one in some:
            listed = [p for i, p in enumerate(one.listed) if i < left or p.person in reader.chosen]
            left = max(left - len(listed), 0)
            if listed:
                found[pk].append(Shared(one.people, listed))
    return {pk: some for pk, some in found.items() if some or not reader.sees_people}


def _first_intake(route: StoredRoute) -> str:
    return next((s["intake"] for s in route["steps"] if s["intake"]), "")


def _shared(people: Sequence[PersonRoute], reader: Reader) -> list[Shared]:
    """By the route that they share, in the order of the first of each."""
    alike: dict[tuple[Any, ...], list[PersonRoute]] = {}
    for one in people:
        alike.setdefault(_told(one.first), []).append(one)
    most, found = reader.filters.shown, []
    for i, those in enumerate(alike.values()):
        listed = those[: reader.filters.people] if i < most else []
        listed += [p for p in those[len(listed) :] if p.person in reader.chosen]
        if listed:
            found.append(Shared(those, listed))
    return found


def _told(route: StoredRoute) -> tuple[Any, ...]:
    """Equal for routes that are drawn and told alike."""
    steps = ((s["kind"], s["starts"], s["ends"], s["intake"], s["place"], *s["meets"]) for s in route["steps"])
    return route["ready"], route["cost"], tuple(route["doubts"]), tuple(steps)


class _Teller:
    """Puts picked routes into words and drawings."""

    def __init__(
        self, reader: Reader, intakes: Mapping[str, Intake], draw: Callable[[StoredRoute], Drawn], others: Others
    ) -> None:
        self.reader, self.intakes, self.draw, self.others = reader, intakes, draw, others
        self.now = timezone.now()
        self.known: dict[tuple[Any, ...], Drawn] = {}

    def group(self, line: Line, people: Sequence[PersonRoute], under: Mapping[str, Sequence[Shared]]) -> GroupShown:
        """One line."""
        ready = route_words.day(min(arrives_on(p.first) for p in people), self.reader.today)
        more_at = self.reader.filters.more_of(line.group)
        n, exact = len(people), self.reader.sees_people
        if line.group is not RouteGroup.TRAINING:
            return GroupShown(line, n, part(n, exact=exact), ready, more_at, routes=self._routes(under[""]))
        full = _full_starts([self.intakes[pk] for pk in under], self.reader.today)
        intakes = [self._intake(self.intakes[pk], shared, people, full) for pk, shared in under.items()]
        told = part(n, exact=True) if exact else total(i.given for i in intakes)  # not every intake is listed
        return GroupShown(line, n, told, ready, more_at, intakes=intakes)

    def _routes(self, shared: Sequence[Shared]) -> list[RouteShown]:
        if not self.reader.sees_people:
            return []
        return [self._route(one) for one in shared]

    def _route(self, shared: Shared) -> RouteShown:
        people = [self._person(p) for p in shared.listed]
        others = {id(other): other for p in people for other in p.others}
        return RouteShown(self._drawn(shared.people[0].first), people, len(shared.people), list(others.values()))

    def _drawn(self, route: StoredRoute) -> Drawn:
        """Drawn once, however many people share it."""
        told = _told(route)
        if told not in self.known:
            self.known[told] = self.draw(route)
        return self.known[told]

    def _intake(
        self,
        intake: Intake,
        shared: Sequence[Shared],
        people: Sequence[PersonRoute],
        full: Mapping[str, Sequence[datetime.date]],
    ) -> IntakeShown:
        those = [p for p in people if _first_intake(p.first) == intake.pk]
        ready, date, today = min(arrives_on(p.first) for p in those), self.reader.need_date, self.reader.today
        left, people_given = intake.seats_left, part(len(those), exact=self.reader.sees_people)
        before = (d for d in full.get(intake.programme_id, ()) if intake.starts_on and d < intake.starts_on)
        return IntakeShown(
            intake=intake,
            routes=self._routes(shared),
            total=len(those),
            given=people_given,
            seats=route_words.seats(left),
            short=left is not None and left < len(those) and people_given.whole,
            ready=route_words.day(ready, today),
            punctuality=route_words.punctuality(ready, date, today),
            late=date is not None and ready > date,
            cost=route_words.money_or_unknown(intake.programme.cost),
            full_before=[route_words.day(d, today) for d in before],
        )

    def _person(self, one: PersonRoute) -> PersonShown:
        proposal = self.reader.standing.get(one.person)
        others = [self._drawn(r) for r in self.others.get(one.person, ())]
        by = list(self.reader.chosen.get(one.person, ()))
        drawn_one = self._drawn(one.first)
        picked = next((i for i, o in enumerate(others, 1) if o.intakes == by and drawn_one.intakes != by), 0)
        return PersonShown(
            person=one.person,
            place=route_words.place(one.municipality),
            others=others,
            proposal=proposal,
            state=str(state_of(proposal, self.now).label) if proposal else "",
            chosen=one.person in self.reader.chosen,
            picked=picked,
        )


def _full_starts(intakes: Sequence[Intake], today: datetime.date) -> dict[str, list[datetime.date]]:
    """Starts of these programmes that lie ahead and are full. One query."""
    programmes = {i.programme_id for i in intakes}
    rows = Intake.objects.filter(status=IntakeStatus.FULL, programme__in=programmes, starts_on__gte=today)
    found: dict[str, list[datetime.date]] = {}
    for programme, starts in rows.order_by("starts_on").values_list("programme_id", "starts_on"):
        if starts is not None:
            found.setdefault(programme, []).append(starts)
    return found
