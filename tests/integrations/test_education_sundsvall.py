"""The municipal course file: occasions joined, silence kept, every bad record told; and the real file."""

import datetime
import json

import pytest

from kompetensnav.apps.education.enums import OnSiteShare, ProgrammeKind
from kompetensnav.integrations.sundsvall import read
from kompetensnav.runtime.problems import InputError
from kompetensnav.runtime.sheets import MEGABYTES
from tests.shared_data import shared

RECORD = {
    "KurserVuxenutbildningId": "1",
    "kurstillfalleId": "418",
    "Utbildningsanordnare": "Sundsvalls Kommun",
    "Kurskod": "PRRPRR02",
    "Namn": "Programmering 2 ",
    "Niva": "gymnasial vuxenutbildning",
    "UrlKurs": "https://example.org/kurs/1",
    "Poang": "100.0",
    "RekommenderadInformation": "<p>Du lär dig <b>Java</b>.</p>",
    "KurstillfalleStartdatum": "2027-01-11 00:00:00.0000000",
    "KurstillfalleSlutdatum": "2027-06-04 00:00:00.0000000",
    "Omfattning": "50.0",
    "ForstaAnsokningsdag": "2026-10-01 00:00:00.0000000",
    "SistaAnsokningsdag": "2026-11-15 01:00:00.0000000",
    "Studieort": "Sundsvall",
    "Amneskod": "PRRPRR02",
    "AntalPlatser": None,
    "Undervisningssprak": "swe",
    "DistansObligatorisk": "0",
    "DistansValfritt": "0",
    "Intresseomrade_kategori": "Data - Programmering",
}


def read_all(*changes):
    return read(json.dumps([RECORD | change for change in changes]).encode(), "kurser.json")


def only(**change):
    [row], problems = read_all(change)
    assert problems == []
    return row


def told(**change):
    rows, [problem] = read_all({}, {"kurstillfalleId": "9", "Kurskod": "ANNAN", "Namn": "Annan"} | change)
    assert [row.name for row in rows if row.intakes] == ["Programmering 2"]
    assert problem.file == "kurser.json"
    assert problem.line is None
    return problem.code, problem.field


def test_a_record_becomes_a_programme_with_an_intake() -> None:
    row = only()
    assert (row.provider, row.name, row.kind) == ("Sundsvalls Kommun", "Programmering 2", ProgrammeKind.COURSE)
    assert (row.key, row.code, row.credits, row.language) == ("PRRPRR02 programmering 2", "PRRPRR02", 100, "sv")
    assert row.text == "Du lär dig Java.\nData - Programmering"
    assert (row.grants, row.demands, row.cost, row.seqf) == (None, None, None, None)
    [intake] = row.intakes
    assert (intake.key, intake.municipality_code, intake.site, intake.pace) == (
        "418 Sundsvall",
        "2281",
        "Sundsvall",
        50,
    )
    assert (intake.starts_on, intake.ends_on) == (datetime.date(2027, 1, 11), datetime.date(2027, 6, 4))
    assert (intake.apply_from, intake.apply_by) == (datetime.date(2026, 10, 1), datetime.date(2026, 11, 15))
    assert (intake.seats, intake.taken, intake.status, intake.on_site) == (None, None, None, OnSiteShare.UNKNOWN)


def test_an_occasion_under_several_subjects_is_one_and_in_two_places_two() -> None:
    [row], problems = read_all({}, {"Intresseomrade_kategori": "Teknik"}, {"Studieort": "Härnösand"})
    assert problems == []
    assert row.text.endswith("Data - Programmering; Teknik")
    assert [i.key for i in row.intakes] == ["418 Sundsvall", "418 Härnösand"]


def test_the_same_course_of_two_providers_is_two_programmes() -> None:
    rows, problems = read_all({}, {"Utbildningsanordnare": "Härnösands kommun"})
    assert problems == []
    assert [(r.provider, len(r.intakes)) for r in rows] == [("Sundsvalls Kommun", 1), ("Härnösands kommun", 1)]


@pytest.mark.parametrize(
    ("level", "points", "kind"),
    [
        ("folkhögskola", None, ProgrammeKind.FOLK),
        ("grundläggande vuxenutbildning", "200.0", ProgrammeKind.COURSE),
        ("yrkeshögskoleutbildning", "400.0", ProgrammeKind.YH),
        ("Yrkeshögskoleutbildning", "60.0", ProgrammeKind.YH_COURSE),
        ("Kommunal vuxenutbildning i svenska för invandrare", None, ProgrammeKind.SFI),
    ],
)
def test_kinds(level, points, kind) -> None:
    assert only(Niva=level, Poang=points).kind == kind


def test_sun_code_of_higher_vocational_education() -> None:
    assert only(Niva="yrkeshögskoleutbildning", Amneskod="525349z").sun == "349z"


@pytest.mark.parametrize(
    ("must", "may", "share"),
    [
        ("8", "0", OnSiteShare.WEEKS),
        ("0", "3", OnSiteShare.NONE),
        ("0", "0", OnSiteShare.UNKNOWN),
        (None, None, OnSiteShare.UNKNOWN),
    ],
)
def test_meetings_of_distance_courses(must, may, share) -> None:
    assert only(DistansObligatorisk=must, DistansValfritt=may).intakes[0].on_site == share


def test_places_that_are_no_municipality() -> None:
    assert only(Studieort="Fränsta").intakes[0].municipality_code == "2260"
    assert (
        only(Studieort="Storgatan", **{"SusaKurstillfällePlatsKommunkod": "2281"}).intakes[0].municipality_code
        == "2281"
    )


def test_without_a_start_no_intake_is_made_up() -> None:
    undated = {"KurstillfalleStartdatum": None, "KurstillfalleSlutdatum": None}
    assert only(**undated).intakes == ()
    [standing] = only(**undated, RekommenderadInformation="Antagning: löpande i mån av plats").intakes
    assert standing.starts_on is None


@pytest.mark.parametrize(
    ("change", "code", "field"),
    [
        ({"Namn": "Okänd"}, "education.no-name", "Namn"),
        ({"Namn": None}, "education.no-name", "Namn"),
        ({"Utbildningsanordnare": ""}, "education.no-provider", "Utbildningsanordnare"),
        ({"Niva": "grundskola"}, "education.unknown-kind", "Niva"),
        ({"Poang": "mycket"}, "education.number", "Poang"),
        ({"Omfattning": "37,5"}, "education.number", "Omfattning"),
        ({"Omfattning": "150.0"}, "education.number-range", "Omfattning"),
        ({"AntalPlatser": "-3"}, "education.number-range", "AntalPlatser"),
        ({"KurstillfalleStartdatum": "snart"}, "education.date", "KurstillfalleStartdatum"),
        ({"KurstillfalleStartdatum": "1900-01-01 00:00:00"}, "education.date-range", "KurstillfalleStartdatum"),
        ({"SistaAnsokningsdag": "1899-12-30"}, "education.date-range", "SistaAnsokningsdag"),
        ({"KurstillfalleSlutdatum": "2026-12-01"}, "education.ends-before-start", "KurstillfalleSlutdatum"),
        ({"SistaAnsokningsdag": "2027-02-01"}, "education.deadline-after-start", "SistaAnsokningsdag"),
        ({"Studieort": "Liljeholmen"}, "education.unknown-place", "Studieort"),
        ({"UrlKurs": ["a"]}, "education.not-text", "UrlKurs"),
        ({"UrlKurs": "https://example.org/" + "a" * 500}, "education.too-long", "UrlKurs"),
    ],
)
def test_every_bad_record_is_told_and_the_good_ones_go_on(change, code, field) -> None:
    assert told(**change) == (code, f"[1].{field}")


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        (b"", "file.empty"),
        (b"PK\x03\x04\x00\x00", "file.not-text"),
        (b'[{"Namn": "Programmering", "kurst', "file.broken-json"),
        ('[{"Namn": "Träteknik"}]'.encode("latin-1"), "file.not-utf8"),
        (b'{"hits": []}', "education.no-list"),
        (b"[1, 2]", "education.no-list"),
        (b'[{"id": "1"}]', "education.other-file"),
        (b" " * (MEGABYTES * 1_000_000 + 1), "file.too-large"),
    ],
)
def test_a_file_that_cannot_be_read_at_all(raw, code) -> None:
    with pytest.raises(InputError) as error:
        read(raw, "kurser.json")
    assert [p.code for p in error.value.problems] == [code]


def test_an_empty_list_holds_nothing() -> None:
    assert read(b"[]", "kurser.json") == ([], [])


def test_the_real_file() -> None:
    rows, problems = read(shared("education-sundsvall", "DERIVED_courses.json"), "DERIVED_courses.json")
    intakes = [intake for row in rows for intake in row.intakes]
    assert (len(rows), len(intakes)) == (277, 1055)
    assert {p.code for p in problems} == {"education.no-name"}
    assert len(problems) == 93
    assert all(i.seats is None and i.municipality_code for i in intakes)
    assert sum(i.starts_on is None for i in intakes) == 48
