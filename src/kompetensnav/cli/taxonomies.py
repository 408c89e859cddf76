"""Which taxonomy a command works with: the one somebody activated, else the starter that comes with the product."""

from kompetensnav.integrations.starter.parse import parse as parse_starter
from kompetensnav.runtime.home import home
from kompetensnav.runtime.taxonomy_store import Taxonomy, TaxonomyStore


def store() -> TaxonomyStore:
    """The versions of this installation."""
    return TaxonomyStore(home() / "taxonomy")


def in_use(name: str | None = None) -> Taxonomy:
    """The named version, else the active one, else the built-in starter, composed on first use."""
    versions = store()
    chosen = name or versions.active_name()
    if chosen is None:
        starter = parse_starter()
        chosen = versions.name_of([starter])
        if not versions.has(chosen):
            versions.apply(versions.plan([starter]))
    return versions.load(chosen)
