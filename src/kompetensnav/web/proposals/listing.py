"""The list of proposals: filter and order in the address, pages kept apart by the last row shown."""

import datetime
from dataclasses import dataclass
from typing import Any

from django.db.models import F, Q, QuerySet
from django.db.models.functions import Coalesce
from django.http import HttpResponse, QueryDict
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from kompetensnav.apps.memberships.enums import May
from kompetensnav.apps.proposals.models import Proposal
from kompetensnav.apps.proposals.queries import ProposalQuerySet, ProposalState, state_of
from kompetensnav.web.downloads import table_file
from kompetensnav.web.requests import Request

STEP = 25
_MOST_IN_A_FILE = 10_000
_LATE = datetime.datetime(9999, 1, 1, tzinfo=datetime.UTC)  # rows that nobody is waited for come last
ORDERS: dict[str, Any] = {
    "newest": _("Newest first"),
    "oldest": _("Oldest first"),
    "deadline": _("Deadline first"),
}


@dataclass(frozen=True, slots=True)
class Row:
    """One proposal as the list shows it."""

    proposal: Proposal
    state: ProposalState
    deadline: datetime.datetime | None
    waited_days: int | None  # since the one who should answer was asked


@dataclass(frozen=True, slots=True)
class Choice:
    """A state or an order to choose, with the address that chooses it."""

    code: str
    label: str
    url: str
    current: bool


def listing(request: Request) -> dict[str, Any]:
    """One page of the list, in a constant number of queries."""
    now, asked = timezone.now(), request.GET
    state, order = _state(asked), _order(asked)
    found = list(_after(_ordered(_found(request, state, now), order), order, asked.get("after", ""))[: STEP + 1])
    page = found[:STEP]
    states = [Choice("", gettext("All"), _url("", order), state is None)]
    states += [Choice(s.value, str(s.label), _url(s.value, order), s is state) for s in ProposalState]
    chosen = state.value if state else ""
    return {
        "rows": [_row(p, now) for p in page],
        "states": states,
        "orders": [Choice(code, str(label), _url(chosen, code), code == order) for code, label in ORDERS.items()],
        "state": chosen,
        "order": order,
        "first": not asked.get("after"),
        "start": _url(chosen, order),
        "more": f"{_url(chosen, order)}&after={_mark(page[-1], order)}" if len(found) > STEP else "",
        "csv": f"{_url(chosen, order)}&format=csv",
        "xlsx": f"{_url(chosen, order)}&format=xlsx",
    }


def list_file(request: Request, kind: str) -> HttpResponse:
    """The list as filtered, as a file: ids, states and dates."""
    now = timezone.now()
    found = _ordered(_found(request, _state(request.GET), now), _order(request.GET))[:_MOST_IN_A_FILE]
    header = (
        gettext("Proposal"), gettext("Person"), gettext("Need"), gettext("Employer"), gettext("Status"),
        gettext("Proposed"), gettext("Answer by"), gettext("Days waited"),
        gettext("Employer's reason"), gettext("Person's reason"),
    )  # fmt: skip
    rows = (_row(p, now) for p in found)
    body = (
        (
            r.proposal.pk, r.proposal.person_id, r.proposal.need.title, r.proposal.need.organisation.name,
            r.state.label, r.proposal.proposed_at, r.deadline, r.waited_days,
            r.proposal.get_employer_reason_display(), r.proposal.get_person_reason_display(),
        )
        for r in rows
    )  # fmt: skip
    return table_file(kind, "proposals", header, body)


def acted_on(request: Request) -> ProposalQuerySet:
    """Those the actor sees for the organisation: what is proposed of one's own profile is on one's own page."""
    actor = request.actor
    seen = Proposal.objects.visible_to(actor)
    if actor.may(May.PROPOSE):
        return seen.filter(need__organisation__collaboration_id=actor.collaboration_id)
    return seen.filter(need__organisation_id=actor.organisation_id)


def _found(request: Request, state: ProposalState | None, now: datetime.datetime) -> QuerySet[Proposal]:
    seen = acted_on(request) if state is None else acted_on(request).in_state(state, now)
    return seen.with_deadline().defer("explanation").select_related("need__organisation", "person")


def _ordered(found: QuerySet[Proposal], order: str) -> QuerySet[Proposal]:
    if order == "deadline":
        return found.annotate(due=Coalesce(F("deadline"), _LATE)).order_by("due", "id")
    return found.order_by("proposed_at" if order == "oldest" else "-proposed_at", "id")


def _after(found: QuerySet[Proposal], order: str, mark: str) -> QuerySet[Proposal]:
    """The rows behind the last one shown; a mark that is none begins from the start."""
    moment, _, pk = mark.partition("~")
    try:
        at = datetime.datetime.fromisoformat(moment)
    except ValueError:
        return found
    if at.tzinfo is None:
        return found
    field = "due" if order == "deadline" else "proposed_at"
    way = "lt" if order == "newest" else "gt"
    return found.filter(Q(**{f"{field}__{way}": at}) | Q(**{field: at, "id__gt": pk}))


def _mark(last: Proposal, order: str) -> str:
    at = getattr(last, "due" if order == "deadline" else "proposed_at")
    return f"{at.astimezone(datetime.UTC):%Y-%m-%dT%H:%M:%S.%f}Z~{last.pk}"


def _row(proposal: Proposal, now: datetime.datetime) -> Row:
    state = state_of(proposal, now)
    deadline: datetime.datetime | None = getattr(proposal, "deadline", None)
    asked_at = proposal.proposed_at if proposal.awaits_employer else proposal.employer_answered_at
    waited = None if deadline is None or asked_at is None else (now - asked_at).days
    return Row(proposal, state, deadline, waited)


def _state(asked: QueryDict) -> ProposalState | None:
    wished = asked.get("state", "")
    return ProposalState(wished) if wished in ProposalState.values else None


def _order(asked: QueryDict) -> str:
    wished = asked.get("order", "newest")
    return wished if wished in ORDERS else "newest"


def _url(state: str, order: str) -> str:
    return f"?state={state}&order={order}"
