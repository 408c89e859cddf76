"""Reading files that came in from outside: what is wrong becomes a Problem with file, line and field.

The rules are the same for taxonomies, adverts and people: UTF-8 (a byte-order mark is allowed), commas, quotes
as in RFC 4180, a header with known columns, a limit on size. Every wrong row of a file is reported, not the first.
"""

import csv
import io
import json
import lzma
import re
import zipfile
import zlib
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Sequence
from pathlib import Path

from kompetensnav.runtime.problems import InputError, Problem

MEGABYTES = 50  # of one file, unless the reader asks for more
UNPACKED_MEGABYTES = 500  # of all that is read from one zip file: a small file can unpack to any size
MOST_PROBLEMS = 100  # of one file: a wrong file is wrong on every line
_MEGABYTE = 1_000_000
_HALF_CHARACTER = re.compile(r"\\u[dD][89a-fA-F]")
csv.field_size_limit(2**31 - 1)  # the size of the file is the limit


def read_text(source: Path | bytes, name: str, *, megabytes: int = MEGABYTES) -> str:
    """The text of a file or of its bytes, without byte-order mark. Line ends stay as they are."""
    raw = read_bytes(source, name, megabytes=megabytes)
    if not raw.startswith((b"\xff\xfe", b"\xfe\xff")) and (nul := raw.find(b"\0")) >= 0:
        raise InputError(Problem("file.not-text", name, _line_of(raw, nul)))
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        # the error's own bytes: its position counts from after the byte-order mark
        raise InputError(Problem("file.not-utf8", name, _line_of(error.object, error.start))) from None
    if not text.strip():
        raise InputError(Problem("file.empty", name))
    return text


def read_bytes(source: Path | bytes, name: str, *, megabytes: int = MEGABYTES) -> bytes:
    """A file or its bytes, if it is not too large."""
    raw = source if isinstance(source, bytes) else _read_bytes(source, name, megabytes)
    if len(raw) > megabytes * _MEGABYTE:
        raise _too_large(name, megabytes)
    return raw


def read_json(source: Path | bytes, name: str, *, megabytes: int = MEGABYTES) -> object:
    """The value a JSON file holds."""
    return parse_json(read_text(source, name, megabytes=megabytes), name)


def parse_json(text: str, name: str) -> object:
    """The value of a JSON text."""
    try:
        value: object = json.loads(text)
    except json.JSONDecodeError as error:
        raise InputError(Problem("file.broken-json", name, error.lineno, values={"column": error.colno})) from None
    except (RecursionError, ValueError):  # nested without end, or a number of thousands of digits
        raise InputError(Problem("file.broken-json", name, 1, values={"column": 1})) from None
    if _HALF_CHARACTER.search(text) and not _is_text(value):
        raise InputError(Problem("file.not-text", name))
    return value


def _is_text(value: object) -> bool:
    """Whether a JSON value can be written again: half of a two-part character cannot."""
    try:
        json.dumps(value, ensure_ascii=False).encode()
    except UnicodeEncodeError:
        return False
    return True


def read_csv_rows(
    text: str, name: str, required: Collection[str], optional: Collection[str] | None = ()
) -> Iterator[tuple[int, dict[str, str]]]:
    """Rows of a comma-separated text as (line the row begins on, column -> stripped value).

    Columns stand in any order. ``optional`` None allows any further column. Empty lines are passed over. Rows of
    the wrong length are left out and reported together after the last row.
    """
    rows = _numbered_rows(text, name)
    _, first = next(rows, (1, []))
    header = [column.strip() for column in first]
    _check_header(header, name, required, optional)
    problems = []
    for line, row in rows:
        if len(row) == len(header):
            yield line, {column: value.strip() for column, value in zip(header, row, strict=True)}
        else:
            problems.append(
                Problem("file.row-length", name, line, values={"expected": len(header), "found": len(row)})
            )
    raise_any(problems)


def read_zip(path: Path, wanted: Callable[[str], bool]) -> Iterator[tuple[str, bytes]]:
    """(file name without folder, content) of each wanted file of a zip, by name. Nothing is written to disk."""
    try:
        with zipfile.ZipFile(path) as archive:
            members = [m for m in archive.infolist() if not m.is_dir() and wanted(_base_name(m.filename))]
            # zipfile never unpacks more than a member declares, so the declared sizes can be trusted
            if sum(m.file_size for m in members) > UNPACKED_MEGABYTES * _MEGABYTE:
                raise _too_large(path.name, UNPACKED_MEGABYTES)
            for member in sorted(members, key=lambda m: m.filename):
                yield _base_name(member.filename), archive.read(member)
    except (
        zipfile.BadZipFile,
        zlib.error,
        lzma.LZMAError,
        EOFError,
        NotImplementedError,
        RuntimeError,
        ValueError,
    ):
        raise InputError(Problem("file.broken-zip", path.name)) from None
    except OSError:
        raise InputError(Problem("file.unreadable", path.name)) from None


def raise_any(problems: Sequence[Problem]) -> None:
    """Raise what was found wrong, if anything was; at most the first hundred."""
    if problems:
        raise InputError(*problems[:MOST_PROBLEMS])


def _read_bytes(path: Path, name: str, megabytes: int) -> bytes:
    try:
        with path.open("rb") as stream:  # a pipe or device tells no size: read one byte more than is allowed
            return stream.read(megabytes * _MEGABYTE + 1)
    except OSError:
        raise InputError(Problem("file.unreadable", name)) from None


def _too_large(name: str, megabytes: int) -> InputError:
    return InputError(Problem("file.too-large", name, values={"megabytes": megabytes}))


def _line_of(raw: bytes, position: int) -> int:
    return raw.count(b"\n", 0, position) + 1


def _base_name(member: str) -> str:
    return member.replace("\\", "/").rpartition("/")[2]


def _numbered_rows(text: str, name: str) -> Iterator[tuple[int, list[str]]]:
    """Rows that are not empty, with the line each begins on (a quoted value may hold line ends)."""
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    while True:
        line = reader.line_num + 1
        try:
            row = next(reader)
        except StopIteration:
            return
        except csv.Error:
            raise InputError(Problem("file.broken-quotes", name, line)) from None
        if any(value.strip() for value in row):
            yield line, row


def _check_header(
    header: list[str], name: str, required: Collection[str], optional: Collection[str] | None
) -> None:
    missing = [column for column in required if column not in header]
    if missing and len(header) == 1 and ";" in header[0]:
        raise InputError(Problem("file.semicolons", name, 1))
    problems = []
    if missing and not {*required, *(optional or ())}.intersection(header):
        # No column is known: the line may be a row of somebody's data, which is not repeated.
        raise InputError(Problem("file.no-header", name, 1, values={"expected": ", ".join(required)}))
    if missing:
        values = {"missing": ", ".join(missing), "found": ", ".join(header)}
        problems.append(Problem("file.missing-columns", name, 1, values=values))
    repeated = sorted(column for column, count in Counter(header).items() if count > 1)
    if repeated:
        problems.append(Problem("file.repeated-columns", name, 1, values={"columns": ", ".join(repeated)}))
    unknown = [] if optional is None else [c for c in header if c not in required and c not in optional]
    if unknown:
        problems.append(
            Problem(
                "file.unknown-columns",
                name,
                1,
                values={"columns": ", ".join(unknown), "expected": ", ".join([*required, *(optional or ())])},
            )
        )
    raise_any(problems)
