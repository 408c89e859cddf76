"""A run stores what the engine says, once, and an explanation stays what it was."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from kompetensnav.apps.concepts.models import TaxonomyVersion
from kompetensnav.apps.core.models import AuditEvent
from kompetensnav.apps.matches.actions import LISTED, do_run, explain_now, fail_run, start_run
from kompetensnav.apps.matches.explanation import explanation, per_cent
from kompetensnav.apps.matches.jobs import match_need
from kompetensnav.apps.matches.models import Candidate, CandidateList, Run, RunStatus
from kompetensnav.apps.matches.queries import runs_of
from kompetensnav.apps.memberships.actor import SYSTEM
from kompetensnav.apps.memberships.enums import Role
from kompetensnav.apps.needs.enums import Asked, NeedStatus
from kompetensnav.apps.needs.snapshot import snapshot
from kompetensnav.apps.people.actions import record_withdrawal, remove_claim
from kompetensnav.apps.people.models import EvidenceGrade, Person
from kompetensnav.apps.people.snapshot import profiles
from kompetensnav.apps.places.facts import distance_km
from kompetensnav.engine.matching.match import match
from kompetensnav.engine.matching.similarity import Similarity
from kompetensnav.engine.matching.supply import Places, Supply
from kompetensnav.engine.matching.terms import Condition
from kompetensnav.runtime import parameters
from kompetensnav.runtime.problems import InputError
from tests.apps.at_once import at_once
from tests.factories import Asks, Says, resident

ELECTRICIAN = Says("Industrielektriker")
ASKED = (
    Asks("Industrielektriker"),
    Asks("Svenska", level=3),
    Asks("drive:B"),
    Asks("PLC-programmering", Asked.MERIT, weight=3),
)


@pytest.fixture
def people(region, other_region) -> list[Person]:
    """Two who suit, one to ask, one without licence, one who protects their identity, one elsewhere."""
    swedish, licence = Says("Svenska", 5), Says("drive:B")
    plc = Says("PLC-programmering", 4, EvidenceGrade.VERIFIED)
    other_region.person(claims=(ELECTRICIAN, swedish, licence))
    return [
        region.person(claims=(ELECTRICIAN, swedish, licence, plc)),
        region.person(claims=(ELECTRICIAN, swedish, licence)),
        region.person(claims=(ELECTRICIAN,), sections=(), resident=True),
        region.person(claims=(ELECTRICIAN, swedish)),
        region.person(claims=(ELECTRICIAN, swedish, licence, plc), protected=True),
    ]


@pytest.fixture
def wanted(region):
    return region.need(requirements=ASKED)


def done(need) -> Run:
    run = start_run(SYSTEM, need=need)
    do_run(SYSTEM, run)
    run.refresh_from_db()
    return run


def rows(run: Run) -> list[tuple]:
    fields = ("person_id", "list", "rank", "lo", "hi", "explanation")
    return list(run.candidates.values_list(*fields))


def test_what_is_stored_is_what_the_engine_says(region, people, wanted, taxonomy) -> None:
    run = done(wanted)
    similarity = Similarity(taxonomy.graph, parameters.load())
    asked = snapshot(wanted, taxonomy.graph)
    everybody = Person.objects.matchable().in_region(region.collaboration.pk)
    supply = Supply.of(profiles(everybody, taxonomy.graph), len(taxonomy.graph))
    says = match(asked.need, supply, similarity, Places(distance_km()), parameters.load(), LISTED)
    lists = ((CandidateList.RANKED, says.ranked), (CandidateList.ASK_FIRST, says.ask_first))
    expected = [
        (
            found.person,
            which,
            rank,
            per_cent(found.score.lo, found.score.scale) if found.score else 0,
            per_cent(found.score.hi, found.score.scale) if found.score else 0,
            explanation(found, asked, similarity),
        )
        for which, listed in lists
        for rank, found in enumerate(listed, 1)
    ]
    assert sorted(rows(run), key=str) == sorted(expected, key=str)
    stamp = (run.engine_version, run.parameters_version, run.taxonomy_version, run.input_hash)
    assert stamp == (says.stamp.engine, says.stamp.parameters, says.stamp.taxonomy, says.stamp.input_hash)
    assert run.counts["total"] == says.counts.total == 4
    assert run.counts["removed"] == {c.name.lower(): says.counts.removed[c] for c in Condition}


def test_those_who_suit_stand_in_order_and_others_are_asked_or_counted(region, people, wanted) -> None:
    run = done(wanted)
    best, second, to_ask, without_licence, protected = people
    ranked = [c.person_id for c in run.candidates.filter(list=CandidateList.RANKED)]
    assert ranked[:2] == [best.pk, second.pk]
    listed = {c.person_id for c in run.candidates.all()}
    assert to_ask.pk in listed
    assert not listed & {without_licence.pk, protected.pk}
    assert run.counts["removed"]["driving_licence"] == 1


def test_doing_a_run_again_changes_nothing(people, wanted) -> None:
    run = done(wanted)
    before = rows(run), run.finished_at, AuditEvent.objects.count()
    do_run(SYSTEM, run)
    match_need.func(run.pk)
    run.refresh_from_db()
    assert (rows(run), run.finished_at, AuditEvent.objects.count()) == before


def test_a_run_cut_off_in_the_middle_is_done_again_with_the_same_rows(people, wanted) -> None:
    run = done(wanted)
    before, stamp = rows(run), run.input_hash
    Run.objects.filter(pk=run.pk).update(status=RunStatus.RUNNING)
    run.refresh_from_db()
    do_run(SYSTEM, run)
    run.refresh_from_db()
    assert (rows(run), run.input_hash, run.status) == (before, stamp, RunStatus.DONE)


def test_the_job_is_done_when_the_request_is_committed(
    people, wanted, region, django_capture_on_commit_callbacks
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        run = start_run(region.actor(Role.COORDINATOR), need=wanted)
        assert run.status == RunStatus.QUEUED
    run.refresh_from_db()
    wanted.refresh_from_db()
    assert (run.status, wanted.status) == (RunStatus.DONE, NeedStatus.ANALYSED)


def test_a_job_whose_run_has_gone_is_nothing_to_do(taxonomy) -> None:
    match_need.func("r-gone")


def test_asking_while_a_run_is_under_way_gives_that_run(people, wanted) -> None:
    first = start_run(SYSTEM, need=wanted)
    assert start_run(SYSTEM, need=wanted).pk == first.pk
    do_run(SYSTEM, first)
    assert start_run(SYSTEM, need=wanted).pk != first.pk


@pytest.mark.django_db(transaction=True)
def test_two_clicks_at_once_ask_for_one_run(people, wanted) -> None:
    gave = at_once(*[lambda: start_run(SYSTEM, need=wanted)] * 3)
    assert [g for g in gave if isinstance(g, Exception)] == []
    assert not Run.objects.filter(status__in=(RunStatus.QUEUED, RunStatus.RUNNING)).exists()
    assert Candidate.objects.values("run").distinct().count() == 1


def test_a_failed_run_says_why_and_leaves_the_way_free(people, wanted) -> None:
    old = done(wanted)
    run = start_run(SYSTEM, need=wanted)
    fail_run(run, "match.broken")
    run.refresh_from_db()
    assert (run.status, run.problem) == (RunStatus.FAILED, "match.broken")
    newest, shown = runs_of(wanted)
    assert (newest, shown) == (run, old)
    fail_run(old, "match.broken")
    old.refresh_from_db()
    assert old.status == RunStatus.DONE
    assert done(wanted).status == RunStatus.DONE


def test_a_new_run_replaces_the_lists_of_the_old(people, wanted) -> None:
    first, second = done(wanted), done(wanted)
    assert not first.candidates.exists()
    assert second.candidates.exists()
    assert first.input_hash == second.input_hash


def test_the_number_of_queries_does_not_grow_with_the_people(region, wanted) -> None:
    def queries_of_a_run() -> int:
        run = start_run(SYSTEM, need=wanted)
        with CaptureQueriesContext(connection) as queries:
            do_run(SYSTEM, run)
        return len(queries)

    region.person(claims=(ELECTRICIAN,))
    queries_of_a_run()  # the first one moves the need on
    region.person(claims=(ELECTRICIAN,))  # the supply is read anew
    few = queries_of_a_run()
    for _ in range(20):
        region.person(claims=(ELECTRICIAN,))
    assert queries_of_a_run() <= few


def test_who_withdraws_or_becomes_protected_disappears_from_lists_that_stand(people, wanted) -> None:
    run = done(wanted)
    best, second, *_ = people
    record_withdrawal(SYSTEM, person=best)
    Person.objects.filter(pk=second.pk).update(protected=True)
    shown = {c.person_id for c in run.candidates.showable()}
    assert shown == {c.person_id for c in run.candidates.all()} - {best.pk, second.pk}
    assert best.pk not in {c.person_id for c in done(wanted).candidates.all()}


def test_the_taxonomy_s_gaps_are_counted_by_number(people, wanted) -> None:
    wanted.requirements.filter(number=4).update(concepts=["gone:1"])
    assert done(wanted).counts["lost_requirements"] == [4]


def test_equal_stamps_are_equal_explanations_and_a_change_changes_both(people, wanted) -> None:
    person = people[2]
    first, again = explain_now(person, wanted), explain_now(person, wanted)
    assert first == again
    remove_claim(resident(person), person=person, claim_id=person.claims.get().pk)
    then, stamp = explain_now(person, wanted)
    assert then != first[0]
    assert stamp.input_hash != first[1].input_hash


def test_someone_whom_a_condition_removes_is_explained_too(people, wanted) -> None:
    said, _ = explain_now(people[3], wanted)
    licence = next(r for r in said["requirements"] if r["number"] == 3)
    assert (licence["outcome"], licence["because"]) == ("missing", None)


def test_labels_stand_in_the_explanation_in_both_languages(people, wanted) -> None:
    said, _ = explain_now(people[0], wanted)
    occupation = said["requirements"][0]
    assert occupation["outcome"] == "met"
    assert occupation["concepts"][0]["sv"] == "Industrielektriker"
    assert occupation["concepts"][0]["en"] != ""
    assert occupation["because"]["evidence"] == "shown"


def test_a_need_that_the_taxonomy_cannot_read_at_all_is_told(people, wanted) -> None:
    wanted.requirements.update(concepts=["gone:1"])
    with pytest.raises(InputError) as error:
        explain_now(people[0], wanted)
    assert error.value.problems[0].code == "match.nothing-to-match"


def test_without_a_taxonomy_in_use_that_is_told(people, wanted) -> None:
    TaxonomyVersion.objects.update(in_use=False)
    with pytest.raises(InputError) as error:
        explain_now(people[0], wanted)
    assert error.value.problems[0].code == "taxonomy.none-in-use"
