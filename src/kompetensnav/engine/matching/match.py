"""Who could fill a need: exact, ranked, explained, and nobody lost in silence.

``find`` says who stands in the lists; here those few are looked at one by one, and every number gets its reason.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from kompetensnav.engine.matching.conditions import Conditions, conditions
from kompetensnav.engine.matching.degree import Scores, score
from kompetensnav.engine.matching.explain import Explainer, separations
from kompetensnav.engine.matching.index import Index, find, find_near
from kompetensnav.engine.matching.need import CompiledNeed
from kompetensnav.engine.matching.parameters import Parameters
from kompetensnav.engine.matching.query import prepare
from kompetensnav.engine.matching.rank import distances
from kompetensnav.engine.matching.result import Found, Listed, MatchResult, PersonMatch
from kompetensnav.engine.matching.similarity import Similarity
from kompetensnav.engine.matching.supply import Places, Supply
from kompetensnav.engine.matching.terms import Condition


@dataclass(frozen=True, slots=True)
class Assessment:
    """Every person of a supply against one need. ``distance`` (n,) int32 kilometres."""

    scores: Scores
    found: Conditions
    distance: NDArray[np.int32]


def assess(
    need: CompiledNeed, supply: Supply, similarity: Similarity, places: Places, parameters: Parameters
) -> Assessment:
    """Scores, hard conditions and distances of all people, requirement by requirement: for a few of them.

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
    """``find`` among these people, explained. Who matches many needs keeps an index, and explains those found.

    Raises ValueError as ``assess`` and ``find``.
    """
    if parameters != similarity.parameters:
        raise ValueError("the similarity was built with other parameters")
    found = find(prepare(need, similarity, places), Index.of(supply, places), k)
    few = supply.only([row.person for row in (*found.ranked, *found.ask_first)])
    return explained(need, found, few, similarity, places)


def near_misses(
    need: CompiledNeed,
    supply: Supply,
    similarity: Similarity,
    places: Places,
    condition: Condition,
    k: int,
) -> tuple[PersonMatch, ...]:
    """``find_near`` among these people, explained."""
    near = find_near(prepare(need, similarity, places), Index.of(supply, places), condition, k)
    return explained_list(need, near, supply.only([row.person for row in near]), similarity, places)


def explained(need: CompiledNeed, found: Found, few: Supply, similarity: Similarity, places: Places) -> MatchResult:
    """The answer with the reason of every line. ``few``: the people listed, as they were found, maybe others."""
    return MatchResult(
        ranked=explained_list(need, found.ranked, few, similarity, places),
        ask_first=explained_list(need, found.ask_first, few, similarity, places, ranking=False),
        counts=found.counts,
        stamp=found.stamp,
    )


def explained_list(
    need: CompiledNeed,
    listed: Sequence[Listed],
    few: Supply,
    similarity: Similarity,
    places: Places,
    *,
    ranking: bool = True,
) -> tuple[PersonMatch, ...]:
    """One list explained. In a ranking, with what puts each person below the one above."""
    seen = assess(need, few, similarity, places, similarity.parameters)
    row = {person: i for i, person in enumerate(few.ids)}
    rows = np.array([row[one.person] for one in listed], np.intp)
    separated = separations(listed) if ranking else {}
    keys = [separated.get(one.person) for one in listed]
    return Explainer(need, few, similarity).people(rows, seen.scores, seen.found, seen.distance, keys)
