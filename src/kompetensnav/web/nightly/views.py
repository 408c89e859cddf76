"""The page of nightly runs: how far the one under way has come, starting, cancelling, and the earlier ones."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_POST, require_safe
from django_htmx.http import HttpResponseClientRefresh

from kompetensnav.apps.matches.jobs_nightly import FROM_HOUR, UNTIL_HOUR
from kompetensnav.apps.matches.models import NightlyRun
from kompetensnav.apps.matches.nightly import cancel_nightly, start_nightly
from kompetensnav.apps.memberships.enums import May
from kompetensnav.apps.organisations.models import Collaboration
from kompetensnav.web.downloads import table_file
from kompetensnav.web.nightly import runs
from kompetensnav.web.requests import Request, found_or_404, permitted


def _here() -> HttpResponseRedirect:
    return HttpResponseRedirect(reverse("nightly:nightly"), status=303)


def _state(request: Request) -> dict[str, Any]:
    return {"now": runs.state_of(NightlyRun.objects.visible_to(request.actor), timezone.now())}


@require_safe
@permitted(May.MATCH_ALL_NEEDS)
def show(request: Request) -> HttpResponseBase:
    """One page, a constant number of queries."""
    sort = runs.sort_of(request.GET.get("sort", ""))
    found = runs.rows(request.actor, sort, runs.MOST + 1)
    context = _state(request) | {
        "rows": found[: runs.MOST],
        "more": len(found) > runs.MOST,
        "most": runs.MOST,
        "columns": runs.columns(sort),
        "sort": sort,
        "from_hour": FROM_HOUR,
        "until_hour": UNTIL_HOUR,
    }
    return render(request, "nightly/nightly.html", context)


@require_safe
@permitted(May.MATCH_ALL_NEEDS)
def state(request: Request) -> HttpResponseBase:
    """How far it has come, asked for again and again; when it has ended the whole page is."""
    if not request.htmx:
        return _here()
    now = _state(request)["now"]
    if now is None or not now.under_way:
        return HttpResponseClientRefresh()
    if request.GET.get("seen") == now.mark:
        return HttpResponse(status=204)
    return render(request, "nightly/_state.html", {"now": now})


@require_POST
@permitted(May.MATCH_ALL_NEEDS)
def start(request: Request) -> HttpResponseBase:
    """Start a run. Where one is under way it is shown instead."""
    region = Collaboration.objects.get(pk=request.actor.collaboration_id)
    _, fresh = start_nightly(request.actor, collaboration=region)
    if not fresh:
        messages.info(request, gettext("A match of all open needs is under way already. No second one was begun."))
    return _here()


@require_POST
@permitted(May.MATCH_ALL_NEEDS)
def cancel(request: Request, run_id: str) -> HttpResponseBase:
    """End a run that is under way; what it has written stays."""
    run = found_or_404(NightlyRun.objects.visible_to(request.actor), run_id)
    if cancel_nightly(request.actor, run=run):
        messages.success(request, gettext("The match has been cancelled. What it has written stays."))
    else:
        messages.info(request, gettext("The match had ended already."))
    return _here()


@require_safe
@permitted(May.MATCH_ALL_NEEDS)
def export(request: Request, form: str) -> HttpResponse:
    """The runs that have ended, as a file."""
    header, body = runs.exported(request.actor, runs.sort_of(request.GET.get("sort", "")))
    return table_file(form, "nightly-runs", header, body)
