"""A CV brought in a real browser: read, looked through beside its words, corrected, confirmed, and removed again."""

from collections.abc import Callable
from pathlib import Path

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from kompetensnav.apps.people.models import KeptText, ProfileSection
from tests.browser.test_accessibility import problems
from tests.factories import concept
from tests.integrations import cv_files
from tests.web.world import World

LINES = (
    "Hemlig Hemligsson, hemlig.person@example.test, 070-123 45 67",
    "Arbetslivserfarenhet",
    "2019 - 2023 Undersköterska, Norra Verken AB",
    "PLC-programmering och felsökning.",
    "Språk",
    "Svenska: modersmål",
    "Engelska: B2",
    "Körkort: B",
)
ARABIC = "المهن\nلحام\n\nاللغات\nالعربية: اللغة الأم\nالإنجليزية: B1"


@pytest.fixture
def document(tmp_path: Path) -> Path:
    file = tmp_path / "cv.docx"
    file.write_bytes(cv_files.word(LINES))
    return file


def brought(page: Page, file: Path) -> None:
    """From the first page to the draft, as somebody finds the way."""
    page.goto(reverse("me:home"))
    page.get_by_role("link", name="Läs in ditt CV").first.click()
    page.locator("input[name=file]").set_input_files(file)
    page.get_by_role("button", name="Läs mitt CV").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Vad vi förstod av ditt CV")


@pytest.mark.parametrize("width", [390, 1280])
def test_the_draft_can_be_used_by_everybody(
    open_page: Callable[..., Page], world: World, document, width: int
) -> None:
    page = open_page(world.neighbour.user, language="sv", width=width)
    brought(page, document)
    assert problems(page, width) == []
    page.locator("li.req summary").first.click()
    expect(page.get_by_role("combobox", name="Vad betyder det i stället?").first).to_be_visible()
    assert problems(page, width) == []


@pytest.mark.parametrize("width", [390, 1280])
def test_a_draft_of_right_to_left_text_can_be_used_by_everybody(open_page, world: World, width: int) -> None:
    page = open_page(world.neighbour.user, language="sv", width=width)
    page.goto(reverse("me:cv"))
    page.locator("[name=text]").fill(ARABIC)
    page.get_by_role("button", name="Läs mitt CV").click()
    expect(page.locator("article.cv a.m", has_text="العربية")).to_be_visible()
    assert problems(page, width) == []


def test_a_cv_is_brought_confirmed_and_removed(open_page, world: World, document: Path) -> None:
    person = world.neighbour
    before = set(person.claims.values_list("concept", flat=True))
    page = open_page(person.user, language="sv")
    brought(page, document)
    expect(page.locator("article.cv")).not_to_contain_text("hemlig.person")
    assert set(person.claims.values_list("concept", flat=True)) == before, "nothing is added before it is confirmed"

    page.get_by_role("checkbox", name="Körkort B").uncheck()
    page.get_by_role("combobox", name="Nivå för Engelska").select_option(label="C1")
    row = page.locator("li.req", has=page.get_by_role("checkbox", name="PLC-programmering", exact=True))
    row.locator("summary").click()
    instead = row.get_by_role("combobox", name="Vad betyder det i stället?")
    instead.press_sequentially("hydrauli")
    row.locator("[role=option]").first.wait_for()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(instead).to_have_value("Hydraulik")
    page.get_by_role("checkbox", name="Spara texten hos min profil").check()
    page.get_by_role("button", name="Lägg till det ikryssade").click()

    page.wait_for_url(f"**{reverse('me:profile')}")
    expect(page.locator("main")).to_contain_text("Texten i ditt CV är sparad.")
    added = {c.concept: c for c in person.claims.exclude(concept__in=before)}
    assert concept("Hydraulik") in added and added["lang:en"].level == 5
    assert not {"drive:B", concept("PLC-programmering")} & set(added)
    assert ProfileSection.OCCUPATION in {c.section for c in added.values()}

    page.goto(reverse("me:cv"))
    page.get_by_role("link", name="Läs eller ta bort den").click()
    expect(page.locator("article.cv")).to_contain_text("Norra Verken")
    page.get_by_role("button", name="Ta bort texten").click()
    page.wait_for_url("**/me/#data")
    assert not KeptText.objects.exists()


def test_the_marks_and_the_rows_lead_to_each_other(open_page, world: World, document: Path) -> None:
    page = open_page(world.neighbour.user, language="sv")
    brought(page, document)
    mark = page.locator("article.cv a.m", has_text="Engelska")
    mark.press("Enter")
    row = page.locator("li.req:target")
    expect(row).to_contain_text("Engelska")
    row.get_by_role("link", name="Engelska").press("Enter")
    expect(page.locator("article.cv a.m:target")).to_contain_text("Engelska")


def test_without_script_a_cv_is_brought_as_well(open_page, world: World, browser, live_server) -> None:
    page = open_page(world.neighbour.user, language="sv")
    context = browser.new_context(base_url=live_server.url, java_script_enabled=False)
    context.add_cookies(page.context.cookies())
    plain = context.new_page()
    plain.goto(reverse("me:cv"))
    plain.locator("[name=text]").fill("\n".join(LINES))
    plain.get_by_role("button", name="Läs mitt CV").click()
    plain.get_by_role("button", name="Lägg till det ikryssade").click()
    expect(plain.locator("main")).to_contain_text("Inget av filen är sparat.")
    context.close()
    assert world.neighbour.claims.filter(concept="lang:en").exists()
