"""Which taxonomy a command works with: the one somebody activated, else the starter that comes with the product."""

from kompetensnav.integrations.starter.parse import parse as parse_starter
from kompetensnav.integrations.starter.vectors import STARTER_VECTORS
from kompetensnav.runtime.encoder import local_encoder
from kompetensnav.runtime.home import home
from kompetensnav.runtime.problems import InputError
from kompetensnav.runtime.taxonomy_store import Taxonomy, TaxonomyStore
from kompetensnav.runtime.vectors import VectorCache


def store() -> TaxonomyStore:
    """The versions of this installation."""
    return TaxonomyStore(home() / "taxonomy")


def in_use(name: str | None = None) -> Taxonomy:
    """The named version, else the active one, else the built-in starter, composed on first use."""
    versions = store()
    chosen = name or versions.active_name()
    return _starter(versions) if chosen is None else versions.load(chosen)


def _starter(versions: TaxonomyStore) -> Taxonomy:
    """The starter that comes with the product, composed anew if its stored files are absent or damaged."""
    starter = parse_starter()
    name = versions.name_of([starter])
    try:
        found = versions.load(name)
    except InputError:
        versions.remove(name)
        versions.apply(versions.plan([starter]))
        found = versions.load(name)
    encoder = local_encoder()
    if encoder is not None and not versions.has_vectors(name, encoder):
        cache = vector_cache()
        if not versions.missing_vectors(name, encoder, cache):  # they ship with the product
            versions.add_vectors(name, encoder, cache)
    return found


def vector_cache() -> VectorCache:
    """Vectors of labels: those that ship with the starter, and those made on this machine."""
    return VectorCache(home() / "vectors", STARTER_VECTORS)
