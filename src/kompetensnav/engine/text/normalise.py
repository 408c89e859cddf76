"""Folding, tokens and stems. Spans always refer to the text as given, so that it can be highlighted."""

import hashlib
import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

import snowballstemmer

from kompetensnav.engine.text.stems import arabic_stem, is_arabic, is_cyrillic, ukrainian_stem

# A word is letters and digits, held together inside by - . + # ' / only where that is one name:
# "B-körkort", "C#", "C++", "node.js", "TCP/IP" stay whole; a final full stop does not belong to it.
# Combining marks belong to their letter: text pasted from some systems has å as a and a ring.
_MARKS = "\u0300-\u036f\u064b-\u0652\u0670"
_LETTERS = rf"(?:[^\W_][{_MARKS}]*)+"
_WORD = re.compile(rf"{_LETTERS}(?:[-.'’&]{_LETTERS})*(?:\+\+|#)?")
LONGEST_WORD = 100  # characters
_SPACE = re.compile(r"\s+")
_DASHES = str.maketrans({"–": "-", "—": "-", "‑": "-", "−": "-", "’": "'", "´": "'", "ʼ": "'", "\u00ad": None})
_PLURAL_S = ("ers", "ors", "ants", "ists", "ians", "ents")
_VOWEL_SIGNS = dict.fromkeys([*range(0x064B, 0x0653), 0x0640, 0x0670])


@dataclass(frozen=True, slots=True)
class Token:
    """One word: its folded form and where it stands, ``start <= i < end``, in characters of the text."""

    folded: str
    start: int
    end: int


@lru_cache(maxsize=200_000)
def fold(text: str) -> str:
    """The form in which labels are compared: NFKC, lower case, one kind of dash, single spaces.

    Diacritics stay: in Swedish *får* and *far* are different words. Arabic vowel signs go: few people write them.
    """
    folded = unicodedata.normalize("NFKC", text).translate(_DASHES).translate(_VOWEL_SIGNS).casefold()
    return _SPACE.sub(" ", folded).strip()


def tokenise(text: str) -> list[Token]:
    """Words of a text with their spans. Signs and emoji separate words and are never part of one.

    What is longer than any word (pasted keys, pictures as text) is passed over.
    """
    found = (m for m in _WORD.finditer(text) if m.end() - m.start() <= LONGEST_WORD)
    return [Token(fold(m.group()), m.start(), m.end()) for m in found]


@lru_cache(maxsize=1)
def _stemmers() -> tuple[snowballstemmer.stemmer, snowballstemmer.stemmer]:
    return snowballstemmer.stemmer("swedish"), snowballstemmer.stemmer("english")


@lru_cache(maxsize=200_000)
def stem(word: str) -> str:
    """Stem of one folded word (Snowball, Swedish). Digits and words of up to three letters stay whole.

    A final s goes first where it can be a plural (*welders*) or a genitive, since *-ers* is no Swedish ending.
    Cyrillic words lose Ukrainian endings, Arabic ones Arabic ones.
    """
    if is_arabic(word[:1]):
        return arabic_stem(word)
    if len(word) <= 3 or any(c.isdigit() for c in word):
        return word
    if is_cyrillic(word[0]):
        return ukrainian_stem(word)
    if len(word) > 5 and word.endswith(_PLURAL_S):
        word = word[:-1]
    stemmed: str = _stemmers()[0].stemWord(word)
    return stemmed


def stem_key(words: tuple[str, ...]) -> str:
    """The key under which a label of these folded words is found when its ending differs."""
    return " ".join(stem(w) for w in phrase_key(words).split())


def phrase_key(words: tuple[str, ...]) -> str:
    """The key under which a label of these folded words is found when written alike.

    A hyphen counts as a space: *PLC-programmering* and *PLC programmering* are one.
    """
    return " ".join(words).replace("-", " ")


def hash64(key: str) -> int:
    """A stable 64-bit key (BLAKE2b) for sorted look-up tables; equal on every machine and run."""
    return int.from_bytes(hashlib.blake2b(key.encode(), digest_size=8).digest(), "little")
