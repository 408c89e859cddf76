"""The served pages under load, with many people, on SQLite and on PostgreSQL; writes docs/benchmarks/web.md.

Usage: python benchmarks/web.py [--people 100000] [--seconds 60] [--rounds 3] [--home FOLDER] [--out FILE]

The demo region with so many invented people and 255 needs is loaded (once, where a home is named) and copied to a
PostgreSQL that is thrown away. ``kompetensnav serve`` shows it as it always does: two web processes and the worker.
A coordinator logs in. Then, each round:

- *a working day*: pages of all kinds, 20 requests a second on average, each begun at its moment whatever the others
  are doing
- *needs only*: the page of a need with its people, 20 a second
- *as fast as it goes*: pages of all kinds from eight clients, each asking again when it is answered

Server, database and load share the machine. Of the rounds the one with the lowest p95 is shown: what else the
machine does only ever adds. Server ms are the server's own, from the request read to the answer given; client ms
are what the load saw, waiting included. Those of the processor grow little with what else the machine does.

Last, every page is asked for alone: ``web_pages.py``.
"""

import argparse
import datetime
import json
import os
import platform
import sqlite3
import subprocess
import sys
import tempfile
import textwrap
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

import numpy as np
from web_databases import Cluster, cluster, copy_rows, load_region
from web_served import Served, memory_of, processor_of, served
from wrapped import wrapped

COORDINATOR = "samordnare.lulea@example.org"
RATE = 20  # requests a second
CLIENTS = 8
SEED = 5
WARMING = 10  # seconds
WIDTH = 110  # characters of a line of the document
TARGET = 150  # ms of the server, 95 of 100 pages of a need
DOC = Path(__file__).parents[1] / "docs" / "benchmarks" / "web.md"


@dataclass(frozen=True)
class Phase:
    """One kind of load and the pages it asks for, by weight."""

    name: str
    rate: float  # 0: as fast as answered
    weights: dict[str, float]


PAGES = {
    "need": 30,
    "need, ask first": 5,
    "why": 5,
    "needs": 8,
    "needs, searched": 8,
    "people": 6,
    "people, by place": 2,
    "people, latest changed": 2,
    "people of an occupation": 6,
    "person": 4,
    "desk": 4,
    "suggestions": 20,
}
PHASES = (
    Phase("a working day", RATE, PAGES),
    Phase("needs only", RATE, {"need": 1}),
    Phase("as fast as it goes", 0, PAGES),
)


REGION = """
SELECT o.collaboration_id FROM organisations_organisation o
JOIN memberships_membership m ON m.organisation_id = o.id JOIN accounts_user u ON u.id = m.user_id
WHERE u.email = ?"""
LISTED = """
SELECT n.id, n.title, c.person_id FROM needs_need n JOIN matches_run r ON r.need_id = n.id
JOIN matches_candidate c ON c.run_id = r.id JOIN organisations_organisation o ON o.id = n.organisation_id
WHERE o.collaboration_id = ? AND c.rank <= 5 ORDER BY n.id, c.id"""


COUNTED = """
SELECT (SELECT count(*) FROM people_person), (SELECT count(*) FROM needs_need),
(SELECT count(DISTINCT need_id) FROM matches_run WHERE status = 'done')"""


@dataclass(frozen=True)
class Measured:
    """One page of one phase: times in ms."""

    page: str
    server: np.ndarray
    client: np.ndarray
    errors: int


@dataclass(frozen=True)
class Round:
    """One phase once, with the page ``need`` first."""

    phase: Phase
    seconds: float
    pages: list[Measured]
    processor: dict[str, float]  # ms an answer, by what used it

    @property
    def p95(self) -> float:
        """Of the page that the target is about."""
        return float(np.percentile(self.pages[0].server, 95))

    @property
    def all(self) -> Measured:
        """Every page together."""
        server, client = (np.concatenate([getattr(p, of) for p in self.pages]) for of in ("server", "client"))
        return Measured("all", server, client, sum(p.errors for p in self.pages))


@dataclass(frozen=True)
class Product:
    """What is served, and the database it is served from where that has processes of its own."""

    served: Served
    database: Cluster | None = None

    def _parts(self) -> dict[str, int]:
        return {"web": self.served.web} | ({"PostgreSQL": self.database.pid} if self.database else {})

    def processor(self) -> dict[str, float]:
        """Seconds used until now."""
        return {what: processor_of(pid) for what, pid in self._parts().items()}

    def memory(self) -> dict[str, list[tuple[float, float]]]:
        """MB as ``memory_of``."""
        return self.served.memory() | ({"PostgreSQL": memory_of(self.database.pid)} if self.database else {})


def requests(home: Path) -> dict[str, list[tuple[str, str, dict[str, str]]]]:
    """(method, path, form) by page: every matched need of the region, its first people, words of its title."""
    database = sqlite3.connect(home / "kompetensnav.sqlite3")
    region = database.execute(REGION, (COORDINATOR,)).fetchone()
    listed = database.execute(LISTED, region).fetchall()
    needs = sorted({need for need, _, _ in listed})
    words = sorted({word for _, title, _ in listed for word in title.lower().split() if len(word) > 4})
    starts = [word[:n] for word in words for n in range(2, min(len(word), 9))]
    return {
        "need": [("GET", f"/needs/{need}/", {}) for need in needs],
        "need, ask first": [("GET", f"/needs/{need}/?view=ask", {}) for need in needs],
        "why": [("GET", f"/needs/{need}/candidates/{person}/", {}) for need, _, person in listed],
        "needs": [("GET", "/needs/", {})],
        "needs, searched": [("GET", f"/needs/?text={quote(word[:5])}&status=open", {}) for word in words],
        "people": [("GET", "/people/", {})],
        "people, by place": [("GET", "/people/?sort=municipality", {})],
        "people, latest changed": [("GET", "/people/?sort=changed", {})],
        "people of an occupation": [("GET", f"/people/?occupation={quote(word)}", {}) for word in words],
        "person": [("GET", f"/people/{person}/", {}) for _, _, person in listed],
        "desk": [("GET", "/desk/", {})],
        "suggestions": [("POST", "/complete/occupation+occupation_group/", {"typed": typed}) for typed in starts],
    }


def load(on: Product, headers: dict[str, str], asked: dict, phase: Phase, name: str, seconds: float) -> Round:
    """One phase once, by a process of its own."""
    task = {
        "address": on.served.address,
        "headers": headers,
        "phase": name,
        "rate": phase.rate,
        "clients": CLIENTS,
        "seconds": seconds,
        "seed": SEED,
        "requests": [
            (weight / len(asked[page]), page, *one) for page, weight in phase.weights.items() for one in asked[page]
        ],
    }
    command = [sys.executable, str(Path(__file__).with_name("web_load.py"))]
    before = on.processor()
    told = subprocess.run(command, input=json.dumps(task), stdout=subprocess.PIPE, text=True, check=True)
    used = {what: now - before[what] for what, now in on.processor().items()}
    answers = [json.loads(line) for line in told.stdout.splitlines()]
    server = on.served.times(name)
    pages = []
    for page in phase.weights:
        mine = [(1000 * took, status) for of, took, status in answers if of == page]
        client = np.array([took for took, _ in mine])
        errors = sum(status != 200 for _, status in mine)
        pages.append(Measured(page, np.array(server.get(page, [])), client, errors))
    each = {what: 1000 * s / max(1, len(answers)) for what, s in used.items()}
    return Round(phase, seconds, [p for p in pages if len(p.client)], each)


def measure(on: Product, asked: dict, seconds: float, rounds: int) -> list[Round]:
    """The best round of each phase, after everything has been opened once by each process."""
    headers = on.served.login(COORDINATOR)
    warmed = load(on, headers, asked, PHASES[-1], "warming", WARMING)
    wrong = [p.page for p in warmed.pages if p.errors]
    if wrong:
        sys.exit(f"These pages are not answered as they should be: {', '.join(wrong)}")
    found: dict[str, Round] = {}
    for number in range(rounds):
        for phase in PHASES:
            now = load(on, headers, asked, phase, f"{phase.name} {number}", seconds)
            found[phase.name] = min(found.get(phase.name, now), now, key=lambda r: r.p95)
            print(f"  {phase.name}, round {number + 1}: need p95 {now.p95:.0f} ms of the server", flush=True)
    return list(found.values())


def row(of: Measured, seconds: float) -> str:
    """A line of the table."""
    times = [f"{np.percentile(t, q):.0f}" for t in (of.server, of.client) for q in (50, 95, 99)]
    return f"| {of.page} | {len(of.client) / seconds:.1f} | {' | '.join(times)} | {of.errors} |"


def table(found: Round) -> str:
    """All pages of a phase; where there are several, together too."""
    head = "| page | a second | server p50 | p95 | p99 | client p50 | p95 | p99 | errors |"
    shown = found.pages if len(found.pages) == 1 else [found.all, *found.pages]
    return "\n".join([head, "|---" + "|---:" * 8 + "|", *(row(p, found.seconds) for p in shown)])


def memory(on: Product) -> str:
    """What the processes take at the end."""
    lines = [
        f"| {what} | {len(each)} | {max(r for r, _ in each):.0f} | {sum(own for _, own in each):.0f} |"
        for what, each in on.memory().items()
    ]
    head = "| processes | how many | largest resident, MB | together, MB |"
    return "\n".join([head, "|---|---:|---:|---:|", *lines])


def section(name: str, rounds: list[Round], taken: str) -> str:
    """What one database gave."""
    [aim] = [r for r in rounds if r.phase.name == "needs only"]
    reached = "reached" if aim.p95 < TARGET else "missed"
    parts = [f"## {name}", f"A need's page, {RATE} a second: p95 {aim.p95:.0f} ms, target {TARGET} ms: {reached}."]
    for found in rounds:
        rate = f"{found.phase.rate:.0f} a second" if found.phase.rate else f"{CLIENTS} clients"
        used = ", ".join(f"{what} {ms:.1f}" for what, ms in found.processor.items())
        parts += [f"### {name}: {found.phase.name}, {rate}", table(found), f"Processor, ms an answer: {used}."]
    return "\n\n".join([*parts, f"### {name}: memory", taken])


HEAD = """# Pages under load

Written by `benchmarks/web.py`; its head says how it is measured. {people:,} people, {needs} needs, {matched} of
them with people in their lists. {machine}. Two web processes of four threads, the worker, the database and the load
shared the machine, whose load by others was {before:.1f} before the first round; best of {rounds} rounds of
{seconds:.0f} s a phase, by the p95 of a need's page.

Times in ms. *Server* is from the request read to the answer given, by the access log; *client* is what the load
saw, waiting included. *A second* are answers. *Together* counts memory that processes share once."""


def described(home: Path, options: argparse.Namespace, before: float) -> str:
    """What was measured, and on what."""
    database = sqlite3.connect(home / "kompetensnav.sqlite3")
    counted = (
        "SELECT (SELECT count(*) FROM people_person), (SELECT count(*) FROM needs_need), count(DISTINCT need_id)"
    )
    people, needs, matched = database.execute(f"{counted} FROM matches_run WHERE status = 'done'").fetchone()
    versions = f"Python {platform.python_version()}, SQLite {sqlite3.sqlite_version}"
    machine = (
        f"{os.cpu_count()} cores ({platform.machine()}), {versions}, {datetime.datetime.now(datetime.UTC):%Y-%m-%d}"
    )
    told = HEAD.format(
        people=people,
        needs=needs,
        matched=matched,
        machine=machine,
        rounds=options.rounds,
        seconds=options.seconds,
        before=before,
    )
    return "\n\n".join(textwrap.fill(part, WIDTH) for part in told.split("\n\n"))


def run(home: Path, folder: Path, options: argparse.Namespace) -> str:
    """All of it; the document."""
    before = os.getloadavg()[0]
    load_region(home, options.people)
    asked = requests(home)
    parts = [described(home, options, before)]
    print("SQLite", flush=True)
    with served(home, "", folder) as at:
        on = Product(at)
        parts.append(section("SQLite", measure(on, asked, options.seconds, options.rounds), memory(on)))
    with cluster(folder / "postgresql") as database:
        copy_rows(home, database.address)
        print(database.name, flush=True)
        with served(home, database.address, folder) as at:
            on = Product(at, database)
            parts.append(section(database.name, measure(on, asked, options.seconds, options.rounds), memory(on)))
    parts.append("## One page at a time, SQLite\n\n" + alone(home))
    return "\n\n".join(parts) + "\n"


def alone(home: Path) -> str:
    """What ``web_pages.py`` tells of the same people."""
    env = os.environ | {"KOMPETENSNAV_HOME": str(home), "KOMPETENSNAV_DATABASE": ""}
    command = [sys.executable, str(Path(__file__).with_name("web_pages.py"))]
    return subprocess.run(command, env=env, stdout=subprocess.PIPE, text=True, check=True).stdout.strip()


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--people", type=int, default=100_000)
    options.add_argument("--seconds", type=float, default=60, help="of each phase")
    options.add_argument("--rounds", type=int, default=3)
    options.add_argument("--home", type=Path, help="kept, so that the people are loaded once")
    options.add_argument("--out", type=Path, default=DOC)
    asked = options.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        folder.chmod(0o711)  # PostgreSQL's own user has a folder in it
        told = run((asked.home or folder / "home").resolve(), folder, asked)
    print(told)
    asked.out.parent.mkdir(parents=True, exist_ok=True)
    asked.out.write_text(wrapped(told), encoding="utf-8")


if __name__ == "__main__":
    main()
