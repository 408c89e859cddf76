"""Kinds, statuses and sources of the catalogue."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from kompetensnav.engine.pathways.terms import OnSite, StepKind


class ProgrammeKind(models.TextChoices):
    """What a programme is."""

    PACKAGE = "package", _("vocational package")  # yrkespaket, sammanhållen yrkesutbildning
    COURSE = "course", _("municipal adult education course")
    YH = "yh", _("higher vocational programme")
    YH_COURSE = "yh_course", _("higher vocational course")
    UNIVERSITY = "university", _("university course")
    SHORT = "short", _("short course")
    FOLK = "folk", _("folk high school")
    SFI = "sfi", _("Swedish for immigrants")
    VALIDATION = "validation", _("validation")
    LICENCE = "licence", _("course for a certificate or licence")
    LEGITIMATION = "legitimation", _("complement for a licence to practise")
    PLACEMENT = "placement", _("work training")

    @property
    def step(self) -> StepKind:
        """What it is on a route."""
        return _STEPS.get(self, StepKind.TRAINING)


_STEPS = {
    ProgrammeKind.SFI: StepKind.LANGUAGE,
    ProgrammeKind.VALIDATION: StepKind.VALIDATION,
    ProgrammeKind.PLACEMENT: StepKind.PLACEMENT,
}


class Source(models.TextChoices):
    """Where a row of the catalogue comes from."""

    OWN = "own", _("written here")
    TEMPLATE = "template", _("our template")
    SUNDSVALL = "sundsvall", _("municipal course file")
    MYH = "myh", _("decisions of the Agency for Higher Vocational Education")
    EMIL = "emil", _("EMIL file")


class IntakeStatus(models.TextChoices):
    """Where an intake stands. *Full* is set when the last known seat goes, and taken back when one comes free."""

    PLANNED = "planned", _("planned")
    OPEN = "open", _("open")
    FULL = "full", _("full")
    CANCELLED = "cancelled", _("called off")


RUNNING_STATUSES = (IntakeStatus.PLANNED, IntakeStatus.OPEN, IntakeStatus.FULL)


class OnSiteShare(models.IntegerChoices):
    """How much has to be attended where it is given; numbers are the engine's."""

    UNKNOWN = OnSite.UNKNOWN, _("not stated")
    ALL = OnSite.ALL, _("on site")
    WEEKS = OnSite.WEEKS, _("distance with weeks on site")
    NONE = OnSite.NONE, _("at a distance")


class Finance(models.TextChoices):
    """What the participant can live on meanwhile. What somebody gets is decided elsewhere."""

    CSN = "csn", _("student aid (CSN)")
    TRANSITION = "transition", _("transition study support")
    ACTIVITY = "activity", _("activity support")
    SALARY = "salary", _("salary from the employer")
    INTRODUCTION = "introduction", _("introduction benefit")


class ImportState(models.TextChoices):
    """What has become of a file that was read."""

    READ = "read", _("read, not applied")
    APPLIED = "applied", _("applied")
    DISCARDED = "discarded", _("discarded")
