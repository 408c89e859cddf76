"""What workers do at intervals. Each bears being done by two of them at once."""

import datetime

from kompetensnav.apps.concepts.vectors import embed_some_labels
from kompetensnav.apps.core.jobs.reaper import purge, reap
from kompetensnav.apps.core.jobs.schedule import Scheduled
from kompetensnav.apps.matches.jobs import enqueue_lost_runs
from kompetensnav.apps.memberships.actor import SYSTEM
from kompetensnav.apps.proposals.actions import expire_overdue
from kompetensnav.integrations.starter.vectors import STARTER_VECTORS


def expire_answers(now: datetime.datetime) -> int:
    """Answers that did not come in time."""
    return expire_overdue(SYSTEM, now=now)


def embed_labels(now: datetime.datetime) -> int:
    """Labels of the taxonomy in use that have no vector yet."""
    return embed_some_labels(STARTER_VECTORS)


SCHEDULE = (
    Scheduled(reap, datetime.timedelta(seconds=10)),
    Scheduled(enqueue_lost_runs, datetime.timedelta(minutes=1)),
    Scheduled(expire_answers, datetime.timedelta(minutes=1)),
    Scheduled(embed_labels, datetime.timedelta(seconds=10)),
    Scheduled(purge, datetime.timedelta(days=1)),
)
