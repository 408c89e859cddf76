"""``match nightly``: does the work with or without a worker beside it, follows what is under way, cancels, says why."""

from contextlib import nullcontext

import pytest
from click.testing import Result
from typer.testing import CliRunner

from kompetensnav.apps.core.models import WorkerBeat
from kompetensnav.apps.matches import nightly_batch
from kompetensnav.apps.matches.enums import NightlyStatus
from kompetensnav.apps.matches.models import Candidate, NightlyRun
from kompetensnav.apps.matches.nightly import cancel_nightly, start_nightly
from kompetensnav.apps.memberships.actor import SYSTEM
from kompetensnav.cli import match_nightly
from kompetensnav.cli.main import app
from kompetensnav.runtime.problems import InputError
from tests.factories import Says

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def stored_jobs(settings) -> None:
    """Jobs are rows, as in the product."""
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": ["default"]}}


@pytest.fixture
def three(region, monkeypatch):
    """Three needs and somebody for them, two needs a batch."""
    monkeypatch.setattr(nightly_batch, "BATCH", 2)
    region.person(claims=(Says("Industrielektriker"),))
    return [region.need() for _ in range(3)]


def match(*words: str) -> Result:
    return CliRunner().invoke(app, ["--lang", "en", "match", "nightly", *words])


def test_it_matches_every_region_without_another_worker(three, other_region) -> None:
    done = match()
    assert done.exit_code == 0, done.stderr
    assert "Matched 3 open needs in Norrstranden" in done.stdout
    assert "Matched 0 open needs in Söderslätten" in done.stdout
    assert Candidate.objects.count() == 3
    assert not WorkerBeat.objects.exists()


def test_it_matches_the_region_that_is_named_and_tells_which_there_are(three, other_region) -> None:
    done = match("--collaboration", "Norrstranden")
    assert "Söderslätten" not in done.stdout
    assert NightlyRun.objects.get().status == NightlyStatus.DONE
    wrong = match("--collaboration", "Nowhere")
    assert isinstance(wrong.exception, InputError)
    [problem] = wrong.exception.problems
    assert (problem.code, problem.values["known"]) == ("export.no-such-region", "Norrstranden, Söderslätten")


def test_one_that_is_under_way_is_followed_to_its_end(region, three) -> None:
    run, _ = start_nightly(SYSTEM, collaboration=region.collaboration)
    done = match()
    assert "is under way already" in done.stderr
    assert "Matched 3 open needs" in done.stdout
    assert NightlyRun.objects.get().pk == run.pk


def test_one_that_somebody_cancels_ends_the_command_with_1(region, three, monkeypatch) -> None:
    real = nightly_batch.found_for

    def cancelled(*given):
        cancel_nightly(SYSTEM, run=NightlyRun.objects.get())
        return real(*given)

    monkeypatch.setattr(nightly_batch, "found_for", cancelled)
    done = match()
    assert done.exit_code == 1
    assert "was cancelled after 0 of 3 needs" in done.stderr
    assert not Candidate.objects.exists()


def test_one_that_does_not_succeed_says_why(region, three, monkeypatch) -> None:
    def refused(*given):
        from kompetensnav.runtime.problems import Problem

        raise InputError(Problem("taxonomy.none-in-use"))

    monkeypatch.setattr(nightly_batch, "found_for", refused)
    done = match()
    assert done.exit_code == 1
    assert "stopped after 0 of 3 needs: no taxonomy has been taken into use." in done.stderr


@pytest.mark.parametrize("own", [True, False])
def test_ctrl_c_cancels_the_run_that_was_begun_here_and_no_other(region, three, monkeypatch, own: bool) -> None:
    if not own:
        start_nightly(SYSTEM, collaboration=region.collaboration)

    def interrupted(screen, run) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(match_nightly, "_worker", nullcontext)
    monkeypatch.setattr(match_nightly, "_follow", interrupted)
    done = match()
    assert done.exit_code == 130
    assert (NightlyRun.objects.get().status == NightlyStatus.CANCELLED) == own
    assert ("Cancelled after 0 of 0 needs" in done.stderr) == own
