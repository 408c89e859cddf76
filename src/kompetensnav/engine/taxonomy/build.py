"""Composing the layers of several sources into one graph.

Identity: two records with the same id are one concept. Beyond that, an occupation or skill of the starter whose
Swedish preferred label (folded), family of kinds and, for occupations, SSYK level-4 group equal those of another
source's concept is the same concept: the other source's id stays, the starter's id becomes a code of it.
Nothing else is merged by label; crosswalks say the rest as relations.

A concept is the same as at most one concept of another scheme. Where a crosswalk calls two concepts of one scheme
exact matches of a third, they would become one through it (an apprentice and the trade, say): such matches are
kept as close ones, and counted.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple, TypedDict

import numpy as np
from numpy.typing import NDArray

from kompetensnav.engine.taxonomy.graph import TaxonomyGraph
from kompetensnav.engine.taxonomy.kinds import Kind, LabelKind, Relation
from kompetensnav.engine.taxonomy.records import ConceptRecord, Layer
from kompetensnav.engine.taxonomy.tables import Adjacency, HashIndex, Ints, StringTable
from kompetensnav.engine.text.normalise import fold

# Where sources say the same thing, the earlier one's word stands: the national taxonomy before Europe's,
# both before the starter, which fills what they lack.
PRECEDENCE = ("jobtech", "esco", "starter", "crosswalk")
# Groups, licences, languages and levels have codes that say more than their labels.
_MERGED_BY_LABEL = (Kind.OCCUPATION, Kind.SKILL)


class _Label(NamedTuple):
    text: str
    kind: LabelKind
    provenance: int


class _LabelArrays(TypedDict):
    labels: StringTable
    label_concept: Ints
    label_language: NDArray[np.uint8]
    label_kind: NDArray[np.uint8]
    label_source: NDArray[np.uint8]
    label_rows: Ints


@dataclass(slots=True)
class Composition:
    """A graph and what could not be kept as it was.

    ``dangling``: relations to concepts that no layer holds, by layer. ``ambiguous``: exact matches made close.
    """

    graph: TaxonomyGraph
    dangling: dict[str, int] = field(default_factory=dict)
    ambiguous: int = 0


def compose(name: str, layers: Sequence[Layer]) -> Composition:
    """Compose layers into a graph. The order of ``layers`` does not matter; equal layers give an equal graph."""
    ordered = sorted(layers, key=_precedence)
    merged_into = _starter_merges(ordered)
    concepts = _concepts(ordered, merged_into)
    number = {record.id: i for i, record in enumerate(concepts)}
    resolve = {code: number[c.id] for c in reversed(concepts) for code in c.codes} | number  # ids before codes
    provenance = tuple(layer.name for layer in ordered)
    labels = _labels(ordered, resolve)
    languages = tuple(sorted({language for _, language, _ in labels}))
    schemes = tuple(sorted({c.scheme for c in concepts}))
    relations, dangling = _relations(ordered, resolve)
    ambiguous = _close_ambiguous(relations, [c.scheme for c in concepts])
    n = len(concepts)
    codes = sorted(resolve.items())
    graph = TaxonomyGraph(
        name=name,
        ids=StringTable.of(c.id for c in concepts),
        kinds=np.array([c.kind for c in concepts], np.uint8),
        scheme_of=np.array([schemes.index(c.scheme) for c in concepts], np.uint8),
        codes=HashIndex.of([c for c, _ in codes], [i for _, i in codes]),
        out={r: Adjacency.of(n, relations[r]) for r in Relation},
        into={r: Adjacency.of(n, [(t, s, w, p) for s, t, w, p in relations[r]]) for r in Relation},
        languages=languages,
        schemes=schemes,
        provenance=provenance,
        **_label_arrays(n, labels, languages),
    )
    return Composition(graph, dangling, ambiguous)


def _precedence(layer: Layer) -> tuple[int, str]:
    rank = next((i for i, p in enumerate(PRECEDENCE) if layer.name.startswith(p)), len(PRECEDENCE))
    return rank, layer.name


def _identity_keys(layer: Layer) -> dict[str, tuple[Kind, str, str]]:
    """Concept id -> (family, folded Swedish preferred label, SSYK group of an occupation)."""
    swedish = {
        label.concept: fold(label.text)
        for label in sorted(layer.labels, key=lambda r: r.text, reverse=True)
        if label.language == "sv" and label.kind is LabelKind.PREFERRED
    }
    group = {
        r.source: r.target
        for r in sorted(layer.relations, key=lambda r: r.target, reverse=True)
        if r.relation is Relation.BROADER and r.target.startswith("ssyk:")
    }
    return {
        c.id: (c.kind.family, swedish[c.id], group.get(c.id, "") if c.kind is Kind.OCCUPATION else "")
        for c in layer.concepts
        if c.id in swedish and c.kind.family in _MERGED_BY_LABEL
    }


def _starter_merges(layers: Sequence[Layer]) -> dict[str, str]:
    """Starter concept id -> id of the same concept in a source that comes before it."""
    known: dict[tuple[Kind, str, str], str] = {}
    merged: dict[str, str] = {}
    taken = {c.id for layer in layers if not layer.name.startswith("starter") for c in layer.concepts}
    for layer in layers:
        keys = _identity_keys(layer)
        if layer.name.startswith("starter"):
            merged |= {i: known[k] for i, k in keys.items() if k in known and i not in taken}
        else:
            for concept, key in sorted(keys.items()):
                known.setdefault(key, concept)
    return merged


def _concepts(layers: Sequence[Layer], merged_into: dict[str, str]) -> list[ConceptRecord]:
    """One record a concept, sorted by id, with all codes of all layers."""
    first: dict[str, ConceptRecord] = {}
    codes: dict[str, set[str]] = {}
    for layer in layers:
        for record in layer.concepts:
            home = merged_into.get(record.id, record.id)
            first.setdefault(home, record)
            codes.setdefault(home, set()).update(record.codes)
            if home != record.id:
                codes[home].add(record.id)
    return [ConceptRecord(i, first[i].kind, first[i].scheme, tuple(sorted(codes[i] - {i}))) for i in sorted(first)]


def _labels(layers: Sequence[Layer], resolve: dict[str, int]) -> dict[tuple[int, str, str], _Label]:
    """(concept, language, folded text) -> label. One preferred label a concept and language: the first source's."""
    kept: dict[tuple[int, str, str], _Label] = {}
    has_preferred: dict[tuple[int, str], str] = {}
    for provenance, layer in enumerate(layers):
        for label in sorted(layer.labels, key=lambda r: (r.concept, r.language, r.kind, r.text)):
            concept, folded = resolve.get(label.concept), fold(label.text)
            if concept is None or not folded:
                continue
            kind = label.kind
            if (
                kind is LabelKind.PREFERRED
                and has_preferred.setdefault((concept, label.language), folded) != folded
            ):
                kind = LabelKind.ALTERNATIVE
            key = (concept, label.language, folded)
            if key not in kept or kind < kept[key].kind:
                kept[key] = _Label(label.text, kind, provenance)
    return kept


def _label_arrays(n: int, labels: dict[tuple[int, str, str], _Label], languages: tuple[str, ...]) -> _LabelArrays:
    rows = sorted(
        (c, languages.index(lang), label.kind, label.text, label.provenance)
        for (c, lang, _), label in labels.items()
    )
    concepts = np.array([r[0] for r in rows], np.int32)
    starts = np.zeros(n + 1, np.int32)
    np.cumsum(np.bincount(concepts, minlength=n), out=starts[1:])
    return _LabelArrays(
        labels=StringTable.of(r[3] for r in rows),
        label_concept=concepts,
        label_language=np.array([r[1] for r in rows], np.uint8),
        label_kind=np.array([r[2] for r in rows], np.uint8),
        label_source=np.array([r[4] for r in rows], np.uint8),
        label_rows=starts,
    )


def _relations(
    layers: Sequence[Layer], resolve: dict[str, int]
) -> tuple[dict[Relation, list[tuple[int, int, int, int]]], dict[str, int]]:
    """Rows (source, target, weight, provenance) by relation, and the number dropped by layer."""
    kept: dict[Relation, dict[tuple[int, int], tuple[int, int]]] = {r: {} for r in Relation}
    dangling: dict[str, int] = {}
    for provenance, layer in enumerate(layers):
        # Of one pair at two weights the heavier stands, whatever the order of the records.
        for r in sorted(layer.relations, key=lambda r: (r.source, r.target, -r.weight)):
            source, target = resolve.get(r.source), resolve.get(r.target)
            if source is None or target is None:
                dangling[layer.name] = dangling.get(layer.name, 0) + 1
            elif source != target:
                kept[r.relation].setdefault((source, target), (r.weight, provenance))
    return {rel: [(s, t, w, p) for (s, t), (w, p) in rows.items()] for rel, rows in kept.items()}, dangling


def _close_ambiguous(relations: dict[Relation, list[tuple[int, int, int, int]]], schemes: Sequence[str]) -> int:
    """Make exact matches close where a concept has several in one scheme; returns how many."""
    partners: dict[tuple[int, str], set[int]] = {}
    for source, target, _, _ in relations[Relation.EXACT_MATCH]:
        partners.setdefault((source, schemes[target]), set()).add(target)
        partners.setdefault((target, schemes[source]), set()).add(source)

    def unique(row: tuple[int, int, int, int]) -> bool:
        source, target = row[:2]
        own = schemes[source] != schemes[target]
        return own and len(partners[source, schemes[target]]) == len(partners[target, schemes[source]]) == 1

    rows = relations[Relation.EXACT_MATCH]
    relations[Relation.EXACT_MATCH] = [row for row in rows if unique(row)]
    known = {row[:2] for row in relations[Relation.CLOSE_MATCH]}
    relations[Relation.CLOSE_MATCH] += [row for row in rows if not unique(row) and row[:2] not in known]
    return len(rows) - len(relations[Relation.EXACT_MATCH])
