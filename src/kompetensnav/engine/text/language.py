"""Swedish, English or another language: by the small words, which every text is full of."""

import re

# Words that are frequent in one language and rare or absent in the others; words that Swedish shares with
# Norwegian and Danish (det, som, har, vi, en) say nothing and are left out.
_WORDS: dict[str, str] = {
    "sv": (
        "och att är för med på av till inte ett från eller du oss hos ska när även mycket dig samt blir"
        " vår våra vårt dina din söker både inom"
    ),
    "en": "the and of to is are for with you we our your as or will be this that have from an in on at",
    "da-no": "og er til ikke fra jeg hos eller av af etter efter deg dig noe noget skal på",
    "de": "und der die das ist nicht mit für von sie wir ein eine zu den im auf oder",
    "fi": "ja on ei se että olla kanssa tai myös sekä hän me työ voi",
    "fr": "le la les et des du une est pour avec vous nous dans sur ou",
    "es": "el los las y del una es para con usted nosotros por que se",
    "pl": "i w na z do nie jest się oraz dla że po lub",
}
_SMALL_WORDS = {code: frozenset(words.split()) for code, words in _WORDS.items()}
_LETTERS = re.compile(r"[^\W\d_]+")
_LOOKED_AT = 1500  # words; more says nothing new
_ENOUGH_WORDS = 25  # below this, a text without small words (a headline) is taken for Swedish
# Letters of one script that only some of its languages write.
_SCRIPTS: tuple[tuple[str, str, str], ...] = (
    # first and last letter of the script, language -> letters
    ("\u0600", "\u06ff", "fa:پچژگ"),
    ("\u0400", "\u052f", "uk:іїєґ ru:ыэъё"),
)
_USUAL = {"\u0600": "ar", "\u0400": "uk"}


def detect_language(text: str) -> str:
    """``sv``, ``en`` or ``other``. Short texts without small words count as Swedish if in Latin script."""
    language = language_of(text)
    return language if language in ("sv", "en") else "other"


def language_of(text: str) -> str:
    """Code of the language most of the text is in, also of those that only a CV is read in; ``other``.

    Norwegian and Danish share a code, ``da-no``: their small words are the same.
    """
    words = [m.group().lower() for _, m in zip(range(_LOOKED_AT), _LETTERS.finditer(text), strict=False)]
    letters = "".join(words)
    if letters and sum(c < "\u0250" for c in letters) < len(letters) / 2:
        return _by_letters(letters)
    hits = {code: sum(w in small for w in words) for code, small in _SMALL_WORDS.items()}
    best = max(hits, key=lambda code: (hits[code], code == "sv", code == "en"))
    if len(words) < _ENOUGH_WORDS and hits[best] < 3:
        return "en" if best == "en" and hits["en"] > hits["sv"] else "sv"
    if hits[best] < len(words) * 0.05:
        return "other"
    return best


def _by_letters(letters: str) -> str:
    for first, last, own in _SCRIPTS:
        of_script = [c for c in letters if first <= c <= last]
        if len(of_script) * 2 < len(letters):
            continue
        hits = {code: sum(of_script.count(c) for c in known) for code, known in (o.split(":") for o in own.split())}
        best = max(hits, key=lambda code: (hits[code], code == _USUAL[first]))
        return best if hits[best] > len(of_script) * 0.01 else _USUAL[first]
    return "other"
