"""The database refuses what must never be: every constraint of every model with a row it must refuse."""

import datetime
from collections.abc import Callable
from typing import Any

import pytest
from django.apps import apps
from django.db import IntegrityError, connection, models, transaction
from django.db.models import F
from django.utils import timezone

from kompetensnav.apps.assignments.models import AssignedNeed, AssignedPerson, Assignment
from kompetensnav.apps.concepts.models import TaxonomyVersion
from kompetensnav.apps.core.models import AccessEvent
from kompetensnav.apps.corrections.models import AliasRevision
from kompetensnav.apps.education.models import CatalogueImport
from kompetensnav.apps.matches.models import Candidate, Change, NightlyRun, Run
from kompetensnav.apps.memberships.enums import Role
from kompetensnav.apps.people.models import (
    Claim,
    KeptText,
    ProfileSection,
    SectionAnswer,
    SupplyChange,
    SupplyRevision,
)
from kompetensnav.apps.proposals.models import RouteNotice, Seat
from tests.correction_case import NOT_MEANT, told, told_of_cv
from tests.factories import (
    Asks,
    CourseCaseFactory,
    IntakeFactory,
    LetterFactory,
    MembershipFactory,
    OrganisationFactory,
    PersonFactory,
    ProgrammeFactory,
    ProposalFactory,
    ProviderFactory,
    Says,
    UserFactory,
    concept,
    resident,
)

NOW = timezone.now()


def change(row: models.Model, **values: Any) -> None:
    """Write past every check but the database's."""
    assert type(row)._base_manager.filter(pk=row.pk).update(**values)


def claim(region, **values: Any) -> Claim:
    person = region.person(claims=(Says("Svenska", 3),))
    row = person.claims.get()
    change(row, **values)
    return row


def done_run(need, **values: Any) -> Run:
    return Run.objects.create(need=need, need_version=1, **values)


def candidate(region, need, **values: Any) -> Candidate:
    run = done_run(need)
    fields = {
        "run": run,
        "person": region.person(),
        "list": "ranked",
        "rank": 1,
        "lo": 1,
        "hi": 2,
        "explanation": {},
    }
    return Candidate.objects.create(**fields | values)


def nightly(region, **values: Any) -> NightlyRun:
    return NightlyRun.objects.create(**{"collaboration": region.collaboration} | values)


def two_nightly_runs_under_way(region, need):
    for status in ("queued", "running"):
        nightly(region, status=status, started_at=NOW)


def two_runs_of_a_night(region, need):
    for _ in range(2):
        nightly(region, status="done", night=NOW.date(), started_at=NOW, finished_at=NOW)


def lists_changed(region, need, **values: Any) -> Change:
    fields = {"need": need, "person": region.person(), "nightly": nightly(region), "at": NOW}
    return Change.objects.create(**fields | {"kind": "gone", "list": "ranked", "reason": "passed"} | values)


def a_change_twice(region, need):
    first = lists_changed(region, need)
    Change.objects.create(need=need, person=first.person, nightly=first.nightly, at=NOW, kind="came", list="ranked")


def on_nightly(**values: Any) -> Callable:
    return lambda region, need: change(nightly(region), **values)


def on_change(**values: Any) -> Callable:
    return lambda region, need: change(lists_changed(region, need), **values)


def assignment(region, **values: Any) -> Assignment:
    return Assignment.objects.create(collaboration=region.collaboration, **values)


def two_assignments_under_way(region, need):
    assignment(region)
    assignment(region)


def assigned_need(**values: Any) -> Callable:
    fields = {"matched": True, "cut": False, "positions": 2, "fitting": 2, "filled": 2, "greedy_filled": 2} | values
    return lambda region, need: AssignedNeed.objects.create(assignment=assignment(region), need=need, **fields)


def a_need_assigned_twice(region, need):
    first = assigned_need()(region, need)
    first.pk = None
    first.save(force_insert=True)


def a_person_assigned_twice(region, need):
    whole, person = assignment(region), region.person()
    for other in (need, region.need()):
        AssignedPerson.objects.create(assignment=whole, need=other, person=person)


def a_second_membership(region, need):
    first = region.members[Role.EMPLOYER]
    MembershipFactory(user=first.user, organisation=first.organisation, role=Role.EMPLOYER)


def a_second_name(region, need):
    OrganisationFactory(collaboration=region.collaboration, name=region.employer.name)


def a_second_number(region, need):
    for _ in range(2):
        OrganisationFactory(collaboration=region.collaboration, number="556036-0793")


def a_claim_twice(region, need):
    person = region.person(claims=(Says("Svenska", 3),))
    today = datetime.date(2026, 1, 1)
    Claim.objects.create(
        person=person, section=ProfileSection.LANGUAGE, concept=concept("Svenska"), recorded_on=today
    )


def a_text_kept_for_nothing(region, need):
    KeptText.objects.create(person=region.person(), text="Svetsare", purpose="", kept_at=NOW)


def a_section_twice(region, need):
    SectionAnswer.objects.create(person=region.person(), section=1, state=1)


def a_second_revision(region, need):
    SupplyRevision.objects.create(pk=2, number=5)


def a_change_of_a_person_twice(region, need):
    for left in (False, True):
        SupplyChange.objects.create(revision=900, follows="m", person="p-1", left=left)


def a_number_twice(region, need):
    row = need.requirements.get()
    row.pk = None
    row.save(force_insert=True)


def two_runs_under_way(region, need):
    done_run(need)
    done_run(need)


def a_candidate_twice(region, need):
    first = candidate(region, need)
    Candidate.objects.create(run=first.run, person=first.person, list="ranked", rank=2, lo=1, hi=1, explanation={})


def a_rank_twice(region, need):
    first = candidate(region, need)
    Candidate.objects.create(
        run=first.run, person=region.person(), list="ranked", rank=1, lo=1, hi=1, explanation={}
    )


def proposed_twice(region, need):
    person = region.person()
    for _ in range(2):
        ProposalFactory(need=need, person=person)


def two_taxonomies_in_use(region, need):
    TaxonomyVersion.objects.create(name="another", concepts=1, labels=1, relations=1, in_use=True)


def on_proposal(**values: Any) -> Callable:
    def refuse(region, need):
        change(ProposalFactory(need=need, person=region.person()), **values)

    return refuse


def on_seat(**values: Any) -> Callable:
    def refuse(region, need):
        proposal = ProposalFactory(need=need, person=region.person())
        change(Seat.objects.create(proposal=proposal, intake=IntakeFactory()), **values)

    return refuse


def a_seat_held_twice(region, need) -> None:
    proposal, intake = ProposalFactory(need=need, person=region.person()), IntakeFactory()
    for _ in range(2):
        Seat.objects.create(proposal=proposal, intake=intake)


def a_notice(**values: Any) -> Callable:
    def refuse(region, need):
        proposal = ProposalFactory(need=need, person=region.person())
        RouteNotice.objects.create(proposal=proposal, intake=IntakeFactory(), **values)

    return refuse


def on_agreed(**values: Any) -> Callable:
    def refuse(region, need):
        change(ProposalFactory(need=need, person=region.person(), both_said_yes=True), **values)

    return refuse


def on_need(**values: Any) -> Callable:
    return lambda region, need: change(need, **values)


def on_requirement(**values: Any) -> Callable:
    return lambda region, need: change(need.requirements.get(), **values)


def on_person(**values: Any) -> Callable:
    return lambda region, need: change(region.person(), **values)


def on_claim(**values: Any) -> Callable:
    return lambda region, need: claim(region, **values)


def on_section(**values: Any) -> Callable:
    return lambda region, need: change(region.person().sections.order_by("section").last(), **values)


def on_candidate(**values: Any) -> Callable:
    return lambda region, need: change(candidate(region, need), **values)


def on_correction(**values: Any) -> Callable:
    return lambda region, need: change(told(region, before="PLC-programmering"), **values)


def resident_of(region):
    return resident(region.person(resident=True))


def on_correction_of_cv(**values: Any) -> Callable:
    return lambda region, need: change(told_of_cv(region, resident_of(region)), **values)


def a_correction_of_cv_with_its_person(region, need):
    me = resident_of(region)
    change(told_of_cv(region, me), made_by=me.user)


def a_not_meant_of_nothing(region, need):
    change(told(region, before="PLC-programmering", kind=NOT_MEANT), concept_before="")


def a_correction_told_twice(region, need):
    row = told(region)
    row.pk = "k-2"
    row.save(force_insert=True)


def two_meanings(state: str) -> Callable:
    def refuse(region, need):
        for after in ("Hydraulik", "Svetsning"):
            change(told(region, after=after), state=state, decided_at=NOW)

    return refuse


def a_second_mark(region, need):
    AliasRevision.objects.create(pk=2, mark="x")


def a_waiting_one_decided_with_another(region, need):
    first = told(region)
    change(told(region, "PLC"), decided_with=first)


def on_case(**values: Any) -> Callable:
    return lambda region, need: change(CourseCaseFactory(collaboration=region.collaboration), **values)


def a_draft_with_an_intake(region, need):
    on_case(intake=IntakeFactory())(region, need)


def on_letter(**values: Any) -> Callable:
    return lambda region, need: change(letter_in(region), **values)


def letter_in(region):
    case = CourseCaseFactory(collaboration=region.collaboration)
    return LetterFactory(case=case, organisation=region.employer)


def an_employer_asked_twice(region, need):
    first = letter_in(region)
    LetterFactory(case=first.case, organisation=first.organisation)


def on(make: Callable[[], Any], **values: Any) -> Callable:
    return lambda region, need: change(make(), **values)


def grant() -> Any:
    return ProgrammeFactory().grants.get()


def demand() -> Any:
    return ProgrammeFactory(demands=(Asks("Svenska", level=3),)).demands.get()


def on_import(**values: Any) -> Callable:
    fields = {"source": "emil", "file_name": "a.json", "rows": []} | values
    return lambda region, need: CatalogueImport.objects.create(collaboration=region.collaboration, **fields)


def again(make: Callable[[], Any]) -> Callable:
    def refuse(region, need):
        row = make()
        row.pk = None if isinstance(row.pk, int) else "z-2"
        row.save(force_insert=True)

    return refuse


REFUSED: list[tuple[str, Callable]] = [
    (
        "access_look_known",
        lambda region, need: AccessEvent.objects.create(actor_id="u", person_id="p", look="peek"),
    ),
    ("user_language", lambda region, need: UserFactory(language="no")),
    ("organisation_named_once", a_second_name),
    ("organisation_numbered_once", a_second_number),
    ("organisation_kind", lambda region, need: OrganisationFactory(kind="club")),
    ("membership_once", a_second_membership),
    ("membership_role", lambda region, need: MembershipFactory(role="king")),
    ("one_taxonomy_in_use", two_taxonomies_in_use),
    ("person_moves", on_person(willing_to_move=3)),
    ("person_age", on_person(meets_legal_age=3)),
    ("person_withdraws_what_was_permitted", on_person(permitted_at=None, withdrawn_at=NOW)),
    ("person_withdraws_what_was_permitted", on_person(permitted_at=NOW, withdrawn_at=NOW - datetime.timedelta(1))),
    ("claim_once", a_claim_twice),
    ("claim_section", on_claim(section=99, level=None)),
    ("claim_evidence", on_claim(evidence=9)),
    ("claim_level", on_claim(level=7)),
    ("claim_level", on_claim(level=0)),
    ("claim_level", on_claim(section=1, level=3)),
    ("kept_text_purpose", a_text_kept_for_nothing),
    ("section_answered_once", a_section_twice),
    ("section_known", on_section(section=99)),
    ("section_state", on_section(state=9)),
    ("one_supply_revision", a_second_revision),
    ("supply_change_once", a_change_of_a_person_twice),
    ("need_status", on_need(status="lost")),
    ("need_positions", on_need(positions=0)),
    ("need_positions", on_need(positions=10_001)),
    ("need_one_start", on_need(starts_on=datetime.date(2026, 3, 1), starts_asap=True)),
    ("need_closed_with_reason", on_need(status="closed")),
    ("need_closed_with_reason", on_need(close_reason="too_slow")),
    ("need_registered_when_not_draft", on_need(registered_at=None)),
    ("requirement_number_once", a_number_twice),
    ("requirement_kind", on_requirement(kind=99)),
    ("requirement_asked", on_requirement(asked=9)),
    ("requirement_weight", on_requirement(weight=0)),
    ("requirement_weight", on_requirement(weight=11)),
    ("requirement_level", on_requirement(minimum_level=3)),
    ("requirement_source", on_requirement(source="rumour")),
    ("one_run_under_way", two_runs_under_way),
    ("run_status", lambda region, need: done_run(need, status="asleep")),
    ("run_done_stamped", lambda region, need: done_run(need, status="done", finished_at=NOW)),
    ("run_done_stamped", lambda region, need: done_run(need, status="done", input_hash="abc")),
    ("candidate_once", a_candidate_twice),
    ("candidate_rank_once", a_rank_twice),
    ("candidate_list", on_candidate(list="best")),
    ("candidate_interval", on_candidate(lo=3)),
    ("candidate_interval", on_candidate(hi=101)),
    ("one_nightly_run_under_way", two_nightly_runs_under_way),
    ("once_a_night", two_runs_of_a_night),
    ("nightly_ended_has_a_moment", on_nightly(status="asleep")),
    ("nightly_ended_has_a_moment", on_nightly(status="cancelled")),
    ("nightly_ended_has_a_moment", on_nightly(finished_at=NOW)),
    ("nightly_running_has_begun", on_nightly(status="running")),
    ("nightly_failed_with_problem", on_nightly(status="failed", finished_at=NOW)),
    ("nightly_failed_with_problem", on_nightly(problem="job.failed")),
    ("nightly_counts", on_nightly(done=1)),
    ("nightly_counts", on_nightly(changed=1)),
    ("change_once", a_change_twice),
    ("change_list", on_change(list="best")),
    ("change_gone_with_reason", on_change(reason="")),
    ("change_gone_with_reason", on_change(reason="whim")),
    ("change_gone_with_reason", on_change(kind="came")),
    ("change_gone_with_reason", on_change(kind="left")),
    ("change_condition", on_change(condition="reach")),
    ("change_condition", on_change(reason="condition")),
    ("change_condition", on_change(reason="condition", condition="height")),
    ("one_assignment_under_way", two_assignments_under_way),
    ("assignment_status", lambda region, need: assignment(region, status="asleep")),
    ("assignment_stage", lambda region, need: assignment(region, stage="resting")),
    ("assignment_done_stamped", lambda region, need: assignment(region, status="done", input_hash="abc")),
    (
        "assignment_done_stamped",
        lambda region, need: assignment(region, status="done", started_at=NOW, finished_at=NOW),
    ),
    ("assignment_within_positions", lambda region, need: assignment(region, positions=1, filled=2)),
    ("assignment_within_positions", lambda region, need: assignment(region, positions=1, greedy_filled=2)),
    ("assigned_need_once", a_need_assigned_twice),
    ("assigned_need_within", assigned_need(filled=3, fitting=3)),
    ("assigned_need_within", assigned_need(greedy_filled=3, fitting=3)),
    ("assigned_need_within", assigned_need(fitting=1)),
    ("assigned_person_once", a_person_assigned_twice),
    ("proposed_once", proposed_twice),
    ("employer_answer_whole", on_proposal(employer_answer="no", employer_answered_at=NOW)),
    ("employer_answer_whole", on_proposal(employer_answer="yes")),
    ("employer_answer_whole", on_proposal(employer_deadline=None)),
    ("employer_answer_whole", on_proposal(employer_answered_at=NOW)),
    ("employer_is_asked", on_proposal(employer_answer="waiting", employer_deadline=None)),
    ("person_answer_whole", on_agreed(person_answered_at=None)),
    ("person_answer_whole", on_agreed(person_reason="pay")),
    ("person_answer_whole", on_proposal(person_answer="maybe")),
    ("person_asked_after_employer_yes", on_proposal(person_answer="open", person_deadline=NOW)),
    ("person_asked_after_employer_yes", on_proposal(person_answer="yes", person_answered_at=NOW)),
    ("withdrawn_with_reason", on_proposal(withdrawn_at=NOW)),
    ("withdrawn_with_reason", on_proposal(withdraw_reason="mistake")),
    ("seat_once", a_seat_held_twice),
    ("seat_state_whole", on_seat(state="released")),
    ("seat_state_whole", on_seat(released_at=NOW)),
    ("seat_state_whole", on_seat(state="lost", released_at=NOW)),
    ("route_notice_event", a_notice(event="late")),
    ("route_notice_of_new_dates", a_notice(event="moved")),
    ("route_notice_of_new_dates", a_notice(event="cancelled", starts_on=NOW.date())),
    ("provider_named_once", again(ProviderFactory)),
    ("programme_imported_once", again(lambda: ProgrammeFactory(source_key="p"))),
    ("programme_kind", on(ProgrammeFactory, kind="hobby")),
    ("programme_source", on(ProgrammeFactory, source="rumour")),
    ("programme_seqf", on(ProgrammeFactory, seqf=9)),
    ("programme_weeks", on(ProgrammeFactory, weeks=0)),
    ("programme_weeks", on(ProgrammeFactory, weeks=521)),
    ("programme_confirmed_by_somebody", on(ProgrammeFactory, grants_confirmed_by="")),
    ("programme_confirmed_by_somebody", on(ProgrammeFactory, grants_confirmed_at=None)),
    ("grant_once", again(grant)),
    ("grant_level", on(grant, level=7)),
    ("grant_level", on(grant, level=0)),
    ("entry_kind", on(demand, kind=99, minimum_level=None)),
    ("entry_level", on(demand, minimum_level=7)),
    ("entry_level", on(demand, kind=1, minimum_level=6)),
    ("entry_level", on(demand, kind=0)),
    ("intake_imported_once", again(lambda: IntakeFactory(source_key="i"))),
    ("intake_status", on(IntakeFactory, status="lost")),
    ("intake_dated_or_rolling", on(IntakeFactory, rolling=True)),
    ("intake_dated_or_rolling", on(IntakeFactory, starts_on=None, ends_on=None)),
    ("intake_ends_after_start", on(IntakeFactory, ends_on=datetime.date(2020, 1, 1))),
    ("intake_apply_before_start", on(IntakeFactory, apply_by=datetime.date(2099, 1, 1))),
    ("intake_pace", on(IntakeFactory, pace=0)),
    ("intake_pace", on(IntakeFactory, pace=101)),
    ("intake_on_site", on(IntakeFactory, on_site=9)),
    ("intake_weeks_on_site", on(IntakeFactory, on_site_weeks=2)),
    ("intake_seats_not_oversold", on(IntakeFactory, seats=5)),
    ("intake_seats_not_oversold", on(IntakeFactory, reserved=11)),
    ("intake_seats_not_oversold", on(IntakeFactory, taken=None, reserved=17)),
    ("intake_seats_not_oversold", on(IntakeFactory, seats=10_001)),
    ("import_source", on_import(source="rumour")),
    ("import_state", on_import(state="lost")),
    ("import_applied_when", on_import(state="applied")),
    ("import_applied_when", on_import(applied_at=NOW)),
    ("correction_says_something", on_correction(kind="wish")),
    ("correction_says_something", on_correction(concept_after="")),
    ("correction_says_something", on_correction(concept_before=F("concept_after"))),
    ("correction_says_something", on_correction(kind="not_asked")),
    ("correction_says_something", on_correction_of_cv(kind="not_asked", concept_after="")),
    ("correction_says_something", a_not_meant_of_nothing),
    ("correction_sentence_of_adverts_alone", on_correction(sentence="")),
    ("correction_sentence_of_adverts_alone", on_correction(start=None, end=None)),
    ("correction_sentence_of_adverts_alone", on_correction(end=F("start"))),
    ("correction_sentence_of_adverts_alone", on_correction_of_cv(sentence="Jag kan kylkrets.")),
    ("correction_sentence_of_adverts_alone", on_correction_of_cv(start=0, end=5)),
    ("correction_of_cv_agreed_to", on_correction_of_cv(agreed=False)),
    ("correction_of_cv_agreed_to", a_correction_of_cv_with_its_person),
    ("correction_polarity", on_correction(polarity="")),
    ("correction_polarity", on_correction_of_cv(polarity="must")),
    ("correction_of_some_words", on_correction(phrase_key="")),
    ("correction_decided_whole", on_correction(state="lost", decided_at=NOW)),
    ("correction_decided_whole", on_correction(state="all")),
    ("correction_decided_whole", on_correction(decided_at=NOW)),
    ("correction_decided_whole", on_correction(state="declined", decided_at=NOW)),
    ("correction_decided_whole", on_correction(state="withdrawn", reason="fel")),
    ("correction_waits_alone", a_waiting_one_decided_with_another),
    ("correction_told_once", a_correction_told_twice),
    ("one_meaning_for_organisation", two_meanings("organisation")),
    ("one_meaning_for_all", two_meanings("all")),
    ("one_alias_revision", a_second_mark),
    ("withdrawn_with_reason", on_proposal(withdrawn_at=NOW, withdraw_reason="whim")),
    ("case_status", on_case(status="lost")),
    ("case_kind", on_case(kind="party")),
    ("case_on_site", on_case(on_site=9)),
    ("case_weeks", on_case(weeks=0)),
    ("case_weeks", on_case(weeks=521)),
    ("case_seats", on_case(seats=0)),
    ("case_seats", on_case(seats=10_001)),
    ("case_window", on_case(starts_from=NOW.date(), starts_by=NOW.date() - datetime.timedelta(1))),
    ("case_started_with_intake", on_case(status="started")),
    ("case_started_with_intake", a_draft_with_an_intake),
    ("case_sent_to_somebody", on_case(status="sent")),
    ("case_sent_to_somebody", on_case(status="accepted")),
    ("letter_once", an_employer_asked_twice),
    ("letter_asked_positions", on_letter(asked_positions=0)),
    ("letter_asked_positions", on_letter(asked_positions=10_001)),
    ("letter_answer_whole", on_letter(answer="maybe", answered_at=NOW)),
    ("letter_answer_whole", on_letter(answered_at=NOW)),
    ("letter_answer_whole", on_letter(positions=2)),
    ("letter_answer_whole", on_letter(answer="yes", answered_at=NOW)),
    ("letter_answer_whole", on_letter(answer="yes", positions=2)),
    ("letter_answer_whole", on_letter(answer="yes", answered_at=NOW, positions=0)),
    ("letter_answer_whole", on_letter(answer="no", answered_at=NOW)),
    ("letter_answer_whole", on_letter(answer="no", answered_at=NOW, reason="whim")),
    ("letter_answer_whole", on_letter(answer="no", answered_at=NOW, reason="timing", positions=1)),
    ("letter_answer_whole", on_letter(answer="expired")),
]


@pytest.mark.parametrize(("name", "refused"), REFUSED, ids=[f"{i}-{name}" for i, (name, _) in enumerate(REFUSED)])
def test_the_database_refuses(name: str, refused: Callable, region, need) -> None:
    with pytest.raises(IntegrityError) as error, transaction.atomic():
        refused(region, need)
    told = str(error.value)
    # SQLite names the columns of a broken uniqueness, and the constraint of every other
    assert name in told or (connection.vendor == "sqlite" and "UNIQUE" in told), told


def test_every_constraint_has_a_row_that_it_refuses() -> None:
    ours = {
        constraint.name
        for model in apps.get_models()
        if model.__module__.startswith("kompetensnav.")
        for constraint in model._meta.constraints
    }
    assert ours == {name for name, _ in REFUSED}


def test_rows_that_others_rest_on_are_not_deleted(region, need) -> None:
    for row in (region.collaboration, region.employer, region.municipality):
        PersonFactory(controller=region.municipality)
        with pytest.raises(models.ProtectedError), transaction.atomic():
            row.delete()


def test_a_withdrawn_proposal_makes_room_for_a_new_one(region, need) -> None:
    person = region.person()
    first = ProposalFactory(need=need, person=person, taken_back=True)
    assert ProposalFactory(need=need, person=person).pk != first.pk


def test_an_ended_membership_makes_room_for_a_new_one(region) -> None:
    first = region.members[Role.EMPLOYER]
    change(first, ended_at=NOW)
    assert MembershipFactory(user=first.user, organisation=first.organisation, role=Role.EMPLOYER).pk != first.pk
