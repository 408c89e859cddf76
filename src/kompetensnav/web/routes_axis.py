"""The time axis that routes are drawn against, and where their labels may stand.

Everything lies in per cent of a drawing that stretches while its letters keep their size. Labels are placed for the
narrowest drawing that is shown (``LEAST_WIDTH``, also in routes.css); in a wider one they only move apart.
"""

import calendar
import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

from django.utils.formats import date_format
from django.utils.translation import gettext

from kompetensnav.web.words import language

LEAST_WIDTH = 360  # pixels
LETTER = 7.6  # pixels: the widest a letter of a label is on average, at 13 px and bold
GAP = 5  # pixels between two labels
OVERHANG = 8  # pixels that a label may stand outside the drawing
MOST_MONTHS_NAMED = 12
_LEAST_MONTHS = 6
_ANCHORS = (("middle", 0), ("start", -6), ("end", 6))
_STEPS = (1, 3, 6, 12, 24, 60)  # months between two names on the axis


@dataclass(frozen=True, slots=True)
class Label:
    """A word on a drawing: ``x`` per cent, moved by ``dx`` pixels, its ``anchor`` there."""

    x: float
    text: str
    anchor: str
    dx: int

    @property
    def at(self) -> str:
        """For the template: a decimal point in every language."""
        return per_cent(self.x)

    def box(self, width: float) -> tuple[float, float]:
        """Its left and right end in pixels in a drawing so wide."""
        length = len(self.text) * LETTER
        at = self.x / 100 * width + self.dx
        left = {"start": at, "middle": at - length / 2, "end": at - length}[self.anchor]
        return left, left + length


@dataclass(frozen=True, slots=True)
class Wanted:
    """A word that should stand at ``x``; lower ``rank`` is placed first."""

    x: float
    text: str
    rank: int


def placed(wanted: Iterable[Wanted]) -> tuple[Label, ...]:
    """One row of labels, none of which touches another or leaves the drawing, from left to right.

    In order of rank each stands in the middle of its place, or to the right or left of it, or is left out: the list
    beside every drawing says it anyway.
    """
    row: list[Label] = []
    for one in sorted(wanted, key=lambda w: (w.rank, w.x)):
        for anchor, dx in _ANCHORS:
            label = Label(one.x, one.text, anchor, dx)
            if _fits(label, row):
                row.append(label)
                break
    return tuple(sorted(row, key=lambda label: label.x))


def _fits(label: Label, row: Sequence[Label]) -> bool:
    left, right = label.box(LEAST_WIDTH)
    if left < -OVERHANG or right > LEAST_WIDTH + OVERHANG:
        return False
    return all(right + GAP <= start or end + GAP <= left for start, end in (o.box(LEAST_WIDTH) for o in row))


@dataclass(frozen=True)
class Window:
    """The days a drawing shows. ``today`` lies in it."""

    first: datetime.date
    last: datetime.date
    today: datetime.date

    def x(self, day: datetime.date) -> float:
        """Where a day lies, per cent; days outside lie at the ends."""
        days = (self.last - self.first).days
        return min(max((day - self.first).days / days * 100, 0.0), 100.0)

    @cached_property
    def months(self) -> tuple[datetime.date, ...]:
        """First days of the months that the axis names."""
        n = (self.last.year - self.first.year) * 12 + self.last.month - self.first.month + 1
        step = next((s for s in _STEPS if n <= s * MOST_MONTHS_NAMED), _STEPS[-1])
        return tuple(_month(self.first, k) for k in range(0, n, step))

    @cached_property
    def grid(self) -> tuple[str, ...]:
        """Where those lie."""
        return tuple(per_cent(self.x(day)) for day in self.months)


@dataclass(frozen=True, slots=True)
class Tick:
    """A month on the axis; ``year`` is said where one begins."""

    at: str
    month: str
    year: str


@dataclass(frozen=True, slots=True)
class Axis:
    """The head over the drawings. ``due`` and ``said`` are empty where the need has no date."""

    ticks: tuple[Tick, ...]
    today: str
    due: str
    said: tuple[tuple[str, Label], ...]  # (due or today, what stands over the months)


def window_of(today: datetime.date, days: Iterable[datetime.date | None]) -> Window:
    """Whole months from this one until all these days lie within, half a year at least."""
    first = today.replace(day=1)
    latest = max((d for d in days if d is not None), default=today)
    least = _month(first, _LEAST_MONTHS - 1)
    end = max(latest, least)
    return Window(first, end.replace(day=calendar.monthrange(end.year, end.month)[1]), today)


def axis_of(window: Window, need_date: datetime.date | None) -> Axis:
    """Months and years in words, today, and when the need is."""
    now = gettext("today")
    wanted = [Wanted(window.x(window.today), now, 1)]
    due = ""
    if need_date is not None:
        said = gettext("needed %(day)s") % {"day": date_format(need_date, "j N")}
        wanted.append(Wanted(window.x(need_date), said, 0))
        due = per_cent(window.x(need_date))
    ticks, year = [], None
    for day in window.months:
        ticks.append(Tick(per_cent(window.x(day)), month(day), str(day.year) if day.year != year else ""))
        year = day.year
    said_at = tuple(("today" if label.text == now else "due", label) for label in placed(wanted))
    return Axis(tuple(ticks), per_cent(window.x(window.today)), due, said_at)


def month(day: datetime.date) -> str:
    """Its short name: three letters, small ones in Swedish."""
    name = date_format(day, "M")
    return name if language() == "en" else name.lower()


def per_cent(x: float) -> str:
    """As a drawing writes it, whatever the language of the page."""
    return f"{x:.2f}%"


def _month(first: datetime.date, later: int) -> datetime.date:
    months = first.month - 1 + later
    return datetime.date(first.year + months // 12, months % 12 + 1, 1)
