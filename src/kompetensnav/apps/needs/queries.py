"""Which needs may be seen and changed, and which wait."""

from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Q

from kompetensnav.apps.memberships.actor import Actor
from kompetensnav.apps.memberships.enums import May
from kompetensnav.apps.needs.enums import OPEN_STATUSES, NeedStatus

if TYPE_CHECKING:
    from kompetensnav.apps.needs.models import Need  # noqa: F401


class NeedQuerySet(models.QuerySet["Need"]):
    """Sets of needs."""

    def in_region(self, collaboration_id: str) -> Self:
        """Needs of the organisations of a collaboration."""
        return self.filter(organisation__collaboration_id=collaboration_id)

    def visible_to(self, actor: Actor) -> Self:
        """Those the actor may open."""
        if actor.may(May.SEE_REGIONS_NEEDS):
            # an employer's draft is the employer's own until it is registered
            drafts = ~Q(status=NeedStatus.DRAFT) | Q(owner=actor.user) | Q(changed_by=actor.actor_id)
            return self.in_region(actor.collaboration_id).filter(drafts)
        if actor.may(May.SEE_OWN_NEEDS):
            return self.filter(organisation_id=actor.organisation_id)
        return self.none()

    def editable_by(self, actor: Actor) -> Self:
        """Those the actor may change."""
        if actor.may(May.WRITE_REGIONS_NEEDS) or actor.may(May.WRITE_OWN_NEEDS):
            return self.visible_to(actor)
        return self.none()

    def open(self) -> Self:
        """Those that people may be proposed for."""
        return self.filter(status__in=OPEN_STATUSES)
