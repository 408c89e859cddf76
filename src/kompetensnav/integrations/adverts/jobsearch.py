"""Adverts in the schema of JobSearch: ``{"hits": [...]}``, a list of adverts, or one advert."""

from collections.abc import Mapping
from typing import Any

from kompetensnav.integrations.adverts.advert import MOST_POSITIONS, Advert, Stated, StatedConcept, length_problem
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
    too_long = length_problem(headline + (text or ""), file, None, f"{place}.description.text")
    if too_long:
        raise InputError(too_long)
    try:
        return Advert(str(key), headline, text or "", _stated(hit), _text(_block(hit, "employer").get("name")))
    except _OddFieldError:
        raise InputError(Problem("advert.odd-field", file, None, place, {"id": str(key)})) from None


class _OddFieldError(Exception):
    """A field is of another type than the schema says."""


def _stated(hit: _Json) -> Stated:
    ssyk = _text(_block(hit, "occupation_group").get("legacy_ams_taxonomy_id"))
    licences = [_text(item.get("label")) for item in _blocks(hit, "driving_license")]
    return Stated(
        occupation=_concept(_block(hit, "occupation")),
        ssyk4=ssyk if len(ssyk) == 4 and ssyk.isdigit() else None,
        municipality_code=_text(_block(hit, "workplace_address").get("municipality_code")) or None,
        positions=_positions(hit.get("number_of_vacancies")),
        must=_concepts(_block(hit, "must_have")),
        merit=_concepts(_block(hit, "nice_to_have")),
        driving_licences=tuple(label for label in licences if label),
    )


def _concept(item: _Json, field: str = "") -> StatedConcept | None:
    label, code = _text(item.get("label")), _text(item.get("concept_id"))
    return StatedConcept((code,) if code else (), label, field) if label else None


def _concepts(block: _Json) -> tuple[StatedConcept, ...]:
    items = [_concept(item, name) for name in _FIELDS for item in _blocks(block, name)]
    return tuple(item for item in items if item)


def _positions(value: object) -> int | None:
    if value is None:
        return None
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value <= MOST_POSITIONS:
        raise _OddFieldError
    return value or None


def _text(value: object) -> str:
    if not isinstance(value, str | None):
        raise _OddFieldError
    return value or ""


def _block(holder: _Json, name: str) -> _Json:
    value = holder.get(name)
    if not isinstance(value, dict | None):
        raise _OddFieldError
    return value or {}


def _blocks(holder: _Json, name: str) -> list[_Json]:
    value = holder.get(name)
    if not isinstance(value, list | None) or not all(isinstance(item, dict) for item in value or []):
        raise _OddFieldError
    return value or []
