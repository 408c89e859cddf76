"""When somebody worked: *2015–2019*, *mars 2020 - pågående*, *з 2016 по 2020*, *٢٠١٥ - ٢٠١٩*, and for how long.

Months are kept where the words give them. A period that is not over ends "now", which the caller may say; without
that it is the latest year of the text, so that equal texts are read equally.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from kompetensnav.engine.extraction.levels import NUMBER, number_of

_DIGITS = str.maketrans("٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹", "01234567890123456789")  # as long as it was

# Beginnings of month names, folded, in the languages of this module. The first that fits counts.
_MONTHS: tuple[tuple[int, str], ...] = (
    (1, r"jan\w{0,12}|januar\w{0,12}|січ\w{0,12}|янв\w{0,12}|يناير|كانون الثاني|جانفي"),
    (2, r"feb\w{0,12}|лют\w{0,12}|фев\w{0,12}|فبراير|شباط|فيفري"),
    (3, r"mars|march|mar|märz|marts|берез\w{0,12}|март\w{0,12}|مارس|آذار|اذار"),
    (4, r"apr\w{0,12}|квіт\w{0,12}|апр\w{0,12}|أبريل|ابريل|إبريل|نيسان"),
    (5, r"maj|may|mai|трав\w{0,12}|мая|май|مايو|أيار|ايار"),
    (6, r"jun\w{0,12}|черв\w{0,12}|июн\w{0,12}|يونيو|حزيران|جوان"),
    (7, r"jul\w{0,12}|лип\w{0,12}|июл\w{0,12}|يوليو|تموز|جويلية"),
    (8, r"aug\w{0,12}|серп\w{0,12}|авг\w{0,12}|أغسطس|اغسطس|آب"),
    (9, r"sep\w{0,12}|верес\w{0,12}|сен\w{0,12}|سبتمبر|أيلول|ايلول"),
    (10, r"o[kc]t\w{0,12}|жовт\w{0,12}|окт\w{0,12}|أكتوبر|اكتوبر|تشرين الأول"),
    (11, r"nov\w{0,12}|листопад\w{0,12}|ноя\w{0,12}|نوفمبر|تشرين الثاني"),
    (12, r"de[cz]\w{0,12}|груд\w{0,12}|дек\w{0,12}|ديسمبر|كانون الأول"),
)
_NOW = (
    r"nu(?:varande)?|pågående|pågår|i ?dag|dags dato|tillsvidare|tills vidare|fortfarande|present|now"
    r"|current(?:ly)?"
    r"|today|ongoing|till date|to date|nåværende|nå|d\.?d\.?|nuværende|heute|jetzt|aktuell"
    r"|(?:по |до )?(?:теперішн\w+ час|сьогодні|зараз|нині|тепер|цей час|наст\w+ время)|донині|досі"
    r"|(?:حتى )?(?:الآن|الان|اليوم)|(?:ال)?حاضر|الوقت (?:ال)?(?:حاضر|حالي)|حاليا\w?|مستمر"
)
_MONTH = "|".join(rf"(?P<{{0}}m{n}>{words})" for n, words in _MONTHS)
_YEAR = r"(?:19[4-9]|20[0-9])\d"


def _date(prefix: str) -> str:
    """A date with at least its year; the month's group has its number in its name."""
    names = _MONTH.replace("{0}", prefix)
    return (
        rf"(?:(?:\d{{1,2}}\.? )?(?:{names})\.?,? ?(?:de )?(?P<{prefix}y1>{_YEAR})"
        rf"|(?:\d{{1,2}}[./])?(?P<{prefix}n2>0?[1-9]|1[0-2])[./-](?P<{prefix}y2>{_YEAR})"
        rf"|(?P<{prefix}y3>{_YEAR})[./-](?P<{prefix}n3>0[1-9]|1[0-2])(?:[./-]\d{{2}})?(?!\d)"
        rf"|(?P<{prefix}y4>{_YEAR})(?: ?(?:р\.|рок\w*|года?|г\.))?)"
    )


_TO = r"\s{0,3}(?:-|–|—|−|‐|‑|→|~|t\.?o\.?m\.?|till och med|till|to|until|til|bis|до|по|إلى|الى|حتى|لغاية)\s{0,3}"
_RANGE = re.compile(
    rf"(?<![\d/.])(?<!\d-){_date('a')}{_TO}(?:{_date('b')}(?![\d/])|(?P<short>\d{{2}})(?![\d./-])"
    rf"|(?P<now>{_NOW})(?!\w)"
    rf"|(?P<open>(?=[ \t]*(?:[\n,|:;)]|$))|(?<=\s\s)(?=\s*[^\W\d_])))",
    re.IGNORECASE,
)
_SINCE = re.compile(
    rf"(?<!\w)(?:sedan|från(?: och med)?|fr\.?o\.?m\.?|since|from|siden|seit|з|із|від|с|منذ|من)(?: (?:år"
    rf"|year|року))? {_date('a')}(?!\d)",
    re.IGNORECASE,
)
_SINGLE = re.compile(rf"(?<![\d/.-]){_date('a')}(?![\d/-])", re.IGNORECASE)
_ANY_YEAR = re.compile(rf"(?<![\d.,-]){_YEAR}(?![\d])")

# "5 år", "5 років досвіду": time said in words. Swedish and English numbers in words are those of adverts.
_LASTING = re.compile(
    rf"(?<![\w,.])(?P<n>{NUMBER})\s*\+?\s*(?P<unit>års?|årig\w*|years?|yrs?|roků|рок(?:и|ів|у)|рік|лет|год[а]?"
    r"|سن(?:ة|وات|ين)|أعوام|عام(?:ا|اً)?|months?|månader|månads?|місяц\w+|أشهر|شهر\w*)(?!\w)",
    re.IGNORECASE,
)
_DUAL = re.compile(r"(?<!\w)(?:سنتان|سنتين|عامين|عامان)(?!\w)")
_OF_WORK = re.compile(
    r"erfarenhet|(?:år|years?) (?:som|as)\b|arbet|jobb|yrkes|experience|work|background|expertise|erfaring"
    r"|erfahrung"
    r"|досвід|стаж|прац|робот"
    r"|опыт|خبر|عمل",
    re.IGNORECASE,
)
_OF_LIFE = re.compile(r"gammal|years old|of age|\bålder|\bage\b|вік|العمر", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Period:
    """From ``begin`` to ``finish`` as (year, month or 0); ``finish`` None: not over. Span in the text.

    A single year ("2012") has ``begin`` None: when, but not how long.
    """

    start: int
    end: int
    begin: tuple[int, int] | None
    finish: tuple[int, int] | None

    def years(self, now: tuple[int, int]) -> float | None:
        """Length in years, to the tenth; half a year where only one and the same year is given."""
        if self.begin is None:
            return None
        (y1, m1), (y2, m2) = self.begin, self.finish or now
        if m1 and m2:
            return round(max(((y2 - y1) * 12 + m2 - m1 + 1) / 12, 0.1), 1)
        return float(y2 - y1) if y2 > y1 else 0.5

    def last(self, now: tuple[int, int]) -> tuple[int, int]:
        return self.finish or now


def ascii_digits(text: str) -> str:
    """The text with Arabic and Persian digits as European ones; as long as it was."""
    return text.translate(_DIGITS)


def latest(text: str, today: date | None) -> tuple[int, int]:
    """What "now" means in a text: today, or its latest year."""
    if today is not None:
        return today.year, today.month
    years = [int(m.group()) for m in _ANY_YEAR.finditer(ascii_digits(text))]
    return max(years, default=2000), 0


def periods(text: str) -> list[Period]:
    """All periods of a text, rising, without overlap: ranges, "since", then single years."""
    plain = ascii_digits(text)
    found: list[Period] = []
    taken = bytearray(len(text) + 1)
    for pattern in (_RANGE, _SINCE, _SINGLE):
        for m in pattern.finditer(plain):
            period = _period(m, single=pattern is _SINGLE)
            if period is not None and not any(taken[m.start() : m.end()]):
                taken[m.start() : m.end()] = b"\1" * (m.end() - m.start())
                found.append(period)
    return sorted(found, key=lambda p: p.start)


def _period(m: re.Match[str], *, single: bool) -> Period | None:
    begin = _read(m, "a")
    if begin is None or single:
        return Period(m.start(), m.end(), None, begin)
    finish = _read(m, "b") if "by4" in m.re.groupindex else None
    if "short" in m.re.groupindex and m["short"]:
        finish = begin[0] // 100 * 100 + int(m["short"]), 0
    if finish is not None and finish[0] < begin[0]:
        return None
    return Period(m.start(), m.end(), begin, finish)


def _read(m: re.Match[str], prefix: str) -> tuple[int, int] | None:
    year = next((int(y) for i in range(1, 5) if (y := m[f"{prefix}y{i}"])), None)
    if year is None:
        return None
    written = m[f"{prefix}n2"] or m[f"{prefix}n3"]
    if written:
        return year, int(written)
    return year, next((n for n, _ in _MONTHS if m[f"{prefix}m{n}"]), 0)


def years_said(text: str, start: int, end: int) -> tuple[float, int] | None:
    """(years of experience that a line's words give, where they end), the first; None where none."""
    line = ascii_digits(text[start:end])
    if not _OF_WORK.search(line) or _OF_LIFE.search(line):
        return None
    m = _LASTING.search(line)
    if m is None:
        dual = _DUAL.search(line)
        return (2.0, start + dual.end()) if dual else None
    number = number_of(m["n"])
    months = m["unit"].casefold().startswith(("month", "månad", "міс", "شهر", "أشهر"))
    return (round(number / 12, 1) if months else number), start + m.end()


def nearest(found: Sequence[Period], start: int, end: int) -> Period | None:
    """The period of these that stands in ``start <= i < end``, the longest form first; None where none."""
    inside = [p for p in found if start <= p.start < end]
    return min(inside, key=lambda p: (p.begin is None, p.start), default=None)
