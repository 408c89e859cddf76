"""Needs of the demo region as an answer of JobSearch: the shape real adverts come in."""

import datetime
import math
from collections.abc import Sequence
from typing import Any

from kompetensnav.apps.places.facts import municipalities
from kompetensnav.demo.adverts import write_advert
from kompetensnav.demo.asks import Ask, make_ask
from kompetensnav.demo.chance import Chance, Weighted
from kompetensnav.demo.employers import Employer
from kompetensnav.demo.words import Words

_Json = dict[str, Any]
_DRIVING = ("B", "C", "CE", "D", "YKB")
_FIRST_ID = 90_000_001
_NO_EMPLOYER = ("phone_number", "email", "url", "organization_number")
_NO_DESCRIPTION = ("text_formatted", "company_information", "needs", "requirements", "conditions")
_NO_DETAILS = ("information", "reference", "email", "via_af", "url", "other")


def make_needs(count: int, seed: int, employers: Sequence[Employer], words: Words) -> _Json:
    """``count`` needs. Large employers have more, but not in proportion: they advertise many places at once."""
    chance = Chance(seed, "needs")
    weights = Weighted({i: math.sqrt(e.employees) for i, e in enumerate(employers)})
    hits = []
    for number in range(count):
        ask = make_ask(chance, employers[chance.draw(weights)], words)
        place = municipalities()[ask.employer.municipality_code].name
        headline, text = write_advert(chance, ask, words, place)
        hits.append(_hit(chance, ask, str(_FIRST_ID + number), headline, text))
    positions = sum(hit["number_of_vacancies"] for hit in hits)
    return {"total": {"value": count}, "positions": positions, "hits": hits}


def _hit(chance: Chance, ask: Ask, id_: str, headline: str, text: str) -> _Json:
    """One advert with every key of the schema; null where the demo has nothing to say."""
    driving = [c for c in ask.licences if c in _DRIVING]
    if chance.happens(0.3):
        driving = []  # as in real adverts, the text often asks for what the fields do not
    return {
        "relevance": 0,
        "id": id_,
        **dict.fromkeys(("external_id", "original_id", "webpage_url", "logo_url")),
        "label": "[]",
        "headline": headline,
        "number_of_vacancies": ask.positions,
        "description": {"text": text, **dict.fromkeys(_NO_DESCRIPTION)},
        **_terms(ask),
        "employer": {**dict.fromkeys(_NO_EMPLOYER), "name": ask.employer.name, "workplace": ask.employer.name},
        "application_details": dict.fromkeys(_NO_DETAILS),
        "experience_required": ask.years > 0,
        "access_to_own_car": False,
        "driving_license_required": bool(driving),
        "driving_license": [_concept(f"drive:{c}", c) for c in driving] or None,
        "occupation": _concept(ask.occupation.id, ask.occupation.name),
        "occupation_group": _concept(f"ssyk:{ask.group.ssyk}", ask.group.name, ask.group.ssyk),
        "occupation_field": _concept(None, None),
        "workplace_address": _address(ask.employer.municipality_code),
        "must_have": _stated(chance, ask),
        "nice_to_have": _nothing_stated(),
        "application_contacts": [],
        **_dates(chance, ask),
        "removed": False,
        "removed_date": None,
        "source_type": "DEMO",
    }


def _dates(chance: Chance, ask: Ask) -> _Json:
    morning = datetime.time(8, chance.between(0, 59))
    published = datetime.datetime.combine(ask.published, morning, tzinfo=datetime.UTC)
    deadline = f"{ask.deadline.isoformat()}T23:59:59"
    return {
        "publication_date": published.strftime("%Y-%m-%dT%H:%M:%S"),
        "application_deadline": deadline,
        "last_publication_date": deadline,
        "timestamp": int(published.timestamp()) * 1000,
    }


def _concept(id_: str | None, label: str | None, legacy: str | None = None) -> _Json:
    return {"concept_id": id_, "label": label, "legacy_ams_taxonomy_id": legacy}


def _terms(ask: Ask) -> _Json:
    """Form of employment. The ids are the national taxonomy's own."""
    permanent = _concept("a7uU_j21_mkL", "Tills vidare", "1")
    temporary = _concept("qQUd_4qe_NDT", "6 månader eller längre", "2")
    full, part = _concept("6YE1_gAC_R2G", "Heltid", "1"), _concept("947z_JGS_Uk2", "Deltid", "2")
    return {
        "employment_type": _concept("PFZr_Syz_cUq", "Vanlig anställning", "1"),
        "salary_type": _concept("oG8G_9cW_nRf", "Fast månads- vecko- eller timlön", "1"),
        "salary_description": None,
        "duration": permanent if ask.permanent else temporary,
        "working_hours_type": full if ask.scope == 100 else part,
        "scope_of_work": {"min": ask.scope, "max": ask.scope},
        "access": None,
    }


def _address(code: str) -> _Json:
    place = municipalities()[code]
    return {
        "municipality": place.name,
        "municipality_code": code,
        "municipality_concept_id": None,
        "region": place.county,
        "region_code": place.county_code,
        "region_concept_id": None,
        "country": "Sverige",
        "country_code": "199",
        "country_concept_id": "i46j_HmG_v64",
        "street_address": None,
        "postcode": None,
        "city": None,
        "coordinates": [place.longitude, place.latitude],
    }


def _nothing_stated() -> _Json:
    return {"skills": [], "languages": [], "work_experiences": [], "education": [], "education_level": []}


def _stated(chance: Chance, ask: Ask) -> _Json:
    """Requirements in fields, mostly none: as in real adverts."""
    stated = _nothing_stated()
    if chance.happens(0.04):
        stated["skills"] = [{"weight": 10, **_concept(t.id, t.name)} for t, _ in ask.must]
    if any(language.startswith("sv") for language in ask.languages) and chance.happens(0.2):
        stated["languages"] = [{"weight": 10, **_concept("lang:sv", "Svenska")}]
    if ask.years and chance.happens(0.3):
        stated["work_experiences"] = [{"weight": 10, **_concept(ask.occupation.id, ask.occupation.name)}]
    return stated
