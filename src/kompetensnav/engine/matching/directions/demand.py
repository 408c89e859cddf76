"""The open needs as columns: what ``Supply`` is for people. One person is then compared with all needs at once.

A person has a few claims. Each looks up which requirements of which needs it speaks for, so that the time depends
on how often what the person can is asked for, not on how many needs there are.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, fields
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from kompetensnav.engine.matching.need import CompiledNeed
from kompetensnav.engine.matching.parameters import Parameters
from kompetensnav.engine.matching.query import Query
from kompetensnav.engine.matching.similarity import Similarity
from kompetensnav.engine.matching.supply import UNKNOWN_PLACE, Claim, PersonProfile, Places, Supply
from kompetensnav.engine.matching.terms import EVIDENCES, LEVELS, Evidence, RequirementKind

# What one question settles: the kind and the alternatives that are asked for, whatever the level.
About = tuple[RequirementKind, tuple[int, ...]]
NO_CONDITION = -1
Numbers = NDArray[np.int64]


@dataclass(frozen=True)
class Demand:
    """N needs, rising by id, with Q requirements in their order. All arrays are read-only.

    By need: ``place`` (N,) int32 (-1 none), ``asks_legal_age`` (N,) bool, ``weight`` (N,) int64. By requirement:
    ``first`` (N + 1,) where those of each need begin, ``need`` (Q,), ``weight_of`` (Q,), ``section`` (Q,),
    ``condition`` (Q,) (-1 where its absence removes nobody), ``about`` (Q,) its position in ``questions``.
    T pairs by rising concept: ``concept`` (T,) int32, ``requirement`` (T,) int32, ``credit`` (T, 21) uint8.
    """

    n_concepts: int
    taxonomy: str
    parameters: Parameters
    places: Places
    ids: tuple[str, ...]
    needs: tuple[CompiledNeed, ...]
    asked: str  # hash of all needs
    questions: tuple[About, ...]
    place: NDArray[np.int32]
    asks_legal_age: NDArray[np.bool_]
    weight: Numbers
    first: Numbers
    need: Numbers
    weight_of: Numbers
    section: Numbers
    condition: Numbers
    about: Numbers
    concept: NDArray[np.int32]
    requirement: NDArray[np.int32]
    credit: NDArray[np.uint8]

    def __post_init__(self) -> None:
        for f in fields(self):
            value = getattr(self, f.name)
            if isinstance(value, np.ndarray):
                value.flags.writeable = False

    @classmethod
    def of(cls, queries: Mapping[str, Query], similarity: Similarity, places: Places) -> "Demand":
        """Columns of needs by id, each prepared without grants.

        Raises ValueError for a query of another graph, of other parameters, or in a place that does not exist.
        """
        ids = tuple(sorted(queries))
        ordered = [queries[i] for i in ids]
        _check(ordered, similarity, places)
        needs = tuple(q.need for q in ordered)
        asked = [r for need in needs for r in need.requirements]
        abouts = [(r.kind, tuple(sorted(set(r.concepts)))) for r in asked]
        questions = tuple(sorted(set(abouts)))
        at = {about: i for i, about in enumerate(questions)}
        sizes = np.array([len(need.requirements) for need in needs], np.int64)
        first = np.concatenate([np.zeros(1, np.int64), np.cumsum(sizes)])
        concept, requirement, credit = _pairs(ordered, first)
        return cls(
            n_concepts=len(similarity.graph),
            taxonomy=similarity.graph.name,
            parameters=similarity.parameters,
            places=places,
            ids=ids,
            needs=needs,
            asked=_hash([[i, q.asked] for i, q in zip(ids, ordered, strict=True)]),
            questions=questions,
            place=np.array([UNKNOWN_PLACE if n.municipality is None else n.municipality for n in needs], np.int32),
            asks_legal_age=np.array([n.asks_legal_age for n in needs], np.bool_),
            weight=np.array([n.weight for n in needs], np.int64),
            first=first,
            need=np.repeat(np.arange(len(needs), dtype=np.int64), sizes),
            weight_of=np.array([r.weight for r in asked], np.int64),
            section=np.array([r.section for r in asked], np.int64),
            condition=np.array([NO_CONDITION if r.condition is None else r.condition for r in asked], np.int64),
            about=np.array([at[about] for about in abouts], np.int64),
            concept=concept,
            requirement=requirement,
            credit=credit,
        )

    def __len__(self) -> int:
        return len(self.ids)

    def need_of(self, need_id: str) -> CompiledNeed:
        """A need by its id. Raises KeyError where it is not among them."""
        return self.needs[self._row[need_id]]

    @cached_property
    def _row(self) -> dict[str, int]:
        return {need_id: i for i, need_id in enumerate(self.ids)}

    def check(self, similarity: Similarity) -> None:
        """Raises ValueError where the needs were prepared by other rules than these."""
        prepared_with = self.taxonomy, self.n_concepts, self.parameters
        if prepared_with != (similarity.graph.name, len(similarity.graph), similarity.parameters):
            raise ValueError("the needs were prepared with another graph or other parameters")

    def degrees(self, concepts: NDArray[np.int32], grades: NDArray[np.uint8]) -> Numbers:
        """(Q,) the degree in hundredths to which someone with these claims meets each requirement."""
        begin = np.searchsorted(self.concept, concepts, "left")
        counts = np.searchsorted(self.concept, concepts, "right") - begin
        ends = np.cumsum(counts)
        position = np.arange(int(counts.sum())) + np.repeat(begin - (ends - counts), counts)
        best = np.zeros(len(self.need), np.uint8)
        np.maximum.at(best, self.requirement[position], self.credit[position, np.repeat(grades, counts)])
        return best.astype(np.int64)

    def by_need(self, values: Numbers) -> Numbers:
        """(N,) sums of (Q,) whole numbers; the floats they pass through hold every whole number below 2**53."""
        return np.bincount(self.need, values, len(self)).astype(np.int64)

    def share(self, sums: Numbers) -> NDArray[np.float64]:
        """(N,) sums over the scale of each need, nought where nothing is asked.

        These floats order the fractions exactly: division is rounded correctly, so equal fractions give one float,
        and two that differ do so by more than 1 / 65,000 ** 2, far more than a float loses.
        """
        return np.divide(sums, self.weight, out=np.zeros(len(self)), where=self.weight > 0)

    @cached_property
    def as_people(self) -> Supply:
        """For each need somebody who can just what it asks for: what makes needs comparable with each other."""
        people = [PersonProfile(i, claims=as_claims(need)) for i, need in zip(self.ids, self.needs, strict=True)]
        return Supply.of(people, self.n_concepts)


def as_claims(need: CompiledNeed) -> tuple[Claim, ...]:
    """The claims of somebody who can just what a need asks for, at the levels asked, beyond doubt."""
    rows = {Claim(c, r.minimum_level, Evidence.VERIFIED) for r in need.requirements for c in r.concepts}
    return tuple(sorted(rows, key=lambda c: (c.concept, c.level or 0)))


def _check(queries: list[Query], similarity: Similarity, places: Places) -> None:
    graph = similarity.graph
    for query in queries:
        if (query.taxonomy, query.n_concepts) != (graph.name, len(graph)):
            raise ValueError("a need was prepared with another graph")
        if query.parameters != similarity.parameters:
            raise ValueError("a need was prepared with other parameters")
        if (query.need.municipality or 0) >= max(len(places), 1):
            raise ValueError("the place of a need lies outside the places given")


def _pairs(queries: list[Query], first: Numbers) -> tuple[NDArray[np.int32], NDArray[np.int32], NDArray[np.uint8]]:
    """(concept, requirement, credit) of all needs, concepts rising."""
    requirement = [np.zeros(0, np.int64)]
    for query, base in zip(queries, first.tolist(), strict=False):
        # A query holds its requirements section by section; here they stand in the order of the need.
        order = sorted(range(len(query.need.requirements)), key=lambda i: query.need.requirements[i].section)
        requirement.append(base + np.repeat(np.array(order, np.int64), np.diff(query.terms.first)))
    concept = np.concatenate([np.zeros(0, np.int32), *(q.terms.concept for q in queries)])
    credit = np.concatenate([np.zeros((0, LEVELS * EVIDENCES), np.uint8), *(q.terms.credit for q in queries)])
    by_concept = np.argsort(concept, kind="stable")
    return concept[by_concept], np.concatenate(requirement)[by_concept].astype(np.int32), credit[by_concept]


def _hash(parts: list[list[str]]) -> str:
    return hashlib.blake2b(json.dumps(parts).encode(), digest_size=16).hexdigest()
