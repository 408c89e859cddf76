"""Whom a course would lift towards a need: exact, over any number of people in any number of shards.

Everybody is searched as if they had taken the course. Two sets of bits, made from the same postings, then leave
those out who need no course and those of whom nothing is known: sending somebody to a course on no knowledge at all
would be a guess, so they are counted and to be asked.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from kompetensnav.engine.matching.fingerprint import of_sum
from kompetensnav.engine.matching.kernel.arrays import scratch
from kompetensnav.engine.matching.kernel.heap import heap
from kompetensnav.engine.matching.kernel.scan import scan
from kompetensnav.engine.matching.query import Query
from kompetensnav.engine.matching.result import Listed, Stamp
from kompetensnav.engine.matching.search import Bits, Searcher, by_rank
from kompetensnav.engine.matching.shard import BLOCK, WORD
from kompetensnav.engine.matching.stamp import stamp_of


@dataclass(frozen=True, slots=True)
class LiftCounts:
    """``total`` = the sum of ``removed`` + ``kept``; ``kept`` = ``able`` + ``lifted`` + ``without_evidence``.

    Conditions count as with the course: a licence that it gives removes nobody. ``able`` meet all it gives already.
    """

    total: int
    removed: tuple[int, ...]
    kept: int
    able: int
    lifted: int
    without_evidence: int


@dataclass(frozen=True, slots=True)
class LiftPart:
    """What one shard answers. ``counts``: total, removed at each condition before reach, kept, able, lifted."""

    lifted: tuple[Listed, ...]
    counts: NDArray[np.int64]
    fingerprint: int


@dataclass(frozen=True, slots=True)
class Lifted:
    """The first k whom the course would lift, with their numbers as they would be, and the counts behind them."""

    people: tuple[Listed, ...]
    counts: LiftCounts
    stamp: Stamp


def gives(query: Query) -> tuple[int, ...]:
    """Requirements of the need, by index, that the claims granted with the query meet."""
    order = sorted(range(len(query.need.requirements)), key=lambda i: query.need.requirements[i].section)
    return tuple(sorted(order[i] for i in np.flatnonzero(_given(query)).tolist()))


def lifted(query: Query, searchers: Sequence[Searcher], k: int) -> Lifted:
    """The people whom the claims granted with ``query`` would lift; see ``lift_part`` and ``merge_lifted``."""
    return merge_lifted(query, [lift_part(query, searcher, k) for searcher in searchers], k)


def lift_part(query: Query, searcher: Searcher, k: int) -> LiftPart:
    """The first k people of one shard who lack something the course gives, as they rank when they have it.

    By lo, hi, evidence share (falling), distance (rising), id. Raises ValueError for a negative k, and for people
    who were indexed for another graph or other places.
    """
    if k < 0:
        raise ValueError("k is negative")
    asked = searcher.asked(query)
    visits, passing = searcher.visits(query), searcher.passing(query)
    kept = searcher.within_reach(query, passing.bits, visits)
    able = _able(query, searcher)
    lift = kept & ~able & _shown(query, searcher)
    best = heap(min(k, searcher.total))
    scan(visits, lift, searcher.people, searcher.postings, asked, scratch(), best, heap(0))
    numbers = [_count(bits, searcher, visits) for bits in (kept, kept & able, lift)]
    return LiftPart(
        lifted=searcher.listed(query, best),
        counts=np.array([searcher.total, *passing.removed, *numbers], np.int64),
        fingerprint=searcher.fingerprint,
    )


def merge_lifted(query: Query, parts: Sequence[LiftPart], k: int) -> Lifted:
    """The answer over all shards; the same over any split of the people."""
    people = sorted((row for part in parts for row in part.lifted), key=by_rank)[:k]
    total, *removed, kept, able, lift = np.sum([part.counts for part in parts], axis=0).tolist()
    everybody = of_sum(total, sum(part.fingerprint for part in parts))
    return Lifted(
        people=tuple(people),
        counts=LiftCounts(
            total=total,
            removed=(*removed, total - sum(removed) - kept),
            kept=kept,
            able=able,
            lifted=lift,
            without_evidence=kept - able - lift,
        ),
        stamp=stamp_of(query.asked, everybody, query.parameters.version, query.taxonomy, k),
    )


def _given(query: Query) -> NDArray[np.bool_]:
    given: NDArray[np.bool_] = query.terms.granted >= query.parameters.outcome_met
    return given


def _able(query: Query, searcher: Searcher) -> Bits:
    """Who meets by themselves all that the course gives; everybody, where it gives nothing of what is asked."""
    terms, met = query.terms, query.parameters.outcome_met
    able = searcher.present
    for i in np.flatnonzero(_given(query)).tolist():
        part = slice(int(terms.first[i]), int(terms.first[i + 1]))
        enough = (terms.credit[part] >= met).astype(np.uint8)
        able = able & searcher.holders(terms.concept[part], enough)
    return able


def _shown(query: Query, searcher: Searcher) -> Bits:
    """Of whom anything is known that the need asks for: some claim speaks for it, or a section is complete."""
    terms = query.terms
    shown = searcher.holders(terms.concept, (terms.credit > 0).astype(np.uint8))
    for section in np.unique(terms.section).tolist():
        shown = shown | searcher.shard.complete[section]
    return shown


def _count(bits: Bits, searcher: Searcher, visits: NDArray[np.int64]) -> int:
    """How many bits are set in the visited partitions; beyond them nothing is written."""
    people = searcher.people
    found = 0
    for p in visits.tolist():
        first = int(people.base[p]) // WORD
        words = -(-int(people.size[p]) // BLOCK) * (BLOCK // WORD)
        found += int(np.bitwise_count(bits[first : first + words]).sum())
    return found
