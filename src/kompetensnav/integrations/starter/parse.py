"""From the starter's CSV files to a layer.

``|`` separates several values in one field, a space several ISCO codes. Every mistake in the files is reported,
with file, line and field: they are written by hand, and people in regions may add to them.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from kompetensnav.engine.taxonomy.kinds import Kind, LabelKind, Relation
from kompetensnav.engine.taxonomy.records import ConceptRecord, LabelRecord, Layer, RelationRecord
from kompetensnav.integrations.starter.rows import Row, read_rows
from kompetensnav.runtime.problems import InputError, Problem
from kompetensnav.runtime.reading import raise_any

DATA = Path(__file__).parent / "data"
_SKILL_KINDS = {"skill": Kind.SKILL, "knowledge": Kind.KNOWLEDGE}
_STRENGTHS = {"essential": Relation.ESSENTIAL, "optional": Relation.OPTIONAL}
_STANDARDS = ("scb", "jobtech")


def parse(folder: Path | None = None) -> Layer:
    """The starter's layer, from its own data or from a folder built alike."""
    folder = folder or DATA
    if not folder.is_dir():
        raise InputError(Problem("taxonomy.no-such-path", folder.name))
    draft = _Draft()
    _groups(draft, folder)
    _languages_and_levels(draft, folder)
    _licences(draft, folder)
    _occupations_and_skills(draft, folder)
    draft.check()
    return draft.layer()


@dataclass(slots=True)
class _Draft:
    """Concepts, labels and relations so far, and what is wrong with them."""

    concepts: dict[str, ConceptRecord] = field(default_factory=dict)
    rows: dict[str, Row] = field(default_factory=dict)  # where each concept stands
    labels: set[LabelRecord] = field(default_factory=set)
    relations: set[RelationRecord] = field(default_factory=set)
    references: list[tuple[Row, str, str]] = field(default_factory=list)  # row, field, id that must exist
    problems: list[Problem] = field(default_factory=list)

    def concept(self, row: Row, id_field: str, prefix: str, kind: Kind, scheme: str = "starter") -> str:
        """Add the row's concept with its labels in every language column the row has; returns its id."""
        concept = f"{prefix}:{row[id_field]}"
        if not row[id_field]:
            self.problems.append(row.problem("file.missing-value", id_field))
        elif concept in self.concepts:
            first = self.rows[concept]
            values = {"value": row[id_field], "first": f"{first.file}:{first.line}"}
            self.problems.append(row.problem("taxonomy.duplicate-id", id_field, **values))
        self.rows.setdefault(concept, row)
        self.concepts.setdefault(concept, ConceptRecord(concept, kind, scheme))
        for language in ("sv", "en", "uk", "ar"):
            name = row.name(language)
            if not name and language in ("sv", "en"):
                self.problems.append(row.problem("file.missing-value", row.name_field(language)))
            self.label(concept, language, name)
            for alternative in row.several(f"alt_{language}"):
                self.label(concept, language, alternative, LabelKind.ALTERNATIVE)
        return concept

    def label(self, concept: str, language: str, text: str, kind: LabelKind = LabelKind.PREFERRED) -> None:
        if text:
            self.labels.add(LabelRecord(concept, language, text, kind))

    def relate(self, row: Row, source: tuple[str, str], relation: Relation, target: tuple[str, str]) -> None:
        """Add a relation; both ends are (field of the row, id) and must exist once every file is read."""
        self.relations.add(RelationRecord(source[1], target[1], relation))
        self.references += [(row, *source), (row, *target)]

    def check(self) -> None:
        """Report what points at nothing, together with all found so far, by file and line."""
        for row, column, concept in self.references:
            if concept not in self.concepts:
                value = concept.partition(":")[2]
                self.problems.append(row.problem("taxonomy.unknown-reference", column, value=value))
        raise_any(sorted(self.problems, key=lambda p: (p.file, p.line or 0, p.field)))

    def layer(self) -> Layer:
        return Layer(
            "starter",
            sorted(self.concepts.values(), key=lambda c: c.id),
            sorted(self.labels, key=lambda r: (r.concept, r.language, r.kind, r.text)),
            sorted(self.relations, key=lambda r: (r.relation, r.source, r.target)),
        )


def _groups(draft: _Draft, folder: Path) -> None:
    """ISCO and SSYK groups, each below the next shorter code.

    The national employment service merges some of SCB's level-4 groups (1211 and 1212 into 1210). Such a merged
    group stands between them and level 3, so that what is said of it holds for SCB's groups too.
    """
    for row in read_rows(folder, "isco.csv", ("code", "name_en", "name_sv")):
        group = draft.concept(row, "code", "isco", Kind.OCCUPATION_GROUP, "isco")
        if len(row["code"]) > 1:
            draft.relate(row, ("code", group), Relation.BROADER, ("code", group[:-1]))
    rows = list(read_rows(folder, "ssyk.csv", ("code", "name_sv", "name_en", "isco", "standard")))
    merged = {row["code"] for row in rows if row["standard"] == "jobtech"}
    for row in rows:
        code = row["code"]
        group = draft.concept(row, "code", "ssyk", Kind.OCCUPATION_GROUP, "ssyk")
        if row["standard"] not in _STANDARDS:
            draft.problems.append(_unknown_value(row, "standard", _STANDARDS))
        if len(code) > 1:
            into = f"{code[:3]}0"
            parent = into if len(code) == 4 and code != into and into in merged else code[:-1]
            draft.relate(row, ("code", group), Relation.BROADER, ("code", f"ssyk:{parent}"))
        for isco in row["isco"].split():
            draft.relate(row, ("code", group), Relation.CLOSE_MATCH, ("isco", f"isco:{isco}"))


def _languages_and_levels(draft: _Draft, folder: Path) -> None:
    columns = ("code", "sv", "en", "native", "alt_sv", "alt_en", "uk", "ar")
    for row in read_rows(folder, "languages.csv", columns):
        language = draft.concept(row, "code", "lang", Kind.LANGUAGE, "iso639")
        # where a column gives the name in the language itself, the native name is another way to write it
        kind = LabelKind.ALTERNATIVE if row.name(row["code"]) else LabelKind.PREFERRED
        draft.label(language, row["code"], row["native"], kind)
    rows = list(read_rows(folder, "education_levels.csv", ("code", "sv", "en", "alt_sv", "alt_en", "uk", "ar")))
    codes = sorted(row["code"] for row in rows)
    below = dict(zip(codes[1:], codes, strict=False))
    for row in rows:
        level = draft.concept(row, "code", "edu", Kind.EDUCATION_LEVEL)
        if row["code"] in below:  # who has the higher level has the lower
            draft.relate(row, ("code", level), Relation.BROADER, ("code", f"edu:{below[row['code']]}"))


def _licences(draft: _Draft, folder: Path) -> None:
    columns = ("id", "sv", "en", "alt_sv", "alt_en")
    for row in read_rows(folder, "driving_licences.csv", (*columns, "includes")):
        licence = draft.concept(row, "id", "drive", Kind.DRIVING_LICENCE)
        for included in row.several("includes"):
            draft.relate(row, ("id", licence), Relation.BROADER, ("includes", f"drive:{included}"))
    for row in read_rows(folder, "legal_licences.csv", (*columns, "occupations")):
        licence = draft.concept(row, "id", "legal", Kind.LEGAL_LICENCE)
        for occupation in row.several("occupations"):
            draft.relate(row, ("occupations", f"occ:{occupation}"), Relation.REQUIRED_BY_LAW, ("id", licence))


def _occupations_and_skills(draft: _Draft, folder: Path) -> None:
    names = ("id", "sv", "en", "alt_sv", "alt_en", "uk", "ar")
    for row in read_rows(folder, "skill_groups*.csv", ("id", "sv", "en")):
        draft.concept(row, "id", "skillgroup", Kind.SKILL_GROUP)
    for row in read_rows(folder, "occupations/*.csv", (*names, "ssyk")):
        occupation = draft.concept(row, "id", "occ", Kind.OCCUPATION)
        draft.relate(row, ("id", occupation), Relation.BROADER, ("ssyk", f"ssyk:{row['ssyk']}"))
    named = {(label.concept, label.language) for label in draft.labels}
    for row in read_rows(folder, "titles/*.csv", ("id", "names")):
        _more_names(draft, row, named)
    for row in read_rows(folder, "skills/*.csv", (*names, "kind", "group")):
        if row["kind"] not in _SKILL_KINDS:
            draft.problems.append(_unknown_value(row, "kind", _SKILL_KINDS))
        skill = draft.concept(row, "id", "skill", _SKILL_KINDS.get(row["kind"], Kind.SKILL))
        draft.relate(row, ("id", skill), Relation.BROADER, ("group", f"skillgroup:{row['group']}"))
    linked: set[tuple[str, str]] = set()
    for row in read_rows(folder, "links/*.csv", ("ssyk", "skill", "strength")):
        if (row["ssyk"], row["skill"]) in linked:
            draft.problems.append(row.problem("taxonomy.duplicate-link", "skill", value=row["skill"]))
        linked.add((row["ssyk"], row["skill"]))
        if row["strength"] not in _STRENGTHS:
            draft.problems.append(_unknown_value(row, "strength", _STRENGTHS))
        strength = _STRENGTHS.get(row["strength"], Relation.OPTIONAL)
        draft.relate(row, ("ssyk", f"ssyk:{row['ssyk']}"), strength, ("skill", f"skill:{row['skill']}"))


def _more_names(draft: _Draft, row: Row, named: set[tuple[str, str]]) -> None:
    """Names of an occupation in the language that the file is called after, the most usual first.

    The first is the preferred one where the language has none yet (``no``, ``da``, ``de``), else all are further.
    ``named`` are the (occupation, language) that have one.
    """
    language, occupation = row.file.rpartition("/")[2].removesuffix(".csv"), f"occ:{row['id']}"
    draft.references.append((row, "id", occupation))
    for i, name in enumerate(row.several("names")):
        has_name = i > 0 or (occupation, language) in named
        kind = LabelKind.ALTERNATIVE if has_name else LabelKind.PREFERRED
        draft.label(occupation, language, name, kind)


def _unknown_value(row: Row, column: str, expected: Iterable[str]) -> Problem:
    return row.problem("taxonomy.unknown-value", column, value=row[column], expected=", ".join(expected))
