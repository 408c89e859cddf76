"""The planner's pages: needs against seats, what stands behind a cell, intakes that close, whom to invite."""

import csv
import datetime
import io
import re

import openpyxl
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone, translation
from hypothesis import given
from hypothesis import strategies as st

from kompetensnav.apps.core.models import AccessEvent
from kompetensnav.apps.education.models import Intake
from kompetensnav.apps.memberships.enums import Role
from kompetensnav.apps.needs.models import Need
from kompetensnav.apps.routes.matrix import Cell
from kompetensnav.apps.routes.quarters import Quarter
from kompetensnav.apps.routes.shown import PersonRoute, RouteGroup
from kompetensnav.apps.routes.standing import OpenIntake, OpenNeed
from kompetensnav.web.planner.cells import bars, seats_words, signed
from tests.factories import Asks, IntakeFactory, ProgrammeFactory, ProposalFactory, Region, Says
from tests.web.html_reading import Page

URL, CLOSING = "/planner/", "/planner/closing/"
LICENCE = (Says("drive:B"),)


def logged_in(region: Region, role: Role) -> Client:
    user = region.user(role)
    user.language = "en"
    user.save(update_fields=["language"])
    client = Client()
    client.force_login(user)
    return client


def now() -> str:
    return Quarter.of(timezone.localdate()).code


def cell(group: str = "7412", quarter: str = "") -> str:
    return f"?group={group}&quarter={quarter or now()}"


def table(answer) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))


@pytest.fixture
def planner(region):
    return logged_in(region, Role.EDUCATION_PLANNER)


@pytest.fixture
def coordinator(region):
    return logged_in(region, Role.COORDINATOR)


@pytest.fixture
def need(region):
    """Three places now; six people lack the occupation alone, one has it."""
    return region.need(
        title="Electricians for the night shift",
        positions=3,
        requirements=(Asks("Industrielektriker"), Asks("drive:B")),
    )


@pytest.fixture
def people(region):
    return [region.person(claims=LICENCE) for _ in range(6)] + [
        region.person(claims=(*LICENCE, Says("Industrielektriker")))
    ]


@pytest.fixture
def programme(region):
    return ProgrammeFactory(provider__collaboration=region.collaboration, name="Electricians in Boden")


@pytest.mark.parametrize("role", [Role.EDUCATION_PLANNER, Role.ANALYST, Role.COORDINATOR])
def test_the_menu_leads_there(region, role: Role) -> None:
    page = Page(logged_in(region, role).get(URL).content.decode())
    assert [e.text for e in page.of("a") if e.attributes.get("href") == URL and "aria-current" in e.attributes]


def test_an_empty_region_says_where_needs_and_intakes_come_from(planner) -> None:
    assert "There is neither a need nor an intake yet" in planner.get(URL).content.decode()


def test_each_cell_is_a_link_that_says_whether_it_is_open(planner, need) -> None:
    def states(query: str) -> list[str]:
        page = Page(planner.get(URL + query).content.decode())
        return [e.attributes["aria-expanded"] for e in page.of("a") if "aria-expanded" in e.attributes]

    assert states("") == ["false"] * 8
    assert states(cell()) == ["true"] + ["false"] * 7


def test_the_open_cell_holds_what_its_numbers_are_the_sums_of(planner, region, need, programme) -> None:
    another = region.need(title="One more", positions=2)
    ProposalFactory(need=another, person=region.person(), both_said_yes=True)
    intake = IntakeFactory(
        programme=programme,
        starts_on=timezone.localdate(),
        ends_on=timezone.localdate(),
        apply_by=None,
        seats=11,
        taken=0,
    )
    answer = planner.get(URL + cell())
    shown = answer.context["rows"][0].cells[0]
    detail = answer.context["detail"]
    assert (shown.cell.need, shown.cell.seats, shown.difference) == (4, 11, "+7")
    assert {row.need.pk: row.positions for row in detail.needs} == {need.pk: 3, another.pk: 1}
    assert [row.intake.pk for row in detail.intakes] == [intake.pk]
    text = answer.content.decode()
    assert need.title in text and programme.name in text and "7 seats more than needed." in text


def test_where_seats_are_missing_it_says_when_the_next_are_ready(planner, need, programme) -> None:
    ready = Quarter.of(timezone.localdate()).after(2)
    IntakeFactory(programme=programme, ends_on=datetime.date(ready.year, ready.number * 3, 28))
    sentence = planner.get(URL + cell()).context["detail"].sentence
    assert sentence == f"3 seats are missing. The next 16 seats are ready in Q{ready.number} {ready.year}."


def test_seats_nobody_has_stated_are_hatched_and_said(planner, need, programme) -> None:
    today = timezone.localdate()
    IntakeFactory(programme=programme, starts_on=today, ends_on=today, apply_by=None, seats=None, taken=None)
    answer = planner.get(URL + cell())
    shown = answer.context["rows"][0].cells[0]
    assert (shown.difference, shown.seats, shown.balance) == ("−3?", "?", "unknown")
    assert 'class="un"' in answer.content.decode()
    assert "if what is not known turns out to be none" in answer.context["detail"].sentence


def test_planners_see_numbers_and_no_small_ones(planner, coordinator, need, people) -> None:
    def numbers(client: Client) -> list[str]:
        return [str(row.n) for row in client.get(URL + cell()).context["detail"].people]

    assert numbers(planner) == ["fewer than 5", "6", "0", "0"]
    assert numbers(coordinator) == ["1", "6", "0", "0"]


def test_nobody_is_shown_on_the_matrix(planner, coordinator, need, people) -> None:
    for client in (planner, coordinator):
        text = client.get(URL + cell() + "&all=1").content.decode()
        assert not any(person.pk in text for person in people)
    assert not AccessEvent.objects.exists()


def test_only_who_may_build_courses_is_offered_to(region, planner, need) -> None:
    assert f"/courses/new/?need={need.pk}" in Page(planner.get(URL + cell()).content.decode()).addresses()
    analyst = logged_in(region, Role.ANALYST)
    assert "/courses/new/" not in analyst.get(URL + cell()).content.decode()


def test_long_lists_are_cut_and_shown_whole_by_a_link(planner, region) -> None:
    for n in range(8):
        region.need(title=f"Need {n}")
    cut = planner.get(URL + cell()).context["detail"]
    assert (len(cut.needs), cut.cell.need) == (6, 8)
    whole = planner.get(URL + cut.more.removesuffix("#open")).context["detail"]
    assert (len(whole.needs), whole.more) == (8, "")


@pytest.mark.parametrize(
    ("query", "codes"),
    [
        ("", ["7212", "7412", "3114"]),
        ("?sort=name", ["7412", "3114", "7212"]),
        ("?sort=need", ["7212", "7412", "3114"]),
        ("?text=welder", ["7212"]),
        ("?text=7412", ["7412"]),
        ("?text=svets", ["7212"]),
        ("?text=NATTSKIFT", ["7412"]),
        ("?text=nothing of the kind", []),
        ("?place=2580", ["7212"]),
        ("?area=Luleå", ["7212", "7412", "3114"]),
    ],
)
def test_order_and_filters(planner, region, query: str, codes: list[str]) -> None:
    region.need(positions=2, title="Elektriker, nattskift")
    region.need(positions=5, requirements=(Asks("Svetsare"),), municipality_id="2580", title="Svetsare sökes")
    region.need(positions=1, requirements=(Asks("Maskiningenjör"),), title="Ingenjör")
    assert [row.code for row in planner.get(URL + query).context["rows"]] == codes


@pytest.mark.parametrize(
    "query",
    [
        "?group=9999&quarter=2026Q4",
        "?group=x&quarter=y",
        "?group=7412&quarter=1999Q1",
        "?sort=--need&view=pie&page=x&place=1&area=Atlantis&kind=magic&starts=never&text=%2B",
        "?group=none&quarter=" + "9" * 300,
    ],
)
def test_an_address_that_asks_for_nothing_there_shows_the_page(planner, need, query: str) -> None:
    answer = planner.get(URL + query)
    assert answer.status_code == 200
    assert answer.context["detail"] is None


def test_filters_and_order_stay_in_the_links(planner, need) -> None:
    page = Page(planner.get(URL + "?place=2582&place=2580&starts=decided&sort=name").content.decode())
    opening = [a for a in page.addresses() if "quarter=" in a and not a.startswith("/")]
    assert len(opening) == 8
    for address in opening:
        assert all(part in address for part in ("place=2582", "place=2580", "starts=decided", "sort=name"))


def test_the_chart_and_its_table_hold_the_same_numbers(planner, need, programme) -> None:
    IntakeFactory(programme=programme)
    page = planner.get(URL + "?group=7412")
    slots = page.context["over_time"].slots
    assert [s.cell.need for s in slots][:1] == [3]
    assert sum(s.cell.seats for s in slots) == 16
    assert 'class="chart"' in page.content.decode()
    only_table = planner.get(URL + "?group=7412&view=table").content.decode()
    assert 'class="chart"' not in only_table
    assert re.search(r"<td[^>]*>16</td>", only_table)


def test_the_file_has_a_row_for_each_occupation_and_quarter(planner, need, programme) -> None:
    IntakeFactory(programme=programme)
    rows = table(planner.get(URL + "export.csv"))
    assert len(rows) == 8
    assert (rows[0]["SSYK"], rows[0]["People needed"], rows[0]["Difference"]) == ("7412", "3", "-3")
    assert sum(int(row["Seats"]) for row in rows) == 16
    book = openpyxl.load_workbook(io.BytesIO(planner.get(URL + "export.xlsx?text=welder").content))
    assert book.worksheets[0].max_row == 1


def test_the_file_of_a_cell_has_what_is_behind_it_without_small_numbers(planner, need, people) -> None:
    rows = table(planner.get(URL + "export.csv" + cell()))
    assert [(row["What"], row["Number"]) for row in rows] == [
        ("Need", "3"), ("People", "fewer than 5"), ("People", "6"), ("People", "0"), ("People", "0"),
    ]  # fmt: skip


SEATS = st.lists(st.one_of(st.none(), st.integers(0, 400)), max_size=4)


def made(need: int, seats: list[int | None]) -> Cell:
    asked = [OpenNeed(Need(), "7412", "", need, Quarter(2026, 4))] if need else []
    given_ = [OpenIntake(Intake(seats=n), frozenset({"7412"}), (), None) for n in seats]
    return Cell(tuple(asked), tuple(given_))


@given(st.integers(0, 400), SEATS, st.integers(0, 1600))
def test_bars_stay_inside_the_cell_and_meet(need: int, seats: list[int | None], more: int) -> None:
    found = made(need, seats)
    drawn = bars(found, max(found.need, found.seats) + more)
    assert 0 <= drawn.need <= 100 and 0 <= drawn.seats <= 100
    assert drawn.gap_at + drawn.gap <= 100
    assert drawn.hatched == (None in seats)
    assert (drawn.need > drawn.seats) <= (drawn.gap > 0)
    if found.missing:
        assert drawn.gap_at + drawn.gap == pytest.approx(drawn.need, abs=0.02)


@pytest.mark.parametrize(
    ("need", "seats", "difference", "words"),
    [
        (3, [], "−3", "0"),
        (3, [3], "0", "3"),
        (3, [12], "+9", "12"),
        (3, [None], "−3?", "?"),
        (3, [2, None], "−1?", "2+?"),
        (3, [0, None], "−3?", "?"),
    ],
)
def test_numbers_of_a_cell_in_words(need: int, seats: list[int | None], difference: str, words: str) -> None:
    assert (signed(made(need, seats)), seats_words(made(need, seats))) == (difference, words)


def soon(programme, days: int, **values) -> Intake:
    return IntakeFactory(
        programme=programme, apply_by=timezone.localdate() + datetime.timedelta(days=days), **values
    )


@pytest.mark.parametrize(
    ("within", "n"), [("", 2), ("?within=14", 1), ("?within=60", 3), ("?within=all", 4), ("?within=7", 2)]
)
def test_intakes_that_close_within_a_time(planner, programme, within: str, n: int) -> None:
    for days in (10, 25, 50):
        soon(programme, days)
    IntakeFactory(programme=programme, apply_by=None)
    assert len(planner.get(CLOSING + within).context["rows"]) == n


@pytest.mark.parametrize(
    ("sort", "order"),
    [
        ("deadline", "abc"), ("-deadline", "cba"), ("left", "bac"), ("-left", "cab"),
        ("starts", "cba"), ("nonsense", "abc"), ("--left", "abc"),
    ],
)  # fmt: skip
def test_the_list_sorts_and_the_file_is_in_its_order(planner, programme, sort: str, order: str) -> None:
    """What nobody knows comes after all that is known."""
    start = timezone.localdate() + datetime.timedelta(days=40)
    week = datetime.timedelta(weeks=1)
    rows = {
        "a": soon(programme, 3, starts_on=start + 2 * week, seats=9, taken=2),
        "b": soon(programme, 5, starts_on=start + week, seats=9, taken=5),
        "c": soon(programme, 7, starts_on=start, seats=None, taken=None),
    }
    expected = [rows[letter].pk for letter in order]
    assert [row.intake.pk for row, _, _ in planner.get(f"{CLOSING}?sort={sort}").context["rows"]] == expected
    assert [row["Id"] for row in table(planner.get(f"{CLOSING}export.csv?sort={sort}"))] == expected


def test_seats_left_that_nobody_knows_are_said_to_be_unknown(planner, programme) -> None:
    soon(programme, 5, seats=12, taken=None)
    assert "not known" in planner.get(CLOSING).content.decode()
    [row] = table(planner.get(CLOSING + "export.csv"))
    assert (row["Seats"], row["Seats left"]) == ("12", "not known")


def test_nothing_that_closes_leads_further_ahead(planner) -> None:
    assert "No intake closes in this time" in planner.get(CLOSING).content.decode()


@pytest.fixture
def invited(programme, need, people):
    """Who lacks the occupation gets there over this intake."""
    return soon(programme, 10)


def test_a_coordinator_sees_whom_to_invite_and_it_is_written_down(coordinator, invited, need, people) -> None:
    answer = coordinator.get(f"{CLOSING}?intake={invited.pk}")
    found = answer.context["inviting"]
    assert (str(found.certain), str(found.n)) == ("6", "6")
    shown = {one.person for row in found.needs for one in row.people}
    assert shown <= {p.pk for p in people[:6]}
    assert set(AccessEvent.objects.values_list("person_id", "object_id")) == {(pk, need.pk) for pk in shown}
    text = answer.content.decode()
    assert all(pk in text for pk in shown)
    assert f"/needs/{need.pk}/?view=routes" in text


def test_a_planner_sees_how_many_and_nobody(planner, invited, need, people) -> None:
    answer = planner.get(f"{CLOSING}?intake={invited.pk}")
    assert str(answer.context["inviting"].n) == "6"
    assert not any(person.pk in answer.content.decode() for person in people)
    assert not AccessEvent.objects.exists()


def test_small_groups_to_invite_are_not_counted_for_a_planner(planner, region, programme, need) -> None:
    region.person(claims=LICENCE)
    found = planner.get(f"{CLOSING}?intake={soon(programme, 10).pk}").context["inviting"]
    assert [str(found.n), *(str(row.n) for row in found.needs)] == ["fewer than 5"] * 2


@pytest.mark.parametrize(
    ("people", "told"),
    [
        ([(6, 0)], ["6", "6", "6", "6"]),
        ([(6, 2)], ["6", "at least 6", "6", "at least 6"]),
        ([(2, 8)], ["fewer than 5", "at least 8", "fewer than 5", "at least 8"]),
        ([(2, 1)], ["fewer than 5"] * 4),
        ([(7, 5), (2, 0)], ["at least 7", "at least 12", "7", "12", "fewer than 5", "fewer than 5"]),
    ],
)
def test_no_number_to_invite_gives_another_away(
    planner, region, programme, monkeypatch: pytest.MonkeyPatch, people, told
) -> None:
    """By need (certain, to ask). The second has other people than the first: all less the first is the second."""
    found = {}
    for certain, to_ask in people:
        need = region.need()
        firsts = [{"doubts": d, "ready": "2027-01-01"} for d in [[]] * certain + [["answer_yes"]] * to_ask]
        found[need.pk] = [
            PersonRoute(f"{need.pk}-{i}", "2580", RouteGroup.TRAINING, first) for i, first in enumerate(firsts)
        ]
    monkeypatch.setattr("kompetensnav.web.planner.inviting.invitable", lambda *_: found)
    shown = planner.get(f"{CLOSING}?intake={soon(programme, 10).pk}").context["inviting"]
    numbers = [shown.certain, shown.n, *(n for row in shown.needs for n in (row.certain, row.n))]
    with translation.override("en"):
        assert [str(n) for n in numbers] == told


@pytest.mark.parametrize("intake", ["i-nothing", "i-%25", "x" * 200])
def test_an_intake_that_is_not_in_the_list_opens_nothing(planner, invited, intake: str) -> None:
    answer = planner.get(f"{CLOSING}?intake={intake}")
    assert (answer.status_code, answer.context["inviting"]) == (200, None)


def test_the_neighbours_intakes_are_nowhere(planner, other_region) -> None:
    theirs = soon(ProgrammeFactory(provider__collaboration=other_region.collaboration), 5)
    assert planner.get(f"{CLOSING}?within=all&intake={theirs.pk}").context["rows"] == []


def test_the_desk_has_intakes_that_close_with_seats_left(coordinator, programme) -> None:
    left, unknown = soon(programme, 4), soon(programme, 6, seats=None, taken=None)
    soon(programme, 5, seats=3, taken=3)
    soon(programme, 40)
    found = coordinator.get("/desk/").context["departures"]
    assert [(d.title, d.days, left.pk in d.url or unknown.pk in d.url) for d in found] == [
        (programme.name, 4, True), (programme.name, 6, True),
    ]  # fmt: skip
    assert [d.detail.rpartition(", ")[2] for d in found] == ["10 seats left", "seats left not known"]


@pytest.mark.parametrize("url", [URL, URL + "export.csv", CLOSING])
def test_more_occupations_ask_no_more_queries(planner, region, programme, url: str) -> None:
    def asked() -> int:
        with CaptureQueriesContext(connection) as found:
            assert planner.get(url).status_code == 200
        return len(found)

    region.need()
    soon(programme, 5)
    planner.get(url)
    before = asked()
    for label in ("Svetsare", "Kock, à la carte", "Maskiningenjör", "Lagerarbetare"):
        region.need(requirements=(Asks(label),))
        soon(ProgrammeFactory(provider__collaboration=region.collaboration, grants=(Says(label),)), 5)
    assert asked() == before
