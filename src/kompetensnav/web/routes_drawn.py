"""A route as pages show it: a timeline read at a glance like a trip, and the list of steps that says it in words.

The drawing is decoration: everything in it stands in ``steps``, which is also what a phone shows.
"""

import datetime
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext, gettext_lazy

from kompetensnav.apps.people.purposes import Text
from kompetensnav.apps.routes.shown import StoredRoute
from kompetensnav.web import route_words
from kompetensnav.web.routes_axis import Label, Wanted, Window, month, per_cent, placed

Names = Mapping[Any, str]  # what is met, by the number of a requirement or the id of a concept
_COLOURS = {"ask": "n", "training": "u", "validation": "s", "language": "s", "placement": "p", "move": "f"}
_SHAPES = {"ask": "prep", "validation": "prep", "move": "move"}  # others are thick: study or work
_DECIDING = ("u", "s", "p", "f")  # as routes are grouped
_WORDS: dict[str, Text] = {
    "training": gettext_lazy("course"),
    "validation": gettext_lazy("validation"),
    "language": gettext_lazy("language"),
    "placement": gettext_lazy("at work"),
    "move": gettext_lazy("move"),
}
_ARRIVAL, _DEADLINE, _START, _OTHER = range(4)  # whose label is placed first


@dataclass(frozen=True, slots=True)
class Segment:
    """A piece of the line: from and to, its line (colour) and its shape."""

    x1: str
    x2: str
    line: str
    shape: str


@dataclass(frozen=True, slots=True)
class Stop:
    """A circle on the line, with the word that stands over it and the rank by which it is placed."""

    day: datetime.date
    x: str
    word: str
    rank: int
    line: str


@dataclass(frozen=True, slots=True)
class StepShown:
    """One line of the list: when, what, and the rest. ``mark``: deadline or arrival, else empty."""

    day: datetime.date
    when: str
    what: str
    detail: str
    line: str
    mark: str = ""


@dataclass(frozen=True, slots=True)
class Drawn:
    """A route ready for ``routes/_route.html`` and ``routes/_way.html``. ``due`` is empty without a date."""

    segments: tuple[Segment, ...]
    stops: Sequence[Stop]
    arrival: str
    words: tuple[Label, ...]
    dates: tuple[Label, ...]
    grid: tuple[str, ...]
    today: str
    due: str
    steps: tuple[StepShown, ...]
    ready: datetime.date
    ready_on: str
    punctuality: str
    late: bool
    lasts: str  # from today
    assumptions: Sequence[str]
    cost: str
    finance: str
    seats_left: int | None  # the fewest on the way; None where one of them is not known, or there is none
    intakes: Sequence[str]

    @property
    def choice(self) -> str:
        """What a form sends of it: the intakes it leads over."""
        return ",".join(self.intakes)

    @property
    def line(self) -> str:
        """The line that the whole route belongs to: of its steps the one that decides."""
        taken = {step.line for step in self.steps}
        return next((code for code in _DECIDING if code in taken), "n")


def drawn(route: StoredRoute, *, need_date: datetime.date | None, window: Window, names: Names) -> Drawn:
    """The drawing and the words of one route. ``names`` of what its steps meet."""
    ready = arrives_on(route)
    steps, today = route["steps"], window.today
    stops = [stop for step in steps for stop in _stops(step, window) if stop.day >= window.first]
    arrives = _stop(ready, gettext("ready"), _ARRIVAL, "n", window)
    asked = [names.get(n, str(n)) for step in steps if step["kind"] == "ask" for n in step["meets"]]
    left = [s["seats_left"] for s in steps if s["intake"]]
    return Drawn(
        segments=_segments(steps, ready, window),
        stops=stops,
        arrival=arrives.x,
        words=placed(Wanted(window.x(s.day), s.word, s.rank) for s in (arrives, *stops)),
        dates=placed(
            Wanted(window.x(s.day), f"{s.day.day} {month(s.day)}", s.rank) for s in _one_a_day((arrives, *stops))
        ),
        grid=window.grid,
        today=per_cent(window.x(today)),
        due=per_cent(window.x(need_date)) if need_date else "",
        steps=(*(line for step in steps for line in _lines(step, names, today)), _arrival(ready, today)),
        ready=ready,
        ready_on=route_words.day(ready, today),
        punctuality=route_words.punctuality(ready, need_date, today),
        late=need_date is not None and ready > need_date,
        lasts=route_words.from_today(ready, today),
        assumptions=route_words.assumptions(route, asked),
        cost=route_words.cost(route),
        finance=route_words.finance(dict.fromkeys(code for s in steps for code in s["finance"] or ())),
        seats_left=min(left) if left and None not in left else None,
        intakes=[s["intake"] for s in steps if s["intake"]],
    )


def arrives_on(route: StoredRoute) -> datetime.date:
    """The first day that all is met."""
    return datetime.date.fromisoformat(route["ready"])


def first_days(routes: Iterable[StoredRoute]) -> list[datetime.date]:
    """The days that a window must hold for these routes: where each arrives."""
    return [arrives_on(route) for route in routes]


def _stops(step: StoredRoute, window: Window) -> list[Stop]:
    """Where somebody stops on a step. Asking is marked where it is answered."""
    line, starts = _COLOURS[step["kind"]], datetime.date.fromisoformat(step["starts"])
    if step["kind"] == "ask":
        return [_stop(datetime.date.fromisoformat(step["ends"]), gettext("answer"), _OTHER, line, window)]
    found = [_stop(starts, str(_WORDS[step["kind"]]), _START, line, window)]
    by = _apply_by(step, window.today)
    return found if by in (None, starts) else [_stop(by, gettext("apply"), _DEADLINE, line, window), *found]


def _stop(day: datetime.date, word: str, rank: int, line: str, window: Window) -> Stop:
    return Stop(day, per_cent(window.x(day)), word, rank, line)


def _one_a_day(stops: Sequence[Stop]) -> list[Stop]:
    """Where two steps meet the date is written once."""
    return list({s.day: s for s in sorted(stops, key=lambda s: -s.rank)}.values())


def _apply_by(step: StoredRoute, today: datetime.date) -> datetime.date | None:
    """The last day to apply, while it lies ahead."""
    by = datetime.date.fromisoformat(step["apply_by"]) if step["apply_by"] else None
    return by if by and by >= today else None


def _segments(steps: Sequence[StoredRoute], ready: datetime.date, window: Window) -> tuple[Segment, ...]:
    """The line from today to the end of the window; dotted where one waits, thick in work from the arrival on."""
    found: list[Segment] = []
    at = window.today

    def draw(until: datetime.date, line: str, shape: str) -> None:
        nonlocal at
        if until > at:
            found.append(Segment(per_cent(window.x(at)), per_cent(window.x(until)), line, shape))
            at = until

    for step in steps:
        draw(datetime.date.fromisoformat(step["starts"]), "n", "wait")
        ends = datetime.date.fromisoformat(step["ends"])
        draw(ends, _COLOURS[step["kind"]], _SHAPES.get(step["kind"], "full"))
    draw(ready, "n", "wait")
    draw(window.last, "n", "full")
    return tuple(found)


def _lines(step: StoredRoute, names: Names, today: datetime.date) -> list[StepShown]:
    """What the list says of a step: its last day to apply, then the step."""
    kind, line = step["kind"], _COLOURS[step["kind"]]
    starts, ends = (datetime.date.fromisoformat(step[k]) for k in ("starts", "ends"))
    meets = ", ".join(names.get(n, str(n)) for n in step["meets"])
    if kind == "ask":
        what = gettext("Ask about %(what)s") % {"what": meets} if meets else gettext("Ask first")
        until = gettext("answer by %(day)s") % {"day": route_words.day(ends, today)}
        return [StepShown(starts, route_words.day(starts, today), what, until, line)]
    when = route_words.day(starts, today)
    until = gettext("until %(day)s") % {"day": route_words.day(ends, today)}
    if kind == "move":
        return [StepShown(starts, when, gettext("Move to %(place)s") % {"place": _place(step)}, until, line)]
    gives = gettext("gives %(what)s") % {"what": meets} if meets else ""
    detail = ". ".join(_sentence(p) for p in (f"{route_words.how(step)}, {until}", gives) if p)
    shown = StepShown(starts, when, f"{route_words.kind(step)}: {step['name']}", detail, line)
    by, seats = _apply_by(step, today), route_words.seats(step["seats_left"])
    if by is None:
        return [shown if step["seats_left"] is None else _with_seats(shown, seats)]
    return [StepShown(by, route_words.day(by, today), gettext("Last day to apply"), seats, line, "deadline"), shown]


def _with_seats(shown: StepShown, seats: str) -> StepShown:
    detail = f"{shown.detail}. {_sentence(seats)}"
    return StepShown(shown.day, shown.when, shown.what, detail, shown.line, shown.mark)


def _arrival(ready: datetime.date, today: datetime.date) -> StepShown:
    return StepShown(ready, route_words.day(ready, today), gettext("Ready to begin work"), "", "n", "arrival")


def _place(step: StoredRoute) -> str:
    return route_words.place(step["place"]) or gettext("the place of work")


def _sentence(words: str) -> str:
    return words[:1].upper() + words[1:]
