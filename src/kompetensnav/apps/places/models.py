"""Municipalities as rows, so that a person or a need cannot point at a place that does not exist."""

from django.db import models
from django.db.models.functions import Collate

from kompetensnav.apps.core.collation import COLLATION


class Municipality(models.Model):
    """One municipality by its code (SCB, four digits). Names are facts: ``facts.municipalities``."""

    code = models.CharField(max_length=4, primary_key=True)
    name = models.CharField(max_length=60)
    county_code = models.CharField(max_length=2, db_index=True)
    county = models.CharField(max_length=60)
    fa_region = models.CharField(max_length=10, blank=True)

    class Meta:
        ordering = (Collate("name", COLLATION), "code")

    def __str__(self) -> str:
        return self.name
