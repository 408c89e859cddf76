"""Languages: when the word names one, and at which CEFR level it is asked for."""

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from kompetensnav.engine.extraction.short_notes import LONGEST_NOTE
from kompetensnav.engine.extraction.spots import Document, Spot, Spotter
from kompetensnav.engine.taxonomy.kinds import Kind

# CEFR as numbers: A1=1, A2=2, B1=3, B2=4, C1=5, C2=6. The first pattern that matches takes the words.
CEFR: tuple[tuple[int, str, str], ...] = (
    (6, r"modersmål\w*|native|mother tongue|\bC2\b", "grown up with it"),
    (5, r"flytande|obehindrat|fluent\w*|full(?:y)? professional|\bC1\b", "speaks and writes without hindrance"),
    (5, r"(?:mycket|väldigt|very) (?:goda?|bra|väl|good|strong)|utmärkta?|excellent|avancerad\w*|advanced"
        r"|outstanding", "one step above good"),
    (2, r"grundläggande|baskunskap\w*|göra (?:dig|sig) förstådd|enklare|basic|elementary|\bA2\b",
    "everyday matters"),
    (1, r"\bA1\b|nybörjar\w*|beginner", "beginner"),
    (3, r"\bB1\b|hyfsa[dt]\w*|någorlunda|tillräckliga?|kunna (?:läsa|tala|prata|förstå|kommunicera)|kan (?:läsa"
        r"|tala|prata|förstå|kommunicera)|conversational|intermediate|able to communicate", "gets along at work"),
    (4, r"\bB2\b|goda?|gott|bra|väl|behärska\w*|good|strong|proficien\w+|professional",
    "works in it, speech and writing"),
)  # fmt: skip
# Swedish for immigrants ends its courses at: A about A1, B A1+, C A2, D B1 (the agency's own table). Upper
# secondary courses: Engelska 5 B1.2, 6 B2.1, 7 B2.2; Svenska som andraspråk 1-3 the same.
SFI = {"a": 1, "b": 1, "c": 2, "d": 3}
_SFI = re.compile(
    r"\b(?:sfi|svenska för invandrare)[ ,-]*(?:kurs |nivå |level )?(?P<course>[A-D])?\b", re.IGNORECASE
)
_COURSE = re.compile(r"^\s*(?:kurs )?(?P<n>[567])\b(?!\s*(?:år|-|%|\d))")
_COURSE_LEVEL = {"5": 3, "6": 4, "7": 4}

_GRADE = re.compile("|".join(rf"(?P<g{i}>{words})" for i, (_, words, _) in enumerate(CEFR)), re.IGNORECASE)
# "In speech and writing" without a grade asks for both, which is B2.
_BOTH_WAYS = re.compile(
    r"i tal och (?:i )?skrift|(?:såväl|både) i tal|muntligt? och skriftligt?|written and spoken"
    r"|spoken and written|talar och skriver|speech and writing"
    r"|verbally and in writing",
    re.IGNORECASE,
)
_POSTPOSED = re.compile(r"(?:på|med|\(|,|:|-|at|–)\s*(?:en )?$|^\s*(?:på|i|\(|:|-|–)", re.IGNORECASE)
_ENDS = re.compile(
    r"\s*(?:[.,;:)/\n]|$|-?\w*nivå|level|i tal|i skrift|och|samt|and|är|krävs|is|or|eller|in speech|in writing)",
    re.IGNORECASE,
)

# After the word: a language goes on like this; an adjective ("svenska företag") is followed by its noun.
_GOES_ON = re.compile(
    r"\s*(?:$|[.,;:!?)\]/\n•–-]|\((?!publ)|(?:språket|språk|som|och|eller|samt|är|krävs|i tal|i skrift"
    r"|muntlig\w*|skriftlig\w*|både|såväl|på|flytande"
    r"|obehindrat|väl|bra|med|men|för att|för invandrare|dagligen|minst|meriterande|meriterar|då|eftersom|utan"
    r"|behövs|ett|[ABC][12]|[5-7]\b|ses|ser vi|anses|vore|önskas|uppskattas|värdesätts|välkomnas|gärna|underlättar"
    r"|language|languages|speaker|speakers|speaking|skills?|proficiency|fluency|and|or|is|are|both|at|level"
    r"|fluently|required|in speech|in writing|spoken|written|communication"
    r"|with|as|but|\bto\b|if|preferred|desirable|would|mandatory)(?!\w))",
    re.IGNORECASE,
)
_ADJECTIVE_BEFORE = re.compile(
    r"(?:\b(?:den|det|de|vår|vårt|våra|sin|sina|hela|största|ledande|många|flera|av|alla|andra|inom|mot|från"
    r"|till|the|a|an|all|other|leading|largest|teach|teaching|undervisa i|undervisar i|undervisning i"
    r"|lärare i)\s+)$",
    re.IGNORECASE,
)
_LANGUAGE_CUE = re.compile(
    r"språk|\btal\b|skrift|talar|tala\b|skriv|flytande|modersmål|kunskap|behärsk|förstå|\bsfi\b|muntlig"
    r"|kommunicer|obehindrat|kräv|behöv|minoritet|förvaltningsområde|\b[ABC][12]\b|krav|meriterande"
    r"|spoken|written|fluen|speak|requir|\bmust\b|mandatory|\bplus\b|advantage|language|native|proficien"
    r"|communicat|knowledge|command|writing",
    re.IGNORECASE,
)
# What is taught or learnt is no demand on the person: "English tutor", "confidence in English".
_TEACHES = re.compile(r"\b(?:tutor|teacher|coach|lärare|instructor)\b|lärare\b|språkcoach", re.IGNORECASE)
_LEARNT = re.compile(
    r"\b(?:learn\w*|improv\w*|practi[sc]\w*|confiden\w*|teach\w*|undervis\w*|lära sig|träna"
    r"|utveckla sin)\b",
    re.IGNORECASE,
)
_NEXT_MATTER = re.compile(r"[,.;\n]|\b(?:and|och|but|men)\b")
_SPOKEN = re.compile(
    r"fluen|native|flytande|modersmål|proficien|talar|speak|behärsk|\b[ABC][12]\b|tal och skrift|written and spoken"
    r"|krav|krävs|require|\bmust\b",
    re.IGNORECASE,
)
_SPEAKING = re.compile(
    r"\b(?P<stem>[a-zåäö]{4,18}sk)(?P<end>talande|språkig(?:a|t)?|kunnig(?:a|t)?)\b", re.IGNORECASE
)
_ITEM_BEGINS = re.compile(r"(?:^|[,;.])\s*(?:(?:gärna|helst|preferably|och|and|samt)\s+)*$", re.IGNORECASE)
_ITEM_ENDS = re.compile(r"\s*(?:[.,;]|$)")
_LONGEST_LIST = 8  # languages that one grade is said of
_SPEAKING_LEVEL = 5  # "spansktalande": speaks it as daily language


def is_language(spot: Spot, document: Document) -> bool:
    """Whether the word names the language and is no adjective ("svenska företag", "den svenska marknaden")."""
    text = document.text
    found = text[spot.start : spot.end]
    if " " in found:
        return True
    if _is_taught(spot, document):
        return False
    after = text[spot.end : spot.end + 60].partition("\n")[0]
    before = text[max(0, spot.start - 60) : spot.start].rpartition("\n")[2]
    if not _GOES_ON.match(after):
        return False
    if _ADJECTIVE_BEFORE.search(before) and not _LANGUAGE_CUE.search(before[-30:] + after[:20]):
        return False
    listed = not before.strip(" -•·*\t") and not after.strip(" .,;")
    # In running text a bare "engelska," may be a school subject; a note has no room for one.
    noted = len(text) <= LONGEST_NOTE and _ITEM_BEGINS.search(before) and _ITEM_ENDS.match(after)
    return bool(listed or noted) or _LANGUAGE_CUE.search(before + " " + after) is not None


def _is_taught(spot: Spot, document: Document) -> bool:
    """Whether the language is the subject of the work rather than asked for."""
    text = document.text
    before = text[max(0, spot.start - 50) : spot.start].rpartition("\n")[2]
    line = before + _NEXT_MATTER.split(text[spot.end : spot.end + 30], maxsplit=1)[0]
    if _SPOKEN.search(line):
        return False
    headline = text[: document.headline_end]
    word = text[spot.start : spot.end].casefold()
    subject = _TEACHES.search(headline) is not None and word in headline.casefold()
    return subject or _LEARNT.search(line) is not None


def speaking(document: Document, spotter: Spotter) -> Iterator[Spot]:
    """*Spansktalande*, *engelskspråkig*: the language inside the word."""
    for m in _SPEAKING.finditer(document.text):
        spot = spotter.lookup(m.group("stem") + "a", Kind.LANGUAGE)
        if spot is not None:
            yield Spot(m.start(), m.end(), spot.concept, Kind.LANGUAGE, spot.label, 0.95, _SPEAKING_LEVEL)


def swedish_courses(document: Document, spotter: Spotter) -> Iterator[Spot]:
    """*SFI D*: Swedish at the level the course ends with."""
    swedish = spotter.lookup("svenska", Kind.LANGUAGE) or spotter.lookup("swedish", Kind.LANGUAGE)
    if swedish is None:
        return
    for m in _SFI.finditer(document.text):
        course = (m.group("course") or "").lower()
        end = m.end() if course else m.start() + len(m.group().rstrip(" ,-"))
        yield Spot(m.start(), end, swedish.concept, Kind.LANGUAGE, swedish.label, 0.95, SFI.get(course))


def cefr_level(
    text: str, clause: tuple[int, int], spans: Sequence[tuple[int, int]], i: int, reach: int = _LONGEST_LIST
) -> int | None:
    """The level of the language at ``spans[i]``; ``spans`` are the languages of the clause, rising.

    Words after the language that belong to it ("på B2-nivå", "(flytande)") come first, then the nearest words
    before it, also those before an earlier language ("goda kunskaper i svenska och engelska"), then any after.
    """
    end = spans[i][1]
    course = _COURSE.match(text[end : end + 10])
    if course:
        return _COURSE_LEVEL[course["n"]]
    after = text[end : spans[i + 1][0] if i + 1 < len(spans) else clause[1]]
    post = _GRADE.search(after)
    if post and post.start() < 25 and _belongs_before(after, post):
        return _grade(post)
    for j in range(i, max(-1, i - _LONGEST_LIST), -1):
        between = text[spans[j - 1][1] if j else clause[0] : spans[j][0]]
        grades = list(_GRADE.finditer(between))
        if grades and not (j and _belongs_before(between, grades[-1])):
            return _grade(grades[-1])
    if post:
        return _grade(post)
    shared = _shared_after(text, spans, i, clause, reach - 1)
    return 4 if shared is None and _both_ways(text[slice(*clause)]) else shared


@lru_cache(maxsize=16)
def _both_ways(clause: str) -> bool:
    """Whether a clause asks for speech and writing; asked once for each of its languages."""
    return _BOTH_WAYS.search(clause) is not None


def _belongs_before(after: str, grade: re.Match[str]) -> bool:
    """Whether a grade belongs to the language before it ("svenska (flytande)"), not to what follows."""
    if grade.start() > 1 and not _POSTPOSED.search(after[: grade.start()]):
        return False
    return _ENDS.match(after, grade.end()) is not None


def _shared_after(
    text: str, spans: Sequence[tuple[int, int]], i: int, clause: tuple[int, int], reach: int
) -> int | None:
    """Words after the last of joined languages grade them all: "svenska och engelska, flytande"."""
    if (
        reach > 0
        and i + 1 < len(spans)
        and re.fullmatch(r"\s*(?:,|/|och|and|samt|&|eller|or)\s*", text[spans[i][1] : spans[i + 1][0]])
    ):
        return cefr_level(text, clause, spans, i + 1, reach)
    return None


def _grade(m: re.Match[str]) -> int:
    return next(level for i, (level, _, _) in enumerate(CEFR) if m.group(f"g{i}") is not None)
