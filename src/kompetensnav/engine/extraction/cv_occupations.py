"""The trades of a CV, ranked: the latest job counts most, then the longest; a trade only sought counts least."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

from kompetensnav.engine.extraction.cv_jobs import Jobs
from kompetensnav.engine.extraction.cv_mentions import CvMention
from kompetensnav.engine.extraction.cv_spots import TRADES
from kompetensnav.engine.extraction.mentions import OccupationCandidate
from kompetensnav.engine.taxonomy.graph import TaxonomyGraph

MOST = 10
# Weights of evidence in [0, 1]. The person's own headline ("Svetsare" under the name) and the present job say what
# they are; every five years since a job ended halve what it says, down to a rest that no job loses.
HELD = 0.9
SAID = 0.7  # in words, without dates
SOUGHT = 0.15
HALVED_AFTER = 5.0  # years
LEAST = 0.3
LENGTH = 0.1  # at most, for ten years in the trade or more
AGAIN = 1 / 3  # share of a further piece of evidence in the doubt that is left


@dataclass(slots=True)
class _Evidence:
    weights: list[float] = field(default_factory=list)
    why: dict[str, float] = field(default_factory=dict)
    years: float = 0.0

    def score(self) -> float:
        doubt = 1.0
        for i, weight in enumerate(sorted(self.weights, reverse=True)):
            doubt *= 1 - (weight if i == 0 else weight * AGAIN)
        return round(min(1.0, 1 - doubt * (1 - LENGTH * min(self.years, 10.0) / 10)), 4)


def ranked(
    graph: TaxonomyGraph, mentions: Sequence[CvMention], jobs: Jobs, now: tuple[int, int]
) -> tuple[OccupationCandidate, ...]:
    """The trades among the mentions, best first; ties by occupation before group, then concept."""
    evidence: defaultdict[int, _Evidence] = defaultdict(_Evidence)
    for mention in mentions:
        if mention.kind not in TRADES or mention.negated:
            continue
        found = evidence[min(graph.exact_cluster(mention.concept), key=lambda c: (not graph.is_national(c), c))]
        weight, why = _weigh(mention, jobs, now)
        found.weights.append(weight * mention.score)
        found.why[why] = max(weight, found.why.get(why, 0.0))
        found.years += mention.years or 0.0
    order = sorted(evidence, key=lambda c: (-evidence[c].score(), graph.kinds[c], c))
    return tuple(_candidate(graph, c, evidence[c]) for c in order[:MOST])


def _weigh(mention: CvMention, jobs: Jobs, now: tuple[int, int]) -> tuple[float, str]:
    period = jobs.period(mention.start)
    if period is not None and mention.score >= 0.5:
        year, month = period.last(now)
        since = max(0.0, now[0] - year + (now[1] - month) / 12 if month and now[1] else now[0] - year)
        weight = LEAST + (HELD - LEAST) * 0.5 ** (since / HALVED_AFTER)
        return weight, "held-now" if period.finish is None else "held"
    if mention.score < 0.5:
        return SOUGHT, "sought"
    return SAID, "said"


def _candidate(graph: TaxonomyGraph, concept: int, found: _Evidence) -> OccupationCandidate:
    why = tuple(sorted(found.why, key=lambda w: (-found.why[w], w)))
    return OccupationCandidate(concept, graph.label(concept), graph.ssyk4(concept), found.score(), why)
