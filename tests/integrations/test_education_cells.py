"""Cells of files of courses: what is read as a number, a date or a place, and what is told instead of guessed."""

import datetime

import pytest

from kompetensnav.apps.education.cells import Unreadable, day, language, municipality, sun, text, whole_number
from kompetensnav.runtime.sheets import FORMULA

LUCIA = datetime.date(2027, 12, 13)


@pytest.mark.parametrize(
    ("cell", "number"),
    [
        (None, None),
        ("", None),
        ("  ", None),
        (16, 16),
        (16.0, 16),
        ("16", 16),
        ("16,0", 16),
        ("16.00", 16),
        ("1 200", 1200),
        ("1\u00a0200", 1200),
        ("-3", -3),
        ("\u22123", -3),
        ("0", 0),
    ],
)
def test_numbers_are_read_as_people_and_programs_write_them(cell, number) -> None:
    assert whole_number(cell) == number


@pytest.mark.parametrize(
    "cell",
    ["7,5", "7.5", 7.5, "sexton", "16 platser", "1e3", True, float("nan"), float("inf"), "²", FORMULA, "9" * 30],
)
def test_no_number_is_guessed(cell) -> None:
    with pytest.raises(Unreadable):
        whole_number(cell)


@pytest.mark.parametrize(
    "cell",
    [
        "2027-12-13",
        "20271213",
        "2027-12-13 00:00:00.0000000",
        "2027-12-13T02:00:00",
        "2027-12-13T02:00:00+02:00",
        datetime.datetime.combine(LUCIA, datetime.time(8, 30)),
        LUCIA,
        46734,
        46734.0,
        "46734",
        "46734,25",
    ],
)
def test_dates_are_read_as_written_or_as_the_number_of_a_spreadsheet(cell) -> None:
    assert day(cell) == LUCIA


@pytest.mark.parametrize(("cell", "date"), [(1, "1899-12-31"), ("61", "1900-03-01"), (None, None), ("", None)])
def test_the_first_days_of_a_spreadsheet_are_read_too_and_left_to_be_refused(cell, date) -> None:
    found = day(cell)
    assert (found and found.isoformat()) == date


@pytest.mark.parametrize(
    "cell",
    [
        "2027-02-30",
        "13/12/2027",
        "vt 2027",
        "2027",
        "vecka 50",
        99_999,
        -1,
        True,
        "2027-12-13 eller senare",
        FORMULA,
    ],
)
def test_no_date_is_guessed(cell) -> None:
    if cell == "2027":  # a year alone is the number of a day in 1905: it is refused by its range
        assert day(cell).year == 1905
        return
    with pytest.raises(Unreadable):
        day(cell)


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        ("2580", "2580"),
        (2580, "2580"),
        (180.0, "0180"),
        ("0180", "0180"),
        ("Luleå", "2580"),
        ("luleå kommun", "2580"),
        (None, None),
    ],
)
def test_a_municipality_is_known_by_code_and_by_name(cell, code) -> None:
    assert municipality(cell) == code


@pytest.mark.parametrize("cell", ["Storstaden", "9999", "25801", "Liljeholmen"])
def test_an_unknown_municipality_is_told_with_what_is_near(cell) -> None:
    with pytest.raises(Unreadable) as told:
        municipality(cell)
    assert told.value.code == "education.unknown-place"
    assert told.value.values["found"] == cell
    assert told.value.values["near"]


@pytest.mark.parametrize(
    ("code", "field"),
    [("525349z", "349z"), ("481ab", "481ab"), ("349Z", "349z"), ("", ""), ("KOSKUL0", ""), ("14", "")],
)
def test_the_field_of_a_sun_code(code, field) -> None:
    assert sun(code) == field


def test_text_and_language() -> None:
    assert [
        text(c) for c in (None, " a ", 3.0, 3.5, "'=1+1", "'tis", datetime.datetime.combine(LUCIA, datetime.time()))
    ] == [
        "",
        "a",
        "3",
        "3.5",
        "=1+1",
        "'tis",
        "2027-12-13",
    ]
    assert [language(c) for c in ("swe", "ENG", "fin", "sv", "")] == ["sv", "en", "fin", "sv", ""]
