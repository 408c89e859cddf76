"""Things done at intervals by whichever worker is up. Several may do one at once: each must bear that."""

import datetime
import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from kompetensnav.apps.core.jobs.errors import class_of

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Scheduled:
    """A function of now, and how often it is called; the first time when a worker starts."""

    run: Callable[[datetime.datetime], object]
    every: datetime.timedelta


class Schedule:
    """What one worker still has to do when."""

    def __init__(self, table: Sequence[Scheduled]) -> None:
        self._due: list[tuple[Scheduled, datetime.datetime | None]] = [(entry, None) for entry in table]

    def run_due(self, now: datetime.datetime) -> None:
        """Call what is due. One that breaks is told and comes again in its turn; the others go on."""
        for i, (entry, due) in enumerate(self._due):
            if due is not None and now < due:
                continue
            self._due[i] = (entry, now + entry.every)
            try:
                entry.run(now)
            except Exception as error:
                logger.warning("%s: %s", entry.run.__name__, class_of(error))
