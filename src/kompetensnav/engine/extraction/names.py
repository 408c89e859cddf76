"""Names of people to turn to: which capitalised words of an advert are one.

A name is known by where it stands: after a cue (*kontakta*), after a title, beside a number or mail address. Where
that leaves doubt, a common given name decides. Names of organisations, places and trades stay.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from kompetensnav.engine.extraction.name_words import (
    GIVEN_NAMES,
    NOT_NAMES,
    ORDINARY_ENDINGS,
    PLACES,
    TITLE_ENDINGS,
)

BLOCK = "█"
GAP = r"[ \u00a0\u2009\t]"

_UP = "".join(c for c in map(chr, range(0x41, 0x250)) if c.isupper())
_LOW = "".join(c for c in map(chr, range(0x61, 0x250)) if c.islower()) + "'’"
_NAME_WORD = (
    rf"(?:(?:Mc|Mac|De|Di|Le|La|[OD]['’])?[{_UP}][{_LOW}]+(?:-[{_UP}][{_LOW}]+){{0,2}}"
    rf"|(?:[OD]['’])?[{_UP}]{{2,}}(?:[-'’][{_UP}]{{2,}}){{0,2}})"
)
_PARTICLE = r"(?:von|van|af|de|den|der|la|el|al|abu|ben|bin|ibn|da|di|du|dos)"
_NAME = re.compile(
    rf"(?<![\w█])(?:[{_UP}]\.{GAP}?){{0,3}}{_NAME_WORD}"
    rf"(?:{GAP}{{1,8}}(?:{_PARTICLE}(?:{GAP}{{1,8}}|-)){{0,2}}(?:[{_UP}]\.|{_NAME_WORD}|[{_UP}](?!\w))){{0,4}}(?!\w)"
)
# Words that stand right before a person to turn to. What follows, up to the end of the paragraph's next lines,
# is read for names.
_CONTACT_CUE = re.compile(
    r"\b(?:kontakta|kontaktar|kontaktas|kontakt|kontakten|kontaktperson(?:er)?|kontaktuppgifter|frågor"
    r"|upplysningar|upplysning|information|info|ring|mejla|maila|mejl|sms:?a|besvaras|heter|lämnas av"
    r"|hör av dig till|hör av er till|tala med|prata med|vänd dig till|rekryterare|rekryteringsansvarig"
    r"|rekryterande|närmaste chef|närmsta chef|ansvarig chef|fackliga?|facklig företrädare|referenser?|säger"
    r"|berättar|hälsar|hälsningar|mvh|contact|contacts|call|email|e-mail|reach out to|questions|recruiter"
    r"|hiring manager|speak (?:to|with)|talk to|union representatives?|regards)\b",
    re.IGNORECASE,
)
# Cues after which a single given name is a person already.
_PERSON_CUE = re.compile(
    r"(?<!\w)(?:kontakta|kontaktperson(?: är)?|heter|ring|mejla|maila|sms:?a|besvaras av|lämnas av"
    r"|hör av dig till|tala med|prata med|vänd dig till|hälsar|hälsningar|mvh|contact|call|email|reach out to"
    r"|speak (?:to|with)|talk to|regards)\s{0,8}[:,!]?\s{0,8}"
    r"(?:(?:gärna|vår|vår\s+\w+|rekryterande|ansvarig|our|your|our\s+\w+)\s+)*$",
    re.IGNORECASE,
)
# Cues that others than people may follow too: a common given name has to say that it is one.
_GIVEN_CUE = re.compile(
    r"(?:(?:ansökan|cv|brev|mejl|mail|frågor|application|questions)\s+(?:\w+\s+)?(?:till|to|for)|hälsningar från"
    r"|\batt\s*:)\s+$",
    re.IGNORECASE,
)
_ADDRESSED = re.compile(r"(?:\bA[Tt][Tt]|\b[Aa][Tt][Tt][Nn]|,\s*att)\s?[.:]\s*$")
_TITLE_BEFORE = re.compile(
    r"(?P<title>\b\w{0,40}?(?:chef|chefen|rektor|rekryterare|samordnare|ansvarig|direktör|manager"
    r"|rekryteringskonsult|hr-partner|hr-specialist|skyddsombud|representant|ombud))"
    r"(?:\s+(?:blir|heter|är|is|will be))?\s*[,:]?\s+$",
    re.IGNORECASE,
)
# In a sentence; at the beginning of a line a title is a headline's, and the employer follows.
_SURELY_A_TITLE = re.compile(
    r"^[a-zåäö-]*(?:chef|chefen|rektor|rekryterare|direktör|specialist|partner|samordnare)$"
)
_SHOWN_AS_CONTACT = re.compile(
    rf"^[^\n.!?]{{0,50}}(?:{BLOCK}|\b(?:tel|telefon|tfn|mobil|mejl|mail|e-post|nås|phone|mobile|svarar|berättar"
    r"|besvarar|hälsar)\b)|^[^\n!?]{0,4}\btel",
    re.IGNORECASE,
)
_RIGHT_BEFORE_NUMBER = re.compile(
    rf"^{GAP}*(?:\([^()\n]{{1,40}}\){GAP}*)?[,:(–-]?{GAP}*(?:(?:nås|har|på|via|at|on|tel|telefon|tfn|mobil"
    rf"|mobile|phone|mejl|mail|e-post)[.:]?{GAP}*)*{BLOCK}",
    re.IGNORECASE,
)
_RIGHT_AFTER_NUMBER = re.compile(rf"{BLOCK}{GAP}*[,(:/–-]?{GAP}*(?:till{GAP}+)?$")
_JOINED = re.compile(
    rf"{BLOCK}{GAP}*(?:(?P<comma>,)|/|&|,?{GAP}*\b(?:och|eller|samt|alternativt|and|or)\b){GAP}*$", re.IGNORECASE
)
# What goes before an initial that is no person's: "körkort B. Anna ...".
_NO_INITIAL_AFTER = re.compile(
    r"(?:\b(?:\w{0,20}körkort\w*|klass|behörighet\w*|kategori|nivå|typ|vitamin|licen[cs]e|och|eller|or|and)|[,/&-])"
    r"\s*$",
    re.IGNORECASE,
)
_IN_OR_AT = re.compile(
    r"\b(?:på|hos|i|från|vid|till|inom|av|at|in|from|with|region|landstinget|länsstyrelsen|stiftelsen|föreningen"
    r"|bolaget|företaget|hotell|restaurang|grand|gruppen|staden|sjukhuset|skolan)\s+$",
    re.IGNORECASE,
)
_HOUSE_OF = re.compile(r"\b(?:hos|inom)\s+$", re.IGNORECASE)
_SENTENCE_BEGINS = re.compile(r"(?:^|[.!?\n])[ \t\u00a0•·*–\"”-]*$")
_NEW_SENTENCE = re.compile(rf"(?:(?<=[{_LOW}]{{3}})\.|[!?])\s+(?=[{_UP}])")
# Right after these a capitalised word is an organisation or a place, also when it looks like a name.
_ORGANISATION_AFTER = re.compile(
    r"^\s+(?:ab|kommun|kommuns|region|sjukhus|universitet|högskola|stad|församling|gruppen|group|skola|vårdcentral"
    r"|hb|kb|inc|ltd|gmbh|oy|as|bemanning|förskola|län|sverige|sweden)\b",
    re.IGNORECASE,
)
_EMPLOYED_AT = re.compile(
    rf"\b(?:[Pp]å|[Hh]os|[Oo]m|[Vv]i på|[Tt]ill|[Aa]t|[Aa]bout|[Jj]oin|[Ff]or)\s+(?P<name>{_NAME.pattern})"
)
_EMPLOYER_DOES = re.compile(rf"(?P<name>{_NAME.pattern})\s{{1,8}}(?:AB\b|söker|erbjuder|växer|offers|provides)")
_EMPLOYER_IS = re.compile(rf"(?P<name>{_NAME.pattern})\s{{1,8}}(?:är (?:ett|en)|is an?)\b")
_PLAIN = str.maketrans("åäöé", "aaoe")
_LINES_AFTER_CUE = 6  # contacts stand in lists of a few lines under their heading
_NEAR_CUE = 220  # characters after a cue in running text
_NEAR_NUMBER = 40  # characters on either side of a hidden number or mail address, in its line


@dataclass(frozen=True, slots=True)
class _Person:
    """A run of capitalised words that may be a name."""

    start: int
    end: int
    text: str
    words: int  # initials before the name and particles do not count
    capitals: bool
    given: bool  # begins with a common given name


def find_names(text: str, numbers: Iterable[tuple[int, int]], domains: Iterable[str]) -> list[tuple[int, int]]:
    """Names of people to turn to in a text whose ``numbers`` and mail addresses are hidden, and the same elsewhere.

    ``domains`` are those of the addresses: a word that is one of them is the employer.
    """
    people = [p for m in _NAME.finditer(text) for p in _people(text, m.start(), m.group())]
    page = _Page(text, numbers, domains)
    found = {p for p in people if page.take(p)}
    found |= {p for p in reversed(people) if p not in found and page.take(p)}
    full = {p.text for p in found if " " in p.text}
    return _joined([(p.start, p.end) for p in found] + list(_again(text, full)))


def _again(text: str, names: set[str]) -> Iterator[tuple[int, int]]:
    """Where else whole names stand."""
    lengths: dict[str, set[int]] = {}
    for name in names:
        lengths.setdefault(name[:3], set()).add(len(name))
    if not names:
        return
    for m in re.finditer(r"(?<!\w)\w", text):
        for length in lengths.get(text[m.start() : m.start() + 3], ()):
            end = m.start() + length
            if text[m.start() : end] in names and not text[end : end + 1].isalnum():
                yield m.start(), end


def _joined(spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Spans without overlap, the longer first where two begin together."""
    kept: list[tuple[int, int]] = []
    for start, end in sorted(spans, key=lambda s: (s[0], -s[1])):
        if not kept or start >= kept[-1][1]:
            kept.append((start, end))
    return kept


def _people(text: str, start: int, found: str) -> Iterator[_Person]:
    """The names in a run of capitalised words: it is cut at words that are none and where capitals begin or end."""
    run: list[re.Match[str]] = []
    for word in re.finditer(r"\S+", found):
        before = run[-1].group() if run else ""
        given = before.lower() in GIVEN_NAMES
        cut = _is_no_name(word.group(), after_given=given)
        if cut or (run and not given and _shouts(word.group()) != _shouts(before) and len(before.strip(".")) > 1):
            yield from _person(text, start, run)
            run = []
        if not cut:
            run.append(word)
    yield from _person(text, start, run)


def _shouts(word: str) -> bool:
    return len(word) > 2 and word.isupper()


def _is_no_name(word: str, *, after_given: bool) -> bool:
    bare = word.rstrip(".").lower()
    if bare in NOT_NAMES or bare.endswith(TITLE_ENDINGS) or all(p in NOT_NAMES for p in bare.split("-")):
        return bare not in GIVEN_NAMES
    return not after_given and len(bare) > 5 and bare.endswith(ORDINARY_ENDINGS) and bare not in GIVEN_NAMES


def _person(text: str, start: int, run: Sequence[re.Match[str]]) -> Iterator[_Person]:
    real = [w for w in run if len(w.group().rstrip(".")) > 1 and w.group()[0].isupper()]
    if not real:
        return
    first = start + (run[0] if run[0].group()[0].isupper() else real[0]).start()
    if first < start + real[0].start() and _NO_INITIAL_AFTER.search(text[max(0, first - 20) : first]):
        first = start + real[0].start()
    end = start + run[-1].end()
    last_initial = run[-1].group().endswith(".") and run[-1] is not real[-1]
    given = real[0].group().rstrip(".").lower()
    yield _Person(
        start=first,
        end=end,
        text=text[first:end],
        words=len(real) + last_initial,
        capitals=all(w.group().isupper() for w in real),
        given=given in GIVEN_NAMES or given.partition("-")[0] in GIVEN_NAMES,
    )


class _Page:
    """A text with what is said around its names; what is taken is hidden at once, for the names beside it."""

    def __init__(self, text: str, numbers: Iterable[tuple[int, int]], domains: Iterable[str]) -> None:
        self._characters = list(text)
        self._cues = list(_cue_windows(text))
        self._numbers = list(_number_windows(text, numbers))
        self._domains = frozenset(domains)
        self._at_work = frozenset(_organisations(text, _EMPLOYED_AT))
        self._described = frozenset(_organisations(text, _EMPLOYER_IS))
        self._employers = frozenset(_organisations(text, _EMPLOYER_DOES))

    def take(self, person: _Person) -> bool:
        """Whether the words name a person to turn to."""
        after = "".join(self._characters[person.end : person.end + 90])
        before = "".join(self._characters[max(0, person.start - 60) : person.start])
        if _ORGANISATION_AFTER.match(after):
            return False
        if person.words == 1:
            taken = self._alone(person, before, after)
        elif person.capitals and not person.given:
            taken = self._in_capitals(person, before, after)
        else:
            taken = self._full(person, before, after)
        if taken:
            self._characters[person.start : person.end] = BLOCK * (person.end - person.start)
        return taken

    def _full(self, person: _Person, before: str, after: str) -> bool:
        title = _TITLE_BEFORE.search(before)
        if self._is_employer(person) or (_HOUSE_OF.search(before) and not person.given):
            return False
        if _RIGHT_BEFORE_NUMBER.match(after) or (title and _SHOWN_AS_CONTACT.match(after)):
            return True
        if _ADDRESSED.search(before) or (person.given and (title or _GIVEN_CUE.search(before))):
            return True
        if self._is_organisation(person):
            return False
        if (title and _SURELY_A_TITLE.search(title["title"])) or _RIGHT_AFTER_NUMBER.search(before):
            return True
        return _touches(self._cues, person) or _overlaps(self._numbers, person)

    def _in_capitals(self, person: _Person, before: str, after: str) -> bool:
        """Two words in capitals; more are a heading or a sentence."""
        return (
            person.words == 2
            and not self._is_organisation(person)
            and any(
                (
                    _RIGHT_BEFORE_NUMBER.match(after),
                    _RIGHT_AFTER_NUMBER.search(before),
                    _ADDRESSED.search(before),
                    _TITLE_BEFORE.search(before),
                    _touches(self._cues, person) and _PERSON_CUE.search(before),
                )
            )
        )

    def _alone(self, person: _Person, before: str, after: str) -> bool:
        word = person.text.lower()
        if (word in PLACES or person.capitals) and not person.given:
            return False
        if _touches(self._cues, person):
            joined = _JOINED.search(before)
            if _PERSON_CUE.search(before) or _TITLE_BEFORE.search(before):
                return True
            if joined and (person.given or not joined["comma"]):
                return True
        if person.given and _GIVEN_CUE.search(before):
            return True
        return _overlaps(self._numbers, person) and self._is_beside(person, before, after)

    def _is_beside(self, person: _Person, before: str, after: str) -> bool:
        """Whether a word near a number is a name: a given one, right beside it, or capitalised without reason."""
        if person.given:
            return True
        if len(person.text) < 3 or _IN_OR_AT.search(before) or self._is_organisation(person):
            return False
        beside = _RIGHT_BEFORE_NUMBER.match(after) or _RIGHT_AFTER_NUMBER.search(before)
        return bool(beside) or not _SENTENCE_BEGINS.search(before)

    def _is_organisation(self, person: _Person) -> bool:
        return self._is_employer(person) or (person.text in self._at_work and not person.given)

    def _is_employer(self, person: _Person) -> bool:
        """Whether the text says what only an employer does, or the mail address is its own."""
        if person.given:
            return person.words > 1 and person.text in self._employers
        run = person.text.lower().replace(" ", "").translate(_PLAIN)
        return person.text in self._described or person.text in self._employers or run in self._domains


def _touches(windows: Sequence[tuple[int, int]], person: _Person) -> bool:
    """Whether the name begins in one of the windows."""
    i = bisect_right(windows, (person.start, 1 << 62)) - 1
    return i >= 0 and person.start < windows[i][1]


def _overlaps(windows: Sequence[tuple[int, int]], person: _Person) -> bool:
    i = bisect_left(windows, (person.end, 0)) - 1
    return i >= 0 and person.start < windows[i][1]


def _cue_windows(text: str) -> Iterator[tuple[int, int]]:
    """Where names of contacts may stand: after each cue, merged and rising."""
    last = -1
    for m in _CONTACT_CUE.finditer(text):
        far = min(len(text), m.end() + 2 * _NEAR_CUE)
        line_end = text.find("\n", m.end(), far)
        end = min(far if line_end < 0 else line_end, m.end() + _NEAR_CUE)
        if 0 <= line_end < m.end() + 40:  # the cue ends its line: a list of contacts follows
            for _ in range(_LINES_AFTER_CUE):
                line_end = text.find("\n", line_end + 1, far) if line_end >= 0 else -1
            end = far if line_end < 0 else line_end
        start = max(m.end(), last)
        if end > start:
            yield start, end
            last = end


def _number_windows(text: str, numbers: Iterable[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """What stands near hidden numbers in their lines and sentences, merged and rising."""
    last: tuple[int, int] | None = None
    for start, end in sorted(numbers):
        first = max(text.rfind("\n", max(0, start - _NEAR_NUMBER), start) + 1, start - _NEAR_NUMBER, 0)
        breaks = [
            m.end()
            for m in _NEW_SENTENCE.finditer(text, first, start + 1)
            if text[m.start() - 3 : m.start()].isalpha()
        ]
        after = text[end : end + _NEAR_NUMBER].partition("\n")[0]
        stop = _NEW_SENTENCE.search(after)
        window = (breaks[-1] if breaks else first), end + (stop.start() if stop else len(after))
        if last and window[0] <= last[1]:
            last = last[0], max(last[1], window[1])
            continue
        if last:
            yield last
        last = window
    if last:
        yield last


def _organisations(text: str, pattern: re.Pattern[str]) -> Iterator[str]:
    """Names that the text uses as that of an employer: *på X Y*, *om X Y*, *X Y söker*."""
    for m in pattern.finditer(text):
        yield m.group("name")
        for person in _people(text, m.start("name"), m.group("name")):
            yield person.text
