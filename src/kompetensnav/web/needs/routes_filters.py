"""What the routes of a need are narrowed to and sorted by; all of it in the address."""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from django.utils.translation import gettext_lazy as _

from kompetensnav.apps.people.purposes import Text
from kompetensnav.apps.routes.shown import RouteGroup, StoredRoute
from kompetensnav.web import route_words

ORDERS: dict[str, Text] = {
    "ready": _("ready first"),
    "cost": _("lowest cost"),
    "assumed": _("least taken for granted"),
}
AT_FIRST = 2  # routes of a group, and intakes
FEW = 4  # people of a route
STEP = 10  # of all these, where one group is shown alone
MOST = 100
MOST_PEOPLE = 200  # of one group on a page; the file has everybody
_MOST_COST = 10_000_000  # SEK


@dataclass(frozen=True, slots=True)
class Filters:
    """What the address asks for; anything unknown in it is passed over. ``most``: SEK, None for any."""

    group: str
    early: bool
    most: int | None
    order: str
    shown: int

    @property
    def people(self) -> int:
        """How many people of a route are listed."""
        return max(self.shown, FEW)

    @property
    def narrowed(self) -> bool:
        """Whether anything is filtered away."""
        return bool(self.group or self.early or self.most is not None)

    def leave(self, route: StoredRoute, need_date: datetime.date | None) -> bool:
        """Whether a first route stays. What costs nobody knows how much is no route of at most so much."""
        if self.early and need_date is not None and route["ready"] > need_date.isoformat():
            return False
        cost = route_words.cost_known(route)
        return self.most is None or (cost is not None and cost <= self.most)

    def query(self, **changes: str) -> str:
        """The address with some of it changed, without a leading question mark; empty values are left out."""
        values = {
            "view": "routes",
            "group": self.group,
            "early": "1" if self.early else "",
            "most": "" if self.most is None else str(self.most),
            "order": "" if self.order == "ready" else self.order,
        }
        return urlencode({k: v for k, v in (values | changes).items() if v})

    @property
    def address(self) -> str:
        """As it stands."""
        return self.query()

    def more_of(self, group: RouteGroup) -> str:
        """More of one group: alone first, then in steps; empty where a page holds no more."""
        if not self.group:
            return self.query(group=group.value)
        return self.query(shown=str(min(self.shown + STEP, MOST))) if self.shown < MOST else ""

    @property
    def orders(self) -> list[tuple[Text, str, bool]]:
        """(words, address, whether it is the one shown) of each order."""
        return [(label, self.query(order=code), code == self.order) for code, label in ORDERS.items()]


def filters_of(asked: Mapping[str, str]) -> Filters:
    """Filters of an address."""
    group, order = asked.get("group", ""), asked.get("order", "")
    group = group if group in [g.value for g in RouteGroup] else ""
    shown = _number(asked.get("shown", ""), MOST)
    return Filters(
        group=group,
        early=asked.get("early", "") == "1",
        most=_number(asked.get("most", ""), _MOST_COST),
        order=order if order in ORDERS else "ready",
        shown=max(shown or 0, STEP if group else AT_FIRST),
    )


def _number(written: str, most: int) -> int | None:
    """A whole number, however its thousands are set apart; None where it is none."""
    plain = "".join(written.split())
    return min(int(plain), most) if plain.isascii() and plain.isdigit() and len(plain) < 12 else None
