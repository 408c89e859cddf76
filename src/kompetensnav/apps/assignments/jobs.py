"""The job that works out a region's what-if."""

import datetime

from django_tasks import task

from kompetensnav.apps.assignments.actions import do_assignment, fail_assignment
from kompetensnav.apps.assignments.models import Assignment
from kompetensnav.apps.core.jobs.attempts import when_given_up
from kompetensnav.apps.core.jobs.standing import standing_for
from kompetensnav.apps.matches.models import RunStatus
from kompetensnav.apps.memberships.actor import SYSTEM

_UNDER_WAY = (RunStatus.QUEUED, RunStatus.RUNNING)
_ENQUEUED = datetime.timedelta(minutes=1)  # between its row and its job's lie milliseconds


@task()
def assign_region(assignment_id: str) -> None:
    """Work one out; one that has gone, is done, or was given up and asked for anew, is nothing to do."""
    assignment = Assignment.objects.filter(pk=assignment_id).first()
    if assignment is None:
        return
    if assignment.status == RunStatus.FAILED:
        newer = Assignment.objects.filter(
            collaboration_id=assignment.collaboration_id, queued_at__gt=assignment.queued_at
        )
        if newer.exists():
            return
        Assignment.objects.filter(pk=assignment_id).update(status=RunStatus.QUEUED, finished_at=None, problem="")
        assignment.refresh_from_db()
    do_assignment(SYSTEM, assignment)


@when_given_up(assign_region)
def assignment_given_up(problem: str, assignment_id: str) -> None:
    """The page stops waiting and offers to try again."""
    assignment = Assignment.objects.filter(pk=assignment_id).first()
    if assignment is not None:
        fail_assignment(assignment, problem)


def enqueue_lost_assignments(now: datetime.datetime) -> int:
    """Enqueue those whose job never was, because something stopped between the two; how many.

    Two workers at once may enqueue one twice: the second job finds it done.
    """
    has_job = standing_for(assign_region)
    waiting = Assignment.objects.filter(status__in=_UNDER_WAY, queued_at__lt=now - _ENQUEUED)
    lost = list(waiting.exclude(pk__in=has_job).values_list("pk", flat=True))
    for assignment_id in lost:
        assign_region.enqueue(assignment_id)
    return len(lost)
