"""Jobs that wait or run, by what they are for."""

from typing import Any

from django_tasks.base import Task, TaskResultStatus
from django_tasks_db.models import DBTaskResult

_STANDING = (TaskResultStatus.READY, TaskResultStatus.RUNNING)


def standing_for(task: Task[..., Any]) -> set[str]:
    """The first argument of every job of this task that waits or runs: the id of the row it is to work on."""
    jobs = DBTaskResult.objects.filter(task_path=task.module_path, status__in=_STANDING)
    return {given["args"][0] for given in jobs.values_list("args_kwargs", flat=True)}
