"""From what was read in an advert to a need: which words become which requirement."""

import pytest

from kompetensnav.engine.extraction.mentions import Extraction
from kompetensnav.engine.matching.compile import ReadNeed, Source, Stated, compile_need
from kompetensnav.engine.matching.terms import Polarity, RequirementKind
from kompetensnav.engine.taxonomy.graph import TaxonomyGraph
from kompetensnav.runtime import parameters
from tests.engine.extraction.advert_case import extract, extractor

PARAMETERS = parameters.load()


def graph() -> TaxonomyGraph:
    return extractor().graph


def concept(code: str) -> int:
    found = graph().find(code)
    assert found is not None
    return found


def compiled(text: str, headline: str = "", stated: Stated | None = None) -> ReadNeed:
    return compile_need(graph(), PARAMETERS, extract(text, headline), stated or Stated(), None)


def asked(read: ReadNeed) -> dict[str, tuple[str, str, int | None]]:
    """Concepts joined by / -> polarity, source, level."""
    rows = {}
    for r in read.read:
        requirement = r.requirement
        key = "/".join(graph().id(c) for c in requirement.concepts)
        rows[key] = (requirement.polarity.name.lower(), r.source.value, requirement.minimum_level)
    return rows


def test_the_occupation_of_the_words_comes_first_with_the_heaviest_weight() -> None:
    read = compiled("Krav:\n- PLC\n- B-körkort", "Industrielektriker")
    first = read.need.requirements[0]
    assert (first.kind, first.concepts) == (RequirementKind.OCCUPATION, (concept("occ:industrielektriker"),))
    assert first.weight == max(r.weight for r in read.need.requirements)
    assert asked(read)["skill:plc"] == ("must", "text", None)
    assert asked(read)["drive:B"] == ("must", "text", None)


def test_a_stated_occupation_stands_first_and_a_sure_headline_beside_it() -> None:
    stated = Stated(occupations=(concept("occ:elektriker"),))
    read = compiled("Vi söker dig.", "Svetsare", stated)
    assert read.need.requirements[0].concepts == (concept("occ:elektriker"), concept("occ:svetsare"))
    assert read.read[0].source is Source.STATED


def test_one_concept_is_one_requirement_with_the_strictest_words_and_the_highest_level() -> None:
    read = compiled("Meriterande:\n- Svenska A2\n\nKrav:\n- Svenska på nivå B2", "Svetsare")
    assert asked(read)["lang:sv"] == ("must", "text", 4)
    [swedish] = [r for r in read.read if r.requirement.kind is RequirementKind.LANGUAGE]
    assert len(swedish.spans) == 2


MIXED = [
    # text, what each requirement becomes
    (
        "Krav:\n- Svenska eller engelska krävs\n\nMeriterande:\n- Engelska C1",
        {"lang:en/lang:sv": ("must", None), "lang:en": ("merit", 5)},
    ),
    (
        "Meriterande:\n- Engelska\n\nKrav:\n- Svenska eller engelska krävs",
        {"lang:en": ("merit", None), "lang:en/lang:sv": ("must", None)},
    ),
    (
        "Meriterande:\n- C-körkort\n\nKrav:\n- B- eller C-körkort",
        {"drive:C": ("merit", None), "drive:B/drive:C": ("must", None)},
    ),
    ("Krav:\n- Svenska B1\n\nMeriterande:\n- Svenska C1", {"lang:sv": ("must", 3)}),
    ("Krav:\n- Svenska B1\n- Svenska på nivå C1", {"lang:sv": ("must", 5)}),
]


@pytest.mark.parametrize(("text", "expected"), MIXED, ids=[m[0].replace("\n", " ") for m in MIXED])
def test_a_wish_never_narrows_or_raises_what_is_required(
    text: str, expected: dict[str, tuple[str, int | None]]
) -> None:
    rows = {k: (polarity, level) for k, (polarity, _, level) in asked(compiled(text, "Svetsare")).items()}
    del rows["occ:svetsare"]
    assert {"/".join(sorted(k.split("/"))): v for k, v in rows.items()} == expected


def test_of_two_jobs_one_jobs_licence_removes_nobody_from_the_other() -> None:
    rows = asked(compiled("Krav:\n- Legitimerad sjuksköterska", "Sjuksköterska och undersköterska"))
    assert rows["legal:sjukskoterska"][0] == "merit"


def test_alternatives_are_one_requirement() -> None:
    read = compiled("Krav:\n- B- eller BE-körkort", "Svetsare")
    assert asked(read)["drive:B/drive:BE"][0] == "must"


def test_another_occupation_asked_for_is_a_merit_beside_the_first() -> None:
    read = compiled("Krav:\n- Du har arbetat som svetsare", "Industrielektriker")
    assert asked(read)["occ:svetsare"] == ("merit", "text", None)


def test_one_of_the_occupations_sought_named_again_gives_its_years_and_no_requirement() -> None:
    read = compiled("Krav:\n- Minst 3 års erfarenhet som svetsare", "Svetsare / elektriker")
    assert [r.requirement.kind for r in read.read] == [RequirementKind.OCCUPATION]
    assert read.read[0].years == 3


def test_skills_of_the_tasks_are_merits_after_what_is_asked_for() -> None:
    read = compiled("Dina arbetsuppgifter:\n- Svetsning\n- Hydraulik\n\nKrav:\n- Hydraulik", "Svetsare")
    rows = asked(read)
    assert rows["skill:svetsning"] == ("merit", "tasks", None)
    assert rows["skill:hydraulik"] == ("must", "text", None)
    assert list(rows)[-1] == "skill:svetsning"


def test_what_is_said_to_be_no_requirement_is_none() -> None:
    assert "drive:B" not in asked(compiled("Vi kräver inte körkort.", "Svetsare"))


def test_what_the_law_requires_stands_as_a_must_once() -> None:
    rows = asked(compiled("Vi söker dig som trivs med folk.", "Sjuksköterska"))
    assert rows["legal:sjukskoterska"] == ("must", "law", None)
    written = asked(compiled("Krav:\n- Legitimerad sjuksköterska", "Sjuksköterska"))
    assert [k for k in written if k.startswith("legal:")] == ["legal:sjukskoterska"]
    assert written["legal:sjukskoterska"][0] == "must"


def test_the_law_asks_nothing_where_one_of_the_occupations_is_free() -> None:
    rows = asked(compiled("", "", Stated(occupations=(concept("occ:sjukskoterska"), concept("occ:svetsare")))))
    assert not any(k.startswith("legal:") for k in rows)


def test_licences_of_the_law_are_alternatives_where_the_occupations_differ() -> None:
    rows = asked(compiled("", "", Stated(occupations=(concept("occ:sjukskoterska"), concept("occ:lakare")))))
    assert rows["legal:lakare/legal:sjukskoterska"] == ("must", "law", None)


def test_a_text_about_nothing_is_a_need_without_requirements() -> None:
    read = compiled("Välkommen!")
    assert read.need.requirements == ()
    assert read.dropped == ()


@pytest.mark.parametrize("limit", [1, 3])
def test_what_does_not_fit_is_dropped_from_the_lightest_up_and_told(limit: int) -> None:
    from dataclasses import replace

    extraction: Extraction = extract("Krav:\n- B-körkort\n\nMeriterande:\n- PLC\n- Hydraulik", "Svetsare")
    read = compile_need(graph(), replace(PARAMETERS, limit_requirements=limit), extraction, Stated(), None)
    whole = compile_need(graph(), PARAMETERS, extraction, Stated(), None)
    assert len(read.read) == limit
    assert len(read.read) + len(read.dropped) == len(whole.read)
    assert read.read[0].requirement.kind is RequirementKind.OCCUPATION
    assert all(r.requirement.polarity is Polarity.MERIT for r in read.dropped) or limit == 1
