"""Rows of the people file as they are written: what a person has said, what they have denied, what nobody asked."""

import datetime

import pytest

from kompetensnav.apps.people.exports import ExportedClaim, ExportedPerson
from kompetensnav.engine.matching.terms import Answer, Evidence, Section, SectionState
from kompetensnav.integrations.adverts.read import municipality_problem
from kompetensnav.integrations.people_file import parse
from kompetensnav.integrations.people_file.parse import COLUMNS, OPTIONAL
from kompetensnav.integrations.people_file.write import row_of, write_people
from kompetensnav.runtime.problems import InputError


def person(**values: object) -> ExportedPerson:
    nothing = {
        "id": "p-aaaaaaaa",
        "municipality_code": "",
        "commute": None,
        "willing_to_move": Answer.UNKNOWN,
        "meets_legal_age": Answer.UNKNOWN,
        "available_from": None,
        "claims": (),
        "sections": {},
    }
    return ExportedPerson(**nothing | values)  # type: ignore[arg-type]


def row(**values: object) -> dict[str, str]:
    return dict(zip((*COLUMNS, *OPTIONAL), row_of(person(**values)), strict=True))


def test_somebody_nothing_is_known_of_is_an_id() -> None:
    assert {value for key, value in row().items() if key != "id"} == {""}


def test_levels_are_written_as_people_write_them() -> None:
    claims = (
        ExportedClaim(Section.LANGUAGE, "lang:sv", 3, Evidence.SHOWN),
        ExportedClaim(Section.SKILL, "skill:svets", 3, Evidence.CLAIMED),
        ExportedClaim(Section.SKILL, "skill:plc", None, Evidence.VERIFIED),
    )
    written = row(
        claims=claims, sections={Section.SKILL: SectionState.BEGUN, Section.LANGUAGE: SectionState.COMPLETE}
    )
    assert written["languages"] == "lang:sv|B1|shown"
    assert written["skills"] == "skill:svets|3|claimed;skill:plc||verified"
    assert written["completed_sections"] == "language"
    assert written["begun_sections"] == ""  # the items say it


def test_nowhere_else_is_not_the_same_as_not_asked() -> None:
    assert row(commute=())["can_commute_to"] == "-"
    assert row(commute=None)["can_commute_to"] == ""
    assert row(commute=("2580", "2581"))["can_commute_to"] == "2580;2581"


@pytest.mark.parametrize(("answer", "written"), [(Answer.UNKNOWN, ""), (Answer.NO, "no"), (Answer.YES, "yes")])
def test_answers_are_words(answer: Answer, written: str) -> None:
    values = row(willing_to_move=answer, meets_legal_age=answer)
    assert (values["willing_to_move"], values["meets_legal_age"]) == (written, written)


def test_what_is_written_is_read(tmp_path) -> None:
    path = tmp_path / "people.csv"
    said = person(
        municipality_code="2582",
        commute=(),
        available_from=datetime.date(2027, 3, 1),
        sections={Section.LICENCE: SectionState.BEGUN, Section.MOBILITY: SectionState.BEGUN},
    )
    with path.open("w", encoding="utf-8", newline="") as stream:
        assert write_people(stream, [said]) == 1
    [read] = parse(path.read_text(encoding="utf-8"), path.name, municipality_problem)
    assert read.nowhere_else
    assert read.can_commute_to == ()
    assert read.begun_sections == ("licence", "mobility")
    assert read.available_from == datetime.date(2027, 3, 1)


def test_an_unknown_begun_section_is_told_by_field() -> None:
    text = ",".join((*COLUMNS, *OPTIONAL)) + "\np-1" + "," * (len(COLUMNS) + len(OPTIONAL) - 1) + "hobbies\n"
    with pytest.raises(InputError) as error:
        parse(text, "people.csv", municipality_problem)
    assert [(p.code, p.field, p.line) for p in error.value.problems] == [
        ("people.unknown-section", "begun_sections", 2)
    ]
