"""The two languages say the same, and every code that can come up has words."""

import ast
import re
import string
from pathlib import Path

import pytest

from kompetensnav.runtime.problems import Problem
from kompetensnav.wording import LANGUAGES, Words, default_language, table

SOURCE = Path(__file__).resolve().parents[2] / "src" / "kompetensnav"
CODE = re.compile(r"""["']([a-z][a-z_]*\.[a-z][a-z-]*)["']""")
AREAS = {code.split(".")[0] for code in table("sv")}


def values_of(sentence: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(sentence) if name}


def codes_in_the_source() -> set[str]:
    sources = [p for p in SOURCE.rglob("*.py") if "migrations" not in p.parts]
    found = {c for p in sources for c in CODE.findall(p.read_text(encoding="utf-8"))}
    return {c for c in found if c.split(".")[0] in AREAS and not c.endswith((".py", ".json", ".csv", ".toml"))}


def test_both_languages_have_the_same_codes() -> None:
    assert sorted(table("sv")) == sorted(table("en"))


@pytest.mark.parametrize("code", sorted(table("sv")))
def test_both_languages_use_the_same_values(code: str) -> None:
    assert values_of(table("sv")[code]) == values_of(table("en")[code])


def test_every_code_in_the_source_has_words() -> None:
    """Verbs of the audit log ("need.registered") have theirs under ``audit``."""
    known = set(table("sv"))
    assert sorted(c for c in codes_in_the_source() if c not in known and f"audit.{c}" not in known) == []


def problems_in_the_source() -> dict[tuple[str, int], tuple[str, set[str]]]:
    """(file, line) -> code and names of values, for every Problem that is written out."""
    found = {}
    for path in SOURCE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not (isinstance(node, ast.Call) and getattr(node.func, "id", "") == "Problem" and node.args):
                continue
            code, given = node.args[0], [k.value for k in node.keywords if k.arg == "values"] + node.args[4:5]
            names = [given[0].keys] if given and isinstance(given[0], ast.Dict) else []
            if isinstance(code, ast.Constant) and (names or not given):
                keys = {k.value for k in names[0] if isinstance(k, ast.Constant)} if names else set()
                found[path.name, node.lineno] = (code.value, keys)
    return found


def test_every_problem_brings_the_values_its_sentence_needs() -> None:
    problems = problems_in_the_source()
    assert len(problems) > 30
    lacking = {
        place: (code, values_of(table("sv")[code]) - given)
        for place, (code, given) in problems.items()
        if values_of(table("sv")[code]) - given
    }
    assert lacking == {}


def test_no_sentence_is_left_over() -> None:
    """Codes that are put together in the source ("kind." + name) count as used by their area."""
    text = "\n".join(p.read_text(encoding="utf-8") for p in SOURCE.rglob("*.py"))
    composed = set(re.findall(r"""f["']([a-z]+)\.(?:[a-z]+-)?\{""", text))
    unused = [c for c in table("sv") if c not in text and c.split(".")[0] not in composed]
    assert unused == []


def test_a_problem_says_file_line_and_field_before_the_sentence() -> None:
    problem = Problem("file.duplicate-id", "people.csv", 17, "id", {"id": "p-1"})
    assert Words("sv").problem(problem) == "people.csv, rad 17, fält id: id p-1 står mer än en gång."
    assert Words("en").problem(problem) == "people.csv, line 17, field id: the id p-1 stands more than once."


def test_a_code_without_words_is_a_mistake_of_ours() -> None:
    with pytest.raises(KeyError):
        Words("sv").say("no.such-code")


def test_swedish_is_the_language_unless_another_we_have_is_wished(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("KOMPETENSNAV_LANG", raising=False)
    assert default_language() == "sv"
    monkeypatch.setenv("KOMPETENSNAV_LANG", "en")
    assert default_language() == "en"
    monkeypatch.setenv("KOMPETENSNAV_LANG", "fi")
    assert default_language() == "sv"
    assert LANGUAGES == ("sv", "en")
