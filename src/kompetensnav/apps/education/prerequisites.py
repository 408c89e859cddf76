"""Programmes that wait for each other: what a programme demands must not depend on having taken it already.

A demand that no programme of the catalogue meets is met by what people bring, and one that a programme meets which
can be entered without this one is no circle. Refused is alone a demand that is met only by programmes which all, in
the end, need this programme (or by the programme itself). Only the programme that is changed is judged: what a
programme no longer grants, or that it is ended, may leave others waiting and is never refused.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from kompetensnav.apps.education.models import EntryRequirement, Grant, Programme
from kompetensnav.engine.taxonomy.graph import TaxonomyGraph
from kompetensnav.runtime.problems import InputError, Problem

_MOST_NAMED = 3  # programmes in the sentence


@dataclass(frozen=True, slots=True)
class Demanded:
    """Alternatives, with the lowest level that will do."""

    concepts: frozenset[str]
    minimum: int | None = None


@dataclass(frozen=True, slots=True)
class Taught:
    """One programme: levels by what it grants (None: not stated, which is taken to do), and all that it demands."""

    grants: Mapping[str, int | None]
    demands: tuple[Demanded, ...]

    def meets(self, demand: Demanded) -> bool:
        """Whether somebody has this after the programme."""
        levels = [self.grants[c] for c in demand.concepts if c in self.grants]
        return any(demand.minimum is None or level is None or level >= demand.minimum for level in levels)


def circle(programme: str, catalogue: Mapping[str, Taught]) -> list[str]:
    """Programmes that alone meet a demand of this one and cannot be entered without it; empty where all is well."""
    meeting, others = _meeting(catalogue), set(catalogue) - {programme}
    without = _enterable(others, frozenset(), catalogue, meeting)
    given = _enterable(others, {programme}, catalogue, meeting) | {programme}
    for demand in catalogue[programme].demands:
        if meeting[demand] & given and not meeting[demand] & without:
            return sorted(meeting[demand] & given)
    return []


def _meeting(catalogue: Mapping[str, Taught]) -> dict[Demanded, set[str]]:
    """The programmes that meet each demand there is."""
    granting: dict[str, set[str]] = {}
    for programme, taught in catalogue.items():
        for concept in taught.grants:
            granting.setdefault(concept, set()).add(programme)
    demands = {demand for taught in catalogue.values() for demand in taught.demands}
    return {
        demand: {p for c in demand.concepts for p in granting.get(c, ()) if catalogue[p].meets(demand)}
        for demand in demands
    }


def _enterable(
    candidates: set[str],
    passed: Collection[str],
    catalogue: Mapping[str, Taught],
    meeting: Mapping[Demanded, set[str]],
) -> set[str]:
    """Those among the candidates that somebody can take one after another who has taken ``passed``."""
    taken = set(passed)
    while more := {
        p
        for p in candidates - taken
        if all(not meeting[d] or not taken.isdisjoint(meeting[d]) for d in catalogue[p].demands)
    }:
        taken |= more
    return taken - set(passed)


def check_prerequisites(programme: Programme, graph: TaxonomyGraph) -> None:
    """Raises InputError ``programme.circular`` where a programme as it is stored now waits for itself."""
    catalogue = _catalogue(programme.provider.collaboration_id, graph)
    if programme.pk not in catalogue:
        return
    names = dict(Programme.objects.filter(pk__in=circle(programme.pk, catalogue)).values_list("pk", "name"))
    if names:
        told = ", ".join(sorted(names.values())[:_MOST_NAMED])
        raise InputError(Problem("programme.circular", values={"programmes": told}))


def check_many(collaboration_id: str, programme_ids: Collection[str], graph: TaxonomyGraph) -> None:
    """``check_prerequisites`` for programmes written together, in a constant number of queries."""
    catalogue = _catalogue(collaboration_id, graph)
    waiting = {other for pk in programme_ids if pk in catalogue for other in circle(pk, catalogue)}
    names = sorted(Programme.objects.filter(pk__in=waiting).values_list("name", flat=True)) if waiting else []
    if names:
        told = ", ".join(names[:_MOST_NAMED])
        raise InputError(Problem("programme.circular", values={"programmes": told}))


def _catalogue(collaboration_id: str, graph: TaxonomyGraph) -> dict[str, Taught]:
    """Every programme that is given, with all that follows from what it grants: who may drive CE may drive C."""
    given = Programme.objects.in_region(collaboration_id).given()
    grants: dict[str, dict[str, int | None]] = {pk: {} for pk in given.values_list("pk", flat=True)}
    for pk, concept, level in Grant.objects.filter(programme__in=given).values_list(
        "programme_id", "concept", "level"
    ):
        for follows in _follows(concept, graph):
            standing = grants[pk].get(follows, 0)
            grants[pk][follows] = None if level is None or standing is None else max(level, standing)
    demands: dict[str, list[Demanded]] = {pk: [] for pk in grants}
    for pk, concepts, level in EntryRequirement.objects.filter(programme__in=given).values_list(
        "programme_id", "concepts", "minimum_level"
    ):
        demands[pk].append(Demanded(frozenset(concepts), level))
    return {pk: Taught(grants[pk], tuple(demands[pk])) for pk in grants}


def _follows(concept_id: str, graph: TaxonomyGraph) -> list[str]:
    concept = graph.find(concept_id)
    if concept is None:
        return [concept_id]
    alike = {c for wider in [concept, *graph.closure(concept)] for c in graph.exact_cluster(wider)}
    return [graph.id(c) for c in alike]
