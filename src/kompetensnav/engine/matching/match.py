"""Who could fill a need: exact, ranked, explained, and nobody lost in silence."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from kompetensnav.engine.matching.conditions import Conditions, conditions
from kompetensnav.engine.matching.degree import Scores, score
from kompetensnav.engine.matching.explain import Explainer
from kompetensnav.engine.matching.need import CompiledNeed
from kompetensnav.engine.matching.parameters import Parameters
from kompetensnav.engine.matching.rank import (
    Rows,
    ask_first_keys,
    askable,
    distances,
    first_k,
    rank_keys,
    separated_by,
    without_evidence,
)
from kompetensnav.engine.matching.result import Counts, MatchResult, PersonMatch
from kompetensnav.engine.matching.similarity import Similarity
from kompetensnav.engine.matching.stamp import stamp
from kompetensnav.engine.matching.supply import Places, Supply


@dataclass(frozen=True, slots=True)
class Assessment:
    """Every person against one need, before anyone is listed. ``distance`` (n,) int32 kilometres."""

    scores: Scores
    found: Conditions
    distance: NDArray[np.int32]


def assess(
    need: CompiledNeed, supply: Supply, similarity: Similarity, places: Places, parameters: Parameters
) -> Assessment:
    """Scores, hard conditions and distances of all people.

    Raises ValueError where the parts do not belong together: parameters, graph, places, size of the need.
    """
    if parameters != similarity.parameters:
        raise ValueError("the similarity was built with other parameters")
    distance = distances(need, supply, places)
    scores = score(need, supply, similarity)
    return Assessment(scores, conditions(need, supply, scores.degrees, parameters), distance)


def match(
    need: CompiledNeed,
    supply: Supply,
    similarity: Similarity,
    places: Places,
    parameters: Parameters,
    k: int,
) -> MatchResult:
    """At most k ranked people, and at most k to ask first.

    Ranked: lo > 0 and not removed, by lo, hi, evidence share (falling), distance (rising, unknown last), id.
    Ask first: not removed, not in the ranked list, much possible and little shown; those with some evidence before
    those with none; then hi, lo, evidence share (falling), distance (rising, unknown last), id.
    Raises ValueError as ``assess``, and for a negative k.
    """
    if k < 0:
        raise ValueError("k is negative")
    seen = assess(need, supply, similarity, places, parameters)
    explainer = Explainer(need, supply, similarity)
    kept = seen.found.kept
    ranked = ranking(seen, kept, k)
    could_fit = kept & askable(seen.scores, need, parameters)
    could_fit[ranked] = False
    ask = first_k(np.flatnonzero(could_fit), ask_first_keys(seen.scores, seen.distance), k)
    return MatchResult(
        ranked=listed(explainer, seen, ranked),
        ask_first=explainer.people(ask, seen.scores, seen.found, seen.distance, [None] * len(ask)),
        counts=Counts(
            total=len(supply),
            removed=tuple(seen.found.first_failing().values()),
            kept=int(np.count_nonzero(kept)),
            ranked=int(np.count_nonzero(kept & (seen.scores.lo > 0))),
            ask_first=int(np.count_nonzero(could_fit)),
            without_evidence=int(np.count_nonzero(kept & without_evidence(seen.scores))),
        ),
        stamp=stamp(need, supply, similarity, places, k),
    )


def ranking(seen: Assessment, pool: NDArray[np.bool_], k: int) -> Rows:
    """The first k of the people in ``pool`` (n,) who have lo > 0."""
    return first_k(np.flatnonzero(pool & (seen.scores.lo > 0)), rank_keys(seen.scores, seen.distance), k)


def listed(explainer: Explainer, seen: Assessment, ranked: Rows) -> tuple[PersonMatch, ...]:
    """A ranking explained, with the key that put each person below the one above."""
    separated = separated_by(ranked, rank_keys(seen.scores, seen.distance))
    return explainer.people(ranked, seen.scores, seen.found, seen.distance, separated)
