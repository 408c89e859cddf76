"""The methods ours is measured against, each as its library has it: no tuning, lower case alone."""

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from kompetensnav.engine.linking.measures import LabelRanker
from kompetensnav.engine.linking.vectors import Encoder
from kompetensnav.runtime.vectors import VectorCache

_Scores = NDArray[np.float32]
_WORD = r"(?u)\b\w+\b"  # words of one letter too


class CharacterTfIdf:
    """Cosine of TF-IDF-weighted character n-grams inside words, 2 to 4 letters."""

    def __init__(self, labels: Sequence[str]) -> None:
        from sklearn.feature_extraction.text import TfidfVectorizer

        self._vectorizer = TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 4), dtype=np.float32)
        self._labels = self._vectorizer.fit_transform(labels).T.tocsr()

    def scores(self, queries: Sequence[str]) -> _Scores:
        found: _Scores = (self._vectorizer.transform(queries) @ self._labels).toarray()
        return found


class Bm25:
    """BM25 over words, with the library's constants; a query without a known word scores nothing."""

    def __init__(self, labels: Sequence[str]) -> None:
        import bm25s

        logging.getLogger("bm25s").setLevel(logging.WARNING)  # it tells of every index it builds
        self._size = len(labels)
        self._index = bm25s.BM25()
        self._index.index(self._words(labels), show_progress=False)

    def scores(self, queries: Sequence[str]) -> _Scores:
        return np.stack([self._row(words) for words in self._words(queries)])

    def _row(self, words: list[str]) -> _Scores:
        known = [w for w in words if w in self._index.vocab_dict]
        if not known:
            return np.zeros(self._size, np.float32)
        return np.asarray(self._index.get_scores(known), np.float32)

    @staticmethod
    def _words(texts: Sequence[str]) -> list[list[str]]:
        """Without stop words: the library's own are English."""
        import bm25s

        words: list[list[str]] = bm25s.tokenize(
            list(texts), token_pattern=_WORD, stopwords=None, return_ids=False, show_progress=False
        )
        return words


class EditDistance:
    """1 less the Levenshtein distance as a share of the longer text."""

    def __init__(self, labels: Sequence[str]) -> None:
        self._labels = [label.lower() for label in labels]

    def scores(self, queries: Sequence[str]) -> _Scores:
        from rapidfuzz.distance import Levenshtein
        from rapidfuzz.process import cdist

        scorer = Levenshtein.normalized_similarity
        return cdist([q.lower() for q in queries], self._labels, scorer=scorer, dtype=np.float32, workers=1)


class EmbeddingAlone:
    """Cosine of the embedding model's vectors, as they come.

    Each distinct label is scored once: a product of matrices rounds equal rows differently by their place, and
    labels that read alike must tie.
    """

    def __init__(
        self,
        labels: Sequence[str],
        encoder: Encoder,
        cache: VectorCache,
    ) -> None:
        self._encoder, self._cache = encoder, cache
        distinct = sorted({label.strip().lower() for label in labels})
        place = {label: i for i, label in enumerate(distinct)}
        self._place = np.array([place[label.strip().lower()] for label in labels], np.intp)
        self._distinct = cache.vectors(encoder, distinct)

    def scores(self, queries: Sequence[str]) -> _Scores:
        found: _Scores = self._cache.vectors(self._encoder, queries) @ self._distinct.T
        return found[:, self._place]


@dataclass(frozen=True, slots=True)
class Method:
    """A way of ranking by its name in the output, and how it is made; making it is part of its time."""

    name: str
    make: Callable[[], LabelRanker]


def baselines(
    labels: Sequence[str],
    encoder: Encoder | None,
    cache: VectorCache,
) -> list[Method]:
    """The four methods; without a model on this machine the three that need none."""
    methods = [
        Method("tfidf", lambda: CharacterTfIdf(labels)),
        Method("bm25", lambda: Bm25(labels)),
        Method("edit", lambda: EditDistance(labels)),
    ]
    if encoder is not None:
        model = encoder  # narrowed for the closure
        methods.append(Method("embedding", lambda: EmbeddingAlone(labels, model, cache)))
    return methods
