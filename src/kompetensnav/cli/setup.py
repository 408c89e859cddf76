"""``kompetensnav setup``: what must be there before the pages can be shown. Running it again changes nothing."""

import fcntl
import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import typer

from kompetensnav.cli import taxonomies
from kompetensnav.cli.database import make_tables, open_database
from kompetensnav.cli.screen import Screen
from kompetensnav.runtime.home import home
from kompetensnav.runtime.problems import InputError, Problem


def setup(context: typer.Context) -> None:
    """Make the tables, collect the static files, and take the taxonomy into use."""
    screen: Screen = context.obj
    open_with_settings()
    set_up(screen)
    screen.say("setup.done", home=home())


def open_with_settings() -> None:
    """Start the framework. Raises InputError ``setup.no-setting`` with the name of a setting that must be given."""
    try:
        open_database()
    except KeyError as error:
        name = str(error.args[0])
        if not name.startswith("KOMPETENSNAV_"):
            raise
        raise InputError(Problem("setup.no-setting", values={"name": name})) from error


def set_up(screen: Screen) -> None:
    """All of it. The framework has been started. Raises InputError ``setup.no-database``."""
    from django.db import OperationalError

    try:
        with screen.err.status(screen.words.say("setup.under-way")), _alone():
            make_tables()
            _collect_static_files()
            _take_taxonomy_into_use()
    except OperationalError as error:
        raise InputError(Problem("setup.no-database")) from error


@contextmanager
def _alone() -> Iterator[None]:
    """Two that set up one home at the same time would make the same tables twice."""
    home().mkdir(parents=True, exist_ok=True)
    with (home() / "setting-up").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _collect_static_files() -> None:
    """Anew where a file has another size or date than when they were collected last."""
    from django.conf import settings
    from django.core.management import call_command

    root = Path(settings.STATIC_ROOT)
    stamp, seen = root / ".collected", _seen_static_files()
    if stamp.is_file() and stamp.read_text(encoding="ascii") == seen:
        return
    call_command("collectstatic", verbosity=0, interactive=False)
    root.mkdir(parents=True, exist_ok=True)
    stamp.write_text(seen, encoding="ascii")


def _seen_static_files() -> str:
    from django.contrib.staticfiles.finders import get_finders

    seen = hashlib.sha256()
    for finder in get_finders():
        for path, storage in finder.list(None):
            facts = Path(storage.path(path)).stat()
            seen.update(f"{path} {facts.st_size} {facts.st_mtime_ns}\n".encode())
    return seen.hexdigest()


def _take_taxonomy_into_use() -> None:
    """The version that somebody activated, made anew where an earlier release made it, else the starter."""
    from kompetensnav.apps.concepts.actions import use_version
    from kompetensnav.apps.memberships.actor import Command

    stored = taxonomies.store()
    active = stored.active_name()
    if active is not None and stored.is_old(active):
        stored.activate(stored.renew(active).name)
    name = taxonomies.in_use().name
    [version] = [v for v in stored.versions() if v.name == name]
    use_version(Command(), version=version)
