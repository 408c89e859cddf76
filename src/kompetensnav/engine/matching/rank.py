"""Exact first k under several keys, every tie explicit."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from kompetensnav.engine.matching.degree import Scores
from kompetensnav.engine.matching.need import CompiledNeed
from kompetensnav.engine.matching.parameters import Parameters
from kompetensnav.engine.matching.supply import UNKNOWN_PLACE, Places, Supply
from kompetensnav.engine.matching.terms import RankKey

Rows = NDArray[np.intp]
Keys = Sequence[NDArray[np.int32] | NDArray[np.float64]]
FAR = np.iinfo(np.int32).max  # sorts an unknown distance last


def distances(need: CompiledNeed, supply: Supply, places: Places) -> NDArray[np.int32]:
    """(n,) kilometres from home to the place of the need; FAR where either is not known.

    Raises ValueError for a place outside ``places``.
    """
    if int(supply.home.max(initial=-1)) >= len(places) or (need.municipality or 0) >= max(len(places), 1):
        raise ValueError("a home or the place of the need lies outside the places given")
    found = np.full(len(supply), FAR, np.int32)
    if need.municipality is not None:
        known = supply.home != UNKNOWN_PLACE
        found[known] = places.distance_km[supply.home[known], need.municipality]
    return found


def askable(scores: Scores, need: CompiledNeed, parameters: Parameters) -> NDArray[np.bool_]:
    """(n,) much is still possible and little is shown. Nobody, where the need asks for nothing."""
    least = np.int32(parameters.ask_first_least_hi * need.weight)
    most = np.int32(parameters.ask_first_most_lo * need.weight)
    if not need.requirements:
        return np.zeros(len(scores.lo), np.bool_)
    return np.logical_and(scores.hi >= least, scores.lo <= most)


def first_k(rows: Rows, keys: Keys, k: int) -> Rows:
    """The first k of ``rows`` (rising) by the keys, lower first, then by row, that is by opaque id.

    Exact: each key in turn cuts at its k-th value, keeps what lies below and passes only ties on to the next key;
    the survivors are then sorted.
    """
    pool, wanted, sure = rows, k, [rows[:0]]
    for key in keys:
        if len(pool) <= wanted or wanted <= 0:
            break
        values = key[pool]
        cut = np.partition(values, wanted - 1)[wanted - 1]
        below = pool[values < cut]
        sure.append(below)
        pool, wanted = pool[values == cut], wanted - len(below)
    survivors = np.concatenate([*sure, pool[: max(wanted, 0)]])
    order = np.lexsort((survivors, *(key[survivors] for key in reversed(keys))))
    return survivors[order]


def separated_by(rows: Rows, keys: Keys) -> list[RankKey | None]:
    """For each row of a ranking, the first key in which it differs from the row above; None for the first."""
    answer: list[RankKey | None] = [None] * len(rows)
    for i in range(1, len(rows)):
        differing = (RankKey(j) for j, key in enumerate(keys) if key[rows[i]] != key[rows[i - 1]])
        answer[i] = next(differing, RankKey.ID)
    return answer
