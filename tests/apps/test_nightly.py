"""A nightly run leaves the lists that fresh matches would give, writes only what differs, and says who came and why
others have gone.
"""

import datetime
import random
from collections.abc import Callable

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from kompetensnav.apps.concepts.models import TaxonomyVersion
from kompetensnav.apps.core.models import AuditEvent
from kompetensnav.apps.matches import nightly_batch
from kompetensnav.apps.matches.actions import LISTED, do_run, fail_run, start_run
from kompetensnav.apps.matches.enums import ChangeKind, GoneReason, NightlyStatus
from kompetensnav.apps.matches.models import Candidate, CandidateList, Change, NightlyRun, Run, RunStatus
from kompetensnav.apps.matches.nightly import go_on, start_nightly
from kompetensnav.apps.matches.queries import runs_of
from kompetensnav.apps.memberships.actor import SYSTEM
from kompetensnav.apps.memberships.enums import Role
from kompetensnav.apps.needs.actions import Change as Edit
from kompetensnav.apps.needs.actions import change_requirement
from kompetensnav.apps.needs.enums import Asked, NeedStatus
from kompetensnav.apps.people.actions import (
    Said,
    Whereabouts,
    add_claim,
    record_withdrawal,
    remove_claim,
    set_whereabouts,
    supply_changed,
)
from kompetensnav.apps.people.models import EvidenceGrade, Person, ProfileSection
from tests.apps.nightly_case import TODAY, a_night, came, gone, matched, rows
from tests.factories import Asks, Says, concept, resident

ELECTRICIAN, SWEDISH, LICENCE = Says("Industrielektriker"), Says("Svenska", 5), Says("drive:B")
PLC = Says("PLC-programmering", 4, EvidenceGrade.VERIFIED)
ASKED = (
    Asks("Industrielektriker"),
    Asks("Svenska", level=3),
    Asks("drive:B"),
    Asks("PLC-programmering", Asked.MERIT, weight=3),
)


@pytest.fixture
def people(region) -> list[Person]:
    """Three who suit, the better the earlier; one to ask."""
    return [
        region.person(resident=True, claims=(ELECTRICIAN, SWEDISH, LICENCE, PLC)),
        region.person(resident=True, claims=(ELECTRICIAN, SWEDISH, LICENCE)),
        region.person(resident=True, claims=(ELECTRICIAN, SWEDISH, LICENCE)),
        region.person(resident=True, sections=()),
    ]


@pytest.fixture
def wanted(region, people):
    """A need that has been matched with them."""
    need = region.need(requirements=ASKED)
    matched(need)
    return need


def nobody_has_changed_lately() -> None:
    """A profile that changed a moment ago is explained again, to be sure."""
    Person.objects.update(changed_at=timezone.now() - datetime.timedelta(days=1))


def writes(queries: CaptureQueriesContext, table: str) -> list[str]:
    return [
        q["sql"]
        for q in queries.captured_queries
        if table in q["sql"] and q["sql"].startswith(("INSERT", "UPDATE", "DELETE"))
    ]


def test_where_nothing_changed_nothing_is_written_but_that_the_need_was_looked_at(region, wanted) -> None:
    nobody_has_changed_lately()
    before, run = rows(wanted), runs_of(wanted)[1]
    with CaptureQueriesContext(connection) as queries:
        night = a_night(region)
    assert writes(queries, "matches_candidate") == writes(queries, "matches_change") == []
    assert rows(wanted) == before
    looked_at = runs_of(wanted)[1]
    assert (looked_at.pk, looked_at.input_hash, looked_at.counts) == (run.pk, run.input_hash, run.counts)
    assert looked_at.finished_at > run.finished_at
    assert (night.status, night.done, night.total, night.changed) == (NightlyStatus.DONE, 1, 1, 0)


def test_who_comes_is_put_in_with_an_explanation_and_remembered(region, wanted) -> None:
    new = region.person(claims=(ELECTRICIAN, SWEDISH, LICENCE, PLC))
    night = a_night(region)
    candidate = Candidate.objects.get(person=new)
    assert candidate.explanation["requirements"][0]["outcome"] == "met"
    assert came(wanted) == {new.pk: CandidateList.RANKED}
    assert (night.came, night.gone, night.changed) == (1, 0, 1)


def test_who_answers_and_then_fits_is_new_in_the_list_of_those_who_fit(region, people, wanted) -> None:
    asked = people[3]
    assert Candidate.objects.get(person=asked).list == CandidateList.ASK_FIRST
    said = Said(ProfileSection.OCCUPATION, concept(ELECTRICIAN.label), None)
    add_claim(resident(asked), person=asked, said=said, today=TODAY)
    row = Candidate.objects.get(person=asked).pk
    a_night(region)
    now = Candidate.objects.get(person=asked)
    assert (now.list, now.pk) == (CandidateList.RANKED, row)
    assert came(wanted) == {asked.pk: CandidateList.RANKED}
    assert gone(wanted) == {}


def without_licence(region, person, need) -> None:
    remove_claim(resident(person), person=person, claim_id=person.claims.get(concept=concept("drive:B")).pk)


def withdrawn(region, person, need) -> None:
    record_withdrawal(SYSTEM, person=person)


def protected(region, person, need) -> None:
    Person.objects.filter(pk=person.pk).update(protected=True)
    supply_changed()


def far_away(region, person, need) -> None:
    set_whereabouts(resident(person), person=person, said=Whereabouts("1280", [], True, 1, TODAY))


def nothing_said(region, person, need) -> None:
    remove_claim(resident(person), person=person, claim_id=person.claims.get(concept=concept(ELECTRICIAN.label)).pk)


def need_changed(region, person, need) -> None:
    other = Edit(concepts=[concept("Kock, à la carte")])
    editor = region.actor(Role.COORDINATOR)
    for number in range(2, need.requirements.count() + 1):
        change_requirement(editor, need=need, version=need.version, number=number, change=Edit(removed=True))
    change_requirement(editor, need=need, version=need.version, number=1, change=other)


def passed(region, person, need) -> None:
    for _ in range(LISTED):
        region.person(claims=(ELECTRICIAN, SWEDISH, LICENCE, PLC))


def other_rules(region, person, need) -> None:
    """The lists that stand were made when more people counted as near."""
    Run.objects.filter(need=need).update(parameters_version="older")
    passed(region, person, need)


def other_taxonomy(region, person, need) -> None:
    Run.objects.filter(need=need).update(taxonomy_version="older")
    passed(region, person, need)


@pytest.mark.parametrize(
    ("what", "why", "condition"),
    [
        (withdrawn, GoneReason.UNAVAILABLE, ""),
        (protected, GoneReason.UNAVAILABLE, ""),
        (without_licence, GoneReason.CONDITION, "driving_licence"),
        (far_away, GoneReason.CONDITION, "reach"),
        (need_changed, GoneReason.NEED, ""),
        (passed, GoneReason.PASSED, ""),
        (other_rules, GoneReason.RULES, ""),
        (other_taxonomy, GoneReason.RULES, ""),
    ],
    ids=lambda value: getattr(value, "__name__", str(value)),
)
def test_why_somebody_has_gone(what: Callable, why: str, condition: str, region, people, wanted) -> None:
    person = people[2]
    what(region, person, wanted)
    a_night(region)
    assert gone(wanted)[person.pk] == (why, condition)
    assert person.pk not in {c.person_id for c in Candidate.objects.filter(run__need=wanted)}


def test_of_whom_nothing_speaks_for_it_any_more(region, people) -> None:
    need = region.need()
    matched(need)
    nothing_said(region, people[1], need)
    a_night(region)
    assert gone(need) == {people[1].pk: (GoneReason.PROFILE, "")}


def test_what_stands_after_a_night_is_what_a_fresh_match_gives(region, people, other_region) -> None:
    """After every one of many kinds of change, in an order drawn once: rows, explanations and counts."""
    needs = [region.need(requirements=ASKED), region.need(requirements=ASKED[:2]), region.need()]
    for need in needs[:2]:
        matched(need)
    draw = random.Random(5)
    happens = [without_licence, withdrawn, far_away, nothing_said, need_changed, None, "erased", "new", "rules"]
    draw.shuffle(happens)
    everybody = [
        *people[:3],
        *(region.person(resident=True, claims=(ELECTRICIAN, SWEDISH, LICENCE)) for _ in happens),
    ]
    a_night(region)
    for i, what in enumerate(happens):
        nobody_has_changed_lately()
        person = everybody[i]
        if what == "erased":
            Person.objects.get(pk=person.pk).delete()
            supply_changed()
        elif what == "new":
            region.person(claims=(ELECTRICIAN, SWEDISH, LICENCE, PLC))
        elif what == "rules":
            Run.objects.update(engine_version="older")
            Candidate.objects.update(explanation={})
        elif what is not None:
            needs[1].refresh_from_db()
            what(region, Person.objects.get(pk=person.pk), needs[1])
        a_night(region)
        for need in needs:
            stands, run = rows(need), runs_of(need)[1]
            again = matched(need)
            assert [r[1:] for r in stands] == [r[1:] for r in rows(need)], what
            assert (run.counts, run.input_hash, run.need_version) == (
                again.counts, again.input_hash, again.need_version,
            )  # fmt: skip


def test_a_need_that_was_never_matched_gets_its_lists_and_nobody_in_them_is_new(region, people) -> None:
    need = region.need(requirements=ASKED)
    a_night(region)
    need.refresh_from_db()
    assert need.status == NeedStatus.ANALYSED
    assert {r[1] for r in rows(need)} == {p.pk for p in people}
    assert not Change.objects.exists()
    assert AuditEvent.objects.filter(verb="need.analysed", object_id=need.pk).count() == 1


def test_only_open_needs_of_the_collaboration_are_matched(region, other_region, people) -> None:
    open_one, far = region.need(requirements=ASKED), other_region.need(requirements=ASKED)
    closed, draft = region.need(closed=True, requirements=ASKED), region.need(draft=True, requirements=ASKED)
    night = a_night(region)
    assert night.done == 1
    assert {r.need_id for r in Run.objects.all()} == {open_one.pk}
    assert not {far.pk, closed.pk, draft.pk} & {r.need_id for r in Run.objects.all()}


def test_a_match_that_failed_by_day_is_made_good_by_night(region, wanted) -> None:
    failed = start_run(SYSTEM, need=wanted)
    fail_run(failed, "job.failed")
    a_night(region)
    newest, done = runs_of(wanted)
    assert newest == done
    assert newest.status == RunStatus.DONE


def test_a_need_that_somebody_is_matching_right_now_is_left_to_them(region, wanted) -> None:
    new = region.person(claims=(ELECTRICIAN, SWEDISH, LICENCE, PLC))
    own = start_run(SYSTEM, need=wanted)
    night = a_night(region)
    assert (night.done, night.changed) == (1, 0)
    assert new.pk not in {r[1] for r in rows(wanted)}
    do_run(SYSTEM, own)
    assert runs_of(wanted) == (own, own)
    assert new.pk in {r[1] for r in rows(wanted)}


def test_another_taxonomy_in_the_middle_of_a_batch_makes_it_begin_again(region, wanted, monkeypatch) -> None:
    night, _ = start_nightly(SYSTEM, collaboration=region.collaboration)
    real = nightly_batch.found_for

    def found_while_another_is_taken_into_use(*given):
        from kompetensnav.apps.matches import finding

        found = list(real(*given))
        finding._similarity.cache_clear()
        return found

    monkeypatch.setattr(nightly_batch, "found_for", found_while_another_is_taken_into_use)
    assert go_on(SYSTEM, night)
    night.refresh_from_db()
    assert (night.status, night.done) == (NightlyStatus.RUNNING, 0)
    monkeypatch.setattr(nightly_batch, "found_for", real)
    assert go_on(SYSTEM, night)
    assert night.done == 1


def test_who_withdraws_between_reading_and_writing_is_not_put_in(region, wanted, monkeypatch) -> None:
    new = region.person(claims=(ELECTRICIAN, SWEDISH, LICENCE, PLC))
    real = nightly_batch.found_for

    def found_and_then_withdrawn(*given):
        found = list(real(*given))
        record_withdrawal(SYSTEM, person=new)
        return found

    monkeypatch.setattr(nightly_batch, "found_for", found_and_then_withdrawn)
    a_night(region)
    assert not Candidate.objects.filter(person=new).exists()
    assert came(wanted) == {}


def test_the_number_of_queries_does_not_grow_with_needs_or_people(region, people) -> None:
    def queries_of_a_batch() -> int:
        night, _ = start_nightly(SYSTEM, collaboration=region.collaboration)
        with CaptureQueriesContext(connection) as queries:
            assert go_on(SYSTEM, night)
        while go_on(SYSTEM, night):
            pass
        return len(queries)

    matched(region.need(requirements=ASKED))
    a_night(region)
    region.person(claims=(ELECTRICIAN, SWEDISH, LICENCE, PLC))
    withdrawn(region, people[1], None)
    few = queries_of_a_batch()
    for _ in range(6):
        matched(region.need(requirements=ASKED))
    region.need(requirements=ASKED)
    for _ in range(8):
        region.person(claims=(ELECTRICIAN, SWEDISH, LICENCE, PLC))
    withdrawn(region, people[2], None)
    assert queries_of_a_batch() <= few + 3  # the first match of a need moves its status on


def test_every_step_is_in_the_log(region, people, wanted) -> None:
    analyst = region.actor(Role.ANALYST)
    region.person(claims=(ELECTRICIAN, SWEDISH, LICENCE, PLC))
    night = a_night(region, analyst)
    [asked] = AuditEvent.objects.filter(verb="nightly.asked-for")
    assert (asked.actor_id, asked.object_id) == (analyst.user.pk, night.pk)
    [done] = AuditEvent.objects.filter(verb="nightly.done")
    assert done.details == {"needs": 1, "changed": 1, "came": 1, "gone": 0}
    [of_need] = AuditEvent.objects.filter(verb="match.lists-changed")
    assert (of_need.object_type, of_need.object_id) == ("need", wanted.pk)
    assert of_need.details == {"came": 1, "gone": 0, "nightly": night.pk}


def test_without_a_taxonomy_in_use_that_is_told(region, wanted) -> None:
    from kompetensnav.runtime.problems import InputError

    night, _ = start_nightly(SYSTEM, collaboration=region.collaboration)
    TaxonomyVersion.objects.update(in_use=False)
    with pytest.raises(InputError) as error:
        go_on(SYSTEM, night)
    assert error.value.problems[0].code == "taxonomy.none-in-use"


def test_changes_go_with_the_person_and_are_not_told_of_who_withdraws(region, wanted) -> None:
    stays, leaves, erased = (region.person(claims=(ELECTRICIAN, SWEDISH, LICENCE, PLC)) for _ in range(3))
    a_night(region)
    assert {c.person_id for c in Change.objects.new()} == {stays.pk, leaves.pk, erased.pk}
    record_withdrawal(SYSTEM, person=leaves)
    assert {c.person_id for c in Change.objects.new()} == {stays.pk, erased.pk}
    erased.delete()
    assert {c.person_id for c in Change.objects.filter(kind=ChangeKind.CAME)} == {stays.pk, leaves.pk}
    Person.objects.filter(pk=stays.pk).update(protected=True)
    assert not Change.objects.new().exists()
    supply_changed()
    a_night(region)
    assert not Change.objects.showable().filter(reason=GoneReason.UNAVAILABLE).exists()
    assert NightlyRun.objects.count() == 2
