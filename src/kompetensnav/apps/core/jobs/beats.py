"""The pulse of a worker and of the job it does, written by a thread of its own while the job has the other."""

import datetime
import logging
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import TracebackType

from django.db import DatabaseError, connection
from django.utils import timezone

from kompetensnav.apps.core.jobs.attempts import Attempt
from kompetensnav.apps.core.jobs.errors import class_of
from kompetensnav.apps.core.models import JobBeat, WorkerBeat

EVERY = 4.0  # seconds; several fit into the silence that the reaper waits for

logger = logging.getLogger(__name__)


class Beats:
    """Beats from entering to leaving."""

    def __init__(self, worker_id: str, every: float = EVERY) -> None:
        self._worker_id = worker_id
        self._every = every
        self._began_at = timezone.now()
        self._attempt: Attempt | None = None
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name="beats", daemon=True)

    def __enter__(self) -> "Beats":
        self.beat()
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stop.set()
        self._thread.join()
        self._patiently(lambda now: WorkerBeat.objects.filter(pk=self._worker_id).delete())

    @contextmanager
    def of(self, attempt: Attempt) -> Iterator[None]:
        """Beat for this job too."""
        self._attempt = attempt
        try:
            yield
        finally:
            self._attempt = None

    def beat(self) -> None:
        """Write one beat. A database that is away now is there at the next."""
        self._patiently(self._write)

    def _write(self, now: datetime.datetime) -> None:
        WorkerBeat.objects.update_or_create(
            worker_id=self._worker_id,
            defaults={"beat_at": now},
            create_defaults={"beat_at": now, "began_at": self._began_at},
        )
        attempt = self._attempt
        if attempt is not None:
            held = JobBeat.objects.filter(pk=attempt.job.pk, worker_id=self._worker_id, attempts=attempt.number)
            held.update(beat_at=now)

    def _patiently(self, write: Callable[[datetime.datetime], object]) -> None:
        try:
            write(timezone.now())
        except DatabaseError as error:
            logger.warning("no beat: %s", class_of(error))
            connection.close_if_unusable_or_obsolete()

    def _run(self) -> None:
        try:
            while not self._stop.wait(self._every):
                self.beat()
        finally:
            connection.close()
