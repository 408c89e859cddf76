"""A nightly run as jobs: begun once, gone on with after a worker died, cancelled, given up, started by the hour."""

import datetime

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone
from django_tasks.base import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from kompetensnav.apps.core.jobs import attempts
from kompetensnav.apps.core.jobs.attempts import ATTEMPTS, claim_next, try_again
from kompetensnav.apps.core.jobs.reaper import SILENT, reap
from kompetensnav.apps.core.models import AuditEvent, JobBeat
from kompetensnav.apps.matches import jobs_nightly, nightly_batch
from kompetensnav.apps.matches.enums import NightlyStatus
from kompetensnav.apps.matches.jobs import match_need
from kompetensnav.apps.matches.jobs_nightly import (
    KEPT,
    enqueue_lost_nightly,
    match_nightly,
    purge_changes,
    start_tonight,
)
from kompetensnav.apps.matches.models import Change, NightlyRun, Run
from kompetensnav.apps.matches.nightly import cancel_nightly, go_on, start_nightly
from kompetensnav.apps.memberships.actor import SYSTEM
from kompetensnav.apps.memberships.enums import Role
from kompetensnav.config.schedule import SCHEDULE
from tests.apps.at_once import at_once
from tests.apps.nightly_case import a_night
from tests.factories import Says

ELECTRICIAN = Says("Industrielektriker")
DATABASE_JOBS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": ["default"]}}


@pytest.fixture
def stored_jobs(settings) -> None:
    """Jobs are rows, as in the product."""
    settings.TASKS = DATABASE_JOBS


@pytest.fixture
def five(region, monkeypatch):
    """Five needs and somebody for them, two needs a batch."""
    monkeypatch.setattr(nightly_batch, "BATCH", 2)
    region.person(claims=(ELECTRICIAN,))
    return [region.need() for _ in range(5)]


def under_way(region, django_capture_on_commit_callbacks) -> NightlyRun:
    with django_capture_on_commit_callbacks(execute=True):
        run, _ = start_nightly(SYSTEM, collaboration=region.collaboration)
    return run


def work(run: NightlyRun) -> NightlyRun:
    """Do the next job, as a worker would."""
    attempt = claim_next("w")
    assert attempt is not None
    attempts.do(attempt)
    run.refresh_from_db()
    return run


def killed(run: NightlyRun, monkeypatch) -> None:
    """A worker takes the next job and dies in the middle of the batch, when half of it is written."""
    real = nightly_batch._write_candidates

    def dies(*given):
        real(*given)
        raise KeyboardInterrupt

    attempt = claim_next("dead")
    assert attempt is not None
    with monkeypatch.context() as patched:
        patched.setattr(nightly_batch, "_write_candidates", dies)
        with pytest.raises(KeyboardInterrupt):
            attempt.job.task.call(*attempt.job.args_kwargs["args"])
    JobBeat.objects.update(beat_at=timezone.now() - 2 * SILENT)
    assert reap(timezone.now()) == 1
    DBTaskResult.objects.update(run_after=timezone.now() - SILENT)


def test_a_job_does_one_batch_and_asks_for_the_next(
    region, five, stored_jobs, django_capture_on_commit_callbacks
) -> None:
    run = under_way(region, django_capture_on_commit_callbacks)
    seen = [(work(run).done, run.total, run.status) for _ in range(4)]
    assert seen == [(2, 5, "running"), (4, 5, "running"), (5, 5, "running"), (5, 5, "done")]
    assert claim_next("w") is None
    assert Run.objects.filter(need__in=five).count() == 5


def test_somebody_s_own_match_goes_before_the_next_batch(
    region, five, stored_jobs, django_capture_on_commit_callbacks
) -> None:
    under_way(region, django_capture_on_commit_callbacks)
    match_need.enqueue(Run.objects.create(need=five[4], need_version=1).pk)
    attempt = claim_next("w")
    assert attempt is not None and attempt.job.task_path.endswith("match_need")


def test_what_is_done_stays_done_when_the_worker_is_killed(
    region, five, stored_jobs, monkeypatch, django_capture_on_commit_callbacks
) -> None:
    run = work(under_way(region, django_capture_on_commit_callbacks))
    done = list(Run.objects.order_by("pk").values_list("pk", "finished_at"))
    killed(run, monkeypatch)
    run.refresh_from_db()
    assert (run.done, run.status) == (2, NightlyStatus.RUNNING)
    while run.status == NightlyStatus.RUNNING:
        work(run)
    assert (run.done, run.total, run.status) == (5, 5, NightlyStatus.DONE)
    assert [row for row in Run.objects.order_by("pk").values_list("pk", "finished_at") if row in done] == done
    assert Run.objects.count() == 5


def test_of_two_workers_with_one_run_one_goes_on(region, five) -> None:
    run, _ = start_nightly(SYSTEM, collaboration=region.collaboration)
    assert go_on(SYSTEM, run)
    slow = NightlyRun.objects.get(pk=run.pk)
    assert go_on(SYSTEM, run)
    before = list(Run.objects.values_list("pk", "finished_at"))
    assert not go_on(SYSTEM, slow)
    run.refresh_from_db()
    assert (run.done, run.status) == (4, NightlyStatus.RUNNING)
    assert list(Run.objects.values_list("pk", "finished_at")) == before


def test_cancelling_ends_it_before_the_batch_at_hand_is_written(region, five, monkeypatch) -> None:
    analyst = region.actor(Role.ANALYST)
    run, _ = start_nightly(analyst, collaboration=region.collaboration)
    assert go_on(SYSTEM, run)
    real = nightly_batch.found_for

    def found_and_then_cancelled(*given):
        found = list(real(*given))
        assert cancel_nightly(analyst, run=NightlyRun.objects.get(pk=run.pk))
        return found

    monkeypatch.setattr(nightly_batch, "found_for", found_and_then_cancelled)
    assert not go_on(SYSTEM, run)
    run.refresh_from_db()
    assert (run.status, run.done, Run.objects.count()) == (NightlyStatus.CANCELLED, 2, 2)
    assert not cancel_nightly(analyst, run=run)
    assert not go_on(SYSTEM, run)
    [event] = AuditEvent.objects.filter(verb="nightly.cancelled")
    assert (event.actor_id, event.details) == (analyst.user.pk, {"done": 2, "total": 5})


def test_a_run_that_waits_is_cancelled_at_once_and_its_job_is_nothing_to_do(
    region, five, stored_jobs, django_capture_on_commit_callbacks
) -> None:
    run = under_way(region, django_capture_on_commit_callbacks)
    assert cancel_nightly(SYSTEM, run=run)
    assert work(run).status == NightlyStatus.CANCELLED
    assert claim_next("w") is None
    assert not Run.objects.exists()


def test_a_second_one_is_given_the_first_until_that_has_ended(region, other_region, five) -> None:
    first, fresh = start_nightly(SYSTEM, collaboration=region.collaboration)
    assert fresh
    assert start_nightly(SYSTEM, collaboration=region.collaboration) == (first, False)
    assert start_nightly(SYSTEM, collaboration=other_region.collaboration)[1]
    while go_on(SYSTEM, first):
        pass
    assert start_nightly(SYSTEM, collaboration=region.collaboration)[1]


@pytest.mark.django_db(transaction=True)
def test_two_started_at_once_are_one(region, stored_jobs) -> None:
    gave = at_once(*[lambda: start_nightly(SYSTEM, collaboration=region.collaboration)] * 3)
    assert [g for g in gave if isinstance(g, Exception)] == []
    assert len({run.pk for run, _ in gave}) == 1
    assert sum(fresh for _, fresh in gave) == 1
    assert DBTaskResult.objects.count() == 1


def test_a_run_that_fails_three_times_says_why_and_goes_on_when_it_is_tried_again(
    region, five, stored_jobs, monkeypatch, django_capture_on_commit_callbacks
) -> None:
    run = work(under_way(region, django_capture_on_commit_callbacks))
    with monkeypatch.context() as patched:
        patched.setattr(nightly_batch, "found_for", lambda *given: 1 / 0)
        for _ in range(ATTEMPTS):
            assert run.status == NightlyStatus.RUNNING
            DBTaskResult.objects.update(run_after=timezone.now() - SILENT)
            work(run)
    assert (run.status, run.problem, run.done) == (NightlyStatus.FAILED, "job.failed", 2)
    assert AuditEvent.objects.filter(verb="nightly.failed", object_id=run.pk).count() == 1
    [given_up] = DBTaskResult.objects.filter(status=TaskResultStatus.FAILED)
    try_again(SYSTEM, job_id=given_up.pk)
    while work(run).status == NightlyStatus.RUNNING:
        pass
    assert (run.status, run.problem, run.done) == (NightlyStatus.DONE, "", 5)


def test_one_given_up_is_left_alone_when_a_newer_one_was_asked_for(region, five) -> None:
    old, _ = start_nightly(SYSTEM, collaboration=region.collaboration)
    jobs_nightly.nightly_given_up("job.failed", old.pk)
    _, fresh = start_nightly(SYSTEM, collaboration=region.collaboration)
    assert fresh
    match_nightly.func(old.pk)
    old.refresh_from_db()
    assert (old.status, old.done) == (NightlyStatus.FAILED, 0)
    match_nightly.func("t-gone")
    jobs_nightly.nightly_given_up("job.failed", "t-gone")


def test_needs_closed_or_registered_meanwhile(region, five) -> None:
    run, _ = start_nightly(SYSTEM, collaboration=region.collaboration)
    assert go_on(SYSTEM, run)
    last = max(five, key=lambda need: need.pk)
    type(last).objects.filter(pk=last.pk).update(status="filled", ended_at=timezone.now())
    later = region.need()
    while go_on(SYSTEM, run):
        pass
    run.refresh_from_db()
    assert (run.status, run.done, run.total) == (NightlyStatus.DONE, 4, 4)
    assert not Run.objects.filter(need__in=(last, later)).exists()


NIGHT = datetime.datetime(2026, 3, 3, 2, 30, tzinfo=datetime.timezone(datetime.timedelta(hours=1)))


@pytest.mark.parametrize(
    ("moment", "starts"),
    [
        (NIGHT, True),
        (NIGHT.replace(hour=5, minute=59), True),
        (NIGHT.replace(hour=6, minute=0), False),
        (NIGHT.replace(hour=1, minute=59), False),
        (NIGHT.replace(hour=14), False),
        # the wall's clock jumps from two to three in spring
        (datetime.datetime(2026, 3, 29, 1, 5, tzinfo=datetime.UTC), True),
        (datetime.datetime(2026, 3, 29, 0, 59, tzinfo=datetime.UTC), False),
    ],
)
def test_it_starts_by_itself_between_two_and_six(moment: datetime.datetime, starts: bool, region, need) -> None:
    assert start_tonight(moment) == starts
    assert NightlyRun.objects.filter(night=timezone.localtime(moment).date()).exists() == starts


def test_it_starts_once_a_night_however_it_ended(region, other_region, need) -> None:
    assert start_tonight(NIGHT) == 1  # the other region has no open need
    assert start_tonight(NIGHT + datetime.timedelta(minutes=5)) == 0
    run = NightlyRun.objects.get()
    cancel_nightly(SYSTEM, run=run)
    assert start_tonight(NIGHT + datetime.timedelta(hours=1)) == 0
    assert start_tonight(NIGHT + datetime.timedelta(days=1)) == 1
    with pytest.raises(IntegrityError), transaction.atomic():
        NightlyRun.objects.filter(pk=run.pk).update(night=NIGHT.date() + datetime.timedelta(days=1))


def test_it_waits_for_one_that_somebody_has_started(region, need) -> None:
    own, _ = start_nightly(SYSTEM, collaboration=region.collaboration)
    assert start_tonight(NIGHT) == 0
    while go_on(SYSTEM, own):
        pass
    assert start_tonight(NIGHT) == 1


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_the_same_hour_start_one(region, need, stored_jobs) -> None:
    gave = at_once(*[lambda: start_tonight(NIGHT)] * 3)
    assert [g for g in gave if isinstance(g, Exception)] == []
    assert sum(gave) == NightlyRun.objects.count() == DBTaskResult.objects.count() == 1


def test_a_run_without_a_job_gets_one(region, five, stored_jobs, django_capture_on_commit_callbacks) -> None:
    run, _ = start_nightly(SYSTEM, collaboration=region.collaboration)  # and then the process stopped
    assert enqueue_lost_nightly(timezone.now()) == 0
    later = timezone.now() + datetime.timedelta(minutes=2)
    assert enqueue_lost_nightly(later) == 1
    assert enqueue_lost_nightly(later) == 0
    assert work(run).done == 2


def test_old_changes_go(region, need) -> None:
    a_night(region)
    region.person(claims=(ELECTRICIAN,))
    a_night(region)
    [change] = Change.objects.all()
    assert purge_changes(change.at + KEPT) == 0
    assert purge_changes(change.at + KEPT + datetime.timedelta(seconds=1)) == 1
    assert not Change.objects.exists()


def test_workers_do_all_this_at_intervals() -> None:
    assert {start_tonight, enqueue_lost_nightly, purge_changes} <= {entry.run for entry in SCHEDULE}
