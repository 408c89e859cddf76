"""Reading xlsx files that came in from outside: the cells of each sheet, and what cannot be trusted in them.

An xlsx file is a zip of XML: its size is limited as packed and as unpacked, and XML that declares entities is
refused before anything reads it. A cell with a formula has the value its program last worked out; where there is
none, it is ``FORMULA``, so that nobody takes it for an empty one. Cells that are merged hold one value for several
rows, and which of them it was meant for cannot be known: the rows are told, to be told on.
"""

import html
import io
import re
import struct
import warnings
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import Enum
from itertools import islice
from pathlib import Path

import openpyxl
from defusedxml.common import DefusedXmlException
from openpyxl.utils.cell import range_boundaries
from openpyxl.utils.exceptions import InvalidFileException

from kompetensnav.runtime.problems import InputError, Problem
from kompetensnav.runtime.reading import read_bytes

MEGABYTES = 20
_UNPACKED_MEGABYTES = 200
_MEGABYTE = 1_000_000
_MOST_ROWS = 100_000  # of one sheet; and columns
_MOST_COLUMNS = 100
_MERGED = re.compile(rb'<(?:\w+:)?mergeCell [^>]*?ref="([A-Z]+\d+:[A-Z]+\d+)"')
_FORMULAS = re.compile(rb"<(?:\w+:)?f[ >/]")
_BROKEN = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    SyntaxError,  # of XML, whoever parses it
    DefusedXmlException,
    InvalidFileException,
    ArithmeticError,
    AttributeError,
    EOFError,
    LookupError,
    NotImplementedError,
    RuntimeError,
    TypeError,
    ValueError,
)


class Formula(Enum):
    """A cell whose formula has never been worked out."""

    UNKNOWN = "formula"


FORMULA = Formula.UNKNOWN


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet: lines counted from 1 with their cells, and by line the range its merged cells belong to."""

    name: str
    rows: tuple[tuple[int, tuple[object, ...]], ...]
    merged: dict[int, str] = field(default_factory=dict)


def is_workbook(source: Path | bytes, name: str) -> bool:
    """Whether it begins as a zip file does, whatever its name ends with."""
    if isinstance(source, bytes):
        return source[:4] == b"PK\x03\x04"
    try:
        with source.open("rb") as stream:
            return stream.read(4) == b"PK\x03\x04"
    except OSError:
        raise InputError(Problem("file.unreadable", name)) from None


def read_sheets(source: Path | bytes, name: str, *, megabytes: int = MEGABYTES) -> list[Sheet]:
    """All sheets that hold anything, in their order."""
    raw = read_bytes(source, name, megabytes=megabytes)
    if not is_workbook(raw, name):
        raise InputError(Problem("sheet.not-xlsx", name))
    try:
        merged, formulas = _looked_through(raw, name)
        with warnings.catch_warnings():  # what openpyxl leaves out (validation, styles) is no concern of ours
            warnings.simplefilter("ignore")
            values = _cells(raw, worked_out=True)
            as_written = _cells(raw, worked_out=False) if formulas else values
    except _BROKEN:
        raise InputError(Problem("sheet.broken", name)) from None
    return [
        Sheet(title, tuple(_with_formulas(rows, as_written[title])), merged.get(title, {}))
        for title, rows in values.items()
        if rows or as_written[title]
    ]


def _looked_through(raw: bytes, name: str) -> tuple[dict[str, dict[int, str]], bool]:
    """Merged ranges by the sheet's title, and whether there are formulas. Refuses what is too large or sly."""
    merged: dict[str, dict[int, str]] = {}
    formulas = False
    with zipfile.ZipFile(io.BytesIO(raw)) as archive:
        members = [m for m in archive.infolist() if m.filename.endswith((".xml", ".rels"))]
        # zipfile never unpacks more than a member declares, so the declared sizes can be trusted
        if sum(m.file_size for m in archive.infolist()) > _UNPACKED_MEGABYTES * _MEGABYTE:
            raise InputError(Problem("file.too-large", name, values={"megabytes": _UNPACKED_MEGABYTES}))
        titles = _titles(archive)
        for member in members:
            content = archive.read(member)
            if b"<!DOCTYPE" in content or b"<!ENTITY" in content:
                raise InputError(Problem("sheet.broken", name))
            if member.filename in titles:
                formulas = formulas or _FORMULAS.search(content) is not None
                merged[titles[member.filename]] = _merged_lines(content)
    return merged, formulas


def _titles(archive: zipfile.ZipFile) -> dict[str, str]:
    """The title of the sheet in each file."""
    tags = re.findall(rb"<(?:\w+:)?Relationship [^>]*>", archive.read("xl/_rels/workbook.xml.rels"))
    files = {_attribute(tag, b"Id"): _attribute(tag, b"Target") for tag in tags}
    titles = {}
    for tag in re.findall(rb"<(?:\w+:)?sheet [^>]*>", archive.read("xl/workbook.xml")):
        file = files.get(_attribute(tag, rb"\w+:id"), "")
        titles[file.lstrip("/") if file.startswith("/") else f"xl/{file}"] = _attribute(tag, b"name")
    return titles


def _attribute(tag: bytes, name: bytes) -> str:
    found = re.search(rb"\s" + name + rb"=[\"']([^\"']*)[\"']", tag)
    return html.unescape(found.group(1).decode("utf-8", "replace")) if found else ""


def _merged_lines(content: bytes) -> dict[int, str]:
    lines: dict[int, str] = {}
    for found in _MERGED.finditer(content):
        reference = found.group(1).decode()
        _, first, _, last = range_boundaries(reference)
        for line in range(first, min(last, first + _MOST_ROWS) + 1):
            lines.setdefault(line, reference)
    return lines


def _cells(raw: bytes, *, worked_out: bool) -> dict[str, list[tuple[int, tuple[object, ...]]]]:
    """Rows that hold anything, by the sheet's title."""
    book = openpyxl.load_workbook(io.BytesIO(raw), read_only=True, data_only=worked_out)
    found: dict[str, list[tuple[int, tuple[object, ...]]]] = {}
    for sheet in book.worksheets:
        sheet.reset_dimensions()  # a program may have written a size that is not true
        rows = islice(sheet.iter_rows(max_col=_MOST_COLUMNS, values_only=True), _MOST_ROWS)
        found[sheet.title] = [
            (line, _trimmed(row)) for line, row in enumerate(rows, 1) if any(c is not None for c in row)
        ]
    book.close()
    return found


def _trimmed(row: tuple[object, ...]) -> tuple[object, ...]:
    """Without the empty cells at its end."""
    return row[: max(at for at, cell in enumerate(row, 1) if cell is not None)]


def _with_formulas(
    values: list[tuple[int, tuple[object, ...]]], written: list[tuple[int, tuple[object, ...]]]
) -> Iterator[tuple[int, tuple[object, ...]]]:
    """The values; a formula that was never worked out instead of the empty cell it looks like."""
    known = dict(values)
    for line, row in written:
        plain = known.get(line, ())
        yield (
            line,
            tuple(
                FORMULA if value is None and isinstance(as_written, str) and as_written.startswith("=") else value
                for value, as_written in zip((*plain, *[None] * (len(row) - len(plain))), row, strict=False)
            ),
        )
