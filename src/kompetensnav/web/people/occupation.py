"""Finding people by what they work as: words to a concept, and the concept with all below it."""

from dataclasses import dataclass

from kompetensnav.engine.linking.link import Linker
from kompetensnav.engine.taxonomy.graph import TaxonomyGraph
from kompetensnav.engine.taxonomy.kinds import Kind, Relation

OCCUPATIONS = (Kind.OCCUPATION_GROUP, Kind.OCCUPATION)
_OTHERS = 4


@dataclass(frozen=True, slots=True)
class Occupation:
    """What the words were taken for, the ids that count as it, and what else they may have meant."""

    id: str
    label: str
    concepts: tuple[str, ...]
    others: tuple[tuple[str, str], ...] = ()


def understood(linker: Linker, text: str, language: str) -> Occupation | None:
    """An id or words as an occupation or a group of them; None where nothing is near."""
    graph = linker.graph
    named = graph.find(text)
    if named is not None and graph.kind(named) in OCCUPATIONS:
        return _occupation(graph, named, _wider(graph, named), language)
    near = linker.link(text, OCCUPATIONS, k=_OTHERS + 1) or linker.nearest(text, OCCUPATIONS, k=_OTHERS + 1)
    found = [c.concept for c in near]
    if not found:
        return None
    return _occupation(graph, found[0], [*found[1:], *_wider(graph, found[0])], language)


def _wider(graph: TaxonomyGraph, concept: int) -> list[int]:
    return [c for c in graph.targets(concept, Relation.BROADER) if graph.kind(c) is Kind.OCCUPATION_GROUP]


def _occupation(graph: TaxonomyGraph, concept: int, others: list[int], language: str) -> Occupation:
    same = graph.exact_cluster(concept)
    below = {c for s in same for c in graph.closure(s, back=True) if graph.kind(c) in OCCUPATIONS}
    # two registers name some groups alike: one of them is enough to choose from
    by_label = {graph.label(c, language): graph.id(c) for c in reversed(others) if c not in same}
    names = tuple((id_, label) for label, id_ in reversed(by_label.items()))
    ids = tuple(graph.id(c) for c in sorted({*same, *below}))
    return Occupation(graph.id(concept), graph.label(concept, language), ids, names[:_OTHERS])
