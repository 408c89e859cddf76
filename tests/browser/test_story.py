"""The whole way, as people go it: from a pasted advert to contact details that both have opened."""

import re

import pytest
from playwright.sync_api import Page, expect

from kompetensnav.apps.accounts.models import User
from kompetensnav.apps.memberships.enums import Role
from kompetensnav.apps.needs.models import Need
from kompetensnav.apps.people.models import Person
from kompetensnav.apps.proposals.models import Proposal
from tests.factories import PASSWORD, Says

ADVERT = (
    "Vi behöver 4 industrielektriker till Boden från mars. Krav: B-körkort och svenska B1. "
    "Erfarenhet av PLC-programmering är meriterande.\nRing Karin Ek på 070-174 06 35."
)
SUITED = (Says("Industrielektriker"), Says("Svenska", 5), Says("drive:B"))


def log_in(page: Page, user: User) -> None:
    page.goto("/accounts/login/")
    page.locator("input[name=login]").fill(user.email)
    page.locator("input[name=password]").fill(PASSWORD)
    page.locator("input[name=password]").press("Enter")
    page.wait_for_url(re.compile(r"/(desk|employer|me|needs)/"))


def register(page: Page, employer: str) -> None:
    """Paste, see the marks, correct one requirement, register."""
    page.goto("/needs/new/")
    page.locator("[name=organisation]").fill(employer)
    page.locator("[name=text]").fill(ADVERT)
    page.get_by_role("button", name="Read the text").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("How we read your advert")
    advert = page.locator("article.advert")
    for words in ("industrielektriker", "B-körkort", "svenska", "PLC-programmering"):
        expect(advert.get_by_role("link", name=re.compile(words, re.IGNORECASE)).first).to_be_visible()
    expect(advert).not_to_contain_text("070-174")
    licence = page.get_by_role("combobox", name=re.compile("Must or merit for .*B", re.IGNORECASE)).first
    version = page.locator("#register input[name=version]")
    before = version.input_value()
    licence.select_option(label="Merit")
    expect(version).not_to_have_value(before)
    expect(licence).to_have_value("1")
    page.get_by_role("button", name="Register need").click()


def propose_three(page: Page) -> None:
    """Read why the first stands first, and propose the three who stand first."""
    rows = page.locator("table.people tbody tr")
    expect(rows.first).to_contain_text("Person p-")
    page.get_by_role("link", name=re.compile("^Why")).first.click()
    why = page.locator("#why")
    expect(why).to_contain_text("Industrial electrician")
    expect(why).to_contain_text("The name is shown when both have said yes.")
    for number in range(3):
        rows.nth(number).get_by_role("checkbox").check()
    page.locator("#rationale").fill("Har arbetat med det i flera år.")
    page.get_by_role("button", name="Propose those chosen").click()
    expect(page.locator("main")).to_contain_text("Person p-")


def proposals_in_order() -> list[Proposal]:
    return list(Proposal.objects.select_related("person__identity", "person__user").order_by("person_id"))


def names(people: list[Proposal]) -> list[str]:
    return [v for p in people for v in (p.person.identity.name, p.person.identity.email)]


def yes_and_no(page: Page, first: Proposal, second: Proposal) -> None:
    """The employer, who sees no name, says yes to one and no to another with the reason."""
    page.get_by_role("link", name=re.compile(first.person_id)).first.click()
    expect(page.get_by_role("button", name="Say yes")).to_be_visible()
    for name in names([first, second]):
        expect(page.locator("body")).not_to_contain_text(name)
    page.get_by_role("button", name="Say yes").click()
    expect(page.locator("main")).to_contain_text("The person is asked now.")
    page.goto(f"/proposals/{second.pk}/")
    page.get_by_role("radio", name=re.compile("the time does not suit", re.IGNORECASE)).check()
    page.get_by_role("button", name="Say no, with the reason").click()
    expect(page.locator("main")).to_contain_text("You said no. The reason is noted.")


def person_says_yes(page: Page, proposal: Proposal, employer: User) -> None:
    page.locator(f"a[href$='/me/proposals/{proposal.pk}/']").first.click()
    page.get_by_role("radio", name=re.compile("^Yes", re.IGNORECASE)).check()
    page.get_by_role("button", name="Send the answer").click()
    expect(page.locator("main")).to_contain_text("You have both said yes")
    expect(page.locator("main")).to_contain_text(employer.email)


def withdraw_permission(page: Page) -> None:
    page.goto("/me/permission/")
    expect(page.locator("main")).to_contain_text("1 open proposal is taken back.")
    page.get_by_role("button", name="Withdraw the permission").click()
    page.goto("/me/permission/")
    expect(page.get_by_role("button", name="Yes, you may propose me")).to_be_visible()


@pytest.mark.story
def test_story_from_pasted_advert_to_shared_contact_details(region, open_page) -> None:
    for _ in range(5):
        region.person(resident=True, claims=SUITED)
    region.person(claims=SUITED, protected=True)
    User.objects.update(language="en")
    coordinator, employer = region.user(Role.COORDINATOR), region.user(Role.EMPLOYER)

    desk = open_page()
    log_in(desk, coordinator)
    register(desk, region.employer.name)
    need = Need.objects.get()
    expect(desk.get_by_role("heading", level=1)).to_have_text(need.title)
    propose_three(desk)
    yes, no, open_ = proposals_in_order()

    office = open_page()
    log_in(office, employer)
    yes_and_no(office, yes, no)

    home = open_page(yes.person.user)
    home.goto("/me/")
    person_says_yes(home, yes, employer)

    office.goto(f"/proposals/{yes.pk}/")
    for known in (yes.person.identity.name, yes.person.identity.email, yes.person.identity.phone):
        expect(office.locator("main")).to_contain_text(known)

    withdraw_permission(open_page(open_.person.user))
    office.goto(f"/proposals/{open_.pk}/")
    expect(office.locator("main")).to_contain_text("The person withdrew the permission")
    expect(office.get_by_role("button", name="Say yes")).to_have_count(0)
    desk.goto(f"/needs/{need.pk}/?view=people")
    expect(desk.locator("table.people")).not_to_contain_text(open_.person_id)

    desk.goto(f"/needs/{need.pk}/log/?order=oldest")
    trail = desk.locator("main")
    for who in (coordinator.name, employer.name):
        expect(trail).to_contain_text(who)
    for name in names([no, open_]):
        expect(desk.locator("body")).not_to_contain_text(name)
    assert not Person.objects.filter(pk=open_.person_id, withdrawn_at__isnull=True).exists()
