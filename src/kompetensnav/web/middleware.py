"""Who acts, on every request; and in tests, that a GET changes nothing."""

from collections.abc import Callable
from typing import Any

from django.db import connection
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import translation

from kompetensnav.apps.memberships.actor import Actor
from kompetensnav.apps.memberships.models import Membership

Respond = Callable[[HttpRequest], HttpResponse]
CHOSEN = "membership"  # session key: the membership one acts in


class ActorMiddleware:
    """Sets ``request.actor``: the chosen membership, else the first. One query for a page of someone logged in."""

    def __init__(self, respond: Respond) -> None:
        self._respond = respond

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated:
            request.memberships = list(_memberships(request))  # type: ignore[attr-defined]
            request.actor = Actor(request.user, _chosen(request))  # type: ignore[attr-defined]
            translation.activate(request.user.language)  # the chosen one, whatever the browser says
            request.LANGUAGE_CODE = request.user.language
        if "\x00" in request.path or any("\x00" in value for values in request.GET.lists() for value in values[1]):
            raise Http404  # no id, name or word holds it, and PostgreSQL refuses to look for it
        response = self._respond(request)
        if request.user.is_authenticated:
            response.headers.setdefault("Cache-Control", "no-store")  # Back after logging out shows nothing
        return response


def _memberships(request: HttpRequest) -> Any:
    rows = Membership.objects.filter(user_id=request.user.pk, ended_at__isnull=True)
    return rows.select_related("organisation", "organisation__collaboration")


def _chosen(request: HttpRequest) -> Membership | None:
    memberships: list[Membership] = request.memberships  # type: ignore[attr-defined]
    wished = request.session.get(CHOSEN)
    return next((m for m in memberships if m.pk == wished), memberships[0] if memberships else None)


_MAY_WRITE = ("django_session", "core_accessevent", "cache", "django_tasks_database")


class ReadOnlyGetMiddleware:
    """Makes a GET that writes to a domain table fail. For tests: it turns a doubt into a failure."""

    def __init__(self, respond: Respond) -> None:
        self._respond = respond

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.method not in ("GET", "HEAD") or request.path.startswith("/accounts/"):
            return self._respond(request)
        with connection.execute_wrapper(_refuse_writes):
            return self._respond(request)


def _refuse_writes(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
    verb = sql.lstrip(" (").split(" ", 1)[0].upper()
    if verb in ("INSERT", "UPDATE", "DELETE") and not any(table in sql for table in _MAY_WRITE):
        raise AssertionError(f"a GET writes: {sql[:120]}")
    return execute(sql, params, many, context)
