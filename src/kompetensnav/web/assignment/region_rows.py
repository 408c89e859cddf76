"""The needs of a what-if as rows in words, and what taking people one by one would lose."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Count, F, Q, QuerySet, Sum
from django.db.models.functions import Coalesce, Collate
from django.utils.formats import number_format
from django.utils.translation import gettext, ngettext

from kompetensnav.apps.assignments.models import AssignedNeed, Assignment
from kompetensnav.apps.core.collation import COLLATION
from kompetensnav.apps.matches.finding import LISTED

SORTS: dict[str, Any] = {
    "need": Collate("need__title", COLLATION),
    "positions": F("positions"),
    "fitting": F("fitting"),
    "filled": F("filled"),
    "greedy": F("greedy_filled"),
    "unfilled": F("positions") - F("filled"),
}
USUAL = "-unfilled"
SHOWN: dict[str, Q] = {
    "matched": Q(matched=True),
    "unfilled": Q(matched=True, filled__lt=F("positions")),
    "unmatched": Q(matched=False),
}


@dataclass(frozen=True, slots=True)
class Row:
    """One need and how it fares."""

    fares: AssignedNeed
    why: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Way:
    """One way of filling places, as the table of the two compares them."""

    label: str
    filled: int
    value: int
    average: int | None


@dataclass(frozen=True, slots=True)
class Counts:
    """How many needs there are of each kind; ``places`` are those of needs without a list."""

    with_list: int
    unfilled: int
    without_list: int
    places: int


def counts_of(assignment: Assignment) -> Counts:
    """One query."""
    return Counts(
        **assignment.needs.aggregate(
            with_list=Count("pk", filter=SHOWN["matched"]),
            unfilled=Count("pk", filter=SHOWN["unfilled"]),
            without_list=Count("pk", filter=SHOWN["unmatched"]),
            places=Coalesce(Sum("positions", filter=SHOWN["unmatched"]), 0),
        )
    )


def needs_of(assignment: Assignment, sort: str, show: str) -> QuerySet[AssignedNeed]:
    """The needs of a kind, in order."""
    found = assignment.needs.select_related("need__organisation", "need__municipality").filter(SHOWN[show])
    by = SORTS[sort.removeprefix("-")]
    return found.order_by(by.desc() if sort.startswith("-") else by.asc(), "need_id")


def row(fares: AssignedNeed) -> Row:
    """One need with its reasons."""
    return Row(fares, tuple(reasons(fares)))


def reasons(fares: AssignedNeed) -> list[str]:
    """Why places stay open, a phrase each; nothing where all are filled."""
    if not fares.unfilled:
        return []
    if not fares.matched:
        return [gettext("Not matched yet: it has no list")]
    found = []
    if fares.too_few:
        n = fares.too_few
        found.append(
            ngettext("%(n)d place: too few fit", "%(n)d places: too few fit", n) % {"n": n}
            if not fares.cut
            else ngettext(
                "%(n)d place: more fit than the %(most)d the list holds",
                "%(n)d places: more fit than the %(most)d the list holds",
                n,
            )
            % {"n": n, "most": LISTED}
        )
    if fares.elsewhere:
        n = fares.elsewhere
        found.append(
            ngettext(
                "%(n)d place: people who fit get a place at another need",
                "%(n)d places: people who fit get a place at another need",
                n,
            )
            % {"n": n}
        )
    return found


def ways(assignment: Assignment) -> list[Way]:
    """Both ways, the best first."""
    return [
        _way(gettext("All needs together"), assignment.filled, assignment.value),
        _way(gettext("One by one, the best pair first"), assignment.greedy_filled, assignment.greedy_value),
    ]


def _way(label: str, filled: int, value: int) -> Way:
    return Way(label, filled, value, (2 * value + filled) // (2 * filled) if filled else None)


def loss(assignment: Assignment) -> str:
    """What the second way loses, in two sentences."""
    places = assignment.filled - assignment.greedy_filled
    value = assignment.value - assignment.greedy_value
    if not places and not value:
        return gettext("Taking people one by one would do as well this time.")
    n = abs(places)
    if places > 0:
        told = ngettext(
            "Taking people one by one would leave %(n)d more place open.",
            "Taking people one by one would leave %(n)d more places open.",
            n,
        ) % {"n": n}
    elif places < 0:
        told = ngettext(
            "Taking people one by one would fill %(n)d more place.",
            "Taking people one by one would fill %(n)d more places.",
            n,
        ) % {"n": n}
    else:
        told = gettext("Taking people one by one would fill as many places.")
    if not value:
        return told + " " + gettext("What is certain, in sum, would be the same.")
    share = number_format(max(100 * value / assignment.value, 0.1), 1)
    return told + " " + gettext("What is certain, in sum, would be %(share)s per cent lower.") % {"share": share}
