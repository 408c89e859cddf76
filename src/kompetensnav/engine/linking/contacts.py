"""Hiding contact details: an advert's requirements need no names, numbers or addresses of people.

Each hidden character becomes "█", so every position stays where it was. Masking is repeated until nothing more
is found (a masked number shows that the words before it are a name), which makes it idempotent.
"""

import re
from collections.abc import Iterable, Iterator

from kompetensnav.engine.linking.mentions import Masked, MaskKind

BLOCK = "█"

_GAP = r"[ \u00a0\u2009\t]"
_MAIL = re.compile(
    r"(?:mailto:)?[\w.+%'-]{1,64}(?:@|\s?[\[(](?:at|snabel-?a)[\])]\s?)[\w-]{1,63}(?:\.[\w-]{1,63})*"
    r"|(?<!\w)@\w[\w.]*",
    re.IGNORECASE,
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

_NAME_WORD = r"[A-ZÅÄÖÉÜØÆÁČŁŠŻ][a-zåäöéüøæáàèíóñçčćłšžżêëïôûý']+(?:-[A-ZÅÄÖÉÜ][a-zåäöéü]+)?"
_PARTICLE = r"(?:von|van|af|de|der|la|el|al|bin|ibn|da|di)"
_INITIAL = r"[A-ZÅÄÖ]\."
_NAME = re.compile(
    rf"(?<![\w█])(?:{_NAME_WORD})(?:{_GAP}+(?:{_PARTICLE}{_GAP}+)?(?:{_INITIAL}|{_NAME_WORD})){{0,4}}(?!\w)"
)
# Words that stand right before a person to turn to. What follows, up to the end of the paragraph's next lines,
# is read for names.
_CONTACT_CUE = re.compile(
    r"\b(?:kontakta|kontaktar|kontaktas|kontakt|kontakten|kontaktperson(?:er)?|kontaktuppgifter|frågor"
    r"|upplysningar|upplysning|information|info|ring|mejla|maila|mejl|besvaras|heter|lämnas av|hör av dig till"
    r"|hör av er till|tala med|prata med|vänd dig till|rekryterare|rekryteringsansvarig|rekryterande"
    r"|närmaste chef|närmsta chef|ansvarig chef|fackliga?|facklig företrädare|referenser?|säger|berättar|hälsar"
    r"|hälsningar|contact|contacts|call|email|e-mail|reach out to|questions|recruiter|hiring manager"
    r"|speak (?:to|with)|talk to|union representatives?|regards)\b",
    re.IGNORECASE,
)
# Cues after which a single given name is a person already.
_PERSON_CUE = re.compile(
    r"(?<!\w)(?:kontakta|kontaktperson(?: är)?|heter|ring|mejla|maila|besvaras av|lämnas av|hör av dig till"
    r"|tala med"
    r"|prata med"
    r"|vänd dig till|contact|call|email|reach out to|speak (?:to|with)|talk to)\s*[:,]?\s*"
    r"(?:(?:gärna|vår|vår\s+\w+|rekryterande|ansvarig|our|your|our\s+\w+)\s+)*$",
    re.IGNORECASE,
)
_TITLE_BEFORE = re.compile(
    r"\w*(?:chef|chefen|rektor|rekryterare|samordnare|ansvarig|direktör|manager|rekryteringskonsult"
    r"|hr-partner|hr-specialist|skyddsombud|representant|ombud)\s*[,:]?\s+$",
    re.IGNORECASE,
)
_SHOWN_AS_CONTACT = re.compile(
    rf"^[^\n.!?]{{0,50}}(?:{BLOCK}|\b(?:tel|telefon|tfn|mobil|mejl|mail|e-post|nås|phone|mobile|svarar|berättar"
    r"|besvarar|hälsar)\b)|^[^\n!?]{0,4}\btel",
    re.IGNORECASE,
)
_RIGHT_BEFORE_NUMBER = re.compile(
    rf"^{_GAP}*[,:(–-]?{_GAP}*(?:(?:på|via|at|on|tel|telefon|tfn|mobil|mobile|phone|mejl|mail"
    rf"|e-post)[.:]?{_GAP}*)*{BLOCK}",
    re.IGNORECASE,
)
_LINES_AFTER_CUE = 6  # contacts stand in lists of a few lines under their heading
_NEAR = 220  # characters after a cue in running text

# Capitalised words that are not names of people: they begin sentences, name organisations, unions, titles.
_NOT_NAME_WORDS = (
    "vi du har för om hos som är vill kan ska din ditt dina vår vårt våra oss hej välkommen varmt sista ansök"
    " ansökan tjänsten anställning information kontakt kontakta kontaktperson kontaktpersoner frågor tel telefon"
    " mobil mejl mail mejla maila ring e-post epost adress facket fackliga facklig företrädare vision kommunal"
    " unionen saco ledarna vårdförbundet lärarförbundet sveriges sverige svenska akademikerförbundet"
    " akademikerna ingenjörer lärare läkarförbundet fysioterapeuterna seko byggnads metall transport if"
    " region regionen kommun kommunen sjukhus sjukhuset stad universitet universitetet högskola länsstyrelsen"
    " ab aktiebolag group gruppen sweden nordic norden bemanning rekrytering consulting solutions services"
    " hr human resources vd ceo cv linkedin facebook instagram teams januari februari mars april maj juni juli"
    " augusti september oktober november december måndag tisdag onsdag torsdag fredag lördag söndag monday tuesday"
    " wednesday thursday friday saturday sunday january february march may june july august october"
    " the we our you your please for if with and at in on to contact call email phone welcome join about"
    " norrbotten västerbotten norrland en ett den det de där här då när alla med på av till från mer läs se följ"
    " intervjuer urval skicka arbetsplats arbetsort placering plats start startdatum lön heltid deltid omfattning"
    " tillträde enligt övrigt box gatan vägen söker söka erbjuder bara samt eller och även vid efter före"
    " därför eftersom självklart naturligtvis the this that these it is are can will"
)
_NOT_NAMES = frozenset(_NOT_NAME_WORDS.split())
_TITLE_ENDINGS = (
    "chef", "chefen", "chefer", "ledare", "ansvarig", "rekryterare", "konsult", "sekreterare", "direktör", "rektor",
    "samordnare", "specialist", "partner", "manager", "handläggare", "ombud", "ingenjör", "läkare", "sköterska",
    "ordförande", "koordinator", "administratör", "assistent", "recruiter", "director", "head", "lead", "officer",
    "representant", "utvecklare", "strateg", "planerare", "generalist", "advisor", "förbundet", "biträdande",
    "ställföreträdande", "tillförordnad", "professor", "prefekt", "kyrkoherde", "förman", "mästare", "tekniker",
    "coordinator", "consultant", "supervisor", "föreståndare", "controller", "ekonom", "coach",
)  # fmt: skip
# Right after these a capitalised word is an organisation or a place, also when it looks like a name.
_ORGANISATION_AFTER = re.compile(
    r"^\s+(?:ab|kommun|kommuns|region|sjukhus|universitet|högskola|stad|församling|gruppen|group|skola|vårdcentral"
    r"|hb|kb|inc|ltd|gmbh|oy|as|bemanning|förskola|län|sverige|sweden)\b",
    re.IGNORECASE,
)

_EMPLOYED_AT = re.compile(
    rf"\b(?:[Pp]å|[Hh]os|[Oo]m|[Vv]i på|[Tt]ill|[Aa]t|[Aa]bout|[Jj]oin|[Ff]or)\s+(?P<name>{_NAME.pattern})"
)
_EMPLOYER_DOES = re.compile(
    rf"(?P<name>{_NAME.pattern})\s+(?:AB\b|söker|är (?:ett|en)\b|erbjuder|växer|is an?\b|offers|provides)"
)


def mask_contacts(text: str) -> tuple[str, tuple[Masked, ...]]:
    """The text with phone numbers, mail addresses, personal numbers and contact persons hidden.

    The masked text is as long as the text. Years, pay, postal codes, dates, organisation numbers, companies and
    web addresses stay.
    """
    spans: dict[tuple[int, int], MaskKind] = {}
    while True:
        found = _numbers_and_mail(text)
        text = _cover(text, found)
        names = _names(text)
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
    for m in _MAIL.finditer(text):
        found[m.span()] = MaskKind.MAIL
    taken = bytearray(len(text))
    for start, end in found:
        taken[start:end] = b"\1" * (end - start)
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
    return any(s <= span[0] and span[1] <= e for s, e in outer)


def _names(text: str) -> dict[tuple[int, int], MaskKind]:
    """Names in the reach of a contact cue or right before a masked number, and the same names elsewhere."""
    reach = list(_cue_windows(text))
    organisations = _organisations(text)
    at, spans = 0, []
    for m in _NAME.finditer(text):
        for start, end, words in _people(text, m):
            while at < len(reach) and reach[at][1] <= start:
                at += 1
            near_cue = at < len(reach) and reach[at][0] <= start < reach[at][1]
            if _is_contact(text, start, end, words, organisations, near_cue=near_cue):
                spans.append((start, end))
    full = {text[s:e] for s, e in spans if " " in text[s:e]}
    if full:
        again = re.compile(r"(?<!\w)(?:" + "|".join(map(re.escape, sorted(full, reverse=True))) + r")(?!\w)")
        spans += [m.span() for m in again.finditer(text)]
    return dict.fromkeys(_joined(spans), MaskKind.NAME)


def _joined(spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Spans without overlap, the longer first where two begin together."""
    kept: list[tuple[int, int]] = []
    for start, end in sorted(spans, key=lambda s: (s[0], -s[1])):
        if not kept or start >= kept[-1][1]:
            kept.append((start, end))
    return kept


def _cue_windows(text: str) -> Iterator[tuple[int, int]]:
    """Where names of contacts may stand: after each cue, merged and rising."""
    last = -1
    for m in _CONTACT_CUE.finditer(text):
        line_end = text.find("\n", m.end())
        line_end = len(text) if line_end < 0 else line_end
        end = min(line_end, m.end() + _NEAR)
        if line_end - m.end() < 40:  # the cue ends its line: a list of contacts follows
            for _ in range(_LINES_AFTER_CUE):
                nxt = text.find("\n", line_end + 1)
                line_end = len(text) if nxt < 0 else nxt
            end = min(line_end, m.end() + 2 * _NEAR)
        start = max(m.end(), last)
        if end > start:
            yield start, end
            last = end


def _people(text: str, m: re.Match[str]) -> Iterator[tuple[int, int, int]]:
    """Runs of name words in a run of capitalised words: (start, end, number of words)."""
    run: list[re.Match[str]] = []
    for word in re.finditer(r"\S+", m.group()):
        bare = word.group().rstrip(".").lower()
        if bare in _NOT_NAMES or bare.endswith(_TITLE_ENDINGS):
            if run:
                yield m.start() + run[0].start(), m.start() + run[-1].end(), len(run)
            run = []
        else:
            run.append(word)
    if run:
        yield m.start() + run[0].start(), m.start() + run[-1].end(), len(run)


def _is_contact(
    text: str, start: int, end: int, words: int, organisations: frozenset[str], *, near_cue: bool
) -> bool:
    after = text[end : end + 90]
    if _ORGANISATION_AFTER.match(after):
        return False
    before = text[max(0, start - 60) : start]
    if words == 1:
        return near_cue and (_PERSON_CUE.search(before) is not None or _TITLE_BEFORE.search(before) is not None)
    if _RIGHT_BEFORE_NUMBER.match(after) or (_TITLE_BEFORE.search(before) and _SHOWN_AS_CONTACT.match(after)):
        return True
    return near_cue and text[start:end] not in organisations


def _organisations(text: str) -> frozenset[str]:
    """Names that the text uses as that of an employer: *på X Y*, *om X Y*, *X Y söker*."""
    return frozenset(
        [m.group("name") for m in _EMPLOYED_AT.finditer(text)]
        + [m.group("name") for m in _EMPLOYER_DOES.finditer(text)]
    )
