"""What stands behind the open cell: its needs, its intakes, and how many people, in numbers."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext, ngettext

from kompetensnav.apps.memberships.actor import Actor
from kompetensnav.apps.memberships.enums import May
from kompetensnav.apps.routes.behind import people_behind
from kompetensnav.apps.routes.matrix import Balance, Cell, Matrix, Row
from kompetensnav.apps.routes.quarters import Quarter
from kompetensnav.apps.routes.standing import OpenIntake, OpenNeed
from kompetensnav.web.numbers_given import Given, part
from kompetensnav.web.planner.asked import Asked, code_of
from kompetensnav.web.planner.cells import quarter_words, seats_words
from kompetensnav.web.planner.naming import Naming

SHOWN = 6  # rows of a list; the rest by a link


@dataclass(frozen=True, slots=True)
class PeopleBehind:
    """One number with its words."""

    n: Given
    label: str
    meaning: str


@dataclass(frozen=True, slots=True)
class Detail:
    """The open cell. ``more``: the address with every row, "" where all are shown."""

    name: str
    quarter: str
    cell: Cell
    seats: str
    sentence: str
    needs: Sequence[OpenNeed]
    intakes: Sequence[OpenIntake]
    people: Sequence[PeopleBehind]
    sees_people: bool
    more: str
    build: str
    export: str


def detail_of(actor: Actor, matrix: Matrix, asked: Asked, naming: Naming) -> Detail | None:
    """None where no cell is open. Four queries, or three where there is no need in it."""
    at = asked.open_at(matrix)
    if at is None:
        return None
    row, column = at
    cell = row.cells[column]
    most = None if asked.whole else SHOWN
    cut = most is not None and max(len(cell.needs), len(cell.intakes)) > most
    code, quarter = code_of(row.group), matrix.quarters[column].code
    return Detail(
        name=naming.group(row.group),
        quarter=quarter_words(matrix.quarters[column]),
        cell=cell,
        seats=seats_words(cell).removesuffix("*"),
        sentence=_sentence(row, column, matrix.quarters),
        needs=cell.needs[:most],
        intakes=cell.intakes[:most],
        people=people_of(actor, cell),
        sees_people=actor.may(May.SEE_CANDIDATES),
        more="?" + asked.query(group=code, quarter=quarter, all="1") + "#open" if cut else "",
        build=_build(actor, cell),
        export=asked.query(group=code, quarter=quarter),
    )


def people_of(actor: Actor, cell: Cell) -> list[PeopleBehind]:
    """How many people stand behind the needs of a cell; nothing where it has none. Three queries."""
    if not cell.needs:
        return []
    exact = actor.may(May.SEE_CANDIDATES)
    found = people_behind([row.need for row in cell.needs], actor.collaboration_id)
    told = (
        (found.able, gettext("able now"), gettext("every must of one of the needs is met")),
        (found.one_away, gettext("one requirement away"), gettext("all but one must is met, and we know which")),
        (found.unknown, gettext("unknown"), gettext("nothing is known to be missing, something is not answered")),
        (found.unasked, gettext("not asked"), gettext("nothing is known of what the needs ask for")),
    )
    return [PeopleBehind(part(n, exact=exact), label, meaning) for n, label, meaning in told]


def _sentence(row: Row, column: int, quarters: Sequence[Quarter]) -> str:
    """How the cell stands, and when the next seats come where some are missing."""
    cell = row.cells[column]
    n = abs(cell.difference)
    if cell.balance is Balance.NO_NEED:
        return gettext("No need begins in this quarter.")
    if cell.balance is Balance.BALANCE:
        return gettext("As many seats as people needed.")
    if cell.balance is Balance.SURPLUS:
        return ngettext("%(n)d seat more than needed.", "%(n)d seats more than needed.", n) % {"n": n}
    if cell.balance is Balance.NOT_KNOWN:
        missing = ngettext(
            "%(n)d seat is missing if what is not known turns out to be none.",
            "%(n)d seats are missing if what is not known turns out to be none.",
            n,
        )
    else:
        missing = ngettext("%(n)d seat is missing.", "%(n)d seats are missing.", n)
    return " ".join([missing % {"n": n}, _next_seats(row, column, quarters)]).strip()


def _next_seats(row: Row, column: int, quarters: Sequence[Quarter]) -> str:
    for quarter, later in list(zip(quarters, row.cells, strict=True))[column + 1 :]:
        if later.seats:
            told = ngettext(
                "The next %(n)d seat is ready in %(quarter)s.",
                "The next %(n)d seats are ready in %(quarter)s.",
                later.seats,
            )
            return told % {"n": later.seats, "quarter": quarter_words(quarter)}
    return gettext("No seats that we know of are ready later.")


def _build(actor: Actor, cell: Cell) -> str:
    """Where a course for these needs is built; "" for whoever may not, or where nobody is needed."""
    if not cell.needs or not actor.may(May.WRITE_COURSES):
        return ""
    query: dict[str, Any] = {"need": [row.need.pk for row in cell.needs]}
    return f"{reverse('courses:new')}?{urlencode(query, doseq=True)}"
