"""The best of one partition for each list: blocks in falling order of what they hold, the heap as the gate."""

import numba
import numpy as np

from kompetensnav.engine.matching.kernel.arrays import (
    BINS,
    BLOCK,
    CLASSES,
    FIRST,
    KNOWN,
    SECOND,
    SECTIONS,
    Asked,
    People,
    Scratch,
    whole,
)
from kompetensnav.engine.matching.kernel.heap import Heap, offer, worst


@numba.njit(cache=True, nogil=True, inline="always")
def take_ranked(p: int, people: People, asked: Asked, work: Scratch, heap: Heap) -> None:
    n, sums = people.size[p], work.sums
    floor = np.uint32(worst(heap) >> np.uint64(FIRST))  # lo of the last in the heap
    n_blocks, least = sort_blocks((n + BLOCK - 1) // BLOCK, len(heap.key), floor, work)
    floor = max(np.uint32(1), least, floor)
    for position in range(n_blocks):
        block = work.order[position]
        if work.most[block] < floor:
            continue
        k = _class_at(p, block * BLOCK, people)
        for i in range(block * BLOCK, min(n, block * BLOCK + BLOCK)):
            lo = np.uint32(sums[i] & np.uint32(0xFFFF))
            if lo < floor:
                continue
            while people.runs[p, k + 1] <= i:
                k += 1
            hi, known = _open_end(k, i, asked, work)
            key = (np.uint64(lo) << np.uint64(FIRST)) | (np.uint64(hi) << np.uint64(SECOND))
            key |= np.uint64(known) << np.uint64(KNOWN)
            if key | np.uint64(0xFFFF) >= worst(heap):
                person = people.person[people.base[p] + i]
                offer(heap, key | np.uint64(asked.nearness[people.home[person]]), person)
                floor = max(floor, np.uint32(worst(heap) >> np.uint64(FIRST)))


@numba.njit(cache=True, nogil=True, inline="always")
def take_askable(p: int, people: People, asked: Asked, work: Scratch, heap: Heap) -> None:
    n, promises = people.size[p], work.promise
    floor = np.uint32(worst(heap) >> np.uint64(SECOND))
    n_blocks, least = sort_blocks((n + BLOCK - 1) // BLOCK, len(heap.key), floor, work)
    floor = max(np.uint32(1), least, floor)
    for position in range(n_blocks):
        block = work.order[position]
        if work.most[block] < floor:
            continue
        k = _class_at(p, block * BLOCK, people)
        for i in range(block * BLOCK, min(n, block * BLOCK + BLOCK)):
            promise = promises[i]
            if promise < floor:
                continue
            while people.runs[p, k + 1] <= i:
                k += 1
            _, known = _open_end(k, i, asked, work)
            key = (np.uint64(promise) << np.uint64(SECOND)) | (np.uint64(known) << np.uint64(KNOWN))
            if key | np.uint64(0xFFFF) >= worst(heap):
                person = people.person[people.base[p] + i]
                offer(heap, key | np.uint64(asked.nearness[people.home[person]]), person)
                floor = max(floor, np.uint32(worst(heap) >> np.uint64(SECOND)))


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
def promises(p: int, people: People, asked: Asked, work: Scratch) -> tuple[int, int]:
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
def _class_at(p: int, i: int, people: People) -> int:
    """The class of a slot."""
    k = 0
    while people.runs[p, k + 1] <= i:
        k += 1
    return k
