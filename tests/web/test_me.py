"""The person's own pages: proposals and answers, permission, profile, looks, own data. And that nobody else's are."""

import datetime
import json

import pytest
from django.test import Client
from django.utils import timezone

from kompetensnav.apps.accounts.models import Language
from kompetensnav.apps.core.log import looked
from kompetensnav.apps.core.models import AccessEvent, AuditEvent, Look
from kompetensnav.apps.memberships.enums import Role
from kompetensnav.apps.people.models import (
    Claim,
    EvidenceGrade,
    Identity,
    Person,
    ProfileSection,
    SectionAnswer,
    SupplyRevision,
)
from kompetensnav.apps.proposals.enums import Answer
from kompetensnav.apps.proposals.models import Proposal
from tests.factories import PASSWORD, ProposalFactory, Says, concept

pytestmark = pytest.mark.django_db


def _client(user):
    user.language = Language.EN
    user.save(update_fields=["language"])
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def me(individual):
    return _client(individual.user)


@pytest.fixture
def asked(individual, need):
    """The employer has said yes; the person is asked."""
    return ProposalFactory(need=need, person=individual, employer_said_yes=True)


def _text(answer):
    return answer.content.decode()


def _revision():
    return SupplyRevision.objects.values_list("number", flat=True).first() or 0


class TestHome:
    def test_what_waits_comes_first(self, me, asked):
        answer = me.get("/me/")
        assert answer.context["step"].state == "due"
        assert asked.need.organisation.name in answer.context["step"].title
        assert f"/me/proposals/{asked.pk}/" in _text(answer)

    def test_without_permission_the_next_step_is_to_decide(self, me, individual):
        Person.objects.filter(pk=individual.pk).update(permitted_at=None)
        step = me.get("/me/").context["step"]
        assert step.url == "/me/permission/"

    def test_then_the_first_section_that_is_not_complete(self, me, individual):
        SectionAnswer.objects.filter(person=individual, section=ProfileSection.LANGUAGE).update(state=1)
        assert me.get("/me/").context["step"].url == "/me/profile/#language"

    def test_who_has_said_little_is_asked_for_the_cv(self, me, individual):
        SectionAnswer.objects.filter(person=individual).update(state=1)
        assert me.get("/me/").context["step"].url != "/me/profile/cv/"
        individual.claims.filter(section=ProfileSection.OCCUPATION).delete()
        assert me.get("/me/").context["step"].url == "/me/profile/cv/"

    def test_nothing_to_do_has_no_button(self, me):
        step = me.get("/me/").context["step"]
        assert (step.state, step.url) == ("nothing", "")

    def test_a_proposal_the_employer_has_not_answered_is_told_with_its_deadline(self, me, individual, need):
        ProposalFactory(need=need, person=individual)
        [row] = me.get("/me/").context["proposals"]
        assert row.tone == "wait" and row.answer_by is None

    def test_looks_of_one_day_stand_in_one_row(self, me, individual, actor):
        for _ in range(3):
            looked(actor(Role.COORDINATOR), [individual.pk], Look.PROFILE, individual)
        [shown] = me.get("/me/").context["looks"]
        assert shown.times == 3

    def test_an_employer_is_named_as_an_organisation(self, me, individual, actor, region):
        looked(actor(Role.EMPLOYER), [individual.pk], Look.PROPOSAL)
        [shown] = me.get("/me/").context["looks"]
        assert (shown.look.who, shown.look.organisation) == (region.employer.name, "")

    def test_the_legal_basis_of_every_group_is_told(self, me):
        page = _text(me.get("/me/"))
        assert page.count("GDPR art. 6.1 e") >= 4 and "6.1 c" in page

    def test_who_has_no_profile_finds_nothing(self, actor):
        assert _client(actor(Role.COORDINATOR).user).get("/me/").status_code == 404

    def test_queries_do_not_grow_with_rows(self, me, individual, region, actor, django_assert_max_num_queries):
        for _ in range(8):
            ProposalFactory(need=region.need(), person=individual)
            looked(actor(Role.COORDINATOR), [individual.pk], Look.CANDIDATE, region.need())
        me.get("/me/")
        with django_assert_max_num_queries(16):
            me.get("/me/")


class TestProposal:
    def test_it_says_who_asks_for_what_and_what_a_yes_opens(self, me, individual, asked):
        page = _text(me.get(f"/me/proposals/{asked.pk}/"))
        assert asked.need.title in page and asked.need.organisation.name in page
        assert individual.identity.email in page and individual.identity.phone in page
        assert "Industrielektriker" in page

    def test_yes_opens_both(self, me, individual, asked, region):
        employer = region.user(Role.EMPLOYER)
        Proposal.objects.filter(pk=asked.pk).update(employer_answered_by=employer.pk)
        answer = me.post(f"/me/proposals/{asked.pk}/answer/", {"answer": "yes"})
        assert answer.status_code == 303
        asked.refresh_from_db()
        assert asked.agreed
        looked(region.actor(Role.EMPLOYER), [individual.pk], Look.CONTACT, asked)
        page = _text(me.get(answer.url))
        assert employer.email in page and "have been shown to" in page

    def test_the_employers_contact_is_not_told_before(self, me, asked, region):
        employer = region.user(Role.EMPLOYER)
        Proposal.objects.filter(pk=asked.pk).update(employer_answered_by=employer.pk)
        assert employer.email not in _text(me.get(f"/me/proposals/{asked.pk}/"))

    def test_no_needs_a_reason(self, me, asked):
        answer = me.post(f"/me/proposals/{asked.pk}/answer/", {"answer": "no"})
        assert answer.status_code == 422 and "Choose a reason" in _text(answer)
        asked.refresh_from_db()
        assert asked.person_answer == Answer.OPEN

    def test_other_needs_its_words_and_what_was_typed_stays(self, me, asked):
        data = {"answer": "no", "reason": "other", "note": " "}
        assert me.post(f"/me/proposals/{asked.pk}/answer/", data).status_code == 422
        assert me.post(f"/me/proposals/{asked.pk}/answer/", data | {"note": "Flyttar"}).status_code == 303
        asked.refresh_from_db()
        assert (asked.person_answer, asked.person_note) == (Answer.NO, "Flyttar")

    def test_neither_yes_nor_no_is_told(self, me, asked):
        assert me.post(f"/me/proposals/{asked.pk}/answer/", {}).status_code == 422

    def test_twice_changes_nothing(self, me, asked):
        me.post(f"/me/proposals/{asked.pk}/answer/", {"answer": "no", "reason": "pay"})
        answer = me.post(f"/me/proposals/{asked.pk}/answer/", {"answer": "yes"})
        assert answer.status_code == 409 and "first answer stands" in _text(answer)
        asked.refresh_from_db()
        assert asked.person_answer == Answer.NO

    def test_too_late_changes_nothing(self, me, asked):
        Proposal.objects.filter(pk=asked.pk).update(person_deadline=timezone.now() - datetime.timedelta(minutes=1))
        answer = me.post(f"/me/proposals/{asked.pk}/answer/", {"answer": "yes"})
        assert answer.status_code == 409 and "time to answer has passed" in _text(answer)
        assert "Send the answer" not in _text(me.get(f"/me/proposals/{asked.pk}/"))

    def test_taken_back_is_told(self, me, individual, need):
        row = ProposalFactory(need=need, person=individual, employer_said_yes=True, taken_back=True)
        answer = me.post(f"/me/proposals/{row.pk}/answer/", {"answer": "yes"})
        assert answer.status_code == 409 and "taken back" in _text(answer)

    def test_somebody_elses_is_nothing(self, me, region, need):
        row = ProposalFactory(need=need, person=region.person(resident=True), employer_said_yes=True)
        assert me.get(f"/me/proposals/{row.pk}/").status_code == 404
        assert me.post(f"/me/proposals/{row.pk}/answer/", {"answer": "yes"}).status_code == 404


class TestPermission:
    def test_the_page_says_how_many_proposals_go(self, me, asked):
        assert "1 open proposal is taken back" in _text(me.get("/me/permission/"))

    def test_withdrawing_takes_open_proposals_back_at_once(self, me, individual, asked):
        assert me.post("/me/permission/", {"permission": "withdraw"}).status_code == 303
        individual.refresh_from_db()
        asked.refresh_from_db()
        assert not individual.permits_proposals and asked.withdrawn
        assert not Person.objects.matchable().exists()

    def test_giving_it_again(self, me, individual):
        me.post("/me/permission/", {"permission": "withdraw"})
        me.post("/me/permission/", {"permission": "give"})
        individual.refresh_from_db()
        assert individual.permits_proposals

    def test_anything_else_changes_nothing(self, me, individual):
        assert me.post("/me/permission/", {"permission": "x"}).status_code == 422
        individual.refresh_from_db()
        assert individual.permits_proposals


class TestProfile:
    def test_search_tolerates_spelling(self, me):
        page = _text(me.post("/me/profile/add/occupation/", {"q": "industrielektrikr"}))
        assert f'value="{concept("Industrielektriker")}"' in page and 'type="radio"' in page

    def test_nothing_alike_is_told(self, me):
        assert "Nothing is called anything like" in _text(me.post("/me/profile/add/skill/", {"q": "qqqqqqqq"}))

    def test_what_stands_under_another_heading_is_looked_for_there(self, me):
        answer = me.post("/me/profile/add/licence/", {"q": "truckkort"})
        assert answer.context["elsewhere"] == [ProfileSection.SKILL]
        assert 'action="/me/profile/add/skill/"' in _text(answer)
        assert me.post("/me/profile/add/licence/", {"q": "hittepåsaker"}).context["elsewhere"] == []

    def test_short_lists_need_no_search(self, me):
        assert 'type="radio"' in _text(me.get("/me/profile/add/education/"))

    def test_a_section_of_facts_has_nothing_to_search(self, me):
        assert me.get("/me/profile/add/mobility/").status_code == 404

    def test_adding(self, me, individual):
        before = _revision()
        data = {"q": "PLC-programmering", "concept": concept("PLC-programmering"), "level": "3"}
        answer = me.post("/me/profile/add/skill/chosen/", data)
        assert answer.status_code == 303 and answer.url.endswith("#skill")
        claim = Claim.objects.get(person=individual, concept=data["concept"])
        assert (claim.level, claim.evidence) == (3, EvidenceGrade.CLAIMED)
        assert _revision() > before
        assert AuditEvent.objects.filter(verb="person.claim-added", object_id=individual.pk).exists()

    @pytest.mark.parametrize("level", ["6", "0", "x"])
    def test_a_level_that_is_none_is_refused(self, me, individual, level):
        data = {"q": "PLC-programmering", "concept": concept("PLC-programmering"), "level": level}
        assert me.post("/me/profile/add/skill/chosen/", data).status_code == 422
        assert not Claim.objects.filter(person=individual, concept=data["concept"]).exists()

    def test_a_concept_that_was_not_found_is_refused(self, me):
        data = {"q": "PLC-programmering", "concept": concept("Svenska")}
        assert me.post("/me/profile/add/skill/chosen/", data).status_code == 422

    def test_a_shown_level_is_not_changed_without_warning(self, me, region):
        person = region.person(resident=True, claims=(Says("Svenska", 3),))
        client, claim = _client(person.user), person.claims.get()
        data = {"q": "Svenska", "concept": claim.concept, "level": "6"}
        answer = client.post("/me/profile/add/language/chosen/", data)
        assert answer.url == f"/me/profile/claims/{claim.pk}/"
        assert "becomes claimed" in _text(client.get(answer.url))
        claim.refresh_from_db()
        assert claim.level == 3
        assert client.post(answer.url, {"level": "6"}).status_code == 303
        claim.refresh_from_db()
        assert (claim.level, claim.evidence, claim.attested_by) == (6, EvidenceGrade.CLAIMED, "")

    def test_a_form_without_the_level_does_not_take_it_away(self, me, region):
        person = region.person(resident=True, claims=(Says("Svenska", 3),))
        claim = person.claims.get()
        assert _client(person.user).post(f"/me/profile/claims/{claim.pk}/", {}).status_code == 422
        claim.refresh_from_db()
        assert claim.level == 3

    def test_removed_is_put_back_with_its_evidence(self, me, individual):
        claim = individual.claims.get()
        Claim.objects.filter(pk=claim.pk).update(attested_by="Yrkesbevis")
        url = f"/me/profile/claims/{claim.pk}/remove/"
        assert "Remove" in _text(me.get(url))
        assert me.post(url).status_code == 303
        assert not individual.claims.exists()
        assert "Put it back" in _text(me.get("/me/profile/"))
        me.post("/me/profile/claims/undo/")
        back = individual.claims.get()
        assert (back.concept, back.evidence, back.attested_by) == (claim.concept, claim.evidence, "Yrkesbevis")
        assert "Put it back" not in _text(me.get("/me/profile/"))
        assert me.post("/me/profile/claims/undo/").status_code == 303
        assert individual.claims.count() == 1

    def test_somebody_elses_claim_is_nothing(self, me, region):
        claim = region.person(claims=(Says("Svenska", 3),)).claims.get()
        assert me.get(f"/me/profile/claims/{claim.pk}/").status_code == 404
        assert me.post(f"/me/profile/claims/{claim.pk}/remove/").status_code == 404
        assert Claim.objects.filter(pk=claim.pk).exists()

    def test_a_section_is_completed_and_opened_again(self, me, individual):
        for state in (1, 2):
            assert me.post("/me/profile/section/", {"section": 0, "state": state}).status_code == 303
            assert SectionAnswer.objects.get(person=individual, section=0).state == state
        assert me.post("/me/profile/section/", {"section": 0, "state": 3}).status_code == 422

    def test_where_and_when(self, me, individual):
        before = _revision()
        data = {"municipality": "2580", "commute": ["2582"], "willing_to_move": "2", "available_from": "2027-03-01"}
        assert me.post("/me/profile/place/", data).status_code == 303
        individual.refresh_from_db()
        assert (individual.municipality_id, individual.willing_to_move) == ("2580", 2)
        assert individual.available_from == datetime.date(2027, 3, 1)
        assert [m.pk for m in individual.commute.all()] == ["2582"] and individual.commute_known
        assert _revision() > before

    def test_nowhere_else_and_somewhere_else_is_refused(self, me):
        data = {"municipality": "2580", "commute": ["2582"], "nowhere_else": "on", "willing_to_move": "1"}
        assert me.post("/me/profile/place/", data).status_code == 422

    def test_contact_details_are_corrected(self, me, individual):
        data = {"name": "Nya Namnet", "email": "ny@example.test", "phone": "+46 70 123 45 67"}
        assert me.post("/me/profile/contact/", data).status_code == 303
        assert Identity.objects.get(person=individual).name == "Nya Namnet"
        [event] = AuditEvent.objects.filter(verb="person.contact-changed")
        assert "Nya" not in json.dumps(event.details)

    @pytest.mark.parametrize(
        "wrong",
        [{"name": ""}, {"email": "ingen"}, {"phone": "ring mig"}, {"email": "", "phone": ""}],
        ids="-".join,
    )
    def test_contact_details_that_lead_nowhere_are_refused(self, me, individual, wrong):
        stood = Identity.objects.get(person=individual).name
        data = {"name": "Nya", "email": "ny@example.test", "phone": "070-1234567"} | wrong
        assert me.post("/me/profile/contact/", data).status_code == 422
        assert Identity.objects.get(person=individual).name == stood

    def test_queries_do_not_grow_with_claims(self, region, django_assert_max_num_queries):
        said = (Says("Svenska", 3), Says("Industrielektriker"), Says("drive:B"), Says("PLC-programmering", 2))
        person = region.person(resident=True, claims=said)
        client = _client(person.user)
        with django_assert_max_num_queries(10):
            client.get("/me/profile/")


class TestLooks:
    def test_pages_follow_one_another(self, me, individual, actor):
        for _ in range(3):
            looked(actor(Role.COORDINATOR), [individual.pk] * 20, Look.CANDIDATE)
        first = me.get("/me/looks/")
        assert len(first.context["looks"]) == 50
        rest = me.get("/me/looks/", {"before": first.context["more"]})
        assert len(rest.context["looks"]) == 10 and rest.context["more"] is None
        numbers = [s.look.number for p in (first, rest) for s in p.context["looks"]]
        assert numbers == sorted(set(numbers), reverse=True)

    @pytest.mark.parametrize("before", ["x", "-1", "9" * 30])
    def test_a_page_written_by_hand_is_the_first(self, me, before):
        assert me.get("/me/looks/", {"before": before}).status_code == 200

    def test_queries(self, me, individual, actor, need, django_assert_max_num_queries):
        looked(actor(Role.COORDINATOR), [individual.pk] * 40, Look.CANDIDATE, need)
        with django_assert_max_num_queries(10):
            me.get("/me/looks/")


class TestOwnData:
    def test_everything_that_is_held(self, me, individual, asked, actor):
        looked(actor(Role.COORDINATOR), [individual.pk], Look.CONTACT, individual, "meeting")
        answer = me.get("/me/data.json")
        held = json.loads(answer.content)
        assert "attachment" in answer["Content-Disposition"]
        assert held["identity"]["email"] == individual.identity.email
        assert held["proposals"][0]["explanation"]["requirements"]
        assert held["claims"][0]["label"] and held["looks"][-1]["purpose"] == "to agree on a meeting or a call"
        assert {"profile", "sections", "changes", "purposes", "login"} <= held.keys()
        assert PASSWORD not in answer.content.decode()

    def test_it_is_logged(self, me, individual):
        me.get("/me/data.json")
        assert AccessEvent.objects.get(person_id=individual.pk).look == Look.EXPORT
        [shown] = me.get("/me/").context["looks"]
        assert shown.look.own
