"""Jobs are done once, tried again when they break, given up in the open, and keep nothing of what they worked on."""

import datetime
import threading
import time
from collections.abc import Callable

import pytest
import time_machine
from django.db import OperationalError, connection, transaction
from django.utils import timezone
from django_tasks import task
from django_tasks.base import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from kompetensnav.apps.core.jobs import attempts, beats, overview, reaper
from kompetensnav.apps.core.jobs.attempts import ATTEMPTS, RETRY_AFTER, Attempt, claim_next, when_given_up
from kompetensnav.apps.core.jobs.errors import class_of, code_of, trace_of
from kompetensnav.apps.core.jobs.reaper import KEPT, SILENT, purge, reap
from kompetensnav.apps.core.jobs.schedule import Schedule, Scheduled
from kompetensnav.apps.core.jobs.worker import JobWorker
from kompetensnav.apps.core.models import AuditEvent, JobBeat, WorkerBeat
from kompetensnav.apps.matches.actions import do_run, start_run
from kompetensnav.apps.matches.jobs import enqueue_lost_runs, match_need
from kompetensnav.apps.matches.models import Run, RunStatus
from kompetensnav.apps.memberships.actor import SYSTEM
from kompetensnav.apps.proposals.enums import Answer
from kompetensnav.config.schedule import SCHEDULE
from kompetensnav.runtime.problems import InputError, Problem
from tests.apps.at_once import at_once
from tests.factories import ProposalFactory, Says

NOON = datetime.datetime(2026, 3, 2, 12, 0, tzinfo=datetime.UTC)
SECRET = "Namnet Hemligsson 19121212-1212"
NO_SCHEDULE: tuple[Scheduled, ...] = ()

done: list[str] = []
given_up: list[tuple[str, str]] = []


@task()
def note(word: str) -> None:
    done.append(word)


@task()
def stumble(word: str) -> None:
    raise OperationalError("database is locked")


@task()
def refuse(word: str) -> None:
    raise InputError(Problem("match.nothing-to-match", values={"label": SECRET}))


@task()
def blurt(word: str) -> None:
    try:
        raise KeyError(SECRET)
    except KeyError as error:
        raise ValueError(f"cannot do {SECRET}") from error


@when_given_up(stumble)
def stumble_given_up(problem: str, word: str) -> None:
    given_up.append((problem, word))


@when_given_up(blurt)
def blurt_given_up(problem: str, word: str) -> None:
    raise RuntimeError("nobody is told")


@pytest.fixture(autouse=True)
def stored_jobs(settings) -> None:
    """Jobs are rows, as in the product."""
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": ["default"]}}
    done.clear()
    given_up.clear()


def work(worker: str = "w") -> DBTaskResult | None:
    """Do the next job, as a worker would."""
    attempt = claim_next(worker)
    if attempt is None:
        return None
    attempts.do(attempt)
    return DBTaskResult.objects.get(pk=attempt.job.pk)


def status_of(attempt: Attempt) -> str:
    return DBTaskResult.objects.get(pk=attempt.job.pk).status


def until(condition: Callable[[], bool]) -> None:
    """Wait for something another thread does; the limit is for a machine that is hung, not slow."""
    limit = time.monotonic() + 60
    while not condition():
        assert time.monotonic() < limit
        time.sleep(0.01)


# doing, trying again, giving up


@pytest.mark.django_db
def test_a_job_is_done_once() -> None:
    note.enqueue("a")
    job = work()
    assert job is not None
    assert (job.status, job.worker_ids, job.traceback) == (TaskResultStatus.SUCCESSFUL, ["w"], "")
    assert work() is None
    assert done == ["a"]


@pytest.mark.django_db
def test_a_job_that_breaks_is_tried_three_times_with_growing_rests_and_then_given_up() -> None:
    with time_machine.travel(NOON, tick=False) as clock:
        stumble.enqueue("a")
        for rest in RETRY_AFTER:
            job = work()
            assert job is not None
            assert job.status == TaskResultStatus.READY
            assert job.beat.problem == "job.database"
            clock.shift(rest - datetime.timedelta(seconds=1))
            assert work() is None
            clock.shift(1)
        assert given_up == []
        job = work()
        assert job is not None
        clock.shift(datetime.timedelta(days=1))
        assert work() is None
    assert job.status == TaskResultStatus.FAILED
    assert job.beat.attempts == ATTEMPTS
    assert given_up == [("job.database", "a")]
    assert list(RETRY_AFTER) == sorted(set(RETRY_AFTER))


@pytest.mark.django_db
def test_input_that_is_wrong_is_not_tried_again() -> None:
    refuse.enqueue("a")
    job = work()
    assert job is not None
    assert (job.status, job.beat.attempts) == (TaskResultStatus.FAILED, 1)
    assert job.beat.problem == "match.nothing-to-match"


@pytest.mark.django_db
@pytest.mark.parametrize("job", [refuse, blurt])
def test_nothing_of_an_error_but_class_code_and_place_is_kept(job, caplog) -> None:
    with time_machine.travel(NOON, tick=False) as clock:
        job.enqueue("a")
        for _ in range(ATTEMPTS):
            work()
            clock.shift(60)
    row = DBTaskResult.objects.get()
    assert row.status == TaskResultStatus.FAILED
    kept = " ".join(str(v) for v in [*row.__dict__.values(), *row.beat.__dict__.values()])
    for told in (kept, caplog.text):
        assert "Hemligsson" not in told
        assert "1212" not in told
    assert "apps/test_jobs.py" in row.traceback


@pytest.mark.django_db
def test_an_error_in_telling_that_a_job_was_given_up_does_not_keep_it_running() -> None:
    blurt.enqueue("a")
    attempt = claim_next("w")
    assert attempt is not None
    assert attempts.give_up(attempt.job, attempt.held(), ValueError())
    assert status_of(attempt) == TaskResultStatus.FAILED


@pytest.mark.django_db
def test_a_job_whose_function_is_gone_is_given_up() -> None:
    note.enqueue("a")
    DBTaskResult.objects.update(task_path="tests.apps.no_such_module.job")
    with time_machine.travel(timezone.now(), tick=False) as clock:
        for _ in range(ATTEMPTS):
            work()
            clock.shift(60)
    assert DBTaskResult.objects.get().status == TaskResultStatus.FAILED


def test_errors_have_codes_and_their_causes_come_first() -> None:
    assert code_of(OperationalError()) == "job.database"
    assert code_of(MemoryError()) == "job.failed"
    assert class_of(OperationalError()) == "django.db.utils.OperationalError"
    try:
        blurt.func("a")
    except ValueError as error:
        lines = trace_of(error).splitlines()
    assert [line for line in lines if " " not in line] == ["builtins.KeyError", "builtins.ValueError"]


@pytest.mark.django_db
def test_a_job_that_was_given_up_is_started_again_with_an_audit_row() -> None:
    refuse.enqueue("a")
    job = work()
    assert job is not None
    attempts.try_again(SYSTEM, job_id=job.pk)
    job.refresh_from_db()
    assert (job.status, JobBeat.objects.get().attempts) == (TaskResultStatus.READY, 0)
    [event] = AuditEvent.objects.filter(verb="job.retried")
    assert event.object_id == str(job.pk)
    with pytest.raises(InputError, match=r"job\.not-failed"):
        attempts.try_again(SYSTEM, job_id=job.pk)


# several workers


@pytest.mark.django_db(transaction=True)
def test_of_two_workers_one_gets_the_job() -> None:
    note.enqueue("a")
    got = at_once(lambda: claim_next("w1"), lambda: claim_next("w2"))
    assert sorted(g is None for g in got) == [False, True]
    assert JobBeat.objects.get().attempts == 1


@pytest.mark.django_db(transaction=True)
def test_two_workers_share_what_waits() -> None:
    for word in ("a", "b"):
        note.enqueue(word)
    got = at_once(lambda: claim_next("w1"), lambda: claim_next("w2"))
    assert len({g.job.pk for g in got}) == 2


@pytest.mark.django_db
def test_a_worker_that_was_thought_dead_changes_nothing_when_it_comes_back() -> None:
    with time_machine.travel(NOON, tick=False) as clock:
        note.enqueue("a")
        slow = claim_next("slow")
        assert slow is not None
        clock.shift(SILENT + datetime.timedelta(seconds=1))
        assert reap(timezone.now()) == 1
        quick = claim_next("quick")
        assert quick is not None
        attempts.fail(slow, ValueError())
        attempts.succeed(slow)
        assert status_of(quick) == TaskResultStatus.RUNNING
        attempts.succeed(quick)
        assert status_of(quick) == TaskResultStatus.SUCCESSFUL


# the reaper


@pytest.mark.django_db
def test_a_job_without_a_pulse_goes_back_and_is_given_up_after_the_third_time() -> None:
    with time_machine.travel(NOON, tick=False) as clock:
        stumble.enqueue("a")
        for number in range(1, ATTEMPTS + 1):
            attempt = claim_next("w")
            assert attempt is not None
            assert attempt.number == number
            clock.shift(SILENT)
            assert reap(timezone.now()) == 0
            clock.shift(1)
            assert reap(timezone.now()) == 1
    job = DBTaskResult.objects.get()
    assert job.status == TaskResultStatus.FAILED
    assert job.exception_class_path.endswith("WorkerLostError")
    assert given_up == [(job.beat.problem, "a")] == [("job.worker-lost", "a")]


@pytest.mark.django_db(transaction=True)
def test_of_two_reapers_one_puts_the_job_back() -> None:
    note.enqueue("a")
    claim_next("w")
    later = timezone.now() + SILENT * 2
    assert sorted(at_once(lambda: reap(later), lambda: reap(later))) == [0, 1]


@pytest.mark.django_db
def test_a_running_job_of_another_make_without_any_beat_is_reaped_too() -> None:
    note.enqueue("a")
    DBTaskResult.objects.get().claim("another")
    assert reap(timezone.now()) == 0
    assert reap(timezone.now() + SILENT * 2) == 1


@pytest.mark.django_db
def test_jobs_that_ended_a_week_ago_are_cleared_away_and_others_stay() -> None:
    with time_machine.travel(NOON, tick=False) as clock:
        note.enqueue("old")
        work()
        WorkerBeat.objects.create(worker_id="old", began_at=timezone.now(), beat_at=timezone.now())
        clock.shift(KEPT)
        note.enqueue("new")
        work()
        note.enqueue("waiting")
        assert purge(timezone.now()) == 0
        clock.shift(1)
        assert purge(timezone.now()) == 1
    assert [j.args_kwargs["args"] for j in DBTaskResult.objects.order_by("enqueued_at")] == [["new"], ["waiting"]]
    assert not WorkerBeat.objects.exists()


# the pulse, the schedule, the loop


@pytest.mark.django_db(transaction=True)
def test_the_pulse_goes_on_while_a_job_runs_and_stops_with_the_worker() -> None:
    note.enqueue("a")
    attempt = claim_next("w")
    assert attempt is not None
    with beats.Beats("w", every=0.01) as pulse, pulse.of(attempt):
        first = JobBeat.objects.get().beat_at
        until(lambda: JobBeat.objects.get().beat_at > first)
        assert overview.is_up(WorkerBeat.objects.get(), timezone.now())
    assert not WorkerBeat.objects.exists()


@pytest.mark.django_db
def test_what_is_due_is_done_and_one_that_breaks_keeps_nobody_from_their_turn(caplog) -> None:
    calls: list[str] = []

    def breaks(now: datetime.datetime) -> None:
        calls.append("breaks")
        raise ValueError(SECRET)

    minute = datetime.timedelta(minutes=1)
    schedule = Schedule([Scheduled(breaks, minute), Scheduled(lambda now: calls.append("works"), minute * 2)])
    for now in (NOON, NOON + minute / 2, NOON + minute, NOON + minute * 2):
        schedule.run_due(now)
    assert calls == ["breaks", "works", "breaks", "breaks", "works"]
    assert "ValueError" in caplog.text
    assert "Hemligsson" not in caplog.text


@pytest.mark.django_db(transaction=True)
def test_a_worker_works_until_it_is_stopped() -> None:
    worker = JobWorker(SCHEDULE, "w")
    thread = threading.Thread(target=lambda: (worker.run(), connection.close()))
    thread.start()
    try:
        for word in ("a", "b"):
            note.enqueue(word)
            until(lambda word=word: word in done)
    finally:
        worker.stop()
        thread.join()
    assert done == ["a", "b"]


@pytest.mark.django_db
def test_a_database_that_does_not_answer_is_asked_again(monkeypatch) -> None:
    worker = JobWorker(NO_SCHEDULE, "w")

    def locked(worker_id: str) -> None:
        raise OperationalError("database is locked")

    monkeypatch.setattr(connection, "close", lambda: None)  # it holds the test's transaction
    pulse = beats.Beats("w")
    note.enqueue("a")
    with monkeypatch.context() as patch:
        patch.setattr(attempts, "claim_next", locked)
        assert worker._turn(pulse) > 0
    assert worker._turn(pulse) == 0
    assert done == ["a"]


@pytest.mark.django_db(transaction=True)
def test_a_job_waits_for_another_writer_and_is_then_done(region, need) -> None:
    """Another holds the database (SQLite) or the need's row (PostgreSQL) while the job wants to write."""
    region.person(claims=(Says("Industrielektriker"),))
    run = start_run(SYSTEM, need=need)
    holds, let_go = threading.Event(), threading.Event()

    def other_writer() -> None:
        with transaction.atomic():
            type(need).objects.filter(pk=need.pk).update(title="held")
            holds.set()
            let_go.wait(60)
        connection.close()

    thread = threading.Thread(target=other_writer)
    thread.start()
    assert holds.wait(60)
    timer = threading.Timer(0.3, let_go.set)
    timer.start()
    try:
        until(lambda: work() is not None)
    finally:
        let_go.set()
        thread.join()
        timer.join()
    run.refresh_from_db()
    assert run.status == RunStatus.DONE


# matching


@pytest.mark.django_db(transaction=True)
def test_a_match_that_was_cut_off_is_done_again_with_one_result(region, need) -> None:
    region.person(claims=(Says("Industrielektriker"),))
    run = start_run(SYSTEM, need=need)
    with time_machine.travel(timezone.now(), tick=False) as clock:
        first = claim_next("w1")
        assert first is not None
        Run.objects.filter(pk=run.pk).update(status=RunStatus.RUNNING)  # and then it was killed
        clock.shift(SILENT + datetime.timedelta(seconds=1))
        assert reap(timezone.now()) == 1
        work("w2")
        match_need.call(run.pk)  # as by a worker that had only been slow
    run.refresh_from_db()
    assert (run.status, run.candidates.count()) == (RunStatus.DONE, 1)
    assert AuditEvent.objects.filter(verb="match.done").count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_match_that_is_given_up_fails_its_run_and_can_be_started_again(region, need, monkeypatch) -> None:
    run = start_run(SYSTEM, need=need)
    with monkeypatch.context() as patch, time_machine.travel(NOON, tick=False) as clock:
        patch.setattr("kompetensnav.apps.matches.jobs.do_run", lambda actor, run: stumble.func("a"))
        for _ in range(ATTEMPTS):
            work()
            clock.shift(60)
    run.refresh_from_db()
    assert (run.status, run.problem) == (RunStatus.FAILED, "job.database")
    attempts.try_again(SYSTEM, job_id=DBTaskResult.objects.get().pk)
    work()
    run.refresh_from_db()
    assert (run.status, run.problem) == (RunStatus.DONE, "")


@pytest.mark.django_db(transaction=True)
def test_a_run_that_has_gone_or_was_asked_for_anew_is_nothing_to_do(need) -> None:
    match_need.call("r-nosuchon")
    old = start_run(SYSTEM, need=need)
    Run.objects.filter(pk=old.pk).update(status=RunStatus.FAILED, finished_at=timezone.now())
    new = start_run(SYSTEM, need=need)
    match_need.call(old.pk)
    old.refresh_from_db()
    assert old.status == RunStatus.FAILED
    assert new.pk != old.pk


@pytest.mark.django_db
def test_a_run_whose_job_was_never_enqueued_gets_one(need) -> None:
    run = start_run(SYSTEM, need=need)  # the test's transaction never commits, so no job comes of it
    assert enqueue_lost_runs(timezone.now()) == 0
    later = timezone.now() + datetime.timedelta(hours=1)
    assert enqueue_lost_runs(later) == 1
    assert enqueue_lost_runs(later) == 0
    work()
    run.refresh_from_db()
    assert run.status == RunStatus.DONE
    do_run(SYSTEM, run)
    assert AuditEvent.objects.filter(verb="match.done").count() == 1


@pytest.mark.django_db
def test_answers_that_did_not_come_in_time_expire_once_on_schedule(region, need) -> None:
    past = timezone.now() - datetime.timedelta(days=1)
    proposal = ProposalFactory(need=need, person=region.person(), employer_deadline=past)
    for _ in range(2):  # two workers
        Schedule(SCHEDULE).run_due(timezone.now())
    proposal.refresh_from_db()
    assert proposal.employer_answer == Answer.EXPIRED
    assert AuditEvent.objects.filter(verb="proposal.expired").count() == 1


def test_the_reaper_waits_longer_than_a_living_worker_can_be_kept_from_beating(settings) -> None:
    waits = settings.DATABASES["default"].get("OPTIONS", {}).get("timeout", 0)
    assert reaper.SILENT.total_seconds() > waits + beats.EVERY
