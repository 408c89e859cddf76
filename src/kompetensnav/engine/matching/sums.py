"""A plain-sum search over the same index, so that it can be measured beside engines that can only sum.

It credits one requirement several times through neighbours and is never what the product shows.
"""

import numpy as np

from kompetensnav.engine.matching.kernel.arrays import Scratch, scratch
from kompetensnav.engine.matching.kernel.heap import heap
from kompetensnav.engine.matching.kernel.sums import scan_sums
from kompetensnav.engine.matching.query import Query
from kompetensnav.engine.matching.search import Searcher


def search_sums(
    query: Query, searcher: Searcher, k: int, filtered: bool, work: Scratch | None = None
) -> list[tuple[str, int]]:
    """The k largest sums of weight x credit, (id, sum), sums falling, ids rising where equal.

    ``filtered``: only people whom no hard condition of the need removes; else everybody.
    """
    asked = searcher.asked(query)
    if filtered:
        visits = searcher.visits(query)
        keep = searcher.within_reach(query, searcher.passing(query).bits, visits)
    else:
        visits, keep = searcher.shard.everywhere, searcher.present
    best = heap(min(k, searcher.total))
    scan_sums(visits, keep, searcher.people, searcher.postings, asked, work or scratch(), best)
    n = int(best.size[0])
    order = np.lexsort((best.person[:n], ~best.key[:n]))
    ids = [i.decode() for i in searcher.shard.ids[best.person[order]].tolist()]
    return list(zip(ids, best.key[order].tolist(), strict=True))
