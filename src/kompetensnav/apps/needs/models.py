"""A need and its requirements."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from kompetensnav.apps.core.ids import OpaqueIdField
from kompetensnav.apps.needs.enums import (
    OPEN_STATUSES,
    Asked,
    CloseReason,
    NeedStatus,
    RequirementSource,
    RequirementType,
)
from kompetensnav.apps.needs.queries import NeedQuerySet
from kompetensnav.apps.organisations.models import Organisation
from kompetensnav.apps.places.models import Municipality

MOST_POSITIONS = 10_000


class Need(models.Model):
    """What an employer needs, in its own words and as requirements. ``text`` has contact details masked."""

    id = OpaqueIdField("n")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="needs")
    owner = models.ForeignKey(  # the coordinator who takes care of it
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    submission = models.UUIDField(unique=True)  # of the form it came with: sent twice, it is made once
    status = models.CharField(max_length=14, choices=NeedStatus, default=NeedStatus.DRAFT)
    title = models.CharField(max_length=160)
    title_folded = models.CharField(max_length=160, db_index=True)  # SQLite folds the case of ASCII only
    text = models.TextField()
    reading = models.JSONField(default=dict)  # spans of the facts in the text, notes: reading.Reading
    municipality = models.ForeignKey(Municipality, models.PROTECT, null=True, blank=True, related_name="+")
    positions = models.PositiveIntegerField(default=1)
    starts_on = models.DateField(null=True, blank=True)
    starts_asap = models.BooleanField(default=False)
    asks_legal_age = models.BooleanField(default=False)
    taxonomy_version = models.CharField(max_length=120)
    version = models.PositiveIntegerField(default=1)  # counted up by every change; two editors cannot overwrite
    created_at = models.DateTimeField(auto_now_add=True)
    changed_at = models.DateTimeField(auto_now=True)
    changed_by = models.CharField(max_length=40, blank=True)  # a user's id
    registered_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    close_reason = models.CharField(max_length=14, choices=CloseReason, blank=True)
    close_note = models.CharField(max_length=500, blank=True)

    objects = NeedQuerySet.as_manager()

    class Meta:
        ordering = ("-created_at", "id")
        indexes = (
            models.Index(fields=("status", "created_at", "id"), name="need_by_status"),
            models.Index(fields=("organisation", "created_at", "id"), name="need_by_organisation"),
        )
        constraints = (
            models.CheckConstraint(condition=Q(status__in=NeedStatus.values), name="need_status"),
            models.CheckConstraint(condition=Q(positions__range=(1, MOST_POSITIONS)), name="need_positions"),
            models.CheckConstraint(
                condition=Q(starts_on__isnull=True) | Q(starts_asap=False), name="need_one_start"
            ),
            models.CheckConstraint(
                condition=Q(status=NeedStatus.CLOSED, close_reason__in=CloseReason.values)
                | (~Q(status=NeedStatus.CLOSED) & Q(close_reason="")),
                name="need_closed_with_reason",
            ),
            models.CheckConstraint(
                condition=Q(status=NeedStatus.DRAFT, registered_at__isnull=True)
                | Q(status=NeedStatus.CLOSED)
                | (~Q(status=NeedStatus.DRAFT) & Q(registered_at__isnull=False)),
                name="need_registered_when_not_draft",
            ),
        )

    def __str__(self) -> str:
        return self.title

    @property
    def is_open(self) -> bool:
        """Whether people may be proposed."""
        return self.status in OPEN_STATUSES

    @property
    def is_draft(self) -> bool:
        """Whether it has not been registered yet."""
        return self.status == NeedStatus.DRAFT


class Requirement(models.Model):
    """One requirement; ``concepts`` are alternatives. ``removed`` ones stay until registration, so that they can
    be taken back.
    """

    need = models.ForeignKey(Need, models.CASCADE, related_name="requirements")
    number = models.PositiveSmallIntegerField()  # its place in the list, from 1
    kind = models.PositiveSmallIntegerField(choices=RequirementType)
    concepts = models.JSONField()  # ids of concepts, at least one
    asked = models.PositiveSmallIntegerField(choices=Asked)
    weight = models.PositiveSmallIntegerField()
    minimum_level = models.PositiveSmallIntegerField(null=True, blank=True)
    years = models.FloatField(null=True, blank=True)
    source = models.CharField(max_length=8, choices=RequirementSource)
    spans = models.JSONField(default=list)  # [[start, end], ...] in the text
    unsure = models.BooleanField(default=False)  # the reading may be wrong: ask
    suggestions = models.JSONField(default=list)  # ids of other concepts that the words may mean
    removed = models.BooleanField(default=False)

    class Meta:
        ordering = ("number",)
        constraints = (
            models.UniqueConstraint(fields=("need", "number"), name="requirement_number_once"),
            models.CheckConstraint(condition=Q(kind__in=RequirementType.values), name="requirement_kind"),
            models.CheckConstraint(condition=Q(asked__in=Asked.values), name="requirement_asked"),
            models.CheckConstraint(condition=Q(weight__range=(1, 10)), name="requirement_weight"),
            models.CheckConstraint(
                condition=Q(minimum_level__isnull=True)
                | Q(kind=RequirementType.SKILL, minimum_level__range=(1, 5))
                | Q(kind=RequirementType.LANGUAGE, minimum_level__range=(1, 6)),
                name="requirement_level",
            ),
            models.CheckConstraint(condition=Q(source__in=RequirementSource.values), name="requirement_source"),
        )

    def __str__(self) -> str:
        return f"{self.need_id} {self.number}"
