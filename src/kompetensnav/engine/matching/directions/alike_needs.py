"""Needs like a need, so that small needs can share a course: the rules of matching, applied between needs.

Each need is read as somebody who can just what it asks for (``as_claims``). How far that somebody would fill the
other need is the score of matching; the likeness of two needs is the mean of the scores in both directions, so it
is symmetric, weighted as the needs are, and explained requirement by requirement. Place is no part of it: how far
apart the needs lie is told beside.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from kompetensnav.engine.matching.degree import credit_table, score
from kompetensnav.engine.matching.directions.demand import Demand, as_claims
from kompetensnav.engine.matching.need import CompiledNeed, Requirement
from kompetensnav.engine.matching.rank import FAR, first_k
from kompetensnav.engine.matching.similarity import Similarity
from kompetensnav.engine.matching.supply import UNKNOWN_PLACE
from kompetensnav.engine.matching.terms import Evidence, grade


@dataclass(frozen=True, slots=True)
class Shared:
    """A requirement of this need and the one of the other that meets it best, by index, and how far, hundredths."""

    here: int
    there: int
    degree: int


@dataclass(frozen=True, slots=True)
class AlikeNeed:
    """A need like this one. ``likeness`` is a share of one.

    Requirements by index: ``shared`` are those of this need that the other meets, ``only_here`` those it does not,
    ``only_there`` those of the other that this one does not meet.
    """

    need: str
    likeness: Fraction
    distance_km: int | None
    shared: tuple[Shared, ...]
    only_here: tuple[int, ...]
    only_there: tuple[int, ...]


def alike_needs(
    need: CompiledNeed, demand: Demand, similarity: Similarity, k: int, but: str = ""
) -> tuple[AlikeNeed, ...]:
    """At most k needs that share something with this one, without the need ``but``.

    By likeness (falling), distance (rising, unknown last), need id. Raises ValueError for a negative k, and where
    demand and similarity do not belong together.
    """
    if k < 0:
        raise ValueError("k is negative")
    demand.check(similarity)
    if not need.requirements:
        return ()
    there = score(need, demand.as_people, similarity).lo.astype(np.int64)
    back = demand.by_need(demand.weight_of * _degrees_of(need, demand))
    # Twice the likeness times the scale of this need, in units of the other's: whole numbers over their weights.
    both = demand.share(there * demand.weight + back * need.weight)
    others = np.array([i != but for i in demand.ids], np.bool_)
    distance = _distances(need, demand)
    keys = [-both, distance.astype(np.float64)]
    best = first_k(np.flatnonzero(others & (both > 0)), keys, k)
    found = []
    for i in best.tolist():
        other = demand.needs[i]
        likeness = (Fraction(int(there[i]), need.scale) + Fraction(int(back[i]), other.scale)) / 2
        km = None if distance[i] == FAR else int(distance[i])
        found.append(AlikeNeed(demand.ids[i], likeness, km, *_overlap(need, other, similarity)))
    return tuple(found)


def _degrees_of(need: CompiledNeed, demand: Demand) -> NDArray[np.int64]:
    claims = as_claims(need)
    concepts = np.array([c.concept for c in claims], np.int32)
    return demand.degrees(concepts, np.array([grade(c.level, c.evidence) for c in claims], np.uint8))


def _distances(need: CompiledNeed, demand: Demand) -> NDArray[np.int32]:
    """(N,) kilometres from this need to the others, FAR where either has no place."""
    found = np.full(len(demand), FAR, np.int32)
    if need.municipality is not None:
        known = demand.place != UNKNOWN_PLACE
        found[known] = demand.places.distance_km[need.municipality, demand.place[known]]
    return found


def _overlap(
    here: CompiledNeed, there: CompiledNeed, similarity: Similarity
) -> tuple[tuple[Shared, ...], tuple[int, ...], tuple[int, ...]]:
    """(shared, only here, only there)."""
    shared = tuple(_shared(here, there, similarity))
    met, back = {s.here for s in shared}, {s.here for s in _shared(there, here, similarity)}
    only_here = tuple(i for i in range(len(here.requirements)) if i not in met)
    return shared, only_here, tuple(i for i in range(len(there.requirements)) if i not in back)


def _shared(here: CompiledNeed, there: CompiledNeed, similarity: Similarity) -> Iterator[Shared]:
    """Requirements met by one of the other need's; the best of those, then the first."""
    for i, wanted in enumerate(here.requirements):
        degrees = [_degree(wanted, held, similarity) for held in there.requirements]
        best = max(degrees, default=0)
        if best >= similarity.parameters.outcome_met:
            yield Shared(i, degrees.index(best), best)


def _degree(wanted: Requirement, held: Requirement, similarity: Similarity) -> int:
    near = similarity.of_alternatives(wanted.concepts)
    table = credit_table(wanted.minimum_level, similarity.parameters)
    how = grade(held.minimum_level, Evidence.VERIFIED)
    return max((int(table[near[c].similarity, how]) for c in held.concepts if c in near), default=0)
