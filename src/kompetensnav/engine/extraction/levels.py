"""Levels of skills and years of experience: tables of words, and which mention they belong to."""

import re

# Skill levels 1-5. "Goda" is the ordinary demand and the middle of the scale; a word above it ("mycket goda",
# "gedigen") is one step more; only words for mastery reach 5.
SKILL_LEVELS: tuple[tuple[int, str], ...] = (
    (5, r"expert|expertis|expertkunskap(?:er)?|specialistkunskap(?:er)?|spetskunskap(?:er)?|spetskompetens"
        r"|mastery|world-class"),
    (4, r"(?:mycket|väldigt|riktigt|very) (?:goda?|bra|good|strong|stor)|gedig(?:en|na)|djup(?:a|gående)?"
        r"|omfattande|avancera(?:d|de|t)|utmärkta?|stark(?:a)?|stor vana"
        r"|advanced|strong|extensive|deep|thorough|solid|excellent|in-depth|outstanding"),
    (2, r"grundläggande|baskunskap\w*|grundkunskap\w*|elementära?|enklare|basic|fundamental|elementary"),
    (1, r"viss(?:a)?|någon|lite|begynnande|some"),
    (3, r"goda?|gott|bra|god|van|good|working|proficient|proficiency|stor(?:a)?"),
)  # fmt: skip
_NOUN = (
    r"(?:kunskap(?:er)?|vana|kännedom|erfarenhet(?:er)?|förståelse|färdighet(?:er)?|kompetens(?:er)?"
    r"|insikt(?:er)?|behärskning"
    r"|kunnande|knowledge|skills?|understanding|command|expertise|experience|ability|proficiency|competence"
    r"|background)"
)
_GRADED = re.compile(
    "|".join(
        rf"(?P<l{level}>\b(?:{words})\b(?:\s+(?:\w+\s+){{0,2}}{_NOUN})?(?:\s+(?:av|i|inom|om|på|med|kring|of|in"
        rf"|with|for))?)"
        for level, words in SKILL_LEVELS
    ),
    re.IGNORECASE,
)
_NEEDS_NOUN = re.compile(
    rf"{_NOUN}|^(?:expert|specialist|spets|van\b|stor vana|baskunskap|grundkunskap|proficient)", re.IGNORECASE
)

NUMBER_WORDS: dict[str, int] = {
    "en": 1, "ett": 1, "två": 2, "tre": 3, "fyra": 4, "fem": 5, "sex": 6, "sju": 7, "åtta": 8, "nio": 9, "tio": 10,
    "elva": 11, "tolv": 12, "femton": 15, "tjugo": 20, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5,
    "six": 6,
    "seven": 7, "eight": 8, "nine": 9, "ten": 10, "eleven": 11, "twelve": 12, "fifteen": 15, "twenty": 20,
}  # fmt: skip
NUMBER = r"(?:\d{1,2}(?:[.,]\d)?|" + "|".join(sorted(NUMBER_WORDS, key=len, reverse=True)) + ")"

# Words for spans of time without a number, as the least they can mean: a demand read too high keeps people out.
VAGUE_YEARS: tuple[tuple[float, str], ...] = (
    (2.0, r"(?:några|ett par|par|flera) års?|flerårig\w*|flera års|(?:several|a few|a couple of) years(?:'|’)?"
        r"|multiple years"),
    (5.0, r"mångårig\w*|många års?|lång(?:varig)? (?:yrkes)?erfarenhet|many years|long experience|extensive years"),
)  # fmt: skip
_YEARS = re.compile(
    rf"\b(?P<n>{NUMBER})\s*(?:[-–]\s*(?P<m>{NUMBER})|\+)?\s*(?P<u>års?|årig|months?|månads?|månader(?:s)?"
    rf"|years?)(?:['’])?\b" + "".join(rf"|(?P<v{i}>\b(?:{words}))" for i, (_, words) in enumerate(VAGUE_YEARS)),
    re.IGNORECASE,
)
_AGES = re.compile(r"(?:åldern?|åldrarna|åldrar|ages?|aged|mellan|fyllt|fylla|turned)\s*(?:på\s*)?$", re.IGNORECASE)
_EXPERIENCE = re.compile(
    r"erfarenhet|arbetat|jobbat|yrkesverksam|yrkesvana|praktik|inom yrket|i branschen|experience|worked|working"
    r"|background|erfaren",
    re.IGNORECASE,
)
_NOT_EXPERIENCE = re.compile(
    r"^(?:\s*(?:gammal|gamla|ålder|old|of age|utbildning|gymnasi|högskole|studier|provanställning|garanti))",
    re.IGNORECASE,
)


def skill_level(text: str, clause_start: int, start: int) -> int | None:
    """The level that the words before a skill give it, or None.

    The nearest graded noun before it counts ("goda kunskaper i A och B" grades both); an adjective alone only
    right before the skill ("god systemvana").
    """
    before = text[max(clause_start, start - 90) : start]
    found = None
    for m in _GRADED.finditer(before):
        praised = re.match(r"star|stro", m.group(), re.IGNORECASE)  # "starka relationer" praises, grades nothing
        if _NEEDS_NOUN.search(m.group()) or not (praised or before[m.end() :].strip()):
            found = m
    if found is None or re.search(r"[.;:\n]", before[found.end() :]):
        return None
    return next(level for level, _ in SKILL_LEVELS if found.group(f"l{level}") is not None)


def years_in(text: str, start: int, end: int) -> tuple[float, int] | None:
    """(years of experience asked for in a clause, where the words end), the first; None where none."""
    clause = text[start:end]
    if not _EXPERIENCE.search(clause):
        return None
    for m in _YEARS.finditer(clause):
        if not _NOT_EXPERIENCE.match(clause[m.end() : m.end() + 40]) and not _AGES.search(
            clause[max(0, m.start() - 30) : m.start()]
        ):
            return _years(m), start + m.end()
    return None


def _years(m: re.Match[str]) -> float:
    """The lower bound in years."""
    for i, (years, _) in enumerate(VAGUE_YEARS):
        if m.group(f"v{i}") is not None:
            return years
    number = number_of(m.group("n"))
    return round(number / 12, 2) if m.group("u").lower().startswith(("m", "må")) else number


def number_of(word: str) -> float:
    """The value of a number in digits or words."""
    folded = word.casefold()
    return float(NUMBER_WORDS[folded]) if folded in NUMBER_WORDS else float(folded.replace(",", "."))
