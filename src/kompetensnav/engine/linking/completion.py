"""What somebody is typing to the concepts they may mean, fast enough for every letter.

In order: a label written just so; labels with words that begin like those typed, in any order; labels with such a
part inside a compound (*sköterska* in *undersköterska*); and where that is little, labels with words nearly so.
Within each, what is in the reader's own language comes first, then Swedish; then what the label begins with;
preferred labels; national concepts; the shortest.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from kompetensnav.engine.linking.completion_index import (
    SHORTEST_PART,
    STANDING_BITS,
    CompletionIndex,
    Word,
    letter_numbers,
    words_of,
)
from kompetensnav.engine.linking.completion_typos import edits_allowed, nearly
from kompetensnav.engine.taxonomy.graph import TaxonomyGraph
from kompetensnav.engine.taxonomy.kinds import Kind
from kompetensnav.engine.taxonomy.tables import StringTable
from kompetensnav.engine.text.normalise import fold

_Numbers = NDArray[np.intp]
_ENTRY_BITS = 24
_LANGUAGE_BITS = 4
_MOST_LANGUAGES = (1 << _LANGUAGE_BITS) - 1
_NEVER = 100  # edits


class How(StrEnum):
    """How what was typed led to the label."""

    PREFIX = "prefix"  # the label begins with it
    WORD = "word"  # words of the label begin with its words
    PART = "part"  # some of it stands inside a word
    TYPO = "typo"  # some letters differ


@dataclass(frozen=True, slots=True)
class Completion:
    """A concept, the label that matched, and how."""

    concept: int
    label: str
    language: str
    how: How


@dataclass(frozen=True, slots=True)
class _Typed:
    """What is asked.

    ``words``, each once; all of it ``bare`` and ``folded``; which ``kinds`` (256,) may answer; how each language
    ``ranks`` (l,).

    ``begin`` are the entries that begin with it: ``begin[0] <= i < begin[1]``.
    """

    words: list[Word]
    bare: str
    folded: str
    kinds: NDArray[np.bool_]
    ranks: NDArray[np.int64]
    begin: tuple[int, int]


@dataclass(frozen=True, slots=True)
class _Hits:
    """Entries that match, rising. For each: what counts before its language, and whether accents differ.

    ``words`` are all the words of the index that fit one of those typed.
    """

    entries: _Numbers
    worse: NDArray[np.int64]
    words: list[_Numbers]
    unlike: NDArray[np.bool_] | None = None


class _Held(NamedTuple):
    """Words of the index, rising, and which entries hold one of them (m,)."""

    words: _Numbers
    by: NDArray[np.bool_]


class Completer:
    """Completes what is typed to the concepts of one graph."""

    def __init__(self, graph: TaxonomyGraph, index: CompletionIndex) -> None:
        self.graph = graph
        self._index = index

    def complete(
        self, text: str, kinds: Collection[Kind] | None = None, languages: Sequence[str] = (), k: int = 8
    ) -> list[Completion]:
        """The k concepts most likely meant, best first; ``languages`` are the reader's, best first.

        Exact matches of one another count as one concept: the national one where there is one.
        """
        words = words_of(text)
        if not words:
            return []
        allowed = np.isin(np.arange(256), [int(kind) for kind in (kinds or Kind)])
        bare, ranks = " ".join(word.bare for word in words), self._language_ranks(languages)
        words = list(dict.fromkeys(words))
        typed = _Typed(words, bare, fold(text), allowed, ranks, _starting_with(self._index.bare, bare))
        chosen: dict[int, tuple[int, How]] = {}
        whole = self._whole(typed)
        self._choose(chosen, self._as_typed(typed, whole), typed, How.WORD, k)
        meant = any(entry in whole for entry, _ in chosen.values())
        if len(chosen) < k and not (meant and len(words) > 1):
            anywhere = [self._anywhere(word.bare) for word in words]
            self._choose(chosen, self._inside(anywhere), typed, How.PART, k)
            # where there is more, what is typed is meant as it is
            if len(chosen) <= k // 2 and not meant:
                self._choose(chosen, self._misspelt(typed, anywhere), typed, How.TYPO, k)
        return [self._completion(entry, how, allowed) for entry, how in chosen.values()]

    def _as_typed(self, typed: _Typed, whole: dict[int, int]) -> _Hits:
        """Entries with words that begin like those typed; those that are just what was typed first."""
        words = [self._beginning(word.bare) for word in typed.words]
        entries = np.flatnonzero(np.logical_and.reduce([self._holding(some) for some in words]))
        alike = [self._written_like(word, some) for word, some in zip(typed.words, words, strict=True)]
        unlike = ~np.logical_and.reduce([self._holding(some)[entries] for some in alike])
        worse = np.full(len(entries), 2)
        worse[np.searchsorted(entries, list(whole))] = list(whole.values())
        return _Hits(entries, worse, words, unlike)

    def _whole(self, typed: _Typed) -> dict[int, int]:
        """Entries that are all that was typed: 0 written just so, 1 but for accents and the like."""
        index, bare = self._index, typed.bare.encode()
        first, end = typed.begin
        last = first + bisect_right(range(first, end), bare, key=lambda i: bytes(_text(index.bare, i)))
        labels = self.graph.labels
        return {i: int(fold(labels[int(index.label_row[i])]) != typed.folded) for i in range(first, last)}

    def _inside(self, anywhere: list[_Held]) -> _Hits:
        """Entries with words in which those typed begin a part."""
        entries = np.flatnonzero(np.logical_and.reduce([held.by for held in anywhere]))
        return _Hits(entries, np.zeros(len(entries), np.int64), [held.words for held in anywhere])

    def _misspelt(self, typed: _Typed, anywhere: list[_Held]) -> _Hits:
        """Entries with words that begin nearly like those typed; the fewest edits first, and whole labels."""
        total = np.zeros(len(self._index.label_row), np.int16)
        words = [held.words for held in anywhere]
        for word, held in zip(typed.words, anywhere, strict=True):
            edits = np.full(len(total), _NEVER, np.int16)
            if allowed := edits_allowed(word.bare):
                near, cost = nearly(self._index.letters, word.bare, allowed)
                words.append(near)
                for wrong in range(allowed, 0, -1):
                    edits[self._entries(near[cost == wrong])] = wrong
            edits[held.by] = 0
            total += edits
        entries = np.flatnonzero(total < _NEVER)
        wrong_letters = total[entries].astype(np.int64)
        other_length = np.abs(self._index.lengths(entries) - len(typed.bare)) > wrong_letters
        return _Hits(entries, 2 * wrong_letters + other_length, words)

    def _holding(self, words: _Numbers) -> NDArray[np.bool_]:
        """Which entries hold one of these words."""
        held = np.zeros(len(self._index.label_row), bool)
        held[self._entries(words)] = True
        return held

    def _anywhere(self, word: str) -> _Held:
        """Words that begin like this one or have a part that does, and the entries that hold one."""
        words = self._beginning(word)
        if len(word) >= SHORTEST_PART:
            words = np.union1d(words, self._with_part(word))
        return _Held(words, self._holding(words))

    def _beginning(self, word: str) -> _Numbers:
        return np.arange(*_starting_with(self._index.words, word))

    def _written_like(self, word: Word, words: _Numbers) -> _Numbers:
        """Those of neighbouring words with this bare beginning that are written like it too."""
        if len(words) == 0:
            return words
        alike = np.ones(len(words), bool)
        for letters, wanted in zip(self._index.written, letter_numbers(word.written), strict=False):
            alike &= letters[words[0] : words[-1] + 1] == wanted
        return words[alike]

    def _with_part(self, word: str) -> _Numbers:
        index, wanted = self._index, word.encode()
        blob, offsets = index.words.blob, index.words.offsets

        def part(i: int) -> bytes:
            number = index.part_word[i]
            at = int(offsets[number]) + int(index.part_at[i])
            return bytes(blob[at : min(at + len(wanted), int(offsets[number + 1]))])

        parts = range(len(index.part_word))
        first, end = bisect_left(parts, wanted, key=part), bisect_right(parts, wanted, key=part)
        return np.unique(index.part_word[first:end]).astype(np.intp)

    def _entries(self, words: _Numbers) -> _Numbers:
        """Entries that hold any of these words; an entry may come several times."""
        starts, entries = self._index.word_starts, self._index.word_entries
        if len(words) == 0:
            return np.zeros(0, np.intp)
        if words[-1] - words[0] == len(words) - 1:  # neighbours, as all with one beginning are
            together: _Numbers = entries[starts[words[0]] : starts[words[-1] + 1]].astype(np.intp)
            return together
        counts = starts[words + 1] - starts[words]
        shift = np.repeat(starts[words] - (np.cumsum(counts) - counts), counts)
        found: _Numbers = entries[np.arange(len(shift)) + shift].astype(np.intp)
        return found

    def _choose(self, chosen: dict[int, tuple[int, How]], hits: _Hits, typed: _Typed, how: How, most: int) -> None:
        """Add the best of the hits, one a cluster, until there are enough."""
        index = self._index
        first, end = typed.begin
        for entry in _rising(self._keys(hits, typed), 4 * most):
            if len(chosen) >= most:
                return
            begins = how is How.WORD and first <= entry < end
            chosen.setdefault(int(index.clusters[entry]), (entry, How.PREFIX if begins else how))

    def _keys(self, hits: _Hits, typed: _Typed) -> NDArray[np.int64]:
        """What orders hits of the kinds asked for, lowest first, with the entry in the lowest bits."""
        index = self._index
        fit = typed.kinds[index.kinds[hits.entries]]
        entries = hits.entries[fit]
        fitting = np.zeros(len(index.words), bool)
        for words in hits.words:
            fitting[words] = True
        first, end = typed.begin
        later = 2 - fitting[index.first_word[entries]].astype(np.int64)
        later[(entries >= first) & (entries < end)] = 0
        keys: NDArray[np.int64] = hits.worse[fit] << _LANGUAGE_BITS | typed.ranks[index.languages[entries]]
        keys = keys << 2 | later
        keys = keys << 1 | (0 if hits.unlike is None else hits.unlike[fit])
        keys = keys << STANDING_BITS | index.standing[entries]
        return keys << _ENTRY_BITS | entries

    def _language_ranks(self, languages: Sequence[str]) -> NDArray[np.int64]:
        wanted = list(dict.fromkeys((*languages, "sv")))[:_MOST_LANGUAGES]
        ranks = {code: rank for rank, code in enumerate(wanted)}
        return np.array([ranks.get(code, _MOST_LANGUAGES) for code in self.graph.languages], np.int64)

    def _completion(self, entry: int, how: How, kinds: NDArray[np.bool_]) -> Completion:
        graph, row = self.graph, int(self._index.label_row[entry])
        concept = int(graph.label_concept[row])
        if not graph.is_national(concept):
            same = [c for c in graph.exact_cluster(concept) if graph.is_national(c) and kinds[graph.kinds[c]]]
            concept = min(same, key=graph.id, default=concept)
        return Completion(concept, graph.labels[row], graph.languages[int(graph.label_language[row])], how)


def _text(table: StringTable, i: int) -> NDArray[np.uint8]:
    return table.blob[table.offsets[i] : table.offsets[i + 1]]


def _starting_with(table: StringTable, text: str) -> tuple[int, int]:
    """``first <= i < end``: the strings of a sorted table that begin with the text."""
    wanted, everything = text.encode(), range(len(table))

    def beginning(i: int) -> bytes:
        return bytes(_text(table, i)[: len(wanted)])

    return bisect_left(everything, wanted, key=beginning), bisect_right(everything, wanted, key=beginning)


def _rising(keys: NDArray[np.int64], some: int) -> Iterable[int]:
    """The entries in the keys, lowest key first; a few are sorted at a time, since more are seldom asked for."""
    while len(keys):
        if some < len(keys):
            keys = np.partition(keys, some)
        yield from (np.sort(keys[:some]) & ((1 << _ENTRY_BITS) - 1)).tolist()
        keys, some = keys[some:], 8 * some
