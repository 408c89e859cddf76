"""Which concepts a programme can grant or demand, and at which levels."""

from collections.abc import Iterable, Mapping, Sequence

from kompetensnav.apps.education.rows import DemandRow, GrantRow
from kompetensnav.engine.matching.terms import RequirementKind
from kompetensnav.engine.taxonomy.graph import TaxonomyGraph
from kompetensnav.engine.taxonomy.kinds import Kind
from kompetensnav.runtime.problems import InputError, Problem

MOST_ROWS = 40  # granted, or demanded, by one programme
KIND_OF: Mapping[Kind, RequirementKind] = {
    Kind.OCCUPATION: RequirementKind.OCCUPATION,
    Kind.OCCUPATION_GROUP: RequirementKind.OCCUPATION,
    Kind.SKILL: RequirementKind.SKILL,
    Kind.KNOWLEDGE: RequirementKind.SKILL,
    Kind.LANGUAGE: RequirementKind.LANGUAGE,
    Kind.DRIVING_LICENCE: RequirementKind.DRIVING_LICENCE,
    Kind.LEGAL_LICENCE: RequirementKind.LEGAL_LICENCE,
    Kind.EDUCATION_LEVEL: RequirementKind.EDUCATION,
}


def kind_of(graph: TaxonomyGraph, concept_id: str) -> RequirementKind | None:
    """What a concept is asked for as; None for what the taxonomy lacks or nobody can have."""
    concept = graph.find(concept_id)
    return None if concept is None else KIND_OF.get(graph.kind(concept))


def check_grants(graph: TaxonomyGraph, grants: Sequence[GrantRow]) -> None:
    """Raises InputError with every grant that cannot be one."""
    problems = [p for g in grants for p in _problems(graph, (g.concept,), kind_of(graph, g.concept), g.level)]
    if len({g.concept for g in grants}) < len(grants):
        problems.append(Problem("programme.granted-twice"))
    _refuse(problems, len(grants))


def check_demands(graph: TaxonomyGraph, demands: Sequence[DemandRow]) -> None:
    """Raises InputError with every demand that cannot be one; alternatives are of one kind."""
    problems = [p for d in demands for p in _problems(graph, d.concepts, _kind(d), d.minimum_level)]
    _refuse(problems, len(demands))


def _kind(demand: DemandRow) -> RequirementKind | None:
    return RequirementKind(demand.kind) if demand.kind in set(RequirementKind) and demand.concepts else None


def _problems(
    graph: TaxonomyGraph, concepts: Iterable[str], kind: RequirementKind | None, level: int | None
) -> list[Problem]:
    odd = [c for c in concepts if kind is None or kind_of(graph, c) is not kind]
    if odd or kind is None:
        return [Problem("programme.unknown-concept", values={"concept": ", ".join(odd)})]
    if level is not None and not 1 <= level <= kind.highest_level:
        return [Problem("programme.no-such-level", values={"level": level})]
    return []


def _refuse(problems: list[Problem], rows: int) -> None:
    if rows > MOST_ROWS:
        problems.append(Problem("programme.too-many-rows", values={"most": MOST_ROWS}))
    if problems:
        raise InputError(*problems)
