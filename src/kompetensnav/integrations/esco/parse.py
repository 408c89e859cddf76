"""From ESCO's CSV files to one layer a language and one of relations.

Ids are ESCO's URIs, except for ISCO groups, which meet those of other sources as ``isco:<code>``. Columns are found
by their headers, since their order differs between files and versions. Descriptions are not kept.
"""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from kompetensnav.engine.taxonomy.kinds import Kind, LabelKind, Relation
from kompetensnav.engine.taxonomy.records import ConceptRecord, LabelRecord, Layer, Omission, RelationRecord
from kompetensnav.integrations.esco.files import CONCEPTS, EscoFile, read_files
from kompetensnav.runtime.problems import Problem
from kompetensnav.runtime.reading import raise_any, read_csv_rows

_ISCO = "http://data.europa.eu/esco/isco/C"
_KINDS = {
    "Occupation": Kind.OCCUPATION,
    "ISCOGroup": Kind.OCCUPATION_GROUP,
    "KnowledgeSkillCompetence": Kind.SKILL,
    "SkillGroup": Kind.SKILL_GROUP,
}
_STRENGTHS = {"essential": Relation.ESSENTIAL, "optional": Relation.OPTIONAL}
_SKILL_TO_SKILL = dict.fromkeys(_STRENGTHS, Relation.RELATED)
# file -> columns of source and target, column of the kind of relation, its values; None: always broader
_RELATION_FILES: dict[str, tuple[str, str, str, dict[str, Relation]]] = {
    "broaderrelationsoccpillar": ("conceptUri", "broaderUri", "", {}),
    "broaderrelationsskillpillar": ("conceptUri", "broaderUri", "", {}),
    "occupationskillrelations": ("occupationUri", "skillUri", "relationType", _STRENGTHS),
    "skillskillrelations": ("originalSkillUri", "relatedSkillUri", "relationType", _SKILL_TO_SKILL),
}
# the main files separate labels by line ends, the collections by bars
_SEPARATOR = re.compile(r"\s*[\r\n]+\s*|\s+\|\s+")


def parse(path: Path) -> list[Layer]:
    """Layers ``esco-<language>`` by name, then ``esco-relations`` if there are relation files.

    What a language's own files say is broader stays in its layer, so that a bundle without relation files never
    takes the place of one that has them.
    """
    draft = _Draft()
    for file in read_files(path):
        if file.holds == CONCEPTS:
            _read_concepts(draft, file)
        else:
            _read_relations(draft, file)
    raise_any(draft.problems)
    layers = [language.layer(name) for name, language in sorted(draft.languages.items())]
    if draft.relations:
        layers.append(Layer("esco-relations", relations=sorted(draft.relations, key=_order)))
    return layers


def _order(relation: RelationRecord) -> tuple[Relation, str, str]:
    return relation.relation, relation.source, relation.target


@dataclass(slots=True)
class _Language:
    """What the files of one language say so far."""

    concepts: set[ConceptRecord] = field(default_factory=set)
    labels: set[LabelRecord] = field(default_factory=set)
    relations: set[RelationRecord] = field(default_factory=set)
    left_out: Counter[tuple[str, str]] = field(default_factory=Counter)

    def layer(self, language: str) -> Layer:
        return Layer(
            f"esco-{language}",
            sorted(self.concepts, key=lambda c: (c.id, c.kind)),
            sorted(self.labels, key=lambda r: (r.concept, r.kind, r.text)),
            sorted(self.relations, key=_order),
            omitted=[Omission(code, what, n) for (code, what), n in sorted(self.left_out.items())],
        )


@dataclass(slots=True)
class _Draft:
    languages: dict[str, _Language] = field(default_factory=dict)
    relations: set[RelationRecord] = field(default_factory=set)
    problems: list[Problem] = field(default_factory=list)


def concept_id(uri: str) -> str:
    """Our id of an ESCO concept."""
    return f"isco:{uri.removeprefix(_ISCO)}" if uri.startswith(_ISCO) else uri


def _read_concepts(draft: _Draft, file: EscoFile) -> None:
    language = draft.languages.setdefault(file.language, _Language())
    required = ("conceptType", "conceptUri", "preferredLabel")
    for line, row in read_csv_rows(file.text, file.name, required, None):
        kind = _kind(row)
        if not row["conceptUri"]:
            draft.problems.append(Problem("file.missing-value", file.name, line, "conceptUri"))
        elif row.get("status", "released") != "released":
            language.left_out["omitted.status", row["status"] or "–"] += 1
        elif kind is None:
            language.left_out["omitted.type", row["conceptType"] or "–"] += 1
        else:
            concept = concept_id(row["conceptUri"])
            is_isco = concept != row["conceptUri"]
            codes = (row["conceptUri"],) if is_isco else ()
            language.concepts.add(ConceptRecord(concept, kind, "isco" if is_isco else "esco", codes))
            language.labels.update(_labels(concept, file.language, row))
            language.left_out["omitted.unlabelled", ""] += not row["preferredLabel"]
            language.relations.update(_broader(concept, row))
    language.left_out = +language.left_out  # without what was counted nought times


def _kind(row: dict[str, str]) -> Kind | None:
    kind = _KINDS.get(row["conceptType"])
    return Kind.KNOWLEDGE if kind is Kind.SKILL and row.get("skillType") == "knowledge" else kind


def _labels(concept: str, language: str, row: dict[str, str]) -> Iterator[LabelRecord]:
    if row["preferredLabel"]:
        yield LabelRecord(concept, language, row["preferredLabel"])
    for column, kind in (("altLabels", LabelKind.ALTERNATIVE), ("hiddenLabels", LabelKind.HIDDEN)):
        for text in _SEPARATOR.split(row.get(column, "")):
            if text and text != row["preferredLabel"]:
                yield LabelRecord(concept, language, text, kind)


def _broader(concept: str, row: dict[str, str]) -> Iterator[RelationRecord]:
    """An occupation's ISCO group, and what a collection says is broader (collections come without relations)."""
    if row.get("iscoGroup"):
        yield RelationRecord(concept, f"isco:{row['iscoGroup'].removeprefix('C')}", Relation.BROADER)
    for uri in _SEPARATOR.split(row.get("broaderConceptUri", "")):
        if uri:
            yield RelationRecord(concept, concept_id(uri), Relation.BROADER)


def _read_relations(draft: _Draft, file: EscoFile) -> None:
    source, target, kind_column, kinds = _RELATION_FILES[file.holds]
    required = tuple(column for column in (source, target, kind_column) if column)
    for line, row in read_csv_rows(file.text, file.name, required, None):
        missing = [column for column in (source, target) if not row[column]]
        if missing:
            draft.problems.append(Problem("file.missing-value", file.name, line, missing[0]))
        elif kind_column and row[kind_column] not in kinds:
            values = {"value": row[kind_column], "expected": ", ".join(kinds)}
            draft.problems.append(Problem("taxonomy.unknown-value", file.name, line, kind_column, values))
        else:
            relation = kinds[row[kind_column]] if kind_column else Relation.BROADER
            draft.relations.add(RelationRecord(concept_id(row[source]), concept_id(row[target]), relation))
