"""Two logs that are only added to: every action is in the one, every look at a person in the other."""

import datetime
import importlib
import inspect
import json
import pkgutil
import uuid
from collections.abc import Callable

import pytest
from django.db import connection
from django.utils import timezone

from kompetensnav import apps as apps_package
from kompetensnav.apps.accounts import actions as accounts
from kompetensnav.apps.accounts.models import Language, User
from kompetensnav.apps.assignments import actions as assignments
from kompetensnav.apps.concepts import actions as concepts
from kompetensnav.apps.core.collation import swedish_key
from kompetensnav.apps.core.ids import opaque_id
from kompetensnav.apps.core.log import audit, looked
from kompetensnav.apps.core.models import AccessEvent, AuditEvent, Look
from kompetensnav.apps.corrections import actions as corrections
from kompetensnav.apps.courses import actions as courses
from kompetensnav.apps.courses.models import CourseCase, LetterOfIntent
from kompetensnav.apps.education import actions as education
from kompetensnav.apps.education import importing
from kompetensnav.apps.education.enums import IntakeStatus, ProgrammeKind, Source
from kompetensnav.apps.education.models import CatalogueImport, Intake
from kompetensnav.apps.matches import actions as matches
from kompetensnav.apps.memberships.actor import SYSTEM, Command
from kompetensnav.apps.memberships.enums import Role
from kompetensnav.apps.needs import actions as needs
from kompetensnav.apps.needs.enums import NeedStatus
from kompetensnav.apps.needs.reading import Reading, ReadRequirement
from kompetensnav.apps.organisations.models import Organisation
from kompetensnav.apps.people import actions as people
from kompetensnav.apps.people.models import Identity, ProfileSection
from kompetensnav.apps.proposals import actions as proposals
from kompetensnav.apps.proposals import notices
from kompetensnav.apps.proposals.enums import WithdrawReason
from kompetensnav.apps.proposals.models import Proposal, RouteNotice
from kompetensnav.cli.taxonomies import store
from tests.assignment_case import worked_out
from tests.correction_case import told, told_of_cv
from tests.course_case import case_for, in_weeks, roof_course
from tests.course_case import today as today_now
from tests.factories import (
    IntakeFactory,
    OrganisationFactory,
    ProgrammeFactory,
    ProposalFactory,
    concept,
    resident,
)
from tests.route_case import intake, untrained
from tests.route_case import need as needing

TODAY = datetime.date(2026, 3, 1)

PROGRAMME = education.ProgrammeFields("Svetsare", ProgrammeKind.PACKAGE)


def plc() -> ReadRequirement:
    return ReadRequirement(1, (concept("PLC-programmering"),), 1, 3)


class World:
    """What the actions below are done to."""

    def __init__(self, region, individual, need) -> None:
        self.region, self.person, self.need = region, individual, need
        self.employer = region.actor(Role.EMPLOYER)
        self.coordinator = region.actor(Role.COORDINATOR)
        self.administrator = region.actor(Role.ADMINISTRATOR)
        self.me = resident(individual)
        self.planner = region.actor(Role.EDUCATION_PLANNER)

    def proposal(self, **values) -> Proposal:
        return ProposalFactory(need=self.need, person=self.person, **values)

    def programme(self):
        return ProgrammeFactory(provider__collaboration=self.region.collaboration)

    def catalogue_file(self) -> CatalogueImport:
        region = self.region.collaboration
        said = {"source": Source.MYH, "file_name": "beslut.xlsx", "rows": (), "rejected": ()}
        return importing.read_import(self.planner, collaboration=region, **said)

    def claim(self):
        return self.person.claims.get()

    def case(self) -> CourseCase:
        return case_for(self.region, self.need)

    def letter(self) -> LetterOfIntent:
        return courses.ask_employers(self.planner, case=self.case())[0]


def draft(w: World) -> None:
    reading = Reading("Elektriker", "Elektriker", "sv", "starter@1", requirements=(plc(),))
    needs.start_draft(w.employer, organisation=w.region.employer, reading=reading, submission=uuid.uuid4())


def another_taxonomy(w: World) -> None:
    concepts.TaxonomyVersion.objects.update(in_use=False)
    concepts.use_version(SYSTEM, version=store().versions()[0])


def restored(w: World) -> None:
    claim = w.claim()
    removed = people.Removed(claim.section, claim.concept, claim.level, claim.evidence, "", claim.recorded_on)
    claim.delete()
    people.restore_claim(w.me, person=w.person, removed=removed)


def text_removed(w: World) -> None:
    people.keep_text(w.me, person=w.person, text="Svetsare")
    people.remove_text(w.me, person=w.person)


def withdrawn(w: World) -> None:
    w.proposal()
    proposals.withdraw(w.coordinator, Proposal.objects.all(), WithdrawReason.MISTAKE)


def expired(w: World) -> None:
    w.proposal()
    proposals.expire_overdue(SYSTEM, now=timezone.now() + datetime.timedelta(days=30))


def told_of_an_intake(w: World) -> None:
    person, course = untrained(w.region), intake(w.region)
    asked = needing(w.region)
    proposals.propose(w.coordinator, need=asked, person_ids=[person.pk], routes={person.pk: [course.pk]})
    Intake.objects.update(status=IntakeStatus.CANCELLED)
    notices.tell_of_intakes(SYSTEM)


def dealt_with(w: World) -> None:
    told_of_an_intake(w)
    notices.deal_with_notice(w.coordinator, notice=RouteNotice.objects.get())


def taken_back(w: World) -> None:
    row = told(w.region)
    corrections.approve(w.administrator, correction=row, for_all=True)
    corrections.withdraw(w.administrator, correction=row, reason="det var fel")


def case_changed(w: World) -> None:
    courses.change_case(w.planner, case=w.case(), version=1, fields=roof_course(w.region, w.need))


def case_answered(w: World) -> None:
    case = w.case()
    courses.send_case(w.planner, case=case, version=1, today=today_now())
    courses.answer_case(w.planner, case=case, accept=False, note="inga lärare")


def letters_expired(w: World) -> None:
    courses.expire_letters(SYSTEM, now=w.letter().deadline + datetime.timedelta(days=1))


# action -> (what is done, the verb it is logged under)
ACTIONS: dict[str, tuple[Callable[[World], object], str]] = {
    "accounts.choose_language": (
        lambda w: accounts.choose_language(w.me, user=w.me.user, language=Language.EN),
        "user.language-chosen",
    ),
    "accounts.remove_account": (
        lambda w: accounts.remove_account(w.administrator, user=w.person.user),
        "user.removed",
    ),
    "assignments.start_assignment": (
        lambda w: assignments.start_assignment(w.coordinator, collaboration=w.region.collaboration),
        "assignment.asked-for",
    ),
    "assignments.do_assignment": (lambda w: worked_out(w.region), "assignment.done"),
    "concepts.use_version": (another_taxonomy, "taxonomy.taken-into-use"),
    "corrections.record": (lambda w: told(w.region), "correction.recorded"),
    "corrections.record_from_cv": (lambda w: told_of_cv(w.region, w.me), "correction.recorded"),
    "corrections.approve": (
        lambda w: corrections.approve(w.administrator, correction=told(w.region), for_all=False),
        "correction.approved",
    ),
    "corrections.decline": (
        lambda w: corrections.decline(w.administrator, correction=told(w.region), reason="för smalt"),
        "correction.declined",
    ),
    "corrections.withdraw": (taken_back, "correction.withdrawn"),
    "courses.start_case": (lambda w: w.case(), "case.started-draft"),
    "courses.change_case": (case_changed, "case.changed"),
    "courses.send_case": (
        lambda w: courses.send_case(w.planner, case=w.case(), version=1, today=today_now()),
        "case.sent",
    ),
    "courses.answer_case": (case_answered, "case.declined"),
    "courses.start_intake": (
        lambda w: courses.start_intake(w.planner, case=w.case(), dates=courses.IntakeDates(in_weeks(8))),
        "case.started",
    ),
    "courses.close_case": (lambda w: courses.close_case(w.planner, case=w.case(), version=1), "case.closed"),
    "courses.ask_employers": (lambda w: w.letter(), "letter.asked"),
    "courses.answer_letter": (
        lambda w: courses.answer_letter(w.employer, letter=w.letter(), said=courses.LetterSaid(True, 2)),
        "letter.answered",
    ),
    "courses.expire_letters": (letters_expired, "letter.expired"),
    "education.read_import": (lambda w: w.catalogue_file(), "catalogue.file-read"),
    "education.apply_import": (
        lambda w: importing.apply_import(w.planner, import_=w.catalogue_file()),
        "catalogue.imported",
    ),
    "education.discard_import": (
        lambda w: importing.discard_import(w.planner, import_=w.catalogue_file()),
        "catalogue.import-discarded",
    ),
    "education.write_programme": (
        lambda w: education.write_programme(
            w.planner, programme=None, provider_name="Skolan", version=0, fields=PROGRAMME
        ),
        "programme.written",
    ),
    "education.confirm_grants": (
        lambda w: education.confirm_grants(w.planner, programme=w.programme(), version=1, grants=[]),
        "programme.grants-confirmed",
    ),
    "education.set_demands": (
        lambda w: education.set_demands(w.planner, programme=w.programme(), version=1, demands=[]),
        "programme.demands-set",
    ),
    "education.end_programme": (
        lambda w: education.end_programme(w.planner, programme=w.programme(), version=1),
        "programme.ended",
    ),
    "education.write_intake": (
        lambda w: education.write_intake(
            w.planner, programme=w.programme(), intake=None, version=0, fields=education.IntakeFields()
        ),
        "intake.written",
    ),
    "education.cancel_intake": (
        lambda w: education.cancel_intake(w.planner, intake=IntakeFactory(programme=w.programme()), version=1),
        "intake.cancelled",
    ),
    "matches.start_run": (lambda w: matches.start_run(w.coordinator, need=w.need), "match.asked-for"),
    "matches.do_run": (lambda w: matches.do_run(SYSTEM, matches.start_run(SYSTEM, need=w.need)), "match.done"),
    "needs.start_draft": (draft, "need.drafted"),
    "needs.change_facts": (
        lambda w: needs.change_facts(
            w.employer, need=w.need, version=1, facts=needs.Facts("X", 1, None, None, False)
        ),
        "need.facts-changed",
    ),
    "needs.change_requirement": (
        lambda w: needs.change_requirement(
            w.employer, need=w.need, version=1, number=1, change=needs.Change(weight=7)
        ),
        "need.requirement-changed",
    ),
    "needs.add_requirement": (
        lambda w: needs.add_requirement(w.employer, need=w.need, version=1, read=plc()),
        "need.requirement-added",
    ),
    "needs.register_need": (
        lambda w: needs.register_need(w.employer, need=w.region.need(draft=True), version=1),
        "need.registered",
    ),
    "needs.set_status": (
        lambda w: needs.set_status(w.employer, need=w.need, to=NeedStatus.PARTLY_FILLED),
        "need.partly-filled",
    ),
    "people.give_permission": (
        lambda w: people.give_permission(w.me, person=w.region.person(not_permitting=True)),
        "person.permission-given",
    ),
    "people.record_withdrawal": (
        lambda w: people.record_withdrawal(w.me, person=w.person),
        "person.permission-withdrawn",
    ),
    "people.record_protection": (
        lambda w: people.record_protection(w.administrator, person=w.person, protected=True),
        "person.protected",
    ),
    "people.record_erasure": (
        lambda w: people.record_erasure(w.administrator, person=w.person),
        "person.erased",
    ),
    "people.add_claim": (
        lambda w: people.add_claim(
            w.me,
            person=w.person,
            said=people.Said(ProfileSection.SKILL, concept("PLC-programmering"), 2),
            today=TODAY,
        ),
        "person.claim-added",
    ),
    "people.add_claims": (
        lambda w: people.add_claims(
            w.me, person=w.person, said=[people.Said(ProfileSection.LANGUAGE, "lang:en", 4)], today=TODAY
        ),
        "person.claims-added",
    ),
    "people.keep_text": (
        lambda w: people.keep_text(w.me, person=w.person, text=w.person.identity.name),
        "person.text-kept",
    ),
    "people.remove_text": (text_removed, "person.text-removed"),
    "people.remove_claim": (
        lambda w: people.remove_claim(w.me, person=w.person, claim_id=w.claim().pk),
        "person.claim-removed",
    ),
    "people.restore_claim": (restored, "person.claim-restored"),
    "people.set_whereabouts": (
        lambda w: people.set_whereabouts(
            w.me, person=w.person, said=people.Whereabouts("2580", ["2582"], True, 1, TODAY)
        ),
        "person.whereabouts-changed",
    ),
    "people.change_contact": (
        lambda w: people.change_contact(
            w.me, person=w.person, contact=people.Contact("Ny", "ny@example.test", "1")
        ),
        "person.contact-changed",
    ),
    "people.set_section": (
        lambda w: people.set_section(w.me, person=w.person, section=ProfileSection.SKILL, state=1),
        "person.section-answered",
    ),
    "proposals.propose": (
        lambda w: proposals.propose(w.coordinator, need=w.need, person_ids=[w.person.pk]),
        "proposal.made",
    ),
    "proposals.answer_for_employer": (
        lambda w: proposals.answer_for_employer(w.employer, proposal=w.proposal(), yes=True),
        "proposal.employer-answered",
    ),
    "proposals.answer_for_person": (
        lambda w: proposals.answer_for_person(w.me, proposal=w.proposal(employer_said_yes=True), yes=True),
        "proposal.person-answered",
    ),
    "proposals.withdraw_permission": (
        lambda w: proposals.withdraw_permission(w.me, person=w.person),
        "person.permission-withdrawn",
    ),
    "proposals.protect_person": (
        lambda w: proposals.protect_person(w.administrator, person=w.person, protected=True),
        "person.protected",
    ),
    "proposals.erase_person": (
        lambda w: proposals.erase_person(w.administrator, person=w.person),
        "person.erased",
    ),
    "proposals.withdraw": (withdrawn, "proposal.withdrawn"),
    "proposals.take_back": (
        lambda w: proposals.take_back(w.coordinator, proposal=w.proposal()),
        "proposal.withdrawn",
    ),
    "proposals.expire_overdue": (expired, "proposal.expired"),
    "proposals.tell_of_intakes": (told_of_an_intake, "proposal.intake-cancelled"),
    "proposals.deal_with_notice": (dealt_with, "proposal.notice-dealt-with"),
    "proposals.end_need": (
        lambda w: proposals.end_need(w.employer, need=w.need, to=NeedStatus.FILLED),
        "need.filled",
    ),
}


def public_actions() -> set[str]:
    """Every function of an app's modules of actions that somebody does: its first argument is an actor."""
    found = set()
    for app in pkgutil.iter_modules(apps_package.__path__):
        for kind in ("actions", "importing", "notices"):
            found |= {
                f"{app.name}.{function}" for function in _done_in(f"{apps_package.__name__}.{app.name}.{kind}")
            }
    return found


def _done_in(name: str) -> set[str]:
    try:
        module = importlib.import_module(name)
    except ModuleNotFoundError as error:
        assert error.name == name, error
        return set()
    return {
        function
        for function, value in inspect.getmembers(module, inspect.isfunction)
        if value.__module__ == name
        and not function.startswith("_")
        and next(iter(inspect.signature(value).parameters), "") == "actor"
    }


def test_every_action_has_a_case() -> None:
    assert public_actions() == set(ACTIONS)


@pytest.mark.parametrize("action", ACTIONS)
def test_every_action_writes_who_did_what_to_which_row(action: str, region, individual, need) -> None:
    done, verb = ACTIONS[action]
    done(World(region, individual, need))
    event = AuditEvent.objects.filter(verb=verb).latest("id")
    assert event.actor_id and event.object_id and event.object_type
    assert event.actor_id in {u.pk for u in User.objects.all()} | {"system"}
    if event.actor_id in {m.user_id for m in region.members.values()}:
        assert event.organisation_id in {o.pk for o in Organisation.objects.all()}
    assert json.loads(json.dumps(event.details)) == event.details


@pytest.mark.parametrize("action", ACTIONS)
def test_no_log_names_anybody(action: str, region, individual, need) -> None:
    ACTIONS[action][0](World(region, individual, need))
    written = json.dumps(
        [list(AuditEvent.objects.values_list()), list(AccessEvent.objects.values_list())], default=str
    )
    names = [v for i in Identity.objects.all() for v in (i.name, i.email, i.phone)]
    names += [v for u in User.objects.all() for v in (u.name, u.email)]
    assert [n for n in names if n and n != "1" and n in written] == []


def test_an_audit_row_is_written_once_and_never_changed(need) -> None:
    audit(SYSTEM, "need.tried", need, number=1)
    row = AuditEvent.objects.latest("id")
    assert (row.actor_id, row.object_type, row.object_id, row.details) == ("system", "need", need.pk, {"number": 1})
    for forbidden in (
        row.save,
        row.delete,
        AuditEvent.objects.all().delete,
        lambda: AuditEvent.objects.update(verb="x"),
    ):
        with pytest.raises(TypeError):
            forbidden()
    assert AuditEvent.objects.get(pk=row.pk).verb == "need.tried"


def test_looks_are_written_a_row_a_person_and_never_changed(region, need) -> None:
    coordinator = region.actor(Role.COORDINATOR)
    looked(coordinator, ["p-1", "p-2"], Look.CANDIDATE, need, purpose="matching")
    looked(coordinator, ["p-3"], Look.PROFILE)
    rows = list(AccessEvent.objects.order_by("id").values_list("person_id", "look", "object_type", "object_id"))
    assert rows == [
        ("p-1", "candidate", "need", need.pk),
        ("p-2", "candidate", "need", need.pk),
        ("p-3", "profile", "", ""),
    ]
    assert set(AccessEvent.objects.values_list("actor_id", "organisation_id")) == {
        (coordinator.actor_id, region.municipality.pk)
    }
    for forbidden in (AccessEvent.objects.latest("id").delete, AccessEvent.objects.all().delete):
        with pytest.raises(TypeError):
            forbidden()


def test_taking_the_taxonomy_in_use_into_use_again_writes_nothing(taxonomy) -> None:
    [version] = [v for v in store().versions() if v.name == taxonomy.name]
    concepts.use_version(Command(), version=version)
    assert not AuditEvent.objects.exists()


def test_opaque_ids_say_nothing_and_differ() -> None:
    ids = {opaque_id("p") for _ in range(500)}
    assert len(ids) == 500
    assert all(len(i) == 10 and i.startswith("p-") and i.isascii() and i == i.lower() for i in ids)


def test_names_stand_in_swedish_order_in_the_database(region) -> None:
    names = ["Öfors AB", "Zeta AB", "Äng AB", "Ångverket AB", "alfa AB", "Beta AB"]
    for name in names:
        OrganisationFactory(collaboration=region.collaboration, name=name)
    stored = list(Organisation.objects.filter(name__in=names).values_list("name", flat=True))
    expected = ["alfa AB", "Beta AB", "Zeta AB", "Ångverket AB", "Äng AB", "Öfors AB"]
    assert stored == expected, connection.vendor
    assert sorted(names, key=swedish_key) == expected
