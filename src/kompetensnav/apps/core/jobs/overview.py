"""What the oversight page shows of workers and jobs."""

import datetime
from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet
from django_tasks.base import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from kompetensnav.apps.core.jobs.attempts import Jobs
from kompetensnav.apps.core.jobs.reaper import SILENT
from kompetensnav.apps.core.models import WorkerBeat


@dataclass(frozen=True, slots=True)
class JobCounts:
    """How many stand where; ``done`` since a moment, the others now."""

    waiting: int
    running: int
    failed: int
    done: int


def counts(since: datetime.datetime) -> JobCounts:
    """One query."""
    return JobCounts(
        **DBTaskResult.objects.order_by().aggregate(
            waiting=Count("pk", filter=Q(status=TaskResultStatus.READY)),
            running=Count("pk", filter=Q(status=TaskResultStatus.RUNNING)),
            failed=Count("pk", filter=Q(status=TaskResultStatus.FAILED)),
            done=Count("pk", filter=Q(status=TaskResultStatus.SUCCESSFUL, finished_at__gte=since)),
        )
    )


def unfinished() -> Jobs:
    """Jobs to look at: running, given up, or waiting for another attempt."""
    again = Q(status=TaskResultStatus.READY, beat__attempts__gt=0)
    running = Q(status__in=(TaskResultStatus.RUNNING, TaskResultStatus.FAILED))
    return DBTaskResult.objects.filter(running | again).select_related("beat")


def workers() -> QuerySet[WorkerBeat]:
    """Every worker that has not been stopped, the silent ones too."""
    return WorkerBeat.objects.all()


def is_up(worker: WorkerBeat, now: datetime.datetime) -> bool:
    """Whether it has beaten lately."""
    return now - worker.beat_at < SILENT
