"""Which proposals may be seen, and which wait for whom."""

import datetime
from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Q

from kompetensnav.apps.memberships.actor import Actor
from kompetensnav.apps.memberships.enums import May
from kompetensnav.apps.proposals.enums import Answer

if TYPE_CHECKING:
    from kompetensnav.apps.proposals.models import Proposal  # noqa: F401


class ProposalQuerySet(models.QuerySet["Proposal"]):
    """Sets of proposals."""

    def visible_to(self, actor: Actor) -> Self:
        """As coordinator the region's, as employer one's own organisation's, as a person one's own.

        Proposals of someone with protected identity are seen by the named staff and the person alone.
        """
        own = Q(person__user=actor.user)
        if actor.may(May.PROPOSE):
            named = Q(person__protected=False) | Q(person__protected_readers=actor.user)
            seen = own | (Q(need__organisation__collaboration_id=actor.collaboration_id) & named)
            return self.filter(seen).distinct()
        if actor.may(May.ANSWER_FOR_EMPLOYER):
            return self.filter(own | Q(need__organisation_id=actor.organisation_id, person__protected=False))
        return self.filter(own)

    def standing(self) -> Self:
        """Not taken back."""
        return self.filter(withdrawn_at__isnull=True)

    def open(self) -> Self:
        """Standing, and one of the two has yet to answer."""
        return self.standing().filter(Q(employer_answer=Answer.OPEN) | Q(person_answer=Answer.OPEN))

    def overdue(self, now: datetime.datetime) -> Self:
        """Open, with the deadline of the one who should answer behind us."""
        return self.open().filter(
            Q(employer_answer=Answer.OPEN, employer_deadline__lt=now)
            | Q(person_answer=Answer.OPEN, person_deadline__lt=now)
        )
