"""The scope of cues: which polarity holds at a place in the text.

Rules, in order:
1. A cue governs its own clause. Clauses end with the sentence, at a semicolon and at *men, dock, but* ...
2. A cue that points forward governs up to the next forward cue of at least its weight; one that points back
   governs from the previous strong cue's end. The heavier cue wins, then the nearer, then the one behind.
3. A cue that points back in a clause with nothing of its own to govern reaches the clause before ("..., men det
   är inget krav").
4. With no cue, a list item takes the last cue of the line that introduces it, else the section's default.
"""

import re
from bisect import bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

from kompetensnav.engine.extraction.cues import (
    CLAUSE_BREAK,
    CUES,
    OTHER_PEOPLE,
    PLAIN,
    POINTS_FORWARD,
    SAID_OF_YOU,
    SOUGHT,
    Reach,
)
from kompetensnav.engine.extraction.mentions import Polarity, SectionKind
from kompetensnav.engine.extraction.sections import Line

DEFAULT = {
    SectionKind.REQUIREMENTS: Polarity.MUST,
    SectionKind.MERITS: Polarity.MERIT,
}  # every other section: MENTIONED
# The lightest cue that counts in a section. Tasks and offers are full of "du kan", "du är" that ask nothing; in a
# list of merits only plain words say otherwise.
LIGHTEST = {
    SectionKind.TASKS: SOUGHT,
    SectionKind.OFFER: SOUGHT,
    SectionKind.APPLICATION: SOUGHT,
    SectionKind.ABOUT_EMPLOYER: SOUGHT,
    SectionKind.MERITS: PLAIN,
}

_SENTENCE_END = re.compile(r"[.!?…]+[\"”)]*\s+(?=[\"”(]?[A-ZÅÄÖ0-9•●✓–-])")
_ANOTHER_MATTER = re.compile(r"[.:;]|\b(?:blir|du|som|you|as)\b")
_LONGEST_SENTENCE = 800  # characters
_ABBREVIATION = re.compile(
    r"(?:\b(?:t\.?ex|bl\.?a|m\.?m|m\.?fl|leg|ca|resp|inkl|exkl|fil|tekn|ev|d\.?v\.?s|o\.?s\.?v|tel|nr|st|bitr"
    r"|spec|e\.?g|i\.?e|approx|incl)"
    r"|\b[A-ZÅÄÖ])$",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Scope:
    """A cue in its place: it governs ``start <= i < end``; ``at`` is where its words stand."""

    start: int
    end: int
    at: tuple[int, int]
    polarity: Polarity
    weight: int
    backward: bool


@dataclass(frozen=True)
class Clause:
    """A clause and the cues that reach into it."""

    start: int
    end: int
    sentence: tuple[int, int]


def _begins(clause: Clause) -> int:
    return clause.start


def sentences(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """Spans of the sentences of a line."""
    spans, at = [], start
    for m in _SENTENCE_END.finditer(text, start, end):
        if m.group().startswith(".") and _ABBREVIATION.search(text, max(start, m.start() - 8), m.start()):
            continue
        spans.append((at, m.end()))
        at = m.end()
    if at < end:
        spans.append((at, end))
    return [piece for span in spans for piece in _pieces(text, *span)]


def _pieces(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """A sentence cut at spaces where it is too long to be one (a text without full stops)."""
    pieces = []
    while end - start > _LONGEST_SENTENCE:
        cut = max(text.rfind(" ", start, start + _LONGEST_SENTENCE), start + _LONGEST_SENTENCE // 2)
        pieces.append((start, cut))
        start = cut
    return [*pieces, (start, end)]


class PolarityReader:
    """Answers the polarity at a span of a text; lines are read when first asked about."""

    def __init__(self, text: str, lines: Sequence[Line], has_mention: Callable[[int, int], bool]) -> None:
        self.text = text
        self.lines = lines
        self._has_mention = has_mention
        self._scopes: dict[int, tuple[list[Clause], list[list[Scope]]]] = {}

    @cached_property
    def _line_starts(self) -> list[int]:
        return [line.start for line in self.lines]

    def line_at(self, position: int) -> int:
        """Number of the line a position stands in."""
        return max(0, bisect_right(self._line_starts, position) - 1)

    def clause_at(self, position: int) -> Clause:
        """The clause a position stands in."""
        clauses, _ = self._read(self.line_at(position))
        return clauses[max(0, bisect_right(clauses, position, key=_begins) - 1)]

    def at(self, start: int, end: int) -> Polarity:
        """The polarity of a mention with this span."""
        number = self.line_at(start)
        clauses, scopes = self._read(number)
        n = max(0, bisect_right(clauses, start, key=_begins) - 1)
        lightest = LIGHTEST.get(self.lines[number].section, SAID_OF_YOU)
        best = self._strongest([s for s in scopes[n] if s.weight >= lightest], start, end)
        if best is None and n + 1 < len(clauses) and clauses[n + 1].sentence == clauses[n].sentence:
            best = self._reaching_back(clauses[n + 1], scopes[n + 1])
        elif best is not None and best.weight < PLAIN and n + 1 < len(clauses):
            best = (
                clauses[n + 1].sentence == clauses[n].sentence
                and self._reaching_back(clauses[n + 1], scopes[n + 1])
            ) or best
        if best is not None:
            return best.polarity
        return self.default(number)

    def default(self, number: int) -> Polarity:
        """What holds in a line that has no cue of its own."""
        line = self.lines[number]
        if line.under is not None:
            _, scopes = self._read(line.under)
            cues = [s for clause in scopes for s in clause]
            if cues:
                return max(cues, key=lambda s: (min(s.weight, PLAIN), s.at)).polarity
        return DEFAULT.get(line.section, Polarity.MENTIONED)

    def others_trade(self, start: int) -> bool:
        """Whether the words before say that other people hold this occupation."""
        clause = self.clause_at(start)
        found = list(OTHER_PEOPLE.finditer(self.text, max(clause.start, start - 90), start))
        return bool(found) and not _ANOTHER_MATTER.search(self.text[found[-1].end() : start])

    def _strongest(self, scopes: Sequence[Scope], start: int, end: int) -> Scope | None:
        reaching = [s for s in scopes if s.start <= start and end <= s.end and not (s.at[0] <= start < s.at[1])]
        if not reaching:
            return None
        return max(reaching, key=lambda s: (s.weight, -_distance(s.at, start, end), s.backward))

    def _reaching_back(self, clause: Clause, scopes: Sequence[Scope]) -> Scope | None:
        """A cue of the next clause that finds nothing of its own before it."""
        for scope in scopes:
            if scope.weight >= PLAIN and scope.backward and not self._has_mention(clause.start, scope.at[0]):
                return scope
        return None

    def _read(self, number: int) -> tuple[list[Clause], list[list[Scope]]]:
        known = self._scopes.get(number)
        if known is None:
            line = self.lines[number]
            start = line.body if line.body < line.end else line.start
            clauses, scopes = [], []
            for s, e in sentences(self.text, start, line.end) or [(line.start, line.end)]:
                hits = cue_hits(self.text, s, e)
                for cs, ce in _clauses(self.text, s, e, hits):
                    clauses.append(Clause(cs, ce, (s, e)))
                    scopes.append(self._scoped(cs, ce, [h for h in hits if cs <= h[0] < ce]))
            known = self._scopes[number] = clauses, scopes
        return known

    def _scoped(self, start: int, end: int, hits: Sequence["Hit"]) -> list[Scope]:
        scopes: list[Scope] = []
        directed = [(h, self._points_forward(start, end, h)) for h in hits]
        for i, ((s, e, n), forward) in enumerate(directed):
            cue = CUES[n]
            if forward:
                stop = next(
                    (h[0] for h, f in directed[i + 1 :] if f and CUES[h[2]].weight >= min(cue.weight, PLAIN)), end
                )
                scopes.append(Scope(e, stop, (s, e), cue.polarity, cue.weight, False))
            else:
                strong = [
                    h[1] for h, _ in directed[:i] if CUES[h[2]].weight >= PLAIN and not _forward_to(directed, h)
                ]
                scopes.append(Scope(max([start, *strong]), s, (s, e), cue.polarity, cue.weight, True))
        return scopes

    def _points_forward(self, clause_start: int, clause_end: int, hit: "Hit") -> bool:
        start, end, n = hit
        cue = CUES[n]
        if cue.reach is not Reach.BOTH:
            return cue.reach is Reach.AFTER
        if self.text[start:end].lower().endswith((" är", " har")) or POINTS_FORWARD.match(
            self.text, end, clause_end
        ):
            return True
        return not self._has_mention(clause_start, start)


Hit = tuple[int, int, int]  # start, end, number of the cue


def _forward_to(directed: Sequence[tuple[Hit, bool]], hit: Hit) -> bool:
    return any(h == hit and forward for h, forward in directed)


def cue_hits(text: str, start: int, end: int) -> list[Hit]:
    """Cues in a span without overlap, the earlier in the table first, rising by place."""
    taken: list[Hit] = []
    for n, cue in enumerate(CUES):
        for m in cue.pattern.finditer(text, start, end):
            if m.end() > m.start() and not any(s < m.end() and m.start() < e for s, e, _ in taken):
                taken.append((m.start(), m.end(), n))
    return sorted(taken)


def _clauses(text: str, start: int, end: int, hits: Sequence[Hit]) -> list[tuple[int, int]]:
    """Clauses of a sentence. A break inside a cue ("inget krav men ett plus") is none."""
    cuts = [
        m.end()
        for m in CLAUSE_BREAK.finditer(text, start, end)
        if not any(s < m.end() and m.start() < e for s, e, _ in hits)
    ]
    edges = [start, *cuts, end]
    return [(a, b) for a, b in pairwise(edges) if a < b]


def _distance(at: tuple[int, int], start: int, end: int) -> int:
    return start - at[1] if at[1] <= start else max(0, at[0] - end)
