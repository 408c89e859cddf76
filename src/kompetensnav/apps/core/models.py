"""Two append-only logs (what was changed, and who looked at whom), and the pulse of workers and their jobs.

All hold ids, codes and numbers, never a name: the logs outlive the people in them. Actors are ids and not
relations, since every app above writes here.
"""

from typing import Any, Never

from django.db import models
from django.utils.translation import gettext_lazy as _


class AppendOnly(models.QuerySet[Any]):
    """Rows that are only ever added."""

    def update(self, **kwargs: Any) -> Never:
        raise TypeError("a log is only added to")

    def delete(self) -> Never:
        raise TypeError("a log is only added to")


class LogRow(models.Model):
    """A row that is written once."""

    at = models.DateTimeField(auto_now_add=True, db_index=True)
    actor_id = models.CharField(max_length=40, db_index=True)  # a user, or "system" / "cli"
    organisation_id = models.CharField(max_length=40, blank=True, db_index=True)  # for whom the actor acted

    objects = AppendOnly.as_manager()

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self.pk is not None:
            raise TypeError("a log is only added to")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> Never:
        raise TypeError("a log is only added to")


class AuditEvent(LogRow):
    """One change: who did what to which row. ``details`` are codes and numbers that the verb needs."""

    verb = models.CharField(max_length=60, db_index=True)  # need.registered, proposal.answered ...
    object_type = models.CharField(max_length=30)
    object_id = models.CharField(max_length=40)
    details = models.JSONField(default=dict)

    class Meta:
        ordering = ("-at", "-id")
        indexes = (models.Index(fields=("object_type", "object_id", "-at"), name="audit_by_object"),)

    def __str__(self) -> str:
        return f"{self.verb} {self.object_id}"


class Look(models.TextChoices):
    """What was looked at."""

    PROFILE = "profile", _("the whole profile")
    CANDIDATE = "candidate", _("the competence, without name, in a list for a need")
    PROPOSAL = "proposal", _("the competence, without name, in a proposal")
    CONTACT = "contact", _("name and contact details")
    EXPORT = "export", _("the profile, without name, in a file")


class AccessEvent(LogRow):
    """One look at one person. *Seen* on a proposal is derived from here."""

    person_id = models.CharField(max_length=40)
    look = models.CharField(max_length=12, choices=Look)
    object_type = models.CharField(max_length=30, blank=True)  # in connection with which row, if any
    object_id = models.CharField(max_length=40, blank=True)
    purpose = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ("-at", "-id")
        indexes = (
            models.Index(fields=("person_id", "-at"), name="access_by_person"),
            models.Index(fields=("object_type", "object_id"), name="access_by_object"),
        )
        constraints = (models.CheckConstraint(condition=models.Q(look__in=Look.values), name="access_look_known"),)

    def __str__(self) -> str:
        return f"{self.look} {self.person_id}"


class WorkerBeat(models.Model):
    """A worker that is up. One whose last beat is old was killed; one that stops takes its row away."""

    worker_id = models.CharField(max_length=64, primary_key=True)
    began_at = models.DateTimeField()
    beat_at = models.DateTimeField()

    class Meta:
        ordering = ("began_at", "worker_id")

    def __str__(self) -> str:
        return self.worker_id


class JobBeat(models.Model):
    """The pulse of one job, and how many times it has been begun since somebody last asked for it."""

    result = models.OneToOneField(
        "django_tasks_database.DBTaskResult", models.CASCADE, primary_key=True, related_name="beat"
    )
    worker_id = models.CharField(max_length=64, blank=True)
    beat_at = models.DateTimeField()
    attempts = models.PositiveSmallIntegerField(default=0)
    problem = models.CharField(max_length=60, blank=True)  # a code: why the last attempt did not end well

    class Meta:
        ordering = ("result",)

    def __str__(self) -> str:
        return str(self.pk)


class FaultReport(models.Model):
    """What somebody says does not work."""

    at = models.DateTimeField(auto_now_add=True)
    page = models.CharField(max_length=200, blank=True)
    text = models.CharField(max_length=2000)

    class Meta:
        ordering = ("-at", "-id")

    def __str__(self) -> str:
        return f"fault {self.pk}"
