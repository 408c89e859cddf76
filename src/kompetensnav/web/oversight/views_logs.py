"""The page of the logs, and the logs as files. Taking them out is itself written in the audit log."""

from django.db import transaction
from django.http import Http404, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_POST, require_safe

from kompetensnav.apps.core.log import audit
from kompetensnav.apps.core.models import FaultReport, Look
from kompetensnav.apps.memberships.enums import May
from kompetensnav.web.downloads import FORMATS, table_file
from kompetensnav.web.oversight import logs
from kompetensnav.web.requests import Request, permitted

_FAULTS_SHOWN = 200


@require_safe
@permitted(May.SEE_LOGS)
def show(request: Request) -> HttpResponseBase:
    """Who looked at whom, and who changed what."""
    asked = logs.Asked.of(request.GET)
    lines, more = logs.page(request.actor, asked)
    return render(
        request,
        "oversight/logs.html",
        {
            "asked": asked,
            "lines": lines,
            "looks": Look.choices,
            "older_url": f"?{asked.query(before=more)}" if more else "",
            "newest_url": f"?{asked.query()}" if asked.before else "",
            "export_query": asked.query(),
        },
    )


@require_POST
@permitted(May.SEE_LOGS)
def export(request: Request, kind: str) -> HttpResponseBase:
    """The rows as filtered, as a file."""
    if kind not in FORMATS:
        raise Http404
    asked = logs.Asked.of(request.GET)
    header = (
        gettext("Time"), gettext("Who"), gettext("User"), gettext("Organisation"), gettext("What"),
        gettext("About"), gettext("In connection with"), gettext("Details"),
    )  # fmt: skip
    with transaction.atomic():
        found = logs.lines(list(logs.rows(request.actor, asked)[: logs.MOST_IN_A_FILE]))
        membership = request.actor.membership
        if membership is not None:
            audit(request.actor, "log.exported", membership.organisation, log=asked.kind, rows=len(found))
    body = ((e.at, e.actor, e.actor_id, e.organisation, e.what, e.about, e.in_connection, e.details) for e in found)
    return table_file(kind, f"{asked.kind}-log", header, body)


@require_safe
@permitted(May.SEE_JOBS)
def faults(request: Request) -> HttpResponseBase:
    """What visitors of the accessibility page have reported."""
    reports = FaultReport.objects.all()[:_FAULTS_SHOWN]
    return render(request, "oversight/faults.html", {"reports": reports, "back": reverse("oversight:jobs")})
