"""The taxonomy in use, mapped once for each process."""

from functools import lru_cache

from kompetensnav.apps.concepts.models import TaxonomyVersion
from kompetensnav.runtime.encoder import local_encoder
from kompetensnav.runtime.home import home
from kompetensnav.runtime.problems import InputError, Problem
from kompetensnav.runtime.taxonomy_store import Taxonomy, TaxonomyStore


def taxonomy_in_use() -> Taxonomy:
    """The version in use. Raises InputError ``taxonomy.none-in-use`` before any has been taken into use."""
    name = TaxonomyVersion.objects.filter(in_use=True).values_list("name", flat=True).first()
    if name is None:
        raise InputError(Problem("taxonomy.none-in-use"))
    encoder = local_encoder()
    by_meaning = encoder is not None and _store().has_vectors(name, encoder)
    return _loaded(name, by_meaning)


@lru_cache(maxsize=2)
def _loaded(name: str, by_meaning: bool) -> Taxonomy:
    """Anew once the vectors are there: what was loaded before links by words alone."""
    return _store().load(name)


def _store() -> TaxonomyStore:
    return TaxonomyStore(home() / "taxonomy")
