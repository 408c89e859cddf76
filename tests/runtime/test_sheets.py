"""xlsx files that came in from outside: whole, half, merged, with formulas, and made to do harm."""

import io
import zipfile
from pathlib import Path

import openpyxl
import pytest

from kompetensnav.runtime.problems import InputError
from kompetensnav.runtime.sheets import FORMULA, MEGABYTES, is_workbook, read_sheets


def book(*rows, merged=(), title="Blad", more=()) -> bytes:
    made = openpyxl.Workbook()
    sheet = made.active
    sheet.title = title
    for row in rows:
        sheet.append(row)
    for reference in merged:
        sheet.merge_cells(reference)
    for name in more:
        made.create_sheet(name).append(["x"])
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def changed(raw: bytes, change) -> bytes:
    """The same zip with some files otherwise."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(raw)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for member in old.infolist():
            new.writestr(member.filename, change(member.filename, old.read(member)))
    return out.getvalue()


def code(raw: bytes) -> str:
    with pytest.raises(InputError) as told:
        read_sheets(raw, "kurser.xlsx")
    return told.value.problems[0].code


def test_rows_come_with_the_line_they_stand_on() -> None:
    [sheet] = read_sheets(book(["a", None], [None, None], ["b", 3]), "kurser.xlsx")
    assert sheet.name == "Blad"
    assert sheet.rows == ((1, ("a",)), (3, ("b", 3)))
    assert sheet.merged == {}


def test_merged_cells_are_told_by_line_of_the_right_sheet() -> None:
    raw = book(["a", "b"], ["c", "d"], ["e", None], ["g", "h"], merged=("B2:B3",), title="A & B", more=("Andra",))
    first, second = read_sheets(raw, "kurser.xlsx")
    assert (first.name, second.name) == ("A & B", "Andra")
    assert first.merged == {2: "B2:B3", 3: "B2:B3"}
    assert second.merged == {}


def test_a_formula_has_its_worked_out_value_or_is_told() -> None:
    raw = book(["seats", "=8+8", "=2*2", "text"])
    [sheet] = read_sheets(raw, "kurser.xlsx")
    assert sheet.rows == ((1, ("seats", FORMULA, FORMULA, "text")),)
    done = changed(
        raw,
        lambda name, data: data.replace(b"<f>8+8</f><v></v>", b"<f>8+8</f><v>16</v>").replace(
            b"<f>8+8</f><v />", b"<f>8+8</f><v>16</v>"
        ),
    )
    [sheet] = read_sheets(done, "kurser.xlsx")
    assert sheet.rows == ((1, ("seats", 16, FORMULA, "text")),)


def test_a_size_that_is_not_true_hides_no_rows() -> None:
    raw = changed(
        book(["a"], ["b"]), lambda name, data: data.replace(b'<dimension ref="A1:A2"', b'<dimension ref="A1"')
    )
    [sheet] = read_sheets(raw, "kurser.xlsx")
    assert [row for _, row in sheet.rows] == [("a",), ("b",)]


@pytest.mark.parametrize("raw", [b"", b"%PDF-1.7 nothing", b"a,b,c\n", b"\xd0\xcf\x11\xe0 an old xls file"])
def test_a_file_of_another_kind(raw) -> None:
    assert code(raw) == "sheet.not-xlsx"


@pytest.mark.parametrize("share", [0.2, 0.5, 0.9, 0.999])
def test_half_a_file(share) -> None:
    raw = book(*[[n, f"rad {n}"] for n in range(500)])
    assert code(raw[: int(len(raw) * share)]) == "sheet.broken"


def test_a_zip_of_something_else() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("brev.txt", "hej")
    assert code(out.getvalue()) == "sheet.broken"


def test_too_large_as_packed_and_as_unpacked() -> None:
    assert code(b"PK\x03\x04" + bytes(MEGABYTES * 1_000_000)) == "file.too-large"
    bomb = changed(
        book(["a"]),
        lambda name, data: (
            data + b" " * 80_000_000 if name.endswith("styles.xml") or "theme" in name or "sheet1" in name else data
        ),
    )
    assert len(bomb) < 1_000_000
    assert code(bomb) == "file.too-large"


@pytest.mark.parametrize(
    "declaration", [b'<!DOCTYPE x [<!ENTITY a "b">]>', b'<!DOCTYPE x SYSTEM "file:///etc/passwd">']
)
def test_xml_that_declares_entities_is_never_parsed(declaration) -> None:
    raw = changed(book(["a"]), lambda name, data: declaration + data if "sheet1" in name else data)
    assert code(raw) == "sheet.broken"


def test_broken_xml() -> None:
    assert code(changed(book(["a"]), lambda name, data: data[:-20] if "sheet1" in name else data)) == "sheet.broken"


def test_a_file_that_cannot_be_opened(tmp_path: Path) -> None:
    with pytest.raises(InputError) as told:
        is_workbook(tmp_path / "saknas.xlsx", "saknas.xlsx")
    assert told.value.problems[0].code == "file.unreadable"
    whole = tmp_path / "kurser.xlsx"
    whole.write_bytes(book(["a"]))
    assert is_workbook(whole, "kurser.xlsx")
    assert read_sheets(whole, "kurser.xlsx")[0].rows == ((1, ("a",)),)
