"""Our own format: CSV and xlsx alike, words and ids, repeated columns, every bad row told, written and read again."""

import csv
import io
from pathlib import Path

import openpyxl
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from kompetensnav.apps.education.enums import Finance, IntakeStatus, OnSiteShare, ProgrammeKind
from kompetensnav.apps.education.rows import DemandRow, GrantRow
from kompetensnav.engine.matching.terms import RequirementKind
from kompetensnav.integrations.catalogue_file import catalogue_table, file_bytes, read, template_table
from kompetensnav.integrations.catalogue_file.columns import COLUMNS
from kompetensnav.runtime.problems import InputError
from tests.factories import Asks, IntakeFactory, ProgrammeFactory, ProviderFactory, Says, concept

pytestmark = pytest.mark.django_db
ROW = {
    "provider": "Yrkesskolan",
    "programme": "Industrielektriker",
    "programme_id": "ie",
    "kind": "package",
    "weeks": "40",
    "intake_id": "ie-1",
    "starts_on": "2027-01-11",
    "ends_on": "2027-11-05",
    "apply_by": "2026-11-15",
    "municipality": "2580",
    "seats": "16",
}


def csv_of(*rows: dict, columns=COLUMNS, **layout) -> bytes:
    out = io.StringIO()
    writer = csv.writer(out, **layout)
    writer.writerow(columns)
    writer.writerows([row.get(column, "") for column in columns] for row in rows)
    return out.getvalue().encode()


def xlsx_of(*rows: dict, columns=COLUMNS, above=(), merged=()) -> bytes:
    book = openpyxl.Workbook()
    for row in (*above, columns, *([row.get(column) for column in columns] for row in rows)):
        book.active.append(list(row))
    for reference in merged:
        book.active.merge_cells(reference)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def only(**change):
    [row], problems = read(csv_of(ROW | change), "kurser.csv")
    assert problems == []
    return row


@pytest.mark.parametrize("make", [csv_of, xlsx_of])
def test_rows_of_one_programme_become_its_intakes(make, taxonomy) -> None:
    again = {
        "provider": "yrkesskolan",
        "programme": "Industrielektriker",
        "programme_id": "ie",
        "rolling": "ja",
        "kind": "",
    }
    other = ROW | {"programme": "Svetsare", "programme_id": "", "intake_id": ""}
    rows, problems = read(make(ROW, again, other), "kurser")
    assert problems == []
    assert [(r.key, r.line, [i.key for i in r.intakes]) for r in rows] == [
        ("ie", 2, ["ie-1", "rolling"]),
        ("svetsare", 4, ["2027-01-11 2580"]),
    ]
    first, standing = rows[0].intakes
    assert (first.starts_on.isoformat(), first.seats, first.municipality_code, first.status) == (
        "2027-01-11",
        16,
        "2580",
        None,
    )
    assert standing.starts_on is None


def test_every_column_is_read(taxonomy) -> None:
    row = only(
        text="Om el",
        code="E1",
        url="https://example.org",
        sun="522ac",
        seqf="4",
        credits="1 200",
        language="swe",
        cost="60 000,0",
        finance="csn; transition study support",
        grants="Industrielektriker; PLC-programmering|3;B;lang:sv|B1",
        demands="Svenska|a2; Industrielektriker / occ:svetsare",
        rolling="nej",
        apply_from="20260901",
        site="Malmudden",
        pace="50",
        on_site="weeks",
        on_site_weeks="4",
        taken="2",
        workplaces="8",
        status="Open",
        municipality="Luleå",
    )
    assert (row.kind, row.text, row.code, row.sun, row.seqf, row.credits, row.weeks, row.language, row.cost) == (
        ProgrammeKind.PACKAGE,
        "Om el",
        "E1",
        "522ac",
        4,
        1200,
        40,
        "sv",
        60_000,
    )
    assert row.finance == (Finance.CSN, Finance.TRANSITION)
    assert row.grants == (
        GrantRow(concept("Industrielektriker")),
        GrantRow(concept("PLC-programmering"), 3),
        GrantRow("drive:B"),
        GrantRow("lang:sv", 3),
    )
    assert row.demands == (
        DemandRow(RequirementKind.LANGUAGE, ("lang:sv",), 2),
        DemandRow(RequirementKind.OCCUPATION, (concept("Industrielektriker"), "occ:svetsare")),
    )
    [intake] = row.intakes
    assert (intake.apply_from.isoformat(), intake.site, intake.pace, intake.taken, intake.workplaces) == (
        "2026-09-01",
        "Malmudden",
        50,
        2,
        8,
    )
    assert (intake.on_site, intake.on_site_weeks, intake.status, intake.municipality_code) == (
        OnSiteShare.WEEKS,
        4,
        IntakeStatus.OPEN,
        "2580",
    )


def test_what_is_not_said_stays_unsaid(taxonomy) -> None:
    row = only(starts_on="", ends_on="", apply_by="", municipality="", seats="", intake_id="")
    assert (row.grants, row.demands, row.cost, row.intakes) == (None, None, None, ())
    assert only(demands="-").demands == ()


@pytest.mark.parametrize("word", ["package", "Vocational  package", "PACKAGE"])
def test_kinds_by_code_and_in_words(word, taxonomy) -> None:
    assert only(kind=word).kind == ProgrammeKind.PACKAGE


BAD = [
    ({"kind": "kvällskurs"}, "education.unknown-kind", "kind"),
    ({"kind": ""}, "education.no-value", "kind"),
    ({"provider": ""}, "education.no-provider", "provider"),
    ({"programme": ""}, "education.no-name", "programme"),
    ({"seqf": "9"}, "education.number-range", "seqf"),
    ({"weeks": "0"}, "education.number-range", "weeks"),
    ({"cost": "-1"}, "education.number-range", "cost"),
    ({"credits": "7,5"}, "education.number", "credits"),
    ({"finance": "lotteri"}, "education.unknown-word", "finance"),
    ({"grants": "Trollkonst"}, "education.unknown-concept", "grants"),
    ({"grants": "Industrielektriker|3"}, "education.level", "grants"),
    ({"grants": "PLC-programmering|6"}, "education.level", "grants"),
    ({"grants": ";".join(f"x{n}" for n in range(41))}, "education.too-many-items", "grants"),
    ({"demands": "Svenska / Industrielektriker"}, "education.mixed-alternatives", "demands"),
    ({"programme_id": "x" * 121}, "education.too-long", "programme_id"),
    ({"starts_on": "januari"}, "education.date", "starts_on"),
    ({"starts_on": "1"}, "education.date-range", "starts_on"),
    ({"ends_on": "1899-12-31"}, "education.date-range", "ends_on"),
    ({"ends_on": "2026-01-11"}, "education.ends-before-start", "ends_on"),
    ({"apply_by": "2027-02-01"}, "education.deadline-after-start", "apply_by"),
    ({"starts_on": ""}, "education.no-start", "starts_on"),
    ({"rolling": "ja"}, "education.rolling-with-start", "rolling"),
    ({"rolling": "kanske"}, "education.yes-or-no", "rolling"),
    ({"starts_on": "", "rolling": "ja"}, "education.ends-without-start", "ends_on"),
    ({"municipality": "Storstaden"}, "education.unknown-place", "municipality"),
    ({"seats": "-3"}, "education.number-range", "seats"),
    ({"seats": "10001"}, "education.number-range", "seats"),
    ({"seats": "sexton"}, "education.number", "seats"),
    ({"taken": "17"}, "education.more-taken-than-seats", "taken"),
    ({"pace": "150"}, "education.number-range", "pace"),
    ({"on_site_weeks": "3"}, "education.weeks-without-distance", "on_site_weeks"),
    ({"on_site": "ibland"}, "education.unknown-word", "on_site"),
    ({"status": "klar"}, "education.unknown-word", "status"),
]


@pytest.mark.parametrize("make", [csv_of, xlsx_of])
@pytest.mark.parametrize(("change", "code", "column"), BAD)
def test_every_bad_row_is_told_and_the_good_ones_go_on(make, change, code, column, taxonomy) -> None:
    good = ROW | {"programme": "Svetsare", "programme_id": "svets"}
    rows, problems = read(make(good, ROW | change), "kurser")
    assert [i.key for row in rows if row.key == "svets" for i in row.intakes] == ["ie-1"]
    assert [i for row in rows if row.key != "svets" for i in row.intakes] == []
    assert (code, column, 3) in [(p.code, p.field, p.line) for p in problems]


def test_a_wrong_intake_leaves_the_programme_and_its_other_intakes(taxonomy) -> None:
    rows, problems = read(csv_of(ROW | {"seats": "-1"}, ROW | {"intake_id": "ie-2"}), "kurser.csv")
    assert [(r.key, [i.key for i in r.intakes]) for r in rows] == [("ie", ["ie-2"])]
    assert [(p.line, p.field) for p in problems] == [(2, "seats")]


def test_a_wrong_programme_is_told_once_and_none_of_its_rows_come(taxonomy) -> None:
    rows, problems = read(csv_of(ROW | {"seqf": "högt"}, ROW | {"intake_id": "ie-2"}), "kurser.csv")
    assert (rows, [(p.code, p.line) for p in problems]) == ([], [("education.number", 2)])


def test_rows_that_contradict_each_other_are_told(taxonomy) -> None:
    [row], [problem] = read(csv_of(ROW, ROW | {"intake_id": "ie-2", "weeks": "20"}), "kurser.csv")
    assert [i.key for i in row.intakes] == ["ie-1"]
    assert (problem.code, problem.line, problem.field) == ("education.disagrees", 3, "weeks")
    assert problem.values == {"found": "20", "line": 2, "was": "40"}


def test_an_intake_twice_is_told(taxonomy) -> None:
    [row], [problem] = read(csv_of(ROW, ROW), "kurser.csv")
    assert (len(row.intakes), problem.code, problem.line) == (1, "education.repeated", 3)


def test_a_sheet_with_titles_above_and_columns_moved(taxonomy) -> None:
    raw = xlsx_of(ROW, columns=tuple(reversed(COLUMNS)), above=[("Vårens kurser",), (None,)], merged=("A1:D1",))
    [row], problems = read(raw, "kurser.xlsx")
    assert (row.key, row.line, problems) == ("ie", 4, [])


def test_merged_cells_are_told_by_row(taxonomy) -> None:
    raw = xlsx_of(ROW, ROW | {"intake_id": "ie-2"}, ROW | {"intake_id": "ie-3"}, merged=("A2:A3",))
    [row], problems = read(raw, "kurser.xlsx")
    assert [i.key for i in row.intakes] == ["ie-3"]
    assert [(p.code, p.line, p.values) for p in problems] == [
        ("education.merged", n, {"range": "A2:A3"}) for n in (2, 3)
    ]


@pytest.mark.parametrize("column", ["seats", "starts_on", "weeks", "municipality"])
def test_a_formula_that_was_never_worked_out_is_told(column, taxonomy) -> None:
    _, [problem] = read(xlsx_of(ROW | {column: "=1+1"}), "kurser.xlsx")
    assert (problem.code, problem.field) == ("education.formula", column)


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        (b"", "file.empty"),
        (b"%PDF-1.7\x00", "file.not-text"),
        (csv_of(ROW, delimiter=";"), "file.semicolons"),
        (csv_of(ROW | {"site": "Älvsbyn"}).decode().encode("latin-1"), "file.not-utf8"),
        (csv_of(ROW).replace(b"package", b'"package'), "file.broken-quotes"),
        (csv_of(ROW, columns=(*COLUMNS, "lärare")), "file.unknown-columns"),
        (csv_of(ROW, columns=COLUMNS[1:]), "file.missing-columns"),
        (xlsx_of(ROW)[:-300], "sheet.broken"),
        (xlsx_of(ROW, columns=("a", "b")), "file.no-header"),
        (xlsx_of(ROW, columns=(*COLUMNS, "lärare")), "file.unknown-columns"),
        (xlsx_of(ROW, columns=(*COLUMNS, "seats")), "file.repeated-columns"),
        (b"a" * 20_000_001, "file.too-large"),
    ],
)
def test_a_file_that_cannot_be_read_at_all(raw, code, taxonomy) -> None:
    with pytest.raises(InputError) as error:
        read(raw, "kurser")
    assert error.value.problems[0].code == code


def test_half_a_row_is_told_and_the_others_go_on(taxonomy) -> None:
    raw = csv_of(ROW, ROW | {"intake_id": "ie-2"})
    rows, [problem] = read(raw + b"Yrkesskolan,Svetsare,sv", "kurser.csv")
    assert [len(r.intakes) for r in rows] == [2]
    assert (problem.code, problem.line) == ("file.row-length", 4)


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_the_template_is_read_without_a_word(kind, taxonomy) -> None:
    [row], problems = read(file_bytes(template_table(), kind), f"mall.{kind}")
    assert problems == []
    assert (row.key, len(row.grants), len(row.demands), len(row.intakes)) == ("exempel-1", 2, 1, 1)


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_the_catalogue_comes_back_as_it_was_written(kind, region) -> None:
    provider = ProviderFactory(collaboration=region.collaboration, name="=Yrkesskolan")
    taught = ProgrammeFactory(
        provider=provider,
        grants=(Says("Svenska", 3),),
        demands=(Asks("Svenska", level=2),),
        finance=["csn"],
        text="Rad ett\nrad två",
    )
    ProgrammeFactory(provider=provider, unconfirmed=True)
    dated, standing = IntakeFactory(programme=taught), IntakeFactory(programme=taught, standing=True)
    rows, problems = read(file_bytes(catalogue_table(region.collaboration), kind), f"katalog.{kind}")
    assert problems == []
    first, second = sorted(rows, key=lambda r: r.grants is None)
    assert (first.key, first.provider, first.name, first.text) == (
        taught.pk,
        "=Yrkesskolan",
        taught.name,
        taught.text,
    )
    assert (first.grants, first.demands) == (
        (GrantRow("lang:sv", 3),),
        (DemandRow(RequirementKind.LANGUAGE, ("lang:sv",), 2),),
    )
    assert {i.key: (i.starts_on, i.seats, i.status) for i in first.intakes} == {
        dated.pk: (dated.starts_on, 16, "open"),
        standing.pk: (None, 16, "open"),
    }
    assert (second.grants, second.demands, second.intakes) == (None, (), ())


def test_the_reference_describes_every_column() -> None:
    page = Path(__file__).resolve().parents[2] / "docs" / "reference" / "education-file.md"
    text = page.read_text(encoding="utf-8")
    assert [column for column in COLUMNS if f"\n| `{column}` |" not in text] == []
    assert [kind for kind in ProgrammeKind.values if f"`{kind}`" not in text] == []
    assert [finance for finance in Finance.values if f"`{finance}`" not in text] == []
    assert [status for status in IntakeStatus.values if f"`{status}`" not in text] == []


def test_writing_the_catalogue_asks_the_database_a_constant_number_of_times(region) -> None:
    provider = ProviderFactory(collaboration=region.collaboration)
    asked = []
    for _ in range(2):
        IntakeFactory.create_batch(3, programme=ProgrammeFactory(provider=provider))
        with CaptureQueriesContext(connection) as queries:
            catalogue_table(region.collaboration)
        asked.append(len(queries))
    assert asked[0] == asked[1]
