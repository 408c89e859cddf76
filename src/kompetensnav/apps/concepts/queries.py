"""The taxonomy in use, mapped once for each process."""

from functools import lru_cache

from kompetensnav.apps.concepts.models import TaxonomyVersion
from kompetensnav.runtime.home import home
from kompetensnav.runtime.problems import InputError, Problem
from kompetensnav.runtime.taxonomy_store import Taxonomy, TaxonomyStore


def taxonomy_in_use() -> Taxonomy:
    """The version in use. Raises InputError ``taxonomy.none-in-use`` before any has been taken into use."""
    name = TaxonomyVersion.objects.filter(in_use=True).values_list("name", flat=True).first()
    if name is None:
        raise InputError(Problem("taxonomy.none-in-use"))
    return _loaded(name)


@lru_cache(maxsize=2)
def _loaded(name: str) -> Taxonomy:
    return TaxonomyStore(home() / "taxonomy").load(name)
