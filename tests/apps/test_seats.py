"""Seats follow the decision: held when proposed, let go with every no, and never one more than there is."""

import datetime
from dataclasses import replace

import pytest
from django.db import transaction
from django.db.models import Count, Q
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kompetensnav.apps.education.actions import cancel_intake, fields_of, write_intake
from kompetensnav.apps.education.enums import IntakeStatus, ProgrammeKind
from kompetensnav.apps.education.models import Intake
from kompetensnav.apps.memberships.actor import SYSTEM
from kompetensnav.apps.memberships.enums import Role
from kompetensnav.apps.needs.enums import CloseReason, NeedStatus
from kompetensnav.apps.people.models import AnswerChoice
from kompetensnav.apps.proposals.actions import (
    answer_for_employer,
    answer_for_person,
    end_need,
    erase_person,
    expire_overdue,
    propose,
    protect_person,
    take_back,
    withdraw_permission,
)
from kompetensnav.apps.proposals.enums import NoReason, SeatState
from kompetensnav.apps.proposals.models import Proposal, Seat
from kompetensnav.apps.proposals.notices import tell_of_intakes
from kompetensnav.apps.routes.finding import routes_of_person
from kompetensnav.runtime.problems import InputError
from tests.apps.at_once import at_once
from tests.factories import Asks, Says, resident
from tests.route_case import TRADE, intake, need, programme, today, untrained

LATE = datetime.timedelta(days=60)


def refused(action) -> tuple[str, dict]:
    with pytest.raises(InputError) as error:
        action()
    [problem] = error.value.problems
    return problem.code, dict(problem.values)


def held(course: Intake) -> tuple[int, str]:
    """How many seats are reserved, and the status; the count and the rows must agree."""
    course.refresh_from_db()
    assert course.reserved == course.held.filter(state=SeatState.HELD).count()
    return course.reserved, course.status


@pytest.fixture
def coordinator(region):
    return region.actor(Role.COORDINATOR)


@pytest.fixture
def employer(region):
    return region.actor(Role.EMPLOYER)


@pytest.fixture
def course(region) -> Intake:
    """With one seat left."""
    return intake(region, seats=2, taken=1)


@pytest.fixture
def asked(region):
    return need(region)


@pytest.fixture
def trainee(region):
    return untrained(region, resident=True)


@pytest.fixture
def proposed(coordinator, asked, trainee, course) -> Proposal:
    [made] = propose(coordinator, need=asked, person_ids=[trainee.pk], routes={trainee.pk: (course.pk,)})
    return made


def test_the_chosen_route_is_found_again_and_frozen(proposed, trainee, asked, course) -> None:
    proposed.refresh_from_db()
    assert proposed.route["steps"][0]["intake"] == course.pk
    assert proposed.route["steps"][0]["seats_left"] == 1
    assert (proposed.route["found_on"], proposed.route["parameters"]) == (today().isoformat(), "routes-1")
    assert held(course) == (1, IntakeStatus.FULL)
    assert routes_of_person(trainee, asked, today()) == []
    [mine] = routes_of_person(trainee, asked, today(), holding=[course.pk])
    assert mine["ready"] == proposed.route["ready"]


def test_a_seat_is_held_of_every_intake_on_the_way(region, coordinator) -> None:
    asked = need(region, Asks(TRADE))
    person = region.person(claims=(Says("Svenska", 1),))
    soon = {"starts_on": today() + datetime.timedelta(weeks=1), "apply_by": None}
    sfi = programme(region, kind=ProgrammeKind.SFI, grants=(Says("Svenska", 3),))
    first = intake(region, sfi, ends_on=today() + datetime.timedelta(weeks=7), **soon)
    then = intake(region, programme(region, demands=(Asks("Svenska", level=3),)))
    propose(coordinator, need=asked, person_ids=[person.pk], routes={person.pk: [first.pk, then.pk]})
    assert (held(first), held(then)) == ((1, "open"), (1, "open"))


def test_without_a_route_no_seat_is_held(region, coordinator, asked, course) -> None:
    able = region.person(claims=(Says(TRADE),))
    [made] = propose(coordinator, need=asked, person_ids=[able.pk])
    [chosen] = propose(
        coordinator,
        need=asked,
        person_ids=[(other := region.person(claims=(Says(TRADE),))).pk],
        routes={other.pk: ()},
    )
    assert (made.route, chosen.route) == (None, None)
    assert held(course) == (0, IntakeStatus.OPEN)


def test_a_licence_that_the_route_gives_is_no_hindrance(region, coordinator) -> None:
    """Without the route the hard condition stands."""
    asked = need(region, Asks("Svenska", level=4))
    person = region.person(claims=(Says("Svenska", 2),))
    course = intake(region, programme(region, kind=ProgrammeKind.SFI, grants=(Says("Svenska", 4),)))
    code, _ = refused(lambda: propose(coordinator, need=asked, person_ids=[person.pk]))
    assert code == "proposal.removed"
    [made] = propose(coordinator, need=asked, person_ids=[person.pk], routes={person.pk: (course.pk,)})
    assert made.explanation["removed_by"] == "language"
    assert made.route["steps"][0]["kind"] == "language"


def test_a_move_that_the_route_takes_is_no_hindrance(region, coordinator, asked) -> None:
    willing = region.person(claims=(Says(TRADE),), municipality_id="2584", willing_to_move=AnswerChoice.YES)
    [made] = propose(coordinator, need=asked, person_ids=[willing.pk], routes={willing.pk: ()})
    assert [step["kind"] for step in made.route["steps"]] == ["move"]
    never = region.person(claims=(Says(TRADE),), municipality_id="2584")
    code, _ = refused(lambda: propose(coordinator, need=asked, person_ids=[never.pk], routes={never.pk: ()}))
    assert code == "proposal.route-gone"


def test_the_last_seat_goes_once_and_the_next_start_is_told(region, coordinator, asked, proposed, course) -> None:
    late = untrained(region)

    def click():
        return propose(coordinator, need=asked, person_ids=[late.pk], routes={late.pk: (course.pk,)})

    name = course.programme.name
    assert refused(click) == ("proposal.seat-gone", {"programme": name})
    intake(region, course.programme, seats=1, taken=1, starts_on=course.starts_on + datetime.timedelta(days=1))
    following = intake(region, course.programme, starts_on=course.starts_on + datetime.timedelta(days=30))
    values = {"programme": name, "next": following.starts_on.isoformat()}
    assert refused(click) == ("proposal.seat-gone-next", values)
    assert Proposal.objects.count() == 1


def test_two_people_for_one_seat_are_refused_together(region, coordinator, asked, course, trainee) -> None:
    both = [trainee.pk, untrained(region).pk]
    routes = dict.fromkeys(both, (course.pk,))
    code, _ = refused(lambda: propose(coordinator, need=asked, person_ids=both, routes=routes))
    assert code == "proposal.seat-gone"
    assert not Proposal.objects.exists()
    assert held(course) == (0, IntakeStatus.OPEN)


@pytest.mark.parametrize("change", ["cancelled", "moved-past-the-person", "another-order", "no-such-intake"])
def test_a_route_that_is_no_longer_there_is_refused(region, coordinator, asked, course, trainee, change) -> None:
    chosen = [course.pk]
    if change == "cancelled":
        Intake.objects.update(status=IntakeStatus.CANCELLED)
    elif change == "moved-past-the-person":
        Intake.objects.update(municipality="2584")
    elif change == "another-order":
        chosen = [course.pk, course.pk]
    else:
        chosen = ["i-zzzzzzzz"]
    able = region.person(claims=(Says(TRADE),))
    code, values = refused(
        lambda: propose(coordinator, need=asked, person_ids=[able.pk, trainee.pk], routes={trainee.pk: chosen})
    )
    assert (code, values) == ("proposal.route-gone", {"person": trainee.pk})
    assert not Proposal.objects.exists()
    assert held(course)[0] == 0


def test_someone_already_proposed_holds_no_second_seat(coordinator, asked, proposed, trainee, course) -> None:
    routes = {trainee.pk: (course.pk,)}
    assert propose(coordinator, need=asked, person_ids=[trainee.pk], routes=routes) == []
    assert held(course) == (1, IntakeStatus.FULL)


def employer_says_no(w) -> None:
    answer_for_employer(w.employer, proposal=w.proposal, yes=False, reason=NoReason.TIMING)


def person_says_no(w) -> None:
    answer_for_employer(w.employer, proposal=w.proposal, yes=True)
    answer_for_person(resident(w.trainee), proposal=w.proposal, yes=False, reason=NoReason.PAY)


def both_say_yes(w) -> None:
    answer_for_employer(w.employer, proposal=w.proposal, yes=True)
    answer_for_person(resident(w.trainee), proposal=w.proposal, yes=True)


def agreed_then_erased(w) -> None:
    both_say_yes(w)
    erase_person(SYSTEM, person=w.trainee)


def need_ends(w) -> None:
    end_need(w.coordinator, need=w.asked, to=NeedStatus.CLOSED, reason=CloseReason.NEED_GONE)


class W:
    """What the decisions below are about."""

    def __init__(self, employer, coordinator, asked, trainee, proposed) -> None:
        self.employer, self.coordinator = employer, coordinator
        self.asked, self.trainee, self.proposal = asked, trainee, proposed


DECISIONS = {
    "employer-no": (employer_says_no, False),
    "person-no": (person_says_no, False),
    "employer-late": (lambda w: expire_overdue(SYSTEM, now=timezone.now() + LATE), False),
    "taken-back": (lambda w: take_back(w.coordinator, proposal=w.proposal), False),
    "need-ended": (need_ends, False),
    "permission-withdrawn": (lambda w: withdraw_permission(SYSTEM, person=w.trainee), False),
    "protected": (lambda w: protect_person(SYSTEM, person=w.trainee, protected=True), False),
    "erased": (lambda w: erase_person(SYSTEM, person=w.trainee), False),
    "agreed-then-erased": (agreed_then_erased, False),
    "employer-yes": (lambda w: answer_for_employer(w.employer, proposal=w.proposal, yes=True), True),
    "both-yes": (both_say_yes, True),
    "in-time": (lambda w: expire_overdue(SYSTEM, now=timezone.now()), True),
}


@pytest.mark.parametrize("decision", DECISIONS)
def test_the_seat_follows_the_decision(decision, employer, coordinator, asked, trainee, proposed, course) -> None:
    decide, kept = DECISIONS[decision]
    decide(W(employer, coordinator, asked, trainee, proposed))
    assert held(course) == ((1, IntakeStatus.FULL) if kept else (0, IntakeStatus.OPEN))


def test_what_was_said_to_be_full_stays_so_where_seats_are_not_counted(coordinator, proposed, course) -> None:
    Intake.objects.update(taken=None, status=IntakeStatus.FULL)
    take_back(coordinator, proposal=proposed)
    assert held(course) == (0, IntakeStatus.FULL)


def test_seats_nobody_has_counted_are_held_all_the_same(region, coordinator, asked, trainee) -> None:
    course = intake(region, seats=None, taken=None)
    propose(coordinator, need=asked, person_ids=[trainee.pk], routes={trainee.pk: (course.pk,)})
    assert held(course) == (1, IntakeStatus.OPEN)


def test_no_more_are_held_than_there_are_though_nobody_knows_how_many_are_taken(
    region, coordinator, asked, trainee
) -> None:
    course = intake(region, seats=1, taken=None)
    propose(coordinator, need=asked, person_ids=[trainee.pk], routes={trainee.pk: (course.pk,)})
    late = untrained(region)
    code, _ = refused(
        lambda: propose(coordinator, need=asked, person_ids=[late.pk], routes={late.pk: (course.pk,)})
    )
    assert code == "proposal.seat-gone"
    assert held(course) == (1, IntakeStatus.OPEN)


def test_the_seats_of_many_are_let_go_together(region, coordinator, asked) -> None:
    course = intake(region, seats=4, taken=1)
    people = [untrained(region).pk for _ in range(3)]
    propose(coordinator, need=asked, person_ids=people, routes=dict.fromkeys(people, (course.pk,)))
    assert held(course) == (3, IntakeStatus.FULL)
    end_need(coordinator, need=asked, to=NeedStatus.FILLED)
    assert held(course) == (0, IntakeStatus.OPEN)


@pytest.mark.django_db(transaction=True)
def test_two_who_take_the_last_seat_at_once(region, coordinator, asked, course) -> None:
    """For two needs, so that neither waits for the other's."""
    people, needs = [untrained(region) for _ in range(2)], [asked, need(region)]

    def click(person, of):
        return lambda: propose(coordinator, need=of, person_ids=[person.pk], routes={person.pk: (course.pk,)})

    gave = at_once(*[click(person, of) for person, of in zip(people, needs, strict=True)])
    [made] = [g for g in gave if isinstance(g, list)]
    [problem] = [p for g in gave if isinstance(g, InputError) for p in g.problems]
    assert (len(made), problem.code) == (1, "proposal.seat-gone")
    assert held(course) == (1, IntakeStatus.FULL)
    assert Proposal.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_noes_at_once_let_go_once(employer, coordinator, proposed, course) -> None:
    at_once(
        lambda: answer_for_employer(employer, proposal=proposed, yes=False, reason=NoReason.PAY),
        lambda: take_back(coordinator, proposal=proposed),
        lambda: expire_overdue(SYSTEM, now=timezone.now() + LATE),
    )
    assert held(course) == (0, IntakeStatus.OPEN)


STEPS = st.lists(
    st.tuples(
        st.sampled_from(
            ["propose", "no", "yes", "take-back", "expire", "erase", "cancel", "less-taken", "more-taken"]
        ),
        st.integers(0, 3),
        st.integers(0, 1),
    ),
    max_size=12,
)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS)
def test_held_seats_are_always_counted_and_never_too_many(region, coordinator, employer, steps) -> None:
    with transaction.atomic():
        asked = need(region)
        courses = [intake(region, seats=2, taken=0), intake(region, seats=3, taken=2)]
        people = [untrained(region).pk for _ in range(4)]
        for what, which, where in steps:
            _step(what, people[which], courses[where], asked, coordinator, employer)
            _sound()
        transaction.set_rollback(True)


def _step(what, person_id, course, asked, coordinator, employer) -> None:
    """One thing that may happen; what is refused changes nothing."""
    proposal = Proposal.objects.filter(person=person_id).standing().first()
    course.refresh_from_db()
    try:
        if what == "propose":
            propose(coordinator, need=asked, person_ids=[person_id], routes={person_id: (course.pk,)})
        elif what == "expire":
            expire_overdue(SYSTEM, now=timezone.now() + LATE)
        elif what == "cancel":
            cancel_intake(coordinator, intake=course, version=course.version)
            tell_of_intakes(SYSTEM)
        elif what.endswith("taken"):
            fields = replace(fields_of(course), taken=1 if what == "less-taken" else 2)
            write_intake(
                coordinator, programme=course.programme, intake=course, version=course.version, fields=fields
            )
        elif proposal is not None:
            _decide(what, proposal, coordinator, employer)
    except InputError:
        pass


def _decide(what, proposal, coordinator, employer) -> None:
    if what in ("no", "yes"):
        answer_for_employer(employer, proposal=proposal, yes=what == "yes", reason=NoReason.PAY)
    elif what == "take-back":
        take_back(coordinator, proposal=proposal)
    else:
        erase_person(SYSTEM, person=proposal.person)


def _sound() -> None:
    rows = Intake.objects.annotate(rows=Count("held", filter=Q(held__state=SeatState.HELD)))
    for row in rows:
        assert row.reserved == row.rows
        assert row.taken + row.reserved <= row.seats
        if row.status in (IntakeStatus.OPEN, IntakeStatus.FULL):
            left = row.seats - row.taken - row.reserved
            assert (row.status == IntakeStatus.FULL) == (left == 0)
        else:
            assert row.reserved == 0
    assert Seat.objects.filter(state=SeatState.HELD, released_at__isnull=False).count() == 0
