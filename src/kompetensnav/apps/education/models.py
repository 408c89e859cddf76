"""Providers, programmes with what they grant and demand, and intakes with dates and seats."""

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Collate

from kompetensnav.apps.core.collation import COLLATION
from kompetensnav.apps.core.ids import OpaqueIdField
from kompetensnav.apps.education.enums import (
    Finance,
    ImportState,
    IntakeStatus,
    OnSiteShare,
    ProgrammeKind,
    Source,
)
from kompetensnav.apps.education.queries import IntakeQuerySet, ProgrammeQuerySet
from kompetensnav.apps.organisations.models import Collaboration, Organisation
from kompetensnav.apps.places.models import Municipality
from kompetensnav.engine.matching.terms import RequirementKind

MOST_SEATS = 10_000
LONGEST_WEEKS = 520


class Provider(models.Model):
    """Who gives programmes. ``organisation`` where the provider takes part in the collaboration itself."""

    id = OpaqueIdField("u")
    collaboration = models.ForeignKey(Collaboration, models.PROTECT, related_name="providers")
    name = models.CharField(max_length=160)
    organisation = models.OneToOneField(
        Organisation, models.PROTECT, null=True, blank=True, related_name="provider"
    )

    class Meta:
        ordering = (Collate("name", COLLATION), "id")
        constraints = (models.UniqueConstraint(fields=("collaboration", "name"), name="provider_named_once"),)

    def __str__(self) -> str:
        return self.name


class Programme(models.Model):
    """What is taught. ``grants_confirmed_at`` None: what it grants was read from a text, unconfirmed."""

    id = OpaqueIdField("e")
    provider = models.ForeignKey(Provider, models.PROTECT, related_name="programmes")
    kind = models.CharField(max_length=12, choices=ProgrammeKind)
    name = models.CharField(max_length=200)
    name_folded = models.CharField(max_length=200, db_index=True)  # SQLite folds the case of ASCII only
    text = models.TextField(blank=True)
    code = models.CharField(max_length=40, blank=True)  # course code, or the decision's number
    source = models.CharField(max_length=10, choices=Source, default=Source.OWN)
    source_key = models.CharField(max_length=120, blank=True)  # what the source calls it; empty where it is our own
    url = models.URLField(max_length=500, blank=True)
    sun = models.CharField(max_length=5, blank=True)  # SUN 2020: level or field
    seqf = models.PositiveSmallIntegerField(null=True, blank=True)  # 1-8, the same as EQF
    credits = models.PositiveIntegerField(null=True, blank=True)  # points in the provider's own scale
    weeks = models.PositiveSmallIntegerField(null=True, blank=True)  # usual length; dated intakes have their own
    language = models.CharField(max_length=3, blank=True)  # taught in; ISO 639
    cost = models.PositiveIntegerField(null=True, blank=True)  # SEK per seat, to the organiser
    finance = models.JSONField(default=list, blank=True)  # codes of ``Finance``
    ended_at = models.DateTimeField(null=True, blank=True)  # no longer given
    grants_confirmed_at = models.DateTimeField(null=True, blank=True)
    grants_confirmed_by = models.CharField(max_length=40, blank=True)  # a user's id
    version = models.PositiveIntegerField(default=1)  # counted up by every change; two editors cannot overwrite
    changed_at = models.DateTimeField(auto_now=True)

    objects = ProgrammeQuerySet.as_manager()

    class Meta:
        ordering = (Collate("name", COLLATION), "id")
        constraints = (
            models.UniqueConstraint(
                fields=("provider", "source", "source_key"),
                condition=~Q(source_key=""),
                name="programme_imported_once",
            ),
            models.CheckConstraint(condition=Q(kind__in=ProgrammeKind.values), name="programme_kind"),
            models.CheckConstraint(condition=Q(source__in=Source.values), name="programme_source"),
            models.CheckConstraint(condition=Q(seqf__isnull=True) | Q(seqf__range=(1, 8)), name="programme_seqf"),
            models.CheckConstraint(
                condition=Q(weeks__isnull=True) | Q(weeks__range=(1, LONGEST_WEEKS)), name="programme_weeks"
            ),
            models.CheckConstraint(
                condition=Q(grants_confirmed_at__isnull=True, grants_confirmed_by="")
                | (Q(grants_confirmed_at__isnull=False) & ~Q(grants_confirmed_by="")),
                name="programme_confirmed_by_somebody",
            ),
        )

    def __str__(self) -> str:
        return self.name

    @property
    def finance_labels(self) -> list[str]:
        """In words."""
        return [str(Finance(code).label) for code in self.finance if code in Finance.values]


class Grant(models.Model):
    """What somebody can claim after the programme. ``level`` as for claims. Suggested ones wait for a person."""

    programme = models.ForeignKey(Programme, models.CASCADE, related_name="grants")
    concept = models.CharField(max_length=120)
    level = models.PositiveSmallIntegerField(null=True, blank=True)
    suggested = models.BooleanField(default=False)  # read from the text; nobody has confirmed it
    quote = models.CharField(max_length=200, blank=True)  # the words it was read from

    class Meta:
        ordering = ("id",)
        constraints = (
            models.UniqueConstraint(fields=("programme", "concept"), name="grant_once"),
            models.CheckConstraint(condition=Q(level__isnull=True) | Q(level__range=(1, 6)), name="grant_level"),
        )

    def __str__(self) -> str:
        return f"{self.programme_id} {self.concept}"


class EntryRequirement(models.Model):
    """What one must have to be admitted; ``concepts`` are alternatives. All rows of a programme must be met."""

    programme = models.ForeignKey(Programme, models.CASCADE, related_name="demands")
    kind = models.PositiveSmallIntegerField()  # RequirementKind
    concepts = models.JSONField()  # ids of concepts, at least one
    minimum_level = models.PositiveSmallIntegerField(null=True, blank=True)

    class Meta:
        ordering = ("id",)
        constraints = (
            models.CheckConstraint(condition=Q(kind__in=list(RequirementKind)), name="entry_kind"),
            models.CheckConstraint(
                condition=Q(minimum_level__isnull=True)
                | Q(kind=RequirementKind.SKILL, minimum_level__range=(1, 5))
                | Q(kind=RequirementKind.LANGUAGE, minimum_level__range=(1, 6)),
                name="entry_level",
            ),
        )

    def __str__(self) -> str:
        return f"{self.programme_id} {self.kind}"


class Intake(models.Model):
    """One start of a programme, or a standing admission (``rolling``: no dates, the programme has a length).

    ``seats`` None is not known. ``taken`` are seats taken elsewhere, None not known; ``reserved`` those held for
    proposals here, counted up and down with them (``proposals.Seat``). Seats left are known where both are.
    """

    id = OpaqueIdField("i")
    programme = models.ForeignKey(Programme, models.PROTECT, related_name="intakes")
    source_key = models.CharField(max_length=120, blank=True)
    status = models.CharField(max_length=10, choices=IntakeStatus, default=IntakeStatus.PLANNED)
    rolling = models.BooleanField(default=False)
    starts_on = models.DateField(null=True, blank=True)
    ends_on = models.DateField(null=True, blank=True)
    apply_from = models.DateField(null=True, blank=True)
    apply_by = models.DateField(null=True, blank=True)
    municipality = models.ForeignKey(Municipality, models.PROTECT, null=True, blank=True, related_name="+")
    site = models.CharField(max_length=120, blank=True)  # school or node, where it has a name
    pace = models.PositiveSmallIntegerField(null=True, blank=True)  # per cent of full time
    on_site = models.PositiveSmallIntegerField(choices=OnSiteShare, default=OnSiteShare.UNKNOWN)
    on_site_weeks = models.PositiveSmallIntegerField(null=True, blank=True)
    seats = models.PositiveIntegerField(null=True, blank=True)
    taken = models.PositiveIntegerField(null=True, blank=True)
    reserved = models.PositiveIntegerField(default=0)
    workplaces = models.PositiveIntegerField(null=True, blank=True)  # places for apl or LIA that are agreed on
    version = models.PositiveIntegerField(default=1)
    changed_at = models.DateTimeField(auto_now=True)

    objects = IntakeQuerySet.as_manager()

    class Meta:
        ordering = ("starts_on", "id")
        indexes = (
            models.Index(fields=("status", "apply_by"), name="intake_by_deadline"),
            models.Index(fields=("programme", "starts_on"), name="intake_by_programme"),
        )
        constraints = (
            models.UniqueConstraint(
                fields=("programme", "source_key"), condition=~Q(source_key=""), name="intake_imported_once"
            ),
            models.CheckConstraint(condition=Q(status__in=IntakeStatus.values), name="intake_status"),
            models.CheckConstraint(
                condition=Q(rolling=True, starts_on__isnull=True, ends_on__isnull=True)
                | Q(rolling=False, starts_on__isnull=False),
                name="intake_dated_or_rolling",
            ),
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")), name="intake_ends_after_start"
            ),
            models.CheckConstraint(
                condition=Q(apply_by__isnull=True) | Q(starts_on__isnull=True) | Q(apply_by__lte=F("starts_on")),
                name="intake_apply_before_start",
            ),
            models.CheckConstraint(condition=Q(pace__isnull=True) | Q(pace__range=(1, 100)), name="intake_pace"),
            models.CheckConstraint(condition=Q(on_site__in=OnSiteShare.values), name="intake_on_site"),
            models.CheckConstraint(
                condition=Q(on_site_weeks__isnull=True) | Q(on_site=OnSiteShare.WEEKS), name="intake_weeks_on_site"
            ),
            models.CheckConstraint(
                condition=Q(seats__isnull=True)
                | Q(seats__lte=MOST_SEATS, taken__isnull=True, seats__gte=F("reserved"))
                | Q(seats__lte=MOST_SEATS, taken__isnull=False, seats__gte=F("reserved") + F("taken")),
                name="intake_seats_not_oversold",
            ),
        )

    def __str__(self) -> str:
        return f"{self.programme_id} {self.starts_on or 'rolling'}"

    @property
    def seats_left(self) -> int | None:
        """None where it is not known how many seats there are, or how many are taken."""
        if self.status == IntakeStatus.FULL:
            return 0
        if self.seats is None or self.taken is None:
            return None
        return self.seats - self.taken - self.reserved

    @property
    def runs(self) -> bool:
        """Whether it has not been cancelled."""
        return self.status != IntakeStatus.CANCELLED


class CatalogueImport(models.Model):
    """A file as it was read, before anything is applied. ``rows`` are ``rows.ProgrammeRow`` as JSON."""

    id = OpaqueIdField("j")
    collaboration = models.ForeignKey(Collaboration, models.PROTECT, related_name="+")
    source = models.CharField(max_length=10, choices=Source)
    file_name = models.CharField(max_length=200)
    state = models.CharField(max_length=10, choices=ImportState, default=ImportState.READ)
    read_at = models.DateTimeField(auto_now_add=True)
    read_by = models.CharField(max_length=40)
    applied_at = models.DateTimeField(null=True, blank=True)
    rows = models.JSONField()
    rejected = models.JSONField(default=list)  # problems: code, line, field, values
    cells = models.JSONField(default=list, blank=True)  # of our template, while a wrong cell can be put right here
    counts = models.JSONField(default=dict)  # new, changed, unchanged, rejected of programmes and intakes

    class Meta:
        ordering = ("-read_at", "id")
        constraints = (
            models.CheckConstraint(condition=Q(source__in=Source.values), name="import_source"),
            models.CheckConstraint(condition=Q(state__in=ImportState.values), name="import_state"),
            models.CheckConstraint(
                condition=Q(state=ImportState.APPLIED, applied_at__isnull=False)
                | (~Q(state=ImportState.APPLIED) & Q(applied_at__isnull=True)),
                name="import_applied_when",
            ),
        )

    def __str__(self) -> str:
        return f"{self.source} {self.file_name}"
