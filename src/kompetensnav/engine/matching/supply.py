"""The supply: people's profiles as frozen arrays, in the order of their opaque ids."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields
from functools import cached_property
from types import MappingProxyType
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from kompetensnav.engine.matching.terms import GRADES, LEVELS, Answer, Evidence, Section, SectionState, grade

UNKNOWN_PLACE = -1


class Claim(NamedTuple):
    """What a person says, has shown or has had verified. ``level`` is None where none is stated."""

    concept: int
    level: int | None = None
    evidence: Evidence = Evidence.CLAIMED


@dataclass(frozen=True, slots=True)
class PersonProfile:
    """All that matching may know of a person; nothing else is ever used.

    ``municipality`` and ``commute`` are indices of places; ``commute`` None means not known, () means nowhere else.
    Sections that are not named have not been asked.
    """

    id: str
    municipality: int | None = None
    commute: tuple[int, ...] | None = None
    willing_to_move: Answer = Answer.UNKNOWN
    claims: tuple[Claim, ...] = ()
    sections: Mapping[Section, SectionState] = field(default_factory=lambda: MappingProxyType({}))
    meets_legal_age: Answer = Answer.UNKNOWN


@dataclass(frozen=True)
class Places:
    """Distances between places: ``distance_km`` (m, m) whole kilometres, from row to column, none negative.

    Raises ValueError for another shape, another type or a negative distance.
    """

    distance_km: NDArray[np.int32]

    def __post_init__(self) -> None:
        d = self.distance_km
        if d.ndim != 2 or d.shape[0] != d.shape[1] or not np.issubdtype(d.dtype, np.integer):
            raise ValueError(f"distances are a square matrix of whole kilometres, not {d.dtype} {d.shape}")
        if d.size and int(d.min()) < 0:
            raise ValueError("a distance is negative")

    def __len__(self) -> int:
        return len(self.distance_km)

    @cached_property
    def digest(self) -> str:
        """Hash of the distances."""
        return _digest("", [self.distance_km])


@dataclass(frozen=True)
class Supply:
    """n people, rising by id. All arrays are read-only.

    ``home`` (n,) int32, -1 unknown; ``willing_to_move`` and ``meets_legal_age`` (n,) uint8 of Answer;
    ``commute_known`` (n,) bool; ``sections`` (n, 7) uint8 of SectionState.
    ``commute_start`` (places + 1,) and ``commuters``: row p holds the people who can commute to place p, rising.
    ``posting_start`` (concepts + 1,), ``posting_person`` int32 and ``posting_grade`` uint8: the claims of each
    concept, people rising. ``claim_start`` (n + 1,), ``claim_concept`` int32, ``claim_grade`` uint8: the same
    claims by person, concepts rising. Grades are those of ``terms.GRADES``.
    """

    ids: tuple[str, ...]
    home: NDArray[np.int32]
    willing_to_move: NDArray[np.uint8]
    meets_legal_age: NDArray[np.uint8]
    commute_known: NDArray[np.bool_]
    commute_start: NDArray[np.int64]
    commuters: NDArray[np.int32]
    sections: NDArray[np.uint8]
    posting_start: NDArray[np.int64]
    posting_person: NDArray[np.int32]
    posting_grade: NDArray[np.uint8]
    claim_start: NDArray[np.int64]
    claim_concept: NDArray[np.int32]
    claim_grade: NDArray[np.uint8]

    def __post_init__(self) -> None:
        for f in fields(self):
            value = getattr(self, f.name)
            if isinstance(value, np.ndarray):
                value.flags.writeable = False

    @classmethod
    def of(cls, people: Sequence[PersonProfile], n_concepts: int) -> "Supply":
        """Arrays from profiles, in any order. Concepts are 0..n_concepts-1.

        Raises ValueError for two people with one id, and for a claim or a place that cannot exist.
        """
        ordered = sorted(people, key=lambda p: p.id)
        ids = tuple(p.id for p in ordered)
        if len(set(ids)) < len(ids):
            raise ValueError("two people have the same id")
        person, concept, grades = _claim_columns(ordered, n_concepts)
        by_concept = np.lexsort((grades, person, concept))
        by_person = np.lexsort((grades, concept, person))
        commuter, place = _commute_columns(ordered)
        by_place = np.lexsort((commuter, place))
        return cls(
            ids=ids,
            home=np.array([_place(p.municipality) for p in ordered], np.int32),
            willing_to_move=np.array([p.willing_to_move for p in ordered], np.uint8),
            meets_legal_age=np.array([p.meets_legal_age for p in ordered], np.uint8),
            commute_known=np.array([p.commute is not None for p in ordered], np.bool_),
            commute_start=_starts(place, int(place.max(initial=-1)) + 1),
            commuters=commuter[by_place],
            sections=_section_table(ordered),
            posting_start=_starts(concept, n_concepts),
            posting_person=person[by_concept],
            posting_grade=grades[by_concept],
            claim_start=_starts(person, len(ids)),
            claim_concept=concept[by_person],
            claim_grade=grades[by_person],
        )

    def __len__(self) -> int:
        return len(self.ids)

    @property
    def n_concepts(self) -> int:
        """Number of concepts of the graph the claims refer to."""
        return len(self.posting_start) - 1

    @cached_property
    def complete(self) -> NDArray[np.bool_]:
        """(7, n): whether a section of a person is complete."""
        return np.ascontiguousarray((self.sections == SectionState.COMPLETE).T)

    @cached_property
    def digest(self) -> str:
        """Hash of all that is stored; the same people give the same digest in whatever order they came."""
        values = [getattr(self, f.name) for f in fields(self) if f.name != "ids"]
        return _digest(json.dumps(self.ids), values)

    def claims(self, person: int) -> list[Claim]:
        """Claims of one person by index, concepts rising."""
        part = slice(int(self.claim_start[person]), int(self.claim_start[person + 1]))
        rows = zip(self.claim_concept[part].tolist(), self.claim_grade[part].tolist(), strict=True)
        return [Claim(c, *GRADES[g]) for c, g in rows]

    def can_commute_to(self, place: int) -> NDArray[np.int32]:
        """People who can commute to a place, rising."""
        if place + 1 >= len(self.commute_start):
            return self.commuters[:0]
        return self.commuters[self.commute_start[place] : self.commute_start[place + 1]]


def _claim_columns(
    people: Sequence[PersonProfile], n_concepts: int
) -> tuple[NDArray[np.int32], NDArray[np.int32], NDArray[np.uint8]]:
    """(person, concept, grade) of every claim; a claim made twice in the same words stands once."""
    person, concept, grades = [], [], []
    for i, profile in enumerate(people):
        for claim in set(profile.claims):
            if not 0 <= claim.concept < n_concepts:
                raise ValueError(f"{profile.id} claims concept {claim.concept}, outside the graph")
            if claim.level is not None and not 1 <= claim.level < LEVELS:
                raise ValueError(f"{profile.id} claims level {claim.level}, which does not exist")
            person.append(i)
            concept.append(claim.concept)
            grades.append(grade(claim.level, claim.evidence))
    return np.array(person, np.int32), np.array(concept, np.int32), np.array(grades, np.uint8)


def _commute_columns(people: Sequence[PersonProfile]) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
    rows = [(i, _place(place)) for i, p in enumerate(people) for place in sorted(set(p.commute or ()))]
    table = np.array(rows, np.int32).reshape(-1, 2)
    return table[:, 0], table[:, 1]


def _place(place: int | None) -> int:
    if place is not None and place < 0:
        raise ValueError("a place is an index from 0, or None where it is not known")
    return UNKNOWN_PLACE if place is None else place


def _section_table(people: Sequence[PersonProfile]) -> NDArray[np.uint8]:
    rows = [[p.sections.get(s, SectionState.NOT_ASKED) for s in Section] for p in people]
    return np.array(rows, np.uint8).reshape(-1, len(Section))


def _digest(text: str, arrays: Sequence[NDArray[np.generic]]) -> str:
    """Hash of a text and arrays with their shapes and types, the same on machines of either byte order."""
    state = hashlib.blake2b(text.encode(), digest_size=16)
    for array in arrays:
        little = np.ascontiguousarray(array, array.dtype.newbyteorder("<"))
        state.update(f"{little.dtype.str}{little.shape}".encode())
        state.update(little.tobytes())
    return state.hexdigest()


def _starts(rows: NDArray[np.int32], n: int) -> NDArray[np.int64]:
    """First position of each of n rows when the entries are sorted by row."""
    starts = np.zeros(n + 1, np.int64)
    np.cumsum(np.bincount(rows, minlength=n), out=starts[1:])
    return starts
