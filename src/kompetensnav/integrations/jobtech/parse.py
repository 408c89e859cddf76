"""From the official JSON files of the national taxonomy to a layer.

Groups of SSYK, ISCO and SUN and languages get the id of their standard, so that they meet the same concept of
other sources; occupation names and skills keep the JobTech id, which adverts and registers quote. Every JobTech id
stays findable as a code. Definitions are not kept.

Substitution: A ``substituted_by`` B at 75 says that somebody from B can take A's place; it becomes
A SUBSTITUTED_BY B with weight 75. ``substitutes`` says the same from B's end.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

from kompetensnav.engine.taxonomy.kinds import Kind, LabelKind, Relation
from kompetensnav.engine.taxonomy.records import ConceptRecord, LabelRecord, Layer, Omission, RelationRecord
from kompetensnav.integrations.jobtech.concepts import Found, JobTechConcept, Link, read_concepts
from kompetensnav.integrations.jobtech.short_labels import alternatives, short_labels


class _Type(NamedTuple):
    kind: Kind
    scheme: str
    prefix: str = ""  # of ids made from a standard's code; "" where the JobTech id is the id


_TYPES = (  # by the beginning of a concept's type
    ("ssyk-level-", _Type(Kind.OCCUPATION_GROUP, "ssyk", "ssyk:")),
    ("isco-level-", _Type(Kind.OCCUPATION_GROUP, "isco", "isco:")),
    ("occupation-name", _Type(Kind.OCCUPATION, "jobtech")),
    ("skill", _Type(Kind.SKILL, "jobtech")),
    ("language", _Type(Kind.LANGUAGE, "iso639", "lang:")),
    ("sun-education-level-", _Type(Kind.EDUCATION_LEVEL, "sun", "sun-level:")),
    ("sun-education-field-", _Type(Kind.EDUCATION_FIELD, "sun", "sun-field:")),
)
_KEYWORD = "keyword"
# how two kept concepts that the files call related stand to each other, by their kinds
_RELATED = {
    (Kind.OCCUPATION_GROUP, Kind.SKILL): Relation.OPTIONAL,
    (Kind.OCCUPATION, Kind.SKILL): Relation.OPTIONAL,
    (Kind.OCCUPATION_GROUP, Kind.OCCUPATION_GROUP): Relation.CLOSE_MATCH,  # SSYK and ISCO
}


def parse(path: Path) -> Layer:
    """The layer of a file, of a folder, or of all folders below a folder."""
    found = read_concepts(path)
    ids = {c.id: _id(c) for c in found.concepts.values() if _kept(c)}
    layer = Layer("jobtech", omitted=_omissions(found))
    layer.concepts = sorted(
        (_record(c, ids[c.id]) for c in found.concepts.values() if c.id in ids), key=lambda c: (c.id, c.codes)
    )
    labels = {label for c in found.concepts.values() if c.id in ids for label in _labels(c, ids[c.id])}
    labels |= set(_keywords(found, ids))
    layer.labels = sorted(labels, key=lambda r: (r.concept, r.language, r.kind, r.text))
    relations = {_relation(link, found, ids) for link in found.links} | set(_education_matches(layer))
    layer.relations = sorted((r for r in relations if r), key=lambda r: (r.relation, r.source, r.target, r.weight))
    return layer


def _type(concept: JobTechConcept) -> _Type | None:
    return next((t for name, t in _TYPES if _is_type(concept.type, name)), None)


def _is_type(actual: str, name: str) -> bool:
    """Names that end in a hyphen begin a type (ssyk-level-4); others are it (skill, but not skill-headline)."""
    return actual.startswith(name) if name.endswith("-") else actual == name


def _kept(concept: JobTechConcept) -> bool:
    """Groups without their code are left out: another file may hold them, and nothing else says what they are."""
    kind = _type(concept)
    return kind is not None and (bool(concept.code) or kind.prefix in ("", "lang:"))


def _id(concept: JobTechConcept) -> str:
    kind = _type(concept)
    if kind is None or not kind.prefix or not concept.code:
        return concept.id  # also a language that has no code in ISO 639
    return f"{kind.prefix}{concept.code.lower()}"


def _record(concept: JobTechConcept, own_id: str) -> ConceptRecord:
    kind = _type(concept)
    assert kind is not None
    return ConceptRecord(own_id, kind.kind, kind.scheme, () if own_id == concept.id else (concept.id,))


def _labels(concept: JobTechConcept, own_id: str) -> Iterator[LabelRecord]:
    yield LabelRecord(own_id, "sv", concept.label)
    shorter: Iterable[str] = ()
    if concept.type in ("occupation-name", "skill"):
        shorter = short_labels(concept.label)
    elif concept.type == "language":  # without heads: Old Greek is not Greek
        shorter = alternatives(concept.label)
    for label in shorter:
        yield LabelRecord(own_id, "sv", label, LabelKind.HIDDEN)


def _keywords(found: Found, ids: dict[str, str]) -> Iterator[LabelRecord]:
    """What people search for becomes a hidden name of the concepts the keyword is related to."""
    for link in found.links:
        for keyword, other in ((link.source, link.target), (link.target, link.source)):
            if found.concepts[keyword].type == _KEYWORD and other in ids:
                yield LabelRecord(ids[other], "sv", found.concepts[keyword].label, LabelKind.HIDDEN)


def _relation(link: Link, found: Found, ids: dict[str, str]) -> RelationRecord | None:
    """The relation of a link, or None where an end is of a type that is not kept.

    A group whose code no file gave is named by its JobTech id: another layer may know it.
    """
    ends = [_type(found.concepts[end]) for end in (link.source, link.target)]
    source, target = (ids.get(end, end) for end in (link.source, link.target))
    if ends[0] is None or ends[1] is None:
        return None
    if link.name == "broader":
        return RelationRecord(source, target, Relation.BROADER)
    if link.name == "substituted_by":
        return RelationRecord(source, target, Relation.SUBSTITUTED_BY, link.weight)
    kinds = (ends[0].kind, ends[1].kind)
    if (kinds[1], kinds[0]) in _RELATED and kinds not in _RELATED:
        kinds, source, target = (kinds[1], kinds[0]), target, source
    return RelationRecord(source, target, _RELATED.get(kinds, Relation.RELATED))


def _education_matches(layer: Layer) -> Iterator[RelationRecord]:
    """The digits 1-6 of SUN's first level are the levels 1-6 that the product reckons with."""
    held = {c.id for c in layer.concepts}
    for digit in "123456":
        if f"sun-level:{digit}" in held:
            yield RelationRecord(f"sun-level:{digit}", f"edu:{digit}", Relation.EXACT_MATCH)


def _omissions(found: Found) -> list[Omission]:
    """What was left out, counted."""
    left = Counter(c.type for c in found.concepts.values() if _type(c) is None and c.type != _KEYWORD)
    uncoded = Counter(c.type for c in found.concepts.values() if _type(c) and not _kept(c))
    return [
        *(Omission("omitted.type", name, n) for name, n in sorted(left.items())),
        *(Omission("omitted.uncoded", name, n) for name, n in sorted(uncoded.items())),
        *(Omission("omitted.file", name, 1) for name in sorted(found.other_files)),
    ]
