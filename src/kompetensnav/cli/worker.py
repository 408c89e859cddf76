"""``kompetensnav worker``: does what pages have asked for."""

import signal
import sys
from types import FrameType

import typer

from kompetensnav.cli.screen import Screen
from kompetensnav.cli.setup import open_with_settings


def worker(context: typer.Context) -> None:
    """Do the jobs that pages ask for, until stopped. Several workers can run at once.

    Ctrl+C or SIGTERM lets the job at hand end first; a second one does not.
    """
    screen: Screen = context.obj
    open_with_settings()
    from kompetensnav.apps.core.jobs.worker import JobWorker
    from kompetensnav.config.schedule import SCHEDULE

    running = JobWorker(SCHEDULE)
    told = False

    def stop(number: int, _frame: FrameType | None) -> None:
        nonlocal told
        if told:
            sys.exit(128 + number)
        told = True
        running.stop()

    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, stop)
    screen.tell("worker.up", id=running.worker_id)
    running.run()
    screen.tell("worker.stopped")
