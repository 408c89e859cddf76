"""The routes tab of a need: who gets there over what, for whom it is people and for whom numbers, and what to build."""

import datetime
import io
from typing import Any

import openpyxl
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone, translation

from kompetensnav.apps.core.models import AccessEvent, Look
from kompetensnav.apps.education.enums import IntakeStatus, OnSiteShare, ProgrammeKind
from kompetensnav.apps.education.models import Intake
from kompetensnav.apps.memberships.enums import Role
from kompetensnav.apps.needs.enums import Asked, NeedStatus
from kompetensnav.apps.people.models import AnswerChoice
from kompetensnav.apps.proposals.models import Proposal
from tests.factories import (
    Asks,
    IntakeFactory,
    ProgrammeFactory,
    ProposalFactory,
    ProviderFactory,
    Region,
    Says,
)
from tests.web.html_reading import Page

pytestmark = pytest.mark.django_db
ASKED = (Asks("Industrielektriker"), Asks("drive:B"))
DRIVES = (Says("drive:B"),)


@pytest.fixture(autouse=True)
def in_english():
    with translation.override("en"):
        yield


def client_of(region: Region, role: Role) -> Client:
    client, user = Client(), region.user(role)
    type(user).objects.filter(pk=user.pk).update(language="en")
    client.force_login(user)
    return client


@pytest.fixture
def coordinator(region) -> Client:
    return client_of(region, Role.COORDINATOR)


@pytest.fixture
def asking(region) -> Any:
    """A need that starts in half a year, for an electrician who drives."""
    return region.need(requirements=ASKED, starts_on=timezone.localdate() + datetime.timedelta(weeks=26))


def course(region: Region, name: str = "Yrkespaket el", **intake: Any) -> Intake:
    provider = ProviderFactory(collaboration=region.collaboration)
    programme = ProgrammeFactory(
        provider=provider,
        name=name,
        cost=intake.pop("cost", 60_000),
        kind=intake.pop("kind", ProgrammeKind.PACKAGE),
    )
    return IntakeFactory(programme=programme, **intake)


def at(need: Any, query: str = "") -> str:
    return f"/needs/{need.pk}/?view=routes{query}"


def text(response: Any) -> str:
    return " ".join(response.content.decode().split())


def groups(response: Any) -> dict[str, int]:
    return {g.line.group.value: g.total for g in response.context["routes"].groups}


def test_people_stand_under_the_intake_that_takes_them_there(region, coordinator, asking) -> None:
    people = [region.person(claims=DRIVES) for _ in range(3)]
    ready = region.person(claims=(*DRIVES, Says("Industrielektriker")))
    intake = course(region)
    page = coordinator.get(at(asking))
    assert groups(page) == {"now": 1, "training": 3}
    [row] = page.context["routes"].groups[1].intakes
    assert (row.intake, row.total, row.seats) == (intake, 3, "10 seats left")
    html = text(page)
    for words in ("Yrkespaket el", "10 seats left", "apply by", "SEK 60,000", "3 people", "before"):
        assert words in html
    assert "Hemligsson" not in html
    seen = AccessEvent.objects.filter(look=Look.CANDIDATE, object_id=asking.pk)
    assert set(seen.values_list("person_id", flat=True)) == {p.pk for p in (*people, ready)}
    assert Page(page.content.decode()).inline_code() == []


def test_each_kind_of_route_has_its_line(region, coordinator, asking) -> None:
    region.person(claims=(Says("Industrielektriker"), *DRIVES))
    region.person(
        claims=(Says("Industrielektriker"), *DRIVES), municipality_id="0180", willing_to_move=AnswerChoice.YES
    )
    region.person(claims=(*DRIVES, Says("PLC-programmering", 3)))
    course(region, "Validering el", kind=ProgrammeKind.VALIDATION, starts_on=_weeks(2), apply_by=_weeks(1))
    page = coordinator.get(at(asking))
    assert groups(page) == {"now": 1, "prepared": 1, "move": 1}
    assert [g.line.letter for g in page.context["routes"].groups] == ["N", "S", "F"]


def _weeks(n: int) -> datetime.date:
    return timezone.localdate() + datetime.timedelta(weeks=n)


def test_a_placement_is_a_line_of_its_own(region, coordinator, asking) -> None:
    region.person(claims=DRIVES)
    course(region, "Arbetsträning", kind=ProgrammeKind.PLACEMENT)
    assert groups(coordinator.get(at(asking))) == {"placement": 1}


def test_what_is_taken_for_granted_is_told(region, coordinator, asking) -> None:
    region.person(claims=DRIVES)
    course(region, seats=None, taken=None, apply_by=None, cost=None, on_site=OnSiteShare.UNKNOWN)
    html = text(coordinator.get(at(asking)))
    for words in (
        "how many are left is not known",
        "the last day is not known",
        "how much, or where, is not stated",
    ):
        assert words in html
    assert "Cost not known" in html


def test_a_full_intake_is_told_with_the_next_start(region, coordinator, asking) -> None:
    region.person(claims=DRIVES)
    later = course(region, starts_on=_weeks(12), apply_by=_weeks(8))
    IntakeFactory(programme=later.programme, status=IntakeStatus.FULL, seats=16, taken=16)
    html = text(coordinator.get(at(asking)))
    assert "is full; this is the next" in html


def test_proposing_holds_a_seat_of_the_route_that_was_chosen(region, coordinator, asking) -> None:
    person = region.person(claims=DRIVES)
    intake = course(region)
    page = Page(coordinator.get(at(asking)).content.decode())
    sent = {e.attributes["name"]: e.attributes["value"] for e in page.of("input") if "route-" in str(e.attributes)}
    assert sent == {f"route-{person.pk}": intake.pk}
    answer = coordinator.post(f"/needs/{asking.pk}/propose/", {"person": person.pk, "view": "routes", **sent})
    assert answer.status_code == 303
    proposal = Proposal.objects.get(need=asking, person=person)
    assert [s["intake"] for s in proposal.route["steps"] if s["intake"]] == [intake.pk]
    intake.refresh_from_db()
    assert intake.reserved == 1
    assert "waiting" in text(coordinator.get(at(asking))).lower()


def test_what_cannot_be_proposed_shows_the_tab_again_with_the_choice(region, coordinator, asking) -> None:
    people = [region.person(claims=DRIVES) for _ in range(6)]
    course(region, "Snabbt")
    cheap = course(region, "Billigt", cost=0, ends_on=_weeks(40))
    last = people[-1].pk
    route = {f"route-{last}": cheap.pk}
    gone = {"person": [last, "p-nobody"], "view": "routes", "rationale": "Nära till.", **route}
    answer = coordinator.post(f"/needs/{asking.pk}/propose/", gone)
    assert answer.status_code == 422
    assert answer.context["view"] == "routes"
    inputs = [e.attributes for e in Page(answer.content.decode()).of("input") if "checked" in e.attributes]
    assert [i["value"] for i in inputs if i["name"] == "person"] == [last]
    assert [i["value"] for i in inputs if i["name"] == f"route-{last}"] == [cheap.pk]
    assert "Nära till." in text(answer)
    assert Proposal.objects.count() == 0


def test_other_routes_of_a_person_can_be_chosen(region, coordinator, asking) -> None:
    person = region.person(claims=DRIVES)
    dear, cheap = course(region, "Snabbt"), course(region, "Billigt", cost=0, ends_on=_weeks(40))
    page = Page(coordinator.get(at(asking)).content.decode())
    radios = [e.attributes for e in page.of("input") if e.attributes.get("type") == "radio"]
    assert [r["value"] for r in radios] == [dear.pk, cheap.pk]
    assert {r["name"] for r in radios} == {f"route-{person.pk}"}
    coordinator.post(f"/needs/{asking.pk}/propose/", {"person": person.pk, f"route-{person.pk}": cheap.pk})
    [step] = Proposal.objects.get().route["steps"]
    assert step["intake"] == cheap.pk


@pytest.mark.parametrize("role", [Role.EDUCATION_PLANNER, Role.ANALYST])
def test_those_who_plan_supply_see_numbers_and_nobody(region, asking, role) -> None:
    person = region.person(claims=DRIVES)
    course(region)
    page = client_of(region, role).get(at(asking))
    assert groups(page) == {"training": 1}
    assert person.pk not in text(page)
    assert "Nobody is shown one by one" in text(page)
    assert "fewer than 5" in text(page)
    assert AccessEvent.objects.count() == 0
    file = client_of(region, role).get(f"/needs/{asking.pk}/routes.csv").content.decode("utf-8-sig")
    assert "Yrkespaket el" in file
    assert "fewer than 5" in file
    assert person.pk not in file


@pytest.fixture
def few_of_many(region, asking) -> None:
    """Six people over one intake and one person over another, dearer one."""
    for _ in range(6):
        region.person(claims=DRIVES)
    course(region, cost=10)
    region.person(claims=(Says("Industrielektriker"),))
    provider = ProviderFactory(collaboration=region.collaboration)
    IntakeFactory(programme=ProgrammeFactory(provider=provider, name="Körkort", cost=20, grants=DRIVES))


@pytest.mark.parametrize(
    ("query", "rows", "fitting", "words"),
    [
        ("", ["6", "fewer than 5"], "at least 6", "at least 6 of at least 6 people have one"),
        ("&group=training", ["6", "fewer than 5"], "at least 6", "at least 6 of at least 6 fit the filters"),
        ("&most=10", ["6"], "6", "6 of at least 6 fit the filters"),
        ("&most=9", [], "0", "0 of at least 6 fit the filters"),
    ],
)
def test_no_small_number_is_the_rest_of_a_total(region, asking, few_of_many, query, rows, fitting, words) -> None:
    page = client_of(region, Role.EDUCATION_PLANNER).get(at(asking, query))
    tab = page.context["routes"]
    assert sorted(str(row.given) for group in tab.groups for row in group.intakes) == rows
    assert [str(group.given) for group in tab.groups] == [fitting] * bool(rows)
    assert str(tab.fitting) == fitting
    assert words in text(page)
    assert "Searched for at least 6 people" in text(page)


def test_the_file_has_numbers_where_they_are_told(region, asking, few_of_many) -> None:
    file = client_of(region, Role.ANALYST).get(f"/needs/{asking.pk}/routes.xlsx")
    [header, *rows] = list(openpyxl.load_workbook(io.BytesIO(file.content)).active.values)
    assert {row[header.index("Course")]: row[header.index("People")] for row in rows} == {
        "Yrkespaket el": 6,
        "Körkort": "fewer than 5",
    }


def test_too_few_seats_do_not_tell_how_many_there_are(region, coordinator, asking) -> None:
    for _ in range(4):
        region.person(claims=DRIVES)
    course(region, seats=3, taken=0)
    for client, short in ((coordinator, True), (client_of(region, Role.EDUCATION_PLANNER), False)):
        [group] = client.get(at(asking)).context["routes"].groups
        assert [row.short for row in group.intakes] == [short]


def test_an_employer_sees_nothing_of_it(region, asking) -> None:
    region.person(claims=DRIVES)
    employer = client_of(region, Role.EMPLOYER)
    page = employer.get(at(asking))
    assert page.context["view"] != "routes"
    assert "routes" not in [tab.code for tab in page.context["tabs"]]
    assert employer.get(f"/needs/{asking.pk}/routes.csv").status_code == 404


def test_routes_are_searched_when_the_tab_is_open_and_not_else(
    region, coordinator, asking, monkeypatch: pytest.MonkeyPatch
) -> None:
    searched = []
    monkeypatch.setattr("kompetensnav.web.needs.routes_tab.routes_of_need", lambda *a: searched.append(a))
    for view in ("people", "ask", "proposals", "requirements", "end"):
        page = coordinator.get(f"/needs/{asking.pk}/?view={view}")
        assert "routes" in [tab.code for tab in page.context["tabs"]]
    assert searched == []


def test_more_people_and_intakes_ask_the_database_no_more_often(region, coordinator, asking) -> None:
    def statements() -> int:
        coordinator.get(at(asking))  # what a process keeps is read
        with CaptureQueriesContext(connection) as found:
            coordinator.get(at(asking))
        return len(found)

    def add(n: int) -> None:
        for i in range(n):
            region.person(claims=DRIVES)
            region.person(claims=(*DRIVES, Says("Industrielektriker")))
            course(region, starts_on=_weeks(8 + i))

    add(1)
    before = statements()
    add(4)
    assert statements() == before


class TestFilters:
    @pytest.fixture
    def two(self, region, asking) -> list[Any]:
        """One who is there, one who needs a dear course that ends late."""
        course(region, ends_on=_weeks(40))
        return [region.person(claims=(*DRIVES, *more)) for more in ((Says("Industrielektriker"),), ())]

    @pytest.mark.parametrize(
        ("query", "found"),
        [
            ("", {"now": 1, "training": 1}),
            ("&group=training", {"training": 1}),
            ("&group=now", {"now": 1}),
            ("&early=1", {"now": 1}),
            ("&most=59999", {"now": 1}),
            ("&most=60 000", {"now": 1, "training": 1}),
            ("&most=x&group=y&order=z&shown=-1", {"now": 1, "training": 1}),
        ],
    )
    def test_each(self, coordinator, asking, two, query, found) -> None:
        assert groups(coordinator.get(at(asking, query))) == found

    def test_what_costs_nobody_knows_how_much_is_not_cheap(self, region, coordinator, asking) -> None:
        region.person(claims=DRIVES)
        course(region, cost=None)
        assert groups(coordinator.get(at(asking))) == {"training": 1}
        page = coordinator.get(at(asking, "&most=100000"))
        assert groups(page) == {}
        assert "No route fits the filters" in text(page)

    def test_the_order_asked_for(self, region, coordinator, asking) -> None:
        region.person(claims=DRIVES)
        dear = course(region, "Snabb", kind=ProgrammeKind.VALIDATION)
        region.person(claims=(Says("Industrielektriker"),))
        provider = ProviderFactory(collaboration=region.collaboration)
        licence = ProgrammeFactory(provider=provider, name="Körkort", cost=10, grants=DRIVES, kind="validation")
        IntakeFactory(programme=licence, ends_on=_weeks(40))
        names = {}
        for order in ("ready", "cost"):
            [group] = coordinator.get(at(asking, f"&order={order}")).context["routes"].groups
            names[order] = [r.drawn.intakes[0] for r in group.routes]
        assert names["ready"][0] == dear.pk
        assert names["cost"] == names["ready"][::-1]

    def test_a_group_alone_shows_more(self, region, coordinator, asking) -> None:
        for _ in range(7):
            region.person(claims=(*DRIVES, Says("Industrielektriker")))
        [few] = coordinator.get(at(asking)).context["routes"].groups
        [all_] = coordinator.get(at(asking, "&group=now")).context["routes"].groups
        assert (len(few.people), few.total, len(all_.people)) == (4, 7, 7)

    def test_a_page_holds_no_more_than_it_can_and_says_so(
        self, region, coordinator, asking, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("kompetensnav.web.needs.routes_groups.MOST_PEOPLE", 5)
        for _ in range(7):
            region.person(claims=(*DRIVES, Says("Industrielektriker")))
        page = coordinator.get(at(asking, "&group=now&shown=100"))
        assert [len(g.people) for g in page.context["routes"].groups] == [5]
        assert "The file has everybody" in text(page)


class TestStates:
    def test_a_draft(self, region, coordinator) -> None:
        page = coordinator.get(at(region.need(draft=True, owner=region.user(Role.COORDINATOR))))
        assert page.context["routes"].state == "draft"
        assert "The need is a draft" in text(page)

    def test_an_ended_need(self, region, coordinator, asking) -> None:
        type(asking).objects.filter(pk=asking.pk).update(status=NeedStatus.FILLED)
        assert "The need has ended" in text(coordinator.get(at(asking)))

    def test_nobody_in_the_region(self, region, coordinator, asking) -> None:
        page = coordinator.get(at(asking))
        assert "Nobody in the region can be matched yet" in text(page)
        assert page.context["routes"].groups == []

    def test_nobody_gets_there_leads_to_a_course_case(self, region, coordinator, asking) -> None:
        region.person(claims=DRIVES)
        page = coordinator.get(at(asking))
        [stopper] = page.context["routes"].stoppers
        assert (stopper.label, str(stopper.people), stopper.buildable) == ("Industrial electrician", "1", True)
        assert page.context["next_step"].url == f"/courses/new/?need={asking.pk}"
        assert "nothing gives it" in text(page)


class TestNextStep:
    def matched(self, region, need) -> None:
        from kompetensnav.apps.matches.actions import do_run, start_run
        from kompetensnav.apps.memberships.actor import SYSTEM

        do_run(SYSTEM, start_run(SYSTEM, need=need))

    def test_nobody_fits_today_leads_to_the_routes(self, region, coordinator, asking) -> None:
        region.person(claims=DRIVES)
        self.matched(region, asking)
        step = coordinator.get(f"/needs/{asking.pk}/").context["next_step"]
        assert step.url == f"/needs/{asking.pk}/?view=routes"

    def test_somebody_of_whom_no_must_is_known_does_not_fit_yet(self, region, coordinator) -> None:
        merit = Asks("PLC-programmering", Asked.MERIT, level=2, weight=3)
        need = region.need(requirements=(Asks("Industrielektriker"), merit))
        region.person(claims=(Says("PLC-programmering", 3),), sections=())
        self.matched(region, need)
        step = coordinator.get(f"/needs/{need.pk}/").context["next_step"]
        assert step.url == f"/needs/{need.pk}/?view=routes"

    def test_on_the_tab_itself_nothing_leads_to_it(self, region, coordinator, asking) -> None:
        self.matched(region, asking)
        step = coordinator.get(at(asking)).context["next_step"]
        assert (step.title, step.url, step.label) == ("No route yet", "", "")
        region.person(claims=(*DRIVES, Says("Industrielektriker")))
        page = coordinator.get(at(asking))
        step = page.context["next_step"]
        assert step.title == "Choose people, and propose them with their routes"
        assert step.why == "1 person has a route. They stand below."
        banner = page.content.decode().partition('id="next-step"')[2].partition("</section>")[0]
        assert "1 person has a route" in banner
        assert "<a " not in banner

    def test_when_all_have_said_no_the_tab_says_to_choose_others(self, region, coordinator, asking) -> None:
        """No button leads to where one is, and it is not said that there is no route."""
        self.matched(region, asking)
        ProposalFactory(need=asking, person=region.person(claims=DRIVES), employer_said_no=True)
        course(region)
        step = coordinator.get(at(asking)).context["next_step"]
        assert (step.title, step.url) == ("Choose people, and propose them with their routes", "")

    def test_somebody_fits_leads_to_the_people(self, region, coordinator, asking) -> None:
        region.person(claims=(*DRIVES, Says("Industrielektriker")))
        self.matched(region, asking)
        assert coordinator.get(f"/needs/{asking.pk}/").context["next_step"].url == "#people"


def test_the_file_has_a_row_for_each_person_and_is_logged(region, coordinator, asking) -> None:
    person = region.person(claims=DRIVES)
    course(region)
    answer = coordinator.get(f"/needs/{asking.pk}/routes.xlsx")
    [header, row] = list(openpyxl.load_workbook(io.BytesIO(answer.content)).active.values)
    values = dict(zip(header, row, strict=True))
    assert values["Person"] == person.pk
    assert values["Group"] == "After training"
    assert values["Fewest seats left"] == 10
    assert values["Cost, SEK"] == 60_000
    assert "Course: Yrkespaket el" in values["Steps"]
    assert list(AccessEvent.objects.values_list("person_id", "look")) == [(person.pk, Look.EXPORT)]


def test_a_need_that_is_not_open_has_no_file(region, coordinator) -> None:
    assert coordinator.get(f"/needs/{region.need(draft=True).pk}/routes.csv").status_code == 404
