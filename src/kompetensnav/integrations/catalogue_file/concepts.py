"""What a programme grants and demands, as words or ids in a cell, and back.

Items have ``;`` between them and may carry a level after ``|``. Between the alternatives of one demand stands a
slash with a space on either side. A word must be a name of the concept; it is never guessed from its spelling.
"""

from collections.abc import Iterable

from kompetensnav.apps.concepts.queries import taxonomy_in_use
from kompetensnav.apps.education.cells import Unreadable
from kompetensnav.apps.education.rows import DemandRow, GrantRow
from kompetensnav.apps.education.taught import KIND_OF, MOST_ROWS
from kompetensnav.engine.matching.terms import CEFR, RequirementKind
from kompetensnav.runtime.taxonomy_store import Taxonomy

NOTHING = "-"  # in demands: said, and not merely left empty
_BETWEEN, _OR, _LEVEL = ";", " / ", "|"
_CODES = ("", "drive:", "lang:", "edu:")  # "B" is a driving licence, "sv" a language, "3" a level of education


class Words:
    """Looks each distinct word up once. The taxonomy is asked for when a cell first needs it."""

    def __init__(self) -> None:
        self._known: dict[str, tuple[str, RequirementKind]] = {}

    def grants(self, cell: str) -> tuple[GrantRow, ...] | None:
        """None where the cell is empty: then the file does not say."""
        items = _items(cell)
        found: dict[str, GrantRow] = {}
        for item in items:
            word, level = _parted(item)
            concept, kind = self._find(word)
            found.setdefault(concept, GrantRow(concept, _level(level, kind, item)))
        return tuple(found.values()) or None

    def demands(self, cell: str) -> tuple[DemandRow, ...] | None:
        """None where the cell is empty; none at all where it holds a single ``-``."""
        if cell == NOTHING:
            return ()
        return tuple(self._demand(item) for item in _items(cell)) or None

    def _demand(self, item: str) -> DemandRow:
        words, level = _parted(item)
        found = [self._find(word.strip()) for word in words.split(_OR)]
        kinds = {kind for _, kind in found}
        if len(kinds) > 1:
            raise Unreadable("mixed-alternatives", {"found": item})
        kind = kinds.pop()
        return DemandRow(int(kind), tuple(concept for concept, _ in found), _level(level, kind, item))

    def _find(self, word: str) -> tuple[str, RequirementKind]:
        if word not in self._known:
            self._known[word] = _looked_up(taxonomy_in_use(), word)
        return self._known[word]


def written_grants(grants: Iterable[GrantRow]) -> str:
    """By ids, which mean the same in every version of the taxonomy that has them."""
    return _BETWEEN.join(_with_level(g.concept, g.level) for g in grants)


def written_demands(demands: Iterable[DemandRow]) -> str:
    """The reverse of ``Words.demands``."""
    return _BETWEEN.join(_with_level(_OR.join(d.concepts), d.minimum_level) for d in demands) or NOTHING


def _looked_up(taxonomy: Taxonomy, word: str) -> tuple[str, RequirementKind]:
    graph, kinds = taxonomy.graph, tuple(KIND_OF)
    for prefix in _CODES:
        for form in (word, word.upper(), word.lower()):
            concept = graph.find(prefix + form)
            if concept is not None and graph.kind(concept) in kinds:
                return graph.id(concept), KIND_OF[graph.kind(concept)]
    named = taxonomy.linker.named(word, kinds)
    if named is None:
        near = ", ".join(graph.label(c.concept, "sv", "en") for c in taxonomy.linker.nearest(word, kinds))
        raise Unreadable("unknown-concept", {"found": word, "near": near or "–"})
    return graph.id(named.concept), KIND_OF[graph.kind(named.concept)]


def _items(cell: str) -> list[str]:
    items = [item.strip() for item in cell.split(_BETWEEN) if item.strip()]
    if len(items) > MOST_ROWS:
        raise Unreadable("too-many-items", {"found": len(items), "most": MOST_ROWS})
    return items


def _parted(item: str) -> tuple[str, str]:
    word, _, level = item.partition(_LEVEL)
    return word.strip(), level.strip()


def _level(level: str, kind: RequirementKind, item: str) -> int | None:
    if not level:
        return None
    number = CEFR.index(level.upper()) + 1 if kind is RequirementKind.LANGUAGE and level.upper() in CEFR else 0
    number = number or (int(level) if level.isdecimal() and len(level) == 1 else 0)
    if not 1 <= number <= kind.highest_level:
        raise Unreadable("level", {"found": level, "item": item})
    return number


def _with_level(word: str, level: int | None) -> str:
    return word if level is None else f"{word}{_LEVEL}{level}"
