"""Which needs one person could fill: every open need at once, exact; where nothing is known, a question instead."""

from collections import defaultdict
from dataclasses import dataclass, replace
from fractions import Fraction
from math import lcm

import numpy as np
from numpy.typing import NDArray

from kompetensnav.engine.matching.directions.demand import NO_CONDITION, About, Demand, Numbers
from kompetensnav.engine.matching.directions.standing import standings
from kompetensnav.engine.matching.parameters import WHOLE
from kompetensnav.engine.matching.rank import FAR, first_k, separated_by
from kompetensnav.engine.matching.result import Counts, PersonMatch, Stamp
from kompetensnav.engine.matching.similarity import Similarity
from kompetensnav.engine.matching.stamp import stamp_of
from kompetensnav.engine.matching.supply import UNKNOWN_PLACE, PersonProfile, Supply
from kompetensnav.engine.matching.terms import Answer, Condition, RankKey, Section

_BARE = (Condition.LEGAL_AGE, Condition.REACH)  # conditions that are no requirements


@dataclass(frozen=True, slots=True)
class NeedMatch:
    """One need in a person's list: its id and how the person stands to it, with the best next question."""

    need: str
    match: PersonMatch


@dataclass(frozen=True, slots=True)
class SharedQuestion:
    """The question that narrows most over all needs: what is asked about, or a condition, exactly one of them.

    ``narrows`` is the sum, over the ``needs`` that it concerns, of the share of each need's scale that it settles.
    """

    about: About | None
    condition: Condition | None
    needs: int
    narrows: Fraction


@dataclass(frozen=True, slots=True)
class NeedsFound:
    """The needs of one person. ``counts`` are of needs: removed by a condition, kept, and so on.

    Where nothing is known that any need asks for, both lists are empty and ``question`` is what to ask first.
    """

    ranked: tuple[NeedMatch, ...]
    ask_first: tuple[NeedMatch, ...]
    counts: Counts
    question: SharedQuestion | None
    stamp: Stamp

    @property
    def abstains(self) -> bool:
        """Whether nothing is known on which a list could rest, though there are needs that nothing rules out."""
        return 0 < self.counts.kept == self.counts.without_evidence


@dataclass(frozen=True, slots=True)
class _Seen:
    """One person against N needs with Q requirements.

    ``degree`` (Q,) hundredths, ``open`` (Q,) bool: unknown; ``lo``, ``hi``, ``known`` (N,) as in ``Score``;
    ``failing`` and ``unknown`` (5, N) as in ``Conditions``; ``distance`` (N,) int32, FAR where not known.
    """

    degree: Numbers
    open: NDArray[np.bool_]
    lo: Numbers
    hi: Numbers
    known: Numbers
    failing: NDArray[np.bool_]
    unknown: NDArray[np.bool_]
    distance: NDArray[np.int32]


def needs_for_person(person: PersonProfile, demand: Demand, similarity: Similarity, k: int) -> NeedsFound:
    """At most k needs that the person could fill, and at most k more that they might: ask first.

    Ranked: lo > 0 and not removed, by lo, hi, evidence share (falling, as shares of each need), distance (rising,
    unknown last), need id. Ask first: as ``match`` has it. Raises ValueError for a negative k, and where demand and
    similarity do not belong together.
    """
    if k < 0:
        raise ValueError("k is negative")
    demand.check(similarity)
    alone = Supply.of([person], demand.n_concepts)
    seen = _see(alone, demand)
    kept: NDArray[np.bool_] = ~np.any(seen.failing, axis=0)
    blank = (seen.lo == 0) & (seen.known == 0)
    keys = _keys(seen, demand)
    ranked = first_k(np.flatnonzero(kept & (seen.lo > 0)), keys, k)
    could_fit = kept & _askable(seen, demand)
    could_fit[ranked] = False
    lo, hi, known, far = keys
    ask = first_k(np.flatnonzero(could_fit), [blank.astype(np.float64), hi, lo, known, far], k)
    counts = Counts(
        total=len(demand),
        removed=_first_failing(seen.failing),
        kept=int(kept.sum()),
        ranked=int((kept & (seen.lo > 0)).sum()),
        ask_first=int(could_fit.sum()),
        without_evidence=int((kept & blank).sum()),
    )
    if counts.kept == counts.without_evidence:
        ask = ask[:0]
    return NeedsFound(
        ranked=_explained(person, ranked, separated_by(ranked, keys), demand, similarity),
        ask_first=_explained(person, ask, [None] * len(ask), demand, similarity),
        counts=counts,
        question=_question(seen, kept, demand),
        stamp=stamp_of(demand.asked, alone.digest, demand.parameters.version, demand.taxonomy, k),
    )


def _see(alone: Supply, demand: Demand) -> _Seen:
    degree = demand.degrees(alone.claim_concept, alone.claim_grade)
    complete = alone.complete[:, 0][demand.section]
    met = degree >= demand.parameters.outcome_met
    failing, unknown = (np.zeros((len(Condition), len(demand)), np.bool_) for _ in range(2))
    for short, found in ((~met & complete, failing), (~met & ~complete, unknown)):
        hard = short & (demand.condition != NO_CONDITION)
        found[demand.condition[hard], demand.need[hard]] = True
    age = alone.meets_legal_age[0]
    failing[Condition.LEGAL_AGE] = demand.asks_legal_age & (age == Answer.NO)
    unknown[Condition.LEGAL_AGE] = demand.asks_legal_age & (age == Answer.UNKNOWN)
    out_of_reach, settled = _reach(alone, demand)
    failing[Condition.REACH], unknown[Condition.REACH] = out_of_reach & settled, out_of_reach & ~settled
    return _Seen(
        degree=degree,
        open=~met & ~complete,
        lo=demand.by_need(demand.weight_of * degree),
        hi=demand.by_need(demand.weight_of * np.where(complete, degree, WHOLE)),
        known=demand.by_need(demand.weight_of * (met | complete)),
        failing=failing,
        unknown=unknown,
        distance=_distances(alone, demand),
    )


def _reach(alone: Supply, demand: Demand) -> tuple[NDArray[np.bool_], bool]:
    """(N,) needs whose place is not said to be within reach, and whether that is the last word."""
    reached = np.append(alone.commute_start[1:] > alone.commute_start[:-1], False)
    at = np.minimum(demand.place, len(reached) - 1)
    here = reached[at] | (demand.place == alone.home[0]) | (demand.place == UNKNOWN_PLACE)
    moves = alone.willing_to_move[0]
    told = moves == Answer.NO and bool(alone.commute_known[0])
    settled = alone.home[0] != UNKNOWN_PLACE and bool(told or alone.complete[Section.MOBILITY, 0])
    return ~here & (moves != Answer.YES), settled


def _distances(alone: Supply, demand: Demand) -> NDArray[np.int32]:
    home = int(alone.home[0])
    if home >= len(demand.places):
        raise ValueError("the home lies outside the places given")
    found = np.full(len(demand), FAR, np.int32)
    if home != UNKNOWN_PLACE:
        known = demand.place != UNKNOWN_PLACE
        found[known] = demand.places.distance_km[home, demand.place[known]]
    return found


def _keys(seen: _Seen, demand: Demand) -> list[NDArray[np.float64]]:
    """The keys of the ranking, lower first: needs differ in scale, so shares are compared."""
    shares = [-demand.share(values) for values in (seen.lo, seen.hi)]
    return [*shares, -demand.share(seen.known), seen.distance.astype(np.float64)]


def _askable(seen: _Seen, demand: Demand) -> NDArray[np.bool_]:
    """(N,) much is still possible and little is shown; no need that asks for nothing."""
    p = demand.parameters
    much = seen.hi >= p.ask_first_least_hi * demand.weight
    little = seen.lo <= p.ask_first_most_lo * demand.weight
    could: NDArray[np.bool_] = much & little & (demand.weight > 0)
    return could


def _first_failing(failing: NDArray[np.bool_]) -> tuple[int, ...]:
    """How many needs fall at each condition, each counted at the first that fails."""
    first = np.argmax(failing, axis=0)[failing.any(axis=0)]
    return tuple(np.bincount(first, minlength=len(Condition)).tolist())


def _explained(
    person: PersonProfile,
    rows: NDArray[np.intp],
    separated: list[RankKey | None] | list[None],
    demand: Demand,
    similarity: Similarity,
) -> tuple[NeedMatch, ...]:
    found = []
    for row, key in zip(rows.tolist(), separated, strict=True):
        standing = standings([person], demand.needs[row], similarity, demand.places)[0]
        found.append(NeedMatch(demand.ids[row], replace(standing.match, separated_by=key)))
    return tuple(found)


def _question(seen: _Seen, kept: NDArray[np.bool_], demand: Demand) -> SharedQuestion | None:
    """The question with the greatest sum, in exact fractions of each need's scale.

    Ties: more needs, requirements before conditions, then kinds, concepts and conditions in their order.
    """
    asks = kept & (demand.weight > 0)
    common = lcm(*np.unique(demand.weight[asks]).tolist())
    sums: dict[int, int] = defaultdict(int)
    needs: dict[int, set[int]] = defaultdict(set)

    def add(question: int, need: int, narrows: int) -> None:
        sums[question] += narrows * (common // int(demand.weight[need]))
        needs[question].add(need)

    open_ = np.flatnonzero(seen.open & asks[demand.need])
    narrows = demand.weight_of[open_] * (WHOLE - seen.degree[open_])
    for row in zip(demand.about[open_].tolist(), demand.need[open_].tolist(), narrows.tolist(), strict=True):
        add(*row)
    for i, condition in enumerate(_BARE):
        for need in np.flatnonzero(seen.unknown[condition] & asks).tolist():
            add(len(demand.questions) + i, need, demand.parameters.ask_first_condition_weight * WHOLE)
    if not sums:
        return None
    best = min(sums, key=lambda q: (-sums[q], -len(needs[q]), q))
    about = demand.questions[best] if best < len(demand.questions) else None
    bare = None if about else _BARE[best - len(demand.questions)]
    return SharedQuestion(about, bare, len(needs[best]), Fraction(sums[best], common * WHOLE))
