"""Needs against seats as rows of a file: a row an occupation and quarter, or what is behind one cell."""

import datetime
from collections.abc import Iterable, Iterator, Sequence

from django.utils.translation import gettext

from kompetensnav.apps.memberships.actor import Actor
from kompetensnav.apps.routes.matrix import Cell, Matrix, Row
from kompetensnav.web.planner.cells import balance_words, quarter_words
from kompetensnav.web.planner.detail import people_of
from kompetensnav.web.planner.naming import Naming

Value = str | int | datetime.date | None


def matrix_header() -> list[str]:
    """The names of the columns."""
    return [
        gettext("SSYK"), gettext("Occupation"), gettext("Quarter"), gettext("People needed"), gettext("Seats"),
        gettext("Of the seats, shown in other occupations too"), gettext("Intakes whose seats are not known"),
        gettext("Difference"), gettext("How it stands"),
    ]  # fmt: skip


def matrix_rows(rows: Iterable[Row], matrix: Matrix, naming: Naming) -> Iterator[list[Value]]:
    """In the order of the page."""
    for row in rows:
        for quarter, cell in zip(matrix.quarters, row.cells, strict=True):
            yield [
                row.group, naming.group(row.group), quarter_words(quarter), cell.need, cell.seats, cell.shared,
                cell.unknown, cell.difference, balance_words(cell),
            ]  # fmt: skip


def cell_header() -> list[str]:
    """The names of the columns."""
    return [
        gettext("What"), gettext("Id"), gettext("Name"), gettext("Who"), gettext("Place"), gettext("Number"),
        gettext("Date"), gettext("Status"),
    ]  # fmt: skip


def cell_rows(actor: Actor, cell: Cell) -> Iterator[Sequence[Value]]:
    """Needs, intakes, and the numbers of people."""
    for asked in cell.needs:
        need = asked.need
        place = need.municipality.name if need.municipality else ""
        yield (
            gettext("Need"), need.pk, need.title, need.organisation.name, place, asked.positions, need.starts_on,
            need.get_status_display(),
        )  # fmt: skip
    for given in cell.intakes:
        intake, programme = given.intake, given.intake.programme
        place = intake.municipality.name if intake.municipality else ""
        yield (
            gettext("Intake"), intake.pk, programme.name, programme.provider.name, place,
            gettext("not known") if given.seats is None else given.seats, given.ready, intake.get_status_display(),
        )  # fmt: skip
    for row in people_of(actor, cell):
        yield gettext("People"), "", row.label, row.meaning, "", row.n.cell, None, ""
