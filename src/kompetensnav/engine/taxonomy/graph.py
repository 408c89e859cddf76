"""The immutable concept graph: integer concepts 0..n-1, parallel arrays, one adjacency a relation."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from kompetensnav.engine.taxonomy.kinds import Kind, LabelKind, Relation
from kompetensnav.engine.taxonomy.tables import Adjacency, HashIndex, Ints, StringTable


@dataclass(frozen=True)
class TaxonomyGraph:
    """A version of the taxonomy.

    Shapes: ``kinds``, ``scheme_of`` (n,) uint8; labels are m rows sorted by concept, language, kind, text:
    ``label_concept`` int32, ``label_language``, ``label_kind``, ``label_source`` uint8, all (m,).
    ``languages``, ``schemes`` and ``provenance`` give the meaning of the small numbers.
    """

    name: str
    ids: StringTable
    kinds: NDArray[np.uint8]
    scheme_of: NDArray[np.uint8]
    codes: HashIndex  # every id and code -> concept
    labels: StringTable
    label_concept: Ints
    label_language: NDArray[np.uint8]
    label_kind: NDArray[np.uint8]
    label_source: NDArray[np.uint8]
    label_rows: Ints  # (n + 1,) first label row of each concept
    out: dict[Relation, Adjacency]
    into: dict[Relation, Adjacency]
    languages: tuple[str, ...]
    schemes: tuple[str, ...]
    provenance: tuple[str, ...]

    def __len__(self) -> int:
        return len(self.ids)

    def find(self, code: str) -> int | None:
        """The concept with this id or code, or None."""
        found = self.codes.get(code)
        return found[0] if found else None

    def id(self, concept: int) -> str:
        return self.ids[concept]

    def kind(self, concept: int) -> Kind:
        return Kind(int(self.kinds[concept]))

    def scheme(self, concept: int) -> str:
        return self.schemes[int(self.scheme_of[concept])]

    def is_national(self, concept: int) -> bool:
        """Whether a concept belongs to Swedish schemes, rather than to ESCO or ISCO alone."""
        return self.scheme(concept) not in ("esco", "isco")

    def targets(self, concept: int, relation: Relation) -> list[int]:
        """Concepts the relation leads to, rising."""
        return self.out[relation].row(concept)

    def sources(self, concept: int, relation: Relation) -> list[int]:
        """Concepts the relation comes from, rising."""
        return self.into[relation].row(concept)

    def labels_of(self, concept: int, language: str | None = None) -> list[str]:
        """Labels of a concept, preferred first; of one language or of all."""
        rows = range(int(self.label_rows[concept]), int(self.label_rows[concept + 1]))
        wanted = self._language_number(language)
        return [self.labels[r] for r in rows if language is None or self.label_language[r] == wanted]

    def label(self, concept: int, *languages: str) -> str:
        """The preferred label in the first language that has one (then sv, en), else any label, else the id."""
        key = (concept, languages)
        if key not in self._label_cache:
            self._label_cache[key] = self._find_label(concept, languages)
        return self._label_cache[key]

    def _find_label(self, concept: int, languages: tuple[str, ...]) -> str:
        rows = range(int(self.label_rows[concept]), int(self.label_rows[concept + 1]))
        preferred = {
            self.languages[int(self.label_language[r])]: r
            for r in reversed(rows)
            if self.label_kind[r] == LabelKind.PREFERRED
        }
        for language in (*languages, "sv", "en"):
            if language in preferred:
                return self.labels[preferred[language]]
        return self.labels[rows[0]] if rows else self.id(concept)

    def closure(self, concept: int, relation: Relation = Relation.BROADER, *, back: bool = False) -> list[int]:
        """Every concept reached over one or more steps of the relation (``back``: against it), rising."""
        step = self.into[relation] if back else self.out[relation]
        seen: set[int] = set()
        todo = [concept]
        while todo:
            for nxt in step.row(todo.pop()):
                if nxt not in seen:
                    seen.add(nxt)
                    todo.append(nxt)
        seen.discard(concept)
        return sorted(seen)

    def exact_cluster(self, concept: int) -> list[int]:
        """The concept and all that are exact matches of it, in either direction and transitively, rising."""
        seen = {concept}
        todo = [concept]
        while todo:
            current = todo.pop()
            for nxt in self.targets(current, Relation.EXACT_MATCH) + self.sources(current, Relation.EXACT_MATCH):
                if nxt not in seen:
                    seen.add(nxt)
                    todo.append(nxt)
        return sorted(seen)

    def ssyk4(self, concept: int) -> str | None:
        """The four-digit SSYK code of a level-4 group, or of the group an occupation stands in (the smallest)."""
        for candidates in ([concept], self.targets(concept, Relation.BROADER)):
            codes = sorted(i for c in candidates if (i := self.id(c)).startswith("ssyk:") and len(i) == 9)
            if codes:
                return codes[0].removeprefix("ssyk:")
        return None

    def of_kind(self, *kinds: Kind) -> NDArray[np.intp]:
        """Concepts of the kinds, rising."""
        return np.flatnonzero(np.isin(self.kinds, [int(k) for k in kinds]))

    @cached_property
    def counts(self) -> dict[Kind, int]:
        """Number of concepts of each kind that occurs."""
        numbers, totals = np.unique(self.kinds, return_counts=True)
        return {Kind(int(k)): int(t) for k, t in zip(numbers, totals, strict=True)}

    @cached_property
    def _label_cache(self) -> dict[tuple[int, tuple[str, ...]], str]:
        return {}

    def _language_number(self, language: str | None) -> int:
        return self.languages.index(language) if language in self.languages else -1
