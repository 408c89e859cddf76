"""Course cases with the needs they join, and the employers' letters of intent."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from kompetensnav.apps.core.ids import OpaqueIdField
from kompetensnav.apps.courses.enums import CaseStatus, LetterAnswer, LetterReason
from kompetensnav.apps.courses.queries import CourseCaseQuerySet, LetterQuerySet
from kompetensnav.apps.education.enums import OnSiteShare, ProgrammeKind
from kompetensnav.apps.education.models import LONGEST_WEEKS, MOST_SEATS, Intake, Programme, Provider
from kompetensnav.apps.needs.models import MOST_POSITIONS, Need
from kompetensnav.apps.organisations.models import Collaboration, Organisation
from kompetensnav.apps.places.models import Municipality


class CourseCase(models.Model):
    """A course that does not exist yet. ``grants`` and ``demands`` are its own, beside those of its modules.

    Shapes: ``grants`` ``[{"concept": id, "level": 1-6 or null}]``; ``demands`` ``[{"kind": RequirementKind,
    "concepts": [id], "minimum_level": 1-6 or null}]``.
    """

    id = OpaqueIdField("k")
    collaboration = models.ForeignKey(Collaboration, models.PROTECT, related_name="course_cases")
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")
    status = models.CharField(max_length=10, choices=CaseStatus, default=CaseStatus.DRAFT)
    title = models.CharField(max_length=160)
    text = models.TextField(blank=True)
    kind = models.CharField(max_length=12, choices=ProgrammeKind, default=ProgrammeKind.PACKAGE)
    provider = models.ForeignKey(Provider, models.PROTECT, null=True, blank=True, related_name="course_cases")
    needs = models.ManyToManyField(Need, related_name="course_cases", blank=True)
    modules = models.ManyToManyField(Programme, related_name="+", blank=True)
    grants = models.JSONField(default=list, blank=True)
    demands = models.JSONField(default=list, blank=True)
    municipality = models.ForeignKey(Municipality, models.PROTECT, null=True, blank=True, related_name="+")
    on_site = models.PositiveSmallIntegerField(choices=OnSiteShare, default=OnSiteShare.UNKNOWN)
    weeks = models.PositiveSmallIntegerField(null=True, blank=True)
    seats = models.PositiveIntegerField(null=True, blank=True)
    cost = models.PositiveIntegerField(null=True, blank=True)  # SEK per seat
    starts_from = models.DateField(null=True, blank=True)  # the window in which it should start
    starts_by = models.DateField(null=True, blank=True)
    programme = models.OneToOneField(
        Programme, models.PROTECT, null=True, blank=True, related_name="course_case"
    )  # what it has become
    intake = models.OneToOneField(Intake, models.PROTECT, null=True, blank=True, related_name="course_case")
    decline_note = models.CharField(max_length=500, blank=True)
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField(auto_now_add=True)
    changed_at = models.DateTimeField(auto_now=True)

    objects = CourseCaseQuerySet.as_manager()

    class Meta:
        ordering = ("-created_at", "id")
        constraints = (
            models.CheckConstraint(condition=Q(status__in=CaseStatus.values), name="case_status"),
            models.CheckConstraint(condition=Q(kind__in=ProgrammeKind.values), name="case_kind"),
            models.CheckConstraint(condition=Q(on_site__in=OnSiteShare.values), name="case_on_site"),
            models.CheckConstraint(
                condition=Q(weeks__isnull=True) | Q(weeks__range=(1, LONGEST_WEEKS)), name="case_weeks"
            ),
            models.CheckConstraint(
                condition=Q(seats__isnull=True) | Q(seats__range=(1, MOST_SEATS)), name="case_seats"
            ),
            models.CheckConstraint(
                condition=Q(starts_from__isnull=True)
                | Q(starts_by__isnull=True)
                | Q(starts_by__gte=F("starts_from")),
                name="case_window",
            ),
            models.CheckConstraint(
                condition=Q(status=CaseStatus.STARTED, programme__isnull=False, intake__isnull=False)
                | (~Q(status=CaseStatus.STARTED) & Q(programme__isnull=True, intake__isnull=True)),
                name="case_started_with_intake",
            ),
            models.CheckConstraint(
                condition=~Q(status__in=(CaseStatus.SENT, CaseStatus.ACCEPTED)) | Q(provider__isnull=False),
                name="case_sent_to_somebody",
            ),
        )

    def __str__(self) -> str:
        return self.title


class LetterOfIntent(models.Model):
    """One employer asked to stand behind a course case: an answer given once and in time, with coded reason."""

    id = OpaqueIdField("l")
    case = models.ForeignKey(CourseCase, models.PROTECT, related_name="letters")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="letters")
    asked_positions = models.PositiveIntegerField()  # the places of its needs in the case, when it was asked
    asked_at = models.DateTimeField(auto_now_add=True)
    asked_by = models.CharField(max_length=40)
    deadline = models.DateTimeField()
    answer = models.CharField(max_length=8, choices=LetterAnswer, default=LetterAnswer.OPEN)
    positions = models.PositiveIntegerField(null=True, blank=True)  # would hire so many who have taken it
    workplaces = models.PositiveIntegerField(null=True, blank=True)  # can take so many in training at work
    reason = models.CharField(max_length=14, choices=LetterReason, blank=True)
    note = models.CharField(max_length=500, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.CharField(max_length=40, blank=True)

    objects = LetterQuerySet.as_manager()

    class Meta:
        ordering = ("asked_at", "id")
        indexes = (models.Index(fields=("answer", "deadline"), name="letter_waiting"),)
        constraints = (
            models.UniqueConstraint(fields=("case", "organisation"), name="letter_once"),
            models.CheckConstraint(
                condition=Q(asked_positions__range=(1, MOST_POSITIONS)), name="letter_asked_positions"
            ),
            models.CheckConstraint(
                condition=Q(answer=LetterAnswer.OPEN, answered_at__isnull=True, reason="", positions__isnull=True)
                | Q(answer=LetterAnswer.EXPIRED, answered_at__isnull=False, reason="", positions__isnull=True)
                | Q(
                    answer=LetterAnswer.YES,
                    answered_at__isnull=False,
                    reason="",
                    positions__isnull=False,  # a check that is neither true nor false passes
                    positions__range=(1, MOST_POSITIONS),
                )
                | Q(
                    answer=LetterAnswer.NO,
                    answered_at__isnull=False,
                    reason__in=LetterReason.values,
                    positions__isnull=True,
                ),
                name="letter_answer_whole",
            ),
        )

    def __str__(self) -> str:
        return f"{self.case_id} {self.organisation_id}"
