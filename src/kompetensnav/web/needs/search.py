"""Finding a concept to ask for by what somebody writes, misspelt or not."""

from dataclasses import dataclass

from kompetensnav.apps.concepts.queries import taxonomy_in_use
from kompetensnav.apps.needs.enums import RequirementSource, RequirementType
from kompetensnav.apps.needs.reading import ReadRequirement
from kompetensnav.engine.linking.aliases import NO_ALIASES, AliasedLinker, Aliases
from kompetensnav.engine.matching.terms import Polarity, RequirementKind
from kompetensnav.engine.taxonomy.graph import TaxonomyGraph
from kompetensnav.engine.taxonomy.kinds import Kind
from kompetensnav.runtime import parameters
from kompetensnav.web.words import language

KIND_OF = {
    Kind.OCCUPATION: RequirementType.OCCUPATION,
    Kind.OCCUPATION_GROUP: RequirementType.OCCUPATION,
    Kind.SKILL: RequirementType.SKILL,
    Kind.KNOWLEDGE: RequirementType.SKILL,
    Kind.LANGUAGE: RequirementType.LANGUAGE,
    Kind.DRIVING_LICENCE: RequirementType.DRIVING_LICENCE,
    Kind.LEGAL_LICENCE: RequirementType.LEGAL_LICENCE,
    Kind.EDUCATION_LEVEL: RequirementType.EDUCATION,
}
LONGEST_PHRASE = 100  # characters; more is a text and not a name
_MOST_FOUND = 8


@dataclass(frozen=True, slots=True)
class Found:
    """A concept that can be asked for."""

    id: str
    label: str
    kind: RequirementType


def concepts_like(phrase: str, aliases: Aliases = NO_ALIASES) -> list[Found]:
    """Concepts by name, best first; where nothing is named so, those spelt most like it.

    ``aliases`` are the approved words of whoever writes: what they mean by the phrase comes before all else.
    """
    taxonomy = taxonomy_in_use()
    text = phrase[:LONGEST_PHRASE]
    linker = AliasedLinker(taxonomy.linker, aliases)
    hits = linker.link(text, KIND_OF, k=_MOST_FOUND) or taxonomy.linker.nearest(text, KIND_OF, k=5)
    graph = taxonomy.graph
    return [_found(graph, h.concept) for h in hits]


def concept_chosen(concept_id: str) -> Found | None:
    """A concept that was taken from the suggestions; None for what cannot be asked for."""
    graph = taxonomy_in_use().graph
    concept = graph.find(concept_id)
    return None if concept is None or graph.kind(concept) not in KIND_OF else _found(graph, concept)


def _found(graph: TaxonomyGraph, concept: int) -> Found:
    return Found(graph.id(concept), graph.label(concept, language()), KIND_OF[graph.kind(concept)])


def requirement_for(concept_id: str, asked: int) -> ReadRequirement | None:
    """A requirement of one concept with the weight such a one has by default; None for what cannot be asked for."""
    graph = taxonomy_in_use().graph
    concept = graph.find(concept_id)
    if concept is None or graph.kind(concept) not in KIND_OF:
        return None
    kind = KIND_OF[graph.kind(concept)]
    return ReadRequirement(
        kind=kind,
        concepts=(graph.id(concept),),
        asked=asked,
        weight=default_weight(kind, asked),
        source=RequirementSource.PERSON,
    )


def default_weight(kind: int, asked: int) -> int:
    """The weight of a kind of requirement that is asked for like that."""
    return parameters.load().default_weight(RequirementKind(kind), Polarity(asked))
