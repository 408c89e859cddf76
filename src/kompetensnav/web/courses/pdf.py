"""A report as a tagged PDF (PDF/UA-1): headings and tables that a screen reader can follow."""

import json
from dataclasses import asdict
from importlib.resources import files

import typst
from django.utils.formats import date_format
from django.utils.translation import gettext

from kompetensnav.web.courses.report import Cell, Report


def pdf_of(report: Report) -> bytes:
    """The bytes of the file. What people wrote goes in as data and is set as text, never as markup."""
    values = asdict(report) | {
        "parts": [
            {
                "heading": part.heading,
                "note": part.note,
                "header": list(part.header),
                "rows": [[_text(cell) for cell in row] for row in part.rows],
                "figures": [_figures([row[n] for row in part.rows]) for n in range(len(part.header))],
            }
            for part in report.parts
        ],
        "none": gettext("None."),
        "page": gettext("Page"),
    }
    template = files("kompetensnav.web.courses").joinpath("report.typ").read_bytes()
    made = typst.compile(
        template,
        format="pdf",
        pdf_standards="ua-1",
        sys_inputs={"report": json.dumps(values, ensure_ascii=False)},
        ignore_system_fonts=True,
    )
    return bytes(made)


def _text(cell: Cell) -> str:
    if cell is None or cell == "":
        return "–"
    return cell if isinstance(cell, str) else str(cell) if isinstance(cell, int) else date_format(cell, "j N Y")


def _figures(column: list[Cell]) -> bool:
    """Whether it is set against the right edge."""
    return bool(column) and all(isinstance(cell, int) or cell is None for cell in column)
