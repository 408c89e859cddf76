"""People laid out for search: partitioned by the places where they can work, claims as postings.

A person stands in the partition of the district of their home, and in one more of each other district to which
they commute; whoever may work anywhere (willing to move, or nobody knows) stands in a partition that every need
visits. So a need in one place never looks at those who are known not to reach it. A district is a labour-market
region, or several small ones together.

Within a partition people are sorted by which sections they have completed (their *class*), then by id: so it is
known for whole runs of them which requirements they have answered.
"""

from collections.abc import Collection
from dataclasses import dataclass, fields
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from kompetensnav.engine.matching.districts import Layout, layout
from kompetensnav.engine.matching.kernel.arrays import NO_GRADE
from kompetensnav.engine.matching.kernel.build import fill_postings, spread_grades
from kompetensnav.engine.matching.query import ASKED_SECTIONS
from kompetensnav.engine.matching.supply import Places, Supply
from kompetensnav.engine.matching.terms import Answer

CLASSES = 2**ASKED_SECTIONS
BLOCK = 128  # slots; partitions begin at a multiple, so that bits of two partitions share no word
WORD = 64
NOBODY = np.uint32(0xFFFFFFFF)


@dataclass(frozen=True)
class Shard:
    """n people in P partitions with S slots (padding included). All arrays are read-only.

    By person, rising by id: ``ids`` (n,) bytes, ``home`` (n,) int32 (-1 unknown), ``fingerprint`` (n,) uint64.
    ``concepts`` (C,) int32: the concepts that anybody claims, rising; below they go by their position here.
    By partition: ``base`` (P,) first slot, ``size`` (P,) people, ``runs`` (P, 33) where each class begins,
    ``district`` (P,) (-1: everywhere), ``resident`` (P,) bool: whether its people live there; over all resident
    partitions everybody stands once. ``start`` (P, C + 1) uint32: where the postings of a concept begin.
    Postings, slots rising within each: ``slot`` uint16 counted in the partition, ``grade`` uint8.
    By slot: ``person`` (S,) uint32. As bits, 64 slots a word: ``complete`` (5, S / 64), ``too_young`` (S / 64,).
    ``reach``: for each partition of a district, for each place of it, the bits of those who reach the place, at
    ``reach_at`` (P,). ``place_district`` and ``place_row`` (places,): the district of a place and its row there.
    """

    n_concepts: int
    ids: NDArray[np.bytes_]
    home: NDArray[np.int32]
    fingerprint: NDArray[np.uint64]
    concepts: NDArray[np.int32]
    base: NDArray[np.int64]
    size: NDArray[np.int64]
    runs: NDArray[np.int32]
    district: NDArray[np.int32]
    resident: NDArray[np.bool_]
    start: NDArray[np.uint32]
    slot: NDArray[np.uint16]
    grade: NDArray[np.uint8]
    person: NDArray[np.uint32]
    complete: NDArray[np.uint64]
    too_young: NDArray[np.uint64]
    reach: NDArray[np.uint64]
    reach_at: NDArray[np.int64]
    place_district: NDArray[np.int32]
    place_row: NDArray[np.int32]

    def __post_init__(self) -> None:
        for f in fields(self):
            value = getattr(self, f.name)
            if isinstance(value, np.ndarray):
                value.flags.writeable = False

    @classmethod
    def of(cls, supply: Supply, places: Places) -> "Shard":
        """The shard of these people. Raises ValueError where a home or a commute lies outside the places."""
        _check_places(supply, places)
        plan = layout(supply, places)
        concepts = np.unique(supply.claim_concept).astype(np.int32)
        start, slot, grade = _postings(supply, plan, concepts)
        person = np.full(plan.slots, NOBODY, np.uint32)
        person[plan.slot_of_entry] = plan.entry_person
        complete = np.zeros((ASKED_SECTIONS, plan.slots), np.bool_)
        complete[:, plan.slot_of_entry] = supply.complete[:ASKED_SECTIONS, plan.entry_person]
        too_young = np.zeros(plan.slots, np.bool_)
        too_young[plan.slot_of_entry] = supply.meets_legal_age[plan.entry_person] == Answer.NO
        return cls(
            n_concepts=supply.n_concepts,
            ids=np.array([i.encode() for i in supply.ids], np.bytes_),
            home=supply.home,
            fingerprint=supply.fingerprints,
            concepts=concepts,
            base=plan.base,
            size=plan.size,
            runs=plan.runs,
            district=plan.district,
            resident=plan.resident,
            start=start,
            slot=slot,
            grade=grade,
            person=person,
            complete=as_bits(complete),
            too_young=as_bits(too_young),
            reach=plan.reach,
            reach_at=plan.reach_at,
            place_district=plan.place_district,
            place_row=plan.place_row,
        )

    def __len__(self) -> int:
        return len(self.home)

    @property
    def words(self) -> int:
        """Words of bits over all slots."""
        return len(self.too_young)

    @cached_property
    def residents(self) -> NDArray[np.uint64]:
        """(S / 64,) bits of the slots in which each person stands exactly once."""
        bits = np.zeros(self.words * WORD, np.bool_)
        for first, size in zip(self.base[self.resident], self.size[self.resident], strict=True):
            bits[first : first + size] = True
        return as_bits(bits)

    @cached_property
    def occupied(self) -> NDArray[np.uint64]:
        """(S / 64,) bits of the slots in which anybody stands."""
        return as_bits(self.person != NOBODY)

    @cached_property
    def fingerprint_sum(self) -> int:
        """Sum of the hashes of everybody, not reduced."""
        return int(np.sum(self.fingerprint, dtype=np.uint64))

    @cached_property
    def everywhere(self) -> NDArray[np.int64]:
        """Partitions that hold everybody once."""
        return np.flatnonzero(self.resident)

    @cached_property
    def visits(self) -> tuple[NDArray[np.int64], ...]:
        """By district: the partitions that hold, once, everybody who is not known to be out of its reach."""
        n = int(self.place_district.max(initial=-1)) + 1
        anywhere = self.district < 0
        return tuple(np.flatnonzero(anywhere | (self.district == d)) for d in range(n))

    @cached_property
    def position(self) -> NDArray[np.int32]:
        """(n_concepts,) the position of each concept in ``concepts``, -1 where nobody claims it."""
        found = np.full(self.n_concepts, -1, np.int32)
        found[self.concepts] = np.arange(len(self.concepts), dtype=np.int32)
        return found

    @cached_property
    def popular(self) -> NDArray[np.int32]:
        """(C,) a number for each concept that most claim, -1 for the others; none where people claim one twice."""
        claims = np.diff(self.start.astype(np.int64), axis=1).sum(axis=0)
        found = np.full(len(self.concepts), -1, np.int32)
        most = np.flatnonzero(2 * claims > int(self.size.sum())) if self.once else np.zeros(0, np.intp)
        found[most] = np.arange(len(most), dtype=np.int32)
        return found

    @cached_property
    def popular_grades(self) -> NDArray[np.uint8]:
        """(popular concepts, S) the grade of every slot, for these: quicker to walk than their postings."""
        concepts = np.flatnonzero(self.popular >= 0)
        grades = np.full((len(concepts), len(self.person)), NO_GRADE, np.uint8)
        for row, concept in zip(grades, concepts.tolist(), strict=True):
            spread_grades(self.start, self.slot, self.grade, self.base, concept, row)
        return grades

    @cached_property
    def once(self) -> bool:
        """Whether no person claims a concept twice, with two grades."""
        lists = np.zeros(len(self.slot) + 1, np.bool_)
        lists[self.start.ravel()] = True  # where a list begins, its slot may equal the last of the one before
        return not bool(np.any((self.slot[1:] == self.slot[:-1]) & ~lists[1:-1]))

    def bits_of(self, people: NDArray[np.intp]) -> NDArray[np.uint64]:
        """(S / 64,) bits of all slots of these people."""
        chosen = np.zeros(len(self) + 1, np.bool_)
        chosen[people] = True
        return as_bits(chosen.take(self.person, mode="clip"))  # nobody is beyond the last

    def rows_of(self, ids: Collection[str]) -> NDArray[np.intp]:
        """People by id; those whom the shard does not hold are left out."""
        asked = np.array(sorted(i.encode() for i in ids), np.bytes_)
        if not len(asked) or not len(self):
            return np.zeros(0, np.intp)
        at = np.minimum(np.searchsorted(self.ids, asked), len(self) - 1)
        found: NDArray[np.intp] = at[self.ids[at] == asked]
        return found

    @property
    def nbytes(self) -> int:
        """Bytes of all arrays."""
        return sum(v.nbytes for f in fields(self) if isinstance(v := getattr(self, f.name), np.ndarray))


def as_bits(flags: NDArray[np.bool_]) -> NDArray[np.uint64]:
    """Flags, a multiple of 64 of them along the last axis, as words; the first flag is the lowest bit."""
    packed = np.packbits(flags, axis=-1, bitorder="little")
    return packed.view("<u8").astype(np.uint64, copy=False)


def _check_places(supply: Supply, places: Places) -> None:
    furthest = max(int(supply.home.max(initial=-1)), len(supply.commute_start) - 2)
    if furthest >= len(places):
        raise ValueError("a home or a place of work lies outside the places given")


def _postings(
    supply: Supply, plan: Layout, concepts: NDArray[np.int32]
) -> tuple[NDArray[np.uint32], NDArray[np.uint16], NDArray[np.uint8]]:
    """(start, slot, grade) of every partition, one after the other."""
    claimed = np.zeros(supply.n_concepts, np.int32)
    claimed[concepts] = np.arange(len(concepts), dtype=np.int32)
    total = int(np.diff(supply.claim_start)[plan.entry_person].sum())
    if total >= 2**32:
        raise ValueError("too many claims for one shard; split it by place")
    start = np.zeros((len(plan.base), len(concepts) + 1), np.uint32)
    slot, grade = np.empty(total, np.uint16), np.empty(total, np.uint8)
    fill_postings(
        plan.entry_start,
        plan.entry_person,
        supply.claim_start,
        claimed[supply.claim_concept],
        supply.claim_grade,
        (start, slot, grade),
    )
    return start, slot, grade
