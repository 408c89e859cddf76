"""Hiding who a CV is about: name, address, numbers, birth, civil status, and the names of referees.

An advert hides the people to turn to; a CV is about one person from its first line, which the rules for adverts do
not know (they would take job titles for names). Each hidden character becomes "█": every position stays.
"""

import re
from collections.abc import Iterator, Sequence

from kompetensnav.engine.extraction.contacts import BLOCK, mask_contacts
from kompetensnav.engine.extraction.cv_mentions import CvSection
from kompetensnav.engine.extraction.cv_periods import ascii_digits
from kompetensnav.engine.extraction.cv_sections import CvLine, cv_heading, read_cv_lines
from kompetensnav.engine.extraction.mentions import Masked, MaskKind
from kompetensnav.engine.extraction.name_words import GIVEN_NAMES
from kompetensnav.engine.text.stems import is_arabic, is_cyrillic

Span = tuple[int, int]

_NAMED = (
    r"(?:(?:full|för|efter|first|last|sur|given|family|fore)?[- ]?(?:namn|names?)|vorname|nachname|navn"
    r"|fullständigt namn"
)
_LABELS: tuple[tuple[MaskKind, str], ...] = (
    (MaskKind.NAME, _NAMED + r"|ім['’ʼ]?я|прізвище(?: та ім['’ʼ]?я)?|п\.?і\.?б\.?|фио|имя"
     r"|(?:ال)?اسم(?: (?:ال)?كامل)?|الإسم)"),
    (MaskKind.MAIL, r"(?:e-?post|e-?mail|mail|mejl|пошта|електронна пошта|ел\. пошта|البريد(?: الإلكتروني)?"
     r"|الإيميل|ايميل)"),
    (MaskKind.PHONE, r"(?:tel|tfn|telefon(?:nummer)?|phone(?: number)?|telephone|mobil(?:nummer|telefon|e)?"
     r"|mob|cell|tlf"
     r"|тел(?:ефон)?|моб(?:ільний)?|(?:ال)?هاتف|(?:ال)?جوال|موبايل|رقم (?:ال)?(?:هاتف|جوال)|تلفون)"),
    (MaskKind.PERSONAL_NUMBER, r"(?:person(?:al )?(?:nummer|number)|personnr|samordningsnummer|ssn|паспорт"
     r"|passport(?: no)?"
     r"|رقم (?:ال)?هوية|جواز السفر)"),
    (MaskKind.PERSONAL, r"(?:(?:hem|post|home |current |postal )?adress|address|bostadsort|bostad|bor i"
     r"|wohnort|adresse"
     r"|location|residence|lives in|place of residence|адреса|місце проживання|місто|адрес|(?:ال)?عنوان"
     r"|(?:مكان )?(?:ال)?إقامة|السكن"
     r"|född(?:elsedatum|elseår)?|födelseort|ålder|date of birth|birth ?(?:date|day|place)|place of birth"
     r"|dob|born|age"
     r"|geburtsdatum|geboren|fødselsdato|født|дата народження|рік народження|вік|місце народження|дата рождения"
     r"|(?:تاريخ|مكان|محل) (?:ال)?(?:ميلاد|ولادة)|(?:ال)?عمر"
     r"|nationalitet|medborgarskap|nationality|citizenship|staatsangehörigkeit|громадянство|національність"
     r"|(?:ال)?جنسية|civilstånd|marital status|familienstand|сімейний стан|(?:ال)?حالة (?:ال)?اجتماعية|kön"
     r"|gender|sex|стать"
     r"|(?:ال)?جنس|religion|trosuppfattning|релігія|віросповідання|(?:ال)?ديانة|linkedin|github|skype"
     r"|facebook|instagram"
     r"|telegram|whatsapp)"),
)  # fmt: skip
_LABELLED = tuple(
    (
        kind,
        re.compile(
            rf"(?<![\w-]){words}\s{{0,3}}[:：|\t]\s*(?P<value>(?:(?!\s[^\W\d_]+\s?:\s)[^\n"
            rf"|\t;]){{0,80}}[^\s|;])",
            re.IGNORECASE,
        ),
    )
    for kind, words in _LABELS
)
_WHEREVER: tuple[tuple[MaskKind, re.Pattern[str]], ...] = (
    (MaskKind.PHONE, re.compile(r"(?<![\d/.-])\(?\d{3}\)?[ .-]\d{3}[ .-]\d{4}(?!\d)")),
    (MaskKind.PHONE, re.compile(r"(?<![\d\w])(?:\+|00)\d(?:[ \t().-]{0,2}\d){6,14}(?!\d)")),
    (MaskKind.PERSONAL, re.compile(
        r"(?:linkedin\.com|github\.com|facebook\.com|instagram\.com|t\.me)/(?:in/)?[\w%./-]+[\w/]", re.IGNORECASE)),
    (MaskKind.PERSONAL, re.compile(
        r"(?<!\w)(?:född|f\.|born(?: on| in)?|geboren|født|народи\w+|р\.\s?н\.|مواليد)\s*(?:den |år |in |am "
        r"|у |в )?"
        r"(?:\d{1,2}[ ./-]?(?:\w+|\d{1,2})[ ./-])?(?:19|20)?\d{2}(?:-\d{2}-\d{2})?(?!\w)", re.IGNORECASE)),
    (MaskKind.PERSONAL, re.compile(  # streets, then postal code and town
        r"(?<!\w)[A-ZÅÄÖ][\w-]{0,30}(?:gatan|vägen|gränd|stigen|torget|allén|backen|gata|väg|gade|vej|straße"
        r"|strasse)\s+\d+\s?[A-Z]?"
        r"(?!\w)(?:,? (?:lgh|lägenhet) ?\d+)?")),
    (MaskKind.PERSONAL, re.compile(
        r"(?<!\w)\d{1,5} (?:[A-Z][\w.'-]+ ){1,3}(?:Street|St\.?|Road|Rd\.?|Avenue|Ave\.?|Lane|Drive"
        r"|Boulevard|Blvd\.?)(?!\w)")),
    (MaskKind.PERSONAL, re.compile(r"(?<!\w)(?:вул|просп|бул|пров)\.?\s[^\n,]{3,30}(?:,\s?(?:буд\.?\s?)?\d+\w?)?")),
    (MaskKind.PERSONAL, re.compile(r"(?<![\d-])\d{3} ?\d{2}[ ,]+[A-ZÅÄÖ][A-ZÅÄÖa-zåäö]{2,20}(?![\w-])")),
)  # fmt: skip
_NAME_WORD = r"(?:[^\W\d_][\w'’ʼ.-]*)"
_NAME_LINE = re.compile(rf"^(?P<name>{_NAME_WORD}(?: {{1,3}}{_NAME_WORD}){{1,3}})\s*(?:[,|–—-]\s.*|\(.*)?$")
_PARTICLES = "von van af de den der la el al abu ben bin ibn da di du dos bint"
_NAME_PARTICLES = frozenset(_PARTICLES.split())
_REFEREE = re.compile(
    r"(?<!\w)[^\W\d_a-zåäöа-яіїєґ]\w+(?:[ ](?:[^\W\d_a-zåäöа-яіїєґ][\w.'-]*|von|van|af|de|al)){1,3}(?!\w)"
)
_AVAILABLE = re.compile(r"begäran|request|förfrågan|запит|вимог|الطلب|требован", re.IGNORECASE)
_MOST_WORDS = 7  # in the lines above the name
_TOP = 6  # lines that may hold the name: a heading "CV", a title, the name
_BEFORE_NUMBER = re.compile(r"[\s:.]+")
_TITLES = re.compile(r"(?:mr|mrs|ms|dr|prof)\.?$", re.IGNORECASE)


def mask_cv(text: str, trades: Sequence[Span]) -> tuple[str, tuple[Masked, ...]]:
    """The text with personal data hidden. ``trades``: where trades stand, which no name is taken from."""
    found = [*_numbers(text), *_labelled(text), *_anywhere(text)]
    lines = read_cv_lines(text)
    found += _names(text, lines, trades)
    spans = _joined(found)
    parts, at = [], 0
    for masked in spans:
        parts += [text[at : masked.start], BLOCK * (masked.end - masked.start)]
        at = masked.end
    return "".join([*parts, text[at:]]), tuple(spans)


def holds_personal_data(text: str) -> bool:
    """Whether words of a CV hold a number, an address, a birth or anything else of the person but a name."""
    return any(True for found in (_numbers(text), _labelled(text), _anywhere(text)) for _ in found)


def _numbers(text: str) -> Iterator[Masked]:
    """Numbers and mail as in adverts; who stands beside them is decided here."""
    for m in mask_contacts(text)[1]:
        if m.kind is not MaskKind.NAME:
            label = _BEFORE_NUMBER.match(text, m.start, m.end)
            yield Masked(label.end() if label else m.start, m.end, m.kind)


def _labelled(text: str) -> Iterator[Masked]:
    for kind, pattern in _LABELLED:
        for m in pattern.finditer(text):
            value = m["value"]
            if kind in (MaskKind.PHONE, MaskKind.PERSONAL_NUMBER) and not any(c.isdigit() for c in value):
                continue
            yield Masked(m.start("value"), m.end("value"), kind)


def _anywhere(text: str) -> Iterator[Masked]:
    plain = ascii_digits(text)
    for kind, pattern in _WHEREVER:
        for m in pattern.finditer(plain):
            yield Masked(m.start(), m.end(), kind)


def _names(text: str, lines: Sequence[CvLine], trades: Sequence[Span]) -> list[Masked]:
    """The person's name in the first lines and wherever it is repeated; names among the references."""
    found: list[Span] = []
    for line in [x for x in lines if not x.blank and not x.heading][:_TOP]:
        if text[line.body : line.end].count(" ") > _MOST_WORDS:
            break  # running text: the name stands before it or nowhere
        span = _name_in(text, line, trades)
        if span is not None:
            found.append(span)
            whole = re.escape(text[span[0] : span[1]])
            found += [m.span() for m in re.finditer(rf"(?<!\w){whole}(?!\w)", text)]
            break
    for line in lines:
        if line.section is CvSection.REFERENCES and not line.heading and not line.blank:
            words = text[line.body : line.end]
            if not _AVAILABLE.search(words):
                found += [(line.body + m.start(), line.body + m.end()) for m in _REFEREE.finditer(words)]
    return [Masked(start, end, MaskKind.NAME) for start, end in found]


def _name_in(text: str, line: CvLine, trades: Sequence[Span]) -> Span | None:
    """The name that a line begins with: two to four words in capitals, not a heading and not a trade."""
    words = text[line.body : line.end]
    m = _NAME_LINE.match(words)
    if m is None or len(m["name"]) > 40 or line.section not in (CvSection.SUMMARY, CvSection.CONTACT):
        return None
    start, end = line.body, line.body + m.end("name")
    parts = [p for p in m["name"].split() if not _TITLES.match(p)]
    cased = [p for p in parts if p.lower() != p.upper()]
    proper = all(p[0].isupper() or p.lower() in _NAME_PARTICLES for p in cased)
    given = bool(parts) and parts[0].lower() in GIVEN_NAMES
    # Many Arabic and Ukrainian surnames are trades (Haddad, Bondar); a title begins with its trade, a name not.
    last = start + 1 if is_arabic(words[0]) or is_cyrillic(words[0]) else end
    taken = any(start <= a < last for a, _ in trades)
    named = cv_heading(m["name"]) or any(cv_heading(p) for p in parts)  # "Körkort B" is no person
    if not proper or named or (taken and not given):
        return None
    return start, end


def _joined(found: Sequence[Masked]) -> list[Masked]:
    """Without overlap, the earlier and longer first."""
    kept: list[Masked] = []
    for masked in sorted(found, key=lambda m: (m.start, -m.end, m.kind)):
        if not kept or masked.start >= kept[-1].end:
            kept.append(masked)
        elif masked.end > kept[-1].end:
            kept.append(Masked(kept[-1].end, masked.end, masked.kind))
    return kept
