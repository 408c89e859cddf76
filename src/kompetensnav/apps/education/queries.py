"""Which programmes and intakes may be seen, changed, and taken."""

import datetime
from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Q

from kompetensnav.apps.education.enums import RUNNING_STATUSES, IntakeStatus
from kompetensnav.apps.memberships.actor import Actor
from kompetensnav.apps.memberships.enums import May

if TYPE_CHECKING:
    from kompetensnav.apps.education.models import Intake, Programme  # noqa: F401


class ProgrammeQuerySet(models.QuerySet["Programme"]):
    """Sets of programmes."""

    def in_region(self, collaboration_id: str) -> Self:
        """The catalogue of a collaboration."""
        return self.filter(provider__collaboration_id=collaboration_id)

    def visible_to(self, actor: Actor) -> Self:
        """The catalogue of the actor's region; it holds nothing about people."""
        return self.in_region(actor.collaboration_id) if actor.may(May.SEE_CATALOGUE) else self.none()

    def editable_by(self, actor: Actor) -> Self:
        """Those the actor may change."""
        return self.in_region(actor.collaboration_id) if actor.may(May.WRITE_CATALOGUE) else self.none()

    def given(self) -> Self:
        """Those that are still given."""
        return self.filter(ended_at__isnull=True)


class IntakeQuerySet(models.QuerySet["Intake"]):
    """Sets of intakes."""

    def in_region(self, collaboration_id: str) -> Self:
        """Those of the catalogue of a collaboration."""
        return self.filter(programme__provider__collaboration_id=collaboration_id)

    def visible_to(self, actor: Actor) -> Self:
        """Those of the catalogue of the actor's region."""
        return self.in_region(actor.collaboration_id) if actor.may(May.SEE_CATALOGUE) else self.none()

    def editable_by(self, actor: Actor) -> Self:
        """Those the actor may change."""
        return self.in_region(actor.collaboration_id) if actor.may(May.WRITE_CATALOGUE) else self.none()

    def to_come(self, today: datetime.date) -> Self:
        """Those not cancelled that have not begun; a standing admission always begins."""
        return self.filter(Q(rolling=True) | Q(starts_on__gte=today), status__in=RUNNING_STATUSES)

    def takeable(self, today: datetime.date) -> Self:
        """Those somebody could still begin: planned or open, the deadline not passed, not begun."""
        return self.filter(
            Q(apply_by__isnull=True) | Q(apply_by__gte=today),
            Q(rolling=True) | Q(starts_on__gte=today),
            status__in=(IntakeStatus.PLANNED, IntakeStatus.OPEN),
            programme__ended_at__isnull=True,
        )

    def closing(self, today: datetime.date, until: datetime.date) -> Self:
        """Takeable ones whose deadline falls between these days."""
        return self.takeable(today).filter(apply_by__range=(today, until))
