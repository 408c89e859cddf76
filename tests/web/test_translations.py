"""Everything that is shown is Swedish and English: each text of the sources has a Swedish one, and none is left over."""

import ast
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.mofile import read_mo
from babel.messages.pofile import read_po

SOURCES = Path(__file__).resolve().parents[2] / "src" / "kompetensnav"
SWEDISH = SOURCES / "locale" / "sv" / "LC_MESSAGES" / "django.po"
PLACEHOLDER = re.compile(r"%\((\w+)\)[sd]|%[sd]|\{(\w*)\}")


def read(file: Path) -> Catalog:
    with file.open("rb") as stream:
        return read_po(stream, locale="sv")


def texts(message: Message) -> list[str]:
    return [message.id] if isinstance(message.id, str) else list(message.id)


def translated(message: Message) -> list[str]:
    return [message.string] if isinstance(message.string, str) else list(message.string)


def test_no_text_hides_in_an_f_string() -> None:
    """The extraction does not look into them: such a text would never be translated."""
    calls = {"gettext", "ngettext", "pgettext", "npgettext", "gettext_lazy", "ngettext_lazy", "_"}
    hidden = [
        f"{path.relative_to(SOURCES)}:{call.lineno}"
        for path in SOURCES.rglob("*.py")
        for string in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(string, ast.JoinedStr)
        for call in ast.walk(string)
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id in calls
    ]
    assert hidden == []


@pytest.fixture(scope="session")
def extracted(tmp_path_factory: pytest.TempPathFactory) -> Catalog:
    """What the framework's own extraction finds in the sources today."""
    assert shutil.which("xgettext"), "gettext is needed: script/test says how"
    folder = tmp_path_factory.mktemp("sources")
    for file in SOURCES.rglob("*"):
        if file.suffix in (".py", ".html", ".txt") and "migrations" not in file.parts:
            copy = folder / file.relative_to(SOURCES)
            copy.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(file, copy)
    (folder / "locale").mkdir(exist_ok=True)
    command = [sys.executable, "-m", "django", "makemessages", "-l", "sv", "--no-location"]
    settings = {"DJANGO_SETTINGS_MODULE": ""}
    done = subprocess.run(
        command, cwd=folder, env=os.environ | settings, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return read(folder / "locale" / "sv" / "LC_MESSAGES" / "django.po")


def keys(catalog: Catalog) -> set[tuple[str | None, str]]:
    return {(m.context, texts(m)[0]) for m in catalog if m.id}


def test_every_text_has_a_swedish_one_and_none_is_left_over(extracted: Catalog) -> None:
    swedish = read(SWEDISH)
    assert keys(extracted) - keys(swedish) == set(), "not translated"
    assert keys(swedish) - keys(extracted) == set(), "no longer shown"
    assert not swedish.obsolete


def test_every_swedish_text_is_whole() -> None:
    wrong = [m.id for m in read(SWEDISH) if m.id and (m.fuzzy or not all(translated(m)))]
    assert wrong == []


def test_what_is_filled_in_is_the_same_in_both_languages() -> None:
    wrong = []
    for message in read(SWEDISH):
        if message.id:
            asked = {p for text in texts(message) for p in PLACEHOLDER.findall(text)}
            for text in translated(message):
                given = set(PLACEHOLDER.findall(text))
                if given != asked and not (len(texts(message)) > 1 and given <= asked):
                    wrong.append((texts(message)[0], text))
    assert wrong == []


def test_the_sources_hold_english(extracted: Catalog) -> None:
    """The letters of another language in a text to be translated are a text that was not written in English."""
    names = re.compile(r"Luleå|Söderslätten|Skåne|Göteborg")
    assert [m.id for m in extracted if m.id and re.search("[åäöÅÄÖ]", names.sub("", " ".join(texts(m))))] == []


def test_the_compiled_texts_are_those_of_the_sources() -> None:
    compiled = SWEDISH.with_suffix(".mo")
    with compiled.open("rb") as stream:
        machine = read_mo(stream)
    assert {(m.context, texts(m)[0]): translated(m) for m in machine if m.id} == {
        (m.context, texts(m)[0]): translated(m) for m in read(SWEDISH) if m.id
    }
