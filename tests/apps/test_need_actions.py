"""A need from draft to end: made once, changed by one at a time, moved only where it may go."""

import datetime
import uuid

import pytest

from kompetensnav.apps.core.models import AuditEvent
from kompetensnav.apps.memberships.enums import Role
from kompetensnav.apps.needs.actions import (
    Change,
    Facts,
    add_requirement,
    change_facts,
    change_requirement,
    register_need,
    set_status,
    start_draft,
)
from kompetensnav.apps.needs.enums import TRANSITIONS, Asked, NeedStatus, RequirementSource, RequirementType
from kompetensnav.apps.needs.models import Need
from kompetensnav.apps.needs.reading import Reading, ReadRequirement
from kompetensnav.apps.needs.snapshot import snapshot
from kompetensnav.runtime.problems import InputError
from tests.apps.at_once import at_once
from tests.factories import Asks, concept

SUBMISSION = uuid.UUID("12345678-1234-4234-8234-123456789abc")


def reading(**values) -> Reading:
    electrician = ReadRequirement(
        RequirementType.OCCUPATION, (concept("Industrielektriker"),), Asked.MUST, 5, spans=((0, 18),)
    )
    plc = ReadRequirement(
        RequirementType.SKILL, (concept("PLC-programmering"),), Asked.MERIT, 3, unsure=True, suggestions=("x",)
    )
    fields = {
        "title": "Industrielektriker till Boden",
        "text": "Industrielektriker till Boden",
        "language": "sv",
        "taxonomy_version": "starter@1",
        "municipality_code": "2582",
        "positions": 4,
        "requirements": (electrician, plc),
    }
    return Reading(**fields | values)


def code_of(error: pytest.ExceptionInfo[InputError]) -> str:
    return error.value.problems[0].code


def draft(actor, organisation) -> Need:
    return start_draft(actor, organisation=organisation, reading=reading(), submission=SUBMISSION)


def test_a_draft_holds_what_was_read(region) -> None:
    made = draft(region.actor(Role.EMPLOYER), region.employer)
    assert (made.status, made.positions, made.municipality_id) == (NeedStatus.DRAFT, 4, "2582")
    assert made.title_folded == made.title.casefold()
    first, second = made.requirements.all()
    assert (first.number, first.asked, first.spans, first.unsure) == (1, Asked.MUST, [[0, 18]], False)
    assert (second.number, second.asked, second.unsure, second.suggestions) == (2, Asked.MERIT, True, ["x"])


def test_a_coordinator_who_writes_for_an_employer_takes_care_of_the_need(region) -> None:
    assert draft(region.actor(Role.COORDINATOR), region.employer).owner == region.user(Role.COORDINATOR)


def test_an_employer_s_own_draft_has_no_owner_yet(region) -> None:
    assert draft(region.actor(Role.EMPLOYER), region.employer).owner is None


def test_the_same_form_sent_twice_makes_one_draft(region) -> None:
    employer = region.actor(Role.EMPLOYER)
    assert draft(employer, region.employer).pk == draft(employer, region.employer).pk
    assert Need.objects.count() == 1
    assert AuditEvent.objects.filter(verb="need.drafted").count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_clicks_at_once_make_one_draft(region) -> None:
    employer = region.actor(Role.EMPLOYER)
    made = at_once(*[lambda: draft(employer, region.employer)] * 3)
    assert len({need.pk for need in made}) == 1
    assert Need.objects.get().requirements.count() == 2


def test_a_change_made_on_an_older_version_is_refused_and_changes_nothing(region, need) -> None:
    employer = region.actor(Role.EMPLOYER)
    facts = Facts("Elektriker", 2, "2580", None, True)
    change_facts(employer, need=need, version=1, facts=facts)
    assert (need.version, need.title, need.starts_asap) == (2, "Elektriker", True)
    changes = [
        lambda: change_facts(employer, need=need, version=1, facts=Facts("X", 9, None, None, False)),
        lambda: change_requirement(employer, need=need, version=1, number=1, change=Change(weight=9)),
        lambda: add_requirement(employer, need=need, version=1, read=reading().requirements[1]),
    ]
    for change in changes:
        with pytest.raises(InputError) as error:
            change()
        assert code_of(error) == "need.changed-meanwhile"
    need.refresh_from_db()
    assert (need.version, need.title, need.positions) == (2, "Elektriker", 2)
    assert need.requirements.get().weight == 5


@pytest.mark.django_db(transaction=True)
def test_of_two_who_change_one_version_at_once_one_is_told(region, need) -> None:
    employer = region.actor(Role.EMPLOYER)

    def change(title: str):
        own = Need.objects.get(pk=need.pk)
        return lambda: change_facts(employer, need=own, version=1, facts=Facts(title, 1, None, None, False))

    gave = at_once(change("A"), change("B"))
    assert sorted(isinstance(g, InputError) for g in gave) == [False, True]
    need.refresh_from_db()
    assert need.version == 2


def test_a_date_and_as_soon_as_possible_exclude_each_other(region, need) -> None:
    facts = Facts("Elektriker", 1, None, datetime.date(2026, 5, 1), True)
    change_facts(region.actor(Role.EMPLOYER), need=need, version=1, facts=facts)
    assert (need.starts_on, need.starts_asap) == (None, True)


def test_a_corrected_requirement_is_a_person_s_word_and_no_longer_unsure(region) -> None:
    employer = region.actor(Role.EMPLOYER)
    made = draft(employer, region.employer)
    change = Change(asked=Asked.MUST, weight=8, minimum_level=4, concepts=[concept("Svetsning")])
    change_requirement(employer, need=made, version=1, number=2, change=change)
    row = made.requirements.get(number=2)
    assert (row.asked, row.weight, row.minimum_level, row.concepts) == (Asked.MUST, 8, 4, [concept("Svetsning")])
    assert (row.source, row.unsure, row.suggestions) == (RequirementSource.PERSON, False, [])
    change_requirement(employer, need=made, version=2, number=2, change=Change(no_level=True))
    row.refresh_from_db()
    assert (row.minimum_level, row.weight) == (None, 8)


def test_what_the_law_asks_stays_the_law_s(region, need) -> None:
    need.requirements.update(source=RequirementSource.LAW)
    change_requirement(region.actor(Role.EMPLOYER), need=need, version=1, number=1, change=Change(weight=9))
    assert need.requirements.get().source == RequirementSource.LAW


def test_a_removed_requirement_is_not_matched_and_can_be_taken_back(region, need, taxonomy) -> None:
    employer = region.actor(Role.EMPLOYER)
    change_requirement(employer, need=need, version=1, number=1, change=Change(removed=True))
    assert snapshot(need, taxonomy.graph).rows == ()
    change_requirement(employer, need=need, version=2, number=1, change=Change(removed=False))
    assert [r.number for r in snapshot(need, taxonomy.graph).rows] == [1]


def test_a_requirement_that_is_not_there_cannot_be_changed(region, need) -> None:
    with pytest.raises(InputError) as error:
        change_requirement(region.actor(Role.EMPLOYER), need=need, version=1, number=7, change=Change(weight=1))
    assert code_of(error) == "need.no-such-requirement"
    need.refresh_from_db()
    assert need.version == 1


def test_a_requirement_is_added_last_and_only_once(region, need) -> None:
    employer = region.actor(Role.EMPLOYER)
    plc = reading().requirements[1]
    add_requirement(employer, need=need, version=1, read=plc)
    assert [r.number for r in need.requirements.all()] == [1, 2]
    with pytest.raises(InputError) as error:
        add_requirement(employer, need=need, version=2, read=plc)
    assert code_of(error) == "need.requirement-stands"
    change_requirement(employer, need=need, version=2, number=2, change=Change(removed=True))
    add_requirement(employer, need=need, version=3, read=plc)
    assert [r.number for r in need.requirements.filter(removed=False)] == [1, 3]


def test_registering_asks_for_a_requirement_that_stands(region) -> None:
    employer = region.actor(Role.EMPLOYER)
    empty = region.need(draft=True, requirements=())
    with pytest.raises(InputError) as error:
        register_need(employer, need=empty, version=1)
    assert code_of(error) == "need.no-requirements"
    removed = region.need(draft=True)
    removed.requirements.update(removed=True)
    with pytest.raises(InputError):
        register_need(employer, need=removed, version=1)


def test_registering_twice_registers_once(region) -> None:
    employer = region.actor(Role.EMPLOYER)
    need = region.need(draft=True)
    register_need(employer, need=need, version=1)
    at = need.registered_at
    register_need(employer, need=need, version=1)
    assert (need.status, need.registered_at) == (NeedStatus.REGISTERED, at)
    assert AuditEvent.objects.filter(verb="need.registered").count() == 1


def test_registering_an_older_version_is_refused(region) -> None:
    need = region.need(draft=True)
    employer = region.actor(Role.EMPLOYER)
    change_facts(employer, need=need, version=1, facts=Facts("Ny", 1, None, None, False))
    with pytest.raises(InputError) as error:
        register_need(employer, need=need, version=1)
    assert code_of(error) == "need.changed-meanwhile"
    need.refresh_from_db()
    assert need.is_draft


@pytest.mark.parametrize("to", NeedStatus)
@pytest.mark.parametrize("was", NeedStatus)
def test_a_need_moves_only_where_it_may_go(was: NeedStatus, to: NeedStatus, region) -> None:
    registered = {} if was != NeedStatus.DRAFT else {"registered_at": None}
    reason = {"close_reason": "other"} if was == NeedStatus.CLOSED else {}
    need = region.need(status=was, **registered, **reason)
    why = "need_gone" if to == NeedStatus.CLOSED else ""
    if to in TRANSITIONS[was]:
        set_status(region.actor(Role.COORDINATOR), need=need, to=to, reason=why)
        assert need.status == to
        assert (need.ended_at is not None) == (not TRANSITIONS[to])
        assert need.close_reason == why
    else:
        with pytest.raises(InputError) as error:
            set_status(region.actor(Role.COORDINATOR), need=need, to=to, reason=why)
        assert code_of(error) == "need.not-from-here"
        need.refresh_from_db()
        assert need.status == was


def test_nothing_leads_out_of_an_end_nor_back_to_a_draft() -> None:
    assert set(TRANSITIONS) == set(NeedStatus)
    assert [s for s in NeedStatus if not TRANSITIONS[s]] == ["filled", "partly_filled", "closed"]
    assert not any(NeedStatus.DRAFT in to for to in TRANSITIONS.values())


def test_a_status_read_before_another_s_move_is_refused(region, need) -> None:
    old = Need.objects.get(pk=need.pk)
    set_status(region.actor(Role.COORDINATOR), need=need, to=NeedStatus.FILLED)
    with pytest.raises(InputError) as error:
        set_status(region.actor(Role.COORDINATOR), need=old, to=NeedStatus.ANALYSED)
    assert code_of(error) == "need.changed-meanwhile"


def test_a_requirement_that_this_taxonomy_lacks_is_told_and_not_matched(region, taxonomy) -> None:
    need = region.need(requirements=(Asks("Industrielektriker"), Asks("Svenska", level=3)))
    need.requirements.filter(number=2).update(concepts=["gone:1"])
    seen = snapshot(need, taxonomy.graph)
    assert [r.number for r in seen.rows] == [1]
    assert [r.number for r in seen.lost] == [2]
