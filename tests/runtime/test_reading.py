"""What is wrong with a file is said with its line and column, and every wrong row is said at once."""

import zipfile
from collections.abc import Callable

import pytest

from kompetensnav.runtime import reading
from kompetensnav.runtime.problems import InputError, Problem
from kompetensnav.runtime.reading import read_csv_rows, read_json, read_text, read_zip


def problems(act: Callable[[], object]) -> tuple[Problem, ...]:
    with pytest.raises(InputError) as caught:
        act()
    return caught.value.problems


def the_problem(act: Callable[[], object]) -> tuple[str, str, int | None, dict[str, str | int]]:
    (found,) = problems(act)
    return found.code, found.file, found.line, dict(found.values)


def rows(text: str, required: tuple[str, ...] = ("a", "b"), optional: tuple[str, ...] | None = ()) -> list:
    return list(read_csv_rows(text, "x.csv", required, optional))


def test_a_byte_order_mark_is_not_part_of_the_text():
    assert read_text("\ufeffå,ä".encode(), "x.csv") == "å,ä"


@pytest.mark.parametrize(
    ("raw", "code", "line"),
    [
        (b"a,b\n1,\xe5\n", "file.not-utf8", 2),
        (b"\xef\xbb\xbfa\n\n\xe5", "file.not-utf8", 3),
        ("a,b".encode("utf-16"), "file.not-utf8", 1),
        (b"a,b\n1,2\n\0", "file.not-text", 3),
        (b"", "file.empty", None),
        (b"\xef\xbb\xbf \n\n", "file.empty", None),
    ],
)
def test_bytes_that_are_no_utf8_text_are_refused_with_their_line(raw, code, line):
    assert the_problem(lambda: read_text(raw, "x.csv")) == (code, "x.csv", line, {})


def test_a_file_over_the_limit_is_refused_before_it_is_read(tmp_path):
    path = tmp_path / "big.csv"
    with path.open("wb") as file:
        file.truncate(51_000_000)
    assert the_problem(lambda: read_text(path, "big.csv")) == ("file.too-large", "big.csv", None, {"megabytes": 50})


def test_bytes_over_the_limit_are_refused():
    assert the_problem(lambda: read_text(b"x" * 2_000_001, "x", megabytes=2))[0] == "file.too-large"


def test_a_file_that_cannot_be_opened_is_named_without_its_folder(tmp_path):
    assert the_problem(lambda: read_text(tmp_path / "gone.csv", "gone.csv"))[:2] == ("file.unreadable", "gone.csv")


def test_broken_json_is_reported_with_line_and_column():
    assert the_problem(lambda: read_json(b'{"a": 1,\n "b" 2}', "x.json")) == (
        "file.broken-json",
        "x.json",
        2,
        {"column": 6},
    )


def test_json_nested_without_end_or_with_endless_numbers_is_broken_json():
    for raw in (b"[" * 200_000, b"9" * 10_000):
        assert the_problem(lambda raw=raw: read_json(raw, "x.json"))[0] == "file.broken-json"


def test_rows_carry_the_line_they_begin_on_even_after_values_of_several_lines():
    text = 'b,a\r\n"one\r\ntwo",1\r\n\r\nthree , 2\r\n'
    assert rows(text) == [(2, {"a": "1", "b": "one\r\ntwo"}), (5, {"a": "2", "b": "three"})]


def test_every_row_of_the_wrong_length_is_reported_and_the_good_ones_are_given_first():
    reader = read_csv_rows("a,b\n1\n3,4\n5,6,7\n", "x.csv", ("a", "b"))
    assert next(reader) == (3, {"a": "3", "b": "4"})
    found = problems(lambda: list(reader))
    assert [(p.code, p.line, dict(p.values)) for p in found] == [
        ("file.row-length", 2, {"expected": 2, "found": 1}),
        ("file.row-length", 4, {"expected": 2, "found": 3}),
    ]


def test_at_most_a_hundred_problems_of_a_file_are_reported():
    assert len(problems(lambda: rows("a,b\n" + "1\n" * 500))) == reading.MOST_PROBLEMS


def test_missing_columns_are_named_beside_those_found():
    values = {"missing": "b", "found": "a, c"}
    assert the_problem(lambda: rows("a,c\n", optional=None)) == ("file.missing-columns", "x.csv", 1, values)


def test_unknown_columns_are_refused_unless_any_are_allowed():
    assert the_problem(lambda: rows("a,b,c\n")) == (
        "file.unknown-columns",
        "x.csv",
        1,
        {"columns": "c", "expected": "a, b"},
    )
    assert rows("a,b,c\n1,2,3\n", optional=("c",)) == rows("a,b,c\n1,2,3\n", optional=None)


def test_a_column_that_stands_twice_is_refused():
    assert the_problem(lambda: rows("a,b,a\n")) == ("file.repeated-columns", "x.csv", 1, {"columns": "a"})


def test_semicolons_instead_of_commas_are_recognised():
    assert the_problem(lambda: rows("a;b\n1;2\n"))[0] == "file.semicolons"


def test_a_quote_that_never_ends_is_reported_where_it_begins():
    assert the_problem(lambda: rows('a,b\n1,2\n"3,4\n5,6\n'))[::2] == ("file.broken-quotes", 3)


def zipped(path, **files: str):
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in files.items():
            archive.writestr(f"folder/{name}.csv", text)
    return path


def test_wanted_files_of_a_zip_come_by_name_without_folder(tmp_path):
    path = zipped(tmp_path / "x.zip", b="2", a="1", other="3")
    assert list(read_zip(path, lambda name: name != "other.csv")) == [("a.csv", b"1"), ("b.csv", b"2")]


def test_a_zip_cut_in_half_is_broken(tmp_path):
    whole = zipped(tmp_path / "x.zip", a="1" * 1000).read_bytes()
    half = tmp_path / "half.zip"
    half.write_bytes(whole[: len(whole) // 2])
    assert the_problem(lambda: list(read_zip(half, bool)))[:2] == ("file.broken-zip", "half.zip")


def test_a_zip_with_a_damaged_member_is_broken(tmp_path):
    path = zipped(tmp_path / "x.zip", a="abc" * 1000)
    raw = bytearray(path.read_bytes())
    raw[45:49] = b"\xff\xff\xff\xff"
    path.write_bytes(raw)
    assert the_problem(lambda: list(read_zip(path, bool)))[0] == "file.broken-zip"


def test_a_zip_that_unpacks_to_too_much_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(reading, "UNPACKED_MEGABYTES", 1)
    path = zipped(tmp_path / "bomb.zip", a="0" * 600_000, b="0" * 600_000)
    assert path.stat().st_size < 10_000
    assert the_problem(lambda: list(read_zip(path, bool))) == ("file.too-large", "bomb.zip", None, {"megabytes": 1})
