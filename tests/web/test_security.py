"""What no page may do: run foreign code, show who somebody is, change something when it is only looked at."""

import logging
import os
import re
import subprocess
import sys
from collections.abc import Iterator

import pytest
from django.conf import settings
from django.db import connection, transaction
from django.http import HttpResponse
from django.template import engines
from django.test import Client, RequestFactory
from django.urls import reverse
from django.utils.log import AdminEmailHandler

from kompetensnav.apps.memberships.enums import Role
from kompetensnav.apps.people.models import Identity
from kompetensnav.web.middleware import ReadOnlyGetMiddleware
from tests.factories import PASSWORD
from tests.web.addresses import Address, case_ids, cases
from tests.web.html_reading import Page, body
from tests.web.world import EVERYBODY, World

PAGES = [(name, address) for name, address in cases() if address.method == "get" and address.ok == 200]
PAGE_IDS = [i for i, (_, a) in zip(case_ids(), cases(), strict=True) if a.method == "get" and a.ok == 200]
STRANGERS = [Role.EMPLOYER.value, Role.COORDINATOR.value, Role.ANALYST.value, "other_employer", "neighbour"]


def seen(world: World, name: str, address: Address, who: str) -> HttpResponse:
    return world.client(who).get(address.url(name, world))


def shown(world: World, name: str, address: Address) -> Iterator[tuple[str, HttpResponse]]:
    """The page as everybody sees it who may."""
    for who in EVERYBODY:
        if address.expected(who) == 200:
            yield who, seen(world, name, address, who)


@pytest.mark.parametrize(("name", "address"), PAGES, ids=PAGE_IDS)
def test_every_page_has_a_strict_policy_and_keeps_to_it(name: str, address: Address, world: World) -> None:
    for who, response in shown(world, name, address):
        policy = dict((*d.split(" ", 1), "")[:2] for d in response.headers["Content-Security-Policy"].split("; "))
        assert policy["default-src"] == "'none'"
        assert policy["script-src"] == policy["style-src"] == policy["form-action"] == "'self'"
        assert policy["frame-ancestors"] == policy["base-uri"] == "'none'"
        assert not [d for d in policy.values() if "unsafe" in d or "*" in d or "http" in d]
        assert response.headers["X-Frame-Options"] == "DENY"
        assert response.headers["X-Content-Type-Options"] == "nosniff"
        assert response.headers["Referrer-Policy"] == "same-origin"
        html = body(response)
        if response.headers["Content-Type"].startswith("text/html"):
            page = Page(html)
            assert page.inline_code() == [], who
            foreign = [
                a for a in page.addresses() if "//" in a.split("?")[0] and not a.startswith("http://testserver")
            ]
            loaded = [e.attributes.get("src", "") for e in page.elements if e.tag in ("script", "img", "iframe")]
            assert [a for a in loaded if "//" in a] == []
            assert [a for a in foreign if not a.startswith("https://")] == []


@pytest.mark.parametrize(("name", "address"), PAGES, ids=PAGE_IDS)
def test_no_page_says_in_its_address_or_title_who_somebody_is(name: str, address: Address, world: World) -> None:
    personal = [v for i in Identity.objects.all() for v in (i.name, i.email, i.phone)]
    for who, response in shown(world, name, address):
        html = body(response)
        if not response.headers["Content-Type"].startswith("text/html"):
            continue
        page = Page(html)
        told = " ".join(
            [
                *(a for a in page.addresses() if not a.startswith(("mailto:", "tel:"))),
                *(e.text for e in page.of("title")),
            ]
        )
        assert [p for p in personal if p in told] == [], who


@pytest.mark.parametrize("who", STRANGERS)
def test_nobody_reads_a_name_before_both_have_said_yes(who: str, world: World) -> None:
    world.agreed.delete()
    identity = world.person.identity
    for name, address in PAGES:
        if address.expected(who) != 200:
            continue
        text = body(seen(world, name, address, who))
        assert [v for v in (identity.name, identity.email, identity.phone) if v in text] == [], name


def test_when_both_have_said_yes_each_reads_who_the_other_is(world: World) -> None:
    identity, employer = world.person.identity, world.region.user(Role.EMPLOYER)
    for_employer = world.client("employer").get(reverse("proposals:proposal", args=[world.agreed.pk]))
    for_person = world.client("person").get(reverse("me:proposal", args=[world.agreed.pk]))
    for value in (identity.name, identity.email, identity.phone):
        assert value in for_employer.content.decode()
    assert employer.email in for_person.content.decode()


@pytest.mark.parametrize(
    ("name", "address"), [c for c in cases() if c[1].method == "post"], ids=lambda c: str(c)[:40]
)
def test_nothing_is_changed_without_the_form_s_own_key(name: str, address: Address, world: World) -> None:
    who = address.someone()
    client = Client(enforce_csrf_checks=True)
    client.force_login(world.users[who])
    assert client.post(address.url(name, world), address.data(world)).status_code == 403


def test_a_page_that_is_only_looked_at_cannot_change_anything(world: World) -> None:
    assert settings.MIDDLEWARE[-1].endswith("ReadOnlyGetMiddleware")

    def changing(_: object) -> HttpResponse:
        with transaction.atomic():
            world.need.save()
        return HttpResponse()

    with pytest.raises(AssertionError, match="a GET writes"):
        ReadOnlyGetMiddleware(changing)(RequestFactory().get("/needs/"))
    ReadOnlyGetMiddleware(changing)(RequestFactory().post("/needs/"))
    assert connection.execute_wrappers == []


def test_cookies_are_out_of_reach_of_scripts_and_other_sites(world: World) -> None:
    client = Client()
    client.get(reverse("account_login"))
    user = world.region.user(Role.COORDINATOR)
    client.post(reverse("account_login"), {"login": user.email, "password": PASSWORD})
    assert {settings.SESSION_COOKIE_NAME, settings.CSRF_COOKIE_NAME} <= set(client.cookies)
    for cookie in (client.cookies[settings.SESSION_COOKIE_NAME], client.cookies[settings.CSRF_COOKIE_NAME]):
        assert cookie["httponly"]
        assert cookie["samesite"] == "Lax"


def test_the_settings_for_production_pass_the_framework_s_own_check() -> None:
    environment = os.environ | {
        "DJANGO_SETTINGS_MODULE": "kompetensnav.config.settings.prod",
        "KOMPETENSNAV_SECRET_KEY": "k0" * 40 + "-many-different-characters",
        "KOMPETENSNAV_MAIL_FROM": "svar@example.test",
        "KOMPETENSNAV_HOSTS": "kompetens.example.test",
    }
    done = subprocess.run(
        [sys.executable, "-m", "django", "check", "--deploy", "--fail-level", "ERROR"],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    told = set(re.findall(r"security\.W\d+", done.stderr))
    assert told <= {"security.W005", "security.W021"}, done.stderr  # its owner decides for a domain's other names
    secure = (
        "from django.conf import settings as s;"
        "assert s.SESSION_COOKIE_SECURE and s.CSRF_COOKIE_SECURE and s.LANGUAGE_COOKIE_SECURE and not s.DEBUG and not s.DEMO"
    )
    subprocess.run([sys.executable, "-c", secure], env=environment, check=True)


def test_the_language_form_leads_to_no_other_site(world: World) -> None:
    sent = world.client("anonymous").post(reverse("set_language"), {"language": "en", "next": "https://evil.test/"})
    assert "evil" not in sent.headers["Location"]


def test_login_leads_to_no_other_site(world: World) -> None:
    user = world.region.user(Role.COORDINATOR)
    fields = {"login": user.email, "password": PASSWORD, "next": "https://evil.test/"}
    sent = Client().post(reverse("account_login"), fields)
    assert "evil" not in sent.headers.get("Location", "")


def test_a_variable_that_a_template_does_not_get_fails_the_test() -> None:
    template = engines["django"].from_string("{{ nothing.at_all }}")
    with pytest.raises(pytest.fail.Exception, match="nothing"):
        template.render({})


def test_no_mail_with_what_was_posted_is_sent_when_a_page_breaks() -> None:
    loggers = [logging.getLogger(name) for name in ("django", "django.request", "")]
    assert not [h for logger in loggers for h in logger.handlers if isinstance(h, AdminEmailHandler)]
