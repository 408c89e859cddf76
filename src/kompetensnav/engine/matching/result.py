"""What a match answers. Codes and whole numbers; words for them belong to the interface."""

from dataclasses import dataclass
from math import inf
from typing import NamedTuple

from kompetensnav.engine.matching.supply import Claim
from kompetensnav.engine.matching.terms import Condition, Likeness, Outcome, RankKey, WayThere


@dataclass(frozen=True, slots=True)
class Score:
    """An interval: ``lo`` and ``hi`` over ``scale``, and ``known`` of ``weight`` that rests on evidence."""

    lo: int
    hi: int
    scale: int
    known: int
    weight: int


@dataclass(frozen=True, slots=True)
class Credit:
    """One requirement of one person: the explanation of the score.

    ``degree`` in hundredths; ``partly`` where something speaks for it but not enough to be met. ``claim`` is the
    best claim and ``likeness`` the rule by which it counts; None where nothing speaks for it.
    """

    requirement: int
    degree: int
    outcome: Outcome
    partly: bool
    claim: Claim | None
    likeness: Likeness | None


@dataclass(frozen=True, slots=True)
class Question:
    """The best next question: an unknown requirement (by index) or an unknown condition, exactly one of them.

    ``narrows`` is by how much the answer narrows the interval at most, in numerators of the score.
    """

    requirement: int | None
    condition: Condition | None
    narrows: int


@dataclass(frozen=True, slots=True)
class PersonMatch:
    """One person in a list.

    ``score`` is None where nothing is known: not enough information. ``separated_by`` is the key that put a ranked
    person below the one above; None for the first and outside rankings. ``unknown`` are the hard conditions that
    nobody has settled. ``distance_km`` is None where it is not known, ``way_there`` where the need has no place or
    nothing says how the person would get to it.
    """

    person: str
    score: Score | None
    distance_km: int | None
    way_there: WayThere | None
    separated_by: RankKey | None
    unknown: tuple[Condition, ...]
    question: Question | None
    credits: tuple[Credit, ...]


class Listed(NamedTuple):
    """One person in a list, without explanation.

    ``lo`` and ``hi`` are numerators over the scale of the need, ``known`` over its weight, as in ``Score``.
    """

    person: str
    lo: int
    hi: int
    known: int
    distance_km: int | None

    @property
    def far(self) -> float:
        """The distance, an unknown one beyond all others."""
        return inf if self.distance_km is None else self.distance_km


@dataclass(frozen=True, slots=True)
class Counts:
    """People behind the lists. ``total`` = the sum of ``removed`` + ``kept``.

    ``removed`` counts each person at the first condition that fails, in the order of Condition. Of those kept,
    ``ranked`` have lo > 0, ``ask_first`` qualify for the second list, ``without_evidence`` can be given no score.
    """

    total: int
    removed: tuple[int, ...]
    kept: int
    ranked: int
    ask_first: int
    without_evidence: int


@dataclass(frozen=True, slots=True)
class Stamp:
    """What a result rests on. Equal stamps, equal results, bit for bit."""

    engine: str
    parameters: str
    taxonomy: str
    input_hash: str


@dataclass(frozen=True, slots=True)
class MatchResult:
    """Ranked people, people to ask first, counts, and the stamp."""

    ranked: tuple[PersonMatch, ...]
    ask_first: tuple[PersonMatch, ...]
    counts: Counts
    stamp: Stamp


@dataclass(frozen=True, slots=True)
class Found:
    """A match without its explanations: who stands in both lists and by which numbers."""

    ranked: tuple[Listed, ...]
    ask_first: tuple[Listed, ...]
    counts: Counts
    stamp: Stamp
