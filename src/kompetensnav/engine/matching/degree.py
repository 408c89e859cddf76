"""How far each person meets each requirement, and the interval of the score, in whole hundredths.

Degree d(p, r) = max over the person's claims c of sim(c, r) x level factor x evidence factor, rounded half up to
hundredths. lo = d; hi = d where the section is complete, else 1. The best claim counts, never the sum: a sum would
credit one requirement several times through neighbours.
"""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from kompetensnav.engine.matching.need import CompiledNeed, Requirement
from kompetensnav.engine.matching.parameters import WHOLE, Parameters
from kompetensnav.engine.matching.similarity import Similarity
from kompetensnav.engine.matching.supply import Supply
from kompetensnav.engine.matching.terms import EVIDENCES, LEVELS, Evidence


@dataclass(frozen=True, slots=True)
class Scores:
    """Every person against one need.

    ``degrees`` (requirements, n) uint8 hundredths. ``lo`` and ``hi`` (n,) uint16 are numerators over the need's
    scale; ``known`` (n,) uint16 is the weight of the requirements that are met or missing.
    """

    degrees: NDArray[np.uint8]
    lo: NDArray[np.uint16]
    hi: NDArray[np.uint16]
    known: NDArray[np.uint16]


@lru_cache(maxsize=64)
def credit_table(minimum: int | None, parameters: Parameters) -> NDArray[np.uint8]:
    """(101, 21) degree in hundredths by similarity and grade (level x 3 + evidence) for a minimum level.

    Rounded once, half up, after the product. Level factor: min(1, level / minimum); ``level_unstated`` where a
    minimum is asked and the claim has no level; 1 where none is asked.
    """
    similarity = np.arange(WHOLE + 1, dtype=np.int64)[:, None]
    level = np.repeat(np.arange(LEVELS, dtype=np.int64), EVIDENCES)
    evidence = np.tile(np.array([parameters.evidence(e) for e in Evidence], np.int64), LEVELS)
    asked = minimum or 1
    stated = WHOLE * np.minimum(level, asked)
    factor = np.where(level > 0, stated, parameters.level_unstated * asked) if minimum else WHOLE * asked
    numerator, denominator = similarity * factor * evidence, WHOLE * WHOLE * asked
    table: NDArray[np.uint8] = ((2 * numerator + denominator) // (2 * denominator)).astype(np.uint8)
    table.flags.writeable = False
    return table


def credits_of(
    requirement: Requirement, supply: Supply, similarity: Similarity
) -> tuple[NDArray[np.intp], NDArray[np.uint8]]:
    """(person, credit) of every claim that speaks for the requirement; a person may stand several times."""
    concepts, likeness = similarity.reach(requirement.concepts)
    first = supply.posting_start[concepts]
    counts = supply.posting_start[concepts + 1] - first
    # Position of each posting: its rank in the answer, moved to where its concept's postings begin.
    ends = np.cumsum(counts)
    position = np.arange(int(ends[-1]) if len(ends) else 0) + np.repeat(first - (ends - counts), counts)
    table = credit_table(requirement.minimum_level, similarity.parameters)
    credits = table[np.repeat(likeness, counts), supply.posting_grade[position]]
    return supply.posting_person[position].astype(np.intp), credits


def score(need: CompiledNeed, supply: Supply, similarity: Similarity) -> Scores:
    """Degrees and intervals of every person.

    Raises ValueError where supply and graph differ in size or the need is larger than the parameters allow.
    """
    parameters = similarity.parameters
    if supply.n_concepts != len(similarity.graph):
        raise ValueError("the supply was built for another graph")
    if len(need.requirements) > parameters.limit_requirements:
        raise ValueError(f"{len(need.requirements)} requirements; at most {parameters.limit_requirements}")
    degrees = np.zeros((len(need.requirements), len(supply)), np.uint8)
    for row, requirement in zip(degrees, need.requirements, strict=True):
        people, credits = credits_of(requirement, supply, similarity)
        np.maximum.at(row, people, credits)
    return Scores(degrees, *_intervals(need, supply, degrees, parameters))


def _intervals(
    need: CompiledNeed, supply: Supply, degrees: NDArray[np.uint8], parameters: Parameters
) -> tuple[NDArray[np.uint16], NDArray[np.uint16], NDArray[np.uint16]]:
    """lo, hi and known, section by section, since all requirements of a section share its state."""
    lo, hi, known = (np.zeros(len(supply), np.uint16) for _ in range(3))
    for section in sorted({r.section for r in need.requirements}):
        credit, met = np.zeros(len(supply), np.uint16), np.zeros(len(supply), np.uint16)
        whole = 0
        for row, r in zip(degrees, need.requirements, strict=True):
            if r.section is section:
                weight = np.uint16(r.weight)
                credit += np.multiply(row, weight, dtype=np.uint16)
                met += np.multiply(row >= parameters.outcome_met, weight, dtype=np.uint16)
                whole += r.weight
        complete = supply.complete[section]
        lo += credit
        hi += np.where(complete, credit, np.uint16(whole * WHOLE))
        known += np.where(complete, np.uint16(whole), met)
    return lo, hi, known


def plain_sum(need: CompiledNeed, supply: Supply, similarity: Similarity) -> NDArray[np.int64]:
    """(n,) sum of weight x credit over *all* claims that speak for each requirement.

    Only for comparison with engines that can only sum (a sparse product, a search engine's score). It credits one
    requirement several times through neighbours and is never what the product shows.
    """
    total = np.zeros(len(supply), np.int64)
    for requirement in need.requirements:
        people, credits = credits_of(requirement, supply, similarity)
        np.add.at(total, people, credits.astype(np.int64) * requirement.weight)
    return total
