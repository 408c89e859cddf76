"""Writes the catalogue, or an empty template with an example, in the format that ``read`` reads.

Programmes that came from elsewhere, or were written here, go by our own id, so that the file is an update when it
comes back. Grants that nobody has confirmed are left out: a file that states them is a person's word.
"""

import csv
import io
from collections.abc import Iterator, Sequence

import xlsxwriter

from kompetensnav.apps.education.enums import OnSiteShare, Source
from kompetensnav.apps.education.models import Intake, Programme
from kompetensnav.apps.education.rows import DemandRow, GrantRow
from kompetensnav.apps.organisations.models import Collaboration
from kompetensnav.integrations.catalogue_file.columns import (
    COLUMNS,
    INTAKE_COLUMNS,
    ON_SITE_CODES,
    PROGRAMME_COLUMNS,
    YES,
)
from kompetensnav.integrations.catalogue_file.concepts import written_demands, written_grants

Table = tuple[Sequence[str], list[list[str]]]
_SAID_OTHERWISE = ("intake_id", "rolling", "municipality", "on_site")
_PLAIN = tuple(column for column in INTAKE_COLUMNS if column not in _SAID_OTHERWISE)
_EXAMPLE = {
    "provider": "Exempelskolan",
    "programme": "Takmontör, yrkespaket (exempel: ta bort raden)",
    "programme_id": "exempel-1",
    "kind": "package",
    "text": "Papp och tätskikt, plåtarbete, ställning, säkerhet på tak.",
    "weeks": "40",
    "language": "sv",
    "cost": "60000",
    "finance": "csn;transition",
    "grants": "Takmontör;Heta arbeten",
    "demands": "Svenska|B1",
    "intake_id": "exempel-1-vt27",
    "starts_on": "2027-01-11",
    "ends_on": "2027-11-05",
    "apply_from": "2026-09-01",
    "apply_by": "2026-11-15",
    "municipality": "2580",
    "site": "Yrkesskolan",
    "pace": "100",
    "on_site": "on_site",
    "seats": "16",
    "taken": "4",
    "workplaces": "8",
    "status": "open",
}


def template_table() -> Table:
    """Header and one example row."""
    return COLUMNS, [[_EXAMPLE.get(column, "") for column in COLUMNS]]


def catalogue_table(collaboration: Collaboration) -> Table:
    """Header and one row an intake; a programme without any has a row of its own. A constant number of queries."""
    programmes = (
        Programme.objects.in_region(collaboration.pk)
        .select_related("provider")
        .prefetch_related("grants", "demands", "intakes")
    )
    return COLUMNS, [row for programme in programmes for row in _rows(programme)]


def file_bytes(table: Table, kind: str) -> bytes:
    """The table as ``csv`` or ``xlsx``. In xlsx every cell is text, so that no program makes dates of codes."""
    return _csv(table) if kind == "csv" else _xlsx(table)


def _csv(table: Table) -> bytes:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(table[0])
    writer.writerows([_harmless(cell) for cell in row] for row in table[1])
    return out.getvalue().encode("utf-8-sig")  # without the mark Excel reads Swedish letters wrong


def _harmless(cell: str) -> str:
    """A spreadsheet would run what begins so; ``cells.text`` takes the apostrophe away again."""
    return f"'{cell}" if cell.startswith(("=", "+", "-", "@")) else cell


def _xlsx(table: Table) -> bytes:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False}) as book:
        sheet, bold = book.add_worksheet(), book.add_format({"bold": True})
        for number, row in enumerate((table[0], *table[1])):
            for column, cell in enumerate(row):
                sheet.write_string(number, column, cell, None if number else bold)
        sheet.freeze_panes(1, 2)
    return out.getvalue()


def _rows(programme: Programme) -> Iterator[list[str]]:
    own = {**_programme_cells(programme), "grants": "", "demands": ""}
    if programme.grants_confirmed_at is not None:
        own["grants"] = written_grants(GrantRow(g.concept, g.level) for g in programme.grants.all())
    own["demands"] = written_demands(
        DemandRow(d.kind, tuple(d.concepts), d.minimum_level) for d in programme.demands.all()
    )
    described = [own[column] for column in PROGRAMME_COLUMNS]
    intakes = list(programme.intakes.all())
    for intake in intakes:
        cells = _intake_cells(intake, programme)
        yield [*described, *(cells[column] for column in INTAKE_COLUMNS)]
    if not intakes:
        yield [*described, *[""] * len(INTAKE_COLUMNS)]


def _programme_cells(programme: Programme) -> dict[str, str]:
    ours = programme.source == Source.TEMPLATE and programme.source_key
    named = ("kind", "text", "code", "url", "sun", "seqf", "credits", "weeks", "language", "cost")
    return {
        **{column: _cell(getattr(programme, column)) for column in named},
        "provider": programme.provider.name,
        "programme": programme.name,
        "programme_id": programme.source_key if ours else programme.pk,
        "finance": ";".join(programme.finance),
    }


def _intake_cells(intake: Intake, programme: Programme) -> dict[str, str]:
    ours = programme.source == Source.TEMPLATE and intake.source_key
    return {
        **{column: _cell(getattr(intake, column)) for column in _PLAIN},
        "intake_id": intake.source_key if ours else intake.pk,
        "rolling": YES[0] if intake.rolling else "",
        "municipality": intake.municipality_id or "",
        "on_site": ON_SITE_CODES[OnSiteShare(intake.on_site)],
    }


def _cell(value: object) -> str:
    return "" if value is None else str(value)
