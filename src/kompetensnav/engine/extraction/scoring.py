"""Comparing what was read from documents with what a person marked in them: precision, recall, F1 by kind.

A found mention is right when it overlaps a marked one of the same kind, and is the concept the mark names where it
names one. Each is matched once, the longest overlap first. *Strict* asks for the very same span.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from kompetensnav.engine.extraction.mentions import Polarity
from kompetensnav.engine.taxonomy.kinds import Kind


@dataclass(frozen=True, slots=True)
class Marked:
    """A mention, marked by a person or found by a reader.

    ``codes``: of a mark, the concept it must be (none: any); of what was found, all that name its concept.
    """

    start: int
    end: int
    kind: Kind
    polarity: Polarity = Polarity.MENTIONED
    level: int | None = None
    years: float | None = None
    codes: frozenset[str] = frozenset()
    ssyk4: str | None = None


@dataclass(slots=True)
class Tally:
    """Mentions of one kind: in the gold set, found, matched, and matched with the same span."""

    gold: int = 0
    found: int = 0
    matched: int = 0
    strict: int = 0

    def precision(self, *, strict: bool = False) -> float:
        return self._right(strict) / self.found if self.found else 0.0

    def recall(self, *, strict: bool = False) -> float:
        return self._right(strict) / self.gold if self.gold else 0.0

    def f1(self, *, strict: bool = False) -> float:
        """The harmonic mean of precision and recall; 0 where nothing is right."""
        both = self.gold + self.found
        return 2 * self._right(strict) / both if both else 0.0

    def _right(self, strict: bool) -> int:
        return self.strict if strict else self.matched


@dataclass(slots=True)
class Share:
    """How many of ``n`` are right."""

    n: int = 0
    right: int = 0

    def add(self, is_right: bool) -> None:
        self.n += 1
        self.right += is_right

    @property
    def accuracy(self) -> float:
        return self.right / self.n if self.n else 0.0


@dataclass(slots=True)
class Scores:
    """Of a set of documents. The shares are over matched mentions whose mark says the thing.

    ``polarity`` over marks that are required or a merit, ``ssyk4`` over occupations marked with a group.
    """

    documents: int = 0
    kinds: defaultdict[Kind, Tally] = field(default_factory=lambda: defaultdict(Tally))
    polarity: Share = field(default_factory=Share)
    level: Share = field(default_factory=Share)
    years: Share = field(default_factory=Share)
    ssyk4: Share = field(default_factory=Share)

    @property
    def total(self) -> Tally:
        """All kinds together."""
        tallies = self.kinds.values()
        return Tally(
            sum(t.gold for t in tallies),
            sum(t.found for t in tallies),
            sum(t.matched for t in tallies),
            sum(t.strict for t in tallies),
        )


def score(documents: Iterable[tuple[Sequence[Marked], Sequence[Marked]]]) -> Scores:
    """Scores of (marked, found) documents together, every mention counting alike."""
    scores = Scores()
    for gold, found in documents:
        scores.documents += 1
        for mention in gold:
            scores.kinds[mention.kind].gold += 1
        for mention in found:
            scores.kinds[mention.kind].found += 1
        pairs = matched(gold, found)
        for mark, mention in pairs:
            scores.kinds[mark.kind].matched += 1
            _compare(scores, mark, mention)
        for mark, _ in matched(gold, found, strict=True):
            scores.kinds[mark.kind].strict += 1
    return scores


def matched(
    gold: Sequence[Marked], found: Sequence[Marked], *, strict: bool = False
) -> list[tuple[Marked, Marked]]:
    """Pairs of a mark and what was found there, each in one pair at most: longest overlap first, then by place."""
    pairs = [
        (overlap, i, j)
        for i, mark in enumerate(gold)
        for j, mention in enumerate(found)
        if (overlap := _overlap(mark, mention)) and _agree(mark, mention, strict)
    ]
    pairs.sort(key=lambda p: (-p[0], gold[p[1]].start, found[p[2]].start, p))
    taken_gold: set[int] = set()
    taken_found: set[int] = set()
    chosen = []
    for _, i, j in pairs:
        if i not in taken_gold and j not in taken_found:
            taken_gold.add(i)
            taken_found.add(j)
            chosen.append((gold[i], found[j]))
    return chosen


def _overlap(a: Marked, b: Marked) -> int:
    """Characters that both cover."""
    return max(0, min(a.end, b.end) - max(a.start, b.start))


def _agree(mark: Marked, mention: Marked, strict: bool) -> bool:
    if mark.kind is not mention.kind or (mark.codes and not mark.codes & mention.codes):
        return False
    return not strict or (mark.start, mark.end) == (mention.start, mention.end)


def _compare(scores: Scores, mark: Marked, mention: Marked) -> None:
    if mark.polarity in (Polarity.MUST, Polarity.MERIT):
        scores.polarity.add(mention.polarity is mark.polarity)
    if mark.level is not None:
        scores.level.add(mention.level == mark.level)
    if mark.years is not None:
        scores.years.add(mention.years == mark.years)
    if mark.ssyk4 is not None:
        scores.ssyk4.add(mention.ssyk4 == mark.ssyk4)
