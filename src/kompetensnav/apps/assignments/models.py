"""One what-if of a region: all its open needs and their listed people together, and how each need fares.

Nothing here is a proposal or leads to one. Only the last finished one of a region is kept.
"""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from kompetensnav.apps.assignments.queries import AssignedPersonQuerySet, AssignmentQuerySet
from kompetensnav.apps.core.ids import OpaqueIdField
from kompetensnav.apps.matches.models import RunStatus
from kompetensnav.apps.needs.models import Need
from kompetensnav.apps.organisations.models import Collaboration
from kompetensnav.apps.people.models import Person


class Stage(models.TextChoices):
    """How far one that is under way has come."""

    READING = "reading", _("reading the lists of all open needs")
    SOLVING = "solving", _("looking for the best total")
    WRITING = "writing", _("writing the result")


class Assignment(models.Model):
    """Everybody's answer supposed to be yes, once. ``value`` sums what is certain of each pair, of 100."""

    id = OpaqueIdField("a")
    collaboration = models.ForeignKey(Collaboration, models.CASCADE, related_name="assignments")
    status = models.CharField(max_length=8, choices=RunStatus, default=RunStatus.QUEUED)
    stage = models.CharField(max_length=8, choices=Stage, default=Stage.READING)
    queued_at = models.DateTimeField(auto_now_add=True)
    started_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    seconds = models.FloatField(null=True, blank=True)
    problem = models.CharField(max_length=60, blank=True)  # a code, where it failed
    people = models.PositiveIntegerField(default=0)  # who fit at least one need
    positions = models.PositiveIntegerField(default=0)  # open places of all needs
    filled = models.PositiveIntegerField(default=0)
    value = models.PositiveBigIntegerField(default=0)
    greedy_filled = models.PositiveIntegerField(default=0)
    greedy_value = models.PositiveBigIntegerField(default=0)
    least = models.PositiveSmallIntegerField(default=0)  # pairs below it were left out
    engine_version = models.CharField(max_length=40, blank=True)
    solver_version = models.CharField(max_length=40, blank=True)
    input_hash = models.CharField(max_length=64, blank=True)

    objects = AssignmentQuerySet.as_manager()

    class Meta:
        ordering = ("-queued_at", "id")
        constraints = (
            models.UniqueConstraint(
                fields=("collaboration",),
                condition=Q(status__in=("queued", "running")),
                name="one_assignment_under_way",
            ),
            models.CheckConstraint(condition=Q(status__in=RunStatus.values), name="assignment_status"),
            models.CheckConstraint(condition=Q(stage__in=Stage.values), name="assignment_stage"),
            models.CheckConstraint(
                condition=~Q(status="done")
                | (Q(started_at__isnull=False, finished_at__isnull=False) & ~Q(input_hash="")),
                name="assignment_done_stamped",
            ),
            models.CheckConstraint(
                condition=Q(filled__lte=F("positions"), greedy_filled__lte=F("positions")),
                name="assignment_within_positions",
            ),
        )

    def __str__(self) -> str:
        return self.pk


class AssignedNeed(models.Model):
    """How one need fares among all the others. ``fitting`` people of its list are good enough and free."""

    assignment = models.ForeignKey(Assignment, models.CASCADE, related_name="needs")
    need = models.ForeignKey(Need, models.CASCADE, related_name="+")
    matched = models.BooleanField()  # whether it has a list at all
    cut = models.BooleanField()  # whether more people fit than its list holds
    positions = models.PositiveIntegerField()  # open places
    fitting = models.PositiveIntegerField()
    filled = models.PositiveIntegerField()
    greedy_filled = models.PositiveIntegerField()

    class Meta:
        ordering = ("assignment", "need")
        constraints = (
            models.UniqueConstraint(fields=("assignment", "need"), name="assigned_need_once"),
            models.CheckConstraint(
                condition=Q(
                    filled__lte=F("positions"), greedy_filled__lte=F("positions"), fitting__gte=F("filled")
                ),
                name="assigned_need_within",
            ),
        )

    def __str__(self) -> str:
        return f"{self.assignment_id} {self.need_id}"

    @property
    def unfilled(self) -> int:
        """Places that stay open."""
        return self.positions - self.filled

    @property
    def too_few(self) -> int:
        """Places that nobody listed could take, however the others were spread."""
        return max(0, self.positions - self.fitting)

    @property
    def elsewhere(self) -> int:
        """Places whose people have been given a place at another need."""
        return self.unfilled - self.too_few


class AssignedPerson(models.Model):
    """One person at one need, supposing everybody's yes. Each stands once."""

    assignment = models.ForeignKey(Assignment, models.CASCADE, related_name="people_placed")
    need = models.ForeignKey(Need, models.CASCADE, related_name="+")
    person = models.ForeignKey(Person, models.CASCADE, related_name="+")

    objects = AssignedPersonQuerySet.as_manager()

    class Meta:
        ordering = ("assignment", "need", "person")
        constraints = (models.UniqueConstraint(fields=("assignment", "person"), name="assigned_person_once"),)

    def __str__(self) -> str:
        return f"{self.assignment_id} {self.need_id} {self.person_id}"
