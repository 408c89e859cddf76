"""A match as the JSON output gives it: codes and numbers, and labels so that a person can read it too."""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass

from kompetensnav.cli.understood_json import key_of, label_of, level_of, understood_json
from kompetensnav.engine.matching.result import Credit, MatchResult, PersonMatch, Score
from kompetensnav.engine.matching.terms import Condition
from kompetensnav.engine.taxonomy.graph import TaxonomyGraph
from kompetensnav.integrations.adverts.understand import Understood

_Json = dict[str, object]
SCHEMA_VERSION = 1  # of a line; raised when a field changes its meaning or goes


@dataclass(frozen=True, slots=True)
class Matched:
    """A need, who could fill it, and people whom one condition alone removed, where they were asked for."""

    understood: Understood
    result: MatchResult
    near: Mapping[Condition, tuple[PersonMatch, ...]]


def match_json(
    graph: TaxonomyGraph, matched: Matched, available_from: Mapping[str, datetime.date], language: str
) -> _Json:
    """One need as ``match files`` writes it; the fields are described in docs/reference/match-output.md."""
    understood, result, counts = matched.understood, matched.result, matched.result.counts

    def people(listed: tuple[PersonMatch, ...]) -> list[_Json]:
        return [_person(graph, understood, p, i, available_from, language) for i, p in enumerate(listed, 1)]

    return {
        "schema_version": SCHEMA_VERSION,
        "need": understood.advert.id,
        "employer": understood.advert.employer,
        "understood": understood_json(graph, understood, language),
        "ranked": people(result.ranked),
        "ask_first": people(result.ask_first),
        "near_misses": {c.name.lower(): people(listed) for c, listed in matched.near.items()},
        "counts": {
            "people": counts.total,
            "removed": {c.name.lower(): counts.removed[c] for c in Condition},
            "kept": counts.kept,
            "ranked": counts.ranked,
            "could_be_asked_first": counts.ask_first,
            "not_enough_information": counts.without_evidence,
        },
        "engine_version": result.stamp.engine,
        "parameters_version": result.stamp.parameters,
        "taxonomy_version": result.stamp.taxonomy,
        "input_hash": result.stamp.input_hash,
    }


def percent(part: int, whole: int) -> float:
    """Hundredths of the whole, rounded half up to one decimal, in whole numbers until the last step."""
    return (2000 * part + whole) // (2 * whole) / 10 if whole else 0.0


def score_json(score: Score) -> _Json:
    """The interval in per cent, and exactly."""
    return {
        "lo": percent(score.lo, score.scale),
        "hi": percent(score.hi, score.scale),
        "exact": {"lo": score.lo, "hi": score.hi, "of": score.scale},
        "evidence_share": percent(score.known, score.weight),
    }


def _person(
    graph: TaxonomyGraph,
    understood: Understood,
    person: PersonMatch,
    rank: int,
    available_from: Mapping[str, datetime.date],
    language: str,
) -> _Json:
    date = available_from.get(person.person)
    return {
        "rank": rank,
        "id": person.person,
        "score": person.score and score_json(person.score),
        "separated_by": None if person.separated_by is None else person.separated_by.name.lower(),
        "distance_km": person.distance_km,
        "way_there": None if person.way_there is None else person.way_there.name.lower(),
        "available_from": date and date.isoformat(),
        "unknown_conditions": [c.name.lower() for c in person.unknown],
        "requirements": [_credit(graph, understood, c, language) for c in person.credits],
        "ask_next": _question(graph, understood, person, language),
    }


def _credit(graph: TaxonomyGraph, understood: Understood, credit: Credit, language: str) -> _Json:
    requirement = understood.read.need.requirements[credit.requirement]
    claim = credit.claim
    return {
        "requirement": credit.requirement,
        "key": key_of(graph, understood.read.read[credit.requirement]),
        "label": label_of(graph, requirement.concepts, language),
        "outcome": credit.outcome.name.lower(),
        "partly": credit.partly,
        "degree": credit.degree / 100,
        "because": claim
        and {
            "concept": graph.id(claim.concept),
            "label": graph.label(claim.concept, language),
            "level": level_of(requirement.kind, claim.level),
            "evidence": claim.evidence.name.lower(),
            "likeness": None if credit.likeness is None else credit.likeness.name.lower(),
        },
    }


def _question(graph: TaxonomyGraph, understood: Understood, person: PersonMatch, language: str) -> _Json | None:
    question = person.question
    if question is None:
        return None
    asked = question.requirement
    label = None
    if asked is not None:
        label = label_of(graph, understood.read.need.requirements[asked].concepts, language)
    condition = None if question.condition is None else question.condition.name.lower()
    return {"requirement": asked, "label": label, "condition": condition}
