"""The job that matches one need."""

import datetime

from django_tasks import task

from kompetensnav.apps.core.jobs.attempts import when_given_up
from kompetensnav.apps.core.jobs.standing import standing_for
from kompetensnav.apps.matches.actions import do_run, fail_run
from kompetensnav.apps.matches.models import Run, RunStatus
from kompetensnav.apps.memberships.actor import SYSTEM

_UNDER_WAY = (RunStatus.QUEUED, RunStatus.RUNNING)
_ENQUEUED = datetime.timedelta(minutes=1)  # between a run's row and its job's lie milliseconds


@task()
def match_need(run_id: str) -> None:
    """Do a run; one that has gone, is done, or was given up and asked for anew, is nothing to do."""
    run = Run.objects.filter(pk=run_id).first()
    if run is None:
        return
    if run.status == RunStatus.FAILED:
        if Run.objects.filter(need_id=run.need_id, queued_at__gt=run.queued_at).exists():
            return
        Run.objects.filter(pk=run_id).update(status=RunStatus.QUEUED, finished_at=None, problem="")
        run.refresh_from_db()
    do_run(SYSTEM, run)


@when_given_up(match_need)
def match_given_up(problem: str, run_id: str) -> None:
    """The page of the need stops waiting and offers to try again."""
    run = Run.objects.filter(pk=run_id).first()
    if run is not None:
        fail_run(run, problem)


def enqueue_lost_runs(now: datetime.datetime) -> int:
    """Enqueue runs whose job never was, because something stopped between the two; how many.

    Two workers at once may enqueue one run twice: the second job finds it done.
    """
    has_job = standing_for(match_need)
    runs = Run.objects.filter(status__in=_UNDER_WAY, queued_at__lt=now - _ENQUEUED).exclude(pk__in=has_job)
    lost = list(runs.order_by("queued_at").values_list("pk", flat=True))
    for run_id in lost:
        match_need.enqueue(run_id)
    return len(lost)
