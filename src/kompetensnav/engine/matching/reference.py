"""Matching by brute force, straight from the definitions: the specification that the engine is tested against.

Every person is compared with every requirement, every claim with every concept, in fractions. Nothing here is fast
and nothing is shared with the engine but the words, the inputs and the graph.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import product

from kompetensnav.engine.matching.need import CompiledNeed, Requirement
from kompetensnav.engine.matching.parameters import Parameters
from kompetensnav.engine.matching.reference_similarity import PairwiseSimilarity
from kompetensnav.engine.matching.supply import Claim, PersonProfile, Places
from kompetensnav.engine.matching.terms import (
    Answer,
    Condition,
    Outcome,
    Polarity,
    RankKey,
    RequirementKind,
    Section,
    SectionState,
)

_ORDER_OF_LICENCES = {
    Condition.LEGAL_LICENCE: RequirementKind.LEGAL_LICENCE,
    Condition.DRIVING_LICENCE: RequirementKind.DRIVING_LICENCE,
    Condition.LANGUAGE: RequirementKind.LANGUAGE,
}


@dataclass(frozen=True)
class Judged:
    """One person against one need. ``lo``, ``hi``, ``share`` are fractions of one; None without requirements."""

    id: str
    degrees: tuple[Fraction, ...]
    best: tuple[Claim | None, ...]
    outcomes: tuple[Outcome, ...]
    lo: Fraction | None
    hi: Fraction | None
    share: Fraction | None
    distance: int | None
    failing: tuple[Condition, ...]
    unknown: tuple[Condition, ...]
    question: tuple[str, int] | None

    @property
    def without_evidence(self) -> bool:
        """Nothing the need asks for is met, missing or partly there."""
        return not self.lo and not self.share

    @property
    def rank(self) -> tuple[Fraction, Fraction, Fraction, float, str]:
        """Sorts a ranking: lo, hi and evidence share falling, distance rising with unknown last, id."""
        far = float("inf") if self.distance is None else self.distance
        falling = [-(value or Fraction(0)) for value in (self.lo, self.hi, self.share)]
        return falling[0], falling[1], falling[2], far, self.id

    @property
    def ask(self) -> tuple[bool, Fraction, Fraction, Fraction, float, str]:
        """Sorts the second list: some evidence first; hi, lo, share falling; distance rising; id."""
        lo, hi, share, far, person = self.rank
        return self.without_evidence, hi, lo, share, far, person


@dataclass(frozen=True)
class ReferenceResult:
    """Lists of judged people and the counts, in the order of ``Counts``."""

    ranked: list[Judged]
    separated: list[RankKey | None]
    ask_first: list[Judged]
    counts: tuple[int, tuple[int, ...], int, int, int, int]


class Reference:
    """The definitions applied to one need."""

    def __init__(
        self, need: CompiledNeed, similarity: PairwiseSimilarity, places: Places, parameters: Parameters
    ) -> None:
        self.need = need
        self.similarity = similarity
        self.places = places
        self.parameters = parameters

    def match(self, people: Sequence[PersonProfile], k: int) -> ReferenceResult:
        """What ``match`` must answer."""
        judged = [self.judge(p) for p in people]
        kept = [j for j in judged if not j.failing]
        ranked = sorted((j for j in kept if j.lo), key=lambda j: j.rank)
        listed = ranked[:k]
        ask = sorted((j for j in kept if j not in listed and self.could_fit(j)), key=lambda j: j.ask)
        removed = tuple(sum(j.failing[:1] == (c,) for j in judged) for c in Condition)
        nothing_known = sum(j.without_evidence for j in kept)
        counts = (len(judged), removed, len(kept), len(ranked), len(ask), nothing_known)
        return ReferenceResult(listed, separated(listed), ask[:k], counts)

    def near_misses(self, people: Sequence[PersonProfile], condition: Condition, k: int) -> list[Judged]:
        """What ``near_misses`` must answer."""
        alone = [j for p in people if (j := self.judge(p)).failing == (condition,) and j.lo]
        return sorted(alone, key=lambda j: j.rank)[:k]

    def judge(self, person: PersonProfile) -> Judged:
        """All that is said of one person."""
        requirements = self.need.requirements
        graded = [self.degree(person, r) for r in requirements]
        degrees = [degree for degree, _ in graded]
        outcomes = [self.outcome(person, r, d) for r, d in zip(requirements, degrees, strict=True)]
        highs = [d if _complete(person, r) else Fraction(1) for r, d in zip(requirements, degrees, strict=True)]
        known = [Fraction(o is not Outcome.UNKNOWN) for o in outcomes]
        states = {c: self.state(person, c, outcomes) for c in Condition}
        unknown = tuple(c for c, s in states.items() if s is Outcome.UNKNOWN)
        return Judged(
            id=person.id,
            degrees=tuple(degrees),
            best=tuple(claim for _, claim in graded),
            outcomes=tuple(outcomes),
            lo=self.weighted(degrees),
            hi=self.weighted(highs),
            share=self.weighted(known),
            distance=self.distance(person),
            failing=tuple(c for c, s in states.items() if s is Outcome.MISSING),
            unknown=unknown,
            question=self.question(degrees, outcomes, unknown),
        )

    def weighted(self, values: Sequence[Fraction]) -> Fraction | None:
        """sum w x / sum w, None where nothing is asked."""
        weights = [r.weight for r in self.need.requirements]
        total = sum(w * v for w, v in zip(weights, values, strict=True))
        return Fraction(total) / sum(weights) if weights else None

    def degree(self, person: PersonProfile, requirement: Requirement) -> tuple[Fraction, Claim | None]:
        """The best credit and its claim; ties: closest rule, strongest evidence, highest level, lowest concept."""
        options = []
        for claim, concept in product(person.claims, requirement.concepts):
            rule = self.similarity.of(concept, claim.concept)
            if rule is not None:
                credit = self.credit(Fraction(rule.similarity, 100), claim, requirement.minimum_level)
                tie = (rule.likeness, -claim.evidence, -(claim.level or 0), claim.concept)
                options.append(((-credit, *tie), credit, claim))
        best = min(options, default=None)
        return (best[1], best[2]) if best and best[1] else (Fraction(0), None)

    def credit(self, similarity: Fraction, claim: Claim, minimum: int | None) -> Fraction:
        """sim x level factor x evidence factor, rounded half up to hundredths."""
        if minimum is None:
            level = Fraction(1)
        elif claim.level is None:
            level = Fraction(self.parameters.level_unstated, 100)
        else:
            level = min(Fraction(1), Fraction(claim.level, minimum))
        evidence = Fraction(self.parameters.evidence(claim.evidence), 100)
        return Fraction((similarity * level * evidence * 100 + Fraction(1, 2)) // 1, 100)

    def outcome(self, person: PersonProfile, requirement: Requirement, degree: Fraction) -> Outcome:
        """Met at the threshold; below it missing only where the section is complete."""
        if degree >= Fraction(self.parameters.outcome_met, 100):
            return Outcome.MET
        return Outcome.MISSING if _complete(person, requirement) else Outcome.UNKNOWN

    def distance(self, person: PersonProfile) -> int | None:
        """Kilometres from home to work, where both are known."""
        if person.municipality is None or self.need.municipality is None:
            return None
        return int(self.places.distance_km[person.municipality, self.need.municipality])

    def state(self, person: PersonProfile, condition: Condition, outcomes: Sequence[Outcome]) -> Outcome:
        """A hard condition of a person; MET also where the need does not set it."""
        if condition is Condition.LEGAL_AGE:
            answers = {Answer.YES: Outcome.MET, Answer.NO: Outcome.MISSING, Answer.UNKNOWN: Outcome.UNKNOWN}
            return answers[person.meets_legal_age] if self.need.asks_legal_age else Outcome.MET
        if condition is Condition.REACH:
            return self.reach(person)
        kind = _ORDER_OF_LICENCES[condition]
        asked = [
            o
            for r, o in zip(self.need.requirements, outcomes, strict=True)
            if r.kind is kind and r.polarity is Polarity.MUST
        ]
        for worst in (Outcome.MISSING, Outcome.UNKNOWN):
            if worst in asked:
                return worst
        return Outcome.MET

    def reach(self, person: PersonProfile) -> Outcome:
        """Lives there, commutes there or is willing to move; else missing only where the person has told us."""
        place = self.need.municipality
        if place is None or place == person.municipality or place in (person.commute or ()):
            return Outcome.MET
        if person.willing_to_move is Answer.YES:
            return Outcome.MET
        finished = person.sections.get(Section.MOBILITY) is SectionState.COMPLETE
        told = person.willing_to_move is Answer.NO and person.commute is not None
        return Outcome.MISSING if person.municipality is not None and (finished or told) else Outcome.UNKNOWN

    def question(
        self, degrees: Sequence[Fraction], outcomes: Sequence[Outcome], unknown: Sequence[Condition]
    ) -> tuple[str, int] | None:
        """The unknown worth most: weight x width; requirements in order, then legal age, then reach."""
        rows = zip(self.need.requirements, degrees, outcomes, strict=True)
        options: list[tuple[Fraction, tuple[str, int]]] = [
            (r.weight * (1 - d), ("requirement", i)) for i, (r, d, o) in enumerate(rows) if o is Outcome.UNKNOWN
        ]
        whole = Fraction(self.parameters.ask_first_condition_weight)
        bare = (Condition.LEGAL_AGE, Condition.REACH)
        options += [(whole, ("condition", int(c))) for c in bare if c in unknown]
        return max(options, key=lambda option: option[0])[1] if options else None

    def could_fit(self, judged: Judged) -> bool:
        """Much possible, little shown."""
        if judged.lo is None or judged.hi is None:
            return False
        least, most = self.parameters.ask_first_least_hi, self.parameters.ask_first_most_lo
        return judged.hi * 100 >= least and judged.lo * 100 <= most


def separated(ranked: Sequence[Judged]) -> list[RankKey | None]:
    """The first key in which each row differs from the one above."""
    answer: list[RankKey | None] = [None] * len(ranked)
    for i in range(1, len(ranked)):
        pairs = zip(RankKey, ranked[i - 1].rank, ranked[i].rank, strict=True)
        answer[i] = next(key for key, above, here in pairs if above != here)
    return answer


def _complete(person: PersonProfile, requirement: Requirement) -> bool:
    return person.sections.get(requirement.section) is SectionState.COMPLETE
