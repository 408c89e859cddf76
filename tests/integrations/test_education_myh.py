"""Decision sheets of the Agency for Higher Vocational Education: every layout, headers anywhere, bad sheets told."""

import io

import openpyxl
import pytest

from kompetensnav.apps.education.enums import ProgrammeKind
from kompetensnav.integrations.myh import read
from kompetensnav.runtime.problems import InputError
from tests.shared_data import shared

HEADER = (
    "Utbildningsområde",
    "SUN5 inriktning",
    "SUN5 inriktning namn",
    "Utbildningsnamn",
    "Beslut",
    "Diarienummer",
    "Kommun",
    "YH-poäng",
    "Studieform",
    "Studietakt %",
    "Typ av examen",
    "SeQF nivå",
    "Utbildningsanordnare administrativ enhet",
    "Beviljade utbildningsomgångar",
    "Beviljade platser utbildningsomgång 1",
    "Beviljade platser utbildningsomgång 2",
)
GRANTED = {
    "Utbildningsområde": "Teknik och tillverkning",
    "SUN5 inriktning": "523ab",
    "SUN5 inriktning namn": "Utbildningar till automationstekniker",
    "Utbildningsnamn": "Automationstekniker ",
    "Beslut": "Beviljad",
    "Diarienummer": "MYH 2024/1",
    "Kommun": "Luleå",
    "YH-poäng": 400,
    "Studieform": "Distans",
    "Studietakt %": 100,
    "Typ av examen": "Yrkeshögskoleexamen",
    "SeQF nivå": 5,
    "Utbildningsanordnare administrativ enhet": "YH Norr AB",
    "Beviljade utbildningsomgångar": 2,
    "Beviljade platser utbildningsomgång 1": 30,
    "Beviljade platser utbildningsomgång 2": 28,
}
REFUSED = GRANTED | {"Beslut": "Avslag", "Diarienummer": "MYH 2024/2"}


def workbook(*sheets, merged=()) -> bytes:
    """``sheets``: (title, rows)."""
    made = openpyxl.Workbook()
    made.remove(made.active)
    for title, rows in sheets:
        sheet = made.create_sheet(title)
        for row in rows:
            sheet.append(list(row))
        for reference in merged:
            sheet.merge_cells(reference)
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def table(*records, header=HEADER, above=()):
    return [*above, header, *([record.get(column) for column in header] for record in records)]


def read_rows(*records, **layout):
    return read(workbook(("Tabell 3", table(*records, **layout))), "beslut.xlsx")


def test_a_granted_case_becomes_a_programme_without_invented_dates() -> None:
    [row], problems = read_rows(GRANTED, REFUSED)
    assert problems == []
    assert (row.key, row.code, row.provider, row.name) == (
        "MYH 2024/1",
        "MYH 2024/1",
        "YH Norr AB",
        "Automationstekniker",
    )
    assert (row.kind, row.sun, row.seqf, row.credits, row.weeks) == (ProgrammeKind.YH, "523ab", 5, 400, 80)
    assert (row.intakes, row.grants) == ((), None)
    assert row.text.splitlines() == [
        "SUN-inriktning: Utbildningar till automationstekniker.",
        "Område: Teknik och tillverkning.",
        "Examen: Yrkeshögskoleexamen.",
        "Studieform: Distans.",
        "Studietakt: 100 %.",
        "Orter: Luleå.",
        "Beviljade utbildningsomgångar: 2, med platser: 30, 28.",
    ]


@pytest.mark.parametrize("lines", [0, 3, 12])
def test_the_header_may_stand_anywhere_and_in_any_order(lines) -> None:
    above = [("Yrkeshögskolan",), (None,), ("Beslut 2024",)] * 4
    [row], problems = read_rows(GRANTED, header=tuple(reversed(HEADER)), above=above[:lines])
    assert (row.key, row.line, problems) == ("MYH 2024/1", lines + 2, [])


def test_titles_above_may_be_merged_and_sheets_without_cases_are_passed_over() -> None:
    sheets = ("Innehåll", [("Tabell 1", "Diarium")]), ("Tabell 3", table(GRANTED, above=[("Yrkeshögskolan",)]))
    [row], problems = read(workbook(*sheets, merged=("A1:C1",)), "beslut.xlsx")
    assert (row.line, problems) == (3, [])


def test_places_of_a_case_in_several_municipalities_come_from_the_other_sheet() -> None:
    several = GRANTED | {"Kommun": "Flera kommuner"}
    places = [
        ("Diarienummer", "Utbildningsnamn", "Kommun"),
        ("MYH 2024/1", "x", "Boden"),
        ("MYH 2024/1", "x", "Umeå"),
        ("MYH 2024/2", "x", "Kiruna"),
    ]
    [row], problems = read(workbook(("Tabell 3", table(several)), ("Tabell 4", places)), "beslut.xlsx")
    assert problems == []
    assert "Orter: Boden, Umeå." in row.text


def test_seats_divided_over_municipalities_are_added_up() -> None:
    header = (
        "Diarienummer",
        "Beslut",
        "Kommun",
        "Utbildningsanordnare administrativ enhet",
        "Utbildningsnamn",
        "Beviljade platser utbildningsomgång 1",
    )
    divided = [
        header,
        *(
            ("MYH 2024/1", "Beviljad", place, "YH Norr AB", "A", seats)
            for place, seats in (("Luleå", 17.857), ("Boden", 7.143), ("Umeå", "10,0"))
        ),
    ]
    without = tuple(c for c in HEADER if not c.startswith("Beviljade platser"))
    [row], problems = read(
        workbook(("Tabell 3", table(GRANTED, header=without)), ("Tabell 4", divided)), "beslut.xlsx"
    )
    assert problems == []
    assert "Orter: Luleå, Boden, Umeå." in row.text
    assert row.text.endswith("Beviljade utbildningsomgångar: 1, med platser: 35.")


def test_without_seats_the_number_of_rounds_is_told() -> None:
    without = tuple(c for c in HEADER if not c.startswith("Beviljade platser"))
    [row], _ = read_rows(GRANTED, header=without)
    assert row.text.endswith("Beviljade utbildningsomgångar: 2.")


def test_courses_have_seats_by_year_of_start_and_no_pace() -> None:
    header = (
        "Diarienummer",
        "Beslut",
        "Anordnare namn",
        "Utbildningsnamn",
        "Antal beviljade platser start 2024",
        "Antal beviljade platser start och slut 2024",
        "Antal beviljade platser start 2025",
        "YH-poäng",
        "Kommun",
    )
    course = ("MYH 2024/9", "Beviljad", "Campus", "Reservkraft", 20, 0, 25, 60, 'Se "Lista flera kommuner"')
    [row], problems = read(workbook(("Lista ansökningar", [header, course])), "kurser.xlsx")
    assert problems == []
    assert (row.kind, row.credits, row.weeks) == (ProgrammeKind.YH_COURSE, 60, None)
    assert row.text == "Beviljade platser: start 2024: 20, start 2025: 25."


@pytest.mark.parametrize(
    ("exam", "level"),
    [("Yrkeshögskoleexamen", 5), ("KvalificeradYrkeshögskoleexamen", 6), ("Ingen", None), (None, None)],
)
def test_where_no_level_is_told_the_exam_has_one(exam, level) -> None:
    [row], _ = read_rows(GRANTED | {"SeQF nivå": None, "Typ av examen": exam})
    assert row.seqf == level


@pytest.mark.parametrize(
    ("points", "pace", "weeks"),
    [(400, 100, 80), (200, 50, 80), (100, 75, 27), (None, 100, None), (100, None, None), ("100,0", "50", 40)],
)
def test_five_points_are_a_week_of_full_time(points, pace, weeks) -> None:
    [row], _ = read_rows(GRANTED | {"YH-poäng": points, "Studietakt %": pace})
    assert row.weeks == weeks


@pytest.mark.parametrize(
    ("change", "code", "field"),
    [
        ({"Beslut": "Återtagen"}, "education.unknown-decision", "decision"),
        ({"Beslut": None}, "education.unknown-decision", "decision"),
        ({"Utbildningsnamn": None}, "education.no-name", "name"),
        ({"Utbildningsanordnare administrativ enhet": " "}, "education.no-provider", "provider"),
        ({"YH-poäng": "37,5"}, "education.number", "points"),
        ({"YH-poäng": -5}, "education.number-range", "credits"),
        ({"Studietakt %": 0}, "education.number-range", "pace"),
        ({"SeQF nivå": 12}, "education.number-range", "seqf"),
        ({"Beviljade platser utbildningsomgång 1": "trettio"}, "education.number", "1"),
        ({"Utbildningsnamn": "A" * 201}, "education.too-long", "name"),
        ({"YH-poäng": "=400+5"}, "education.formula", "points"),
    ],
)
def test_every_bad_row_is_told_and_the_good_ones_go_on(change, code, field) -> None:
    other = GRANTED | {"Diarienummer": "MYH 2024/3"}
    rows, [problem] = read_rows(other, GRANTED | change)
    assert "MYH 2024/3" in [row.key for row in rows]
    assert (problem.code, problem.file, problem.line) == (code, "beslut.xlsx", 3)
    assert problem.field == f"Tabell 3: {field}"


def test_rows_with_merged_cells_are_told() -> None:
    rows, problems = read(
        workbook(("Tabell 3", table(GRANTED, GRANTED | {"Diarienummer": "MYH 2024/3"})), merged=("D2:D3",)),
        "beslut.xlsx",
    )
    assert rows == []
    assert [(p.code, p.line, p.values) for p in problems] == [
        ("education.merged", n, {"range": "D2:D3"}) for n in (2, 3)
    ]


def test_a_case_decided_twice_is_told() -> None:
    rows, [problem] = read_rows(GRANTED, GRANTED)
    assert (len(rows), problem.code, problem.values) == (1, "education.repeated", {"key": "MYH 2024/1", "line": 2})


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        (workbook(("Blad", [("hej",)])), "education.no-decisions"),
        (workbook(("Blad", [("Diarienummer", "Kommun"), ("MYH 2024/1", "Luleå")])), "education.no-decisions"),
        (workbook(("Blad", table(GRANTED)))[:-200], "sheet.broken"),
        (b'[{"Diarienummer": 1}]', "sheet.not-xlsx"),
    ],
)
def test_a_file_that_cannot_be_read_at_all(raw, code) -> None:
    with pytest.raises(InputError) as error:
        read(raw, "beslut.xlsx")
    assert [p.code for p in error.value.problems] == [code]


REAL = [  # file, granted, with SUN, with level, with length
    ("resultat-ansokningsomgang-2022.xlsx", 420, 0, 415, 420),
    ("resultat-ansokningsomgang-2023.xlsx", 477, 477, 470, 477),
    ("resultat-ansokningsomgang-2024.xlsx", 344, 344, 340, 344),
    ("resultat-2024-for-kurser-inom-yh.xlsx", 451, 0, 0, 0),
]


@pytest.mark.parametrize(("file", "granted", "sun", "level", "length"), REAL)
def test_the_real_files(file, granted, sun, level, length) -> None:
    rows, problems = read(shared("yh-myh-2022-2024", file), file)
    assert problems == []
    assert len(rows) == granted
    assert sum(len(row.sun) == 5 for row in rows) == sun
    assert sum(row.seqf in (5, 6) for row in rows) == level
    assert sum(row.weeks is not None for row in rows) == length
    assert all("Orter: " in row.text and "Beviljade " in row.text and not row.intakes for row in rows)
