"""Exact search of one shard, and the merge of the answers of many.

Over any split of the people into shards, ``merge`` gives the same answer: each shard returns more than enough for
both lists, its counts, and the sum of the hashes of its people.
"""

from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Generic, TypeVar

import numpy as np
from numpy.typing import NDArray

from kompetensnav.engine.matching.fingerprint import of_sum
from kompetensnav.engine.matching.kernel.arrays import Asked, People, Postings, Scratch, scratch
from kompetensnav.engine.matching.kernel.heap import Heap, heap
from kompetensnav.engine.matching.kernel.masks import first_failing, mark_holders, within_reach
from kompetensnav.engine.matching.kernel.scan import scan
from kompetensnav.engine.matching.query import Hard, Query
from kompetensnav.engine.matching.result import Counts, Found, Listed
from kompetensnav.engine.matching.shard import WORD, Shard
from kompetensnav.engine.matching.stamp import stamp_of
from kompetensnav.engine.matching.supply import UNKNOWN_PLACE
from kompetensnav.engine.matching.terms import Condition

Bits = NDArray[np.uint64]
_T = TypeVar("_T")
_NO_COUNTS = np.zeros(9, np.int64)
_KEPT_MASKS = 64  # sets of hard conditions whose bits are kept: one bit a slot each
_BEFORE_REACH = tuple(c for c in Condition if c is not Condition.REACH)


@dataclass(frozen=True, slots=True)
class Part:
    """What one shard answers: lists in order, counts that can be added, the sum of its people's hashes.

    ``askable`` is up to twice as long as asked for, since the ranked leave the list of those to ask.
    ``counts``: total, the removed at each condition before reach, kept, with lo > 0, askable, without evidence.
    """

    ranked: tuple[Listed, ...]
    askable: tuple[Listed, ...]
    counts: NDArray[np.int64]
    fingerprint: int


class Kept(Generic[_T]):
    """The values asked for last, at most so many. Two threads may find one value twice, never a wrong one."""

    def __init__(self, most: int) -> None:
        self._values: OrderedDict[object, _T] = OrderedDict()
        self._most = most

    def get(self, key: object, find: Callable[[], _T]) -> _T:
        """The value of a key, found where it is not kept."""
        value = self._values.pop(key, None)
        if value is None:
            value = find()
        self._values[key] = value
        while len(self._values) > self._most:
            self._values.popitem(last=False)
        return value


@dataclass(frozen=True, slots=True)
class _Passing:
    """Who passes all conditions but reach, as bits; how many, and how many fell at each condition."""

    bits: Bits
    people: int
    removed: NDArray[np.int64]


@dataclass
class Searcher:
    """A shard ready to be searched, without those who have left it. Keeps what several needs share.

    Threads may search it at once: what is kept depends on the shard and on who has left alone.
    """

    shard: Shard
    left: frozenset[int] = frozenset()  # rows of the shard
    _holders: "Kept[Bits]" = field(default_factory=lambda: Kept(_KEPT_MASKS), repr=False)
    _passing: "Kept[_Passing]" = field(default_factory=lambda: Kept(_KEPT_MASKS), repr=False)

    def __post_init__(self) -> None:
        s = self.shard
        self.people = People(s.person, s.home, s.base, s.size, s.runs)
        self.postings = Postings(s.position, s.once, s.start, s.slot, s.grade, s.popular, s.popular_grades)
        gone = np.array(sorted(self.left), np.intp)
        self.present: Bits = s.occupied & ~s.bits_of(gone) if len(gone) else s.occupied
        lost = int(np.sum(s.fingerprint[gone], dtype=np.uint64))
        self.fingerprint = s.fingerprint_sum - lost
        self.total = len(s) - len(gone)

    def without(self, left: frozenset[int]) -> "Searcher":
        """The same shard without these rows; who holds what is not looked up again."""
        return self if left == self.left else Searcher(self.shard, left, self._holders)

    def asked(self, query: Query) -> Asked:
        """The query as arrays: to be asked for before any other use of a query, since loops look up unchecked.

        Raises ValueError where the people were indexed for another graph or other places.
        """
        if query.n_concepts != self.shard.n_concepts:
            raise ValueError("the people were indexed for another graph")
        if len(query.km) != len(self.shard.place_district):
            raise ValueError("the people were indexed for other places")
        return query.arrays

    def passing(self, query: Query) -> _Passing:
        """Who passes the hard conditions but reach; kept, since many needs set the same."""

        def find() -> _Passing:
            counts, bits = np.zeros(len(_BEFORE_REACH), np.int64), np.zeros(self.shard.words, np.uint64)
            people = first_failing(self.failing(query), self.present, self.shard.residents, counts, bits)
            return _Passing(bits, people, counts)

        return self._passing.get(query.hard_key, find)

    def failing(self, query: Query) -> Bits:
        """(4, words) who is known to fail each condition before reach."""
        failing = np.zeros((len(_BEFORE_REACH), self.shard.words), np.uint64)
        for hard in query.hard:
            failing[hard.condition] |= self.shard.complete[hard.section] & ~self._held(hard)
        if query.need.asks_legal_age:
            failing[Condition.LEGAL_AGE] = self.shard.too_young
        return failing

    def _held(self, hard: Hard) -> Bits:
        return self.holders(hard.concept, hard.enough)

    def holders(self, concept: NDArray[np.int32], enough: NDArray[np.uint8]) -> Bits:
        """Who claims one of the concepts with a grade that is ``enough`` (concepts, 21), as bits; kept."""

        def find() -> Bits:
            holders = np.zeros(self.shard.words, np.uint64)
            mark_holders(concept, enough, self.people, self.postings, holders)
            return holders

        return self._holders.get((concept.tobytes(), enough.tobytes()), find)

    def visits(self, query: Query) -> NDArray[np.int64]:
        """Partitions in which the need may find people."""
        place = query.need.municipality
        return self.shard.everywhere if place is None else self.shard.visits[self.shard.place_district[place]]

    def within_reach(self, query: Query, bits: Bits, visits: NDArray[np.int64]) -> Bits:
        """Those of ``bits`` not known to be out of reach, written for the visited partitions only."""
        place = query.need.municipality
        if place is None:
            return bits
        keep = np.empty_like(bits)
        s = self.shard
        within_reach(visits, int(s.place_row[place]), bits, s.reach, s.reach_at, s.district, self.people, keep)
        return keep

    def listed(self, query: Query, found: Heap, *, ask: bool = False) -> tuple[Listed, ...]:
        """What a heap holds, best first."""
        n = int(found.size[0])
        order = np.lexsort((found.person[:n], ~found.key[:n]))
        people, keys = found.person[order].astype(np.intp), found.key[order]
        high, low = (keys >> np.uint64(42)) & np.uint64(0xFFFF), (keys >> np.uint64(26)) & np.uint64(0xFFFF)
        lo, hi = (low, high) if ask else (high, low)
        if ask:  # those of whom nothing is known promise 1: see ``_promises``
            lo, hi = np.where(hi == 0, 0, lo), np.where(hi == 0, query.need.scale, hi)
        known = (keys >> np.uint64(16)) & np.uint64(0x3FF)
        home = self.shard.home[people]
        km = query.km[home].tolist() if query.need.municipality is not None else [None] * n
        for i in np.flatnonzero(home == UNKNOWN_PLACE).tolist():
            km[i] = None
        ids = [i.decode() for i in self.shard.ids[people].tolist()]
        return tuple(map(Listed._make, zip(ids, lo.tolist(), hi.tolist(), known.tolist(), km, strict=True)))


def search(query: Query, searcher: Searcher, k: int, work: Scratch | None = None) -> Part:
    """The first k of both lists among the people of one shard, and the counts behind them.

    ``work`` may be handed on from search to search. Raises ValueError for a negative k, and for people who were
    indexed for another graph.
    """
    if k < 0:
        raise ValueError("k is negative")
    asked, k = searcher.asked(query), min(k, searcher.total)
    visits = searcher.visits(query)
    passing = searcher.passing(query)
    keep = searcher.within_reach(query, passing.bits, visits)
    ranked, askable = heap(k), heap(2 * k)
    found = scan(visits, keep, searcher.people, searcher.postings, asked, work or scratch(), ranked, askable)
    return Part(
        ranked=searcher.listed(query, ranked),
        askable=searcher.listed(query, askable, ask=True),
        counts=np.array([searcher.total, *passing.removed, *found], np.int64),
        fingerprint=searcher.fingerprint,
    )


def search_near(query: Query, searcher: Searcher, condition: Condition, k: int) -> Part:
    """The first k with lo > 0 whose only failing hard condition is this one."""
    asked = searcher.asked(query)
    if condition is Condition.REACH:
        visits, keep = searcher.shard.everywhere, _out_of_reach(query, searcher)
    else:
        visits = searcher.visits(query)
        failing = searcher.failing(query)
        others = np.bitwise_or.reduce([failing[c] for c in _BEFORE_REACH if c is not condition])
        keep = searcher.within_reach(query, searcher.present & failing[condition] & ~others, visits)
    ranked = heap(min(k, searcher.total))
    found = scan(visits, keep, searcher.people, searcher.postings, asked, scratch(), ranked, heap(0))
    counts = np.array([searcher.total, *[0] * len(_BEFORE_REACH), *found], np.int64)
    return Part(searcher.listed(query, ranked), (), counts, searcher.fingerprint)


def merge(query: Query, parts: Sequence[Part], k: int) -> Found:
    """The answer over all shards, from the parts of each."""
    ranked = _together([part.ranked for part in parts], by_rank)[:k]
    taken = {row.person for row in ranked}
    ask = [row for row in _together([part.askable for part in parts], by_promise) if row.person not in taken]
    total, *removed, kept, some, askable, nothing = np.sum(
        [_NO_COUNTS, *(part.counts for part in parts)], axis=0
    ).tolist()
    both = sum(query.askable(row.lo, row.hi) for row in ranked)
    people = of_sum(total, sum(part.fingerprint for part in parts))
    return Found(
        ranked=tuple(ranked),
        ask_first=tuple(ask[:k]),
        counts=Counts(
            total=total,
            removed=(*removed, total - sum(removed) - kept),
            kept=kept,
            ranked=some,
            ask_first=askable - both,
            without_evidence=nothing,
        ),
        stamp=stamp_of(query.asked, people, query.parameters.version, query.taxonomy, k),
    )


def _together(lists: Sequence[tuple[Listed, ...]], key: Callable[[Listed], object]) -> list[Listed]:
    """Lists that are in order as one list in order; one alone is."""
    if len(lists) == 1:
        return list(lists[0])
    return sorted((row for rows in lists for row in rows), key=key)  # type: ignore[arg-type]  # tuples of one shape


def by_rank(row: Listed) -> tuple[int, int, int, float, str]:
    """Sorts a ranking: lo, hi and evidence share falling, distance rising with unknown last, id."""
    return -row.lo, -row.hi, -row.known, row.far, row.person


def by_promise(row: Listed) -> tuple[bool, int, int, int, float, str]:
    """Sorts the people to ask first: some evidence first; hi, lo, evidence share falling; distance rising; id."""
    return not (row.lo or row.known), -row.hi, -row.lo, -row.known, row.far, row.person


def _out_of_reach(query: Query, searcher: Searcher) -> Bits:
    """Those who pass all else but are known not to reach the place, each once."""
    shard, place = searcher.shard, query.need.municipality
    passing = searcher.passing(query).bits
    if place is None:
        return np.zeros_like(passing)
    visits = searcher.visits(query)
    reached = np.zeros(shard.words * WORD, np.bool_)
    keep = searcher.within_reach(query, searcher.present, visits)
    for p in visits.tolist():
        first, size = int(shard.base[p]), int(shard.size[p])
        words = slice(first // WORD, -(-(first + size) // WORD))
        bits = np.unpackbits(keep[words].astype("<u8").view(np.uint8), bitorder="little")
        reached[first : first + size] = bits[:size]
    people = np.unique(shard.person[reached]).astype(np.intp)
    return passing & shard.residents & ~shard.bits_of(people)
