"""What a source says, before it is composed into a graph: concepts, labels and relations of one layer."""

from dataclasses import dataclass, field

from kompetensnav.engine.taxonomy.kinds import Kind, LabelKind, Relation


@dataclass(frozen=True, slots=True)
class ConceptRecord:
    """One concept. ``codes`` are its other names: legacy ids, ids in schemes that share the concept."""

    id: str
    kind: Kind
    scheme: str  # ssyk, isco, jobtech, esco, starter, sun, iso639, ...
    codes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class LabelRecord:
    """One label of a concept in one language (ISO 639-1 where there is one)."""

    concept: str
    language: str
    text: str
    kind: LabelKind = LabelKind.PREFERRED


@dataclass(frozen=True, slots=True)
class RelationRecord:
    """One relation between two concept ids. ``weight`` is a percentage (substitution 75 or 25, else 100)."""

    source: str
    target: str
    relation: Relation
    weight: int = 100


@dataclass(frozen=True, slots=True, order=True)
class Omission:
    """What an importer left out: a code for the reason, what it was, how many."""

    code: str
    what: str
    count: int


@dataclass(slots=True)
class Layer:
    """All that one source says. ``name`` is its provenance: starter, jobtech, esco-en, crosswalk-skills ..."""

    name: str
    concepts: list[ConceptRecord] = field(default_factory=list)
    labels: list[LabelRecord] = field(default_factory=list)
    relations: list[RelationRecord] = field(default_factory=list)
    omitted: list[Omission] = field(default_factory=list)
