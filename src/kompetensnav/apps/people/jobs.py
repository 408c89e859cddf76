"""Jobs that keep the stored indexes of people fresh."""

import datetime
import errno

from django_tasks import task
from django_tasks.base import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from kompetensnav.apps.people import index
from kompetensnav.runtime.problems import InputError, Problem


@task()
def build_region_index(collaboration_id: str) -> None:
    """Build the index of a region. Raises InputError ``index.no-room`` where the disk is full."""
    try:
        index.build_index(collaboration_id)
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            raise InputError(Problem("index.no-room")) from error
        raise


def renew_indexes(_now: datetime.datetime) -> int:
    """Ask for the indexes that have grown old, and clear those who left where that did not succeed at once."""
    index.clear_departed()
    standing = DBTaskResult.objects.filter(
        task_path=build_region_index.module_path, status__in=(TaskResultStatus.READY, TaskResultStatus.RUNNING)
    )
    asked = {given["args"][0] for given in standing.values_list("args_kwargs", flat=True)}
    old = [region for region in index.regions_to_build() if region not in asked]
    for region in old:
        build_region_index.enqueue(region)
    return len(old)
