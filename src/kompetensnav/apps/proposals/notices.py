"""What happens to intakes after people were proposed with a route over them, and who is told.

An intake is compared with what the route was frozen with, or with the dates that were told last. So telling is done
once for each change, whoever calls it and however often: after a change of intakes, and each minute.
"""

import datetime
from collections.abc import Iterable

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from kompetensnav.apps.core.log import Acts, audit
from kompetensnav.apps.education.enums import IntakeStatus
from kompetensnav.apps.education.models import Intake
from kompetensnav.apps.memberships.actor import Actor
from kompetensnav.apps.proposals.enums import RouteEvent, SeatState
from kompetensnav.apps.proposals.models import Proposal, RouteNotice, Seat
from kompetensnav.apps.proposals.seats import let_go
from kompetensnav.apps.routes.finding import routes_of_person
from kompetensnav.apps.routes.shown import StoredRoute

_Dates = tuple[datetime.date | None, datetime.date | None]


def tell_of_intakes(actor: Acts, *, collaboration_id: str | None = None) -> int:
    """Tell of every intake on a frozen route that was cancelled or has new dates; how many were told of.

    Each with the route as it is found anew. A cancelled intake lets go of its seats. Not to be called in the
    transaction that changed the intake: it waits for proposals, and whoever answers one waits for the intake.
    """
    held = _held(timezone.localdate())
    if collaboration_id is not None:
        held = held.filter(proposal__need__organisation__collaboration_id=collaboration_id)
    rows = list(held.select_related("intake", "proposal").order_by("proposal", "pk"))
    known = _told_last(seat.proposal_id for seat in rows)
    changed = [seat for seat in rows if _event(seat, known.get((seat.proposal_id, seat.intake_id))) is not None]
    return sum(_tell(actor, seat.pk, seat.proposal_id) for seat in changed)


@transaction.atomic
def deal_with_notice(actor: Actor, *, notice: RouteNotice) -> None:
    """The owner has seen to it. Dealing with it twice is done once."""
    undone = RouteNotice.objects.filter(pk=notice.pk, dealt_with_at__isnull=True)
    if undone.update(dealt_with_at=timezone.now()):
        audit(actor, "proposal.notice-dealt-with", notice.proposal, intake=notice.intake_id)
    notice.refresh_from_db()


def _held(today: datetime.date) -> QuerySet[Seat]:
    """Seats of intakes that were cancelled, or that have dates and have not ended."""
    dated = Q(intake__starts_on__isnull=False) & (Q(intake__ends_on__isnull=True) | Q(intake__ends_on__gte=today))
    return Seat.objects.filter(Q(intake__status=IntakeStatus.CANCELLED) | dated, state=SeatState.HELD)


def _told_last(proposals: Iterable[str]) -> dict[tuple[str, str], _Dates]:
    """The dates that were told last, by proposal and intake."""
    rows = RouteNotice.objects.filter(proposal__in=set(proposals), event=RouteEvent.MOVED).order_by("at", "pk")
    told = rows.values_list("proposal_id", "intake_id", "starts_on", "ends_on")
    return {(proposal, intake): (starts, ends) for proposal, intake, starts, ends in told}


@transaction.atomic
def _tell(actor: Acts, seat_id: int, proposal_id: str) -> bool:
    """Once: whoever comes second finds the seat let go, or the dates told."""
    if not Proposal.objects.select_for_update().filter(pk=proposal_id):
        return False  # erased meanwhile
    proposal = Proposal.objects.select_related("person__controller", "need__organisation").get(pk=proposal_id)
    held = {s.pk: s for s in proposal.seats.filter(state=SeatState.HELD).select_related("intake", "proposal")}
    seat = held.get(seat_id)
    if seat is None:
        return False
    event = _event(seat, _told_last([proposal_id]).get((proposal_id, seat.intake_id)))
    if event is None:
        return False
    if event is RouteEvent.CANCELLED:
        let_go([seat])
    holding = [s.intake_id for s in held.values()]
    found = routes_of_person(proposal.person, proposal.need, timezone.localdate(), holding)
    moved = event is RouteEvent.MOVED
    earlier = proposal.notices.filter(intake=seat.intake, dealt_with_at__isnull=True)
    earlier.update(dealt_with_at=timezone.now())  # what is told now takes its place
    RouteNotice.objects.create(
        proposal=proposal,
        intake=seat.intake,
        event=event,
        starts_on=seat.intake.starts_on if moved else None,
        ends_on=seat.intake.ends_on if moved else None,
        route=found[0] if found else None,
    )
    audit(actor, f"proposal.intake-{event.value}", proposal, intake=seat.intake_id)
    return True


def _event(seat: Seat, told: _Dates | None) -> RouteEvent | None:
    """What has happened to the intake of a held seat since it was last spoken of."""
    intake: Intake = seat.intake
    if intake.status == IntakeStatus.CANCELLED:
        return RouteEvent.CANCELLED
    starts, ends = told or _frozen(seat)
    if intake.starts_on is None:
        return None  # one can begin any day now, so on the day of the route too
    ends_now = intake.ends_on if told or intake.ends_on else ends  # the frozen end came from the usual length
    return None if (starts, ends) == (intake.starts_on, ends_now) else RouteEvent.MOVED


def _frozen(seat: Seat) -> _Dates:
    """The dates of the step of the route that the seat is for."""
    route: StoredRoute = seat.proposal.route or {}  # no seat without a route
    step = next(s for s in route["steps"] if s["intake"] == seat.intake_id)
    return datetime.date.fromisoformat(step["starts"]), datetime.date.fromisoformat(step["ends"])
