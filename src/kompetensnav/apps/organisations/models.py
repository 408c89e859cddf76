"""Organisations and the collaborations within which they see one another's needs and people."""

from django.db import models
from django.db.models.functions import Collate
from django.utils.translation import gettext_lazy as _

from kompetensnav.apps.core.collation import COLLATION
from kompetensnav.apps.core.ids import OpaqueIdField
from kompetensnav.apps.places.models import Municipality


class Collaboration(models.Model):
    """Municipalities that supply skills together, such as Luleå and Boden. Nothing is seen across its border."""

    id = OpaqueIdField("c")
    name = models.CharField(max_length=120, unique=True)

    def __str__(self) -> str:
        return self.name


class OrganisationKind(models.TextChoices):
    """What an organisation is."""

    MUNICIPALITY = "municipality", _("municipality")
    EMPLOYER = "employer", _("employer")
    PROVIDER = "provider", _("education provider")


class Organisation(models.Model):
    """A municipality, an employer or an education provider."""

    id = OpaqueIdField("o")
    collaboration = models.ForeignKey(Collaboration, models.PROTECT, related_name="organisations")
    kind = models.CharField(max_length=12, choices=OrganisationKind)
    name = models.CharField(max_length=160)
    number = models.CharField(max_length=11, blank=True)  # organisationsnummer, with hyphen; empty where not given
    municipality = models.ForeignKey(Municipality, models.PROTECT, related_name="+")
    employees = models.PositiveIntegerField(null=True, blank=True)

    class Meta:
        ordering = (Collate("name", COLLATION), "id")
        constraints = (
            models.UniqueConstraint(fields=("collaboration", "name"), name="organisation_named_once"),
            models.UniqueConstraint(
                fields=("collaboration", "number"),
                condition=~models.Q(number=""),
                name="organisation_numbered_once",
            ),
            models.CheckConstraint(condition=models.Q(kind__in=OrganisationKind.values), name="organisation_kind"),
        )

    def __str__(self) -> str:
        return self.name
