"""ESCO's CSV files: main files, collections and relations, of any version and language."""

import zipfile
from collections import Counter
from pathlib import Path

import pytest

from kompetensnav.engine.taxonomy.kinds import Kind, LabelKind, Relation
from kompetensnav.engine.taxonomy.records import ConceptRecord, LabelRecord, Layer, Omission, RelationRecord
from kompetensnav.integrations.esco.parse import parse
from kompetensnav.runtime.problems import InputError
from tests.shared_data import shared

ESCO = "http://data.europa.eu/esco"
WELDER, FITTER = f"{ESCO}/occupation/w-1", f"{ESCO}/occupation/f-2"
WELD, METALS = f"{ESCO}/skill/s-1", f"{ESCO}/skill/k-2"
GROUP = f"{ESCO}/isced-f/0715"

OCCUPATIONS = f"""conceptType,conceptUri,iscoGroup,preferredLabel,altLabels,hiddenLabels,status
Occupation,{WELDER},7212,welder,"gas welder
tack welder",weldor,released
Occupation,{FITTER},7223,fitter,,,obsolete
"""
COLLECTION = f"""conceptType,conceptUri,preferredLabel,status,skillType,altLabels,broaderConceptUri
KnowledgeSkillCompetence,{WELD},weld metal,released,skill/competence,weld | do welding,{METALS} | {GROUP}
KnowledgeSkillCompetence,{METALS},metals,released,knowledge,,
"""


def found(path: Path) -> list[tuple[str, str, int | None, str]]:
    with pytest.raises(InputError) as caught:
        parse(path)
    return [(p.code, p.file, p.line, p.field) for p in caught.value.problems]


def layers(folder: Path, **files: str) -> dict[str, Layer]:
    for name, text in files.items():
        (folder / f"{name}.csv").write_text(text, encoding="utf-8")
    return {layer.name: layer for layer in parse(folder)}


def test_main_files_separate_labels_by_lines(tmp_path):
    layer = layers(tmp_path, occupations_en=OCCUPATIONS)["esco-en"]
    assert layer.concepts == [ConceptRecord(WELDER, Kind.OCCUPATION, "esco")]
    assert layer.labels == [
        LabelRecord(WELDER, "en", "welder"),
        LabelRecord(WELDER, "en", "gas welder", LabelKind.ALTERNATIVE),
        LabelRecord(WELDER, "en", "tack welder", LabelKind.ALTERNATIVE),
        LabelRecord(WELDER, "en", "weldor", LabelKind.HIDDEN),
    ]


def test_concepts_that_are_not_released_are_left_out_and_counted(tmp_path):
    assert layers(tmp_path, occupations_en=OCCUPATIONS)["esco-en"].omitted == [
        Omission("omitted.status", "obsolete", 1)
    ]


def test_collections_separate_labels_by_bars_and_say_what_is_broader(tmp_path):
    read = layers(tmp_path, digitalSkillsCollection_uk=COLLECTION)
    assert [(c.id, c.kind) for c in read["esco-uk"].concepts] == [(METALS, Kind.KNOWLEDGE), (WELD, Kind.SKILL)]
    assert [r.text for r in read["esco-uk"].labels] == ["metals", "weld metal", "do welding", "weld"]
    assert read["esco-uk"].relations == [
        RelationRecord(WELD, GROUP, Relation.BROADER),
        RelationRecord(WELD, METALS, Relation.BROADER),
    ]


def test_an_occupation_stands_below_its_isco_group_which_keeps_its_uri_as_a_code(tmp_path):
    uri = f"{ESCO}/isco/C7212"
    read = layers(
        tmp_path,
        occupations_en=OCCUPATIONS,
        ISCOGroups_en=f"code,conceptType,preferredLabel,conceptUri\n7212,ISCOGroup,Welders,{uri}\n",
        broaderRelationsOccPillar=f"conceptType,conceptUri,broaderType,broaderUri\nOccupation,{FITTER},ISCOGroup,{uri}\n",
    )
    assert ConceptRecord("isco:7212", Kind.OCCUPATION_GROUP, "isco", (uri,)) in read["esco-en"].concepts
    assert read["esco-relations"].relations == [RelationRecord(FITTER, "isco:7212", Relation.BROADER)]
    assert RelationRecord(WELDER, "isco:7212", Relation.BROADER) in read["esco-en"].relations


def test_relation_files_are_read_with_or_without_language_and_further_columns(tmp_path):
    read = layers(
        tmp_path,
        occupationSkillRelations_en=f"occupationUri,occupationLabel,relationType,skillUri\n{WELDER},w,essential,{WELD}\n",
        skillSkillRelations=f"relationType,relatedSkillUri,originalSkillUri\noptional,{METALS},{WELD}\n",
    )
    assert read["esco-relations"].relations == [
        RelationRecord(WELDER, WELD, Relation.ESSENTIAL),
        RelationRecord(WELD, METALS, Relation.RELATED),
    ]


def test_a_row_without_a_label_is_kept_and_counted(tmp_path):
    text = f"conceptType,conceptUri,preferredLabel\nSkillGroup,{GROUP},\n"
    layer = layers(tmp_path, skillGroups_ar=text)["esco-ar"]
    assert (layer.concepts[0].kind, layer.labels) == (Kind.SKILL_GROUP, [])
    assert layer.omitted == [Omission("omitted.unlabelled", "", 1)]


def test_a_file_a_folder_and_a_zip_give_the_same(tmp_path):
    (tmp_path / "folder").mkdir()
    file = tmp_path / "folder" / "occupations_en.csv"
    file.write_text(OCCUPATIONS, encoding="utf-8-sig")
    (tmp_path / "folder" / "conceptSchemes_en.csv").write_text("another file", encoding="utf-8")
    with zipfile.ZipFile(tmp_path / "esco.zip", "w") as archive:
        archive.write(file, "ESCO/occupations_en.csv")
    assert parse(file) == parse(tmp_path / "folder") == parse(tmp_path / "esco.zip")


def test_bad_files_are_reported_with_line_and_field(tmp_path):
    path = tmp_path / "occupationSkillRelations.csv"
    assert found(path) == [("taxonomy.no-such-path", path.name, None, "")]
    assert found(tmp_path) == [("taxonomy.nothing-recognised", tmp_path.name, None, "")]
    path.write_text("", encoding="utf-8")
    assert found(path) == [("file.empty", path.name, None, "")]
    path.write_text("occupationUri,skillUri\n", encoding="utf-8")
    assert found(path) == [("file.missing-columns", path.name, 1, "")]
    path.write_text(f"occupationUri,skillUri,relationType\n{WELDER},{WELD},maybe\n{WELDER},,optional\n", "utf-8")
    assert found(path) == [
        ("taxonomy.unknown-value", path.name, 2, "relationType"),
        ("file.missing-value", path.name, 3, "skillUri"),
    ]
    path.write_bytes("occupationUri,skillUri,relationType\nå".encode("latin-1"))
    assert found(path) == [("file.not-utf8", path.name, 2, "")]
    broken = tmp_path / "esco.zip"
    broken.write_bytes(b"PK\x03\x04 and no more")
    assert found(broken) == [("file.broken-zip", "esco.zip", None, "")]


def test_the_english_bundle_is_read_whole():
    read = {layer.name: layer for layer in parse(shared("esco-1.1.1-en"))}
    kinds = Counter(c.kind for c in read["esco-en"].concepts)
    assert kinds == {
        Kind.OCCUPATION: 3007,
        Kind.OCCUPATION_GROUP: 619,
        Kind.SKILL: 10837,
        Kind.KNOWLEDGE: 3059,
        Kind.SKILL_GROUP: 640,
    }
    relations = Counter(r.relation for r in read["esco-relations"].relations)
    assert (relations[Relation.ESSENTIAL], relations[Relation.OPTIONAL]) == (64946, 58909)
    assert relations[Relation.RELATED] == 5899


def test_a_bundle_without_relation_files_brings_no_layer_of_relations_that_could_replace_another():
    read = {layer.name: layer for layer in parse(shared("esco-1.2.1-uk-ar"))}
    assert sorted(read) == ["esco-ar", "esco-uk"]
    for language in ("uk", "ar"):
        occupations = [c for c in read[f"esco-{language}"].concepts if c.kind is Kind.OCCUPATION]
        assert len(occupations) == 3039
    assert read["esco-ar"].omitted == [Omission("omitted.unlabelled", "", 220)]
