"""The people file: rules, and every wrong value told by line and field."""

import datetime

import pytest

from kompetensnav.engine.linking.lexicon import build_lexicon
from kompetensnav.engine.linking.link import Linker
from kompetensnav.engine.matching.supply import Claim
from kompetensnav.engine.matching.terms import Answer, Evidence, Section, SectionState
from kompetensnav.engine.taxonomy.build import compose
from kompetensnav.engine.taxonomy.kinds import Kind
from kompetensnav.engine.taxonomy.records import ConceptRecord, LabelRecord, Layer
from kompetensnav.integrations.adverts.read import municipality_problem
from kompetensnav.integrations.people_file import PeopleFile, nearest_labels, parse, resolve
from kompetensnav.integrations.people_file.parse import COLUMNS
from kompetensnav.runtime.problems import InputError

CONCEPTS = [
    ("occ:svetsare", Kind.OCCUPATION, "Svetsare"),
    ("skill:svets", Kind.SKILL, "TIG-svetsning"),
    ("skill:en", Kind.SKILL, "Engelska"),  # also a language: the column decides
    ("lang:en", Kind.LANGUAGE, "Engelska"),
    ("lang:sv", Kind.LANGUAGE, "Svenska"),
    ("drive:B", Kind.DRIVING_LICENCE, "B"),
    ("edu:3", Kind.EDUCATION_LEVEL, "Gymnasial utbildning"),
]
PLACES = {"2580": 0, "2582": 1}


def linker() -> Linker:
    layer = Layer(
        "starter",
        [ConceptRecord(i, kind, "starter") for i, kind, _ in CONCEPTS],
        [LabelRecord(i, "sv", label) for i, _, label in CONCEPTS],
    )
    graph = compose("t", [layer]).graph
    return Linker(graph, build_lexicon(graph))


LINKER = linker()


def concept(code: str) -> int:
    found = LINKER.graph.find(code)
    assert found is not None
    return found


def table(**values: str) -> str:
    row = {"id": "p-1"} | values
    return ",".join(COLUMNS) + "\n" + ",".join(f'"{row.get(c, "")}"' for c in COLUMNS) + "\n"


def read(text: str) -> PeopleFile:
    return resolve(parse(text, "people.csv", municipality_problem), LINKER, PLACES)


def test_a_row_becomes_a_profile() -> None:
    people = read(
        table(
            municipality_code="2582",
            can_commute_to="2580",
            willing_to_move="no",
            occupations="Svetsare||shown",
            skills="TIG-svetsning|4|verified; skill:en",
            languages="Svenska|B1;engelska",
            licences="B",
            education_level="3",
            available_from="2026-03-01",
            completed_sections="licence;mobility",
        )
    )
    profile = people.profiles[0]
    assert people.unknown == ()
    assert people.available_from == {"p-1": datetime.date(2026, 3, 1)}
    assert (profile.municipality, profile.commute, profile.willing_to_move) == (1, (0,), Answer.NO)
    assert set(profile.claims) == {
        Claim(concept("occ:svetsare"), None, Evidence.SHOWN),
        Claim(concept("skill:svets"), 4, Evidence.VERIFIED),
        Claim(concept("skill:en"), None, Evidence.CLAIMED),
        Claim(concept("lang:sv"), 3, Evidence.CLAIMED),
        Claim(concept("lang:en"), None, Evidence.CLAIMED),
        Claim(concept("drive:B"), None, Evidence.CLAIMED),
        Claim(concept("edu:3"), None, Evidence.CLAIMED),
    }
    assert profile.sections[Section.LICENCE] is SectionState.COMPLETE
    assert profile.sections[Section.SKILL] is SectionState.BEGUN
    assert Section.AVAILABILITY not in profile.sections


@pytest.mark.parametrize(
    ("commute", "sections", "known"), [("", "", None), ("", "mobility", ()), ("2580", "", (0,))]
)
def test_nowhere_else_is_known_only_once_mobility_is_complete(
    commute: str, sections: str, known: tuple[int, ...] | None
) -> None:
    assert read(table(can_commute_to=commute, completed_sections=sections)).profiles[0].commute == known


def test_an_almost_empty_person_is_a_person_about_whom_nothing_is_known() -> None:
    profile = read(table()).profiles[0]
    assert (profile.municipality, profile.claims, dict(profile.sections)) == (None, (), {})
    assert profile.willing_to_move is Answer.UNKNOWN


def test_a_label_without_a_concept_is_left_out_and_told_with_the_nearest() -> None:
    people = read(table(skills="TIG-svestning|3;TIG-svetsning", occupations="Svettsare"))
    assert [(u.line, u.field, u.label) for u in people.unknown] == [
        (2, "occupations", "Svettsare"),
        (2, "skills", "TIG-svestning"),
    ]
    assert nearest_labels(LINKER, people.unknown[0], "sv") == ["Svetsare"]
    assert [c.concept for c in people.profiles[0].claims] == [concept("skill:svets")]


def test_a_section_with_words_not_understood_is_not_complete() -> None:
    profile = read(table(languages="Svänska|C1", licences="B", completed_sections="language;licence")).profiles[0]
    assert profile.sections[Section.LANGUAGE] is SectionState.BEGUN
    assert profile.sections[Section.LICENCE] is SectionState.COMPLETE


WRONG = [
    ({"id": "", "licences": "B"}, "people.no-id", "id"),
    ({"willing_to_move": "kanske"}, "people.yes-or-no", "willing_to_move"),
    ({"completed_sections": "skill;hobbies"}, "people.unknown-section", "completed_sections"),
    ({"available_from": "1899-01-01"}, "people.date", "available_from"),
    ({"available_from": "i mars"}, "people.date", "available_from"),
    ({"id": "19800101-1234"}, "people.personal-number", "id"),
    ({"licences": "B|3"}, "people.no-level", "licences"),
    ({"skills": "TIG-svetsning|9"}, "people.level", "skills"),
    ({"skills": "TIG-svetsning|3|shown|x"}, "people.item", "skills"),
    ({"skills": "|3"}, "people.item", "skills"),
    ({"languages": "Svenska|4"}, "people.cefr", "languages"),
    ({"occupations": "Svetsare||sworn"}, "people.evidence", "occupations"),
    ({"municipality_code": "9999"}, "place.unknown-municipality", "municipality_code"),
    ({"can_commute_to": "2580;0001"}, "place.unknown-municipality", "can_commute_to"),
]


@pytest.mark.parametrize(("values", "code", "field"), WRONG, ids=[f"{w[1]}-{w[2]}" for w in WRONG])
def test_a_wrong_value_is_told_by_line_and_field(values: dict[str, str], code: str, field: str) -> None:
    with pytest.raises(InputError) as error:
        read(table(**values))
    assert [(p.code, p.file, p.line, p.field) for p in error.value.problems] == [(code, "people.csv", 2, field)]


def test_all_wrong_values_and_rows_are_told_at_once() -> None:
    with pytest.raises(InputError) as error:
        read(table(id="", willing_to_move="?", skills="x|7", municipality_code="9999") + "too,short\n")
    assert [(p.line, p.code) for p in error.value.problems] == [
        (2, "people.no-id"),
        (2, "people.yes-or-no"),
        (2, "people.level"),
        (2, "place.unknown-municipality"),
        (3, "file.row-length"),
    ]


@pytest.mark.parametrize(
    ("column", "code", "concept_id"), [("licences", "b", "drive:B"), ("languages", "SV", "lang:sv")]
)
def test_short_codes_are_read_in_any_case(column: str, code: str, concept_id: str) -> None:
    [claim] = read(table(**{column: code})).profiles[0].claims
    assert claim.concept == concept(concept_id)


def test_an_id_that_stands_twice_is_told_where_it_comes_again() -> None:
    text = table()
    with pytest.raises(InputError) as error:
        read(text + text.splitlines()[1] + "\n")
    assert [(p.code, p.line, p.field) for p in error.value.problems] == [("file.duplicate-id", 3, "id")]
