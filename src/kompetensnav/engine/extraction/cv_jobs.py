"""Which lines of a CV name jobs, and when each was held.

A job's head is the line with its dates and the short lines right above or below it (*Svetsare*, *ABB, Luleå*); what
follows tells of the work. Trades are claimed in the head; elsewhere the words have to say so, for a CV also names
those whom a person worked with.
"""

import re
from bisect import bisect_right
from collections.abc import Sequence

from kompetensnav.engine.extraction.cv_mentions import CvSection as S
from kompetensnav.engine.extraction.cv_periods import Period
from kompetensnav.engine.extraction.cv_sections import CvLine
from kompetensnav.engine.extraction.spots import Spot

_LONGEST_HEAD = 110  # characters; a longer line is running text
_NEAR = 60  # characters between a trade and its dates in running text
_COMMA = 20
_FAR = 200  # characters around a trade that can say anything of it
_REACH = 2  # lines above and below the dates
_NO_JOBS = (S.EDUCATION, S.REFERENCES, S.INTERESTS, S.LANGUAGES, S.LICENCES, S.CONTACT, S.SKILLS)
_SENTENCE_END = re.compile(r"[.!?](?:\s|$)")
_STOP = re.compile(r"[.!?:;\n]\s|\n")
ORGANISATION = re.compile(
    r"(?<!\w)(?:AB|HB|KB|AS|A/S|Oy|Ltd\.?|LLC|PLC\.|Inc\.?|Corp\.?|Co\.|GmbH|AG|Company|Corporation|Group"
    r"|Holdings?|Industries"
    r"|Solutions|kommun|kommunen|region|sjukhus(?:et)?|lasarett|University|Universitet|School|skolan"
    r"|Institute|Academy"
    r"|Agency|Department|ТОВ|ТзОВ|ПАТ|ПП|АТ|ЗАТ|КНП|лікарня|завод|університет|школа|شركة|مؤسسة|مستشفى|جامعة"
    r"|مدرسة|مصنع|بنك|وزارة)"
    r"(?!\w)"
)
SEGMENT = re.compile(r"\s*(?:[,،;؛|•·\t()@]|\s[-–—]\s|\s(?:på|hos|vid|at|i|bei|в|у|في|لدى)\s)\s*")
_AS = re.compile(
    r"(?<!\w)(?:som|as|as an?|as the|utbildad|legitimerad|leg\.?|erfaren|certifierad|examinerad|behörig"
    r"|yrke(?:t)?:?|titel:?"
    r"|jag är|är en?|i am|i'm|experienced|qualified|certified|licensed|registered|trained|become|bli(?:vit)?"
    r"|position:?|title:?|role:?"
    r"|befattning:?|roll:?|jobbat|arbetat|worked|working|als|як|ким|на посаді|посада:?|посаду|працюю"
    r"|працював|працювала"
    r"|професія:?|за фахом|спеціальність:?|بصفة|أعمل|اعمل|عملت|كنت|وظيفة:?|أنا|مهنة:?|المسمى الوظيفي:?)"
    r"(?:\s+(?:en|ett|an?|the|vår|lead|senior|junior|head|chief|professional|erfaren|leg\.?|utbildad"
    r"|кваліфікован\w+|старш\w+))*\s*$",
    re.IGNORECASE,
)
_WISH = re.compile(
    r"(?:position|role|job|career|post|work) (?:of|as|in)|positionen som|to obtain|to become|seeking"
    r"|looking for|aspir\w+"
    r"|tjänst(?:en)? som|arbete som|jobb som|söker|vill (?:arbeta|jobba|bli)|önskar|drömmer|mål(?:et)? är"
    r"|шукаю|бажаю|хочу|отримати (?:посаду|роботу)|أبحث عن|الحصول على|أرغب|أطمح",
    re.IGNORECASE,
)
_HAS_DONE = re.compile(
    r"har (?:arbetat|jobbat)|arbetade|jobbade|worked|have been|erfarenhet|experience", re.IGNORECASE
)
_WITHOUT = re.compile(r"[\W\d_█]+")
_MODIFIERS = 5  # words before a trade that begins a sentence: "A highly experienced and accomplished ..."
WISHED = 0.45  # times the label's score


class Jobs:
    """The heads of jobs in a CV. ``lines`` are its lines, ``found`` its periods, both rising."""

    def __init__(self, text: str, lines: Sequence[CvLine], found: Sequence[Period]) -> None:
        self._text = text
        self._lines = lines
        self._ranges = [p for p in found if p.begin is not None]
        self._range_starts = [p.start for p in self._ranges]
        self._starts = [line.start for line in lines]
        sectioned = any(line.section is S.EXPERIENCE for line in lines)
        self._periods: dict[int, Period] = {}  # line -> the period of its job
        anchors: dict[int, Period] = {}
        for period in found:
            n = self.line_at(period.start)
            if self._may_head(lines[n], sectioned) and (n not in anchors or anchors[n].begin is None):
                anchors[n] = period
        self._periods |= anchors
        taken = set(anchors)
        for n, period in anchors.items():
            for reach in (range(n - 1, n - 1 - _REACH, -1), range(n + 1, n + 1 + _REACH)):
                for other in reach:
                    if other in taken or not self._is_beside(other, lines[n].section):
                        break
                    taken.add(other)
                    self._periods[other] = period

    def line_at(self, position: int) -> int:
        return bisect_right(self._starts, position) - 1

    def period(self, position: int) -> Period | None:
        """The period of the job whose head this place belongs to; in a line with several, the nearest."""
        n = self.line_at(position)
        line = self._lines[n]
        i = bisect_right(self._range_starts, position)
        own = [p for p in self._ranges[max(0, i - 2) : i + 2] if line.start <= p.start < line.end]
        head = self._periods.get(n)
        if head is not None and len(own) < 2:
            return head
        if head is None and (line.section in _NO_JOBS or line.end - line.body <= _LONGEST_HEAD):
            return None
        near = min(own, key=lambda p: self._distance(position, p), default=None)
        return near if near is not None and self._distance(position, near) <= _NEAR else head

    def _distance(self, position: int, period: Period) -> int:
        """Characters between; a comma counts as many more, a sentence end as far."""
        start, end = (period.end, position) if period.start < position else (position, period.start)
        comma = any(c in self._text[start:end] for c in ",;،")
        return end - start + _COMMA * comma + (_NEAR if _SENTENCE_END.search(self._text, start, end) else 0)

    def _may_head(self, line: CvLine, sectioned: bool) -> bool:
        if line.heading or line.section in _NO_JOBS or (sectioned and line.section is not S.EXPERIENCE):
            return False
        return line.end - line.body <= _LONGEST_HEAD or line.section is S.EXPERIENCE

    def _is_beside(self, n: int, section: S) -> bool:
        if not 0 <= n < len(self._lines):
            return False
        line = self._lines[n]
        if line.blank or line.heading or line.item or line.section is not section:
            return False
        words = self._text[line.body : line.end]
        return len(words) <= _LONGEST_HEAD and not words.endswith((".", ";"))

    def claims(self, spot: Spot) -> float:
        """How far a trade's words say that the person holds it: 1, ``WISHED`` for one they seek, 0."""
        n = self.line_at(spot.start)
        line = self._lines[n]
        before = _STOP.split(self._before(line, spot))[-1]
        wished = (line.wished and n not in self._periods) or (
            _WISH.search(before) is not None and not _HAS_DONE.search(before)
        )
        if line.section in (S.EDUCATION, S.LICENCES):
            return 0.0
        if wished:
            return WISHED
        if self.period(spot.start) is not None:
            return 0.0 if self._is_organisation(line, spot) or self._is_told(line, spot) else 1.0
        if _AS.search(before):
            return 1.0
        if self._covers(line, spot):
            return 1.0
        begins = line.section is S.SUMMARY and before.count(" ") <= _MODIFIERS and "," not in before
        return 1.0 if begins and not line.item else 0.0

    def _before(self, line: CvLine, spot: Spot) -> str:
        return self._text[max(line.body, spot.start - _FAR) : spot.start]

    def _is_organisation(self, line: CvLine, spot: Spot) -> bool:
        """Whether the trade stands inside an employer's name."""
        return ORGANISATION.search(self._segment(line, spot)) is not None

    def _is_told(self, line: CvLine, spot: Spot) -> bool:
        """Whether the trade comes later in a line of running text than the first sentence."""
        if line.end - line.body > _LONGEST_HEAD:
            return False  # many jobs in one paragraph; how near their dates are decides
        before = self._before(line, spot)
        return _SENTENCE_END.search(before) is not None and not _AS.search(_STOP.split(before)[-1])

    def _segment(self, line: CvLine, spot: Spot) -> str:
        """The part of a line between commas, bars, brackets and "at" that holds the spot."""
        start, end = max(line.body, spot.start - _FAR), min(line.end, spot.end + _FAR)
        for m in SEGMENT.finditer(self._text, start, end):
            if m.end() <= spot.start:
                start = m.end()
            elif m.start() >= spot.end:
                end = m.start()
                break
        return self._text[start:end]

    def _covers(self, line: CvLine, spot: Spot) -> bool:
        """Whether the line, or its part between commas in a short line, is hardly more than the trade."""
        part = self._segment(line, spot)
        found = len(_WITHOUT.sub("", self._text[spot.start : spot.end]))
        short = line.end - line.body <= 60
        share = 0.9 if line.item and line.section is S.EXPERIENCE else 0.5
        return short and found >= share * len(_WITHOUT.sub("", part)) and not ORGANISATION.search(part)

    def heads(self) -> list[list[int]]:
        """The lines of each job's head, the latest in the text last."""
        by_job: dict[Period, list[int]] = {}
        for n in sorted(self._periods):
            by_job.setdefault(self._periods[n], []).append(n)
        return list(by_job.values())

    def in_title(self, spot: Spot) -> bool:
        """Whether a skill stands among title and employer in a job's head, and so is nothing that was done."""
        n = self.line_at(spot.start)
        if n not in self._periods:
            return False
        line = self._lines[n]
        told = self._is_told(line, spot) or ": " in self._text[line.body : spot.start]
        dated = line.start <= self._periods[n].start < line.end
        return (dated and not told) or self._is_organisation(line, spot)
