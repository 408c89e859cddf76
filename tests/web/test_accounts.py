"""Logging in: by password, by one click in the demo and nowhere else, with a code from a telephone."""

import pytest
from allauth.mfa.totp.internal.auth import (
    TOTP,
    format_hotp_value,
    generate_totp_secret,
    hotp_value,
    yield_hotp_counters_from_time,
)
from django.http import Http404
from django.test import Client, RequestFactory

from kompetensnav.web.accounts.adapter import AccountAdapter
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db
LOGIN = ("email_verification", "signal_kwargs", "email", "signup", "redirect_url")
PASSWORD = "a long and odd password 47"


@pytest.fixture
def user(taxonomy):
    user = UserFactory(email="maja@example.org")
    user.set_password(PASSWORD)
    user.save()
    return user


def log_in(client, email="maja@example.org", password=PASSWORD, **more):
    return client.post("/accounts/login/", {"login": email, "password": password, **more})


def test_a_password_opens_and_a_wrong_one_does_not(user):
    client = Client()
    assert log_in(client, password="wrong").status_code == 200
    assert "_auth_user_id" not in client.session
    assert log_in(client).url == "/home/"
    assert client.session["_auth_user_id"] == user.pk


def test_nobody_signs_up_by_themselves(taxonomy):
    Client().post("/accounts/signup/", {"email": "new@example.org", "password1": PASSWORD, "password2": PASSWORD})
    assert not type(UserFactory.build()).objects.filter(email="new@example.org").exists()


def test_after_logging_in_one_comes_back_to_where_one_was(user):
    client = Client(headers={"accept-language": "en"})
    assert "What you were writing is kept" in client.get("/accounts/login/?next=/needs/new/").content.decode()
    assert log_in(client, next="/needs/new/").url == "/needs/new/"


def test_the_way_back_never_leads_away(user):
    assert log_in(Client(), next="https://evil.example/").url == "/home/"


class TestDemo:
    """Named logins of the demo region."""

    @pytest.fixture
    def demo_user(self, taxonomy):
        user = UserFactory(email="demo@example.org", demo=True)
        user.set_password(PASSWORD)
        user.save()
        return user

    def test_one_click_is_enough_in_the_demo(self, demo_user):
        client = Client()
        assert demo_user.email in client.get("/accounts/login/").content.decode()
        assert client.post("/accounts/demo/", {"email": demo_user.email}).status_code == 302
        assert client.session["_auth_user_id"] == demo_user.pk

    def test_only_demo_users_come_in_so(self, user, demo_user):
        client = Client()
        assert client.post("/accounts/demo/", {"email": user.email}).status_code == 404
        assert "_auth_user_id" not in client.session

    def test_outside_the_demo_there_are_no_demo_logins(self, demo_user, settings):
        settings.DEMO = False
        client = Client()
        assert demo_user.email not in client.get("/accounts/login/").content.decode()
        assert client.post("/accounts/demo/", {"email": demo_user.email}).status_code == 404
        log_in(client, email=demo_user.email)
        assert "_auth_user_id" not in client.session

    def test_outside_the_demo_a_passkey_does_not_open_either(self, demo_user, settings):
        settings.DEMO = False
        request = RequestFactory().post("/accounts/2fa/webauthn/login/")
        with pytest.raises(Http404):
            AccountAdapter(request).pre_login(request, demo_user, **dict.fromkeys(LOGIN))


def test_a_second_factor_is_set_up_whatever_pages_one_has_been_to(user):
    client = Client()
    log_in(client)
    client.get("/accounts/email/")  # the package notes the address here, as one that nobody has verified
    client.post("/accounts/reauthenticate/", {"password": PASSWORD})
    assert client.get("/accounts/2fa/totp/activate/").status_code == 200


def test_too_many_attempts_are_told_in_the_page_s_own_words(user, settings):
    settings.ACCOUNT_RATE_LIMITS = {"login": "1/m/ip"}
    client = Client(headers={"accept-language": "en"})
    log_in(client, password="wrong")
    answer = log_in(client, password="wrong")
    assert answer.status_code == 429
    assert "Too many attempts in a short time" in answer.content.decode()


def test_a_code_from_the_telephone_is_asked_for_once_it_is_set_up(user):
    secret = generate_totp_secret()
    TOTP.activate(user, secret)
    client = Client()
    assert log_in(client).url.startswith("/accounts/2fa/authenticate/")
    assert "_auth_user_id" not in client.session
    code = format_hotp_value(hotp_value(secret, next(iter(yield_hotp_counters_from_time()))))
    assert client.post("/accounts/2fa/authenticate/", {"code": code}).url == "/home/"
    assert client.session["_auth_user_id"] == user.pk
