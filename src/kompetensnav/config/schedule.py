"""What workers do at intervals. Each bears being done by two of them at once."""

import datetime

from kompetensnav.apps.assignments.jobs import enqueue_lost_assignments
from kompetensnav.apps.concepts.vectors import embed_some_labels
from kompetensnav.apps.core.jobs.reaper import purge, reap
from kompetensnav.apps.core.jobs.schedule import Scheduled
from kompetensnav.apps.courses.actions import expire_letters
from kompetensnav.apps.matches.jobs import enqueue_lost_runs
from kompetensnav.apps.matches.jobs_nightly import enqueue_lost_nightly, purge_changes, start_tonight
from kompetensnav.apps.memberships.actor import SYSTEM
from kompetensnav.apps.people.cluster import compact_cluster_files
from kompetensnav.apps.people.index import purge_changes as purge_supply_changes
from kompetensnav.apps.people.jobs import renew_indexes
from kompetensnav.apps.proposals.actions import expire_overdue
from kompetensnav.apps.proposals.notices import tell_of_intakes
from kompetensnav.integrations.starter.vectors import STARTER_VECTORS


def expire_answers(now: datetime.datetime) -> int:
    """Answers that did not come in time."""
    return expire_overdue(SYSTEM, now=now)


def expire_letters_of_intent(now: datetime.datetime) -> int:
    """Employers that did not say whether they stand behind a course."""
    return expire_letters(SYSTEM, now=now)


def tell_of_changed_intakes(now: datetime.datetime) -> int:
    """Cancelled and moved intakes that people are on their way over."""
    return tell_of_intakes(SYSTEM)


def embed_labels(now: datetime.datetime) -> int:
    """Labels of the taxonomy in use that have no vector yet."""
    return embed_some_labels(STARTER_VECTORS)


SCHEDULE = (
    Scheduled(reap, datetime.timedelta(seconds=10)),
    Scheduled(enqueue_lost_runs, datetime.timedelta(minutes=1)),
    Scheduled(enqueue_lost_nightly, datetime.timedelta(minutes=1)),
    Scheduled(start_tonight, datetime.timedelta(minutes=5)),
    Scheduled(enqueue_lost_assignments, datetime.timedelta(minutes=1)),
    Scheduled(expire_answers, datetime.timedelta(minutes=1)),
    Scheduled(expire_letters_of_intent, datetime.timedelta(minutes=1)),
    Scheduled(tell_of_changed_intakes, datetime.timedelta(minutes=1)),
    Scheduled(embed_labels, datetime.timedelta(seconds=10)),
    Scheduled(compact_cluster_files, datetime.timedelta(hours=1)),
    Scheduled(purge, datetime.timedelta(days=1)),
    Scheduled(purge_changes, datetime.timedelta(days=1)),
    Scheduled(renew_indexes, datetime.timedelta(minutes=1)),
    Scheduled(purge_supply_changes, datetime.timedelta(days=1)),
)
