"""Statuses of nightly runs, and why somebody left the lists of a need."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from kompetensnav.engine.matching.terms import Condition


class NightlyStatus(models.TextChoices):
    """Where a nightly run stands."""

    QUEUED = "queued", _("waiting")
    RUNNING = "running", _("running")
    DONE = "done", _("done")
    FAILED = "failed", _("failed")
    CANCELLED = "cancelled", _("cancelled")


NIGHTLY_UNDER_WAY = (NightlyStatus.QUEUED, NightlyStatus.RUNNING)


class ChangeKind(models.TextChoices):
    """What happened to a person's place in the lists of a need."""

    CAME = "came", _("new")
    GONE = "gone", _("no longer in the list")


class GoneReason(models.TextChoices):
    """Why somebody left the lists.

    Whoever withdraws, protects their identity or moves out of the region is *no longer available*, and nothing more
    may be told of them.
    """

    UNAVAILABLE = "unavailable", _("no longer available")
    CONDITION = "condition", _("now lacks what the need requires")
    NEED = "need", _("the need has been changed")
    RULES = "rules", _("the taxonomy or the rules of matching have changed")
    PROFILE = "profile", _("what is known of the person no longer speaks for it")
    PASSED = "passed", _("others fit better")


class HardCondition(models.TextChoices):
    """The condition that fails; the engine's names."""

    LEGAL_LICENCE = Condition.LEGAL_LICENCE.name.lower(), _("a licence to practise")
    DRIVING_LICENCE = Condition.DRIVING_LICENCE.name.lower(), _("a driving licence")
    LANGUAGE = Condition.LANGUAGE.name.lower(), _("a language")
    LEGAL_AGE = Condition.LEGAL_AGE.name.lower(), _("the age required by law")
    REACH = Condition.REACH.name.lower(), _("a way to the place of work")
