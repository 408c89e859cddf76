"""Swedish, English or another language."""

import pytest

from kompetensnav.engine.text.language import detect_language, language_of

ROWS = [
    ("Vi söker dig som vill arbeta med svetsning och har körkort.", "sv"),
    ("We are looking for a welder with experience of the trade.", "en"),
    ("Vi søker deg som er glad i å jobbe og har lyst til å lære mer om faget ikke minst", "other"),
    ("Wir suchen eine Person die mit uns arbeitet und nicht nur für das Geld kommt", "other"),
    ("Etsimme sinua joka on kokenut ja haluaa tehdä työ meille se ei ole vaikeaa", "other"),
    ("Ми шукаємо зварника з досвідом роботи", "other"),
    ("نبحث عن لحام ذي خبرة", "other"),
    ("Svetsare", "sv"),
    ("Head of the team", "en"),
    ("", "sv"),
    ("12345 !!! 🙂", "sv"),
]


@pytest.mark.parametrize(("text", "language"), ROWS)
def test_language_by_small_words_and_script(text: str, language: str) -> None:
    assert detect_language(text) == language


CODES = [
    ("Vi söker dig som vill arbeta med svetsning och har körkort.", "sv"),
    ("Jeg har arbeidet som sveiser og er glad i å jobbe ikke minst for deg", "da-no"),
    ("Ich bin Elektriker und arbeite nicht mit der Firma für die ich lerne", "de"),
    ("Зварювальник, досвід роботи", "uk"),
    ("Сварщик, опыт работы в цехе, объекты", "ru"),
    ("محاسب في شركة النور", "ar"),
    ("حسابدار با تجربه در پروژه‌ها و گزارش", "fa"),
    ("電気技師", "other"),
    ("", "sv"),
]


@pytest.mark.parametrize(("text", "language"), CODES)
def test_codes_of_further_languages(text: str, language: str) -> None:
    assert language_of(text) == language
