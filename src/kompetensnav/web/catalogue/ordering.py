"""Sorting programmes, each for its first intake among those asked for, and cutting the list into pages by key."""

import datetime
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import Case, Expression, F, IntegerField, OuterRef, Q, Subquery, Value, When
from django.db.models.functions import Coalesce, Collate

from kompetensnav.apps.core.collation import COLLATION
from kompetensnav.apps.education.enums import IntakeStatus
from kompetensnav.apps.education.models import Intake, Programme
from kompetensnav.apps.education.queries import IntakeQuerySet, ProgrammeQuerySet
from kompetensnav.web import list_keys

PER_PAGE = 25
_ANY_DAY = datetime.date(1900, 1, 1)  # a standing admission comes before every date
_NO_DAY = datetime.date(9999, 12, 31)  # and what has no intake after
_UNKNOWN = -1  # seats that nobody knows come after those that are known
_LAST = 2_000_000_000
_KEY = "sort_key"  # the annotation that holds the key

SEATS_LEFT = Case(  # as ``Intake.seats_left``
    When(status=IntakeStatus.FULL, then=Value(0)),
    default=F("seats") - F("taken") - F("reserved"),
    output_field=IntegerField(),
)
FIRST_DAY = Coalesce("starts_on", Value(_ANY_DAY))


@dataclass(frozen=True, slots=True)
class Order:
    """One way to sort: the key as the database computes it, and how its values are written in an address."""

    key: Callable[[IntakeQuerySet], Expression]
    read: Callable[[Any], Any]
    falling: bool = False  # when first chosen


def _start(first: IntakeQuerySet) -> Expression:
    return Coalesce(Subquery(first.annotate(day=FIRST_DAY).values("day")[:1]), Value(_NO_DAY))


def _seats(first: IntakeQuerySet) -> Expression:
    return Coalesce(Subquery(first.annotate(free=SEATS_LEFT).values("free")[:1]), Value(_UNKNOWN))


ORDERS: dict[str, Order] = {
    "name": Order(lambda _: Collate(F("name_folded"), COLLATION), list_keys.text),
    "provider": Order(lambda _: Collate(F("provider__name"), COLLATION), list_keys.text),
    "start": Order(_start, datetime.date.fromisoformat),
    "seats": Order(_seats, list_keys.number, falling=True),
    "cost": Order(lambda _: Coalesce("cost", Value(_LAST)), list_keys.number),
    "weeks": Order(lambda _: Coalesce("weeks", Value(_LAST)), list_keys.number),
}


@dataclass(frozen=True, slots=True)
class Row:
    """A programme with the first of its intakes that are asked for."""

    programme: Programme
    intake: Intake | None
    grants: int


@dataclass(frozen=True, slots=True)
class Page:
    """One page. ``before`` and ``after`` are the keys of its ends, empty where nothing lies beyond."""

    rows: list[Row]
    before: str
    after: str


def ordered(
    programmes: ProgrammeQuerySet, intakes: IntakeQuerySet, sort: str, *, falling: bool
) -> ProgrammeQuerySet:
    """All of them in order, with ``first_intake``; the id separates equals."""
    first = intakes.filter(programme=OuterRef("pk")).order_by(FIRST_DAY, "pk")
    sign = "-" if falling else ""
    keyed = programmes.annotate(**{_KEY: ORDERS[sort].key(first), "first_intake": Subquery(first.values("pk")[:1])})
    return keyed.order_by(f"{sign}{_KEY}", f"{sign}id")


def page(
    programmes: ProgrammeQuerySet, intakes: IntakeQuerySet, sort: str, *, falling: bool, after: str, before: str
) -> Page:
    """The programmes after a key, before one, or the first. A key that nobody made counts as none."""
    back = bool(before) and not after
    key = list_keys.read_key(after or before, ORDERS[sort].read)
    rows = ordered(programmes, intakes, sort, falling=falling != back)
    if key is not None:
        step = "lt" if falling != back else "gt"
        rows = rows.filter(Q(**{f"{_KEY}__{step}": key[0]}) | Q(**{_KEY: key[0], f"id__{step}": key[1]}))
    found = list(rows.select_related("provider").prefetch_related("grants")[: PER_PAGE + 1])
    more, found = len(found) > PER_PAGE, found[:PER_PAGE]
    if back:
        found.reverse()
    if not found:
        return Page([], "", "")
    came_from = key is not None
    earlier, later = (more, came_from) if back else (came_from, more)
    return Page(_rows(found), _written(found[0]) if earlier else "", _written(found[-1]) if later else "")


def _rows(programmes: list[Programme]) -> list[Row]:
    firsts = [getattr(p, "first_intake") for p in programmes]  # noqa: B009  an annotation
    intakes = Intake.objects.select_related("municipality").in_bulk([f for f in firsts if f])
    return [Row(p, intakes.get(first), len(p.grants.all())) for p, first in zip(programmes, firsts, strict=True)]


def _written(programme: Programme) -> str:
    return list_keys.written(getattr(programme, _KEY), programme.pk)
