"""Corrections: kept with no more than was said, decided once, applied only when approved, and only where."""

import json

import pytest
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kompetensnav.apps.concepts.queries import taxonomy_in_use
from kompetensnav.apps.core.models import AuditEvent
from kompetensnav.apps.corrections.actions import Meaning, approve, decline, record_from_cv, withdraw
from kompetensnav.apps.corrections.enums import CorrectionState
from kompetensnav.apps.corrections.exports import lines, split_of
from kompetensnav.apps.corrections.models import LONGEST_SENTENCE, Correction
from kompetensnav.apps.corrections.sentence import sentence_around
from kompetensnav.apps.corrections.snapshot import aliases_for
from kompetensnav.apps.memberships.actor import Actor
from kompetensnav.apps.memberships.enums import Role
from kompetensnav.runtime.problems import InputError
from tests.apps.at_once import at_once
from tests.correction_case import MEANS, NOT_ASKED, NOT_MEANT, told, told_of_cv
from tests.factories import MembershipFactory, concept, resident


def refused(action) -> str:
    with pytest.raises(InputError) as error:
        action()
    return error.value.problems[0].code


@pytest.fixture
def administrator(region):
    return region.actor(Role.ADMINISTRATOR)


def meaning(region, words="kylkrets", organisation=None):
    found = aliases_for(organisation or region.employer).meaning(words)
    return None if found is None else taxonomy_in_use().graph.id(found)


def test_an_advert_s_correction_keeps_its_sentence_and_where_the_words_stand(region) -> None:
    row = told(region, "PLC", before="PLC-programmering")
    assert row.sentence == "Du har erfarenhet av kylkrets och PLC."
    assert row.sentence[row.start : row.end] == row.phrase == "PLC"
    assert (row.concept_before, row.concept_after) == (concept("PLC-programmering"), concept("Hydraulik"))
    assert (row.source, row.polarity, row.language, row.organisation) == ("advert", "must", "sv", region.employer)
    assert (row.state, row.decided_at, row.made_by) == ("waiting", None, region.user(Role.EMPLOYER))


def test_no_contact_details_are_kept(region) -> None:
    text = "Svetsare. Du kan kylkrets, ring Eva Ek på 070-174 06 12 eller eva.ek@exempel.se."
    row = told(region, text=text)
    assert not [found for found in ("070", "Eva Ek", "@") if found in row.sentence + row.phrase]
    assert row.sentence[row.start : row.end] == "kylkrets"


@pytest.mark.parametrize(
    ("words", "more", "code"),
    [
        ("070-174 06 12", {}, "correction.contact-details"),
        (". ", {}, "correction.no-words"),
        ("kylkrets och PLC", {"before": "Hydraulik"}, "correction.says-nothing"),
        ("kylkrets", {"kind": NOT_MEANT}, "correction.says-nothing"),
        ("k" * 101, {"text": "Du kan " + "k" * 101}, "correction.too-long"),
    ],
)
def test_what_says_nothing_is_not_kept(region, words, more, code) -> None:
    assert refused(lambda: told(region, words, **more)) == code
    assert not Correction.objects.exists()


def test_told_twice_it_is_kept_once(region) -> None:
    assert told(region).pk == told(region).pk
    assert told(region, kind=NOT_ASKED).pk != told(region).pk
    assert Correction.objects.count() == 2


def test_of_a_cv_the_words_alone_are_kept_and_only_if_the_person_agrees(region, individual) -> None:
    me = resident(individual)
    row = told_of_cv(region, me)
    assert (row.phrase, row.sentence, row.start, row.polarity, row.agreed) == ("kylkrets", "", None, "", True)
    assert row.made_by is None
    assert not AuditEvent.objects.filter(object_id=row.pk).exists()
    said = Meaning(MEANS, "", concept("Hydraulik"))
    for agreed, phrase, code in (
        (False, "pumpar", "correction.not-agreed"),
        (True, "ring 070-174 06 12", "correction.contact-details"),
    ):
        action = lambda agreed=agreed, phrase=phrase: record_from_cv(  # noqa: E731
            me, organisation=region.municipality, phrase=phrase, meaning=said, agreed=agreed
        )
        assert refused(action) == code
    assert Correction.objects.count() == 1


def test_a_cv_asks_for_nothing(region, individual) -> None:
    said = Meaning(NOT_ASKED, concept("Hydraulik"))
    told_it = lambda: record_from_cv(  # noqa: E731
        resident(individual), organisation=region.municipality, phrase="pump", meaning=said, agreed=True
    )
    assert refused(told_it) == "correction.says-nothing"


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=200)
@given(before=st.text("abc .,\n-0123åé", max_size=500), after=st.text("abc .,\n-0123åé", max_size=500))
def test_a_sentence_is_short_and_holds_its_words_wherever_they_stand(before: str, after: str) -> None:
    sentence, start, end = sentence_around(f"{before}truckkort{after}", len(before), len(before) + 9)
    assert sentence[start:end] == "truckkort"
    assert len(sentence) <= LONGEST_SENTENCE
    assert "\n" not in sentence


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("Ett. Du kan truckkort. Tre.", "Du kan truckkort."),
        ("Rubrik\n- truckkort\n- svenska", "- truckkort"),
        ("truckkort", "truckkort"),
        ("ord " * 100 + "truckkort" + " ord" * 100, "…" + "ord " * 35 + "truckkort" + " ord" * 35 + "…"),
    ],
)
def test_the_sentence_is_what_is_kept_of_an_advert(text: str, sentence: str) -> None:
    start = text.index("truckkort")
    assert sentence_around(text, start, start + 9)[0] == sentence


def test_nothing_is_applied_before_it_is_approved(region, administrator) -> None:
    row = told(region)
    assert meaning(region) is None
    approve(administrator, correction=row, for_all=False)
    assert (row.state, row.decided_by) == (CorrectionState.FOR_ORGANISATION, administrator.user)
    assert meaning(region) == concept("Hydraulik")
    assert meaning(region, "KYLKRETSEN") == concept("Hydraulik")


def test_an_approval_for_one_organisation_counts_for_no_other(region, other_region, administrator) -> None:
    approve(administrator, correction=told(region), for_all=False)
    for other in (region.other_employer, region.municipality, other_region.employer):
        assert meaning(region, organisation=other) is None


def test_an_approval_for_all_counts_in_the_region_and_nowhere_else(region, other_region, administrator) -> None:
    approve(administrator, correction=told(region), for_all=True)
    assert meaning(region, organisation=region.other_employer) == concept("Hydraulik")
    assert meaning(region, organisation=other_region.employer) is None


def test_the_organisation_s_own_word_outweighs_the_one_for_all(region, administrator) -> None:
    for_all = told(region, after="Svetsning", organisation=region.other_employer)
    approve(administrator, correction=for_all, for_all=True)
    approve(administrator, correction=told(region), for_all=False)
    assert meaning(region) == concept("Hydraulik")
    assert meaning(region, organisation=region.municipality) == concept("Svetsning")
    approve(administrator, correction=told(region, "PLC"), for_all=True)
    approve(administrator, correction=told(region, "PLC", kind=NOT_ASKED), for_all=False)
    own, others = aliases_for(region.employer), aliases_for(region.municipality)
    assert "plc" in own.not_asked and own.meaning("PLC") is None
    assert "plc" not in others.not_asked and others.meaning("PLC") is not None


def test_what_words_do_not_mean_is_refused_for_all_that_is_the_same(region, administrator) -> None:
    approve(administrator, correction=told(region, "PLC", before="PLC-programmering", kind=NOT_MEANT), for_all=True)
    graph = taxonomy_in_use().graph
    wrong = graph.find(concept("PLC-programmering"))
    assert ("plc", wrong) in aliases_for(region.employer).refused


def test_those_that_say_the_same_are_decided_together(region, administrator) -> None:
    first = told(region)
    colleague = MembershipFactory(organisation=region.employer, role=Role.EMPLOYER)
    second = told(region, actor=Actor(colleague.user, colleague))
    elsewhere = told(region, organisation=region.other_employer)
    other = told(region, after="Svetsning")
    approve(administrator, correction=first, for_all=False)
    for row in (second, elsewhere, other):
        row.refresh_from_db()
    assert (second.state, second.decided_with) == (CorrectionState.FOR_ORGANISATION, first)
    assert elsewhere.waits and other.waits
    assert AuditEvent.objects.filter(verb="correction.approved").count() == 2
    withdraw(administrator, correction=second, reason="det var fel")
    first.refresh_from_db()
    assert {first.state, second.state} == {CorrectionState.WITHDRAWN}
    assert meaning(region) is None


def test_another_region_s_are_not_decided_along(region, other_region, administrator) -> None:
    far = told(other_region, actor=other_region.actor(Role.EMPLOYER))
    approve(administrator, correction=told(region), for_all=True)
    far.refresh_from_db()
    assert far.waits


def test_words_have_one_approved_meaning_in_one_place(region, administrator) -> None:
    approve(administrator, correction=told(region), for_all=False)
    for row in (told(region, after="Svetsning"), told(region, kind=NOT_ASKED)):
        action = lambda row=row: approve(administrator, correction=row, for_all=False)  # noqa: E731
        assert refused(action) == "correction.phrase-taken"
        row.refresh_from_db()
        assert row.waits
        approve(administrator, correction=row, for_all=True) if row.kind == MEANS else decline(
            administrator, correction=row, reason="motsäger den första"
        )


def test_a_decision_stands(region, administrator) -> None:
    row = told(region)
    decline(administrator, correction=row, reason="  för\n smalt ")
    assert (row.state, row.reason) == (CorrectionState.DECLINED, "för smalt")
    for action, code in (
        (lambda: approve(administrator, correction=row, for_all=True), "correction.decided-already"),
        (lambda: decline(administrator, correction=row, reason="igen"), "correction.decided-already"),
        (lambda: withdraw(administrator, correction=row, reason="nej"), "correction.not-applied"),
        (lambda: decline(administrator, correction=told(region, "PLC"), reason=" "), "correction.reason-needed"),
    ):
        assert refused(action) == code
    assert meaning(region) is None


def test_an_approval_can_be_taken_back_once(region, administrator) -> None:
    row = told(region)
    approve(administrator, correction=row, for_all=True)
    assert refused(lambda: withdraw(administrator, correction=row, reason="")) == "correction.reason-needed"
    withdraw(administrator, correction=row, reason="gällde bara en annons")
    assert meaning(region) is None
    assert refused(lambda: withdraw(administrator, correction=row, reason="x")) == "correction.not-applied"
    assert refused(lambda: approve(administrator, correction=row, for_all=True)) == "correction.decided-already"
    verbs = list(AuditEvent.objects.order_by("id").values_list("verb", flat=True))
    assert verbs == ["correction.recorded", "correction.approved", "correction.withdrawn"]


@pytest.mark.django_db(transaction=True)
def test_of_two_decisions_at_once_one_stands(region, administrator) -> None:
    row = told(region)
    answers = at_once(
        lambda: approve(administrator, correction=Correction.objects.get(pk=row.pk), for_all=True),
        lambda: decline(administrator, correction=Correction.objects.get(pk=row.pk), reason="nej"),
    )
    assert [type(a) for a in answers].count(InputError) == 1, answers
    assert AuditEvent.objects.filter(verb__in=("correction.approved", "correction.declined")).count() == 1


@pytest.mark.django_db(transaction=True)
def test_decisions_at_once_about_two_that_say_the_same_wait_for_one_another(region, administrator) -> None:
    rows = [told(region), told(region, actor=region.actor(Role.COORDINATOR))]
    answers = at_once(
        *(
            lambda row=row: approve(administrator, correction=Correction.objects.get(pk=row.pk), for_all=True)
            for row in rows
        )
    )
    assert [type(a) for a in answers].count(InputError) == 1, answers
    assert Correction.objects.filter(state=CorrectionState.FOR_ALL).count() == 2
    assert Correction.objects.applied().count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_clicks_at_once_tell_it_once(region) -> None:
    answers = at_once(lambda: told(region).pk, lambda: told(region).pk)
    assert len(set(answers)) == 1 and Correction.objects.count() == 1


def test_concepts_that_the_taxonomy_no_longer_has_are_passed_over(region, administrator) -> None:
    row = told(region)
    approve(administrator, correction=row, for_all=True)
    approve(administrator, correction=told(region, "PLC"), for_all=True)
    Correction.objects.filter(pk=row.pk).update(concept_after="gone:1")
    aliases = aliases_for(region.other_employer)
    assert aliases.meaning("kylkrets") is None and aliases.meaning("PLC") is not None


def test_what_is_taken_out_says_nothing_of_who_told_it(region, individual, administrator) -> None:
    told(region, "PLC", before="PLC-programmering")
    told_of_cv(region, resident(individual))
    advert, cv = sorted(lines(Correction.objects.all()), key=lambda line: str(line["source"]))
    assert advert["sentence"][advert["start"] : advert["end"]] == advert["phrase"] == "PLC"
    assert (advert["concept"], advert["read_as"]) == (concept("Hydraulik"), concept("PLC-programmering"))
    assert (cv["phrase"], cv["sentence"], cv["start"], cv["polarity"]) == ("kylkrets", None, None, None)
    text = json.dumps([advert, cv])
    for row in (individual, individual.user, region.employer, region.user(Role.EMPLOYER)):
        assert row.pk not in text


def test_the_split_goes_by_the_words_alone_and_tests_on_about_a_fifth() -> None:
    splits = [split_of(f"ord {n}") for n in range(2000)]
    assert splits == [split_of(f"ord {n}") for n in range(2000)]
    assert 0.15 < splits.count("test") / 2000 < 0.23


@pytest.mark.parametrize(
    "phrase",
    [
        "850101-1234",
        "0701\u200d740612",
        "070\u202e1740612",
        "Storgatan 5",
        "född 1985-01-01",
        "+380 44 123 45 67",
        "a@exempel.se",
    ],
)
def test_nothing_that_tells_who_is_kept_of_a_cv(region, individual, phrase) -> None:
    assert refused(lambda: told_of_cv(region, resident(individual), phrase)) == "correction.contact-details"
    assert not Correction.objects.exists()


def test_signs_that_nobody_sees_are_not_kept(region, individual) -> None:
    assert (
        told_of_cv(region, resident(individual), "\u202ekyl\u200bkrets\x00 \U000e0041pump").phrase
        == "kylkrets pump"
    )
    row = told(region, text="Du kan \u202ekyl\u200bkrets\u202c.", words="kyl\u200bkrets")
    assert (row.sentence, row.phrase) == ("Du kan kylkrets.", "kylkrets")


def test_a_number_that_a_cut_would_halve_is_hidden_before_it(region) -> None:
    text = "ord " * 30 + "070-174 06 12 " + "ord " * 33 + "truckkort"
    start = text.index("truckkort")
    assert all(c not in sentence_around(text, start, start + 9)[0] for c in "0123456789")
    for n in range(25, 40):
        text = "ord " * 30 + "070 - 174 06 12 " + "ord " * n + "truckkort"
        start = text.index("truckkort")
        assert all(c not in sentence_around(text, start, start + 9)[0] for c in "0123456789")


def test_the_time_of_a_cv_s_correction_does_not_say_who_told_it(region, individual) -> None:
    row = told_of_cv(region, resident(individual))
    row.refresh_from_db()
    event = AuditEvent.objects.get(verb="correction.recorded")
    local = timezone.localtime(row.made_at)
    assert (local.hour, local.minute, local.second, local.microsecond) == (0, 0, 0, 0)
    assert local.date() == timezone.localtime(event.at).date()
