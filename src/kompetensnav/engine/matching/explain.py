"""The explanation of the people listed: which claim gave which credit, what is open, what to ask next."""

from collections.abc import Iterator, Sequence
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from kompetensnav.engine.matching.conditions import Conditions
from kompetensnav.engine.matching.degree import Scores, credit_table
from kompetensnav.engine.matching.need import CompiledNeed
from kompetensnav.engine.matching.parameters import WHOLE
from kompetensnav.engine.matching.rank import FAR, Rows
from kompetensnav.engine.matching.result import Credit, Listed, PersonMatch, Question, Score
from kompetensnav.engine.matching.similarity import Neighbour, Similarity
from kompetensnav.engine.matching.supply import Claim, Supply
from kompetensnav.engine.matching.terms import Answer, Condition, Likeness, Outcome, RankKey, WayThere, grade

_BestClaim = tuple[Claim, Likeness]


class Explainer:
    """Explains people one by one; only those who are listed are ever visited."""

    def __init__(self, need: CompiledNeed, supply: Supply, similarity: Similarity) -> None:
        self.need = need
        self.supply = supply
        self.similarity = similarity

    def people(
        self,
        rows: Rows,
        scores: Scores,
        found: Conditions,
        distance: NDArray[np.int32],
        separated: Sequence[RankKey | None],
    ) -> tuple[PersonMatch, ...]:
        """The listed people in the order of ``rows``."""
        return tuple(
            self._person(int(row), scores, found, int(distance[row]), key)
            for row, key in zip(rows, separated, strict=True)
        )

    def _person(
        self, row: int, scores: Scores, found: Conditions, distance: int, separated: RankKey | None
    ) -> PersonMatch:
        credits = tuple(self._credits(row, scores.degrees[:, row].tolist()))
        unknown = tuple(c for c in Condition if found.unknown[c, row])
        return PersonMatch(
            person=self.supply.ids[row],
            score=self._score(int(scores.lo[row]), int(scores.hi[row]), int(scores.known[row])),
            distance_km=None if distance == FAR else distance,
            way_there=self._way_there(row),
            separated_by=separated,
            unknown=unknown,
            question=self._question(credits, unknown),
            credits=credits,
        )

    def _way_there(self, row: int) -> WayThere | None:
        place = self.need.municipality
        if place is None:
            return None
        if self.supply.home[row] == place:
            return WayThere.LIVES_THERE
        if row in self.supply.can_commute_to(place):
            return WayThere.COMMUTES
        return WayThere.MOVES if self.supply.willing_to_move[row] == Answer.YES else None

    def _score(self, lo: int, hi: int, known: int) -> Score | None:
        """No evidence at all, no score."""
        return Score(lo, hi, self.need.scale, known, self.need.weight) if lo or known else None

    def _credits(self, row: int, degrees: list[int]) -> Iterator[Credit]:
        claims = self.supply.claims(row)
        complete = self.supply.complete[:, row].tolist()
        met = self.similarity.parameters.outcome_met
        for i, (requirement, degree) in enumerate(zip(self.need.requirements, degrees, strict=True)):
            claim, likeness = self._best(i, claims) if degree else (None, None)
            short = Outcome.MISSING if complete[requirement.section] else Outcome.UNKNOWN
            outcome = Outcome.MET if degree >= met else short
            yield Credit(i, degree, outcome, 0 < degree < met, claim, likeness)

    def _best(self, requirement: int, claims: list[Claim]) -> _BestClaim:
        """The claim that gave the degree. Ties: the closer rule, stronger evidence, higher level, lower concept."""
        neighbours, table = self._tables[requirement]

        def merit(claim: Claim) -> tuple[int, int, int, int, int]:
            similarity, likeness = neighbours[claim.concept]
            credit = table[similarity][grade(claim.level, claim.evidence)]
            return credit, -likeness, claim.evidence, claim.level or 0, -claim.concept

        speaking = [c for c in claims if c.concept in neighbours]
        best = speaking[0] if len(speaking) == 1 else max(speaking, key=merit)
        return best, neighbours[best.concept].likeness

    @cached_property
    def _tables(self) -> list[tuple[dict[int, Neighbour], list[list[int]]]]:
        parameters = self.similarity.parameters
        return [
            (self.similarity.of_alternatives(r.concepts), credit_table(r.minimum_level, parameters).tolist())
            for r in self.need.requirements
        ]

    def _question(self, credits: Sequence[Credit], unknown: Sequence[Condition]) -> Question | None:
        """The unknown whose answer narrows the interval most; ties by order, requirements before conditions.

        A licence or language that is a hard condition is asked about as the requirement it is. Reach and legal age
        have no weight of their own and count as ``ask_first_condition_weight``.
        """
        weight = self.similarity.parameters.ask_first_condition_weight
        options = [
            Question(c.requirement, None, self.need.requirements[c.requirement].weight * (WHOLE - c.degree))
            for c in credits
            if c.outcome is Outcome.UNKNOWN
        ]
        bare = (Condition.LEGAL_AGE, Condition.REACH)
        options += [Question(None, c, weight * WHOLE) for c in unknown if c in bare]
        return max(options, key=lambda q: q.narrows, default=None)


def separations(ranked: Sequence[Listed]) -> dict[str, RankKey | None]:
    """For each person of a ranking, the first key in which they differ from the one above; None for the first."""
    keys = [(row.lo, row.hi, row.known, row.far) for row in ranked]
    found: dict[str, RankKey | None] = {row.person: None for row in ranked[:1]}
    for i in range(1, len(ranked)):
        differing = (RankKey(j) for j, (a, b) in enumerate(zip(keys[i - 1], keys[i], strict=True)) if a != b)
        found[ranked[i].person] = next(differing, RankKey.ID)
    return found
