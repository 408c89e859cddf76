"""What is done to a profile, and that everybody who may not be matched is out of the supply at once."""

import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from kompetensnav.apps.people.actions import (
    Said,
    add_claim,
    add_claims,
    give_permission,
    record_withdrawal,
    remove_claim,
    set_section,
)
from kompetensnav.apps.people.models import Claim, EvidenceGrade, Person, ProfileSection, SupplyRevision
from kompetensnav.apps.people.snapshot import profiles, supply_of
from kompetensnav.engine.matching.terms import Answer, Section, SectionState
from tests.apps.at_once import at_once
from tests.factories import Says, concept, resident
from tests.searchable import searchable

TODAY = datetime.date(2026, 3, 1)


def revision() -> int:
    return SupplyRevision.objects.values_list("number", flat=True).first() or 0


def in_supply(region) -> set[str]:
    return searchable(region.collaboration.pk)


def test_permission_is_given_once_and_puts_the_person_into_the_supply(region) -> None:
    person = region.person(resident=True, not_permitting=True)
    assert in_supply(region) == set()
    give_permission(resident(person), person=person)
    first = person.permitted_at
    give_permission(resident(person), person=person)
    assert person.permits_proposals and person.permitted_at == first
    assert in_supply(region) == {person.pk}


def test_a_withdrawal_takes_the_person_out_of_the_supply_at_once(region, individual) -> None:
    assert in_supply(region) == {individual.pk}
    assert record_withdrawal(resident(individual), person=individual)
    assert not individual.permits_proposals
    assert in_supply(region) == set()
    assert not record_withdrawal(resident(individual), person=individual)


def test_a_permission_given_again_counts_from_then(region) -> None:
    person = region.person(resident=True, withdrawn=True)
    give_permission(resident(person), person=person)
    assert person.permits_proposals and in_supply(region) == {person.pk}


def test_protected_people_are_never_in_the_supply_whatever_they_permit(region) -> None:
    region.person(protected=True)
    assert in_supply(region) == set()
    assert Person.objects.matchable().count() == 0


def test_a_claim_is_added_once_and_another_level_needs_new_evidence(region, individual) -> None:
    me = resident(individual)
    swedish = Said(ProfileSection.LANGUAGE, concept("Svenska"), 3)
    first = add_claim(me, person=individual, said=swedish, today=TODAY)
    assert first.evidence == EvidenceGrade.CLAIMED
    Claim.objects.filter(pk=first.pk).update(evidence=EvidenceGrade.VERIFIED, attested_by="Komvux")
    again = add_claim(me, person=individual, said=swedish, today=TODAY)
    assert (again.pk, again.evidence, again.attested_by) == (first.pk, EvidenceGrade.VERIFIED, "Komvux")
    raised = add_claim(me, person=individual, said=Said(swedish.section, swedish.concept, 6), today=TODAY)
    assert (raised.pk, raised.level, raised.evidence, raised.attested_by) == (
        first.pk,
        6,
        EvidenceGrade.CLAIMED,
        "",
    )


def test_a_claim_is_removed_by_its_own_person_alone(region, individual) -> None:
    other = region.person(claims=(Says("Kock, à la carte"),))
    theirs, mine = other.claims.get(), individual.claims.get()
    remove_claim(resident(individual), person=individual, claim_id=theirs.pk)
    assert other.claims.filter(pk=theirs.pk).exists()
    for _ in range(2):
        remove_claim(resident(individual), person=individual, claim_id=mine.pk)
    assert not individual.claims.exists()


@pytest.mark.parametrize("state", [1, 2])
def test_a_section_is_answered_and_read_by_the_engine(region, state: int) -> None:
    person = region.person(resident=True, sections=())
    set_section(resident(person), person=person, section=ProfileSection.SKILL, state=state)
    [profile] = profiles(Person.objects.filter(pk=person.pk), region_graph())
    assert profile.sections == {Section.SKILL: SectionState(state)}


def region_graph():
    from kompetensnav.apps.concepts.queries import taxonomy_in_use

    return taxonomy_in_use().graph


@pytest.mark.parametrize(
    "change",
    [
        lambda me, p: add_claim(
            me, person=p, said=Said(ProfileSection.SKILL, concept("PLC-programmering"), 2), today=TODAY
        ),
        lambda me, p: remove_claim(me, person=p, claim_id=p.claims.get().pk),
        lambda me, p: set_section(me, person=p, section=ProfileSection.SKILL, state=1),
        lambda me, p: record_withdrawal(me, person=p),
    ],
    ids=["add", "remove", "section", "withdraw"],
)
def test_every_change_makes_the_supply_of_every_process_old(change, individual) -> None:
    before = revision()
    change(resident(individual), individual)
    assert revision() == before + 1


def test_a_profile_is_read_as_it_was_said(region, taxonomy) -> None:
    person = region.person(
        commutes=("2580", "2582"), claims=(Says("Svenska", 4), Says("drive:B")), sections=(ProfileSection.LANGUAGE,)
    )
    nowhere = region.person(commute_known=False, municipality_id=None)
    read = {p.id: p for p in profiles(Person.objects.all(), taxonomy.graph)}
    said = read[person.pk]
    assert {taxonomy.graph.id(c.concept): c.level for c in said.claims} == {concept("Svenska"): 4, "drive:B": None}
    assert said.commute is not None and len(said.commute) == 2
    assert said.willing_to_move is Answer.NO
    assert said.sections[Section.LANGUAGE] is SectionState.COMPLETE
    assert (read[nowhere.pk].municipality, read[nowhere.pk].commute) == (None, None)


def test_a_claim_that_this_taxonomy_lacks_makes_silence_unknown(region, taxonomy) -> None:
    person = region.person()
    Claim.objects.create(person=person, section=ProfileSection.SKILL, concept="gone:1", recorded_on=TODAY)
    [profile] = profiles(Person.objects.filter(pk=person.pk), taxonomy.graph)
    assert profile.sections[Section.SKILL] is SectionState.BEGUN
    assert profile.sections[Section.LANGUAGE] is SectionState.COMPLETE
    assert list(supply_of(Person.objects.filter(pk=person.pk), taxonomy.graph).ids) == [person.pk]


@pytest.mark.parametrize("number", [5, 50])
def test_profiles_are_read_in_as_many_queries_however_many_people(region, taxonomy, number: int) -> None:
    for _ in range(number):
        region.person(commutes=("2580",), claims=(Says("Svenska", 4),))
    with CaptureQueriesContext(
        connection,
    ) as queries:
        assert len(profiles(Person.objects.matchable(), taxonomy.graph)) == number
    assert len(queries) <= 5


@pytest.mark.django_db(transaction=True)
def test_two_that_say_the_same_at_once_make_one_claim(region) -> None:
    person = region.person(resident=True)
    said = Said(ProfileSection.LANGUAGE, concept("Svenska"), 3)
    me = resident(person)
    before = revision()
    gave = at_once(*[lambda: add_claim(me, person=person, said=said, today=TODAY)] * 2)
    assert [g for g in gave if isinstance(g, Exception)] == []
    assert person.claims.count() == 1
    assert revision() == before + 2


@pytest.mark.django_db(transaction=True)
def test_two_forms_at_once_that_name_the_same_in_another_order_are_both_taken(region) -> None:
    person = region.person(resident=True, claims=())
    said = [Said(ProfileSection.LANGUAGE, f"lang:{code}", 3) for code in ("sv", "en", "uk", "ar", "de", "fi")]
    answers = at_once(
        *(
            lambda order=order: add_claims(resident(person), person=person, said=order, today=TODAY)
            for order in (said, said[::-1])
        )
    )
    assert sorted(map(str, answers)) == ["0", "6"]
