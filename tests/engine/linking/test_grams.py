"""Likeness of spelling against the definition written out: TF-IDF of character n-grams within words, cosine."""

import math
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kompetensnav.engine.linking.grams import GramIndex
from kompetensnav.engine.text.normalise import fold, tokenise

TEXTS = ["svetsare", "rörsvetsare", "snickare", "driver of lorries", "lorry driver", "водій автобуса", "سائق حافلة"]
WORDS = st.lists(
    st.sampled_from(["svetsare", "rör", "snickare", "bil", "åkare", "kock", "водій", "سائق", "c#"]), max_size=4
)


def grams(text: str) -> Counter[str]:
    found: Counter[str] = Counter()
    for token in tokenise(fold(text)):
        word = f" {token.folded} "
        found.update(word[i : i + n] for n in (2, 3, 4) for i in range(len(word)) if i + n <= len(word))
    return found


def brute_force(texts: list[str], phrase: str) -> list[float]:
    holding = Counter(gram for text in texts for gram in grams(text))

    def weighed(text: str) -> dict[str, float]:
        rows = {g: n * (math.log((1 + len(texts)) / (1 + holding[g])) + 1) for g, n in grams(text).items()}
        length = math.sqrt(sum(w * w for w in rows.values())) or 1.0
        return {g: w / length for g, w in rows.items()}

    asked = weighed(phrase)
    return [sum(w * asked.get(g, 0.0) for g, w in weighed(text).items()) for text in texts]


@pytest.mark.parametrize(
    "phrase", ["svetsare", "Svetsaren", "lorries", "водій", "حافلة", "rör snickare", "xyz", "!"]
)
def test_the_cosine_is_that_of_the_definition(phrase: str) -> None:
    assert GramIndex.of(TEXTS).scores(phrase).tolist() == pytest.approx(brute_force(TEXTS, phrase), abs=1e-5)


@given(st.lists(WORDS.map(" ".join), min_size=1, max_size=6), WORDS.map(" ".join))
def test_the_cosine_of_any_words_is_that_of_the_definition(texts: list[str], phrase: str) -> None:
    assert GramIndex.of(texts).scores(phrase).tolist() == pytest.approx(brute_force(texts, phrase), abs=1e-5)


@pytest.mark.parametrize("text", TEXTS)
def test_each_text_is_wholly_like_itself_and_less_like_all_others(text: str) -> None:
    scores = GramIndex.of(TEXTS).scores(text)
    at = TEXTS.index(text)
    assert scores[at] == pytest.approx(1, abs=1e-5)
    assert all(score < 0.999 for i, score in enumerate(scores) if i != at)


@given(st.text(max_size=60))
def test_any_phrase_scores_between_nothing_and_one(phrase: str) -> None:
    scores = GramIndex.of(TEXTS).scores(phrase)
    assert scores.shape == (len(TEXTS),)
    assert ((scores >= 0) & (scores <= 1 + 1e-5)).all()


@pytest.mark.parametrize("texts", [[], [""], ["!", "svetsare"]], ids=["no texts", "an empty one", "no letters"])
def test_what_has_no_letters_is_like_nothing(texts: list[str]) -> None:
    index = GramIndex.of(texts)
    assert index.scores("").tolist() == [0.0] * len(texts)
    assert index.scores("svetsare").tolist() == pytest.approx([float(text == "svetsare") for text in texts])
