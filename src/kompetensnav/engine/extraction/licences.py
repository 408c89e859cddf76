"""Driving licences by class, and licences that the law asks of a profession (legitimation)."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence

from kompetensnav.engine.extraction.spots import Document, Spot, Spotter
from kompetensnav.engine.taxonomy.graph import TaxonomyGraph
from kompetensnav.engine.taxonomy.kinds import Kind, Relation

_CLASS = r"(?:AM|A1|A2|A|B96|BE|B|C1E|C1|CE|C|D1E|D1|DE|D)"
_JOIN = (
    r"\s*+(?:-\s*+)?(?:,|/|\boch/eller\b|\boch\b|\beller\b|\bsamt\b"
    r"|\balternativt\b|\bor\b|\band\b|&)\s*+"
)
_CLASSES = rf"{_CLASS}(?:{_JOIN}{_CLASS}){{0,8}}"  # bounded, so that no text takes quadratic time
# The classes keep their capitals; the words around them do not matter. "B" alone is never a licence.
_PATTERNS = tuple(
    re.compile(p)
    for p in (
        rf"\b(?P<c>{_CLASSES})[-\s]?(?i:körkort(?:et)?|behörighet|kort)\b",
        rf"\b(?i:körkort(?:et)?)\s*+(?:[,:(–-]\s*+)?(?i:(?:med |minst |lägst |av |för ){{0,4}}(?:behörighet(?:en)?"
        rf"|klass|typ|kategori|körkortsklass)?)\s*+[:(–-]?\s*+(?P<c>{_CLASSES})\b(?![-\w])",
        rf"\b(?i:driv(?:ing|er['’]?s?)\s+licen[cs]es?)\s*+[,:(–-]?\s*+(?i:(?:of |in |for )?(?:category|categories"
        rf"|class|cat\.?|type)?)\s*(?P<c>{_CLASSES})\b(?![-\w])",
        # "A driving licence" is an article, "A-licence" and "category A licence" are a class.
        rf"\b(?:(?i:category|class|cat\.?)\s+|(?!A\s))(?P<c>{_CLASSES})[-\s](?i:(?:category "
        rf"|class )?(?:driv(?:ing|er['’]?s?)\s+)?licen[cs]e)\b",
    )
)
# A licence without its class is the car licence, the only one asked for in that way.
_BARE = re.compile(
    r"(?<![\w-])(?:(?:giltigt|svenskt|manuellt|eget)\s+)?(?:bil|personbils)?körkort(?:et)?(?![\w-])"
    r"|(?<!\w)(?:valid |full |swedish |manual ){0,4}driv(?:ing|er['’]?s?)\s+licen[cs]e(?!\w)",
    re.IGNORECASE,
)
# "Du har CE" names a licence where the text is about lorries; elsewhere the letters are a mark of conformity.
_ALONE = re.compile(r"(?<![\w/-])(?P<c>C1?E)(?![\w/-])")
_LORRIES = re.compile(r"YKB|chaufför|lastbil|körkort|förarkort|åkeri|truck driver|lorry", re.IGNORECASE)
_CLASS_IN_LABEL = re.compile(rf"(?<![\w+-]){_CLASS}(?![\w+])|(?<!\w)YKB(?!\w)")
_YKB = re.compile(r"(?<!\w)(?:YKB|[Yy]rkeskompetensbevis(?:et)?|[Yy]rkesförarkompetens(?:bevis)?)(?!\w)")

_LEGITIMATION = re.compile(
    r"(?<!\w)(?:(?:svensk |giltig |yrkes)?legitimation(?:en)?|(?:yrkes)?legitimerade?|leg\b\.?|licensed"
    r"|registered)(?!\w)",
    re.IGNORECASE,
)
_NEAR = 80  # characters between "legitimation" and the profession it is about


def licence_classes(graph: TaxonomyGraph) -> dict[str, int]:
    """Class ("B", "CE", "YKB") -> concept, read from the labels of the driving licences, lowest concept first."""
    classes: dict[str, int] = {}
    for concept in graph.of_kind(Kind.DRIVING_LICENCE):
        for label in [graph.label(int(concept), "sv"), *graph.labels_of(int(concept))]:
            found = _CLASS_IN_LABEL.search(label)
            if found:
                classes.setdefault(found.group(), int(concept))
                break
    return classes


class LicenceFinder:
    """Finds licences in a text."""

    def __init__(self, graph: TaxonomyGraph, spotter: Spotter) -> None:
        self.graph = graph
        self._spotter = spotter
        self._classes = licence_classes(graph)

    def driving(self, document: Document) -> Iterator[Spot]:
        """Driving licences with or without a class; the classes of a list each get their own letters as span."""
        text = document.text
        taken = bytearray(len(text))
        for pattern in _PATTERNS:
            for m in pattern.finditer(text):
                if any(taken[m.start() : m.end()]):
                    continue
                taken[m.start() : m.end()] = b"\1" * (m.end() - m.start())
                yield from self._of_list(m)
        for m in _BARE.finditer(text):
            if not any(taken[m.start() : m.end()]):
                yield from self._spot("B", *m.span())
        for m in _ALONE.finditer(text) if _LORRIES.search(text) else ():
            if not any(taken[m.start() : m.end()]):
                yield from self._of_list(m)
        for m in _YKB.finditer(text):
            yield from self._spot("YKB", *m.span())

    def _of_list(self, m: re.Match[str]) -> Iterator[Spot]:
        found = [
            (c.group(), m.start("c") + c.start(), m.start("c") + c.end()) for c in re.finditer(_CLASS, m.group("c"))
        ]
        for i, (letters, start, end) in enumerate(found):
            first, last = i == 0, i == len(found) - 1
            yield from self._spot(letters, m.start() if first else start, m.end() if last else end)

    def _spot(self, letters: str, start: int, end: int) -> Iterator[Spot]:
        concept = self._classes.get(letters)
        if concept is not None:
            yield Spot(start, end, concept, Kind.DRIVING_LICENCE, self.graph.label(concept), 0.97)

    def legal(self, document: Document, occupations: Sequence[Spot], spots: Sequence[Spot]) -> Iterator[Spot]:
        """*Legitimation* and the profession it is about: by the licence's own label, else by the law.

        ``occupations`` are the trades named in the text, rising without overlap; places where ``spots`` already
        hold a licence are left.
        """
        held = bytearray(len(document.text))
        for spot in spots:
            if spot.kind is Kind.LEGAL_LICENCE:
                held[spot.start : spot.end] = b"\1" * (spot.end - spot.start)
        for m in _LEGITIMATION.finditer(document.text):
            if any(held[m.start() : m.end()]):
                continue
            trade = self._profession(document, m, occupations)
            licence = self._licence_of(document, trade) if trade else None
            if trade is not None and licence is not None:
                near = document.text[m.end() : trade.start].strip() == "" and trade.start >= m.end()
                end = trade.end if near else m.end()
                yield Spot(m.start(), end, licence, Kind.LEGAL_LICENCE, self.graph.label(licence), 0.9)

    def _profession(self, document: Document, m: re.Match[str], occupations: Sequence[Spot]) -> Spot | None:
        """The trade right after in the line, else the nearest before in the line, else the headline's first."""
        text = document.text
        i = bisect_left(occupations, m.end(), key=lambda o: o.start)
        if i < len(occupations):
            after = occupations[i]
            if after.start <= m.end() + _NEAR and "\n" not in text[m.end() : after.start]:
                return after
        i = bisect_right(occupations, m.start(), key=lambda o: o.end) - 1
        if i >= 0 and "\n" not in text[occupations[i].start : m.start()]:
            return occupations[i]
        return next((o for o in occupations[:1] if o.start < document.headline_end), None)

    def _licence_of(self, document: Document, trade: Spot) -> int | None:
        for words in (document.text[trade.start : trade.end], trade.label):
            for form in (f"legitimerad {words}", f"legitimation som {words}", f"licensed {words}"):
                spot = self._spotter.lookup(form, Kind.LEGAL_LICENCE)
                if spot is not None:
                    return spot.concept
        licences = self.graph.targets(trade.concept, Relation.REQUIRED_BY_LAW)
        return licences[0] if len(licences) == 1 else None
