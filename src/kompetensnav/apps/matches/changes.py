"""What differs between the lists that stand and those just found: who came, who has gone and why, who moved."""

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from kompetensnav.apps.matches.enums import GoneReason
from kompetensnav.apps.matches.finding import ListedPerson, Standing
from kompetensnav.apps.matches.models import CandidateList

# What a transaction stamped may be seen only when it has ended: a change this much older may still be a new one.
_SLOWEST_WRITER = datetime.timedelta(minutes=5)


class StandingPerson(NamedTuple):
    """One person in a list as it stands."""

    person: str
    list: CandidateList
    rank: int
    lo: int
    hi: int
    changed_at: datetime.datetime  # the profile
    row: int  # the candidate


@dataclass(frozen=True, slots=True)
class Basis:
    """What the lists that stand were made with, and when."""

    at: datetime.datetime
    need_version: int
    rules: tuple[str, str, str]  # engine, parameters, taxonomy


@dataclass(frozen=True, slots=True)
class Difference:
    """``came`` into a list; ``gone`` from both; ``write`` the rows that are new or other than those that stand, of
    which ``explain`` have an explanation that is new or may be another; ``aside`` the standing rows of ``write``.
    """

    came: Sequence[ListedPerson]
    gone: Sequence[StandingPerson]
    write: Sequence[ListedPerson]
    explain: frozenset[str]
    aside: Sequence[int]


def difference(
    standing: Sequence[StandingPerson], basis: Basis, found: Sequence[ListedPerson], now: Basis
) -> Difference:
    """Compare two states of one need's lists. Both are in the order of list and rank."""
    before = {s.person: s for s in standing}
    listed = {f.person for f in found}
    came = [f for f in found if f.person not in before or before[f.person].list != f.list]
    placed = {f.person for f in found if f.person not in before or before[f.person][:5] != tuple(f)}
    if (basis.need_version, basis.rules) != (now.need_version, now.rules):
        explain = listed
    else:
        explain = _to_explain(before, basis.at - _SLOWEST_WRITER, found, _above(standing))
    gone = [s for s in standing if s.person not in listed]
    write = [f for f in found if f.person in placed or f.person in explain]
    aside = [before[f.person].row for f in write if f.person in before]
    return Difference(came, gone, write, frozenset(explain), aside)


def _to_explain(
    before: Mapping[str, StandingPerson],
    cut: datetime.datetime,
    found: Sequence[ListedPerson],
    above_before: Mapping[str, str],
) -> set[str]:
    """An explanation rests on the person, and on what separates them from the one above."""
    fresh = {f.person for f in found if (was := before.get(f.person)) is None or _other(was, f, cut)}
    above = _above(found)
    moved = {p for p, one in above.items() if one != above_before.get(p) or one in fresh}
    return fresh | moved


def _other(was: StandingPerson, is_: ListedPerson, cut: datetime.datetime) -> bool:
    return was.list != is_.list or was.changed_at >= cut


def _above(people: Sequence[ListedPerson] | Sequence[StandingPerson]) -> dict[str, str]:
    """Who stands above each person of the ranking; where somebody has been erased, nobody can say."""
    ranked = {p.rank: p.person for p in people if p.list == CandidateList.RANKED}
    first, gap = "first", "gap"
    return {
        p.person: ranked.get(p.rank - 1, gap if p.rank > 1 else first)
        for p in people
        if p.list == CandidateList.RANKED
    }


def reason(standing: Standing | None, basis: Basis, now: Basis) -> tuple[GoneReason, str]:
    """Why somebody left the lists, and the condition where that is why. None for who cannot be matched any more."""
    if standing is None:
        return GoneReason.UNAVAILABLE, ""
    if standing.removed_by is not None:
        return GoneReason.CONDITION, standing.removed_by.name.lower()
    if basis.need_version != now.need_version:
        return GoneReason.NEED, ""
    if basis.rules != now.rules:
        return GoneReason.RULES, ""
    return (GoneReason.PASSED if standing.fit else GoneReason.PROFILE), ""
