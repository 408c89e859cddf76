"""Putting a row of our template right in the browser, and our template itself."""

from dataclasses import dataclass

from django.db import transaction
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_safe

from kompetensnav.apps.education.diffing import FileRead
from kompetensnav.apps.education.enums import Source
from kompetensnav.apps.education.importing import discard_import, read_import
from kompetensnav.apps.education.models import CatalogueImport
from kompetensnav.apps.education.rows_json import problem_from_json
from kompetensnav.apps.memberships.enums import May
from kompetensnav.integrations.catalogue_file import file_bytes, read, template_table
from kompetensnav.integrations.catalogue_file.columns import COLUMNS
from kompetensnav.runtime.problems import InputError, Problem
from kompetensnav.web.catalogue.cells import LONGEST_CELL, Cells, as_file, cells_of
from kompetensnav.web.catalogue.forms import in_words
from kompetensnav.web.catalogue.import_words import field_in_words
from kompetensnav.web.catalogue.views_import import import_or_404
from kompetensnav.web.requests import Request, permitted

_TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell of the row in the form, with what is wrong with it."""

    column: str
    label: str
    value: str
    wrong: tuple[str, ...]


@require_safe
@permitted(May.WRITE_CATALOGUE)
def template(request: Request, form: str) -> HttpResponse:
    """The columns and an example, to fill in and bring back."""
    name = gettext("programmes")
    response = HttpResponse(file_bytes(template_table(), form), content_type=_TYPES[form])
    response["Content-Disposition"] = f'attachment; filename="{name}.{form}"'
    return response


@require_http_methods(["GET", "HEAD", "POST"])
@permitted(May.WRITE_CATALOGUE)
def fix(request: Request, import_id: str, line: int) -> HttpResponse:
    """The row as a form. Once it is right, the whole file is read again with it; an emptied row is left out."""
    row = import_or_404(request, import_id)
    lines = [number for number, _ in row.cells]
    if line not in lines:
        raise Http404
    at = lines.index(line)
    if request.method != "POST":
        wrong = [p for p in map(problem_from_json, row.rejected) if p.line == line]
        return _page(request, row, line, _Row(row.cells[at][1], wrong), 200)
    said = {column: request.POST.get(column, "").strip()[:LONGEST_CELL] for column in COLUMNS}
    rows = [cells for _, cells in row.cells]
    rows[at : at + 1] = [said] if any(said.values()) else []
    file = as_file(rows)
    read_again, rejected, cells = *read(file, row.file_name), cells_of(file, row.file_name)
    wrong = [p for p in rejected if any(said.values()) and p.line == cells[at][0]]
    if wrong:
        return _page(request, row, line, _Row(said, wrong), 422)
    try:
        again = _again(request, row, FileRead(Source.TEMPLATE, row.file_name, read_again, rejected), cells)
    except InputError as error:
        return _page(request, row, line, _Row(said, list(error.problems)), 409)
    left = "?show=rejected" if rejected else ""
    return HttpResponseRedirect(reverse("catalogue:import", args=[again.pk]) + left, status=303)


@transaction.atomic
def _again(
    request: Request, row: CatalogueImport, file: FileRead, cells: list[tuple[int, dict[str, str]]]
) -> CatalogueImport:
    """The corrected file in place of the one that was read."""
    discard_import(request.actor, import_=row)
    return read_import(
        request.actor,
        collaboration=row.collaboration,
        source=file.source,
        file_name=file.name,
        rows=file.rows,
        rejected=file.rejected,
        cells=cells if file.rejected else (),
    )


@dataclass(frozen=True, slots=True)
class _Row:
    """A row as it stands in the form, and what is wrong with it."""

    cells: Cells
    problems: list[Problem]


def _label(column: str) -> str:
    """What a column holds, and what the file calls it."""
    words = field_in_words(column)
    return column if words == column else f"{words} ({column})"


def _page(request: Request, row: CatalogueImport, line: int, stands: _Row, status: int) -> HttpResponse:
    cells = [
        Cell(
            column,
            _label(column),
            stands.cells.get(column, ""),
            tuple(in_words(p) for p in stands.problems if p.field == column),
        )
        for column in COLUMNS
    ]
    context = {
        "import": row,
        "line": line,
        "named": ", ".join(filter(None, (stands.cells.get("programme"), stands.cells.get("provider")))),
        "wrong": [cell for cell in cells if cell.wrong],
        "right": [cell for cell in cells if not cell.wrong],
        "problems": [in_words(p) for p in stands.problems if p.field not in COLUMNS],
    }
    return render(request, "catalogue/fix.html", context, status=status)
