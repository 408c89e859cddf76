"""From the words of an advert to mentions, occupations and facts. Lexical and rule-based, the first version.

The steps, each in its own module: hide contacts; read lines and sections; find labels and patterns; drop
everyday words; keep the longest of overlapping spots; give each polarity, level, years; join alternatives; rank
occupations; read facts.
"""

import re
from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from itertools import groupby

from kompetensnav.engine.extraction import facts
from kompetensnav.engine.extraction.alternatives import grouped
from kompetensnav.engine.extraction.compounds import CompoundFinder
from kompetensnav.engine.extraction.contacts import BLOCK, mask_contacts
from kompetensnav.engine.extraction.cues import EQUAL_TREATMENT, MINORITY_BOILERPLATE
from kompetensnav.engine.extraction.education import EducationFinder
from kompetensnav.engine.extraction.languages import cefr_level, is_language, speaking, swedish_courses
from kompetensnav.engine.extraction.levels import skill_level, years_in
from kompetensnav.engine.extraction.licences import LicenceFinder
from kompetensnav.engine.extraction.mentions import Extraction, Mention, Polarity, SectionKind
from kompetensnav.engine.extraction.noise import decides_no_pay, is_membership, is_wanted, outside_addresses
from kompetensnav.engine.extraction.occupations import OccupationFinder, title_of
from kompetensnav.engine.extraction.polarity import Clause, PolarityReader
from kompetensnav.engine.extraction.sections import read_lines
from kompetensnav.engine.extraction.short_notes import is_note, polarity_in_note
from kompetensnav.engine.extraction.spots import Document, Spot, Spotter, read_document
from kompetensnav.engine.extraction.ways import WayFinder
from kompetensnav.engine.linking.lexicon import Lexicon
from kompetensnav.engine.linking.link import Linker
from kompetensnav.engine.taxonomy.graph import TaxonomyGraph
from kompetensnav.engine.taxonomy.kinds import Kind
from kompetensnav.engine.text.language import detect_language
from kompetensnav.engine.text.normalise import fold

_TRADES = (Kind.OCCUPATION, Kind.OCCUPATION_GROUP)
_SKILLS = (Kind.SKILL, Kind.KNOWLEDGE)
_WITH_YEARS = (*_SKILLS, *_TRADES)

_DEFINITE = ("en", "ens", "an", "ans", "arna", "arnas", "erna", "ernas", "orna", "ornas")
_LONGEST_ENDING = 5  # letters; longer ends are words of their own: "sjuksköterskeexamen"
_ROLE = re.compile(
    r"\b(?:roll(?:en)?|(?:extra)?jobb(?:et)?|tjänst(?:en)?|uppdrag(?:et)?|arbetet|anställning(?:en)?|role|job"
    r"|position)"
    r"\s+(?:som|as(?: an?)?|of)\s+(?:\w+\s+)?$",
    re.IGNORECASE,
)

# How much the words of a section say of the job itself: the rest tells of the house, the pay and the papers.
_WORTH = {SectionKind.ABOUT_EMPLOYER: 0.4, SectionKind.OFFER: 0.5, SectionKind.APPLICATION: 0.2}

# Where a trade is what the person is to be or to have been; elsewhere the advert names the job it offers.
_HELD = re.compile(
    r"erfaren|arbetat|jobbat|utbild|examen|legitim|bakgrund|kompetens|\bdu (?:som )?är|\bär du|kräv|krav\b|måste"
    r"|minst|behörig|experience|worked|trained|qualified|licen[cs]ed|degree|you are|are you|background",
    re.IGNORECASE,
)
_AS = re.compile(r"\b(?:som|as)(?: (?:en|ett|vår|an?|our))?(?: \w+(?:ad|ig|en|d))?\s+$", re.IGNORECASE)
# Sentences in which the employer presents itself: what stands there is its business, not the job.
_PRESENTS = re.compile(
    r"\b(?:vi|företaget|bolaget|koncernen|kliniken|kommunen|regionen) är (?:en|ett|experter|specialister|ledande)\b"
    r"|\bär (?:en|ett) (?:privat|växande|ledande|etablerad|familjeägd)\w*|företag som|produktportfölj|i världsklass"
    r"|varumärken|\b(?:we are|is) (?:an?|the) (?:\w+ ){0,3}(?:company|provider|leader|agency|firm)"
    r"|leading (?:company|provider)",
    re.IGNORECASE,
)

_HIDDEN_NAME = re.compile(rf"[\s,:(-]{{0,3}}{BLOCK}")

NO_OCCUPATION = "no-occupation"
SEVERAL_JOBS = "several-jobs"
PART_TIME = "part-time"
OTHER_LANGUAGE = "other-language"


class Extractor:
    """Reads documents with the labels of one graph. ``places``: folded name -> municipality code.

    ``linker`` is asked for headlines that name no known trade; without one, by words alone.
    """

    def __init__(
        self,
        graph: TaxonomyGraph,
        lexicon: Lexicon,
        places: Mapping[str, str] | None = None,
        linker: Linker | None = None,
    ) -> None:
        self.graph = graph
        self._places = dict(places or {})
        self._spotter = Spotter(graph, lexicon)
        self._licences = LicenceFinder(graph, self._spotter)
        self._education = EducationFinder(self._spotter)
        self._compounds = CompoundFinder(self._spotter)
        self._ways = WayFinder(self._spotter)
        self._occupations = OccupationFinder(graph, linker or Linker(graph, lexicon))

    def extract(self, headline: str, text: str) -> Extraction:
        """All that is read from a document. Any text is accepted; equal text gives an equal answer."""
        masked_text, masked = mask_contacts(f"{headline}\n\n{text}")
        document = read_document(masked_text, len(headline), detect_language(masked_text))
        spots = self._spots(document)
        reader = _reader(document, spots)
        trades = [s for s in spots if s.kind in _TRADES]
        occupations, suggestions = self._occupations.rank(
            document,
            trades,
            lambda t: reader.at(t.start, t.end),
            lambda t: reader.others_trade(t.start),
            lambda at: _WORTH.get(reader.lines[reader.line_at(at)].section, 1.0),
        )
        if occupations:
            spots = _with(spots, self._occupations.outside_registers(document, trades, occupations[0]))
        mentions = grouped(masked_text, _decorated(document, spots, reader))
        positions = _positions(document, trades)
        start = facts.start_date(masked_text)
        scope = facts.scope(masked_text)
        age = facts.legal_age(masked_text)
        return Extraction(
            text=masked_text,
            language=document.language,
            headline_end=len(headline),
            mentions=mentions,
            occupations=occupations,
            suggestions=suggestions,
            positions=positions[0] if positions else None,
            positions_span=positions[1] if positions else None,
            start=start[0] if start else None,
            start_span=start[1] if start else None,
            scope_percent=scope[0] if scope else None,
            scope_span=scope[1] if scope else None,
            places=facts.places(masked_text, document.tokens, self._places, len(headline)),
            asks_legal_age=age is not None,
            legal_age_span=age,
            masked=masked,
            notes=_notes(document, trades, has_occupation=bool(occupations)),
        )

    def _spots(self, document: Document) -> list[Spot]:
        """Spots without overlap, by place; only a trade may stand inside a licence.

        Patterns come before labels: they see whole expressions ("B- eller BE-körkort") where labels see parts.
        """
        patterns = [
            *self._licences.driving(document),
            *speaking(document, self._spotter),
            *swedish_courses(document, self._spotter),
        ]
        found = outside_addresses(self._spotter.spots(document), document)
        labels = [s for s in found if is_wanted(s, document) and not is_membership(s, document)]
        labels = [s for s in labels if s.kind is not Kind.LANGUAGE or is_language(s, document)]
        labels += (s for s in self._education.find(document) if decides_no_pay(s, document))
        labels += (*self._compounds.find(document), *self._ways.find(document))
        kept = _longest(len(document.text), patterns, labels)
        trades = [s for s in kept if s.kind in _TRADES]
        licences = list(self._licences.legal(document, trades, kept))
        licensed = [s for s in kept if s.kind is Kind.LEGAL_LICENCE]
        inner = [t for x in licensed if (t := _trade_inside(x, labels))]
        return sorted({*kept, *licences, *inner}, key=lambda s: (s.start, -s.end, s.kind, s.concept))


def _positions(document: Document, trades: Sequence[Spot]) -> tuple[int, tuple[int, int]] | None:
    """The number of people: in the title, or right before a trade."""
    in_title = facts.positions(document.text, title_of(document)[1])
    return in_title or next((f for t in trades if (f := facts.positions_before(document.text, t.start))), None)


def _trade_inside(licence: Spot, labels: Iterable[Spot]) -> Spot | None:
    """The trade in the words of a licence: *sjuksköterska* of *legitimerad sjuksköterska*, longest first."""
    inside = [
        t
        for t in labels
        if t.kind in _TRADES
        and licence.start <= t.start
        and t.end <= licence.end
        and t.end - t.start < licence.end - licence.start
    ]
    return min(inside, key=lambda t: (t.start - t.end, _specificity(t), t.start, t.concept), default=None)


def _longest(length: int, *tiers: Iterable[Spot]) -> list[Spot]:
    """Spots that do not overlap: earlier tiers first, then the longer, the more specific kind, the earlier."""
    taken = bytearray(length + 1)
    kept = []
    for tier in tiers:
        for spot in sorted(tier, key=lambda s: (s.start - s.end, _specificity(s), s.start, s.concept)):
            if not any(taken[spot.start : spot.end]):
                taken[spot.start : spot.end] = b"\1" * (spot.end - spot.start)
                kept.append(spot)
    return sorted(kept, key=lambda s: s.start)


def _with(spots: Sequence[Spot], more: Iterable[Spot]) -> list[Spot]:
    """The spots and those of ``more`` that overlap none of them, by place."""
    taken = {i for s in spots for i in range(s.start, s.end)}
    return sorted([*spots, *(s for s in more if s.start not in taken)], key=lambda s: (s.start, -s.end))


def _specificity(spot: Spot) -> int:
    """Licences and languages before trades before skills, as in spots.KIND_ORDER; groups last."""
    return {Kind.OCCUPATION: 1, Kind.SKILL: 2, Kind.KNOWLEDGE: 3, Kind.OCCUPATION_GROUP: 4}.get(spot.kind, 0)


def _reader(document: Document, spots: Sequence[Spot]) -> PolarityReader:
    starts = sorted({s.start for s in spots})

    def has_mention(start: int, end: int) -> bool:
        i = bisect_left(starts, start)
        return i < len(starts) and starts[i] < end

    return PolarityReader(document.text, read_lines(document.text, document.headline_end), has_mention)


def _decorated(document: Document, spots: Sequence[Spot], reader: PolarityReader) -> list[Mention]:
    """Mentions of the spots, with what their clause says about each."""
    mentions: list[Mention] = []
    title = title_of(document)
    first = any(s.kind in _TRADES and title[0] <= s.start < title[1] for s in spots)
    counted = facts.positions(document.text, title[1]) is not None
    note = is_note(document.text, reader.lines, asks=first or counted)
    for (start, end), group in groupby(spots, key=lambda s: _clause_span(reader.clause_at(s.start))):
        of_clause = list(group)
        years = _years(document, of_clause, start, end)
        languages = [(s.start, s.end) for s in of_clause if s.kind is Kind.LANGUAGE]
        for spot in of_clause:
            level = _level(document, spot, (start, end), languages)
            mention = _mention(document, spot, reader, level, years.get(spot))
            if note and spot.kind not in _TRADES and spot.start >= document.headline_end:
                polarity = polarity_in_note(document.text, spot.start, spot.end, spot.kind, mention.polarity)
                mention = replace(mention, polarity=polarity)
            if not _is_about_others(document, spot, mention, reader):
                mentions.append(mention)
    return mentions


def _is_about_others(document: Document, spot: Spot, mention: Mention, reader: PolarityReader) -> bool:
    """Whether the words tell of the employer's business or of colleagues, and ask nothing."""
    if mention.polarity is not Polarity.MENTIONED or spot.start < document.headline_end:
        return False
    if spot.kind in _TRADES:
        return reader.others_trade(spot.start) or _is_definite(document, spot)
    sentence = reader.clause_at(spot.start).sentence
    return spot.kind in _SKILLS and (
        mention.section in (SectionKind.ABOUT_EMPLOYER, SectionKind.APPLICATION)
        or (mention.section is not SectionKind.TASKS and _PRESENTS.search(document.text, *sentence) is not None)
    )


def _clause_span(clause: Clause) -> tuple[int, int]:
    return clause.start, clause.end


def _level(document: Document, spot: Spot, clause: tuple[int, int], languages: list[tuple[int, int]]) -> int | None:
    if spot.level is not None:
        return spot.level
    if spot.kind is Kind.LANGUAGE:
        return cefr_level(document.text, clause, languages, languages.index((spot.start, spot.end)))
    return skill_level(document.text, clause[0], spot.start) if spot.kind in _SKILLS else None


def _years(document: Document, spots: Sequence[Spot], start: int, end: int) -> dict[Spot, float]:
    """Years of experience go to the skills and trades after the words, else to the last one before them."""
    able = [s for s in spots if s.kind in _WITH_YEARS]
    found = years_in(document.text, start, end) if able else None
    if found is None:
        return {}
    years, at = found
    after = [s for s in able if s.start >= at]
    return dict.fromkeys(after or able[-1:], years)


def _mention(
    document: Document, spot: Spot, reader: PolarityReader, level: int | None, years: float | None
) -> Mention:
    polarity = reader.at(spot.start, spot.end)
    line = reader.lines[reader.line_at(spot.start)]
    if spot.start < document.headline_end or (spot.kind in _TRADES and _names_no_demand(document, spot, reader)):
        polarity = Polarity.MENTIONED
    sentence = reader.clause_at(spot.start).sentence
    minority = spot.kind is Kind.LANGUAGE and MINORITY_BOILERPLATE.search(document.text, *sentence)
    equality = spot.kind is not Kind.LANGUAGE and EQUAL_TREATMENT.search(document.text, *sentence)
    if equality or (minority and polarity is not Polarity.MERIT):
        polarity = Polarity.MENTIONED
    return Mention(
        start=spot.start,
        end=spot.end,
        concept=spot.concept,
        kind=spot.kind,
        polarity=polarity,
        level=level,
        years=years,
        section=line.section,
        score=spot.score,
        label=spot.label,
    )


def _names_no_demand(document: Document, spot: Spot, reader: PolarityReader) -> bool:
    """Whether a trade is the job's own name, a colleague's, or a person's at hand ("kockens frånvaro").

    A contact person's title asks nothing either: a hidden name stands right after it.
    """
    before = document.text[max(0, spot.start - 80) : spot.start].rpartition("\n")[2]
    held = _HELD.search(before) is not None
    listed = reader.lines[reader.line_at(spot.start)].section in (SectionKind.REQUIREMENTS, SectionKind.MERITS)
    return (
        not (held or listed)
        or (_AS.search(before) is not None and not held)
        or _is_definite(document, spot)
        or _ROLE.search(before) is not None
        or _HIDDEN_NAME.match(document.text, spot.end) is not None
        or reader.others_trade(spot.start)
    )


def _is_definite(document: Document, spot: Spot) -> bool:
    """A trade in the definite form is a person at hand: "kockens frånvaro"."""
    found = fold(document.text[spot.start : spot.end])
    label = fold(spot.label)
    return found != label and found.endswith(_DEFINITE) and len(found) - len(label) <= _LONGEST_ENDING


def _notes(document: Document, trades: Sequence[Spot], *, has_occupation: bool) -> tuple[str, ...]:
    """Codes of what a person should look at.

    Several jobs: trades counted one by one ("en kock och två servitörer") are needs of their own, not alternatives.
    """
    notes = []
    start, end = title_of(document)
    counted = [t for t in trades if start <= t.start < end and facts.counted(document.text, t.start)]
    if len(counted) > 1:
        notes.append(SEVERAL_JOBS)
    if not has_occupation:
        notes.append(NO_OCCUPATION)
    if document.language == "other":
        notes.append(OTHER_LANGUAGE)
    if facts.part_time(document.text):
        notes.append(PART_TIME)
    return tuple(notes)
