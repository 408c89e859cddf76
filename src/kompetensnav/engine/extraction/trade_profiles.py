"""How well the words of a text fit each SSYK level-4 group, whatever title its headline gives the job.

*Säljare* is a company seller, a telephone seller or a shop assistant: the sentences around tell. A group's profile
holds the words of its table, of its occupations' titles and of the skills linked to it. Each word found in the text
counts for the groups that have it, the more the fewer they are.
"""

import math
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from kompetensnav.engine.extraction.trade_words import trade_words
from kompetensnav.engine.taxonomy.graph import TaxonomyGraph
from kompetensnav.engine.taxonomy.kinds import Kind, Relation
from kompetensnav.engine.text.normalise import Token, phrase_key, stem, stem_key, tokenise

# The table was written for adverts; titles say little of the work; skill labels are long and of uneven worth.
OF_TABLE = 1.0
OF_TITLE = 0.8
OF_SKILL = 0.3
COMPOUND = 0.6  # a word found as the beginning or end of a longer one: "telefon" in "telefonsamtal"
_SHORTEST_PART = 5  # letters; shorter beginnings and ends are shared by strangers
_ENOUGH = 3.0  # about one rare word: from then on what fits best is a guess worth telling
_MOST_REPEATS = 4.0  # a word that stands often says a little more, up to this

Scores = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class TradeProfiles:
    """``groups`` are concepts, rising; ``words`` leads from a stemmed word to (rows of groups, weights)."""

    groups: tuple[int, ...]
    words: dict[str, tuple[NDArray[np.intp], Scores]]

    def fit(self, tokens: Sequence[Token], weights: Sequence[float]) -> tuple[dict[int, float], float]:
        """(group -> how well the text fits it, 1 for the best; how much the text says at all, 0-1).

        A weight a token. Groups that no word speaks for are left out.
        """
        counts: defaultdict[str, float] = defaultdict(float)
        for (word, share), weight in zip(self._entries(tokens), _expanded(weights), strict=True):
            for entry in word if weight else ():
                counts[entry] += share * weight
        scores = np.zeros(len(self.groups))
        for entry in sorted(counts):
            rows, worth = self.words[entry]
            scores[rows] += worth * math.log2(1 + min(counts[entry], _MOST_REPEATS))
        best = float(scores.max(initial=0.0))
        fits = {g: round(float(s) / best, 4) for g, s in zip(self.groups, scores, strict=True) if s > 0}
        return fits, round(best / (best + _ENOUGH), 4)

    def _entries(self, tokens: Sequence[Token]) -> Iterator[tuple[tuple[str, ...], float]]:
        """For each token two rows: entries it is, or has as a part; and the expression it begins."""
        stems = [stem(t.folded.replace("-", " ")) if "-" not in t.folded else stem_key((t.folded,)) for t in tokens]
        for i, word in enumerate(stems):
            yield (((word,), 1.0) if word in self.words else (self._parts(word), COMPOUND))
            pair = f"{word} {stems[i + 1]}" if i + 1 < len(stems) else ""
            yield ((pair,) if pair in self.words else ()), 1.0

    def _parts(self, word: str) -> tuple[str, ...]:
        """The longest beginning and the longest end of a word that are entries."""
        cuts = range(_SHORTEST_PART, len(word) - 1)
        first = next((word[:i] for i in reversed(cuts) if word[:i] in self.words), None)
        last = next((word[-i:] for i in reversed(cuts) if word[-i:] in self.words), None)
        return tuple(part for part in (first, last) if part)


def _expanded(weights: Iterable[float]) -> Iterator[float]:
    for weight in weights:
        yield weight
        yield weight


def build_profiles(graph: TaxonomyGraph) -> TradeProfiles:
    """The profiles of the level-4 groups of a graph."""
    table = trade_words()
    groups = [c for c in graph.of_kind(Kind.OCCUPATION_GROUP).tolist() if _is_level_4(graph, c)]
    rows: defaultdict[str, dict[int, float]] = defaultdict(dict)
    for row, group in enumerate(groups):
        code = graph.id(group).removeprefix("ssyk:")
        # Managers stand in one group (1530) or in two by level (1531, 1532), as the taxonomy has it.
        for word, weight in _weighted(graph, group, table.get(code) or table.get(f"{code[:3]}0", ())):
            rows[word][row] = max(weight, rows[word].get(row, 0.0))
    words = {}
    for word, weights in rows.items():
        rarity = math.log((1 + len(groups)) / (1 + sum(weights.values())))
        if rarity > 0:
            at = np.fromiter(weights, np.intp, len(weights))
            words[word] = at, np.fromiter(weights.values(), np.float64, len(weights)) * rarity
    return TradeProfiles(tuple(groups), words)


def _is_level_4(graph: TaxonomyGraph, group: int) -> bool:
    """Whether a group is of level 4 and has occupations: names without any are kept for their codes alone."""
    return graph.ssyk4(group) is not None and any(
        graph.kind(c) is Kind.OCCUPATION for c in graph.sources(group, Relation.BROADER)
    )


def _weighted(graph: TaxonomyGraph, group: int, table: Iterable[str]) -> Iterator[tuple[str, float]]:
    """Stemmed words of a group with their weights, a word perhaps several times."""
    yield from ((stem_key((expression,)), OF_TABLE) for expression in table)
    occupations = [c for c in graph.sources(group, Relation.BROADER) if graph.kind(c) is Kind.OCCUPATION]
    for concept in (group, *occupations):
        yield from ((word, OF_TITLE) for word in _label_words(graph, concept))
    for relation in (Relation.ESSENTIAL, Relation.OPTIONAL):
        for concept in (group, *occupations):
            for skill in graph.targets(concept, relation):
                yield from ((word, OF_SKILL) for word in _label_words(graph, skill))


def _label_words(graph: TaxonomyGraph, concept: int) -> Iterator[str]:
    for language in ("sv", "en"):
        for label in graph.labels_of(concept, language):
            for token in tokenise(label):
                if len(token.folded) > 2:
                    yield stem_key((phrase_key((token.folded,)),))
