"""Jobs that keep the stored indexes of people fresh."""

import datetime
import errno

from django_tasks import task

from kompetensnav.apps.core.jobs.standing import standing_for
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
    asked = standing_for(build_region_index)
    old = [region for region in index.regions_to_build() if region not in asked]
    for region in old:
        build_region_index.enqueue(region)
    return len(old)
