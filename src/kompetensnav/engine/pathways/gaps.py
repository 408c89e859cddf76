"""What people within reach of a need lack, exactly: what a course would have to teach, and for how many."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from kompetensnav.engine.matching.need import Requirement
from kompetensnav.engine.matching.similarity import Similarity
from kompetensnav.engine.matching.supply import Supply
from kompetensnav.engine.matching.terms import RequirementKind
from kompetensnav.engine.pathways.offers import Goal
from kompetensnav.engine.pathways.outcomes import Flags, People, Standing


@dataclass(frozen=True, slots=True)
class MissingSet:
    """So many people miss exactly these requirements of the goal, by index, and nothing about them is unknown."""

    requirements: tuple[int, ...]
    people: int


@dataclass(frozen=True, slots=True)
class Gap:
    """Everybody before one goal. ``total`` = away + without_evidence + able + unclear + the people of ``sets``.

    ``unclear``: something is not known of them, whatever else they miss. ``sets``: the most people first, then the
    smaller set. ``missing`` and ``unknown`` by requirement: of how many within reach it is known that they miss it,
    and of how many nobody knows; those of whom nothing is known are in neither.
    """

    total: int
    away: int
    without_evidence: int
    able: int
    unclear: int
    sets: tuple[MissingSet, ...]
    missing: tuple[int, ...]
    unknown: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class SharedGap:
    """The same asked for by several goals: ``needs`` ids rising. ``minimum_level`` is the highest that is asked.

    ``people``: distinct, within reach of one of them and known to miss it there; ``unknown``: of whom nobody knows.
    """

    kind: RequirementKind
    concepts: tuple[int, ...]
    minimum_level: int | None
    needs: tuple[str, ...]
    people: int
    unknown: int


def gaps(goal: Goal, supply: Supply, similarity: Similarity) -> Gap:
    """Raises ValueError for a supply of another graph."""
    now = People(supply, similarity).standing(goal)
    here = now.shown & ~now.away
    unclear = here & (now.unknown.any(axis=0) | now.unsure)
    sure = here & ~unclear
    missed = who_misses(now, sure)
    sets = [MissingSet(requirements, len(rows)) for requirements, rows in missed.items()]
    return Gap(
        total=len(supply),
        away=int(now.away.sum()),
        without_evidence=int((~now.shown & ~now.away).sum()),
        able=int(sure.sum()) - sum(one.people for one in sets),
        unclear=int(unclear.sum()),
        sets=tuple(sorted(sets, key=lambda s: (-s.people, len(s.requirements), s.requirements))),
        missing=tuple((now.missing & here).sum(axis=1).tolist()),
        unknown=tuple((now.unknown & here).sum(axis=1).tolist()),
    )


def who_misses(now: Standing, among: Flags) -> dict[tuple[int, ...], NDArray[np.intp]]:
    """By set of requirements, the people flagged, by row, who miss exactly these; who misses nothing is in none."""
    rows = np.flatnonzero(among)
    sets, which = np.unique(now.missing[:, rows].T, axis=0, return_inverse=True)
    found = {tuple(np.flatnonzero(row).tolist()): rows[which.ravel() == i] for i, row in enumerate(sets)}
    found.pop((), None)
    return found


def shared_gaps(goals: Mapping[str, Goal], supply: Supply, similarity: Similarity) -> tuple[SharedGap, ...]:
    """What people lack over several goals by id: asked for by most needs first, then lacked by most people.

    The same is what has one kind and the same alternatives, whatever the level. Raises ValueError as ``gaps``.
    """
    people = People(supply, similarity)
    n = len(supply)
    missing: dict[tuple[RequirementKind, tuple[int, ...]], Flags] = {}
    unknown: dict[tuple[RequirementKind, tuple[int, ...]], Flags] = {}
    asked: dict[tuple[RequirementKind, tuple[int, ...]], list[tuple[str, Requirement]]] = {}
    for need in sorted(goals):
        now = people.standing(goals[need])
        here = now.shown & ~now.away
        for i, requirement in enumerate(goals[need].requirements):
            about = requirement.kind, tuple(sorted(set(requirement.concepts)))
            asked.setdefault(about, []).append((need, requirement))
            for flags, row in ((missing, now.missing[i]), (unknown, now.unknown[i])):
                flags.setdefault(about, np.zeros(n, np.bool_))
                flags[about] |= row & here
    found = [
        SharedGap(
            kind=about[0],
            concepts=about[1],
            minimum_level=max((r.minimum_level or 0 for _, r in rows), default=0) or None,
            needs=tuple(dict.fromkeys(need for need, _ in rows)),
            people=int(missing[about].sum()),
            unknown=int((unknown[about] & ~missing[about]).sum()),
        )
        for about, rows in asked.items()
    ]
    lacked = (gap for gap in found if gap.people or gap.unknown)
    return tuple(sorted(lacked, key=lambda g: (-len(g.needs), -g.people, -g.unknown, g.kind, g.concepts)))
