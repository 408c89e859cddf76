"""EMIL 3 documents. The files are made here, to the published field list: none of Susa-navet's own is at hand."""

import datetime
import json

import pytest

from kompetensnav.apps.education.enums import Finance, IntakeStatus, OnSiteShare, ProgrammeKind
from kompetensnav.integrations.emil import read
from kompetensnav.runtime.problems import InputError


def said(*texts) -> dict:
    return {"strings": [{"lang": lang, "value": value} for lang, value in texts]}


PROVIDER = {
    "identifier": "p.1",
    "lastEdited": "2026-10-01T00:00:00",
    "name": said(("eng", "Lulea adult education"), ("swe", "Vuxenutbildningen Luleå")),
}
INFO = {
    "identifier": "i.1",
    "code": "SVETS1",
    "lastEdited": "2026-10-01T00:00:00",
    "title": said(("swe", "Svetsare")),
    "description": said(("eng", "Welding"), ("swe", "<p>Du lär dig svetsa.</p>")),
    "url": {"urls": [{"lang": "swe", "value": "https://example.org/svets"}]},
    "type": {"type": "C_SchoolType", "code": "VUXGY"},
    "configuration": {"type": "C_Configuration", "code": "kurspaket"},
    "subjects": [{"type": "C_Subject_ISCED2013", "code": "0715"}, {"type": "C_Subject_SUN", "code": "521ad"}],
    "resultIsDegree": False,
    "qualificationLevel": {"type": "C_Qualification", "code": "4"},
    "credits": {"system": {"type": "C_Credits", "code": "gym"}, "credits": 800.0},
    "extent": {"length": 40, "unit": {"type": "C_TimeType", "code": "weeks"}},
    "eligibility": said(("swe", "Grundskola")),
    "eligibleForStudentAid": {"type": "C_StudentAid", "code": "A 2"},
}
EVENT = {
    "identifier": "e.1",
    "education": "i.1",
    "providers": ["p.1"],
    "lastEdited": "2026-10-01T00:00:00",
    "expires": "2027-12-31T00:00:00",
    "locations": [{"areaCode": "258000", "town": "Luleå", "streetAddress": "Storgatan 1"}],
    "languageOfInstructions": ["swe"],
    "execution": {
        "condition": {"type": "C_ExecutionCondition", "code": "1"},
        "start": "2027-01-11",
        "end": "2027-11-05",
    },
    "places": 16,
    "paceOfStudy": {"percentage": 100.0},
    "distance": {"noOfMandatorySessions": 4},
    "application": {"first": "2026-09-01", "last": "2026-11-15"},
}


def wrapped(content: dict) -> dict:
    return {"id": content.get("identifier"), "status": "active", "content": content}


def file(infos=(INFO,), events=(EVENT,), providers=(PROVIDER,)) -> bytes:
    """All three kinds of pages in one file, as when they are fetched one after another."""
    pages = [
        {"educationInfos": [wrapped(i) for i in infos], "page": {"totalPages": 1}},
        {"educationEvents": [wrapped(e) for e in events]},
        {"educationProviders": [wrapped(p) for p in providers]},
    ]
    return json.dumps(pages).encode()


def only(info=None, event=None):
    [row], problems = read(file([INFO | (info or {})], [EVENT | (event or {})]), "emil.json")
    assert problems == []
    return row


def test_documents_become_a_programme_with_an_intake() -> None:
    row = only()
    assert (row.key, row.provider, row.name, row.kind) == (
        "i.1",
        "Vuxenutbildningen Luleå",
        "Svetsare",
        ProgrammeKind.PACKAGE,
    )
    assert row.text == "Du lär dig svetsa.\nBehörighet: Grundskola"
    assert (row.code, row.url, row.sun, row.seqf) == ("SVETS1", "https://example.org/svets", "521ad", 4)
    assert (row.credits, row.weeks, row.language, row.finance, row.cost) == (800, 40, "sv", (Finance.CSN,), None)
    [intake] = row.intakes
    assert (intake.key, intake.municipality_code, intake.site, intake.pace) == ("e.1", "2580", "Luleå", 100)
    assert (intake.starts_on, intake.ends_on) == (datetime.date(2027, 1, 11), datetime.date(2027, 11, 5))
    assert (intake.apply_from, intake.apply_by) == (datetime.date(2026, 9, 1), datetime.date(2026, 11, 15))
    assert (intake.seats, intake.taken, intake.status, intake.on_site) == (16, None, None, OnSiteShare.WEEKS)


def test_one_page_with_bare_documents_and_content_instead_of_value() -> None:
    bare = {
        "educationInfos": [INFO | {"title": {"strings": [{"lang": "swe", "content": "Svetsare"}]}}],
        "educationEvents": [EVENT],
        "educationProviders": [],
    }
    [row], problems = read(json.dumps(bare).encode(), "emil.json")
    assert (row.name, row.provider, problems) == ("Svetsare", "p.1", [])  # without its document, a provider's id


def test_an_education_that_two_providers_give_is_two_programmes() -> None:
    events = [EVENT, EVENT | {"identifier": "e.2", "providers": ["p.2"]}, EVENT | {"identifier": "e.3"}]
    rows, problems = read(file(events=events), "emil.json")
    assert problems == []
    assert [(r.provider, [i.key for i in r.intakes]) for r in rows] == [
        ("Vuxenutbildningen Luleå", ["e.1", "e.3"]),
        ("p.2", ["e.2"]),
    ]


@pytest.mark.parametrize(
    ("form", "configuration", "kind"),
    [
        ("VUXGY", "kurs", ProgrammeKind.COURSE),
        ("VUXGR", "program", ProgrammeKind.PACKAGE),
        ("VUXSFI", "kurs", ProgrammeKind.SFI),
        ("YH", "program", ProgrammeKind.YH),
        ("YH", "kurs", ProgrammeKind.YH_COURSE),
        ("HS", "kurs", ProgrammeKind.UNIVERSITY),
        ("FHS", "kurs", ProgrammeKind.FOLK),
        ("AUB", "program", ProgrammeKind.PACKAGE),
    ],
)
def test_school_forms(form, configuration, kind) -> None:
    assert only({"type": {"code": form}, "configuration": {"code": configuration}}).kind == kind


def test_schools_for_children_are_passed_over_with_their_events() -> None:
    assert read(file([INFO | {"type": {"code": "GY"}}]), "emil.json") == ([], [])


@pytest.mark.parametrize(
    ("distance", "share"),
    [
        (None, OnSiteShare.ALL),
        ({}, OnSiteShare.UNKNOWN),
        ({"noOfMandatorySessions": 0}, OnSiteShare.NONE),
        ({"noOfMandatorySessions": 3}, OnSiteShare.WEEKS),
    ],
)
def test_distance(distance, share) -> None:
    assert only(event={"distance": distance}).intakes[0].on_site == share


def test_a_cancelled_event_is_a_cancelled_intake() -> None:
    assert only(event={"isCancelled": True}).intakes[0].status == IntakeStatus.CANCELLED


def test_without_a_start_no_intake_is_made_up() -> None:
    undated = {"execution": {"condition": {"code": "3"}}}
    assert only(event=undated).intakes == ()
    [standing] = only(event=undated | {"application": {"continuous": True}}).intakes
    assert (standing.starts_on, standing.ends_on) == (None, None)


def test_what_is_not_known_stays_so() -> None:
    row = only(
        {
            "credits": {"credits": 7.5},
            "extent": {"length": 2, "unit": {"code": "semesters"}},
            "eligibleForStudentAid": {"code": "saknas"},
            "qualificationLevel": None,
            "subjects": None,
            "eligibility": None,
            "description": None,
        },
        {
            "places": None,
            "locations": None,
            "paceOfStudy": None,
            "application": None,
            "languageOfInstructions": None,
        },
    )
    assert (row.credits, row.weeks, row.finance, row.seqf, row.sun, row.text, row.language) == (
        None,
        None,
        (),
        None,
        "",
        "",
        "",
    )
    [intake] = row.intakes
    assert (intake.seats, intake.municipality_code, intake.site, intake.pace, intake.apply_by) == (
        None,
        None,
        "",
        None,
        None,
    )


@pytest.mark.parametrize(
    ("info", "event", "code", "field"),
    [
        ({"type": {"code": "XX"}}, {}, "education.unknown-kind", "educationInfos[1].type.code"),
        ({"title": None}, {}, "education.no-name", "educationInfos[1].title"),
        ({"title": "Svetsare"}, {}, "education.odd-field", "educationInfos[1].title"),
        (
            {"qualificationLevel": {"code": "12"}},
            {},
            "education.number-range",
            "educationInfos[1].qualificationLevel",
        ),
        (
            {},
            {"execution": {"start": "2027-01-11", "end": "2026-01-11"}},
            "education.ends-before-start",
            "educationEvents[1].execution.end",
        ),
        ({}, {"execution": {"start": "januari"}}, "education.date", "educationEvents[1].execution.start"),
        (
            {},
            {"execution": {"start": "1899-12-31"}, "application": None},
            "education.date-range",
            "educationEvents[1].execution.start",
        ),
        (
            {},
            {"application": {"last": "2027-03-01"}},
            "education.deadline-after-start",
            "educationEvents[1].application.last",
        ),
        ({}, {"places": -4}, "education.number-range", "educationEvents[1].places"),
        ({}, {"places": 16.5}, "education.number", "educationEvents[1].places"),
        (
            {},
            {"locations": [{"areaCode": "9999"}]},
            "education.unknown-place",
            "educationEvents[1].locations[0].areaCode",
        ),
        ({}, {"locations": {"areaCode": "2580"}}, "education.odd-field", "educationEvents[1].locations"),
        ({}, {"identifier": None}, "education.no-key", "educationEvents[1].identifier"),
    ],
)
def test_every_bad_document_is_told_and_the_good_ones_go_on(info, event, code, field) -> None:
    infos = [INFO | {"identifier": "i.0"}, INFO | info]
    events = [EVENT | {"identifier": "e.0", "education": "i.0"}, EVENT | event]
    rows, problems = read(file(infos, events), "emil.json")
    assert [i.key for row in rows if row.key == "i.0" for i in row.intakes] == ["e.0"]
    assert (code, field) in [(p.code, p.field) for p in problems]
    assert all(p.file == "emil.json" and p.line is None for p in problems)


def test_documents_that_do_not_meet_are_told() -> None:
    _, [alone] = read(file(events=()), "emil.json")
    assert alone.code == "education.nobody-gives-it"
    rows, [orphan] = read(file(events=[EVENT, EVENT | {"identifier": "e.2", "education": "i.9"}]), "emil.json")
    assert (len(rows), orphan.code, orphan.values) == (1, "education.no-such-education", {"found": "i.9"})
    _, problems = read(file(events=[EVENT, EVENT | {"providers": []}]), "emil.json")
    assert [(p.code, p.field) for p in problems] == [("education.no-value", "educationEvents[1].providers")]


def test_documents_that_were_taken_away_have_no_content() -> None:
    gone = {"educationInfos": [{"id": "i.9", "status": "deleted"}], "educationEvents": [None, 3, {"id": "e.9"}]}
    assert read(json.dumps(gone).encode(), "emil.json") == ([], [])


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        (b"", "file.empty"),
        (b"<xml/>", "file.broken-json"),
        (file()[:200], "file.broken-json"),
        (b"{}", "education.other-file"),
        (b"[]", "education.other-file"),
        (b'{"hits": []}', "education.other-file"),
        ('{"educationInfos": "å"}'.encode("latin-1"), "file.not-utf8"),
    ],
)
def test_a_file_that_cannot_be_read_at_all(raw, code) -> None:
    with pytest.raises(InputError) as error:
        read(raw, "emil.json")
    assert [p.code for p in error.value.problems] == [code]
