"""Needs against seats by occupation and quarter. Every number is the sum of the rows its cell holds."""

import datetime
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from kompetensnav.apps.education.enums import OnSiteShare
from kompetensnav.apps.routes.quarters import Quarter, quarters_from
from kompetensnav.apps.routes.standing import OpenIntake, OpenNeed, Standing

QUARTERS = 8


class Balance(StrEnum):
    """How needs and seats of a cell stand to each other."""

    NO_NEED = "none"  # nor seats that are known
    SHORTAGE = "short"
    NOT_KNOWN = "unknown"  # short by the seats that are known, with intakes whose seats are not
    BALANCE = "even"
    SURPLUS = "over"


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is counted; empty means all. ``places`` are codes of municipalities, ``kinds`` of programmes.

    An intake at a distance is for every place; where it is not known where one is given, it is for none of them.
    """

    places: frozenset[str] = frozenset()
    kinds: frozenset[str] = frozenset()
    decided: bool = False  # without intakes that are only planned

    def takes_need(self, row: OpenNeed) -> bool:
        """Whether a need is counted."""
        return not self.places or row.place in self.places

    def takes_intake(self, row: OpenIntake) -> bool:
        """Whether an intake is counted, place aside."""
        kind = not self.kinds or row.intake.programme.kind in self.kinds
        return kind and (row.decided or not self.decided)

    def takes_place(self, row: OpenIntake) -> bool:
        """Whether an intake is for one of the places."""
        anywhere = not self.places or row.intake.on_site == OnSiteShare.NONE
        return anywhere or row.intake.municipality_id in self.places


@dataclass(frozen=True, slots=True)
class Cell:
    """Some needs and some intakes, each once."""

    needs: tuple[OpenNeed, ...] = ()
    intakes: tuple[OpenIntake, ...] = ()

    @property
    def need(self) -> int:
        """Open positions."""
        return sum(row.positions for row in self.needs)

    @property
    def seats(self) -> int:
        """Seats that are known."""
        return sum(row.seats or 0 for row in self.intakes)

    @property
    def unknown(self) -> int:
        """Intakes whose seats nobody has stated."""
        return sum(row.seats is None for row in self.intakes)

    @property
    def shared(self) -> int:
        """Of the known seats, those that other occupations show too."""
        return sum(row.seats or 0 for row in self.intakes if row.shared)

    @property
    def difference(self) -> int:
        """Seats beyond the need; below nought those that are missing, as far as is known."""
        return self.seats - self.need

    @property
    def missing(self) -> int:
        """Seats that are missing, as far as is known."""
        return max(-self.difference, 0)

    @property
    def balance(self) -> Balance:
        """How it stands."""
        if not self.need and not self.seats:
            return Balance.NO_NEED
        if self.missing:
            return Balance.NOT_KNOWN if self.unknown else Balance.SHORTAGE
        return Balance.SURPLUS if self.difference else Balance.BALANCE


@dataclass(frozen=True, slots=True)
class Row:
    """One occupation group, a cell a quarter."""

    group: str
    cells: tuple[Cell, ...]

    @property
    def need(self) -> int:
        """Open positions over all quarters."""
        return sum(cell.need for cell in self.cells)

    @property
    def missing(self) -> int:
        """Seats missing in the quarters in which any are: what is left over in another does not make up for it."""
        return sum(cell.missing for cell in self.cells)


@dataclass(frozen=True, slots=True)
class LeftOut:
    """What is in no cell, each counted once; needs by positions, intakes by number."""

    later_positions: int
    later_intakes: int
    no_end: int
    no_occupation: int
    no_place: int


@dataclass(frozen=True, slots=True)
class Matrix:
    """Rows by code; ``total`` counts what stands in several rows once."""

    quarters: tuple[Quarter, ...]
    rows: tuple[Row, ...]
    total: Row
    left_out: LeftOut


def matrix_of(standing: Standing, wanted: Wanted, today: datetime.date) -> Matrix:
    """The needs and intakes that are wanted, by occupation and quarter."""
    quarters = quarters_from(today, QUARTERS)
    needs = [row for row in standing.needs if wanted.takes_need(row)]
    asked = [row for row in standing.intakes if wanted.takes_intake(row)]
    intakes = [row for row in asked if wanted.takes_place(row)]
    placed = [row for row in intakes if row.groups and row.ready and Quarter.of(row.ready) <= quarters[-1]]
    groups = {row.group for row in needs if row.quarter <= quarters[-1]}.union(*(row.groups for row in placed))
    by_group = {
        group: ([n for n in needs if n.group == group], [i for i in placed if group in i.groups])
        for group in sorted(groups)
    }
    return Matrix(
        quarters=quarters,
        rows=tuple(_row(group, *behind, quarters) for group, behind in by_group.items()),
        total=_row("", needs, placed, quarters),
        left_out=LeftOut(
            later_positions=sum(row.positions for row in needs if row.quarter > quarters[-1]),
            later_intakes=sum(
                bool(row.groups and row.ready and Quarter.of(row.ready) > quarters[-1]) for row in intakes
            ),
            no_end=sum(bool(row.groups) and row.ready is None for row in intakes),
            no_occupation=sum(not row.groups for row in intakes),
            no_place=sum(
                bool(row.groups) and not wanted.takes_place(row) and row.intake.municipality_id is None
                for row in asked
            ),
        ),
    )


def _row(group: str, needs: Iterable[OpenNeed], intakes: Iterable[OpenIntake], quarters: Sequence[Quarter]) -> Row:
    begin: dict[Quarter, list[OpenNeed]] = defaultdict(list)
    ready: dict[Quarter, list[OpenIntake]] = defaultdict(list)
    for need in needs:
        begin[need.quarter].append(need)
    for intake in intakes:
        if intake.ready is not None:
            ready[Quarter.of(intake.ready)].append(intake)
    return Row(group, tuple(Cell(tuple(begin[q]), tuple(ready[q])) for q in quarters))
