"""PostgreSQL as a peer of the benchmark, in a cluster that lives as long as the measurement.

The claims lie in the order of their concepts, found through an index that covers the query; one row a person with
a column for each condition. No parallel workers, no just-in-time compilation, memory for every sort and hash. The
time is the processor time of its backend process and of the client.
"""

import os
import pwd
import shutil
import socket
import subprocess
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from io import BytesIO
from pathlib import Path

import numpy as np
import psycopg
import pyarrow as pa
import pyarrow.csv
from matching_peers import InProcess
from matching_task import K, Ranking, Row, Sums

SUM = """
SELECT person, sum(value * weight)::int AS total
FROM unnest(%s::int[], %s::int[]) AS need (concept, weight) JOIN claims USING (concept) {people}
GROUP BY person ORDER BY total DESC, person LIMIT {k}
"""
SETTINGS = (
    "shared_buffers=2GB work_mem=1GB maintenance_work_mem=1GB max_parallel_workers_per_gather=0 jit=off fsync=off"
)


def programs() -> Path | None:
    """The folder of initdb and pg_ctl, or None."""
    packaged = sorted(Path("/usr/lib/postgresql").glob("*/bin"))
    found = shutil.which("initdb")
    return next((f for f in [*packaged, *([Path(found).parent] if found else [])] if (f / "pg_ctl").exists()), None)


@contextmanager
def cluster(folder: Path) -> Iterator[str]:
    """A throw-away server on the loopback; yields how to connect. It refuses to run as root."""
    bin_ = programs()
    assert bin_ is not None
    root = os.geteuid() == 0
    owner = pwd.getpwnam("postgres") if root else pwd.getpwuid(os.geteuid())
    data = folder / "data"
    if root:
        folder.parent.chmod(0o711)
        os.chown(folder, owner.pw_uid, owner.pw_gid)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]

    def run(*command: str) -> None:
        who = {"user": owner.pw_uid, "group": owner.pw_gid, "extra_groups": ()} if root else {}
        # to a file: the server inherits what pg_ctl writes to, and would keep a pipe open
        with (folder / "log").open("a") as log:
            subprocess.run(
                [str(bin_ / command[0]), *command[1:]], check=True, cwd="/", stdout=log, stderr=log, **who
            )

    run("initdb", "-D", str(data), "-U", "benchmark", "--auth=trust", "--encoding=UTF8", "--locale=C", "--no-sync")
    options = " ".join(f"-c {s}" for s in [*SETTINGS.split(), "listen_addresses=127.0.0.1"])
    run("pg_ctl", "-D", str(data), "-w", "-o", f"-p {port} -k {folder} {options}", "start")
    try:
        yield f"host=127.0.0.1 port={port} user=benchmark dbname=postgres"
    finally:
        run("pg_ctl", "-D", str(data), "-m", "immediate", "-w", "stop")


class PostgreSQL(InProcess):
    name = "PostgreSQL"

    def __init__(self, task: Sums, folder: Path) -> None:
        with ExitStack() as opened:
            own = folder / "cluster"
            own.mkdir()
            conninfo = opened.enter_context(cluster(own))
            self.connection = opened.enter_context(psycopg.connect(conninfo, autocommit=True))
            self.backend = Path(f"/proc/{self.connection.info.backend_pid}/schedstat")
            self.name = f"PostgreSQL {self.connection.info.server_version // 10000}"
            self.load(task)
            self.bytes = sum(self.size(table) for table in ("claims", "people"))
            self.opened = opened.pop_all()

    def size(self, table: str) -> int:
        row = self.connection.execute("SELECT pg_total_relation_size(%s)", [table]).fetchone()
        return int(row[0]) if row else 0

    def load(self, task: Sums) -> None:
        start, person, _ = task.by_concept
        concept = np.repeat(np.arange(len(start) - 1), np.diff(start))
        claims = pa.table({"concept": concept, "person": person, "value": task.values})
        self.copy("claims", "concept int, person int, value smallint", claims)
        crowd = task.crowd
        free = crowd.moves | ~crowd.settled
        columns = {"person": np.arange(len(crowd)), "home": crowd.home, "commute": crowd.commute, "free": free}
        flags = {f"c{i}": passes for i, passes in enumerate(task.passing)}
        booleans = "".join(f", {name} boolean" for name in flags)
        people = pa.table(columns | flags)
        self.copy("people", f"person int PRIMARY KEY, home int, commute int, free boolean{booleans}", people)
        self.connection.execute("CREATE INDEX ON claims (concept) INCLUDE (person, value)")
        self.connection.execute("VACUUM (ANALYZE, FREEZE)")

    def copy(self, table: str, columns: str, rows: pa.Table) -> None:
        self.connection.execute(f"CREATE TABLE {table} ({columns})")
        with self.connection.cursor().copy(f"COPY {table} FROM STDIN (FORMAT csv)") as copy:
            for batch in rows.to_batches(100_000):
                text = BytesIO()
                pyarrow.csv.write_csv(batch, text, pyarrow.csv.WriteOptions(include_header=False))
                copy.write(text.getvalue())

    def find(self, row: Row, filtered: bool) -> Ranking:
        people = f"JOIN people USING (person) WHERE {kept_people(row)}" if filtered else ""
        query = SUM.format(people=people, k=K)
        return self.connection.execute(query, [row.concepts.tolist(), row.weights.tolist()]).fetchall()

    def used(self) -> float:
        return int(self.backend.read_text().split()[0]) / 1e9

    def close(self) -> None:
        self.opened.close()


def kept_people(row: Row) -> str:
    """The condition on people in SQL, for both databases."""
    reach = "TRUE" if row.place is None else f"(free OR home = {row.place} OR commute = {row.place})"
    return " AND ".join([reach, *(f"c{i}" for i in row.conditions)])
