"""How well: grades of languages and skills in a CV, and what a person says they lack.

In a CV the grade mostly stands after its language, in a bracket, a cell or a column; in running text before.
Which of the two a line does is seen from what stands first in it.
"""

import re
from collections.abc import Sequence

# CEFR as numbers: A1=1 ... C2=6. The first pattern that matches at a place takes the words; codes beat words.
_CODE = re.compile(r"(?<!\w)(?P<letter>[ABCАВС])(?P<number>[12])(?!\w)")
_CODES = {
    "A1": 1,
    "A2": 2,
    "B1": 3,
    "B2": 4,
    "C1": 5,
    "C2": 6,
    "А1": 1,
    "А2": 2,
    "В1": 3,
    "В2": 4,
    "С1": 5,
    "С2": 6,
}
_LANGUAGE_GRADES: tuple[tuple[int, str], ...] = (
    (6, r"modersmål\w*|förstaspråk|tvåspråkig|native\w*|mother[ -]tongues?|first language|bilingual|morsmål"
     r"|modersmål"
        r"|muttersprach\w+|рідн(?:а|ою|ої|і|ими)|носій(?: мови)?|(?:ال)?لغ(?:ة|تي|ه) (?:ال)?(?:أم|ام)"),
    (5, r"flytande|obehindrat|(?:mycket|väldigt) (?:goda?|bra|väl)|avancerad\w*|utmärkt\w*|fluen\w+"
     r"|full professional"
        r"|very (?:good|strong)|excellent|advanced|near[- ]native|outstanding|flydende|flytende|(?:svært"
        r"|meget) god\w*"
        r"|fließend|verhandlungssicher|sehr gut\w*"
        r"|вільн\w+|досконал\w+|просунут\w+|відмінн\w+|дуже добр\w+|высок\w+"
        r"|(?:ب)?طلاقة|ممتاز\w*|متقدم\w*|جيد(?:ة)? جد(?:ا|اً)|إجادة تامة|بإتقان|اتقان"),
    (3, r"pre-?intermediate|mellannivå|medel(?:god\w*|nivå)?|hyfsa[dt]\w*|någorlunda"
     r"|intermediate(?! ?-? ?(?:high|plus))"
        r"|conversational|moderate|fair|limited working|middels|mittel\w*"
        r"|середн\w+|розмовн\w+|достатн\w+|(?:ال)?متوسط\w*|محادثة|مقبول\w*"),
    (2, r"grundläggande|grundnivå|grunder(?:na)?|baskunskap\w*|enkel|enklare|lite|little|basics?|elementary"
     r"|grunnleggende"
        r"|grundlæggende|grundkenntnisse|базов\w+|початков\w+|елементарн\w+|основи|зі словником"
        r"|(?:ال)?أساسي\w*|اساسي\w*|مبادئ|ضعيف\w*"),
    (1, r"nybörjar\w*|beginn\w+|novice|початків\w+|anfänger\w*|مبتدئ\w*"),
    (4, r"goda?|gott|bra|väl|behärska\w*|upper[- ]intermediate|good|strong|proficien\w+|professional(?: working)?"
        r"|working|gute?|добр\w+|хорош\w+|впевнен\w+|вище середнього|جيد\w*"),
)  # fmt: skip
# Skills 1-5, in the same spirit as for adverts: "good" is the middle.
_SKILL_GRADES: tuple[tuple[int, str], ...] = (
    (5, r"expert\w*|specialist|mästare|mastery|експерт\w*|خبير\w*|experte"),
    (4, r"avancerad\w*|mycket (?:goda?|bra|van|erfaren)|utmärkt\w*|advanced|very good|excellent|strong|extensive"
        r"|fluent|просунут\w+|відмінн\w+|дуже добр\w+|професійн\w+|متقدم\w*|ممتاز\w*|جيد(?:ة)? جد(?:ا|اً)"
        r"|sehr gut"),
    (2, r"grundläggande|grundnivå|baskunskap\w*|basics?|elementary|базов\w+|початков\w+|(?:ال)?أساسي\w*|مبادئ"),
    (1, r"nybörjar\w*|beginner|novice|початків\w+|مبتدئ\w*"),
    (3, r"goda?|bra|van|medel(?:god\w*|nivå)?|intermediate|good|proficient|competent|working knowledge"
     r"|добр\w+|середн\w+"
        r"|впевнен\w+(?: користувач)?|جيد\w*|متوسط\w*|gut"),
)  # fmt: skip


def _graded(table: tuple[tuple[int, str], ...]) -> re.Pattern[str]:
    return re.compile("|".join(rf"(?P<g{level}>(?<!\w)(?:{words})(?!\w))" for level, words in table), re.IGNORECASE)


_LANGUAGE_GRADE = _graded(_LANGUAGE_GRADES)
_SKILL_GRADE = _graded(_SKILL_GRADES)
_SFI = re.compile(r"(?<!\w)sfi[ ,:)-]*(?:kurs |nivå )?(?P<course>[A-D])(?!\w)", re.IGNORECASE)
_SFI_LEVEL = {"A": 1, "B": 1, "C": 2, "D": 3}
_RATED = re.compile(r"(?<![\d/])(?P<n>\d{1,2})\s?(?:/|av|of|out of|з|من)\s?(?P<of>5|6|10)(?![\d/])")
_FULL, _EMPTY = "★●■⬤⭐✦◆█", "☆○□◯✧◇░"
_STARS = re.compile(rf"[{_FULL}]{{1,6}}\s?[{_EMPTY}]{{0,5}}")
_BLANK = "\x00"  # stands where a language stood: no grade reaches over it
_LIST_JOINT = re.compile(r"\s*(?:,|،|/|&|و|och|samt|and|та|і|й|و|og|und|eller|or)\s*(?:ال)?", re.IGNORECASE)
_AFTER_SKILL = re.compile(r"\s*(?:[-–—:|\t(,]\s*|\s{2,})(?:nivå:?\s*|level:?\s*|рівень:?\s*|مستوى:?\s*)?")
_ITEM_END = re.compile(r"\s*(?:$|[,،;.)|\t\n]|nivå|level|kunskaper|користувач|knowledge|user|-)", re.IGNORECASE)


def _level(m: re.Match[str]) -> int:
    return next(level for level in range(1, 7) if m.groupdict().get(f"g{level}") is not None)


def language_grades(words: str) -> list[tuple[int, int, int]]:
    """(start, end, level) of every grade in the words, rising; a code right beside a word replaces it."""
    found = [(m.start(), m.end(), _CODES[m.group()], True) for m in _CODE.finditer(words)]
    found += [(m.start(), m.end(), _SFI_LEVEL[m["course"].upper()], True) for m in _SFI.finditer(words)]
    found += [(m.start(), m.end(), n, True) for m in _RATED.finditer(words) if (n := _out_of(m))]
    found += [(m.start(), m.end(), min(n, 6), True) for m in _STARS.finditer(words) if (n := _stars(m.group()))]
    found += [(m.start(), m.end(), _level(m), False) for m in _LANGUAGE_GRADE.finditer(words)]
    found.sort()
    kept: list[tuple[int, int, int, bool]] = []
    for grade in found:
        near = (
            kept
            and grade[0] - kept[-1][1] <= 12
            and not re.search(rf"[,،;\n{_BLANK}]", words[kept[-1][1] : grade[0]])
        )
        if near and kept[-1][3]:
            if grade[3]:  # "B1-B2": no more than the lower; a row of codes (hear, read, speak, write): likewise
                kept[-1] = (kept[-1][0], grade[1], min(kept[-1][2], grade[2]), True)
            continue
        if near and grade[3]:
            kept[-1] = (kept[-1][0], grade[1], grade[2], True)
            continue
        kept.append(grade)
    return [(start, end, level) for start, end, level, _ in kept]


def _out_of(m: re.Match[str]) -> int | None:
    n, of = int(m["n"]), int(m["of"])
    return max(1, -(-n * 5 // of)) if 0 < n <= of else None


def _stars(found: str) -> int | None:
    full = sum(c in _FULL for c in found)
    return full if len(found.replace(" ", "")) > 1 else None


def sfi_level(text: str, start: int, line_end: int) -> int | None:
    """The level of the course of Swedish for immigrants named from here on: *SFI, kurs D*."""
    m = _SFI.search(text, start, min(line_end, start + 50))
    return _SFI_LEVEL[m["course"].upper()] if m else None


def language_levels(line: str, spans: Sequence[tuple[int, int]]) -> list[int | None]:
    """The level of each language at ``spans`` of a line (or of a line and the grade below it), in order."""
    grades = language_grades(_without(line, spans))
    if not grades or not spans:
        return [None] * len(spans)
    before = grades[0][0] < spans[0][0]
    return [
        _before(line, spans, i, grades) if before else _after(line, spans, i, grades) for i in range(len(spans))
    ]


def _without(line: str, spans: Sequence[tuple[int, int]]) -> str:
    """The line with its languages blanked, so that no word of theirs is a grade."""
    for start, end in spans:
        line = line[:start] + _BLANK * (end - start) + line[end:]
    return line


def _before(
    line: str, spans: Sequence[tuple[int, int]], i: int, grades: Sequence[tuple[int, int, int]]
) -> int | None:
    """Where grades lead: the nearest before, unless one stands right behind in brackets or as a code."""
    end = spans[i][1]
    limit = spans[i + 1][0] if i + 1 < len(spans) else len(line)
    for start, _, level in grades:
        joint = line[end:start] if end <= start < limit else "?"
        if re.fullmatch(r"\s*[(–-]\s*", joint) or (not joint.strip() and _CODE.match(line, start)):
            return level
    return next((level for start, _, level in reversed(grades) if start < spans[i][0]), None)


def _after(
    line: str, spans: Sequence[tuple[int, int]], i: int, grades: Sequence[tuple[int, int, int]]
) -> int | None:
    """Where grades follow: the first before the next language; joined languages share the last one's."""
    limit = spans[i + 1][0] if i + 1 < len(spans) else len(line)
    for start, _, level in grades:
        if spans[i][1] <= start < limit:
            return level
    joint = line[spans[i][1] : limit]
    last = i + 2 >= len(spans) or not _LIST_JOINT.fullmatch(line[spans[i + 1][1] : spans[i + 2][0]])
    if i + 1 >= len(spans) or not _LIST_JOINT.fullmatch(joint) or (last and joint.strip() in ",،"):
        return None  # "svenska, engelska B2" grades one, "svenska och engelska, B2" both
    return _after(line, spans, i + 1, grades)


def skill_grade_after(text: str, end: int, line_end: int) -> int | None:
    """The grade right behind a skill: *Excel – mycket goda kunskaper*, *Python (advanced)*, *AutoCAD 4/5*."""
    rest = text[end : min(line_end, end + 60)]
    joint = _AFTER_SKILL.match(rest)
    at = joint.end() if joint else 0
    rated = _RATED.search(rest, at, at + 12)
    if rated is not None:
        return _out_of(rated)
    stars = _STARS.search(rest, at, at + 12)
    if stars is not None and (n := _stars(stars.group())):
        return min(n, 5)
    found = _SKILL_GRADE.match(rest, at) if joint else None
    return _level(found) if found and _ITEM_END.match(rest, found.end()) else None


_BEFORE_SKILL: tuple[tuple[int, str], ...] = (
    (5, r"expert(?: in)?|specialist\w*|specialiserade|expertise in|експерт\w*|خبير"),
    (4, r"strong|excellent|extensive|deep|solid|advanced|in-depth|outstanding|exceptional|stark\w*"
     r"|utmärkt\w*|gedig\w+|djup\w*"
        r"|avancerad\w*|omfattande|(?:mycket|väldigt) (?:goda?|bra|duktig)|very good|відмінн\w+|глибок\w+"
        r"|ممتاز\w*"),
    (2, r"basic|grundläggande|baskunskap\w*|familiar(?:ity)?(?: with)?|базов\w+|أساسي\w*"),
    (1, r"some|viss|nybörjare"),
    (3, r"goda?|bra|good|proficien\w+|skilled(?: in)?|experienced(?: in)?|skicklig|competent|добр\w+|جيد\w*"),
)  # fmt: skip
_GRADED_BEFORE = _graded(_BEFORE_SKILL)
_CLAUSE = re.compile(
    r"[.;:!?\n|•]|, (?:with|med) |(?<!y )(?:with|med) (?:an?|en|ett|fokus|focus|experience) |\babilit|förmåga att",
    re.IGNORECASE,
)


def skill_grade_before(text: str, line_start: int, start: int) -> int | None:
    """The grade that a list of abilities opens with: *Strong leadership and management skills* grades both."""
    clause = _CLAUSE.split(text[max(line_start, start - 100) : start])[-1]
    found = [m for m in _GRADED_BEFORE.finditer(clause) if _leads(clause, m)]
    return _level(found[-1]) if found else None


def _leads(clause: str, grade: re.Match[str]) -> bool:
    """Whether a grade belongs to what follows, not to what it stands behind (*Excel (advanced), Word*)."""
    behind = re.search(r"[-–—:(]\s*$", clause[: grade.start()]) is not None
    return not behind and re.match(r"\s+[^\W\d_]|\s*$", clause[grade.end() :]) is not None


_FILL = (
    r"(?:(?:giltigt|giltig|svenskt|eget|något|några|någon|formell|egen|valid|own|any|a|full|swedish|formal"
    r"|prior|much"
    r"|erfarenhet|kunskap(?:er)?|utbildning|vana|experience|knowledge|skills?|av|i|inom|med|på|om|of|in|with|for"
    r"|досвіду|знань|роботи|з|із|дійсн\w+|навичок|أي|خبرة|معرفة|في|ب)\s+){0,4}"
)
_LACKS = re.compile(
    r"(?<!\w)(?:inget|ingen|inga|inte(?! bara)|ej|saknar|(?<!inte )utan|icke|no|not(?! only)|none|without"
    r"|lacks?|lacking"
    r"|don'?t (?:have|speak|know)|do not (?:have|speak|know)|never (?:used|had)|(?:kan|talar|har) (?:inte|ej"
    r"|ingen|inget)"
    r"|ikke|ingen|kein\w*|ohne|немає|нема|не (?:маю|володію|знаю|розмовляю)|без|відсутн\w+"
    r"|لا (?:أملك|املك|يوجد|أتحدث|أجيد)|ليس (?:لدي|عندي)|بدون|لا)\s+" + _FILL + r"$",
    re.IGNORECASE,
)
_NO = re.compile(
    r"\s*[:(–-]?\s*(?:nej|inget|ej|saknas|no|none|not yet|nei|nein|ні|немає|нема|відсутн\w+|لا|لا يوجد"
    r"|غير متوفر\w*)"
    r"\s*(?:$|[.,;)|\n])",
    re.IGNORECASE,
)
_UNDER_WAY = re.compile(
    r"(?<!\w)(?:övningskör\w*|tar(?: just nu)?|håller på (?:att ta|med)|läser (?:till|för)|learning|studying for"
    r"|working towards"
    r"|taking|отримую|здаю на)\s+(?:\w+\s+){0,2}$",
    re.IGNORECASE,
)
_REACH = 70  # characters before a mention in which its negation stands


def is_lacking(text: str, start: int, end: int) -> bool:
    """Whether the words around say that the person does not have it (yet): *inget körkort*, *Körkort: nej*."""
    before = re.split(r"[.;\n|]", text[max(0, start - _REACH) : start])[-1]
    if _LACKS.search(before) or _UNDER_WAY.search(before):
        return True
    return _NO.match(text, end) is not None
