"""What completion looks things up in: every label and every word of it in a bare form, as flat arrays.

The bare form forgets what people leave out when they type: accents and the rings and dots of å, ä and ö, the forms
of the Arabic alef, which of the letters і, и and ы a keyboard offers, apostrophes, hyphens.
"""

import re
import unicodedata
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from kompetensnav.engine.taxonomy.graph import TaxonomyGraph
from kompetensnav.engine.taxonomy.kinds import Relation
from kompetensnav.engine.taxonomy.tables import Ints, StringTable
from kompetensnav.engine.text.normalise import fold

COMPARED = 26  # letters of a word that count when letters are wrong; a prefix of that length is nobody else's
_SKIPPED = 2  # letters before the first inner part of a word: one letter in is no part of a compound
SHORTEST_PART = 3  # letters
_LONGEST_LABEL = 255  # characters; longer ones stand last together
_KIND_BITS = 4

# Letters that carry no mark of their own in Unicode but are written for one another.
_ALIKE = {
    **dict(zip("øæœłđıð", "oaoldid", strict=True)),
    **dict(zip("іїыґєэё", "иииг" + "еее", strict=True)),
    **dict(zip("ةىیکہۀ", "هييكهه", strict=True)),
}
_NO_SIGNS = dict.fromkeys(map(ord, "'ʼʹ"))
_WORD = re.compile(r"[^\W_]+(?:\+\+|#)?")


class _BareLetters(dict[int, str]):
    """From each letter to its bare form, worked out when it is first met."""

    def __missing__(self, code: int) -> str:
        parts = unicodedata.normalize("NFD", _ALIKE.get(chr(code), chr(code)))
        self[code] = "".join(_ALIKE.get(c, c) for c in parts if not unicodedata.category(c).startswith("M"))
        return self[code]


_BARE = _BareLetters()


class Word(NamedTuple):
    """A word in its bare form, and as it is written, in lower case."""

    bare: str
    written: str


def words_of(text: str) -> list[Word]:
    """The words of a text. A hyphen or a full stop stands between two words."""
    folded = fold(text).translate(_NO_SIGNS)
    bare, written = _WORD.findall(folded.translate(_BARE)), _WORD.findall(folded)
    if len(bare) != len(written):  # marks that stand as letters of their own, in some Indian scripts
        written = bare
    return [Word(b, w) for b, w in zip(bare, written, strict=True)]


@dataclass(frozen=True)
class CompletionIndex:
    """Entries are the labels with words in them, sorted by their bare form.

    Shapes: ``label_row``, ``standing`` int32, ``kinds``, ``languages`` uint8, ``clusters`` int32 (m,): where an
    entry is in the graph, how it ranks among equals (lower is better), and which exact matches count as one.
    ``first_word`` int32 (m,). ``words`` (w): bare words, sorted; one for each way of writing it. ``word_starts``
    (w + 1,) into ``word_entries``. ``part_word``, ``part_at`` (s,): the inner parts of words, sorted, as word and
    byte of its text. ``letters``, ``written`` (26, w): letters as numbers, 0 after the end, bare and as written.
    """

    bare: StringTable
    label_row: Ints
    standing: Ints
    kinds: NDArray[np.uint8]
    languages: NDArray[np.uint8]
    clusters: Ints
    first_word: Ints
    words: StringTable
    word_starts: Ints
    word_entries: Ints
    part_word: Ints
    part_at: Ints
    letters: NDArray[np.uint16]
    written: NDArray[np.uint16]

    def lengths(self, entries: NDArray[np.intp]) -> Ints:
        """How many letters labels have in their bare form, 255 at most."""
        return self.standing[entries] >> _KIND_BITS & _LONGEST_LABEL


def build_completion(graph: TaxonomyGraph) -> CompletionIndex:
    """Index all labels of a graph. About 20 microseconds a label."""
    labels = [graph.labels[row] for row in range(len(graph.labels))]
    split = [words_of(label) for label in labels]
    joined = [" ".join(word.bare for word in words) for words in split]
    rows = sorted(
        (row for row, words in enumerate(split) if words),
        key=lambda row: (joined[row], labels[row], *_told_apart(graph, row)),
    )
    words = sorted({word for words in split for word in words})
    numbers = {word: number for number, word in enumerate(words)}
    held = [[numbers[word] for word in split[row]] for row in rows]
    starts, entries = _postings(held, len(words))
    part_word, part_at = _parts([word.bare for word in words])
    chosen = np.array(rows, np.int32)
    concepts = graph.label_concept[chosen]
    return CompletionIndex(
        bare=StringTable.of(joined[r] for r in rows),
        label_row=chosen,
        standing=_standing(graph, chosen, [len(joined[r]) for r in rows]),
        kinds=graph.kinds[concepts],
        languages=graph.label_language[chosen],
        clusters=_clusters(graph)[concepts],
        first_word=np.array([words[0] for words in held], np.int32),
        words=StringTable.of(word.bare for word in words),
        word_starts=starts,
        word_entries=entries,
        part_word=part_word,
        part_at=part_at,
        letters=_letters([word.bare for word in words]),
        written=_letters([word.written for word in words]),
    )


def _told_apart(graph: TaxonomyGraph, row: int) -> tuple[str, str]:
    """What orders labels of one text, whichever numbers the concepts have."""
    return graph.languages[int(graph.label_language[row])], graph.id(int(graph.label_concept[row]))


def _postings(held: list[list[int]], words: int) -> tuple[Ints, Ints]:
    """(starts, entries): which entries hold each word, rising."""
    distinct = [set(numbers) for numbers in held]
    word = np.array([number for numbers in distinct for number in numbers], np.int32)
    entry = np.repeat(np.arange(len(held), dtype=np.int32), [len(numbers) for numbers in distinct])
    starts = np.zeros(words + 1, np.int32)
    np.cumsum(np.bincount(word, minlength=words), out=starts[1:])
    return starts, entry[np.argsort(word, kind="stable")]


def _parts(words: list[str]) -> tuple[Ints, Ints]:
    """(word, byte) of every inner part of every word, sorted by its text."""
    parts = [
        (word[at:].encode(), number, len(word[:at].encode()))
        for number, word in enumerate(words)
        for at in range(_SKIPPED, len(word) - SHORTEST_PART + 1)
    ]
    parts.sort()
    return np.array([p[1] for p in parts], np.int32), np.array([p[2] for p in parts], np.int32)


def letter_numbers(word: str) -> list[int]:
    """Letters as the numbers that words are compared by."""
    return [min(ord(c), 0xFFFF) for c in word[:COMPARED]]


def _letters(words: list[str]) -> NDArray[np.uint16]:
    table = np.zeros((len(words), COMPARED), np.uint16)
    for row, word in zip(table, words, strict=True):
        codes = letter_numbers(word)
        row[: len(codes)] = codes
    return np.ascontiguousarray(table.T)


def _standing(graph: TaxonomyGraph, rows: Ints, lengths: list[int]) -> Ints:
    """How labels rank that match alike: preferred first, national first, short first, then by kind."""
    concepts = graph.label_concept[rows]
    national = np.array([scheme not in ("esco", "isco") for scheme in graph.schemes], bool)
    short = np.minimum(np.array(lengths, np.int32), _LONGEST_LABEL)
    european = (~national[graph.scheme_of[concepts]]).astype(np.int32) if len(rows) else short
    ranks = graph.label_kind[rows].astype(np.int32) << 1 | european
    return ((ranks << 8 | short) << _KIND_BITS | graph.kinds[concepts]).astype(np.int32)


STANDING_BITS = 15


def _clusters(graph: TaxonomyGraph) -> Ints:
    """The lowest concept among the exact matches of each."""
    clusters = np.arange(len(graph), dtype=np.int32)
    into = graph.into[Relation.EXACT_MATCH].indptr
    out = graph.out[Relation.EXACT_MATCH].indptr
    for concept in np.flatnonzero((np.diff(into) > 0) | (np.diff(out) > 0)).tolist():
        if clusters[concept] == concept:
            clusters[graph.exact_cluster(concept)] = concept
    return clusters
