"""Headings of CVs in all their dress, and which lines stand under them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kompetensnav.engine.extraction.cv_mentions import CvSection as S
from kompetensnav.engine.extraction.cv_sections import cv_heading, read_cv_lines

HEADINGS = [
    # heading, section
    ("Arbetslivserfarenhet", S.EXPERIENCE),
    ("ARBETSLIVSERFARENHET:", S.EXPERIENCE),
    ("Tidigare anställningar", S.EXPERIENCE),
    ("Work Experience", S.EXPERIENCE),
    ("Professional experience", S.EXPERIENCE),
    ("EMPLOYMENT HISTORY", S.EXPERIENCE),
    ("Arbeidserfaring", S.EXPERIENCE),
    ("Erhvervserfaring", S.EXPERIENCE),
    ("Berufserfahrung", S.EXPERIENCE),
    ("Досвід роботи", S.EXPERIENCE),
    ("ДОСВІД РОБОТИ:", S.EXPERIENCE),
    ("الخبرة العملية", S.EXPERIENCE),
    ("الخبرات", S.EXPERIENCE),
    ("1. Erfarenhet", S.EXPERIENCE),
    ("II. Work experience", S.EXPERIENCE),
    ("=== Erfarenhet ===", S.EXPERIENCE),
    ("## Erfarenhet", S.EXPERIENCE),
    ("E R F A R E N H E T", S.EXPERIENCE),
    ("■ Erfarenhet", S.EXPERIENCE),
    ("| Erfarenhet |", S.EXPERIENCE),
    ("Utbildning", S.EDUCATION),
    ("Utbildning och kurser", S.EDUCATION),
    ("Education & Training", S.EDUCATION),
    ("Utdanning", S.EDUCATION),
    ("Ausbildung", S.EDUCATION),
    ("Освіта", S.EDUCATION),
    ("Освіта та курси", S.EDUCATION),
    ("التعليم", S.EDUCATION),
    ("المؤهلات العلمية", S.EDUCATION),
    ("المؤهلات العلميه", S.EDUCATION),
    ("Kompetenser", S.SKILLS),
    ("Färdigheter", S.SKILLS),
    ("IT-kunskaper", S.SKILLS),
    ("Technical Skills", S.SKILLS),
    ("Key competencies", S.SKILLS),
    ("Ключові навички", S.SKILLS),
    ("المهارات", S.SKILLS),
    ("Språk", S.LANGUAGES),
    ("Språkkunskaper", S.LANGUAGES),
    ("Språk och körkort", S.LANGUAGES),
    ("LANGUAGE SKILLS", S.LANGUAGES),
    ("Sprachkenntnisse", S.LANGUAGES),
    ("Знання мов", S.LANGUAGES),
    ("اللغات", S.LANGUAGES),
    ("Körkort", S.LICENCES),
    ("Driving licence", S.LICENCES),
    ("Certifications", S.LICENCES),
    ("Licenser och certifikat", S.LICENCES),
    ("Водійські права", S.LICENCES),
    ("رخصة القيادة", S.LICENCES),
    ("Referenser", S.REFERENCES),
    ("References available upon request", S.REFERENCES),
    ("Рекомендації", S.REFERENCES),
    ("المراجع", S.REFERENCES),
    ("Intressen", S.INTERESTS),
    ("Fritidsintressen", S.INTERESTS),
    ("Hobbies and Interests", S.INTERESTS),
    ("Захоплення", S.INTERESTS),
    ("الهوايات", S.INTERESTS),
    ("Kontaktuppgifter", S.CONTACT),
    ("Curriculum Vitae", S.CONTACT),
    ("السيرة الذاتية", S.CONTACT),
    ("Profil", S.SUMMARY),
    ("About me", S.SUMMARY),
    ("Mål", S.SUMMARY),
    ("Про себе", S.SUMMARY),
    ("نبذة عني", S.SUMMARY),
    ("Övrigt", S.OTHER),
    # no headings
    ("Svetsare", None),
    ("Erfarenhet av svetsning i rostfritt", None),
    ("Jag har lång erfarenhet", None),
    ("Education and a long life with much else in it", None),
    ("", None),
    ("---", None),
    ("2015–2019", None),
]


@pytest.mark.parametrize(("words", "section"), HEADINGS)
def test_headings(words: str, section: S | None) -> None:
    assert cv_heading(words) is section


LINES = [
    # text, section of its last line
    ("Svetsare", S.SUMMARY),
    ("Erfarenhet\nSvetsare", S.EXPERIENCE),
    ("Erfarenhet\n-----\n\nSvetsare", S.EXPERIENCE),
    ("Språk: svenska", S.LANGUAGES),
    ("Språk: svenska,\nengelska", S.LANGUAGES),
    ("Språk: svenska\n\nSvetsare", S.SUMMARY),
    ("Erfarenhet\nSpråk: svenska\n\nSvetsare", S.EXPERIENCE),
    ("Språk\tsvenska\nSvetsare\tABB", S.SUMMARY),
    ("| Språk | svenska |\n| 2015–2019 | Svetsare |", S.SUMMARY),
    ("Språk   svenska", S.LANGUAGES),
    ("Språk – svenska", S.LANGUAGES),
    ("Kunskaper\n- Utbildning", S.SKILLS),
    ("Kunskaper\n- Utbildning:", S.EDUCATION),
    ("• ERFARENHET\nSvetsare", S.EXPERIENCE),
    ("Erfarenhet\r\nSvetsare", S.EXPERIENCE),
    ("Мови: українська", S.LANGUAGES),
    ("اللغات: العربية", S.LANGUAGES),
]


@pytest.mark.parametrize(("text", "section"), LINES)
def test_lines_stand_under_their_heading(text: str, section: S) -> None:
    assert read_cv_lines(text)[-1].section is section


def test_an_inline_heading_leaves_its_content_as_body() -> None:
    line = read_cv_lines("  Språk:  svenska, engelska")[0]
    assert "  Språk:  svenska, engelska"[line.body : line.end] == "svenska, engelska"
    assert not line.heading


@pytest.mark.parametrize(
    ("heading", "wished"),
    [("Mål", True), ("Objective", True), ("Мета", True), ("الهدف الوظيفي", True), ("Profil", False)],
)
def test_headings_of_wishes(heading: str, wished: bool) -> None:
    assert read_cv_lines(f"{heading}\nSvetsare")[-1].wished is wished


@given(st.text())
def test_lines_cover_any_text(text: str) -> None:
    lines = read_cv_lines(text)
    assert "\n".join(text[line.start : line.end] for line in lines) == "\n".join(
        x.rstrip() for x in text.split("\n")
    )
    assert all(line.start <= line.body <= line.end or line.start == line.end for line in lines)
