"""The label index: every label by its words, by its stems, and by its character n-grams.

A *surface* is a distinct folded label; several labels (of several concepts) may share one. All arrays are flat,
so that the index of a full taxonomy can be memory-mapped.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum
from functools import cached_property

import numpy as np

from kompetensnav.engine.linking.grams import GramIndex
from kompetensnav.engine.taxonomy.graph import TaxonomyGraph
from kompetensnav.engine.taxonomy.tables import HashIndex, Ints, StringTable
from kompetensnav.engine.text.normalise import Token, fold, phrase_key, stem_key, tokenise

LONGEST_PHRASE = 8  # words; longer labels are found by n-grams alone
_BREAKS = frozenset('.;:!?\n\r•·|()[]"”“*\t')


class Written(IntEnum):
    """How a phrase in a text agrees with a label."""

    ALIKE = 0
    OTHER_ENDING = 1


@dataclass(frozen=True, slots=True)
class PhraseMatch:
    """Tokens ``first <= i < end`` of a text are a label, up to endings."""

    first: int
    end: int
    surface: int
    written: Written


@dataclass(frozen=True)
class Lexicon:
    """Look-ups from words to labels.

    Shapes: ``rows_of`` (s + 1,) into ``label_rows``.
    """

    surfaces: StringTable
    rows_of: Ints
    label_rows: Ints
    by_words: HashIndex
    by_stems: HashIndex
    grams: GramIndex  # of the surfaces

    def labels_of(self, surface: int) -> list[int]:
        """Label rows of the graph that share this surface, rising."""
        return [int(r) for r in self.label_rows[self.rows_of[surface] : self.rows_of[surface + 1]]]

    def written(self, words: tuple[str, ...]) -> list[tuple[int, Written]]:
        """Surfaces written with these folded words; those that differ in endings after those alike."""
        key, stems = phrase_key(words), stem_key(words)
        alike = [s for s in self.by_words.get(key) if self._words(s)[0] == key]
        ending = [s for s in self.by_stems.get(stems) if s not in alike and self._words(s)[1] == stems]
        return [(s, Written.ALIKE) for s in alike] + [(s, Written.OTHER_ENDING) for s in ending]

    def phrases(self, text: str, tokens: Sequence[Token]) -> list[PhraseMatch]:
        """Every label in a tokenised text, overlapping ones too, by position, longest first.

        A phrase never runs over a sentence end, a line end or a bracket.
        """
        windows = [(i, j) for i in range(len(tokens)) for j in self._ends(text, tokens, i)]
        words = [tuple(t.folded for t in tokens[i:j]) for i, j in windows]
        keys = [phrase_key(w) for w in words]
        stems = [stem_key((k,)) for k in keys]
        alike, ending = self.by_words.get_many(keys), self.by_stems.get_many(stems)
        found: list[PhraseMatch] = []
        for n, (i, j) in enumerate(windows):
            exact = [s for s in alike[n] if self._words(s)[0] == keys[n]]
            other = [s for s in ending[n] if s not in exact and self._words(s)[1] == stems[n]]
            found += [PhraseMatch(i, j, s, Written.ALIKE) for s in exact]
            found += [PhraseMatch(i, j, s, Written.OTHER_ENDING) for s in other]
        return sorted(found, key=lambda m: (m.first, -m.end, m.written, m.surface))

    def similar(self, text: str, k: int) -> list[tuple[int, float]]:
        """The k surfaces nearest by cosine of TF-IDF-weighted n-grams (2-4 letters in words), best first.

        Ties by surface number, which is alphabetical.
        """
        scores = self.grams.scores(text)
        k = min(k, len(scores))
        cut = np.partition(scores, len(scores) - k)[len(scores) - k] if k else 0.0
        near = np.flatnonzero((scores >= cut) & (scores > 0))
        best = near[np.lexsort((near, -scores[near]))][:k]
        return [(int(s), min(1.0, round(float(scores[s]), 4))) for s in best]

    def _ends(self, text: str, tokens: Sequence[Token], i: int) -> list[int]:
        """Ends j > i of the windows that begin at token i and cross no break."""
        ends = [i + 1]
        for j in range(i + 1, min(i + LONGEST_PHRASE, len(tokens))):
            if _BREAKS & set(text[tokens[j - 1].end : tokens[j].start]):
                break
            ends.append(j + 1)
        return ends

    def _words(self, surface: int) -> tuple[str, str]:
        cached = self._word_cache.get(surface)
        if cached is None:
            cached = self._word_cache[surface] = _keys(self.surfaces[surface])
        return cached

    @cached_property
    def _word_cache(self) -> dict[int, tuple[str, str]]:
        return {}


def _keys(folded: str) -> tuple[str, str]:
    """(key by words, key by stems) of a folded label."""
    words = tuple(t.folded for t in tokenise(folded))
    key = phrase_key(words)
    return key, stem_key((key,))


def build_lexicon(graph: TaxonomyGraph) -> Lexicon:
    """Index all labels of a graph. About 25 microseconds a label and language."""
    rows: dict[str, list[int]] = {}
    for row in range(len(graph.labels)):
        rows.setdefault(fold(graph.labels[row]), []).append(row)
    surfaces = sorted(rows)
    keys = [_keys(s) for s in surfaces]
    starts = np.zeros(len(surfaces) + 1, np.int32)
    np.cumsum([len(rows[s]) for s in surfaces], out=starts[1:])
    return Lexicon(
        surfaces=StringTable.of(surfaces),
        rows_of=starts,
        label_rows=np.array([r for s in surfaces for r in rows[s]], np.int32),
        by_words=HashIndex.of([k[0] for k in keys]),
        by_stems=HashIndex.of([k[1] for k in keys]),
        grams=GramIndex.of(surfaces),
    )
