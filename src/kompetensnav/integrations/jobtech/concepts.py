"""Reading the taxonomy's JSON files: concepts nested in concepts become one table and a set of links.

The files are views of one graph: the same concept comes in many of them, now with its code, now without. So
everything is read before anything is understood, and a concept is known by its id and its ``type`` alone.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from kompetensnav.runtime.problems import InputError, Problem
from kompetensnav.runtime.reading import read_json

MEGABYTES = 300  # the whole taxonomy in one answer is larger than the usual limit
_CODES = (  # the fields that hold a concept's code in its own standard; the first that is filled
    "ssyk_code_2012",
    "isco_code_08",
    "iso_639_1_2002",
    "iso_639_2_1998",
    "iso_639_3_2007",
    "sun_education_level_code_2020",
    "sun_education_field_code_2020",
)
_NESTED = ("narrower", "broader", "related", "substitutes", "substituted_by")


class Link(NamedTuple):
    """A link between two JobTech ids: broader, related or substituted_by (with its percentage, else 100)."""

    source: str
    name: str
    target: str
    weight: int = 100


@dataclass(frozen=True, slots=True)
class JobTechConcept:
    """What the files say of one concept. ``code`` is "" until a file gives it."""

    id: str
    type: str
    label: str
    code: str = ""


@dataclass(slots=True)
class Found:
    """All concepts by JobTech id and all links, and the files that hold something else."""

    concepts: dict[str, JobTechConcept] = field(default_factory=dict)
    links: set[Link] = field(default_factory=set)
    other_files: list[str] = field(default_factory=list)


def read_concepts(path: Path) -> Found:
    """Read a file, or every ``*.json`` below a folder. In a folder, JSON of another shape is passed over."""
    if not path.exists():
        raise InputError(Problem("taxonomy.no-such-path", path.name))
    found = Found()
    paths = [path] if path.is_file() else sorted(path.rglob("*.json"))
    for file in paths:
        top = _top_concepts(read_json(file, file.name, megabytes=MEGABYTES))
        if top is not None:
            _add(found, file.name, top)
        elif path.is_file():
            raise InputError(Problem("taxonomy.unknown-shape", file.name, field="data.concepts"))
        else:
            found.other_files.append(file.name)
    if not found.concepts:
        expected = "the-ssyk-hierarchy-with-occupations.json, skills.json"
        raise InputError(Problem("taxonomy.nothing-recognised", path.name, values={"expected": expected}))
    return found


def _top_concepts(document: object) -> list[object] | None:
    data = document.get("data") if isinstance(document, dict) else None
    concepts = data.get("concepts") if isinstance(data, dict) else None
    return concepts if isinstance(concepts, list) else None


def _add(found: Found, file: str, top: list[object]) -> None:
    todo: list[tuple[str, object]] = [(f"data.concepts[{i}]", node) for i, node in enumerate(top)]
    while todo:
        where, node = todo.pop()
        if not isinstance(node, dict):
            raise InputError(Problem("taxonomy.unknown-shape", file, field=where))
        concept = _concept(node, file, where)
        known = found.concepts.get(concept.id)
        if known is None or (concept.code and not known.code):
            found.concepts[concept.id] = concept
        for name, place, other in _nested(node, file, where):
            found.links.add(_link(concept.id, name, other, file, place))
            todo.append((place, other))


def _concept(node: dict[str, object], file: str, where: str) -> JobTechConcept:
    code = next((value for name in _CODES if isinstance(value := node.get(name), str) and value.strip()), "")
    own_id, kind, label = (_text(node, name, file, where) for name in ("id", "type", "preferred_label"))
    return JobTechConcept(own_id, kind, label, code.strip())


def _nested(node: dict[str, object], file: str, where: str) -> Iterator[tuple[str, str, dict[str, object]]]:
    """(name of the list, place in the file, concept) of the concepts within a concept."""
    for name in _NESTED:
        others = node.get(name) or []
        if not isinstance(others, Iterable):
            raise InputError(Problem("taxonomy.unknown-shape", file, field=f"{where}.{name}"))
        for i, other in enumerate(others):
            place = f"{where}.{name}[{i}]"
            if not isinstance(other, dict):
                raise InputError(Problem("taxonomy.unknown-shape", file, field=place))
            yield name, place, other


def _link(concept: str, name: str, node: dict[str, object], file: str, where: str) -> Link:
    """The link as told from either end: *narrower* is *broader* turned round, *substitutes* likewise."""
    other = _text(node, "id", file, where)
    if name in ("substitutes", "substituted_by"):
        percentage = node.get("substitutability_percentage")
        if not isinstance(percentage, int) or not 0 < percentage <= 100:
            raise InputError(Problem("taxonomy.unknown-shape", file, field=f"{where}.substitutability_percentage"))
        ends = (concept, other) if name == "substituted_by" else (other, concept)
        return Link(ends[0], "substituted_by", ends[1], percentage)
    if name == "narrower":
        return Link(other, "broader", concept)
    return Link(concept, name, other)


def _text(node: dict[str, object], name: str, file: str, where: str) -> str:
    value = node.get(name)
    if not isinstance(value, str) or not value.strip():
        raise InputError(Problem("taxonomy.unknown-shape", file, field=f"{where}.{name}"))
    return value.strip()
