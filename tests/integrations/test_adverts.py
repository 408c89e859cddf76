"""Adverts from files, and what is wrong with them."""

import json
from pathlib import Path

import pytest

from kompetensnav.integrations.adverts import Advert, read
from kompetensnav.runtime.problems import InputError
from tests.shared_data import shared


def write(folder: Path, name: str, content: str | bytes | object) -> Path:
    path = folder / name
    if isinstance(content, bytes):
        path.write_bytes(content)
    else:
        path.write_text(content if isinstance(content, str) else json.dumps(content), encoding="utf-8")
    return path


def hit(**values: object) -> dict[str, object]:
    return {"id": "1", "headline": "Svetsare till Boden", "description": {"text": "Vi söker svetsare."}} | values


def problems(path: Path) -> list[tuple[str, int | None, str]]:
    with pytest.raises(InputError) as error:
        read(path)
    assert all(p.file == path.name for p in error.value.problems)
    return [(p.code, p.line, p.field) for p in error.value.problems]


def test_the_fields_of_jobsearch_are_read(tmp_path: Path) -> None:
    full = hit(
        number_of_vacancies=4,
        employer={"name": "Verket"},
        occupation={"concept_id": "AbCd_123_efg", "label": "Svetsare, manuell", "legacy_ams_taxonomy_id": "1"},
        occupation_group={"legacy_ams_taxonomy_id": "7212"},
        workplace_address={"municipality_code": "2582"},
        driving_license=[{"label": "B"}],
        must_have={"languages": [{"concept_id": "zSLA", "label": "Svenska"}], "skills": []},
        nice_to_have={"skills": [{"concept_id": "x", "label": "Truck"}]},
    )
    [advert] = read(write(tmp_path, "needs.json", {"hits": [full]}))
    stated = advert.stated
    assert (advert.id, advert.employer, stated.positions, stated.ssyk4) == ("1", "Verket", 4, "7212")
    assert stated.occupation is not None
    assert stated.occupation.codes == ("AbCd_123_efg",)
    assert stated.municipality_code == "2582"
    assert stated.driving_licences == ("B",)
    assert [c.label for c in stated.must] == ["Svenska"]
    assert [c.label for c in stated.merit] == ["Truck"]


@pytest.mark.parametrize("content", [[hit()], hit(), {"hits": [hit()]}])
def test_a_list_or_a_single_advert_will_do(tmp_path: Path, content: object) -> None:
    assert [a.headline for a in read(write(tmp_path, "x.json", content))] == ["Svetsare till Boden"]


def test_a_text_file_is_one_advert_with_its_first_line_as_headline(tmp_path: Path) -> None:
    path = write(tmp_path, "behov.txt", "Industrielektriker\n\nVi behöver 4 till Boden.\n")
    assert read(path) == [Advert("behov", "Industrielektriker", "Vi behöver 4 till Boden.")]


def test_one_line_of_text_has_no_headline(tmp_path: Path) -> None:
    [advert] = read(write(tmp_path, "behov.txt", "Vi behöver 4 industrielektriker till Boden."))
    assert (advert.headline, advert.text) == ("", "Vi behöver 4 industrielektriker till Boden.")


def test_html_becomes_text(tmp_path: Path) -> None:
    [advert] = read(
        write(tmp_path, "a.html", "<html><style>p{}</style><p>Svetsare</p><ul><li>TIG &amp; MIG</li></ul>")
    )
    assert "Svetsare" in advert.headline + advert.text
    assert "TIG & MIG" in advert.text
    assert "<" not in advert.text
    assert "p{}" not in advert.text


def test_a_table_of_needs(tmp_path: Path) -> None:
    text = "text,municipality_code,positions,occupation\nVi söker svetsare,2582,3,Svetsare\nKock sökes,,,\n"
    first, second = read(write(tmp_path, "needs.csv", text))
    assert (first.id, second.id) == ("line-2", "line-3")
    assert (first.id, first.stated.positions, first.stated.municipality_code) == ("line-2", 3, "2582")
    assert (second.stated.positions, second.stated.occupation) == (None, None)


BAD = [
    ("a.json", "", ("file.empty", None, "")),
    ("a.json", '{"hits": [', ("file.broken-json", 1, "")),
    ("a.json", '{"hits": []}', ("advert.none", None, "")),
    ("a.json", '{"hits": 3}', ("advert.unknown-shape", None, "")),
    ("a.json", "[1]", ("advert.unknown-shape", None, "")),
    ("a.json", [hit(id=None)], ("advert.no-id", None, "hits[0].id")),
    ("a.json", [hit(headline="", description={})], ("advert.no-text", None, "hits[0].description.text")),
    ("a.json", [hit(description={"text": ["x"]})], ("advert.text-not-text", None, "hits[0].description.text")),
    ("a.json", [hit(), hit()], ("file.duplicate-id", None, "hits[1].id")),
    ("a.json", [hit(number_of_vacancies=-5)], ("advert.odd-field", None, "hits[0]")),
    ("a.json", [hit(number_of_vacancies=True)], ("advert.odd-field", None, "hits[0]")),
    ("a.json", [hit(employer="Verket")], ("advert.odd-field", None, "hits[0]")),
    ("a.json", [hit(workplace_address={"municipality_code": 2582})], ("advert.odd-field", None, "hits[0]")),
    ("a.json", [hit(must_have={"skills": [5]})], ("advert.odd-field", None, "hits[0]")),
    ("a.json", [hit(number_of_vacancies="many")], ("advert.odd-field", None, "hits[0]")),
    ("a.json", [hit(workplace_address=3)], ("advert.odd-field", None, "hits[0]")),
    ("a.json", [hit(workplace_address={"municipality_code": "99"})], ("place.unknown-municipality", None, "1.municipality_code")),
    ("a.json", [hit(description={"text": "x" * 200_000})], ("advert.too-long", None, "hits[0].description.text")),
    ("a.txt", "ord " * 50_000, ("advert.too-long", None, "")),
    ("a.txt", "Räksmörgås".encode("latin-1"), ("file.not-utf8", 1, "")),
    ("a.txt", b"PK\x03\x04\x00\x00", ("file.not-text", 1, "")),
    ("a.csv", "id;text\n1;Svetsare\n", ("file.semicolons", 1, "")),
    ("a.csv", "id,words\n1,Svetsare\n", ("file.missing-columns", 1, "")),
    ("a.csv", "id,text\n1,a\n1,b\n", ("file.duplicate-id", 3, "id")),
    ("a.csv", "text,positions\na,-1\n", ("advert.positions", 2, "positions")),
    ("a.csv", "text,municipality_code\na,25\n", ("place.unknown-municipality", 2, "municipality_code")),
]  # fmt: skip


@pytest.mark.parametrize(("name", "content", "problem"), BAD, ids=[f"{b[2][0]}-{i}" for i, b in enumerate(BAD)])
def test_a_wrong_file_is_told_with_its_place(
    tmp_path: Path, name: str, content: str | bytes | object, problem: tuple[str, int | None, str]
) -> None:
    assert problem in problems(write(tmp_path, name, content))


def test_a_missing_file_is_told(tmp_path: Path) -> None:
    assert problems(tmp_path / "nothing.json") == [("file.unreadable", None, "")]


def test_every_real_advert_is_read() -> None:
    adverts = read(shared("jobads", "jobsearch_sample.json"))
    assert len(adverts) == 28
    assert all(a.stated.occupation and a.stated.ssyk4 and a.text for a in adverts)
