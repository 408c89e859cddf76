"""Which occupation a document is about: evidence from the headline, from wording, repetition and skills.

Each mention of an occupation gives evidence to its concept, the strongest piece as a base, more pieces with
falling weight: 1 - prod(1 - w). Other people's trades ("samverkan med psykologer") give almost none.
"""

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from kompetensnav.engine.extraction.mentions import OccupationCandidate, Polarity
from kompetensnav.engine.extraction.short_notes import LONGEST_NOTE
from kompetensnav.engine.extraction.spots import Document, Spot
from kompetensnav.engine.linking.link import Candidate, Linker
from kompetensnav.engine.taxonomy.graph import TaxonomyGraph
from kompetensnav.engine.taxonomy.kinds import Kind, Relation

MOST = 10
_TRADES = (Kind.OCCUPATION, Kind.OCCUPATION_GROUP)

# Weights of evidence in [0, 1]. The headline is written to name the job, so it outweighs any sentence, and what
# stands first in it outweighs the rest; a trade that is only mentioned is often somebody else's.
HEADLINE_FIRST = 0.9
HEADLINE_JOINED = 0.86  # "A / B", "A och B": the second is sought as much, or nearly
HEADLINE_LATER = 0.72
SOUGHT = 0.6  # "söker en elektriker", "som elektriker", "looking for a nurse"
NOTED = 0.7  # before the first comma of a note without headline: "4 svetsare till Boden, ..."
ASKED = 0.35  # in a requirement: "utbildad undersköterska"
MENTIONED = 0.12
OTHERS = 0.02
SIMILAR_HEADLINE = 0.5  # times the linker's score, where no label stands in the headline
SIMILAR_LEAST = 0.6  # of that score; below it a neighbouring language's word passes for a Swedish one
SHARED_LABEL = 0.9  # for trades that share a label; up to 1 with the share of them in one SSYK group
SKILLS = 0.2  # at most, for candidates whose group's skills the text names
SKILLS_ALONE = 0.25  # at most, for groups that only the skills speak for: never enough by itself
SKILLS_ALONE_LEAST = 2  # different skills
NO_OCCUPATION_BELOW = 0.3
TAIL_BELOW = 0.1
_REPEATS = 3  # further mentions of one kind add nothing

_SOUGHT = re.compile(
    r"(?:\b(?:söker|sökes|söks|rekryterar|anställer|letar efter|efterlyser|behöver)\b(?:\s+(?:vi|nu|en|ett|dig"
    r"|som|är|fler|flera|ytterligare|just|därför|en ny|efter|till|på|två|tre|fyra|fem|\d+|\w+(?:ad|ade|iga|ig|en"
    r"|a|e|t|ande|iserad)(?:\s+och)?)){0,7}"
    r"|\b(?:arbeta|jobba|jobb(?:et)?|anställning|tjänst(?:en)?|roll(?:en)?|uppdrag(?:et)?|extrajobb|arbetet|du"
    r"|yrket|karriär)\s+(?:hos oss\s+)?som(?:\s+(?:vår|en|ett|\w+(?:ad|ig|en)))?|\bsom(?:\s+(?:vår|ny))?"
    r"|\btjänst som|\bbli(?:r)?(?:\s+(?:vår|en|du))*"
    r"|\blooking for(?:\s+\w+){0,4}|\bhiring(?:\s+\w+){0,3}|\bas an?(?:\s+\w+){0,2}|\bseeking(?:\s+\w+){0,3}"
    r"|\brole (?:of|as)(?:\s+an?)?|\bjoin (?:us|our team) as(?:\s+an?)?)\s+$",
    re.IGNORECASE,
)
_FRAMING = re.compile(
    r"\b(?:behöver|behövs|need|needs|sökes|söks|söker|sökande|till|til|erfaren|erfarna|driven|drivna|engagerad|engagerade|vi|nu|en|ett|dig|som"
    r"|är|med|hos|för|på|vikarierande|vikarie|sommarjobb|sommarvikarie|extrajobb|timvikarie"
    r"|heltid|deltid|junior|senior|wanted|to|for|we|are|hiring|looking|a|an|at|in|i|vill|bli|jobba|arbeta|och"
    r"|eller|part-time|full-time|\d+(?:\s*[-–]\s*\d+)?\s*%?)(?!\w)|[!?*★✨]+",
    re.IGNORECASE,
)
_TITLE_STOP = re.compile(r"[,;:\n]|[.!?](?:\s|$)")
_LEAD = re.compile(r"\s*(?:(?:behov|behöver|söker|sökes|söks|need|needed|wanted)\s*:\s*)?", re.IGNORECASE)
_JOINED = re.compile(r"\s*(?:/|&|\+|,|\boch\b|\beller\b|\band\b|\bor\b)\s*", re.IGNORECASE)
_HEADLINE_CUT = re.compile(r"\s[-–—|]\s|[|!:]|\btill\b|\bi\s+[A-ZÅÄÖ]|\bpå\s+[A-ZÅÄÖ]|,")


@dataclass(slots=True)
class _Evidence:
    weights: list[float] = field(default_factory=list)
    why: dict[str, float] = field(default_factory=dict)

    def add(self, weight: float, why: str) -> None:
        if sum(w == weight for w in self.weights) < _REPEATS:
            self.weights.append(weight)
        self.why[why] = max(weight, self.why.get(why, 0.0))

    def score(self) -> float:
        """The strongest piece, and of the doubt that is left a third of each further piece."""
        doubt = 1.0
        for i, weight in enumerate(sorted(self.weights, reverse=True)):
            doubt *= 1 - (weight if i == 0 else weight / 3)
        return round(1 - doubt, 4)


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


class OccupationFinder:
    """Ranks the occupations a document may be about."""

    def __init__(self, graph: TaxonomyGraph, linker: Linker) -> None:
        self.graph = graph
        self._linker = linker

    def rank(
        self,
        document: Document,
        trades: Sequence[Spot],
        skills: Iterable[int],
        polarity: Callable[[Spot], Polarity],
        others: Callable[[Spot], bool],
    ) -> tuple[tuple[OccupationCandidate, ...], tuple[OccupationCandidate, ...]]:
        """(candidates, suggestions): suggestions only where there is no candidate."""
        evidence: defaultdict[int, _Evidence] = defaultdict(_Evidence)
        in_headline = [t for t in trades if t.start < document.headline_end]
        title = title_of(document)
        in_title = any(title[0] <= t.start < title[1] for t in trades)
        for trade in trades:
            weight, why = self._weigh(document, trade, in_headline, polarity, others)
            if polarity(trade) is Polarity.NEGATED:  # "inte elektriker, utan snickare"
                weight, why = OTHERS, "negated"
            elif title[0] <= trade.start < title[1] and weight < NOTED and why != "others":
                weight, why = NOTED, "noted"
            for concept, share in self._sharing(trade).items():
                shared = SHARED_LABEL + (1 - SHARED_LABEL) * share
                evidence[concept].add(round(weight * trade.score * shared, 4), why)
        similar = [] if in_title else self._similar(document.text[slice(*title)])
        for candidate in similar:
            evidence[candidate.concept].add(round(SIMILAR_HEADLINE * candidate.score, 4), "similar-headline")
        self._support(evidence, frozenset(skills))
        ranked = self._ranked(evidence)
        if ranked and ranked[0].score >= NO_OCCUPATION_BELOW:
            return tuple(c for c in ranked if c.score >= TAIL_BELOW)[:MOST], ()
        return (), self._suggestions(document, ranked)

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
                return HEADLINE_FIRST, "headline"
            before = max((t for t in in_headline if t.end <= trade.start), key=lambda t: t.end, default=None)
            joined = before and _JOINED.fullmatch(document.text[before.end : trade.start])
            return (HEADLINE_JOINED, "headline-joined") if joined else (HEADLINE_LATER, "headline-later")
        if others(trade):
            return OTHERS, "others"
        line = document.text.rfind("\n", 0, trade.start) + 1
        if _SOUGHT.search(document.text[max(line, trade.start - 90) : trade.start]):
            return SOUGHT, "sought"
        if polarity(trade) in (Polarity.MUST, Polarity.MERIT):
            return ASKED, "asked"
        return MENTIONED, "mentioned"

    def _similar(self, headline: str) -> list[Candidate]:
        """What the linker makes of a headline that names no known trade: its first part, then all of it."""
        if not headline.strip():
            return []
        first = _FRAMING.sub(" ", _HEADLINE_CUT.split(headline, maxsplit=1)[0]).strip()
        for part in (first, _FRAMING.sub(" ", headline).strip()):
            found = self._linker.link(part, _TRADES, k=5) if part else []
            if found and found[0].score >= SIMILAR_LEAST:
                return found
        return []

    def _support(self, evidence: dict[int, _Evidence], skills: frozenset[int]) -> None:
        """Candidates whose group is linked to skills of the text gain a little; the skills add groups as a tail."""
        linked = self._linked(skills)
        for concept, found in evidence.items():
            groups = {concept, *self.graph.targets(concept, Relation.BROADER)}
            shared = sum(1 for groups_of in linked.values() if groups & groups_of)
            if shared:
                found.add(round(SKILLS * shared / (shared + 3), 4), "skills")
        totals: defaultdict[int, list[float]] = defaultdict(list)
        for groups_of in linked.values():
            for group in groups_of:
                totals[group].append(1 / len(groups_of))
        wide = {g: sum(w) for g, w in totals.items() if len(w) >= SKILLS_ALONE_LEAST and self.graph.ssyk4(g)}
        best = max(wide.values(), default=1.0)
        for group in sorted(wide, key=lambda g: (-wide[g], g))[:MOST]:
            evidence[group].add(round(SKILLS_ALONE * wide[group] / best, 4), "skills-alone")

    def _linked(self, skills: frozenset[int]) -> dict[int, frozenset[int]]:
        """Skill -> the trades and groups it is linked to; skills linked to nothing are left out."""
        links = {
            s: frozenset(c for r in (Relation.ESSENTIAL, Relation.OPTIONAL) for c in self.graph.sources(s, r))
            for s in sorted(skills)
        }
        return {s: groups for s, groups in links.items() if groups}

    def _ranked(self, evidence: dict[int, _Evidence]) -> list[OccupationCandidate]:
        """Best first; ties by occupation before group, then concept id. One of a cluster of exact matches."""
        seen: set[int] = set()
        ranked = []
        for concept in sorted(evidence, key=lambda c: (-evidence[c].score(), self.graph.kinds[c], c)):
            if concept in seen:
                continue
            seen.update(self.graph.exact_cluster(concept))
            found = evidence[concept]
            why = tuple(sorted(found.why, key=lambda w: (-found.why[w], w)))
            ranked.append(self._candidate(concept, found.score(), why))
        return ranked

    def _candidate(self, concept: int, score: float, why: tuple[str, ...]) -> OccupationCandidate:
        return OccupationCandidate(concept, self.graph.label(concept), self.graph.ssyk4(concept), score, why)

    def _suggestions(
        self, document: Document, ranked: Sequence[OccupationCandidate]
    ) -> tuple[OccupationCandidate, ...]:
        known = {c.concept for c in ranked}
        headline = _FRAMING.sub(" ", document.text[slice(*title_of(document))]).strip()
        nearest = self._linker.nearest(headline, _TRADES, k=3) if headline else []
        added = [
            self._candidate(c.concept, c.score, ("similar-headline",)) for c in nearest if c.concept not in known
        ]
        return tuple(sorted([*ranked, *added], key=lambda c: (-c.score, c.concept))[:3])
