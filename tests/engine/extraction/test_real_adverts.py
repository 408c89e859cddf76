"""What must hold for every real advert. Quality itself is measured elsewhere; the floor only catches collapse."""

import json
from functools import cache

import pytest

from kompetensnav.engine.extraction.contacts import mask_contacts
from kompetensnav.engine.extraction.extract import Extractor
from kompetensnav.engine.extraction.mentions import Extraction, MaskKind
from kompetensnav.engine.linking.lexicon import build_lexicon
from kompetensnav.engine.taxonomy.build import compose
from kompetensnav.integrations.starter.parse import parse
from tests.shared_data import shared

TOP_5_FLOOR = 18  # of 28, with the starter alone; 20 when this was written


@cache
def _adverts() -> list[tuple[str, str, str]]:
    """(headline, text, SSYK group) of each."""
    with shared("jobads", "jobsearch_sample.json").open(encoding="utf-8") as file:
        hits = json.load(file)["hits"]
    return [
        (h["headline"], h["description"]["text"], h["occupation_group"]["legacy_ams_taxonomy_id"]) for h in hits
    ]


@cache
def _read() -> list[tuple[Extraction, str, str]]:
    """(extraction, text as given, SSYK group) of each."""
    adverts = _adverts()
    graph = compose("starter", [parse()]).graph
    extractor = Extractor(graph, build_lexicon(graph), {"stockholm": "0180", "umeå": "2480"})
    return [
        (extractor.extract(headline, text), f"{headline}\n\n{text}", group) for headline, text, group in adverts
    ]


@pytest.fixture(scope="module")
def extractions() -> list[tuple[Extraction, str, str]]:
    return _read()


def test_every_span_lies_in_the_text_and_they_are_sorted(extractions: list[tuple[Extraction, str, str]]) -> None:
    for found, text, _ in extractions:
        assert len(found.text) == len(text)
        assert [m.start for m in found.mentions] == sorted(m.start for m in found.mentions)
        for m in found.mentions:
            assert text[m.start : m.end].strip() == found.text[m.start : m.end].strip() != ""


def test_no_contact_is_left(extractions: list[tuple[Extraction, str, str]]) -> None:
    for found, _, _ in extractions:
        assert "@" not in found.text
        assert mask_contacts(found.text) == (found.text, ())
    # The sample came with its contact lines removed; one advert still names two managers.
    assert [m.kind for found, _, _ in extractions for m in found.masked] == [MaskKind.NAME, MaskKind.NAME]


def test_every_advert_is_read_in_its_language(extractions: list[tuple[Extraction, str, str]]) -> None:
    english = [text.split("\n")[0] for found, text, _ in extractions if found.language == "en"]
    assert ["English Tutor" in headline for headline in english] == [True]
    assert {found.language for found, _, _ in extractions} == {"en", "sv"}


def test_most_adverts_have_their_group_among_the_first_five(extractions: list[tuple[Extraction, str, str]]) -> None:
    right = sum(group in [o.ssyk4 for o in found.occupations[:5]] for found, _, group in extractions)
    assert right >= TOP_5_FLOOR
