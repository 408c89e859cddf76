"""Answers and their coded reasons."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Answer(models.TextChoices):
    """One side's answer."""

    WAITING = "waiting", _("not asked yet")
    OPEN = "open", _("waiting for an answer")
    YES = "yes", _("yes")
    NO = "no", _("no")
    EXPIRED = "expired", _("no answer in time")


class NoReason(models.TextChoices):
    """Why not."""

    LACKS_SKILL = "lacks_skill", _("lacks a skill that is needed")
    NOT_MOBILE = "not_mobile", _("cannot get there")
    NO_LONGER_VACANT = "no_longer_vacant", _("no longer vacant")
    TIMING = "timing", _("the time does not suit")
    PAY = "pay", _("pay")
    OTHER = "other", _("other")


class WithdrawReason(models.TextChoices):
    """Why a proposal was taken back before both had answered."""

    PERMISSION = "permission", _("the person withdrew the permission")
    NEED_ENDED = "need_ended", _("the need has ended")
    MISTAKE = "mistake", _("proposed by mistake")
    UNAVAILABLE = "unavailable", _("the person can no longer be proposed")  # says no more of who is protected


class SeatState(models.TextChoices):
    """What has become of a seat held for a proposal."""

    HELD = "held", _("held")
    RELEASED = "released", _("let go")


class RouteEvent(models.TextChoices):
    """What happened to an intake on a route."""

    CANCELLED = "cancelled", _("called off")
    MOVED = "moved", _("new dates")
