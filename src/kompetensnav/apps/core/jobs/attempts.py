"""One job's life: claimed, done, put back, given up, asked for again.

Every change is one conditional update that asks whether the job still stands as it was seen, so that of two
workers, or of a worker and the reaper, one does it and the other finds it done. The conditions are on the job's own
row alone: PostgreSQL asks those again after waiting for another writer, but not those on a row joined to it.
"""

import datetime
import logging
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django_tasks.base import Task, TaskResultStatus
from django_tasks_db.models import DBTaskResult, get_date_max

from kompetensnav.apps.core.jobs.errors import class_of, code_of, trace_of
from kompetensnav.apps.core.log import Acts, audit
from kompetensnav.apps.core.models import JobBeat
from kompetensnav.runtime.problems import InputError, Problem

ATTEMPTS = 3
RETRY_AFTER = (datetime.timedelta(seconds=5), datetime.timedelta(seconds=30))  # after the first, after the second
_LOOKED_AT = 10  # jobs a worker tries to claim before it looks anew: as many as there may be workers

Job = DBTaskResult[Any, Any]
Jobs = QuerySet[Job]
GivenUp = Callable[..., None]
G = TypeVar("G", bound=GivenUp)

logger = logging.getLogger(__name__)
_given_up: dict[str, GivenUp] = {}


@dataclass(frozen=True, slots=True)
class Attempt:
    """A job that a worker holds, the how manieth time."""

    job: Job
    worker_id: str
    number: int

    def held(self) -> Jobs:
        """The job while it is still this worker's; the reaper may have thought the worker dead."""
        return as_begun(self.job)


def as_begun(job: Job) -> Jobs:
    """The job while it runs as it was begun then: the moment tells this beginning from every other."""
    return DBTaskResult.objects.filter(pk=job.pk, status=TaskResultStatus.RUNNING, started_at=job.started_at)


def when_given_up(task: Task[..., Any]) -> Callable[[G], G]:
    """Register what is done when a job of this task is given up; it gets the problem's code and the arguments."""

    def register(handler: G) -> G:
        _given_up[task.module_path] = handler
        return handler

    return register


def claim_next(worker_id: str) -> Attempt | None:
    """Take the first job that is due, or None. A worker that looked at the same moment takes another."""
    for job in DBTaskResult.objects.ready()[:_LOOKED_AT]:
        with transaction.atomic():
            attempt = _claim(job, worker_id)
        if attempt is not None:
            return attempt
    return None


def _claim(job: Job, worker_id: str) -> Attempt | None:
    now = timezone.now()
    waiting = DBTaskResult.objects.filter(pk=job.pk, status=TaskResultStatus.READY)
    worker_ids = [*job.worker_ids, worker_id]
    if not waiting.update(status=TaskResultStatus.RUNNING, started_at=now, worker_ids=worker_ids):
        return None
    beat, _ = JobBeat.objects.get_or_create(result_id=job.pk, defaults={"beat_at": now})
    beat.attempts, beat.worker_id, beat.beat_at = beat.attempts + 1, worker_id, now
    beat.save()
    job.started_at = now
    return Attempt(job, worker_id, beat.attempts)


def do(attempt: Attempt) -> None:
    """Call the job's function; whatever it raises is the job's end or another attempt, never the worker's end."""
    given = attempt.job.args_kwargs
    try:
        attempt.job.task.call(*given["args"], **given["kwargs"])
    except Exception as error:
        fail(attempt, error)
    else:
        succeed(attempt)


def succeed(attempt: Attempt) -> None:
    """It is done. Jobs store what they make themselves: nothing is returned."""
    with transaction.atomic():
        finished = attempt.held().update(
            status=TaskResultStatus.SUCCESSFUL,
            finished_at=timezone.now(),
            return_value=None,
            exception_class_path="",
            traceback="",
        )
        if finished:
            JobBeat.objects.filter(pk=attempt.job.pk).update(problem="")


def fail(attempt: Attempt, error: Exception) -> None:
    """Later again; or never, where it was the last attempt or the input itself is wrong."""
    code = code_of(error)
    logger.warning(
        "job %s %s: %s %s, attempt %d", attempt.job.pk, attempt.job.task_path, code, class_of(error), attempt.number
    )
    if isinstance(error, InputError) or attempt.number >= ATTEMPTS:
        give_up(attempt.job, attempt.held(), error)
    else:
        put_back(attempt.job, attempt.held(), code, RETRY_AFTER[attempt.number - 1])


def put_back(job: Job, standing: Jobs, code: str, delay: datetime.timedelta = datetime.timedelta()) -> bool:
    """Let the job be claimed again after a while, if it stands as seen."""
    with transaction.atomic():
        after = timezone.now() + delay
        done = standing.update(status=TaskResultStatus.READY, started_at=None, run_after=after)
        if done:
            JobBeat.objects.filter(pk=job.pk).update(problem=code)
    return bool(done)


def give_up(job: Job, standing: Jobs, error: Exception) -> bool:
    """End the job as failed, if it stands as seen, and tell whoever waits for what it should have made."""
    code = code_of(error)
    with transaction.atomic():
        done = standing.update(
            status=TaskResultStatus.FAILED,
            finished_at=timezone.now(),
            return_value=None,
            exception_class_path=class_of(error),
            traceback=trace_of(error),
        )
        if done:
            JobBeat.objects.filter(pk=job.pk).update(problem=code)
            _tell(job, code)
    return bool(done)


def _tell(job: Job, code: str) -> None:
    """An error in the telling must not keep the job from ending."""
    try:
        task = job.task  # imports the module, where the handler is registered
        handler = _given_up.get(task.module_path)
        if handler is not None:
            with transaction.atomic():
                handler(code, *job.args_kwargs["args"], **job.args_kwargs["kwargs"])
    except Exception as error:
        logger.warning("job %s: nobody was told it was given up: %s", job.pk, class_of(error))


def try_again(actor: Acts, *, job_id: UUID) -> None:
    """Let a job that was given up begin anew, with all its attempts.

    Raises InputError ``job.not-failed``: somebody else did, or it has been cleared away.
    """
    with transaction.atomic():
        failed = DBTaskResult.objects.filter(pk=job_id, status=TaskResultStatus.FAILED)
        if not failed.update(
            status=TaskResultStatus.READY, started_at=None, finished_at=None, run_after=get_date_max()
        ):
            raise InputError(Problem("job.not-failed"))
        JobBeat.objects.filter(pk=job_id).update(attempts=0)
        audit(actor, "job.retried", DBTaskResult.objects.get(pk=job_id))
