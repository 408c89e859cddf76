"""A need as the engine reads it."""

from collections.abc import Sequence
from dataclasses import dataclass

from kompetensnav.apps.needs.models import Need, Requirement
from kompetensnav.apps.places.facts import municipalities
from kompetensnav.engine.matching.need import CompiledNeed
from kompetensnav.engine.matching.need import Requirement as EngineRequirement
from kompetensnav.engine.matching.terms import Polarity, RequirementKind
from kompetensnav.engine.taxonomy.graph import TaxonomyGraph


@dataclass(frozen=True, slots=True)
class NeedSnapshot:
    """``rows[i]`` is the row of the compiled need's i-th requirement; ``lost`` this taxonomy cannot read."""

    need: CompiledNeed
    rows: tuple[Requirement, ...]
    lost: tuple[Requirement, ...]


def snapshot(need: Need, graph: TaxonomyGraph) -> NeedSnapshot:
    """One query: the requirements that stand."""
    return compile_rows(need, [r for r in need.requirements.all() if not r.removed], graph)


def compile_rows(need: Need, rows: Sequence[Requirement], graph: TaxonomyGraph) -> NeedSnapshot:
    """A compiled need of these rows."""
    kept: list[tuple[Requirement, EngineRequirement]] = []
    lost = []
    for row in rows:
        concepts = tuple(c for id_ in row.concepts if (c := graph.find(id_)) is not None)
        if not concepts:
            lost.append(row)
            continue
        kind = RequirementKind(row.kind)
        asked = EngineRequirement(kind, concepts, Polarity(row.asked), row.weight, row.minimum_level)
        kept.append((row, asked))
    place = None
    if need.municipality_id is not None:
        place = list(municipalities()).index(need.municipality_id)
    compiled = CompiledNeed(tuple(r for _, r in kept), place, need.asks_legal_age)
    return NeedSnapshot(compiled, tuple(r for r, _ in kept), tuple(lost))
