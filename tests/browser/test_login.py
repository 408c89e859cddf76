"""Logging in with a passkey, with the browser's own virtual authenticator and under the strict content policy."""

import re

import pytest
from playwright.sync_api import Page, expect

from kompetensnav.apps.memberships.enums import Role
from tests.factories import PASSWORD

pytestmark = pytest.mark.django_db(transaction=True)


def with_authenticator(page: Page) -> None:
    """A key built into the machine, that says yes to whoever asks."""
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    session.send("WebAuthn.addVirtualAuthenticator", {"options": options})


def test_a_passkey_is_added_and_opens_without_a_password(open_page, world):
    page = open_page()
    with_authenticator(page)
    page.goto("/accounts/login/")
    page.fill("input[name=login]", world.region.user(Role.COORDINATOR).email)
    page.fill("input[name=password]", PASSWORD)
    page.press("input[name=password]", "Enter")
    page.wait_for_url(re.compile("/desk/"))
    page.goto("/accounts/2fa/webauthn/add/")
    page.fill("input[name=password]", PASSWORD)  # a way in is added only by whoever knows the one there is
    page.press("input[name=password]", "Enter")
    page.fill("input[name=name]", "My telephone")
    page.check("input[name=passwordless]")
    page.click("#mfa_webauthn_add")
    page.wait_for_url(re.compile(r"/accounts/2fa/(recovery-codes/.*|webauthn/|)$"))
    page.context.clear_cookies()
    page.goto("/accounts/login/")
    page.click("#passkey_login")
    page.wait_for_url(re.compile("/desk/"))
    expect(page.get_by_role("heading", level=1)).to_have_text("Mitt bord")
