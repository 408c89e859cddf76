"""Which labels in a CV are claims of its owner: by section, and by what stands around."""

import re
from collections.abc import Iterable, Iterator, Sequence

from kompetensnav.engine.extraction.cv_education import CvEducationFinder, names_a_school
from kompetensnav.engine.extraction.cv_jobs import Jobs
from kompetensnav.engine.extraction.cv_levels import language_grades
from kompetensnav.engine.extraction.cv_licences import CvLicenceFinder
from kompetensnav.engine.extraction.cv_mentions import CvSection as S
from kompetensnav.engine.extraction.cv_phrases import CV_WAYS
from kompetensnav.engine.extraction.cv_sections import CvLine
from kompetensnav.engine.extraction.cv_titles import CvTitleFinder, Links
from kompetensnav.engine.extraction.education import EducationFinder
from kompetensnav.engine.extraction.languages import is_language, speaking, swedish_courses
from kompetensnav.engine.extraction.licences import LicenceFinder
from kompetensnav.engine.extraction.noise import is_membership, is_wanted, outside_addresses
from kompetensnav.engine.extraction.spots import Document, Spot, Spotter
from kompetensnav.engine.extraction.ways import WayFinder
from kompetensnav.engine.linking.lexicon import Lexicon, Written
from kompetensnav.engine.taxonomy.graph import TaxonomyGraph
from kompetensnav.engine.taxonomy.kinds import Kind
from kompetensnav.engine.text.normalise import fold, stem

TRADES = (Kind.OCCUPATION, Kind.OCCUPATION_GROUP)
SKILLS = (Kind.SKILL, Kind.KNOWLEDGE)
_SILENT = (S.REFERENCES, S.INTERESTS)  # nothing here is a claim
_LISTED = (S.SKILLS, S.LICENCES, S.SUMMARY)
# Everyday words of adverts that are claims where a person lists what they can do.
_CLAIMABLE_WORDS = (
    "ledning ledarskap kommunikation planering administration dokumentation rapportering coaching handledning"
    " rekrytering arbetsmiljö arbetsrätt försäljning schemaläggning samordning marknad ekonomi redovisning"
    " samarbete produktion kvalitet logistik service leadership management communication planning recruitment"
    " sales marketing teaching writing analysis negotiation reporting documentation scheduling teamwork"
    " collaboration production logistics accounting training excel word access outlook sketch swift rust ruby"
    " oracle lean scrum agile manufacturing"
)
_CLAIMABLE = frozenset(stem(w) for w in _CLAIMABLE_WORDS.split())
# Labels of the European register that are words of any sentence about work.
_EMPTY_WORDS = (
    "electric efficiency standard standards conduct initiative initiatives equipment report reports present lead"
    " plan planera planerade programvara monitor promote safe teams team operation operations reliability quality"
    " experience improve development produce material materials device devices structure component components"
    " support ledde leda arbeta utveckla hantera använda utföra kontrollera problem lösningar företag company"
    " language"
)
_EMPTY_PHRASES = (
    "quality standards|work efficiently|identify opportunities|customer satisfaction|on-time delivery"
    "|work independently|daglig verksamhet|dagliga verksamhet|new products|high quality"
)
_EMPTY = frozenset([*_EMPTY_WORDS.split(), *_EMPTY_PHRASES.split("|")])
_SHORT = 3  # letters; a shorter word is a skill only as its register writes it
_MIXED = re.compile(r"^[A-Z]{2,}[a-z]|^[A-Z][a-z]*[A-Z]")  # SAFe is not safe
_DEGREE_ALONE = frozenset(
    ["master", "bachelor", "masters", "bachelors", "ged", "promotion", "ma", "ba", "m.a", "b.a"]
)
_LANGUAGE_WORD = re.compile(r"мов[аиоіу]\w*|язык\w*|(?:ال)?لغ(?:ة|ات|ه)", re.IGNORECASE)
_NEAR = 60  # characters before a language in which it is said to be spoken
_SPEAKS = re.compile(
    r"(?<!\w)(?:pratar|talar|speaks?|fluent in|snakker|taler|spreche)(?:\s+(?:\w+\s*(?:,|och|and|og"
    r"|und)?\s*)?){1,5}$",
    re.IGNORECASE,
)
_FIELD = re.compile(r"^(?:و?ال|بال|لل).*ة$")  # Arabic field of work with its article: المحاسبة


class CvSpotter(Spotter):
    """Labels in the scripts of any language, and Swedish and English ones in each other's CVs."""

    def _readable(self, document: Document, row: int, written: Written) -> bool:
        if self.graph.labels[row][:1] > "\u024f":
            return True
        language = self.graph.languages[int(self.graph.label_language[row])]
        if language == document.language:
            return True
        named = self.graph.kind(int(self.graph.label_concept[row])) is Kind.LANGUAGE  # norsk, Deutsch, polski
        return written is Written.ALIKE and (named or language in ("sv", "en", "und"))


class CvSpots:
    """Finds the claims in a CV."""

    def __init__(self, graph: TaxonomyGraph, lexicon: Lexicon, linker: Links) -> None:
        self.spotter = CvSpotter(graph, lexicon)
        self._driving = CvLicenceFinder(graph, self.spotter)
        self._legal = LicenceFinder(graph, self.spotter)
        self._adverts_education = EducationFinder(self.spotter)
        self._education = CvEducationFinder(self.spotter)
        self._phrases = WayFinder(self.spotter, CV_WAYS)
        self._titles = CvTitleFinder(graph, linker)

    def trades(self, document: Document) -> list[tuple[int, int]]:
        """Where trades stand, before anything is decided about them."""
        return [(s.start, s.end) for s in self.spotter.spots(document) if s.kind in TRADES]

    def find(self, document: Document, lines: Sequence[CvLine], jobs: Jobs) -> list[Spot]:
        """Claims without overlap, by place; only a trade may stand inside a licence."""
        patterns = [
            *self._driving.find(document, lines),
            *speaking(document, self.spotter),
            *swedish_courses(document, self.spotter),
        ]
        labels = outside_addresses(self.spotter.spots(document), document)
        labels += [*self._adverts_education.find(document), *self._education.find(document)]
        claimed = [s for s in labels if _is_claim(s, document, lines, jobs)]
        claimed += [s for s in self._phrases.find(document) if _may_tell(s, lines, jobs)]
        trades = [s for s in claimed if s.kind in TRADES]
        titles = self._titles.find(document, lines, jobs, trades)
        claimed += [s for s in titles if _may_tell(s, lines, jobs) and jobs.claims(s) > 0]
        patterns = [s for s in patterns if lines[jobs.line_at(s.start)].section not in _SILENT]
        kept = _longest(len(document.text), patterns, claimed)
        trades = [s for s in kept if s.kind in TRADES]
        legal = [
            s
            for s in self._legal.legal(document, trades, kept)
            if lines[jobs.line_at(s.start)].section not in _SILENT
        ]
        licensed = [s for s in [*kept, *legal] if s.kind is Kind.LEGAL_LICENCE]
        inner = [t for s in licensed if (t := _trade_inside(s, claimed))]
        return sorted({*kept, *legal, *inner}, key=lambda s: (s.start, -s.end, s.kind, s.concept))


def _is_claim(spot: Spot, document: Document, lines: Sequence[CvLine], jobs: Jobs) -> bool:
    line = lines[jobs.line_at(spot.start)]
    if line.section in _SILENT or line.heading or spot.start < line.body:
        return False
    if spot.kind in TRADES:
        return _is_trade(spot, document) and jobs.claims(spot) > 0
    if spot.kind in SKILLS:
        return _may_tell(spot, lines, jobs) and _is_skill(spot, document, line)
    if spot.kind is Kind.LANGUAGE:
        return _is_spoken(spot, document, line) and not jobs.in_title(spot)
    if spot.kind is Kind.EDUCATION_LEVEL:
        return _is_level(spot, document, line)
    return is_wanted(spot, document)


def _may_tell(spot: Spot, lines: Sequence[CvLine], jobs: Jobs) -> bool:
    """Whether the line tells what the person can or did, and is no heading, address, title or employer."""
    line = lines[jobs.line_at(spot.start)]
    if line.section in _SILENT or line.section is S.CONTACT or line.heading or spot.start < line.body:
        return False
    return spot.kind in TRADES or not jobs.in_title(spot)


def _is_trade(spot: Spot, document: Document) -> bool:
    found = document.text[spot.start : spot.end]
    if len(found) == 2 and found.isupper() and found in spot.label:  # VD: nothing else stands where titles do
        return True
    return is_wanted(spot, document) and not _FIELD.match(found)


def _is_skill(spot: Spot, document: Document, line: CvLine) -> bool:
    written = document.text[spot.start : spot.end]
    found = fold(written)
    if is_membership(spot, document) or found in _EMPTY or (_MIXED.search(spot.label) and written.islower()):
        return False
    if len(found) <= _SHORT and found != fold(spot.label):
        return False  # "jag" is no form of "jaga"
    if line.section is S.LANGUAGES and language_grades(written):
        return False  # "modersmål" grades a language, though a register has it as a skill
    if is_wanted(spot, document):
        return True
    return line.section in _LISTED and len(found) > 2 and stem(found) in _CLAIMABLE


def _is_spoken(spot: Spot, document: Document, line: CvLine) -> bool:
    """Whether a language is one that the person knows, not a nationality or a subject."""
    if line.section is S.LANGUAGES:
        return True
    if line.section is S.CONTACT:
        return False
    if document.text[spot.start] > "\u024f":
        words = document.text[line.body : line.end]
        return _LANGUAGE_WORD.search(words) is not None or bool(language_grades(words))
    before = document.text[max(line.body, spot.start - _NEAR) : spot.start]
    return _SPEAKS.search(before) is not None or is_language(spot, document)


def _is_level(spot: Spot, document: Document, line: CvLine) -> bool:
    found = fold(document.text[spot.start : spot.end])
    if names_a_school(document.text, spot):
        return False
    if line.section is S.EDUCATION:
        return True
    return found not in _DEGREE_ALONE and is_wanted(spot, document)


def _trade_inside(licence: Spot, claimed: Iterable[Spot]) -> Spot | None:
    """The trade in the words of a licence: *sjuksköterska* of *legitimerad sjuksköterska*, longest first."""
    inside = (
        t
        for t in claimed
        if t.kind in TRADES
        and licence.start <= t.start
        and t.end <= licence.end
        and t.end - t.start < licence.end - licence.start
    )
    return min(inside, key=lambda t: (t.start - t.end, t.start, t.concept), default=None)


def _longest(length: int, *tiers: Iterable[Spot]) -> list[Spot]:
    """Spots that do not overlap: earlier tiers first, then the longer, the more specific kind, the earlier."""
    taken = bytearray(length + 1)
    kept = []
    for spot in _in_order(tiers):
        if not any(taken[spot.start : spot.end]):
            taken[spot.start : spot.end] = b"\1" * (spot.end - spot.start)
            kept.append(spot)
    return sorted(kept, key=lambda s: s.start)


def _in_order(tiers: Iterable[Iterable[Spot]]) -> Iterator[Spot]:
    rank = {Kind.OCCUPATION: 1, Kind.SKILL: 2, Kind.KNOWLEDGE: 3, Kind.OCCUPATION_GROUP: 4}
    for tier in tiers:
        yield from sorted(tier, key=lambda s: (s.start - s.end, rank.get(s.kind, 0), s.start, s.concept))
