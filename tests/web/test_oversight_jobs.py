"""The page of jobs: who may see it, what it shows, and starting a job again."""

import datetime
import uuid

import pytest
from django.urls import reverse
from django.utils import timezone
from django_tasks.base import TaskResultStatus
from django_tasks_db.models import DBTaskResult, get_date_max

from kompetensnav.apps.core.models import AuditEvent, JobBeat, WorkerBeat
from kompetensnav.apps.memberships.enums import ROLE_MAY, May, Role

URL = "/oversight/jobs/"


def job(about: str = "r-abcdefgh", status: str = TaskResultStatus.FAILED, problem: str = "", attempts: int = 3):
    """A job that has been begun."""
    now = timezone.now()
    row = DBTaskResult.objects.create(
        status=status,
        args_kwargs={"args": [about], "kwargs": {}},
        task_path="kompetensnav.apps.matches.jobs.match_need",
        backend_name="default",
        run_after=get_date_max(),
        started_at=now,
        finished_at=now if status == TaskResultStatus.FAILED else None,
        exception_class_path="",
        traceback="",
    )
    JobBeat.objects.create(result=row, worker_id="w", beat_at=now, attempts=attempts, problem=problem)
    return row


@pytest.fixture
def administrator(client, region):
    user = region.user(Role.ADMINISTRATOR)
    user.language = "en"
    user.save()
    client.force_login(user)
    return client


@pytest.mark.parametrize("role", Role)
def test_only_those_who_look_after_the_service_see_it(client, region, role) -> None:
    client.force_login(region.user(role))
    row = job()
    expected = May.SEE_JOBS in ROLE_MAY[role]
    assert client.get(URL).status_code == (200 if expected else 404)
    assert client.post(reverse("oversight:retry", args=[row.pk])).status_code == (303 if expected else 404)


def test_nobody_who_has_not_logged_in_sees_it(client, db) -> None:
    assert client.get(URL).status_code == 302


def test_an_empty_page_says_that_no_worker_is_up_and_how_to_start_one(administrator) -> None:
    page = administrator.get(URL).content.decode()
    assert "Nothing is running" in page
    assert "kompetensnav worker" in page


def test_workers_and_jobs_are_shown_with_what_is_wrong(administrator) -> None:
    now = timezone.now()
    WorkerBeat.objects.create(worker_id="up-1", began_at=now, beat_at=now)
    WorkerBeat.objects.create(worker_id="gone-2", began_at=now, beat_at=now - datetime.timedelta(hours=1))
    job(problem="job.worker-lost")
    job("r-runningg", TaskResultStatus.RUNNING, attempts=1)
    job("Namnet Hemligsson", TaskResultStatus.FAILED, "no.such-code")
    page = administrator.get(URL).content.decode()
    for shown in ("up-1", "gone-2", "Silent", "r-abcdefgh", "r-runningg", "cut off three times", "no.such-code"):
        assert shown in page
    assert "Hemligsson" not in page
    assert page.count("Start again</") + page.count("Start again<span") == 3
    assert "nothing is matched" not in page


@pytest.mark.parametrize("column", ["what", "state", "attempts", "since"])
def test_the_table_sorts_both_ways_with_a_constant_number_of_queries(
    administrator, column, django_assert_max_num_queries
) -> None:
    for n in range(5):
        job(f"r-aaaaaaa{'abcde'[n]}", attempts=n)
    with django_assert_max_num_queries(9):
        rising = administrator.get(URL, {"sort": column}).content.decode()
    falling = administrator.get(URL, {"sort": f"-{column}"}).content.decode()
    assert 'aria-sort="ascending"' in rising
    assert 'aria-sort="descending"' in falling
    if column == "attempts":
        assert rising.index("r-aaaaaaaa") < rising.index("r-aaaaaaae")
        assert falling.index("r-aaaaaaaa") > falling.index("r-aaaaaaae")


def test_a_sort_that_is_none_is_the_usual_one(administrator) -> None:
    job()
    assert 'aria-sort="descending"' in administrator.get(URL, {"sort": "-password"}).content.decode()


def test_a_job_is_started_again_once_and_written_down(administrator, region) -> None:
    row = job(problem="job.failed")
    url = reverse("oversight:retry", args=[row.pk])
    answer = administrator.post(url)
    assert (answer.status_code, answer["Location"]) == (303, URL)
    row.refresh_from_db()
    assert row.status == TaskResultStatus.READY
    again = administrator.post(url)
    assert again.status_code == 422
    assert "no longer among the failed" in again.content.decode()
    [event] = AuditEvent.objects.filter(verb="job.retried")
    assert event.actor_id == region.user(Role.ADMINISTRATOR).pk


def test_starting_again_is_never_a_get_and_never_of_a_job_that_is_not(administrator) -> None:
    assert administrator.get(reverse("oversight:retry", args=[job().pk])).status_code == 405
    assert administrator.post(reverse("oversight:retry", args=[uuid.uuid4()])).status_code == 404
