"""Jobs whose worker has died go back to the queue, or are given up; finished ones go after a while."""

import datetime

from django.db.models import Q
from django_tasks.base import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from kompetensnav.apps.core.jobs.attempts import ATTEMPTS, Job, Jobs, as_begun, give_up, put_back
from kompetensnav.apps.core.jobs.errors import WORKER_LOST, WorkerLostError
from kompetensnav.apps.core.models import WorkerBeat

SILENT = datetime.timedelta(seconds=30)  # longer than SQLite lets a writer wait, which a living worker may have to
KEPT = datetime.timedelta(days=7)


def reap(now: datetime.datetime) -> int:
    """Put back, or give up, what is running without a pulse; how many. Two reapers at once do it once."""
    jobs = _silent(now).select_related("beat")
    return sum(_reap(job) for job in jobs)


def _silent(now: datetime.datetime) -> Jobs:
    """Running, and no beat for a while; or none at all, which a worker of another make would leave."""
    cut = now - SILENT
    quiet = Q(beat__beat_at__lt=cut) | Q(beat__isnull=True, started_at__lt=cut)
    return DBTaskResult.objects.filter(quiet, status=TaskResultStatus.RUNNING)


def _reap(job: Job) -> bool:
    attempts = job.beat.attempts if hasattr(job, "beat") else len(job.worker_ids)
    if attempts < ATTEMPTS:
        return put_back(job, as_begun(job), WORKER_LOST)
    return give_up(job, as_begun(job), WorkerLostError())


def purge(now: datetime.datetime) -> int:
    """Take away jobs that ended long ago, and workers that have been silent as long; how many jobs."""
    WorkerBeat.objects.filter(beat_at__lt=now - KEPT).delete()
    _, by_model = DBTaskResult.objects.finished().filter(finished_at__lt=now - KEPT).delete()
    return by_model.get(DBTaskResult._meta.label, 0)
