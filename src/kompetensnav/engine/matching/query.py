"""A need made ready for search: everything looked up in the graph once, as arrays that need no graph afterwards.

A query is small and can be sent to other machines.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from kompetensnav.engine.matching.degree import credit_table
from kompetensnav.engine.matching.kernel.arrays import Asked
from kompetensnav.engine.matching.need import CompiledNeed, Requirement
from kompetensnav.engine.matching.parameters import Parameters
from kompetensnav.engine.matching.similarity import Similarity
from kompetensnav.engine.matching.stamp import asked_hash
from kompetensnav.engine.matching.supply import UNKNOWN_PLACE, Claim, Places
from kompetensnav.engine.matching.terms import LEVELS, Condition, grade

# Requirements ask of five of the sections; where one can work and when one can start are no requirements.
ASKED_SECTIONS = 5


@dataclass(frozen=True, slots=True)
class Terms:
    """Requirements as arrays, section by section. R requirements with T (concept, requirement) pairs in all.

    ``first`` (R + 1,) int32: where the concepts of each requirement begin. ``concept`` (T,) int32, those that speak
    most for it first; ``credit`` (T, 21) uint8 hundredths by grade of the claim. ``weight`` (R,) uint16 and
    ``section`` (R,) uint8, rising. ``granted`` (R,) uint8: the credit that everybody has, or more. ``whole`` (5,)
    uint16: the sum of the weights by section.
    """

    first: NDArray[np.int32]
    concept: NDArray[np.int32]
    credit: NDArray[np.uint8]
    weight: NDArray[np.uint16]
    granted: NDArray[np.uint8]
    section: NDArray[np.uint8]
    whole: NDArray[np.uint16]


@dataclass(frozen=True, slots=True)
class Hard:
    """One requirement that is a hard condition: who holds none of ``concept`` with credit enough fails it.

    ``enough`` (concepts, 21) uint8 says whether a claim of this grade is enough; ``section`` decides whether its
    absence is known.
    """

    condition: Condition
    section: int
    concept: NDArray[np.int32]
    enough: NDArray[np.uint8]

    @property
    def key(self) -> tuple[int, bytes, bytes]:
        """Equal for requirements that the same people meet."""
        return self.section, self.concept.tobytes(), self.enough.tobytes()


@dataclass(frozen=True)
class Query:
    """``km`` (places,) kilometres to the place of the need, and ``nearness`` (places + 1,) uint16.

    ``nearness`` is the rank of the distance from the far end; its last entry, 0, is for an unknown home. Where the
    need has no place nobody is nearer than another.
    """

    need: CompiledNeed
    parameters: Parameters
    taxonomy: str
    n_concepts: int
    terms: Terms
    hard: tuple[Hard, ...]
    km: NDArray[np.int32]
    nearness: NDArray[np.uint16]
    asked: str  # hash of all but the people

    @cached_property
    def arrays(self) -> Asked:
        """The query as the compiled loops read it."""
        t, met = self.terms, self.parameters.outcome_met
        weight = np.repeat(t.weight.astype(np.uint32), np.diff(t.first))[:, None]
        return Asked(
            first=t.first,
            concept=t.concept,
            credit=t.credit,
            gain=np.pad(weight * t.credit + (weight << np.uint32(16)) * (t.credit >= met), ((0, 0), (0, 1))),
            weight=t.weight,
            granted=t.granted,
            section=t.section,
            whole=t.whole,
            nearness=self.nearness,
            needed=sum(1 << s for s in {int(s) for s in t.section}),
            met=met,
            least_hi=self.least_hi,
            most_lo=self.most_lo,
        )

    @cached_property
    def hard_key(self) -> object:
        """Equal for needs that set the same hard conditions but for reach."""
        return tuple(h.key for h in self.hard), self.need.asks_legal_age

    @cached_property
    def least_hi(self) -> int:
        """The numerator of hi from which a question is worth the time; out of reach where nothing is asked."""
        least = self.parameters.ask_first_least_hi * self.need.weight
        return least if self.need.requirements else 1

    @cached_property
    def most_lo(self) -> int:
        """The numerator of lo above which a person stands by what is known."""
        return self.parameters.ask_first_most_lo * self.need.weight

    def distance(self, home: int) -> int | None:
        """Kilometres from a home, None where either place is not known."""
        return None if home == UNKNOWN_PLACE or self.need.municipality is None else int(self.km[home])

    def askable(self, lo: int, hi: int) -> bool:
        """Much is still possible and little is shown."""
        return hi >= self.least_hi and lo <= self.most_lo


def prepare(need: CompiledNeed, similarity: Similarity, places: Places, grants: Sequence[Claim] = ()) -> Query:
    """The query of a need; with ``grants``, as if everybody had these claims beside their own.

    Raises ValueError where the need is larger than the parameters allow, or its place or a concept does not exist.
    """
    parameters = similarity.parameters
    if len(need.requirements) > parameters.limit_requirements:
        raise ValueError(f"{len(need.requirements)} requirements; at most {parameters.limit_requirements}")
    if need.municipality is not None and need.municipality >= len(places):
        raise ValueError("the place of the need lies outside the places given")
    if not all(0 <= g.concept < len(similarity.graph) and 0 <= (g.level or 0) < LEVELS for g in grants):
        raise ValueError("a claim to grant names a concept outside the graph or a level that does not exist")
    ordered = sorted(need.requirements, key=lambda r: r.section)
    tables = [_credits(r, similarity) for r in ordered]
    granted = np.array([_granted(concepts, credits, grants) for concepts, credits in tables], np.uint8)
    km, nearness = _distances(need.municipality, places)
    return Query(
        need=need,
        parameters=parameters,
        taxonomy=similarity.graph.name,
        n_concepts=len(similarity.graph),
        terms=_terms(ordered, tables, granted),
        hard=tuple(
            Hard(r.condition, int(r.section), concepts, (credits >= parameters.outcome_met).astype(np.uint8))
            for r, (concepts, credits), gift in zip(ordered, tables, granted.tolist(), strict=True)
            if r.condition is not None and gift < parameters.outcome_met
        ),
        km=km,
        nearness=nearness,
        asked=asked_hash(need, parameters, places, grants),
    )


def _credits(requirement: Requirement, similarity: Similarity) -> tuple[NDArray[np.int32], NDArray[np.uint8]]:
    """(concepts, their credit by grade) of one requirement."""
    reach = similarity.reach(requirement.concepts)
    table = credit_table(requirement.minimum_level, similarity.parameters)
    order = np.argsort(-reach.similarity.astype(np.int16), kind="stable")
    return reach.concepts[order].astype(np.int32), table[reach.similarity[order]]


def _granted(concepts: NDArray[np.int32], credits: NDArray[np.uint8], grants: Sequence[Claim]) -> int:
    """The best credit that the grants give of one requirement, hundredths."""
    position = {c: i for i, c in enumerate(concepts.tolist())}
    rows = [(position[g.concept], grade(g.level, g.evidence)) for g in grants if g.concept in position]
    return max((int(credits[row]) for row in rows), default=0)


def _terms(
    ordered: list[Requirement],
    tables: list[tuple[NDArray[np.int32], NDArray[np.uint8]]],
    granted: NDArray[np.uint8],
) -> Terms:
    first = np.zeros(len(ordered) + 1, np.int32)
    np.cumsum([len(concepts) for concepts, _ in tables], out=first[1:])
    section = np.array([r.section for r in ordered], np.uint8)
    weight = np.array([r.weight for r in ordered], np.uint16)
    return Terms(
        first=first,
        concept=np.concatenate([np.zeros(0, np.int32), *(concepts for concepts, _ in tables)]),
        credit=np.concatenate([np.zeros((0, 21), np.uint8), *(credits for _, credits in tables)]),
        weight=weight,
        granted=granted,
        section=section,
        whole=np.bincount(section, weight, ASKED_SECTIONS).astype(np.uint16),
    )


def _distances(place: int | None, places: Places) -> tuple[NDArray[np.int32], NDArray[np.uint16]]:
    nearness = np.zeros(len(places) + 1, np.uint16)
    if place is None:
        return np.zeros(len(places), np.int32), nearness
    km = np.ascontiguousarray(places.distance_km[:, place], np.int32)
    _, rank = np.unique(km, return_inverse=True)
    nearness[:-1] = rank.max() + 1 - rank
    return km, nearness
