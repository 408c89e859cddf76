"""How many, from when, how much, where, and whether a legal age is asked for."""

import pytest

from kompetensnav.engine.extraction.mentions import StartDate
from tests.engine.extraction.advert_case import extract

POSITIONS = [
    ("4 industrielektriker", "", 4),
    ("Fyra svetsare till Boden", "", 4),
    ("Svetsare", "Vi söker nu tre engagerade kollegor.", 3),
    ("Svetsare", "Vi söker nu två.", 2),
    ("Svetsare", "Vi har 2 tjänster att tillsätta.", 2),
    ("Svetsare", "Antal lediga tjänster: 1", 1),
    ("Svetsare", "Vi erbjuder tre tillsvidareanställningar.", 3),
    ("Welders", "We are hiring 5 welders.", 5),
    ("Welders", "There are 3 open positions.", 3),
    ("Svetsare", "Vi söker flera svetsare.", None),
    ("Svetsare", "Vi söker en svetsare.", None),
    ("Svetsare", "Du arbetar nära två andra svetsare.", None),
    ("Svetsare", "Vi söker dig med minst 3 års erfarenhet.", None),
    ("Svetsare", "Vi har 2 000 medarbetare.", None),
    ("Svetsare 75 %", "Vi söker 3-5 års erfarenhet", None),
]
STARTS = [
    ("Tillträde 2026-03-01", StartDate(2026, 3, 1)),
    ("Start 1 mars", StartDate(None, 3, 1)),
    ("Startdatum: 15/9", StartDate(None, 9, 15)),
    ("Tjänsten börjar i mars 2026", StartDate(2026, 3)),
    ("från mars och ett år framåt", StartDate(None, 3)),
    ("från och med den 1 april 2026", StartDate(2026, 4, 1)),
    ("Starting March 2026", StartDate(2026, 3)),
    ("Start date: 1st of May 2026", StartDate(2026, 5, 1)),
    ("Tillträde sker gärna från och med i mars", StartDate(None, 3)),
    ("Tillträde:   den 1 mars", StartDate(None, 3, 1)),
    ("fr.o.m.1 mars", StartDate(None, 3, 1)),
    ("Start fr.o.m. 2026-03-01", StartDate(2026, 3, 1)),
    ("Start in May", StartDate(None, 5)),
    ("Start is immediately", StartDate(asap=True)),
    ("Tillträde omgående", StartDate(asap=True)),
    ("Tillträde snarast enligt överenskommelse", StartDate(asap=True)),
    ("Start as soon as possible", StartDate(asap=True)),
    ("Tillträde enligt överenskommelse", None),
    ("Sista ansökningsdag är 10 september", None),
    ("Sök senast den 1 mars", None),
    ("Vi startade 2012", None),
]
SCOPES = [
    ("Heltid", (100, 100)),
    ("Tjänsten är på deltid 75 %", (75, 75)),
    ("Omfattning: 80-100%", (80, 100)),
    ("en anställning på 50 procent", (50, 50)),
    ("Heltid eller deltid 75 %", (75, 100)),
    ("arbeta 50% i kök och 50% i barngrupp", (100, 100)),
    ("full-time position", (100, 100)),
    ("Deltid", None),
    ("100 % provision", None),
    ("30 % rabatt i tjänsten", None),
]
PLACES = [
    ("", "Du arbetar i Boden.", ["2582"]),
    ("", "i Luleå, Boden och Piteå", ["2580", "2582", "2581"]),
    ("Svetsare till Luleå", "", ["2580"]),
    ("Svetsare - Boden", "", ["2582"]),
    ("", "Placering: Luleå", ["2580"]),
    ("", "kontoret i Upplands Väsby", ["0114"]),
    ("", "Region Luleå söker", []),
    ("", "Vi tar mora till hjälp i mora", []),
    ("", "Bodens sjukhus", []),
]
AGES = [
    ("Du har fyllt 18 år.", True),
    ("Du måste vara minst 18 år.", True),
    ("You must be at least 18 years old.", True),
    ("För tjänsten gäller krav på att du fyllt 20 år", True),
    ("Vi arbetar med barn över 18 månader.", False),
    ("Vi har funnits i 18 år.", False),
    ("Du har minst 18 månaders erfarenhet.", False),
]


@pytest.mark.parametrize(("headline", "text", "expected"), POSITIONS)
def test_positions(headline: str, text: str, expected: int | None) -> None:
    assert extract(text, headline).positions == expected


@pytest.mark.parametrize(("text", "expected"), STARTS)
def test_start(text: str, expected: StartDate | None) -> None:
    assert extract(text).start == expected


@pytest.mark.parametrize(("text", "expected"), SCOPES)
def test_scope(text: str, expected: tuple[int, int] | None) -> None:
    assert extract(text).scope_percent == expected


@pytest.mark.parametrize(("headline", "text", "codes"), PLACES)
def test_places(headline: str, text: str, codes: list[str]) -> None:
    assert [p.code for p in extract(text, headline).places] == codes


@pytest.mark.parametrize(("text", "asked"), AGES)
def test_legal_age(text: str, asked: bool) -> None:
    assert extract(text).asks_legal_age is asked


def test_facts_have_spans_to_highlight() -> None:
    found = extract("Vi söker tre svetsare på heltid. Tillträde 1 mars.")
    spans = (found.positions_span, found.scope_span, found.start_span)
    assert [found.text[s[0] : s[1]] for s in spans if s] == ["tre", "heltid", "Tillträde 1 mars"]
