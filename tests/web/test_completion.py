"""Suggestions while somebody types: who is asked, what comes back, and that every form works without them."""

import re
from html import unescape
from urllib.parse import quote

import pytest
from django.test import Client
from django.urls import reverse

from kompetensnav.apps.needs.models import Need
from kompetensnav.engine.taxonomy.kinds import Kind
from kompetensnav.web.completion import completion_url
from tests.web.html_reading import body
from tests.web.world import World

OCCUPATIONS = (Kind.OCCUPATION, Kind.OCCUPATION_GROUP)
SKILLS = (Kind.SKILL, Kind.KNOWLEDGE)


@pytest.fixture
def client_of(world: World):
    def made(who: str) -> Client:
        client = Client()
        client.force_login(world.users[who])
        return client

    return made


def options(client: Client, typed: str, kinds: tuple[Kind, ...] = OCCUPATIONS) -> list[str]:
    """The visible text of each suggestion."""
    page = body(client.post(completion_url(kinds), {"typed": typed}))
    found = re.findall(r'<li role="option".*?</li>', page, re.DOTALL)
    return [" ".join(re.sub(r"<[^>]*>", " ", option).split()) for option in found]


def test_an_occupation_is_suggested_with_what_it_is(client_of) -> None:
    first = options(client_of("person"), "svetsa")[0]
    assert first.startswith("Svetsare Yrke") or first.startswith("Svetsare ")


def test_a_word_of_another_language_shows_what_matched(client_of) -> None:
    page = client_of("person").post(completion_url(OCCUPATIONS), {"typed": "welde"}).content.decode()
    assert re.search(
        r'data-label="Svetsare"><span>Svetsare</span> <span class="matched" lang="en" dir="auto">Welder<', page
    )


def test_the_words_typed_are_in_no_address(client_of) -> None:
    client = client_of("person")
    assert client.get(completion_url(SKILLS), {"typed": "svets"}).status_code == 405


def test_what_looks_alike_is_shown_once(client_of) -> None:
    found = options(client_of("coordinator"), "läk")
    assert len(found) == len(set(found)) > 1


@pytest.mark.parametrize("typed", ["", "s", "   ", "qqqqqqqq", "\x00\x00", "<>", "s" * 5000])
def test_nothing_is_suggested_for_what_is_nothing(client_of, typed: str) -> None:
    answer = client_of("person").post(completion_url(SKILLS), {"typed": typed})
    assert answer.status_code == 200
    assert 'role="listbox"' not in answer.content.decode()
    assert "data-told" in answer.content.decode()


@pytest.mark.parametrize("kinds", ["", "person", "skill+", "occupation+secret"])
def test_only_kinds_that_there_are_can_be_asked_for(client_of, kinds: str) -> None:
    assert client_of("person").post(f"/complete/{kinds}/", {"typed": "svets"}).status_code == 404


def test_it_takes_as_many_queries_whatever_is_typed(client_of, django_assert_num_queries) -> None:
    client = client_of("coordinator")
    for typed in ("qqqqqqqq", "svets", "truck driver"):
        with django_assert_num_queries(4):  # session, user, memberships, the taxonomy in use
            client.post(completion_url(OCCUPATIONS), {"typed": typed})


@pytest.mark.parametrize(
    ("who", "address", "name"),
    [
        ("person", "/me/profile/add/skill/", "q"),
        ("person", "/me/profile/add/language/", "q"),
        ("coordinator", "/people/", "occupation"),
        ("employer", "draft", "search"),
        ("employer", "draft?wrong=1", "meaning"),
    ],
)
def test_every_form_has_the_field_and_is_an_ordinary_form_without_script(
    client_of, world: World, who: str, address: str, name: str
) -> None:
    url = address.replace("draft", reverse("needs:reading", args=[world.draft.pk]))
    page = client_of(who).get(url).content.decode()
    [field] = [f for f in re.findall(rf'<input[^>]*name="{name}"[^>]*>', page) if 'type="hidden"' not in f]
    assert re.search(r'data-complete="/complete/[a-z_+]+/"', field)
    assert "role=" not in field
    assert "hx-" not in field


def test_a_suggestion_taken_is_the_one_to_add_to_a_profile(client_of, world: World, starter) -> None:
    client, concept = client_of("person"), starter.graph.id(starter.linker.link("Svetsare", OCCUPATIONS)[0].concept)
    address = reverse("me:search", args=["occupation"])
    page = client.post(address, {"q": "Svetsare", "chosen": concept}).content.decode()
    assert page.count('type="radio"') == 1
    assert re.search(rf'<input type="radio" name="concept" value="{concept}"[^>]* checked', page)
    data = {"q": "Svetsare", "chosen": concept, "concept": concept}
    assert client.post(reverse("me:claim_add", args=["occupation"]), data).status_code == 303
    assert world.person.claims.filter(concept=concept).exists()


@pytest.mark.parametrize("chosen", ["", "no:such", "lang:sv", "\x00"])
def test_what_is_no_suggestion_leaves_the_words_to_count(client_of, chosen: str) -> None:
    page = client_of("person").post(reverse("me:search", args=["occupation"]), {"q": "svetsare", "chosen": chosen})
    assert page.content.decode().count('type="radio"') > 1


def test_a_suggestion_taken_is_the_one_to_ask_for(client_of, world: World, starter) -> None:
    client, concept = client_of("employer"), starter.graph.id(starter.linker.link("truckkort", SKILLS)[0].concept)
    page = client.get(reverse("needs:reading", args=[world.draft.pk]), {"search": "Truckkort", "chosen": concept})
    assert re.search(rf'<input type="radio" name="concept" value="{concept}"[^>]* checked', page.content.decode())
    data = {"version": Need.objects.get(pk=world.draft.pk).version, "concept": concept, "asked": 1, "search": "x"}
    answer = client.post(reverse("needs:add_requirement", args=[world.draft.pk]), data | {"chosen": concept})
    assert answer.status_code == 303
    assert world.draft.requirements.filter(concepts=[concept]).exists()


def test_a_suggestion_taken_filters_people(client_of, starter) -> None:
    concept = starter.graph.id(starter.linker.link("Svetsare", OCCUPATIONS)[0].concept)
    page = client_of("coordinator").get("/people/", {"occupation": "kock", "chosen": concept}).content.decode()
    assert re.search(r'name="occupation" value="kock"', page), "what was written stands there still"
    assert f"?occupation=Svetsare&chosen={quote(concept, safe='')}" in unescape(page)
