"""Takes the pictures of the user handbook from a running demo region: ``python -m tests.browser.pictures ADDRESS``.

``script/handbook-pictures`` starts the demo in a folder of its own and calls this.
"""

import os
import sys
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

FOLDER = Path(__file__).resolve().parents[2] / "docs" / "handbok" / "bilder"
ADVERT = "Vi behöver 4 industrielektriker till Boden från mars, B-körkort, gärna erfarenhet av PLC, svenska B1"
DESK, PHONE = 1280, 390
QUIET = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]


def logged_in(browser: Browser, address: str, email: str, width: int) -> Page:
    """A page of somebody who has just logged in to the demo."""
    page = browser.new_context(
        viewport={"width": width, "height": 860}, locale="sv-SE", base_url=address
    ).new_page()
    page.goto("/accounts/login/")
    page.click(f'button[value="{email}"]')
    page.wait_for_load_state()
    return page


def shot(page: Page, name: str) -> None:
    page.screenshot(path=FOLDER / f"{name}.png")


def coordinator(browser: Browser, address: str) -> None:
    page = logged_in(browser, address, "samordnare.lulea@example.org", DESK)
    page.goto("/desk/")
    shot(page, "mitt-bord")
    page.goto("/needs/new/")
    page.fill("input[list]", "Myrlunda Fossilfritt Stål AB")
    page.fill("textarea", ADVERT)
    shot(page, "nytt-behov")
    page.click("main form button.ds-button")
    page.wait_for_load_state()
    shot(page, "tolkning")
    page.click('form[action$="/register/"] button')
    page.wait_for_selector('a[href*="/candidates/p-"]')
    shot(page, "behovet")
    page.locator('a[href*="/candidates/p-"]').first.click()
    page.wait_for_selector("aside.why .fact")
    page.locator("aside.why").screenshot(path=FOLDER / "varfor.png")
    page.goto("/proposals/")
    shot(page, "forslag")


def employer(browser: Browser, address: str) -> None:
    page = logged_in(browser, address, "industri@example.org", DESK)
    page.goto("/employer/")
    shot(page, "arbetsgivare")
    page.locator('main a[href^="/proposals/f-"]').first.click()
    page.wait_for_load_state()
    shot(page, "arbetsgivarens-svar")


def resident(browser: Browser, address: str) -> None:
    page = logged_in(browser, address, "elektriker@example.org", PHONE)
    page.goto("/me/")
    shot(page, "min-vag")
    page.locator('main a[href^="/me/proposals/"]').first.click()
    page.wait_for_load_state()
    shot(page, "mitt-svar")
    page.goto("/me/profile/")
    shot(page, "min-profil")


def overseers(browser: Browser, address: str) -> None:
    page = logged_in(browser, address, "administrator@example.org", DESK)
    page.goto("/oversight/jobs/")
    shot(page, "jobb")
    page = logged_in(browser, address, "dataskydd@example.org", DESK)
    page.goto("/oversight/logs/")
    shot(page, "loggar")


def main(address: str) -> None:
    FOLDER.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        path = os.environ.get("CHROMIUM", "/usr/bin/chromium")
        browser = playwright.chromium.launch(executable_path=path, args=QUIET)
        for part in (coordinator, employer, resident, overseers):
            part(browser, address)
        browser.close()


if __name__ == "__main__":
    main(sys.argv[1])
