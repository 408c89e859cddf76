"""Folding, tokens and stems, rule by rule."""

import unicodedata

import pytest

from kompetensnav.engine.text.normalise import fold, hash64, phrase_key, stem_key, tokenise

FOLDED = [
    ("  Svetsare\n(TIG) ", "svetsare (tig)"),
    ("får", "får"),  # not far
    ("B–körkort", "b-körkort"),
    ("STRASSE ß", "strasse ss"),
    ("ﬁn", "fin"),
    ("لحّام", "لحام"),
    ("soft\u00adhyphen", "softhyphen"),
]

TOKENS = [
    ("B-körkort, CE.", ["b-körkort", "ce"]),
    ("C# och C++", ["c#", "och", "c++"]),
    ("TCP/IP", ["tcp", "ip"]),
    ("node.js.", ["node.js"]),
    ("🙂svets🙂", ["svets"]),
    (unicodedata.normalize("NFD", "kör på"), ["kör", "på"]),
    ("مهندس كهرباء", ["مهندس", "كهرباء"]),
    ("_understruket_", ["understruket"]),
    ("", []),
    ("svets " + "x" * 101 + " el", ["svets", "el"]),
]

SAME_STEM = [
    ("svetsare", "svetsaren"),
    ("sjuksköterska", "sjuksköterskor"),
    ("undersköterska", "undersköterskorna"),
    ("PLC-programmering", "PLC programmeringen"),
]


@pytest.mark.parametrize(("text", "folded"), FOLDED)
def test_folding(text: str, folded: str) -> None:
    assert fold(text) == folded
    assert fold(folded) == folded


@pytest.mark.parametrize(("text", "words"), TOKENS)
def test_tokens(text: str, words: list[str]) -> None:
    assert [t.folded for t in tokenise(text)] == words


@pytest.mark.parametrize(("a", "b"), SAME_STEM)
def test_endings_do_not_separate(a: str, b: str) -> None:
    assert stem_key((fold(a),)) == stem_key((fold(b),))


def test_short_words_and_numbers_keep_their_ending() -> None:
    assert stem_key(("plc", "iso9001")) == "plc iso9001"


def test_a_hyphen_counts_as_a_space() -> None:
    assert phrase_key(("plc-programmering",)) == phrase_key(("plc", "programmering"))


def test_hashes_are_the_same_on_every_machine_and_run() -> None:
    assert hash64("svetsare") == 0x3E9F21D45AF00024
