"""Statuses and reasons of needs."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from kompetensnav.engine.matching import terms


class NeedStatus(models.TextChoices):
    """Where a need stands."""

    DRAFT = "draft", _("draft")
    REGISTERED = "registered", _("registered")
    ANALYSED = "analysed", _("analysed")
    ACTIVE = "active", _("people proposed")
    FILLED = "filled", _("filled")
    PARTLY_FILLED = "partly_filled", _("partly filled")
    CLOSED = "closed", _("closed")


OPEN_STATUSES = (NeedStatus.REGISTERED, NeedStatus.ANALYSED, NeedStatus.ACTIVE)
ENDED_STATUSES = (NeedStatus.FILLED, NeedStatus.PARTLY_FILLED, NeedStatus.CLOSED)

# from -> to; anything else is refused
TRANSITIONS: dict[NeedStatus, tuple[NeedStatus, ...]] = {
    NeedStatus.DRAFT: (NeedStatus.REGISTERED, NeedStatus.CLOSED),
    NeedStatus.REGISTERED: (NeedStatus.ANALYSED, *ENDED_STATUSES),
    NeedStatus.ANALYSED: (NeedStatus.ACTIVE, *ENDED_STATUSES),
    NeedStatus.ACTIVE: ENDED_STATUSES,
    NeedStatus.FILLED: (),
    NeedStatus.PARTLY_FILLED: (),
    NeedStatus.CLOSED: (),
}


class CloseReason(models.TextChoices):
    """Why a need was closed without being filled."""

    TOO_EXPENSIVE = "too_expensive", _("too expensive")
    NO_CANDIDATES = "no_candidates", _("no suitable candidates")
    TOO_SLOW = "too_slow", _("took too long")
    NEED_GONE = "need_gone", _("the need is gone")
    OTHER = "other", _("other")


class RequirementType(models.IntegerChoices):
    """What a requirement asks for; numbers are the engine's."""

    OCCUPATION = terms.RequirementKind.OCCUPATION, _("occupation")
    SKILL = terms.RequirementKind.SKILL, _("skill")
    LANGUAGE = terms.RequirementKind.LANGUAGE, _("language")
    DRIVING_LICENCE = terms.RequirementKind.DRIVING_LICENCE, _("driving licence")
    LEGAL_LICENCE = terms.RequirementKind.LEGAL_LICENCE, _("licence to practise")
    EDUCATION = terms.RequirementKind.EDUCATION, _("education level")


class Asked(models.IntegerChoices):
    """Must or merit; numbers are the engine's."""

    MUST = terms.Polarity.MUST, _("must")
    MERIT = terms.Polarity.MERIT, _("merit")


class RequirementSource(models.TextChoices):
    """Where a requirement comes from."""

    STATED = "stated", _("a field of the advert")
    TEXT = "text", _("the text")
    TASKS = "tasks", _("the text about the tasks")
    LAW = "law", _("the law")
    PERSON = "person", _("added or changed by a person")
