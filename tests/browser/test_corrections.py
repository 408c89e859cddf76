"""What words mean, told by an employer, approved by an administrator, and the same advert read rightly after it."""

from collections.abc import Callable

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from kompetensnav.apps.corrections.models import Correction
from tests.browser.test_accessibility import problems
from tests.factories import concept
from tests.web.world import World

ADVERT = "Svetsare till Boden\n\nDu har truckkort, det krävs. Vana vid hydraulik och pneumatik är ett krav."


def read(page: Page) -> None:
    page.goto(reverse("needs:new"))
    page.locator("[name=text]").fill(ADVERT)
    page.get_by_role("button", name="Läs texten").click()
    page.wait_for_url("**/reading/**")


def misread(page: Page, label: str) -> None:
    page.get_by_role("link", name=f"Läst fel? {label}").click()
    expect(page.locator("#meaning")).to_be_focused()


def approve(page: Page, phrase: str, decision: str) -> None:
    """From the list of what waits, with the sentence it was said of."""
    page.goto(reverse("corrections:list"))
    page.get_by_role("link", name=phrase).click()
    expect(page.locator("blockquote")).to_contain_text("är ett krav")
    page.get_by_role("button", name=decision).click()
    expect(page.locator("main")).to_contain_text("Godkänd.")


def test_a_correction_is_told_approved_and_applied(open_page: Callable[..., Page], world: World) -> None:
    office = open_page(world.users["employer"], language="sv")
    read(office)
    misread(office, "Hydraulik")
    office.locator("#meaning").press_sequentially("svetsnin")
    office.locator("#wrong [role=option]", has_text="Svetsning").first.click()
    expect(office.locator("#wrong input[name=concept]:checked")).to_be_focused()
    office.get_by_role("checkbox", name="Berätta för oss").check()
    office.get_by_role("button", name="Det betyder det jag valde").click()
    expect(office.locator("#requirements, main").first).to_contain_text("Tack. En administratör avgör")

    misread(office, "Pneumatik")
    office.get_by_role("checkbox", name="Berätta för oss").check()
    office.get_by_role("button", name="Det är inget krav").click()
    office.get_by_role("button", name="Ångra Pneumatik").wait_for()

    told = Correction.objects.exclude(pk=world.correction.pk)
    expected = {("hydraulik", "means"), ("pneumatik", "not_asked")}
    assert {(c.phrase.lower(), c.kind) for c in told} == expected
    meant = told.get(kind="means").concept_after
    assert meant != concept("Hydraulik")

    read(office)
    rows = office.locator("form.req b")
    expect(rows.filter(has_text="Hydraulik")).to_have_count(1)  # nothing is read by it before it is approved

    region = open_page(world.users["administrator"], language="sv")
    approve(region, "hydraulik", f"Godkänn för {world.region.employer.name}")
    approve(region, "pneumatik", "Godkänn för alla")

    read(office)
    expect(rows.filter(has_text="Hydraulik")).to_have_count(0)
    expect(rows.filter(has_text="Pneumatik")).to_have_count(0)
    need = world.region.employer.needs.latest("created_at")
    assert [meant] in [r.concepts for r in need.requirements.all()]


@pytest.mark.parametrize("width", [390, 1280])
def test_saying_what_words_mean_can_be_done_by_everybody(open_page, world: World, width: int) -> None:
    page = open_page(world.users["employer"], language="sv", width=width)
    read(page)
    misread(page, "Hydraulik")
    assert problems(page, width) == []
    page.locator("#meaning").press_sequentially("svets")
    page.locator("#wrong [role=option]").first.wait_for()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.locator("#wrong input[name=concept]:checked").wait_for()
    assert problems(page, width) == []
