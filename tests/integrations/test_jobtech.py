"""The national taxonomy's JSON files: one graph seen through many files."""

import json
from collections import Counter
from pathlib import Path

import pytest

from kompetensnav.engine.taxonomy.build import compose
from kompetensnav.engine.taxonomy.kinds import Kind, LabelKind, Relation
from kompetensnav.engine.taxonomy.records import ConceptRecord, LabelRecord, Layer, Omission, RelationRecord
from kompetensnav.integrations.jobtech.concepts import read_concepts
from kompetensnav.integrations.jobtech.parse import parse
from kompetensnav.integrations.jobtech.short_labels import alternatives, short_labels
from kompetensnav.runtime.problems import InputError
from tests.shared_data import SHARED, shared


def concept(own_id: str, kind: str, label: str, **more: object) -> dict[str, object]:
    return {"id": own_id, "type": kind, "preferred_label": label, **more}


def write(folder: Path, name: str, *concepts: dict[str, object]) -> Path:
    path = folder / f"{name}.json"
    path.write_text(json.dumps({"data": {"concepts": concepts}}), encoding="utf-8")
    return path


NURSE = concept("n_1", "occupation-name", "Sjuksköterska, grundutbildad")
AIDE = concept("a_1", "occupation-name", "Vårdbiträde")
SKILL = concept("s_1", "skill", "Såromläggning")
GROUP = concept("g_1", "ssyk-level-4", "Grundutbildade sjuksköterskor")
CODED = {**GROUP, "ssyk_code_2012": "2221"}


def found(path: Path) -> list[tuple[str, str, int | None, str]]:
    with pytest.raises(InputError) as caught:
        parse(path)
    return [(p.code, p.file, p.line, p.field) for p in caught.value.problems]


def of(layer: Layer, relation: Relation) -> set[tuple[str, str]]:
    return {(r.source, r.target) for r in layer.relations if r.relation is relation}


def test_a_group_gets_the_id_of_its_standard_even_if_only_another_file_gives_the_code(tmp_path):
    write(tmp_path, "a-skills", {**GROUP, "related": [SKILL]})
    write(tmp_path, "b-groups", {**CODED, "narrower": [NURSE]})
    layer = parse(tmp_path)
    assert ConceptRecord("ssyk:2221", Kind.OCCUPATION_GROUP, "ssyk", ("g_1",)) in layer.concepts
    assert of(layer, Relation.OPTIONAL) == {("ssyk:2221", "s_1")}
    assert of(layer, Relation.BROADER) == {("n_1", "ssyk:2221")}


def test_a_group_whose_code_no_file_gives_is_left_to_other_layers(tmp_path):
    layer = parse(write(tmp_path, "skills", {**GROUP, "related": [SKILL]}))
    assert [c.id for c in layer.concepts] == ["s_1"]
    assert of(layer, Relation.OPTIONAL) == {("g_1", "s_1")}
    assert layer.omitted == [Omission("omitted.uncoded", "ssyk-level-4", 1)]


def test_occupations_and_skills_keep_their_jobtech_id(tmp_path):
    layer = parse(write(tmp_path, "x", NURSE, SKILL))
    assert layer.concepts == [
        ConceptRecord("n_1", Kind.OCCUPATION, "jobtech"),
        ConceptRecord("s_1", Kind.SKILL, "jobtech"),
    ]


def test_ssyk_and_isco_groups_are_close_matches(tmp_path):
    isco = concept("i_1", "isco-level-4", "Sjuksköterskor", isco_code_08="2221")
    layer = parse(write(tmp_path, "x", {**CODED, "related": [isco]}))
    assert of(layer, Relation.CLOSE_MATCH) == {("ssyk:2221", "isco:2221")}


def test_a_language_gets_its_two_letter_code_else_three_letters_else_its_jobtech_id(tmp_path):
    layer = parse(
        write(
            tmp_path,
            "x",
            concept("l_1", "language", "Persiska/Farsi", iso_639_1_2002="FA", iso_639_2_1998="PER"),
            concept("l_2", "language", "Grebo", iso_639_1_2002=None, iso_639_2_1998="GRB"),
            concept("l_3", "language", "Kigere", iso_639_1_2002=None),
        )
    )
    assert [(c.id, c.codes) for c in layer.concepts] == [("l_3", ()), ("lang:fa", ("l_1",)), ("lang:grb", ("l_2",))]
    assert LabelRecord("lang:fa", "sv", "Farsi", LabelKind.HIDDEN) in layer.labels


def test_suns_first_digit_is_the_level_that_the_product_reckons_with(tmp_path):
    def level(own_id: str, code: str) -> dict[str, object]:
        return concept(own_id, f"sun-education-level-{len(code)}", code, sun_education_level_code_2020=code)

    layer = parse(write(tmp_path, "x", {**level("a", "3"), "narrower": [level("b", "33")]}, level("c", "0")))
    assert of(layer, Relation.EXACT_MATCH) == {("sun-level:3", "edu:3")}
    assert of(layer, Relation.BROADER) == {("sun-level:33", "sun-level:3")}


def test_a_keyword_is_a_hidden_name_of_what_it_is_related_to(tmp_path):
    other = concept("e_1", "employment-type", "Feriejobb")
    layer = parse(write(tmp_path, "x", concept("k_1", "keyword", "Vård", related=[AIDE, other])))
    assert [c.id for c in layer.concepts] == ["a_1"]
    assert LabelRecord("a_1", "sv", "Vård", LabelKind.HIDDEN) in layer.labels
    assert layer.omitted == [Omission("omitted.type", "employment-type", 1)]


def test_substitution_goes_from_the_place_to_who_can_take_it_whichever_end_tells(tmp_path):
    by = {**AIDE, "substituted_by": [{**NURSE, "substitutability_percentage": 75}]}
    to = {**NURSE, "substitutes": [{**AIDE, "substitutability_percentage": 75}]}
    for node in (by, to):
        layer = parse(write(tmp_path, "x", node))
        assert layer.relations == [RelationRecord("a_1", "n_1", Relation.SUBSTITUTED_BY, 75)]


def test_files_of_other_shape_are_passed_over_in_a_folder_and_refused_alone(tmp_path):
    write(tmp_path, "x", SKILL)
    other = tmp_path / "other.json"
    other.write_text('{"hits": []}', encoding="utf-8")
    assert parse(tmp_path).omitted == [Omission("omitted.file", "other.json", 1)]
    assert found(other) == [("taxonomy.unknown-shape", "other.json", None, "data.concepts")]


def test_bad_files_are_reported(tmp_path):
    assert found(tmp_path / "gone") == [("taxonomy.no-such-path", "gone", None, "")]
    assert found(tmp_path) == [("taxonomy.nothing-recognised", tmp_path.name, None, "")]
    path = tmp_path / "x.json"
    path.write_text('{"data":\n', encoding="utf-8")
    assert found(path) == [("file.broken-json", "x.json", 2, "")]
    path.write_bytes(b'{"data": "\xe5"}')
    assert found(path) == [("file.not-utf8", "x.json", 1, "")]


@pytest.mark.parametrize(
    ("node", "field"),
    [
        ("text", "data.concepts[0]"),
        ({"type": "skill", "preferred_label": "X"}, "data.concepts[0].id"),
        (concept("a", "skill", " "), "data.concepts[0].preferred_label"),
        (concept("a", "skill", "X", narrower=7), "data.concepts[0].narrower"),
        (concept("a", "skill", "X", related=[{"id": "b"}]), "data.concepts[0].related[0].type"),
        (
            concept("a", "occupation-name", "X", substitutes=[AIDE]),
            "data.concepts[0].substitutes[0].substitutability_percentage",
        ),
    ],
)
def test_a_concept_of_the_wrong_shape_is_reported_with_its_place(tmp_path, node, field):
    path = write(tmp_path, "x", node)
    assert found(path) == [("taxonomy.unknown-shape", "x.json", None, field)]


@pytest.mark.parametrize(
    ("label", "short"),
    [
        ("Excel, kalkylprogram", {"Excel"}),
        ("Sjuksköterska, grundutbildad", {"Sjuksköterska"}),
        ("Brandkonsult (säkerhet)", {"Brandkonsult"}),
        ("Företagshälsovård,, specialistområde", {"Företagshälsovård"}),
        ("C, programmeringsspråk", set()),
        ("Svetsare", set()),
        ("Barnskötare/Barnflicka", {"Barnskötare", "Barnflicka"}),
        ("Verkställande direktör/VD", {"Verkställande direktör", "VD"}),
        ("Riggning/Omriggning, CNC", {"Riggning", "Omriggning, CNC", "Omriggning", "Riggning/Omriggning"}),
        ("Kostymer, film/Kostymer, TV", {"Kostymer, film", "Kostymer, TV", "Kostymer"}),
        ("Sminkning, Film/TV", {"Sminkning"}),
        ("TCP/IP, kommunikationsprotokoll", {"TCP/IP"}),
        ("PET/CT", set()),
        ("OS/390, operativsystem", set()),
        ("fysisk och/eller kognitiv", set()),
        ("Analys/Beräkning-Ansys", set()),
        ("Gesällbrev, smides-/konstsmidesyrket", {"Gesällbrev"}),
        ("Bridge resource management (BRM/MRM)", {"Bridge resource management"}),
    ],
)
def test_shorter_names_come_from_qualifiers_and_whole_alternatives(label, short):
    assert short_labels(label) == short


def test_a_part_with_a_comma_before_one_without_is_no_whole_alternative():
    assert alternatives("EN 13133, Hårdlödning/ISO 13585") == []


def test_the_whole_taxonomy_is_read():
    shared("jobtech-taxonomy-2025")
    shared("jobtech-ssyk4-skills")
    layer = parse(SHARED)
    kinds = Counter((c.kind, c.scheme) for c in layer.concepts)
    assert kinds[Kind.OCCUPATION, "jobtech"] == 2412
    assert kinds[Kind.SKILL, "jobtech"] == 6657
    assert kinds[Kind.OCCUPATION_GROUP, "ssyk"] == 10 + 46 + 147 + 400
    assert len(of(layer, Relation.OPTIONAL)) == 17517
    assert Counter(r.weight for r in layer.relations if r.relation is Relation.SUBSTITUTED_BY) == {
        75: 5101,
        25: 3223,
    }
    assert compose("jobtech", [layer]).dangling == {"jobtech": 6}  # the levels edu:1-6, which the starter holds


def test_what_substitutes_says_from_one_end_substituted_by_says_from_the_other():
    path = shared("jobtech-taxonomy-2025", "substitutability-relations-between-occupations.json")
    nodes = json.loads(path.read_text(encoding="utf-8"))["data"]["concepts"]

    def told(name: str) -> list[dict[str, object]]:
        return [{**node, "substitutes": [], "substituted_by": [], name: node[name]} for node in nodes]

    def pairs(name: str, near: int, far: int) -> set[tuple[str, str, int]]:
        ends = [((n["id"], o["id"]), o["substitutability_percentage"]) for n in told(name) for o in n[name]]
        return {(pair[near], pair[far], percentage) for pair, percentage in ends}

    assert pairs("substituted_by", 0, 1) == pairs("substitutes", 1, 0)
    links = {(link.source, link.target, link.weight) for link in read_concepts(path).links}
    assert links == pairs("substituted_by", 0, 1)
    # a nurse's aide can stand in for a personal assistant (75), and not the other way round
    by_id = {node["id"]: node["preferred_label"] for node in nodes}
    named = {(by_id[a], by_id[b]): weight for a, b, weight in links}
    assert named["Personlig assistent", "Vårdbiträde"] == 75
    assert ("Vårdbiträde", "Personlig assistent") not in named
