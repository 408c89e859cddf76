"""The employer's first page: what waits, own needs and nobody else's, names only where both have said yes."""

import datetime

import pytest
from django.test import Client
from django.utils import timezone

from kompetensnav.apps.accounts.models import Language
from kompetensnav.apps.core.models import AccessEvent, Look
from kompetensnav.apps.memberships.enums import Role
from kompetensnav.apps.proposals.models import Proposal
from tests.factories import MembershipFactory, ProposalFactory

pytestmark = pytest.mark.django_db


def _client(user):
    user.language = Language.EN
    user.save(update_fields=["language"])
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def employer(region):
    return _client(region.user(Role.EMPLOYER))


def test_a_new_employer_is_told_what_happens(employer):
    page = employer.get("/employer/").content.decode()
    assert "Paste your advert" in page and "/needs/new/" in page


def test_what_waits_longest_to_run_out_comes_first(employer, region, need):
    later = ProposalFactory(need=need, person=region.person())
    soon = ProposalFactory(
        need=need, person=region.person(), employer_deadline=timezone.now() + datetime.timedelta(hours=5)
    )
    answer = employer.get("/employer/")
    assert [p.pk for p in answer.context["waiting"]] == [soon.pk, later.pk]
    assert soon.pk in answer.context["step"].url


def test_what_is_too_late_or_taken_back_does_not_wait(employer, region, need):
    ProposalFactory(
        need=need, person=region.person(), employer_deadline=timezone.now() - datetime.timedelta(hours=1)
    )
    ProposalFactory(need=need, person=region.person(), taken_back=True)
    answer = employer.get("/employer/")
    assert answer.context["waiting"] == [] and answer.context["step"].url == ""


def test_a_draft_is_the_next_step_and_opens_for_correction(employer, region):
    draft = region.need(draft=True)
    answer = employer.get("/employer/")
    assert answer.context["step"].url == f"/needs/{draft.pk}/reading/"


def test_names_only_where_both_have_said_yes(employer, region, need):
    people = [region.person() for _ in range(3)]
    ProposalFactory(need=need, person=people[0])
    ProposalFactory(need=need, person=people[1], employer_said_yes=True)
    agreed = ProposalFactory(need=need, person=people[2], both_said_yes=True)
    page = employer.get("/employer/").content.decode()
    assert people[2].identity.name in page
    assert people[0].identity.name not in page and people[1].identity.name not in page
    [event] = AccessEvent.objects.all()
    assert (event.person_id, event.look, event.object_id) == (people[2].pk, Look.CONTACT, agreed.pk)


def test_what_was_taken_back_after_all_hides_the_name_again(employer, region, need):
    person = region.person()
    row = ProposalFactory(need=need, person=person, both_said_yes=True)
    Proposal.objects.filter(pk=row.pk).update(withdrawn_at=timezone.now(), withdraw_reason="mistake")
    assert person.identity.name not in employer.get("/employer/").content.decode()


def test_someone_without_contact_details_is_told_by_id(employer, region, need):
    person = region.person(identity=None)
    ProposalFactory(need=need, person=person, both_said_yes=True)
    assert f"Person {person.pk}" in employer.get("/employer/").content.decode()


def test_the_needs_of_others_are_not_ours(region, need):
    other = MembershipFactory(organisation=region.other_employer, role=Role.EMPLOYER)
    ProposalFactory(need=need, person=region.person(), both_said_yes=True)
    answer = _client(other.user).get("/employer/")
    assert answer.context["needs"] == [] and answer.context["agreed"] == []


def test_pages_of_needs_stand_still(employer, region):
    made = [region.need(requirements=()) for _ in range(30)]
    first = employer.get("/employer/")
    region.need(requirements=())
    rest = employer.get("/employer/", {"after": first.context["more"]})
    seen = [n.pk for page in (first, rest) for n in page.context["needs"]]
    assert sorted(seen) == sorted(n.pk for n in made) and rest.context["more"] == ""


def test_queries_do_not_grow_with_rows(employer, region, django_assert_max_num_queries):
    for _ in range(6):
        need = region.need()
        ProposalFactory(need=need, person=region.person())
        ProposalFactory(need=need, person=region.person(), both_said_yes=True)
    employer.get("/employer/")
    with django_assert_max_num_queries(14):
        employer.get("/employer/")
