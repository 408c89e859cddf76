"""From what was read in an advert, and what its fields state, to a need that can be matched.

1. The occupation: what the fields state and, beside it, what the words say nearly as surely as their best guess.
   Alternatives of one requirement, since an advert for *sjuksköterska / distriktssköterska* is filled by either.
2. What the words require or count in favour. Mentions of one concept are one requirement: the strictest polarity
   and the highest level win. Another occupation asked for ("har arbetat som svetsare") is a merit beside the first.
3. Skills of the tasks, as merits: who has done the tasks does them sooner. They come after what is asked for.
4. What the law requires for every one of the occupations, as must: it holds whether the advert says so or not.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from kompetensnav.engine.extraction.mentions import Extraction, Mention, SectionKind, Span
from kompetensnav.engine.extraction.mentions import Polarity as Asked
from kompetensnav.engine.matching.need import CompiledNeed, Requirement
from kompetensnav.engine.matching.parameters import Parameters
from kompetensnav.engine.matching.terms import Polarity, RequirementKind
from kompetensnav.engine.taxonomy.graph import TaxonomyGraph
from kompetensnav.engine.taxonomy.kinds import Kind, Relation

_KIND = {
    Kind.OCCUPATION: RequirementKind.OCCUPATION,
    Kind.OCCUPATION_GROUP: RequirementKind.OCCUPATION,
    Kind.SKILL: RequirementKind.SKILL,
    Kind.KNOWLEDGE: RequirementKind.SKILL,
    Kind.LANGUAGE: RequirementKind.LANGUAGE,
    Kind.DRIVING_LICENCE: RequirementKind.DRIVING_LICENCE,
    Kind.LEGAL_LICENCE: RequirementKind.LEGAL_LICENCE,
    Kind.EDUCATION_LEVEL: RequirementKind.EDUCATION,
}
_MOST_OCCUPATIONS = 3  # alternatives of one need; more is a text about several jobs
_NEARLY = 0.9  # of the best guess's score
_SURE = 0.6  # below this a guessed occupation does not stand beside a stated one
_MOST_TASKS = 8  # skills of the tasks


class Source(StrEnum):
    """Where a requirement comes from."""

    STATED = "stated"  # a field of the advert
    TEXT = "text"  # its words
    TASKS = "tasks"  # its words about the tasks
    LAW = "law"


@dataclass(frozen=True, slots=True)
class Stated:
    """What the advert's fields state, as concepts. ``municipality`` is an index of places."""

    occupations: tuple[int, ...] = ()
    must: tuple[int, ...] = ()
    merit: tuple[int, ...] = ()
    municipality: int | None = None


@dataclass(frozen=True, slots=True)
class ReadRequirement:
    """A requirement with where it was read: spans in the masked text, years of experience asked for."""

    requirement: Requirement
    source: Source
    spans: tuple[Span, ...] = ()
    years: float | None = None


@dataclass(frozen=True, slots=True)
class ReadNeed:
    """A need and its reading, requirement by requirement. ``dropped`` did not fit in."""

    need: CompiledNeed
    read: tuple[ReadRequirement, ...]
    dropped: tuple[ReadRequirement, ...]


def compile_need(
    graph: TaxonomyGraph, parameters: Parameters, extraction: Extraction, stated: Stated, municipality: int | None
) -> ReadNeed:
    """The need of an advert. ``municipality`` is where the work is, an index of places, or None."""
    occupations, occupation_source = _occupations(graph, extraction, stated)
    draft = _Draft(graph, parameters)
    if occupations:
        spans = tuple((m.start, m.end) for m in extraction.mentions if m.concept in occupations)
        draft.add(occupations, Polarity.MUST, occupation_source, spans)
    contested = _contested(graph, occupations)
    for mentions in _asked_for(extraction.mentions):
        must = any(m.polarity is Asked.MUST for m in mentions)
        # Of two jobs in one advert one job's licence must not remove people from the other.
        must = must and not contested.issuperset(m.concept for m in mentions)
        draft.add_mentions(mentions, Polarity.MUST if must else Polarity.MERIT)
    for concept in stated.must:
        draft.add((concept,), Polarity.MUST, Source.STATED)
    for concept in stated.merit:
        draft.add((concept,), Polarity.MERIT, Source.STATED)
    if licences := _required_by_law(graph, occupations):
        draft.add(licences, Polarity.MUST, Source.LAW)
    for mention in _tasks(extraction.mentions):
        draft.add((mention.concept,), Polarity.MERIT, Source.TASKS, ((mention.start, mention.end),))
    kept, dropped = draft.requirements()
    need = CompiledNeed(tuple(r.requirement for r in kept), municipality, extraction.asks_legal_age)
    return ReadNeed(need, kept, dropped)


def _occupations(graph: TaxonomyGraph, extraction: Extraction, stated: Stated) -> tuple[tuple[int, ...], Source]:
    """The occupations one of which fills the need, the stated first, then the surest."""
    guessed = extraction.occupations
    floor = max(_NEARLY * guessed[0].score, _SURE if stated.occupations else 0.0) if guessed else 1.0
    beside = [o.concept for o in guessed if o.score >= floor and graph.kind(o.concept) is Kind.OCCUPATION]
    if not beside and not stated.occupations:
        beside = [o.concept for o in guessed[:1]]  # a group is better than nothing, never beside an occupation
    if any(graph.is_national(c) for c in (*stated.occupations, *beside)):
        # The same word in another language or register ("controller") would only widen the need by chance.
        beside = [c for c in beside if graph.is_national(c)]
    chosen = dict.fromkeys([*stated.occupations, *beside])
    return tuple(chosen)[:_MOST_OCCUPATIONS], Source.STATED if stated.occupations else Source.TEXT


def _asked_for(mentions: Sequence[Mention]) -> Iterator[list[Mention]]:
    """Mentions that are asked for, those that are alternatives of one another together, in text order."""
    groups: dict[tuple[str, int], list[Mention]] = {}
    for i, mention in enumerate(mentions):
        if mention.kind in _KIND and mention.polarity in (Asked.MUST, Asked.MERIT):
            # Alternatives of different kinds ("legitimation eller erfarenhet") cannot be one requirement.
            group = mention.alternative_group
            key = (f"one{i}", i) if group is None else (_KIND[mention.kind].name, group)
            groups.setdefault(key, []).append(mention)
    yield from groups.values()


def _tasks(mentions: Sequence[Mention]) -> list[Mention]:
    """The first skills of the tasks, each once."""
    skills = (Kind.SKILL, Kind.KNOWLEDGE)
    wanted = [
        m for m in mentions if m.section is SectionKind.TASKS and m.polarity is Asked.MENTIONED and m.kind in skills
    ]
    return list({m.concept: m for m in reversed(wanted)}.values())[::-1][:_MOST_TASKS]


def _required_by_law(graph: TaxonomyGraph, occupations: Sequence[int]) -> tuple[int, ...]:
    """Licences without which none of the occupations may be practised; alternatives where they differ."""
    found = [set(graph.targets(occupation, Relation.REQUIRED_BY_LAW)) for occupation in occupations]
    return tuple(sorted(set().union(*found))) if found and all(found) else ()


def _contested(graph: TaxonomyGraph, occupations: Sequence[int]) -> set[int]:
    """Licences that the law requires for some of the occupations and not for others."""
    found = [set(graph.targets(o, Relation.REQUIRED_BY_LAW)) for o in occupations]
    return set().union(*found) if found and not all(found) else set()


class _Draft:
    """Requirements so far, one for each set of alternatives."""

    def __init__(self, graph: TaxonomyGraph, parameters: Parameters) -> None:
        self._graph = graph
        self._parameters = parameters
        self._rows: list[ReadRequirement] = []

    def add_mentions(self, mentions: Sequence[Mention], polarity: Polarity) -> None:
        """One requirement of mentions that are alternatives, or of a single one."""
        kind = _KIND[mentions[0].kind]
        levels = [m.level for m in mentions if m.level is not None]
        self.add(
            tuple(sorted({m.concept for m in mentions})),
            # The occupation itself stands already; another one asked for is experience beside it.
            Polarity.MERIT if kind is RequirementKind.OCCUPATION else polarity,
            Source.TEXT,
            tuple((m.start, m.end) for m in mentions),
            min(levels) if levels else None,
            max((m.years for m in mentions if m.years is not None), default=None),
        )

    def add(
        self,
        concepts: tuple[int, ...],
        polarity: Polarity,
        source: Source,
        spans: tuple[Span, ...] = (),
        level: int | None = None,
        years: float | None = None,
    ) -> None:
        """Add a requirement, or merge it with the one that asks for the same.

        *Svenska* and *svenska eller engelska* are two requirements: merging them would take the alternative away.
        """
        kind = _KIND[self._graph.kind(concepts[0])]
        level = None if level is None or not kind.highest_level else min(level, kind.highest_level)
        weight = self._parameters.default_weight(kind, polarity)
        new = ReadRequirement(Requirement(kind, concepts, polarity, weight, level), source, spans, years)
        for i, row in enumerate(self._rows):
            if row.requirement.kind is kind and self._same(kind, row.requirement.concepts, concepts):
                self._rows[i] = _merged(row, new)
                return
        if source is Source.TASKS and any(set(concepts) & set(r.requirement.concepts) for r in self._rows):
            return
        self._rows.append(new)

    def _same(self, kind: RequirementKind, known: Iterable[int], new: Iterable[int]) -> bool:
        a, b = self._clusters(known), self._clusters(new)
        # One of the occupations sought, named again in the text, asks for nothing more.
        return a == b or (kind is RequirementKind.OCCUPATION and not a.isdisjoint(b))

    def _clusters(self, concepts: Iterable[int]) -> set[int]:
        return {c for concept in concepts for c in self._graph.exact_cluster(concept)}

    def requirements(self) -> tuple[tuple[ReadRequirement, ...], tuple[ReadRequirement, ...]]:
        """(kept, dropped). Where there are too many, musts before merits, heavier first, then as they stand."""
        limit = self._parameters.limit_requirements
        by_worth = sorted(
            range(len(self._rows)),
            key=lambda i: (self._rows[i].requirement.polarity, -self._rows[i].requirement.weight, i),
        )
        kept, dropped = sorted(by_worth[:limit]), sorted(by_worth[limit:])
        return tuple(self._rows[i] for i in kept), tuple(self._rows[i] for i in dropped)


def _merged(row: ReadRequirement, new: ReadRequirement) -> ReadRequirement:
    """Two readings of one requirement: the stricter stands, and of two as strict the higher level.

    What is only in favour never raises what is required. What the law requires is the law's, however it was read.
    """
    if new.source is Source.TASKS:
        return row
    strict, other = sorted((row, new), key=lambda r: r.requirement.polarity)
    asked = strict.requirement
    if other.requirement.polarity is asked.polarity:
        levels = [r.requirement.minimum_level for r in (row, new) if r.requirement.minimum_level is not None]
        asked = replace(asked, minimum_level=max(levels, default=None))
    years = [r.years for r in (row, new) if r.years is not None]
    return ReadRequirement(
        replace(asked, concepts=row.requirement.concepts),
        Source.LAW if Source.LAW in (row.source, new.source) else row.source,
        tuple(sorted({*row.spans, *new.spans})),
        max(years, default=None),
    )
