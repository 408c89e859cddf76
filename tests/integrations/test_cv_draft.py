"""A draft of a profile: one suggestion for a concept, with its words, from fields and from running text."""

import pytest

from kompetensnav.apps.people.models import ProfileSection
from kompetensnav.engine.linking.aliases import Aliases
from kompetensnav.integrations.cv.cv_text import CvText, Form, Stated, StatedFact, pasted
from kompetensnav.integrations.cv.draft import NO_OCCUPATION, NOTHING_FOUND, Basis, Draft, Drafter, Suggestion
from kompetensnav.integrations.cv.structured import read_json, read_xml
from tests.integrations import cv_files
from tests.shared_data import shared

CV = """Profil
Noggrann industrielektriker. Tel 070-123 45 67, anna.exempel@example.test

Arbetslivserfarenhet
2019 - 2023 Industrielektriker, Norra Verken AB
PLC-programmering och felsökning. PLC-programmering av linor.

Språk
Svenska: modersmål
Engelska: B2

Körkort: B

Referenser
Eva Chef, undersköterska"""
RECIPE = """Köttbullar
500 g blandfärs, 1 ägg, 1 dl ströbröd
Blanda allt och forma till bullar. Stek i smör på medelvärme tills de är genomstekta.
Servera med potatis, gräddsås och lingon."""


@pytest.fixture(scope="module")
def drafter(starter) -> Drafter:
    return Drafter(starter)


def found(draft: Draft) -> dict[str, Suggestion]:
    return {s.concept: s for s in draft.suggestions}


def facts_of(*facts: tuple[Stated, str, str, int | None]) -> CvText:
    """A file of nothing but fields, a line each."""
    text, made = "", []
    for what, name, code, level in facts:
        made.append(StatedFact(what, name, len(text), len(text) + len(name), code, level))
        text += name + "\n"
    return CvText(text, Form.EUROPASS, tuple(made))


def test_what_stands_in_running_text(drafter: Drafter) -> None:
    draft = drafter.draft(pasted(CV))
    by_id = found(draft)
    assert {"occ:industrielektriker", "skill:plc-programmering", "lang:sv", "lang:en", "drive:B"} <= set(by_id)
    assert (by_id["lang:sv"].level, by_id["lang:en"].level) == (6, 4)
    assert all(s.basis is Basis.WORDS for s in draft.suggestions)
    assert draft.notes == () and draft.language == "sv"


def test_one_suggestion_for_a_concept_with_every_place_where_it_stands(drafter: Drafter) -> None:
    draft = drafter.draft(pasted(CV))
    assert len(found(draft)) == len(draft.suggestions)
    places = found(draft)["skill:plc-programmering"].spans
    assert [draft.text[start:end] for start, end in places] == ["PLC-programmering", "PLC-programmering"]


def test_every_suggestion_has_its_words(drafter: Drafter) -> None:
    draft = drafter.draft(pasted(CV))
    assert all(s.spans and all(draft.text[start:end].strip() for start, end in s.spans) for s in draft.suggestions)


def test_trades_of_others_are_left_out_and_contacts_hidden(drafter: Drafter) -> None:
    draft = drafter.draft(pasted(CV))
    assert not any("undersköterska" in draft.text[a:b] for s in draft.suggestions for a, b in s.spans)
    assert "070-123" not in draft.text and "anna.exempel" not in draft.text and len(draft.text) == len(CV)


def test_sections_come_in_the_order_of_the_profile(drafter: Drafter) -> None:
    sections = [s.section for s in drafter.draft(pasted(CV)).suggestions]
    order = [ProfileSection.OCCUPATION, ProfileSection.SKILL, ProfileSection.LANGUAGE, ProfileSection.LICENCE]
    assert list(dict.fromkeys(sections)) == order


@pytest.mark.parametrize(
    "read",
    [
        lambda: read_xml(cv_files.CANDIDATE),
        lambda: read_xml(cv_files.PASSPORT_XML),
        lambda: read_json(cv_files.as_json(cv_files.PASSPORT_JSON).decode()),
        lambda: read_json(cv_files.as_json(cv_files.HR_OPEN).decode()),
        lambda: read_json(cv_files.as_json(cv_files.JSON_RESUME).decode()),
    ],
    ids=["candidate", "passport-xml", "passport-json", "hr-open", "json-resume"],
)
def test_every_shape_gives_the_same_profile(drafter: Drafter, read) -> None:
    by_id = found(drafter.draft(read()))
    expected = {
        "occ:industrielektriker",
        "skill:ms-excel",
        "skill:plc-programmering",
        "edu:3",
        "lang:uk",
        "lang:en",
    }
    assert expected <= set(by_id) <= expected | {"drive:AM", "drive:B"}
    assert (by_id["lang:uk"].level, by_id["lang:en"].level) == (6, 4)
    assert by_id["occ:industrielektriker"].basis is Basis.FIELD and by_id["occ:industrielektriker"].sure


@pytest.mark.parametrize(
    ("fact", "concept", "sure"),
    [
        ((Stated.LANGUAGE, "Somali", "so", 3), "lang:so", True),
        ((Stated.LANGUAGE, "Engelska", "", None), "lang:en", True),
        ((Stated.LICENCE, "CE", "CE", None), "drive:CE", True),
        ((Stated.EDUCATION, "Master", "eqf:7", None), "edu:5", True),
        ((Stated.EDUCATION, "PhD", "eqf:8", None), "edu:6", True),
        ((Stated.TITLE, "Kock", "", None), "occ:kock-a-la-carte", True),
        ((Stated.TITLE, "Industrielektrikr", "", None), "occ:industrielektriker", False),
    ],
)  # fmt: skip
def test_what_fields_state(drafter: Drafter, fact, concept: str, sure: bool) -> None:
    suggestion = found(drafter.draft(facts_of(fact)))[concept]
    assert (suggestion.sure, suggestion.level, suggestion.basis) == (sure, fact[3], Basis.FIELD)


@pytest.mark.parametrize(
    "fact",
    [
        (Stated.LANGUAGE, "Klingonska", "tlh", 6),
        (Stated.LICENCE, "Z", "Z", None),
        (Stated.EDUCATION, "Livets skola", "eqf:5", None),
        (Stated.SKILL, "qwxzk", "", None),
        (Stated.SKILL, "Körkort", "drive:B", None),  # the code of another kind
    ],
)
def test_what_is_not_known_is_not_invented(drafter: Drafter, fact) -> None:
    draft = drafter.draft(facts_of(fact))
    assert [s for s in draft.suggestions if s.basis is Basis.FIELD and s.concept not in ("edu:2",)] == []


def test_a_stated_level_outweighs_the_one_that_is_read(drafter: Drafter) -> None:
    text = "Språk\nEngelska B2"
    fact = StatedFact(Stated.LANGUAGE, "Engelska", 6, 14, "en", 3)
    assert found(drafter.draft(CvText(text, Form.EUROPASS, (fact,))))["lang:en"].level == 3


class TestCorrections:
    """Approved ones: words mean something else, or not what was read."""

    def concept(self, drafter: Drafter, code: str) -> int:
        found = drafter._graph.find(code)
        assert found is not None
        return found

    @pytest.mark.parametrize(
        "read", [lambda: pasted(CV), lambda: read_xml(cv_files.CANDIDATE)], ids=["text", "file"]
    )
    def test_what_words_mean(self, drafter: Drafter, read) -> None:
        aliases = Aliases.of({"industrielektriker": self.concept(drafter, "occ:kock-a-la-carte")})
        by_id = found(drafter.draft(read(), aliases))
        assert "occ:kock-a-la-carte" in by_id and "occ:industrielektriker" not in by_id

    @pytest.mark.parametrize(
        "read", [lambda: pasted(CV), lambda: read_xml(cv_files.CANDIDATE)], ids=["text", "file"]
    )
    def test_what_they_do_not(self, drafter: Drafter, read) -> None:
        aliases = Aliases.of({}, [("industrielektriker", self.concept(drafter, "occ:industrielektriker"))])
        by_id = found(drafter.draft(read(), aliases))
        assert "occ:industrielektriker" not in by_id and "lang:en" in by_id

    def test_others_change_nothing(self, drafter: Drafter) -> None:
        aliases = Aliases.of({"kranförare": self.concept(drafter, "occ:kock-a-la-carte")})
        assert drafter.draft(pasted(CV), aliases) == drafter.draft(pasted(CV))


def test_a_recipe_gives_nothing_and_says_so(drafter: Drafter) -> None:
    draft = drafter.draft(pasted(RECIPE))
    assert (draft.suggestions, draft.notes) == ((), (NOTHING_FOUND,))


def test_a_cv_without_a_trade_says_so(drafter: Drafter) -> None:
    assert NO_OCCUPATION in drafter.draft(facts_of((Stated.LANGUAGE, "English", "en", 4))).notes


def test_equal_texts_give_equal_drafts(drafter: Drafter) -> None:
    assert drafter.draft(pasted(CV)) == drafter.draft(pasted(CV))


def test_real_cvs_give_a_trade_and_a_language(drafter: Drafter) -> None:
    without = {ProfileSection.OCCUPATION: 0, ProfileSection.LANGUAGE: 0}
    files = sorted(shared("cv-samples", "cv").rglob("*.txt"))[::3]
    for file in files:
        sections = {s.section for s in drafter.draft(pasted(file.read_text(encoding="utf-8"))).suggestions}
        for section in without:
            without[section] += section not in sections
    assert without[ProfileSection.OCCUPATION] <= 1 and without[ProfileSection.LANGUAGE] <= len(files) // 4, without


def test_a_file_that_states_without_end_is_looked_up_so_far_and_no_further(drafter: Drafter, monkeypatch) -> None:
    asked = []
    monkeypatch.setattr(drafter._linker, "named", lambda name, _kinds: asked.append(name))
    monkeypatch.setattr(drafter._linker, "link", lambda name, *_args, **_more: asked.append(f"like {name}") or [])
    drafter.draft(facts_of(*((Stated.SKILL, f"qx{n}z", "", None) for n in range(2_000))))
    looked_up = [a for a in asked if not a.startswith("like ")]
    assert len(looked_up) == 500 and len(asked) - len(looked_up) < 100  # the reader of the text guesses a few too
