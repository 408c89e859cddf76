"""Light stems of Ukrainian and Arabic words: forms of one word meet, and other languages are left alone."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kompetensnav.engine.text.normalise import fold, stem
from kompetensnav.engine.text.stems import arabic_stem, plain_arabic, ukrainian_stem

FORMS = [
    "зварювальник зварювальника зварювальником зварювальники зварювальників",
    "медсестра медсестрою медсестри медсестрі",
    "продавець продавця продавцем продавці",
    "водій водія водієм водіїв",
    "англійська англійською англійської",
    "бухгалтерія бухгалтерії бухгалтерію",
    "середня середній середньої середню",
    "вчитель вчителя вчителем",
    "зварювання зварюванням зварюванню",
    "محاسب المحاسب والمحاسب محاسبون محاسبين محاسبة",
    "سائق السائق سائقين والسائق",
    "ممرضة الممرضات ممرض",
    "أخصائي إخصائي اخصائي",
    "لغة اللغة لغه",
    "مهندس مهندسة المهندسين",
]


@pytest.mark.parametrize("forms", FORMS)
def test_forms_of_one_word_share_a_stem(forms: str) -> None:
    assert len({stem(fold(form)) for form in forms.split()}) == 1


STRANGERS = [
    ("зварювальник", "зварювання"),
    ("бухгалтер", "бухгалтерія"),
    ("كهرباء", "كهربائي"),
    ("سائق", "سوق"),
    ("محاسب", "مهندس"),
]


@pytest.mark.parametrize(("one", "other"), STRANGERS)
def test_other_words_do_not_meet(one: str, other: str) -> None:
    assert stem(fold(one)) != stem(fold(other))


def test_letters_that_arabic_writes_in_several_ways_become_one() -> None:
    assert plain_arabic("أإآٱىؤئة") == "اااايويه"


@given(
    st.text(
        alphabet=st.characters(min_codepoint=0x400, max_codepoint=0x52F)
        | st.characters(min_codepoint=0x600, max_codepoint=0x6FF)
    )
)
def test_a_stem_is_never_longer_and_never_empty(word: str) -> None:
    for cut in (ukrainian_stem, arabic_stem):
        assert len(cut(word)) <= len(word)
        assert bool(cut(word)) == bool(word)
    assert len(plain_arabic(word)) == len(word)
