"""Which occupation an advert is about, where its title alone does not say; with the starter taxonomy."""

from functools import cache

import pytest

from kompetensnav.engine.extraction.extract import NO_OCCUPATION, Extractor
from kompetensnav.engine.extraction.mentions import Extraction
from kompetensnav.engine.extraction.trade_evidence import speaks_of_employment
from kompetensnav.engine.extraction.trade_families import build_families
from kompetensnav.engine.extraction.trade_profiles import build_profiles
from kompetensnav.engine.extraction.trade_words import trade_words
from kompetensnav.engine.linking.lexicon import build_lexicon
from kompetensnav.engine.taxonomy.build import compose
from kompetensnav.engine.taxonomy.graph import TaxonomyGraph
from kompetensnav.engine.taxonomy.kinds import Kind
from kompetensnav.engine.text.normalise import tokenise
from kompetensnav.integrations.starter.parse import parse

OFFER = " Vi erbjuder en anställning på heltid. Välkommen med din ansökan!"


@cache
def _graph() -> TaxonomyGraph:
    return compose("starter", [parse()]).graph


@cache
def _extractor() -> Extractor:
    return Extractor(_graph(), build_lexicon(_graph()))


def _read(headline: str, text: str) -> Extraction:
    return _extractor().extract(headline, text)


def _groups(found: Extraction) -> list[str | None]:
    return list(dict.fromkeys(c.ssyk4 for c in found.occupations))


# One title, several trades: the words around decide.
BY_WORDS = [
    ("Säljare", "Du ringer utgående samtal till privatkunder, garantilön och provision.", "5242"),
    ("Säljare", "Du besöker företagskunder, skriver offerter och förhandlar avtal. B2B.", "3322"),
    ("Säljare", "Du hjälper kunder i klädbutiken, exponerar varor och står i kassan.", "5223"),
    ("Lärare", "Du undervisar på gymnasiet, på naturprogrammet. Gymnasieskolan har 600 elever.", "2330"),
    ("Lärare", "Du är klasslärare i grundskolan, årskurs 4 på mellanstadiet.", "2341"),
    ("Operatör", "Du ställer och kör CNC-styrda svarvar och fräsar i vår verkstad.", "7223"),
]
# Headlines that name no trade.
NO_TITLE = [
    ("Bli en av oss i Skellefteå!", "Du servar och reparerar personbilar i vår verkstad, byter bromsar.", "7231"),
    ("Sommarjobb 2026!", "Du städar kontor och skolor, moppar golv och torkar toaletter.", "9111"),
    ("Kom till oss", "Du lastar din lastbil och kör distribution. CE-körkort, YKB och förarkort.", "8332"),
    ("Join us in the north", "You design microservices in Java and Kotlin on AWS. Salary by agreement.", "2512"),
    ("Vi växer!", "Du leker med barnen, läser sagor och byter blöjor i förskolans barngrupp.", "5311"),
]


@pytest.mark.parametrize(("headline", "text", "group"), BY_WORDS + NO_TITLE)
def test_the_words_of_the_text_decide(headline: str, text: str, group: str) -> None:
    found = _read(headline, text + OFFER)
    assert _groups(found)[0] == group
    assert "words" in found.occupations[0].why


def test_a_title_that_no_register_has_is_named_by_its_head() -> None:
    found = _read("Nattsäljare till Boden", "Du ringer utgående samtal till privatkunder, provision." + OFFER)
    assert _groups(found)[0] == "5242"
    assert "same-head" in found.occupations[0].why
    first = found.mentions[0]
    assert found.text[first.start : first.end] == "Nattsäljare"
    assert first.concept == found.occupations[0].concept


def test_an_employers_name_is_no_title() -> None:
    found = _read("myNanny söker barnvakt", "Hämta på förskola." + OFFER)
    trades = [m for m in found.mentions if m.kind is Kind.OCCUPATION]
    assert [found.text[m.start : m.end] for m in trades] == ["barnvakt"]


def test_a_clear_title_survives_words_of_another_trade() -> None:
    text = "Du svarar i telefon, hjälper kunder och städar din arbetsplats. Samtal, chatt, kundservice." + OFFER
    assert _groups(_read("Undersköterska till Björkgården", text))[0] == "5321"


@pytest.mark.parametrize(("headline", "text"), [("Läkare", ""), ("", "2 läkare till Boden")])
def test_a_title_without_words_around_is_what_it_says(headline: str, text: str) -> None:
    assert _read(headline, text).occupations[0].label == "Läkare"


def test_other_peoples_trades_say_nothing() -> None:
    text = "Du samarbetar med läkare och psykologer." + OFFER
    assert _groups(_read("Fysioterapeut", text))[0] == "2272"


def test_one_trade_does_not_fill_the_list() -> None:
    found = _read("Säljare", "Försäljning på telefon, i butik och på fältet." + OFFER)
    counts = [c.ssyk4 for c in found.occupations]
    assert len(_groups(found)) >= 5
    assert max(counts.count(g) for g in counts) <= 3
    assert [c.score for c in found.occupations] == sorted((c.score for c in found.occupations), reverse=True)


NO_ADVERT = [
    ("Pannkakor", "Vispa mjöl, mjölk och ägg. Grädda i stekpanna på medelvärme. Servera med sylt och grädde."),
    ("Köttbullar", "Blanda färs och ströbröd, rulla och stek i smör. Koka potatis. Perfekt middag efter jobbet."),
    ("Höstvisa", "Löven faller tyst i kvällens regn, min längtan är en båt på havet."),
    ("Chocolate cake", "Preheat the oven. Mix flour and cocoa, bake for 30 minutes in the kitchen and serve."),
    ("Inbrott i butik", "Polisen grep en man sedan en väktare larmat. Åklagaren begär honom häktad."),
    ("", ""),
]


@pytest.mark.parametrize(("headline", "text"), NO_ADVERT, ids=[h or "nothing" for h, _ in NO_ADVERT])
def test_what_is_no_advert_is_about_no_occupation(headline: str, text: str) -> None:
    found = _read(headline, text)
    assert found.occupations == ()
    assert NO_OCCUPATION in found.notes


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Vi söker en kollega.", True),
        ("Salary by agreement, apply today.", True),
        ("Koka potatisen.", False),
        ("Efter jobbet, jobbet, jobbet.", False),  # one word is not enough, however often
    ],
)
def test_adverts_speak_of_employment(text: str, *, said: bool) -> None:
    assert speaks_of_employment(text) is said


def test_every_row_of_words_belongs_to_a_group() -> None:
    groups = {_graph().id(int(c)) for c in _graph().of_kind(Kind.OCCUPATION_GROUP)}
    assert [code for code in trade_words() if f"ssyk:{code}" not in groups] == []
    assert [code for code, words in trade_words().items() if len(words) < 3] == []


def test_a_word_of_few_groups_says_more_than_one_of_many() -> None:
    profiles = build_profiles(_graph())
    fits, _ = profiles.fit(tokenise("sotning och ansvar"), [1.0, 1.0, 1.0])
    best = max(fits, key=lambda g: fits[g])
    assert _graph().id(best) == "ssyk:7133"
    assert fits[best] == 1.0


def test_no_word_no_fit() -> None:
    assert build_profiles(_graph()).fit(tokenise("xyzzy qqqq"), [1.0, 1.0]) == ({}, 0.0)


@pytest.mark.parametrize(
    ("word", "inside", "outside"),
    [
        ("säljare", "3322", "2221"),
        ("kvällssäljare", "3322", "2221"),
        ("mottagningen", "", "5323"),  # the definite form names a workplace
        ("xyzzy", "", "3322"),
    ],
)
def test_families_are_titles_with_one_head(word: str, inside: str, outside: str) -> None:
    found = {_graph().ssyk4(g) for g in build_families(_graph()).of(word)}
    assert outside not in found
    assert inside in found if inside else not found
