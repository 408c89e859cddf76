"""Statuses, answers and reasons of course cases."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class CaseStatus(models.TextChoices):
    """Where a course case stands."""

    DRAFT = "draft", _("draft")
    SENT = "sent", _("sent to the provider")
    ACCEPTED = "accepted", _("accepted by the provider")
    DECLINED = "declined", _("declined by the provider")
    STARTED = "started", _("has become an intake")
    CLOSED = "closed", _("closed")


# from -> to; anything else is refused
CASE_TRANSITIONS: dict[CaseStatus, tuple[CaseStatus, ...]] = {
    CaseStatus.DRAFT: (CaseStatus.SENT, CaseStatus.STARTED, CaseStatus.CLOSED),
    CaseStatus.SENT: (CaseStatus.ACCEPTED, CaseStatus.DECLINED, CaseStatus.CLOSED),
    CaseStatus.ACCEPTED: (CaseStatus.STARTED, CaseStatus.CLOSED),
    CaseStatus.DECLINED: (CaseStatus.DRAFT, CaseStatus.CLOSED),
    CaseStatus.STARTED: (),
    CaseStatus.CLOSED: (),
}
OPEN_CASES = (CaseStatus.DRAFT, CaseStatus.SENT, CaseStatus.ACCEPTED, CaseStatus.DECLINED)


class LetterAnswer(models.TextChoices):
    """What an employer has said to a course case."""

    OPEN = "open", _("waiting for an answer")
    YES = "yes", _("yes")
    NO = "no", _("no")
    EXPIRED = "expired", _("no answer in time")


class LetterReason(models.TextChoices):
    """Why not."""

    NO_NEED = "no_need", _("no longer a need")
    WRONG_CONTENT = "wrong_content", _("not what we need taught")
    TIMING = "timing", _("the time does not suit")
    OWN_TRAINING = "own_training", _("we train people ourselves")
    NO_WORKPLACES = "no_workplaces", _("we have no places for training at work")
    OTHER = "other", _("other")
