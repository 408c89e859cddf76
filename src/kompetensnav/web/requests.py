"""The request as views see it, and who may come in."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec, TypeVar, cast

from django.contrib.auth.decorators import login_required
from django.db.models import Model, QuerySet
from django.http import Http404, HttpRequest, HttpResponseBase
from django_htmx.middleware import HtmxDetails

from kompetensnav.apps.accounts.models import User
from kompetensnav.apps.memberships.actor import Actor
from kompetensnav.apps.memberships.enums import May
from kompetensnav.apps.memberships.models import Membership

P = ParamSpec("P")
M = TypeVar("M", bound=Model)


class Request(HttpRequest):
    """A request of someone who has logged in."""

    user: User
    actor: Actor
    memberships: list[Membership]
    htmx: HtmxDetails


View = Callable[Concatenate[Request, P], HttpResponseBase]


def permitted(*what: May) -> Callable[[View[P]], Callable[Concatenate[HttpRequest, P], HttpResponseBase]]:
    """Let in who may do one of these; anyone else who is logged in is told nothing is there (404)."""

    def decorate(view: View[P]) -> Callable[Concatenate[HttpRequest, P], HttpResponseBase]:
        @wraps(view)
        def checked(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
            known = cast(Request, request)
            if what and not any(known.actor.may(w) for w in what):
                raise Http404
            return view(known, *args, **kwargs)

        return cast(Callable[Concatenate[HttpRequest, P], HttpResponseBase], login_required(checked))

    return decorate


def found_or_404(rows: QuerySet[M], pk: str) -> M:
    """The row among those the actor may see; a row of somebody else looks like none."""
    row = rows.filter(pk=pk).first()
    if row is None:
        raise Http404
    return row
