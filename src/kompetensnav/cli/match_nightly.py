"""``kompetensnav match nightly``: all open needs against everybody, with a worker of its own while it lasts."""

import datetime
import re
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated

import typer

from kompetensnav.cli import match_cluster
from kompetensnav.cli.screen import Screen
from kompetensnav.cli.setup import open_with_settings
from kompetensnav.runtime.problems import InputError, Problem
from kompetensnav.wording import table

if TYPE_CHECKING:
    from kompetensnav.apps.matches.models import NightlyRun
    from kompetensnav.apps.organisations.models import Collaboration

_LOOK_EVERY = 0.2  # seconds
_TEN_SECONDS = datetime.timedelta(seconds=10)


def nightly(
    context: typer.Context,
    collaboration: Annotated[str, typer.Option(help="Only this region. Without it, every region in turn.")] = "",
    scheduler: match_cluster.Scheduler = None,
    or_local: match_cluster.OrLocal = False,
) -> None:
    """Match all open needs with everybody in their region, and write what has changed in their lists.

    A run that was cut off goes on where it was. While one is under way a second is not begun: it is followed.
    Ctrl+C cancels a run that was begun here; what is written stays.
    """
    screen: Screen = context.obj
    match_cluster.use_cluster(screen, scheduler, or_local)
    open_with_settings()
    from django.db import OperationalError

    try:
        for one in _collaborations(collaboration):
            _match(screen, one)
    except OperationalError as error:
        raise InputError(Problem("setup.no-database")) from error


def _collaborations(name: str) -> "list[Collaboration]":
    """The region named, or all."""
    from kompetensnav.apps.organisations.models import Collaboration

    regions = {c.name: c for c in Collaboration.objects.order_by("name")}
    if name and name not in regions:
        known = ", ".join(regions) or "–"
        raise InputError(Problem("export.no-such-region", values={"found": name, "known": known}))
    return [regions[name]] if name else list(regions.values())


def _match(screen: Screen, region: "Collaboration") -> None:
    from kompetensnav.apps.matches.nightly import cancel_nightly, start_nightly
    from kompetensnav.apps.memberships.actor import Command

    run, fresh = start_nightly(Command(), collaboration=region)
    if not fresh:
        screen.tell("nightly.under-way", region=region.name)
    with _worker():
        try:
            _follow(screen, run)
        except KeyboardInterrupt:
            if fresh and cancel_nightly(Command(), run=run):
                screen.tell("nightly.cancelled-here", done=run.done, total=run.total)
            raise
    _tell(screen, region, run)


@contextmanager
def _worker() -> Iterator[None]:
    """Somebody to do the jobs, whether or not a worker is up besides; jobs of one that has died are taken over."""
    from kompetensnav.apps.core.jobs.reaper import reap
    from kompetensnav.apps.core.jobs.schedule import Scheduled
    from kompetensnav.apps.core.jobs.worker import JobWorker
    from kompetensnav.apps.matches.jobs_nightly import enqueue_lost_nightly

    worker = JobWorker((Scheduled(reap, _TEN_SECONDS), Scheduled(enqueue_lost_nightly, _TEN_SECONDS)))

    def work() -> None:
        from django.db import connection

        try:
            worker.run()
        finally:
            connection.close()

    thread = threading.Thread(target=work, name="worker", daemon=True)
    thread.start()
    try:
        yield
    finally:
        worker.stop()
        thread.join()


def _follow(screen: Screen, run: "NightlyRun") -> None:
    """Show how far it has come until it ends, whoever does it."""
    from kompetensnav.apps.matches.enums import NightlyStatus

    with screen.err.status(screen.words.say("nightly.waiting")):
        while run.status == NightlyStatus.QUEUED:
            time.sleep(_LOOK_EVERY)
            run.refresh_from_db()
    for _ in screen.progress(_needs_done(run), run.total, "match.progress"):
        pass


def _needs_done(run: "NightlyRun") -> Iterator[None]:
    from kompetensnav.apps.matches.enums import NIGHTLY_UNDER_WAY

    told = 0
    while True:
        for _ in range(told, run.done):
            yield
        told = run.done
        if run.status not in NIGHTLY_UNDER_WAY:
            return
        time.sleep(_LOOK_EVERY)
        run.refresh_from_db()


def _tell(screen: Screen, region: "Collaboration", run: "NightlyRun") -> None:
    """How it ended; a run that did not succeed ends the command with 1."""
    from kompetensnav.apps.matches.enums import NightlyStatus

    counts = {"done": run.done, "total": run.total, "region": region.name}
    if run.status == NightlyStatus.DONE:
        seconds = round((run.finished_at - run.started_at).total_seconds(), 1)  # type: ignore[operator]
        people = {"changed": run.changed, "came": run.came, "gone": run.gone}
        screen.say("nightly.matched", needs=run.done, region=region.name, seconds=seconds, **people)
        return
    if run.status == NightlyStatus.CANCELLED:
        screen.tell("nightly.cancelled-elsewhere", **counts)
    else:
        sentence = table(screen.language).get(run.problem, run.problem)
        # the run keeps the code of what went wrong and not its values; the log of jobs has those
        screen.tell("nightly.did-not-succeed", reason=re.sub(r"\{\w+\}", "…", sentence), **counts)
    raise typer.Exit(1)
