"""Small needs that one course would fill together: which, what it would teach, and how many places that fills.

A need alone is too small for a course. Needs are joined where people lack much the same for them (more than half of
what a course for either would teach, so that one course is right for both), where they lie within reach of each
other, and where they want to begin at about the same time.

Exact: a pool's numbers (people lifted, places filled by a maximum matching), and that no pool breaks a bound.
A heuristic: which needs are joined. Two pools are joined at a time, first the two that fill most places together,
until no two can be; another division may fill more. The same needs in any order give the same pools.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from kompetensnav.engine.matching.need import Requirement
from kompetensnav.engine.matching.similarity import Similarity
from kompetensnav.engine.matching.supply import Claim, Places, Supply
from kompetensnav.engine.matching.terms import Evidence, RequirementKind
from kompetensnav.engine.pathways.filling import most_filled
from kompetensnav.engine.pathways.gaps import who_misses
from kompetensnav.engine.pathways.lift import Taught, lift
from kompetensnav.engine.pathways.offers import Day, Goal
from kompetensnav.engine.pathways.outcomes import People, meets

# A licence to practise is granted by an authority, and schooling of years is no common course.
_TAUGHT = (
    RequirementKind.SKILL,
    RequirementKind.OCCUPATION,
    RequirementKind.LANGUAGE,
    RequirementKind.DRIVING_LICENCE,
)


@dataclass(frozen=True, slots=True)
class PoolNeed:
    """One open need. ``places``: how many it has. ``starts`` None: it does not say when."""

    id: str
    goal: Goal
    places: int
    starts: Day | None = None


@dataclass(frozen=True, slots=True)
class PoolBounds:
    """What may be joined: places at most so far from each other, starts within so many days, so few places left in
    each need when everybody able has one, and no more things taught.
    """

    reach_km: int
    window_days: int
    most_places: int
    most_taught: int


@dataclass(frozen=True, slots=True)
class PoolTaught:
    """One thing the course teaches, and the needs that ask for something it meets, of their ``kind``."""

    claim: Claim
    kind: RequirementKind
    needs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Pool:
    """At least two needs, ids rising, and why they stand together.

    ``places``: left in all when everybody able now has one. ``filled``: so many of them lifted people could take.
    ``lifted`` and ``ask`` as ``lift`` has them: distinct people. ``first`` and ``last`` start, None where none says
    when; ``farthest_km`` between two of its places of work; ``place`` from which the sum of distances to all places
    left is least, None where no work has a place.
    """

    needs: tuple[str, ...]
    taught: tuple[PoolTaught, ...]
    places: int
    filled: int
    lifted: tuple[str, ...]
    ask: tuple[str, ...]
    first: Day | None
    last: Day | None
    farthest_km: int
    place: int | None


@dataclass(frozen=True, slots=True)
class _Small:
    """A need that a course could help: what people lack, as bits of what would be taught.

    ``lacks``: by set of bits, the rows of the people who lack exactly what these give.
    """

    need: PoolNeed
    left: int
    lacks: Mapping[int, NDArray[np.intp]]


@dataclass(frozen=True, slots=True)
class _Cluster:
    needs: tuple[int, ...]  # positions among the small needs, rising
    taught: int
    filled: int


def pools(
    needs: Sequence[PoolNeed], supply: Supply, similarity: Similarity, places: Places, bounds: PoolBounds
) -> tuple[Pool, ...]:
    """The pools, no need in two: most places filled first, then fewer things taught, then by id.

    Raises ValueError for two needs with one id, and for a supply of another graph.
    """
    ordered = sorted(needs, key=lambda n: n.id)
    if len({n.id for n in ordered}) < len(ordered):
        raise ValueError("two needs have one id")
    people = People(supply, similarity)
    marks = _Marks([r for n in ordered for r in n.goal.requirements], similarity)
    small = [s for need in ordered if (s := _small(need, people, marks, bounds)) is not None]
    joined = _joined(small, places, bounds)
    found = [_told(cluster, small, marks, people, places) for cluster in joined if len(cluster.needs) > 1]
    return tuple(sorted(found, key=lambda p: (-p.filled, len(p.taught), p.needs)))


class _Marks:
    """Everything a course could teach for these requirements, each a bit: a requirement is taught as what meets the
    most of them (itself, or something narrower, or at a higher level), so that what is alike is taught once.
    """

    def __init__(self, asked: Sequence[Requirement], similarity: Similarity) -> None:
        distinct = {(r.concepts, r.minimum_level): r for r in asked if r.kind in _TAUGHT}
        self._similarity = similarity
        claims = {Claim(c, level, Evidence.SHOWN) for (concepts, level) in distinct for c in concepts}
        gives = {
            claim: {key for key, r in distinct.items() if meets((claim,), r, similarity)}
            for claim in sorted(claims, key=lambda c: (c.concept, c.level or 0))
        }
        kept = {
            key: min((c for c in gives if key in gives[c]), key=lambda c: (-len(gives[c]), c.concept, c.level or 0))
            for key in distinct
            if any(key in given for given in gives.values())
        }
        self.claims = tuple(sorted(set(kept.values()), key=lambda c: (c.concept, c.level or 0)))
        bit = {claim: i for i, claim in enumerate(self.claims)}
        self._bit = {key: bit[claim] for key, claim in kept.items()}

    def of(self, requirement: Requirement) -> int | None:
        """The bit of what would be taught for it; None where no course gives it."""
        if requirement.kind not in _TAUGHT:
            return None
        return self._bit.get((requirement.concepts, requirement.minimum_level))

    def taught(self, bits: int) -> list[int]:
        """Which bits are set, rising."""
        return [i for i in range(len(self.claims)) if bits >> i & 1]

    def meets(self, bit: int, requirement: Requirement) -> bool:
        """Whether what one bit stands for meets a requirement."""
        return meets((self.claims[bit],), requirement, self._similarity)


def _small(need: PoolNeed, people: People, marks: _Marks, bounds: PoolBounds) -> _Small | None:
    """None where it is not small, or no course within bounds lifts anybody for it."""
    now = people.standing(need.goal)
    sure = now.shown & ~now.away & ~now.unsure & ~now.unknown.any(axis=0)
    able = int((sure & ~now.missing.any(axis=0)).sum())
    left = need.places - able
    if not 1 <= left <= bounds.most_places:
        return None
    lacks: dict[int, NDArray[np.intp]] = {}
    for requirements, rows in who_misses(now, sure).items():
        bits = [marks.of(need.goal.requirements[i]) for i in requirements]
        wanted = sum({1 << bit for bit in bits if bit is not None})
        if None not in bits and wanted.bit_count() <= bounds.most_taught:
            lacks[wanted] = np.concatenate([lacks.get(wanted, rows[:0]), rows])
    return _Small(need, left, lacks) if lacks else None


def _filled(members: Sequence[_Small], taught: int) -> int:
    """Places that those could fill who lack nothing that is not taught."""
    helped = [[rows for wanted, rows in m.lacks.items() if not wanted & ~taught] for m in members]
    whom = np.unique(np.concatenate([rows for sets in helped for rows in sets]))
    suited = np.zeros((len(members), len(whom)), np.bool_)
    for row, sets in zip(suited, helped, strict=True):
        row[np.searchsorted(whom, np.concatenate([whom[:0], *sets]))] = True
    return most_filled(suited, [m.left for m in members])


def _joined(small: Sequence[_Small], places: Places, bounds: PoolBounds) -> list[_Cluster]:
    """Two at a time, as the module says. Each need begins alone with the set of things that fills most of it."""
    standing: dict[tuple[int, ...], _Cluster] = {(i,): _alone(i, s) for i, s in enumerate(small)}
    near = {(a, b) for a, b in combinations(range(len(small)), 2) if _within(small[a], small[b], places, bounds)}

    def together(a: _Cluster, b: _Cluster) -> _Cluster | None:
        taught, shared = a.taught | b.taught, a.taught & b.taught
        more = max(a.taught.bit_count(), b.taught.bit_count())
        if 2 * shared.bit_count() <= more or taught.bit_count() > bounds.most_taught:
            return None
        if any((min(i, j), max(i, j)) not in near for i in a.needs for j in b.needs):
            return None
        needs = tuple(sorted(a.needs + b.needs))
        return _Cluster(needs, taught, _filled([small[i] for i in needs], taught))

    pairs = {
        (a.needs, b.needs): both
        for a, b in combinations(standing.values(), 2)
        if (both := together(a, b)) is not None
    }
    while pairs:
        gone, new = min(pairs.items(), key=lambda row: _first(row[1]))
        for old in gone:
            del standing[old]
        pairs = {key: both for key, both in pairs.items() if not set(key) & set(gone)}
        for other in standing.values():
            if (both := together(other, new)) is not None:
                pairs[other.needs, new.needs] = both
        standing[new.needs] = new
    return list(standing.values())


def _first(cluster: _Cluster) -> tuple[int, int, int, tuple[int, ...]]:
    """The most places first; then the fewest things taught, the most needs, and the ids."""
    return -cluster.filled, cluster.taught.bit_count(), -len(cluster.needs), cluster.needs


def _alone(position: int, small: _Small) -> _Cluster:
    counts = {wanted: len(rows) for wanted, rows in small.lacks.items()}

    def filled(taught: int) -> int:
        return min(small.left, sum(n for wanted, n in counts.items() if not wanted & ~taught))

    sets = (_Cluster((position,), taught, filled(taught)) for taught in counts)
    return min(sets, key=lambda c: (*_first(c), c.taught))


def _within(a: _Small, b: _Small, places: Places, bounds: PoolBounds) -> bool:
    """Whether two needs lie within reach and begin within the window; what is not said keeps nobody apart."""
    here, there = a.need.goal.place, b.need.goal.place
    if here is not None and there is not None and _km(here, there, places) > bounds.reach_km:
        return False
    first, second = a.need.starts, b.need.starts
    return first is None or second is None or abs(first - second) <= bounds.window_days


def _km(a: int, b: int, places: Places) -> int:
    """The longer of the two ways."""
    return max(int(places.distance_km[a, b]), int(places.distance_km[b, a]))


def _told(cluster: _Cluster, small: Sequence[_Small], marks: _Marks, people: People, places: Places) -> Pool:
    members = [small[i] for i in cluster.needs]
    bits = marks.taught(cluster.taught)
    course = Taught(tuple(marks.claims[bit] for bit in bits))
    goals = {m.need.id: (m.need.goal, m.left) for m in members}
    whom = lift(course, goals, people.supply, people.similarity)
    starts = [m.need.starts for m in members if m.need.starts is not None]
    sites = [(m.need.goal.place, m.left) for m in members if m.need.goal.place is not None]
    return Pool(
        needs=tuple(m.need.id for m in members),
        taught=tuple(_taught(bit, members, marks) for bit in bits),
        places=sum(m.left for m in members),
        filled=whom.filled,
        lifted=whom.lifted,
        ask=whom.ask,
        first=min(starts, default=None),
        last=max(starts, default=None),
        farthest_km=max((_km(a, b, places) for (a, _), (b, _) in combinations(sites, 2)), default=0),
        place=_middle(sites, places),
    )


def _taught(bit: int, members: Sequence[_Small], marks: _Marks) -> PoolTaught:
    met = [(m.need.id, r) for m in members for r in m.need.goal.requirements if marks.meets(bit, r)]
    return PoolTaught(marks.claims[bit], met[0][1].kind, tuple(dict.fromkeys(need for need, _ in met)))


def _middle(sites: Sequence[tuple[int, int]], places: Places) -> int | None:
    def kilometres(site: int) -> int:
        return sum(left * int(places.distance_km[site, to]) for to, left in sites)

    return min((site for site, _ in sites), key=lambda site: (kilometres(site), site), default=None)
