"""Which files of an ESCO download are read, from a folder, a zip or alone.

Names of the official files: ``occupations_en.csv``, ``digitalSkillsCollection_uk.csv``; the files of relations
carry a language from ESCO 1.2 on (``skillSkillRelations_en.csv``), before that none.
"""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from kompetensnav.runtime.problems import InputError, Problem
from kompetensnav.runtime.reading import read_text, read_zip

MEGABYTES = 200  # occupationSkillRelations.csv with its labels is larger than the usual limit
CONCEPTS = "concepts"
_CONCEPT_FILE = re.compile(
    r"(?:occupations|skills|ISCOGroups|skillGroups|\w+Collection)_([a-z]{2,3})\b.*\.csv", re.I
)
_RELATION_FILE = re.compile(
    r"(broaderRelationsOccPillar|broaderRelationsSkillPillar|occupationSkillRelations|skillSkillRelations)"
    r"(?:_[a-z]{2,3})?\b.*\.csv",
    re.I,
)


class EscoFile(NamedTuple):
    """One file: what it holds ("concepts", or which relations, in lower case), in which language ("" none)."""

    name: str
    holds: str
    language: str
    text: str


def read_files(path: Path) -> Iterator[EscoFile]:
    """The recognised files, by name."""
    if not path.exists():
        raise InputError(Problem("taxonomy.no-such-path", path.name))
    paths = [path] if path.is_file() else sorted(p for p in path.rglob("*") if p.is_file())
    recognised = False
    for file in paths:
        for name, content in _contents(file):
            recognised = True
            yield EscoFile(name, *_recognise(name), read_text(content, name, megabytes=MEGABYTES))
    if not recognised:
        expected = "occupations_en.csv, skills_en.csv, occupationSkillRelations_en.csv"
        raise InputError(Problem("taxonomy.nothing-recognised", path.name, values={"expected": expected}))


def _contents(file: Path) -> Iterator[tuple[str, Path | bytes]]:
    if file.suffix.lower() == ".zip":
        yield from read_zip(file, _is_recognised)
    elif _is_recognised(file.name):
        yield file.name, file


def _is_recognised(name: str) -> bool:
    return bool(_CONCEPT_FILE.fullmatch(name) or _RELATION_FILE.fullmatch(name))


def _recognise(name: str) -> tuple[str, str]:
    if concepts := _CONCEPT_FILE.fullmatch(name):
        return CONCEPTS, concepts.group(1).lower()
    relations = _RELATION_FILE.fullmatch(name)
    return (relations.group(1).lower() if relations else ""), ""
