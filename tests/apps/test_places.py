"""The map of Sweden as the product knows it, and against the list of places where that is present."""

import json
import math
from pathlib import Path

import numpy as np
import pytest

from kompetensnav.apps.places.facts import (
    by_name,
    commuting,
    distance_km,
    municipalities,
    nearest_names,
    place_names,
)
from kompetensnav.engine.text.normalise import fold

_PLACES = Path(__file__).parents[3] / "shared" / "data" / "jobads" / "platser.json"
_COMMUTING = Path(__file__).parents[3] / "shared" / "data" / "scb-lulea-region" / "commuting_2024_total_excerpt.csv"


def _km(from_code: str, to_code: str) -> int:
    codes = list(municipalities())
    return int(distance_km()[codes.index(from_code), codes.index(to_code)])


def test_there_are_290_municipalities_with_their_own_code_and_name() -> None:
    places = municipalities()
    assert len(places) == 290
    assert len({p.name for p in places.values()}) == 290
    assert list(places) == sorted(places)
    assert all(len(code) == 4 and code.isdigit() for code in places)


def test_a_code_begins_with_its_county_and_a_county_has_one_name() -> None:
    places = municipalities().values()
    assert all(p.code[:2] == p.county_code for p in places)
    assert len({p.county_code for p in places}) == 21
    assert len({(p.county_code, p.county) for p in places}) == 21


def test_fa_lulea_is_five_municipalities() -> None:
    assert {c for c, p in municipalities().items() if p.fa_region == "Luleå"} == {
        "2580",
        "2582",
        "2581",
        "2560",
        "2514",
    }


def test_every_town_lies_in_sweden() -> None:
    assert all(55.3 < p.latitude < 69.1 and 10.9 < p.longitude < 24.2 for p in municipalities().values())


@pytest.mark.parametrize(
    ("one", "other", "km"),
    [
        ("2580", "2582", 33),  # Luleå, Boden
        ("2580", "2581", 45),  # Luleå, Piteå
        ("2480", "2482", 107),  # Umeå, Skellefteå
        ("0180", "1480", 398),  # Stockholm, Göteborg
        ("1280", "2584", 1409),  # Malmö, Kiruna
    ],
)
def test_distances_are_known_ones(one: str, other: str, km: int) -> None:
    assert _km(one, other) == pytest.approx(km, rel=0.03, abs=2)


def test_distances_are_symmetric_whole_kilometres_with_zero_to_oneself() -> None:
    matrix = distance_km()
    assert matrix.shape == (290, 290)
    assert matrix.dtype == np.int32
    assert (matrix == matrix.T).all()
    assert (matrix.diagonal() == 0).all()


def test_changing_the_matrix_does_not_change_the_next_one() -> None:
    distance_km()[0, 1] = -1
    assert distance_km()[0, 1] > 0


@pytest.mark.parametrize(
    "written", ["Luleå", "luleå", " LULEÅ  kommun", "Lulea\u030a", "Luleå stad", "Luleås kommun"]
)
def test_a_name_is_found_however_it_is_written(written: str) -> None:
    found = by_name(written)
    assert found is not None
    assert found.code == "2580"


def test_an_unknown_name_is_nobody() -> None:
    assert by_name("Lulea") is None  # without its ring it is another word; the nearest names say it
    assert by_name("") is None


def test_habo_and_haabo_are_two() -> None:
    habo, haabo = by_name("Habo"), by_name("Håbo kommun")
    assert habo is not None
    assert haabo is not None
    assert (habo.code, haabo.code) == ("0643", "0305")


def test_every_name_leads_home() -> None:
    assert all(place_names()[fold(p.name)] == p.code for p in municipalities().values())


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("Lulea", "Luleå"),
        ("Skelleftea kommun", "Skellefteå"),
        ("2585", "Boden"),
        ("258", "Luleå"),
        ("114", "Upplands Väsby"),
        ("Bodn", "Boden"),
    ],
)
def test_a_mistyped_place_gets_suggestions(text: str, first: str) -> None:
    names = [place.name for place in nearest_names(text)]
    assert first in names
    assert len(names) <= 3


def test_nothing_alike_gives_no_suggestion() -> None:
    assert nearest_names("qqqq") == []


def test_commuting_knows_its_places_and_boden_to_lulea_is_the_largest_flow() -> None:
    flows = [f for f in commuting() if f.from_code != f.to_code]
    assert all(f.from_code in municipalities() and f.to_code in municipalities() for f in commuting())
    largest = max(flows, key=lambda f: f.employed)
    assert (largest.from_code, largest.to_code, largest.employed) == ("2582", "2580", 3456)


@pytest.mark.skipif(not _PLACES.exists(), reason="the list of places is not here")
def test_codes_and_towns_agree_with_the_list_of_places() -> None:
    """The nearest listed place of the same municipality lies within 25 km of its town (points at 0, 0 left out)."""
    listed: dict[str, list[tuple[float, float]]] = {}
    for place in json.loads(_PLACES.read_text(encoding="utf-8")):
        listed.setdefault(place["kommunkod"], []).append((place["latitud"], place["longitud"]))
    assert set(listed) == set(municipalities())
    for code, place in municipalities().items():
        points = [p for p in listed[code] if p[0] > 1]
        near = [
            math.hypot(111.2 * (la - place.latitude), 111.2 * math.cos(math.radians(la)) * (lo - place.longitude))
            for la, lo in points
        ]
        assert not near or min(near) < 25, place.name


@pytest.mark.skipif(not _COMMUTING.exists(), reason="the commuting excerpt is not here")
def test_commuting_equals_the_published_excerpt() -> None:
    published = sorted(
        (int(c[0]), c[2], c[4], int(c[6]))
        for c in (line.split(",") for line in _COMMUTING.read_text(encoding="utf-8-sig").splitlines()[1:])
    )
    assert sorted((f.year, f.from_code, f.to_code, f.employed) for f in commuting()) == published
