"""Nothing is seen across the border of a collaboration, nor of somebody else's rows."""

import pytest

from kompetensnav.apps.corrections.models import Correction
from kompetensnav.apps.memberships.actor import Actor
from kompetensnav.apps.memberships.enums import May, Role
from kompetensnav.apps.needs.enums import NeedStatus
from kompetensnav.apps.needs.models import Need
from kompetensnav.apps.people.models import Person
from kompetensnav.apps.proposals.models import Proposal
from tests.correction_case import told
from tests.factories import MembershipFactory, ProposalFactory, UserFactory, resident


@pytest.fixture
def proposal(need, individual) -> Proposal:
    return ProposalFactory(need=need, person=individual)


@pytest.mark.parametrize("role", Role)
def test_no_role_sees_anything_of_another_region(role: Role, region, other_region, proposal) -> None:
    told(region)
    stranger = other_region.actor(role)
    assert not Person.objects.visible_to(stranger).exists()
    assert not Need.objects.visible_to(stranger).exists()
    assert not Need.objects.editable_by(stranger).exists()
    assert not Proposal.objects.visible_to(stranger).exists()
    assert not Correction.objects.visible_to(stranger).exists()


@pytest.mark.parametrize("role", Role)
def test_what_each_role_sees_of_its_own_region(role: Role, region, proposal, need) -> None:
    told(region)
    someone = region.actor(role)
    assert Correction.objects.visible_to(someone).exists() == (role is Role.ADMINISTRATOR)
    sees_need = someone.may(May.SEE_REGIONS_NEEDS) or role is Role.EMPLOYER
    assert Need.objects.visible_to(someone).exists() == sees_need
    assert Need.objects.editable_by(someone).exists() == (role in (Role.COORDINATOR, Role.EMPLOYER))
    assert Person.objects.visible_to(someone).exists() == (role is Role.COORDINATOR)
    assert Proposal.objects.visible_to(someone).exists() == (role in (Role.COORDINATOR, Role.EMPLOYER))


def test_an_employer_sees_nothing_of_another_employer(region, proposal) -> None:
    other = MembershipFactory(organisation=region.other_employer, role=Role.EMPLOYER)
    stranger = Actor(other.user, other)
    assert not Need.objects.visible_to(stranger).exists()
    assert not Proposal.objects.visible_to(stranger).exists()


def test_a_person_sees_their_own_and_nobody_else_s(region, individual, proposal) -> None:
    me, neighbour = resident(individual), resident(region.person(resident=True))
    assert list(Person.objects.visible_to(me)) == [individual]
    assert list(Proposal.objects.visible_to(me)) == [proposal]
    assert not Need.objects.visible_to(me).exists()
    assert not Proposal.objects.visible_to(neighbour).exists()
    assert not Person.objects.visible_to(neighbour).filter(pk=individual.pk).exists()


def test_someone_without_membership_or_profile_sees_nothing(region, proposal) -> None:
    nobody = Actor(UserFactory(), None)
    told(region)
    for rows in (Person, Need, Proposal, Correction):
        assert not rows.objects.visible_to(nobody).exists()


def test_a_coordinator_who_is_a_resident_too_sees_their_own_profile_elsewhere(region, other_region) -> None:
    user = region.user(Role.COORDINATOR)
    own = other_region.person(user=user)
    assert list(Person.objects.visible_to(region.actor(Role.COORDINATOR))) == [own]


def test_protected_people_are_seen_by_those_named_for_them_alone(region, need) -> None:
    hidden = region.person(resident=True, protected=True)
    proposal = ProposalFactory(need=need, person=hidden)
    named = MembershipFactory(organisation=region.municipality, role=Role.COORDINATOR)
    hidden.protected_readers.add(named.user, UserFactory(), region.user(Role.EMPLOYER))
    by_named, by_other = Actor(named.user, named), region.actor(Role.COORDINATOR)
    assert list(Person.objects.visible_to(by_named)) == [hidden]
    assert list(Proposal.objects.visible_to(by_named)) == [proposal]
    assert not Person.objects.visible_to(by_other).exists()
    assert not Proposal.objects.visible_to(by_other).exists()
    assert not Proposal.objects.visible_to(region.actor(Role.EMPLOYER)).exists()
    assert list(Person.objects.visible_to(resident(hidden))) == [hidden]
    assert list(Proposal.objects.visible_to(resident(hidden))) == [proposal]


def test_who_is_named_for_a_protected_person_elsewhere_sees_them_not(region, other_region) -> None:
    hidden = region.person(protected=True)
    hidden.protected_readers.add(other_region.user(Role.COORDINATOR))
    assert not Person.objects.visible_to(other_region.actor(Role.COORDINATOR)).exists()


def test_an_employer_s_draft_is_the_employer_s_own_until_it_is_registered(region) -> None:
    draft = region.need(draft=True)
    assert list(Need.objects.visible_to(region.actor(Role.EMPLOYER))) == [draft]
    assert not Need.objects.visible_to(region.actor(Role.COORDINATOR)).exists()
    Need.objects.filter(pk=draft.pk).update(owner=region.user(Role.COORDINATOR))
    assert list(Need.objects.visible_to(region.actor(Role.COORDINATOR))) == [draft]


def test_open_needs_are_those_people_may_be_proposed_for(region) -> None:
    opened = {region.need(status=s).pk for s in (NeedStatus.REGISTERED, NeedStatus.ANALYSED, NeedStatus.ACTIVE)}
    region.need(closed=True)
    region.need(draft=True)
    region.need(status=NeedStatus.FILLED)
    assert {n.pk for n in Need.objects.open()} == opened
    assert all(n.is_open for n in Need.objects.open())
