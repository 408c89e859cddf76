"""Taking a stored version of the taxonomy into use."""

from django.db import transaction

from kompetensnav.apps.concepts.models import TaxonomyVersion
from kompetensnav.apps.core.log import Acts, audit
from kompetensnav.runtime.taxonomy_store import VersionInfo


@transaction.atomic
def use_version(actor: Acts, *, version: VersionInfo) -> TaxonomyVersion:
    """Record a stored version and match with it from now on. Taking the one in use into use changes nothing."""
    row, _ = TaxonomyVersion.objects.get_or_create(
        name=version.name,
        defaults={
            "layers": version.layers,
            "concepts": version.concepts,
            "labels": version.labels,
            "relations": version.relations,
        },
    )
    if not row.in_use:
        TaxonomyVersion.objects.filter(in_use=True).update(in_use=False)
        row.in_use = True
        row.save(update_fields=["in_use"])
        audit(actor, "taxonomy.taken-into-use", row)
    return row
