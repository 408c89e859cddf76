"""What somebody can become: occupations with the ways there, for the person and for the coordinator beside them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext, gettext_lazy

from kompetensnav.apps.people.models import Person
from kompetensnav.apps.people.purposes import Text
from kompetensnav.apps.routes.occupations import occupations_of
from kompetensnav.apps.routes.shown import Becomes
from kompetensnav.web import words
from kompetensnav.web.downloads import table_file
from kompetensnav.web.routes_axis import window_of
from kompetensnav.web.routes_drawn import Drawn, drawn, first_days

LISTED = 8  # occupations at first
ORDERS: dict[str, Text] = {
    "asked": gettext_lazy("most asked for"),
    "ready": gettext_lazy("ready first"),
    "assumed": gettext_lazy("least taken for granted"),
}
_KEYS: dict[str, Callable[[Becomes], Any]] = {
    "ready": lambda b: b.routes[0]["ready"],
    "assumed": lambda b: (len(b.routes[0]["doubts"]), b.routes[0]["ready"]),
}


@dataclass(frozen=True, slots=True)
class Occupation:
    """One occupation and the ways to it, the earliest first."""

    id: str
    name: str
    ways: Sequence[Drawn]
    needs: int
    positions: int
    substitute: bool

    @property
    def first(self) -> Drawn:
        """The earliest way."""
        return self.ways[0]


@dataclass(frozen=True, slots=True)
class Becoming:
    """The occupations of one person; ``chosen`` is the one whose way is shown."""

    occupations: Sequence[Occupation]
    chosen: Occupation | None
    orders: Sequence[tuple[str, Text, bool]]
    order: str
    total: int

    @property
    def more(self) -> int:
        """How many are not listed."""
        return self.total - len(self.occupations)


def becoming_of(person: Person, *, wanted: str, order: str, all_: bool) -> Becoming:
    """Where this person can get to. ``wanted``: an occupation whose way is asked for, else that of the first."""
    order = order if order in ORDERS else "asked"
    today = timezone.localdate()
    found = occupations_of(person, today)
    if order in _KEYS:
        found = sorted(found, key=_KEYS[order])
    shown = [b for i, b in enumerate(found) if all_ or i < LISTED or b.occupation == wanted]
    window = window_of(today, first_days(r for b in shown for r in b.routes))
    occupations = [_occupation(b, lambda r, n: drawn(r, need_date=None, window=window, names=n)) for b in shown]
    chosen = next((o for o in occupations if o.id == wanted), occupations[0] if occupations else None)
    orders = [(code, label, code == order) for code, label in ORDERS.items()]
    return Becoming(occupations, chosen, orders, order, len(found))


def _occupation(one: Becomes, draw: Callable[[Any, dict[str, str]], Drawn]) -> Occupation:
    met = {concept for route in one.routes for step in route["steps"] for concept in step["meets"]}
    names = {concept: words.labels([concept]) for concept in met}
    name = words.labels([one.occupation])
    ways = [draw(route, names) for route in one.routes]
    return Occupation(one.occupation, name, ways, one.open_needs, one.positions, one.substitute)


def becoming_file(kind: str, becoming: Becoming) -> HttpResponse:
    """The first way to each as a row of a file."""
    header = (
        gettext("Occupation"), gettext("Ready"), gettext("Steps"), gettext("Last day to apply"),
        gettext("Fewest seats left"), gettext("To live on meanwhile"), gettext("Taken for granted"),
        gettext("Open needs"), gettext("Places in them"),
    )  # fmt: skip
    rows = (
        (
            o.name,
            o.first.ready,
            "; ".join(f"{s.when} {s.what}" for s in o.first.steps),
            next((s.day for s in o.first.steps if s.mark == "deadline"), None),
            o.first.seats_left,
            o.first.finance,
            "; ".join(o.first.assumptions),
            o.needs,
            o.positions,
        )
        for o in becoming.occupations
    )
    return table_file(kind, gettext("occupations"), header, rows)
