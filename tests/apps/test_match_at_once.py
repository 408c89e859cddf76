"""A match is done where it was asked for when the people are at hand there, and by a worker otherwise."""

import logging

import pytest
from django_tasks_db.models import DBTaskResult

from kompetensnav.apps.concepts.queries import taxonomy_in_use
from kompetensnav.apps.matches import actions
from kompetensnav.apps.matches.actions import start_run
from kompetensnav.apps.matches.jobs import enqueue_lost_runs
from kompetensnav.apps.matches.models import Run, RunStatus
from kompetensnav.apps.memberships.actor import SYSTEM
from kompetensnav.apps.people.index import at_hand, build_index, forget_standing, region_index
from tests.factories import Says


@pytest.fixture(autouse=True)
def jobs_wait_for_a_worker(settings):
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": ["default"]}}


@pytest.fixture
def need(region):
    region.person(claims=(Says("Industrielektriker"),))
    return region.need()


def asked(need, on_commit) -> Run:
    with on_commit(execute=True):
        run = start_run(SYSTEM, need=need)
    run.refresh_from_db()
    return run


def jobs() -> int:
    return DBTaskResult.objects.count()


def test_with_the_people_at_hand_it_is_done_at_once(region, need, django_capture_on_commit_callbacks) -> None:
    region_index(region.collaboration.pk, taxonomy_in_use().graph)
    run = asked(need, django_capture_on_commit_callbacks)
    assert (run.status, run.candidates.count(), jobs()) == (RunStatus.DONE, 1, 0)


def test_stored_people_are_at_hand(region, need, django_capture_on_commit_callbacks) -> None:
    assert not at_hand(region.collaboration.pk)
    build_index(region.collaboration.pk)
    assert at_hand(region.collaboration.pk)
    assert asked(need, django_capture_on_commit_callbacks).status == RunStatus.DONE


def test_without_them_it_waits_for_a_worker(region, need, django_capture_on_commit_callbacks) -> None:
    forget_standing()
    run = asked(need, django_capture_on_commit_callbacks)
    assert (run.status, run.candidates.count(), jobs()) == (RunStatus.QUEUED, 0, 1)


def test_what_fails_at_once_is_left_to_a_worker_and_told_without_its_words(
    region, need, django_capture_on_commit_callbacks, monkeypatch, caplog
) -> None:
    region_index(region.collaboration.pk, taxonomy_in_use().graph)

    def broken(*_: object) -> None:
        raise RuntimeError("Anna Andersson")

    monkeypatch.setattr(actions, "found_for", broken)
    with caplog.at_level(logging.WARNING):
        run = asked(need, django_capture_on_commit_callbacks)
    assert (run.status, run.started_at, jobs()) == (RunStatus.QUEUED, None, 1)
    assert "RuntimeError" in caplog.text
    assert "Andersson" not in caplog.text
    assert enqueue_lost_runs(run.queued_at) == 0
