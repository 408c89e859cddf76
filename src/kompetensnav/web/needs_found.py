"""Needs that a person could fill, in words: for the person and for the coordinator."""

import datetime
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse
from django.utils.formats import date_format
from django.utils.translation import gettext, gettext_lazy

from kompetensnav.apps.matches.directions import LISTED, MOST, NeedFound, NeedsOfPerson, needs_of
from kompetensnav.apps.matches.explanation import Explanation
from kompetensnav.apps.needs.models import Need
from kompetensnav.apps.people.models import Person, ProfileSection
from kompetensnav.apps.people.purposes import Text
from kompetensnav.engine.matching.terms import Condition, RequirementKind
from kompetensnav.web.downloads import table_file
from kompetensnav.web.explained import Explained, counted, explained
from kompetensnav.web.words import language
from kompetensnav.wording import Words

ORDERS: dict[str, Text] = {
    "fit": gettext_lazy("what is met"),
    "distance": gettext_lazy("distance"),
    "start": gettext_lazy("start"),
}


@dataclass(frozen=True, slots=True)
class NeedRow:
    """One need and how the person stands to it."""

    need: Need
    why: Explained
    counts: dict[str, int]
    distance_km: int | None

    @property
    def start(self) -> str:
        """When the work begins."""
        return start(self.need)


@dataclass(frozen=True, slots=True)
class FirstQuestion:
    """What to ask, how many needs it concerns, and the section of the profile where it is answered."""

    about: str
    needs: int
    section: str


@dataclass(frozen=True, slots=True)
class NeedsShown:
    """Both lists, the question that settles most, and how many needs are left out and why."""

    ranked: list[NeedRow]
    ask_first: list[NeedRow]
    question: FirstQuestion | None
    abstains: bool
    more: bool  # needs that only *show all* lists
    open: int  # open needs in the region
    fitting: int
    left_out: list[str]


def start(need: Need) -> str:
    """When the work begins."""
    if need.starts_asap:
        return gettext("as soon as possible")
    return date_format(need.starts_on, "j F Y") if need.starts_on else gettext("not said")


def known_order(wished: str) -> str:
    """The order asked for, or how well they fit."""
    return wished if wished in ORDERS else "fit"


def orders(current: str) -> list[tuple[str, Text, bool]]:
    """(code, words, whether it is the one shown) of each order."""
    return [(code, label, code == current) for code, label in ORDERS.items()]


def needs_shown(person: Person, order: str, *, all_: bool) -> NeedsShown:
    """The needs of this person, today: the first of each list, or all that a page can hold."""
    found = needs_of(person, MOST if all_ else LISTED)
    return NeedsShown(
        ranked=_rows(found.ranked, order),
        ask_first=_rows(found.ask_first, order),
        question=None if found.question is None else _question(found.question),
        abstains=found.abstains,
        more=not all_ and max(found.counts.ranked, found.counts.ask_first) > LISTED,
        open=found.counts.total,
        fitting=found.counts.ranked,
        left_out=_left_out(found),
    )


def needs_file(kind: str, found: NeedsShown) -> HttpResponse:
    """Both lists, one after the other, as a file; without the employers."""
    header = (
        gettext("Need"), gettext("Municipality"), gettext("Distance, km"), gettext("Start"), gettext("Certain"),
        gettext("Possible"), gettext("Met"), gettext("Missing"), gettext("Unknown"), gettext("Ask next"),
    )  # fmt: skip
    body = (
        (
            row.need.title, row.need.municipality.name if row.need.municipality else "", row.distance_km, row.start,
            row.why.interval and row.why.interval.lo, row.why.interval and row.why.interval.hi,
            row.counts["met"], row.counts["missing"], row.counts["unknown"],
            row.why.question.about if row.why.question else "",
        )
        for row in (*found.ranked, *found.ask_first)
    )  # fmt: skip
    return table_file(kind, "needs", header, body)


def _rows(found: Sequence[NeedFound], order: str) -> list[NeedRow]:
    """In the order asked for; where that says nothing, as they fit."""
    rows = [
        NeedRow(one.need, explained(one.stored), counted(one.stored), one.stored["distance_km"]) for one in found
    ]
    keys: dict[str, Callable[[NeedRow], Any]] = {"distance": _how_far, "start": _when}
    return sorted(rows, key=keys[order]) if order in keys else rows


def _how_far(row: NeedRow) -> tuple[bool, int]:
    return row.distance_km is None, row.distance_km or 0


def _when(row: NeedRow) -> tuple[bool, datetime.date]:
    """As soon as possible, then by date; what nobody has said comes last."""
    need = row.need
    unknown = need.starts_on is None and not need.starts_asap
    return unknown, need.starts_on or datetime.date.min


def _question(asked: Explanation) -> FirstQuestion:
    if asked["condition"] is not None:
        about = Words(language()).say(f"condition.{asked['condition']}")
        section = "mobility" if asked["condition"] == "reach" else ""
    else:
        about = " / ".join(concept[language()] for concept in asked["concepts"])
        section = ProfileSection(RequirementKind(asked["kind"]).section).name.lower()
    return FirstQuestion(about[:1].upper() + about[1:], asked["needs"], section)


def _left_out(found: NeedsOfPerson) -> list[str]:
    """How many needs each condition takes away, in the order in which they are tested."""
    said = {
        Condition.LEGAL_LICENCE: gettext("%(n)d: a licence to practise is asked for and known to be missing"),
        Condition.DRIVING_LICENCE: gettext("%(n)d: a driving licence is asked for and known to be missing"),
        Condition.LANGUAGE: gettext("%(n)d: a language is asked for and known to be missing"),
        Condition.LEGAL_AGE: gettext("%(n)d: the law sets an age that is not reached"),
        Condition.REACH: gettext("%(n)d: the place can be reached neither by travel nor by a move"),
    }
    removed = zip(found.counts.removed, Condition, strict=True)
    return [said[condition] % {"n": n} for n, condition in removed if n]
