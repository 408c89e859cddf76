"""What every engine is asked, in whole numbers, so that answers can be compared bit for bit.

*Sum mode* is what engines that can only add up are able to do: every claim that speaks for a requirement counts,
weight x similarity x evidence. A product of matrices can neither cap at an asked level nor round, so here no levels
are asked and the evidence factors are 80, 90 and 100: each credit is then a product of whole numbers.
*Best-claim mode* is the product's own: published factors, levels, the best claim of each requirement once, an
interval, and the ranking by all its keys.

Filtered, in both modes: only what is known to be missing removes. The engines are given, per person and distinct
condition (a kind of licence or language at a level), whether the person passes it, computed beforehand.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import NamedTuple

import numpy as np
from matching_data import Crowd, Market
from numpy.typing import NDArray

from kompetensnav.engine.matching.degree import credit_table
from kompetensnav.engine.matching.need import CompiledNeed, Requirement
from kompetensnav.engine.matching.parameters import Parameters
from kompetensnav.engine.matching.similarity import Similarity
from kompetensnav.engine.matching.supply import Places
from kompetensnav.engine.matching.terms import SectionState

K = 50

Ranking = list[tuple[int, int]]  # (person, sum), sums falling, people rising where equal
Flags = NDArray[np.bool_]


class Asked(NamedTuple):
    """A hard condition: the concepts that may meet it, and at which level."""

    concepts: tuple[int, ...]
    section: int
    level: int | None

    @classmethod
    def of(cls, requirement: Requirement) -> "Asked":
        return cls(requirement.concepts, int(requirement.section), requirement.minimum_level)


class Row(NamedTuple):
    """A need as engines that sum read it: a weight for each concept, rising; conditions by number; the place."""

    number: int
    concepts: NDArray[np.int64]
    weights: NDArray[np.int32]
    conditions: tuple[int, ...]
    place: int | None


@dataclass
class Task:
    """A crowd and needs, and what follows from them for one set of parameters."""

    market: Market
    places: Places
    crowd: Crowd
    needs: Sequence[CompiledNeed]
    similarity: Similarity
    passing: list[Flags] = field(init=False)
    conditions: dict[Asked, int] = field(init=False)

    def __post_init__(self) -> None:
        hard = (Asked.of(r) for need in self.needs for r in need.requirements if r.hard)
        self.conditions = {asked: i for i, asked in enumerate(dict.fromkeys(hard))}
        self.passing = [self._passes(asked) for asked in self.conditions]

    @cached_property
    def by_concept(self) -> tuple[NDArray[np.int64], NDArray[np.int32], NDArray[np.uint8]]:
        """(start, person, grade): the claims of each concept, people rising."""
        crowd = self.crowd
        order = np.argsort(crowd.claim_concept, kind="stable")
        start = np.zeros(len(self.market.graph) + 1, np.int64)
        np.cumsum(np.bincount(crowd.claim_concept, minlength=len(self.market.graph)), out=start[1:])
        return start, self.claimants[order], crowd.claim_grade[order]

    @cached_property
    def claimants(self) -> NDArray[np.int32]:
        """The person of each claim."""
        return np.repeat(np.arange(len(self.crowd), dtype=np.int32), np.diff(self.crowd.claim_start))

    def numbers(self, need: CompiledNeed) -> tuple[int, ...]:
        """Numbers of the conditions a need sets."""
        return tuple(dict.fromkeys(self.conditions[Asked.of(r)] for r in need.requirements if r.hard))

    def reaches(self, place: int) -> Flags:
        """Whether each person is not known to be out of reach of a place."""
        crowd = self.crowd
        reaches: Flags = crowd.moves | ~crowd.settled | (crowd.home == place) | (crowd.commute == place)
        return reaches

    def _passes(self, asked: Asked) -> Flags:
        start, person, grade = self.by_concept
        parameters = self.similarity.parameters
        table = credit_table(asked.level, parameters)
        passes: Flags = self.crowd.sections[:, asked.section] != SectionState.COMPLETE
        reach = self.similarity.reach(asked.concepts)
        for concept, similarity in zip(reach.concepts.tolist(), reach.similarity.tolist(), strict=True):
            part = slice(int(start[concept]), int(start[concept + 1]))
            passes[person[part][table[similarity][grade[part]] >= parameters.outcome_met]] = True
        return passes


class Sums(Task):
    """Needs without levels, and evidence that multiplies without rounding."""

    @classmethod
    def of(cls, task: Task) -> "Sums":
        """The same people and needs, in whole factors."""
        parameters = whole_factors(task.similarity.parameters)
        bare = [
            replace(need, requirements=tuple(replace(r, minimum_level=None) for r in need.requirements))
            for need in task.needs
        ]
        return cls(task.market, task.places, task.crowd, bare, Similarity(task.market.graph, parameters))

    @cached_property
    def rows(self) -> list[Row]:
        """The needs; weight x similarity in tenths."""
        return [self._row(i, need) for i, need in enumerate(self.needs)]

    def _row(self, number: int, need: CompiledNeed) -> Row:
        total = np.zeros(len(self.market.graph), np.int32)
        for r in need.requirements:
            concepts, similarity = self.similarity.reach(r.concepts)
            if np.any(similarity % 10):
                raise ValueError("a similarity is not whole tenths: sums of products would differ from ours")
            total[concepts] += similarity.astype(np.int32) // 10 * r.weight
        concepts = np.flatnonzero(total)
        return Row(number, concepts, total[concepts], self.numbers(need), need.municipality)

    @cached_property
    def values(self) -> NDArray[np.int32]:
        """What each claim counts, in the order of ``by_concept``: evidence in tenths."""
        return np.array([8, 9, 10], np.int32)[self.by_concept[2] % 3]


def whole_factors(parameters: Parameters) -> Parameters:
    """Parameters whose credits are products of whole tenths."""
    return replace(parameters, version="sums", evidence_claimed=80, evidence_shown=90, evidence_verified=100)


def largest(people: NDArray[np.integer], sums: NDArray[np.integer], k: int = K) -> Ranking:
    """The k largest sums above nought, exact: everybody at the cut is kept until people break the tie."""
    if len(sums) > k:
        cut = max(1, np.partition(sums, len(sums) - k)[len(sums) - k])
        kept = np.flatnonzero(sums >= cut)
        people, sums = people[kept], sums[kept]
    order = np.lexsort((people, -sums))[:k]
    return [(p, s) for p, s in zip(people[order].tolist(), sums[order].tolist(), strict=True) if s > 0]
