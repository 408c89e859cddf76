"""A stored run of the engine for one need, and the people it listed."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from kompetensnav.apps.core.ids import OpaqueIdField
from kompetensnav.apps.matches.queries import CandidateQuerySet
from kompetensnav.apps.needs.models import Need
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
    counts = models.JSONField(default=dict)  # the engine's counts, and ids of near misses by condition
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
