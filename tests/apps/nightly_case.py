"""A night in a region, and what it leaves, for tests."""

import datetime

from kompetensnav.apps.core.log import Acts
from kompetensnav.apps.matches.actions import do_run, start_run
from kompetensnav.apps.matches.enums import ChangeKind
from kompetensnav.apps.matches.models import Candidate, Change, NightlyRun, Run
from kompetensnav.apps.matches.nightly import go_on, start_nightly
from kompetensnav.apps.memberships.actor import SYSTEM
from kompetensnav.apps.needs.models import Need
from tests.factories import Region

TODAY = datetime.date(2026, 3, 1)


def matched(need: Need) -> Run:
    """The need matched by itself, as by day."""
    run = start_run(SYSTEM, need=need)
    do_run(SYSTEM, run)
    run.refresh_from_db()
    return run


def a_night(region: Region, actor: Acts = SYSTEM) -> NightlyRun:
    """A whole nightly run."""
    run, fresh = start_nightly(actor, collaboration=region.collaboration)
    assert fresh
    while go_on(SYSTEM, run):
        pass
    run.refresh_from_db()
    return run


def rows(need: Need) -> list[tuple]:
    """The lists of a need as they stand: row, person, list, rank, interval, explanation."""
    found = Candidate.objects.filter(run__need=need).order_by("list", "rank")
    return list(found.values_list("pk", "person_id", "list", "rank", "lo", "hi", "explanation"))


def came(need: Need) -> dict[str, str]:
    """Who came into which list, of the newest run."""
    return {c.person_id: c.list for c in _newest(need) if c.kind == ChangeKind.CAME}


def gone(need: Need) -> dict[str, tuple[str, str]]:
    """Who has gone and why, of the newest run."""
    return {c.person_id: (c.reason, c.condition) for c in _newest(need) if c.kind == ChangeKind.GONE}


def _newest(need: Need) -> list[Change]:
    return list(Change.objects.filter(need=need, nightly=NightlyRun.objects.latest("queued_at")))
