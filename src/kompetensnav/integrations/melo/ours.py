"""Our linking as a ranker of a benchmark's labels, with no more knowledge than the mode allows.

Closed: the labels of the set, and a metric learned without its languages. Open: also ESCO's labels in other
languages and the ISCO tree of a taxonomy, and which label of a concept stands first; labels of other sets as
further languages. National titles, crosswalks and answers are in neither.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from kompetensnav.engine.linking.fusion import (
    CLOSED,
    OPEN,
    Groups,
    Weights,
    best_of_groups,
    centres,
    lifted,
    mean_of_present,
)
from kompetensnav.engine.linking.grams import GramIndex
from kompetensnav.engine.linking.measures import LabelRanker
from kompetensnav.engine.linking.metric import Metric
from kompetensnav.engine.linking.vectors import Encoder, Floats, unit
from kompetensnav.engine.taxonomy.graph import TaxonomyGraph
from kompetensnav.engine.taxonomy.kinds import LabelKind
from kompetensnav.engine.text.normalise import fold
from kompetensnav.integrations.melo.read import MeloSet
from kompetensnav.runtime.metrics import metric_without
from kompetensnav.runtime.taxonomy_store import Taxonomy
from kompetensnav.runtime.vectors import VectorCache

_ISCO = "http://data.europa.eu/esco/isco/C"
_FOUR = 4  # digits of the groups that occupations stand in


@dataclass(frozen=True, slots=True)
class _Language:
    """Labels of the set's concepts in another language: rows in the metric's space, and whose they are."""

    rows: Floats
    concept_of: Groups


@dataclass(frozen=True, slots=True)
class _Around:
    """What the open mode knows beside the set: other languages, and the ISCO group of each occupation."""

    languages: tuple[_Language, ...] = ()
    parent_of: Groups | None = None


class Ours:
    """Ranks the labels of one set."""

    def __init__(
        self, corpus: MeloSet, metric: Metric, embed: "_Embed | None", around: "_Around", weights: Weights
    ) -> None:
        self._metric, self._embed, self._around, self._weights = metric, embed, around, weights
        # a product of matrices may round equal rows differently by their place: each text is scored once
        distinct = sorted({label.strip().lower() for label in corpus.labels})
        place = {text: i for i, text in enumerate(distinct)}
        self._place = np.array([place[label.strip().lower()] for label in corpus.labels], np.intp)
        self._concept_of = corpus.concept_of
        self._n = len(corpus.concepts)
        self._grams = GramIndex.of([fold(text) for text in distinct])
        if embed is not None:
            vectors = embed(distinct)
            self._mean = unit(vectors).mean(0)
            self._rows = metric.apply(vectors, self._mean)
            self._centres = centres(self._rows[self._place], self._concept_of, self._n)
        digits = [
            len(address.removeprefix(_ISCO)) if address.startswith(_ISCO) else 0 for address in corpus.concepts
        ]
        self._digits = np.array(digits)
        self._first = np.diff(self._concept_of, prepend=-1) != 0

    def scores(self, queries: Sequence[str]) -> Floats:
        """(queries, labels)."""
        w = self._weights
        grams = np.stack([self._grams.scores(query) for query in queries])
        if self._embed is None:
            own, extra = grams, np.zeros((len(queries), self._n), np.float32)
        else:
            asked = self._metric.apply(self._embed(queries), self._mean)
            own = (1 - w.characters) * (asked @ self._rows.T) + w.characters * grams
            extra = w.centre * (asked @ self._centres.T)
            if self._around.languages:
                bests = [best_of_groups(asked @ o.rows.T, o.concept_of, self._n) for o in self._around.languages]
                extra += w.other_languages * mean_of_present(bests)
        likeness = own[:, self._place]
        extra += w.beside * best_of_groups(likeness, self._concept_of, self._n)
        scores = likeness + extra[:, self._concept_of] + w.preferred * self._first
        scores += self._by_group(scores)[:, self._concept_of]
        found: Floats = scores.astype(np.float32)
        return found

    def _by_group(self, scores: Floats) -> Floats:
        """What is added to all labels of a concept for its place in the ISCO tree."""
        w = self._weights
        added = np.where(self._digits == _FOUR, w.group, 0.0) + np.where(
            (self._digits > 0) & (self._digits < _FOUR), w.wide_group, 0.0
        )
        added = np.broadcast_to(added.astype(np.float32), (len(scores), self._n))
        if self._around.parent_of is None or not w.from_children:
            return added
        best = best_of_groups(scores, self._concept_of, self._n, missing=-1.0)
        return added + lifted(best, self._around.parent_of, w.from_children) - best


class _Embed:
    def __init__(self, encoder: Encoder, cache: VectorCache) -> None:
        self._encoder, self._cache = encoder, cache

    def __call__(self, texts: Sequence[str]) -> Floats:
        return self._cache.vectors(self._encoder, texts)


def ranker(
    melo_set: MeloSet,
    mode: str,
    order: str,
    taxonomy: Taxonomy | None,
    pivots: Sequence[MeloSet],
    encoder: Encoder | None,
    cache: VectorCache,
) -> LabelRanker:
    """Our ranker for a set and a mode; without a model it has character n-grams alone.

    ``order`` is applied to the scores by whoever measures, for all methods alike.
    """
    languages = {melo_set.query_language, *melo_set.corpus_languages}
    metric = metric_without(languages)
    embed = None if encoder is None else _Embed(encoder, cache)
    if mode == "closed":
        return Ours(melo_set, metric, embed, _Around(), CLOSED)
    languages_known = () if embed is None else tuple(_known(melo_set, taxonomy, pivots, metric, embed))
    parents = None if taxonomy is None else _parents(melo_set, taxonomy.graph)
    return Ours(melo_set, metric, embed, _Around(languages_known, parents), OPEN)


def _known(
    melo_set: MeloSet, taxonomy: Taxonomy | None, pivots: Sequence[MeloSet], metric: Metric, embed: _Embed
) -> Iterator[_Language]:
    """The other languages that name concepts of the set."""
    place = {address: i for i, address in enumerate(melo_set.concepts)}
    for labels in _other_languages(melo_set, taxonomy, pivots):
        known = [(place[address], text) for address, text in labels if address in place]
        if known:
            vectors = embed([text for _, text in known])
            rows = metric.apply(vectors, unit(vectors).mean(0))
            yield _Language(rows, np.array([c for c, _ in known], np.intp))


def _other_languages(
    melo_set: MeloSet, taxonomy: Taxonomy | None, pivots: Sequence[MeloSet]
) -> Iterator[list[tuple[str, str]]]:
    """(address, label) pairs of one language at a time; a language comes once, and never the set's own."""
    seen = set(melo_set.corpus_languages)
    for pivot in pivots:
        if not seen & set(pivot.corpus_languages):
            seen |= set(pivot.corpus_languages)
            yield [(pivot.concepts[c], t) for c, t in zip(pivot.concept_of, pivot.labels, strict=True)]
    if taxonomy is None:
        return
    graph = taxonomy.graph
    sources = [i for i, name in enumerate(graph.provenance) if name.startswith("esco-")]
    from_esco = np.isin(graph.label_source, sources) & (graph.label_kind != LabelKind.HIDDEN)
    for number, language in enumerate(graph.languages):
        rows = np.flatnonzero(from_esco & (graph.label_language == number))
        if language not in seen and len(rows):
            yield [(_address(graph, int(graph.label_concept[r])), graph.labels[int(r)]) for r in rows]


def _address(graph: TaxonomyGraph, concept: int) -> str:
    """A concept's address in ESCO."""
    return graph.id(concept).replace("isco:", _ISCO)


def _parents(melo_set: MeloSet, graph: TaxonomyGraph) -> Groups:
    """The four-digit ISCO group of each occupation of the set, as its position; -1 where the taxonomy has none."""
    place = {address: i for i, address in enumerate(melo_set.concepts)}
    parents = np.full(len(melo_set.concepts), -1, np.intp)
    for i, address in enumerate(melo_set.concepts):
        concept = None if address.startswith(_ISCO) else graph.find(address)
        if concept is not None:
            groups = [_address(graph, c) for c in graph.closure(concept) if graph.id(c).startswith("isco:")]
            lowest = max(groups, key=len, default="")
            parents[i] = place.get(lowest, -1)
    return parents
