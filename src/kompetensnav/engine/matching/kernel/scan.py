"""The search itself: credits added up partition by partition, then the best of each list kept in a small heap.

For one partition:

1. ``_credit_best`` adds weight x degree of every requirement into ``sums``, and the weight once more, in the upper
   half, when a requirement becomes met. ``best`` holds the requirement and the degree so far of each slot as one
   number (requirement x 128 + degree), so it need not be cleared between requirements: a number below the
   requirement's own means that nothing has spoken for it yet.
2. After each section, what it added is kept apart for those who have completed it: of that nothing is open.
3. ``_mask`` takes away whom a condition removes, counts the others and notes the most that each block of 128 has.
4. ``_take_ranked`` visits blocks in falling order of that and passes over every block that cannot hold anyone
   better than the worst in the heap: exact.
5. ``_take_askable`` does the same with what each person promises.

Keys are compared as one number; a tie goes to the lower person, that is to the lower opaque id.
"""

from collections.abc import Callable
from typing import NamedTuple, cast

import numba
import numpy as np
from numpy.typing import NDArray

from kompetensnav.engine.matching.kernel.heap import Heap, offer, worst

SLOTS = 65_536
BLOCK = 128
CLASSES = 32
SECTIONS = 5
BINS = 1_024
# A key holds, from the top: two sums of sixteen bits, the weight known (ten bits) and nearness (sixteen bits).
FIRST, SECOND, KNOWN = 42, 26, 16
_LOWER = (1 << SECOND) - 1

# In compiled code int64 beside an unsigned number would become a float.
whole = cast("Callable[..., int]", np.int64)


class People(NamedTuple):
    """Of a shard: who stands in which slot. See ``Shard``."""

    person: NDArray[np.uint32]
    home: NDArray[np.int32]
    base: NDArray[np.int64]
    size: NDArray[np.int64]
    runs: NDArray[np.int32]


class Postings(NamedTuple):
    """Of a shard: claims by partition and concept. See ``Shard``."""

    start: NDArray[np.uint32]
    slot: NDArray[np.uint16]
    grade: NDArray[np.uint8]


class Asked(NamedTuple):
    """A query: ``Terms`` with concepts as the shard numbers them; ``needed``: the sections asked, as bits."""

    first: NDArray[np.int32]
    concept: NDArray[np.int64]
    credit: NDArray[np.uint8]
    weight: NDArray[np.uint16]
    granted: NDArray[np.uint8]
    section: NDArray[np.uint8]
    whole: NDArray[np.uint16]
    nearness: NDArray[np.uint16]
    needed: int
    met: int
    least_hi: int
    most_lo: int


class Scratch(NamedTuple):
    """Working arrays of one search at a time, kept between searches; ``sums`` and ``best`` are left at nought.

    By slot, (65,536,): ``sums``, ``shown``, ``before`` uint32 (weight met x 65,536 + lo), ``best`` uint16, ``kept``
    uint8 0 or 1, ``promise`` uint32. By block, (512,): ``most`` uint32 and ``order`` int32. ``bins`` (1026,) int32.
    """

    sums: NDArray[np.uint32]
    shown: NDArray[np.uint32]
    before: NDArray[np.uint32]
    best: NDArray[np.uint16]
    kept: NDArray[np.uint8]
    promise: NDArray[np.uint32]
    most: NDArray[np.uint32]
    order: NDArray[np.int32]
    bins: NDArray[np.int32]


def scratch() -> Scratch:
    """Fresh working arrays, 1.2 MB."""
    blocks = SLOTS // BLOCK
    sums, shown, before, promise = (np.zeros(SLOTS, np.uint32) for _ in range(4))
    best, kept = np.zeros(SLOTS, np.uint16), np.zeros(SLOTS, np.uint8)
    most, order, bins = np.zeros(blocks, np.uint32), np.zeros(blocks, np.int32), np.zeros(BINS + 2, np.int32)
    return Scratch(sums, shown, before, best, kept, promise, most, order, bins)


@numba.njit(cache=True, nogil=True)
def scan(
    visits: NDArray[np.int64],
    keep: NDArray[np.uint64],
    people: People,
    postings: Postings,
    asked: Asked,
    work: Scratch,
    ranked: Heap,
    askable: Heap,
) -> tuple[int, int, int, int]:
    """Search the visited partitions among the slots whose bit in ``keep`` is set; the heaps hold the answers.

    Returns how many people (are kept, have lo > 0, could be asked, have shown nothing).
    """
    kept, some, open_, nothing = 0, 0, 0, 0
    for p in visits:
        _credit_best(p, people, postings, asked, work)
        a, b = _mask(p, keep, people, work)
        kept += a
        some += b
        if b:
            _take_ranked(p, people, asked, work, ranked)
        c, d = _promises(p, people, asked, work)
        if c:
            _take_askable(p, people, asked, work, askable)
        open_ += c
        nothing += d
        n = people.size[p]
        work.sums[:n] = 0
        work.best[:n] = 0
    return kept, some, open_, nothing


@numba.njit(cache=True, nogil=True, inline="always")
def _credit_best(p: int, people: People, postings: Postings, asked: Asked, work: Scratch) -> None:
    sums, best = work.sums, work.best
    mixed = _any_mixed(p, people, asked.needed)
    if mixed:
        work.shown[: people.size[p]] = 0
        work.before[: people.size[p]] = 0
    n_requirements = len(asked.weight)
    for r in range(n_requirements):
        stamp = r << 7
        met = stamp + asked.met
        weight, granted = whole(asked.weight[r]), whole(asked.granted[r])
        if granted:
            _grant(people.size[p], weight, granted, asked.met, sums)
        floor = stamp + granted
        for u in range(asked.first[r], asked.first[r + 1]):
            c = asked.concept[u]
            credit = asked.credit[u]
            for t in range(postings.start[p, c], postings.start[p, c + 1]):
                i = postings.slot[t]
                new = stamp + whole(credit[postings.grade[t]])
                old = whole(best[i])
                if new > old and new > floor:
                    best[i] = np.uint16(new)
                    old = max(old, floor)
                    becomes_met = whole(new >= met) & whole(old < met)
                    sums[i] += np.uint32(weight * (new - old) + ((weight * becomes_met) << 16))
        if mixed and (r + 1 == n_requirements or asked.section[r + 1] != asked.section[r]):
            _set_apart(p, whole(asked.section[r]), asked.needed, people, work)


@numba.njit(cache=True, nogil=True)
def _grant(n: int, weight: int, granted: int, met: int, sums: NDArray[np.uint32]) -> None:
    """Credit everybody with what a course would give them of one requirement."""
    credit = np.uint32(weight * granted + ((weight * whole(granted >= met)) << 16))
    for i in range(n):
        sums[i] += credit


@numba.njit(cache=True, nogil=True)
def _set_apart(p: int, section: int, needed: int, people: People, work: Scratch) -> None:
    """Keep what this section added for those who have completed it; only runs with a part open need it."""
    for k in range(CLASSES):
        if k & needed == 0 or k & needed == needed:
            continue
        first, end = people.runs[p, k], people.runs[p, k + 1]
        if k >> section & 1:
            for i in range(first, end):
                work.shown[i] += work.sums[i] - work.before[i]
        for i in range(first, end):
            work.before[i] = work.sums[i]


@numba.njit(cache=True, nogil=True, inline="always")
def _mask(p: int, keep: NDArray[np.uint64], people: People, work: Scratch) -> tuple[int, int]:
    """Set the sums of those removed to nought; (people kept, people with lo > 0)."""
    first_word = people.base[p] // 64
    kept, some = 0, 0
    for block in range((people.size[p] + BLOCK - 1) // BLOCK):
        most = np.uint32(0)
        for half in range(2):
            word = keep[first_word + 2 * block + half]
            start = block * BLOCK + 64 * half
            sums, flags = work.sums[start : start + 64], work.kept[start : start + 64]
            if word == np.uint64(0):
                sums[:] = 0
                flags[:] = 0
                continue
            kept += count_bits(word)
            for j in range(64):
                flags[j] = np.uint8((word >> np.uint64(j)) & np.uint64(1))
            here = np.uint32(0)
            for j in range(64):
                value = np.uint32(sums[j] * flags[j])
                sums[j] = value
                lo = value & np.uint32(0xFFFF)
                most = max(most, lo)
                here += np.uint32(lo > 0)
            some += whole(here)
        work.most[block] = most
    return kept, some


@numba.njit(cache=True, nogil=True, inline="always")
def _take_ranked(p: int, people: People, asked: Asked, work: Scratch, heap: Heap) -> None:
    n = people.size[p]
    floor = worst(heap) >> np.uint64(FIRST)  # lo of the last in the heap
    n_blocks, least = sort_blocks((n + BLOCK - 1) // BLOCK, len(heap.key), np.uint32(floor), work)
    for position in range(n_blocks):
        block = work.order[position]
        floor = max(np.uint64(least), worst(heap) >> np.uint64(FIRST))
        if work.most[block] < floor:
            continue
        k = class_at(p, block * BLOCK, people)
        for i in range(block * BLOCK, min(n, block * BLOCK + BLOCK)):
            lo = np.uint64(work.sums[i] & np.uint32(0xFFFF))
            if lo < floor or lo == np.uint64(0):
                continue
            while people.runs[p, k + 1] <= i:
                k += 1
            hi, known = _open_end(k, i, asked, work)
            key = (lo << np.uint64(FIRST)) | (np.uint64(hi) << np.uint64(SECOND))
            key |= np.uint64(known) << np.uint64(KNOWN)
            if key | np.uint64(0xFFFF) >= worst(heap):
                person = people.person[people.base[p] + i]
                offer(heap, key | np.uint64(asked.nearness[people.home[person]]), person)
                floor = max(np.uint64(least), worst(heap) >> np.uint64(FIRST))


@numba.njit(cache=True, nogil=True, inline="always")
def _take_askable(p: int, people: People, asked: Asked, work: Scratch, heap: Heap) -> None:
    n = people.size[p]
    floor = worst(heap) >> np.uint64(SECOND)
    n_blocks, least = sort_blocks((n + BLOCK - 1) // BLOCK, len(heap.key), np.uint32(floor), work)
    for position in range(n_blocks):
        block = work.order[position]
        floor = max(np.uint64(least), worst(heap) >> np.uint64(SECOND))
        if work.most[block] < floor:
            continue
        k = class_at(p, block * BLOCK, people)
        for i in range(block * BLOCK, min(n, block * BLOCK + BLOCK)):
            promise = np.uint64(work.promise[i])
            if promise < floor or promise == np.uint64(0):
                continue
            while people.runs[p, k + 1] <= i:
                k += 1
            _, known = _open_end(k, i, asked, work)
            key = (promise << np.uint64(SECOND)) | (np.uint64(known) << np.uint64(KNOWN))
            if key | np.uint64(0xFFFF) >= worst(heap):
                person = people.person[people.base[p] + i]
                offer(heap, key | np.uint64(asked.nearness[people.home[person]]), person)
                floor = max(np.uint64(least), worst(heap) >> np.uint64(SECOND))


@numba.njit(cache=True, nogil=True, inline="always")
def _open_end(k: int, i: int, asked: Asked, work: Scratch) -> tuple[int, int]:
    """(hi, weight known) of slot i in class k.

    In completed sections all is known and nothing more is possible; in the others all is possible, and what is met
    is known.
    """
    sums = work.sums[i]
    if k & asked.needed == asked.needed:
        known = 0
        for s in range(SECTIONS):
            known += whole(asked.whole[s])
        return whole(sums & np.uint32(0xFFFF)), known
    shown = np.uint32(0) if k & asked.needed == 0 else work.shown[i]
    hi = whole(shown & np.uint32(0xFFFF))
    known = whole(sums >> np.uint32(16)) - whole(shown >> np.uint32(16))
    for s in range(SECTIONS):
        if k >> s & 1:
            known += whole(asked.whole[s])
        else:
            hi += 100 * whole(asked.whole[s])
    return hi, known


@numba.njit(cache=True, nogil=True, inline="always")
def _promises(p: int, people: People, asked: Asked, work: Scratch) -> tuple[int, int]:
    """Write what each person promises: hi and lo, 1 for those of whom nothing is known, 0 for nobody to ask.

    Returns how many (could be asked, have shown nothing), and leaves the most of each block.
    """
    open_, nothing = 0, 0
    for k in range(CLASSES):
        first, end = people.runs[p, k], people.runs[p, k + 1]
        if first == end:
            continue
        if asked.needed and k & asked.needed == asked.needed:
            work.promise[first:end] = 0  # all is said: hi equals lo
            continue
        blank = k & asked.needed == 0
        rest = 0
        for s in range(SECTIONS):
            if not k >> s & 1:
                rest += 100 * whole(asked.whole[s])
        if blank:
            work.shown[first:end] = 0
        a, b = _promises_of_run(first, end, np.uint32(rest), blank, asked, work)
        open_ += a
        nothing += b
    if open_:
        for block in range((people.size[p] + BLOCK - 1) // BLOCK):
            most = np.uint32(0)
            for i in range(block * BLOCK, min(people.size[p], block * BLOCK + BLOCK)):
                most = max(most, work.promise[i])
            work.most[block] = most
    return open_, nothing


@numba.njit(cache=True, nogil=True)
def _promises_of_run(
    first: int, end: int, rest: np.uint32, blank: bool, asked: Asked, work: Scratch
) -> tuple[int, int]:
    sums, shown, kept = work.sums[first:end], work.shown[first:end], work.kept[first:end]
    promise = work.promise[first:end]
    least_hi, most_lo = np.uint32(asked.least_hi), np.uint32(asked.most_lo)
    low_half = np.uint32(0xFFFF)
    open_, nothing = np.uint32(0), np.uint32(0)
    for i in range(len(sums)):
        hi = np.uint32((shown[i] & low_half) + rest)
        lo = sums[i] & low_half
        here = np.uint32(kept[i])
        ask = here & np.uint32(hi >= least_hi) & np.uint32(lo <= most_lo)
        empty = np.uint32(blank) & np.uint32(lo == 0)
        promise[i] = ask * (np.uint32(1) if empty else np.uint32((hi << np.uint32(16)) | lo))
        open_ += ask
        nothing += here & empty
    return whole(open_), whole(nothing)


@numba.njit(cache=True, nogil=True, inline="always")
def sort_blocks(n_blocks: int, k: int, floor: np.uint32, work: Scratch) -> tuple[int, np.uint32]:
    """Put the blocks whose most is at least ``floor``, and above nought, in falling order.

    Returns how many they are, and the least that the k-th best of all can have: with k blocks, each of whose best
    has so much. A counting sort, so the order is exact between bins only; callers still look at each block's most.
    """
    most = np.uint32(0)
    for block in range(n_blocks):
        most = max(most, work.most[block])
    if most == 0 or most < floor:
        return 0, np.uint32(0)
    shift = 0
    while whole(most) >> shift >= BINS:
        shift += 1
    work.bins[:] = 0
    for block in range(n_blocks):
        if work.most[block] > 0 and work.most[block] >= floor:
            work.bins[BINS - (whole(work.most[block]) >> shift)] += 1
    total = 0
    for b in range(BINS + 1):
        total, work.bins[b] = total + work.bins[b], total
    for block in range(n_blocks):
        if work.most[block] > 0 and work.most[block] >= floor:
            b = BINS - (whole(work.most[block]) >> shift)
            work.order[work.bins[b]] = block
            work.bins[b] += 1
    least = most
    for position in range(min(k, total)):
        least = min(least, work.most[work.order[position]])
    return total, least if 0 < k <= total else np.uint32(0)


@numba.njit(cache=True, nogil=True, inline="always")
def _any_mixed(p: int, people: People, needed: int) -> bool:
    """Whether anybody in the partition has completed some but not all of the sections asked."""
    for k in range(CLASSES):
        if k & needed and k & needed != needed and people.runs[p, k + 1] > people.runs[p, k]:
            return True
    return False


@numba.njit(cache=True, nogil=True, inline="always")
def class_at(p: int, i: int, people: People) -> int:
    """The class of a slot."""
    k = 0
    while people.runs[p, k + 1] <= i:
        k += 1
    return k


@numba.njit(cache=True, nogil=True, inline="always")
def count_bits(word: np.uint64) -> int:
    """Number of ones (the classical sum over pairs, nibbles and bytes)."""
    x = word - ((word >> np.uint64(1)) & np.uint64(0x5555555555555555))
    x = (x & np.uint64(0x3333333333333333)) + ((x >> np.uint64(2)) & np.uint64(0x3333333333333333))
    x = (x + (x >> np.uint64(4))) & np.uint64(0x0F0F0F0F0F0F0F0F)
    return whole((x * np.uint64(0x0101010101010101)) >> np.uint64(56))
