"""Files that come as fields: what each shape states, where it stands, and that nobody's name comes along."""

import json

import pytest

from kompetensnav.integrations.cv.cv_text import CvText, Form, Stated
from kompetensnav.integrations.cv.europass import eqf
from kompetensnav.integrations.cv.fields import from_json, from_xml
from kompetensnav.integrations.cv.languages import level_in, name_of, short_code
from kompetensnav.integrations.cv.licences import categories
from kompetensnav.integrations.cv.read import read_cv_file
from kompetensnav.integrations.cv.structured import read_json, read_xml
from tests.integrations import cv_files

SHAPES = {
    "candidate": (lambda: read_xml(cv_files.CANDIDATE), Form.EUROPASS),
    "passport-xml": (lambda: read_xml(cv_files.PASSPORT_XML), Form.EUROPASS),
    "passport-json": (lambda: read_json(json.dumps(cv_files.PASSPORT_JSON)), Form.EUROPASS),
    "json-resume": (lambda: read_json(json.dumps(cv_files.JSON_RESUME)), Form.JSON_RESUME),
    "hr-open": (lambda: read_json(json.dumps(cv_files.HR_OPEN)), Form.HR_OPEN),
}


@pytest.fixture(params=SHAPES)
def read(request: pytest.FixtureRequest) -> CvText:
    """The same CV in every shape."""
    return SHAPES[request.param][0]()


def stated(read: CvText, what: Stated) -> list[tuple[str, str, int | None]]:
    return [(f.name, f.code, f.level) for f in read.facts if f.what is what]


@pytest.mark.parametrize("shape", SHAPES)
def test_the_shape_is_known(shape: str) -> None:
    make, form = SHAPES[shape]
    assert make().form is form


def test_every_fact_stands_where_it_says(read: CvText) -> None:
    assert read.facts
    assert [(f.name, read.text[f.start : f.end]) for f in read.facts] == [(f.name, f.name) for f in read.facts]


def test_the_job_with_its_time(read: CvText) -> None:
    [job] = [f for f in read.facts if f.what is Stated.TITLE]
    assert job.name == "Industrielektriker"
    assert (job.begins[:7], job.ends[:7]) == ("2019-06", "2023-03")
    assert "Norra Verken AB" in read.text and "PLC-programmering" in read.text


def test_languages_at_the_lowest_of_their_levels(read: CvText) -> None:
    found = {code or name: level for name, code, level in stated(read, Stated.LANGUAGE)}
    assert set(found.values()) == {6, 4}
    assert found.get("en", found.get("Engelska")) == 4 and found.get("uk", found.get("Ukrainska")) == 6


def test_a_skill_and_an_education(read: CvText) -> None:
    assert "Microsoft Excel" in read.text and "Björknäsgymnasiet" in read.text
    assert len(stated(read, Stated.EDUCATION)) == 1


def test_nobody_is_named(read: CvText) -> None:
    told = read.text + "".join(f.name for f in read.facts)
    assert [w for w in ("Hemlig", "Person", "1980", "example.test", "Kyrkokör") if w in told] == []


def test_markup_of_a_field_becomes_lines() -> None:
    text = read_xml(cv_files.CANDIDATE).text
    assert "Noggrann & lugn" in text and "\n- PLC-programmering\n" in text and "<" not in text


def test_headings_are_in_the_language_of_the_file() -> None:
    swedish = read_xml(cv_files.CANDIDATE).text
    arabic = read_xml(cv_files.CANDIDATE.replace(b'languageCode="sv"', b'languageCode="ar"')).text
    finnish = read_xml(cv_files.CANDIDATE.replace(b'languageCode="sv"', b'languageCode="fi"')).text
    assert "Arbetslivserfarenhet" in swedish and "الخبرة العملية" in arabic and "Work experience" in finnish


@pytest.mark.parametrize(
    ("shape", "code"),
    [("candidate", "eqf:4"), ("passport-xml", "eqf:4"), ("passport-json", "eqf:4"), ("hr-open", "eqf:4")],
)
def test_the_level_of_an_education(shape: str, code: str) -> None:
    assert stated(SHAPES[shape][0](), Stated.EDUCATION)[0][1] == code


@pytest.mark.parametrize("shape", ["candidate", "passport-xml", "passport-json", "hr-open"])
def test_driving_licences(shape: str) -> None:
    assert ("B", "B", None) in stated(SHAPES[shape][0](), Stated.LICENCE)


def test_europass_inside_a_pdf_is_read_instead_of_the_pages() -> None:
    read = read_cv_file("europass.pdf", cv_files.pdf(attached={"attachment.xml": cv_files.CANDIDATE}))
    assert read == read_xml(cv_files.CANDIDATE)


def test_another_attachment_is_passed_over() -> None:
    read = read_cv_file("cv.pdf", cv_files.pdf(attached={"faktura.xml": b"<invoice/>", "x.exe": b"MZ"}))
    assert read.form is Form.PDF and "Industrielektriker" in read.text


@pytest.mark.parametrize(
    ("words", "level"),
    [
        ("B2", 4),
        ("C1 / B2 / C1", 4),
        ("b1", 3),
        ("Native speaker", 6),
        ("modersmål", 6),
        ("Fluent", None),
        ("", None),
    ],
)
def test_levels_that_are_said_outright(words: str, level: int | None) -> None:
    assert level_in(words) == level


@pytest.mark.parametrize(
    ("code", "short", "name"),
    [("ara", "ar", "Arabic"), ("en-GB", "en", "English"), ("SWE", "sv", "Swedish"), ("ger", "de", "German"),
     ("se", "se", "Northern Sami"), ("xyz", "xyz", "xyz")],
)  # fmt: skip
def test_codes_of_languages(code: str, short: str, name: str) -> None:
    assert (short_code(code), name_of(code)) == (short, name)


@pytest.mark.parametrize(
    ("words", "found"),
    [("AM A1 B BE", ["AM", "A1", "B", "BE"]), ("b, c+e", ["B", "CE"]), ("körkort", []), ("B B", ["B"]), ("", [])],
)
def test_categories_of_driving_licences(words: str, found: list[str]) -> None:
    assert categories(words) == found


@pytest.mark.parametrize(("level", "code"), [("4", "eqf:4"), ("EQF 6", "eqf:6"), ("9", ""), ("", ""), ("hög", "")])
def test_levels_of_the_european_framework(level: str, code: str) -> None:
    assert eqf(level) == code


def test_xml_and_json_make_the_same_tree() -> None:
    xml, json_ = from_xml(b"<a><b><c>1</c></b><b><c>2</c></b></a>"), from_json('{"b": [{"c": 1}, {"c": 2}]}')
    for tree in (xml, json_):
        assert [b.own("c") for b in tree.all("b")] == ["1", "2"]
        assert tree.said("b", "c") == "1" and tree.said("x", "c") == "" and tree.texts() == ["1", "2"]
