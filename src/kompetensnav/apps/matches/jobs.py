"""The job that matches one need."""

from django_tasks import task

from kompetensnav.apps.matches.actions import do_run
from kompetensnav.apps.matches.models import Run
from kompetensnav.apps.memberships.actor import SYSTEM


@task()
def match_need(run_id: str) -> None:
    """Do a run; one that has gone, or is done, is nothing to do."""
    run = Run.objects.filter(pk=run_id).first()
    if run is not None:
        do_run(SYSTEM, run)
