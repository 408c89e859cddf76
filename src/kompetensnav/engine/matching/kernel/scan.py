"""The search itself: credits added up partition by partition, then the best of each list kept in a small heap.

For one partition:

1. ``credit_best`` adds weight x degree of every requirement into ``sums``, and the weight once more, in the upper
   half, when a requirement becomes met. ``best`` holds the requirement and the degree so far of each slot as one
   number (requirement x 128 + degree), so it need not be cleared between requirements: a number below the
   requirement's own means that nothing has spoken for it yet.
2. After each section, what it added is kept apart for those who have completed it: of that nothing is open.
3. ``mask`` takes away whom a condition removes, counts the others and notes the most that each block of 128 has.
4. ``take_ranked`` visits blocks in falling order of that and passes over every block that cannot hold anyone
   better than the worst in the heap: exact.
5. ``take_askable`` does the same with what each person promises.

Keys are compared as one number; a tie goes to the lower person, that is to the lower opaque id.
"""

import numba
import numpy as np
from numpy.typing import NDArray

from kompetensnav.engine.matching.kernel.arrays import Asked, People, Postings, Scratch
from kompetensnav.engine.matching.kernel.credit import credit_best, mask
from kompetensnav.engine.matching.kernel.heap import Heap
from kompetensnav.engine.matching.kernel.take import promises, take_askable, take_ranked


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
        credit_best(p, people, postings, asked, work)
        a, b = mask(p, keep, np.uint32(0xFFFF), people, work)
        kept += a
        some += b
        if b:
            take_ranked(p, people, asked, work, ranked)
        c, d = promises(p, people, asked, work)
        if c:
            take_askable(p, people, asked, work, askable)
        open_ += c
        nothing += d
        n = people.size[p]
        work.sums[:n] = 0
        work.best[:n] = 0
    return kept, some, open_, nothing
