"""What a correction says, where its words stood, and what was decided."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class CorrectionKind(models.TextChoices):
    """What somebody says of a phrase."""

    MEANS = "means", _("means something else")
    NOT_ASKED = "not_asked", _("is not a requirement")
    NOT_MEANT = "not_meant", _("does not mean what was read")


class CorrectionSource(models.TextChoices):
    """Where the words stood. Of a CV the phrase alone is kept."""

    ADVERT = "advert", _("advert")
    CV = "cv", _("CV")


class CorrectionState(models.TextChoices):
    """What was decided. Only an approval can be taken back; everything else stands."""

    WAITING = "waiting", _("waiting")
    FOR_ORGANISATION = "organisation", _("applied for the organisation")
    FOR_ALL = "all", _("applied for all in the region")
    DECLINED = "declined", _("declined")
    WITHDRAWN = "withdrawn", _("no longer applied")


APPLIED = (CorrectionState.FOR_ORGANISATION, CorrectionState.FOR_ALL)
WITH_REASON = (CorrectionState.DECLINED, CorrectionState.WITHDRAWN)
