"""Course cases from draft to intake: what is refused and why, who answers, and that a case becomes one intake."""

import datetime
from dataclasses import replace

import pytest

from kompetensnav.apps.core.models import AuditEvent
from kompetensnav.apps.courses.actions import (
    IntakeDates,
    answer_case,
    change_case,
    close_case,
    send_case,
    start_case,
    start_intake,
)
from kompetensnav.apps.courses.enums import CASE_TRANSITIONS, CaseStatus
from kompetensnav.apps.courses.models import CourseCase
from kompetensnav.apps.courses.queries import may_answer
from kompetensnav.apps.education.models import Intake, Programme
from kompetensnav.apps.education.rows import DemandRow, GrantRow
from kompetensnav.apps.memberships.actor import Actor
from kompetensnav.apps.memberships.enums import Role
from kompetensnav.apps.organisations.models import OrganisationKind
from kompetensnav.engine.matching.terms import RequirementKind
from kompetensnav.runtime.problems import InputError
from tests.apps.at_once import at_once
from tests.course_case import HOT_WORK, ROOFS, SCAFFOLDS, case_for, in_weeks, roof_course, roofers, today
from tests.factories import (
    Asks,
    MembershipFactory,
    OrganisationFactory,
    ProgrammeFactory,
    ProviderFactory,
    Says,
    concept,
)


@pytest.fixture
def planner(region) -> Actor:
    return region.actor(Role.EDUCATION_PLANNER)


@pytest.fixture
def sent(region, planner) -> CourseCase:
    case = case_for(region)
    send_case(planner, case=case, version=1, today=today())
    return case


def code_of(refused) -> str:
    return refused.value.problems[0].code


def test_a_case_from_draft_to_intake(region, planner) -> None:
    case = case_for(region)
    assert (case.status, case.owner, case.collaboration) == ("draft", planner.user, region.collaboration)
    send_case(planner, case=case, version=case.version, today=today())
    answer_case(planner, case=case, accept=True)
    intake = start_intake(planner, case=case, dates=IntakeDates(in_weeks(8), in_weeks(20), in_weeks(6)))
    case.refresh_from_db()
    assert (case.status, case.intake, case.programme) == ("started", intake, intake.programme)
    assert (intake.seats, intake.taken, intake.municipality_id, intake.status) == (10, 0, "2582", "planned")
    programme = intake.programme
    assert (programme.name, programme.provider, programme.weeks, programme.cost) == (
        "Takläggare, kort kurs",
        case.provider,
        12,
        30_000,
    )
    assert programme.grants_confirmed_by == planner.actor_id
    assert list(programme.grants.values_list("concept", "suggested")) == [(concept(ROOFS), False)]
    verbs = AuditEvent.objects.filter(object_id=case.pk).order_by("id").values_list("verb", flat=True)
    assert list(verbs) == ["case.started-draft", "case.sent", "case.accepted", "case.started"]


WRONG_FIELDS = {
    "no name": ({"title": "  "}, "case.title"),
    "a window that ends before it begins": (
        {"starts_from": in_weeks(5), "starts_by": in_weeks(4)},
        "case.window",
    ),
    "no seats at all": ({"seats": 0}, "case.seats"),
    "too many seats": ({"seats": 10_001}, "case.seats"),
    "no weeks": ({"weeks": 0}, "case.weeks"),
    "too many weeks": ({"weeks": 521}, "case.weeks"),
    "a concept that does not exist": ({"grants": (GrantRow("skill:nothing"),)}, "programme.unknown-concept"),
    "a level that does not exist": ({"grants": (GrantRow("skill:taklaggning", 6),)}, "programme.no-such-level"),
    "a demand of nothing": ({"demands": (DemandRow(1, ()),)}, "programme.unknown-concept"),
    "a need that does not exist": ({"need_ids": ("n-nothing",)}, "case.need-not-here"),
    "a module that does not exist": ({"module_ids": ("e-nothing",)}, "case.module-not-here"),
}


@pytest.mark.parametrize("case", WRONG_FIELDS)
def test_what_cannot_be_written(region, planner, case: str) -> None:
    values, code = WRONG_FIELDS[case]
    with pytest.raises(InputError) as refused:
        start_case(planner, fields=roof_course(region, **values))
    assert code_of(refused) == code
    assert not CourseCase.objects.exists()


def test_nothing_of_another_region_comes_into_a_case(region, other_region, planner) -> None:
    elsewhere = ProviderFactory(collaboration=other_region.collaboration)
    for values, code in (
        ({"need_ids": (roofers(other_region).pk,)}, "case.need-not-here"),
        ({"module_ids": (ProgrammeFactory(provider=elsewhere).pk,)}, "case.module-not-here"),
        ({"provider": elsewhere}, "case.provider-not-here"),
    ):
        with pytest.raises(InputError) as refused:
            start_case(planner, fields=roof_course(region, **values))
        assert code_of(refused) == code


def test_an_ended_need_does_not_come_in_but_may_stay(region, planner) -> None:
    need = roofers(region)
    case = case_for(region, need)
    type(need).objects.filter(pk=need.pk).update(status="filled", ended_at=datetime.datetime.now(datetime.UTC))
    change_case(planner, case=case, version=1, fields=roof_course(region, need, seats=8))
    assert (case.seats, list(case.needs.all())) == (8, [need])
    with pytest.raises(InputError) as refused:
        case_for(region, need)
    assert code_of(refused) == "case.need-not-here"


def test_a_change_writes_all_of_it(region, planner) -> None:
    case = case_for(region)
    module, other = ProgrammeFactory(provider=case.provider), roofers(region)
    demand = DemandRow(int(RequirementKind.LANGUAGE), (concept("Svenska"),), 3)
    fields = roof_course(region, other, title="Tak", module_ids=(module.pk,), demands=(demand,), grants=())
    change_case(planner, case=case, version=1, fields=fields)
    assert (case.title, case.version, case.grants) == ("Tak", 2, [])
    assert case.demands == [{"kind": 2, "concepts": [concept("Svenska")], "minimum_level": 3}]
    assert (list(case.needs.all()), list(case.modules.all())) == ([other], [module])


NOT_WHOLE = {
    "nobody to give it": ({"provider": None}, "case.no-provider"),
    "no need": ({"need_ids": ()}, "case.no-needs"),
    "no seats": ({"seats": None}, "case.no-seats"),
    "no first day": ({"starts_from": None}, "case.no-window"),
    "no last day": ({"starts_by": None}, "case.no-window"),
    "a window behind us": ({"starts_from": in_weeks(-5), "starts_by": in_weeks(-1)}, "case.window-past"),
    "grants nothing": ({"grants": ()}, "case.grants-nothing"),
}


@pytest.mark.parametrize("what", NOT_WHOLE)
def test_what_is_not_whole_is_not_sent(region, planner, what: str) -> None:
    values, code = NOT_WHOLE[what]
    case = case_for(region)
    change_case(planner, case=case, version=1, fields=replace(roof_course(region, *case.needs.all()), **values))
    with pytest.raises(InputError) as refused:
        send_case(planner, case=case, version=2, today=today())
    assert code_of(refused) == code
    case.refresh_from_db()
    assert (case.status, case.version) == ("draft", 2)


def test_what_only_its_modules_grant_is_sent(region, planner) -> None:
    module = ProgrammeFactory(provider=ProviderFactory(collaboration=region.collaboration))
    case = case_for(region, grants=(), module_ids=(module.pk,))
    send_case(planner, case=case, version=1, today=today())
    assert case.status == "sent"


def test_an_older_version_is_refused(region, planner) -> None:
    case = case_for(region)
    fields = roof_course(region, *case.needs.all())
    for act in (
        lambda: change_case(planner, case=case, version=7, fields=fields),
        lambda: send_case(planner, case=case, version=7, today=today()),
        lambda: close_case(planner, case=case, version=7),
    ):
        with pytest.raises(InputError) as refused:
            act()
        assert code_of(refused) == "case.changed-meanwhile"
    assert CourseCase.objects.get().version == 1


def in_status(case: CourseCase, status: CaseStatus, region) -> None:
    """Set it past the actions."""
    made = {}
    if status == CaseStatus.STARTED:
        programme = ProgrammeFactory(provider=case.provider)
        intake = Intake.objects.create(programme=programme, starts_on=in_weeks(8))
        made = {"programme": programme, "intake": intake}
    CourseCase.objects.filter(pk=case.pk).update(status=status, **made)


STEPS = {
    CaseStatus.SENT: lambda a, c, region: send_case(a, case=c, version=1, today=today()),
    CaseStatus.ACCEPTED: lambda a, c, region: answer_case(a, case=c, accept=True),
    CaseStatus.DECLINED: lambda a, c, region: answer_case(a, case=c, accept=False, note="inga lärare"),
    CaseStatus.STARTED: lambda a, c, region: start_intake(a, case=c, dates=IntakeDates(in_weeks(8))),
    CaseStatus.CLOSED: lambda a, c, region: close_case(a, case=c, version=1),
    CaseStatus.DRAFT: lambda a, c, region: change_case(
        a, case=c, version=1, fields=roof_course(region, *c.needs.all())
    ),
}


@pytest.mark.parametrize("to", STEPS)
@pytest.mark.parametrize("was", CaseStatus)
def test_cases_move_along_their_transitions_and_no_other_way(region, planner, was, to) -> None:
    case = case_for(region)
    in_status(case, was, region)
    allowed = to in CASE_TRANSITIONS[was] or was == to in (CaseStatus.DRAFT, CaseStatus.STARTED)
    if allowed:
        STEPS[to](planner, case, region)
        assert CourseCase.objects.get().status == to
    else:
        with pytest.raises(InputError) as refused:
            STEPS[to](planner, case, region)
        ended = was in (CaseStatus.STARTED, CaseStatus.CLOSED)
        assert code_of(refused) == ("case.ended" if ended else "case.not-from-here")
        assert CourseCase.objects.get().status == was


def planner_of(organisation) -> Actor:
    member = MembershipFactory(role=Role.EDUCATION_PLANNER, organisation=organisation)
    return Actor(member.user, member)


def test_who_speaks_for_the_provider(region, other_region, planner, sent) -> None:
    other_school = OrganisationFactory(collaboration=region.collaboration, kind=OrganisationKind.PROVIDER)
    for actor, may in (
        (planner, True),
        (planner_of(region.municipality), True),
        (planner_of(other_school), False),
        (region.actor(Role.COORDINATOR), False),
        (region.actor(Role.EMPLOYER), False),
        (planner_of(other_region.municipality), False),
    ):
        assert may_answer(actor, sent) is may
    with pytest.raises(InputError) as refused:
        answer_case(planner_of(other_school), case=sent, accept=True)
    assert code_of(refused) == "case.not-yours-to-answer"
    alone = ProviderFactory(collaboration=region.collaboration)
    outside = case_for(region, provider=alone)
    assert [may_answer(a, outside) for a in (planner_of(region.municipality), planner)] == [True, False]


def test_a_no_says_why_and_the_case_can_be_sent_again(region, planner, sent) -> None:
    with pytest.raises(InputError) as refused:
        answer_case(planner, case=sent, accept=False, note=" ")
    assert code_of(refused) == "case.note-needed"
    answer_case(planner, case=sent, accept=False, note=" inga lokaler ")
    assert (sent.status, sent.decline_note) == ("declined", "inga lokaler")
    change_case(planner, case=sent, version=sent.version, fields=roof_course(region, *sent.needs.all()))
    send_case(planner, case=sent, version=sent.version, today=today())
    assert (sent.status, sent.decline_note) == ("sent", "")


def test_what_the_catalogue_refuses_leaves_nothing_behind(region, planner) -> None:
    case = case_for(region)
    for dates, code in (
        (IntakeDates(in_weeks(8), in_weeks(7)), "intake.ends-before-start"),
        (IntakeDates(in_weeks(8), apply_by=in_weeks(9)), "intake.deadline-after-start"),
        (IntakeDates(in_weeks(8), seats=0), "case.no-seats"),
        (IntakeDates(datetime.date(1900, 1, 1)), "intake.long-past"),
    ):
        with pytest.raises(InputError) as refused:
            start_intake(planner, case=case, dates=dates)
        assert code_of(refused) == code
    assert (Programme.objects.count(), Intake.objects.count()) == (0, 0)
    assert CourseCase.objects.get().status == "draft"


def test_an_intake_of_modules_demands_only_what_they_do_not_give_each_other(region, planner) -> None:
    provider = ProviderFactory(collaboration=region.collaboration)
    first = ProgrammeFactory(
        provider=provider, grants=(Says(SCAFFOLDS, 2),), demands=(Asks("Svenska", level=2),), weeks=4, cost=8_000
    )
    second = ProgrammeFactory(
        provider=provider, grants=(Says(HOT_WORK),), demands=(Asks(SCAFFOLDS),), weeks=1, cost=2_000
    )
    case = case_for(region, module_ids=(first.pk, second.pk), weeks=None, cost=None, provider=provider)
    programme = start_intake(planner, case=case, dates=IntakeDates(in_weeks(8))).programme
    assert set(programme.grants.values_list("concept", "level")) == {
        (concept(ROOFS), None),
        (concept(SCAFFOLDS), 2),
        (concept(HOT_WORK), None),
    }
    assert list(programme.demands.values_list("concepts", "minimum_level")) == [([concept("Svenska")], 2)]
    assert (programme.weeks, programme.cost) == (5, 10_000)


def test_clicking_again_gives_the_same_intake(region, planner) -> None:
    case = case_for(region)
    first, again = (start_intake(planner, case=case, dates=IntakeDates(in_weeks(8))) for _ in range(2))
    assert first == again
    assert (Programme.objects.count(), Intake.objects.count()) == (1, 1)


@pytest.mark.django_db(transaction=True)
def test_two_clicks_at_once_make_one_intake(region, planner) -> None:
    case = case_for(region)

    def click() -> Intake:
        return start_intake(planner, case=CourseCase.objects.get(pk=case.pk), dates=IntakeDates(in_weeks(8)))

    first, second = at_once(click, click)
    assert isinstance(first, Intake)
    assert first == second
    assert (Programme.objects.count(), Intake.objects.count()) == (1, 1)
