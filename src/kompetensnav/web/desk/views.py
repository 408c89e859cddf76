"""The coordinator's desk: what waits, for whom, and what leaves soon."""

from django.http import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from kompetensnav.apps.memberships.enums import May
from kompetensnav.web.desk import waiting
from kompetensnav.web.desk.changed_routes import changed_routes
from kompetensnav.web.desk.news import news_of
from kompetensnav.web.desk.next_step import next_step
from kompetensnav.web.requests import Request, permitted


@require_safe
@permitted(May.PROPOSE)
def desk(request: Request) -> HttpResponseBase:
    """One page, a constant number of queries."""
    now = timezone.now()
    needs = waiting.needs(request.actor, now)
    proposals = waiting.proposals(request.actor, now)
    return render(
        request,
        "desk/desk.html",
        {
            "today": timezone.localdate(),
            "needs": needs,
            "proposals": proposals,
            "changed": changed_routes(request.actor),
            "departures": waiting.departures(request.actor, now),
            "news": news_of(request.actor, now),
            "replies": waiting.replies(request.actor, now),
            "next": next_step(needs.rows, proposals.rows, now),
        },
    )
