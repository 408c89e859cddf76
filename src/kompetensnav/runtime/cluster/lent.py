"""People whom somebody brought for one run: their files go when the run ends, or when the next one begins."""

import fcntl
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from kompetensnav.runtime.cluster.parquet import own_folder
from kompetensnav.runtime.cluster.people import LENT, PeopleStore, registers

_IN_USE = "in-use"


@contextmanager
def lent_people(folder: str) -> Iterator[PeopleStore]:
    """A store of its own below ``folder``. What a run left that was killed is removed first."""
    for note in registers().glob(f"*/{LENT}"):
        _remove_if_left(note)
    store = PeopleStore(f"{folder.rstrip('/')}/run-{secrets.token_hex(8)}")
    own_folder(store.register)
    with _lock(store.register / _IN_USE):
        (store.register / LENT).write_text(store.folder, encoding="utf-8")
        try:
            yield store
        finally:
            store.erase()


def _remove_if_left(note: Path) -> None:
    with suppress(OSError), _lock(note.with_name(_IN_USE)):  # BlockingIOError: that run is still going
        PeopleStore(note.read_text(encoding="utf-8")).erase()


@contextmanager
def _lock(path: Path) -> Iterator[None]:
    """The lock is the kernel's and goes with its holder, however that ends."""
    handle = os.open(path, os.O_CREAT | os.O_RDWR, 0o600)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield
    finally:
        os.close(handle)
