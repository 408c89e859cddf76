"""An organisation's own words: asked first, and nothing else changed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kompetensnav.engine.linking.aliases import NO_ALIASES, AliasedLinker, Aliases, key_of
from kompetensnav.engine.linking.link import Why
from kompetensnav.engine.taxonomy.kinds import Kind
from tests.engine.linking.lexicon_case import linker

LINKER = linker()
PLC, CSHARP, WELDER = (LINKER.graph.find(c) for c in ("skill:plc", "skill:csharp", "occ:svetsare"))
assert PLC is not None and CSHARP is not None and WELDER is not None
ALIASES = Aliases.of({"kylkrets": PLC, "Svets-tjej": WELDER}, refused=[("elektriker", PLC)], not_asked=["teknik"])


@pytest.mark.parametrize(
    ("phrase", "concept"),
    [
        ("kylkrets", PLC),
        ("  KYLKRETS. ", PLC),
        ("kylkretsen", PLC),
        ("svets tjej", WELDER),
        ("kyla", None),
        ("kylkrets och pump", None),
        ("teknik", None),
        ("", None),
    ],
)
def test_a_phrase_means_what_was_approved_however_it_is_written(phrase: str, concept: int | None) -> None:
    assert ALIASES.meaning(phrase) == concept


def test_the_linker_answers_the_approved_meaning_first_and_says_why() -> None:
    asked = AliasedLinker(LINKER, ALIASES)
    first = asked.link("kylkrets")[0]
    assert (first.concept, first.score, first.why) == (PLC, 1.0, Why.ALIAS)
    assert asked.link("kylkrets", [Kind.OCCUPATION]) == LINKER.link("kylkrets", [Kind.OCCUPATION])
    twice = AliasedLinker(LINKER, Aliases.of({"PLC": PLC})).link("PLC", k=3)
    assert [c.concept for c in twice].count(PLC) == 1 and len(twice) <= 3


def test_what_a_phrase_does_not_mean_is_left_out() -> None:
    before = LINKER.link("C#", k=3)
    assert before[0].concept == CSHARP
    after = AliasedLinker(LINKER, Aliases.of({}, refused=[("C#", CSHARP)])).link("C#", k=3)
    assert CSHARP not in [c.concept for c in after]
    assert [c for c in after if c in before] == before[1:]


def test_a_meaning_outweighs_what_says_that_there_is_none() -> None:
    aliases = Aliases.of({"PLC": PLC}, refused=[("plc", PLC), ("plc", WELDER)], not_asked=["PLC"])
    assert (aliases.meaning("plc"), aliases.refused, aliases.not_asked) == (
        PLC,
        frozenset({("plc", WELDER)}),
        frozenset(),
    )


@given(st.text(max_size=60))
def test_no_aliases_change_nothing(phrase: str) -> None:
    assert AliasedLinker(LINKER, NO_ALIASES).link(phrase) == LINKER.link(phrase)
    assert not NO_ALIASES and NO_ALIASES.meaning(phrase) is None


@given(st.lists(st.text(max_size=20), max_size=6), st.text(max_size=20))
def test_any_phrase_that_is_known_is_found_as_it_was_written(phrases: list[str], other: str) -> None:
    aliases = Aliases.of(dict.fromkeys(phrases, PLC), not_asked=[other])
    assert all(aliases.meaning(p) == PLC for p in phrases if key_of(p))
    assert bool(aliases) == any(key_of(p) for p in (*phrases, other))
    assert aliases.longest == max((len(key_of(p).split()) for p in (*phrases, other)), default=0)
