"""What differs between two versions of the taxonomy, by concept, label and relation."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TypeVar

from kompetensnav.engine.taxonomy.graph import TaxonomyGraph
from kompetensnav.engine.taxonomy.kinds import Kind, LabelKind, Relation

_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class ConceptChange:
    """One concept of one version that the other lacks or calls otherwise."""

    id: str
    kind: Kind
    before: str  # preferred label, "" where the concept is new
    after: str  # preferred label, "" where the concept is gone


@dataclass(frozen=True, slots=True)
class TaxonomyDiff:
    """Added, removed and renamed concepts (sorted by kind and id), and counts of labels and relations."""

    added: tuple[ConceptChange, ...]
    removed: tuple[ConceptChange, ...]
    renamed: tuple[ConceptChange, ...]
    labels: tuple[int, int]  # added, removed
    relations: dict[Relation, tuple[int, int]]  # added, removed

    @property
    def empty(self) -> bool:
        """True where the versions say the same."""
        changed = self.added or self.removed or self.renamed or any(self.labels)
        return not changed and not any(any(pair) for pair in self.relations.values())

    def by_kind(self, changes: tuple[ConceptChange, ...]) -> dict[Kind, int]:
        return dict(sorted(Counter(c.kind for c in changes).items()))


def diff(before: TaxonomyGraph | None, after: TaxonomyGraph) -> TaxonomyDiff:
    """Compare two versions; ``before`` is None for the very first. A concept that lives on under another id
    (its old id is a code of the new one) counts as kept."""
    kept = {} if before is None else _kept(before, after)
    gained = set(range(len(after))) - set(kept.values())
    lost = [] if before is None else [c for c in range(len(before)) if c not in kept]
    renamed = (
        [] if before is None else [(old, new) for old, new in kept.items() if before.label(old) != after.label(new)]
    )
    return TaxonomyDiff(
        added=_sorted(ConceptChange(after.id(c), after.kind(c), "", after.label(c)) for c in gained),
        removed=_sorted(ConceptChange(before.id(c), before.kind(c), before.label(c), "") for c in lost)
        if before
        else (),
        renamed=_sorted(
            ConceptChange(after.id(n), after.kind(n), before.label(o), after.label(n)) for o, n in renamed
        )
        if before
        else (),
        labels=_gained_lost(_label_set(before, kept), _label_set(after, None)),
        relations={r: _gained_lost(_edge_set(before, r, kept), _edge_set(after, r, None)) for r in Relation},
    )


def _kept(before: TaxonomyGraph, after: TaxonomyGraph) -> dict[int, int]:
    found = {c: after.find(before.id(c)) for c in range(len(before))}
    return {c: new for c, new in found.items() if new is not None}


def _sorted(changes: Iterable[ConceptChange]) -> tuple[ConceptChange, ...]:
    return tuple(sorted(changes, key=lambda c: (c.kind, c.id)))


def _label_set(graph: TaxonomyGraph | None, kept: dict[int, int] | None) -> set[tuple[int, str, LabelKind, str]]:
    if graph is None:
        return set()
    rows = range(len(graph.labels))
    triples = ((int(graph.label_concept[r]), r) for r in rows)
    return {
        (
            _renumber(c, kept),
            graph.languages[graph.label_language[r]],
            LabelKind(graph.label_kind[r]),
            graph.labels[r],
        )
        for c, r in triples
    }


def _edge_set(
    graph: TaxonomyGraph | None, relation: Relation, kept: dict[int, int] | None
) -> set[tuple[int, int, int]]:
    if graph is None:
        return set()
    adjacency = graph.out[relation]
    return {
        (_renumber(s, kept), _renumber(t, kept), w) for s in range(len(graph)) for t, w in adjacency.weighted(s)
    }


def _renumber(concept: int, kept: dict[int, int] | None) -> int:
    """The concept's number in the newer version; one that is gone gets a negative number of its own."""
    return concept if kept is None else kept.get(concept, -concept - 1)


def _gained_lost(before: set[_T], after: set[_T]) -> tuple[int, int]:
    return len(after - before), len(before - after)
