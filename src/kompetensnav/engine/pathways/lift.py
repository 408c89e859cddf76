"""Whom a course that does not exist yet would lift, towards several needs at once, and how many places that fills.

Two certainties are kept apart. *Lifted* is who would be whatever the answers to what nobody has asked; *ask* is who
would be under some answers and not under others. So nobody is lifted on a guess, and no newcomer vanishes.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from kompetensnav.engine.matching.need import Requirement
from kompetensnav.engine.matching.similarity import Similarity
from kompetensnav.engine.matching.supply import Claim, Supply
from kompetensnav.engine.pathways.filling import most_filled
from kompetensnav.engine.pathways.offers import Goal
from kompetensnav.engine.pathways.outcomes import Flags, People, meets


@dataclass(frozen=True, slots=True)
class Taught:
    """A course as it would be. ``place``: where it has to be attended, None where nowhere, or where not known."""

    grants: tuple[Claim, ...]
    demands: tuple[Requirement, ...] = ()
    place: int | None = None
    seats: int | None = None


@dataclass(frozen=True, slots=True)
class NeedLift:
    """One need: ids in order, and numbers of those who are in none of the lists.

    ``able_now`` meet every must. ``lifted`` miss something now, and would miss nothing after the course. ``ask``:
    what nobody knows of them decides whether they would be. ``not_admitted`` would be in one of these two but for
    an entry demand known to be missing, or the place of the course known not to be reached. ``away`` are kept away
    by place or age; of those ``without_evidence`` nothing is known that the need asks for.
    """

    able_now: tuple[str, ...]
    lifted: tuple[str, ...]
    ask: tuple[str, ...]
    not_admitted: int
    away: int
    without_evidence: int


@dataclass(frozen=True, slots=True)
class Lift:
    """All needs. ``lifted`` and ``ask``: distinct people, nobody in both.

    ``filled``: the most places that lifted people could fill, each of them one, within the seats. ``beyond_able``:
    the same where everybody able now has taken a place of each need they are able for, as if one could work at
    several: a cautious number.
    """

    needs: Mapping[str, NeedLift]
    lifted: tuple[str, ...]
    ask: tuple[str, ...]
    filled: int
    beyond_able: int


@dataclass(frozen=True, slots=True)
class _Rows:
    """(n,) each: see ``NeedLift``."""

    able: Flags
    lifted: Flags
    ask: Flags
    not_admitted: Flags


def lift(course: Taught, needs: Mapping[str, tuple[Goal, int]], supply: Supply, similarity: Similarity) -> Lift:
    """``needs``: goal and places by id. A need that asks for nothing lifts nobody.

    Raises ValueError for a supply of another graph and for negative places or seats.
    """
    people = People(supply, similarity)
    entry = _entry(course, people)
    ids = sorted(needs)
    n = len(supply)
    able, lifted, ask = (np.zeros((len(ids), n), np.bool_) for _ in range(3))
    found = {}
    for i, need in enumerate(ids):
        goal = needs[need][0]
        found[need], rows = _need(goal, course, people, entry)
        able[i], lifted[i], ask[i] = rows.able, rows.lifted, rows.ask
    anywhere: Flags = np.logical_or.reduce(lifted)
    places = [needs[need][1] for need in ids]
    left = [max(0, p - int(a)) for p, a in zip(places, able.sum(axis=1), strict=True)]
    return Lift(
        needs=found,
        lifted=named(anywhere, supply),
        ask=named(np.logical_or.reduce(ask) & ~anywhere, supply),
        filled=most_filled(lifted, places, course.seats),
        beyond_able=most_filled(lifted, left, course.seats),
    )


def named(rows: Flags, supply: Supply) -> tuple[str, ...]:
    """Ids of the people whose flag is set, rising."""
    return tuple(supply.ids[i] for i in np.flatnonzero(rows).tolist())


def _entry(course: Taught, people: People) -> tuple[Flags, Flags]:
    """(n,) who is known not to be admitted, and of whom it is not known."""
    before = people.standing(Goal(course.demands, course.place))
    refused = before.missing.any(axis=0) | before.away
    return refused, (before.unknown.any(axis=0) | before.unsure) & ~refused


def _need(goal: Goal, course: Taught, people: People, entry: tuple[Flags, Flags]) -> tuple[NeedLift, _Rows]:
    now = people.standing(goal)
    refused, doubtful = entry
    given = np.array([meets(course.grants, r, people.similarity) for r in goal.requirements], np.bool_)
    lacks, unclear = now.missing.any(axis=0), now.unknown.any(axis=0)
    here = now.shown & ~now.away
    # Whoever misses nothing for sure may still lack what the course gives: the answer decides.
    helped = here & ~now.missing[~given].any(axis=0) & (lacks | now.unknown[given].any(axis=0))
    settled = lacks & ~now.unknown[~given].any(axis=0) & ~now.unsure & ~doubtful
    rows = _Rows(
        able=here & ~lacks & ~unclear & ~now.unsure,
        lifted=helped & ~refused & settled,
        ask=helped & ~refused & ~settled,
        not_admitted=helped & refused,
    )
    supply = people.supply
    return (
        NeedLift(
            able_now=named(rows.able, supply),
            lifted=named(rows.lifted, supply),
            ask=named(rows.ask, supply),
            not_admitted=int(rows.not_admitted.sum()),
            away=int(now.away.sum()),
            without_evidence=int((~now.shown & ~now.away).sum()),
        ),
        rows,
    )
