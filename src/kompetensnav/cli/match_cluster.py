"""``match files --scheduler``: the same lines from many machines; who is listed is explained on this one."""

import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Annotated

import typer

from kompetensnav.cli.match_json import Matched
from kompetensnav.cli.screen import Screen
from kompetensnav.engine.matching.match import explained, explained_list
from kompetensnav.engine.matching.query import prepare
from kompetensnav.engine.matching.result import Found, Listed
from kompetensnav.engine.matching.similarity import Similarity
from kompetensnav.engine.matching.supply import PersonProfile, Places, Supply
from kompetensnav.engine.matching.terms import Condition
from kompetensnav.integrations.adverts.understand import Understood
from kompetensnav.runtime.cluster.settings import ClusterSettings
from kompetensnav.runtime.problems import InputError, Problem

Scheduler = Annotated[
    str | None,
    typer.Option(
        "--scheduler",
        help="Match on the workers of this scheduler, tls://HOST:PORT. KOMPETENSNAV_CLUSTER_SCHEDULER sets it.",
    ),
]
OrLocal = Annotated[
    bool, typer.Option("--or-local", help="Match on this machine if the scheduler or its workers are not there.")
]
_Near = dict[int, dict[Condition, tuple[Listed, ...]]]


@dataclass(frozen=True, slots=True)
class Brought:
    """What one run matches with."""

    profiles: Mapping[str, PersonProfile]
    supply: Supply
    similarity: Similarity
    places: Places


def cluster_for(screen: Screen, scheduler: str | None, or_local: bool) -> ClusterSettings | None:
    """The cluster that the command or the environment names; None where neither does, or where it is not there and
    this machine may do the work.

    Asked before anybody is read: a million people are not read to find out that nobody answers.
    Raises InputError as ``connected``, and ``cluster.not-installed``.
    """
    settings = ClusterSettings.of().at(scheduler or "", or_local)
    if not settings.scheduler:
        return None
    try:
        from kompetensnav.runtime.cluster.run import connected
    except ImportError as error:
        raise InputError(Problem("cluster.not-installed", values={"name": str(error.name)})) from error
    try:
        with connected(settings):
            return settings
    except InputError as error:
        _tell_or_raise(screen, settings, error)
        return None


def use_cluster(screen: Screen, scheduler: str | None, or_local: bool) -> None:
    """Let the jobs that this process does from now on use the cluster that is named. Raises as ``cluster_for``."""
    settings = cluster_for(screen, scheduler, or_local)
    os.environ["KOMPETENSNAV_CLUSTER_SCHEDULER"] = settings.scheduler if settings else ""
    os.environ["KOMPETENSNAV_CLUSTER_OR_LOCAL"] = "yes" if settings and settings.or_local else ""


def matched_on_cluster(
    screen: Screen, settings: ClusterSettings, brought: Brought, needs: Sequence[Understood], k: int, near: int
) -> Iterator[Matched]:
    """As ``match files`` writes them. Nothing is given until all of it has been found.

    Raises InputError as ``find_on_cluster`` and ``PeopleStore.write``.
    """
    found, beside = _found(screen, settings, brought, needs, k, near)
    for i, (one, lists) in enumerate(zip(needs, found, strict=True)):
        yield explained_match(brought, one, lists, beside.get(i, {}))


def unless_gone(
    screen: Screen,
    settings: ClusterSettings,
    remote: Iterator[Matched],
    local: Callable[[], Iterator[Matched]],
) -> Iterator[Matched]:
    """What the cluster gives; where it goes away and this machine may do the work, what this machine gives."""
    try:
        first = next(remote, None)
    except InputError as error:
        _tell_or_raise(screen, settings, error)
        yield from local()
        return
    if first is not None:
        yield first
    yield from remote


def _tell_or_raise(screen: Screen, settings: ClusterSettings, error: InputError) -> None:
    if not settings.may_do_without(error):
        raise error
    screen.warnings(map(screen.words.problem, error.problems), len(error.problems))
    screen.tell("cluster.local-instead")


def _found(
    screen: Screen, settings: ClusterSettings, brought: Brought, needs: Sequence[Understood], k: int, near: int
) -> tuple[list[Found], _Near]:
    from kompetensnav.runtime.cluster.lent import lent_people
    from kompetensnav.runtime.cluster.run import find_near_on_cluster, find_on_cluster

    queries = [prepare(one.read.need, brought.similarity, brought.places) for one in needs]
    with lent_people(settings.folder) as store, screen.measured("match.progress") as progress:
        store.write([brought.supply], brought.places, brought.similarity.graph.name)
        here = replace(settings, folder=store.folder)
        found = list(find_on_cluster(queries, here, brought.places, k, progress=progress))
        asked = [(i, c) for i, one in enumerate(found) for c in Condition if near and one.counts.removed[c]]
        pairs = [(queries[i], c) for i, c in asked]
        beside: _Near = {}
        for (i, condition), listed in zip(
            asked, find_near_on_cluster(pairs, here, brought.places, near, progress=progress), strict=True
        ):
            beside.setdefault(i, {})[condition] = listed
    return found, beside


def explained_match(
    brought: Brought, understood: Understood, found: Found, near: Mapping[Condition, tuple[Listed, ...]]
) -> Matched:
    """A need's answer with the reasons of everybody it lists."""
    need = understood.read.need
    rows = [*found.ranked, *found.ask_first, *(row for listed in near.values() for row in listed)]
    profiles = [brought.profiles[person] for person in {row.person for row in rows}]
    few = Supply.of(profiles, brought.supply.n_concepts)
    beside = (few, brought.similarity, brought.places)
    lists = {condition: explained_list(need, listed, *beside) for condition, listed in near.items()}
    return Matched(understood, explained(need, found, *beside), lists)
