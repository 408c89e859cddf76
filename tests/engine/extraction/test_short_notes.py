"""Needs noted in a line or two: what is listed is asked for, a wish reaches to the next comma."""

import pytest

from kompetensnav.engine.extraction.extract import SEVERAL_JOBS
from tests.engine.extraction.advert_case import extract, extractor

NOTES = [
    (
        "Vi behöver 4 industrielektriker till Boden från mars, B-körkort, gärna erfarenhet av PLC, svenska B1",
        {"drive:B": "must", "skill:plc": "merit", "lang:sv": "must"},
    ),
    ("Söker två svetsare, körkort, engelska", {"drive:B": "must", "lang:en": "must"}),
    ("Behov: lagerarbetare med truckkort och svenska A2", {"skill:truck": "must", "lang:sv": "must"}),
    (
        "Vi söker elektriker, gärna PLC, hydraulik och svetsning, B-körkort",
        {"skill:plc": "merit", "skill:hydraulik": "merit", "skill:svetsning": "merit", "drive:B": "must"},
    ),
    ("Vi söker svetsare, körkort är inget krav, svenska B1", {"drive:B": "negated", "lang:sv": "must"}),
    ("Vi söker svetsare. Körkort är meriterande.", {"drive:B": "merit"}),
    ("We need 3 welders, driving licence, preferably English", {"drive:B": "must", "lang:en": "merit"}),
    ("Vi söker svetsare. Du undervisar i engelska i tal.", {}),
    ("Vi söker lagerarbetare. Du samarbetar med legitimerad sjuksköterska.", {"legal:sjukskoterska": "mentioned"}),
    ("Svetsare, körkort, engelska", {"drive:B": "must", "lang:en": "must"}),
    ("två undersköterskor till Luleå, körkort", {"drive:B": "must"}),
    ("Svetsare. Vi kräver inte körkort men svenska är ett krav.", {"drive:B": "negated", "lang:sv": "must"}),
    ("10 operatörer till fabriken, engelska B2 eller svenska B1", {"lang:en": "must", "lang:sv": "must"}),
    # Not a note: no trade comes first and nobody is asked for, or it has the headings of an advert.
    ("Körkort, engelska", {"drive:B": "mentioned", "lang:en": "mentioned"}),
    (
        "Vi söker svetsare\n\nVi erbjuder\n- Svetsning\n- Körkort",
        {"skill:svetsning": "mentioned", "drive:B": "mentioned"},
    ),
]


def test_a_job_that_is_not_sought_does_not_win_and_the_other_is_suggested() -> None:
    found = extract("Vi behöver inte elektriker, utan svetsare till Boden")
    assert found.occupations == ()
    assert "occ:svetsare" in [extractor().graph.id(o.concept) for o in found.suggestions]
    sought = extract("Vi behöver elektriker till Boden")
    assert extractor().graph.id(sought.occupations[0].concept) == "occ:elektriker"


@pytest.mark.parametrize(
    ("text", "several"),
    [
        ("Vi behöver en svetsare och två elektriker till Boden", True),
        ("2 svetsare, 3 elektriker", False),  # the first stop ends what names the job
        ("Vi behöver två svetsare eller elektriker till Boden", False),
        ("Vi behöver 4 industrielektriker till Boden", False),
    ],
)
def test_jobs_that_are_counted_one_by_one_are_told(text: str, several: bool) -> None:
    assert (SEVERAL_JOBS in extract(text).notes) is several


@pytest.mark.parametrize(("text", "asked"), NOTES, ids=[n[0][:40] for n in NOTES])
def test_a_note_asks_for_what_it_lists(text: str, asked: dict[str, str]) -> None:
    found, graph = extract(text), extractor().graph
    read = {
        graph.id(m.concept): m.polarity.value for m in found.mentions if not graph.id(m.concept).startswith("occ:")
    }
    assert read == asked
