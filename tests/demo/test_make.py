"""The demo region: equal seeds give equal bytes, and all it says can be read back."""

import csv
import json
import re
from collections import Counter
from pathlib import Path

import pytest

from kompetensnav.apps.places.facts import municipalities
from kompetensnav.demo import DemoRegion, make, write
from kompetensnav.demo.chance import Chance, Weighted
from kompetensnav.demo.settings import employer_settings
from kompetensnav.engine.taxonomy.kinds import Kind
from kompetensnav.engine.text.normalise import fold
from kompetensnav.integrations.people_file.parse import COLUMNS
from kompetensnav.integrations.starter.parse import parse
from kompetensnav.runtime.problems import InputError

_SAMPLE = Path(__file__).parents[3] / "shared" / "data" / "jobads" / "jobsearch_sample.json"
_FILES = ("people.csv", "needs.json", "employers.csv")
_KINDS = {
    "occupations": {Kind.OCCUPATION},
    "skills": {Kind.SKILL, Kind.KNOWLEDGE},
    "languages": {Kind.LANGUAGE},
    "licences": {Kind.DRIVING_LICENCE, Kind.LEGAL_LICENCE},
}


@pytest.fixture(scope="module")
def region() -> DemoRegion:
    return make(people=3000, seed=1, needs=250)


@pytest.fixture(scope="module")
def people(region: DemoRegion) -> list[dict[str, str]]:
    return [dict(zip(COLUMNS, row, strict=True)) for row in region.people_rows()]


@pytest.fixture(scope="module")
def hits(region: DemoRegion) -> list[dict]:
    return region.needs["hits"]


def _written(folder: Path, seed: int) -> dict[str, bytes]:
    write(make(people=150, seed=seed, needs=20), folder)
    assert sorted(p.name for p in folder.iterdir()) == sorted(_FILES)  # no temporary file stays
    return {name: (folder / name).read_bytes() for name in _FILES}


def test_equal_seeds_give_equal_bytes_and_others_do_not(tmp_path: Path) -> None:
    one = _written(tmp_path / "one", 1)
    assert one == _written(tmp_path / "again", 1)
    other = _written(tmp_path / "other", 2)
    assert all(one[name] != other[name] for name in _FILES)


def test_files_have_unix_line_ends_and_the_agreed_columns(tmp_path: Path) -> None:
    files = _written(tmp_path, 3)
    assert all(b"\r" not in content and content.endswith(b"\n") for content in files.values())
    rows = list(csv.reader(files["people.csv"].decode().splitlines()))
    assert tuple(rows[0]) == COLUMNS
    assert len(rows) == 151
    header = files["employers.csv"].decode().splitlines()[0]
    assert header == "id,name,kind,sni_section,municipality_code,employees"


def test_the_first_draws_are_those_of_every_machine() -> None:
    chance = Chance(1, "people")
    assert [chance.between(0, 9) for _ in range(8)] == [7, 2, 9, 9, 4, 1, 6, 6]


def test_a_weight_of_nothing_is_never_drawn() -> None:
    chance = Chance(1, "x")
    assert {chance.draw(Weighted({"a": 1, "b": 0, "c": 2})) for _ in range(500)} == {"a", "c"}


def test_ids_are_opaque_different_and_sorted(people: list[dict[str, str]]) -> None:
    ids = [p["id"] for p in people]
    assert all(re.fullmatch(r"p-[a-z2-7]{8}", i) for i in ids)
    assert ids == sorted(set(ids))


def test_nobody_has_a_field_the_law_forbids() -> None:
    forbidden = ("name", "sex", "gender", "age", "birth", "origin", "religion", "disab", "photo", "postcode")
    assert not [c for c in COLUMNS if any(c.startswith(f) or f"_{f}" in c for f in forbidden)]


def test_every_label_leads_to_one_concept_of_the_starter(people: list[dict[str, str]]) -> None:
    layer = parse()
    kinds = {c.id: c.kind for c in layer.concepts}
    meaning: dict[tuple[str, str], set[str]] = {}
    for column, allowed in _KINDS.items():
        for label in layer.labels:
            if kinds[label.concept] in allowed:
                meaning.setdefault((column, fold(label.text)), set()).add(label.concept)
    for person in people:
        for column, allowed in _KINDS.items():
            for item in filter(None, person[column].split(";")):
                label = item.split("|")[0]
                found = meaning.get((column, fold(label)), set())
                ids = {label, f"drive:{label}"} & kinds.keys()
                assert len(found) == 1 or any(kinds[i] in allowed for i in ids), (column, label)


def test_items_have_known_levels_and_evidence(people: list[dict[str, str]]) -> None:
    for person in people:
        for column in _KINDS:
            for item in filter(None, person[column].split(";")):
                _, level, evidence = [*item.split("|"), "", ""][:3]
                levels = {"A1", "A2", "B1", "B2", "C1", "C2"} if column == "languages" else set("12345")
                assert level in levels | {""}
                assert evidence in ("", "claimed", "shown", "verified")
                assert not item.endswith("|")
        assert person["education_level"] in ("", *"123456")
        assert person["willing_to_move"] in ("yes", "no", "")


def test_every_place_exists(people: list[dict[str, str]], region: DemoRegion) -> None:
    codes = {p["municipality_code"] for p in people} | {e.municipality_code for e in region.employers}
    codes |= {c for p in people for c in p["can_commute_to"].split(";") if c}
    assert codes <= set(municipalities())


def test_people_live_and_commute_where_the_facts_say(people: list[dict[str, str]]) -> None:
    homes = Counter(p["municipality_code"] for p in people)
    expected = {"2580": 34, "2482": 17, "2480": 14, "2581": 12, "2582": 10, "2523": 4, "2514": 4, "2560": 2}
    assert all(abs(100 * homes[code] / len(people) - share) < 3 for code, share in expected.items())
    could = Counter((p["municipality_code"], to) for p in people for to in p["can_commute_to"].split(";"))
    share = {pair: n / homes[pair[0]] for pair, n in could.items() if pair[1]}
    assert share["2582", "2580"] > share["2581", "2580"] > share["2580", "2582"]
    assert all(p["willing_to_move"] == "yes" for p in people if p["municipality_code"] in ("0180", "1480", "1280"))


def test_about_one_in_seven_has_little_filled_in(people: list[dict[str, str]]) -> None:
    little = sum(not p["available_from"] and p["completed_sections"].count(";") < 2 for p in people)
    assert 0.08 < little / len(people) < 0.25


def test_nearly_every_nurse_holds_the_licence(people: list[dict[str, str]]) -> None:
    nurses = [p for p in people if p["occupations"].split(";")[0].startswith("Sjuksköterska, grundutbildad")]
    licensed = sum("Legitimerad sjuksköterska" in p["licences"] for p in nurses)
    assert licensed / len(nurses) > 0.6


@pytest.mark.skipif(not _SAMPLE.exists(), reason="the sample of real adverts is not here")
def test_needs_have_the_keys_of_real_adverts(hits: list[dict]) -> None:
    real = json.loads(_SAMPLE.read_text(encoding="utf-8"))["hits"][0]
    for hit in hits:
        assert hit.keys() == real.keys()
        for key, value in real.items():
            if isinstance(value, dict) and isinstance(hit[key], dict):
                assert hit[key].keys() == value.keys(), key


def test_needs_are_counted_and_their_texts_differ(region: DemoRegion, hits: list[dict]) -> None:
    assert region.needs["total"] == {"value": 250}
    assert region.needs["positions"] == sum(h["number_of_vacancies"] for h in hits)
    texts = [h["description"]["text"] for h in hits]
    assert len(set(texts)) == len(texts)
    assert not [t for t in texts if "{" in t or "  " in t or "skill:" in t or "occ:" in t]


def test_a_need_asks_for_the_licence_the_law_requires(hits: list[dict]) -> None:
    nursing = [h for h in hits if "sjuksköterska" in h["occupation"]["label"].casefold()]
    assert len(nursing) >= 3
    asked = sum(
        bool(re.search("legitimerad|registered|licen", h["description"]["text"].casefold())) for h in nursing
    )
    assert asked >= 0.8 * len(nursing)


def test_dates_are_of_2026_whatever_the_clock_says(hits: list[dict]) -> None:
    assert all(h["publication_date"][:4] == h["application_deadline"][:4] == "2026" for h in hits)
    assert all(h["publication_date"] < h["application_deadline"] for h in hits)


def test_every_job_of_every_kind_of_employer_is_a_group_of_the_starter(region: DemoRegion) -> None:
    _, kinds = employer_settings()
    assert {ssyk for kind in kinds for ssyk in kind.weights} <= set(region.words.groups)
    assert all(any(region.words.groups[s].occupations for s in kind.weights) for kind in kinds)
    names = [e.name for e in region.employers]
    assert len(set(names)) == len(names)


@pytest.mark.parametrize("people", [0, -1, 1_000_001])
def test_an_impossible_number_of_people_is_refused(people: int) -> None:
    with pytest.raises(InputError) as error:
        make(people=people)
    assert [p.code for p in error.value.problems] == ["demo.people-range"]


def test_a_folder_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("here already")
    with pytest.raises(InputError) as error:
        write(make(people=1, needs=1), tmp_path / "file" / "below")
    assert [p.code for p in error.value.problems] == ["file.cannot-write"]
