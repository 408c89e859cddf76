"""Every template can be read, is used, and leads to addresses that exist."""

import re
from pathlib import Path

import allauth
import pytest
from django.template import engines

from tests.web.addresses import patterns

SOURCES = Path(__file__).resolve().parents[2] / "src" / "kompetensnav"
TEMPLATES = {
    str(file.relative_to(folder)): file
    for folder in sorted(SOURCES.glob("**/templates"))
    for file in sorted(folder.rglob("*"))
    if file.is_file()
}
OF_LOGIN_PACKAGE = {
    str(file.relative_to(folder))
    for folder in Path(allauth.__file__).parent.glob("**/templates")
    for file in folder.rglob("*.*")
}
OF_FRAMEWORK = {"400.html", "403.html", "404.html", "429.html", "500.html"}  # named by the framework and its login


def named_in_sources() -> dict[str, set[Path]]:
    """Template names in quotes, with the files that hold them."""
    named: dict[str, set[Path]] = {}
    for file in [*SOURCES.rglob("*.py"), *TEMPLATES.values()]:
        for name in re.findall(r"""["']([\w./-]+\.(?:html|txt|svg))["']""", file.read_text(encoding="utf-8")):
            named.setdefault(name, set()).add(file)
    return named


@pytest.mark.parametrize("name", TEMPLATES)
def test_every_template_can_be_read(name: str) -> None:
    assert Path(engines["django"].get_template(name).origin.name) == TEMPLATES[name]


@pytest.mark.parametrize("name", sorted(set(TEMPLATES) - OF_LOGIN_PACKAGE - OF_FRAMEWORK))
def test_every_template_is_used(name: str) -> None:
    assert named_in_sources().get(name, set()) - {TEMPLATES[name]}, f"nothing renders, includes or extends {name}"


def test_every_template_that_is_named_exists() -> None:
    known = {*TEMPLATES, *OF_LOGIN_PACKAGE}
    assert {n: f for n, f in named_in_sources().items() if n.endswith(".html") and n not in known} == {}


def test_every_address_that_a_template_names_exists() -> None:
    known = {name for name, _ in patterns()}
    wrong = [
        (name, address)
        for name, file in TEMPLATES.items()
        for address in re.findall(r"""{%\s*url\s+["']([\w:-]+)["']""", file.read_text(encoding="utf-8"))
        if address not in known
    ]
    assert wrong == []


def test_no_two_templates_share_a_name() -> None:
    files = [f for folder in SOURCES.glob("**/templates") for f in folder.rglob("*") if f.is_file()]
    assert len(files) == len(TEMPLATES)
