"""Light stems for Ukrainian and Arabic: the endings that a noun or adjective takes in a sentence come off.

Snowball has no Ukrainian, and its Arabic leaves the article behind "and" (*والمحاسب*) while it takes whole roots
apart. What is needed is less: the word in a CV and the label in the taxonomy should meet. The rules only ever
cut, so a stem is no word, and two words that meet need not be one: whoever matches by stems gives a lower score.
"""

_SHORTEST_STEM = 3  # letters that stay

# Longest first. Soft and hard declensions of nouns, and the adjective's; each ending once.
_ENDINGS = (
    "ьою ою ею єю ьої ої ого ього ому ьому ими іми ими ами ями ові еві єві"
    " их іх им ім ий ій ів їв ах ях ам ям ом ем єм а я у ю і ї и е є о ь й"
)
_UKRAINIAN_ENDINGS = tuple(sorted(_ENDINGS.split(), key=lambda e: (-len(e), e)))
_ADJECTIVE_BEFORE = "нкшв"  # -ій after these is an adjective's ("середній", "шведській"); *водій* keeps its і
_FLEETING = ("ець", "єць")  # продавець, продавця: the е goes


def ukrainian_stem(word: str) -> str:
    """A folded Cyrillic word without its ending: *зварювальника*, *зварювальником* -> *зварювальник*."""
    if word.endswith(_FLEETING) and len(word) > _SHORTEST_STEM + 2:
        return word[:-3] + "ц"
    for ending in _UKRAINIAN_ENDINGS:
        if not word.endswith(ending) or len(word) - len(ending) < _SHORTEST_STEM:
            continue
        if ending == "ій" and word[-3] not in _ADJECTIVE_BEFORE:
            continue
        return word[: -len(ending)]
    return word


_LETTERS = str.maketrans({"أ": "ا", "إ": "ا", "آ": "ا", "ٱ": "ا", "ى": "ي", "ؤ": "و", "ئ": "ي", "ة": "ه"})
_PREFIXES = ("وبال", "وال", "بال", "كال", "فال", "ولل", "لل", "ال", "و")
_SUFFIXES = ("ها", "ات", "ون", "ين", "ان", "يه", "يا", "ه", "ي")


def arabic_stem(word: str) -> str:
    """A folded Arabic word with one form of each letter, without article, *and*, ending of gender or number."""
    bare = plain_arabic(word)
    for prefix in _PREFIXES:
        if bare.startswith(prefix) and len(bare) - len(prefix) >= _SHORTEST_STEM:
            bare = bare[len(prefix) :]
            break
    for suffix in _SUFFIXES:
        if bare.endswith(suffix) and len(bare) - len(suffix) >= _SHORTEST_STEM:
            return bare[: -len(suffix)]
    return bare


def is_cyrillic(letter: str) -> bool:
    return "\u0400" <= letter <= "\u052f"


def is_arabic(letter: str) -> bool:
    return "\u0600" <= letter <= "\u06ff"


def plain_arabic(text: str) -> str:
    """The text with one form of each Arabic letter that people write in several; as long as it was."""
    return text.translate(_LETTERS)
