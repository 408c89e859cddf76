"""Intakes that close soon with seats left, and how many open positions the occupations they lead to have."""

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db.models import F, Q

from kompetensnav.apps.education.models import Intake
from kompetensnav.apps.education.queries import IntakeQuerySet
from kompetensnav.apps.routes.matrix import Wanted
from kompetensnav.apps.routes.standing import Standing


@dataclass(frozen=True, slots=True)
class Closing:
    """One intake. ``needs`` and ``positions``: open ones in the occupations that its programme leads to."""

    intake: Intake
    groups: frozenset[str]
    needs: int
    positions: int

    @property
    def left(self) -> int | None:
        """Seats left; None is not known."""
        return self.intake.seats_left


def with_seats(intakes: IntakeQuerySet) -> IntakeQuerySet:
    """Those with seats left, or of which nobody knows."""
    left = F("seats") - F("taken") - F("reserved")
    return intakes.alias(left=left).filter(Q(left__isnull=True) | Q(left__gt=0))


def closing(
    intakes: IntakeQuerySet, standing: Standing, wanted: Wanted, today: datetime.date, days: int | None
) -> list[Closing]:
    """Of these intakes those that can be taken with a deadline within so many days, the nearest first. One query.

    Without ``days`` all of them, and last those whose deadline nobody has stated. A standing admission never
    closes. ``standing`` says what needs there are; an intake that leads to no occupation is listed, with none.
    """
    found = with_seats(intakes.takeable(today).filter(rolling=False))
    if days is not None:
        found = found.closing(today, today + datetime.timedelta(days=days))
    known = {row.intake.pk: row for row in standing.intakes}
    needs = _needs_by_group(standing, wanted)
    ordered = found.order_by(F("apply_by").asc(nulls_last=True), "starts_on", "pk").values_list("pk", flat=True)
    rows = (known[pk] for pk in ordered if pk in known)
    return [
        Closing(
            intake=row.intake,
            groups=row.groups,
            needs=sum(needs[group][0] for group in row.groups if group in needs),
            positions=sum(needs[group][1] for group in row.groups if group in needs),
        )
        for row in rows
        if wanted.takes_intake(row) and wanted.takes_place(row)
    ]


def _needs_by_group(standing: Standing, wanted: Wanted) -> Mapping[str, Sequence[int]]:
    """(needs, open positions) by occupation group; each need stands in one."""
    found: dict[str, list[int]] = {}
    for row in standing.needs:
        if wanted.takes_need(row):
            counts = found.setdefault(row.group, [0, 0])
            counts[0] += 1
            counts[1] += row.positions
    return found
