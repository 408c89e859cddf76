"""Hiding contact details: an advert's requirements need no names, numbers or addresses of people.

Each hidden character becomes "█", so every position stays where it was. Masking is repeated until nothing more
is found (a masked number shows that the words before it are a name), which makes it idempotent.
"""

import re
from bisect import bisect_right
from collections.abc import Iterable

from kompetensnav.engine.extraction.mentions import Masked, MaskKind
from kompetensnav.engine.extraction.names import BLOCK, find_names
from kompetensnav.engine.extraction.names import GAP as _GAP

__all__ = ["BLOCK", "holds_personal_number", "mask_contacts"]

_MAIL = re.compile(
    r"(?<![\w.+%'-])(?:mailto:)?[\w.+%'-]++(?:@|\s?[\[(](?:at|snabel-?a)[\])]\s?)"
    r"(?P<domain>[\w-]{1,63})(?:\.[\w-]{1,63})*|(?<!\w)@\w[\w.]*",
    re.IGNORECASE,
)
# "anna punkt berg snabela exempel punkt se", "anna.berg at exempel dot se". A domain with its full stop may be
# a place to apply at in English ("apply at exempel.se"), so there only "dot" shows an address.
_DOT = rf"{_GAP}{{1,3}}(?:punkt|dot){_GAP}{{1,3}}"
_SPOKEN_MAIL = re.compile(
    rf"(?<![\w.+%'-])[\w.+%'-]{{1,64}}(?:{_DOT}[\w-]{{1,63}}){{0,4}}{_GAP}{{1,3}}"
    rf"(?:(?:snabel-?a|@){_GAP}{{1,3}}[\w-]{{1,63}}(?:(?:{_DOT}|\.)[\w-]{{1,63}}){{0,4}}"
    rf"|at{_GAP}{{1,3}}[\w-]{{1,63}}(?:\.[\w-]{{1,63}}){{0,2}}(?:{_DOT}[\w-]{{1,63}}){{1,4}})"
    rf"|(?<![\w.+%'-])[\w.+%'-]{{1,64}}(?:{_DOT}[\w-]{{1,63}}){{0,4}}{_GAP}{{1,3}}snabel-?a(?!\w)",
    re.IGNORECASE,
)
_PROFILE = re.compile(r"(?<=linkedin\.com/in/)[\w%-]+(?:\.[\w%-]+)*", re.IGNORECASE)
_EXTENSION = re.compile(
    rf"(?:(?<=\bankn)|(?<=\banknytning)){_GAP}?[.:]?{_GAP}?[0-9]{{3,6}}(?![0-9])", re.IGNORECASE
)
# Year, month 01-12, day 01-31 or, for a coordination number, 61-91. An organisation number has 20 or more in
# the month's place and stays. Ten digits run together are also a form of phone number: hidden either way.
_PERSONAL = re.compile(
    r"(?<![0-9])(?:19|20)?[0-9]{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01]|6[1-9]|[78][0-9]|9[01])"
    rf"(?:[-+–]|{_GAP})?[0-9]{{4}}(?![0-9])"
)
_SEPARATOR = rf"(?:{_GAP}?[-–/()]{_GAP}?|{_GAP}|\.)"
# Swedish area codes: only 08 has two digits. At least five digits follow, so opening hours (08-17) stay.
_PHONE = re.compile(
    rf"(?<![\w.,/+-])(?:\(0(?:8|[1-79][0-9]{{1,2}})\)|0(?:8|[1-79][0-9]{{1,2}})){_SEPARATOR}?"
    rf"[0-9]{{2,4}}(?:{_SEPARATOR}?[0-9]{{2,4}}){{1,4}}(?![0-9%])"
    rf"|(?<![\w+])(?:\+"
    rf"|00{_GAP}?)[1-9][0-9]{{0,2}}(?:{_SEPARATOR}?\(0\))?(?:{_SEPARATOR}{{0,2}}[0-9]{{1,4}}){{3,7}}(?![0-9])"
    rf"|(?<=\btel){_GAP}?[.:]?{_GAP}?[0-9](?:{_GAP}?-?[0-9]){{4,}}"
    rf"|(?<=\btelefon){_GAP}?[.:]?{_GAP}?[0-9](?:{_GAP}?-?[0-9]){{4,}}"
    rf"|(?<=\bväxel){_GAP}?[.:]?{_GAP}?[0-9](?:{_GAP}?-?[0-9]){{4,}}"
    rf"|(?<=\bmobil){_GAP}?[.:]?{_GAP}?[0-9](?:{_GAP}?-?[0-9]){{4,}}",
    re.IGNORECASE,
)
_NOT_A_PHONE = re.compile(
    r"^[0-9]{2}[-/.][0-9]{2}[-/.](?:19|20)[0-9]{2}$"  # a date, day first
    r"|^(?:[01][0-9]|2[0-3])[ .:]?[0-5][0-9]\s?[-–]\s?(?:[01][0-9]|2[0-3])[ .:]?[0-5][0-9]$"  # opening hours
)
_URL = re.compile(r"(?:https?://|www\.)\S+", re.IGNORECASE)

_WHEREVER = (
    (_MAIL, MaskKind.MAIL),
    (_SPOKEN_MAIL, MaskKind.MAIL),
    (_PROFILE, MaskKind.NAME),
    (_EXTENSION, MaskKind.PHONE),
)


def mask_contacts(text: str) -> tuple[str, tuple[Masked, ...]]:
    """The text with phone numbers, mail addresses, personal numbers and contact persons hidden.

    The masked text is as long as the text. Years, pay, postal codes, dates, organisation numbers, companies and
    web addresses stay.
    """
    spans: dict[tuple[int, int], MaskKind] = {}
    numbers: dict[tuple[int, int], MaskKind] = {}
    domains: set[str] = set()
    while True:
        found = _numbers_and_mail(text)
        numbers.update(found)
        domains.update(m["domain"].lower() for m in _MAIL.finditer(text) if m["domain"])
        text = _cover(text, found)
        names = dict.fromkeys(find_names(text, numbers, domains), MaskKind.NAME)
        text = _cover(text, names)
        spans.update(found)
        spans.update(names)
        if not found and not names:
            break
    masked = (Masked(s, e, kind) for (s, e), kind in sorted(spans.items()))
    return text, tuple(masked)


def holds_personal_number(text: str) -> bool:
    """Whether a text holds what looks like a personal or coordination number."""
    return _PERSONAL.search(text) is not None


def _cover(text: str, spans: Iterable[tuple[int, int]]) -> str:
    parts, at = [], 0
    for start, end in sorted(spans):
        parts += [text[at:start], BLOCK * (end - start)]
        at = end
    return "".join([*parts, text[at:]])


def _numbers_and_mail(text: str) -> dict[tuple[int, int], MaskKind]:
    found: dict[tuple[int, int], MaskKind] = {}
    taken = bytearray(len(text))
    for pattern, kind in _WHEREVER:
        for m in pattern.finditer(text):
            if not any(taken[m.start() : m.end()]):
                taken[m.start() : m.end()] = b"\1" * (m.end() - m.start())
                found[m.span()] = kind
    urls = [m.span() for m in _URL.finditer(text)]
    for pattern, kind in ((_PERSONAL, MaskKind.PERSONAL_NUMBER), (_PHONE, MaskKind.PHONE)):
        for m in pattern.finditer(text):
            # A run of digits in a web address is some system's number; written with its dash it is a person's.
            if _inside(m.span(), urls) and (kind is MaskKind.PHONE or m.group().isdigit()):
                continue
            if kind is MaskKind.PHONE and not _is_phone(m.group()):
                continue
            if not any(taken[m.start() : m.end()]):
                taken[m.start() : m.end()] = b"\1" * (m.end() - m.start())
                found[m.span()] = kind
    return found


def _is_phone(found: str) -> bool:
    digits = sum(c.isdigit() for c in found)
    least = 7 if found.lstrip("( ").startswith("0") else 8 if found.startswith("+") else 5
    return least <= digits <= 15 and not _NOT_A_PHONE.match(found.strip())


def _inside(span: tuple[int, int], outer: list[tuple[int, int]]) -> bool:
    """Whether a span lies within one of the outer ones, which rise without overlap."""
    i = bisect_right(outer, span[0], key=lambda o: o[0]) - 1
    return i >= 0 and span[1] <= outer[i][1]
