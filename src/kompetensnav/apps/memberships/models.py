"""Memberships: a user acts for an organisation in a role; one user may have several."""

from django.conf import settings
from django.db import models

from kompetensnav.apps.core.ids import OpaqueIdField
from kompetensnav.apps.memberships.enums import Role
from kompetensnav.apps.organisations.models import Organisation


class Membership(models.Model):
    """One role in one organisation, until it ends."""

    id = OpaqueIdField("m")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="memberships")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="memberships")
    role = models.CharField(max_length=24, choices=Role)
    began_at = models.DateTimeField(auto_now_add=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("began_at", "id")
        constraints = (
            models.UniqueConstraint(
                fields=("user", "organisation", "role"),
                condition=models.Q(ended_at__isnull=True),
                name="membership_once",
            ),
            models.CheckConstraint(condition=models.Q(role__in=Role.values), name="membership_role"),
        )

    def __str__(self) -> str:
        return f"{self.get_role_display()}, {self.organisation.name}"
