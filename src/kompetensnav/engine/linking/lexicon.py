"""The label index: every label by its words, by its stems, and by its character n-grams.

A *surface* is a distinct folded label; several labels (of several concepts) may share one. All arrays are flat,
so that the index of a full taxonomy can be memory-mapped.
"""

import zlib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from kompetensnav.engine.taxonomy.graph import TaxonomyGraph
from kompetensnav.engine.taxonomy.tables import HashIndex, Ints, StringTable
from kompetensnav.engine.text.normalise import Token, fold, phrase_key, stem_key, tokenise

LONGEST_PHRASE = 8  # words; longer labels are found by n-grams alone
_BUCKETS = 1 << 17
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

    Shapes: ``rows_of`` (s + 1,) into ``label_rows``; n-gram postings in compressed rows by bucket:
    ``gram_indptr`` (2**17 + 1,), ``gram_surface`` and ``gram_weight`` (q,), cosine weights; ``idf`` (2**17,).
    """

    surfaces: StringTable
    rows_of: Ints
    label_rows: Ints
    by_words: HashIndex
    by_stems: HashIndex
    gram_indptr: NDArray[np.int64]
    gram_surface: Ints
    gram_weight: NDArray[np.float32]
    idf: NDArray[np.float32]

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
        grams = Counter(_grams(fold(text)))
        if not grams:
            return []
        buckets = np.fromiter(grams, np.int64, len(grams))
        weights = self.idf[buckets] * np.fromiter(grams.values(), np.float32, len(grams))
        weights /= max(float(np.linalg.norm(weights)), 1e-12)
        scores = np.zeros(len(self.surfaces), np.float32)
        for bucket, weight in zip(buckets, weights, strict=True):
            part = slice(int(self.gram_indptr[bucket]), int(self.gram_indptr[bucket + 1]))
            scores[self.gram_surface[part]] += weight * self.gram_weight[part]
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


def _grams(folded: str) -> list[int]:
    """Buckets of the character n-grams (2 to 4) of each word, its ends marked by a space."""
    grams = []
    for token in tokenise(folded):
        padded = f" {token.folded} "
        grams += [padded[i : i + n] for n in (2, 3, 4) for i in range(len(padded) - n + 1)]
    return [zlib.crc32(g.encode()) % _BUCKETS for g in grams]


def build_lexicon(graph: TaxonomyGraph) -> Lexicon:
    """Index all labels of a graph. About 25 microseconds a label and language."""
    rows: dict[str, list[int]] = {}
    for row in range(len(graph.labels)):
        rows.setdefault(fold(graph.labels[row]), []).append(row)
    surfaces = sorted(rows)
    keys = [_keys(s) for s in surfaces]
    starts = np.zeros(len(surfaces) + 1, np.int32)
    np.cumsum([len(rows[s]) for s in surfaces], out=starts[1:])
    indptr, surface, weight, idf = _gram_index(surfaces)
    return Lexicon(
        surfaces=StringTable.of(surfaces),
        rows_of=starts,
        label_rows=np.array([r for s in surfaces for r in rows[s]], np.int32),
        by_words=HashIndex.of([k[0] for k in keys]),
        by_stems=HashIndex.of([k[1] for k in keys]),
        gram_indptr=indptr,
        gram_surface=surface,
        gram_weight=weight,
        idf=idf,
    )


def _gram_index(
    surfaces: Sequence[str],
) -> tuple[NDArray[np.int64], Ints, NDArray[np.float32], NDArray[np.float32]]:
    """Compressed postings (indptr, surface, weight) and idf of the n-grams, weights of unit length a surface."""
    owners: list[int] = []
    buckets: list[int] = []
    counts: list[int] = []
    for i, surface in enumerate(surfaces):
        grams = Counter(_grams(surface))
        owners += [i] * len(grams)
        buckets += grams.keys()
        counts += grams.values()
    owner, bucket = np.array(owners, np.int32), np.array(buckets, np.int64)
    frequency = np.bincount(bucket, minlength=_BUCKETS)
    # Smoothed inverse document frequency, as if one more label held every n-gram once (scikit-learn's form).
    idf = (np.log((1 + len(surfaces)) / (1 + frequency)) + 1).astype(np.float32)
    weight = np.array(counts, np.float32) * idf[bucket]
    norm = np.sqrt(np.bincount(owner, weight.astype(np.float64) ** 2, minlength=len(surfaces)))
    weight /= norm[owner].astype(np.float32)
    order = np.argsort(bucket, kind="stable")
    indptr = np.zeros(_BUCKETS + 1, np.int64)
    np.cumsum(frequency, out=indptr[1:])
    return indptr, owner[order], weight[order], idf
