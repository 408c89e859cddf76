"""Matching all open needs of a collaboration with everybody in it: asked for, cancelled, gone on with, given up."""

import datetime

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone

from kompetensnav.apps.core.log import Acts, audit
from kompetensnav.apps.matches.enums import NIGHTLY_UNDER_WAY, NightlyStatus
from kompetensnav.apps.matches.models import NightlyRun
from kompetensnav.apps.matches.nightly_batch import do_batch, needs_of
from kompetensnav.apps.matches.queries import NightlyRunQuerySet
from kompetensnav.apps.organisations.models import Collaboration


def start_nightly(
    actor: Acts, *, collaboration: Collaboration, night: datetime.date | None = None
) -> tuple[NightlyRun, bool]:
    """(a run that waits for a worker, True), or (the one that is under way already, False).

    With ``night`` it is the one run that starts by itself that night: asked again, that one is given.
    """
    from kompetensnav.apps.matches.jobs_nightly import match_nightly

    try:
        with transaction.atomic():
            run = NightlyRun(collaboration=collaboration, night=night)
            run.save(force_insert=True)
            audit(actor, "nightly.asked-for", run)
    except IntegrityError:
        runs = NightlyRun.objects.filter(collaboration=collaboration)
        # it may have ended between the two statements: then its answer is as fresh as a new one's
        return runs.under_way().first() or runs.latest("queued_at"), False
    transaction.on_commit(lambda: match_nightly.enqueue(run.pk))
    return run, True


def cancel_nightly(actor: Acts, *, run: NightlyRun) -> bool:
    """End it here: what is written stays, the batch at hand is not written. False where it has ended already."""
    with transaction.atomic():
        cancelled = _under_way(run).update(status=NightlyStatus.CANCELLED, finished_at=timezone.now())
        if cancelled:
            run.refresh_from_db()
            audit(actor, "nightly.cancelled", run, done=run.done, total=run.total)
    return bool(cancelled)


def go_on(actor: Acts, run: NightlyRun) -> bool:
    """Do the next batch of a run that waits or runs; whether more are left.

    A run that was cancelled, or that another worker goes on with, is left alone.
    """
    if run.status == NightlyStatus.QUEUED:
        _begin(run)
    if run.status != NightlyStatus.RUNNING:
        return False
    if do_batch(actor, run):
        return True
    _end(actor, run)
    return False


def fail_nightly(actor: Acts, run: NightlyRun, problem: str) -> None:
    """The run is given up; what is written stays."""
    with transaction.atomic():
        now = timezone.now()
        if _under_way(run).update(status=NightlyStatus.FAILED, finished_at=now, problem=problem):
            audit(actor, "nightly.failed", run, problem=problem)


def take_up(run: NightlyRun) -> bool:
    """Let a run that was given up go on after what it has done, if no newer one has been asked for since."""
    newer = NightlyRun.objects.filter(collaboration=run.collaboration_id, queued_at__gt=run.queued_at)
    if newer.exists():
        return False
    status = NightlyStatus.RUNNING if run.started_at else NightlyStatus.QUEUED
    NightlyRun.objects.filter(pk=run.pk, status=NightlyStatus.FAILED).update(
        status=status, finished_at=None, problem=""
    )
    run.refresh_from_db()
    return True


def _under_way(run: NightlyRun) -> NightlyRunQuerySet:
    return NightlyRun.objects.filter(pk=run.pk, status__in=NIGHTLY_UNDER_WAY)


def _begin(run: NightlyRun) -> None:
    now = timezone.now()
    run.started_at = now
    total = needs_of(run).count()
    waiting = NightlyRun.objects.filter(pk=run.pk, status=NightlyStatus.QUEUED)
    waiting.update(status=NightlyStatus.RUNNING, started_at=now, moved_at=now, total=total)
    run.refresh_from_db()


def _end(actor: Acts, run: NightlyRun) -> None:
    """Where the run stands as this worker left it, all needs are done; those closed meanwhile count no more."""
    with transaction.atomic():
        standing = NightlyRun.objects.filter(pk=run.pk, status=NightlyStatus.RUNNING, after=run.after)
        if standing.update(status=NightlyStatus.DONE, finished_at=timezone.now(), total=F("done")):
            run.refresh_from_db()
            audit(actor, "nightly.done", run, needs=run.done, changed=run.changed, came=run.came, gone=run.gone)
