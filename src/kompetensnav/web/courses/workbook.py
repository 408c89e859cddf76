"""A report as a workbook: one sheet for each part."""

import datetime
import io

import xlsxwriter

from kompetensnav.web.courses.report import Report

_FIRST_ROW = 4  # below the heading, the note and an empty line
_WIDEST = 60  # characters


def workbook_of(report: Report) -> bytes:
    """The bytes of an xlsx file. Every text is written as text: nothing in it is a formula."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True, "default_date_format": "yyyy-mm-dd"}) as book:
        book.set_properties({"title": report.title, "subject": report.subject, "author": report.made_by})
        head, bold = book.add_format({"bold": True, "font_size": 14}), book.add_format({"bold": True})
        for part in report.parts:
            sheet = book.add_worksheet(part.sheet)
            sheet.write_string(0, 0, part.heading, head)
            sheet.write_string(1, 0, part.note)
            sheet.write_string(2, 0, f"{report.title}, {report.on}")
            for column, title in enumerate(part.header):
                sheet.write_string(_FIRST_ROW, column, title, bold)
                texts = [title, *(str(row[column] or "") for row in part.rows)]
                sheet.set_column(column, column, min(_WIDEST, max(map(len, texts)) + 2))
            for line, row in enumerate(part.rows, _FIRST_ROW + 1):
                for column, value in enumerate(row):
                    if isinstance(value, datetime.date):
                        sheet.write_datetime(line, column, value)
                    elif isinstance(value, int):
                        sheet.write_number(line, column, value)
                    elif value:
                        sheet.write_string(line, column, value)
            sheet.freeze_panes(_FIRST_ROW + 1, 0)
    return out.getvalue()
