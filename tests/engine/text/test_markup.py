"""HTML to text that keeps lines and lists."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kompetensnav.engine.text.markup import strip_html

ROWS = [
    ("<p>Krav:</p><ul><li>B-körkort</li><li>Svenska</li></ul>", "Krav:\n\n- B-körkort\n- Svenska"),
    ("Rad ett<br>Rad två<br/>Rad tre", "Rad ett\nRad två\nRad tre"),
    ("<b>Om&nbsp;oss</b> &amp; dig", "Om\xa0oss & dig"),
    ("<script>alert('x')</script><style>p{}</style>Hej", "Hej"),
    ("<h2>Om dig</h2>Du svetsar.", "Om dig\nDu svetsar."),
    ("Vanlig text\nmed rader", "Vanlig text\nmed rader"),
    ("R&amp;D", "R&D"),
    ("3 < 5 och 5 > 3", "3 < 5 och 5 > 3"),
    ("<p>Oavslutad <b>text", "Oavslutad text"),
    ("", ""),
]


@pytest.mark.parametrize(("html", "text"), ROWS)
def test_html_becomes_lines(html: str, text: str) -> None:
    assert strip_html(html) == text


@given(st.text(alphabet="<>/pbr li&;amp! \n-\"'=x"))
def test_any_text_is_accepted(text: str) -> None:
    strip_html(text)
