"""Logging in: the package's page, with the demo's named logins beside it where there is a demo."""

from typing import Any

from allauth.account import views as package
from allauth.account.utils import perform_login
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_POST

from kompetensnav.apps.accounts.models import User
from kompetensnav.apps.memberships.models import Membership


class LoginView(package.LoginView):  # type: ignore[misc]
    """The login page."""

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        demo = _demo_users() if settings.DEMO else []
        shown: dict[str, Any] = super().get_context_data(**context)
        return shown | {"demo_users": demo, "came_from": self.request.GET.get("next", "")}


def _demo_users() -> list[dict[str, str]]:
    """Name, address and role of every demo login, in the order they were made. Two queries."""
    roles: dict[str, list[str]] = {}
    rows = Membership.objects.filter(user__demo=True, ended_at__isnull=True).select_related("organisation")
    for row in rows.order_by("began_at", "pk"):
        roles.setdefault(row.user_id, []).append(str(row))
    users = User.objects.filter(demo=True, is_active=True).order_by("date_joined", "pk")
    return [{"name": u.name, "email": u.email, "role": " · ".join(roles.get(u.pk, []))} for u in users]


@require_POST
def demo_login(request: HttpRequest) -> HttpResponse:
    """One click into the demo as somebody. Outside the demo this address does not exist."""
    user = User.objects.filter(
        demo=True, is_active=True, email=request.POST.get("email", "").replace("\x00", "")
    ).first()
    if not settings.DEMO or user is None:
        raise Http404
    response: HttpResponse = perform_login(request, user)
    return response
