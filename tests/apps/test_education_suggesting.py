"""What a programme grants as its name and text say it: names and texts of real courses, and what is left out."""

import json

import pytest

from kompetensnav.apps.concepts.models import TaxonomyVersion
from kompetensnav.apps.education.suggesting import suggest_grants
from kompetensnav.integrations.sundsvall import read
from tests.factories import concept
from tests.shared_data import shared

pytestmark = pytest.mark.django_db

NAMED = [  # as they stand in the municipal course file and in decisions
    ("Personbilsmekaniker", ["Personbilsmekaniker"]),
    ("Tandsköterska", ["Tandsköterska"]),
    ("Mätningstekniker", ["Mätningstekniker"]),
    ("Möbelsnickare", ["Möbelsnickare"]),
    ("FÖRBEREDANDE KYRKOMUSIKERUTBILDNING", ["Kantor"]),
    ("Moderna språk 4, Italienska", ["Italienska"]),
    ("Svenska som andraspråk 1 Kväll", ["Svenska som andraspråk"]),
    ("Redovisning 1", ["Redovisning"]),
    ("Heta arbeten", ["Heta arbeten"]),
    ("Systemutvecklare .NET", ["Systemutvecklare", ".NET"]),
    ("Matematik 2a", []),  # learnt by others than mathematicians
    ("Allmän kurs", []),
    ("Vardagsolyckor", []),
]


@pytest.mark.parametrize(("name", "labels"), NAMED)
def test_names(name, labels, taxonomy) -> None:
    assert [s.concept for s in suggest_grants(name, "")] == [concept(label) for label in labels]


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("Du får lära dig felsökning.", "Felsökning"),
        ("Utbildningen ger truckkort och heta arbeten.", "Heta arbeten"),
        ("Kursen handlar om svetsning och hydraulik.", "Svetsning"),
    ],
)
def test_texts_are_quoted(text, label, taxonomy) -> None:
    found = {s.concept: s.quote for s in suggest_grants("Yrkespaket", text)}
    assert found[concept(label)] == text


@pytest.mark.parametrize(
    "text",
    [
        "Behörighet: svetsning och truckkort.",
        "Särskilda förkunskaper i redovisning krävs.",
        "Kursen vänder sig till dig som kan svetsning.",
        "För dig som har en intellektuell funktionsnedsättning.",
        "Komvux som anpassad utbildning med lektioner på kvällstid.",
        "Läs om studiemedel på www.csn.se och skicka din ansökan.",
        "Redovisning är inget krav.\nDu bör du ha vana av redovisning.",
        "",
    ],
)
def test_who_may_apply_and_how_it_is_held_is_not_taught(text, taxonomy) -> None:
    assert suggest_grants("Allmän kurs", text) == []


def test_trades_and_languages_count_in_the_name_alone(taxonomy) -> None:
    assert suggest_grants(
        "Ledarskap i vardagen", "Du möter elektriker och svetsare på engelska."
    ) == suggest_grants("Ledarskap i vardagen", "")


def test_levels_of_languages_only(taxonomy) -> None:
    assert [(s.concept, s.level) for s in suggest_grants("Svenska B1", "")] == [("lang:sv", 3)]
    assert {s.level for s in suggest_grants("Avancerad svetsning", "")} == {None}


def test_each_concept_once_at_most_twelve_and_short_quotes(taxonomy) -> None:
    trades = "Svetsning, hydraulik, felsökning, redovisning, marknadsföring, PLC-programmering, kundservice, truckkort, CNC, Java, matlagning, servering, ritningsläsning, lagerarbete"
    found = suggest_grants("Svetsning", f"{trades}. " * 40)
    assert len(found) == len({s.concept for s in found}) == 12
    assert all(0 < len(s.quote) <= 200 for s in found)


def test_without_a_taxonomy_nothing_is_suggested(taxonomy) -> None:
    TaxonomyVersion.objects.update(in_use=False)
    assert suggest_grants("Personbilsmekaniker", "") == []


def test_the_real_file_is_understood_in_part(taxonomy) -> None:
    rows, _ = read(shared("education-sundsvall", "DERIVED_courses.json"), "DERIVED_courses.json")
    understood = [row.name for row in rows if suggest_grants(row.name, row.text)]
    assert len(understood) >= len(rows) // 3, json.dumps(understood, ensure_ascii=False)
