"""The documentation is held to the product: links lead somewhere, commands parse, tables are complete."""

import json
import re
import shlex
import tomllib
from collections import Counter
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest
from typer.main import get_command
from typer.testing import CliRunner

from kompetensnav.cli.main import app
from kompetensnav.engine.taxonomy.kinds import Kind
from kompetensnav.integrations.people_file.parse import COLUMNS, OPTIONAL, SECTIONS
from kompetensnav.integrations.starter.parse import parse as parse_starter

ROOT = Path(__file__).resolve().parents[1]
OUTSIDE = {".venv", "var", "dist", "node_modules"}
PAGES = sorted(
    p
    for p in ROOT.rglob("*.md")
    if not any(part in OUTSIDE or part.startswith(".") for part in p.relative_to(ROOT).parts)
)
REFERENCE = ROOT / "docs" / "reference"
WORDING = ROOT / "src" / "kompetensnav" / "wording" / "en.toml"
PARAMETERS = ROOT / "src" / "kompetensnav" / "engine" / "matching" / "parameters.toml"

_FENCE = re.compile(r"^```(\w*)\n(.*?)^```", re.M | re.S)
_CODE = re.compile(r"`([^`\n]+)`")
_LINK = re.compile(r"(?<!!)\[[^\]]*\]\(([^)\s]+)\)")
_SHELL = {"sh", "bash", "console"}


def name(page: Path) -> str:
    return str(page.relative_to(ROOT))


@lru_cache
def text(page: Path) -> str:
    return page.read_text(encoding="utf-8")


def prose(page: Path) -> str:
    """The page without blocks of code."""
    return _FENCE.sub("", text(page))


def anchors(page: Path) -> set[str]:
    """The anchors that headings get on the usual hosts: small letters, hyphens for spaces, no signs."""
    headings = re.findall(r"^#+ +(.+)$", prose(page), re.M)
    return {re.sub(r"[^\w -]", "", h.lower()).strip().replace(" ", "-") for h in headings}


def commands(page: Path) -> Iterator[str]:
    """Command lines of this program on a page: in blocks of shell, and in code between words."""
    for language, block in _FENCE.findall(text(page)):
        if language in _SHELL:
            yield from (line for line in block.replace("\\\n", " ").splitlines() if "kompetensnav " in line)
    yield from (code for code in _CODE.findall(prose(page)) if re.match(r"(\.venv/bin/)?kompetensnav ", code))


def options_of(command: Any) -> dict[str, bool]:
    """Option names of a command -> whether a value follows."""
    return {
        o: not p.is_flag for p in command.params if hasattr(p, "is_flag") for o in (*p.opts, *p.secondary_opts)
    } | {"-h": False, "--help": False}


def mistakes(line: str) -> list[str]:
    """Options and commands on a line that the program does not have."""
    words = shlex.split(line, comments=True)
    words = words[next(i for i, w in enumerate(words) if w.endswith("kompetensnav")) + 1 :]
    command: Any = get_command(app)
    wrong, i = [], 0
    while i < len(words) and words[i] not in ("|", ">", "&&", ";"):
        word, _, value = words[i].partition("=")
        if word.startswith("-"):
            takes_value = options_of(command).get(word)
            if takes_value is None:
                wrong.append(word)
            i += bool(takes_value and not value)
        elif hasattr(command, "commands"):
            if word not in command.commands:
                return [*wrong, word]
            command = command.commands[word]
        i += 1
    return wrong


def leaves(command: Any = None, path: str = "kompetensnav") -> Iterator[tuple[str, Any]]:
    """Every command that can be run, with its whole name."""
    command = command or get_command(app)
    yield from [(path, command)] if not hasattr(command, "commands") else []
    for word, inner in getattr(command, "commands", {}).items():
        yield from leaves(inner, f"{path} {word}")


def rows(page: Path) -> dict[str, list[str]]:
    """Rows of a page's tables by the code in their first cell."""
    cells = ([c.strip() for c in line.strip("|").split("|")] for line in text(page).splitlines() if line[:1] == "|")
    return {row[0].strip("`"): row[1:] for row in cells if row[0].startswith("`")}


def test_there_are_pages_to_check() -> None:
    assert len(PAGES) > 15
    assert sum(1 for page in PAGES for _ in commands(page)) > 20


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_relative_links_lead_to_a_file_and_a_heading_in_it(page: Path) -> None:
    broken = []
    for target in _LINK.findall(prose(page)):
        if re.match(r"[a-z][a-z0-9+.-]*:", target):
            continue
        path, _, anchor = target.partition("#")
        goal = (page.parent / unquote(path)).resolve() if path else page
        if not goal.exists() or (anchor and goal.suffix == ".md" and anchor not in anchors(goal)):
            broken.append(target)
    assert broken == []


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_commands_shown_are_commands_the_program_has(page: Path) -> None:
    assert {line: wrong for line in commands(page) if (wrong := mistakes(line))} == {}


@pytest.mark.parametrize(
    ("line", "wrong"),
    [
        ("kompetensnav --lang en link svetsare -k 2", []),
        ("export A=1; .venv/bin/kompetensnav taxonomy list", []),
        ("kompetensnav link svetsare --near", ["--near"]),
        ("kompetensnav match needs --people x", ["needs"]),
        ("kompetensnav --language en link x", ["--language", "en"]),
    ],
)
def test_the_check_of_commands_finds_what_is_wrong(line: str, wrong: list[str]) -> None:
    assert mistakes(line) == wrong


def test_the_reference_names_every_command_with_its_options() -> None:
    page = text(REFERENCE / "commands.md")
    for path, command in leaves():
        section = page.partition(f"## {path}\n")[2].partition("\n## ")[0]
        assert section, path
        assert [o for o in options_of(command) if f"`{o}`" not in section and o not in ("-h", "--help")] == [], path


def test_the_reference_names_every_option_of_the_program_itself() -> None:
    page = text(REFERENCE / "commands.md")
    assert [o for o in options_of(get_command(app)) if f"`{o}" not in page] == []


def test_the_reference_describes_every_column_and_section_of_the_people_file() -> None:
    described = rows(REFERENCE / "people-file.md")
    assert [c for c in (*COLUMNS, *OPTIONAL, *SECTIONS) if c not in described] == []


def test_the_header_shown_for_people_files_is_the_one_that_is_read() -> None:
    assert ",".join(COLUMNS) in text(ROOT / "docs" / "how-to" / "match-your-own-files.md")


def test_the_reference_gives_every_matching_parameter_its_value() -> None:
    parameters = tomllib.loads(PARAMETERS.read_text(encoding="utf-8"))
    page = REFERENCE / "matching-parameters.md"
    assert f"version `{parameters.pop('version')}`" in text(page)
    expected = {f"{area}.{key}": str(p["value"]) for area, keys in parameters.items() for key, p in keys.items()}
    assert {key: cells[0] for key, cells in rows(page).items()} == expected


def the_line(tmp_path: Path) -> dict[str, Any]:
    """One line of `match files` with everything in it: a person listed, one removed, one to ask."""
    header = ",".join(COLUMNS)
    people = [
        "p1,2582,,,Industrielektriker,PLC-programmering|3,Svenska|B2,B,,,",
        "p2,2582,,,Industrielektriker,,Svenska|B2,,,,licence",
        "p3,2582,,,,,,,,,",
    ]
    need = "Industrielektriker till Boden\nVi behöver 4 industrielektriker till Boden från mars, B-körkort, svenska B1\n"
    (tmp_path / "people.csv").write_text("\n".join([header, *people]), encoding="utf-8")
    (tmp_path / "need.txt").write_text(need, encoding="utf-8")
    names = {o: str(tmp_path / f) for o, f in (("--needs", "need.txt"), ("--people", "people.csv"), ("--out", "o"))}
    words = ["match", "files", *(w for pair in names.items() for w in pair), "--near-misses", "1"]
    assert CliRunner().invoke(app, words, env={"KOMPETENSNAV_HOME": str(tmp_path)}).exit_code == 0
    line: dict[str, Any] = json.loads((tmp_path / "o").read_text(encoding="utf-8"))
    return line


def described(page: Path, begin: str, end: str) -> set[str]:
    """The names in the first cells between two sentences of a page, several of one cell apart."""
    part = text(page).partition(begin)[2].partition(end)[0]
    assert part, begin
    cells = (line.split("|")[1] for line in part.splitlines() if line.startswith("| `"))
    return {name for cell in cells for name in _CODE.findall(cell)}


def keys(value: dict[str, Any], *inside: str) -> set[str]:
    """The names of an object, with those of the objects in it as `outer.inner`."""
    return set(value) | {f"{outer}.{inner}" for outer in inside for inner in value[outer]}


def test_the_reference_of_match_output_names_the_fields_of_a_real_line(tmp_path: Path) -> None:
    page, line = REFERENCE / "match-output.md", the_line(tmp_path)
    understood, person = line["understood"], line["ranked"][0]
    assert line["near_misses"]["driving_licence"]
    assert line["ask_first"]
    assert described(page, "## A line", "## `understood`") == keys(line)
    assert described(page, "## `understood`", "A span is") == keys(understood)
    assert described(page, "Each of `requirements`:", "## A person") == keys(understood["requirements"][0])
    score = {f"score.{field}" for field in person["score"]}
    assert described(page, "## A person", "Each of a person's") == keys(person) | score
    credit = next(r for r in person["requirements"] if r["because"])
    spoken = described(page, "Each of a person's", "Likenesses:")
    assert {field for field in spoken if "." not in field} == set(credit)
    row = next(line for line in text(page).splitlines() if line.startswith("| `because` |"))
    assert set(_CODE.findall(row)) == {"because", *credit["because"]}
    assert described(page, "## `counts`", "## Example") == keys(line["counts"])
    assert f"| `schema_version` | {line['schema_version']}." in text(page)


def test_the_reference_of_extract_output_names_the_fields_of_a_real_line(tmp_path: Path) -> None:
    (tmp_path / "need.txt").write_text("Vi behöver 4 svetsare till Boden, svenska B1", encoding="utf-8")
    words = ["extract", str(tmp_path / "need.txt"), "--out", str(tmp_path / "o")]
    assert CliRunner().invoke(app, words, env={"KOMPETENSNAV_HOME": str(tmp_path)}).exit_code == 0
    line = json.loads((tmp_path / "o").read_text(encoding="utf-8"))
    page = REFERENCE / "extract-output.md"
    assert described(page, "# Output of", "## Each of `mentions`") == set(line)
    assert described(page, "## Each of `mentions`", "## Each of `occupations`") == set(line["mentions"][0])


def sentence_parts(sentence: str) -> list[str]:
    """What stands between the values of a sentence."""
    return [part.strip(" :.,") for part in re.split(r"\{\w+\}", sentence.replace("|", r"\|")) if part.strip(" :.,")]


def is_told(sentence: str, page: Path) -> bool:
    """Whether a row of a page's tables begins a message as the sentence does (its end may be shortened to …)."""
    first = sentence_parts(sentence)[0]
    lines = [line for line in text(page).splitlines() if line.startswith("| ")]
    return any(first.split(".")[0] in line for line in lines)


def test_the_reference_of_the_people_file_has_every_message() -> None:
    page, wording = REFERENCE / "people-file.md", tomllib.loads(WORDING.read_text(encoding="utf-8"))
    codes = [f"people.{code}" for code in wording["people"] if code != "unknown-summary"]
    reading = (ROOT / "src" / "kompetensnav" / "runtime" / "reading.py").read_text(encoding="utf-8")
    codes += [
        c for c in re.findall(r'"(file\.[a-z0-9-]+)"', reading) if c not in ("file.broken-json", "file.broken-zip")
    ]
    codes += ["file.duplicate-id", "place.unknown-municipality"]
    missing = []
    for code in codes:
        area, _, key = code.partition(".")
        sentence = wording[area][key].removeprefix("{file}, line {line}, field {field}: ")
        missing += [code] if not is_told(sentence, page) else []
    assert missing == []


def test_the_reference_of_the_needs_file_has_every_message_about_adverts() -> None:
    page, wording = REFERENCE / "needs-file.md", tomllib.loads(WORDING.read_text(encoding="utf-8"))
    assert [code for code, sentence in wording["advert"].items() if not is_told(sentence, page)] == []


def test_the_readme_counts_the_starter_right() -> None:
    kinds = Counter(c.kind for c in parse_starter().concepts)
    occupations, skills = kinds[Kind.OCCUPATION], kinds[Kind.SKILL] + kinds[Kind.KNOWLEDGE]
    assert f"{occupations:,} occupations and {skills:,} skills" in text(ROOT / "README.md")


def test_lines_of_words_fit_in_116_characters() -> None:
    pages = [page for page in PAGES if page.is_relative_to(ROOT / "docs") and page.parent.name != "adr"]
    long = {
        name(page): [line for line in prose(page).splitlines() if len(line) > 116 and line[:1] != "|"]
        for page in pages
    }
    assert {page: lines for page, lines in long.items() if lines} == {}


def test_the_tutorial_shows_what_the_program_says(tmp_path: Path) -> None:
    page = ROOT / "docs" / "tutorial" / "first-match.md"
    blocks = [block for _, block in _FENCE.findall(text(page))]
    need = next(block for block in blocks if block.startswith("Industrielektriker till Boden\nVi"))
    expected = next(block for block in blocks if "Could fit, ask first" in block)
    (tmp_path / "need.txt").write_text(need, encoding="utf-8")
    words = next(shlex.split(line) for line in commands(page) if "--explain" in line)[1:]
    places = {"need.txt": tmp_path / "need.txt", "docs/tutorial/people.csv": page.parent / "people.csv"}
    words = [str(places.get(word, tmp_path / word if word == "mine.jsonl" else word)) for word in words]
    result = CliRunner().invoke(app, ["--lang", "en", *words], env={"KOMPETENSNAV_HOME": str(tmp_path)})
    said = [line.strip() for line in result.stdout.splitlines()]
    shown = [line.strip() for line in expected.splitlines() if line.strip() not in ("", "…")]
    assert [line for line in shown if line not in said and not line.startswith("Wrote ")] == []
