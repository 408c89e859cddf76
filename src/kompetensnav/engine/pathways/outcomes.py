"""How everybody stands to a goal, must by must: met, known to be missing, or unknown; and whether they reach it.

As in matching: only in a complete section does silence mean no, and nobody is removed for what is not known.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from kompetensnav.engine.matching.conditions import conditions
from kompetensnav.engine.matching.degree import credit_table
from kompetensnav.engine.matching.need import CompiledNeed, Requirement
from kompetensnav.engine.matching.similarity import Similarity
from kompetensnav.engine.matching.supply import Claim, Supply
from kompetensnav.engine.matching.terms import Condition, grade
from kompetensnav.engine.pathways.chart import degrees
from kompetensnav.engine.pathways.offers import Goal

Flags = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Standing:
    """n people before one goal with m requirements.

    ``missing`` and ``unknown`` (m, n): known not to be met, and not known; nobody is both. ``away`` (n,): known not
    to get, nor to want to move, to the place of work, or known to be too young; ``unsure`` (n,): not known whether.
    ``shown`` (n,): anything is known that the goal asks for, by a claim that speaks for it or a complete section.
    """

    missing: Flags
    unknown: Flags
    away: Flags
    unsure: Flags
    shown: Flags


class People:
    """A supply before many goals: what is asked for again is looked up once."""

    def __init__(self, supply: Supply, similarity: Similarity) -> None:
        if supply.n_concepts != len(similarity.graph):
            raise ValueError("the supply was built for another graph")
        self.supply = supply
        self.similarity = similarity
        self._degrees: dict[tuple[tuple[int, ...], int | None], NDArray[np.uint8]] = {}
        self._hindrances: dict[tuple[int | None, bool], tuple[Flags, Flags]] = {}

    def degree(self, requirement: Requirement) -> NDArray[np.uint8]:
        """(n,) hundredths."""
        key = requirement.concepts, requirement.minimum_level
        if key not in self._degrees:
            self._degrees[key] = degrees(requirement, self.supply, self.similarity)
        return self._degrees[key]

    def standing(self, goal: Goal) -> Standing:
        """Everybody before a goal."""
        n, met = len(self.supply), self.similarity.parameters.outcome_met
        missing, unknown = (np.zeros((len(goal.requirements), n), np.bool_) for _ in range(2))
        shown = np.zeros(n, np.bool_)
        for i, requirement in enumerate(goal.requirements):
            found, complete = self.degree(requirement), self.supply.complete[requirement.section]
            short = found < met
            missing[i], unknown[i] = short & complete, short & ~complete
            shown |= (found > 0) | complete
        away, unsure = self.hindrances(goal.place, goal.asks_legal_age)
        return Standing(missing, unknown, away, unsure & ~away, shown)

    def hindrances(self, place: int | None, asks_legal_age: bool = False) -> tuple[Flags, Flags]:
        """(n,) who is known to be kept away by place or age, and of whom it is not known; some may be both."""
        key = place, asks_legal_age
        if key not in self._hindrances:
            nothing = np.zeros((0, len(self.supply)), np.uint8)
            bare = CompiledNeed((), place, asks_legal_age)
            found = conditions(bare, self.supply, nothing, self.similarity.parameters)
            both = [Condition.LEGAL_AGE, Condition.REACH]
            failing, unknown = (np.logical_or.reduce(rows[both]) for rows in (found.failing, found.unknown))
            self._hindrances[key] = failing, unknown
        return self._hindrances[key]


def meets(claims: tuple[Claim, ...], requirement: Requirement, similarity: Similarity) -> bool:
    """Whether somebody who can claim just this meets a requirement."""
    known = similarity.of_alternatives(requirement.concepts)
    table = credit_table(requirement.minimum_level, similarity.parameters)
    credits = (table[known[c.concept].similarity, grade(c.level, c.evidence)] for c in claims if c.concept in known)
    return int(max(credits, default=0)) >= similarity.parameters.outcome_met
