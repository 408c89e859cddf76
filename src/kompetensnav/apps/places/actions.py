"""Keeps the rows of municipalities equal to the facts that ship with the product."""

from kompetensnav.apps.places.facts import municipalities
from kompetensnav.apps.places.models import Municipality


def write_facts() -> None:
    """Add and update municipalities; running it again changes nothing. None is removed: others refer to them."""
    Municipality.objects.bulk_create(
        [
            Municipality(
                code=m.code, name=m.name, county_code=m.county_code, county=m.county, fa_region=m.fa_region
            )
            for m in municipalities().values()
        ],
        update_conflicts=True,
        unique_fields=["code"],
        update_fields=["name", "county_code", "county", "fa_region"],
    )
