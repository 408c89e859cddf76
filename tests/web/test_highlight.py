"""Marks in the text of an advert: overlaps, lines, and that nothing that was pasted becomes HTML."""

import re

import pytest

from kompetensnav.apps.needs.models import Requirement
from kompetensnav.web.needs.highlight import Mark, highlighted, line_of, lines_in, resolved

pytestmark = pytest.mark.usefixtures("english")


@pytest.fixture
def english():
    from django.utils import translation

    with translation.override("en"):
        yield


def _row(number, text, *phrases, kind=1, **fields):
    spans = [[text.index(p), text.index(p) + len(p)] for p in phrases]
    return Requirement(number=number, kind=kind, asked=fields.pop("asked", 0), spans=spans, **fields)


def _html(text, *rows, facts=None, headline_end=0):
    return "\n".join(
        f"{b.kind}: {line}" for b in highlighted(text, headline_end, rows, facts or {}) for line in b.lines
    )


def _pieces(text, *spans):
    marks = [(start, end, Mark("m-must", name, "#")) for start, end, name in spans]
    return [(text[p.start : p.end], p.mark.label) for p in resolved(marks, text)]


def test_a_mark_is_a_link_to_its_row_that_says_its_kind_to_those_who_do_not_see_it():
    text = "Du har truckkort."
    html = _html(text, _row(4, text, "truckkort"))
    assert '<a class="m m-must" data-k="must 4" href="#requirement-4">truckkort' in html
    assert '<span class="hidden-text"> (must 4)</span>' in html


@pytest.mark.parametrize(
    ("fields", "style", "label"),
    [
        ({"asked": 1}, "m m-merit", "merit 1"),
        ({"kind": 2}, "m m-lang", "language 1"),
        ({"kind": 3}, "m m-lic", "licence 1"),
        ({"kind": 4}, "m m-lic", "licence 1"),
        ({"kind": 0}, "m m-must", "occupation 1"),
        ({"kind": 1, "unsure": True}, "m m-must m-unk", "unsure 1"),
    ],
)
def test_the_style_says_the_kind(fields, style, label):
    html = _html("abc", _row(1, "abc", "abc", **fields))
    assert f'class="{style}" data-k="{label}"' in html


def test_what_was_pasted_is_never_html():
    text = '<script>alert("x")</script> & <b onclick=1>svets</b>'
    html = _html(text, _row(1, text, "onclick=1>svets"), headline_end=0)
    assert "<script" not in html and "<b " not in html
    assert "&lt;script&gt;alert(&quot;x&quot;)&lt;/script&gt; &amp;" in html
    assert "onclick=1&gt;svets" in html


def test_of_nested_spans_the_shorter_keeps_its_words_and_the_longer_gets_the_rest():
    text = "legitimerad sjuksköterska"
    assert _pieces(text, (0, 25, "licence"), (12, 25, "occupation")) == [
        ("legitimerad", "licence"),
        ("sjuksköterska", "occupation"),
    ]


def test_spans_that_overlap_in_part_share_the_text_without_repeating_it():
    text = "industriellt underhåll och reparation"
    found = _pieces(text, (0, 22, "a"), (13, 37, "b"))
    assert "".join(words.replace(" ", "") for words, _ in found) == text.replace(" ", "")
    assert {label for _, label in found} == {"a", "b"}


def test_a_span_over_two_lines_becomes_a_mark_in_each():
    assert _pieces("svets\noch lod", (0, 13, "a")) == [("svets", "a"), ("och lod", "a")]


@pytest.mark.parametrize("span", [(-5, 3), (0, 999), (5, 2), (3, 3)])
def test_spans_outside_the_text_do_no_harm(span):
    assert _pieces("abc def", (*span, "a")) in ([], [("abc def", "a")], [("abc", "a")])


def test_lines_lists_and_headings_stay():
    text = "Svetsare sökes\n\nVi vill att du\n- kan svetsa\n• har truckkort\n\nEn rad.\nEn till.\n\nAnsök senast: fredag"
    html = _html(text, headline_end=len("Svetsare sökes"))
    assert html.splitlines() == [
        "heading: Svetsare sökes",
        "subheading: Vi vill att du",
        "list: kan svetsa",
        "list: har truckkort",
        "paragraph: En rad.",
        "paragraph: En till.",
        "paragraph: Ansök senast: fredag",
    ]


def test_a_hidden_contact_detail_is_a_short_bar_and_a_word():
    html = _html("Ring " + "█" * 60 + " nu")
    assert html.count("█") == 10
    assert "[hidden]" in html and re.search(r'aria-hidden="true">█+<', html)


def test_removed_requirements_have_no_mark_and_facts_have_thin_ones():
    text = "Fyra svetsare till Boden"
    removed = _row(1, text, "svetsare", removed=True)
    html = _html(text, removed, facts={"place": [[19, 24]], "positions": [[0, 4]], "odd": [[0, 3]]})
    assert "requirement-1" not in html
    assert 'class="m m-fact" data-k="place" href="#fact-place">Boden' in html


def test_lines_are_counted_as_they_are_seen():
    text = "ett\n\ntvå\n   \ntre"
    assert [line_of(text, text.index(w)) for w in ("ett", "två", "tre")] == [1, 2, 3]
    assert lines_in(text) == 3


@pytest.mark.parametrize("text", ["", "\n\n\n", "█", "\u200f\u202eabc", "a\tb"])
def test_any_text_is_shown(text):
    _html(text)


def test_a_long_text_with_many_marks_is_quick():
    text = "svets och lod\n" * 7_000
    spans = [(i * 14, i * 14 + 5, Mark("m-must", "a", "#")) for i in range(300)]
    assert len(resolved(spans, text)) == 300
