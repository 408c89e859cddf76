"""One phrase to concepts, by words first: written alike, other ending, a label inside, the head of a compound,
similar spelling. Where none of these is sure and there is a model, by meaning. Below a threshold the answer is
*unmatched*: an empty list.

The scores of words order candidates; those of meaning are probabilities (calibration.py). How often each is right
on titles with known answers stands in docs/explanation/linking.md.
"""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from kompetensnav.engine.linking.lexicon import Lexicon, Written
from kompetensnav.engine.linking.meaning import Meaning
from kompetensnav.engine.taxonomy.graph import TaxonomyGraph
from kompetensnav.engine.taxonomy.kinds import Kind, LabelKind
from kompetensnav.engine.text.normalise import Token, tokenise


class Why(StrEnum):
    """How the phrase led to the concept."""

    PREFERRED = "preferred"  # it is the preferred label
    ALTERNATIVE = "alternative"  # it is another label
    ENDING = "ending"  # it is a label in another inflection
    INSIDE = "inside"  # a label stands inside the phrase
    HEAD = "head"  # the last part of a compound word is a label
    SPELLING = "spelling"  # a label is spelt much like it
    MEANING = "meaning"  # a label means nearly the same, says the model
    ALIAS = "alias"  # the organisation's own words, approved: aliases.py


@dataclass(frozen=True, slots=True)
class Candidate:
    """A concept, its score in [0, 1], the label that matched, and why."""

    concept: int
    score: float
    label: str
    language: str
    why: Why


# Scores by way of matching. A label alike is as sure as words get; a hidden label is derived or colloquial.
# Inside and head lose what the rest of the phrase could have changed. Spelling starts where unrelated short
# words already share half their n-grams.
_ALIKE = {LabelKind.PREFERRED: 1.0, LabelKind.ALTERNATIVE: 0.97, LabelKind.HIDDEN: 0.9}
_ENDING = 0.95
_INSIDE = 0.9
_HEAD = 0.55
_SPELLING_FROM = 0.45
UNMATCHED_BELOW = 0.35
SURE = 0.85  # from here on the words have settled it, and no model is asked
_MEANT_FROM = 0.15  # probability; what is less likely by meaning is no suggestion either
_SUGGESTED_FROM = 0.07  # a cosine of 0.35: about a third of the letters in order
_SHORTEST_HEAD = 5  # letters; shorter endings (-are, -man) are endings, not words


def _spelling_score(cosine: float) -> float:
    """Below the start of likeness the order remains, far under every threshold, for suggestions alone."""
    if cosine < _SPELLING_FROM:
        return round(0.2 * cosine, 4)
    return round(0.09 + 0.81 * (cosine - _SPELLING_FROM) / (1 - _SPELLING_FROM), 4)


class Linker:
    """Links phrases to the concepts of one graph."""

    def __init__(self, graph: TaxonomyGraph, lexicon: Lexicon, meaning: Meaning | None = None) -> None:
        self.graph = graph
        self.lexicon = lexicon
        self.meaning = meaning

    def link(
        self,
        text: str,
        kinds: Collection[Kind] | None = None,
        languages: Collection[str] | None = None,
        k: int = 5,
        floor: float = UNMATCHED_BELOW,
    ) -> list[Candidate]:
        """The k best concepts for a phrase, best first; ties by kind, national before European, then concept id.

        ``kinds`` and ``languages`` limit which labels count. Exact matches of one another count as one
        concept. Nothing scoring below ``floor`` is returned: an empty list means *unmatched*.
        """
        tokens = tokenise(text)
        if not tokens:
            return []
        best: dict[int, Candidate] = {}
        self._keep_best(best, self._surfaces(text, tokens), kinds, languages)
        if self.meaning is not None and max((c.score for c in best.values()), default=0.0) < SURE:
            near = self.meaning.surfaces(text, kinds or None)
            meant = [(surface, score, Why.MEANING) for surface, score in near if score >= _MEANT_FROM]
            self._keep_best(best, meant, kinds, languages)
        ranked = sorted(
            (c for c in best.values() if c.score >= floor),
            key=self._order,
        )
        return self._one_per_cluster(ranked)[:k]

    def _keep_best(
        self,
        best: dict[int, Candidate],
        surfaces: Iterable[tuple[int, float | None, Why]],
        kinds: Collection[Kind] | None,
        languages: Collection[str] | None,
    ) -> None:
        for surface, score, why in surfaces:
            for candidate in self._candidates(surface, score, why, kinds, languages):
                known = best.get(candidate.concept)
                if known is None or candidate.score > known.score:
                    best[candidate.concept] = candidate

    def nearest(self, text: str, kinds: Collection[Kind] | None = None, k: int = 3) -> list[Candidate]:
        """Suggestions for a phrase that may be misspelt: as ``link``, down to what shares some letters."""
        return self.link(text, kinds, k=k, floor=_SUGGESTED_FROM)

    def named(self, text: str, kinds: Collection[Kind] | None = None) -> Candidate | None:
        """The best concept that has the whole phrase as a label, endings aside; None where none has.

        National concepts come before European ones of the same name, so that adverts and people meet in one scheme.
        Never guesses from spelling, so that a register or a person's claim can rest on it.
        """
        words = tuple(t.folded for t in tokenise(text))
        found = [
            candidate
            for surface, score, why in self._named(words)
            for candidate in self._candidates(surface, score, why, kinds, None)
        ]
        return min(
            found,
            key=lambda c: (c.why is Why.ENDING, not self.graph.is_national(c.concept), *self._order(c)),
            default=None,
        )

    def _order(self, candidate: Candidate) -> tuple[float, int, bool, int]:
        concept = candidate.concept
        return -candidate.score, int(self.graph.kinds[concept]), not self.graph.is_national(concept), concept

    def _named(self, words: tuple[str, ...]) -> Iterator[tuple[int, float | None, Why]]:
        for surface, written in self.lexicon.written(words):
            yield (surface, None, Why.PREFERRED) if written is Written.ALIKE else (surface, _ENDING, Why.ENDING)

    def _surfaces(self, text: str, tokens: list[Token]) -> Iterator[tuple[int, float | None, Why]]:
        """(surface, score or None for a label alike, why), in no particular order."""
        words = tuple(t.folded for t in tokens)
        yield from self._named(words)
        for match in self.lexicon.phrases(text, tokens):
            share = (match.end - match.first) / len(tokens)
            if share < 1:
                yield match.surface, round(_INSIDE * share**0.25, 4), Why.INSIDE
        for surface in self._heads(words[-1]):
            yield surface, _HEAD / len(words), Why.HEAD
        for surface, cosine in self.lexicon.similar(text, 50):
            yield surface, _spelling_score(cosine), Why.SPELLING

    def _heads(self, word: str) -> list[int]:
        """Surfaces of the longest proper ending of the word that is a label."""
        for start in range(2, len(word) - _SHORTEST_HEAD + 1):
            found = self.lexicon.written((word[start:],))
            if found:
                return [s for s, _ in found]
        return []

    def _candidates(
        self,
        surface: int,
        score: float | None,
        why: Why,
        kinds: Collection[Kind] | None,
        languages: Collection[str] | None,
    ) -> Iterator[Candidate]:
        graph = self.graph
        for row in self.lexicon.labels_of(surface):
            concept = int(graph.label_concept[row])
            language = graph.languages[int(graph.label_language[row])]
            if (kinds and graph.kind(concept) not in kinds) or (languages and language not in languages):
                continue
            label_kind = LabelKind(int(graph.label_kind[row]))
            if score is None:
                named = Why.PREFERRED if label_kind is LabelKind.PREFERRED else Why.ALTERNATIVE
                yield Candidate(concept, _ALIKE[label_kind], graph.labels[row], language, named)
            else:
                yield Candidate(concept, round(score * _ALIKE[label_kind], 4), graph.labels[row], language, why)

    def _one_per_cluster(self, ranked: list[Candidate]) -> list[Candidate]:
        seen: set[int] = set()
        kept = []
        for candidate in ranked:
            if candidate.concept not in seen:
                seen.update(self.graph.exact_cluster(candidate.concept))
                kept.append(candidate)
        return kept
