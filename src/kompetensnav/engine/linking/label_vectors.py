"""Vectors of a taxonomy's labels, small enough to be mapped from disk and searched whole.

One row a surface (a distinct folded label), trades first, then skills, so that a search for one family reads its
rows alone. Rows are unit vectors of the metric's space at eight bits.
"""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from kompetensnav.engine.linking.lexicon import Lexicon
from kompetensnav.engine.linking.metric import Metric
from kompetensnav.engine.linking.vectors import Floats, unit
from kompetensnav.engine.taxonomy.graph import TaxonomyGraph
from kompetensnav.engine.taxonomy.kinds import Kind
from kompetensnav.engine.taxonomy.tables import Ints
from kompetensnav.engine.text.stems import is_arabic, is_cyrillic

TRADES = frozenset({Kind.OCCUPATION, Kind.OCCUPATION_GROUP})
SKILLS = frozenset({Kind.SKILL, Kind.KNOWLEDGE})
_REACH = 0.25  # components of 384 beyond a quarter hardly occur; cut there, eight bits are 1 % exact
_STEPS = 127
_BLOCK = 8_192  # rows turned back into numbers at a time: 12 MB
_SCRIPTS = 3  # Latin and all others, Cyrillic, Arabic


@dataclass(frozen=True)
class LabelVectors:
    """Shapes: ``rows`` (m, d) int8; ``surface`` (m,); ``starts`` (3,): trades, skills, end; ``means`` (3, d)."""

    rows: NDArray[np.int8]
    surface: Ints
    starts: Ints
    means: Floats
    matrix: Floats

    def place(self, text: str, vector: Floats) -> Floats:
        """(d,): a phrase's vector of the model in the space of the rows."""
        placed: Floats = Metric(self.matrix, ()).apply(vector[None], self.means[script_of(text)])[0]
        return placed

    def nearest(self, placed: Floats, kinds: Collection[Kind] | None, k: int) -> list[tuple[int, float]]:
        """The k surfaces of the kinds nearest to a placed phrase, with their cosines, best first."""
        first = 0 if kinds is None or TRADES & set(kinds) else 1
        last = 2 if kinds is None or SKILLS & set(kinds) else 1
        if first >= last:
            return []
        start, end = int(self.starts[first]), int(self.starts[last])
        cosines = np.empty(end - start, np.float32)
        scaled = placed * np.float32(_REACH / _STEPS)
        for at in range(start, end, _BLOCK):
            part = slice(at, min(at + _BLOCK, end))
            cosines[part.start - start : part.stop - start] = self.rows[part].astype(np.float32) @ scaled
        k = min(k, len(cosines))
        if not k:
            return []
        least = np.partition(cosines, len(cosines) - k)[len(cosines) - k]
        near = np.flatnonzero(cosines >= least)  # more than k where several are equally far
        order = near[np.lexsort((self.surface[start + near], -cosines[near]))][:k]
        return [(int(self.surface[start + i]), float(cosines[i])) for i in order]


def script_of(text: str) -> int:
    """0 Latin (and all others), 1 Cyrillic, 2 Arabic, by the first letter that tells."""
    letter = next((c for c in text if c.isalpha()), "")
    return 2 if is_arabic(letter) else 1 if is_cyrillic(letter) else 0


def surfaces_with_vectors(graph: TaxonomyGraph, lexicon: Lexicon) -> tuple[list[int], list[int]]:
    """Surfaces of trades and of skills, rising; one that names both is in both."""
    kinds = graph.kinds[graph.label_concept[lexicon.label_rows]]
    owners = np.repeat(np.arange(len(lexicon.surfaces)), np.diff(lexicon.rows_of))
    trades = np.unique(owners[np.isin(kinds, [int(k) for k in TRADES])])
    skills = np.unique(owners[np.isin(kinds, [int(k) for k in SKILLS])])
    return trades.tolist(), skills.tolist()


def build_label_vectors(
    graph: TaxonomyGraph, lexicon: Lexicon, metric: Metric, embed: Callable[[Sequence[str]], Floats]
) -> LabelVectors:
    """Embed the labels of trades and skills. ``embed`` gives (texts, d) rows of the model."""
    trades, skills = surfaces_with_vectors(graph, lexicon)
    surfaces = [*trades, *skills]
    texts = [lexicon.surfaces[s] for s in surfaces]
    vectors = unit(embed(texts))
    scripts = np.array([script_of(text) for text in texts], np.int8)
    means = np.zeros((_SCRIPTS, vectors.shape[1]), np.float32)
    rows = np.empty(vectors.shape, np.int8)
    for script in range(_SCRIPTS):
        of_script = np.flatnonzero(scripts == script)
        if len(of_script):
            means[script] = vectors[of_script].mean(0)
            placed = metric.apply(vectors[of_script], means[script])
            rows[of_script] = np.clip(np.round(placed * (_STEPS / _REACH)), -_STEPS, _STEPS)
    starts = np.array([0, len(trades), len(surfaces)], np.int32)
    return LabelVectors(rows, np.array(surfaces, np.int32), starts, means, metric.matrix)
