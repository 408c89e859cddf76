"""The supply: people's profiles as frozen arrays, in the order of their opaque ids."""

import hashlib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, fields
from functools import cached_property
from types import MappingProxyType
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from kompetensnav.engine.matching.fingerprint import fingerprints, hexadecimal
from kompetensnav.engine.matching.terms import GRADES, LEVELS, Answer, Evidence, Section, SectionState, grade

UNKNOWN_PLACE = -1
# Columns of a supply with one entry a person, and with one entry a claim.
_BY_PERSON = ("home", "willing_to_move", "meets_legal_age", "commute_known", "sections")
_BY_CLAIM = ("claim_concept", "claim_grade")


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

    ``region`` (m,) is the labour-market region of each place. It only says which people are stored together and
    never changes an answer; without it each place is a region of its own.
    Raises ValueError for another shape, another type or a negative number.
    """

    distance_km: NDArray[np.int32]
    region: NDArray[np.int32] = field(default_factory=lambda: np.zeros(0, np.int32))

    def __post_init__(self) -> None:
        d = self.distance_km
        if d.ndim != 2 or d.shape[0] != d.shape[1] or not np.issubdtype(d.dtype, np.integer):
            raise ValueError(f"distances are a square matrix of whole kilometres, not {d.dtype} {d.shape}")
        if d.size and int(d.min()) < 0:
            raise ValueError("a distance is negative")
        if not len(self.region):
            object.__setattr__(self, "region", np.arange(len(d), dtype=np.int32))
        if self.region.shape != (len(d),) or int(self.region.min(initial=0)) < 0:
            raise ValueError("every place has one region, counted from 0")

    def __len__(self) -> int:
        return len(self.distance_km)

    @cached_property
    def digest(self) -> str:
        """Hash of the distances, the same on machines of either byte order."""
        little = np.ascontiguousarray(self.distance_km, self.distance_km.dtype.newbyteorder("<"))
        named = f"{little.dtype.str}{little.shape}".encode()
        return hashlib.blake2b(named + little.tobytes(), digest_size=16).hexdigest()


@dataclass(frozen=True)
class Supply:
    """n people, rising by id. All arrays are read-only.

    ``home`` (n,) int32, -1 unknown; ``willing_to_move`` and ``meets_legal_age`` (n,) uint8 of Answer;
    ``commute_known`` (n,) bool; ``sections`` (n, 7) uint8 of SectionState.
    ``commute_start`` (places + 1,) and ``commuters``: row p holds the people who can commute to place p, rising.
    ``claim_start`` (n + 1,), ``claim_concept`` int32, ``claim_grade`` uint8: claims by person, concepts rising.
    Grades are those of ``terms.GRADES``. Concepts are 0..n_concepts-1 of the graph the claims refer to.
    """

    n_concepts: int
    ids: tuple[str, ...]
    home: NDArray[np.int32]
    willing_to_move: NDArray[np.uint8]
    meets_legal_age: NDArray[np.uint8]
    commute_known: NDArray[np.bool_]
    commute_start: NDArray[np.int64]
    commuters: NDArray[np.int32]
    sections: NDArray[np.uint8]
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
        by_person = np.lexsort((grades, concept, person))
        commuter, place = _commute_columns(ordered)
        by_place = np.lexsort((commuter, place))
        return cls(
            n_concepts=n_concepts,
            ids=ids,
            home=np.array([_place(p.municipality) for p in ordered], np.int32),
            willing_to_move=np.array([p.willing_to_move for p in ordered], np.uint8),
            meets_legal_age=np.array([p.meets_legal_age for p in ordered], np.uint8),
            commute_known=np.array([p.commute is not None for p in ordered], np.bool_),
            commute_start=_starts(place, int(place.max(initial=-1)) + 1),
            commuters=commuter[by_place],
            sections=_section_table(ordered),
            claim_start=_starts(person, len(ids)),
            claim_concept=concept[by_person],
            claim_grade=grades[by_person],
        )

    def __len__(self) -> int:
        return len(self.ids)

    @cached_property
    def _by_concept(self) -> NDArray[np.intp]:
        """Positions of the claims, concept by concept; people, then grades, rise within each."""
        return np.argsort(self.claim_concept, kind="stable")

    @cached_property
    def posting_start(self) -> NDArray[np.int64]:
        """(concepts + 1,) where the claims of each concept begin among the postings."""
        return _starts(self.claim_concept, self.n_concepts)

    @cached_property
    def posting_person(self) -> NDArray[np.int32]:
        """People who make each claim, concept by concept."""
        person = np.repeat(np.arange(len(self), dtype=np.int32), np.diff(self.claim_start))
        return person[self._by_concept]

    @cached_property
    def posting_grade(self) -> NDArray[np.uint8]:
        """Grades of the same claims."""
        return self.claim_grade[self._by_concept]

    @cached_property
    def complete(self) -> NDArray[np.bool_]:
        """(7, n): whether a section of a person is complete."""
        return np.ascontiguousarray((self.sections == SectionState.COMPLETE).T)

    @cached_property
    def fingerprints(self) -> NDArray[np.uint64]:
        """(n,) a hash of all that is stored of each person."""
        return fingerprints(self)

    @cached_property
    def digest(self) -> str:
        """Hash of everybody; the same people give the same digest in whatever order and in however many parts."""
        return hexadecimal(len(self), self.fingerprints)

    def claims(self, person: int) -> list[Claim]:
        """Claims of one person by index, concepts rising."""
        part = slice(int(self.claim_start[person]), int(self.claim_start[person + 1]))
        rows = zip(self.claim_concept[part].tolist(), self.claim_grade[part].tolist(), strict=True)
        return [Claim(c, *GRADES[g]) for c, g in rows]

    def without(self, ids: Collection[str]) -> "Supply":
        """Everybody but these."""
        gone = frozenset(ids)
        return self._chosen(np.array([i for i, name in enumerate(self.ids) if name not in gone], np.intp))

    def only(self, ids: Collection[str]) -> "Supply":
        """Those of these who are here."""
        chosen = frozenset(ids)
        return self._chosen(np.array([i for i, name in enumerate(self.ids) if name in chosen], np.intp))

    def joined(self, other: "Supply") -> "Supply":
        """Both together. Raises ValueError where they share people or were read with graphs of other sizes."""
        if self.n_concepts != other.n_concepts or not set(self.ids).isdisjoint(other.ids):
            raise ValueError("the two share people, or their claims refer to different graphs")
        n, places = len(self), max(len(self.commute_start), len(other.commute_start)) - 1
        commuters = np.concatenate([self.commuters, other.commuters + np.int32(n)])
        place = np.concatenate([self._commute_places, other._commute_places])
        by_place = np.argsort(place, kind="stable")

        def both(name: str) -> NDArray[Any]:
            return np.concatenate([getattr(self, name), getattr(other, name)])

        together = Supply(
            n_concepts=self.n_concepts,
            ids=self.ids + other.ids,
            commute_start=_starts(place, places),
            commuters=commuters[by_place],
            claim_start=np.concatenate([self.claim_start, other.claim_start[1:] + self.claim_start[-1]]),
            **{name: both(name) for name in (*_BY_PERSON, *_BY_CLAIM)},
        )
        return together._chosen(np.array(sorted(range(len(together)), key=together.ids.__getitem__), np.intp))

    def _chosen(self, rows: NDArray[np.intp]) -> "Supply":
        """These people, in this order, which must be that of their ids."""
        number = np.full(len(self), -1, np.int32)
        number[rows] = np.arange(len(rows), dtype=np.int32)
        stays = number[self.commuters] >= 0
        place, commuters = self._commute_places[stays], number[self.commuters][stays]
        by_place = np.lexsort((commuters, place))
        counts = np.diff(self.claim_start)[rows]
        ends = np.cumsum(counts)
        claim = np.arange(int(counts.sum())) + np.repeat(self.claim_start[rows] - (ends - counts), counts)
        return Supply(
            n_concepts=self.n_concepts,
            ids=tuple(self.ids[row] for row in rows.tolist()),
            commute_start=_starts(place, len(self.commute_start) - 1),
            commuters=commuters[by_place],
            claim_start=np.concatenate([[0], ends]).astype(np.int64),
            **{name: getattr(self, name)[rows] for name in _BY_PERSON},
            **{name: getattr(self, name)[claim] for name in _BY_CLAIM},
        )

    @property
    def _commute_places(self) -> NDArray[np.int32]:
        """The place of each entry of ``commuters``."""
        return np.repeat(np.arange(len(self.commute_start) - 1, dtype=np.int32), np.diff(self.commute_start))

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


def _starts(rows: NDArray[np.int32], n: int) -> NDArray[np.int64]:
    """First position of each of n rows when the entries are sorted by row."""
    starts = np.zeros(n + 1, np.int64)
    np.cumsum(np.bincount(rows, minlength=n), out=starts[1:])
    return starts
