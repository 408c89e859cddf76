"""Starting the product: set up, one start a home, an address that is free, children that are looked after."""

import os
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from kompetensnav.cli.supervision import OnlyOne, RunningElsewhere, listen
from kompetensnav.integrations.starter.parse import parse as parse_starter
from kompetensnav.runtime import taxonomy_store
from kompetensnav.runtime.taxonomy_store import TaxonomyStore

PROGRAM = Path(sys.executable).with_name("kompetensnav")
PATIENCE = 120.0  # seconds; for a machine that is hung, not slow

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="it runs on Linux")


def until(condition: Callable[[], object], seconds: float = PATIENCE) -> None:
    limit = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < limit, "it never came"
        time.sleep(0.05)


def environment(home: Path, **more: str) -> dict[str, str]:
    """That of a machine with nothing set but the home."""
    ours = {k: v for k, v in os.environ.items() if not k.startswith(("KOMPETENSNAV_", "DJANGO_", "PYTEST_"))}
    return ours | {"KOMPETENSNAV_HOME": str(home), "KOMPETENSNAV_LANG": "en"} | more


def run(home: Path, *words: str, **more: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [PROGRAM, *words], env=environment(home, **more), capture_output=True, text=True, check=False
    )


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home that has been set up."""
    folder = tmp_path_factory.mktemp("home")
    done = run(folder, "setup")
    assert done.returncode == 0, done.stderr
    return folder


@pytest.fixture
def free_port() -> int:
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@contextmanager
def started(home: Path, *words: str) -> Iterator[tuple[subprocess.Popen[str], Path]]:
    """A command in the background, and the file with what it says."""
    said = home / f"said-{time.monotonic_ns()}"
    with said.open("w") as stream:
        process = subprocess.Popen(
            [PROGRAM, *words], env=environment(home), stdout=stream, stderr=stream, text=True
        )
        try:
            yield process, said
        finally:
            process.terminate()
            try:
                process.wait(PATIENCE)
            except subprocess.TimeoutExpired:
                process.kill()
                raise


def rows(home: Path, sql: str, *values: object) -> list[tuple]:
    with closing(sqlite3.connect(home / "kompetensnav.sqlite3", timeout=60)) as database, database:
        return database.execute(sql, values).fetchall()


def children(pid: int) -> dict[int, str]:
    """Process ids and command lines of the processes below one."""
    found = {}
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            parent = int((entry / "stat").read_text().rpartition(")")[2].split()[1])
            if parent == pid:
                found[int(entry.name)] = (entry / "cmdline").read_text().replace("\0", " ")
        except OSError:
            continue
    return found


def child(pid: int, word: str) -> int:
    """The child whose command line ends so, or 0."""
    return next((number for number, line in children(pid).items() if line.strip().endswith(word)), 0)


def gone(pid: int) -> bool:
    stat = Path(f"/proc/{pid}/stat")
    try:
        return stat.read_text().rpartition(")")[2].split()[0] == "Z"
    except OSError:
        return True


# setting up


def test_setting_up_again_changes_nothing(home: Path) -> None:
    before = rows(home, "SELECT name, in_use FROM concepts_taxonomyversion")
    stamp = (home / "static" / ".collected").stat().st_mtime_ns
    assert run(home, "setup").returncode == 0
    assert rows(home, "SELECT name, in_use FROM concepts_taxonomyversion") == before
    assert (home / "static" / ".collected").stat().st_mtime_ns == stamp
    assert [in_use for _, in_use in before] == [1]
    assert rows(home, "SELECT count(*) FROM core_auditevent WHERE verb = 'taxonomy.taken-into-use'") == [(1,)]


def test_an_active_taxonomy_of_an_earlier_release_is_made_anew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = TaxonomyStore(tmp_path / "taxonomy")
    with monkeypatch.context() as earlier:
        earlier.setattr(taxonomy_store, "FORMAT", 0)
        old = store.apply(store.plan([parse_starter()]))
    store.activate(old.name)
    assert run(tmp_path, "link", "svetsare").returncode == 2
    assert run(tmp_path, "setup").returncode == 0
    assert store.active_name() != old.name
    assert rows(tmp_path, "SELECT name FROM concepts_taxonomyversion WHERE in_use") == [(store.active_name(),)]
    assert run(tmp_path, "link", "svetsare").returncode == 0


def test_production_without_its_settings_says_which(tmp_path: Path) -> None:
    done = run(tmp_path, "setup", DJANGO_SETTINGS_MODULE="kompetensnav.config.settings.prod")
    assert done.returncode == 2
    assert "KOMPETENSNAV_SECRET_KEY must be set" in done.stderr


def test_a_database_that_is_not_there_is_told_without_its_password(tmp_path: Path, free_port: int) -> None:
    address = f"postgresql://somebody:hemligt@127.0.0.1:{free_port}/none"
    done = run(tmp_path, "setup", KOMPETENSNAV_DATABASE=address)
    assert done.returncode == 2
    assert "the database does not answer" in done.stderr
    assert "hemligt" not in done.stderr + done.stdout


def test_help_needs_no_home(tmp_path: Path) -> None:
    for command in ("setup", "serve", "worker"):
        assert run(tmp_path / "none", command, "--help").returncode == 0
    assert not (tmp_path / "none").exists()


# one start, one address


def test_a_second_start_learns_where_the_first_is_and_a_stale_lock_is_nobodys(tmp_path: Path) -> None:
    file = tmp_path / "serve.lock"
    file.write_text("http://localhost:1/ of somebody who died")
    first = OnlyOne(file)
    with pytest.raises(RunningElsewhere) as told:
        OnlyOne(file)
    assert told.value.address == ""
    first.tell("http://localhost:8000/")
    with pytest.raises(RunningElsewhere) as told:
        OnlyOne(file)
    assert told.value.address == "http://localhost:8000/"
    first.close()
    OnlyOne(file).close()


def test_the_next_free_port_is_taken(free_port: int) -> None:
    with closing(socket.socket()) as busy:
        busy.bind(("127.0.0.1", 0))
        busy.listen()
        taken = busy.getsockname()[1]
        assert listen([taken]) is None
        found = listen([taken, free_port])
    assert found is not None
    with closing(found):
        assert found.getsockname() == ("127.0.0.1", free_port)


def test_a_port_asked_for_that_is_busy_is_told(home: Path) -> None:
    with closing(socket.socket()) as busy:
        busy.bind(("127.0.0.1", 0))
        busy.listen()
        port = str(busy.getsockname()[1])
        done = run(home, "serve", "--port", port)
    assert done.returncode == 2
    assert f"Port {port} is taken" in done.stderr


def test_serving_from_start_to_stop(home: Path, free_port: int) -> None:
    address = f"http://localhost:{free_port}/"
    with started(home, "serve", "--port", str(free_port)) as (process, said):
        until(lambda: address in said.read_text())
        again = run(home, "serve")
        assert (again.returncode, address in again.stdout) == (0, True)

        first = child(process.pid, "worker")
        until(lambda: rows(home, "SELECT worker_id FROM core_workerbeat WHERE worker_id LIKE ?", f"%-{first}-%"))
        os.kill(first, signal.SIGKILL)
        until(lambda: child(process.pid, "worker") not in (0, first))
        assert "The worker died and is started again" in said.read_text()

        below = list(children(process.pid))
        assert len(below) == 2
        process.send_signal(signal.SIGINT)
        assert process.wait(PATIENCE) == 0
        assert all(gone(pid) for pid in below)
        assert "Everything is kept" in said.read_text()


def test_nothing_is_left_of_a_start_that_was_killed_and_the_next_one_can_start(home: Path, free_port: int) -> None:
    address = f"http://localhost:{free_port}/"
    for last in (False, True):
        with started(home, "serve", "--port", str(free_port)) as (process, said):
            until(lambda said=said: address in said.read_text())
            below = list(children(process.pid))
            if not last:
                process.kill()
                process.wait()
                until(lambda below=below: all(gone(pid) for pid in below))


# a worker that is killed in the middle of a match

ASK = """
import django; django.setup()
from kompetensnav.apps.matches.actions import start_run
from kompetensnav.apps.memberships.actor import SYSTEM
from tests.factories import Region, Says
region = Region.make("Norrstranden")
region.person(claims=(Says("Industrielektriker"),))
print(start_run(SYSTEM, need=region.need()).pk)
"""
HANG = """
import sys, time
from pathlib import Path
from kompetensnav.cli.database import open_database
open_database()
from kompetensnav.apps.matches import actions
marker = Path(sys.argv.pop(1))
def hang(*_):
    marker.touch()
    time.sleep(3600)
actions.found_for = hang
from kompetensnav.cli.main import main
main()
"""


def test_a_match_whose_worker_is_killed_is_done_again_with_exactly_one_result(home: Path, tmp_path: Path) -> None:
    ours = tmp_path / "home"
    shutil.copytree(home, ours)
    rows(ours, "DELETE FROM core_workerbeat")
    demo = environment(ours, DJANGO_SETTINGS_MODULE="kompetensnav.config.settings.demo", PYTHONPATH=str(Path.cwd()))
    asked = subprocess.run([sys.executable, "-c", ASK], env=demo, capture_output=True, text=True, check=False)
    assert asked.returncode == 0, asked.stderr
    run_id = asked.stdout.strip()
    marker = tmp_path / "in-the-middle"
    hanging = subprocess.Popen(
        [sys.executable, "-c", HANG, str(marker), "worker"], env=demo, stderr=subprocess.DEVNULL
    )
    try:
        until(marker.exists)
    finally:
        hanging.kill()
        hanging.wait()
    assert rows(ours, "SELECT status FROM matches_run") == [("running",)]
    rows(ours, "UPDATE core_jobbeat SET beat_at = '2026-01-01 00:00:00'")  # as if it had been silent long
    with started(ours, "worker"):
        until(lambda: rows(ours, "SELECT status FROM matches_run") == [("done",)])
        until(lambda: rows(ours, "SELECT status FROM django_tasks_database_dbtaskresult") == [("SUCCESSFUL",)])
    assert rows(ours, "SELECT run_id, count(*) FROM matches_candidate GROUP BY 1") == [(run_id, 1)]
    assert rows(ours, "SELECT count(*) FROM core_auditevent WHERE verb = 'match.done'") == [(1,)]
    assert rows(ours, "SELECT attempts FROM core_jobbeat") == [(2,)]
    assert rows(ours, "SELECT count(*) FROM core_workerbeat") == [
        (1,)
    ]  # the killed one; the stopped one took its own
