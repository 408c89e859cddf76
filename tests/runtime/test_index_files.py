"""An index on disk is whole or not there: whatever breaks, wherever a writer dies, whoever writes at once."""

import errno
import json
import logging
import os
import shutil
import signal
import stat
import subprocess
import sys
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import fields, replace
from pathlib import Path

import numpy as np
import pytest

from kompetensnav.engine.matching.removal import without
from kompetensnav.engine.matching.shard import Shard
from kompetensnav.engine.matching.supply import Claim, PersonProfile, Places, Supply
from kompetensnav.runtime import index_files
from kompetensnav.runtime.index_files import Basis, IndexFolder

PLACES = Places(np.array([[0, 40], [40, 0]], np.int32))
OLD = Basis("era", 7, "m7", 7, "starter@1", "places")
NEW = replace(OLD, revision=9, mark="m9", cleared=9)
RUNS = 6  # processes that are killed
LIMIT = 60  # seconds; for a machine that is hung, not slow


def shard_of(people: int, prefix: str = "p") -> Shard:
    profiles = [
        PersonProfile(f"{prefix}-{n:04d}", municipality=n % 2, claims=(Claim(n % 5),)) for n in range(people)
    ]
    return Shard.of(Supply.of(profiles, 5), PLACES)


@pytest.fixture
def folder(tmp_path: Path) -> IndexFolder:
    return IndexFolder(tmp_path / "index" / "era-region")


def lying_in(folder: IndexFolder) -> set[str]:
    return {path.name for path in folder.folder.iterdir()}


def assert_whole(folder: IndexFolder, shard: Shard, basis: Basis) -> None:
    """This index is stored, and nothing else is left."""
    stored = folder.read()
    assert stored is not None
    assert stored.basis == basis
    assert stored.shard.ids.tolist() == shard.ids.tolist()
    assert lying_in(folder) == {"lock", "current.json", stored.generation}
    assert folder.is_tidy()


# written and read


@pytest.mark.parametrize("people", [0, 1, 300])
def test_what_is_written_is_read_back_mapped(folder: IndexFolder, people: int) -> None:
    shard = shard_of(people)
    folder.write(shard, OLD)
    stored = folder.read()
    assert stored is not None
    assert (stored.basis, (stored.basis, stored.generation)) == (OLD, folder.basis())
    for field in fields(Shard):
        before, after = getattr(shard, field.name), getattr(stored.shard, field.name)
        if isinstance(before, np.ndarray):
            assert after.dtype == before.dtype and after.tolist() == before.tolist(), field.name
            assert after.size == 0 or isinstance(after.base, np.memmap), field.name
        else:
            assert after == before, field.name


def test_only_the_owner_can_read_it(folder: IndexFolder) -> None:
    before = os.umask(0)
    try:
        folder.write(shard_of(3), OLD)
    finally:
        os.umask(before)
    modes = {path: stat.S_IMODE(path.stat().st_mode) for path in folder.folder.rglob("*")}
    assert len(modes) > 10
    assert {path.name for path, mode in modes.items() if mode != (0o700 if path.is_dir() else 0o600)} == set()
    assert stat.S_IMODE(folder.folder.stat().st_mode) == 0o700


def test_the_old_generation_goes_and_stays_readable_for_who_has_it_mapped(folder: IndexFolder) -> None:
    folder.write(shard_of(300, "old"), OLD)
    held = folder.read()
    folder.write(shard_of(200, "new"), NEW)
    assert held is not None
    assert not (folder.folder / held.generation).exists()
    assert held.shard.ids.tolist() == shard_of(300, "old").ids.tolist()
    assert_whole(folder, shard_of(200, "new"), NEW)


def test_nothing_is_stored_where_nobody_has_written(folder: IndexFolder, caplog: pytest.LogCaptureFixture) -> None:
    assert (folder.read(), folder.basis()) == (None, None)
    assert not folder.folder.exists()
    assert not caplog.records


def test_an_index_is_written_again_without_people_or_only_said_to_be_clear(folder: IndexFolder) -> None:
    folder.write(shard_of(300), OLD)
    stored = folder.read()
    assert stored is not None
    with folder.writing():
        folder.rewrite(stored, without(stored.shard, ["of-another-region"]), 8)
    same = folder.read()
    assert same is not None and same.generation == stored.generation  # nobody needs to map it anew
    assert same.basis == replace(OLD, cleared=8)
    with folder.writing():
        folder.rewrite(same, without(same.shard, ["p-0007"]), 9)
    assert_whole(folder, without(shard_of(300), ["p-0007"]), replace(OLD, cleared=9))
    assert b"p-0007" not in b"".join(p.read_bytes() for p in folder.folder.rglob("*") if p.is_file())


def test_it_is_removed_whole(folder: IndexFolder) -> None:
    folder.write(shard_of(3), OLD)
    with folder.writing():
        folder.clear()
    assert lying_in(folder) == {"lock"}
    assert folder.read() is None


# damage


def pointer(folder: IndexFolder) -> Path:
    return folder.folder / "current.json"


def arrays(folder: IndexFolder) -> list[Path]:
    return sorted(folder.folder.glob("generation-*/*.npy"))


def say(folder: IndexFolder, **changed: object) -> None:
    told = json.loads(pointer(folder).read_text())
    pointer(folder).write_text(json.dumps(told | changed))


DAMAGE: dict[str, Callable[[IndexFolder], object]] = {
    "half a file": lambda f: os.truncate(arrays(f)[0], arrays(f)[0].stat().st_size // 2),
    "an empty file": lambda f: os.truncate(arrays(f)[-1], 0),
    "another byte": lambda f: arrays(f)[0].write_bytes(arrays(f)[0].read_bytes()[:-1] + b"\xff"),
    "a file too few": lambda f: arrays(f)[3].unlink(),
    "a file too many": lambda f: shutil.copy(arrays(f)[0], arrays(f)[0].with_name("zz.npy")),
    "no generation": lambda f: shutil.rmtree(arrays(f)[0].parent),
    "half a pointer": lambda f: os.truncate(pointer(f), 40),
    "a pointer that is no text": lambda f: pointer(f).write_bytes(b"\xff\xfe\x00"),
    "a list for a pointer": lambda f: pointer(f).write_text("[1]"),
    "a word for a pointer": lambda f: pointer(f).write_text('"index"'),
    "a pointer without basis": lambda f: pointer(f).write_text(json.dumps({"format": index_files.FORMAT})),
    "another basis": lambda f: say(f, basis={"era": "x"}),
    "a folder for a pointer": lambda f: (pointer(f).unlink(), pointer(f).mkdir()),
}


@pytest.mark.parametrize("damage", DAMAGE)
def test_a_damaged_index_is_none_and_told_without_anybody_in_it(
    folder: IndexFolder, caplog: pytest.LogCaptureFixture, damage: str
) -> None:
    folder.write(shard_of(300), OLD)
    DAMAGE[damage](folder)
    with caplog.at_level(logging.INFO):
        assert folder.read() is None
    assert "stored index of a region" in caplog.text
    assert "p-0" not in caplog.text
    if damage != "a folder for a pointer":  # nobody but a person makes one
        folder.write(shard_of(200), NEW)
        assert_whole(folder, shard_of(200), NEW)


def test_an_index_of_another_format_is_none(folder: IndexFolder, caplog: pytest.LogCaptureFixture) -> None:
    folder.write(shard_of(3), OLD)
    say(folder, format=index_files.FORMAT - 1)
    assert (folder.read(), folder.basis()) == (None, None)
    assert not caplog.records  # an upgrade, no damage


# every step of writing can fail

STEPS = ("mkdir", "save", "chmod", "fsync", "digest", "touch", "write_text", "replace", "flock", "open")


def failing(monkeypatch: pytest.MonkeyPatch, step: str, error: BaseException, after: int = 0) -> None:
    """Let one kind of step fail once, after so many that go well."""
    place, name = {
        "save": (np, "save"),
        "fsync": (os, "fsync"),
        "open": (os, "open"),
        "digest": (index_files.hashlib, "file_digest"),
        "flock": (index_files.fcntl, "flock"),
    }.get(step, (Path, step))
    real, count = getattr(place, name), iter(range(10**6))

    def broken(*args: object, **kwargs: object) -> object:
        if next(count) == after:
            raise error
        return real(*args, **kwargs)

    monkeypatch.setattr(place, name, broken)


@pytest.mark.parametrize("error", [OSError(errno.ENOSPC, "full"), SystemExit(143)], ids=["disk full", "stopped"])
@pytest.mark.parametrize("after", [0, 1, 5, 20])
@pytest.mark.parametrize("step", STEPS)
def test_whichever_step_fails_the_old_or_the_new_index_is_whole_and_nothing_else_is_left(
    folder: IndexFolder, step: str, after: int, error: BaseException
) -> None:
    old, new = shard_of(40, "old"), shard_of(30, "new")
    folder.write(old, OLD)
    with pytest.MonkeyPatch.context() as patch:
        failing(patch, step, error, after)
        try:
            folder.write(new, NEW)
            failed = False
        except (OSError, SystemExit) as caught:
            failed = True
            assert caught is error
    stored = folder.read()
    assert stored is not None
    assert failed or stored.basis == NEW
    assert_whole(folder, *((new, NEW) if stored.basis == NEW else (old, OLD)))
    folder.write(new, NEW)
    assert_whole(folder, new, NEW)


def test_the_steps_above_are_steps_of_writing(folder: IndexFolder) -> None:
    for step in STEPS:
        with pytest.MonkeyPatch.context() as patch:
            failing(patch, step, OSError(errno.ENOSPC, "full"))
            with pytest.raises(OSError, match="full"):
                folder.write(shard_of(3), OLD)
        assert folder.read() is None
        assert not list(folder.folder.glob("generation-*")) if folder.folder.exists() else step == "mkdir"


def test_a_first_index_that_cannot_be_written_leaves_nothing(
    folder: IndexFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        failing(patch, "save", OSError(errno.ENOSPC, "full"), 4)
        with pytest.raises(OSError, match="full"):
            folder.write(shard_of(300), OLD)
    assert lying_in(folder) == {"lock"}


# processes

WRITER = """
import sys
from pathlib import Path
from tests.runtime.test_index_files import NEW, OLD, shard_of
from kompetensnav.runtime.index_files import IndexFolder
folder = IndexFolder(Path(sys.argv[1]))
known = ((shard_of(900, "old"), OLD), (shard_of(700, "new"), NEW))
print("ready", flush=True)
for turn in range(int(sys.argv[2])):  # bounded, should nobody kill it
    folder.write(*known[turn % 2])
"""
WHOLE = {OLD: [f"old-{n:04d}".encode() for n in range(900)], NEW: [f"new-{n:04d}".encode() for n in range(700)]}


def writer(folder: IndexFolder, turns: int) -> subprocess.Popen[str]:
    process = subprocess.Popen(
        [sys.executable, "-c", WRITER, str(folder.folder), str(turns)],
        stdout=subprocess.PIPE,
        text=True,
        cwd=Path(__file__).parents[2],
    )
    assert process.stdout is not None
    with process.stdout as told:
        assert told.readline() == "ready\n"
    return process


def assert_one_of_the_two(folder: IndexFolder) -> None:
    stored = folder.read()
    assert stored is not None
    assert stored.shard.ids.tolist() == WHOLE[stored.basis]


def test_a_reader_sees_a_whole_index_whenever_its_writers_are_killed(folder: IndexFolder) -> None:
    folder.write(shard_of(900, "old"), OLD)
    reads = 0
    for run in range(RUNS):
        process = writer(folder, 10**4)
        until = time.monotonic() + LIMIT
        wanted = reads + 2 + run  # killed after so many reads: at another step each time
        while reads < wanted:
            assert_one_of_the_two(folder)
            reads += 1
            assert time.monotonic() < until
        process.send_signal(signal.SIGKILL)
        process.wait(LIMIT)
        assert_one_of_the_two(folder)
    with folder.writing():  # the dead hold no lock
        folder.tidy()
    stored = folder.read()
    assert stored is not None
    assert_whole(folder, stored.shard, stored.basis)


def test_two_writers_at_once_leave_one_whole_index(folder: IndexFolder) -> None:
    processes = [writer(folder, 10), writer(folder, 10)]
    assert [process.wait(LIMIT) for process in processes] == [0, 0]
    assert_one_of_the_two(folder)
    assert folder.is_tidy()


def test_threads_that_write_and_read_at_once_see_whole_indexes(folder: IndexFolder) -> None:
    folder.write(shard_of(900, "old"), OLD)

    def work(turn: int) -> None:
        if turn % 3:
            assert_one_of_the_two(folder)
        else:
            folder.write(*((shard_of(700, "new"), NEW) if turn % 2 else (shard_of(900, "old"), OLD)))

    with ThreadPoolExecutor(4) as threads:
        list(threads.map(work, range(30)))
    assert folder.is_tidy()
