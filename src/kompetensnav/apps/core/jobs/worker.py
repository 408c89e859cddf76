"""The worker's loop: what is due, then the next job, then a short rest."""

import logging
import os
import secrets
import socket
import threading
from collections.abc import Sequence

from django.db import DatabaseError, close_old_connections, connection
from django.utils import timezone

from kompetensnav.apps.core.jobs import attempts
from kompetensnav.apps.core.jobs.beats import Beats
from kompetensnav.apps.core.jobs.errors import class_of
from kompetensnav.apps.core.jobs.schedule import Schedule, Scheduled

REST = 0.25  # seconds; somebody waits at a page for the job they asked for
_AWAY = 2.0  # seconds of rest when the database does not answer

logger = logging.getLogger(__name__)


def fresh_worker_id() -> str:
    """Where it runs, for the one who looks after it, and something that no other has."""
    return f"{socket.gethostname()[:40]}-{os.getpid()}-{secrets.token_hex(3)}"


class JobWorker:
    """Does jobs one at a time until it is told to stop, and then finishes the one it has."""

    def __init__(self, table: Sequence[Scheduled], worker_id: str = "") -> None:
        self.worker_id = worker_id or fresh_worker_id()
        self._schedule = Schedule(table)
        self._stop = threading.Event()

    def stop(self) -> None:
        """Stop after the job at hand."""
        self._stop.set()

    def run(self) -> None:
        """Work until stopped."""
        with Beats(self.worker_id) as beats:
            while not self._stop.is_set():
                rest = self._turn(beats)
                if rest:
                    self._stop.wait(rest)

    def _turn(self, beats: Beats) -> float:
        """One turn, and how long to rest after it. A database that is locked or away is asked again later."""
        close_old_connections()
        try:
            return 0 if self.work_once(beats) else REST
        except DatabaseError as error:
            logger.warning("the database does not answer: %s", class_of(error))
            connection.close()
            return _AWAY

    def work_once(self, beats: Beats) -> bool:
        """What is due, and one job if there is one; whether there was."""
        self._schedule.run_due(timezone.now())
        attempt = attempts.claim_next(self.worker_id)
        if attempt is None:
            return False
        with beats.of(attempt):
            attempts.do(attempt)
        return True
