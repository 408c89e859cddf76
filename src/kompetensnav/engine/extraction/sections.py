"""Lines and sections of an advert: what a line is about, and which line introduces it.

Adverts rarely have mark-up. A heading is a short line from the table below, or the same words before a colon or
question mark at the start of a line. A line that ends with a colon introduces the lines after it, up to a blank
line, as a list.
"""

import re
from dataclasses import dataclass

from kompetensnav.engine.extraction.mentions import SectionKind as S

# Headings, folded, as regular expressions for a whole heading; the first match counts. Merits stand before
# requirements ("meriterande kvalifikationer"), the role before the employer ("om rollen" before "om ...").
HEADINGS: tuple[tuple[S, tuple[str, ...]], ...] = (
    (S.MERITS, (
        r"(?:det är |starkt |särskilt |extra )*meriter(?:ande|ar)?(?: (?:är|kompetens(?:er)?|kvalifikationer"
        r"|erfarenhet(?:er)?"
        r"|kunskaper|för tjänsten|för rollen|om du(?: har| är)?|med|egenskaper|krav))*",
        r"meriter(?: som är ett plus)?", r"önskvärda? (?:kvalifikationer|meriter|kompetens(?:er)?|kunskaper"
        r"|erfarenhet(?:er)?)",
        r"(?:det är )?(?:ett |stort |extra )*plus(?: om du(?: har)?)?", r"bör-?krav", r"önskemål",
        r"önskvärt(?: är)?", r"gärna",
        r"vi ser (?:också |även |det som |gärna )*(?:positivt på )?(?:att du(?: har| är)?|om du har)",
        r"(?:det är )?(?:en )?fördel(?:aktigt)?(?: om du(?: har)?)?",
        r"(?:preferred|desired|desirable|bonus|additional) ?(?:qualifications?|skills?|experience|requirements?"
        r"|points?)?",
        r"nice[ -]to[ -]haves?", r"merits?", r"meritorious(?: if you have)?", r"good to have",
        r"(?:it is|it's) (?:a plus|an advantage) if you(?: have)?",
        r"(?:a )?plus(?: if you have)?", r"advantageous",
    )),
    (S.REQUIREMENTS, (
        r"(?:formella |våra |skall-?|ska-?|bas|grund)?krav(?:profil|en)?(?: (?:för tjänsten|för rollen|på dig"
        r"|och kvalifikationer|är))*",
        r"(?:dina |formella |övriga |särskilda |behörighet och )?kvalifikationer(?: och (?:erfarenhet(?:er)?"
        r"|egenskaper|krav))?",
        r"kvalifikationskrav", r"behörighetskrav", r"din(?:a)? (?:kompetens(?:er)?|bakgrund|profil"
        r"|erfarenhet(?:er)?|kunskaper|egenskaper|kvalifikationer|förutsättningar|meriter)"
        r"(?: (?:och|&) (?:dina? )?(?:kompetens|erfarenhet(?:er)?|bakgrund|egenskaper|kunskaper|profil))?",
        r"kompetens(?:er|krav|profil)?(?: (?:och|&) (?:erfarenhet|egenskaper))?", r"profil",
        r"om dig(?: som (?:söker|person))?", r"vem är du", r"vem du är",
        r"är (?:det )?du(?: den)? (?:vi söker|rätt person)",
        r"(?:vem|det|här|den) vi söker", r"(?:vi|nu) (?:söker|letar efter)(?: nu)?(?: just)? dig(?: som(?: har"
        r"| är)?)?", r"vi söker(?: någon som| en person som)?",
        r"vad (?:söker vi|vi söker|krävs|du behöver)", r"vi tror att du(?: är| har)?",
        r"vi ser att du(?: är| har)?",
        r"du (?:har|är|ska ha|ska|bör ha|behöver(?: ha)?)(?: också| även)?",
        r"för (?:att lyckas i rollen|tjänsten krävs|denna roll)(?: behöver du)?",
        r"personliga (?:egenskaper|kvaliteter)", r"som person(?: är du)?", r"utbildning(?: och erfarenhet)?",
        r"erfarenhet(?:er)?",
        r"förkunskaper", r"är du den vi söker", r"passar (?:detta|det|jobbet) dig",
        r"(?:extra)?jobbet passar (?:perfekt )?(?:för )?dig som",
        r"(?:your |job |minimum |basic |key |required |essential )*(?:requirements?|qualifications?|skills?"
        r"|competenc(?:e|ies)|must[ -]haves?|experience|profile|background)"
        r"(?: (?:and|&) (?:experience|skills|qualifications|requirements))?",
        r"who (?:are you|you are)", r"about you", r"(?:who|what) we(?:'re| are)? look(?:ing)? for",
        r"we(?:'re| are) looking for(?: (?:you|someone) who)?",
        r"what you(?:'ll)? (?:bring|need|have)", r"you (?:have|are|bring|should have|must have)",
        r"who should apply", r"must have",
    )),
    (S.TASKS, (
        r"(?:dina |huvudsakliga |exempel på |övriga )*(?:arbets|huvud)?uppgifter(?:na)?(?: (?:inkluderar|är"
        r"|innebär|i korthet|och ansvar(?:sområden)?|kan vara|innefattar))*(?: bland annat)?",
        r"arbetsbeskrivning", r"arbetet(?: innebär)?", r"(?:dina |huvudsakliga )?ansvarsområden(?: inkluderar)?",
        r"ansvar",
        r"om (?:rollen|tjänsten|uppdraget|jobbet|arbetet|befattningen)(?: (?:som|och) .{1,40})?",
        r"rollen(?: som .{1,40})?",
        r"(?:din|ditt) (?:roll|uppdrag|arbete|vardag|huvuduppdrag)(?: hos oss)?", r"uppdraget",
        r"(?:tjänsten|befattningen|jobbet)",
        r"vad (?:innebär|gör du|du kommer att göra|kommer du att göra|du får göra).{0,50}",
        r"(?:det )?här får du(?: arbeta med| göra)?",
        r"(?:i rollen|som .{2,40}) kommer du(?: bland annat)?(?: att)?", r"du kommer(?: bland annat)? att",
        r"din vardag.{0,40}",
        r"så funkar jobbet.{0,30}", r"mer om familjen",
        r"(?:your |main |key |job )*(?:responsibilities|tasks|duties|assignments?|role"
        r"|mission)(?: and responsibilities)?",
        r"about the (?:role|job|position|assignment)", r"the (?:role|job|position|work)", r"job description",
        r"what you(?:'ll| will)(?: be)? do(?:ing)?",
        r"what the job is about", r"in this role(?:,)? you will", r"why this role matters",
        r"what a .{2,30} looks like",
    )),
    (S.OFFER, (
        r"(?:det(?:ta)? |här |vad )?(?:vi |erbjuder vi|kan vi )+(?:erbjuder?|erbjuda)?(?: dig)?(?: som .{1,40})?",
        r"(?:det(?:ta)? |det här )?erbjuder vi(?: dig)?(?: som .{1,40})?",
        r"vad (?:vi erbjuder|erbjuder vi)(?: dig)?",
        r"(?:våra |anställnings)?förmåner(?: hos oss)?", r"vi kan erbjuda(?: dig)?",
        r"det här får du(?: hos oss)?", r"hos oss får du", r"du (?:får|erbjuds)(?: dessutom)?",
        r"lön(?: och förmåner)?", r"därför ska du välja oss", r"varför (?:välja oss|oss|jobba hos oss)",
        r"(?:what )?we (?:can )?offer(?: you)?", r"benefits?(?: and perks)?", r"perks",
        r"why (?:join us|us|work with us)", r"what's in it for you",
    )),
    (S.APPLICATION, (
        r"(?:din |om |information om |så )?ansökan(?: och (?:kontakt|tillträde|information|övrigt))?",
        r"ansök(?: nu| här| idag)?", r"så (?:söker|ansöker) du", r"hur (?:söker|ansöker) (?:du|jag)",
        r"(?:om |information om )anställningen", r"anställningsform", r"anställning(?:en)?", r"villkor",
        r"anställningsvillkor", r"kontakt(?:a oss|person(?:er)?|uppgifter|information)?",
        r"(?:om )?(?:rekryterings|urvals|ansöknings)processen", r"information om tjänsten",
        r"praktisk(?:t info| information|a detaljer)?", r"omfattning", r"tillträde", r"start", r"placering",
        r"fakta(?: om tjänsten)?",
        r"facklig(?:a)? (?:företrädare|representanter|kontakter)", r"frågor", r"sista ansökningsdag",
        r"upplysningar", r"vill du veta mer",
        r"(?:how to )?apply(?: now| today)?", r"(?:your )?application(?: process)?",
        r"contact(?: us| information| details)?", r"terms(?: of employment)?", r"employment(?: type)?",
        r"practical information", r"location", r"scope",
        r"recruitment process", r"start date",
    )),
    (S.ABOUT_EMPLOYER, (
        r"om (?:oss|företaget|bolaget|arbetsplatsen|verksamheten|kunden|arbetsgivaren|enheten|avdelningen"
        r"|kommunen|regionen)",
        r"(?:vår|beskrivning av) (?:verksamhet(?:en)?|arbetsplats(?:en)?|avdelning|enhet|kund|organisation"
        r"|kultur)", r"vi(?: är)?", r"vilka är vi", r"vem är (?:vi|.{2,40})", r"arbetsplatsen", r"verksamheten",
        r"företaget", r"presentation av .{1,40}",
        r"välkommen till (?:oss|.{2,40})", r"om [^.:]{2,40}",
        r"about (?:us|the company|our company|[^.:]{2,40})", r"who we are", r"our (?:company|team|culture)",
        r"the company",
    )),
    (S.OTHER, (r"övrig(?:t|a upplysningar|information|a villkor)?", r"bra att veta", r"other(?: information)?",
    r"tips")),
)  # fmt: skip

_DECORATION = re.compile(r"^[\s\W_]+|[\s\W_]+$")
_SPACE = re.compile(r"\s+")
_BULLET = re.compile(r"^\s*(?:[-–—•·●▪◦*✓✔➤►‣○]|\d{1,2}[.)])\s*")
_INLINE = re.compile(r"^(?P<head>[^\n:?]{2,60})(?P<sign>[:?])\s*(?P<rest>\S.*)$")
_HEADING_WORDS = 9
_HEADING_LENGTH = 70
_TABLE = tuple((kind, re.compile("|".join(f"(?:{p})" for p in patterns))) for kind, patterns in HEADINGS)
# Headings of two words or more that sometimes run on without a sign: "Vem är du Du har ...".
_RUN_ON = re.compile(
    r"^(?P<head>vem är du|vem vi söker|vi söker dig som|om dig|din profil|vad erbjuder vi|vi erbjuder|om rollen"
    r"|om tjänsten|om oss|dina arbetsuppgifter|information om tjänsten|meriterande|why this role matters|about you"
    r"|what you(?:'|’)ll do|what we(?:'|’)re looking for|what (?:we offer|a class looks like)|requirements)"
    r"(?:\s+|(?<=[a-zåäö]))(?=[A-ZÅÄÖ])",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Line:
    """One line: its span without the line break, its section, the line that introduces it as a list item.

    ``body`` is where the content begins, after a bullet or the words of a heading.
    """

    start: int
    end: int
    body: int
    section: S
    heading: bool
    under: int | None


def heading_kind(text: str) -> S | None:
    """The section a heading opens, or None where the words are no heading."""
    for part in re.split(r"\s+/\s+", text):  # bilingual headings: "Din profil / Your profile"
        folded = _SPACE.sub(" ", _DECORATION.sub("", part)).casefold().replace("’", "'")
        if not folded or len(folded) > _HEADING_LENGTH or folded.count(" ") >= _HEADING_WORDS:
            continue
        for kind, pattern in _TABLE:
            if pattern.fullmatch(folded):
                return kind
    return None


def read_lines(text: str, headline_end: int) -> list[Line]:
    """The lines of a text with their sections, in order. The headline is INTRO."""
    lines: list[Line] = []
    state = _State()
    at = 0
    for raw in text.split("\n"):
        lines.append(_read_line(raw, at, len(lines), state, headline=at < headline_end))
        at += len(raw) + 1
    return lines


@dataclass(slots=True)
class _State:
    """What the lines before say about the next."""

    section: S = S.INTRO
    intro: int | None = None  # line whose colon introduces a list
    items: int = 0  # items of that list so far
    blank: bool = False  # the line before was blank


def _read_line(raw: str, at: int, number: int, state: _State, *, headline: bool) -> Line:
    end = at + len(raw.rstrip())
    if not raw.strip():
        if state.items:
            state.intro = None
        state.blank = True
        return Line(at, end, at, state.section, False, None)
    bullet = _BULLET.match(raw)
    body = at + (bullet.end() if bullet else len(raw) - len(raw.lstrip()))
    kind, rest = (None, body) if headline else _heading(raw, body - at)
    if kind is None and not headline:
        _leave_list(state, bullet is not None)
    elif kind is not None:
        state.section, state.intro, state.items = kind, None, int(at + rest < end)
    under = state.intro
    if raw.rstrip().endswith(":") and not bullet:
        state.intro, state.items, under = number, 0, None
    elif kind is None:
        state.items += 1
    state.blank = False
    section = S.INTRO if headline else state.section
    return Line(
        at, end, at + rest if kind is not None else body, section, kind is not None and at + rest >= end, under
    )


def _leave_list(state: _State, bullet: bool) -> None:
    """A list of merits ends at the blank line after it: what follows in running text is no longer a merit."""
    if state.blank and state.items and not bullet:
        state.intro = None
        if state.section is S.MERITS:
            state.section = S.OTHER
    if state.blank:
        state.items = 0


def _heading(raw: str, body: int) -> tuple[S | None, int]:
    """(section, where the content after the heading begins) of a line."""
    content = raw[body:]
    if len(content.strip()) <= _HEADING_LENGTH:
        kind = heading_kind(content)
        if kind is not None:
            return kind, len(raw)
    inline = _INLINE.match(content)
    if inline and (kind := heading_kind(inline["head"])) is not None:
        return kind, body + inline.start("rest")
    run_on = _RUN_ON.match(content)
    # Only before a capital letter: the flag that makes the words match in capitals also loosens the look-ahead.
    if run_on and content[run_on.end()].isupper() and not content[: run_on.end()].isupper():
        kind = heading_kind(run_on["head"])
        if kind is not None:
            return kind, body + run_on.end()
    return None, body
