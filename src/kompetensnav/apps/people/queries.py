"""Which people may be seen, matched or proposed."""

from collections.abc import Collection
from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Exists, OuterRef, Q

from kompetensnav.apps.memberships.actor import Actor
from kompetensnav.apps.memberships.enums import May
from kompetensnav.apps.organisations.models import Organisation

if TYPE_CHECKING:
    from kompetensnav.apps.people.models import Person  # noqa: F401


class PersonQuerySet(models.QuerySet["Person"]):
    """Sets of people."""

    def matchable(self) -> Self:
        """Those who let us propose them and whose identity is not protected."""
        return self.filter(permitted_at__isnull=False, withdrawn_at__isnull=True, protected=False)

    def in_region(self, collaboration_id: str) -> Self:
        """Those for whom an organisation of the collaboration answers."""
        return self.filter(controller__in=_answering_in(collaboration_id))

    def visible_to(self, actor: Actor) -> Self:
        """Whose profile may be opened: one's own; as coordinator the region's, protected ones if named for them."""
        own = Q(user=actor.user)
        if not actor.may(May.SEE_PEOPLE):
            return self.filter(own)
        return self.filter(own | (Q(controller__in=_answering_in(actor.collaboration_id)) & self._open_to(actor)))

    def listed_for(self, actor: Actor) -> Self:
        """Those of ``visible_to`` who are in the actor's region, for a page of them in some order.

        The region is asked of one row after the other until the page is full: both rules as they stand would have
        SQLite collect a region of 100,000 and sort it to show 25.
        """
        if not actor.may(May.SEE_PEOPLE):
            return self.visible_to(actor).in_region(actor.collaboration_id)
        in_region = Exists(_answering_in(actor.collaboration_id).filter(pk=OuterRef("controller_id")))
        return self.filter(in_region, self._open_to(actor) | Q(user=actor.user))

    def _open_to(self, actor: Actor) -> Q:
        named = self.model.objects.filter(protected_readers=actor.user)
        return Q(protected=False) | Q(pk__in=named.values("pk"))

    def permitting(self) -> Self:
        """Those who let us propose them today."""
        return self.filter(permitted_at__isnull=False, withdrawn_at__isnull=True)

    def claiming(self, concepts: Collection[str]) -> Self:
        """Those who say, have shown or have had verified one of these concepts."""
        from kompetensnav.apps.people.models import Claim

        return self.filter(pk__in=Claim.objects.filter(concept__in=concepts).order_by().values("person"))

    def with_section(self, section: int, state: int | None) -> Self:
        """Those who have answered a section so far; None for those who have not been asked."""
        from kompetensnav.apps.people.models import SectionAnswer

        answered = SectionAnswer.objects.filter(person=OuterRef("pk"), section=section)
        return self.filter(~Exists(answered) if state is None else Exists(answered.filter(state=state)))


def _answering_in(collaboration_id: str) -> models.QuerySet[Organisation]:
    return Organisation.objects.filter(collaboration_id=collaboration_id)
