"""Every address with everybody: who is let in, who is told that nothing is there, who is sent to log in."""

import pytest
from django.db import transaction
from django.urls import NoReverseMatch, reverse

from kompetensnav.apps.people.index import forget_standing
from tests.web.addresses import Address, case_ids, cases, of_login_package, patterns
from tests.web.html_reading import body
from tests.web.world import EVERYBODY, World

LOGIN = {  # of the login package: what someone who has not logged in is answered
    "account_signup": 200,  # says that it is closed
    "account_logout": 302,
    "account_inactive": 200,
    "account_reset_password": 200,
    "account_reset_password_done": 200,
    "account_reset_password_from_key": 200,
    "account_reset_password_from_key_done": 200,
    "account_confirm_email": 200,
    "account_confirm_login_code": 302,
    "account_email_verification_sent": 200,
    "mfa_authenticate": 302,
}
PARTS = {"pk": 1, "key": "abc-def", "uidb36": "1"}


def answered(world: World, name: str, address: Address, who: str) -> int:
    """The status; what the request wrote is undone."""
    url, data = address.url(name, world), address.data(world) if address.method == "post" else None
    send = getattr(world.client(who), address.method)  # logged in before, so that it is not undone
    with transaction.atomic():
        forget_standing()
        response = send(url, data=data)
        body(response)
        transaction.set_rollback(True)
    return response.status_code


def test_every_address_is_in_the_table() -> None:
    ours = {name for name, pattern in patterns() if not of_login_package(name, pattern)}
    assert ours == {name for name, _ in cases()}


@pytest.mark.parametrize(("name", "address"), cases(), ids=case_ids())
def test_who_is_let_in(name: str, address: Address, world: World) -> None:
    wrong = {}
    for who in ("anonymous", *EVERYBODY):
        given, expected = answered(world, name, address, who), address.expected(who)
        if given != expected:
            wrong[who] = f"{given} instead of {expected}"
    assert wrong == {}


@pytest.mark.parametrize(
    ("name", "address"),
    [c for c in cases() if c[1].allowed],
    ids=[i for i, c in zip(case_ids(), cases(), strict=True) if c[1].allowed],
)
def test_other_methods_are_refused(name: str, address: Address, world: World) -> None:
    methods = {a.method for n, a in cases() if n == name}
    client = world.client(address.someone())
    for method in {"get", "post", "put", "delete"} - methods:
        with transaction.atomic():
            response = getattr(client, method)(address.url(name, world))
            body(response)
            transaction.set_rollback(True)
        assert response.status_code == 405, f"{method} {name}"


def login_package() -> list[str]:
    return sorted({name for name, pattern in patterns() if of_login_package(name, pattern)})


def login_url(name: str) -> str:
    for keys in ((), ("pk",), ("key",), ("uidb36", "key")):
        try:
            return reverse(name, kwargs={k: PARTS[k] for k in keys})
        except NoReverseMatch:
            continue
    raise AssertionError(name)


@pytest.mark.ignore_template_errors  # the package's own templates ask for what they may not get
@pytest.mark.parametrize("name", login_package())
def test_pages_of_the_login_package(name: str, world: World) -> None:
    """Strangers are sent to log in, except where logging in begins; nobody meets a page that breaks."""
    for who in ("anonymous", "coordinator", "person"):
        client = world.client(who)
        with transaction.atomic():
            response = client.get(login_url(name))
            transaction.set_rollback(True)
        if who == "anonymous":
            assert response.status_code == LOGIN.get(name, 302), (name, response.status_code)
        else:
            assert response.status_code in (200, 302, 404, 405), (name, who, response.status_code)


def test_nobody_can_make_themselves_an_account(world: World) -> None:
    with transaction.atomic():
        fields = {"email": "ny@example.test", "password1": "ett-langt-losenord", "password2": "ett-langt-losenord"}
        world.client("anonymous").post(reverse("account_signup"), fields)
        from kompetensnav.apps.accounts.models import User

        assert not User.objects.filter(email="ny@example.test").exists()
        transaction.set_rollback(True)
