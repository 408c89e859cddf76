"""What a course teaches and demands, in the words of the page."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from kompetensnav.apps.education.rows import DemandRow, GrantRow
from kompetensnav.apps.education.taught import KIND_OF, kind_of
from kompetensnav.engine.matching.terms import CEFR, RequirementKind
from kompetensnav.engine.taxonomy.graph import TaxonomyGraph
from kompetensnav.engine.taxonomy.kinds import Kind
from kompetensnav.web.completion import Option, suggested
from kompetensnav.web.words import language
from kompetensnav.wording import Words

KINDS: tuple[Kind, ...] = tuple(KIND_OF)
BETWEEN = "|"  # alternatives of one demand in a form
_SHORTEST = 2  # letters of a search
_MOST_FOUND = 6


@dataclass(frozen=True, slots=True)
class Part:
    """One thing taught or demanded. ``value`` names it in a form; ``levels`` is empty where it has none."""

    value: str
    label: str
    kind: str
    level: int | None
    level_word: str
    levels: Sequence[tuple[int, str]] = ()
    checked: bool = True


def granted(graph: TaxonomyGraph, row: GrantRow, *, checked: bool = True) -> Part:
    """One thing taught."""
    return _part(graph, (row.concept,), row.level, checked=checked)


def demanded(graph: TaxonomyGraph, row: DemandRow) -> Part:
    """One thing demanded; alternatives with a slash between."""
    return _part(graph, row.concepts, row.minimum_level, checked=True)


def label_of(graph: TaxonomyGraph, concepts: Iterable[str]) -> str:
    """Labels of alternatives with a slash between; the bare id of what the taxonomy lacks."""
    found = ((id_, graph.find(id_)) for id_ in concepts)
    return " / ".join(id_ if c is None else graph.label(c, language()) for id_, c in found)


def kind_number(graph: TaxonomyGraph, concept: str) -> int | None:
    """The kind of a demand for it; None for what nobody can have. A stored concept that is lost counts as a skill,
    so that whoever keeps it is told.
    """
    if graph.find(concept) is None:
        return int(RequirementKind.SKILL)
    kind = kind_of(graph, concept)
    return None if kind is None else int(kind)


def found(phrase: str, chosen: str) -> list[Option]:
    """What a search means: the suggestion that was taken, or the nearest names."""
    if len(phrase.strip()) < _SHORTEST:
        return []
    options = suggested(phrase.strip(), KINDS)
    taken = [option for option in options if option.concept == chosen]
    return (taken or options)[:_MOST_FOUND]


def kind_word(graph: TaxonomyGraph, concepts: Iterable[str]) -> str:
    """Skill, language, licence ...; nothing for what the taxonomy lacks."""
    known = [c for id_ in concepts if (c := graph.find(id_)) is not None]
    return Words(language()).say(f"kind.{graph.kind(known[0]).family.name.lower()}") if known else ""


def _part(graph: TaxonomyGraph, concepts: tuple[str, ...], level: int | None, *, checked: bool) -> Part:
    kind = kind_of(graph, concepts[0]) if concepts else None
    return Part(
        value=BETWEEN.join(concepts),
        label=label_of(graph, concepts),
        kind=kind_word(graph, concepts),
        level=level,
        level_word="" if level is None or kind is None else level_word(kind, level),
        levels=() if kind is None else [(n, level_word(kind, n)) for n in range(1, kind.highest_level + 1)],
        checked=checked,
    )


def level_word(kind: int, level: int) -> str:
    """B1 for a language, 3/5 for a skill."""
    return CEFR[level - 1] if kind == RequirementKind.LANGUAGE else f"{level}/5"
