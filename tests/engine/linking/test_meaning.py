"""Linking by meaning, with vectors that are told: when the model is asked, what it adds, and how sure it is."""

from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kompetensnav.engine.linking import meaning as meaning_module
from kompetensnav.engine.linking.calibration import Calibration
from kompetensnav.engine.linking.label_vectors import build_label_vectors
from kompetensnav.engine.linking.link import SURE, Linker, Why
from kompetensnav.engine.linking.meaning import Meaning
from kompetensnav.engine.linking.metric import identity
from kompetensnav.engine.taxonomy.kinds import Kind
from tests.engine.linking.lexicon_case import graph_and_lexicon
from tests.engine.linking.meaning_case import DIMENSIONS, Double

GRAPH, LEXICON = graph_and_lexicon()
VECTORS = build_label_vectors(GRAPH, LEXICON, identity(DIMENSIONS), Double().encode)
CURVE = Calibration(intercept=-3.0, likeness=5.0, lead=5.0)
SAME = {"Hjälper fysiskt sjuka": "sjuksköterska", "хом": "svetsning", "fogar": "svetsare"}


def linker(same: Mapping[str, str] = SAME, curve: Calibration = CURVE) -> tuple[Linker, Double]:
    model = Double(same)
    return Linker(GRAPH, LEXICON, Meaning(GRAPH, LEXICON, VECTORS, model, curve)), model


ALONE = Linker(GRAPH, LEXICON)
BY_MEANING = [
    # phrase, kinds, concept
    ("Hjälper fysiskt sjuka", None, "occ:sjukskoterska"),
    ("hjälper FYSISKT sjuka ", [Kind.OCCUPATION], "occ:sjukskoterska"),
    ("fogar", [Kind.OCCUPATION], "occ:svetsare"),
    ("хом", None, "skill:svetsning"),
    ("хом", [Kind.SKILL], "skill:svetsning"),
    ("хом", [Kind.SKILL, Kind.OCCUPATION], "skill:svetsning"),
    ("хом", [], "skill:svetsning"),
]


@pytest.mark.parametrize(("phrase", "kinds", "concept"), BY_MEANING)
def test_a_phrase_that_no_label_is_written_like_is_linked_by_meaning(
    phrase: str, kinds: list[Kind] | None, concept: str
) -> None:
    assert ALONE.link(phrase, kinds) == []
    best = linker()[0].link(phrase, kinds)[0]
    assert (GRAPH.id(best.concept), best.why) == (concept, Why.MEANING)
    assert 0.35 <= best.score < 1


@pytest.mark.parametrize("kinds", [[Kind.LANGUAGE], [Kind.DRIVING_LICENCE, Kind.EDUCATION_LEVEL]])
def test_kinds_without_vectors_never_ask_the_model(kinds: list[Kind]) -> None:
    both, model = linker()
    assert both.link("хом", kinds) == []
    assert model.asked == []


def test_another_kind_than_the_one_asked_for_is_not_given() -> None:
    both, _ = linker()
    assert all(GRAPH.kind(c.concept) is Kind.OCCUPATION for c in both.link("хом", [Kind.OCCUPATION], floor=0))


def test_a_language_asked_for_limits_meaning_too() -> None:
    both, _ = linker({"qqq": "welder"})
    assert [c.language for c in both.link("qqq", languages=["en"])] == ["en"]
    swedish, _ = linker({"qqq": "svetsare"})
    assert {c.language for c in swedish.link("qqq", languages=["sv"])} == {"sv"}


def test_what_is_hardly_likely_is_no_suggestion_either() -> None:
    both, _ = linker({"qqq": "welder"})
    assert all(c.score >= 0.15 for c in both.link("qqq", floor=0))


@pytest.mark.parametrize(
    "phrase",
    ["Industrielektriker", "driftelektriker", "sjuksköterskor", "Erfaren svetsare", "PLC programmering", "C#", ""],
)
def test_words_that_settle_it_never_ask_the_model_and_give_what_they_gave(phrase: str) -> None:
    both, model = linker()
    found = both.link(phrase)
    if not found or found[0].score >= SURE:
        assert model.asked == []
        assert found == ALONE.link(phrase)
    else:
        assert model.asked


def test_the_phrases_above_stand_on_both_sides() -> None:
    assert ALONE.link("sjuksköterskor")[0].score >= SURE
    assert ALONE.link("Erfaren svetsare")[0].score < SURE


def test_a_phrase_that_was_asked_is_remembered_whatever_its_case_and_kinds() -> None:
    both, model = linker()
    for phrase, kinds in [("хом", None), ("ХОМ", [Kind.SKILL]), (" хом ", [Kind.OCCUPATION])]:
        both.link(phrase, kinds)
    assert model.asked == ["хом"]
    both.link("fogar")
    assert model.asked == ["хом", "fogar"]


def test_no_more_is_remembered_than_there_is_room_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(meaning_module, "_REMEMBERED", 3)
    both, model = linker()
    assert both.meaning is not None
    first = [both.link(phrase) for phrase in ["хом", "a b", "fogar", "d e", "хом"]]
    assert len(model.asked) == 5
    assert len(both.meaning._remembered) <= 3
    assert first[0] == first[-1]


@given(st.text(max_size=40))
def test_nothing_that_words_found_is_lost_or_loses_score(phrase: str) -> None:
    both, _ = linker()
    by_words = {c.concept: c.score for c in ALONE.link(phrase, k=100)}
    by_both = {c.concept: c.score for c in both.link(phrase, k=100)}
    assert by_words.keys() <= by_both.keys()
    assert all(by_both[concept] >= score for concept, score in by_words.items())
    assert both.link(phrase, k=100) == linker()[0].link(phrase, k=100)


def test_a_better_word_keeps_its_reason_and_a_worse_one_yields() -> None:
    phrase = "truckmekaniker"
    assert ALONE.link(phrase)[0].why is Why.HEAD
    sure, unsure = Calibration(30, 0, 0), Calibration(-30, 0, 0)
    assert linker({phrase: "mekaniker"}, sure)[0].link(phrase)[0].why is Why.MEANING
    assert linker({phrase: "mekaniker"}, unsure)[0].link(phrase) == ALONE.link(phrase)


def test_a_phrase_that_means_nothing_here_is_unmatched_and_suggestions_are_below_the_floor() -> None:
    both, model = linker()
    assert both.link("xylofonvirtuos") == []
    assert model.asked == ["xylofonvirtuos"]
    low = both.link("xylofonvirtuos", floor=0)
    assert low
    assert max(c.score for c in low) < 0.35


@pytest.mark.parametrize("floor", [0.0, 0.2, 0.5, 0.9])
def test_nothing_below_the_floor_comes_back(floor: float) -> None:
    both, _ = linker()
    assert all(c.score >= floor for phrase in [*SAME, "xyz"] for c in both.link(phrase, floor=floor, k=50))


# how sure


def meant(text: str, same: Mapping[str, str], kinds: list[Kind] | None = None) -> list[tuple[str, float]]:
    meaning = linker(same)[0].meaning
    assert meaning is not None
    return [(LEXICON.surfaces[s], p) for s, p in meaning.surfaces(text, kinds)]


@given(st.floats(-1, 1), st.floats(-1, 1), st.floats(0, 1))
def test_probability_rises_with_likeness_and_with_the_lead(likeness: float, lead: float, more: float) -> None:
    before = CURVE.probability(likeness, lead)
    assert 0 <= before <= CURVE.probability(likeness + more, lead) <= 1
    assert before <= CURVE.probability(likeness, lead + more)


@pytest.mark.parametrize(
    ("likeness", "lead", "expected"), [(0.6, 0.0, 0.5), (1, 1, 0.9991), (-1e6, 0, 0.0), (1e6, 0, 1.0)]
)
def test_the_curve_is_logistic_and_bears_any_number(likeness: float, lead: float, expected: float) -> None:
    assert CURVE.probability(likeness, lead) == expected


def test_the_best_is_the_surest_and_the_rest_follow() -> None:
    ranked = meant("qqq", {"qqq": "mekaniker"})
    assert ranked[0][0] == "mekaniker"
    assert [p for _, p in ranked] == sorted((p for _, p in ranked), reverse=True)


def test_labels_of_one_concept_do_not_rival_each_other_and_those_of_two_do() -> None:
    """The lead is measured to the best *other* concept: near synonyms of one make it no less sure."""
    vectors = build_label_vectors(GRAPH, LEXICON, identity(DIMENSIONS), Double({"elmontör": "elektriker"}).encode)
    rivals = build_label_vectors(GRAPH, LEXICON, identity(DIMENSIONS), Double({"svetsare": "elektriker"}).encode)
    model = Double({"qqq": "elektriker"})
    sure, unsure = (
        max(p for _, p in Meaning(GRAPH, LEXICON, v, model, CURVE).surfaces("qqq", None)) for v in (vectors, rivals)
    )
    assert sure > unsure + 0.2


def test_a_taxonomy_without_labels_of_the_kinds_gives_nothing() -> None:
    assert meant("qqq", SAME, [Kind.LANGUAGE]) == []
