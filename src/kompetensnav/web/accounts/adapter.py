"""How accounts come to be and who is let in."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse

from kompetensnav.apps.accounts.models import User


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """By invitation: an administrator adds people. Logins of the demo region open the demo and nothing else."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def authenticate(self, request: HttpRequest, **credentials: Any) -> User | None:
        """A demo login's password is, outside the demo, a wrong one."""
        user: User | None = super().authenticate(request, **credentials)
        return None if user is not None and _shut_out(user) else user

    def pre_login(self, request: HttpRequest, user: User, **login: Any) -> HttpResponse | None:
        """Every way in passes here: a passkey never comes to ``authenticate``."""
        if _shut_out(user):
            raise Http404
        response: HttpResponse | None = super().pre_login(request, user, **login)
        return response


def _shut_out(user: User) -> bool:
    return user.demo and not settings.DEMO
