"""Adverts in the schema of JobSearch: ``{"hits": [...]}``, a list of adverts, or one advert."""

from collections.abc import Mapping
from typing import Any

from kompetensnav.integrations.adverts.advert import Advert, Stated, StatedConcept, length_problem
from kompetensnav.runtime.problems import InputError, Problem
from kompetensnav.runtime.reading import raise_any

_Json = Mapping[str, Any]
_FIELDS = ("skills", "languages", "work_experiences", "education_level")


def parse(value: object, file: str) -> list[Advert]:
    """Adverts of a decoded file. Raises InputError naming the advert and field of everything wrong."""
    hits = value.get("hits", [value]) if isinstance(value, dict) else value
    if not isinstance(hits, list) or not all(isinstance(h, dict) for h in hits):
        raise InputError(Problem("advert.unknown-shape", file))
    if not hits:
        raise InputError(Problem("advert.none", file))
    problems: list[Problem] = []
    adverts: dict[str, Advert] = {}
    for number, hit in enumerate(hits):
        place = f"hits[{number}]"
        try:
            advert = _advert(hit, file, place)
        except InputError as error:
            problems += error.problems
            continue
        if advert.id in adverts:
            problems.append(Problem("file.duplicate-id", file, None, f"{place}.id", {"id": advert.id}))
        adverts[advert.id] = advert
    raise_any(problems)
    return list(adverts.values())


def _advert(hit: _Json, file: str, place: str) -> Advert:
    key = hit.get("id")
    if not isinstance(key, str | int) or not str(key).strip():
        raise InputError(Problem("advert.no-id", file, None, f"{place}.id"))
    headline = hit.get("headline") or ""
    description = hit.get("description") or {}
    text = description.get("text") if isinstance(description, dict) else description
    if not text and isinstance(description, dict):
        text = description.get("text_formatted")
    if not isinstance(headline, str) or not isinstance(text or "", str):
        raise InputError(Problem("advert.text-not-text", file, None, f"{place}.description.text"))
    if not (headline + (text or "")).strip():
        raise InputError(Problem("advert.no-text", file, None, f"{place}.description.text", {"id": str(key)}))
    too_long = length_problem(text or "", file, None, f"{place}.description.text")
    if too_long:
        raise InputError(too_long)
    try:
        stated = _stated(hit)
    except (AttributeError, TypeError, ValueError):
        raise InputError(Problem("advert.odd-field", file, None, place, {"id": str(key)})) from None
    employer = (hit.get("employer") or {}).get("name") or ""
    return Advert(str(key), headline, text or "", stated, employer)


def _stated(hit: _Json) -> Stated:
    group = hit.get("occupation_group") or {}
    ssyk = group.get("legacy_ams_taxonomy_id") or ""
    licences = hit.get("driving_license") or []
    positions = hit.get("number_of_vacancies")
    return Stated(
        occupation=_concept(hit.get("occupation")),
        ssyk4=ssyk if len(ssyk) == 4 and ssyk.isdigit() else None,
        municipality_code=(hit.get("workplace_address") or {}).get("municipality_code") or None,
        positions=int(positions) if positions else None,
        must=_concepts(hit.get("must_have")),
        merit=_concepts(hit.get("nice_to_have")),
        driving_licences=tuple(item["label"] for item in licences if item.get("label")),
    )


def _concept(item: _Json | None) -> StatedConcept | None:
    if not item or not item.get("label"):
        return None
    codes = (item.get("concept_id"), item.get("legacy_ams_taxonomy_id"))
    return StatedConcept(tuple(c for c in codes[:1] if c), item["label"])


def _concepts(block: _Json | None) -> tuple[StatedConcept, ...]:
    items = [item for name in _FIELDS for item in (block or {}).get(name) or []]
    return tuple(c for c in map(_concept, items) if c)
