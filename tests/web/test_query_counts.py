"""No page asks the database more often where there is more: every page there is, before and after all has doubled."""

from collections.abc import Iterator

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from django_tasks.base import TaskResultStatus
from django_tasks_db.models import DBTaskResult, get_date_max

from kompetensnav.apps.core.log import looked
from kompetensnav.apps.core.models import JobBeat, Look, WorkerBeat
from kompetensnav.apps.matches.actions import do_run, start_run
from kompetensnav.apps.matches.models import Candidate
from kompetensnav.apps.memberships.actor import SYSTEM
from kompetensnav.apps.memberships.enums import Role
from kompetensnav.apps.needs.enums import NeedStatus
from kompetensnav.apps.needs.models import Need
from kompetensnav.apps.people.models import Claim, Person, ProfileSection
from kompetensnav.apps.proposals.models import Proposal
from tests.correction_case import told
from tests.factories import (
    CourseCaseFactory,
    IntakeFactory,
    LetterFactory,
    OrganisationFactory,
    ProposalFactory,
    Says,
    concept,
)
from tests.web.addresses import ADDRESSES
from tests.web.world import ASKED, EVERYBODY, SKILLED, World

AFAR = "0180"  # nobody there reaches the need
UNASKED = (ProfileSection.OCCUPATION,)
STATES = (
    {},
    {"employer_said_yes": True},
    {"employer_said_no": True},
    {"both_said_yes": True},
    {"taken_back": True},
)
QUERIES = {
    "needs:need": (
        "view=people&shown=50",
        "view=ask",
        "view=near&condition=reach",
        "view=proposals",
        "view=end",
        "view=routes",
        "view=routes&group=training&shown=50",
    ),
    "needs:list": ("text=elektriker", "status=open&mine=1", "municipality=2582", "sort=title", "sort=start"),
    "people:list": (
        "occupation=industrielektriker",
        "municipality=2582&permission=given",
        "section=3&state=none",
        "sort=municipality",
        "sort=answered",
        "sort=changed",
    ),
}


def pages(world: World) -> Iterator[tuple[str, str]]:
    """(who, address) of everybody's first page, of every page in the table of addresses, and of what queries make of
    some of them.
    """
    yield from ((who, reverse("front:home")) for who in EVERYBODY)
    for name, rows in ADDRESSES.items():
        for page in rows:
            if page.method == "get" and page.ok == 200 and page.allowed:
                yield page.someone(), page.url(name, world)
    yield "coordinator", reverse("planner:closing") + f"?within=all&intake={world.intake.pk}"
    for name, queries in QUERIES.items():
        page = ADDRESSES[name][0]
        yield from (("coordinator", f"{page.url(name, world)}?{query}") for query in queries)


def add_people(world: World, n: int) -> None:
    """People for every list of the need, and looks at them and at those who can log in."""
    region = world.region
    for _ in range(n):
        known = region.person(claims=SKILLED)
        far = region.person(claims=SKILLED, municipality_id=AFAR)
        unasked = region.person(claims=(Says("PLC-programmering", 3),), sections=UNASKED)
        ids = [known.pk, far.pk, unasked.pk, world.person.pk, world.neighbour.pk]
        looked(region.actor(Role.COORDINATOR), ids, Look.CANDIDATE, world.need)
    do_run(SYSTEM, start_run(SYSTEM, need=world.need))


def add_needs(world: World, n: int) -> None:
    """Needs in every state that a list or a desk tells apart."""
    for _ in range(n):
        for values in ({}, {"draft": True}, {"closed": True}, {"status": NeedStatus.ANALYSED}):
            world.region.need(owner=world.region.user(Role.COORDINATOR), requirements=ASKED, **values)
        world.elsewhere.need()


def add_proposals(world: World, n: int) -> None:
    """Proposals in every state: other people's for the need, and the one person's for other needs."""
    for state in STATES * n:
        ProposalFactory(need=world.need, person=world.region.person(claims=SKILLED), **state)
        ProposalFactory(need=world.region.need(status=NeedStatus.ACTIVE), person=world.person, **state)


def add_intakes(world: World, n: int) -> None:
    """Intakes of programmes that teach what the need asks for: of others, and of the one."""
    for _ in range(n):
        IntakeFactory(programme__provider__collaboration=world.region.collaboration)
        IntakeFactory(programme=world.intake.programme)


def add_cases(world: World, n: int) -> None:
    """Courses for needs, with letters of the employers; and letters of the one course."""
    region = world.region
    for _ in range(n):
        needs = [region.need(requirements=ASKED), region.need(requirements=ASKED[:2])]
        case = CourseCaseFactory(collaboration=region.collaboration, needs=needs)
        LetterFactory(case=case, organisation=region.employer)
        world.case.needs.add(*needs)
        for said in ({}, {"positions": 2, "answer": "yes", "answered_at": timezone.now()}):
            LetterFactory(
                case=world.case, organisation=OrganisationFactory(collaboration=region.collaboration), **said
            )


def add_the_rest(world: World, labels: list[str]) -> None:
    """Claims of the one person, corrections, workers and jobs: one of each for each label."""
    now = timezone.now()
    for label in labels:
        told(world.region)
        WorkerBeat.objects.create(worker_id=f"w-{label}", began_at=now, beat_at=now)
        Claim.objects.create(
            person=world.person, section=ProfileSection.SKILL, concept=concept(label), recorded_on=now
        )
        for status in (TaskResultStatus.READY, TaskResultStatus.RUNNING, TaskResultStatus.FAILED):
            job = DBTaskResult.objects.create(
                status=status,
                args_kwargs={"args": [world.need.pk], "kwargs": {}},
                task_path="kompetensnav.apps.matches.jobs.match_need",
                backend_name="default",
                run_after=get_date_max(),
                started_at=now,
                exception_class_path="",
                traceback="",
            )
            JobBeat.objects.create(result=job, worker_id="w", beat_at=now)


def statements(world: World, who: str, url: str) -> list[str]:
    """What a page asks when it is opened again: what a process keeps it has read by then."""
    for _ in range(2):
        with CaptureQueriesContext(connection) as found:
            assert world.client(who).get(url, follow=True).status_code == 200
    return [query["sql"] for query in found]


@pytest.fixture
def some(world: World) -> World:
    """The world with something in every list."""
    add_needs(world, 1)
    add_intakes(world, 1)
    add_cases(world, 1)
    add_proposals(world, 1)
    add_the_rest(world, ["Lagerarbete", "Finska"])
    add_people(world, 1)
    return world


def double(world: World) -> None:
    """As much again of everything, or more."""

    def counted() -> list[int]:
        listed = Candidate.objects.filter(run__need=world.need)
        return [rows.count() for rows in (Person.objects, Need.objects, Proposal.objects, listed)]

    before = counted()
    add_needs(world, before[1] // 5 + 1)
    add_intakes(world, 2)
    add_cases(world, 3)
    add_proposals(world, before[2] // 10 + 1)
    add_the_rest(world, ["Svetsare", "Hydraulik", "Engelska", "Kock, à la carte"])
    add_people(world, before[0] // 2)
    assert all(now >= 2 * then for now, then in zip(counted(), before, strict=True))


def test_no_page_asks_more_often_where_there_is_twice_as_much(some: World) -> None:
    asked = list(pages(some))
    before = [statements(some, *page) for page in asked]
    double(some)
    more = {
        page: now[len(then) :]
        for page, then in zip(asked, before, strict=True)
        if len(now := statements(some, *page)) != len(then)
    }
    assert more == {}
