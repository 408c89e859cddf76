"""Nightly runs as jobs: one batch a job, so that a coordinator's own match need not wait for the whole region."""

import datetime

from django.utils import timezone
from django_tasks import task

from kompetensnav.apps.core.jobs.attempts import when_given_up
from kompetensnav.apps.core.jobs.standing import standing_for
from kompetensnav.apps.matches.enums import NightlyStatus
from kompetensnav.apps.matches.models import Change, NightlyRun
from kompetensnav.apps.matches.nightly import fail_nightly, go_on, start_nightly, take_up
from kompetensnav.apps.memberships.actor import SYSTEM
from kompetensnav.apps.needs.models import Need
from kompetensnav.apps.organisations.models import Collaboration

FROM_HOUR, UNTIL_HOUR = 2, 6  # by the clock on the wall: between these it starts, if it has not that night
KEPT = datetime.timedelta(days=30)  # changes
_AFTER_OTHERS = -50  # its place in the queue: whoever waits at a page goes first
_ENQUEUED = datetime.timedelta(minutes=1)  # between a batch and the job of the next lie milliseconds


@task(priority=_AFTER_OTHERS)
def match_nightly(run_id: str) -> None:
    """Do the next batch of a run, and ask for the one after it. A run that has ended is nothing to do."""
    run = NightlyRun.objects.filter(pk=run_id).first()
    if run is None or (run.status == NightlyStatus.FAILED and not take_up(run)):
        return
    if go_on(SYSTEM, run):
        match_nightly.enqueue(run_id)


@when_given_up(match_nightly)
def nightly_given_up(problem: str, run_id: str) -> None:
    """The page says that it failed, and offers to start again."""
    run = NightlyRun.objects.filter(pk=run_id).first()
    if run is not None:
        fail_nightly(SYSTEM, run, problem)


def start_tonight(now: datetime.datetime) -> int:
    """Start the runs of this night, one for each collaboration with open needs; how many. Two workers start one."""
    wall = timezone.localtime(now)
    if not FROM_HOUR <= wall.hour < UNTIL_HOUR:
        return 0
    night = wall.date()
    open_needs = Need.objects.open().order_by().values("organisation__collaboration")
    waiting = Collaboration.objects.filter(pk__in=open_needs).exclude(nightly_runs__night=night)
    return sum(start_nightly(SYSTEM, collaboration=one, night=night)[1] for one in waiting.order_by("pk"))


def enqueue_lost_nightly(now: datetime.datetime) -> int:
    """Enqueue runs without a job, because something stopped between the two; how many.

    Two workers at once may enqueue one run twice: of two jobs with the same batch one writes it.
    """
    has_job = standing_for(match_nightly)
    runs = NightlyRun.objects.under_way().filter(queued_at__lt=now - _ENQUEUED).exclude(pk__in=has_job)
    lost = list(runs.order_by("queued_at").values_list("pk", flat=True))
    for run_id in lost:
        match_nightly.enqueue(run_id)
    return len(lost)


def purge_changes(now: datetime.datetime) -> int:
    """Take away changes that nobody needs to hear of any more; how many."""
    return Change.objects.filter(at__lt=now - KEPT).delete()[0]
