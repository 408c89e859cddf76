"""One phrase to concepts."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kompetensnav.engine.linking.link import Why
from kompetensnav.engine.taxonomy.kinds import Kind
from kompetensnav.engine.text.normalise import fold, tokenise
from tests.engine.linking.lexicon_case import linker

LINKER = linker()

RULES = [
    # phrase, concept, why
    ("Industrielektriker", "occ:industrielektriker", Why.PREFERRED),
    ("  INDUSTRIELEKTRIKER ", "occ:industrielektriker", Why.PREFERRED),
    ("Driftelektriker", "occ:industrielektriker", Why.ALTERNATIVE),
    ("industrielektrikern", "occ:industrielektriker", Why.ENDING),
    ("sjuksköterskor", "occ:sjukskoterska", Why.ENDING),
    ("Erfaren svetsare sökes", "occ:svetsare", Why.INSIDE),
    ("truckmekaniker", "occ:mekaniker", Why.HEAD),
    ("industrielecktriker", "occ:industrielektriker", Why.SPELLING),
    ("PLC programmering", "skill:plc", Why.PREFERRED),
    ("C#", "skill:csharp", Why.PREFERRED),
    ("welder", "occ:svetsare", Why.PREFERRED),
]


@pytest.mark.parametrize(("phrase", "concept", "why"), RULES, ids=[r[0].strip() for r in RULES])
def test_a_phrase_leads_to_its_concept_and_says_why(phrase: str, concept: str, why: Why) -> None:
    best = LINKER.link(phrase)[0]
    assert (LINKER.graph.id(best.concept), best.why) == (concept, why)


@pytest.mark.parametrize("phrase", ["", "   ", "🙂", "!!!", "xylofonvirtuos", "quantum gravity"])
def test_a_phrase_with_nothing_near_is_unmatched(phrase: str) -> None:
    assert LINKER.link(phrase) == []


def test_kinds_and_languages_limit_what_counts() -> None:
    assert [c.concept for c in LINKER.link("svetsning", [Kind.OCCUPATION], k=1)] != [
        LINKER.graph.find("skill:svetsning")
    ]
    assert LINKER.link("welder", languages=["sv"], floor=0.9) == []


def test_a_misspelt_word_gets_suggestions_where_it_gets_no_match() -> None:
    near = LINKER.nearest("elmotnör", [Kind.OCCUPATION])
    assert "Elektriker" in [LINKER.graph.label(c.concept) for c in near]


@given(st.text(max_size=80))
def test_any_phrase_gives_scores_that_fall_and_never_an_exception(phrase: str) -> None:
    found = LINKER.link(phrase, k=10)
    scores = [c.score for c in found]
    assert scores == sorted(scores, reverse=True)
    assert all(0 < s <= 1 for s in scores)
    assert len({c.concept for c in found}) == len(found)
    assert found == LINKER.link(phrase, k=10)


@given(st.text(max_size=200))
def test_tokens_stand_where_they_say(text: str) -> None:
    tokens = tokenise(text)
    assert all(fold(text[t.start : t.end]) == t.folded for t in tokens)
    assert all(a.end <= b.start for a, b in itertools.pairwise(tokens))


def test_a_phrase_does_not_run_over_a_sentence_or_line_end() -> None:
    lexicon = LINKER.lexicon
    for text, whole in [("PLC programmering", True), ("PLC. Programmering", False), ("PLC\nprogrammering", False)]:
        matches = lexicon.phrases(text, tokenise(text))
        assert any(m.end - m.first == 2 for m in matches) is whole


def test_each_label_is_nearest_to_itself() -> None:
    lexicon = LINKER.lexicon
    for surface in range(len(lexicon.surfaces)):
        nearest, cosine = lexicon.similar(lexicon.surfaces[surface], 1)[0]
        assert cosine == pytest.approx(1, abs=1e-3)
        assert nearest == surface
