"""The starter's own files, and what is said of mistakes in files built like them."""

from collections import Counter
from pathlib import Path

import pytest

from kompetensnav.engine.linking.lexicon import build_lexicon
from kompetensnav.engine.linking.link import Linker
from kompetensnav.engine.taxonomy.build import compose
from kompetensnav.engine.taxonomy.kinds import Kind, LabelKind, Relation
from kompetensnav.engine.taxonomy.records import LabelRecord, Layer
from kompetensnav.engine.text.normalise import tokenise
from kompetensnav.integrations.jobtech.parse import parse as parse_jobtech
from kompetensnav.integrations.starter.parse import DATA, parse
from kompetensnav.integrations.starter.rows import read_rows
from kompetensnav.runtime.problems import InputError
from tests.shared_data import shared

FILES = {
    "ssyk.csv": """code,name_sv,name_en,isco,standard
1,Chefer,Managers,,scb
12,Chefer i administration,Administration managers,,scb
121,Ekonomichefer,Finance managers,,scb
1210,Ekonomichefer,Finance managers,1211,jobtech
1211,"Ekonomichefer, nivå 1","Finance managers, level 1",1211 1212,scb
""",
    "isco.csv": """code,name_en,name_sv
1,Managers,Chefer
12,Administrative managers,Administrativa chefer
121,Business managers,Affärschefer
1211,Finance managers,Ekonomichefer
1212,Human resource managers,Personalchefer
""",
    "driving_licences.csv": """id,sv,en,alt_sv,alt_en,includes
C,Körkort C,Driving licence C,C-körkort|C-kort,,
CE,Körkort CE,Driving licence CE,,,C
""",
    "legal_licences.csv": """id,sv,en,alt_sv,alt_en,occupations
revisor,Auktoriserad revisor,Authorised auditor,,,ekonomichef
""",
    "languages.csv": """code,sv,en,native,alt_sv,alt_en,uk,ar
fi,Finska,Finnish,suomi,,,Фінська,الفنلندية
sv,Svenska,Swedish,svenska språket,,,,
""",
    "education_levels.csv": """code,sv,en,alt_sv,alt_en,uk,ar
3,Gymnasium,Upper secondary,gymnasiet,,,
2,Grundskola,Compulsory school,,,,
""",
    "skill_groups_services.csv": """id,sv,en
economy,Ekonomi,Economy
""",
    "occupations/office.csv": """id,sv,en,ssyk,alt_sv,alt_en,uk,ar
ekonomichef,Ekonomichef,CFO,1210,Finanschef,Head of finance,Фінансовий директор,مدير مالي
""",
    "skills/office.csv": """id,sv,en,kind,group,alt_sv,alt_en,uk,ar
bokslut,Bokslut,Closing of accounts,skill,economy,Årsbokslut,,,
ekonomi,Företagsekonomi,Business economics,knowledge,economy,,,,
""",
    "links/office.csv": """ssyk,skill,strength
1210,bokslut,essential
121,ekonomi,optional
""",
}


@pytest.fixture
def folder(tmp_path) -> Path:
    for name, text in FILES.items():
        write(tmp_path, name, text)
    return tmp_path


def write(folder: Path, name: str, text: str) -> None:
    (folder / name).parent.mkdir(exist_ok=True)
    (folder / name).write_text(text, encoding="utf-8")


def append(folder: Path, name: str, line: str) -> None:
    write(folder, name, FILES[name] + line + "\n")


def relations(layer: Layer, relation: Relation) -> set[tuple[str, str]]:
    return {(r.source, r.target) for r in layer.relations if r.relation is relation}


def found(folder: Path) -> list[tuple[str, str, int | None, str, str | int]]:
    with pytest.raises(InputError) as caught:
        parse(folder)
    return [(p.code, p.file, p.line, p.field, p.values.get("value", "")) for p in caught.value.problems]


def test_groups_stand_below_the_next_shorter_code_and_below_a_merged_group_where_there_is_one(folder):
    broader = relations(parse(folder), Relation.BROADER)
    assert {("ssyk:1211", "ssyk:1210"), ("ssyk:1210", "ssyk:121"), ("ssyk:12", "ssyk:1")} <= broader
    assert ("isco:1211", "isco:121") in broader
    assert ("ssyk:1211", "ssyk:121") not in broader


def test_a_group_is_a_close_match_of_each_of_its_isco_groups(folder):
    assert relations(parse(folder), Relation.CLOSE_MATCH) == {
        ("ssyk:1210", "isco:1211"),
        ("ssyk:1211", "isco:1211"),
        ("ssyk:1211", "isco:1212"),
    }


def test_the_higher_level_and_the_wider_licence_include_the_lower(folder):
    assert {("edu:3", "edu:2"), ("drive:CE", "drive:C")} <= relations(parse(folder), Relation.BROADER)


def test_occupations_skills_and_licences_hang_on_their_groups(folder):
    layer = parse(folder)
    assert {("occ:ekonomichef", "ssyk:1210"), ("skill:bokslut", "skillgroup:economy")} <= relations(
        layer, Relation.BROADER
    )
    assert relations(layer, Relation.ESSENTIAL) == {("ssyk:1210", "skill:bokslut")}
    assert relations(layer, Relation.OPTIONAL) == {("ssyk:121", "skill:ekonomi")}
    assert relations(layer, Relation.REQUIRED_BY_LAW) == {("occ:ekonomichef", "legal:revisor")}
    kinds = {c.id: c.kind for c in layer.concepts}
    assert (kinds["skill:bokslut"], kinds["skill:ekonomi"]) == (Kind.SKILL, Kind.KNOWLEDGE)


def test_a_language_is_named_in_itself(folder):
    labels = parse(folder).labels
    assert LabelRecord("lang:fi", "fi", "suomi") in labels
    assert LabelRecord("lang:fi", "uk", "Фінська") in labels
    assert LabelRecord("lang:sv", "sv", "Svenska") in labels
    assert LabelRecord("lang:sv", "sv", "svenska språket", LabelKind.ALTERNATIVE) in labels


def test_alternatives_are_separated_by_bars(folder):
    layer = parse(folder)
    texts = [r.text for r in layer.labels if r.concept == "drive:C" and r.kind is LabelKind.ALTERNATIVE]
    assert texts == ["C-kort", "C-körkort"]


def test_the_layer_is_the_same_whatever_order_the_rows_stand_in(folder):
    before = parse(folder)
    header, *rows = FILES["ssyk.csv"].splitlines()
    write(folder, "ssyk.csv", "\n".join([header, *reversed(rows)]))
    assert parse(folder) == before


@pytest.mark.parametrize(
    ("file", "line", "problem"),
    [
        ("ssyk.csv", "1210,X,X,1211,scb", ("taxonomy.duplicate-id", 7, "code", "1210")),
        ("ssyk.csv", "1310,X,X,,scb", ("taxonomy.unknown-reference", 7, "code", "131")),
        ("ssyk.csv", "1212,X,X,9999,scb", ("taxonomy.unknown-reference", 7, "isco", "9999")),
        ("ssyk.csv", "1212,X,X,,ams", ("taxonomy.unknown-value", 7, "standard", "ams")),
        ("skills/office.csv", "x,X,X,skill,nowhere,,,,", ("taxonomy.unknown-reference", 4, "group", "nowhere")),
        ("skills/office.csv", "x,X,X,talent,economy,,,,", ("taxonomy.unknown-value", 4, "kind", "talent")),
        ("skills/office.csv", "x,,X,skill,economy,,,,", ("file.missing-value", 4, "sv", "")),
        ("occupations/office.csv", ",X,X,1210,,,,", ("file.missing-value", 3, "id", "")),
        ("occupations/office.csv", "x,X,X,7777,,,,", ("taxonomy.unknown-reference", 3, "ssyk", "7777")),
        ("links/office.csv", "1210,nothing,optional", ("taxonomy.unknown-reference", 4, "skill", "nothing")),
        ("links/office.csv", "1210,bokslut,optional", ("taxonomy.duplicate-link", 4, "skill", "bokslut")),
        ("links/office.csv", "1210,ekonomi,vital", ("taxonomy.unknown-value", 4, "strength", "vital")),
        ("legal_licences.csv", "y,Y,Y,,,nobody", ("taxonomy.unknown-reference", 3, "occupations", "nobody")),
        ("driving_licences.csv", "BE,BE,BE,,,B", ("taxonomy.unknown-reference", 4, "includes", "B")),
        ("links/office.csv", "1210,bokslut", ("file.row-length", 4, "", "")),
    ],
)
def test_a_mistake_is_reported_with_file_line_and_field(folder, file, line, problem):
    append(folder, file, line)
    code, number, column, value = problem
    assert found(folder) == [(code, file, number, column, value)]


def test_several_mistakes_are_reported_together_in_the_order_of_the_files(folder):
    append(folder, "skills/office.csv", "x,X,X,skill,nowhere,,,,")
    append(folder, "occupations/office.csv", "x,X,X,7777,,,,")
    assert [p[1] for p in found(folder)] == ["occupations/office.csv", "skills/office.csv"]


def test_a_second_concept_with_an_id_says_where_the_first_stands(folder):
    write(folder, "occupations/more.csv", FILES["occupations/office.csv"])
    with pytest.raises(InputError) as caught:
        parse(folder)
    assert dict(caught.value.problems[0].values) == {"value": "ekonomichef", "first": "occupations/more.csv:2"}


def test_a_missing_column_a_missing_file_and_a_missing_folder_are_reported(folder):
    write(folder, "isco.csv", "code,name_en\n1,Managers\n")
    assert found(folder) == [("file.missing-columns", "isco.csv", 1, "", "")]
    (folder / "isco.csv").unlink()
    assert found(folder) == [("taxonomy.no-such-path", "isco.csv", None, "", "")]
    assert found(folder / "gone") == [("taxonomy.no-such-path", "gone", None, "", "")]


def test_the_starter_itself_has_no_mistakes_and_leads_nowhere_unknown():
    layer = parse()
    assert compose("starter", [layer]).dangling == {}
    assert {c.id for c in layer.concepts} >= {"ssyk:7412", "isco:7412", "drive:CE", "lang:sv", "edu:6"}


def test_every_occupation_and_group_of_the_starter_has_a_name_in_swedish_and_english():
    layer = parse()
    named = {(r.concept, r.language) for r in layer.labels if r.kind is LabelKind.PREFERRED}
    assert [c.id for c in layer.concepts for lang in ("sv", "en") if (c.id, lang) not in named] == []


def test_the_starters_ssyk_codes_and_swedish_names_are_those_of_the_national_taxonomy():
    jobtech = preferred(parse_jobtech(shared("jobtech-taxonomy-2025")))
    starter = preferred(parse())
    assert {code: name for code, name in jobtech.items() if starter.get(code) != name} == {}


def preferred(layer: Layer) -> dict[str, str]:
    """SSYK group -> preferred Swedish label."""
    return {
        r.concept: r.text
        for r in layer.labels
        if r.concept.startswith("ssyk:") and r.language == "sv" and r.kind is LabelKind.PREFERRED
    }


def test_the_starters_isco_groups_of_an_ssyk_group_overlap_those_of_the_national_taxonomy():
    ours, theirs = isco_groups(parse()), isco_groups(parse_jobtech(shared("jobtech-taxonomy-2025")))
    assert {
        group: (ours.get(group), isco) for group, isco in theirs.items() if not isco & ours.get(group, set())
    } == {}


def isco_groups(layer: Layer) -> dict[str, set[str]]:
    """SSYK group -> ISCO groups it is a close match of."""
    groups: dict[str, set[str]] = {}
    for source, target in relations(layer, Relation.CLOSE_MATCH):
        groups.setdefault(source, set()).add(target)
    return groups


def test_further_names_are_of_the_language_the_file_is_called_after(folder):
    write(folder, "titles/de.csv", "id,names\nekonomichef,Finanzleiter|Finanzleiterin\n")
    write(folder, "titles/uk.csv", "id,names\nekonomichef,фіндиректор\n")
    labels = {r for r in parse(folder).labels if r.concept == "occ:ekonomichef" and r.language in ("de", "uk")}
    assert labels == {
        LabelRecord("occ:ekonomichef", "de", "Finanzleiter"),
        LabelRecord("occ:ekonomichef", "de", "Finanzleiterin", LabelKind.ALTERNATIVE),
        LabelRecord("occ:ekonomichef", "uk", "Фінансовий директор"),
        LabelRecord("occ:ekonomichef", "uk", "фіндиректор", LabelKind.ALTERNATIVE),
    }


def test_names_of_an_unknown_occupation_are_told_with_file_and_line(folder):
    write(folder, "titles/de.csv", "id,names\nekonomichef,Finanzleiter\ndirektor,Direktor\n")
    assert found(folder) == [("taxonomy.unknown-reference", "titles/de.csv", 3, "id", "direktor")]


@pytest.mark.parametrize("language", ["no", "da", "de", "uk", "ar"])
def test_a_further_name_stands_at_one_occupation_and_is_no_name_of_another(language):
    rows = list(read_rows(DATA, f"titles/{language}.csv", ("id", "names")))
    assert len({row["id"] for row in rows}) == len(rows) >= 250
    names = [(folded(name), f"occ:{row['id']}") for row in rows for name in row.several("names")]
    assert sorted(n for n, times in Counter(n for n, _ in names).items() if times > 1) == []
    carried = {(folded(r.text), r.concept) for r in parse().labels if r.language == language}
    meant = dict(names)
    assert {(n, c) for n, c in carried if c.startswith("occ:") and meant.get(n, c) != c} == set()


def folded(name: str) -> str:
    return " ".join(token.folded for token in tokenise(name))


@pytest.fixture(scope="module")
def linker() -> Linker:
    graph = compose("starter", [parse()]).graph
    return Linker(graph, build_lexicon(graph))


@pytest.mark.parametrize(
    ("name", "occupation"),
    [
        ("Krankenschwester", "sjukskoterska-grundutbildad"),
        ("Pflegefachkraft", "sjukskoterska-grundutbildad"),
        ("sygeplejerske", "sjukskoterska-grundutbildad"),
        ("sykepleier", "sjukskoterska-grundutbildad"),
        ("медсестра", "sjukskoterska-grundutbildad"),
        ("ممرضة", "sjukskoterska-grundutbildad"),
        ("sosu-assistent", "underskoterska-hemtjanst-aldreboende-och-habilitering"),
        ("helsefagarbeider", "underskoterska-hemtjanst-aldreboende-och-habilitering"),
        ("Schweißer", "svetsare"),
        ("зварник", "svetsare"),
        ("لحام", "svetsare"),
        ("tømrer", "traarbetare"),
        ("lastbilchauffør", "lastbilsforare"),
        ("Kraftfahrer", "lastbilsforare"),
        ("водій фури", "lastbilsforare"),
        ("سائق شاحنة", "lastbilsforare"),
        ("прибиральниця", "stadare"),
        ("عامل نظافة", "stadare"),
        ("вихователька", "forskollarare"),
        ("معلمة", "larare-i-grundskolan-arskurs-1-6"),
        ("كهربائي", "installationselektriker"),
    ],
)
def test_what_people_call_their_work_in_other_languages_is_known(linker, name, occupation):
    named = linker.named(name, (Kind.OCCUPATION,))
    assert named is not None
    assert linker.graph.ids[named.concept] == f"occ:{occupation}"
