"""Sorting the list of course cases and cutting it into pages by key: a new case moves nobody's page."""

import datetime
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import Expression, F, Q, Value
from django.db.models.functions import Coalesce, Collate

from kompetensnav.apps.core.collation import COLLATION
from kompetensnav.apps.courses.models import CourseCase
from kompetensnav.apps.courses.queries import CourseCaseQuerySet
from kompetensnav.web import list_keys

PER_PAGE = 25
_LAST = datetime.date(9999, 12, 31)  # a window that is not stated comes after all others
_KEY = "sort_key"


@dataclass(frozen=True, slots=True)
class Order:
    """One way to sort: the key as the database computes it, and how its values are written in an address."""

    key: Callable[[], Expression | F]
    read: Callable[[Any], Any]
    falling: bool = False  # when first chosen


ORDERS: dict[str, Order] = {
    "created": Order(lambda: F("created_at"), list_keys.moment, falling=True),
    "title": Order(lambda: Collate(F("title"), COLLATION), list_keys.text),
    "start": Order(lambda: Coalesce("starts_from", Value(_LAST)), datetime.date.fromisoformat),
    "seats": Order(lambda: Coalesce("seats", Value(0)), list_keys.number, falling=True),
}


@dataclass(frozen=True, slots=True)
class Page:
    """One page. ``before`` and ``after`` are the keys of its ends, empty where nothing lies beyond."""

    cases: list[CourseCase]
    before: str
    after: str


def ordered(cases: CourseCaseQuerySet, sort: str, *, falling: bool) -> CourseCaseQuerySet:
    """All of them in order; the id separates equals."""
    sign = "-" if falling else ""
    return cases.annotate(**{_KEY: ORDERS[sort].key()}).order_by(f"{sign}{_KEY}", f"{sign}id")


def page(cases: CourseCaseQuerySet, sort: str, *, falling: bool, after: str = "", before: str = "") -> Page:
    """The cases after a key, before one, or the first. A key that nobody made counts as none."""
    back = bool(before) and not after
    key = list_keys.read_key(after or before, ORDERS[sort].read)
    rows = ordered(cases, sort, falling=falling != back)
    if key is not None:
        value, id_ = key
        step = "lt" if falling != back else "gt"
        rows = rows.filter(Q(**{f"{_KEY}__{step}": value}) | Q(**{_KEY: value, f"id__{step}": id_}))
    found = list(rows[: PER_PAGE + 1])
    more, found = len(found) > PER_PAGE, found[:PER_PAGE]
    if back:
        found.reverse()
    if not found:
        return Page([], "", "")
    earlier, later = (more, key is not None) if back else (key is not None, more)
    return Page(found, _written(found[0]) if earlier else "", _written(found[-1]) if later else "")


def _written(case: CourseCase) -> str:
    return list_keys.written(getattr(case, _KEY), case.pk)
