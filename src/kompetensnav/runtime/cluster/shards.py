"""What a worker does: read a file of people once, keep it laid out for search, answer batches of needs from it."""

import threading
from collections import OrderedDict
from dataclasses import dataclass

from distributed import get_worker

from kompetensnav.engine.matching.kernel.arrays import Scratch, scratch
from kompetensnav.engine.matching.query import Query
from kompetensnav.engine.matching.search import Part, Searcher, search, search_near
from kompetensnav.engine.matching.shard import Shard
from kompetensnav.engine.matching.stamp import ENGINE_VERSION
from kompetensnav.engine.matching.supply import Places
from kompetensnav.engine.matching.terms import Condition
from kompetensnav.runtime.cluster import parquet
from kompetensnav.runtime.cluster.answers import Answers
from kompetensnav.runtime.cluster.columns import Rows, supply_of
from kompetensnav.runtime.cluster.parquet import Basis
from kompetensnav.runtime.problems import InputError, Problem

# Of a worker's memory, the share that shards may fill; the rest is for reading and laying out the next one.
_SHARE_HELD = 0.4
_HELD_WITHOUT_LIMIT = 2 * 2**30


@dataclass(frozen=True, slots=True)
class Ask:
    """One question: the first k for a need, or the near misses at one of its hard conditions."""

    query: Query
    k: int
    condition: Condition | None = None

    def of(self, searcher: Searcher, work: Scratch) -> Part:
        """What one shard answers."""
        if self.condition is None:
            return search(self.query, searcher, self.k, work)
        return search_near(self.query, searcher, self.condition, self.k)


@dataclass(frozen=True, slots=True)
class Batch:
    """Questions that travel together, with what they are asked of."""

    folder: str
    basis: Basis
    places: Places
    asks: tuple[Ask, ...]
    engine: str = ENGINE_VERSION


class Held:
    """Shards that are kept in memory, the least used going first, up to a number of bytes."""

    def __init__(self) -> None:
        self._searchers: OrderedDict[tuple[str, str], Searcher] = OrderedDict()

    def searcher(self, batch: Batch, name: str, left: Rows, most: int) -> Searcher:
        """The people of a file without those who left, by row; read if they are not held."""
        key = batch.folder, name
        found = self._searchers.pop(key, None)
        gone = frozenset(left.tolist())
        if found is None:
            self._make_room(most)
            found = Searcher(_read(batch, name), gone)
        elif found.left != gone:
            found = Searcher(found.shard, gone)
        self._searchers[key] = found
        self._make_room(most)
        return found

    def __len__(self) -> int:
        return len(self._searchers)

    @property
    def nbytes(self) -> int:
        """Bytes of all shards held."""
        return sum(searcher.shard.nbytes for searcher in self._searchers.values())

    def _make_room(self, most: int) -> None:
        """The last one stays, however large: it is being searched."""
        while len(self._searchers) > 1 and self.nbytes > most:
            self._searchers.popitem(last=False)


_HELD = Held()
_ONE_AT_A_TIME = threading.Lock()  # a searcher keeps notes while it searches; more threads need more processes


def search_file(batch: Batch, number: int, name: str, left: Rows) -> Answers:
    """Answers of one file to all questions of a batch; ``number`` is what the coordinator calls the file by.

    Raises InputError as ``parquet.read``, and ``cluster.other-version`` on a machine with another engine.
    """
    if batch.engine != ENGINE_VERSION:
        raise InputError(
            Problem("cluster.other-version", values={"found": ENGINE_VERSION, "expected": batch.engine})
        )
    with _ONE_AT_A_TIME:
        searcher = _HELD.searcher(batch, name, left, _most_held())
        work = scratch()
        return Answers.of(number, [ask.of(searcher, work) for ask in batch.asks])


def _read(batch: Batch, name: str) -> Shard:
    table = parquet.read(batch.folder, name, batch.basis)
    try:
        people = supply_of(table, batch.basis.concepts, batch.basis.places)
    except ValueError as error:
        raise InputError(Problem("cluster.file-damaged", name)) from error
    return Shard.of(people, batch.places)


def _most_held() -> int:
    limit = get_worker().memory_manager.memory_limit
    return _HELD_WITHOUT_LIMIT if limit is None else int(limit * _SHARE_HELD)
