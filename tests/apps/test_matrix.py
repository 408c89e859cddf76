"""Needs against seats: every number is the sum of what stands behind it, and nothing is lost or counted twice."""

import datetime
from collections import Counter

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from kompetensnav.apps.concepts.queries import taxonomy_in_use
from kompetensnav.apps.education.enums import IntakeStatus, OnSiteShare, ProgrammeKind
from kompetensnav.apps.education.models import Grant, Intake, Programme
from kompetensnav.apps.memberships.enums import Role
from kompetensnav.apps.needs.enums import Asked, NeedStatus, RequirementType
from kompetensnav.apps.needs.models import Need, Requirement
from kompetensnav.apps.organisations.models import Organisation
from kompetensnav.apps.people.models import AnswerChoice, ProfileSection
from kompetensnav.apps.proposals.models import Proposal
from kompetensnav.apps.routes.behind import Behind, people_behind
from kompetensnav.apps.routes.closing import closing
from kompetensnav.apps.routes.matrix import QUARTERS, Balance, Cell, Matrix, Wanted, matrix_of
from kompetensnav.apps.routes.quarters import Quarter, quarters_from
from kompetensnav.apps.routes.standing import NO_GROUP, OpenIntake, OpenNeed, Standing, ready_on, standing_of
from kompetensnav.cli.taxonomies import store
from kompetensnav.demo.load import load
from kompetensnav.engine.taxonomy.kinds import Kind
from tests.factories import Asks, IntakeFactory, ProgrammeFactory, Region, Says, concept

TODAY = datetime.date(2026, 11, 22)
NOW = Quarter(2026, 4)
ELECTRICIAN, WELDER, NURSE = "7412", "7212", "5321"
BODEN, LULEA, UMEA = "2582", "2580", "2480"


def standing(region: Region, agreed: dict[str, int] | None = None) -> Standing:
    return standing_of(region.collaboration.pk, taxonomy_in_use().graph, TODAY, agreed or {})


def matrix(region: Region, wanted: Wanted | None = None, agreed: dict[str, int] | None = None) -> Matrix:
    return matrix_of(standing(region, agreed), wanted or Wanted(), TODAY)


def numbers(found: Matrix) -> dict[tuple[str, str], tuple[int, int, int]]:
    """(need, seats, unknown) of each cell in which anything is, by occupation and quarter."""
    return {
        (row.group, quarter.code): (cell.need, cell.seats, cell.unknown)
        for row in found.rows
        for quarter, cell in zip(found.quarters, row.cells, strict=True)
        if cell.need or cell.intakes
    }


@pytest.fixture
def programme(region):
    return ProgrammeFactory(provider__collaboration=region.collaboration)


def intake(programme: Programme, ready: datetime.date | None = datetime.date(2027, 2, 1), **values) -> Intake:
    return IntakeFactory(
        programme=programme, **{"starts_on": datetime.date(2026, 9, 1), "ends_on": ready, "apply_by": None} | values
    )


@pytest.mark.parametrize(
    ("day", "quarter", "code"),
    [
        (datetime.date(2026, 1, 1), Quarter(2026, 1), "2026Q1"),
        (datetime.date(2026, 3, 31), Quarter(2026, 1), "2026Q1"),
        (datetime.date(2026, 4, 1), Quarter(2026, 2), "2026Q2"),
        (datetime.date(2026, 12, 31), Quarter(2026, 4), "2026Q4"),
    ],
)
def test_a_quarter_is_three_months(day: datetime.date, quarter: Quarter, code: str) -> None:
    assert (Quarter.of(day), quarter.code) == (quarter, code)


@given(st.dates(datetime.date(1990, 1, 1), datetime.date(2100, 1, 1)), st.integers(1, 40))
def test_quarters_follow_each_other(day: datetime.date, n: int) -> None:
    found = quarters_from(day, n)
    months = [q.year * 4 + q.number for q in found]
    assert found[0] == Quarter.of(day)
    assert months == list(range(months[0], months[0] + n))
    assert {q.number for q in found} <= {1, 2, 3, 4}


@pytest.mark.parametrize(
    ("values", "quarter"),
    [
        ({"starts_asap": True}, "2026Q4"),
        ({}, "2026Q4"),
        ({"starts_on": datetime.date(2026, 2, 1)}, "2026Q4"),
        ({"starts_on": TODAY}, "2026Q4"),
        ({"starts_on": datetime.date(2027, 1, 1)}, "2027Q1"),
        ({"starts_on": datetime.date(2028, 9, 30)}, "2028Q3"),
    ],
)
def test_a_need_stands_where_it_begins(region, values: dict, quarter: str) -> None:
    region.need(positions=3, **values)
    assert numbers(matrix(region)) == {(ELECTRICIAN, quarter): (3, 0, 0)}


def test_a_need_later_than_the_quarters_is_said_to_be_left_out(region) -> None:
    region.need(positions=3, starts_on=datetime.date(2028, 10, 1))
    found = matrix(region)
    assert (numbers(found), found.left_out.later_positions) == ({}, 3)


@pytest.mark.parametrize(
    "values",
    [{"draft": True}, {"closed": True}, {"status": NeedStatus.FILLED}, {"status": NeedStatus.PARTLY_FILLED}],
)
def test_only_open_needs_count(region, values: dict) -> None:
    region.need(**values)
    assert numbers(matrix(region)) == {}


def test_positions_that_are_agreed_on_are_taken_off(region) -> None:
    some, all_ = region.need(positions=3), region.need(positions=2)
    assert numbers(matrix(region, agreed={some.pk: 1, all_.pk: 2})) == {(ELECTRICIAN, "2026Q4"): (2, 0, 0)}


def test_the_neighbours_needs_and_intakes_are_not_counted(region, other_region) -> None:
    other_region.need()
    intake(ProgrammeFactory(provider__collaboration=other_region.collaboration))
    assert numbers(matrix(region)) == {}


def test_alternatives_count_once_in_the_group_of_the_first(region) -> None:
    need = region.need(positions=4)
    need.requirements.update(concepts=[concept("Svetsare"), concept("Industrielektriker")])
    Requirement.objects.create(
        need=need, number=2, kind=RequirementType.OCCUPATION, concepts=[concept("Industrielektriker")],
        asked=Asked.MUST, weight=5, source="text",
    )  # fmt: skip
    found = matrix(region)
    assert numbers(found) == {(WELDER, "2026Q4"): (4, 0, 0)}
    assert found.total.need == 4


@pytest.mark.parametrize(
    "asked",
    [
        (),
        (Asks("drive:B"),),
        (Asks("Industrielektriker", Asked.MERIT),),
    ],
    ids=["nothing", "no occupation", "a merit"],
)
def test_a_need_without_required_occupation_has_a_row_of_its_own(region, asked: tuple[Asks, ...]) -> None:
    region.need(requirements=asked, positions=2)
    assert numbers(matrix(region)) == {(NO_GROUP, "2026Q4"): (2, 0, 0)}


def test_a_removed_requirement_says_nothing(region) -> None:
    region.need().requirements.update(removed=True)
    assert list(numbers(matrix(region))) == [(NO_GROUP, "2026Q4")]


@pytest.mark.parametrize(
    ("values", "quarter"),
    [
        ({"ready": datetime.date(2026, 12, 31)}, "2026Q4"),
        ({"ready": datetime.date(2027, 1, 1)}, "2027Q1"),
        ({"ready": TODAY}, "2026Q4"),
        ({"ready": None}, "2027Q2"),  # 40 weeks from September
        ({"ready": None, "starts_on": None, "rolling": True}, "2027Q3"),  # 40 weeks from today
    ],
)
def test_seats_stand_where_people_are_ready(programme, region, values: dict, quarter: str) -> None:
    intake(programme, **values)
    assert numbers(matrix(region)) == {(ELECTRICIAN, quarter): (0, 16, 0)}


def test_nothing_says_when_an_intake_without_end_or_length_is_ready(region) -> None:
    without = ProgrammeFactory(provider__collaboration=region.collaboration, weeks=None)
    row = intake(without, ready=None)
    found = matrix(region)
    assert ready_on(row, TODAY) is None
    assert (numbers(found), found.left_out.no_end) == ({}, 1)


def test_whoever_was_ready_before_today_is_not_counted(programme, region) -> None:
    intake(programme, TODAY - datetime.timedelta(days=1))
    assert numbers(matrix(region)) == {}


def test_a_cancelled_intake_and_one_that_never_begins_are_not_counted(programme, region) -> None:
    intake(programme, status=IntakeStatus.CANCELLED)
    intake(programme, starts_on=TODAY + datetime.timedelta(days=3))
    Programme.objects.update(ended_at=datetime.datetime(2026, 11, 1, tzinfo=datetime.UTC))
    assert numbers(matrix(region)) == {}


def test_a_full_intake_makes_people_ready_all_the_same(programme, region) -> None:
    intake(programme, status=IntakeStatus.FULL, taken=16)
    assert numbers(matrix(region)) == {(ELECTRICIAN, "2027Q1"): (0, 16, 0)}


def test_unknown_seats_are_never_no_seats(programme, region) -> None:
    region.need(positions=3, starts_on=datetime.date(2027, 1, 10))
    intake(programme, seats=None, taken=None)
    [row] = matrix(region).rows
    assert (row.cells[1].seats, row.cells[1].unknown, row.cells[1].balance) == (0, 1, Balance.NOT_KNOWN)


def test_seats_for_several_occupations_are_marked_and_counted_once_in_the_sums(region) -> None:
    both = ProgrammeFactory(
        provider__collaboration=region.collaboration, grants=(Says("Industrielektriker"), Says("Svetsare"))
    )
    intake(both)
    found = matrix(region)
    assert numbers(found) == {(ELECTRICIAN, "2027Q1"): (0, 16, 0), (WELDER, "2027Q1"): (0, 16, 0)}
    assert [row.cells[1].shared for row in found.rows] == [16, 16]
    assert found.total.cells[1].seats == 16


def test_an_intake_that_leads_to_no_occupation_is_said_to_be_left_out(region) -> None:
    intake(ProgrammeFactory(provider__collaboration=region.collaboration, grants=(Says("Hydraulik", 3),)))
    found = matrix(region)
    assert (numbers(found), found.left_out.no_occupation) == ({}, 1)


@pytest.mark.parametrize(
    ("wanted", "need", "seats"),
    [
        (Wanted(), 7, 27),
        (Wanted(places=frozenset({BODEN})), 3, 18),
        (Wanted(places=frozenset({LULEA})), 4, 8),
        (Wanted(places=frozenset({BODEN, LULEA})), 7, 18),
        (Wanted(kinds=frozenset({ProgrammeKind.YH})), 7, 0),
        (Wanted(decided=True), 7, 17),
    ],
    ids=["all", "Boden", "Luleå", "both", "another kind", "decided"],
)
def test_filters(programme, region, wanted: Wanted, need: int, seats: int) -> None:
    """A need without place is its employer's; distance is for every place; an unknown place for none of them."""
    region.need(positions=2)
    region.need(positions=1, municipality_id=None)
    region.need(positions=4, municipality_id=LULEA)
    intake(programme, seats=10, status=IntakeStatus.PLANNED)
    intake(programme, seats=8, taken=0, municipality_id=None, on_site=OnSiteShare.NONE)
    intake(programme, seats=5, taken=0, municipality_id=UMEA)
    intake(programme, seats=4, taken=0, municipality_id=None)
    found = matrix(region, wanted)
    assert (found.total.need, sum(c.seats for c in found.total.cells)) == (need, seats)
    assert found.left_out.no_place == (1 if wanted.places else 0)


@pytest.mark.parametrize(
    ("need", "seats", "balance", "missing"),
    [
        (0, (), Balance.NO_NEED, 0),
        (0, (None,), Balance.NO_NEED, 0),
        (0, (3,), Balance.SURPLUS, 0),
        (3, (), Balance.SHORTAGE, 3),
        (3, (2,), Balance.SHORTAGE, 1),
        (3, (2, None), Balance.NOT_KNOWN, 1),
        (3, (3,), Balance.BALANCE, 0),
        (3, (2, 2, None), Balance.SURPLUS, 0),
    ],
)
def test_how_a_cell_stands(need: int, seats: tuple[int | None, ...], balance: Balance, missing: int) -> None:
    asked = [OpenNeed(Need(), ELECTRICIAN, "", need, NOW)] if need else []
    given = [OpenIntake(Intake(seats=n), frozenset({ELECTRICIAN}), (), TODAY) for n in seats]
    cell = Cell(tuple(asked), tuple(given))
    assert (cell.balance, cell.missing) == (balance, missing)


PLACES = st.sampled_from([BODEN, LULEA, UMEA])
GROUPS = st.sampled_from([ELECTRICIAN, WELDER, NURSE])
NEEDS = st.builds(
    lambda group, place, positions, later: OpenNeed(
        Need(municipality_id=place, organisation=Organisation(municipality_id=BODEN)),
        group, "", positions, NOW.after(later),
    ),
    st.one_of(GROUPS, st.just(NO_GROUP)), st.one_of(st.none(), PLACES), st.integers(1, 9), st.integers(0, QUARTERS + 1),
)  # fmt: skip
INTAKES = st.builds(
    lambda groups, place, on_site, seats, kind, days, status: OpenIntake(
        Intake(
            municipality_id=place, on_site=on_site, seats=seats, status=status, programme=Programme(kind=kind)
        ),
        frozenset(groups), (), None if days is None else TODAY + datetime.timedelta(days=days),
    ),
    st.frozensets(GROUPS), st.one_of(st.none(), PLACES), st.sampled_from(OnSiteShare),
    st.one_of(st.none(), st.integers(0, 30)), st.sampled_from([ProgrammeKind.PACKAGE, ProgrammeKind.YH]),
    st.one_of(st.none(), st.integers(0, 900)), st.sampled_from([IntakeStatus.PLANNED, IntakeStatus.OPEN]),
)  # fmt: skip
WANTED = st.builds(
    Wanted,
    st.frozensets(PLACES),
    st.frozensets(st.sampled_from([ProgrammeKind.PACKAGE, ProgrammeKind.YH])),
    st.booleans(),
)


@given(st.lists(NEEDS, max_size=12), st.lists(INTAKES, max_size=12), WANTED)
def test_nothing_is_lost_and_nothing_is_counted_twice(
    needs: list[OpenNeed], intakes: list[OpenIntake], wanted: Wanted
) -> None:
    """Each need and each intake that is wanted is in the sums exactly once, or counted among what is left out."""
    found = matrix_of(Standing(tuple(needs), tuple(intakes)), wanted, TODAY)
    counted = [row for row in needs if wanted.takes_need(row)]
    assert found.total.need + found.left_out.later_positions == sum(row.positions for row in counted)
    assert sum(row.need for row in found.rows) == found.total.need

    given_ = [row for row in intakes if wanted.takes_intake(row) and wanted.takes_place(row)]
    inside = [row for cell in found.total.cells for row in cell.intakes]
    left = found.left_out.later_intakes + found.left_out.no_end + found.left_out.no_occupation
    assert len(inside) + left == len(given_)
    assert len({id(row) for row in inside}) == len(inside)
    for row in found.rows:
        for quarter, cell in zip(found.quarters, row.cells, strict=True):
            expected = [i for i in given_ if row.group in i.groups and i.ready and Quarter.of(i.ready) == quarter]
            assert cell.seats == sum(i.seats or 0 for i in expected)
            assert cell.unknown == sum(i.seats is None for i in expected)
            assert cell.need == sum(n.positions for n in counted if n.group == row.group and n.quarter == quarter)
            assert cell.difference == cell.seats - cell.need


@pytest.fixture
def demo(db, starter):
    """The region's name, of sixty people and forty adverts, with the whole catalogue."""
    [version] = [v for v in store().versions() if v.name == starter.name]
    load(people=60, seed=1, taxonomy=version, needs=40)
    return Programme.objects.values_list("provider__collaboration_id", flat=True)[0]


def test_the_numbers_of_the_demo_region_are_those_behind_each_cell(demo) -> None:
    """Counted anew from the rows of the database, without the matrix."""
    graph, today = taxonomy_in_use().graph, timezone.localdate()
    agreed = Counter(
        p.need_id for p in Proposal.objects.filter(employer_answer="yes", person_answer="yes", withdrawn_at=None)
    )
    found = matrix_of(standing_of(demo, graph, today, agreed), Wanted(), today)

    needs: Counter[tuple[str, str]] = Counter()
    for need in Need.objects.in_region(demo).filter(status__in=("registered", "analysed", "active")):
        musts = need.requirements.filter(kind=RequirementType.OCCUPATION, asked=Asked.MUST, removed=False)
        groups = [
            g for r in musts for c in r.concepts if (k := graph.find(c)) is not None and (g := graph.ssyk4(k))
        ]
        begins = max(need.starts_on or today, today)
        left = max(need.positions - agreed[need.pk], 0)
        needs[(groups or [NO_GROUP])[0], f"{begins.year}Q{(begins.month + 2) // 3}"] += left
    seats: Counter[tuple[str, str]] = Counter()
    unknown: Counter[tuple[str, str]] = Counter()
    for row in Intake.objects.exclude(status="cancelled"):
        ready = row.ends_on or (row.starts_on or today) + datetime.timedelta(weeks=row.programme.weeks, days=-1)
        known = [k for g in row.programme.grants.all() if (k := graph.find(g.concept)) is not None]
        groups_of = {graph.ssyk4(k) for k in known if graph.kind(k) is Kind.OCCUPATION} if ready >= today else set()
        for group in groups_of - {None}:
            cell = (group, f"{ready.year}Q{(ready.month + 2) // 3}")
            seats[cell] += row.seats or 0
            unknown[cell] += row.seats is None

    shown = [q.code for q in found.quarters]
    behind = {k for k in (needs + seats + unknown) if k[1] in shown}
    assert len(behind) > 20
    got = {k: v for k, v in numbers(found).items() if v != (0, 0, 0)}
    assert got == {k: (needs[k], seats[k], unknown[k]) for k in behind}


def people_needed(region: Region) -> Need:
    return region.need(requirements=(Asks("Industrielektriker"), Asks("drive:B")))


def test_people_behind_are_counted_by_the_first_that_holds(region) -> None:
    need = people_needed(region)
    both, one = (Says("Industrielektriker"), Says("drive:B")), (Says("drive:B"),)
    begun = (ProfileSection.LICENCE, ProfileSection.MOBILITY)
    region.person(claims=both)
    region.person(claims=one)
    region.person(claims=one)
    region.person(claims=one, sections=begun)
    region.person(claims=(), sections=())
    region.person(claims=())  # misses both
    region.person(claims=both, municipality_id="0180")  # out of reach
    region.person(claims=both, withdrawn=True)
    assert people_behind([need], region.collaboration.pk) == Behind(able=1, one_away=2, unknown=1, unasked=1)


def test_one_person_behind_two_needs_is_one_person(region) -> None:
    first, second = people_needed(region), region.need(requirements=(Asks("drive:B"),))
    region.person(claims=(Says("drive:B"),))
    assert people_behind([first, second], region.collaboration.pk) == Behind(1, 0, 0, 0)
    assert people_behind([first], region.collaboration.pk) == Behind(0, 1, 0, 0)


def test_nobody_is_able_where_reach_is_not_known(region) -> None:
    need = people_needed(region)
    region.person(
        claims=(Says("Industrielektriker"), Says("drive:B")),
        municipality_id=None, willing_to_move=AnswerChoice.UNKNOWN, commute_known=False,
        sections=[s for s in ProfileSection if s != ProfileSection.MOBILITY],
    )  # fmt: skip
    assert people_behind([need], region.collaboration.pk) == Behind(0, 0, 1, 0)


def test_a_must_that_the_taxonomy_cannot_read_is_met_by_nobody(region) -> None:
    need = people_needed(region)
    need.requirements.filter(number=1).update(concepts=["jobtech:gone"])
    region.person(claims=(Says("drive:B"),))
    assert people_behind([need], region.collaboration.pk) == Behind(0, 0, 1, 0)


def test_a_need_without_musts_says_nothing_of_anybody(region) -> None:
    need = region.need(requirements=())
    region.person()
    assert people_behind([need], region.collaboration.pk) == Behind(0, 0, 0, 0)


def closing_soon(region: Region, days: int | None, wanted: Wanted | None = None) -> list[str]:
    intakes = Intake.objects.visible_to(region.actor(Role.EDUCATION_PLANNER))
    return [row.intake.pk for row in closing(intakes, standing(region), wanted or Wanted(), TODAY, days)]


def starting(programme: Programme, days: int | None, **values) -> str:
    by = None if days is None else TODAY + datetime.timedelta(days=days)
    start = TODAY + datetime.timedelta(days=200)
    return intake(programme, start + datetime.timedelta(days=90), starts_on=start, apply_by=by, **values).pk


def test_intakes_close_in_the_order_of_their_deadlines(programme, region) -> None:
    late, soon, unstated = starting(programme, 40), starting(programme, 14), starting(programme, None)
    today = starting(programme, 0)
    starting(programme, -1)
    assert closing_soon(region, 14) == [today, soon]
    assert closing_soon(region, 60) == [today, soon, late]
    assert closing_soon(region, None) == [today, soon, late, unstated]


def test_only_intakes_with_seats_left_close(programme, region) -> None:
    starting(programme, 5, seats=6, taken=6)
    starting(programme, 5, seats=6, taken=4, reserved=2)
    starting(programme, 5, status=IntakeStatus.FULL)
    starting(programme, 5, status=IntakeStatus.CANCELLED)
    unknown, left = starting(programme, 5, seats=None, taken=None), starting(programme, 6, seats=6, taken=5)
    assert closing_soon(region, 14) == [unknown, left]


def test_a_closing_intake_says_how_many_positions_it_leads_to(programme, region) -> None:
    region.need(positions=3)
    region.need(positions=2, starts_on=datetime.date(2027, 8, 1))
    region.need(positions=7, requirements=(Asks("Svetsare"),))
    starting(programme, 5)
    intakes = Intake.objects.visible_to(region.actor(Role.EDUCATION_PLANNER))
    [row] = closing(intakes, standing(region), Wanted(), TODAY, 14)
    assert (row.needs, row.positions, row.left) == (2, 5, 10)


def test_a_need_gives_its_row_the_name_of_a_group(region) -> None:
    graph = taxonomy_in_use().graph
    for label, group in (("Industrielektriker", ELECTRICIAN), ("Svetsare", WELDER)):
        found = graph.find(concept(label))
        assert found is not None
        assert graph.ssyk4(found) == group


def test_groups_are_of_occupations_alone(programme, region) -> None:
    """A skill that a programme grants leads to no occupation, whatever group it is filed under."""
    Grant.objects.create(programme=programme, concept=concept("PLC-programmering"))
    intake(programme)
    assert Counter(row.group for row in matrix(region).rows) == {ELECTRICIAN: 1}
