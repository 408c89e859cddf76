"""Batches of needs over the workers of a cluster, and their answers put together: the same as on one machine.

Every file is searched for every need, since each need is told how many people each condition removed. A batch goes
to a worker once; each file stays with one worker as long as that worker lives, so that it is read once. A task that
is lost with its worker is done again by another: it holds nothing but the names of the batch and of the file.
"""

import pickle
import time
import zlib
from collections import deque
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from itertools import islice
from typing import NamedTuple

from distributed import Client, Future, wait
from distributed.client import FutureCancelledError
from distributed.scheduler import KilledWorker

from kompetensnav.engine.matching.kernel.arrays import scratch
from kompetensnav.engine.matching.query import Query
from kompetensnav.engine.matching.result import Found, Listed
from kompetensnav.engine.matching.search import Part, Searcher, merge
from kompetensnav.engine.matching.supply import Places
from kompetensnav.engine.matching.terms import Condition
from kompetensnav.runtime.cluster import parquet
from kompetensnav.runtime.cluster.answers import Answers, together
from kompetensnav.runtime.cluster.columns import Rows
from kompetensnav.runtime.cluster.parquet import Basis
from kompetensnav.runtime.cluster.people import People, PeopleStore, StoredFile, as_ids
from kompetensnav.runtime.cluster.settings import ClusterSettings
from kompetensnav.runtime.cluster.shards import Ask, Batch, search_file
from kompetensnav.runtime.problems import InputError, Problem

Progress = Callable[[int, int], None]  # searches of one file for one batch: done, in all
_NEEDS_A_BATCH = 200
_TOGETHER = 8  # answers that one task puts together
_UNDER_WAY = 2  # batches: while one is put together, the workers do the next
_GLANCE = 1.0  # seconds between looks at whether anybody is still there


class Changed(NamedTuple):
    """Who is not what the files say any more: ``ids`` are not found in them, ``now`` is searched instead, here.

    Who has left (erased, protected, withdrawn) stands in ``ids`` and not in ``now``; who is new, in ``now`` alone.
    """

    ids: Collection[str] = ()
    now: Searcher | None = None


def find_on_cluster(
    queries: Sequence[Query],
    settings: ClusterSettings,
    places: Places,
    k: int,
    changed: Callable[[], Changed] = Changed,
    progress: Progress | None = None,
) -> Iterator[Found]:
    """The answer to each query in turn, equal to that of one machine with the people written, but for who changed.

    ``changed`` is asked before every batch; without it nobody can change, as in a file that somebody brought.
    Raises InputError: ``cluster.unreachable``, ``cluster.no-workers``, ``cluster.lost``, ``cluster.worker-died``,
    ``cluster.other-version``; as ``settings.security``, ``PeopleStore.current`` and ``parquet.read``.
    """
    asks = [Ask(query, k) for query in queries]
    for ask, parts in _answers(asks, settings, places, changed, progress):
        yield merge(ask.query, parts, k)


def find_near_on_cluster(
    asked: Sequence[tuple[Query, Condition]],
    settings: ClusterSettings,
    places: Places,
    k: int,
    changed: Callable[[], Changed] = Changed,
    progress: Progress | None = None,
) -> Iterator[tuple[Listed, ...]]:
    """Of each query, the first k whom this condition alone removes. Raises as ``find_on_cluster``."""
    asks = [Ask(query, k, condition) for query, condition in asked]
    for ask, parts in _answers(asks, settings, places, changed, progress):
        yield merge(ask.query, parts, k).ranked


@contextmanager
def connected(settings: ClusterSettings) -> Iterator[Client]:
    """A client of a scheduler that has a worker. Raises InputError where there is none within the time set."""
    security = settings.security()
    try:
        client = Client(settings.scheduler, security=security, timeout=settings.timeout, set_as_default=False)
    except (OSError, TimeoutError) as error:
        values = {"address": settings.scheduler, "seconds": f"{settings.timeout:g}"}
        raise InputError(Problem("cluster.unreachable", values=values)) from error
    try:
        try:
            client.wait_for_workers(1, timeout=settings.timeout)
        except TimeoutError as error:
            raise _no_workers(settings) from error
        yield client
    finally:
        client.close(timeout=settings.timeout)


def _answers(
    asks: Sequence[Ask],
    settings: ClusterSettings,
    places: Places,
    changed: Callable[[], Changed],
    progress: Progress | None,
) -> Iterator[tuple[Ask, list[Part]]]:
    if not asks:
        return
    with connected(settings) as client:
        run = _Run(client, settings, places, changed, progress or (lambda done, total: None))
        rest = run.batches(asks)
        under_way = deque(map(run.start, islice(rest, _UNDER_WAY)))
        while under_way:
            batch = under_way.popleft()
            parts = run.finish(batch)
            under_way.extend(map(run.start, islice(rest, 1)))
            yield from zip(batch.asks, parts, strict=True)


@dataclass(frozen=True, slots=True)
class _UnderWay:
    """A batch. ``left`` holds, by file, the rows of those who changed; ``searches`` are one task a file, and
    ``answers`` the tasks that put those together, few of them."""

    asks: tuple[Ask, ...]
    people: People
    changed: Changed
    left: tuple[Rows, ...]
    searches: tuple["Future[Answers]", ...]
    answers: tuple["Future[Answers]", ...]


class _Run:
    """One run over one scheduler: what is told to it and what comes back."""

    def __init__(
        self,
        client: Client,
        settings: ClusterSettings,
        places: Places,
        changed: Callable[[], Changed],
        progress: Progress,
    ) -> None:
        self._client = client
        self._settings = settings
        self._places = places
        self._changed = changed
        self._progress = progress
        self._store = PeopleStore(settings.folder)
        self._worker_of: dict[str, str] = {}
        self._done = 0
        self._batches = 0

    def batches(self, asks: Sequence[Ask]) -> Iterator[tuple[Ask, ...]]:
        """The questions in batches."""
        starts = range(0, len(asks), _NEEDS_A_BATCH)
        self._batches = len(starts)
        return (tuple(asks[i : i + _NEEDS_A_BATCH]) for i in starts)

    def start(self, asks: tuple[Ask, ...]) -> _UnderWay:
        """Hand a batch to the workers.

        Raises InputError where the people were written for another taxonomy or other places than the needs are for.
        """
        changed = self._changed()  # first, since it may write the people anew
        people, gone = self._store.current(), as_ids(changed.ids)
        query = asks[0].query
        wanted = Basis(query.taxonomy, query.n_concepts, len(self._places), self._places.digest)
        parquet.check("", people.basis.metadata(), wanted)
        try:
            left = tuple(people.rows_of(file, gone) for file in people.files)
        except InputError as error:
            self._pass_if_replaced(people, error)
            return self.start(asks)
        batch = Batch(people.folder, people.basis, self._places, asks)
        packed = zlib.compress(pickle.dumps(batch), level=1)
        with self._told_if_lost():
            # A task rather than data handed to one worker: if that worker dies, another one unpacks it again.
            unpacked = self._client.submit(_unpacked, packed, pure=False)
            searches = [
                self._client.submit(
                    search_file, unpacked, number, people.files[number].name, left[number],
                    workers=[worker], allow_other_workers=True, pure=False,
                )
                for number, worker in self._workers(people.files)
            ]  # fmt: skip
            answers = self._together(searches, asks)
        return _UnderWay(asks, people, changed, left, tuple(searches), answers)

    def finish(self, batch: _UnderWay) -> list[list[Part]]:
        """What all files answer to each question, and those who changed since.

        Where files were replaced meanwhile, the new ones answer.
        """
        try:
            found = together(self._gathered(batch), [ask.k for ask in batch.asks])
            parts = [[part] for part in _named(batch.people, batch.left, found, len(batch.asks))]
        except InputError as error:
            self._pass_if_replaced(batch.people, error)
            return self.finish(self.start(batch.asks))
        if batch.changed.now is not None:
            work = scratch()
            for ask, found_so_far in zip(batch.asks, parts, strict=True):
                found_so_far.append(ask.of(batch.changed.now, work))
        return parts

    def _together(
        self, searches: Sequence["Future[Answers]"], asks: Sequence[Ask]
    ) -> tuple["Future[Answers]", ...]:
        """Tasks over tasks, until few are left."""
        k, answers = [ask.k for ask in asks], list(searches)
        while len(answers) > _TOGETHER:
            groups = [answers[i : i + _TOGETHER] for i in range(0, len(answers), _TOGETHER)]
            answers = [self._client.submit(together, group, k, pure=False) for group in groups]
        return tuple(answers)

    def _pass_if_replaced(self, people: People, error: InputError) -> None:
        """Files that are missing because the set was written or compacted meanwhile are no problem."""
        if error.problems[0].code != "cluster.file-missing" or self._store.current() == people:
            raise error

    def _gathered(self, batch: _UnderWay) -> list[Answers]:
        with self._told_if_lost(), self._client.as_current():
            pending, alone_since = {*batch.searches, *batch.answers}, None
            while pending:
                try:
                    finished, pending = wait(pending, timeout=_GLANCE, return_when="FIRST_COMPLETED")
                except TimeoutError:
                    alone_since = None if self._client.nthreads() else alone_since or time.monotonic()
                    if alone_since and time.monotonic() - alone_since > self._settings.timeout:
                        raise _no_workers(self._settings) from None
                else:
                    self._done += len(finished.intersection(batch.searches))
                    total = self._batches * len(batch.people.files)
                    self._progress(min(self._done, total), total)
            answers: list[Answers] = self._client.gather(list(batch.answers))
            return answers

    def _workers(self, files: Sequence[StoredFile]) -> list[tuple[int, str]]:
        """(number of a file, its worker), worker by worker: the one it has been with, else the least loaded."""
        load = dict.fromkeys(sorted(self._client.nthreads()), 0)
        if not load:
            raise _no_workers(self._settings)
        settled = {name: worker for name, worker in self._worker_of.items() if worker in load}
        for file in sorted(files, key=lambda f: f.name not in settled):  # those that stay come first
            worker = settled.setdefault(file.name, min(load, key=lambda w: (load[w], w)))
            load[worker] += file.people
        self._worker_of = settled
        return sorted(((i, settled[file.name]) for i, file in enumerate(files)), key=lambda pair: pair[1])

    @contextmanager
    def _told_if_lost(self) -> Iterator[None]:
        try:
            yield
        except KilledWorker as error:
            raise InputError(Problem("cluster.worker-died")) from error
        except (ImportError, AttributeError) as error:  # what is sent there does not exist there
            values = {"found": "?", "expected": str(error)}
            raise InputError(Problem("cluster.other-version", values=values)) from error
        except (OSError, TimeoutError, FutureCancelledError) as error:
            raise InputError(Problem("cluster.lost", values={"address": self._settings.scheduler})) from error


def _unpacked(packed: bytes) -> Batch:
    batch: Batch = pickle.loads(zlib.decompress(packed))  # noqa: S301  sent by this coordinator, under TLS
    return batch


def _named(people: People, left: Sequence[Rows], found: Answers, asks: int) -> list[Part]:
    """Answers with ids in the place of rows, and with the hash of the people behind the rows."""
    ids = cache(lambda file: people.ids(people.files[file]))
    return found.parts(asks, lambda file, row: str(ids(file)[row].decode()), people.fingerprint(left))


def _no_workers(settings: ClusterSettings) -> InputError:
    values = {"address": settings.scheduler, "seconds": f"{settings.timeout:g}"}
    return InputError(Problem("cluster.no-workers", values=values))
