"""The pages of the what-if: figures, reasons, order, files, progress, and that looking at people is written down."""

import csv
import datetime
import io

import openpyxl
import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone, translation

from kompetensnav.apps.assignments.models import AssignedNeed, Assignment, Stage
from kompetensnav.apps.core.models import AccessEvent, AuditEvent, Look
from kompetensnav.apps.matches.models import Candidate, Run, RunStatus
from kompetensnav.apps.memberships.actor import SYSTEM
from kompetensnav.apps.memberships.enums import Role
from kompetensnav.apps.needs.models import Need
from kompetensnav.apps.people.actions import record_withdrawal
from kompetensnav.apps.people.models import Person
from kompetensnav.apps.proposals.models import Proposal
from kompetensnav.web.assignment.region_rows import loss, reasons, ways
from tests.assignment_case import worked_out
from tests.factories import ProposalFactory, Region

URL = "/assignment/"
EXPLAINED = {
    "score": None, "distance_km": None, "way_there": None, "separated_by": None, "unknown_conditions": [],
    "question": None, "requirements": [],
}  # fmt: skip


def logged_in(region: Region, role: Role) -> Client:
    user = region.user(role)
    user.language = "en"
    user.save(update_fields=["language"])
    client = Client()
    client.force_login(user)
    return client


def lists(need: Need, *standing: tuple[Person, int]) -> Run:
    run = Run.objects.create(
        need=need, need_version=1, status=RunStatus.DONE, finished_at=timezone.now(), input_hash="x",
        counts={"ranked": len(standing)},
    )  # fmt: skip
    Candidate.objects.bulk_create(
        Candidate(
            run=run, person=person, list="ranked", rank=rank, lo=lo, hi=100,
            explanation=EXPLAINED | {"score": {"lo": lo, "hi": 100, "scale": 100, "known": 1, "weight": 2}},
        )
        for rank, (person, lo) in enumerate(standing, 1)
    )  # fmt: skip
    return run


@pytest.fixture
def coordinator(region):
    return logged_in(region, Role.COORDINATOR)


@pytest.fixture
def ward(region):
    """Three places, and five in its list: two fit best here, one elsewhere, one has said no, one is too low."""
    return region.need(title="Avdelningen", positions=3)


@pytest.fixture
def people(region):
    return [region.person() for _ in range(5)]


@pytest.fixture
def school(region, ward, people):
    need = region.need(title="Skolan", positions=1)
    a, b, c, refused, low = people
    lists(ward, (a, 90), (refused, 88), (b, 80), (c, 60), (low, 40))
    lists(need, (c, 95))
    ProposalFactory(need=ward, person=refused, employer_said_no=True)
    region.need(title="Köket", positions=2)
    return need


def rows(response) -> dict[str, tuple[AssignedNeed, tuple[str, ...]]]:
    return {r.fares.need.title: (r.fares, r.why) for r in response.context["rows"]}


def test_before_it_is_worked_out_the_page_says_what_to_do(region) -> None:
    told = logged_in(region, Role.COORDINATOR).get(URL).content.decode()
    assert "Not worked out yet" in told and f'action="{reverse("assignment:start")}"' in told
    told = logged_in(region, Role.PROJECT_OWNER).get(URL).content.decode()
    assert "A coordinator or an analyst starts it." in told and reverse("assignment:start") not in told


def test_figures_and_reasons_stand_need_by_need(coordinator, region, ward, school) -> None:
    worked_out(region)
    page = coordinator.get(URL)
    found = rows(page)
    assert set(found) == {"Avdelningen", "Skolan"}
    fares, why = found["Avdelningen"]
    assert (fares.positions, fares.fitting, fares.filled, fares.unfilled) == (3, 3, 2, 1)
    assert why == ("1 place: people who fit get a place at another need",)
    assert found["Skolan"][1] == ()
    told = page.content.decode()
    assert "2 of them at a need that has not been matched" in told
    assert "Nobody has been asked or proposed, and nothing is decided about anyone" in told
    unmatched = rows(coordinator.get(URL, {"show": "unmatched"}))
    assert unmatched["Köket"][1] == ("Not matched yet: it has no list",)
    assert set(rows(coordinator.get(URL, {"show": "unfilled"}))) == {"Avdelningen"}


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({"filled": 5, "fitting": 9}, []),
        ({"matched": False}, ["Not matched yet: it has no list"]),
        ({"filled": 1, "fitting": 1}, ["4 places: too few fit"]),
        (
            {"filled": 3, "fitting": 4},
            ["1 place: too few fit", "1 place: people who fit get a place at another need"],
        ),
        ({"filled": 3, "fitting": 3, "cut": True}, ["2 places: more fit than the 50 the list holds"]),
        ({"filled": 3, "fitting": 5, "cut": True}, ["2 places: people who fit get a place at another need"]),
    ],
)
def test_why_places_stay_open_in_words(fields: dict, told: list[str]) -> None:
    usual = {"positions": 5, "fitting": 0, "filled": 0, "greedy_filled": 0, "matched": True, "cut": False}
    with translation.override("en"):
        assert reasons(AssignedNeed(**usual | fields)) == told


@pytest.mark.parametrize(
    ("best", "greedily", "told"),
    [
        ((2, 165), (2, 165), "Taking people one by one would do as well this time."),
        ((0, 0), (0, 0), "Taking people one by one would do as well this time."),
        (
            (4, 300),
            (2, 180),
            "Taking people one by one would leave 2 more places open. "
            "What is certain, in sum, would be 40.0 per cent lower.",
        ),
        (
            (2, 100),
            (1, 100),
            "Taking people one by one would leave 1 more place open. What is certain, in sum, would be the same.",
        ),
        (
            (2, 200),
            (3, 190),
            "Taking people one by one would fill 1 more place. What is certain, in sum, would be 5.0 per cent lower.",
        ),
        (
            (50, 4000),
            (50, 3999),
            "Taking people one by one would fill as many places. "
            "What is certain, in sum, would be 0.1 per cent lower.",
        ),
    ],
)
def test_what_one_by_one_loses_in_words(best: tuple[int, int], greedily: tuple[int, int], told: str) -> None:
    (filled, value), (greedy_filled, greedy_value) = best, greedily
    assignment = Assignment(filled=filled, value=value, greedy_filled=greedy_filled, greedy_value=greedy_value)
    with translation.override("en"):
        assert loss(assignment) == told
    assert [(w.filled, w.value) for w in ways(assignment)] == [best, greedily]


@pytest.mark.parametrize(
    ("sort", "first"),
    [("need", "Avdelningen"), ("-need", "Skolan"), ("positions", "Skolan"), ("-fitting", "Avdelningen"),
     ("filled", "Skolan"), ("-greedy", "Avdelningen"), ("unfilled", "Skolan"), ("-unfilled", "Avdelningen"),
     ("nonsense", "Avdelningen"), ("--need", "Avdelningen")],
)  # fmt: skip
def test_every_column_sorts(coordinator, region, ward, school, sort: str, first: str) -> None:
    worked_out(region)
    assert next(iter(rows(coordinator.get(URL, {"sort": sort})))) == first


def test_a_long_list_is_cut_into_pages(coordinator, region) -> None:
    for number in range(30):
        lists(region.need(title=f"Behov {number:02}"))
    worked_out(region)
    first, last = coordinator.get(URL, {"sort": "need"}), coordinator.get(URL, {"sort": "need", "page": "99"})
    assert (len(rows(first)), len(rows(last))) == (25, 5)
    assert "page=2" in first.context["after"] and "page=1" in last.context["before"]


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_the_list_can_be_taken_along(coordinator, region, ward, school, form: str) -> None:
    assert coordinator.get(f"{URL}export.{form}").status_code == 404
    worked_out(region)
    answer = coordinator.get(f"{URL}export.{form}", {"sort": "need"})
    if form == "csv":
        table = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
    else:
        sheet = openpyxl.load_workbook(io.BytesIO(answer.content)).active
        table = [[str(cell.value or "") for cell in line] for line in sheet.iter_rows()]
    assert len(table) == 3
    assert [table[1][i] for i in (0, 1, 4, 5, 6, 8)] == [ward.pk, "Avdelningen", "3", "3", "2", "1"]
    assert table[1][9] == "1 place: people who fit get a place at another need"
    assert "if-all-said-yes" in answer["Content-Disposition"]


def test_asking_starts_a_job_once_and_says_how_far_it_has_come(coordinator, region, monkeypatch) -> None:
    from kompetensnav.apps.assignments import jobs

    monkeypatch.setattr(type(jobs.assign_region), "enqueue", lambda *_: None)
    for _ in range(2):
        assert coordinator.post(reverse("assignment:start")).status_code == 303
    assignment = Assignment.objects.get()
    assert AuditEvent.objects.filter(verb="assignment.asked-for").count() == 1
    told = coordinator.get(URL).content.decode()
    assert "It waits for its turn" in told and reverse("assignment:start") not in told
    Assignment.objects.update(status=RunStatus.RUNNING, stage=Stage.SOLVING)
    polled = coordinator.get(reverse("assignment:status"), headers={"HX-Request": "true"})
    assert "looking for the best total" in polled.content.decode()
    long_ago = timezone.now() - datetime.timedelta(minutes=1)
    Assignment.objects.update(status=RunStatus.QUEUED, queued_at=long_ago)
    polled = coordinator.get(reverse("assignment:status"), headers={"HX-Request": "true"})
    assert "The worker does not answer" in polled.content.decode()
    Assignment.objects.filter(pk=assignment.pk).update(status=RunStatus.FAILED, problem="assignment.solver-killed")
    over = coordinator.get(reverse("assignment:status"), headers={"HX-Request": "true"})
    assert over.headers["HX-Refresh"] == "true"


@pytest.mark.parametrize(
    ("code", "told"),
    [
        ("assignment.solver-killed", "most likely because memory ran out"),
        ("assignment.too-slow", "took longer than it may"),
        ("some.other", "the administrator finds it among the jobs"),
    ],
)
def test_a_failure_is_told_and_can_be_tried_again(coordinator, region, code: str, told: str) -> None:
    Assignment.objects.create(collaboration=region.collaboration, status=RunStatus.FAILED, problem=code)
    page = coordinator.get(URL).content.decode()
    assert told in page and reverse("assignment:start") in page


def test_the_result_stands_while_another_is_worked_out_and_says_when_lists_are_newer(
    coordinator, region, ward, school, people
) -> None:
    worked_out(region)
    Assignment.objects.create(collaboration=region.collaboration)
    page = coordinator.get(URL)
    assert "It waits for its turn" in page.content.decode() and rows(page)
    Assignment.objects.filter(status=RunStatus.QUEUED).delete()
    lists(school, (people[0], 70))
    assert "1 need has been matched again since this was worked out." in coordinator.get(URL).content.decode()


def fates(response) -> list[tuple[str, str, str]]:
    return [(r.person, r.fate, r.other.title if r.other else "") for r in response.context["rows"]]


def test_a_need_s_list_says_where_each_would_be(coordinator, region, ward, school, people) -> None:
    worked_out(region)
    a, b, c, refused, low = (p.pk for p in people)
    page = coordinator.get(f"{URL}{ward.pk}/")
    assert fates(page) == [
        (a, "here", ""),
        (refused, "answered", ""),
        (b, "here", ""),
        (c, "elsewhere", "Skolan"),
        (low, "below", ""),
    ]
    told = page.content.decode()
    assert "left out: less than 50 is certain" in told and "Nobody has been asked or proposed" in told
    assert [r[0] for r in fates(coordinator.get(f"{URL}{ward.pk}/", {"sort": "fate"}))] == [a, b, c, refused, low]
    assert [r[0] for r in fates(coordinator.get(f"{URL}{ward.pk}/", {"sort": "-rank"}))] == [low, c, b, refused, a]


def test_who_is_left_when_all_places_are_taken_is_told_so(coordinator, region, people) -> None:
    need = region.need()
    lists(need, (people[0], 90), (people[1], 80))
    worked_out(region)
    assert [f for _, f, _ in fates(coordinator.get(f"{URL}{need.pk}/"))] == ["here", "no_place"]
    Candidate.objects.all().delete()
    lists(need, (people[2], 95), (people[0], 90))
    assert [f for _, f, _ in fates(coordinator.get(f"{URL}{need.pk}/"))] == ["not_counted", "here"]


def test_who_has_agreed_elsewhere_is_left_out(coordinator, region, ward, school, people) -> None:
    ProposalFactory(need=school, person=people[0], both_said_yes=True)
    worked_out(region)
    assert fates(coordinator.get(f"{URL}{ward.pk}/"))[0] == (people[0].pk, "answered", "")


def test_who_withdraws_disappears_at_once(coordinator, region, ward, school, people) -> None:
    worked_out(region)
    record_withdrawal(SYSTEM, person=people[0])
    assert people[0].pk not in coordinator.get(f"{URL}{ward.pk}/").content.decode()


def test_each_look_at_people_is_written_down_and_the_list_of_needs_shows_none(
    coordinator, region, ward, school, people
) -> None:
    worked_out(region)
    coordinator.get(URL)
    coordinator.get(f"{URL}export.csv")
    assert not AccessEvent.objects.exists()
    coordinator.get(f"{URL}{ward.pk}/")
    coordinator.get(f"{URL}{ward.pk}/export.csv")
    looks = AccessEvent.objects.values_list("person_id", "look", "object_id")
    everybody = {p.pk for p in people}
    assert set(looks) == {(p, look, ward.pk) for p in everybody for look in (Look.CANDIDATE, Look.EXPORT)}


def test_a_need_s_list_can_be_taken_along(coordinator, region, ward, school, people) -> None:
    assert coordinator.get(f"{URL}{ward.pk}/export.csv").status_code == 404
    worked_out(region)
    answer = coordinator.get(f"{URL}{ward.pk}/export.csv")
    table = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert table[0][-2:] == ["If all said yes", "Other need"]
    assert table[4] == ["4", people[2].pk, "Boden", "", "60", "100", "a place at another need", "Skolan"]


def test_a_need_that_was_not_counted_says_so(coordinator, region) -> None:
    need = region.need()
    assert "This need was not counted" in coordinator.get(f"{URL}{need.pk}/").content.decode()
    worked_out(region)
    assert "Nobody is in the list" in coordinator.get(f"{URL}{need.pk}/").content.decode()
    assert coordinator.get(f"{URL}n-nowhere/").status_code == 404


def test_only_coordinators_are_led_to_people(region, ward, school) -> None:
    worked_out(region)
    assert f'href="{URL}{ward.pk}/"' in logged_in(region, Role.COORDINATOR).get(URL).content.decode()
    page = logged_in(region, Role.ANALYST).get(URL).content.decode()
    assert f'href="{URL}{ward.pk}/"' not in page and f'href="/needs/{ward.pk}/"' in page


def test_nothing_is_shown_of_another_region(region, other_region, ward, school) -> None:
    worked_out(region)
    page = logged_in(other_region, Role.COORDINATOR).get(URL).content.decode()
    assert "Not worked out yet" in page and "Avdelningen" not in page


def test_looking_and_working_out_proposes_nobody(coordinator, region, ward, school) -> None:
    before = list(Proposal.objects.values())
    worked_out(region)
    for address in (URL, f"{URL}{ward.pk}/"):
        coordinator.get(address)
    assert list(Proposal.objects.values()) == before
