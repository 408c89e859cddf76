"""Bringing a CV: read, looked through, confirmed. That nothing is kept unless the person says so, and only they see it."""

import json
import re

import pytest
from django.core.files import uploadedfile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from kompetensnav.apps.accounts.models import Language
from kompetensnav.apps.core.models import AuditEvent
from kompetensnav.apps.memberships.enums import Role
from kompetensnav.apps.people.actions import Said, add_claims, keep_text
from kompetensnav.apps.people.models import (
    Claim,
    EvidenceGrade,
    KeptText,
    ProfileSection,
    SectionAnswer,
    SupplyRevision,
)
from kompetensnav.integrations.cv.read import MEGABYTES
from tests.factories import Says, concept, resident
from tests.integrations import cv_files
from tests.web.html_reading import Page

pytestmark = pytest.mark.django_db

CV = """Arbetslivserfarenhet
2019 - 2023 Industrielektriker, Norra Verken AB
PLC-programmering och felsökning.

Språk
Svenska: modersmål
Engelska: B2

Körkort: B"""
ARABIC = "اللغات\nالعربية: اللغة الأم\nالإنجليزية: B1"
HIDDEN = "Hemlig Hemligsson, hemlig.person@example.test, 070-123 45 67\n"


@pytest.fixture
def person(region):
    return region.person(resident=True, claims=(Says("Kock, à la carte"),), sections=())


@pytest.fixture
def me(person) -> Client:
    person.user.language = Language.EN
    person.user.save(update_fields=["language"])
    client = Client()
    client.force_login(person.user)
    return client


def brought(me: Client, text: str = CV, **fields):
    return me.post(reverse("me:cv"), {"text": text, **fields})


def file(data: bytes, name: str = "cv.pdf") -> dict:
    return {"file": SimpleUploadedFile(name, data), "text": ""}


def page(answer) -> Page:
    return Page(answer.content.decode())


def rows(answer) -> dict:
    return {row.concept: row for part in answer.context["parts"] for row in part.rows}


class TestForm:
    def test_it_can_be_found_where_a_profile_is_filled_in(self, me):
        for where in ("me:home", "me:profile"):
            assert reverse("me:cv") in page(me.get(reverse(where))).addresses()

    def test_neither_file_nor_text(self, me):
        answer = me.post(reverse("me:cv"), {"text": "  "})
        assert answer.status_code == 422 and "Choose a file, or write or paste text" in answer.content.decode()

    def test_both(self, me):
        answer = brought(me, **{"file": SimpleUploadedFile("cv.txt", b"svetsare")})
        assert answer.status_code == 422 and "not both" in answer.content.decode()

    @pytest.mark.parametrize(
        ("data", "name", "told"),
        [
            (b"", "cv.pdf", "There is no text to read"),
            (cv_files.pdf([[]]), "cv.pdf", "Write or paste the text instead"),
            (cv_files.pdf(user_password="hemligt"), "cv.pdf", "protected by a password"),
            (b"\x89PNG\r\n", "cv.png", "This is a picture"),
            (b"MZ\x90", "cv.exe", "This is a program"),
        ],
        ids=["empty", "scanned", "password", "picture", "program"],
    )
    def test_what_cannot_be_read_is_told_on_the_page(self, me, data, name, told):
        answer = me.post(reverse("me:cv"), file(data, name))
        assert answer.status_code == 422 and told in answer.content.decode()
        assert name not in answer.content.decode()

    def test_the_sentence_is_in_the_language_of_the_page(self, me, person):
        person.user.language = Language.SV
        person.user.save(update_fields=["language"])
        assert "Det här är en bild" in me.post(reverse("me:cv"), file(b"\x89PNG\r\n")).content.decode()

    def test_what_was_pasted_stands_when_it_was_not_read(self, me):
        answer = brought(me, "123 --- 456")
        assert answer.status_code == 422 and "123 --- 456" in answer.content.decode()

    def test_a_file_too_large_is_answered_by_a_page(self, me):
        answer = me.post(reverse("me:cv"), file(bytes((MEGABYTES + 2) * 1_000_000)))
        assert answer.status_code == 413 and "larger than 5 MB" in answer.content.decode()

    def test_a_text_too_large_is_answered_by_a_page(self, me):
        assert brought(me, "svetsare " * 300_000).status_code == 413

    def test_a_size_that_is_no_number_is_answered_by_a_page(self, me):
        assert me.post(reverse("me:cv"), {"text": CV}, CONTENT_LENGTH="abc").status_code == 422

    def test_the_key_of_the_form_is_asked_for(self, person):
        client = Client(enforce_csrf_checks=True)
        client.force_login(person.user)
        assert client.post(reverse("me:cv"), {"text": CV}).status_code == 403


class TestDraft:
    def test_every_suggestion_stands_beside_its_words(self, me):
        answer = brought(me)
        found = page(answer)
        assert answer.status_code == 200
        shown = rows(answer)
        assert {concept("Industrielektriker"), concept("PLC-programmering"), "lang:en", "drive:B"} <= set(shown)
        ids = {e.attributes.get("id") for e in found.elements}
        for row in shown.values():
            assert {f"row-{row.number}", f"words-{row.number}"} <= ids
            assert {f"#row-{row.number}", f"#words-{row.number}"} <= set(found.addresses())

    def test_the_sure_are_ticked_and_the_unsure_not(self, me):
        resume = {
            "work": [{"position": "Industrielektrikr"}],
            "languages": [{"language": "Engelska", "fluency": "B2"}],
        }
        answer = me.post(reverse("me:cv"), file(cv_files.as_json(resume), "cv.json"))
        ticked = {c: row.ticked for c, row in rows(answer).items()}
        assert ticked == {concept("Industrielektriker"): False, "lang:en": True}
        boxes = [e.attributes for e in page(answer).of("input") if e.attributes.get("name") == "concept"]
        assert {b["value"]: "checked" in b for b in boxes} == ticked

    def test_the_level_that_was_read_is_chosen_and_can_be_changed(self, me):
        found = page(brought(me))
        chosen = [e for e in found.of("select") if e.attributes.get("name") == "level lang:en"]
        assert len(chosen) == 1 and rows(brought(me))["lang:en"].level == 4

    def test_a_file_is_read_as_the_text_is(self, me):
        answer = me.post(reverse("me:cv"), file(cv_files.word(CV.split("\n")), "cv.docx"))
        assert set(rows(answer)) == set(rows(brought(me)))

    def test_right_to_left_text_is_shown_as_it_is_written(self, me):
        answer = brought(me, ARABIC)
        html = answer.content.decode()
        assert html.count('<p dir="auto"') == 3 and "العربية" in html
        assert rows(answer)["lang:ar"].level == 6

    def test_contacts_are_hidden(self, me):
        html = brought(me, HIDDEN + CV).content.decode()
        assert "hemlig.person" not in html and "070-123" not in html and "█" in html

    def test_markup_in_a_cv_is_text(self, me):
        html = brought(me, CV + '\n<script>alert(1)</script>"><b>').content.decode()
        assert "<script>alert" not in html and "&lt;script&gt;" in html

    def test_what_the_profile_has_already_is_told_and_not_offered(self, me, person):
        add_claims(
            resident(person), person=person, said=[Said(ProfileSection.LANGUAGE, "lang:en", 4)], today=_today()
        )
        row = rows(brought(me))["lang:en"]
        assert not row.open and row.standing == "B2, claimed"

    def test_another_level_of_what_is_only_claimed_is_offered_and_not_ticked(self, me, person):
        add_claims(
            resident(person), person=person, said=[Said(ProfileSection.LANGUAGE, "lang:en", 2)], today=_today()
        )
        row = rows(brought(me))["lang:en"]
        assert row.open and not row.ticked

    def test_nothing_found_says_what_to_do(self, me):
        answer = brought(me, "Köttbullar: 500 g blandfärs, 1 ägg. Stek i smör.")
        assert answer.context["parts"] == [] and "We found nothing in the text" in answer.content.decode()

    def test_nothing_is_stored_and_nothing_written_to_disk(self, me, monkeypatch):
        def refuse(*_args, **_options):
            raise AssertionError("a file of the framework's own")

        monkeypatch.setattr(uploadedfile.tempfile, "NamedTemporaryFile", refuse)
        before = Claim.objects.count(), AuditEvent.objects.count(), dict(me.session)
        big = cv_files.word_with({"word/media/photo.bin": _noise(3_500_000)}, cv_files.word(CV.split("\n")))
        assert len(big) > 3_000_000
        assert me.post(reverse("me:cv"), file(big, "cv.docx")).status_code == 200
        assert (Claim.objects.count(), AuditEvent.objects.count(), dict(me.session)) == before


class TestConfirm:
    def add(self, me, *concepts, **fields):
        return me.post(reverse("me:cv_add"), {"concept": concepts, **fields}, follow=True)

    def test_what_is_ticked_is_claimed(self, me, person):
        before = SupplyRevision.objects.get().number
        answer = self.add(
            me, concept("Industrielektriker"), "lang:en", **{"level lang:en": "4", "level lang:sv": "6"}
        )
        assert answer.redirect_chain == [(reverse("me:profile"), 303)]
        assert "2 things were added" in answer.content.decode()
        added = Claim.objects.filter(person=person).exclude(concept=concept("Kock, à la carte"))
        assert {(c.section, c.level, c.evidence) for c in added} == {(1, None, 0), (3, 4, 0)}
        assert set(SectionAnswer.objects.filter(person=person).values_list("section", "state")) == {(1, 1), (3, 1)}
        assert SupplyRevision.objects.get().number == before + 1
        [event] = AuditEvent.objects.filter(verb="person.claims-added")
        assert set(event.details["added"]) == {concept("Industrielektriker"), "lang:en"}

    def test_twice_is_once(self, me, person):
        for _ in range(2):
            self.add(me, "lang:en", **{"level lang:en": "4"})
        assert AuditEvent.objects.filter(verb="person.claims-added").count() == 1

    @pytest.mark.parametrize("level", ["9", "0", "-1", "x", "44", ""])
    def test_a_level_that_is_none_is_left_out(self, me, person, level):
        self.add(me, "lang:en", **{"level lang:en": level})
        assert Claim.objects.get(person=person, concept="lang:en").level is None

    def test_a_skill_has_no_sixth_level(self, me, person):
        skill = concept("PLC-programmering")
        self.add(me, skill, **{f"level {skill}": "6"})
        assert Claim.objects.get(person=person, concept=skill).level is None

    @pytest.mark.parametrize("wrong", ["", "nothing", "skillgroup:battery-technology", "<b>", "lang:en\x00"])
    def test_what_no_section_holds_is_passed_over(self, me, person, wrong):
        assert self.add(me, wrong).status_code == 200
        assert Claim.objects.filter(person=person).count() == 1

    def test_what_has_been_shown_stays_as_it_is(self, me, person):
        shown = Says("Engelska", 2, EvidenceGrade.VERIFIED)
        Claim.objects.create(
            person=person, section=3, concept="lang:en", level=2, evidence=shown.evidence, attested_by="Skolan",
            recorded_on=_today(),
        )  # fmt: skip
        self.add(me, "lang:en", **{"level lang:en": "6"})
        claim = Claim.objects.get(person=person, concept="lang:en")
        assert (claim.level, claim.evidence, claim.attested_by) == (2, EvidenceGrade.VERIFIED, "Skolan")
        assert not AuditEvent.objects.filter(verb="person.claims-added").exists()

    def test_the_level_of_what_is_only_claimed_is_changed(self, me, person):
        for level in ("2", "5"):
            self.add(me, "lang:en", **{"level lang:en": level})
        self.add(me, "lang:en")  # a tick without a level takes none away
        assert Claim.objects.get(person=person, concept="lang:en").level == 5

    def test_without_the_tick_nothing_of_the_text_is_kept(self, me, person):
        assert "Nothing of the file is kept." in self.add(me, "lang:en").content.decode()
        assert not KeptText.objects.exists()


class TestMisread:
    def say(self, me, **fields):
        plc = concept("PLC-programmering")
        posted = {name.replace("concept", f" {plc}"): value for name, value in fields.items()}
        return me.post(reverse("me:cv_add"), {"concept": plc, **posted}, follow=True).content.decode()

    def claimed(self, person) -> set[str]:
        return set(person.claims.values_list("concept", flat=True)) - {concept("Kock, à la carte")}

    @pytest.mark.parametrize("ticked", [{}, {"wrong": "PLC-programmering"}], ids=["written", "ticked and written"])
    def test_what_the_words_mean_is_added_in_its_place(self, me, person, ticked):
        self.say(me, meansconcept="hydraulik", **{k: concept(v) for k, v in ticked.items()})
        assert self.claimed(person) == {concept("Hydraulik")}

    def test_another_section_holds_what_belongs_there(self, me, person):
        self.say(me, meansconcept="svetsare")
        assert person.claims.get(concept=concept("Svetsare")).section == ProfileSection.OCCUPATION

    def test_what_is_not_known_by_that_name_is_told(self, me, person):
        assert "not known by that name" in self.say(me, meansconcept="hittepåsaker")
        assert self.claimed(person) == set()

    def test_what_it_was_read_as_already_is_not_misread(self, me, person):
        assert "not known by that name" not in self.say(me, meansconcept="PLC-programmering")
        assert self.claimed(person) == {concept("PLC-programmering")}


class TestKept:
    def kept(self, me) -> str:
        """Ticked as a browser would send it: the box's own value, with its line ends."""
        [box] = [e for e in page(brought(me, HIDDEN + CV)).of("input") if e.attributes.get("name") == "keep"]
        assert "checked" not in box.attributes
        value = box.attributes["value"].replace("\n", "\r\n")
        assert me.post(reverse("me:cv_add"), {"keep": value}).status_code == 303
        return value

    def test_it_is_kept_when_the_person_says_so(self, me, person):
        self.kept(me)
        text = KeptText.objects.get(person=person).text
        assert "PLC-programmering" in text and "\r" not in text and "hemlig.person" not in text

    def test_another_takes_its_place(self, me, person):
        for text in ("Den första", "Den andra"):
            me.post(reverse("me:cv_add"), {"keep": text})
        assert KeptText.objects.get(person=person).text == "Den andra"

    def test_the_log_holds_none_of_its_words(self, me, person):
        self.kept(me)
        me.post(reverse("me:kept_text"))
        events = AuditEvent.objects.filter(verb__startswith="person.text")
        assert [e.verb for e in events.order_by("id")] == ["person.text-kept", "person.text-removed"]
        assert all(e.details == {} for e in events)

    def test_it_is_told_under_my_data_and_can_be_read_and_removed(self, me, person):
        assert reverse("me:kept_text") not in page(me.get(reverse("me:home"))).addresses()
        self.kept(me)
        for where in ("me:home", "me:cv"):
            assert reverse("me:kept_text") in page(me.get(reverse(where))).addresses()
        assert "PLC-programmering" in me.get(reverse("me:kept_text")).content.decode()
        for _ in range(2):
            assert me.post(reverse("me:kept_text")).status_code == 303
        assert not KeptText.objects.exists()
        assert "No text is kept." in me.get(reverse("me:kept_text")).content.decode()

    def test_it_is_in_the_copy_of_ones_data(self, me, person):
        assert json.loads(me.get(reverse("me:export")).content)["kept_text"] is None
        self.kept(me)
        held = json.loads(me.get(reverse("me:export")).content)["kept_text"]
        assert "PLC-programmering" in held["text"] and set(held) == {"text", "kept_at", "purpose"}

    def test_nobody_else_sees_it(self, person, region):
        keep_text(resident(person), person=person, text="Hemliga ord")
        coordinator = Client()
        coordinator.force_login(region.user(Role.COORDINATOR))
        for address in (reverse("people:person", args=[person.pk]), reverse("people:list")):
            assert "Hemliga ord" not in coordinator.get(address).content.decode()
        assert coordinator.get(reverse("me:kept_text")).status_code == 404

    def test_the_home_page_does_not_read_it(self, me, person, django_assert_max_num_queries):
        keep_text(resident(person), person=person, text="Hemliga ord")
        with django_assert_max_num_queries(17) as queries:
            me.get(reverse("me:home"))
        assert not any(re.search(r'"people_kepttext"\."text"', q["sql"]) for q in queries.captured_queries)


def _today():
    from django.utils import timezone

    return timezone.localdate()


def _noise(size: int) -> bytes:
    import random

    return random.Random(5).randbytes(size)
