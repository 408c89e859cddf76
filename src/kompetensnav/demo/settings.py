"""The demo's own data files, read once: kinds of employers and of people, shares, phrases."""

import tomllib
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Any

from kompetensnav.demo.chance import Weighted


@dataclass(frozen=True, slots=True)
class EmployerKind:
    """A kind of employer: one in each of ``places``, with these jobs (SSYK level 4)."""

    name: str
    family: str
    sni: str
    smallest: int
    largest: int
    places: tuple[str, ...]
    jobs: Weighted[str]
    weights: dict[str, float]


@dataclass(frozen=True, slots=True)
class PersonKind:
    """A kind of person; the fields are explained in ``data/people.toml``."""

    name: str
    begun: float
    years: tuple[int, int]
    essential: float
    optional: float
    evidence: Weighted[str]
    section: float
    second: float
    law: float
    car: float
    move: Weighted[str]
    swedish: Weighted[str]
    available: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PeopleSettings:
    """Who is in the pool, where, and with what."""

    places: Weighted[str]
    kinds: Weighted[PersonKind]
    newcomer_languages: Weighted[tuple[tuple[str, str], ...]]
    other_languages: dict[str, float]
    education: dict[str, Weighted[str]]
    licences: dict[str, dict[str, float]]


def _read(name: str) -> dict[str, Any]:
    return tomllib.loads(files("kompetensnav.demo").joinpath("data", name).read_text(encoding="utf-8"))


@lru_cache(maxsize=1)
def employer_settings() -> tuple[tuple[str, ...], tuple[EmployerKind, ...]]:
    """Invented words for names, and the kinds of employers in the order of the file."""
    raw = _read("employers.toml")
    kinds = tuple(
        EmployerKind(
            name=k["name"],
            family=k["family"],
            sni=k["sni"],
            smallest=k["size"][0],
            largest=k["size"][1],
            places=tuple(k["places"]),
            jobs=Weighted(k["jobs"]),
            weights=k["jobs"],
        )
        for k in raw["kind"]
    )
    return tuple(raw["words"]), kinds


@lru_cache(maxsize=1)
def people_settings() -> PeopleSettings:
    raw = _read("people.toml")
    languages = {tuple(s["languages"].items()): s["weight"] for s in raw["newcomer_languages"]}
    return PeopleSettings(
        places=Weighted(raw["places"]),
        kinds=Weighted({_person_kind(k): k["share"] for k in raw["kind"]}),
        newcomer_languages=Weighted(languages),
        other_languages=raw["other_languages"],
        education={digit: Weighted(levels) for digit, levels in raw["education"].items()},
        licences=raw["licences"],
    )


def _person_kind(raw: dict[str, Any]) -> PersonKind:
    yes, no = raw["move"]
    claimed, shown, verified = raw["evidence"]
    return PersonKind(
        name=raw["name"],
        begun=raw["begun"],
        years=(raw["years"][0], raw["years"][1]),
        essential=raw["essential"],
        optional=raw["optional"],
        evidence=Weighted({"claimed": claimed, "shown": shown, "verified": verified}),
        section=raw["section"],
        second=raw["second"],
        law=raw["law"],
        car=raw["car"],
        move=Weighted({"yes": yes, "no": no, "": 1 - yes - no}),
        swedish=Weighted(raw["swedish"]),
        available=tuple(raw["available"]),
    )


@lru_cache(maxsize=2)
def phrases(language: str) -> dict[str, Any]:
    """Phrases for adverts by part, in Swedish (sv) or English (en)."""
    return _read(f"adverts_{language}.toml")
