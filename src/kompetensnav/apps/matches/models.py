"""A stored run of the engine for one need, the people it listed, and what a nightly run changed in the lists."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from kompetensnav.apps.core.ids import OpaqueIdField
from kompetensnav.apps.matches.enums import ChangeKind, GoneReason, HardCondition, NightlyStatus
from kompetensnav.apps.matches.queries import CandidateQuerySet, ChangeQuerySet, NightlyRunQuerySet
from kompetensnav.apps.needs.models import Need
from kompetensnav.apps.organisations.models import Collaboration
from kompetensnav.apps.people.models import Person


class RunStatus(models.TextChoices):
    """Where a run stands."""

    QUEUED = "queued", _("waiting")
    RUNNING = "running", _("running")
    DONE = "done", _("done")
    FAILED = "failed", _("failed")


class Run(models.Model):
    """One match of one need with everybody in the region. ``counts`` and stamp are the engine's."""

    id = OpaqueIdField("r")
    need = models.ForeignKey(Need, models.CASCADE, related_name="runs")
    need_version = models.PositiveIntegerField()  # the need as it was when asked for
    status = models.CharField(max_length=8, choices=RunStatus, default=RunStatus.QUEUED)
    queued_at = models.DateTimeField(auto_now_add=True)
    started_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    seconds = models.FloatField(null=True, blank=True)
    problem = models.CharField(max_length=60, blank=True)  # a code, where it failed
    counts = models.JSONField(default=dict)  # the engine's counts
    engine_version = models.CharField(max_length=40, blank=True)
    parameters_version = models.CharField(max_length=40, blank=True)
    taxonomy_version = models.CharField(max_length=120, blank=True)
    input_hash = models.CharField(max_length=64, blank=True)

    class Meta:
        ordering = ("-queued_at", "id")
        constraints = (
            models.UniqueConstraint(
                fields=("need",), condition=Q(status__in=("queued", "running")), name="one_run_under_way"
            ),
            models.CheckConstraint(condition=Q(status__in=RunStatus.values), name="run_status"),
            models.CheckConstraint(
                condition=~Q(status="done") | (Q(finished_at__isnull=False) & ~Q(input_hash="")),
                name="run_done_stamped",
            ),
        )

    def __str__(self) -> str:
        return self.pk


class CandidateList(models.TextChoices):
    """Which list a person stands in."""

    RANKED = "ranked", _("could fill it")
    ASK_FIRST = "ask_first", _("could fit, ask first")


class Candidate(models.Model):
    """One person in one list of one run. ``explanation`` as in ``explanation.py``."""

    run = models.ForeignKey(Run, models.CASCADE, related_name="candidates")
    person = models.ForeignKey(Person, models.CASCADE, related_name="+")
    list = models.CharField(max_length=9, choices=CandidateList)
    rank = models.PositiveIntegerField()
    lo = models.PositiveSmallIntegerField()  # of 100, for lists; exact numbers are in the explanation
    hi = models.PositiveSmallIntegerField()
    explanation = models.JSONField()

    objects = CandidateQuerySet.as_manager()

    class Meta:
        ordering = ("list", "rank")
        constraints = (
            models.UniqueConstraint(fields=("run", "person"), name="candidate_once"),
            models.UniqueConstraint(fields=("run", "list", "rank"), name="candidate_rank_once"),
            models.CheckConstraint(condition=Q(list__in=CandidateList.values), name="candidate_list"),
            models.CheckConstraint(condition=Q(lo__lte=F("hi"), hi__lte=100), name="candidate_interval"),
        )

    def __str__(self) -> str:
        return f"{self.run_id} {self.rank}"


class NightlyRun(models.Model):
    """All open needs of a collaboration against everybody in it, a batch of needs at a time in the order of ids.

    ``after`` is the last need that is done: whoever goes on with a run that was cut off begins there.
    """

    id = OpaqueIdField("t")
    collaboration = models.ForeignKey(Collaboration, models.PROTECT, related_name="nightly_runs")
    night = models.DateField(null=True, blank=True)  # of those that start by themselves: once a night
    status = models.CharField(max_length=9, choices=NightlyStatus, default=NightlyStatus.QUEUED)
    queued_at = models.DateTimeField(auto_now_add=True)
    started_at = models.DateTimeField(null=True, blank=True)  # needs registered later are matched by themselves
    moved_at = models.DateTimeField(null=True, blank=True)  # when a batch was last done
    finished_at = models.DateTimeField(null=True, blank=True)
    total = models.PositiveIntegerField(default=0)  # needs
    done = models.PositiveIntegerField(default=0)
    after = models.CharField(max_length=40, blank=True)
    changed = models.PositiveIntegerField(default=0)  # needs whose lists have other people than before
    came = models.PositiveIntegerField(default=0)
    gone = models.PositiveIntegerField(default=0)
    problem = models.CharField(max_length=60, blank=True)  # a code, where it failed

    objects = NightlyRunQuerySet.as_manager()

    class Meta:
        ordering = ("-queued_at", "id")
        constraints = (
            models.UniqueConstraint(
                fields=("collaboration",),
                condition=Q(status__in=("queued", "running")),
                name="one_nightly_run_under_way",
            ),
            models.UniqueConstraint(
                fields=("collaboration", "night"), condition=Q(night__isnull=False), name="once_a_night"
            ),
            models.CheckConstraint(
                condition=Q(status__in=("queued", "running"), finished_at__isnull=True)
                | Q(status__in=("done", "failed", "cancelled"), finished_at__isnull=False),
                name="nightly_ended_has_a_moment",
            ),
            models.CheckConstraint(
                condition=~Q(status__in=("running", "done")) | Q(started_at__isnull=False),
                name="nightly_running_has_begun",
            ),
            models.CheckConstraint(
                condition=Q(status="failed") & ~Q(problem="") | ~Q(status="failed") & Q(problem=""),
                name="nightly_failed_with_problem",
            ),
            models.CheckConstraint(
                condition=Q(done__lte=F("total"), changed__lte=F("done")), name="nightly_counts"
            ),
        )

    def __str__(self) -> str:
        return self.pk


class Change(models.Model):
    """Somebody came into a list of a need, or left the lists. Goes with the person when they are erased."""

    need = models.ForeignKey(Need, models.CASCADE, related_name="changes")
    person = models.ForeignKey(Person, models.CASCADE, related_name="+")
    nightly = models.ForeignKey(NightlyRun, models.CASCADE, related_name="changes")
    at = models.DateTimeField(db_index=True)
    kind = models.CharField(max_length=4, choices=ChangeKind)
    list = models.CharField(max_length=9, choices=CandidateList)  # come into, or left
    reason = models.CharField(max_length=12, choices=GoneReason, blank=True)
    condition = models.CharField(max_length=15, choices=HardCondition, blank=True)  # where that is the reason

    objects = ChangeQuerySet.as_manager()

    class Meta:
        ordering = ("-at", "id")
        indexes = (models.Index(fields=("need", "-at"), name="change_by_need"),)
        constraints = (
            models.UniqueConstraint(fields=("nightly", "need", "person"), name="change_once"),
            models.CheckConstraint(condition=Q(list__in=CandidateList.values), name="change_list"),
            models.CheckConstraint(
                condition=Q(kind="came", reason="") | Q(kind="gone", reason__in=GoneReason.values),
                name="change_gone_with_reason",
            ),
            models.CheckConstraint(
                condition=Q(reason="condition", condition__in=HardCondition.values)
                | ~Q(reason="condition") & Q(condition=""),
                name="change_condition",
            ),
        )

    def __str__(self) -> str:
        return f"{self.need_id} {self.person_id} {self.kind}"
