"""Adverts as they also come: in capitals, without stops, as tables and bullets, in several languages."""

import pytest

from kompetensnav.engine.extraction.mentions import Extraction, Polarity
from tests.engine.extraction.test_occupations import _graph, _groups, _read

PLAIN = "Vi söker en undersköterska till hemtjänsten. B-körkort krävs. Svenska i tal och skrift är ett krav."


def _asked(found: Extraction) -> dict[str, str]:
    asked = [m for m in found.mentions if m.polarity in (Polarity.MUST, Polarity.MERIT)]
    return {_graph().id(m.concept): m.polarity.value for m in asked}


@pytest.mark.parametrize(
    ("headline", "text"),
    [
        ("UNDERSKÖTERSKA TILL HEMTJÄNSTEN", PLAIN.upper()),
        ("Undersköterska", PLAIN.replace(".", "")),
        ("Undersköterska", "| Krav | B-körkort |\n| Krav | Svenska i tal och skrift |\n| Plats | hemtjänsten |"),
        ("Undersköterska", "Krav\t\tB-körkort\nKrav\t\tSvenska i tal och skrift"),
        ("Undersköterska", "Krav:\n• B-körkort\n• • Svenska i tal och skrift\n•\n•\n• hemtjänst"),
        ("Undersköterska / Assistant nurse", PLAIN + "\n\nWe are looking for an assistant nurse. Elderly care."),
        ("Undersköterska", PLAIN + "\nمطلوب ممرضة مساعدة للعمل في رعاية المسنين"),
        ("\u202bUndersköterska\u202c", PLAIN),
        ("🌟 Undersköterska 🌟", PLAIN.replace(" ", "  \u00a0")),
    ],
    ids=["capitals", "no stops", "table", "tabs", "bullets", "two languages", "right to left", "marks", "signs"],
)
def test_the_same_is_read(headline: str, text: str) -> None:
    found = _read(headline, text)
    assert _groups(found)[0] == "5321"
    asked = _asked(found)
    assert asked["drive:B"] == "must"
    assert asked["lang:sv"] == "must"


def test_nothing_is_read_of_right_to_left_text_without_known_titles() -> None:
    found = _read("إعلان", "هذا نص قصير عن الطقس والبحر")
    assert found.occupations == ()
    assert found.mentions == ()


def test_one_long_line_of_words_is_read_to_its_end() -> None:
    found = _read("Svetsare", "ord " * 3000 + "Krav: B-körkort.")
    assert _groups(found)[0] == "7212"
    assert "drive:B" in _asked(found)
