"""Titles that no label matches: the head of a job whose words the linker finds near enough to a known trade."""

import re
from collections.abc import Collection, Iterator, Sequence
from typing import Protocol

from kompetensnav.engine.extraction.cv_jobs import ORGANISATION, SEGMENT, Jobs
from kompetensnav.engine.extraction.cv_sections import CvLine
from kompetensnav.engine.extraction.spots import Document, Spot
from kompetensnav.engine.linking.link import Candidate, Why
from kompetensnav.engine.taxonomy.graph import TaxonomyGraph
from kompetensnav.engine.taxonomy.kinds import Kind

_TRADES = (Kind.OCCUPATION, Kind.OCCUPATION_GROUP)
LEAST = 0.6  # of the linker's score; below it what is alike are the letters
_SURE = 0.85  # times the linker's score: a title found by likeness is less sure than a label
_MOST_WORDS = 6
_MOST_JOBS = 12  # links cost time; a person's earlier jobs say less
_WORD = re.compile(r"[^\W\d_]{2,}")
_SOUGHT = re.compile(
    r"(?:position(?:en)? (?:of|as|som)|role (?:of|as)|work(?:ed|ing)? as|(?:arbetat|arbetade|jobbat|jobb"
    r"|arbete|tjänst) som"
    r"|experienced|motivated|dedicated|erfaren|на посаді) (?:an? |the |en |ett )?"
    r"(?P<title>[^\W\d_][\w' -]{3,50}?)(?= (?:in|at|for|with|of|on|i|på|vid|hos|med|inom|och|and|who|som|to"
    r"|where|у|в)(?!\w)|[.,;\n(]|$)",
    re.IGNORECASE,
)


class Links(Protocol):
    """What is asked of a linker."""

    def link(
        self, text: str, kinds: Collection[Kind], languages: Collection[str], k: int, floor: float
    ) -> list[Candidate]: ...


class CvTitleFinder:
    """Finds titles by likeness, where labels found none."""

    def __init__(self, graph: TaxonomyGraph, linker: Links) -> None:
        self.graph = graph
        self._linker = linker

    def find(
        self, document: Document, lines: Sequence[CvLine], jobs: Jobs, known: Sequence[Spot]
    ) -> Iterator[Spot]:
        """One title a job without a trade, and those sought or said in words. ``known``: the trades found."""
        linked: dict[str, Candidate | None] = {}
        for heads in jobs.heads()[:_MOST_JOBS]:
            if not any(jobs.line_at(s.start) in heads for s in known):
                found = [s for n in heads for s in self._of_line(document, lines[n], jobs, linked)]
                yield from sorted(found, key=lambda s: (-s.score, s.start))[:1]
        for m in _SOUGHT.finditer(document.text):
            start, end = m.span("title")
            if len(linked) < 2 * _MOST_JOBS and not any(s.start < end and start < s.end for s in known):
                yield from self._link(document, start, end, linked)

    def _of_line(
        self, document: Document, line: CvLine, jobs: Jobs, linked: dict[str, Candidate | None]
    ) -> Iterator[Spot]:
        text = document.text
        period = jobs.period(line.start)
        at = line.body
        stops = [m.span() for m in SEGMENT.finditer(text, line.body, line.end)]
        if period is not None and line.start <= period.start < line.end:
            stops.append((period.start, period.end))
        for start, end in [*sorted(stops), (line.end, line.end)]:
            part = text[at:start]
            if not ORGANISATION.search(part):
                yield from self._link(
                    document, at + len(part) - len(part.lstrip()), at + len(part.rstrip()), linked
                )
            at = max(at, end)

    def _link(
        self, document: Document, start: int, end: int, linked: dict[str, Candidate | None]
    ) -> Iterator[Spot]:
        words = document.text[start:end]
        if not 0 < len(_WORD.findall(words)) <= _MOST_WORDS or "█" in words:
            return
        key = words.casefold()
        if key not in linked:
            linked[key] = self._best(words, document.language)
        best = linked[key]
        if best is not None:
            kind = self.graph.kind(best.concept)
            yield Spot(start, end, best.concept, kind, best.label, round(_SURE * best.score, 4))

    def _best(self, words: str, language: str) -> Candidate | None:
        """In the CV's own language first; a word inside that only another language knows is a false friend
        (*Chef för ...* and the English cook)."""
        own = [c for c in self._linker.link(words, _TRADES, (language,), 3, LEAST) if self._is_trade(c)]
        if own:
            return own[0]
        others = [c for c in self._linker.link(words, _TRADES, ("sv", "en"), 3, LEAST) if self._is_trade(c)]
        return next((c for c in others if c.why not in (Why.INSIDE, Why.HEAD)), None)

    def _is_trade(self, candidate: Candidate) -> bool:
        """Wide groups ("Managers") say nothing."""
        kind = self.graph.kind(candidate.concept)
        return kind is Kind.OCCUPATION or self.graph.ssyk4(candidate.concept) is not None
