"""Driving licences as CVs write them: a bare class under its heading, and in other languages than Swedish."""

import re
from collections.abc import Iterator, Sequence

from kompetensnav.engine.extraction.cv_mentions import CvSection
from kompetensnav.engine.extraction.cv_sections import CvLine
from kompetensnav.engine.extraction.licences import LicenceFinder, licence_classes
from kompetensnav.engine.extraction.spots import Document, Spot, Spotter
from kompetensnav.engine.taxonomy.graph import TaxonomyGraph
from kompetensnav.engine.taxonomy.kinds import Kind

# Cyrillic letters that look like Latin ones are written for them: категорія В, С, Е.
_LOOK_ALIKES = str.maketrans("АВСЕМ", "ABCEM")
_LETTERS = r"(?:AM|A1|A2|A|B96|BE|B|C1E|C1|CE|C|D1E|D1|DE|D|YKB)"
_JOIN = r"\s*(?:,|/|\+|;|&|och|samt|and|og|und|та|і|й|و)?\s*"
_LIST = rf"(?P<c>{_LETTERS}(?:{_JOIN}{_LETTERS}){{0,8}})(?![\w-])"
_CLASS_WORD = (
    r"(?:klasse?|kl\.?|behörighet(?:er)?|kategori(?:er)?|categor(?:y|ies)|cat\.?|kat\.?|категорі[яїйює]\w*"
    r"|кат\.?|категори\w*"
    r"|(?:ال)?فئة|(?:ال)?درجة|نوع|types?)"
)
_HELD = (
    r"(?:førerkort|kørekort|führerschein|fahrerlaubnis|водійськ\w+ (?:прав\w*|посвідченн\w+)|посвідчення водія"
    r"|водительск\w+ (?:прав\w*|удостоверен\w+)|права|رخصة (?:ال)?(?:قيادة|سواقة|سياقة)"
    r"|شهادة (?:ال)?(?:سواقة|سياقة))"
)
_FOREIGN = re.compile(
    rf"(?<!\w){_HELD}[^\S\n]*(?i:\w+[^\S\n]+)?(?:[:(,–-][^\S\n]*)?(?:{_CLASS_WORD})?[^\S\n]*[:«\"]?[^\S\n]*{_LIST}",
    re.IGNORECASE,
)
_BY_CLASS = re.compile(rf"(?<!\w)(?:категорі[яїйює]\w*|(?:ال)?فئة)\s*[:«\"]?\s*{_LIST}", re.IGNORECASE)
_BARE = re.compile(rf"(?<!\w){_HELD}(?!\w)", re.IGNORECASE)
_UNDER_HEADING = re.compile(rf"\s*(?:(?i:{_CLASS_WORD})\s*:?\s*)?{_LIST}")
_DRIVING = re.compile(r"körkort|driv|førerkort|kørekort|führerschein|вод|права|قياده|سواقه|سياقه|رخص")
_ANSWER = re.compile(
    r"\s*(?:ja|finns|har|innehar|nej|inget|saknas|ej|yes|no|none|valid|full|ja|nein|nei|так|є|ні|немає|نعم|لا|يوجد)(?!\w)",
    re.IGNORECASE,
)
_CAR = "B"


class CvLicenceFinder:
    """Finds driving licences in a CV, with those that adverts also name."""

    def __init__(self, graph: TaxonomyGraph, spotter: Spotter) -> None:
        self.graph = graph
        self._adverts = LicenceFinder(graph, spotter)
        self._classes = licence_classes(graph)

    def find(self, document: Document, lines: Sequence[CvLine]) -> Iterator[Spot]:
        """Without overlap: classes under a heading, then in words; a heading alone names no licence."""
        text = document.text.translate(_LOOK_ALIKES)
        taken = bytearray(len(text))
        for m in _under_headings(text, lines):
            yield from self._of_list(m, taken)
        for spot in self._adverts.driving(document):
            if not any(taken[spot.start : spot.end]) and not _is_heading(text, spot, lines):
                taken[spot.start : spot.end] = b"\1" * (spot.end - spot.start)
                yield spot
        for pattern in (_FOREIGN, _BY_CLASS):
            for m in pattern.finditer(text):
                if not any(taken[m.start("c") : m.end()]):
                    yield from self._of_list(m, taken)
        for m in _BARE.finditer(text):
            if not any(taken[m.start() : m.end()]) and not _is_heading(
                text, Spot(*m.span(), 0, Kind.SKILL, "", 0), lines
            ):
                yield from self._spot(_CAR, *m.span())

    def _of_list(self, m: re.Match[str], taken: bytearray) -> Iterator[Spot]:
        taken[m.start() : m.end()] = b"\1" * (m.end() - m.start())
        for n, c in enumerate(re.finditer(_LETTERS, m["c"], re.IGNORECASE)):
            start = m.start("c") + c.start()
            # The words before belong to the first class, as in "водійські права категорії B, C".
            yield from self._spot(c.group().upper(), start if n else min(start, m.start()), start + len(c.group()))

    def _spot(self, letters: str, start: int, end: int) -> Iterator[Spot]:
        concept = self._classes.get(letters)
        if concept is not None:
            yield Spot(start, end, concept, Kind.DRIVING_LICENCE, self.graph.label(concept), 0.97)


def _under_headings(text: str, lines: Sequence[CvLine]) -> Iterator[re.Match[str]]:
    for line in lines:
        if line.section is CvSection.LICENCES and not line.heading and _DRIVING.search(line.head):
            m = _UNDER_HEADING.match(text, line.body, line.end)
            if m is not None:
                yield m


def _is_heading(text: str, spot: Spot, lines: Sequence[CvLine]) -> bool:
    """Whether a bare "Körkort" is the heading over what follows; a heading with nothing under it is an answer."""
    for i, line in enumerate(lines):
        if line.start <= spot.start < line.end:
            if spot.start >= line.body and not line.heading:
                return False
            if not line.heading:
                return _ANSWER.match(text, line.body, line.end) is None
            below = next((other for other in lines[i + 1 :] if not other.blank), None)
            told = below is not None and below.head == line.head and not below.heading
            return told and below is not None and _ANSWER.match(text, below.body, below.end) is None
    return False
