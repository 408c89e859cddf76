"""What a programme grants and demands, in the words of the page."""

from collections.abc import Iterable
from dataclasses import dataclass

from kompetensnav.apps.concepts.queries import taxonomy_in_use
from kompetensnav.apps.core.collation import swedish_key
from kompetensnav.apps.education.models import Programme
from kompetensnav.apps.education.taught import kind_of
from kompetensnav.engine.matching.terms import CEFR, RequirementKind
from kompetensnav.engine.taxonomy.graph import TaxonomyGraph
from kompetensnav.engine.taxonomy.kinds import Kind
from kompetensnav.web.words import language
from kompetensnav.wording import Words

_LANGUAGE = "lang:"  # ids of languages
_FIRST = ("sv", "en")
Levels = tuple[tuple[int, str], ...]


@dataclass(frozen=True, slots=True)
class Said:
    """One thing granted or demanded. ``quote`` are the words it was read from, where it waits to be confirmed."""

    concepts: tuple[str, ...]
    label: str
    kind: str
    level: str
    number: int | None = None
    quote: str = ""
    suggested: bool = False


def grants_in_words(programme: Programme, graph: TaxonomyGraph) -> list[Said]:
    """What somebody has after it."""
    return [
        said(graph, (g.concept,), g.level, quote=g.quote, suggested=g.suggested) for g in programme.grants.all()
    ]


def demands_in_words(programme: Programme, graph: TaxonomyGraph) -> list[Said]:
    """What one must have to be admitted."""
    return [said(graph, tuple(d.concepts), d.minimum_level) for d in programme.demands.all()]


def said(
    graph: TaxonomyGraph, concepts: tuple[str, ...], level: int | None, *, quote: str = "", suggested: bool = False
) -> Said:
    """Alternatives in words; the bare id of what the taxonomy in use lacks."""
    kind = kind_of(graph, concepts[0]) if concepts else None
    label = " / ".join(label_of(graph, c) for c in concepts)
    return Said(concepts, label, kind_word(graph, concepts), level_word(kind, level), level, quote, suggested)


def label_of(graph: TaxonomyGraph, concept_id: str) -> str:
    """What a concept is called."""
    concept = graph.find(concept_id)
    return concept_id if concept is None else graph.label(concept, language())


def kind_word(graph: TaxonomyGraph, concepts: Iterable[str]) -> str:
    """Skill, language, licence ...; nothing for what the taxonomy lacks."""
    known = [c for id_ in concepts if (c := graph.find(id_)) is not None]
    return Words(language()).say(f"kind.{graph.kind(known[0]).family.name.lower()}") if known else ""


def level_word(kind: RequirementKind | None, level: int | None) -> str:
    """B1 for a language, 3/5 for a skill, nothing where none is said."""
    return dict(levels_of(kind)).get(level or 0, "")


def levels_of(kind: RequirementKind | None) -> Levels:
    """The levels that there are of a kind."""
    if kind is RequirementKind.LANGUAGE:
        return tuple(enumerate(CEFR, 1))
    highest = 0 if kind is None else kind.highest_level
    return tuple((n, f"{n}/{highest}") for n in range(1, highest + 1))


def language_names() -> list[tuple[str, str]]:
    """(code, name) of every language a programme can be taught in, the two most usual first."""
    graph = taxonomy_in_use().graph
    known = {graph.id(c).removeprefix(_LANGUAGE): graph.label(c, language()) for c in graph.of_kind(Kind.LANGUAGE)}
    return sorted(known.items(), key=lambda pair: (pair[0] not in _FIRST, swedish_key(pair[1])))
