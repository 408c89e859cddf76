"""Intakes on people's ways that were cancelled or moved, for the coordinator's desk: numbers, nobody."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass

from django.urls import reverse
from django.utils import timezone

from kompetensnav.apps.memberships.actor import Actor
from kompetensnav.apps.needs.models import Need
from kompetensnav.apps.proposals.models import RouteNotice
from kompetensnav.apps.proposals.queries import open_notices_for
from kompetensnav.web.routes_proposed import what_happened

SHOWN = 8  # rows


@dataclass(frozen=True, slots=True)
class ChangedRoute:
    """One change of one intake on the way to one need. ``ready``: of the first who has a way; None: nobody has."""

    need: Need
    what: str
    people: int
    stranded: int  # of them, without any way today
    ready: datetime.date | None
    own: bool  # the actor takes care of the need
    notices: Sequence[int]
    url: str


@dataclass(frozen=True, slots=True)
class ChangedRoutes:
    """The first rows, and how many there are."""

    rows: Sequence[ChangedRoute]
    count: int


def changed_routes(actor: Actor) -> ChangedRoutes:
    """One query, however many. Needs the actor takes care of come first, then the latest change."""
    found = open_notices_for(actor).select_related("proposal__need__organisation", "intake__programme")
    groups: dict[tuple[object, ...], list[RouteNotice]] = {}
    for notice in found.order_by("-at", "-pk"):
        key = (notice.proposal.need_id, notice.intake_id, notice.event, notice.starts_on)
        groups.setdefault(key, []).append(notice)
    rows = [_row(notices, actor) for notices in groups.values()]
    return ChangedRoutes(sorted(rows, key=lambda row: not row.own)[:SHOWN], len(rows))


def _row(notices: Sequence[RouteNotice], actor: Actor) -> ChangedRoute:
    need = notices[0].proposal.need
    proposals = {notice.proposal_id for notice in notices}
    ready = [datetime.date.fromisoformat(n.route["ready"]) for n in notices if n.route is not None]
    one = reverse("proposals:proposal", args=[notices[0].proposal_id])
    return ChangedRoute(
        need=need,
        what=what_happened(notices[0], timezone.localdate()),
        people=len(proposals),
        stranded=sum(n.route is None for n in notices),
        ready=min(ready, default=None),
        own=need.owner_id == actor.user.pk,
        notices=[n.pk for n in notices],
        url=one if len(proposals) == 1 else reverse("needs:need", args=[need.pk]) + "?view=proposals",
    )
