"""From a row that was misread to an advert that is read rightly: telling, reviewing, reading again, taking out."""

import base64
import json
import re
import uuid

import pytest
from django.test import Client

from kompetensnav.apps.core.models import AuditEvent
from kompetensnav.apps.corrections.actions import approve
from kompetensnav.apps.corrections.enums import CorrectionState
from kompetensnav.apps.corrections.models import Correction
from kompetensnav.apps.memberships.actor import Actor
from kompetensnav.apps.memberships.enums import Role
from kompetensnav.apps.needs.models import Need
from kompetensnav.web.corrections.listing import STEP
from tests.correction_case import MEANS, NOT_ASKED, told, told_of_cv
from tests.factories import MembershipFactory, concept, resident

ADVERT = (
    "Svetsare till Boden\n\nDu har truckkort, det krävs. Vana vid hydraulik och pneumatik är ett krav. "
    "Kylkretsvana krävs. Ring Eva Ek på 070-174 06 12."
)
HYDRAULICS, WELDING = "Hydraulik", "Svetsning"
pytestmark = pytest.mark.django_db


def logged_in(user) -> Client:
    user.language = "en"
    user.save(update_fields=["language"])
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def employer(region):
    return logged_in(region.user(Role.EMPLOYER))


@pytest.fixture
def administrator(region):
    return logged_in(region.user(Role.ADMINISTRATOR))


def pasted(client, text=ADVERT) -> Need:
    answer = client.post("/needs/new/", {"submission": uuid.uuid4(), "text": text})
    assert answer.status_code == 303, answer.content.decode()
    return Need.objects.get(pk=answer["location"].split("/")[2])


def row_of(need: Need, words: str):
    for row in need.requirements.filter(removed=False):
        if any(need.text[s:e].lower() == words.lower() for s, e in row.spans):
            return row
    return None


def concepts_at(need: Need, words: str):
    row = row_of(need, words)
    return None if row is None else row.concepts


def page(client, url, **query) -> str:
    answer = client.get(url, query)
    assert answer.status_code == 200
    return answer.content.decode().replace("&#x27;", "'")


def test_a_row_can_be_said_to_mean_something_else_without_anything_being_kept(employer) -> None:
    need = pasted(employer)
    row = row_of(need, "hydraulik")
    url = f"/needs/{need.pk}/reading/"
    assert f"?wrong={row.number}" in page(employer, url)
    panel = page(employer, url, wrong=row.number, meaning="svetsning")
    assert "“hydraulik” was read as" in panel and f'value="{concept(WELDING)}"' in panel
    assert 'name="tell" value="1" id="wrong-tell"' in panel and "checked" not in panel.split('id="wrong"')[1]
    said = {"version": 1, "do": "means", "concept": concept(WELDING)}
    answer = employer.post(f"/needs/{need.pk}/requirements/{row.number}/wrong/", said)
    assert answer.status_code == 303
    assert concepts_at(need, "hydraulik") == [concept(WELDING)]
    assert not Correction.objects.exists()


def test_a_suggestion_that_was_taken_is_the_one_to_choose(employer) -> None:
    need = pasted(employer)
    row = row_of(need, "hydraulik")
    url = f"/needs/{need.pk}/reading/"
    panel = page(employer, url, wrong=row.number, meaning="svets", chosen=concept(WELDING)).split('id="wrong"')[1]
    assert re.findall(r'name="concept" value="([^"]+)"[^>]*checked', panel) == [concept(WELDING)]
    assert panel.count('name="concept"') == 1
    assert 'name="concept"' in page(employer, url, wrong=row.number, meaning="svets", chosen="nothing:1")
    same = page(employer, url, wrong=row.number, meaning="hydraulik", chosen=concept(HYDRAULICS)).split(
        'id="wrong"'
    )[1]
    assert "It was read as that already" in same and 'name="concept"' not in same


def test_a_tick_keeps_the_sentence_and_the_words(employer, region) -> None:
    need = pasted(employer)
    row = row_of(need, "hydraulik")
    said = {"version": 1, "do": "means", "concept": concept(WELDING), "tell": "1"}
    answer = employer.post(f"/needs/{need.pk}/requirements/{row.number}/wrong/", said)
    assert "Thank you" in page(employer, answer["location"])
    kept = Correction.objects.get()
    assert (kept.phrase, kept.sentence) == ("hydraulik", "Vana vid hydraulik och pneumatik är ett krav.")
    assert (kept.concept_before, kept.concept_after) == (concept(HYDRAULICS), concept(WELDING))
    assert (kept.organisation, kept.kind, kept.polarity) == (region.employer, MEANS, "must")


def test_what_is_of_another_kind_takes_the_place_of_the_row(employer) -> None:
    need = pasted(employer)
    row = row_of(need, "hydraulik")
    said = {"version": 1, "do": "means", "concept": concept("engelska")}
    assert employer.post(f"/needs/{need.pk}/requirements/{row.number}/wrong/", said).status_code == 303
    row.refresh_from_db()
    new = row_of(need, "hydraulik")
    assert row.removed and new.concepts == [concept("engelska")] and new.kind != row.kind


@pytest.mark.parametrize(("do", "kind"), [("not_asked", NOT_ASKED), ("not_meant", "not_meant")])
def test_a_row_can_be_said_to_be_none(employer, do, kind) -> None:
    need = pasted(employer)
    row = row_of(need, "hydraulik")
    said = {"version": 1, "do": do, "tell": "1"}
    assert employer.post(f"/needs/{need.pk}/requirements/{row.number}/wrong/", said).status_code == 303
    row.refresh_from_db()
    assert row.removed
    assert Correction.objects.get().kind == kind


def test_nothing_chosen_is_told_and_what_was_looked_for_stays(employer) -> None:
    need = pasted(employer)
    number = row_of(need, "hydraulik").number
    url = f"/needs/{need.pk}/requirements/{number}/wrong/"
    answer = employer.post(url, {"version": 1, "do": "means", "meaning": "svets"})
    assert answer.status_code == 422
    told_it = answer.content.decode()
    assert "choose it" in told_it and 'value="svets"' in told_it
    assert employer.post(url, {"version": 1, "do": "laugh"}).status_code == 400
    assert (
        employer.post(f"/needs/{need.pk}/requirements/99/wrong/", {"version": 1, "do": "means"}).status_code == 404
    )


def test_a_page_that_is_old_changes_and_keeps_nothing(employer) -> None:
    need = pasted(employer)
    url = f"/needs/{need.pk}/requirements/{row_of(need, 'hydraulik').number}/wrong/"
    answer = employer.post(url, {"version": 9, "do": "not_asked", "tell": "1"})
    assert answer.status_code == 409
    assert row_of(need, "hydraulik") is not None and not Correction.objects.exists()


def test_whoever_removes_a_row_is_offered_to_tell_us_once(employer) -> None:
    need = pasted(employer)
    row = row_of(need, "hydraulik")
    url = f"/needs/{need.pk}/requirements/{row.number}/"
    answer = employer.post(url, {"version": 1, "do": "remove"})
    shown = page(employer, answer["location"])
    assert f'action="/needs/{need.pk}/requirements/{row.number}/tell/"' in shown and "“hydraulik”" in shown
    assert not Correction.objects.exists()
    assert "/tell/" not in page(employer, f"/needs/{need.pk}/reading/")
    for _ in range(2):
        thanks = employer.post(url + "tell/", {"was": concept(HYDRAULICS)})
        assert "Thank you" in page(employer, thanks["location"])
    kept = Correction.objects.get()
    assert (kept.kind, kept.phrase, kept.concept_before) == (NOT_ASKED, "hydraulik", concept(HYDRAULICS))


def test_whoever_answers_a_question_is_offered_to_tell_us(employer) -> None:
    need = pasted(employer)
    row = row_of(need, "hydraulik")
    row.unsure, row.suggestions = True, [concept(WELDING)]
    row.save()
    url = f"/needs/{need.pk}/requirements/{row.number}/"
    answer = employer.post(url, {"version": 1, "answer": concept(WELDING)}, headers={"HX-Request": "true"})
    assert "/tell/" in answer.content.decode()
    thanks = employer.post(url + "tell/", {"was": concept(HYDRAULICS)}, headers={"HX-Request": "true"})
    assert "Thank you" in thanks.content.decode()
    assert Correction.objects.get().concept_after == concept(WELDING)


@pytest.mark.parametrize("was", ["nothing:1", ""])
def test_an_offer_that_says_nothing_is_not_made(employer, was) -> None:
    need = pasted(employer)
    row = row_of(need, "hydraulik")
    Need.objects.filter(pk=need.pk).update(version=2)
    answer = employer.post(f"/needs/{need.pk}/requirements/{row.number}/tell/", {"was": was or row.concepts[0]})
    assert answer.status_code == 404
    assert "/tell/" not in page(
        employer, f"/needs/{need.pk}/reading/", offer=row.number, was=was or row.concepts[0]
    )
    assert "/tell/" not in page(employer, f"/needs/{need.pk}/reading/", offer="x", was="")


def test_of_alternatives_the_one_that_was_misread_changes_alone(employer) -> None:
    need = pasted(employer, "Svetsare till Boden\n\nHydraulik eller PLC-programmering är ett krav.")
    row = row_of(need, "PLC-programmering")
    assert len(row.concepts) == 2
    shown = page(employer, f"/needs/{need.pk}/reading/", wrong=row.number)
    assert "Which words?" in shown
    index = re.findall(r'name="words" value="(\d)" id="[\w-]+"(?: checked)?><label for="[\w-]+">([\w-]+)', shown)
    chosen = {words.lower(): number for number, words in index}["hydraulik"]
    said = {"version": 1, "do": "means", "concept": concept("Truckkort"), "words": chosen, "tell": "1"}
    assert employer.post(f"/needs/{need.pk}/requirements/{row.number}/wrong/", said).status_code == 303
    row.refresh_from_db()
    assert set(row.concepts) == {concept("PLC-programmering"), concept("Truckkort")}
    assert (Correction.objects.get().phrase, Correction.objects.get().concept_before) == (
        "Hydraulik",
        concept(HYDRAULICS),
    )


def test_words_that_were_not_understood_can_be_given_a_meaning(employer) -> None:
    need = pasted(employer)
    assert row_of(need, "Kylkretsvana") is None
    url = f"/needs/{need.pk}/requirements/"
    chosen = {"version": 1, "concept": concept(WELDING), "asked": 0, "search": "svetsning"}
    for words, told_it in (("kylskåpsvana", "do not stand in the advert"), ("", "Write which words")):
        answer = employer.post(url, chosen | {"words": words, "tell": "on"})
        assert answer.status_code == 422 and told_it in answer.content.decode()
    assert employer.post(url, chosen | {"words": "kylkretsvana", "tell": "on"}).status_code == 303
    assert concepts_at(need, "Kylkretsvana") == [concept(WELDING)]
    kept = Correction.objects.get()
    assert (kept.phrase, kept.concept_before, kept.concept_after) == ("Kylkretsvana", "", concept(WELDING))


def test_a_search_for_words_of_the_advert_fills_them_in(employer) -> None:
    need = pasted(employer)
    shown = page(employer, f"/needs/{need.pk}/reading/", search="pneumatik")
    assert re.search(r'name="words" value="pneumatik"', shown)
    assert 'name="words" value' not in page(employer, f"/needs/{need.pk}/reading/", search="svetsning")


@pytest.mark.parametrize("decision", ["organisation", "all"])
def test_the_same_advert_read_again_shows_the_approved_correction(
    employer, administrator, region, decision
) -> None:
    rows = [told(region, words, text=ADVERT) for words in ("Kylkretsvana",)]
    rows += [
        told(region, "pneumatik", kind=NOT_ASKED, text=ADVERT),
        told(region, "truckkort", WELDING, text=ADVERT),
    ]
    before = pasted(employer)
    assert concepts_at(before, "Kylkretsvana") is None and concepts_at(before, "truckkort") != [concept(WELDING)]
    for row in rows:
        answer = administrator.post(f"/corrections/{row.pk}/decide/", {"decision": decision})
        assert answer.status_code == 303
    after = pasted(employer)
    assert concept(HYDRAULICS) in concepts_at(after, "Kylkretsvana")
    assert concepts_at(after, "truckkort") == [concept(WELDING)]
    assert row_of(after, "pneumatik") is None
    assert not row_of(after, "truckkort").unsure
    shown = page(employer, f"/needs/{after.pk}/reading/")
    assert "“pneumatik” was left out" in shown


def test_another_organisation_s_words_are_neither_read_nor_found_by_it(employer, region, other_region) -> None:
    approve(region.actor(Role.ADMINISTRATOR), correction=told(region, "Kylkretsvana", text=ADVERT), for_all=False)
    other = MembershipFactory(organisation=region.other_employer, role=Role.EMPLOYER)
    far = MembershipFactory(organisation=other_region.employer, role=Role.EMPLOYER)
    for membership, reads in ((region.members[Role.EMPLOYER], True), (other, False), (far, False)):
        client = logged_in(membership.user)
        need = pasted(client)
        assert (concepts_at(need, "Kylkretsvana") is not None) == reads
        found = page(client, f"/needs/{need.pk}/reading/", search="kylkretsvana")
        assert (f'value="{concept(HYDRAULICS)}"' in found) == reads


def test_an_administrator_sees_the_region_s_and_what_waits_first(administrator, region, other_region) -> None:
    told(region, "PLC", before="PLC-programmering")
    told(other_region, "kylkrets", actor=other_region.actor(Role.EMPLOYER))
    shown = page(administrator, "/corrections/")
    assert "PLC" in shown and "Means Hydraulics" in shown and "kylkrets" not in shown
    assert "1 correction of how texts are read waits for you" in page(administrator, "/oversight/jobs/")
    approve(region.actor(Role.ADMINISTRATOR), correction=Correction.objects.get(phrase="PLC"), for_all=True)
    assert "None in this state" in page(administrator, "/corrections/")
    assert "PLC" in page(administrator, "/corrections/", state="applied")
    assert "waits for you" not in page(administrator, "/oversight/jobs/")


def test_the_page_of_one_shows_the_words_in_their_sentence_and_who_says_the_same(administrator, region) -> None:
    row = told(region, "PLC", before="PLC-programmering")
    colleague = MembershipFactory(organisation=region.other_employer, role=Role.EMPLOYER)
    told(region, "PLC", actor=Actor(colleague.user, colleague), organisation=region.other_employer)
    told(region, "PLC", kind=NOT_ASKED)
    shown = page(administrator, f"/corrections/{row.pk}/")
    assert re.search(r"kylkrets och <mark [^>]+PLC programming\">PLC</mark>\.</p>", shown)
    assert "1 more" in shown and "Others say otherwise" in shown and "is not a requirement" in shown.lower()
    assert "Decide whether texts are read by it" in shown


def test_deciding_leads_to_the_next_that_waits(administrator, region) -> None:
    first, second = told(region), told(region, "PLC")
    answer = administrator.post(f"/corrections/{first.pk}/decide/", {"decision": "decline", "reason": "för smalt"})
    shown = page(administrator, answer["location"])
    assert "1 correction waits" in shown and f'href="/corrections/{second.pk}/"' in shown and "för smalt" in shown
    assert "Approve for all" not in shown


def test_a_refused_decision_says_why_and_keeps_what_was_written(administrator, region) -> None:
    approve(region.actor(Role.ADMINISTRATOR), correction=told(region), for_all=True)
    row = told(region, after=WELDING)
    url = f"/corrections/{row.pk}/decide/"
    taken = administrator.post(url, {"decision": "all"})
    assert taken.status_code == 409 and "says something else" in taken.content.decode()
    assert administrator.post(url, {"decision": "decline"}).status_code == 422
    assert administrator.post(url, {"decision": "sing"}).status_code == 400
    late = administrator.post(url, {"decision": "withdraw", "reason": "mitt skäl"})
    assert late.status_code == 409 and "mitt skäl" in late.content.decode()


def test_an_approval_is_withdrawn_on_its_page(administrator, region) -> None:
    row = told(region)
    approve(region.actor(Role.ADMINISTRATOR), correction=row, for_all=True)
    assert "Withdraw the approval" in page(administrator, f"/corrections/{row.pk}/")
    data = {"decision": "withdraw", "reason": "gällde en annons"}
    assert administrator.post(f"/corrections/{row.pk}/decide/", data).status_code == 303
    row.refresh_from_db()
    assert row.state == CorrectionState.WITHDRAWN
    assert "gällde en annons" in page(administrator, f"/corrections/{row.pk}/")


def test_of_a_cv_neither_sentence_nor_person_is_shown(administrator, region, individual) -> None:
    row = told_of_cv(region, resident(individual))
    shown = page(administrator, f"/corrections/{row.pk}/") + page(administrator, "/corrections/")
    assert "nothing but the words" in shown and "by a resident" in shown
    assert individual.pk not in shown and individual.user.name not in shown


@pytest.mark.parametrize(
    ("query", "phrases"),
    [
        ("sort=phrase&order=rising", ["B-körkort", "kylkrets", "PLC"]),
        ("sort=phrase&order=falling", ["PLC", "kylkrets", "B-körkort"]),
        ("text=KYL", ["kylkrets"]),
        ("kind=not_asked", ["PLC"]),
        ("source=cv", []),
        ("state=declined", []),
        ("sort=nothing&order=x&kind=y&source=z&state=q&after=%%%", ["B-körkort", "PLC", "kylkrets"]),
    ],
)
def test_the_list_is_filtered_and_sorted_by_its_address(administrator, region, query, phrases) -> None:
    told(region)
    told(region, "PLC", kind=NOT_ASKED)
    told(region, "B-körkort")
    rows = administrator.get(f"/corrections/?{query}").context["rows"]
    assert [r.correction.phrase for r in rows] == phrases


@pytest.mark.parametrize("sort", ["made", "phrase", "organisation"])
@pytest.mark.parametrize("order", ["rising", "falling"])
def test_pages_follow_one_another_without_gap_or_overlap(administrator, region, sort, order) -> None:
    text = " ".join(f"ord{n:03d}" for n in range(STEP + 4))
    for n in range(STEP + 4):
        told(region, f"ord{n:03d}", text=text)
    first = administrator.get(f"/corrections/?sort={sort}&order={order}").context
    second = administrator.get("/corrections/" + first["more"]).context
    seen = [r.correction.pk for r in (*first["rows"], *second["rows"])]
    assert len(seen) == len(set(seen)) == STEP + 4 and second["more"] == ""


def test_what_is_taken_out_is_what_is_shown_and_is_logged(administrator, region) -> None:
    told(region, "PLC", before="PLC-programmering")
    told(region, kind=NOT_ASKED)
    answer = administrator.post("/corrections/export.jsonl?kind=means")
    [line] = [json.loads(text) for text in answer.content.decode().splitlines()]
    assert line["sentence"][line["start"] : line["end"]] == line["phrase"] == "PLC"
    assert (line["concept"], line["polarity"], line["state"]) == (concept(HYDRAULICS), "must", "waiting")
    assert line["split"] in ("train", "test")
    assert "PLC" in administrator.post("/corrections/export.csv").content.decode("utf-8-sig")
    assert administrator.post("/corrections/export.exe").status_code == 404
    events = AuditEvent.objects.filter(verb="correction.exported").order_by("id")
    assert [e.details for e in events] == [{"rows": 1}, {"rows": 2}]


def test_the_number_of_queries_does_not_grow(administrator, region, django_assert_max_num_queries) -> None:
    text = " ".join(f"ord{n:03d}" for n in range(20))
    for count in (1, 20):
        for n in range(count):
            told(region, f"ord{n:03d}", text=text)
        with django_assert_max_num_queries(12):
            administrator.get("/corrections/")
        with django_assert_max_num_queries(14):
            administrator.get(f"/corrections/{Correction.objects.latest('made_at').pk}/")


CV = "Arbetslivserfarenhet\n2019 - 2023 Industrielektriker, Norra Verken AB\nPLC-programmering och felsökning."


@pytest.fixture
def me(individual) -> Client:
    return logged_in(individual.user)


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ({"agreed": "1"}, [("not_meant", "PLC-programmering", "")]),
        ({"agreed": "1", "means": "hydraulik"}, [("means", "PLC-programmering", "Hydraulik")]),
        ({"agreed": "1", "means": "hittepåsaker"}, [("not_meant", "PLC-programmering", "")]),
        ({"means": "hydraulik"}, []),
        ({"agreed": "1", "words": "ring 070-174 06 12"}, []),
    ],
)
def test_words_of_a_cv_are_kept_alone_and_only_if_the_person_agrees(me, individual, region, said, kept) -> None:
    plc = concept("PLC-programmering")
    draft = me.post("/me/profile/cv/", {"text": CV}).content.decode()
    assert 'name="wrong" id="wrong-' in draft and f'name="words {plc}" value="PLC-programmering"' in draft
    assert 'name="agreed"' in draft and "checked" not in draft.split('name="agreed"')[1][:80]
    posted = {"wrong": plc, f"words {plc}": said.get("words", "PLC-programmering"), "concept": plc}
    posted |= {f"means {plc}": said.get("means", "")} | ({"agreed": "1"} if "agreed" in said else {})
    assert me.post("/me/profile/cv/add/", posted).status_code == 303
    rows = Correction.objects.all()
    expected = [(kind, words, concept(after) if after else "") for kind, words, after in kept]
    assert [(r.kind, r.phrase, r.concept_after) for r in rows] == expected
    assert all((r.organisation, r.made_by, r.sentence) == (region.municipality, None, "") for r in rows)
    assert not individual.claims.filter(concept=plc).exists()


@pytest.mark.parametrize(
    ("sort", "key"),
    [
        ("made", '["0001-01-01T00:00:00+14:00", "k"]'),
        ("made", '["2026-01-01T00:00:00", "k"]'),
        ("made", '[5, "k"]'),
        ("phrase", '["\\ud800", "k"]'),
        ("phrase", '["a", "\\ud800"]'),
        ("phrase", '["\\u0000", "k"]'),
        ("phrase", "[" * 3000),
        ("organisation", '[1, "k"]'),
    ],
)
def test_a_key_that_nobody_was_given_begins_at_the_first_page(administrator, region, sort, key) -> None:
    told(region)
    word = base64.urlsafe_b64encode(key.encode()).decode().rstrip("=")
    answer = administrator.get("/corrections/", {"sort": sort, "after": word})
    assert answer.status_code == 200 and len(answer.context["rows"]) == 1
