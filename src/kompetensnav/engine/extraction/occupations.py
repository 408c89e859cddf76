"""Which occupation a document is about: evidence from the headline, from wording, repetition and all its words.

Each mention of an occupation gives evidence to its concept, the strongest piece as a base, more pieces with
falling weight: 1 - prod(1 - w). Other people's trades ("samverkan med psykologer") give almost none. What a title
leaves open (*säljare*, *handläggare*) the words of the rest decide: see trade_profiles and trade_families.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from kompetensnav.engine.extraction import trade_evidence as ev
from kompetensnav.engine.extraction.mentions import OccupationCandidate, Polarity
from kompetensnav.engine.extraction.short_notes import LONGEST_NOTE
from kompetensnav.engine.extraction.spots import Document, Spot
from kompetensnav.engine.extraction.trade_families import TradeFamilies, build_families
from kompetensnav.engine.extraction.trade_profiles import TradeProfiles, build_profiles
from kompetensnav.engine.linking.link import Linker
from kompetensnav.engine.taxonomy.graph import TaxonomyGraph
from kompetensnav.engine.taxonomy.kinds import Kind, Relation
from kompetensnav.engine.text.normalise import Token, stem

MOST = 12
MOST_OF_GROUP = 3
NO_OCCUPATION_BELOW = 0.3
TAIL_BELOW = 0.05
_TRADES = (Kind.OCCUPATION, Kind.OCCUPATION_GROUP)

# A title keeps this share of its evidence where no other word of the text speaks for its group, all where the words
# fit it best. What the linker guessed from spelling stands or falls with the words.
UNFIT_TITLE = 0.45
UNFIT_SIMILAR = 0.3
UNKNOWN_FIT = 0.5
JOINED_FIT = 0.97  # of the best fit among the trades that a title joins
FAMILY = 0.75  # at most, for groups with a title of the headline's head ("säljare": "telefonförsäljare")
SUPPORT = 0.15  # at most, for what is named and the words fit
WORDS_ALONE = 0.5  # at most, for groups that only words speak for, in a text that speaks of employment
WORDS_OF_OTHER_TEXTS = 0.2  # at most, elsewhere: a recipe is no advert for a cook
HEADLINE_WORDS = 3.0  # times the weight of other words
MOST_BY_WORDS = 8
OUTSIDE_SCORE = 0.6  # of a title that no register has

_JOINED = ("headline", "headline-joined", "noted")
_SILENT = ("others", "negated")  # reasons for which a trade's own words say nothing of the job
_INNER_CAPITAL = re.compile(r"[a-zåäö][A-ZÅÄÖ]")  # the name of an employer: "myNanny"
_TITLE_STOP = re.compile(r"[,;:\n]|[.!?](?:\s|$)")
_LEAD = re.compile(r"\s*(?:(?:behov|behöver|söker|sökes|söks|need|needed|wanted)\s*:\s*)?", re.IGNORECASE)


def title_of(document: Document) -> tuple[int, int]:
    """Where a document names its job: the headline; in a note without one what stands before the first stop."""
    text = document.text
    if text[: document.headline_end].strip():
        return 0, document.headline_end
    if len(text.strip()) > LONGEST_NOTE:
        return 0, 0
    lead = _LEAD.match(text)
    start = lead.end() if lead else 0
    stop = _TITLE_STOP.search(text, start)
    return start, stop.start() if stop else len(text)


@dataclass(frozen=True, slots=True)
class _Fits:
    """How well the words fit each group; how much they say, 0-1: all of them, and those around the title."""

    of: dict[int, float]
    strength: float
    around: float


class OccupationFinder:
    """Ranks the occupations a document may be about."""

    def __init__(self, graph: TaxonomyGraph, linker: Linker) -> None:
        self.graph = graph
        self._linker = linker

    @cached_property
    def _profiles(self) -> TradeProfiles:
        return build_profiles(self.graph)

    @cached_property
    def _families(self) -> TradeFamilies:
        return build_families(self.graph)

    def rank(
        self,
        document: Document,
        trades: Sequence[Spot],
        polarity: Callable[[Spot], Polarity],
        others: Callable[[Spot], bool],
        worth: Callable[[int], float] = lambda _: 1.0,
    ) -> tuple[tuple[OccupationCandidate, ...], tuple[OccupationCandidate, ...]]:
        """(candidates, suggestions): suggestions only where there is no candidate.

        ``worth``: how much the words at a place say of the job, 0-1.
        """
        title = title_of(document)
        weighed = self._weighed(document, trades, title, polarity, others)
        silent = [t for t, _, why in weighed if why in _SILENT]
        titled = [t for t in trades if title[0] <= t.start < title[1]]
        words = self._fit(document, silent, title, worth)
        fits, strength = words.of, words.strength
        evidence = self._of_mentions(weighed)
        named = max((found.score() for found in evidence.values()), default=0.0)
        scores = self._fitted(evidence, self._fits_of(evidence, weighed, fits), words)
        pieces = [] if titled else list(self._similar(document.text[slice(*title)], fits))
        heard = [t for t in titled if t not in silent]
        heads = self._family(document, title, heard, silent)
        advert = ev.speaks_of_employment(document.text)
        cap = WORDS_ALONE if advert else WORDS_OF_OTHER_TEXTS
        alike = FAMILY * (0.8 + 0.2 * words.around) if advert or heard else WORDS_OF_OTHER_TEXTS
        pieces += [(c, alike * self._fit_of(c, fits), "same-head") for c in sorted(heads)]
        best = sorted(fits, key=lambda c: (-fits[c], c))[:MOST_BY_WORDS]
        pieces += [(c, cap * strength * fits[c], "words") for c in best]
        holders = self._holders(scores)
        for place, score, why in pieces:
            concept = holders.get(place, place)
            evidence[concept].add(round(score, 4), why)
            scores[concept] = max(score, scores.get(concept, 0.0))
        ranked = self._ranked(scores, {c: found.codes() for c, found in evidence.items()})
        if ranked and max(named, ranked[0].score) >= NO_OCCUPATION_BELOW:
            return tuple(self._spread(c for c in ranked if c.score >= TAIL_BELOW)), ()
        return (), self._suggestions(document, ranked)

    def outside_registers(
        self, document: Document, trades: Sequence[Spot], best: OccupationCandidate
    ) -> Iterator[Spot]:
        """Where words of the title that no register has name the best candidate: *energikonsult*, *fältsäljare*."""
        title = title_of(document)
        taken = {i for t in trades for i in range(t.start, t.end)}
        groups = {best.concept, *self.graph.targets(best.concept, Relation.BROADER)}
        words = {
            t.folded
            for t in document.tokens
            if title[0] <= t.start < title[1]
            and t.start not in taken
            and not _INNER_CAPITAL.search(document.text, t.start, t.end)
            and groups & self._families.of(t.folded)
        }
        kind = self.graph.kind(best.concept)
        for t in document.tokens:
            if t.folded in words and t.start not in taken:
                yield Spot(t.start, t.end, best.concept, kind, best.label, OUTSIDE_SCORE)

    def _weighed(
        self,
        document: Document,
        trades: Sequence[Spot],
        title: tuple[int, int],
        polarity: Callable[[Spot], Polarity],
        others: Callable[[Spot], bool],
    ) -> list[tuple[Spot, float, str]]:
        """What each mention is worth, and why."""
        in_headline = [t for t in trades if t.start < document.headline_end]
        weighed = []
        for trade in trades:
            weight, why = self._weigh(document, trade, in_headline, polarity, others)
            if polarity(trade) is Polarity.NEGATED:  # "inte elektriker, utan snickare"
                weight, why = ev.OTHERS, "negated"
            elif title[0] <= trade.start < title[1] and weight < ev.NOTED and why != "others":
                weight, why = ev.NOTED, "noted"
            weighed.append((trade, weight, why))
        return weighed

    def _of_mentions(self, weighed: Iterable[tuple[Spot, float, str]]) -> defaultdict[int, ev.Evidence]:
        evidence: defaultdict[int, ev.Evidence] = defaultdict(ev.Evidence)
        for trade, weight, why in weighed:
            for concept, share in self._sharing(trade).items():
                shared = ev.SHARED_LABEL + (1 - ev.SHARED_LABEL) * share
                evidence[concept].add(round(weight * trade.score * shared, 4), why)
        return evidence

    def _fits_of(
        self, named: Iterable[int], weighed: Iterable[tuple[Spot, float, str]], fits: dict[int, float]
    ) -> dict[int, float]:
        """How well the words fit what is named. Trades that a title joins are sought alike: "kock / servitör"."""
        found = {concept: self._fit_of(concept, fits) for concept in named}
        senses = [max(self._sharing(t), key=lambda c: (found[c], -c)) for t, _, why in weighed if why in _JOINED]
        best = max((found[c] for c in senses), default=0.0)
        return found | {c: max(found[c], JOINED_FIT * best) for c in senses}

    @staticmethod
    def _fitted(evidence: dict[int, ev.Evidence], fits: dict[int, float], words: "_Fits") -> dict[int, float]:
        """Scores of what is named, by how well the words around fit it, as far as there are any."""
        scores = {}
        for concept, found in evidence.items():
            fit = fits[concept]
            if fit:
                found.add(round(SUPPORT * words.strength * fit, 4), "words")
            scores[concept] = found.score() * (1 - (1 - UNFIT_TITLE) * words.around * (1 - fit))
        return scores

    def _holders(self, scores: dict[int, float]) -> dict[int, int]:
        """Group -> the surest of its occupations that are named: what speaks for the group speaks for it."""
        surest: dict[int, int] = {}
        for concept in sorted(scores, key=lambda c: (scores[c], -c)):
            if self.graph.kind(concept) is Kind.OCCUPATION:
                surest.update(dict.fromkeys(self.graph.targets(concept, Relation.BROADER), concept))
        return surest

    def _sharing(self, trade: Spot) -> dict[int, float]:
        """Concepts that the words of a spot name -> the share of them in the concept's SSYK group.

        Where "säljare" names two company sellers and one telephone seller, the company is the better guess.
        """
        concepts = sorted({trade.concept, *trade.also})
        groups = [self.graph.ssyk4(c) for c in concepts]
        return {c: groups.count(g) / len(groups) for c, g in zip(concepts, groups, strict=True)}

    def _weigh(
        self,
        document: Document,
        trade: Spot,
        in_headline: Sequence[Spot],
        polarity: Callable[[Spot], Polarity],
        others: Callable[[Spot], bool],
    ) -> tuple[float, str]:
        if trade.start < document.headline_end:
            if trade.start == in_headline[0].start:
                return ev.HEADLINE_FIRST, "headline"
            before = max((t for t in in_headline if t.end <= trade.start), key=lambda t: t.end, default=None)
            joined = before and ev.JOINED.fullmatch(document.text[before.end : trade.start])
            return (ev.HEADLINE_JOINED, "headline-joined") if joined else (ev.HEADLINE_LATER, "headline-later")
        if others(trade):
            return ev.OTHERS, "others"
        line = document.text.rfind("\n", 0, trade.start) + 1
        if ev.SOUGHT_BEFORE.search(document.text[max(line, trade.start - 90) : trade.start]):
            return ev.SOUGHT, "sought"
        if polarity(trade) in (Polarity.MUST, Polarity.MERIT):
            return ev.ASKED, "asked"
        return ev.MENTIONED, "mentioned"

    def _fit(
        self, document: Document, silent: Sequence[Spot], title: tuple[int, int], worth: Callable[[int], float]
    ) -> "_Fits":
        quiet = {i for t in silent for i in range(t.start, t.end)}

        def weight(token: Token) -> float:
            if token.start in quiet:
                return 0.0
            if title[0] <= token.start < title[1]:
                return HEADLINE_WORDS
            return 0.0 if stem(token.folded) in ev.OF_EVERY_ADVERT else worth(token.start)

        weights = [weight(t) for t in document.tokens]
        fits, strength = self._profiles.fit(document.tokens, weights)
        around = [
            0.0 if title[0] <= t.start < title[1] else w for t, w in zip(document.tokens, weights, strict=True)
        ]
        return _Fits(fits, strength, self._profiles.fit(document.tokens, around)[1])

    def _fit_of(self, concept: int, fits: dict[int, float]) -> float:
        """How well the words fit a concept's level-4 group; of an occupation without a group nothing is known.

        Squared, since all groups share some words with a text.
        """
        if self.graph.ssyk4(concept) is None:
            return UNKNOWN_FIT
        groups = (concept, *self.graph.targets(concept, Relation.BROADER))
        return max((fits.get(g, 0.0) for g in groups), default=0.0) ** 2

    def _family(
        self, document: Document, title: tuple[int, int], titled: Sequence[Spot], silent: Sequence[Spot]
    ) -> set[int]:
        """Groups with titles of the same head as the title's trades, or as words of it that are no known trade."""
        ends = {t.end for t in titled}
        inside = {i for t in (*titled, *silent) for i in range(t.start, t.end)}
        words = [
            t.folded
            for t in document.tokens
            if title[0] <= t.start < title[1] and (t.end in ends or t.start not in inside)
        ]
        return set().union(*(self._families.of(word) for word in words))

    def _similar(self, headline: str, fits: dict[int, float]) -> Iterator[tuple[int, float, str]]:
        """What the linker makes of a headline that names no known trade: its first part, then all of it."""
        first = ev.unframed(ev.HEADLINE_CUT.split(headline, maxsplit=1)[0])
        for part in (first, ev.unframed(headline)):
            found = self._linker.link(part, _TRADES, k=5) if part else []
            if found and found[0].score >= ev.SIMILAR_LEAST:
                for c in found:
                    share = UNFIT_SIMILAR + (1 - UNFIT_SIMILAR) * self._fit_of(c.concept, fits)
                    yield c.concept, ev.SIMILAR_HEADLINE * c.score * share, "similar-headline"
                return

    def _ranked(self, scores: dict[int, float], why: dict[int, tuple[str, ...]]) -> list[OccupationCandidate]:
        """Best first; ties by occupation before group, then concept id. One of a cluster of exact matches."""
        seen: set[int] = set()
        ranked = []
        for concept in sorted(scores, key=lambda c: (-round(scores[c], 4), self.graph.kinds[c], c)):
            if concept not in seen:
                seen.update(self.graph.exact_cluster(concept))
                ranked.append(self._candidate(concept, round(scores[concept], 4), why[concept]))
        return ranked

    @staticmethod
    def _spread(ranked: Iterable[OccupationCandidate]) -> list[OccupationCandidate]:
        """The first candidates, a few of each group, so that no group fills the list."""
        counts: Counter[str | None] = Counter()
        kept = []
        for candidate in ranked:
            counts[candidate.ssyk4] += 1
            if counts[candidate.ssyk4] <= MOST_OF_GROUP:
                kept.append(candidate)
        return kept[:MOST]

    def _candidate(self, concept: int, score: float, why: tuple[str, ...]) -> OccupationCandidate:
        return OccupationCandidate(concept, self.graph.label(concept), self.graph.ssyk4(concept), score, why)

    def _suggestions(
        self, document: Document, ranked: Sequence[OccupationCandidate]
    ) -> tuple[OccupationCandidate, ...]:
        known = {c.concept for c in ranked}
        headline = ev.unframed(document.text[slice(*title_of(document))])
        nearest = self._linker.nearest(headline, _TRADES, k=3) if headline else []
        added = [
            self._candidate(c.concept, c.score, ("similar-headline",)) for c in nearest if c.concept not in known
        ]
        return tuple(sorted([*ranked, *added], key=lambda c: (-c.score, c.concept))[:3])
