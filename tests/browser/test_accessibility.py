"""Every page, in both languages, on a phone and on a desk: no violation that axe can see, nothing to scroll sideways."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.urls import reverse
from playwright.sync_api import Page

from tests.web.addresses import cases
from tests.web.world import EVERYBODY, World

AXE = Path(__file__).resolve().parents[2] / "node_modules" / "axe-core" / "axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
CHECK = """async (rules) => {
  const told = await axe.run(document, {runOnly: {type: 'tag', values: rules}, resultTypes: ['violations']});
  return told.violations.flatMap(v => v.nodes.map(n => `${v.id}: ${n.target.join(' ')} (${v.help})`));
}"""
FILES = (".csv", ".xlsx", ".pdf")
TOO_WIDE = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"
SLOWEST_SETTLING = 5_000  # milliseconds for fonts and what is fetched at once


def pages(world: World) -> Iterator[tuple[str, str, str]]:
    """(name, who, address) of every page there is, and of the parts of those that have several."""
    for name, address in cases():
        url = address.url(name, world) if address.method == "get" and address.ok == 200 else ""
        if url and not (url.endswith(FILES) or name.endswith("export") or "format=" in url):
            yield name, next(w for w in ("anonymous", *EVERYBODY) if address.expected(w) == 200), url
    need = reverse("needs:need", args=[world.need.pk])
    for view in ("requirements", "people", "ask", "near&condition=reach", "proposals", "end", "routes"):
        yield f"need {view}", "coordinator", f"{need}?view={view}"
    yield "need routes in numbers", "analyst", f"{need}?view=routes"
    yield "inviting", "coordinator", reverse("planner:closing") + f"?within=all&intake={world.intake.pk}"
    yield "proposal to answer", "employer", reverse("proposals:proposal", args=[world.waiting.pk])
    yield "proposal agreed", "employer", reverse("proposals:proposal", args=[world.agreed.pk])
    yield "own proposal agreed", "person", reverse("me:proposal", args=[world.agreed.pk])
    reading = reverse("needs:reading", args=[world.draft.pk])
    for part in ("wrong=1&meaning=svets", "offer=1&was=skill:svetsning", "search=svets"):
        yield f"reading {part}", "employer", f"{reading}?{part}"
    programme = reverse("catalogue:programme", args=[world.intake.programme_id])
    yield "programme as read", "employer", programme
    yield "the same start again", "education_planner", f"{programme}intakes/new/?like={world.intake.pk}"
    yield "building a course", "coordinator", reverse("courses:new") + f"?need={world.need.pk}"
    yield "letter as planned", "coordinator", reverse("courses:letter", args=[world.letter.pk])
    yield "letter to answer", "employer", reverse("courses:letter", args=[world.letter.pk])
    yield "log in", "anonymous", reverse("account_login")
    yield "reset password", "anonymous", reverse("account_reset_password")
    yield "second factor", "coordinator", reverse("mfa_index")
    yield "not there", "coordinator", "/needs/n-nothing/"


def problems(page: Page, width: int) -> list[str]:
    page.wait_for_load_state("networkidle", timeout=SLOWEST_SETTLING)
    page.evaluate("() => document.fonts.ready.then(() => true)")
    page.evaluate(AXE.read_text(encoding="utf-8"))
    found = page.evaluate(CHECK, RULES)
    if width < 400 and (wider := page.evaluate(TOO_WIDE)) > 0:
        found.append(f"scrolls sideways by {wider} px")
    return found


@pytest.mark.ignore_template_errors  # the login package's own; those of our pages fail in tests/web
@pytest.mark.parametrize("width", [390, 1280])
@pytest.mark.parametrize("language", ["sv", "en"])
def test_every_page(language: str, width: int, world: World, open_page: Callable[..., Page]) -> None:
    opened: dict[str, Page] = {}
    wrong = []
    for name, who, url in pages(world):
        if who not in opened:
            user = None if who == "anonymous" else world.users[who]
            opened[who] = open_page(user, language=language, width=width)
        page = opened[who]
        page.goto(url)
        seen = page.locator("html").get_attribute("lang"), page.locator("h1").count()
        if seen != (language, 1):
            wrong.append(f"{name}: language and number of first headings {seen}")
        wrong += [f"{name}: {problem}" for problem in problems(page, width)]
    assert not wrong, "\n".join(wrong)
