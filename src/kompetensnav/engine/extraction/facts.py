"""Facts of the position: how many, from when, how much, where, and whether a legal age is asked for."""

import re
from collections.abc import Mapping, Sequence

from kompetensnav.engine.extraction.levels import NUMBER_WORDS, number_of
from kompetensnav.engine.extraction.mentions import PlaceMention, Span, StartDate
from kompetensnav.engine.text.normalise import Token

# "En" and "ett" are articles, not counts; a written 1 is a count.
_COUNT = (
    r"(?:[1-9]\d{0,2}|"
    + "|".join(sorted((w for w, n in NUMBER_WORDS.items() if n > 1), key=len, reverse=True))
    + r")(?![\w%/.:,-]*\d)"
)
_NOT_A_COUNT = (
    r"(?!\s*(?:%|procent|års?\b|månad|vecko|dag|timm|tim\b|h\b|kr|tkr|mkr|miljon|st\s*år|years?"
    r"|months?|weeks?|days?|hours?|percent|-|–|\+|:|andra\b|other\b|km|mil\b))"
)
_UNIT = (
    r"(?:tjänster|tjänst|platser|befattningar|positioner|vakanser|tillsvidareanställningar"
    r"|tillsvidaretjänster|heltidstjänster|deltidstjänster|visstidsanställningar|vikariat|anställningar"
    r"|positions?|vacanc(?:y|ies)|openings?)"
)
_POSITIONS = tuple(
    re.compile(p, re.IGNORECASE)
    for p in (
        r"\bantal\s+(?:lediga |öppna |aktuella )*(?:tjänster|platser|befattningar|positioner"
        r"|personer)\s*[:=–-]?\s*(?P<n>[1-9]\d{0,2})(?!\d)",
        r"\b(?:number of )(?:positions|vacancies|openings)\s*[:=–-]?\s*(?P<n>[1-9]\d{0,2})(?!\d)",
        rf"(?<![\w.,:/-])(?P<n>{_COUNT})\s+st\b(?!\s*år)",
        rf"(?<![\w.,:/-])(?P<n>{_COUNT})\s+(?:st\.?\s+)?(?:lediga |nya |öppna |fasta |available |open "
        rf"|new )*{_UNIT}\b",
        rf"\b(?:söker|söks|rekryterar|anställer|anställa|rekrytera|behöver|letar efter|seeking|hiring|recruiting"
        rf"|looking for|need)\s+(?:(?:vi|nu|just|ytterligare|omgående|minst|därför|även|också|dig|er|now|to hire"
        rf"|another)\s+)*(?P<n>{_COUNT}){_NOT_A_COUNT}(?!\w)",
    )
)
_IN_HEADLINE = re.compile(rf"^\W*(?P<n>{_COUNT}){_NOT_A_COUNT}\s+(?:st\.?\s+)?(?=[^\W\d]{{3,}})", re.IGNORECASE)

_ARTICLE = re.compile(r"\b(?:en|ett|1|one|an?)\s+(?:st\.?\s+)?$", re.IGNORECASE)
_BEFORE_TRADE = re.compile(
    rf"(?<![\w.,:/-])(?P<n>{_COUNT}){_NOT_A_COUNT}\s+(?:st\.?\s+)?(?:[^\W\d]+a\s+)?$", re.IGNORECASE
)

_MONTHS: dict[str, int] = {
    "januari": 1, "februari": 2, "mars": 3, "april": 4, "maj": 5, "juni": 6, "juli": 7, "augusti": 8,
    "september": 9,
    "oktober": 10, "november": 11, "december": 12, "january": 1, "february": 2, "march": 3, "may": 5, "june": 6,
    "july": 7, "august": 8, "october": 10,
}  # fmt: skip
_MONTH = "|".join(sorted(_MONTHS, key=len, reverse=True))
_DATE = (
    r"(?:(?P<y1>20\d\d)[-/.](?P<m1>0?[1-9]|1[0-2])[-/.](?P<d1>0?[1-9]|[12]\d|3[01])(?!\d)"
    rf"|(?:den |the )?(?P<d2>0?[1-9]|[12]\d|3[01])(?:st|nd|rd|th|:e"
    rf"|:a)?\s*(?:of )?(?P<m2>{_MONTH})\b(?:,?\s*(?P<y2>20\d\d))?"
    r"|(?P<d3>0?[1-9]|[12]\d|3[01])/(?P<m3>0?[1-9]|1[0-2])(?!\d)(?:[-/ ](?P<y3>20\d\d))?"
    rf"|(?P<m4>{_MONTH})\b(?:\s+(?P<d4>0?[1-9]|[12]\d|3[01])(?:st|nd|rd|th)?\b(?!\d))?(?:,?\s*(?P<y4>20\d\d))?)"
)
_START_CUE = (
    r"\b(?:till?träde(?:sdatum|sdag)?|startdatum|anställningsstart|start(?:ar)?|börja(?:r)?|påbörjas"
    r"|starting|start date|to start|begin(?:s|ning)?|available|fr\.?o\.?m\.?|from och med|från och med|fr om)"
)
# Bounded and possessive: the words may be cues themselves, and a text of nothing else must not take forever.
_FILLER = (
    r"(?:[\s:,–-]{1,12}+|fr\.?o\.?m\.?|(?:är|sker|önskas|gärna|helst|omkring|ca|cirka|runt|den|från|och med|med"
    r"|i|senast|preferably|from|on|in|is|as of|the|around)(?![^\W\d_])){0,16}+"
)
_START_DATE = re.compile(
    rf"{_START_CUE}{_FILLER}{_DATE}|\bfrån (?:och med )?(?:den |början av |mitten av "
    rf"|slutet av )?{_DATE.replace('P<', 'P<f')}",
    re.IGNORECASE,
)
_ASAP = re.compile(
    rf"{_START_CUE}{_FILLER}(?:\w{{1,40}} ){{0,2}}?(?P<asap>omgående|snarast|så snart som möjligt"
    rf"|så fort som möjligt|direkt|omedelbart|as soon as possible|asap|immediately)"
    r"|\b(?:omgående|snarast|omedelbar|omedelbart|snar|immediate)\s+(?:tillträde|start|anställning)",
    re.IGNORECASE,
)
_APPLICATION = re.compile(r"ansök|sista dag|deadline|apply|senast den$", re.IGNORECASE)

_PERCENT = re.compile(
    r"(?<![\d.,])(?P<lo>\d{2,3})\s*+%?\s*+(?:[-–/]|till|to)\s*(?P<hi>\d{2,3})\s*(?:%|procent|percent)"
    r"|(?<![\d.,])(?P<one>\d{2,3})\s*(?:%|procent\b|percent\b)",
    re.IGNORECASE,
)
_FULL_TIME = re.compile(
    r"\bheltid(?:s?(?:tjänst|tjänster|anställning|anställningar|jobb|arbete))?\b|\bfull[- ]time\b", re.IGNORECASE
)
_PART_TIME = re.compile(
    r"\bdeltid(?:s?(?:tjänst|tjänster|anställning|jobb|arbete))?\b|\bpart[- ]time\b", re.IGNORECASE
)
_SCOPE_NEAR = re.compile(
    r"tjänst|anställ|deltid|heltid|omfattning|sysselsättningsgrad|arbetstid|söker|vikariat|scope|position"
    r"|employment|arbeta|extent",
    re.IGNORECASE,
)
_NOT_SCOPE = re.compile(
    r"provision|rabatt|lön|bonus|ob-|moms|finansier|medarbetare|kunder|andel|energi|friskvård|discount|commission",
    re.IGNORECASE,
)

_AGE = re.compile(
    r"\b(?:du|ni|sökande|man|den sökande|krav|måste|ska|skall|you|applicants?|must)\b[^.\n!?]{0,40}?(?:fyllt"
    r"|fylld|minst|över|lägst|turned|at least|over|be)\s+(?P<n>1[5-9]|2[0-5]|arton|arton)\s*(?:år|years|yrs"
    r"|and above|or older)?(?=\W)"
    r"|\b(?:fyllt|fylla)\s+(?:1[5-9]|2[0-5]|arton|tjugo)\s+år|\b18-?årsgräns|\bat least 18 years"
    r"|\b18 years (?:of age|old)",
    re.IGNORECASE,
)
_AGE_UNIT = re.compile(r"år\b|years|yrs|fyllt|turned|old", re.IGNORECASE)


def positions(text: str, headline_end: int) -> tuple[int, Span] | None:
    """How many are sought. The headline's number comes first, then the surest wording."""
    first = _IN_HEADLINE.match(text[:headline_end])
    found = [first] if first else []
    found += [m for m in (p.search(text) for p in _POSITIONS) if m]
    if not found:
        return None
    return int(number_of(found[0].group("n"))), found[0].span("n")


def positions_before(text: str, start: int) -> tuple[int, Span] | None:
    """A number right before a trade: "4 svetsare", "två erfarna svetsare"."""
    m = _BEFORE_TRADE.search(text, max(0, start - 40), start)
    return (int(number_of(m.group("n"))), m.span("n")) if m else None


def counted(text: str, start: int) -> bool:
    """Whether an article or a number stands right before a trade ("en kock", "två servitörer")."""
    one = _ARTICLE.search(text, max(0, start - 12), start) is not None
    return one or positions_before(text, start) is not None


def start_date(text: str) -> tuple[StartDate, Span] | None:
    """When the work begins; a date before "as soon as possible". By agreement: None."""
    for m in _START_DATE.finditer(text):
        if not _APPLICATION.search(text[max(0, m.start() - 30) : m.end()]):
            date = _date(m)
            if date:
                return date, m.span()
    asap = _ASAP.search(text)
    return (StartDate(asap=True), asap.span()) if asap else None


def _date(m: re.Match[str]) -> StartDate | None:
    def part(letter: str) -> str | None:
        names = [f"{prefix}{letter}{i}" for prefix in ("", "f") for i in range(1, 5)]
        return next((m.group(n) for n in names if n in m.re.groupindex and m.group(n)), None)

    month, day, year = part("m"), part("d"), part("y")
    if month is None:
        return None
    number = _MONTHS.get(month.casefold()) or int(month)
    return StartDate(int(year) if year else None, number, int(day) if day else None)


def scope(text: str) -> tuple[tuple[int, int], Span] | None:
    """Percent of full time, lowest and highest; the span of the first words that say it."""
    found: list[tuple[int, int, Span]] = []
    for m in _PERCENT.finditer(text):
        lo, hi = (int(m["one"]), int(m["one"])) if m["one"] else (int(m["lo"]), int(m["hi"]))
        near = text[max(0, m.start() - 60) : m.end() + 40]
        if (
            5 <= lo <= hi <= 100
            and _SCOPE_NEAR.search(near)
            and not _NOT_SCOPE.search(text[m.end() : m.end() + 25])
        ):
            found.append((lo, hi, m.span()))
    found = _shares(text, found)
    found += [(100, 100, m.span()) for m in list(_FULL_TIME.finditer(text))[:1]]
    if not found:
        return None
    return (min(f[0] for f in found), max(f[1] for f in found)), found[0][2]


def _shares(text: str, found: list[tuple[int, int, Span]]) -> list[tuple[int, int, Span]]:
    """Two shares of one position ("50 % i kök och 50 % i barngrupp") are their sum."""
    if len(found) == 2:
        (a, b, first), (c, d, second) = found
        between = text[first[1] : second[0]]
        if (
            a == b
            and c == d
            and a + c == 100
            and re.search(r"\b(?:och|and)\b", between)
            and not re.search(r"[.\n]", between)
        ):
            return [(100, 100, (first[0], second[1]))]
    return found


def part_time(text: str) -> bool:
    """Whether part time is offered, with or without a percentage."""
    return _PART_TIME.search(text) is not None


def legal_age(text: str) -> Span | None:
    """Where a lowest age is asked for. The age itself is not kept: only a bare yes or no is ever matched."""
    for m in _AGE.finditer(text):
        if _AGE_UNIT.search(m.group()):
            return m.span()
    return None


_BEFORE_PLACE = re.compile(
    r"(?:\b(?:i|på|till|vid|in|to|at|near|nära|från|utanför|centrala|ort|placering|stationering|arbetsort"
    r"|location)\s*:?\s+|[-–|,/(]\s*)$",
    re.IGNORECASE,
)
_NO_PLACE_BEFORE = re.compile(r"(?:region|landstinget|länsstyrelsen|studentkåren|if|fc)\s+$", re.IGNORECASE)
_CHAIN = re.compile(r"\s*(?:,|och|eller|samt|/|and|or|alternativt|&|[-–])\s*")
_LONGEST_CHAIN = 20  # characters between two places of a list
_LONGEST_PLACE = 3  # words


def places(
    text: str, tokens: Sequence[Token], names: Mapping[str, str], headline_end: int
) -> tuple[PlaceMention, ...]:
    """Municipalities named as a place: after a preposition, in the headline, or in a list after one that is."""
    found: list[PlaceMention] = []
    i = 0
    while i < len(tokens) and names:
        for n in range(min(_LONGEST_PLACE, len(tokens) - i), 0, -1):
            name = " ".join(t.folded for t in tokens[i : i + n])
            start, end = tokens[i].start, tokens[i + n - 1].end
            if name in names and text[start].isupper() and _is_place(text, start, headline_end, found):
                found.append(PlaceMention(start, end, names[name]))
                i += n - 1
                break
        i += 1
    return tuple(found)


def _is_place(text: str, start: int, headline_end: int, found: Sequence[PlaceMention]) -> bool:
    before = text[max(0, start - 30) : start]
    if _NO_PLACE_BEFORE.search(before):
        return False
    if start < headline_end or _BEFORE_PLACE.search(before):
        return True
    return (
        bool(found)
        and start - found[-1].end < _LONGEST_CHAIN
        and _CHAIN.fullmatch(text[found[-1].end : start]) is not None
    )
