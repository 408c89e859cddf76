"""From the words of a CV to what its owner says they have: mentions with level, years and section, and trades.

The steps, each in its own module: hide personal data; read lines and sections; find when and where jobs were held;
find labels and patterns; keep those that are claims; give each its level, years, negation; rank the trades.
"""

import re
from collections.abc import Iterator, Sequence
from datetime import date
from itertools import groupby

from kompetensnav.engine.extraction.contacts import BLOCK
from kompetensnav.engine.extraction.cv_contacts import mask_cv
from kompetensnav.engine.extraction.cv_jobs import WISHED, Jobs
from kompetensnav.engine.extraction.cv_levels import (
    is_lacking,
    language_levels,
    sfi_level,
    skill_grade_after,
    skill_grade_before,
)
from kompetensnav.engine.extraction.cv_mentions import CvExtraction, CvMention
from kompetensnav.engine.extraction.cv_mentions import CvSection as S
from kompetensnav.engine.extraction.cv_occupations import ranked
from kompetensnav.engine.extraction.cv_periods import latest, periods, years_said
from kompetensnav.engine.extraction.cv_sections import CvLine, read_cv_lines
from kompetensnav.engine.extraction.cv_spots import SKILLS, TRADES, CvSpots
from kompetensnav.engine.extraction.cv_titles import Links
from kompetensnav.engine.extraction.levels import skill_level
from kompetensnav.engine.extraction.spots import Spot, read_document
from kompetensnav.engine.linking.lexicon import Lexicon
from kompetensnav.engine.linking.link import Linker
from kompetensnav.engine.taxonomy.graph import TaxonomyGraph
from kompetensnav.engine.taxonomy.kinds import Kind
from kompetensnav.engine.text.language import language_of

NO_CV = "no-cv"  # nothing speaks for a CV, so nothing is suggested
NO_OCCUPATION = "no-occupation"
CUT = "cut"  # only the first pages were read
LONGEST = 60_000  # characters that are read, some twenty pages; the rest is hidden, for it may name people
# Marks of writing direction and byte order stand at the ends of lines, where the rules look for words.
_MARKS = dict.fromkeys([0xFEFF, 0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2066, 0x206A)], " ")
# A wider gap than any layout has is filled with what is no space, so that no rule searches through it.
_GAP = re.compile(r"(?<=\s{50})\s{50,}")
_FILL = "\x00"
_TOP = 600  # characters in which the person's own name is looked for

_SWEDISH = re.compile(r"[åäö]", re.IGNORECASE)  # lists have too few small words to tell by
_REST = re.compile(r"\S")
_OWN_WORDS = re.compile(
    r"(?<!\w)(?:jag (?:har|är|kan|talar|arbetar|jobbar|söker)|har (?:arbetat|jobbat)|mitt? (?:yrke|arbete"
    r"|jobb)|min erfarenhet"
    r"|i (?:am|have|worked|speak)|my (?:experience|skills)|years?'? (?:of )?experience|års? erfarenhet"
    r"|(?:я )?(?:працюю|працював|працювала|маю досвід|володію)|досвід роботи|мій досвід"
    r"|(?:أعمل|عملت|لدي خبرة|أتحدث|أجيد)|سنوات خبرة|خبرة)(?!\w)",
    re.IGNORECASE,
)
_ADVERT = re.compile(
    r"(?<!\w)(?:vi söker|vi erbjuder|hos oss|du har|du är|ansök(?:an)?|välkommen med|we are looking for"
    r"|we offer|you will"
    r"|you have|apply (?:now|today)|join our|your application|ми шукаємо|ми пропонуємо|نبحث عن|نحن نقدم)(?!\w)",
    re.IGNORECASE,
)
_LEAST_EVIDENCE = 2
_SPEAKING = {Kind.LANGUAGE, Kind.DRIVING_LICENCE, Kind.EDUCATION_LEVEL, Kind.LEGAL_LICENCE}
_PRAISED = (S.SKILLS, S.SUMMARY)  # where "strong" grades; of one's deeds it says how they went


class CvExtractor:
    """Reads CVs with the labels of one graph. ``linker``: for titles that are no label; without, by words alone."""

    def __init__(self, graph: TaxonomyGraph, lexicon: Lexicon, linker: Links | None = None) -> None:
        self.graph = graph
        self._spots = CvSpots(graph, lexicon, linker or Linker(graph, lexicon))

    def read(self, text: str, today: date | None = None) -> CvExtraction:
        """All that is read from a CV. Any text is accepted; equal text and day give an equal answer.

        ``today`` ends the periods that are not over; without it the latest year of the text does.
        """
        head, rest = _GAP.sub(_filled, text[:LONGEST].translate(_MARKS)), text[LONGEST:]
        language = language_of(head)
        own = language if language != "other" else "sv" if _SWEDISH.search(head) else "en"
        top = read_document(head[:_TOP], 0, own)
        masked_text, masked = mask_cv(head, self._spots.trades(top))
        lines = read_cv_lines(masked_text)
        document = read_document(masked_text, 0, own)
        found = periods(masked_text)
        jobs = Jobs(masked_text, lines, found)
        now = latest(masked_text, today)
        spots = self._spots.find(document, lines, jobs)
        mentions = tuple(_mentions(masked_text, lines, spots, jobs, now))
        notes = [CUT] if rest else []
        if not _speaks_for_a_cv(masked_text, lines, mentions, jobs):
            notes.append(NO_CV)
            mentions = ()
        occupations = ranked(self.graph, mentions, jobs, now)
        if not occupations:
            notes.append(NO_OCCUPATION)
        shown = "".join(BLOCK if m == BLOCK else c for c, m in zip(text, masked_text, strict=False))
        full = shown + _REST.sub(BLOCK, rest)
        return CvExtraction(full, language, mentions, occupations, masked, tuple(notes))


def _filled(gap: re.Match[str]) -> str:
    return _FILL * (len(gap.group()) - 1) + gap.group()[-1]


def _mentions(
    text: str, lines: Sequence[CvLine], spots: Sequence[Spot], jobs: Jobs, now: tuple[int, int]
) -> Iterator[CvMention]:
    for n, group in groupby(spots, key=lambda s: jobs.line_at(s.start)):
        of_line = list(group)
        levels = _levels(text, lines, n, of_line)
        years = _years(text, lines[n], of_line, jobs, now)
        for spot in of_line:
            wished = spot.kind in TRADES and jobs.claims(spot) == WISHED
            yield CvMention(
                start=spot.start,
                end=spot.end,
                concept=spot.concept,
                kind=spot.kind,
                level=levels.get(spot),
                years=years.get(spot),
                section=lines[n].section,
                score=round(spot.score * (WISHED if wished else 1), 4),
                label=spot.label,
                negated=is_lacking(text, spot.start, spot.end),
            )


def _levels(text: str, lines: Sequence[CvLine], n: int, spots: Sequence[Spot]) -> dict[Spot, int | None]:
    line = lines[n]
    languages = [s for s in spots if s.kind is Kind.LANGUAGE]
    start, end = _graded_span(text, lines, n, languages)
    words = language_levels(text[start:end], [(s.start - start, s.end - start) for s in languages])
    found: dict[Spot, int | None] = {
        s: next((n for n in (s.level, level, sfi_level(text, s.start, line.end)) if n is not None), None)
        for s, level in zip(languages, words, strict=True)
    }
    for spot in spots:
        if spot.kind in SKILLS:
            after = skill_grade_after(text, spot.end, line.end)
            before = skill_grade_before if line.section in _PRAISED else skill_level
            found[spot] = after if after is not None else before(text, line.start, spot.start)
    return found


def _graded_span(text: str, lines: Sequence[CvLine], n: int, languages: Sequence[Spot]) -> tuple[int, int]:
    """The line, with the grade on a line of its own above or below: *Modersmål* / *arabiska*, *Svenska* / *C1*."""
    line = lines[n]
    alone = len(languages) == 1 and not text[languages[0].end : line.end].strip(" .:")
    if line.section is not S.LANGUAGES or not alone:
        return line.start, line.end
    for other in (n + 1, n - 1):
        if 0 <= other < len(lines) and _is_grade_alone(text, lines[other]):
            return min(line.start, lines[other].start), max(line.end, lines[other].end)
    return line.start, line.end


def _is_grade_alone(text: str, line: CvLine) -> bool:
    words = text[line.body : line.end]
    return not line.heading and 0 < len(words) <= 30 and language_levels(f"x {words}", [(0, 1)])[0] is not None


def _years(
    text: str, line: CvLine, spots: Sequence[Spot], jobs: Jobs, now: tuple[int, int]
) -> dict[Spot, float | None]:
    """A job's length for the trades in its head; years said in words for what stands nearest to them."""
    held = [(s, jobs.period(s.start)) for s in spots if s.kind in TRADES and jobs.claims(s) == 1]
    found: dict[Spot, float | None] = {s: p.years(now) for s, p in held if p is not None and p.begin is not None}
    able = [s for s in spots if s.kind in (*SKILLS, *TRADES) and s not in found]
    said = years_said(text, line.body, line.end) if able else None
    if said is not None:
        after = [s for s in able if s.start >= said[1]]
        found |= dict.fromkeys((after or able[-1:])[:1], said[0])
    return found


def _speaks_for_a_cv(text: str, lines: Sequence[CvLine], mentions: Sequence[CvMention], jobs: Jobs) -> bool:
    """Whether enough in a text is what CVs have: headings, dated jobs, a person's own words, claims of licences."""
    headings = {line.section for line in lines if line.head}
    dated = any(m.kind in TRADES and jobs.period(m.start) for m in mentions)
    kinds = {m.kind for m in mentions} & {
        Kind.LANGUAGE,
        Kind.DRIVING_LICENCE,
        Kind.EDUCATION_LEVEL,
        Kind.LEGAL_LICENCE,
    }
    own = _OWN_WORDS.search(text) is not None
    trade = any(m.kind in TRADES for m in mentions)
    listed = sum(m.section is S.SKILLS for m in mentions) > 1
    evidence = min(len(headings), 3) + listed + 2 * dated + 2 * own + len(kinds) * (1 + trade) + trade
    against = 2 * (len(_ADVERT.findall(text)) > 1) + 2 * (len(_ADVERT.findall(text)) > 4)
    return bool(mentions) and evidence - against >= _LEAST_EVIDENCE
