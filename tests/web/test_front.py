"""The public pages, the way to one's own first screen, languages, roles and fault reports."""

import pytest
from django.test import Client

from kompetensnav.apps.accounts.models import Language
from kompetensnav.apps.core.models import AuditEvent, FaultReport
from kompetensnav.apps.memberships.enums import Role
from tests.factories import MembershipFactory, UserFactory

pytestmark = pytest.mark.django_db


def client_of(user):
    client = Client()
    client.force_login(user)
    return client


FIRST_SCREEN = {
    Role.COORDINATOR: "/desk/",
    Role.EMPLOYER: "/employer/",
    Role.UNIT_MANAGER: "/employer/",
    Role.EDUCATION_PLANNER: "/planner/",
    Role.PROJECT_OWNER: "/needs/",
    Role.SELECTOR: "/needs/",
    Role.ANALYST: "/needs/",
    Role.ADMINISTRATOR: "/oversight/jobs/",
    Role.DATA_PROTECTION: "/oversight/logs/",
}


@pytest.mark.parametrize("role", Role)
def test_each_role_comes_to_its_first_screen_and_it_opens(role, region):
    client = client_of(region.user(role))
    answer = client.get("/home/")
    assert answer.url == FIRST_SCREEN[role]
    assert client.get(answer.url).status_code == 200


def test_a_resident_comes_to_their_own_page(individual):
    assert client_of(individual.user).get("/home/").url == "/me/"


def test_someone_without_a_role_is_told_what_to_do(taxonomy):
    user = UserFactory(language=Language.EN)
    assert "Ask the one who invited you" in client_of(user).get("/home/").content.decode()


@pytest.mark.parametrize(("code", "words"), [("sv", "Hur den testas"), ("en", "How it is tested")])
def test_public_pages_open_for_everybody_in_both_languages(taxonomy, code, words):
    client = Client(headers={"accept-language": code})
    for url in ("/", "/about/", "/accessibility/"):
        answer = client.get(url)
        assert answer.status_code == 200 and f'lang="{code}"' in answer.content.decode()
    assert words in client.get("/accessibility/").content.decode()


def test_the_language_chosen_stays_with_the_account(region):
    user = region.user(Role.COORDINATOR)
    client_of(user).post("/language/", {"language": "en", "next": "/desk/"})
    user.refresh_from_db()
    assert user.language == "en"
    assert "My desk" in client_of(user).get("/desk/").content.decode()  # another device
    assert AuditEvent.objects.filter(verb="user.language-chosen", object_id=user.pk).count() == 1


@pytest.mark.parametrize("back", ["https://evil.example/", "//evil.example", "javascript:alert(1)"])
def test_choosing_a_language_never_leads_away(taxonomy, back):
    assert Client().post("/language/", {"language": "en", "next": back}).url == "/"


def test_one_acts_in_a_role_of_one_s_own_and_no_other(region, other_region):
    user = region.user(Role.COORDINATOR)
    second = MembershipFactory(user=user, organisation=region.employer, role=Role.EMPLOYER)
    theirs = MembershipFactory(organisation=other_region.employer, role=Role.EMPLOYER)
    client = client_of(user)
    assert client.post("/act-as/", {"membership": second.pk}).status_code == 303
    assert client.get("/home/").url == "/employer/"
    assert client.post("/act-as/", {"membership": theirs.pk}).status_code == 404
    assert client.get("/home/").url == "/employer/"


def test_a_fault_report_is_kept_and_an_empty_one_told(taxonomy, region):
    client = Client(headers={"accept-language": "en"})
    assert client.post("/accessibility/", {"page": "/needs/", "text": ""}).status_code == 422
    assert (
        client.post("/accessibility/", {"page": "/needs/", "text": "The list cannot be read."}).status_code == 303
    )
    assert FaultReport.objects.get().text == "The list cannot be read."
    administrator = client_of(region.user(Role.ADMINISTRATOR))
    assert 'href="/oversight/faults/"' in administrator.get("/oversight/jobs/").content.decode()
    page = administrator.get("/oversight/faults/")
    assert "The list cannot be read." in page.content.decode()


def test_many_reports_from_one_address_are_refused(taxonomy):
    client = Client(headers={"accept-language": "en"})
    codes = [client.post("/accessibility/", {"page": "", "text": f"Fault {i}"}).status_code for i in range(7)]
    assert codes == [303] * 5 + [422] * 2


@pytest.mark.parametrize(
    ("sent", "code", "told"),
    [("x" * 3_000_000, 413, "too much to send at once"), ("", 403, "That is not permitted")],
    ids=["too big", "without the form's key"],
)
def test_a_request_that_no_view_reads_is_told_in_the_page_s_own_words(region, sent, code, told):
    visitor = Client(enforce_csrf_checks=not sent, headers={"accept-language": "en"})
    member = Client(enforce_csrf_checks=not sent)
    user = region.user(Role.COORDINATOR)
    type(user).objects.filter(pk=user.pk).update(language=Language.EN)
    member.force_login(user)
    for client in (visitor, member):
        answer = client.post("/accessibility/", {"page": "", "text": sent})
        assert answer.status_code == code
        assert told in answer.content.decode() and 'lang="en"' in answer.content.decode()
