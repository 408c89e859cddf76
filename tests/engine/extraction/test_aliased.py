"""Approved corrections applied to what was read: only what they speak of changes, and once is enough."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kompetensnav.engine.extraction.aliased import LEFT_OUT, aliased
from kompetensnav.engine.extraction.mentions import Extraction
from kompetensnav.engine.linking.aliases import NO_ALIASES, Aliases, key_of
from kompetensnav.engine.taxonomy.graph import TaxonomyGraph
from tests.engine.extraction.advert_case import LABELS, extractor

GRAPH: TaxonomyGraph = extractor().graph
WORDS = "Du har kylkrets kylkretsen PLC styrsystem Svetsare elektriker testa är krav meriterande teknik B-körkort"


def concept(id_: str) -> int:
    found = GRAPH.find(id_)
    assert found is not None
    return found


def corrected(text: str, headline: str = "", **said: object) -> Extraction:
    meanings = {phrase: concept(id_) for phrase, id_ in said.get("means", {}).items()}  # type: ignore[attr-defined]
    refused = [(phrase, concept(id_)) for phrase, id_ in said.get("not_meant", {}).items()]  # type: ignore[attr-defined]
    aliases = Aliases.of(meanings, refused, said.get("not_asked", ()))  # type: ignore[arg-type]
    return aliased(extractor().extract(headline, text), aliases, GRAPH)


def read(extraction: Extraction) -> list[tuple[str, str, str]]:
    """(words, id of the concept, polarity) by place."""
    return [(extraction.text[m.start : m.end], GRAPH.id(m.concept), m.polarity.value) for m in extraction.mentions]


RULES = [
    # text, what was said, what is read
    ("Vi kräver kylkrets.", {"means": {"kylkrets": "skill:hydraulik"}}, [("kylkrets", "skill:hydraulik", "must")]),
    (
        "Meriterande är att du arbetat med kylkretsen.",
        {"means": {"kylkrets": "skill:hydraulik"}},
        [("kylkretsen", "skill:hydraulik", "merit")],
    ),
    ("PLC är ett krav.", {"means": {"PLC": "skill:styrsystem"}}, [("PLC", "skill:styrsystem", "must")]),
    (
        "PLC-programmering är ett krav.",
        {"means": {"PLC": "skill:styrsystem"}},
        [("PLC-programmering", "skill:plc", "must")],
    ),
    ("PLC är ett krav.", {"not_asked": ["plc"]}, []),
    ("PLC är ett krav.", {"not_meant": {"PLC": "skill:plc"}}, []),
    ("PLC är ett krav.", {"not_meant": {"PLC": "skill:sql"}}, [("PLC", "skill:plc", "must")]),
    # the stemmer joins what is only derived from one another
    ("Du ska testa.", {"means": {"testare": "occ:testare"}}, []),
    # words of two sentences are no phrase
    ("Vi kräver kyla. Krets finns.", {"means": {"kyla krets": "skill:hydraulik"}}, []),
]


@pytest.mark.parametrize(("text", "said", "expected"), RULES, ids=[r[0] for r in RULES])
def test_approved_corrections_are_applied(
    text: str, said: dict[str, object], expected: list[tuple[str, str, str]]
) -> None:
    assert read(corrected(text, **said)) == expected


def test_what_is_left_out_is_told_once_with_its_words() -> None:
    found = corrected("PLC är ett krav. Vi kräver PLC och SQL.", not_asked=["plc"])
    assert found.notes == ("no-occupation", f"{LEFT_OUT}PLC")
    assert [c for _, c, _ in read(found)] == ["skill:sql"]


def test_an_occupation_read_by_the_organisation_s_words_is_the_need_s() -> None:
    assert corrected("Vi söker dig.", "Kyltjej till Boden").occupations == ()
    found = corrected("Vi söker dig.", "Kyltjej till Boden", means={"kyltjej": "occ:elektriker"})
    assert [GRAPH.id(o.concept) for o in found.occupations] == ["occ:elektriker"]
    assert "no-occupation" not in found.notes


def test_an_occupation_whose_words_mean_another_gives_way() -> None:
    found = corrected("Vi söker en svetsare.", "Svetsare till Boden", means={"svetsare": "occ:industrielektriker"})
    assert [GRAPH.id(o.concept) for o in found.occupations] == ["occ:industrielektriker"]
    assert "occ:svetsare" not in {GRAPH.id(s.concept) for s in found.suggestions}
    skill = corrected("Vi söker en svetsare.", "Svetsare till Boden", means={"svetsare": "skill:svetsning"})
    assert "occ:svetsare" not in {GRAPH.id(o.concept) for o in skill.occupations}


def test_a_level_stays_where_the_words_keep_their_kind() -> None:
    text = "Vi kräver mycket goda kunskaper i PLC."
    [before] = extractor().extract("", text).mentions
    [same] = corrected(text, means={"PLC": "skill:styrsystem"}).mentions
    [other] = corrected(text, means={"PLC": "lang:en"}).mentions
    assert before.level is not None and (same.level, other.level) == (before.level, None)


texts = st.lists(st.sampled_from([*WORDS.split(), ".", "\n", ","]), max_size=25).map(" ".join)
concepts = st.sampled_from([row[0] for row in LABELS]).map(concept)
phrases = st.lists(st.sampled_from(WORDS.split()), min_size=1, max_size=3).map(" ".join)
alias_sets = st.builds(
    Aliases.of,
    st.dictionaries(phrases, concepts, max_size=4),
    st.lists(st.tuples(phrases, concepts), max_size=3),
    st.lists(phrases, max_size=3),
)


@settings(max_examples=150, deadline=None)
@given(text=texts, headline=texts)
def test_no_aliases_change_nothing(text: str, headline: str) -> None:
    found = extractor().extract(headline, text)
    assert aliased(found, NO_ALIASES, GRAPH) == found
    assert aliased(found, Aliases.of({"finns inte här": concept("skill:plc")}), GRAPH) == found


@settings(max_examples=150, deadline=None)
@given(text=texts, headline=texts, aliases=alias_sets)
def test_applied_twice_is_applied_once(text: str, headline: str, aliases: Aliases) -> None:
    once = aliased(extractor().extract(headline, text), aliases, GRAPH)
    assert aliased(once, aliases, GRAPH) == once


@settings(max_examples=150, deadline=None)
@given(text=texts, aliases=alias_sets)
def test_mentions_stand_in_order_and_nothing_refused_is_left(text: str, aliases: Aliases) -> None:
    found = aliased(extractor().extract("", text), aliases, GRAPH)
    assert list(found.mentions) == sorted(found.mentions, key=lambda m: (m.start, -m.end, m.kind, m.concept))
    said = {(key_of(found.text[m.start : m.end]), m.concept) for m in found.mentions}
    assert said.isdisjoint(aliases.refused)
    assert aliases.not_asked.isdisjoint(key for key, _ in said)
