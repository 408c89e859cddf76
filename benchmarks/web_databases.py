"""The databases of ``web.py``: the demo region in SQLite, and the same rows in a PostgreSQL that is thrown away.

The region is loaded once, by the product's own command; PostgreSQL is given copies of its rows, which takes a tenth
of the time and makes both answer for the very same people.
"""

import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from kompetensnav.cli.supervision import listen

_DEMO = {"DJANGO_SETTINGS_MODULE": "kompetensnav.config.settings.demo"}
_COMMAND = "from kompetensnav.cli.main import main; main()"
_ROWS_AT_A_TIME = 10_000


def load_region(home: Path, people: int) -> None:
    """Load the demo region into the SQLite of a home; one that is there already stays as it is."""
    env = os.environ | _DEMO | {"KOMPETENSNAV_HOME": str(home), "KOMPETENSNAV_DATABASE": ""}
    command = [sys.executable, "-c", _COMMAND, "demo", "load", "--people", str(people)]
    subprocess.run(command, env=env, check=True, stdout=subprocess.DEVNULL)


@dataclass(frozen=True)
class Cluster:
    """A running PostgreSQL."""

    name: str
    address: str
    pid: int


@contextmanager
def cluster(folder: Path) -> Iterator[Cluster]:
    """A PostgreSQL with its usual settings for as long as it is needed."""
    programs = _programs()
    data, log = folder / "data", folder / "log"
    folder.mkdir(parents=True)
    if os.getuid() == 0:  # PostgreSQL refuses to run as root
        shutil.chown(folder, "postgres")
    listener = listen([0])
    assert listener is not None
    port = listener.getsockname()[1]
    listener.close()
    options = f"-p {port} -k {folder} -c listen_addresses=127.0.0.1"
    _as_owner(programs / "initdb", "-D", data, "-U", "kompetensnav", "--auth=trust", "--locale=C.UTF-8")
    _as_owner(programs / "pg_ctl", "-D", data, "-l", log, "-w", "-o", options, "start")
    try:
        name = f"PostgreSQL {(data / 'PG_VERSION').read_text().strip()}"
        pid = int((data / "postmaster.pid").read_text().split()[0])
        yield Cluster(name, f"postgresql://kompetensnav@127.0.0.1:{port}/postgres", pid)
    finally:
        _as_owner(programs / "pg_ctl", "-D", data, "-m", "immediate", "-w", "stop")


def _programs() -> Path:
    """Where initdb is: Debian keeps its servers out of PATH."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb")) or [Path(shutil.which("initdb") or "")]
    if not found[-1].is_file():
        sys.exit("PostgreSQL is missing. On Debian: sudo apt-get install postgresql")
    return found[-1].parent


def _as_owner(*command: str | Path) -> None:
    user = "postgres" if os.getuid() == 0 else None
    subprocess.run(command, user=user, group=user, cwd="/", check=True, stdout=subprocess.DEVNULL)


def copy_rows(home: Path, address: str) -> None:
    """All rows of the SQLite of a home into a PostgreSQL without tables, in a process of its own."""
    env = os.environ | _DEMO | {"KOMPETENSNAV_HOME": str(home), "KOMPETENSNAV_DATABASE": address}
    file = home / "kompetensnav.sqlite3"
    subprocess.run([sys.executable, __file__, str(file)], env=env, check=True)


def _copy(file: Path) -> None:
    """Values go as SQLite holds them: PostgreSQL reads its 0 and 1, its times in UTC and its JSON as they stand."""
    import django

    django.setup()
    from django.apps import apps
    from django.core.management.color import no_style
    from django.db import connection

    from kompetensnav.cli.database import make_tables

    make_tables()
    source = sqlite3.connect(file)
    tables = [t for t in connection.introspection.table_names() if t != "django_migrations"]
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica; SET TIME ZONE 'UTC'")  # relations come in any order
        cursor.execute("TRUNCATE " + ", ".join(f'"{t}"' for t in tables))
        for table in tables:
            _copy_table(source, cursor, table)
        for statement in connection.ops.sequence_reset_sql(no_style(), apps.get_models(include_auto_created=True)):
            cursor.execute(statement)
        cursor.execute("VACUUM ANALYZE")


def _copy_table(source: sqlite3.Connection, cursor, table: str) -> None:
    rows = source.execute(f'SELECT * FROM "{table}"')
    columns = ", ".join(f'"{name}"' for name, *_ in rows.description)
    with cursor.copy(f'COPY "{table}" ({columns}) FROM STDIN') as copy:
        while batch := rows.fetchmany(_ROWS_AT_A_TIME):
            for row in batch:
                copy.write_row(row)


if __name__ == "__main__":
    _copy(Path(sys.argv[1]))
