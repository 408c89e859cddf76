"""Which corrections may be seen, which are alike, and which count where."""

from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Q

from kompetensnav.apps.corrections.enums import APPLIED, CorrectionState
from kompetensnav.apps.memberships.actor import Actor
from kompetensnav.apps.memberships.enums import May
from kompetensnav.apps.organisations.models import Organisation

if TYPE_CHECKING:
    from kompetensnav.apps.corrections.models import Correction


class CorrectionQuerySet(models.QuerySet["Correction"]):
    """Sets of corrections."""

    def visible_to(self, actor: Actor) -> Self:
        """Those of the region, to whoever reviews them."""
        return self.filter(region_id=actor.collaboration_id) if actor.may(May.REVIEW_CORRECTIONS) else self.none()

    def waiting(self) -> Self:
        """Those nobody has decided about."""
        return self.filter(state=CorrectionState.WAITING)

    def applied(self) -> Self:
        """Those that texts are read by, one of each that were decided together."""
        return self.filter(state__in=APPLIED, decided_with__isnull=True)

    def counting_for(self, organisation: Organisation) -> Self:
        """Those applied to an organisation's texts: its own, and those for all of its region."""
        return self.applied().filter(
            Q(state=CorrectionState.FOR_ORGANISATION, organisation=organisation)
            | Q(state=CorrectionState.FOR_ALL, region_id=organisation.collaboration_id)
        )

    def alike(self, correction: "Correction") -> Self:
        """Others of the region that say the same of the same words."""
        return self.filter(
            region_id=correction.region_id,
            kind=correction.kind,
            phrase_key=correction.phrase_key,
            concept_after=correction.concept_after,
            # what words do not mean differs by what they were read as; what they mean does not
            **({} if correction.concept_after else {"concept_before": correction.concept_before}),
        ).exclude(pk=correction.pk)
