"""Which spots are what they look like: labels that are also everyday words need the company of a cue."""

import re
from bisect import bisect_right
from collections.abc import Iterable

from kompetensnav.engine.extraction.spots import Document, Spot
from kompetensnav.engine.taxonomy.kinds import Kind
from kompetensnav.engine.text.normalise import fold, stem, stem_key

# One-word labels that are everyday words in adverts; the reason is the group they stand in. They count only
# right after a word of skill ("erfarenhet av ledning", "experience in sales").
EVERYDAY: dict[str, str] = {
    "about working life as such, in every advert": (
        "arbete arbetsliv jobb tjänst uppdrag roll team ledning ledarskap chefskap service drift stöd utveckling"
        " planering samarbete samverkan kommunikation information organisation administration dokumentation"
        " rapportering uppföljning analys kvalitet kompetens erfarenhet utbildning introduktion coaching coachning"
        " handledning rekrytering bemanning lön arbetsmiljö arbetsrätt säkerhet ansvar resultat mål strategi"
        " projekt process processer system teknik metod rutiner verksamhet kund kunder försäljning intervju"
        " schemaläggning samordning förvaltning marknad ekonomi budget relationer nätverk möten resor resa"
        " work job team teams leadership management service support development planning communication"
        " information organization organisation administration documentation reporting analysis quality training"
        " coaching recruitment safety results strategy project projects process processes system systems sales"
        " marketing customer customers meetings travel change growth innovation performance operations presentation"
        " presentations teaching learning writing english swedish"
    ),
    "what an employer is or offers": (
        "vård omsorg skola förskola sjukhus kommun region industri handel bank finans fastighet fastigheter it"
        " el energi miljö hälsa friskvård kultur fritid idrott sport musik konst teater dans film radio tv show"
        " event"
        " mode skor möbler cyklar mynt kafé lunch mat barn familj hund hundar natur hotell butik lager kontor webb"
        " bil bilar mobil mottagning vårdcentral vårdcentraler äldreomsorg barnomsorg socialtjänst arbetsgrupp"
        " säljteam"
        " sjukvård pension balans examen funktionsnedsättning kollektivavtal friskvårdsbidrag"
        " varumärke varumärken consulting objektiv chef chefer kandidat"
        " science tele"
        " data teknologi solenergi telekom bygg transport gruva stål skog"
        " health care school bank finance energy environment culture sports music art film media food office web"
    ),
    "words with another everyday meaning": (
        "is go c r rock pop house cover fusion alt bas man rap funk soul swing sweet graf horn luta såg vält manus"
        " visor relief tutti solist morse rest språk tal skrift text bild ljud ljus färg form plan tid stress etik"
        " trygghet ordning struktur energi engagemang flexibilitet noggrannhet kontroll styrning paket post kort"
        " press mässa tryck lack lim logik trim val rum kök bad park gas olja vatten luft jord sten glas papper"
        " excel word teams access outlook office sketch swift spark rust ruby basic shell scratch express"
        " oracle"
        " act lead focus flow stage pitch agile lean scrum"
    ),
}
# Lean, agile and the like are skills when written as names or asked for; "learn" forms are not in the table.
_NAMES = (
    "excel word access outlook office sketch swift spark rust ruby basic shell scratch express oracle lean scrum"
    " agile"
    " teams"
)
_NAMES_WHEN_CAPITAL = frozenset(_NAMES.split())
# Of these some are work that one does: right after such words they count ("arbeta inom försäljning").
_ACTIVITIES = frozenset(
    stem(w) for w in ["försäljning", "dokumentation", "ledarskap", "rekrytering", "handledning", "schemaläggning"]
)
_DONE = re.compile(
    r"\b(?:inom|driva|driver|sköta|sköter|hantera|hanterar|ansvar(?:a|ar)? för|ser|leda|arbet(?:a|ar) med)\s+"
    r"(?:\w+(?: och |, |/))?$",
    re.IGNORECASE,
)
# Trades that are nobody's in particular.
EVERYDAY_PEOPLE = (
    "medarbetare personal kollega kollegor kund kunder elev elever student studenter patient patienter deltagare"
    " expert"
    " kandidat ledare chef chefer ansvarig vikarie praktikant barn förälder föräldrar person personer brukare"
    " boende"
    " team teamet medlem partner leverantör ägare grundare medlemmar anställd anställda arbetare"
    " manager leader staff employee employees colleague colleagues student students customer member people"
    " partner lead"
    " head candidate candidates owner modell"
)
# Words for schools that are more often workplaces or places of study than a level asked for.
_SCHOOL_WORDS = (
    "förskola förskolor förskolan universitet högskola gymnasium gymnasiet gymnasieskola"
    " grundskola yrkeshögskola folkskola university college"
    " school studentexamen kandidat master magister doktor doktorand bachelor yh"
)
_SCHOOLS = frozenset(
    [*_SCHOOL_WORDS.split(), "high school", "upper secondary school", "compulsory school", "sixth form"]
)
# Phrases of registers that every advert has: about no trade in particular.
_EVERYDAY_PHRASES = (
    "personlig utveckling", "utveckla verksamheten", "ta ansvar", "ta initiativ", "fatta beslut", "fattade beslut",
    "god service", "personal development", "take responsibility", "take initiative", "make decisions",
)  # fmt: skip
_PHRASE_STEMS = frozenset(stem_key(tuple(phrase.split())) for phrase in _EVERYDAY_PHRASES)
_PRESCHOOL = ("förskol", "preschool", "pre-school")  # no level that anybody is asked for
_PAY = re.compile(r"\b(?:lön\w*|timlön|salary|wage|kr(?:onor)?/)", re.IGNORECASE)
_EDUCATED = re.compile(
    r"(?:utbildning|utbildad|examen|avslutad|genomförd|godkänd|betyg|behörighet|studier|nivå|lägst|motsvarande"
    r"|fullföljd|från"
    r"|degree|diploma|education|graduat|completed|level|equivalent|lägst)",
    re.IGNORECASE,
)
_LICENCE_WORD = re.compile(
    r"körkort|kort\b|behörighet|licen[cs]e|licens|bevis|köra|framföra|YKB|CPC|\d95", re.IGNORECASE
)
_SKILLED = re.compile(
    r"(?:erfarenhet(?:er)?|kunskap(?:er)?|vana|kompetens|utbildning|utbildad|examen|färdighet(?:er)?|kunnig"
    r"|behärska\w*|kännedom"
    r"|förståelse|bakgrund|certifier\w+|arbetat|jobbat|skicklig|insikt(?:er)?|expertis|van|experience|knowledge"
    r"|skills?|proficien\w+"
    r"|expertise|background|degree|certif\w+|familiar\w*|competence|understanding|worked|trained)"
    r"\s+(?:\w+\s+){0,3}?(?:av|i|inom|om|på|med|från|att|of|in|with|as)?\s*(?:\w+\s+){0,2}(?:,|/|och|eller|samt"
    r"|and|or|\w+,)?\s*$",
    re.IGNORECASE,
)
_NEXT_TO_NAME = re.compile(r"[A-Za-z#+.]{1,15}\s*(?:,|/|och|eller|and|or)\s*$")
_PRAISE = re.compile(r"\b(?:god|bra|naturlig|duktig|skicklig|tydlig|good|great|natural|skilled)\s+$", re.IGNORECASE)
_URL = re.compile(r"(?:https?://|www\.)\S+|(?<![\w-])[\w-]{1,63}\.(?:se|com|nu|org|eu|net)\b\S*", re.IGNORECASE)
_PEOPLE_STEMS = frozenset(stem(w) for w in EVERYDAY_PEOPLE.split())
_EVERYDAY_WORDS = frozenset(EVERYDAY_PEOPLE.split()).union(*(words.split() for words in EVERYDAY.values()))
# Never skills, whatever word of skill stands before: "utbildning eller likvärdig erfarenhet".
_NEVER_WORDS = (
    "utbildning utbildningar erfarenhet erfarenheter kompetens kunskap kunskaper examen arbete jobb tjänst"
    " skiftarbete skiftgång skift education experience degree training job work hiring source"
)
_NEVER = frozenset(_NEVER_WORDS.split())
# In a headline what follows such a word is where the work is: "till Akutmottagningen", "på BVC".
_WORKPLACE = re.compile(r"\b(?:till|på|hos|at|to)\s+(?:\w+\s+)?$", re.IGNORECASE)
_EVERYDAY_STEMS = frozenset(stem(w) for words in EVERYDAY.values() for w in words.split())


def outside_addresses(spots: Iterable[Spot], document: Document) -> list[Spot]:
    """Spots that are not part of a web address: its words are the employer's, not the advert's."""
    urls = [m.span() for m in _URL.finditer(document.text)]
    starts = [s for s, _ in urls]

    def inside(spot: Spot) -> bool:
        i = bisect_right(starts, spot.start) - 1
        return i >= 0 and spot.start < urls[i][1]

    return [s for s in spots if not inside(s)]


_MEMBER = re.compile(r"\b(?:medlem\w*|tillhör\w*|member\w*)\s+(?:\w+\s+){0,3}$", re.IGNORECASE)


def is_membership(spot: Spot, document: Document) -> bool:
    """Whether the words belong to a membership ("medlem i Svenska kyrkan").

    Faith and convictions are grounds of discrimination: what an advert may lawfully say of them never becomes
    a requirement that people are matched on.
    """
    return _MEMBER.search(document.text[max(0, spot.start - 60) : spot.start]) is not None


def decides_no_pay(spot: Spot, document: Document) -> bool:
    """False for a level of schooling that only the pay depends on ("lön för alla som har gymnasieexamen")."""
    before = document.text[max(0, spot.start - 80) : spot.start].rpartition("\n")[2]
    return _PAY.search(before) is None


def is_wanted(spot: Spot, document: Document) -> bool:
    """Whether a spot is more than a word that happens to be spelt like a label."""
    found = document.text[spot.start : spot.end]
    match spot.kind:
        case Kind.SKILL | Kind.KNOWLEDGE:
            return _is_skill(spot, found, document)
        case Kind.OCCUPATION | Kind.OCCUPATION_GROUP:
            return _is_occupation(spot, found, document)
        case Kind.EDUCATION_LEVEL:
            around = document.text[max(0, spot.start - 40) : spot.end + 25]
            if fold(found).startswith(_PRESCHOOL) or not decides_no_pay(spot, document):
                return False
            return fold(found) not in _SCHOOLS or _EDUCATED.search(around.replace(found, "", 1)) is not None
        case Kind.DRIVING_LICENCE:
            around = document.text[max(0, spot.start - 40) : spot.end + 40]
            return _LICENCE_WORD.search(around) is not None
    return True


def _is_skill(spot: Spot, found: str, document: Document) -> bool:
    before = document.text[max(0, spot.start - 60) : spot.start].rpartition("\n")[2]
    if spot.start < document.headline_end and _WORKPLACE.search(before):
        return False
    if " " in found.strip():
        return stem_key(tuple(fold(found).split())) not in _PHRASE_STEMS
    cued = _SKILLED.search(before) is not None
    name = _is_name(spot, found, document, _NEXT_TO_NAME.search(before) is not None or cued)
    folded = fold(found)
    if name is not None:
        return name
    if folded in _NEVER or (folded == "fysik" and _PRAISE.search(before)):
        return False
    if _is_everyday(folded, _EVERYDAY_STEMS):
        return cued or (stem(folded) in _ACTIVITIES and _DONE.search(before) is not None)
    return cued or not (_is_verb(folded) or _is_definite(folded, fold(spot.label)))


def _is_name(spot: Spot, found: str, document: Document, beside: bool) -> bool | None:
    """Whether the words are the name of a thing, by their capitals; None where they are no name.

    ``beside``: next to another name or after a word of skill, without which one or two letters are not enough.
    """
    label = _name_in(spot.label, found)
    if found.isupper() and len(found) < 6 and found != label:
        return False
    if len(found) < 3:
        return found == label and found.upper() == found and beside
    if _is_acronym(label):
        return found == label and not _shouts(document, spot)
    named = fold(found) in _NAMES_WHEN_CAPITAL and found[0].isupper() and not _begins(document, spot)
    return True if named else None


def _is_everyday(folded: str, stems: frozenset[str]) -> bool:
    """By the stem, except that *målare* is not the everyday *mål*: who does a thing is not the thing."""
    return folded in stems or (stem(folded) in stems and (not folded.endswith("are") or folded in _EVERYDAY_WORDS))


def _is_verb(folded: str) -> bool:
    """A verb without its object names no skill: "du dokumenterar"."""
    return folded.endswith(("era", "erar", "erat"))


def _is_definite(folded: str, label: str) -> bool:
    """A thing in the definite form ("mobilen", "arbetsgruppen") is one at hand; doings are not ("städningen")."""
    return (
        folded != label
        and folded.endswith(("en", "et", "erna", "orna", "arna"))
        and not folded.endswith(("ingen", "arbetet", "skapet", "ionen"))
        and not label.endswith(folded[-2:])
    )


def _is_occupation(spot: Spot, found: str, document: Document) -> bool:
    one_word = " " not in found.strip()
    if one_word and _is_everyday(fold(found), _PEOPLE_STEMS | _EVERYDAY_STEMS):
        return False
    if _PRAISE.search(document.text[max(0, spot.start - 14) : spot.start]):
        return False  # "du är en god kommunikatör" praises a person and names no trade
    label = _name_in(spot.label, found)
    if _is_acronym(label):
        return (
            found == label
            and (len(found) > 2 or spot.start < document.headline_end)
            and not _shouts(document, spot)
        )
    return True


def _name_in(label: str, found: str) -> str:
    """The word of the label that was found, as the label writes it ("D" of "D, programmeringsspråk")."""
    at = label.casefold().find(found.casefold())
    return label[at : at + len(found)] if at >= 0 else label


def _is_acronym(label: str) -> bool:
    letters = [c for c in label if c.isalpha()]
    return 1 < len(letters) <= 5 and all(c.isupper() for c in letters)


def _shouts(document: Document, spot: Spot) -> bool:
    """Whether the line around is in capitals, where capitals say nothing."""
    before = document.text[max(0, spot.start - 100) : spot.start].rpartition("\n")[2]
    after = document.text[spot.start : spot.end + 100].partition("\n")[0]
    letters = [c for c in before + after if c.isalpha()]
    return len(letters) > 12 and all(c.isupper() for c in letters)


def _begins(document: Document, spot: Spot) -> bool:
    """Whether the spot begins a sentence or line, where a capital says nothing."""
    before = document.text[max(0, spot.start - 4) : spot.start].rstrip(" -•·*\t")
    return not before or before[-1] in ".!?\n:"
