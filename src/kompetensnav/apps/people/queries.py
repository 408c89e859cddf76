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
        return self.filter(controller__in=Organisation.objects.filter(collaboration_id=collaboration_id))

    def page_in_region(self, collaboration_id: str) -> Self:
        """The same, for a page in some order: asked of one row after the other until the page is full.

        ``in_region`` has SQLite collect a region of 100,000 and sort it, to show the first 25.
        """
        return self.filter(_answered_for_in(collaboration_id))

    def visible_to(self, actor: Actor) -> Self:
        """Whose profile may be opened: one's own; as coordinator the region's, protected ones if named for them."""
        own = Q(user=actor.user)
        if not actor.may(May.SEE_PEOPLE):
            return self.filter(own)
        region = Q(_answered_for_in(actor.collaboration_id))
        named = Q(protected=False) | Q(pk__in=self.model.objects.filter(protected_readers=actor.user).values("pk"))
        return self.filter(own | (region & named))

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


def _answered_for_in(collaboration_id: str) -> Exists:
    organisations = Organisation.objects.filter(collaboration_id=collaboration_id)
    return Exists(organisations.filter(pk=OuterRef("controller_id")))
