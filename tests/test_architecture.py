"""The budgets of docs/adr/0001, held by tests; layers are held by import-linter."""

import ast
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
SOURCES = sorted(p for p in (ROOT / "src").rglob("*.py") if "migrations" not in p.parts)  # Django writes those
TESTS = sorted((ROOT / "tests").rglob("*.py"))
LONGEST_FUNCTION = 40
# What no source imports, and why it is needed all the same.
NEVER_IMPORTED = {
    "babel": "compiles the Swedish texts: script/bootstrap",
    "gunicorn": "serves the pages: script/serve",
    "psycopg": "Django's driver for PostgreSQL",
    "whitenoise": "named in the settings: serves static files",
}
IMPORTED_AS = {"django_allauth": "allauth", "django_csp": "csp", "python_docx": "docx", "scikit_learn": "sklearn"}
ENGINE_MAY_IMPORT = {"numpy", "numba", "snowballstemmer", "kompetensnav"}
ENGINE_FORBIDDEN_MODULES = {"io", "os", "pathlib", "random", "time", "socket", "subprocess", "tempfile", "shutil"}


def functions(path: Path) -> Iterator[ast.FunctionDef]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    yield from (node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef))


def body_length(function: ast.FunctionDef) -> int:
    """Lines of a function without its docstring."""
    first, last = function.body[0], function.body[-1]
    start = function.lineno
    if ast.get_docstring(function) is not None:
        start += (first.end_lineno or 0) - first.lineno + 1
    return (last.end_lineno or 0) - start + 1


@pytest.mark.parametrize("path", SOURCES, ids=lambda p: str(p.relative_to(ROOT)))
def test_source_files_stay_under_400_lines(path: Path) -> None:
    assert len(path.read_text(encoding="utf-8").splitlines()) <= 400


@pytest.mark.parametrize("path", TESTS, ids=lambda p: str(p.relative_to(ROOT)))
def test_test_files_stay_under_600_lines(path: Path) -> None:
    assert len(path.read_text(encoding="utf-8").splitlines()) <= 600


def test_functions_stay_under_40_lines() -> None:
    long = [
        f"{path.relative_to(ROOT)}:{f.lineno} {f.name} {body_length(f)}"
        for path in SOURCES
        for f in functions(path)
        if body_length(f) > LONGEST_FUNCTION
    ]
    assert long == []


def test_no_file_is_named_after_nothing() -> None:
    nothing = {"utils", "util", "helpers", "helper", "misc", "manager", "services", "common"}
    assert [p for p in [*SOURCES, *TESTS] if p.stem in nothing] == []


def test_every_module_says_why_it_exists() -> None:
    silent = [p for p in SOURCES if p.read_text().strip() and not ast.get_docstring(ast.parse(p.read_text()))]
    assert silent == []


def test_the_engine_imports_nothing_but_numpy_and_itself() -> None:
    standard_library = set(__import__("sys").stdlib_module_names)
    wrong = []
    for path in (ROOT / "src/kompetensnav/engine").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names = []
            if isinstance(node, ast.Import):
                names = [alias.name.split(".")[0] for alias in node.names]
            elif isinstance(node, ast.ImportFrom):
                names = [(node.module or "").split(".")[0]]
            for name in names:
                allowed = name in ENGINE_MAY_IMPORT or name in standard_library - ENGINE_FORBIDDEN_MODULES
                if not allowed:
                    wrong.append(f"{path.relative_to(ROOT)}: {name}")
    assert wrong == []


def test_locks_name_no_host() -> None:
    for lock in (ROOT / "requirements").glob("*.lock"):
        text = lock.read_text(encoding="utf-8")
        assert "://" not in text
        assert "--index-url" not in text
        assert "--hash=sha256:" in text


def test_every_dependency_is_used() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    imported = "\n".join(p.read_text(encoding="utf-8") for p in SOURCES)
    for requirement in project["project"]["dependencies"]:
        name = re.split(r"[<>=\[]", requirement)[0].replace("-", "_")
        name = IMPORTED_AS.get(name, name)
        used = re.search(rf"^\s*(import|from) {name}\b|^    \"{name}\",$", imported, re.MULTILINE)
        assert used or name in NEVER_IMPORTED, name


def order_of_apps() -> list[list[str]]:
    """The layers inside the apps as import-linter holds them, lowest first."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    [layers] = [
        c["layers"]
        for c in project["tool"]["importlinter"]["contracts"]
        if c.get("containers") == ["kompetensnav.apps"]
    ]
    return [[name.strip() for name in layer.split("|")] for layer in reversed(layers)]


def test_relations_of_models_lead_down_the_order_of_the_apps() -> None:
    """A foreign key named by a string escapes the linter."""
    from django.apps import apps

    height = {app: i for i, layer in enumerate(order_of_apps()) for app in layer}
    wrong = [
        f"{model._meta.label}.{field.name} -> {field.related_model._meta.label}"
        for model in apps.get_models()
        if model.__module__.startswith("kompetensnav.apps.")
        for field in (*model._meta.fields, *model._meta.many_to_many)
        if field.related_model is not None
        and field.related_model.__module__.startswith("kompetensnav.apps.")
        and field.related_model._meta.app_label != model._meta.app_label
        and height[field.related_model._meta.app_label] >= height[model._meta.app_label]
    ]
    assert wrong == []


def test_only_a_snapshot_turns_rows_into_what_the_engine_matches() -> None:
    makers = re.compile(r"\b(PersonProfile|CompiledNeed|Supply)(\.of)?\(")
    wrong = [
        str(p.relative_to(ROOT))
        for p in (ROOT / "src/kompetensnav/apps").rglob("*.py")
        if p.name != "snapshot.py" and makers.search(p.read_text(encoding="utf-8"))
    ]
    assert wrong == []


def test_every_contract_of_the_layers_names_every_journey() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    [named] = [
        c["modules"] for c in project["tool"]["importlinter"]["contracts"] if c["name"].startswith("Journeys")
    ]
    web = ROOT / "src/kompetensnav/web"
    journeys = {f"kompetensnav.web.{p.parent.name}" for p in web.glob("*/urls.py")}
    assert set(named) == journeys


def test_templates_hold_no_style_and_no_script_of_their_own() -> None:
    inline = re.compile(r"<style|\sstyle=|<script(?![^>]*\bsrc=)|\son[a-z]+=", re.IGNORECASE)
    wrong = [
        f"{p.relative_to(ROOT)}: {found.group()}"
        for p in (ROOT / "src/kompetensnav").rglob("*.html")
        if (found := inline.search(p.read_text(encoding="utf-8")))
    ]
    assert wrong == []
