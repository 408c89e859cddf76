"""The documentation is held to the product: links lead somewhere, commands parse, tables are complete."""

import re
import shlex
import tomllib
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest
from typer.main import get_command

from kompetensnav.cli.main import app
from kompetensnav.integrations.people_file.parse import COLUMNS, OPTIONAL, SECTIONS

ROOT = Path(__file__).resolve().parents[1]
OUTSIDE = {".venv", "var", "dist", "node_modules"}
PAGES = sorted(
    p
    for p in ROOT.rglob("*.md")
    if not any(part in OUTSIDE or part.startswith(".") for part in p.relative_to(ROOT).parts)
)
REFERENCE = ROOT / "docs" / "reference"
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
