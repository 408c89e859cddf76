"""Periods, grades, negation, licences and education levels in the words of CVs: the tables of rules."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kompetensnav.engine.extraction.cv_levels import (
    is_lacking,
    language_levels,
    skill_grade_after,
    skill_grade_before,
)
from kompetensnav.engine.extraction.cv_periods import ascii_digits, latest, periods, years_said
from kompetensnav.engine.taxonomy.kinds import Kind
from tests.engine.extraction.cv_case import claims

NOW = (2024, 6)
PERIODS = [
    # text, begin, finish (None: not over), years until June 2024
    ("2015–2019", (2015, 0), (2019, 0), 4.0),
    ("2015 - 2019", (2015, 0), (2019, 0), 4.0),
    ("2015-16", (2015, 0), (2016, 0), 1.0),
    ("2019 - 2019", (2019, 0), (2019, 0), 0.5),
    ("mars 2020 - pågående", (2020, 3), None, 4.3),
    ("2018 - present", (2018, 0), None, 6.0),
    ("(2017 – nu)", (2017, 0), None, 7.0),
    ("2020-nuvarande", (2020, 0), None, 4.0),
    ("2018 -", (2018, 0), None, 6.0),
    ("sedan 2018", (2018, 0), None, 6.0),
    ("since May 2018", (2018, 5), None, 6.2),
    ("Jan 2019 – Dec. 2020", (2019, 1), (2020, 12), 2.0),
    ("03/2015 - 06/2018", (2015, 3), (2018, 6), 3.3),
    ("2015-03 – 2017-06", (2015, 3), (2017, 6), 2.3),
    ("01.09.2014 - 31.12.2016", (2014, 9), (2016, 12), 2.3),
    ("2015 till 2019", (2015, 0), (2019, 0), 4.0),
    ("2015 to 2019", (2015, 0), (2019, 0), 4.0),
    ("oktober 2012 til mai 2014", (2012, 10), (2014, 5), 1.7),
    ("März 2015 bis heute", (2015, 3), None, 9.3),
    ("з 2016 по 2020", (2016, 0), (2020, 0), 4.0),
    ("вересень 2016 — серпень 2020", (2016, 9), (2020, 8), 4.0),
    ("09.2014–по теперішній час", (2014, 9), None, 9.8),
    ("2016 р. – 2018 р.", (2016, 0), (2018, 0), 2.0),
    ("٢٠١٥ - ٢٠١٩", (2015, 0), (2019, 0), 4.0),
    ("من 2015 إلى 2019", (2015, 0), (2019, 0), 4.0),
    ("مارس 2018 - حتى الآن", (2018, 3), None, 6.3),
    ("منذ ٢٠١٨", (2018, 0), None, 6.0),
    ("ABB, 2012", None, (2012, 0), None),
]


@pytest.mark.parametrize(("text", "begin", "finish", "years"), PERIODS)
def test_periods(
    text: str, begin: tuple[int, int] | None, finish: tuple[int, int] | None, years: float | None
) -> None:
    (period,) = periods(text)
    assert (period.begin, period.finish, period.years(NOW)) == (begin, finish, years)


@pytest.mark.parametrize(
    "text", ["2019–2015", "1234-5678", "15-19", "08-12 34 56", "kl 10-12", "", "50 000 – 60 000"]
)
def test_what_is_no_period(text: str) -> None:
    assert [p for p in periods(text) if p.begin is not None] == []


def test_now_is_today_or_the_latest_year_of_the_text() -> None:
    assert latest("2015–2019, ٢٠٢١", date(2024, 6, 1)) == (2024, 6)
    assert latest("2015–2019, ٢٠٢١", None) == (2021, 0)
    assert latest("", None) == latest("x", None)


YEARS = [
    ("5 års erfarenhet av svetsning", 5.0),
    ("över tio års erfarenhet", 10.0),
    ("3+ years of experience", 3.0),
    ("4 år som snickare", 4.0),
    ("18 months of experience", 1.5),
    ("досвід роботи 7 років", 7.0),
    ("خبرة ٥ سنوات", 5.0),
    ("خبرة سنتين", 2.0),
    ("32 years old with experience", None),
    ("5 år i Sverige", None),
    ("erfarenhet av svetsning", None),
]


@pytest.mark.parametrize(("text", "years"), YEARS)
def test_years_said_in_words(text: str, years: float | None) -> None:
    found = years_said(text, 0, len(text))
    assert (found[0] if found else None) == years


LANGUAGES = [
    # line with each language in brackets, levels
    ("<Svenska>: modersmål, <engelska> – C1", [6, 5]),
    ("Fluent in <Korean> and <English>.", [5, 5]),
    ("<English> (fluent), <French> (intermediate)", [5, 3]),
    ("<Svenska> och <engelska>, flytande", [5, 5]),
    ("<Svenska>, <engelska> B2", [None, 4]),
    ("<Svenska>, <engelska> och <tyska> på B1-nivå", [3, 3, 3]),
    ("Flytande <svenska>, <engelska> (B2)", [5, 4]),
    ("Goda kunskaper i <svenska> och <engelska>", [4, 4]),
    ("<Arabiska> | Modersmål", [6]),
    ("<Engelska>\tGoda kunskaper (B1)", [3]),
    ("<English>  C1 C1 B2 B2 B1", [3]),
    ("<Svenska> B1-B2", [3]),
    ("<Svenska> (SFI D)", [3]),
    ("<Engelska> 4/5", [4]),
    ("<Engelska> 8/10", [4]),
    ("<Engelska> ★★★☆☆", [3]),
    ("<Tyska>: grundläggande", [2]),
    ("<Spanska> nybörjare", [1]),
    ("<Norsk>: morsmål", [6]),
    ("<Deutsch>: Muttersprache", [6]),
    ("<Engelsk> flydende", [5]),
    ("<Українська> — рідна, <англійська> — В1", [6, 3]),
    ("<українська> (рідна), <російська> (вільно)", [6, 5]),
    ("<Польська>: базовий рівень", [2]),
    ("<العربية>: اللغة الأم", [6]),
    ("<العربية> (اللغة الأم)، <الكردية> (بطلاقة)، <السويدية> A2", [6, 5, 2]),
    ("<الإنجليزية>: جيد جداً", [5]),
    ("<السويدية>: مبتدئ", [1]),
    ("<Svenska>, <engelska>", [None, None]),
]


@pytest.mark.parametrize(("marked", "levels"), LANGUAGES)
def test_levels_of_languages(marked: str, levels: list[int | None]) -> None:
    line, spans = "", []
    for part in marked.split("<"):
        name, bracket, rest = part.partition(">")
        if bracket:
            spans.append((len(line), len(line) + len(name)))
        line += name + rest
    assert language_levels(line, spans) == levels


AFTER = [
    ("Excel – mycket goda kunskaper", 4),
    ("Excel (avancerad), Word", 4),
    ("Excel: grundläggande", 2),
    ("Excel | expert", 5),
    ("Excel 3/5", 3),
    ("Excel ●●●●○", 4),
    ("Excel – впевнений користувач", 3),
    ("Excel: متقدم", 4),
    ("Excel, Word", None),
    ("Excel good teams", None),
    ("Excel", None),
]


@pytest.mark.parametrize(("text", "level"), AFTER)
def test_a_grade_behind_a_skill(text: str, level: int | None) -> None:
    assert skill_grade_after(text, len("Excel"), len(text)) == level


BEFORE = [
    ("Strong leadership and ", 4),
    ("Stark ", 4),
    ("Goda kunskaper i ", 3),
    ("Skicklig i användning av ", 3),
    ("Familiarity with ", 2),
    ("Expert in ", 5),
    ("PLC (avancerad), ", None),
    ("Excel – goda kunskaper, ", None),
    ("Strong teams. ", None),
    ("", None),
]


@pytest.mark.parametrize(("before", "level"), BEFORE)
def test_a_grade_before_a_skill(before: str, level: int | None) -> None:
    assert skill_grade_before(before + "X", 0, len(before)) == level


LACKING = [
    ("inget ", "körkort", "", True),
    ("Saknar giltigt ", "körkort", "", True),
    ("utan ", "körkort", "", True),
    ("No valid ", "driving licence", "", True),
    ("I do not have a ", "driving licence", "", True),
    ("no experience of ", "welding", "", True),
    ("ingen erfarenhet av ", "svetsning", "", True),
    ("не маю ", "водійських прав", "", True),
    ("без досвіду роботи з ", "Excel", "", True),
    ("لا أملك ", "رخصة قيادة", "", True),
    ("", "Körkort", ": nej", True),
    ("", "Driving licence", ": None", True),
    ("", "Права", ": немає", True),
    ("Övningskör för ", "körkort", "", True),
    ("Tar just nu ", "körkort", "", True),
    ("", "B-körkort", "", False),
    ("", "Körkort", ": ja", False),
    ("inte bara ", "svetsning", "", False),
    ("not only ", "welding", "", False),
    ("Ensured no defects in ", "welding", "", False),
    ("pratar svenska och har ", "körkort", "", False),
    ("No children. ", "Welding", "", False),
]


@pytest.mark.parametrize(("before", "words", "after", "lacking"), LACKING)
def test_what_a_person_lacks(before: str, words: str, after: str, lacking: bool) -> None:
    assert is_lacking(before + words + after, len(before), len(before + words)) is lacking


LICENCES = [
    ("Körkort\nB", ["drive:B"]),
    ("KÖRKORT: B, BE, C", ["drive:B", "drive:BE", "drive:C"]),
    ("Körkort: ja", ["drive:B"]),
    ("Körkort", ["drive:B"]),
    ("Körkort: nej", ["not drive:B"]),
    ("B-körkort och YKB", ["drive:B", "drive:YKB"]),
    ("Körkort B, C, CE, YKB", ["drive:B", "drive:C", "drive:CE", "drive:YKB"]),
    ("inget körkort", ["not drive:B"]),
    ("Driving licence: category B", ["drive:B"]),
    ("No driving licence", ["not drive:B"]),
    ("Førerkort klasse B", ["drive:B"]),
    ("Führerschein Klasse B, C", ["drive:B", "drive:C"]),
    ("Kørekort: B", ["drive:B"]),
    ("Водійські права категорії В, С", ["drive:B", "drive:C"]),
    ("Водійське посвідчення: B", ["drive:B"]),
    ("Не маю водійських прав", ["not drive:B"]),
    ("رخصة قيادة فئة B, C", ["drive:B", "drive:C"]),
    ("لدي رخصة قيادة", ["drive:B"]),
    ("Certifieringar\nB", []),
    ("Referenser\nB-körkort", []),
]


@pytest.mark.parametrize(("text", "expected"), LICENCES)
def test_driving_licences(text: str, expected: list[str]) -> None:
    assert claims(f"Jag har arbetat som svetsare 2015–2019.\n\n{text}", Kind.DRIVING_LICENCE) == expected


EDUCATION = [
    ("Kandidatexamen i kemiteknik, Uppsala universitet", ["edu:5"]),
    ("Bachelor's Degree in Engineering, 2012", ["edu:5"]),
    ("Master of Science in Physics", ["edu:5"]),
    ("MSc in Physics", ["edu:5"]),
    ("MBA, Harvard", ["edu:5"]),
    ("Gymnasieutbildning", ["edu:3"]),
    ("Vård- och omsorgsprogrammet, Björknäsgymnasiet", ["edu:3"]),
    ("High School Diploma, Los Angeles High School", ["edu:3"]),
    ("Los Angeles High School", []),
    ("Doktorsexamen", ["edu:6"]),
    ("Повна вища освіта, бакалавр", ["edu:5", "edu:5"]),
    ("Диплом магістра", ["edu:5"]),
    ("Молодший спеціаліст", ["edu:5"]),
    ("Загальна середня освіта", ["edu:3"]),
    ("Професійно-технічна освіта", ["edu:3"]),
    ("بكالوريوس في المحاسبة", ["edu:5"]),
    ("ماجستير", ["edu:5"]),
    ("الثانوية العامة", ["edu:3"]),
    ("دكتوراه", ["edu:6"]),
    ("Scrum Master", ["edu:5"]),  # under "Utbildning" alone; see below
]


@pytest.mark.parametrize(("line", "expected"), EDUCATION)
def test_education_levels(line: str, expected: list[str]) -> None:
    assert claims(f"Utbildning\n{line}\n\nErfarenhet\nSvetsare 2015–2019", Kind.EDUCATION_LEVEL) == expected


def test_a_master_at_work_is_no_degree() -> None:
    assert claims("Erfarenhet\nScrum Master, ABB 2015–2019\nSpråk: svenska", Kind.EDUCATION_LEVEL) == []


@given(st.text())
def test_any_text_has_periods_and_levels(text: str) -> None:
    for period in periods(text):
        assert 0 <= period.start < period.end <= len(text)
        assert (period.years(NOW) or 0.0) >= 0
    assert len(ascii_digits(text)) == len(text)
    assert len(language_levels(text, [])) == 0
    is_lacking(text, len(text) // 2, len(text))
    skill_grade_after(text, 0, len(text))
