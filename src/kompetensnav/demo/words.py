"""What the demo may say: occupations, skills and licences of the starter taxonomy, by SSYK group.

Only labels that lead to one concept of their kind are offered, so that whatever the demo says can be read back.
"""

from dataclasses import dataclass
from functools import lru_cache

from kompetensnav.engine.taxonomy.kinds import Kind, LabelKind, Relation
from kompetensnav.engine.taxonomy.records import Layer
from kompetensnav.engine.text.normalise import fold
from kompetensnav.integrations.starter.parse import parse

_RESERVED = (";", "|")  # they separate items in a people file
_AWKWARD = (",", "/", "(", ":", ";", "|")  # fine in a list of names, not inside a sentence


@dataclass(frozen=True, slots=True)
class Term:
    """A concept and its ways to be written.

    ``label`` can be read back in a file: the Swedish name, or the id where that name is shared. ``others`` are
    further Swedish names. The Ukrainian name may be empty.
    """

    id: str
    label: str
    name: str
    others: tuple[str, ...]
    english: str
    ukrainian: str

    def in_text(self, language: str) -> tuple[str, ...]:
        """Names that can stand inside a sentence, the preferred first."""
        names = (self.name, *self.others) if language == "sv" else (self.english,)
        plain = tuple(n for n in names if n and not any(sign in n for sign in _AWKWARD))
        return plain or (names[0].partition(",")[0].partition("/")[0].partition(" (")[0].strip(),)


@dataclass(frozen=True, slots=True)
class Group:
    """An SSYK level-4 group: its name, occupations, skills by strength, licences that the law requires."""

    ssyk: str
    name: str
    occupations: tuple[Term, ...]
    essential: tuple[Term, ...]
    optional: tuple[Term, ...]
    by_law: dict[str, tuple[Term, ...]]  # occupation id -> licences


@dataclass(frozen=True, slots=True)
class Words:
    """All the demo may say. ``legal`` holds the legal licences by name."""

    groups: dict[str, Group]
    legal: dict[str, Term]


@lru_cache(maxsize=1)
def starter_words() -> Words:
    """The words of the starter taxonomy that ships with the product."""
    return words_of(parse())


def words_of(layer: Layer) -> Words:
    """The words of a layer, in the order of ids."""
    terms = _terms(layer)
    kinds = {c.id: c.kind for c in layer.concepts}
    ends: dict[tuple[Relation, str], list[str]] = {}
    for r in sorted(layer.relations, key=lambda r: (r.source, r.target)):
        ends.setdefault((r.relation, r.source), []).append(r.target)
        if r.relation is Relation.BROADER and kinds.get(r.source) is Kind.OCCUPATION:
            ends.setdefault((r.relation, r.target), []).append(r.source)

    def linked(group: str, relation: Relation) -> tuple[Term, ...]:
        return tuple(terms[i] for i in ends.get((relation, group), []) if i in terms)

    groups = {}
    for concept in sorted(kinds):
        if kinds[concept] is not Kind.OCCUPATION_GROUP or not concept.startswith("ssyk:") or concept not in terms:
            continue
        groups[concept[5:]] = Group(
            ssyk=concept[5:],
            name=terms[concept].name,
            occupations=tuple(t for t in linked(concept, Relation.BROADER) if kinds[t.id] is Kind.OCCUPATION),
            essential=linked(concept, Relation.ESSENTIAL),
            optional=linked(concept, Relation.OPTIONAL),
            by_law={
                t.id: required
                for t in linked(concept, Relation.BROADER)
                if (required := linked(t.id, Relation.REQUIRED_BY_LAW))
            },
        )
    legal = {terms[i].name: terms[i] for i in sorted(kinds) if kinds[i] is Kind.LEGAL_LICENCE}
    return Words(groups, legal)


def _terms(layer: Layer) -> dict[str, Term]:
    family = {c.id: c.kind.family for c in layer.concepts}
    owners: dict[tuple[Kind, str], set[str]] = {}
    for label in layer.labels:
        owners.setdefault((family[label.concept], fold(label.text)), set()).add(label.concept)

    def own(concept: str, text: str) -> bool:
        alone = len(owners[family[concept], fold(text)]) == 1
        return alone and not any(sign in text for sign in _RESERVED)

    names: dict[tuple[str, str, bool], list[str]] = {}
    for label in sorted(layer.labels, key=lambda r: (r.concept, r.language, r.kind, r.text)):
        if own(label.concept, label.text):
            key = (label.concept, label.language, label.kind is LabelKind.PREFERRED)
            names.setdefault(key, []).append(label.text)

    def first(concept: str, language: str) -> str:
        return next(iter(names.get((concept, language, True), [])), "")

    preferred = {(r.concept, r.language): r.text for r in layer.labels if r.kind is LabelKind.PREFERRED}
    return {
        c: Term(
            id=c,
            label=first(c, "sv") or c,
            name=preferred.get((c, "sv"), c),
            others=tuple(names.get((c, "sv", False), [])),
            english=preferred.get((c, "en"), c),
            ukrainian=first(c, "uk"),
        )
        for c in sorted(family)
    }
