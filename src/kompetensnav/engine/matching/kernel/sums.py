"""Plain sums, as engines add up that know no best claim: for comparison with them, never for people."""

import numba
import numpy as np
from numpy.typing import NDArray

from kompetensnav.engine.matching.kernel.arrays import BLOCK, Asked, People, Postings, Scratch
from kompetensnav.engine.matching.kernel.credit import credit_everybody, mask
from kompetensnav.engine.matching.kernel.heap import Heap, offer, worst
from kompetensnav.engine.matching.kernel.take import sort_blocks


@numba.njit(cache=True, nogil=True)
def scan_sums(
    visits: NDArray[np.int64],
    keep: NDArray[np.uint64],
    people: People,
    postings: Postings,
    asked: Asked,
    work: Scratch,
    best: Heap,
) -> None:
    """Keep in ``best`` the largest sums of weight x credit over all claims among the slots set in ``keep``."""
    sums, start, slot, grade = work.sums, postings.start, postings.slot, postings.grade
    for p in visits:
        for r in range(len(asked.weight)):
            weight = np.uint32(asked.weight[r])
            for u in range(asked.first[r], asked.first[r + 1]):
                c = postings.position[asked.concept[u]]
                if c < 0:
                    continue
                if postings.popular[c] >= 0:
                    base = people.base[p]
                    row = postings.grades[postings.popular[c], base : base + people.size[p]]
                    credit_everybody(row, asked.gain[u], np.uint32(0xFFFF), sums)
                    continue
                # unsigned, so that no position is asked whether it counts from the end
                for t in range(np.uint64(start[p, c]), np.uint64(start[p, c + 1])):
                    sums[slot[t]] += weight * np.uint32(asked.credit[u, grade[t]])
        mask(p, keep, np.uint32(0xFFFFFFFF), people, work)
        n = people.size[p]
        n_blocks, least = sort_blocks((n + BLOCK - 1) // BLOCK, len(best.key), np.uint32(worst(best)), work)
        floor = max(np.uint32(1), least, np.uint32(worst(best)))
        for position in range(n_blocks):
            block = work.order[position]
            if work.most[block] < floor:
                continue
            for i in range(block * BLOCK, min(n, block * BLOCK + BLOCK)):
                if sums[i] >= floor:
                    offer(best, np.uint64(sums[i]), people.person[people.base[p] + i])
                    floor = max(floor, np.uint32(worst(best)))
        work.sums[:n] = 0
