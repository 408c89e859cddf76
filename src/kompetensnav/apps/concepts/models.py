"""Stored versions of the taxonomy; their arrays lie in files (``runtime.taxonomy_store``)."""

from django.db import models


class TaxonomyVersion(models.Model):
    """One composed version. Old ones stay: proposals made with them name them."""

    name = models.CharField(max_length=120, primary_key=True)
    layers = models.JSONField(default=dict)  # layer name to content hash
    concepts = models.PositiveIntegerField()
    labels = models.PositiveIntegerField()
    relations = models.PositiveIntegerField()
    added_at = models.DateTimeField(auto_now_add=True)
    in_use = models.BooleanField(default=False)

    class Meta:
        ordering = ("-added_at", "name")
        constraints = (
            models.UniqueConstraint(
                fields=("in_use",), condition=models.Q(in_use=True), name="one_taxonomy_in_use"
            ),
        )

    def __str__(self) -> str:
        return self.name
