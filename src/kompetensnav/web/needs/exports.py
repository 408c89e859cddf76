"""The list of needs as a file, row by row: a large region never stands in memory."""

import csv
import datetime
import tempfile
from collections.abc import Iterator
from typing import Any

import xlsxwriter
from django.http import FileResponse, StreamingHttpResponse
from django.utils import timezone
from django.utils.translation import gettext

from kompetensnav.apps.needs.enums import NeedStatus
from kompetensnav.apps.needs.models import Need
from kompetensnav.apps.needs.queries import NeedQuerySet

_AT_A_TIME = 500  # rows fetched from the database
_BEGINS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

Cell = str | int | datetime.date | None


class _Echo:
    """A file that gives back what is written to it, for the writer of CSV to stream through."""

    def write(self, value: str) -> str:
        return value


def as_csv(needs: NeedQuerySet) -> StreamingHttpResponse:
    """UTF-8 with a mark at the beginning: spreadsheets read å, ä and ö wrong without it."""
    header, statuses = _header(), _statuses()

    def lines() -> Iterator[str]:
        writer = csv.writer(_Echo())
        yield "\ufeff" + writer.writerow(header)
        for need in needs.iterator(chunk_size=_AT_A_TIME):
            yield writer.writerow([_safe(cell) for cell in _cells(need, statuses)])

    response = StreamingHttpResponse(lines(), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{_filename("csv")}"'
    return response


def as_xlsx(needs: NeedQuerySet) -> FileResponse:
    """A workbook of one sheet, written row by row to a file that goes when it has been sent."""
    statuses = _statuses()
    file = tempfile.TemporaryFile()  # noqa: SIM115  closed by the response
    book = xlsxwriter.Workbook(file, {"constant_memory": True, "default_date_format": "yyyy-mm-dd"})
    sheet = book.add_worksheet(gettext("Needs"))
    sheet.freeze_panes(1, 0)
    bold = book.add_format({"bold": True})
    for column, name in enumerate(_header()):
        sheet.write_string(0, column, name, bold)
    sheet.set_column(1, 2, 36)
    sheet.set_column(3, 9, 16)
    for row, need in enumerate(needs.iterator(chunk_size=_AT_A_TIME), 1):
        for column, cell in enumerate(_cells(need, statuses)):
            _write(sheet, row, column, cell)
    book.close()
    file.seek(0)
    return FileResponse(file, as_attachment=True, filename=_filename("xlsx"), content_type=_XLSX)


def _write(sheet: Any, row: int, column: int, cell: Cell) -> None:
    """Text is written as text, so that nothing that people wrote is a formula."""
    if isinstance(cell, datetime.date):
        sheet.write_datetime(row, column, cell)
    elif isinstance(cell, int):
        sheet.write_number(row, column, cell)
    elif cell:
        sheet.write_string(row, column, cell)


def _safe(cell: Cell) -> Cell:
    """A spreadsheet runs what begins like a formula; an apostrophe makes it text."""
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(_BEGINS_A_FORMULA) else cell


def _header() -> list[str]:
    return [
        gettext("Id"),
        gettext("Need"),
        gettext("Employer"),
        gettext("Employer's municipality"),
        gettext("Place"),
        gettext("People"),
        gettext("Needed from"),
        gettext("As soon as possible"),
        gettext("Status"),
        gettext("Waiting since"),
    ]


def _statuses() -> dict[str, str]:
    """Words of now: by the time rows are written the language of the page may have been left."""
    words = {status.value: str(status.label) for status in NeedStatus}
    return words | {"yes": gettext("yes"), "no": gettext("no")}


def _cells(need: Need, words: dict[str, str]) -> list[Cell]:
    return [
        need.pk,
        need.title,
        need.organisation.name,
        need.organisation.municipality.name,
        need.municipality.name if need.municipality else "",
        need.positions,
        need.starts_on,
        words["yes"] if need.starts_asap else words["no"],
        words[need.status],
        timezone.localtime(need.registered_at or need.created_at).date(),
    ]


def _filename(ending: str) -> str:
    return f"{gettext('needs')}-{timezone.localdate():%Y-%m-%d}.{ending}"
