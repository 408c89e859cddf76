"""Contact details are hidden, everything else stays, and every position stays where it was."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kompetensnav.engine.extraction.contacts import mask_contacts

HIDDEN = [
    # text, what must be gone
    ("Ring 070-123 45 67 för mer information.", "070-123 45 67"),
    ("Telefon: 0701234567", "0701234567"),
    ("Tel +46 70 123 45 67", "+46 70 123 45 67"),
    ("Nås på +46(0)70-1234567.", "+46(0)70-1234567"),
    ("Växel 0920-45 30 00", "0920-45 30 00"),
    ("Ring 08-508 270 00 dagtid", "08-508 270 00"),
    ("Ring (0920) 45 30 00", "(0920) 45 30 00"),
    ("Mobil: 070.123.45.67", "070.123.45.67"),
    ("tel. 45 30 00", "45 30 00"),
    ("Mejla anna.berg@exempel.se", "anna.berg@exempel.se"),
    ("Skriv till rekrytering@exempel.kommun.se.", "rekrytering@exempel.kommun.se"),
    ("Skriv till anna (at) exempel.se", "anna (at) exempel.se"),
    ("Se mailto:jobb@exempel.se", "jobb@exempel.se"),
    ("Kontakta Anna Berg för mer information.", "Anna Berg"),
    ("Kontakta enhetschef Anna Berg, 0920-45 30 00.", "Anna Berg"),
    ("Kontakta gärna Anna vid frågor.", "Anna"),
    ("Kontaktperson: Bo-Göran Öhman", "Bo-Göran Öhman"),
    ("Frågor om tjänsten besvaras av rekryterande chef Karin Lind.", "Karin Lind"),
    ("Upplysningar lämnas av Per von Essen.", "Per von Essen"),
    ("Information om tjänsten lämnas av\nVårdenhetschef Ali Hassan, 0920-45 30 00.", "Ali Hassan"),
    ("Ring eller mejla vår HR-specialist Eva Lund.", "Eva Lund"),
    ("Fackliga företrädare:\nVision: Ulla Ek\nKommunal: Jan Alm", "Ulla Ek"),
    ("Fackliga företrädare:\nVision: Ulla Ek\nKommunal: Jan Alm", "Jan Alm"),
    ("Anna Berg, tel 0920-45 30 00", "Anna Berg"),
    ("Contact Maria Holm for questions.", "Maria Holm"),
    ("For questions, please contact our recruiter John Smith.", "John Smith"),
    ("Personnummer 19850709-9805", "19850709-9805"),
    ("850709-9805", "850709-9805"),
    ("Samordningsnummer 850769-9805", "850769-9805"),
    # one given name, or none, beside a number
    ("Maria (enhetschef) 08-123 456 78", "Maria"),
    ("Ruth Ekman (sektionschef), 0920-12 34 56", "Ruth Ekman"),
    ("Chef: Lindqvist, Ann-Marie, 0920-12 34 56", "Lindqvist"),
    ("Chef: Lindqvist, Ann-Marie, 0920-12 34 56", "Ann-Marie"),
    ("sms:a Olle 0730-12 34 56", "Olle"),
    ("070-123 45 67 (Sven)", "Sven"),
    ("0920-45 30 00, Sofia Bergman", "Sofia Bergman"),
    ("T: 070-123 45 67, Lena", "Lena"),
    ("Jonna Norrvik is glad to tell you more: 0980-319 216.", "Jonna Norrvik"),
    ("Du når Zebo på 070-123 45 67", "Zebo"),
    ("Rektor Ø. Sørensen nås på ankn. 1234", "Ø. Sørensen"),
    ("Rektor Ø. Sørensen nås på ankn. 1234", "1234"),
    # spellings of names
    ("Please contact John O'Connor at +46 70 123 45 67", "John O'Connor"),
    ("Contact Ian McGregor.", "Ian McGregor"),
    ("Reach out to Fatima al-Hassan, fatima@firma.se", "Fatima al-Hassan"),
    ("Kontakta Mohammed Al-Rashid!", "Mohammed Al-Rashid"),
    ("Kontakta Anders Å", "Anders Å"),
    ("ÅSA ÖBERG, 0920-45 30 00", "ÅSA ÖBERG"),
    ("Kontakta BENGT PERSSON", "BENGT PERSSON"),
    ("BENGT PERSSON 070-123 45 67", "BENGT PERSSON"),
    # cues
    ("Hälsningar Kerstin", "Kerstin"),
    ("Med vänliga hälsningar\nKerstin", "Kerstin"),
    ("Välkommen med din ansökan till Mohammed Al-Rashid!", "Mohammed Al-Rashid"),
    ("Din chef blir Gunilla Bergström.", "Gunilla Bergström"),
    ("Din chef heter Gunilla Bergström.", "Gunilla Bergström"),
    ("Du möter vår enhetschef Sofia Bergman.", "Sofia Bergman"),
    ("Kontakta Siv eller Maj-Lis", "Maj-Lis"),
    ("Ring gärna Ulla-Britt, Siv eller Maj-Lis", "Siv"),
    ("Att: Karin Holm", "Karin Holm"),
    ("Skicka till Storgatan 12, Luleå, att: Zebo Qvar", "Zebo Qvar"),
    # addresses in words, and profiles
    ("anna.svensson at kommun dot se", "anna.svensson at kommun"),
    ("sven punkt svensson snabela kommun punkt se", "sven punkt svensson snabela kommun"),
    ("sven punkt svensson snabela ...", "sven punkt svensson"),
    ("Se https://www.linkedin.com/in/anna-svensson-1234", "anna-svensson-1234"),
]
KEPT = [
    "Mållön 70.000-80.000 kr i månaden",
    "Lön 28 500 kr",
    "Vi grundades 2012 och växte 2020-2024.",
    "Sista ansökningsdag 2026-03-01",
    "Sök senast den 01-02-2026",
    "Arbetstid 08-17, ibland 07:30–16:00",
    "Öppet 0800-1700",
    "972 38 Luleå",
    "Organisationsnummer 556677-8899",
    "Kontakta oss om du har frågor.",
    "Kontakta Luleå kommun för mer information.",
    "Kontakta Region Norrbotten.",
    "Läs mer på https://exempel.se/jobb/0701234567",
    "Vi söker en Enhetschef till Svartöns verkstad.",
    "Kontakta Norrlands Bemanning AB",
    "Om Nordiska Stålverken\nKontakta Nordiska Stålverken för mer information.",
    "Placering: Luleå",
    "Vecka 41, 9–12 år, 100 %",
    "Tjänsten har referensnummer 2026/123.",
    "Apply at kommun.se",
    "Butikschef Stadium Outlet",
    "Butikschef till Luleå kommun",
    "KONTAKTA OSS\nVI ERBJUDER\nKRAV OCH KVALIFIKATIONER",
    "Kontakta oss\nKrav: Körkort B, Truckkort A2",
    "Fackliga frågor: IF Metall",
]
NUMBER = "0920-45 30 00"
KEPT_BESIDE_A_NUMBER = [
    "Rimfors Mark AB, {}",
    "RIMFORS MARK AB, {}",
    "Sök hos Rimfors Mark på {}",
    "Luleå kommun, {}",
    "Region Norrbotten {}",
    "Ring växeln i Boden på {}",
    "972 38 Luleå, {}",
    "Storgatan 12, {}",
    "Tveka inte att ringa {}. Varmt välkommen!",
    "Svetsare, {}",
    "Undersköterska {}",
    "Kundtjänst {}",
    "SEKO, {}",
    "Frågor om tjänsten? Ring {}",
    "VÄLKOMMEN MED DIN ANSÖKAN! RING {}",
    "Öppettider: Måndag-Fredag 08-17, {}",
    "Org.nr 556677-8899, {}",
    "Start i Augusti, {}",
    "B-körkort. Lön 28 500 kr. {}",
    "{}\nSvetsare till Rimfors Mark",
]


@pytest.mark.parametrize(("text", "gone"), HIDDEN, ids=[f"{t[:40]} - {g}" for t, g in HIDDEN])
def test_a_contact_is_hidden(text: str, gone: str) -> None:
    masked, spans = mask_contacts(text)
    assert gone not in masked
    assert any(text[m.start : m.end] in gone or gone in text[m.start : m.end] for m in spans)


@pytest.mark.parametrize("text", KEPT)
def test_what_is_no_contact_stays(text: str) -> None:
    assert mask_contacts(text) == (text, ())


@pytest.mark.parametrize("text", KEPT_BESIDE_A_NUMBER)
def test_what_is_no_name_stays_beside_a_number(text: str) -> None:
    masked, _ = mask_contacts(text.format(NUMBER))
    assert masked == text.format("█" * len(NUMBER))


def test_an_employer_stays_beside_its_own_address() -> None:
    masked, _ = mask_contacts("Rimfors Mark, info@rimforsmark.se")
    assert masked == "Rimfors Mark, " + "█" * len("info@rimforsmark.se")


def test_the_initial_of_a_licence_is_not_taken_for_a_persons() -> None:
    masked, _ = mask_contacts("Du har körkort B. Anna nås på 070-123 45 67")
    assert masked.startswith("Du har körkort B. ████ nås")


def test_a_name_once_hidden_is_hidden_everywhere() -> None:
    masked, _ = mask_contacts("Hos oss möter du Anna Berg.\nKontakta Anna Berg.")
    assert "Anna" not in masked


PIECES = "kontakta |Anna| Berg|chef |070-123 45 67| tel |a@b.se|\n|, |█|Oss| 0920-|19850709-9805|Ring |https://x.se/|Öhman |BENGT |Å. |O'Connor|(|)|. |eller |al-|Luleå|att: | at | dot |linkedin.com/in/|söker |på |AB| och "
PARTS = st.sampled_from(PIECES.split("|"))
TEXTS = st.one_of(st.text(), st.lists(PARTS, max_size=25).map("".join))


@given(TEXTS)
def test_masking_keeps_length_and_is_idempotent(text: str) -> None:
    masked, spans = mask_contacts(text)
    assert len(masked) == len(text)
    assert mask_contacts(masked) == (masked, ())
    assert all(masked[m.start : m.end] == "█" * (m.end - m.start) for m in spans)
