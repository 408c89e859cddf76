"""The form that says what a programme grants or demands: rows that are kept or not, and a search that adds rows.

All of it is one form that carries its rows with it: nothing is stored until it is confirmed, script or none.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from django.http import QueryDict

from kompetensnav.apps.concepts.queries import taxonomy_in_use
from kompetensnav.apps.education.models import Programme
from kompetensnav.apps.education.rows import DemandRow, GrantRow
from kompetensnav.apps.education.taught import KIND_OF, MOST_ROWS, kind_of
from kompetensnav.engine.taxonomy.graph import TaxonomyGraph
from kompetensnav.engine.taxonomy.kinds import Kind
from kompetensnav.web.catalogue.said import Levels, kind_word, label_of, levels_of

LONGEST_PHRASE = 100  # characters; more is a text and not a name
KINDS: tuple[Kind, ...] = tuple(KIND_OF)
_MOST_FOUND = 8
_MOST_ALIKE = 5
_MOST_ALTERNATIVES = 8
_NEW_ROW = "new"


@dataclass(frozen=True, slots=True)
class TaughtRow:
    """One row of the form. ``number`` names its fields; ``kept`` whether it stands when the form is confirmed."""

    number: int
    concepts: tuple[str, ...]
    labels: tuple[str, ...]
    kind: str
    levels: Levels
    level: int | None
    quote: str = ""
    suggested: bool = False
    kept: bool = True

    @property
    def label(self) -> str:
        """Alternatives with a slash between."""
        return " / ".join(self.labels)


@dataclass(frozen=True, slots=True)
class Found:
    """What a search found."""

    id: str
    label: str
    kind: str


@dataclass(frozen=True, slots=True)
class TaughtForm:
    """As it stands on the page. ``found`` None: nothing was looked for."""

    rows: tuple[TaughtRow, ...]
    phrase: str = ""
    found: tuple[Found, ...] | None = None
    chosen: str = ""

    @property
    def kept(self) -> list[TaughtRow]:
        """What is to stand."""
        return [row for row in self.rows if row.kept]

    def grants(self) -> list[GrantRow]:
        """As the action takes them."""
        return [GrantRow(row.concepts[0], row.level) for row in self.kept]

    def demands(self) -> list[DemandRow]:
        """As the action takes them."""
        graph = taxonomy_in_use().graph
        kinds = ((row, kind_of(graph, row.concepts[0])) for row in self.kept)
        return [DemandRow(-1 if kind is None else int(kind), row.concepts, row.level) for row, kind in kinds]


def stored_grants(programme: Programme) -> TaughtForm:
    """As they are stored."""
    graph = taxonomy_in_use().graph
    rows = (
        replace(_row(graph, n, (g.concept,), g.level), quote=g.quote, suggested=g.suggested)
        for n, g in enumerate(programme.grants.all())
    )
    return TaughtForm(tuple(rows))


def stored_demands(programme: Programme) -> TaughtForm:
    """As they are stored."""
    graph = taxonomy_in_use().graph
    rows = (_row(graph, n, tuple(d.concepts), d.minimum_level) for n, d in enumerate(programme.demands.all()))
    return TaughtForm(tuple(rows))


def posted(data: QueryDict, stored: TaughtForm) -> TaughtForm:
    """As it was sent: rows as they stood on the page, one added where that was pressed, and what a search found."""
    graph = taxonomy_in_use().graph
    known = {row.concepts: row for row in stored.rows}
    rows: list[TaughtRow] = []
    for number in range(MOST_ROWS * 2):
        concepts = tuple(data.getlist(f"concept-{number}")[:_MOST_ALTERNATIVES])
        if not concepts:
            continue
        row = _row(graph, len(rows), concepts, _level(data.get(f"level-{number}", "")))
        was = known.get(concepts)
        kept = f"keep-{number}" in data
        rows.append(
            replace(row, kept=kept, quote=was.quote if was else "", suggested=was.suggested if was else False)
        )
    form = TaughtForm(tuple(rows))
    found = data.get("found", "")
    if data.get("do", "") == "add" and found:
        return _added(graph, form, found, data.get("beside", _NEW_ROW))
    return _searched(graph, form, data) if data.get("do", "") != "confirm" else form


def _added(graph: TaxonomyGraph, form: TaughtForm, concept: str, beside: str) -> TaughtForm:
    """With one more: a row of its own, or an alternative in a row that stands."""
    if kind_of(graph, concept) is None:
        return form
    standing = [row for row in form.rows if concept in row.concepts]
    if standing:  # nothing is added twice; a row that was to go stays
        return replace(form, rows=tuple(replace(r, kept=True) if r in standing else r for r in form.rows))
    for row in form.rows:
        if beside == str(row.number) and kind_of(graph, row.concepts[0]) is kind_of(graph, concept):
            wider = _row(graph, row.number, (*row.concepts, concept), row.level)
            return replace(form, rows=tuple(wider if r is row else r for r in form.rows))
    return replace(form, rows=(*form.rows, _row(graph, len(form.rows), (concept,), None)))


def _searched(graph: TaxonomyGraph, form: TaughtForm, data: QueryDict) -> TaughtForm:
    phrase = " ".join(data.get("search", "").split())[:LONGEST_PHRASE]
    chosen = data.get("chosen", "")
    if kind_of(graph, chosen) is not None:
        return replace(form, phrase=phrase, found=(_found(graph, chosen),), chosen=chosen)
    if not phrase:
        return form
    linker = taxonomy_in_use().linker
    hits = linker.link(phrase, KINDS, k=_MOST_FOUND) or linker.nearest(phrase, KINDS, k=_MOST_ALIKE)
    return replace(form, phrase=phrase, found=tuple(_found(graph, graph.id(h.concept)) for h in hits))


def _found(graph: TaxonomyGraph, concept: str) -> Found:
    return Found(concept, label_of(graph, concept), kind_word(graph, (concept,)))


def _row(graph: TaxonomyGraph, number: int, concepts: Iterable[str], level: int | None) -> TaughtRow:
    ids = tuple(concepts)
    levels = levels_of(kind_of(graph, ids[0]))
    return TaughtRow(number, ids, tuple(label_of(graph, c) for c in ids), kind_word(graph, ids), levels, level)


def _level(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdecimal() and len(text) == 1 else None
