"""Hostile and broken input through the commands: every run ends with 0 or a sentence and 2, soon, and leaks nothing."""

import csv
import json
import resource
import shutil
import unicodedata
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from kompetensnav.cli import main as cli
from kompetensnav.integrations.people_file.parse import COLUMNS
from kompetensnav.integrations.starter.parse import parse as parse_starter
from kompetensnav.runtime.taxonomy_store import TaxonomyStore

NEED = "Svetsare\nVi söker svetsare till Luleå. Krav: B-körkort."
HEADER = ",".join(COLUMNS) + "\n"
PERSON = "p-1,2580,,,Svetsare,,,B,,,\n"
Run = Callable[..., tuple[int, str, str]]


@pytest.fixture(scope="session")
def stored(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with the starter stored."""
    home = tmp_path_factory.mktemp("hostile-home")
    store = TaxonomyStore(home / "taxonomy")
    store.apply(store.plan([parse_starter()]))
    return home


@pytest.fixture
def run(stored: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Run a command line in this process: (exit code, output, errors)."""
    monkeypatch.setenv("KOMPETENSNAV_HOME", str(stored))
    monkeypatch.delenv("KOMPETENSNAV_LANG", raising=False)

    def command(*arguments: object) -> tuple[int, str, str]:
        monkeypatch.setattr("sys.argv", ["kompetensnav", *map(str, arguments)])
        with pytest.raises(SystemExit) as ended:
            cli.main()
            raise SystemExit(0)
        captured = capsys.readouterr()
        return int(ended.value.code or 0), captured.out, captured.err

    return command


@pytest.fixture
def match(run: Run, tmp_path: Path) -> Run:
    """Match a need, and people, given as file contents."""

    def command(
        need: str = NEED, name: str = "n.txt", people: str = HEADER + PERSON, language: str = "sv"
    ) -> tuple[int, str, str]:
        (tmp_path / name).write_text(need, encoding="utf-8", newline="")
        (tmp_path / "p.csv").write_text(people, encoding="utf-8", newline="")
        return run("--lang", language, "match", "files", "--needs", tmp_path / name, "--people", tmp_path / "p.csv",
                   "--out", tmp_path / "o.jsonl", "--explain", 1)  # fmt: skip

    return command


def advert(**fields: object) -> str:
    """One advert as JobSearch gives it."""
    text = {"text": "Svetsare till Luleå"}
    return json.dumps({"hits": [{"id": "1", "headline": "Svetsare", "description": text, **fields}]})


ODD_FIELDS = [
    {"id": {"a": 1}},
    {"headline": ["a"]},
    {"description": 5},
    {"number_of_vacancies": "tre"},
    {"must_have": {"skills": "abc"}},
    {"driving_license": "B"},
    {"occupation_group": {"legacy_ams_taxonomy_id": 7212}},
    {"workplace_address": {"municipality_code": 2580}},
    {"workplace_address": {"municipality_code": ["2580"]}},
    {"employer": "Acme"},
    {"employer": {"name": {"a": 1}}},
    {"must_have": {"skills": [{"label": 5}]}},
    {"must_have": {"skills": [{"label": "x", "concept_id": 5}]}},
    {"occupation": {"label": 5}},
    {"driving_license": [{"label": 5}]},
    {"number_of_vacancies": float("inf")},
    {"number_of_vacancies": -3},
    {"number_of_vacancies": 10**300},
    pytest.param({"headline": "Svetsare \ud83d"}),
]


@pytest.mark.parametrize("odd", ODD_FIELDS)
def test_odd_fields_of_an_advert_are_refused_in_words(match: Run, odd: dict[str, object]) -> None:
    code, _, err = match(advert(**odd), "n.json")
    assert code == 2
    assert "n.json" in err


@pytest.mark.parametrize(
    "people",
    [
        HEADER.replace(",", ";") + PERSON,
        HEADER + 'p-1,2580,"abc\n' + PERSON,
        HEADER.replace("id,", "id,id,", 1) + "p," + PERSON,
        HEADER + PERSON + PERSON,
        HEADER + "p-1,2580\n",
        HEADER + "p-1,,,,,Svetsning|6,,,,,\n",
        HEADER + "p-1,,,,,,Svenska|B3,,,,\n",
        HEADER + "p-1,,,,,Svetsning|3|Verified,,,,,\n",
        HEADER + "p-1,,,,,,,,,2026-02-30,\n",
        HEADER + "p-1,,,,,,,,,9999-12-31,\n",
        HEADER.strip() + ",namn\n" + PERSON.strip() + ",Anna\n",
        HEADER.upper() + PERSON,
        HEADER.replace(",", "\t") + PERSON,
    ],
)
def test_wrong_people_files_are_refused_in_words(match: Run, people: str) -> None:
    code, _, err = match(people=people)
    assert code == 2
    assert "p.csv" in err


def test_a_message_about_columns_does_not_repeat_a_person(match: Run) -> None:
    _, _, err = match(people="Anna Svensson,850101-1234,anna@exempel.se\n")
    assert "850101-1234" not in err


def test_line_ends_of_every_system_are_read(match: Run) -> None:
    for end in ("\n", "\r\n", "\r"):
        assert match(people=(HEADER + PERSON).replace("\n", end))[0] == 0


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("n.csv", "text,positions\nSvetsare,-3\n"),
        ("n.csv", "text\n\n"),
        ("n.json", "[" * 100_000),
        ("n.json", '{"hits":[{}]}'),
        ("n.txt", " \n "),
        ("n.txt", "svetsare " * 12_000),
        pytest.param("n.csv", "id,text,positions\n1,Svetsare," + "9" * 5000),
        ("n.csv", "id,text,kontakt\n1,Svetsare,Anna Ek\n"),
        pytest.param("n.json", advert(headline="svetsare " * 60_000)),
    ],
)
def test_wrong_needs_are_refused_in_words(match: Run, name: str, content: str) -> None:
    code, _, err = match(content, name)
    assert code == 2
    assert name in err


@pytest.mark.parametrize(
    "text",
    [
        " " * 15_000 + "svetsare",
        "x" * 20_000,
        "1.1.1.1" * 3_000,
        "070-" * 4_000,
        "a@" * 8_000,
        "(" * 15_000,
        '"' * 15_000,
        "-" * 15_000,
        "Kontakta " + "Anna " * 3_000,
        "<div>" * 10_000 + "svetsare",
        "🙂 \u202eתיבה\u202c العربية \u200b",
        pytest.param("<a " * 20_000),
        pytest.param("fr.o.m. " * 5_000),
        pytest.param("från och med " * 3_000),
        pytest.param("minst " * 16_000),
        pytest.param("Svetsare <p>x<![foo[ y ]]>"),
        pytest.param("[Luleå] Vi söker svetsare"),
    ],
)
def test_no_text_hangs_or_breaks_the_reading(match: Run, text: str) -> None:
    assert match(text)[0] == 0


@pytest.mark.parametrize("text", ["<br><br>", "<script>x</script>", "&nbsp;<b></b>"])
def test_a_text_of_nothing_but_tags_is_handled(match: Run, text: str) -> None:
    assert match(text)[0] in (0, 2)


@pytest.mark.parametrize(
    "people",
    [
        ",".join(f"c{i}" for i in range(30_000)) + "\n",
        HEADER + "".join(f"p{i},180,,,,,,,,,\n" for i in range(3_000)),
    ],
)
def test_large_wrong_files_are_refused_soon(match: Run, people: str) -> None:
    assert match(people=people)[0] == 2


@pytest.mark.parametrize(
    "markup",
    [
        "<p>Svetsare</p><script>alert(1)</script><p>Krav: B-körkort</p>",
        "<p>Svetsare<p>Lön <b>x</i> Krav: B-körkort",
        pytest.param("<html><head><title>Jobb</title><body><h1>Svetsare</h1><p>Krav: B-körkort</p></body></html>"),
        pytest.param("<p>Svetsare<style>a{}<p>Krav: B-körkort</p>"),
    ],
)  # fmt: skip
def test_no_words_of_an_html_advert_are_lost(match: Run, tmp_path: Path, markup: str) -> None:
    assert match(markup, "n.html")[0] == 0
    assert "B-körkort" in json.loads((tmp_path / "o.jsonl").read_text(encoding="utf-8"))["understood"]["text"]


def test_a_row_without_id_never_meets_a_stated_id(match: Run) -> None:
    assert match("id,text\n2,Svetsare\n,Kock\n", "n.csv")[0] == 0


LEAK = "not masked"
CONTACTS = [
    ("Kontakta rekryterande chef Anna-Karin Öberg på 0920-45 30 00", "Öberg"),
    ("tfn: 070/123 45 67", "123"),
    ("anna.svensson (at) kommun.se", "svensson"),
    ("Pnr 19850101-1234", "1234"),
    ("Facklig företrädare: Vision, Lars Nilsson, 0920-45 31 11", "Nilsson"),
    ("Rekryterare Zlatan Ibrahimović 0709-123456", "Ibrahimović"),
    ("https://kommun.se/jobb?mail=eva.lind@kommun.se", "lind"),
    ("Maria (enhetschef) 08-123 456 78", "Maria"),
    ("Please contact John O'Connor at +46 70 123 45 67", "Connor"),
    ("Reach out to Fatima al-Hassan, fatima@firma.se", "Hassan"),
    ("Välkommen med din ansökan till Mohammed Al-Rashid!", "Mohammed"),
    ("Hälsningar Kerstin", "Kerstin"),
    ("ÅSA ÖBERG, 0920-12345", "ÖBERG"),
    ("sms:a Olle 0730 11 22 33", "Olle"),
    ("070-1234567 (Sven)", "Sven)"),
    ("0920-45 30 00, Sofia Bergman", "Bergman"),
    ("Mobil 073\u2011123 45 67", "123"),
    ("070-123\u200b45 67", "45 67"),
    ("erik.ek\uff20kommun.se", "erik"),
    ("anna.svensson at kommun dot se", "svensson"),
    ("Din chef blir Gunilla Bergström.", "Bergström"),
    ("Ruth Ekman (sektionschef), 0920 – 45 30 00", "Ekman"),
    ("Chef: Lindqvist, Ann-Marie, 0911-69 60 00", "Lindqvist"),
    ("Ring gärna Ulla-Britt, Siv eller Maj-Lis", "Maj-Lis"),
    ("Skicka ansökan till Storgatan 12, Luleå, att: Karin Holm", "Holm"),
    ("https://linkedin.com/in/anna-svensson-1234", "svensson"),
    (unicodedata.normalize("NFD", "Kontakta Åsa Öberg, tfn 070-123 45 67"), "berg"),
]


@pytest.fixture(scope="module")
def masked() -> dict[str, str]:
    """Output by contact line, all read in one run."""
    return {}


@pytest.mark.parametrize(("line", "secret"), CONTACTS)
def test_contact_lines_are_masked(run: Run, tmp_path: Path, masked: dict[str, str], line: str, secret: str) -> None:
    if not masked:
        contacts = [contact for contact, _ in CONTACTS]
        hits = [
            {"id": i, "headline": "Svetsare till Luleå", "description": {"text": f"Du har B-körkort.\n{contact}\n"}}
            for i, contact in enumerate(contacts)
        ]
        (tmp_path / "a.json").write_text(json.dumps(hits), encoding="utf-8")
        assert run("extract", tmp_path / "a.json", "--out", tmp_path / "o.jsonl")[0] == 0
        written = (tmp_path / "o.jsonl").read_text(encoding="utf-8").split("\n")
        masked.update(zip(contacts, written[:-1], strict=True))
    assert secret not in masked[line]


def test_an_output_that_is_a_link_stays_a_link(match: Run, tmp_path: Path) -> None:
    (tmp_path / "target").write_text("")
    (tmp_path / "o.jsonl").symlink_to(tmp_path / "target")
    assert match()[0] == 0
    assert (tmp_path / "o.jsonl").is_symlink()


def test_a_full_disk_is_told_and_leaves_nothing_half_written(match: Run, tmp_path: Path) -> None:
    assert match()[0] == 0
    before = (tmp_path / "o.jsonl").read_bytes()
    limit = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (300, limit[1]))
    try:
        code, _, err = match()
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limit)
    assert (code, "o.jsonl" in err) == (2, True)
    assert (tmp_path / "o.jsonl").read_bytes() == before


@pytest.mark.parametrize(
    "arguments",
    [
        ["taxonomy", "activate", ""],
        ["taxonomy", "activate", "../x"],
        ["taxonomy", "activate", ".."],
        ["taxonomy", "import", "esco", "nowhere"],
        ["link", " "],
        ["demo", "make", "--out", "/proc/x", "--people", "1"],
        ["taxonomy", "activate", "x" * 300],
        ["taxonomy", "import", "esco", "x" * 300],
    ],
)
def test_wrong_arguments_are_refused_in_words(run: Run, arguments: list[str]) -> None:
    assert run(*arguments)[0] == 2


@pytest.fixture
def copy(stored: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home of its own, with the starter stored, to spoil."""
    shutil.copytree(stored, tmp_path / "home")
    monkeypatch.setenv("KOMPETENSNAV_HOME", str(tmp_path / "home"))
    return tmp_path / "home" / "taxonomy"


STORE = "a damaged store is a traceback; it should be told, and the starter composed anew"


@pytest.mark.parametrize(
    "pattern",
    [
        pytest.param("versions/*/manifest.json"),
        pytest.param("versions/*/graph/ids.blob.npy"),
    ],
)
def test_a_damaged_store_is_told(run: Run, copy: Path, pattern: str) -> None:
    [path] = copy.glob(pattern)
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    assert run("link", "svetsare")[0] in (0, 2)


def test_a_version_that_lost_its_manifest_is_stored_anew(run: Run, copy: Path) -> None:
    [manifest] = copy.glob("versions/*/manifest.json")
    manifest.unlink()
    assert run("link", "svetsare")[0] == 0


def test_a_home_that_cannot_be_written_is_told(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("KOMPETENSNAV_HOME", str(tmp_path / "file"))
    assert run("link", "svetsare")[0] == 2


def test_a_version_stored_meanwhile_by_another_process_is_kept(copy: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store = TaxonomyStore(copy)
    [manifest] = copy.glob("versions/starter@*/manifest.json")
    before = manifest.stat().st_ino
    answers = iter([False])  # what both processes saw when they began
    really = TaxonomyStore.has
    monkeypatch.setattr(TaxonomyStore, "has", lambda self, name: next(answers, True) and really(self, name))
    store.apply(store.plan([parse_starter()]))
    assert manifest.stat().st_ino == before


def test_a_version_is_activated_by_its_name_alone(run: Run, copy: Path) -> None:
    [version] = copy.glob("versions/starter@*")
    assert run("taxonomy", "activate", f"{version.name}/")[0] == 2


def damaged_zip(folder: Path, method: int, name: str = "skills_en.csv") -> bytes:
    path = folder / "made.zip"
    with zipfile.ZipFile(path, "w", method) as archive:
        archive.writestr(name, "conceptType,conceptUri\n" * 100)
    return path.read_bytes()


@pytest.mark.parametrize(
    ("source", "name", "content"),
    [
        ("esco", "a.zip", lambda f: damaged_zip(f, zipfile.ZIP_DEFLATED)[:60]),
        ("esco", "a.zip", lambda _: b"no zip"),
        ("crosswalk", "a.csv", lambda _: b"a,b,c\n"),
        ("jobtech", "a.json", lambda _: b'{"data":{"concepts":[{"id":5}]}}'),
        pytest.param("esco", "a.zip", lambda f: damaged_zip(f, zipfile.ZIP_LZMA)[:55] + b"\xee" * 20
            + damaged_zip(f, zipfile.ZIP_LZMA)[75:]),
        pytest.param("esco", "a.zip", lambda f: damaged_zip(f, 0, "å/skills_en.csv").replace("å".encode(), b"\xff\xff")),
        pytest.param("crosswalk", "a.csv", lambda _: b'"' + b"a,b " * 50_000),
        pytest.param("jobtech", "a.json",
            lambda _: b'{"data":{"concepts":[{"id":"A","type":"skill","preferred_label":"x\\ud800"}]}}'),
    ],
)  # fmt: skip
def test_damaged_sources_are_refused_in_words(
    run: Run, tmp_path: Path, source: str, name: str, content: Callable[[Path], bytes]
) -> None:
    (tmp_path / name).write_bytes(content(tmp_path))
    csv.field_size_limit(131_072)  # as in a new process: reading any other table raises it for good
    code, _, err = run("taxonomy", "import", source, tmp_path / name)
    assert code == 2
    assert name in err


def test_values_are_shown_as_they_are(match: Run) -> None:
    _, _, err = match(people=HEADER + "p-1,2580,,,,zz :skull: zz,,,,,\n")
    assert ":skull:" in err


def test_suggestions_are_in_the_language_chosen(match: Run) -> None:
    _, _, err = match(people=HEADER + "p-1,2580,,,,Svetsningg,,,,,\n", language="en")
    assert "svetskunskaper" not in err
