"""Mentions by kind, level and years; alternatives; occupations; and what holds for any text."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kompetensnav.engine.extraction.extract import NO_OCCUPATION, PART_TIME, Extractor
from kompetensnav.engine.extraction.mentions import Polarity
from kompetensnav.engine.linking.lexicon import build_lexicon
from kompetensnav.engine.taxonomy.build import compose
from kompetensnav.engine.taxonomy.kinds import Kind
from tests.engine.extraction.advert_case import extract, extractor, mentions

CONCEPTS = [
    # text, concepts by place
    ("B-körkort krävs", ["drive:B"]),
    ("körkort klass CE", ["drive:CE"]),
    ("körkort med behörighet C", ["drive:C"]),
    ("körkort B/BE", ["drive:B", "drive:BE"]),
    ("B- eller BE-körkort", ["drive:B", "drive:BE"]),
    ("C/CE-kort och YKB", ["drive:C", "drive:CE", "drive:YKB"]),
    ("driving licence (category B)", ["drive:B"]),
    ("a valid driver's license", ["drive:B"]),
    ("CE driving licence", ["drive:CE"]),
    ("manuellt körkort - B", ["drive:B"]),
    ("truckkort", ["skill:truck"]),
    ("truckkörkort", ["skill:truck"]),
    ("Du kör tung lastbil i gruvan", []),
    ("Du är legitimerad sjuksköterska", ["legal:sjukskoterska", "occ:sjukskoterska"]),
    ("legitimerade sjuksköterskor", ["legal:sjukskoterska", "occ:sjukskoterska"]),
    ("Leg. sjuksköterska", ["legal:sjukskoterska", "occ:sjukskoterska"]),
    ("legitimation som läkare", ["legal:lakare", "occ:lakare"]),
    ("Läkare sökes. Svensk legitimation krävs", ["occ:lakare", "legal:lakare"]),
    ("Läkare med svensk legitimation", ["occ:lakare", "legal:lakare"]),
    ("goda kunskaper i svenska", ["lang:sv"]),
    ("svenska företag", []),
    ("den svenska marknaden", []),
    ("kunskaper i svenska regelverk", []),
    ("svenska och engelska i tal och skrift", ["lang:sv", "lang:en"]),
    ("Meriterande:\n- Spansktalande", ["lang:es"]),
    ("SFI D eller motsvarande", ["lang:sv"]),
    ("en Swedish company", []),
    ("Native English speaker", ["lang:en"]),
    ("avslutad gymnasieutbildning", ["level:3"]),
    ("högskoleutbildning inom teknik", ["level:5"]),
    ("utbildning på högskolenivå", ["level:5"]),
    ("rätt kandidat", []),
    ("samarbete med universitet", []),
    ("Bachelor's degree in physics", ["level:5"]),
    ("du är en god kommunikatör", []),
    ("du får testa själv", []),
    ("kunskaper i PLC-programmering", ["skill:plc"]),
    ("PLC programmering", ["skill:plc"]),
    ("SQL, C# och C", ["skill:sql", "skill:csharp", "skill:c"]),
    ("MAN ELLER KVINNA SPELAR INGEN ROLL", []),
    ("man ska trivas", []),
    ("MAN-motorer", []),
    ("under ledning av chefen", []),
    ("erfarenhet av ledning", ["skill:ledning"]),
    ("erfarenhet som elektriker", ["occ:elektriker"]),
    ("Se https://svetsare.se/hydraulik", []),
    # Compounds that name what their first part names.
    ("Krav: undersköterskeutbildning", ["occ:undersköterska"]),
    ("sjuksköterskeexamen", ["occ:sjukskoterska"]),
    ("lärarutbildning", ["occ:larare"]),
    ("hydraulikkunskaper", ["skill:hydraulik"]),
    ("PLC-vana", ["skill:plc"]),
    ("samarbete", []),  # the end is "arbete", its beginning nothing
    # Skills said in other words.
    ("vana av kundbearbetning", ["skill:forsaljning"]),
    ("karriär inom försäljning", ["skill:forsaljning"]),
    ("ett försäljningsställe", []),
    # Words that are spelt like a label and are none.
    ("Du har rätt utbildning för hydraulik", ["skill:hydraulik"]),
    ("Du kör CE med släp åt åkeriet", ["drive:CE"]),
    ("CE-märkning enligt CE", []),
    ("Lön för den som har gymnasieexamen: 130 kr", []),
    ("hämtning från förskola", []),
    ("learning English, confidence in English", []),
    ("You teach English and must speak Swedish", ["lang:sv"]),
]


@pytest.mark.parametrize(("text", "concepts"), CONCEPTS, ids=[r[0] for r in CONCEPTS])
def test_the_words_name_these_concepts(text: str, concepts: list[str]) -> None:
    assert list(mentions(text)) == concepts


LEVELS = [
    ("goda kunskaper i svenska i tal och skrift", "lang:sv", 4),
    ("svenska i tal och skrift", "lang:sv", 4),
    ("mycket goda kunskaper i svenska", "lang:sv", 5),
    ("flytande i svenska", "lang:sv", 5),
    ("Är flytande i svenska och engelska, såväl i tal som skrift", "lang:en", 5),
    ("svenska som modersmål", "lang:sv", 6),
    ("svenska B1", "lang:sv", 3),
    ("svenska på lägst nivå B2", "lang:sv", 4),
    ("grundläggande svenska krävs", "lang:sv", 2),
    ("goda kunskaper i svenska, grundläggande i engelska", "lang:en", 2),
    ("SFI D", "lang:sv", 3),
    ("SFI kurs C", "lang:sv", 2),
    ("fluent in English", "lang:en", 5),
    ("Native English speaker", "lang:en", 6),
    ("good knowledge of Swedish", "lang:sv", 4),
    ("engelska 6 krävs", "lang:en", 4),
    ("du talar svenska", "lang:sv", None),
    ("grundläggande kunskaper i hydraulik", "skill:hydraulik", 2),
    ("goda kunskaper i hydraulik", "skill:hydraulik", 3),
    ("mycket goda kunskaper i hydraulik", "skill:hydraulik", 4),
    ("gedigen erfarenhet av hydraulik", "skill:hydraulik", 4),
    ("expert inom hydraulik", "skill:hydraulik", 5),
    ("viss kännedom om hydraulik", "skill:hydraulik", 1),
    ("goda kunskaper i SQL och hydraulik", "skill:hydraulik", 3),
    ("advanced knowledge of hydraulics", "skill:hydraulik", 4),
    ("erfarenhet av hydraulik", "skill:hydraulik", None),
    ("Goda möjligheter. Kunskap i hydraulik", "skill:hydraulik", None),
]


@pytest.mark.parametrize(("text", "concept", "level"), LEVELS, ids=[r[0] for r in LEVELS])
def test_words_of_grade_become_a_level(text: str, concept: str, level: int | None) -> None:
    assert mentions(text)[concept].level == level


YEARS = [
    ("minst 3 års erfarenhet av svetsning", "skill:svetsning", 3),
    ("minst tre års erfarenhet av svetsning", "skill:svetsning", 3),
    ("3-5 års erfarenhet av svetsning", "skill:svetsning", 3),
    ("minst 6 månaders erfarenhet av svetsning", "skill:svetsning", 0.5),
    ("flerårig erfarenhet av svetsning", "skill:svetsning", 2),
    ("några års erfarenhet av svetsning", "skill:svetsning", 2),
    ("mångårig erfarenhet av svetsning", "skill:svetsning", 5),
    ("har arbetat som elektriker i minst 3 år", "occ:elektriker", 3),
    ("arbetat med svetsning, minst tre månader", "skill:svetsning", 0.25),
    ("at least 5 years of experience in welding", "skill:svetsning", 5),
    ("erfarenhet av svetsning med unga i åldrarna 13–19 år", "skill:svetsning", None),
    ("du har fyllt 18 år och har erfarenhet av svetsning", "skill:svetsning", None),
]


@pytest.mark.parametrize(("text", "concept", "years"), YEARS, ids=[r[0] for r in YEARS])
def test_years_of_experience_go_to_what_they_are_about(text: str, concept: str, years: float | None) -> None:
    assert mentions(text)[concept].years == years


@pytest.mark.parametrize(
    ("text", "joined"),
    [
        ("B- eller BE-körkort", True),
        ("sjuksköterska eller läkare", True),
        ("läkare, psykolog eller sjuksköterska", True),
        ("läkare, psykolog eller motsvarande", True),
        ("PLC/styrsystem", True),
        ("nurse or physician", True),
        ("svenska och engelska i tal", False),
        ("hydraulik, svetsning", False),
    ],
)
def test_alternatives_share_a_group(text: str, joined: bool) -> None:
    groups = {m.alternative_group for m in extract(text).mentions}
    assert groups == ({0} if joined else {None})


def test_a_headline_names_the_job_and_asks_nothing() -> None:
    found = mentions("Välkommen!", "Sjuksköterska sökes")
    assert found["occ:sjukskoterska"].polarity is Polarity.MENTIONED


@pytest.mark.parametrize(
    "text",
    [
        "I rollen som svetsare ska du ha ork.",
        "Krav: god ork. Kontakta svetsare Anna Ek, 070-174 06 05.",
    ],
)
def test_the_job_and_a_contact_are_no_demand(text: str) -> None:
    assert mentions(text)["occ:svetsare"].polarity is Polarity.MENTIONED


def test_people_at_hand_are_left_out() -> None:
    assert mentions("Krav: vikariera vid svetsarens frånvaro.") == {}


def test_minority_languages_named_by_law_are_no_requirement() -> None:
    text = "Kvalifikationer\nKommunen är förvaltningsområde för finska och samiska."
    assert {m.polarity for m in mentions(text).values()} == {Polarity.MENTIONED}


def _best(headline: str, text: str) -> str:
    found = extract(text, headline).occupations
    return extractor().graph.id(found[0].concept) if found else ""


OCCUPATIONS = [
    ("Sjuksköterska till akuten", "Du samarbetar med läkare. Läkare och läkare finns.", "occ:sjukskoterska"),
    ("4 industrielektriker sökes!", "", "occ:industrielektriker"),
    ("Vill du jobba hos oss?", "Vi söker en engagerad svetsare till verkstaden.", "occ:svetsare"),
    ("Jobb i Luleå", "Som undersköterska hos oss arbetar du med läkare.", "occ:undersköterska"),
    ("Come and join us", "We are looking for an experienced welder.", "occ:svetsare"),
    ("Spännande jobb", "Du arbetar i team med psykologer och blir en del av oss som lärare.", "occ:larare"),
    ("Säljare till Boden", "", "occ:foretagssaljare"),
    ("Industrielecktriker", "", "occ:industrielektriker"),
    ("Hej", "Välkommen till oss.", ""),
]


@pytest.mark.parametrize(("headline", "text", "best"), OCCUPATIONS, ids=[r[0] for r in OCCUPATIONS])
def test_the_document_is_about_this_occupation(headline: str, text: str, best: str) -> None:
    assert _best(headline, text) == best


def test_no_occupation_is_said_and_the_nearest_are_suggested() -> None:
    found = extract("Välkommen till oss. Du samverkar med psykologer.", "Hej")
    assert found.occupations == ()
    assert NO_OCCUPATION in found.notes
    assert [extractor().graph.id(c.concept) for c in found.suggestions][:1] == ["occ:psykolog"]


def test_skills_of_a_group_support_its_trades() -> None:
    plain, with_skill = extract("", "Elektriker"), extract("Krav: PLC.", "Elektriker")
    assert with_skill.occupations[0].score > plain.occupations[0].score
    assert "words" in with_skill.occupations[0].why
    assert with_skill.occupations[0].ssyk4 == "7412"


def test_part_time_without_a_percentage_is_noted() -> None:
    assert extract("Tjänsten är på deltid.").notes == (NO_OCCUPATION, PART_TIME)


@pytest.mark.parametrize(
    "text", ["", " ", "!!!", "🙂🙂", "\n\n\n", "hej", ":", "- ", "Krav:", "\u0000", "ﬀ", "İ" * 40]
)
def test_odd_texts_are_accepted(text: str) -> None:
    assert extract(text, text).text == f"{text}\n\n{text}"


PIECES = (
    "krav: meriterande inget ska ha B-körkort, svenska eller engelska sjuksköterska legitimerad - \n \n\n . ;"
    " men SFI D"
    " 3 års erfarenhet av svetsning gärna 50 % heltid från mars 🙂 Luleå Kontakta Anna Berg 070-123 45 67 / ( PLC"
)
WORDS = st.sampled_from(PIECES.split(" "))
TEXTS = st.one_of(st.text(max_size=200), st.lists(WORDS, max_size=40).map(" ".join))


@settings(deadline=None)
@given(TEXTS, TEXTS)
def test_any_text_gives_valid_sorted_spans_and_the_same_again(headline: str, text: str) -> None:
    found = extract(text, headline)
    assert found == extract(text, headline)
    assert len(found.text) == len(headline) + 2 + len(text)
    starts = [m.start for m in found.mentions]
    assert starts == sorted(starts)
    spans = [(m.start, m.end) for m in found.mentions] + [(p.start, p.end) for p in found.places]
    for start, end in spans + [(m.start, m.end) for m in found.masked]:
        assert 0 <= start < end <= len(found.text)
    assert all(0 <= c.score <= 1 for c in found.occupations)


def test_an_empty_taxonomy_reads_facts_only() -> None:
    graph = compose("t", []).graph
    found = Extractor(graph, build_lexicon(graph)).extract("Svetsare", "Heltid, B-körkort, svenska.")
    assert (found.mentions, found.occupations, found.scope_percent) == ((), (), (100, 100))


def test_kinds_of_mentions_are_those_of_their_concepts() -> None:
    found = extract("B-körkort, svenska i tal, PLC, sjuksköterska", "")
    assert [m.kind for m in found.mentions] == [Kind.DRIVING_LICENCE, Kind.LANGUAGE, Kind.SKILL, Kind.OCCUPATION]
