"""Sorting the list of needs and cutting it into pages by key: a need registered meanwhile moves nobody's page."""

import datetime
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import Case, Expression, F, Q, Value, When
from django.db.models.functions import Coalesce, Collate

from kompetensnav.apps.core.collation import COLLATION
from kompetensnav.apps.needs.models import Need
from kompetensnav.apps.needs.queries import NeedQuerySet
from kompetensnav.web import list_keys

PER_PAGE = 25
_FIRST_OF_ALL = datetime.date(1900, 1, 1)  # as soon as possible comes before every date
_LAST_OF_ALL = datetime.date(9999, 12, 31)  # and what is not decided after
_KEY = "sort_key"  # the annotation that holds the key


@dataclass(frozen=True, slots=True)
class Order:
    """One way to sort: the key as the database computes it, and how its values are written in an address."""

    key: Callable[[], Expression | F]
    read: Callable[[Any], Any]
    falling: bool = False  # when first chosen


def _start() -> Expression:
    return Case(
        When(starts_asap=True, then=Value(_FIRST_OF_ALL)), default=Coalesce("starts_on", Value(_LAST_OF_ALL))
    )


ORDERS: dict[str, Order] = {
    "created": Order(lambda: F("created_at"), list_keys.moment, falling=True),
    "start": Order(_start, datetime.date.fromisoformat),
    "title": Order(lambda: Collate(F("title_folded"), COLLATION), list_keys.text),
    "positions": Order(lambda: F("positions"), list_keys.number, falling=True),
}


@dataclass(frozen=True, slots=True)
class Page:
    """One page. ``before`` and ``after`` are the keys of its ends, empty where nothing lies beyond."""

    needs: list[Need]
    before: str
    after: str


def ordered(needs: NeedQuerySet, sort: str, *, falling: bool) -> NeedQuerySet:
    """All of them in order; the id separates equals."""
    sign = "-" if falling else ""
    return needs.annotate(**{_KEY: ORDERS[sort].key()}).order_by(f"{sign}{_KEY}", f"{sign}id")


def page(needs: NeedQuerySet, sort: str, *, falling: bool, after: str = "", before: str = "") -> Page:
    """The needs after a key, before one, or the first. A key that nobody made counts as none."""
    back = bool(before) and not after
    key = list_keys.read_key(after or before, ORDERS[sort].read)
    rows = ordered(needs, sort, falling=falling != back)
    if key is not None:
        rows = rows.filter(_beyond(key, falling=falling != back))
    found = list(rows[: PER_PAGE + 1])
    more, found = len(found) > PER_PAGE, found[:PER_PAGE]
    if back:
        found.reverse()
    if not found:
        return Page([], "", "")
    came_from = key is not None
    earlier, later = (more, came_from) if back else (came_from, more)
    return Page(found, _written(found[0]) if earlier else "", _written(found[-1]) if later else "")


def _beyond(key: tuple[Any, str], *, falling: bool) -> Q:
    value, id_ = key
    step = "lt" if falling else "gt"
    return Q(**{f"{_KEY}__{step}": value}) | Q(**{_KEY: value, f"id__{step}": id_})


def _written(need: Need) -> str:
    return list_keys.written(getattr(need, _KEY), need.pk)
