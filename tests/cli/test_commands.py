"""The commands as people run them: what they print, write and refuse, with exit codes."""

import csv
import json
from pathlib import Path

import pytest

from kompetensnav.cli import main as cli
from kompetensnav.cli.match_json import percent
from kompetensnav.integrations.people_file.parse import COLUMNS
from tests.shared_data import shared


class Run:
    """One run of a command."""

    def __init__(self, code: int, out: str, err: str) -> None:
        self.code, self.out, self.err = code, out, err


@pytest.fixture(scope="session")
def installation(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One home for the whole run: the starter is composed once."""
    return tmp_path_factory.mktemp("home")


@pytest.fixture
def run(installation: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]):
    """Run a command line in this process."""
    monkeypatch.setenv("KOMPETENSNAV_HOME", str(installation))
    monkeypatch.delenv("KOMPETENSNAV_LANG", raising=False)

    def command(*arguments: object) -> Run:
        monkeypatch.setattr("sys.argv", ["kompetensnav", *map(str, arguments)])
        with pytest.raises(SystemExit) as ended:
            cli.main()
            raise SystemExit(0)
        captured = capsys.readouterr()
        return Run(int(ended.value.code or 0), captured.out, captured.err)

    return command


@pytest.fixture(scope="session")
def region(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small demo region."""
    from kompetensnav.demo import make, write

    folder = tmp_path_factory.mktemp("region")
    write(make(people=300, seed=2, needs=20), folder)
    return folder


def people_file(folder: Path, *rows: dict[str, str]) -> Path:
    path = folder / "people.csv"
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, COLUMNS, restval="")
        writer.writeheader()
        writer.writerows(rows)
    return path


def lines(path: Path) -> list[dict]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


ELECTRICIAN = {
    "id": "p-electrician",
    "municipality_code": "2582",
    "willing_to_move": "no",
    "occupations": "Industrielektriker||shown",
    "skills": "PLC-programmering|4|verified",
    "languages": "Svenska|C1",
    "licences": "B||shown",
    "completed_sections": "occupation;skill;language;licence;mobility",
}
COOK = {
    "id": "p-cook",
    "municipality_code": "2582",
    "occupations": "Kock, à la carte",
    "completed_sections": "occupation;licence;mobility",
}
NEWCOMER = {
    "id": "p-newcomer",
    "municipality_code": "2580",
    "can_commute_to": "2582",
    "skills": "PLC-programmering|5",
}
FAR_AWAY = ELECTRICIAN | {"id": "p-far", "municipality_code": "1280"}

NEED = (
    "Vi behöver 4 industrielektriker till Boden från mars. Krav: B-körkort och svenska B1. "
    "Erfarenhet av PLC-programmering är meriterande."
)


@pytest.fixture
def matched(run, tmp_path: Path) -> dict:
    (tmp_path / "need.txt").write_text(NEED, encoding="utf-8")
    people = people_file(tmp_path, ELECTRICIAN, COOK, NEWCOMER, FAR_AWAY)
    out = tmp_path / "out.jsonl"
    done = run("match", "files", "--needs", tmp_path / "need.txt", "--people", people, "--out", out)
    assert done.code == 0, done.err
    [body] = lines(out)
    return body


def test_two_lines_of_a_coordinator_are_understood(matched: dict) -> None:
    understood = matched["understood"]
    assert understood["positions"] == 4
    assert understood["municipality"] == {"code": "2582", "name": "Boden"}
    assert understood["start"]["month"] == 3
    asked = {(r["kind"], r["polarity"], r["minimum_level"]) for r in understood["requirements"]}
    assert asked == {
        ("occupation", "must", None),
        ("driving_licence", "must", None),
        ("language", "must", "B1"),
        ("skill", "merit", None),
    }
    text = understood["text"]
    assert NEED in text
    for requirement in understood["requirements"]:
        assert all(text[slice(*r["span"])] == r["text"] for r in requirement["read"])


def test_the_electrician_is_first_the_newcomer_is_asked_and_the_others_are_counted(matched: dict) -> None:
    best = matched["ranked"][0]
    assert best["id"] == "p-electrician"
    assert {r["outcome"] for r in best["requirements"]} == {"met"}
    assert best["score"]["lo"] == best["score"]["hi"]
    listed = [p["id"] for p in matched["ranked"] + matched["ask_first"]]
    assert "p-newcomer" in listed
    counts = matched["counts"]
    assert counts["people"] == 4
    assert counts["removed"] == {
        "legal_licence": 0,
        "driving_licence": 1,
        "language": 0,
        "legal_age": 0,
        "reach": 1,
    }
    assert counts["kept"] == 2


def test_what_is_unknown_is_never_missing_and_says_what_to_ask(matched: dict) -> None:
    people = matched["ranked"] + matched["ask_first"]
    [newcomer] = [p for p in people if p["id"] == "p-newcomer"]
    outcomes = {r["label"]: r["outcome"] for r in newcomer["requirements"]}
    assert outcomes["Industrielektriker"] == "unknown"
    assert newcomer["score"]["lo"] < newcomer["score"]["hi"]
    assert newcomer["ask_next"]["label"] == "Industrielektriker"


def test_a_near_miss_is_someone_whom_one_condition_alone_removed(run, tmp_path: Path) -> None:
    (tmp_path / "n.txt").write_text(NEED, encoding="utf-8")
    people = people_file(tmp_path, ELECTRICIAN, COOK, FAR_AWAY)
    out = tmp_path / "o.jsonl"
    run("match", "files", "--needs", tmp_path / "n.txt", "--people", people, "--out", out, "--near-misses", 3)
    near = lines(out)[0]["near_misses"]
    assert [p["id"] for p in near["reach"]] == ["p-far"]
    assert set(near) == {"reach", "driving_licence"}


def test_every_result_names_its_versions_and_inputs(matched: dict) -> None:
    assert matched["taxonomy_version"].startswith("starter@")
    assert all(matched[key] for key in ("engine_version", "parameters_version", "input_hash"))


def test_the_demo_region_is_matched_with_reasons_in_both_languages(run, region: Path, tmp_path: Path) -> None:
    arguments = ("--needs", region / "needs.json", "--people", region / "people.csv", "--out", tmp_path / "m.jsonl")
    swedish = run("match", "files", *arguments, "--explain", 2)
    english = run("--lang", "en", "match", "files", *arguments, "--explain", 3, "--explain-needs", 1)
    assert (swedish.code, english.code) == (0, 0)
    assert "uppfyllt" in swedish.out
    assert swedish.out.count("kvar; borttagna:") == 10
    assert "\n 2. " in swedish.out
    assert "\n 3. " not in swedish.out
    assert "Förklarade 10 av 20 behov" in swedish.out
    assert english.out.count("\n 3. ") == 1
    assert "Krav:" in swedish.out
    assert "met" in english.out
    assert "Required:" in english.out
    assert len(lines(tmp_path / "m.jsonl")) == 20


def test_equal_input_gives_equal_output_to_the_byte(run, region: Path, tmp_path: Path) -> None:
    for name in ("a", "b"):
        run("match", "files", "--needs", region / "needs.json", "--people", region / "people.csv",
            "--out", tmp_path / name)  # fmt: skip
    assert (tmp_path / "a").read_bytes() == (tmp_path / "b").read_bytes()


def test_unknown_labels_are_told_by_line_with_the_nearest_and_the_work_goes_on(run, tmp_path: Path) -> None:
    (tmp_path / "n.txt").write_text(NEED, encoding="utf-8")
    people = people_file(tmp_path, ELECTRICIAN | {"skills": "PLC-progamering"})
    done = run("match", "files", "--needs", tmp_path / "n.txt", "--people", people, "--out", tmp_path / "o")
    assert done.code == 0
    assert "people.csv, rad 2, fält skills: PLC-progamering" in done.err
    assert "PLC-programmering" in done.err


def test_real_adverts_are_matched(run, region: Path, tmp_path: Path) -> None:
    out = tmp_path / "m.jsonl"
    needs = shared("jobads", "jobsearch_sample.json")
    done = run("match", "files", "--needs", needs, "--people", region / "people.csv", "--out", out, "--k", 3)
    assert done.code == 0, done.err
    body = lines(out)
    assert len(body) == 28
    assert all(any(r["kind"] == "occupation" for r in b["understood"]["requirements"]) for b in body)
    assert all(len(b["ranked"]) <= 3 for b in body)


@pytest.mark.parametrize(("stated", "text", "positions"), [(1, "Vi söker tre svetsare.", 3), (2, "Vi söker tre svetsare.", 2),
                                                           (None, "Vi söker tre svetsare.", 3), (None, "Svetsare sökes.", 1)])  # fmt: skip
def test_a_stated_one_yields_to_the_words(
    run, tmp_path: Path, stated: int | None, text: str, positions: int
) -> None:
    hit = {"id": "1", "headline": "Svetsare", "description": {"text": text}, "number_of_vacancies": stated}
    (tmp_path / "n.json").write_text(json.dumps([hit]), encoding="utf-8")
    people = people_file(tmp_path, ELECTRICIAN)
    run("match", "files", "--needs", tmp_path / "n.json", "--people", people, "--out", tmp_path / "o.jsonl")
    assert lines(tmp_path / "o.jsonl")[0]["understood"]["positions"] == positions


def test_extract_writes_one_object_an_advert_and_masks_contacts(run, tmp_path: Path) -> None:
    text = "Svetsare till Luleå\nDu har tre års erfarenhet av TIG-svetsning.\nKontakta Anna Ek, 070-174 06 05, anna@exempel.se"
    (tmp_path / "a.txt").write_text(text, encoding="utf-8")
    done = run("extract", tmp_path / "a.txt", "--out", tmp_path / "a.jsonl")
    assert done.code == 0
    raw = (tmp_path / "a.jsonl").read_text(encoding="utf-8")
    assert not any(secret in raw for secret in ("Anna", "174", "exempel"))
    [body] = lines(tmp_path / "a.jsonl")
    assert body["occupations"][0]["ssyk4"] == "7212"
    assert any(m["label"] == "TIG-svetsning" and m["polarity"] == "must" for m in body["mentions"])
    assert {"phone", "mail", "name"} <= {m["kind"] for m in body["masked"]}


def test_link_prints_json_and_says_unmatched(run) -> None:
    body = json.loads(run("link", "industrielektriker", "--kind", "occupation", "--json").out)
    assert body["candidates"][0]["label"] == "Industrielektriker"
    assert body["candidates"][0]["ssyk4"] == "7412"
    nothing = json.loads(run("link", "qqqqzzzz", "--json").out)
    assert (nothing["matched"], nothing["candidates"]) == (False, [])
    assert "Ingen träff" in run("link", "qqqqzzzz").out


def test_a_taxonomy_is_shown_first_and_stored_and_activated_on_request(run, tmp_path, monkeypatch) -> None:
    monkeypatch.setenv("KOMPETENSNAV_HOME", str(tmp_path))
    (tmp_path / "files").mkdir()
    concepts = [{"id": "AbCd_123_efg", "type": "skill", "preferred_label": "Xylofonstämning"}]
    (tmp_path / "files" / "skills.json").write_text(json.dumps({"data": {"concepts": concepts}}), encoding="utf-8")
    command = ("taxonomy", "import", "jobtech", tmp_path / "files")
    dry = run(*command)
    assert "Xylofonstämning" in dry.out
    assert "provkörning" in dry.out
    assert not list(tmp_path.glob("taxonomy/versions/jobtech*"))
    stored = run(*command, "--apply")
    [version] = tmp_path.glob("taxonomy/versions/jobtech*")
    assert version.name in stored.out
    assert "redan sparad" in run(*command, "--apply").out
    assert run("link", "Xylofonstämning", "--json").out.count("AbCd_123_efg") == 0
    assert run("taxonomy", "activate", version.name).code == 0
    assert "AbCd_123_efg" in run("link", "Xylofonstämning", "--json").out
    assert version.name in run("taxonomy", "list").out


REFUSED = [
    # name, content, sentence
    ("people.csv", "", "tom"),
    ("people.csv", "id;skills\np-1;B\n", "semikolon"),
    ("people.csv", "id,skills\np-1,B\n", "kolumner saknas"),
    ("people.csv", ",".join(COLUMNS) + "\n", "inga personer"),
    ("people.csv", (",".join(COLUMNS) + "\np-1,Luleå" + "," * 9).encode("latin-1"), "UTF-8"),
    ("people.csv", ",".join(COLUMNS) + "\np-1,9999" + "," * 9, "kommun"),
    ("people.csv", ",".join(COLUMNS) + "\np-1,2580\n", "11"),
]


@pytest.mark.parametrize(("name", "content", "sentence"), REFUSED, ids=[r[2] for r in REFUSED])
def test_a_wrong_people_file_ends_with_2_and_leaves_the_old_result(
    run, tmp_path: Path, name: str, content: str | bytes, sentence: str
) -> None:
    raw = content if isinstance(content, bytes) else content.encode()
    (tmp_path / name).write_bytes(raw)
    (tmp_path / "n.txt").write_text(NEED, encoding="utf-8")
    (tmp_path / "out.jsonl").write_text("yesterday's result")
    done = run("match", "files", "--needs", tmp_path / "n.txt", "--people", tmp_path / name,
               "--out", tmp_path / "out.jsonl")  # fmt: skip
    assert done.code == 2
    assert "people.csv" in done.err
    assert sentence in done.err
    assert "Ingenting skrevs" in done.err
    assert (tmp_path / "out.jsonl").read_text() == "yesterday's result"
    assert sorted(p.name for p in tmp_path.iterdir()) == ["n.txt", "out.jsonl", "people.csv"]


def skills_of(area: str) -> list[str]:
    from kompetensnav.integrations.starter.parse import DATA

    text = (DATA / "skills" / f"{area}.csv").read_text(encoding="utf-8")
    return [row["sv"] for row in csv.DictReader(text.splitlines())][:45]


def test_an_advert_with_eighty_requirements_says_which_it_dropped(run, tmp_path: Path) -> None:
    asked = [*skills_of("mechanical_and_maintenance"), *skills_of("construction_and_civil")]
    listed = "\n".join(f"- {skill}" for skill in asked)
    (tmp_path / "n.txt").write_text(f"Svetsare\n\nKrav:\n{listed}\n", encoding="utf-8")
    people = people_file(tmp_path, ELECTRICIAN)
    done = run("match", "files", "--needs", tmp_path / "n.txt", "--people", people, "--out", tmp_path / "o.jsonl")
    [body] = lines(tmp_path / "o.jsonl")
    assert done.code == 0
    assert len(body["understood"]["requirements"]) == 65
    dropped = body["understood"]["dropped"]
    assert dropped
    assert dropped[0]["read"][0]["text"] in done.err


def test_a_text_without_occupation_says_so_and_suggests(run, tmp_path: Path) -> None:
    (tmp_path / "n.txt").write_text("Välkommen till oss! 🙂", encoding="utf-8")
    people = people_file(tmp_path, ELECTRICIAN)
    done = run("match", "files", "--needs", tmp_path / "n.txt", "--people", people, "--out", tmp_path / "o.jsonl")
    assert done.code == 0
    assert "inget yrke" in done.err
    [body] = lines(tmp_path / "o.jsonl")
    assert body["ranked"] == []


@pytest.mark.parametrize("arguments", [["--help"], ["match", "--help"], ["match", "files", "--help"], ["taxonomy", "--help"],
                                       ["taxonomy", "import", "--help"], ["link", "--help"], ["extract", "--help"],
                                       ["demo", "make", "--help"]])  # fmt: skip
def test_every_command_explains_itself(run, arguments: list[str]) -> None:
    done = run(*arguments)
    assert done.code == 0
    assert "Usage" in done.out


@pytest.mark.parametrize(
    ("part", "whole", "expected"), [(1, 3, 33.3), (1, 2000, 0.1), (0, 5, 0.0), (5, 5, 100.0), (0, 0, 0.0)]
)
def test_percentages_round_half_up(part: int, whole: int, expected: float) -> None:
    assert percent(part, whole) == expected
