"""The explanation of one person for one need, as it is stored: codes, whole numbers, and labels in both languages.

It must be readable when the taxonomy has moved on, so labels stand in it; and it must be checkable, so the numbers
are the engine's own. Shape of the JSON::

    {"score": {"lo", "hi", "scale", "known", "weight"} | null, "distance_km": int | null,
     "way_there": code | null, "separated_by": code | null, "unknown_conditions": [code],
     "question": {"number": int | null, "condition": code | null, "narrows": int} | null,
     "requirements": [{"number", "kind", "asked", "weight", "minimum_level", "concepts": [{"id", "sv", "en"}],
                       "outcome": met|missing|unknown, "partly": bool, "degree": 0-100,
                       "because": {"concept": {"id", "sv", "en"}, "level", "evidence", "likeness",
                                   "answers": index of the alternative it speaks for} | null}]}

``explain_now`` adds ``"removed_by"``: the first hard condition that is known to fail, or null.
"""

from typing import Any

from kompetensnav.apps.needs.models import Requirement
from kompetensnav.apps.needs.snapshot import NeedSnapshot
from kompetensnav.engine.matching.result import Credit, PersonMatch
from kompetensnav.engine.matching.similarity import Similarity

Explanation = dict[str, Any]
LANGUAGES = ("sv", "en")


def explanation(found: PersonMatch, snapshot: NeedSnapshot, similarity: Similarity) -> Explanation:
    """The stored form of what the engine said of one person."""
    score, question = found.score, found.question
    asked = None if question is None or question.requirement is None else snapshot.rows[question.requirement].number
    return {
        "score": score
        and {"lo": score.lo, "hi": score.hi, "scale": score.scale, "known": score.known, "weight": score.weight},
        "distance_km": found.distance_km,
        "way_there": None if found.way_there is None else found.way_there.name.lower(),
        "separated_by": None if found.separated_by is None else found.separated_by.name.lower(),
        "unknown_conditions": [c.name.lower() for c in found.unknown],
        "question": question
        and {
            "number": asked,
            "condition": None if question.condition is None else question.condition.name.lower(),
            "narrows": question.narrows,
        },
        "requirements": [
            _requirement(credit, snapshot.rows[credit.requirement], snapshot, similarity)
            for credit in found.credits
        ],
    }


def per_cent(part: int, whole: int) -> int:
    """Whole per cent, rounded half up."""
    return (200 * part + whole) // (2 * whole) if whole else 0


def _requirement(credit: Credit, row: Requirement, snapshot: NeedSnapshot, similarity: Similarity) -> Explanation:
    concepts = snapshot.need.requirements[credit.requirement].concepts
    return {
        "number": row.number,
        "kind": row.kind,
        "asked": row.asked,
        "weight": row.weight,
        "minimum_level": row.minimum_level,
        "concepts": [concept_in_words(c, similarity) for c in concepts],
        "outcome": credit.outcome.name.lower(),
        "partly": credit.partly,
        "degree": credit.degree,
        "because": _because(credit, concepts, similarity),
    }


def _because(credit: Credit, concepts: tuple[int, ...], similarity: Similarity) -> Explanation | None:
    if credit.claim is None or credit.likeness is None:
        return None
    return {
        "concept": concept_in_words(credit.claim.concept, similarity),
        "level": credit.claim.level,
        "evidence": credit.claim.evidence.name.lower(),
        "likeness": credit.likeness.name.lower(),
        "answers": _alternative(credit.claim.concept, concepts, similarity),
    }


def _alternative(claimed: int, concepts: tuple[int, ...], similarity: Similarity) -> int:
    """Which of the alternatives the claim speaks for most; the first of those as near."""
    if len(concepts) == 1:
        return 0
    near = [similarity.of_alternatives((c,)).get(claimed) for c in concepts]
    return max(range(len(concepts)), key=lambda i: (near[i].similarity if near[i] else -1, -i))  # type: ignore[union-attr]


def concept_in_words(concept: int, similarity: Similarity) -> Explanation:
    graph = similarity.graph
    return {"id": graph.id(concept), **{language: graph.label(concept, language) for language in LANGUAGES}}
