"""Occupation groups and occupations in words, for one request: the taxonomy is asked for once."""

from dataclasses import dataclass

from django.utils.translation import gettext

from kompetensnav.apps.concepts.queries import taxonomy_in_use
from kompetensnav.apps.routes.standing import NO_GROUP
from kompetensnav.engine.taxonomy.graph import TaxonomyGraph
from kompetensnav.web.words import language


@dataclass(frozen=True, slots=True)
class Naming:
    """Labels in the language of the page."""

    graph: TaxonomyGraph
    language: str

    @classmethod
    def of_request(cls) -> "Naming":
        """One query."""
        return cls(taxonomy_in_use().graph, language())

    def group(self, code: str) -> str:
        """An occupation group by its code."""
        return gettext("No occupation stated") if code == NO_GROUP else self.concept(f"ssyk:{code}")

    def concept(self, id_: str) -> str:
        """A concept by its id; the bare id of one that the taxonomy in use lacks."""
        found = self.graph.find(id_)
        return id_ if found is None else self.graph.label(found, self.language)
