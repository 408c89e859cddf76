"""The what-if of a region: what counts, what is stored, that nothing else is, and that it can be done again."""

import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from kompetensnav.apps.assignments import actions
from kompetensnav.apps.assignments.actions import do_assignment, fail_assignment, start_assignment
from kompetensnav.apps.assignments.jobs import assign_region, assignment_given_up, enqueue_lost_assignments
from kompetensnav.apps.assignments.models import AssignedNeed, AssignedPerson, Assignment, Stage
from kompetensnav.apps.assignments.queries import matched_since
from kompetensnav.apps.core.jobs import attempts
from kompetensnav.apps.core.models import AuditEvent
from kompetensnav.apps.matches.actions import do_run, start_run
from kompetensnav.apps.matches.finding import LISTED
from kompetensnav.apps.matches.models import Candidate, CandidateList, Run, RunStatus
from kompetensnav.apps.memberships.actor import SYSTEM, Actor
from kompetensnav.apps.memberships.enums import Role
from kompetensnav.apps.needs.enums import NeedStatus
from kompetensnav.apps.needs.models import Need
from kompetensnav.apps.people.actions import record_withdrawal
from kompetensnav.apps.people.models import Person
from kompetensnav.apps.proposals.models import Proposal
from kompetensnav.runtime.problems import InputError, Problem
from tests.apps.at_once import at_once
from tests.assignment_case import worked_out
from tests.factories import ProposalFactory, Says, UserFactory

NOW = timezone.now()


def lists(need: Need, *standing: tuple[Person, int], ranked: int = 0, to_ask: tuple[Person, ...] = ()) -> Run:
    """A finished run whose list holds these, with what is certain of each; those to ask come after."""
    run = Run.objects.create(
        need=need,
        need_version=1,
        status=RunStatus.DONE,
        finished_at=timezone.now(),
        input_hash="x",
        counts={"ranked": ranked or len(standing)},
    )
    rows = [(CandidateList.RANKED, n, person, lo) for n, (person, lo) in enumerate(standing, 1)]
    rows += [(CandidateList.ASK_FIRST, n, person, 0) for n, person in enumerate(to_ask, 1)]
    Candidate.objects.bulk_create(
        Candidate(run=run, person=person, list=which, rank=rank, lo=lo, hi=100, explanation={})
        for which, rank, person, lo in rows
    )
    return run


def done(region) -> Assignment:
    assignment = start_assignment(SYSTEM, collaboration=region.collaboration)
    do_assignment(SYSTEM, assignment)
    assignment.refresh_from_db()
    return assignment


def placed(assignment: Assignment) -> dict[str, str]:
    return dict(AssignedPerson.objects.filter(assignment=assignment).values_list("person_id", "need_id"))


def fares(assignment: Assignment, need: Need) -> AssignedNeed:
    return assignment.needs.get(need=need)


@pytest.fixture
def people(region) -> list[Person]:
    return [region.person() for _ in range(4)]


@pytest.fixture
def ward(region) -> Need:
    return region.need(title="Avdelningen")


@pytest.fixture
def school(region) -> Need:
    return region.need(title="Skolan")


def test_each_is_counted_once_and_what_the_greedy_way_loses_is_stored(region, people, ward, school) -> None:
    anna, bo, *_ = people
    lists(ward, (anna, 90), (bo, 85))
    lists(school, (anna, 80))
    assignment = done(region)
    assert placed(assignment) == {anna.pk: school.pk, bo.pk: ward.pk}
    figures = (assignment.people, assignment.positions, assignment.filled, assignment.value)
    assert figures == (2, 2, 2, 165)
    assert (assignment.greedy_filled, assignment.greedy_value) == (1, 90)
    assert (fares(assignment, ward).greedy_filled, fares(assignment, school).greedy_filled) == (1, 0)
    assert assignment.engine_version and assignment.solver_version.startswith("ortools") and assignment.input_hash
    assert assignment.status == RunStatus.DONE


def test_why_places_stay_open_is_counted(region, people, ward, school) -> None:
    anna, bo, *_ = people
    Need.objects.filter(pk=ward.pk).update(positions=4)
    lists(ward, (anna, 60), (bo, 60), (people[2], 49))
    lists(school, (anna, 95))
    row = fares(done(region), ward)
    assert (row.positions, row.fitting, row.filled) == (4, 2, 1)
    assert (row.unfilled, row.too_few, row.elsewhere) == (3, 2, 1)
    assert not row.cut


def test_a_pair_that_fits_less_than_half_is_not_forced(region, people, ward) -> None:
    lists(ward, (people[0], 49), to_ask=(people[1],))
    assignment = done(region)
    assert (assignment.people, assignment.filled, assignment.least) == (0, 0, 50)
    lists(ward, (people[0], 50))
    assert done(region).filled == 1


def test_only_the_newest_finished_list_of_a_need_counts(region, people, ward) -> None:
    lists(ward, (people[0], 90))
    lists(ward, (people[1], 70))
    Run.objects.create(need=ward, need_version=1)  # under way
    assert placed(done(region)) == {people[1].pk: ward.pk}


@pytest.mark.parametrize(
    ("answer", "counts"),
    [
        ({}, True),
        ({"employer_said_yes": True}, True),
        ({"taken_back": True}, True),
        ({"employer_answer": "expired", "employer_answered_at": NOW}, True),
        ({"employer_said_no": True}, False),
        (
            {"employer_said_yes": True, "person_answer": "no", "person_reason": "pay", "person_answered_at": NOW},
            False,
        ),
    ],
    ids=["asked", "employer yes", "taken back", "expired", "employer no", "person no"],
)
def test_whom_either_side_has_said_no_to_is_left_out_of_that_need_alone(
    region, people, ward, school, answer: dict, counts: bool
) -> None:
    anna = people[0]
    lists(ward, (anna, 90))
    ProposalFactory(need=ward, person=anna, **answer)
    assert placed(done(region)) == ({anna.pk: ward.pk} if counts else {})
    lists(school, (anna, 60))
    assert len(placed(done(region))) == 1


def test_a_place_that_is_agreed_on_is_taken_and_so_is_the_person(region, people, ward, school) -> None:
    anna, bo, *_ = people
    Need.objects.filter(pk=ward.pk).update(positions=2)
    lists(ward, (anna, 90), (bo, 70))
    lists(school, (anna, 90))
    ProposalFactory(need=ward, person=anna, both_said_yes=True)
    assignment = done(region)
    assert placed(assignment) == {bo.pk: ward.pk}
    assert (fares(assignment, ward).positions, fares(assignment, school).filled) == (1, 0)
    ProposalFactory(need=ward, person=bo, both_said_yes=True)
    assert list(done(region).needs.values_list("need", flat=True)) == [school.pk]


def test_what_is_agreed_on_at_a_need_that_has_ended_is_as_in_the_lists(region, people, ward, school) -> None:
    lists(school, (people[0], 90))
    ProposalFactory(need=ward, person=people[0], both_said_yes=True)
    Need.objects.filter(pk=ward.pk).update(status=NeedStatus.FILLED)
    assert placed(done(region)) == {people[0].pk: school.pk}


@pytest.mark.parametrize("gone", [{"withdrawn_at": NOW}, {"protected": True}, {"permitted_at": None}])
def test_who_may_not_be_shown_is_not_counted(region, people, ward, gone: dict) -> None:
    lists(ward, (people[0], 90), (people[1], 60))
    Person.objects.filter(pk=people[0].pk).update(**gone)
    assert placed(done(region)) == {people[1].pk: ward.pk}


def test_who_withdraws_afterwards_is_shown_no_more(region, people, ward) -> None:
    lists(ward, (people[0], 90))
    assignment = done(region)
    assert list(assignment.people_placed.showable().of([people[0].pk])) == [people[0].pk]
    record_withdrawal(SYSTEM, person=people[0])
    assert not assignment.people_placed.showable().exists()
    people[0].delete()
    assert not AssignedPerson.objects.exists()


def test_needs_that_are_not_open_or_not_ours_are_not_counted(region, other_region, people, ward) -> None:
    for other in (region.need(draft=True), region.need(closed=True), other_region.need()):
        lists(other, (people[0], 90))
    assignment = done(region)
    assert [(n.need_id, n.matched) for n in assignment.needs.all()] == [(ward.pk, False)]
    assert assignment.filled == 0


def test_a_list_that_ends_while_people_still_fit_is_told(region, people, ward, school) -> None:
    lists(ward, (people[0], 90), (people[1], 50), ranked=LISTED + 1)
    lists(school, (people[0], 90), (people[1], 49), ranked=LISTED + 1)
    assignment = done(region)
    assert (fares(assignment, ward).cut, fares(assignment, school).cut) == (True, False)


def test_it_rests_on_what_the_engine_listed(region, ward) -> None:
    best, second = (region.person(claims=(Says("Industrielektriker", evidence=e),)) for e in (2, 0))
    for need in (ward, region.need(requirements=())):
        do_run(SYSTEM, start_run(SYSTEM, need=need))
    assignment = done(region)
    assert placed(assignment) == {best.pk: ward.pk}
    assert (fares(assignment, ward).fitting, assignment.value) == (2, 100)
    assert second.pk not in placed(assignment)


def test_nothing_is_written_about_proposals_or_needs(region, people, ward) -> None:
    lists(ward, (people[0], 90))
    ProposalFactory(need=ward, person=people[0])
    before = list(Proposal.objects.values()), list(Need.objects.values()), list(Candidate.objects.values())
    done(region)
    assert before == (
        list(Proposal.objects.values()),
        list(Need.objects.values()),
        list(Candidate.objects.values()),
    )
    verbs = set(AuditEvent.objects.values_list("verb", flat=True))
    assert verbs == {"assignment.asked-for", "assignment.done"}


def test_doing_it_again_changes_nothing_and_a_new_one_takes_its_place(region, people, ward) -> None:
    lists(ward, (people[0], 90))
    first = done(region)
    before = list(Assignment.objects.values()), placed(first), AuditEvent.objects.count()
    do_assignment(SYSTEM, first)
    assign_region.func(first.pk)
    assert before == (list(Assignment.objects.values()), placed(first), AuditEvent.objects.count())
    second = done(region)
    assert list(Assignment.objects.all()) == [second]
    assert (second.input_hash, placed(second)) == (first.input_hash, before[1])


def test_one_that_was_cut_off_in_the_middle_is_done_again(region, people, ward) -> None:
    lists(ward, (people[0], 90))
    assignment = start_assignment(SYSTEM, collaboration=region.collaboration)
    Assignment.objects.filter(pk=assignment.pk).update(status=RunStatus.RUNNING, stage=Stage.WRITING)
    assign_region.func(assignment.pk)
    assignment.refresh_from_db()
    assert (assignment.status, placed(assignment)) == (RunStatus.DONE, {people[0].pk: ward.pk})
    assign_region.func("a-gone")


def test_how_far_it_has_come_is_told_while_it_runs(region, people, ward, monkeypatch) -> None:
    lists(ward, (people[0], 90))
    seen = []
    solve = actions.best_assignment

    def watched(graph):
        seen.append(Assignment.objects.get().stage)
        return solve(graph)

    monkeypatch.setattr(actions, "best_assignment", watched)
    assert done(region).stage == Stage.WRITING
    assert seen == [Stage.SOLVING]


def test_asking_while_one_is_under_way_gives_that_one(region, other_region) -> None:
    first = start_assignment(SYSTEM, collaboration=region.collaboration)
    assert start_assignment(SYSTEM, collaboration=region.collaboration) == first
    assert start_assignment(SYSTEM, collaboration=other_region.collaboration) != first


@pytest.mark.django_db(transaction=True)
def test_two_clicks_at_once_ask_for_one(region) -> None:
    gave = at_once(*[lambda: start_assignment(SYSTEM, collaboration=region.collaboration)] * 3)
    assert [g for g in gave if isinstance(g, Exception)] == []
    assert AuditEvent.objects.filter(verb="assignment.done").count() == len({g.pk for g in gave})


def test_a_solver_that_is_killed_ends_it_with_a_reason_and_leaves_the_way_free(
    region, people, ward, monkeypatch, settings
) -> None:
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": ["default"]}}
    lists(ward, (people[0], 90))
    shown = done(region)

    def killed(graph):
        raise InputError(Problem("assignment.solver-killed"))

    with monkeypatch.context() as patched:
        patched.setattr(actions, "best_assignment", killed)
        assignment = start_assignment(SYSTEM, collaboration=region.collaboration)
        assign_region.enqueue(assignment.pk)
        attempt = attempts.claim_next("w")
        assert attempt is not None
        attempts.do(attempt)
    newest, stands = Assignment.objects.all().newest_and_done()
    assert (newest, stands) == (assignment, shown)
    assert (newest.status, newest.problem) == (RunStatus.FAILED, "assignment.solver-killed")
    fail_assignment(shown, "job.failed")
    shown.refresh_from_db()
    assert shown.status == RunStatus.DONE
    assign_region.func(assignment.pk)  # started again from the page of jobs
    assert list(Assignment.objects.values_list("pk", "status")) == [(assignment.pk, "done")]


def test_one_that_was_given_up_and_asked_for_anew_is_left(region) -> None:
    old = start_assignment(SYSTEM, collaboration=region.collaboration)
    assignment_given_up("job.failed", old.pk)
    new = start_assignment(SYSTEM, collaboration=region.collaboration)
    assign_region.func(old.pk)
    assert dict(Assignment.objects.values_list("pk", "status")) == {old.pk: "failed", new.pk: "queued"}


def test_one_whose_job_never_was_is_enqueued(region, monkeypatch) -> None:
    asked = []
    monkeypatch.setattr(type(assign_region), "enqueue", lambda _, pk: asked.append(pk))
    lost = start_assignment(SYSTEM, collaboration=region.collaboration)
    assert enqueue_lost_assignments(timezone.now()) == 0
    assert enqueue_lost_assignments(timezone.now() + datetime.timedelta(minutes=2)) == 1
    assert asked == [lost.pk]


def test_needs_with_newer_lists_are_counted(region, other_region, people, ward, school) -> None:
    lists(ward, (people[0], 90))
    assignment = done(region)
    assert matched_since(assignment) == 0
    for need in (ward, ward, school, other_region.need()):
        lists(need, (people[0], 90))
    assert matched_since(assignment) == 2


def test_the_number_of_queries_does_not_grow(region, people, ward) -> None:
    def queries() -> int:
        assignment = start_assignment(SYSTEM, collaboration=region.collaboration)
        with CaptureQueriesContext(connection) as found:
            do_assignment(SYSTEM, assignment)
        return len(found)

    lists(ward, (people[0], 90))
    queries()
    few = queries()
    for _ in range(10):
        lists(region.need(), *((region.person(), 80) for _ in range(5)))
    assert queries() == few


@pytest.mark.parametrize("role", Role)
def test_who_sees_what_of_its_own_region_and_nothing_of_another(region, other_region, role: Role) -> None:
    worked_out(region)
    sees = role in (
        Role.COORDINATOR, Role.EDUCATION_PLANNER, Role.PROJECT_OWNER, Role.SELECTOR, Role.ANALYST
    )  # fmt: skip
    assert Assignment.objects.visible_to(region.actor(role)).exists() == sees
    assert not Assignment.objects.visible_to(other_region.actor(role)).exists()


def test_a_resident_sees_none(region) -> None:
    worked_out(region)
    assert not Assignment.objects.visible_to(Actor(UserFactory(), None)).exists()
