"""Pages of a loaded demo region one at a time: bytes, database queries, time; and the bytes of the static files.

Usage: KOMPETENSNAV_HOME=FOLDER python benchmarks/web_pages.py

``kompetensnav demo load`` makes the region in the folder, ``kompetensnav setup`` its static files. Every page is
asked for in this process, without a web server, as the demo login named beside it: once, told as *first*, and five
times more, told as their median. Nothing is changed but what looking changes: sessions and the log of looks.
Queries are the statements sent to the database, without the beginnings and ends of transactions.
"""

import gzip
import os
import statistics
import time
from dataclasses import dataclass
from pathlib import Path

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kompetensnav.config.settings.demo")

TIMES = 5
GZIP_LEVEL = 6  # what web servers have by default
COORDINATOR = "samordnare.lulea@example.org"
EMPLOYER = "industri@example.org"
RESIDENT = "elektriker@example.org"
ADMINISTRATOR = "administrator@example.org"
PROTECTION = "dataskydd@example.org"
ROLES = {
    "": "nobody",
    COORDINATOR: "coordinator",
    EMPLOYER: "employer",
    RESIDENT: "resident",
    ADMINISTRATOR: "administrator",
    PROTECTION: "data protection",
}


@dataclass(frozen=True)
class Page:
    name: str
    email: str  # of a demo login, or empty
    url: str


@dataclass(frozen=True)
class Weighed:
    size: int
    packed: int
    queries: int
    first: float
    median: float


class Counter:
    """An execute wrapper: counts statements."""

    def __init__(self):
        self.n = 0

    def __call__(self, execute, sql, params, many, context):
        self.n += not sql.startswith(("BEGIN", "SAVEPOINT", "RELEASE"))
        return execute(sql, params, many, context)


def a_need():
    """The open need with most people in its lists, the first of equals."""
    from django.db.models import Count, Q

    from kompetensnav.apps.accounts.models import User
    from kompetensnav.apps.needs.models import Need

    region = User.objects.get(email=COORDINATOR).memberships.get().organisation.collaboration_id
    listed = Count("runs__candidates", filter=Q(runs__candidates__list="ranked"), distinct=True)
    needs = Need.objects.filter(organisation__collaboration_id=region).open()
    return needs.annotate(listed=listed).order_by("-listed", "pk").first()


def pages():
    from django.urls import reverse

    from kompetensnav.apps.matches.models import Candidate
    from kompetensnav.apps.needs.enums import RequirementType
    from kompetensnav.apps.needs.models import Need
    from kompetensnav.apps.people.models import Person
    from kompetensnav.apps.proposals.models import Proposal

    need = a_need()
    region = need.organisation.collaboration_id
    needs = Need.objects.filter(organisation__collaboration_id=region)
    draft = needs.filter(status="draft", organisation__memberships__user__email=EMPLOYER).order_by("pk").first()
    listed = Candidate.objects.filter(run__need=need)
    best = listed.filter(list="ranked").order_by("rank").first().person_id
    others = Person.objects.matchable().in_region(region).exclude(pk__in=listed.values("person"))
    proposals = Proposal.objects.filter(need__organisation__collaboration_id=region).open()
    at = reverse("needs:need", args=[need.pk])
    people = reverse("people:list")
    work = need.requirements.filter(kind=RequirementType.OCCUPATION).first().concepts[0]
    yield Page("start", "", reverse("front:start"))
    yield Page("login", "", reverse("account_login"))
    yield Page("desk", COORDINATOR, reverse("desk:desk"))
    yield Page("needs", COORDINATOR, reverse("needs:list"))
    yield Page("new need", COORDINATOR, reverse("needs:new"))
    yield Page("reading of a draft", EMPLOYER, reverse("needs:reading", args=[draft.pk]))
    yield Page("need, people", COORDINATOR, at)
    yield Page("need, 50 people", COORDINATOR, f"{at}?shown=50")
    yield Page("need, ask first", COORDINATOR, f"{at}?view=ask")
    yield Page("need, near misses (reach)", COORDINATOR, f"{at}?view=near&condition=reach")
    yield Page("why, listed", COORDINATOR, reverse("needs:why", args=[need.pk, best]))
    yield Page("why, not listed", COORDINATOR, reverse("needs:why", args=[need.pk, others.first().pk]))
    yield Page("proposals", COORDINATOR, reverse("proposals:list"))
    yield Page("proposal", COORDINATOR, reverse("proposals:proposal", args=[proposals.order_by("pk").first().pk]))
    yield Page("people", COORDINATOR, people)
    yield Page("people, by sections", COORDINATOR, f"{people}?sort=answered")
    yield Page("people, by place", COORDINATOR, f"{people}?sort=municipality")
    yield Page("people, latest changed", COORDINATOR, f"{people}?sort=changed")
    yield Page("people of an occupation", COORDINATOR, f"{people}?occupation={work}")
    yield Page("people, languages not asked", COORDINATOR, f"{people}?section=3&state=none")
    yield Page("person", COORDINATOR, reverse("people:person", args=[best]))
    yield Page("employer home", EMPLOYER, reverse("employer:home"))
    yield Page("me", RESIDENT, reverse("me:home"))
    yield Page("my profile", RESIDENT, reverse("me:profile"))
    yield Page("jobs", ADMINISTRATOR, reverse("oversight:jobs"))
    yield Page("logs, looks", PROTECTION, reverse("oversight:logs"))
    yield Page("logs, changes", PROTECTION, f"{reverse('oversight:logs')}?kind=audit")


def client(email):
    from django.test import Client
    from django.urls import reverse

    made = Client(SERVER_NAME="localhost")
    if email:
        answer = made.post(reverse("demo_login"), {"email": email})
        assert answer.status_code == 302, f"{email}: {answer.status_code}"
    return made


def weigh(asking, page):
    from django.db import connection

    times = []
    for _ in range(TIMES + 1):
        counter = Counter()
        with connection.execute_wrapper(counter):
            start = time.perf_counter()
            answer = asking.get(page.url)
            times.append(1000 * (time.perf_counter() - start))
        assert answer.status_code == 200, f"{page.url}: {answer.status_code}"
    return Weighed(
        size=len(answer.content),
        packed=len(gzip.compress(answer.content, GZIP_LEVEL)),
        queries=counter.n,
        first=times[0],
        median=statistics.median(times[1:]),
    )


def show_pages():
    print("| page | role | HTML | gzip | queries | first ms | median ms |")
    print("|---|---|---:|---:|---:|---:|---:|")
    clients = {email: client(email) for email in ROLES}
    for page in pages():
        w = weigh(clients[page.email], page)
        figures = f"{w.size:,} | {w.packed:,} | {w.queries} | {w.first:.0f} | {w.median:.0f}"
        print(f"| {page.name} | {ROLES[page.email]} | {figures} |")


def show_files():
    import kompetensnav.web

    print("\n| static file | bytes | gzip |")
    print("|---|---:|---:|")
    folder = Path(kompetensnav.web.__file__).parent / "static"
    for file in sorted(f for f in folder.rglob("*") if f.is_file()):
        raw = file.read_bytes()
        packed = "packed already" if file.suffix == ".woff2" else f"{len(gzip.compress(raw, 9)):,}"
        print(f"| {file.relative_to(folder)} | {len(raw):,} | {packed} |")


def main():
    import django

    django.setup()
    show_pages()
    show_files()


if __name__ == "__main__":
    main()
