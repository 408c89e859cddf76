"""Seats of intakes held for proposals: as many as ``Intake.reserved`` says, and never more than there are.

A seat is held and let go by one conditional update of its intake, so that of two who take the last one at the same
moment one is refused. Intakes are taken in the order of their ids: two who hold several never wait for each other.
"""

import datetime
from collections import Counter
from collections.abc import Collection

from django.db.models import F, Q
from django.utils import timezone

from kompetensnav.apps.education.enums import IntakeStatus
from kompetensnav.apps.education.models import Intake
from kompetensnav.apps.proposals.enums import SeatState
from kompetensnav.apps.proposals.models import Proposal, Seat
from kompetensnav.runtime.problems import InputError, Problem

_TAKEN = F("reserved") + F("taken")
_FREE = Q(seats__isnull=True) | Q(taken__isnull=True, seats__gt=F("reserved")) | Q(seats__gt=_TAKEN)
_COUNTED = Q(seats__isnull=False, taken__isnull=False)


def hold_seats(wanted: Collection[tuple[Proposal, str]], today: datetime.date) -> None:
    """Hold a seat of each of these intakes for each proposal, all or none. In a transaction.

    Raises InputError ``proposal.seat-gone``, or ``proposal.seat-gone-next`` where the programme starts again.
    """
    for proposal, intake_id in sorted(wanted, key=lambda w: (w[1], w[0].pk)):
        takeable = Intake.objects.takeable(today).filter(_FREE, pk=intake_id)
        if not takeable.update(reserved=F("reserved") + 1, changed_at=timezone.now()):
            raise InputError(seat_gone(intake_id, today))
        full = Intake.objects.filter(_COUNTED, pk=intake_id, seats__lte=_TAKEN)
        full.update(status=IntakeStatus.FULL)
        Seat.objects.create(proposal=proposal, intake_id=intake_id)


def let_go(held: Collection[Seat]) -> None:
    """Let these seats go, which are held. In a transaction, with their proposals locked."""
    now = timezone.now()
    Seat.objects.filter(pk__in=[seat.pk for seat in held]).update(state=SeatState.RELEASED, released_at=now)
    for intake_id, n in sorted(Counter(seat.intake_id for seat in held).items()):
        Intake.objects.filter(pk=intake_id).update(reserved=F("reserved") - n, changed_at=now)
        # where seats are not counted, it was said to be full, and whether it still is nobody here knows
        free = Intake.objects.filter(_COUNTED, pk=intake_id, status=IntakeStatus.FULL, seats__gt=_TAKEN)
        free.update(status=IntakeStatus.OPEN)


def let_go_of(proposal_ids: Collection[str]) -> None:
    """Let go of every seat held for these proposals. In a transaction, with the proposals locked."""
    let_go(list(Seat.objects.filter(proposal__in=proposal_ids, state=SeatState.HELD)))


def seat_gone(intake_id: str, today: datetime.date) -> Problem:
    """The seat is gone, and when the programme starts next with a seat left, as far as is known."""
    intake = Intake.objects.select_related("programme").get(pk=intake_id)
    others = Intake.objects.takeable(today).filter(_FREE, programme=intake.programme).exclude(pk=intake_id)
    values: dict[str, str | int] = {"programme": intake.programme.name}
    following = others.filter(starts_on__isnull=False).order_by("starts_on", "pk").first()
    if following is None or following.starts_on is None:
        return Problem("proposal.seat-gone", values=values)
    return Problem("proposal.seat-gone-next", values=values | {"next": following.starts_on.isoformat()})


def first_without_a_seat(intake_ids: Collection[str]) -> str | None:
    """The first of these intakes, by id, that runs and has no seat left; None where each has or may have one."""
    rows = Intake.objects.filter(pk__in=intake_ids).exclude(status=IntakeStatus.CANCELLED).order_by("pk")
    return next((row.pk for row in rows if row.seats_left is not None and row.seats_left < 1), None)
