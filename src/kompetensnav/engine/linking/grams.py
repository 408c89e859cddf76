"""Likeness of spelling: character n-grams of words, weighted by how rare they are among the texts at hand."""

import zlib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from kompetensnav.engine.taxonomy.tables import Ints
from kompetensnav.engine.text.normalise import fold, tokenise

_BUCKETS = 1 << 17


@dataclass(frozen=True)
class GramIndex:
    """TF-IDF vectors of n texts as postings in compressed rows by bucket of n-grams (2 to 4 letters).

    Shapes: ``indptr`` (2**17 + 1,); ``text`` and ``weight`` (q,), weights of unit length a text; ``idf`` (2**17,);
    ``size`` (1,) is n.
    """

    indptr: NDArray[np.int64]
    text: Ints
    weight: NDArray[np.float32]
    idf: NDArray[np.float32]
    size: Ints

    @classmethod
    def of(cls, texts: Sequence[str]) -> "GramIndex":
        """Index folded texts."""
        owners: list[int] = []
        buckets: list[int] = []
        counts: list[int] = []
        for i, text in enumerate(texts):
            grams = Counter(_grams(text))
            owners += [i] * len(grams)
            buckets += grams.keys()
            counts += grams.values()
        owner, bucket = np.array(owners, np.int32), np.array(buckets, np.int64)
        frequency = np.bincount(bucket, minlength=_BUCKETS)
        # Smoothed inverse document frequency, as if one more text held every n-gram once (scikit-learn's form).
        idf = (np.log((1 + len(texts)) / (1 + frequency)) + 1).astype(np.float32)
        weight = np.array(counts, np.float32) * idf[bucket]
        norm = np.sqrt(np.bincount(owner, weight.astype(np.float64) ** 2, minlength=len(texts)))
        weight /= norm[owner].astype(np.float32)
        order = np.argsort(bucket, kind="stable")
        indptr = np.zeros(_BUCKETS + 1, np.int64)
        np.cumsum(frequency, out=indptr[1:])
        return cls(indptr, owner[order], weight[order], idf, np.array([len(texts)], np.int32))

    def scores(self, phrase: str) -> NDArray[np.float32]:
        """(n,) cosines of a phrase with every text, 0 to 1; not to be written to."""
        found = self._last.get(phrase)
        if found is None:
            found = self._scores(phrase)
            self._last.clear()
            self._last[phrase] = found
        return found

    def _scores(self, phrase: str) -> NDArray[np.float32]:
        scores = np.zeros(int(self.size[0]), np.float32)
        grams = Counter(_grams(fold(phrase)))
        if not grams:
            return scores
        buckets = np.fromiter(grams, np.int64, len(grams))
        weights = self.idf[buckets] * np.fromiter(grams.values(), np.float32, len(grams))
        weights /= max(float(np.linalg.norm(weights)), 1e-12)
        for bucket, weight in zip(buckets, weights, strict=True):
            part = slice(int(self.indptr[bucket]), int(self.indptr[bucket + 1]))
            scores[self.text[part]] += weight * self.weight[part]
        return scores

    @cached_property
    def _last(self) -> dict[str, NDArray[np.float32]]:
        """The phrase asked for last: spelling and meaning both ask for it."""
        return {}


def _grams(folded: str) -> list[int]:
    """Buckets of the character n-grams (2 to 4) of each word, its ends marked by a space."""
    grams = []
    for token in tokenise(folded):
        padded = f" {token.folded} "
        grams += [padded[i : i + n] for n in (2, 3, 4) for i in range(len(padded) - n + 1)]
    return [zlib.crc32(g.encode()) % _BUCKETS for g in grams]
