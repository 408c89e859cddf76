"""Building a course: picked needs, what is ticked, its effect while it is written, the draft, its way to an intake."""

import datetime
import io
from typing import Any

import openpyxl
import pytest
from django.test import Client
from django.utils import timezone, translation

from kompetensnav.apps.core.models import AuditEvent
from kompetensnav.apps.courses.enums import CaseStatus, LetterAnswer
from kompetensnav.apps.courses.models import CourseCase, LetterOfIntent
from kompetensnav.apps.courses.pools import pools_of
from kompetensnav.apps.education.models import Intake
from kompetensnav.apps.memberships.enums import Role
from kompetensnav.apps.needs.models import Need
from tests.factories import Asks, CourseCaseFactory, LetterFactory, ProgrammeFactory, ProviderFactory, Says, concept
from tests.web.html_reading import body

pytestmark = pytest.mark.django_db
ASKED = (Asks("Industrielektriker"), Asks("PLC-programmering", level=2))
ELECTRICIAN = (Says("Industrielektriker"),)


@pytest.fixture(autouse=True)
def in_english():
    with translation.override("en"):
        yield


def client_of(region: Any, role: Role) -> Client:
    client, user = Client(), region.user(role)
    type(user).objects.filter(pk=user.pk).update(language="en")
    client.force_login(user)
    return client


@pytest.fixture
def coordinator(region) -> Client:
    return client_of(region, Role.COORDINATOR)


@pytest.fixture
def planner(region) -> Client:
    return client_of(region, Role.EDUCATION_PLANNER)


@pytest.fixture
def needs(region) -> list[Need]:
    """Two employers' needs of one person each, and six electricians who lack the same."""
    for _ in range(6):
        region.person(claims=ELECTRICIAN)
    mine = region.need(requirements=ASKED, positions=1, title="Elektriker till ugnen")
    theirs = region.need(
        organisation=region.other_employer, requirements=ASKED, positions=1, title="Elektriker till banan"
    )
    return [mine, theirs]


def sent(needs: list[Need], **changes: Any) -> dict[str, Any]:
    """The form as a browser sends it."""
    plc = concept("PLC-programmering")
    return {
        "version": 0,
        "title": "PLC för elektriker",
        "text": "",
        "kind": "short",
        "provider": "",
        "need": [need.pk for need in needs],
        "grant": [plc],
        f"level:{plc}": "2",
        "seats": "8",
        "weeks": "5",
        "cost": "12000",
        "municipality": "",
        "on_site": "0",
        "starts_from": "",
        "starts_by": "",
    } | changes


def case_of(region: Any, needs: list[Need], **values: Any) -> CourseCase:
    taught = [{"concept": concept("PLC-programmering"), "level": 2}]
    return CourseCaseFactory(
        **{"collaboration": region.collaboration, "needs": needs, "grants": taught, "municipality_id": None}
        | values
    )


def test_picked_needs_begin_with_what_all_of_them_lack(coordinator, needs) -> None:
    answer = coordinator.get("/courses/new/", {"need": [n.pk for n in needs]})
    page = body(answer)
    assert all(f'value="{need.pk}" id="need-{need.pk}" checked' in page for need in needs)
    ticked = {part.value: part.checked for row in answer.context["shared"] for part in row.parts}
    assert ticked[concept("PLC-programmering")]
    assert "Lifts 6 people and fills 2 of 2 places." in page


def test_what_only_some_of_the_needs_lack_is_left_to_tick(coordinator, region, needs) -> None:
    other = region.need(requirements=(*ASKED, Asks("Truckkort")), title="Elektriker med truck")
    answer = coordinator.get("/courses/new/", {"need": [n.pk for n in (*needs, other)]})
    ticked = {part.value: part.checked for row in answer.context["shared"] for part in row.parts}
    assert ticked[concept("PLC-programmering")]
    assert ticked[concept("Truckkort")] is False


def test_a_need_that_has_ended_is_not_picked(coordinator, region) -> None:
    ended = region.need(closed=True, requirements=ASKED)
    assert f'id="need-{ended.pk}"' not in body(coordinator.get("/courses/new/", {"need": ended.pk}))


def test_what_is_ticked_changes_the_effect_and_stores_nothing(coordinator, needs) -> None:
    page = body(coordinator.post("/courses/effect/", sent(needs)))
    assert "Lifts 6 people and fills 2 of 2 places." in page
    assert "SEK 96\u00a0000" in page  # eight seats
    assert "SEK 48\u00a0000" in page  # for each of two places
    assert not CourseCase.objects.exists()


def test_a_planner_is_told_no_small_numbers(planner, region) -> None:
    region.person(claims=ELECTRICIAN)
    need = region.need(requirements=ASKED)
    page = body(planner.post("/courses/effect/", sent([need])))
    assert "Lifts fewer than 5 people" in page


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"title": " "}, "Write what the course is called."),
        ({"seats": "0"}, "Write a whole number from 1 to 10\u00a0000."),
        ({"weeks": "1,5"}, "Write a whole number, without spaces or units."),
        ({"municipality": "Lulå"}, "Did you mean Luleå"),
        ({"starts_from": "2027-05-01", "starts_by": "2027-03-01"}, "The latest start lies before the earliest."),
        ({"need": ["n-nothing"]}, "need"),
    ],
)
def test_what_cannot_be_kept_is_told_and_nothing_is_lost(coordinator, needs, wrong, told) -> None:
    response = coordinator.post("/courses/new/", sent(needs, **wrong))
    assert response.status_code == 422
    page = body(response)
    assert told in page
    assert "Something needs to be put right" in page
    assert not CourseCase.objects.exists()


def test_a_draft_is_saved_with_all_that_was_ticked(coordinator, needs, region) -> None:
    module = ProgrammeFactory(provider__collaboration=region.collaboration, grants=(Says("Svetsare"),))
    drive = concept("drive:B")
    response = coordinator.post("/courses/new/", sent(needs, module=[module.pk], demand=[drive]))
    case = CourseCase.objects.get()
    assert (response.status_code, response["Location"]) == (303, f"/courses/{case.pk}/")
    assert set(case.needs.all()) == set(needs)
    assert list(case.modules.all()) == [module]
    assert case.grants == [{"concept": concept("PLC-programmering"), "level": 2}]
    assert [(d["concepts"], d["minimum_level"]) for d in case.demands] == [([drive], None)]
    assert (case.seats, case.weeks, case.cost) == (8, 5, 12_000)


def test_something_searched_for_is_taught_or_demanded(coordinator, needs) -> None:
    found = body(coordinator.post("/courses/effect/", sent(needs, do="search", search="svetsare")))
    assert f'name="found" value="{concept("Svetsare")}"' in found
    for do, name in (("teach", "grant"), ("demand", "demand")):
        page = body(coordinator.post("/courses/effect/", sent(needs, do=do, found=concept("Svetsare"))))
        assert f'name="{name}" value="{concept("Svetsare")}"' in page


def test_needs_and_programmes_are_filtered(coordinator, needs, region) -> None:
    region.need(title="Kock till skolan")
    ProgrammeFactory(provider__collaboration=region.collaboration, name="Truckkort", name_folded="truckkort")
    page = body(coordinator.post("/courses/effect/", sent([], do="needs", need_text="kock")))
    assert "Kock till skolan" in page
    assert needs[0].title not in page
    assert "Truckkort" in body(coordinator.post("/courses/effect/", sent([], do="modules", module_text="truck")))


def test_two_who_change_the_same_draft_do_not_overwrite(coordinator, needs, region) -> None:
    case = case_of(region, needs)
    first = sent(needs, version=1, title="Först")
    assert coordinator.post(f"/courses/{case.pk}/change/", first).status_code == 303
    response = coordinator.post(f"/courses/{case.pk}/change/", first | {"title": "Sedan"})
    assert response.status_code == 409
    assert "Sedan" in body(response)  # what was written is not lost
    case.refresh_from_db()
    assert case.title == "Först"


def test_from_draft_over_the_provider_to_an_intake(planner, needs, region) -> None:
    provider = ProviderFactory(collaboration=region.collaboration, organisation=region.provider)
    start = timezone.localdate() + datetime.timedelta(days=60)
    case = case_of(region, needs, provider=provider, starts_from=start, starts_by=start)
    at = f"/courses/{case.pk}/"
    assert "Ask the 2 employers to stand behind it" in body(planner.get(at))
    assert planner.post(f"{at}send/", {"version": 1}).status_code == 303
    assert f"Answer for {provider.name}" in body(planner.get(at))
    no = planner.post(f"{at}answer/", {"answer": "no", "note": ""})
    assert no.status_code == 422
    assert planner.post(f"{at}answer/", {"answer": "yes"}).status_code == 303
    assert "Set the dates and make it an intake" in body(planner.get(at))
    dates = {"starts_on": start.isoformat(), "ends_on": "", "apply_by": "", "seats": 8}
    wrong = planner.post(f"{at}start/", dates | {"ends_on": timezone.localdate().isoformat()})
    assert (wrong.status_code, "The last day lies before the first." in body(wrong)) == (422, True)
    for _ in range(2):  # the second click finds what the first made
        assert planner.post(f"{at}start/", dates).status_code == 303
    intake = Intake.objects.get()
    case.refresh_from_db()
    assert (case.status, case.intake, intake.seats) == (CaseStatus.STARTED, intake, 8)
    page = body(planner.get(at))
    assert "The course has become an intake" in page
    assert page.count("<tr>") > len(AuditEvent.objects.filter(object_id=case.pk))


def test_what_is_lacking_is_said_before_it_is_sent(coordinator, needs, region) -> None:
    case = case_of(region, needs)
    LetterFactory(case=case, organisation=region.employer, answer=LetterAnswer.EXPIRED, answered_at=timezone.now())
    page = body(coordinator.get(f"/courses/{case.pk}/"))
    assert "Before it is sent it needs: a provider, a window to start in." in page
    assert coordinator.post(f"/courses/{case.pk}/send/", {"version": 1}).status_code == 409


def test_employers_chosen_are_asked(coordinator, needs, region) -> None:
    case = case_of(region, needs)
    at = f"/courses/{case.pk}/ask/"
    assert coordinator.post(at, {"days": 10}).status_code == 422
    assert coordinator.post(at, {"days": 0, "organisations": [region.employer.pk]}).status_code == 422
    assert coordinator.post(at, {"days": 10, "organisations": [region.employer.pk]}).status_code == 303
    letter = LetterOfIntent.objects.get()
    assert (letter.organisation, letter.asked_positions) == (region.employer, 1)
    assert region.other_employer.name in body(coordinator.get(f"/courses/{case.pk}/"))  # can still be asked


def test_a_closed_case_is_not_changed(coordinator, needs, region) -> None:
    case = case_of(region, needs)
    assert coordinator.post(f"/courses/{case.pk}/close/", {"version": 1}).status_code == 303
    assert coordinator.post(f"/courses/{case.pk}/change/", sent(needs, version=2)).status_code == 409
    assert "The case is closed" in body(coordinator.get(f"/courses/{case.pk}/"))


def test_pools_become_drafts_once(coordinator, needs, region) -> None:
    page = body(coordinator.get("/courses/pools/"))
    assert all(need.title in page for need in needs)
    (pool,) = pools_of(region.collaboration.pk, timezone.localdate())
    assert coordinator.post("/courses/pools/", {"pool": pool.key}).status_code == 303
    case = CourseCase.objects.get()
    assert set(case.needs.all()) == set(needs)
    shown = body(coordinator.get(f"/courses/{case.pk}/"))
    assert f"<b>{pool.lifted}</b> people can take it" in shown  # as many as the pool said
    assert coordinator.post("/courses/pools/", {"pool": pool.key}).status_code == 409
    assert CourseCase.objects.count() == 1


def test_pools_are_filtered_and_exported(coordinator, needs) -> None:
    assert "No course fits the filters" in body(coordinator.get("/courses/pools/", {"text": "kock"}))
    response = coordinator.get("/courses/pools/", {"format": "xlsx", "text": "plc"})
    rows = list(openpyxl.load_workbook(io.BytesIO(response.content)).active.values)
    assert {row[1] for row in rows[1:]} == {need.title for need in needs}


def test_the_list_is_filtered_sorted_and_exported(coordinator, needs, region) -> None:
    case_of(region, needs, title="Åska", seats=3)
    case_of(region, [], title="Bana", seats=9, status=CaseStatus.CLOSED)
    page = body(coordinator.get("/courses/", {"text": "ÅSK"}))
    assert ("Åska" in page, "Bana" in page) == (True, False)
    page = body(coordinator.get("/courses/", {"sort": "seats"}))
    assert page.index("Bana") < page.index("Åska")
    assert "Bana" not in body(coordinator.get("/courses/", {"status": "open"}))
    response = coordinator.get("/courses/export.xlsx", {"sort": "title", "order": "rising"})
    rows = list(openpyxl.load_workbook(io.BytesIO(response.content)).active.values)
    assert [(row[1], row[7], row[9], row[10], row[11]) for row in rows[1:]] == [
        ("Bana", 9, 0, 0, 0),
        ("Åska", 3, 2, 2, 2),
    ]


def test_pages_of_the_list_follow_each_other(coordinator, region) -> None:
    for n in range(30):
        case_of(region, [], title=f"Kurs {n:02}")
    first = coordinator.get("/courses/", {"sort": "title"})
    assert [row.case.title for row in first.context["rows"]] == [f"Kurs {n:02}" for n in range(25)]
    second = coordinator.get("/courses/?" + first.context["after"])
    assert [row.case.title for row in second.context["rows"]] == [f"Kurs {n:02}" for n in range(25, 30)]
    back = coordinator.get("/courses/?" + second.context["before"])
    assert [row.case.title for row in back.context["rows"]] == [f"Kurs {n:02}" for n in range(25)]
