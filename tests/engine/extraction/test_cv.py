"""Whole CVs: what their owners have, when, and what is left out; and what holds for any text."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kompetensnav.engine.extraction.contacts import BLOCK
from kompetensnav.engine.extraction.cv import CUT, LONGEST, NO_CV, NO_OCCUPATION
from kompetensnav.engine.extraction.cv_mentions import CvSection
from kompetensnav.engine.taxonomy.kinds import Kind
from tests.engine.extraction import cv_texts
from tests.engine.extraction.cv_case import TODAY, claims, code, extractor, read
from tests.shared_data import shared

HELD = [
    # CV, trades held in order of weight
    ("care assistant", ["occ:underskoterska", "occ:vardbitrade"]),
    ("electrician", ["occ:elektriker", "occ:lager", "occ:automation"]),
    ("nurse", ["occ:sjukskoterska", "occ:barnskotare"]),
    ("welder", ["occ:svetsare", "occ:slusar"]),
    ("accountant", ["occ:saljchef", "occ:ekonom"]),
    ("driver", ["occ:buss", "occ:lastbil"]),
    ("developer", ["occ:utvecklare", "occ:lager"]),
]


@pytest.mark.parametrize(("name", "held"), HELD)
def test_trades_are_ranked_latest_first(name: str, held: list[str]) -> None:
    found = read(cv_texts.CVS[name])
    assert [extractor().graph.id(o.concept) for o in found.occupations] == held
    assert found.notes == ()


CLAIMED = [
    # CV, kinds, claims by place
    ("care assistant", [Kind.LANGUAGE, Kind.DRIVING_LICENCE, Kind.EDUCATION_LEVEL],
     ["edu:3", "lang:sv 5", "lang:ar 6", "lang:en 3", "drive:B"]),
    ("care assistant", [Kind.SKILL, Kind.KNOWLEDGE], ["know:aldre 8.0y", "know:demens"]),
    ("care assistant", [Kind.OCCUPATION],
     ["occ:underskoterska", "occ:underskoterska", "occ:underskoterska 6.0y", "occ:vardbitrade 3.5y"]),
    ("electrician", [Kind.OCCUPATION],
     ["occ:elektriker", "occ:automation", "occ:elektriker 5.6y", "occ:elektriker 4.0y", "occ:lager"]),
    ("electrician", [Kind.SKILL],
     ["skill:plc 4", "skill:autocad 4", "skill:felsokning", "skill:elinstallation 3", "skill:truck"]),
    ("electrician", [Kind.LANGUAGE, Kind.DRIVING_LICENCE],
     ["lang:sv 6", "lang:en 4", "lang:de 2", "drive:B", "drive:BE"]),
    ("nurse", [Kind.OCCUPATION], ["occ:sjukskoterska", "occ:sjukskoterska 8.0y", "occ:barnskotare 4.0y"]),
    ("nurse", [Kind.LANGUAGE, Kind.DRIVING_LICENCE, Kind.EDUCATION_LEVEL],
     ["edu:5", "lang:uk 6", "lang:en 3", "lang:pl 2", "drive:B"]),
    ("nurse", [Kind.SKILL], ["skill:kundservice"]),
    ("welder", [Kind.OCCUPATION], ["occ:svetsare", "occ:svetsare 8.0y", "occ:slusar 4.0y"]),
    ("welder", [Kind.SKILL], ["skill:mig", "skill:ritning"]),
    ("welder", [Kind.LANGUAGE, Kind.DRIVING_LICENCE, Kind.EDUCATION_LEVEL],
     ["edu:3", "lang:uk 6", "lang:ru 5", "lang:en 2", "not drive:B"]),
    ("accountant", [Kind.OCCUPATION], ["occ:ekonom 4.0y", "occ:saljchef 3.0y"]),
    ("accountant", [Kind.LANGUAGE, Kind.EDUCATION_LEVEL], ["edu:5", "lang:ar 6", "lang:en 5", "lang:sv 1"]),
    ("accountant", [Kind.SKILL], ["skill:redovisning", "skill:rapport", "skill:kundservice", "skill:excel"]),
    ("driver", [Kind.OCCUPATION], ["occ:lastbil", "occ:lastbil 8.0y", "occ:buss 5.0y"]),
    ("driver", [Kind.LANGUAGE, Kind.DRIVING_LICENCE, Kind.EDUCATION_LEVEL],
     ["edu:3", "lang:ar 6", "lang:ku 5", "lang:sv 2", "drive:B", "drive:C"]),
    ("developer", [Kind.OCCUPATION], ["occ:utvecklare", "occ:utvecklare 6.0y", "occ:utvecklare 5.5y", "occ:lager 2.0y"]),
    ("developer", [Kind.SKILL], ["skill:python 4", "skill:sql"]),
    ("developer", [Kind.LANGUAGE, Kind.DRIVING_LICENCE, Kind.EDUCATION_LEVEL],
     ["edu:5", "lang:uk 6", "lang:en 5", "lang:sv 4", "not drive:B"]),
]  # fmt: skip


@pytest.mark.parametrize(("name", "kinds", "expected"), CLAIMED)
def test_claims_of_whole_cvs(name: str, kinds: list[Kind], expected: list[str]) -> None:
    assert claims(cv_texts.CVS[name], *kinds) == expected


LINES = [
    # text, claims by place
    ("Erfarenhet\nSvetsare, ABB 2015–2019", ["occ:svetsare 4.0y"]),
    ("Erfarenhet\n2015–2019 Svetsare, ABB", ["occ:svetsare 4.0y"]),
    ("Erfarenhet\n2015–2019\nSvetsare\nABB", ["occ:svetsare 4.0y"]),
    ("Erfarenhet\nSvetsare\nABB AB, Luleå\n2015–2019", ["occ:svetsare 4.0y"]),
    ("Erfarenhet\n| 2015–2019 | Svetsare | ABB |", ["occ:svetsare 4.0y"]),
    ("Erfarenhet\n2015–2019\tSvetsare\tABB", ["occ:svetsare 4.0y"]),
    ("ERFARENHET\n2015–2019 SVETSARE ABB", ["occ:svetsare 4.0y"]),
    ("Erfarenhet\nVD 2015–2019", ["occ:vd 4.0y"]),
    ("Experience\nWelder at Nurse Holding Ltd (2015-2019)", ["occ:svetsare 4.0y"]),
    ("Erfarenhet\nSvetsare 2015–2019\n- handlett sjuksköterskor och elektriker", ["occ:svetsare 4.0y"]),
    ("Erfarenhet\nSvetsare 2015–2019\n- arbetade även som elektriker", ["occ:svetsare 4.0y", "occ:elektriker"]),
    ("Erfarenhet\nSvetsare 2010–2012, elektriker 2012–2018", ["occ:svetsare 2.0y", "occ:elektriker 6.0y"]),
    ("Jag har arbetat som svetsare 2010–2012. Vill jobba som lärare.", ["occ:svetsare 2.0y", "occ:larare"]),
    ("Erfarenhet\nSvetsare 2015–2019\n- svetsning och felsökning",
     ["occ:svetsare 4.0y", "skill:svetsning", "skill:felsokning"]),
    ("Erfarenhet\nSvetsare, Svetsning i Norr AB, 2015–2019", ["occ:svetsare 4.0y"]),
    ("Utbildning\nLärare i svenska, Uppsala universitet\nSpråk: svenska", ["lang:sv"]),
    ("Kompetens\nPython, SQL, Excel – goda kunskaper", ["skill:python", "skill:sql", "skill:excel 3"]),
    ("Kompetens\n- Kommunikation\n- Problemlösningsförmåga", ["skill:kommunikation", "skill:problem"]),
    ("Skills\nStrong communication and problem-solving skills", ["skill:kommunikation 4", "skill:problem 4"]),
    ("Experience\nSkills\nLed a team of five, experience of teams", ["skill:arbetsledning"]),
    ("Legitimerad sjuksköterska sedan 2015", ["legal:sjukskoterska", "occ:sjukskoterska 9.0y"]),
    ("Certifikat\nTruckkort A+B\n\nErfarenhet\nSvetsare 2015–2019", ["skill:truck", "occ:svetsare 4.0y"]),
    ("Utbildning\nSvenska för invandrare (SFI), kurs D\n\nErfarenhet\nSvetsare 2015–2019",
     ["lang:sv 3", "lang:sv 3", "occ:svetsare 4.0y"]),
    ("Experience\n- Supervised software developers\nWelder 2015-2019", ["occ:svetsare 4.0y"]),
    ("ANSTÄLLNINGAR\n2012-     Svetsare, ABB\n2005-2012 Elektriker, ABB", ["occ:svetsare 12.0y", "occ:elektriker 7.0y"]),
    ("Nationalitet: svenska\nJag har arbetat som svetsare", ["occ:svetsare"]),
    ("Jag pratar svenska och har jobbat som svetsare", ["lang:sv", "occ:svetsare"]),
    ("4 år som svetsare, B-körkort, svenska B1", ["occ:svetsare 4.0y", "drive:B", "lang:sv 3"]),
    ("Intressen\nSvetsning\nReferenser\nEva, elektriker\nErfarenhet\nSvetsare 2015–2019", ["occ:svetsare 4.0y"]),
    ("Erfarenhet\n2016–2020 Медсестра\nSpråk: ukrainska modersmål", ["occ:sjukskoterska 4.0y", "lang:uk 6"]),
    ("Досвід роботи\nпрацював зварювальником з 2010 по 2015", ["occ:svetsare 5.0y"]),
    ("الخبرة\nعمل سائقاً\nالخبرة\n٢٠١٠ - ٢٠١٥ والمحاسب", ["occ:ekonom 5.0y"]),
    ("Mål\nAtt bli lärare\n\nErfarenhet\nSvetsare 2015–2019", ["occ:larare", "occ:svetsare 4.0y"]),
]  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), LINES)
def test_claims_of_lines(text: str, expected: list[str]) -> None:
    assert claims(text) == expected


def test_a_trade_sought_is_marked_by_its_score() -> None:
    scores = {code(m): m.score for m in read(cv_texts.ELECTRICIAN).mentions if m.kind is Kind.OCCUPATION}
    assert scores["occ:automation"] < 0.5 < scores["occ:elektriker"]


def test_a_title_without_label_is_found_by_likeness() -> None:
    (mention,) = read("Experience\nAssembly Line Worker, XYZ (2015 - 2019)").mentions
    assert (code(mention), mention.years, mention.label) == ("occ:montor", 4.0, "Assembly worker")
    assert 0.5 < mention.score < 0.8


NO_CVS = [
    cv_texts.RECIPE,
    cv_texts.POEM,
    cv_texts.ADVERT,
    "",
    " \n\t\n",
    "svetsare",
    "?!.,;",
    "x = 1\n" * 50,
    "😀" * 20,
]


@pytest.mark.parametrize("text", NO_CVS)
def test_what_is_no_cv_gives_nothing_and_says_so(text: str) -> None:
    found = read(text)
    assert found.mentions == () and found.occupations == ()
    assert found.notes == (NO_CV, NO_OCCUPATION)


DRESSED = [
    ("capitals", cv_texts.CARE_ASSISTANT.upper()),
    ("crlf", cv_texts.CARE_ASSISTANT.replace("\n", "\r\n")),
    ("wide spaces", cv_texts.CARE_ASSISTANT.replace(" ", "\u00a0")),
    ("no blank lines", cv_texts.CARE_ASSISTANT.replace("\n\n", "\n")),
]


@pytest.mark.parametrize("text", [d[1] for d in DRESSED], ids=[d[0] for d in DRESSED])
def test_dress_changes_nothing(text: str) -> None:
    assert claims(text, Kind.LANGUAGE, Kind.DRIVING_LICENCE) == ["lang:sv 5", "lang:ar 6", "lang:en 3", "drive:B"]
    assert {"occ:underskoterska", "occ:vardbitrade"} <= {c.split()[0] for c in claims(text, Kind.OCCUPATION)}


def test_a_cv_in_one_line() -> None:
    found = set(claims(" ".join(cv_texts.ELECTRICIAN.split())))
    assert {"occ:elektriker 5.6y", "skill:autocad 4", "drive:B", "drive:BE"} <= found


def test_right_to_left_marks_change_nothing() -> None:
    marked = "\u200f" + cv_texts.DRIVER_AR.replace("\n", "\u202c\n\u202b")
    assert claims(marked, Kind.LANGUAGE, Kind.OCCUPATION) == claims(
        cv_texts.DRIVER_AR, Kind.LANGUAGE, Kind.OCCUPATION
    )


HIDDEN = [
    (
        "care assistant",
        ["Amina", "Lindqvist", "Storgatan", "Boden\n", "070-123", "exempel.se", "1987", "Karin", "Öberg", "765 43"],
    ),
    ("electrician", ["Erik Sandberg", "Björkvägen", "850412"]),
    ("nurse", ["Оксана", "Коваленко", "+380", "1990", "Шевченка"]),
    ("welder", ["Іван", "Бондар"]),
    ("accountant", ["سامر", "الخطيب", "٩٤٤", "١٩٨٥", "سوري"]),
    ("driver", ["يوسف", "حداد"]),
    ("developer", ["MARIA", "PETROVA"]),
]


@pytest.mark.parametrize(("name", "hidden"), HIDDEN)
def test_who_the_person_is_is_hidden(name: str, hidden: list[str]) -> None:
    text, found = cv_texts.CVS[name], read(cv_texts.CVS[name])
    assert [h for h in hidden if h not in text] == []
    assert [h for h in hidden if h in found.text] == []


def test_the_trade_under_the_name_stays() -> None:
    assert "Undersköterska\n" in read(cv_texts.CARE_ASSISTANT).text
    assert "سائق شاحنة\n" in read(cv_texts.DRIVER_AR).text


def test_three_hundred_pages_are_cut_and_the_rest_hidden() -> None:
    text = cv_texts.CARE_ASSISTANT * 800
    found = read(text)
    assert found.notes == (CUT,)
    assert len(found.text) == len(text)
    assert not set(found.text[LONGEST:]) - {BLOCK, " ", "\n", "\t"}


def test_periods_end_today_or_in_the_latest_year() -> None:
    text = "Erfarenhet\nSvetsare 2015 – nu\nElektriker 2010–2020"
    years = [m.years for m in extractor().read(text).mentions]
    assert (years, [m.years for m in extractor().read(text, TODAY).mentions]) == ([5.0, 10.0], [9.0, 10.0])


@given(
    st.one_of(
        st.text(), st.lists(st.sampled_from([*cv_texts.CVS.values(), "\n", "Körkort: B\n", "2015–"])).map("".join)
    )
)
@settings(deadline=None, max_examples=60)
def test_any_text_is_read(text: str) -> None:
    found = read(text)
    assert len(found.text) == len(text)
    assert [(a, b) for a, b in zip(text, found.text, strict=True) if b not in (a, BLOCK)] == []
    for mention in found.mentions:
        assert 0 <= mention.start < mention.end <= len(text)
        assert BLOCK not in found.text[mention.start : mention.end]
        assert 0 < mention.score <= 1
        assert mention.section not in (CvSection.REFERENCES, CvSection.INTERESTS)
    assert [m.start for m in found.mentions] == sorted(m.start for m in found.mentions)
    assert all(0 < o.score <= 1 for o in found.occupations)
    assert read(text) == found


def test_sample_cvs_are_read_with_a_present_trade_and_languages() -> None:
    texts = [p.read_text(encoding="utf-8") for p in sorted(shared("cv-samples", "cv").rglob("*.txt"))]
    read_all = [read(t) for t in texts]
    assert sum(NO_CV in r.notes for r in read_all) == 0
    english = [r for t, r in zip(texts, read_all, strict=True) if "\nLanguages:" in t]
    assert all(any(m.kind is Kind.LANGUAGE and m.level for m in r.mentions) for r in english)


def test_wide_gaps_are_read_over() -> None:
    text = f"Erfarenhet\n2015–2019{' ' * 20_000}Svetsare\n{chr(10) * 5_000}Språk: svenska"
    assert {"occ:svetsare", "lang:sv"} <= {c.split()[0] for c in claims(text)}
    assert read(text).text == text
