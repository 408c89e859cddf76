"""The crosswalks as published: odd quoting, semicolons at line ends, broken lines, preambles."""

from collections import Counter
from pathlib import Path

import pytest

from kompetensnav.engine.taxonomy.kinds import Relation
from kompetensnav.engine.taxonomy.records import LabelRecord, Layer, Omission, RelationRecord
from kompetensnav.integrations.crosswalk.parse import parse
from kompetensnav.runtime.problems import InputError
from tests.shared_data import shared

S, O = "http://data.europa.eu/esco/skill/", "http://data.europa.eu/esco/occupation/"  # noqa: E741
J = "http://data.jobtechdev.se/taxonomy/concept/"
HEADER = (
    "Classification 1 URI,Classification 1 PrefLabel,Classification 1 URL,"
    "Classification 2 URI,Classification 2 PrefLabel,Classification 2 URL,Mapping relation,Editorial note"
)


def read(folder: Path, *lines: str, header: str = HEADER) -> Layer:
    text = "\r\n".join(["\ufeffMapping project name,ESCO - SE;", ",;", header, *lines, ""])
    (folder / "skills.csv").write_text(text, encoding="utf-8", newline="")
    (layer,) = parse(folder)
    return layer


def found(path: Path) -> list[tuple[str, str, int | None]]:
    with pytest.raises(InputError) as caught:
        parse(path)
    return [(p.code, p.file, p.line) for p in caught.value.problems]


@pytest.mark.parametrize(
    ("published", "record"),
    [
        ("exactMatch", (f"{S}a", "x_1", Relation.EXACT_MATCH)),
        ("closeMatch", (f"{S}a", "x_1", Relation.CLOSE_MATCH)),
        ("broadMatch", (f"{S}a", "x_1", Relation.BROAD_MATCH)),
        ("narrowMatch", ("x_1", f"{S}a", Relation.BROAD_MATCH)),
    ],
)
def test_the_direction_of_a_broad_match_is_from_the_narrower_concept(tmp_path, published, record):
    layer = read(tmp_path, f"{S}a,svetsa,,{J}x_1,Svetsning,,skos:{published},;")
    assert layer.relations == [RelationRecord(*record)]


def test_escos_swedish_name_becomes_its_preferred_label(tmp_path):
    layer = read(tmp_path, f"{S}a,svetsa,,{J}x_1,Svetsning,,skos:exactMatch,;")
    assert layer.labels == [LabelRecord(f"{S}a", "sv", "svetsa")]


@pytest.mark.parametrize(
    "line",
    [
        f'"{S}a,svetsa,,{J}x_1,""Svetsning, stål"",,skos:exactMatch,";',
        f'{S}a,svetsa,,{J}x_1,"Svetsning, stål",,skos:exactMatch,',
        f"{S}a,svetsa,,{J}x_1,Svetsning,,skos:exactMatch;",
        f'{S}a,svetsa,;"{J}x_1,""Svetsning, stål"",,skos:exactMatch,,"',
        f'"{S}a,svetsa,,{J}x_1,""Svetsning, stål"",";skos:exactMatch,,',
        f'"{S}a,svetsa,,{J}x_1,""""""Svetsning"","" stål"""""",,skos:exactMatch";',
        f'"{S}a,svetsa,,{J}x_1,""Svetsning, stål"","",skos:exactMatch"",,";',
    ],
)
def test_a_line_is_read_however_it_was_quoted_or_broken(tmp_path, line):
    layer = read(tmp_path, line)
    assert layer.relations == [RelationRecord(f"{S}a", "x_1", Relation.EXACT_MATCH)]
    assert layer.labels == [LabelRecord(f"{S}a", "sv", "svetsa")]


def test_a_label_with_a_comma_comes_out_whole(tmp_path):
    layer = read(tmp_path, f'"{S}a,""svetsa, stål"",,{J}x_1,S,,skos:exactMatch,";')
    assert [r.text for r in layer.labels] == ["svetsa, stål"]


def test_rows_without_a_relation_are_counted_and_their_label_kept(tmp_path):
    layer = read(tmp_path, f"{S}a,svetsa,,,,,no relation,;", f",,,{J}x_1,Svetsning,,no relation,;")
    assert (layer.relations, len(layer.labels)) == ([], 1)
    assert layer.omitted == [Omission("omitted.unrelated", "2", 2)]


def test_columns_are_found_by_name(tmp_path):
    header = "Mapping relation,Classification 2 URI,Classification 1 PrefLabel,Classification 1 URI"
    layer = read(tmp_path, f"skos:exactMatch,{J}x_1,svetsa,{S}a", header=header)
    assert layer.relations == [RelationRecord(f"{S}a", "x_1", Relation.EXACT_MATCH)]


def test_isco_groups_meet_those_of_other_sources(tmp_path):
    isco = "http://data.europa.eu/esco/isco/C2422"
    layer = read(
        tmp_path,
        f"{isco},Planerare,,{J}x_1,Strateg,,skos:narrowMatch,",
        f"{O}b,strateg,,{J}x_1,S,,skos:closeMatch,",
    )
    assert layer.name == "crosswalk-occupations"
    assert RelationRecord("x_1", "isco:2422", Relation.BROAD_MATCH) in layer.relations


def test_every_line_that_cannot_be_read_is_reported(tmp_path):
    (tmp_path / "x.csv").write_text(
        f"{HEADER}\n{S}a,svetsa,,{J}x_1,S,,skos:exactMatch,\n{S}b,löda,,{J}x_2,L,,skos:related,\nrubbish\n",
        encoding="utf-8",
    )
    assert found(tmp_path) == [("crosswalk.unreadable-row", "x.csv", 3), ("crosswalk.unreadable-row", "x.csv", 4)]


def test_files_without_the_header_are_not_recognised(tmp_path):
    assert found(tmp_path / "gone") == [("taxonomy.no-such-path", "gone", None)]
    (tmp_path / "x.csv").write_text("a,b\n1,2\n", encoding="utf-8")
    assert found(tmp_path) == [("taxonomy.nothing-recognised", tmp_path.name, None)]
    (tmp_path / "x.csv").write_bytes(b"a,b\n\xe5\n")
    assert found(tmp_path) == [("file.not-utf8", "x.csv", 2)]


def test_every_row_of_the_published_crosswalks_is_read():
    occupations, skills = parse(shared("esco-sv-jobtech-crosswalk"))
    assert (occupations.name, skills.name) == ("crosswalk-occupations", "crosswalk-skills")
    assert Counter(r.relation for r in skills.relations) == {
        Relation.EXACT_MATCH: 1346,  # one of them on a broken line
        Relation.CLOSE_MATCH: 2016,
        Relation.BROAD_MATCH: 15662,
    }
    assert skills.omitted == [Omission("omitted.unrelated", "20365", 1341)]
    assert Counter(r.relation for r in occupations.relations) == {
        Relation.EXACT_MATCH: 1525,
        Relation.CLOSE_MATCH: 285,
        Relation.BROAD_MATCH: 3714,
    }
