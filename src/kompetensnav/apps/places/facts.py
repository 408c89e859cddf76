"""Facts about Swedish municipalities, read from the two files beside this module. No database, no network.

The sources of the figures stand in the README of this folder.
"""

import csv
import difflib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from types import MappingProxyType

import numpy as np
import numpy.typing as npt

from kompetensnav.engine.text.normalise import fold

EARTH_RADIUS_KM = 6371.0
_SUFFIXES = (" kommun", " stad")  # as a municipality names itself: "Luleå kommun", "Göteborgs stad"


@dataclass(frozen=True, slots=True)
class Municipality:
    """One municipality. ``fa_region`` is empty where it has not been checked; the point is its main town."""

    code: str  # SCB, four digits, the first two the county
    name: str
    county_code: str
    county: str
    fa_region: str
    latitude: float
    longitude: float


@dataclass(frozen=True, slots=True)
class Commuting:
    """Employed people who live in one municipality and work in another (or the same) in a year."""

    year: int
    from_code: str
    to_code: str
    employed: int


def _rows(name: str) -> list[dict[str, str]]:
    text = files("kompetensnav.apps.places").joinpath(name).read_text(encoding="utf-8")
    return list(csv.DictReader(text.splitlines()))


@lru_cache(maxsize=1)
def municipalities() -> Mapping[str, Municipality]:
    """All municipalities by code, in the order of the codes."""
    found = (
        Municipality(
            row["code"],
            row["name"],
            row["county_code"],
            row["county"],
            row["fa_region"],
            float(row["latitude"]),
            float(row["longitude"]),
        )
        for row in _rows("municipalities.csv")
    )
    return MappingProxyType({m.code: m for m in sorted(found, key=lambda m: m.code)})


@lru_cache(maxsize=1)
def commuting() -> tuple[Commuting, ...]:
    """The commuting figures that ship with the product; pairs that are not listed are unknown, not zero."""
    return tuple(
        Commuting(int(row["year"]), row["from_code"], row["to_code"], int(row["employed"]))
        for row in _rows("commuting.csv")
    )


@lru_cache(maxsize=1)
def place_names() -> Mapping[str, str]:
    """Folded name to code. A name that two municipalities would answer to is left out, never guessed.

    *Luleå*, *Luleå kommun*, *Stockholms stad* and *Stockholms kommun* all lead to one code.
    """
    names: dict[str, set[str]] = {}
    for place in municipalities().values():
        name = fold(place.name)
        genitive = name if name.endswith(("s", "x", "z")) else name + "s"
        for form in {name, *(stem + suffix for stem in (name, genitive) for suffix in _SUFFIXES)}:
            names.setdefault(form, set()).add(place.code)
    return MappingProxyType({name: min(codes) for name, codes in sorted(names.items()) if len(codes) == 1})


def by_name(name: str) -> Municipality | None:
    """The municipality of this name, however it is written in case, space and *kommun*."""
    code = place_names().get(fold(name))
    return municipalities()[code] if code else None


def nearest_names(text: str, k: int = 3) -> list[Municipality]:
    """Up to ``k`` municipalities for an unknown code or name, nearest first: "did you mean ...".

    A code is compared with codes, so that one digit too few (a spreadsheet drops the first zero) or too many
    still finds its own, then by difference. A name is compared with names.
    """
    places = municipalities()
    asked = fold(text)
    if asked.isdecimal():
        near = sorted(places, key=lambda c: (-_alike(c, asked), abs(int(c) - int(asked)), c))
        return [places[c] for c in near[:k]]
    for suffix in _SUFFIXES:
        asked = asked.removesuffix(suffix)
    names = {fold(p.name): p for p in places.values()}
    return [names[hit] for hit in difflib.get_close_matches(asked, sorted(names), n=k, cutoff=0.5)]


def _alike(code: str, asked: str) -> float:
    return difflib.SequenceMatcher(None, code, asked, autojunk=False).ratio()


def distance_km() -> npt.NDArray[np.int32]:
    """Great-circle distance between all municipalities in whole kilometres, ordered by sorted code.

    Haversine formula (R. W. Sinnott, "Virtues of the Haversine", Sky and Telescope 68, 1984, p. 159) with
    the mean Earth radius of 6371 km (IUGG). Shape n x n, symmetric, zeros on the diagonal. Roads are longer:
    it orders places and bounds a search, it does not promise a travel time.
    """
    return _distance_km().copy()


def labour_market_regions() -> npt.NDArray[np.int32]:
    """A number for the labour-market region of each municipality, ordered by code; its county where not checked."""
    regions = [m.fa_region or m.county_code for m in municipalities().values()]
    number = {region: i for i, region in enumerate(dict.fromkeys(regions))}
    return np.array([number[region] for region in regions], np.int32)


@lru_cache(maxsize=1)
def _distance_km() -> npt.NDArray[np.int32]:
    places = municipalities().values()
    latitude = np.radians([p.latitude for p in places])
    longitude = np.radians([p.longitude for p in places])
    half_lat = np.sin((latitude[:, None] - latitude[None, :]) / 2) ** 2
    half_lon = np.sin((longitude[:, None] - longitude[None, :]) / 2) ** 2
    haversine = half_lat + np.cos(latitude)[:, None] * np.cos(latitude)[None, :] * half_lon
    angle = 2 * np.arcsin(np.sqrt(np.minimum(haversine, 1.0)))
    rounded: npt.NDArray[np.int32] = np.rint(EARTH_RADIUS_KM * angle).astype(np.int32)
    return rounded
