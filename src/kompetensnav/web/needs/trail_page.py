"""The audit trail of a need and of those of its proposals that the reader may see."""

import datetime
from typing import Any

from django.db.models import Q, QuerySet
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext

from kompetensnav.apps.core.models import AuditEvent
from kompetensnav.apps.needs.models import Need
from kompetensnav.apps.proposals.models import Proposal
from kompetensnav.web.downloads import table_file
from kompetensnav.web.requests import Request
from kompetensnav.web.trail import Entry, entries

STEP = 50  # lines on a page
_MOST_IN_A_FILE = 10_000
_LARGEST_ID = 2**63 - 1  # what a database compares an id with


def need_trail(request: Request, need: Need) -> dict[str, Any]:
    """One page of the trail, in a constant number of queries; pages are kept apart by the last id shown."""
    proposals = _proposals(request, need)
    oldest_first = request.GET.get("order") == "oldest"
    events = _events(need, proposals).order_by(*(("at", "id") if oldest_first else ("-at", "-id")))
    after = request.GET.get("after", "")
    page = list(_behind(events, after, "gt" if oldest_first else "lt")[: STEP + 1])
    order = "oldest" if oldest_first else "newest"
    base = f"{reverse('needs:log', args=(need.pk,))}?order={order}"
    return {
        "entries": entries(page[:STEP], proposals),
        "order": order,
        "first": not after,
        "start": base,
        "more": f"{base}&after={_mark(page[STEP - 1])}" if len(page) > STEP else "",
    }


def _behind(events: QuerySet[AuditEvent], mark: str, way: str) -> QuerySet[AuditEvent]:
    """The lines behind the last one shown; a mark that is none begins from the start."""
    moment, _, pk = mark.partition("~")
    try:
        at, number = datetime.datetime.fromisoformat(moment), int(pk)
    except ValueError:
        return events
    if at.tzinfo is None or number > _LARGEST_ID:
        return events
    return events.filter(Q(**{f"at__{way}": at}) | Q(**{"at": at, f"id__{way}": number}))


def _mark(last: AuditEvent) -> str:
    return f"{last.at.astimezone(datetime.UTC):%Y-%m-%dT%H:%M:%S.%f}Z~{last.pk}"


def trail_file(request: Request, need: Need, kind: str) -> HttpResponse:
    """The whole trail as a file."""
    proposals = _proposals(request, need)
    found = entries(list(_events(need, proposals).order_by("at", "id")[:_MOST_IN_A_FILE]), proposals)
    header = (
        gettext("Time"),
        gettext("What"),
        gettext("Who"),
        gettext("Role"),
        gettext("Person"),
        gettext("Proposal"),
    )
    return table_file(kind, f"{need.pk}-log", header, (_row(e) for e in found))


def _row(entry: Entry) -> tuple[Any, ...]:
    return (entry.at, entry.what, entry.who, entry.role, entry.person, entry.proposal)


def _proposals(request: Request, need: Need) -> list[Proposal]:
    found = Proposal.objects.visible_to(request.actor).filter(need=need).select_related("person")
    return list(found.defer("explanation"))


def _events(need: Need, proposals: list[Proposal]) -> QuerySet[AuditEvent]:
    of_need = Q(object_type="need", object_id=need.pk)
    of_proposals = Q(object_type="proposal", object_id__in=[p.pk for p in proposals])
    return AuditEvent.objects.filter(of_need | of_proposals)
