"""A region's people, searchable: a large shard that is seldom built, and a small one of those who changed since."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from kompetensnav.engine.matching.kernel.arrays import Scratch, scratch
from kompetensnav.engine.matching.query import Query
from kompetensnav.engine.matching.result import Found, Listed
from kompetensnav.engine.matching.search import Searcher, by_rank, merge, search, search_near
from kompetensnav.engine.matching.shard import Shard
from kompetensnav.engine.matching.supply import Places, Supply
from kompetensnav.engine.matching.terms import Condition


@dataclass(frozen=True)
class Index:
    """Shards that together hold everybody once. ``changed`` are the people of the last shard, None where it is not.

    Answers are those of one shard built of the same people, to the bit.
    """

    base: Searcher
    changed: Supply | None = None
    overlay: Searcher | None = None

    @classmethod
    def of(cls, supply: Supply, places: Places) -> "Index":
        """An index built in one piece."""
        return cls(Searcher(Shard.of(supply, places)))

    def with_changes(self, ids: Collection[str], now: Supply, places: Places) -> "Index":
        """The index after these people have changed; ``now`` are those of them who can still be matched.

        Who is not in ``now`` has left, who is new comes in. The index itself stays as it was. Raises ValueError for
        people in ``now`` who are not in ``ids``.
        """
        if not set(ids).issuperset(now.ids):
            raise ValueError("somebody who has changed is not named among those who have")
        gone = self.base.left | frozenset(self.base.shard.rows_of(ids).tolist())
        changed = now if self.changed is None else self.changed.without(ids).joined(now)
        overlay = Searcher(Shard.of(changed, places)) if len(changed) else None
        return Index(self.base.without(gone), changed, overlay)

    def __len__(self) -> int:
        return sum(searcher.total for searcher in self.searchers)

    @property
    def changed_people(self) -> int:
        """How many people lie over the large shard."""
        return 0 if self.changed is None else len(self.changed)

    @property
    def searchers(self) -> Sequence[Searcher]:
        """The parts to search."""
        return [self.base] if self.overlay is None else [self.base, self.overlay]


def find(query: Query, index: Index, k: int, work: Scratch | None = None) -> Found:
    """At most k ranked people, and at most k to ask first, with the counts behind them; as ``match`` ranks them.

    Ranked: lo > 0 and not removed, by lo, hi, evidence share (falling), distance (rising, unknown last), id.
    Ask first: not removed, not in the ranked list, much possible and little shown; those with some evidence before
    those with none; then hi, lo, evidence share (falling), distance (rising, unknown last), id.
    """
    return merge(query, [search(query, part, k, work) for part in index.searchers], k)


def find_each(queries: Sequence[Query], index: Index, k: int) -> Iterator[Found]:
    """``find`` of many needs, with one set of working arrays."""
    work = scratch()
    return (find(query, index, k, work) for query in queries)


def find_near(query: Query, index: Index, condition: Condition, k: int) -> tuple[Listed, ...]:
    """At most k people with lo > 0 whose *only* failing hard condition is this one, ranked as ``find`` ranks.

    Only-failing rather than first-failing, since a near miss is someone whom one changed answer brings in. So the
    list can be shorter than the count of those removed here, which holds people who fail later conditions too.
    """
    parts = (search_near(query, part, condition, k) for part in index.searchers)
    return tuple(sorted((row for part in parts for row in part.ranked), key=by_rank)[:k])
