"""The gold set: marks of people as offsets, and the texts they belong to, which are kept elsewhere.

A text is known by its hash: marks are never laid over another one.
"""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kompetensnav.engine.extraction.mentions import Polarity
from kompetensnav.engine.extraction.scoring import Marked
from kompetensnav.engine.taxonomy.kinds import Kind
from kompetensnav.integrations.adverts import Advert, read
from kompetensnav.runtime.problems import InputError, Problem
from kompetensnav.runtime.reading import raise_any, read_json, read_text

GOLD_KINDS = (
    Kind.OCCUPATION,
    Kind.SKILL,
    Kind.LANGUAGE,
    Kind.DRIVING_LICENCE,
    Kind.LEGAL_LICENCE,
    Kind.EDUCATION_LEVEL,
)
_PARTS = ("dev", "test")
_KINDS = {kind.name.lower(): kind for kind in GOLD_KINDS}
_FILES = ("adverts.json", "cvs.json")
_ADVERTS = ("jobads", "jobsearch_sample.json")
_CVS = "cv-samples"


@dataclass(frozen=True, slots=True)
class GoldDocument:
    """A text with its marks. ``headline`` is None for a CV; an advert's text begins with it."""

    source: str
    part: str
    headline: str | None
    text: str
    marks: tuple[Marked, ...]


def read_gold(folder: Path, data: Path) -> list[GoldDocument]:
    """Documents of the gold set with their texts. Raises InputError with every one that does not fit."""
    if not folder.is_dir():
        raise InputError(Problem("evaluate.no-gold", folder.name))
    if not data.is_dir():
        raise InputError(Problem("evaluate.no-data", data.name))
    entries = [(name, i, e) for name in _FILES for i, e in enumerate(_entries(folder / name))]
    adverts: dict[str, Advert] = {}
    if any(str(e.get("source", "")).startswith("jobads/") for _, _, e in entries):
        adverts = {advert.id: advert for advert in read(data.joinpath(*_ADVERTS))}
    documents, problems = [], []
    for name, i, entry in entries:
        try:
            documents.append(_document(entry, adverts, data))
        except InputError as error:
            problems += [Problem(p.code, name, None, f"[{i}]", p.values) for p in error.problems]
        except (KeyError, TypeError, ValueError, AttributeError):
            problems.append(Problem("evaluate.gold-shape", name, None, f"[{i}]"))
    raise_any(problems)
    return documents


def _entries(path: Path) -> Sequence[Mapping[str, Any]]:
    value = read_json(path, path.name)
    if not isinstance(value, list) or not value or not all(isinstance(e, dict) for e in value):
        raise InputError(Problem("evaluate.gold-shape", path.name))
    return value


def _document(entry: Mapping[str, Any], adverts: Mapping[str, Advert], data: Path) -> GoldDocument:
    source, part = entry["source"], entry["part"]
    headline, text = _text(source, adverts, data)
    if hashlib.sha256(text.encode()).hexdigest() != entry["sha256"]:
        raise InputError(Problem("evaluate.other-text", values={"source": source}))
    marks = tuple(_mark(m) for m in entry["mentions"])
    if part not in _PARTS or any(not 0 <= m.start < m.end <= len(text) for m in marks):
        raise ValueError(source)
    return GoldDocument(source, part, headline, text, marks)


def _text(source: str, adverts: Mapping[str, Advert], data: Path) -> tuple[str | None, str]:
    """(headline, whole text) as the guide of the gold set says."""
    place, _, key = source.partition("/")
    if place == "jobads" and key in adverts:
        advert = adverts[key]
        return advert.headline, f"{advert.headline}\n\n{advert.text}"
    path = data / _CVS / source
    if place == "cv" and path.is_file():
        return None, read_text(path, path.name).replace("\r\n", "\n")
    raise InputError(Problem("evaluate.no-document", values={"source": source}))


def _mark(entry: Mapping[str, Any]) -> Marked:
    return Marked(
        start=entry["start"],
        end=entry["end"],
        kind=_KINDS[entry["kind"]],
        polarity=Polarity(entry["polarity"]),
        level=entry.get("level"),
        years=entry.get("years"),
        codes=frozenset({entry["code"]} if "code" in entry else ()),
        ssyk4=entry.get("ssyk4"),
    )
