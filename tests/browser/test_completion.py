"""Suggestions in a real browser: typed with a mistake, chosen by keyboard, the form has it."""

from collections.abc import Callable
from urllib.parse import urlparse

import pytest
from django.conf import settings
from django.urls import reverse
from playwright.sync_api import Page, expect

from tests.browser.test_accessibility import problems
from tests.web.world import World

OPTIONS = "[role=option]"
ACTIVE = "[role=option][aria-selected=true]"


def typed(page: Page, name: str, text: str) -> None:
    """Type and wait for the list."""
    page.locator(f"input[name={name}][role=combobox]").press_sequentially(text)
    page.locator(OPTIONS).first.wait_for()


@pytest.fixture
def profile(open_page: Callable[..., Page], world: World) -> Callable[..., Page]:
    def opened(width: int = 1280) -> Page:
        page = open_page(world.users["person"], width=width)
        page.goto(reverse("me:search", args=["occupation"]))
        return page

    return opened


@pytest.mark.parametrize("width", [390, 1280])
def test_a_misspelt_word_is_chosen_by_keyboard_and_the_form_has_it(profile, world: World, width: int) -> None:
    page = profile(width)
    field = page.get_by_role("combobox")
    expect(field).to_have_attribute("aria-expanded", "false")
    typed(page, "q", "sevtsare")
    expect(field).to_have_attribute("aria-expanded", "true")
    expect(page.locator("[role=status]", has_text="suggestions")).to_have_count(1)
    page.keyboard.press("ArrowDown")
    expect(page.locator(ACTIVE)).to_have_count(1)
    active = page.locator(ACTIVE)
    assert field.get_attribute("aria-activedescendant") == active.get_attribute("id")
    assert field.get_attribute("aria-controls") == page.locator("[role=listbox]").get_attribute("id")
    concept, label = active.get_attribute("data-concept"), active.get_attribute("data-label")
    page.keyboard.press("Enter")
    chosen = page.get_by_role("radio", name=label)
    expect(chosen).to_be_checked()
    expect(chosen).to_be_focused()
    assert urlparse(page.url).query == "", "what is written about oneself is in no address"
    page.keyboard.press("Enter")
    page.wait_for_url("**/me/profile/**#occupation")
    assert world.person.claims.filter(concept=concept).exists()


def test_the_arrows_go_round_and_escape_leaves_the_words(profile) -> None:
    page = profile()
    field = page.get_by_role("combobox")
    typed(page, "q", "svets")
    number = page.locator(OPTIONS).count()
    page.keyboard.press("ArrowUp")
    assert page.locator(OPTIONS).nth(number - 1).get_attribute("aria-selected") == "true"
    page.keyboard.press("ArrowDown")
    assert page.locator(OPTIONS).first.get_attribute("aria-selected") == "true"
    page.keyboard.press("Escape")
    expect(field).to_have_attribute("aria-expanded", "false")
    expect(field).to_have_value("svets")
    expect(page.locator(OPTIONS).first).to_be_hidden()
    page.keyboard.press("ArrowDown")
    expect(page.locator(ACTIVE)).to_be_visible()


def test_enter_without_a_choice_searches_and_one_letter_asks_for_nothing(profile) -> None:
    page = profile()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url) if "/complete/" in request.url else None)
    page.get_by_role("combobox").press_sequentially("s")
    page.wait_for_timeout(400)
    assert asked == []
    typed(page, "q", "vetsare")
    page.keyboard.press("Enter")
    page.get_by_role("radio").first.wait_for()
    assert page.get_by_role("radio").count() > 1


def test_a_field_of_a_larger_form_is_filled_in_and_nothing_is_sent(profile) -> None:
    page = profile()
    field = page.get_by_role("combobox")
    field.evaluate("field => { field.dataset.stay = '' }")
    typed(page, "q", "svets")
    page.keyboard.press("ArrowDown")
    label = page.locator(ACTIVE).get_attribute("data-label")
    page.keyboard.press("Enter")
    expect(field).to_have_value(label)
    expect(field).to_be_focused()
    expect(field).to_have_attribute("aria-expanded", "false")
    expect(page.get_by_role("radio")).to_have_count(0)


def test_a_requirement_is_added_without_leaving_the_page(open_page, world: World) -> None:
    page = open_page(world.users["employer"])
    page.goto(reverse("needs:reading", args=[world.draft.pk]))
    typed(page, "search", "truckkor")
    page.locator(OPTIONS).first.click()
    page.locator("#add input[name=concept]:checked").wait_for()
    expect(page.locator("#add input[name=concept]:checked")).to_be_focused()
    concept = page.locator("#add input[name=concept]:checked").get_attribute("value")
    page.keyboard.press("Enter")
    page.locator("#said", has_text="Saved").wait_for(state="attached")
    assert world.draft.requirements.filter(concepts=[concept]).exists()
    typed(page, "search", "svets")  # the field that came with the answer suggests too


def test_people_are_filtered_by_a_word_of_another_language(open_page, world: World) -> None:
    page = open_page(world.users["coordinator"])
    page.goto(reverse("people:list"))
    typed(page, "occupation", "зварн")
    page.keyboard.press("ArrowDown")
    label = page.locator(ACTIVE).get_attribute("data-label")
    page.keyboard.press("Enter")
    page.wait_for_url("**chosen=**")
    expect(page.locator("input[name=occupation]")).to_have_value(label)


def test_a_login_that_has_ended_puts_no_page_into_the_list(profile) -> None:
    page = profile()
    page.context.clear_cookies(name=settings.SESSION_COOKIE_NAME)
    with page.expect_response("**/accounts/login/**"):
        page.get_by_role("combobox").press_sequentially("svets")
    page.wait_for_timeout(200)
    expect(page.locator(".options input")).to_have_count(0)
    expect(page.get_by_role("combobox")).to_have_attribute("aria-expanded", "false")


@pytest.mark.parametrize("width", [390, 1280])
@pytest.mark.parametrize(
    ("who", "address", "name"),
    [
        ("person", "me:search", "q"),
        ("employer", "needs:reading", "search"),
        ("coordinator", "people:list", "occupation"),
    ],
)
def test_the_open_list_can_be_used_by_everybody(
    open_page, world: World, who: str, address: str, name: str, width: int
) -> None:
    page = open_page(world.users[who], width=width, language="sv")
    args = {"me:search": ["occupation"], "needs:reading": [world.draft.pk]}.get(address, [])
    page.goto(reverse(address, args=args))
    typed(page, name, "weld")
    page.keyboard.press("ArrowDown")
    assert problems(page, width) == []
