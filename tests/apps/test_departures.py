"""Who withdraws, is erased or becomes protected is in no index and in no file of one from that moment on."""

import datetime
import errno
import os
from collections.abc import Callable

import pytest
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.models import Session
from django.core.management import call_command
from django.db import transaction
from django.utils import timezone
from django_tasks.base import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from kompetensnav.apps.accounts.models import User
from kompetensnav.apps.core.jobs import attempts
from kompetensnav.apps.core.log import looked
from kompetensnav.apps.core.models import AccessEvent, AuditEvent, Look
from kompetensnav.apps.matches.actions import do_run, start_run
from kompetensnav.apps.matches.models import Candidate
from kompetensnav.apps.memberships.actor import SYSTEM
from kompetensnav.apps.memberships.enums import Role
from kompetensnav.apps.people import actions, index, jobs
from kompetensnav.apps.people.actions import add_claim, keep_text, record_erasure, supply_changed
from kompetensnav.apps.people.models import Claim, Identity, KeptText, Person, ProfileSection, SupplyChange
from kompetensnav.apps.proposals.actions import erase_person, protect_person, withdraw_permission
from kompetensnav.apps.proposals.enums import WithdrawReason
from kompetensnav.apps.proposals.models import Proposal
from kompetensnav.runtime.index_files import IndexFolder
from kompetensnav.runtime.problems import InputError
from tests.factories import ProposalFactory, Says, resident
from tests.region_index_case import bytes_of_files, fresh, searched, stored_folders, stored_index

TODAY = datetime.date(2026, 3, 1)
OLD = datetime.timedelta(days=8)
ELECTRICIAN = Says("Industrielektriker")
LEAVES: dict[str, Callable[[Person], object]] = {
    "withdraws": lambda p: withdraw_permission(SYSTEM, person=p),
    "becomes protected": lambda p: protect_person(SYSTEM, person=p, protected=True),
    "is erased": lambda p: erase_person(SYSTEM, person=p),
}
every_way = pytest.mark.parametrize("leaves", LEAVES.values(), ids=LEAVES)
really = pytest.mark.django_db(transaction=True)  # what happens on commit happens


@pytest.fixture(autouse=True)
def own_home(request, test_home, tmp_path, monkeypatch):
    """A home of this test's own, with the taxonomy of the run; every region is worth storing."""
    request.getfixturevalue("region")
    (tmp_path / "taxonomy").symlink_to(test_home / "taxonomy")
    monkeypatch.setenv("KOMPETENSNAV_HOME", str(tmp_path))
    monkeypatch.setattr(index, "WORTH_STORING", 1)
    return tmp_path


@pytest.fixture(autouse=True)
def stored_jobs(settings) -> None:
    """Jobs are rows, as in the product."""
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": ["default"]}}


@pytest.fixture
def area(region) -> str:
    return region.collaboration.pk


@pytest.fixture
def person(region) -> Person:
    return region.person(resident=True, claims=(ELECTRICIAN,))


@pytest.fixture
def others(region) -> list[Person]:
    return [region.person(claims=(ELECTRICIAN,)) for _ in range(3)]


def full_disk(*_: object, **__: object) -> None:
    raise OSError(errno.ENOSPC, "No space left on device")


def beat() -> int:
    """What a worker does every minute."""
    return jobs.renew_indexes(timezone.now())


def work() -> None:
    """Do all jobs that wait."""
    while (attempt := attempts.claim_next("w")) is not None:
        attempts.do(attempt)


# out of every index and file at once


@really
@every_way
def test_whoever_leaves_is_in_no_index_and_no_file_from_then_on(area, person, others, leaves) -> None:
    index.build_index(area)
    pk = person.pk
    assert pk in searched(area)
    assert pk.encode() in bytes_of_files()
    held = stored_index()
    leaves(person)
    assert pk.encode() not in bytes_of_files()  # before anybody searches
    assert searched(area) == fresh(area)
    assert set(searched(area)) == {other.pk for other in others}
    assert stored_index().generation != held.generation
    assert stored_index().basis.revision == held.basis.revision  # all that changed is still put over it
    assert len(stored_folders()) == 1


@really
@every_way
def test_a_transaction_that_fails_takes_nobody_out(area, person, others, leaves) -> None:
    index.build_index(area)
    pk = person.pk
    with pytest.raises(RuntimeError), transaction.atomic():
        leaves(person)
        raise RuntimeError
    assert pk in searched(area)
    assert pk.encode() in bytes_of_files()


@really
@every_way
def test_on_a_full_disk_the_whole_index_goes_and_is_built_again(
    area, person, others, leaves, monkeypatch, caplog
) -> None:
    index.build_index(area)
    pk = person.pk
    with monkeypatch.context() as patch:
        patch.setattr("kompetensnav.runtime.flat.np.save", full_disk)
        leaves(person)
        assert pk.encode() not in bytes_of_files()
        assert searched(area) == fresh(area)
        assert "no room" in caplog.text and pk not in caplog.text
        assert beat() == 1
        work()
        assert DBTaskResult.objects.get().status == TaskResultStatus.FAILED
        assert DBTaskResult.objects.get().beat.problem == "index.no-room"
    assert beat() == 1
    work()
    assert set(stored_index().shard.ids.tolist()) == {other.pk.encode() for other in others}


@really
@every_way
def test_a_worker_clears_up_after_a_process_that_died_between_commit_and_clearing(
    area, person, others, leaves, monkeypatch
) -> None:
    index.build_index(area)
    pk = person.pk
    with monkeypatch.context() as patch:
        patch.setattr(actions, "clear_departed", lambda: None)
        leaves(person)
    assert pk.encode() in bytes_of_files()
    assert searched(area) == fresh(area)  # nobody finds them all the same
    assert beat() == 0
    assert pk.encode() not in bytes_of_files()
    assert searched(area) == fresh(area)


@really
def test_one_index_that_cannot_be_cleared_does_not_keep_the_others(area, person, other_region, others) -> None:
    """A damaged index is removed: nobody knows who is in it."""
    other_region.person()
    index.build_index(area)
    index.build_index(other_region.collaboration.pk)
    for folder in stored_folders():
        [ids] = folder.folder.glob("*/ids.npy")
        os.truncate(ids, 150)
    pk = person.pk
    withdraw_permission(SYSTEM, person=person)
    assert pk.encode() not in bytes_of_files()
    assert [folder.read() for folder in stored_folders()] == [None, None]
    assert beat() == 2
    work()
    assert len([folder for folder in stored_folders() if folder.read()]) == 2


@really
def test_whoever_leaves_while_the_index_is_built_is_not_in_it(area, person, others, monkeypatch) -> None:
    real, pk = IndexFolder.write, person.pk

    def slow(folder: IndexFolder, *args) -> None:
        withdraw_permission(SYSTEM, person=person)
        real(folder, *args)

    monkeypatch.setattr(IndexFolder, "write", slow)
    index.build_index(area)
    assert pk.encode() not in bytes_of_files()
    assert searched(area) == fresh(area)


@really
def test_what_a_killed_writer_left_goes_with_the_next_beat(area, person, others) -> None:
    index.build_index(area)
    [folder] = stored_folders()
    left = folder.folder / "generation-0bad0bad"
    left.mkdir()
    (left / "ids.npy").write_bytes(person.pk.encode())
    without_pointer = folder.folder.with_name(f"{stored_index().basis.era}-c-another")
    without_pointer.mkdir()
    (without_pointer / "generation-1").mkdir()
    (without_pointer / "generation-1" / "ids.npy").write_bytes(b"p-whoever")
    beat()
    assert not left.exists()
    assert b"p-whoever" not in bytes_of_files()
    assert stored_index_of(folder) == {pk.encode() for pk in fresh(area)}


def stored_index_of(folder: IndexFolder) -> set[bytes]:
    stored = folder.read()
    assert stored is not None
    return set(stored.shard.ids.tolist())


@really
def test_an_index_without_the_person_is_not_written_again(area, person, others, other_region) -> None:
    other_region.person()
    index.build_index(area)
    index.build_index(other_region.collaboration.pk)
    before = {folder.folder.name: folder.basis() for folder in stored_folders()}
    withdraw_permission(SYSTEM, person=person)
    after = {folder.folder.name: folder.basis() for folder in stored_folders()}
    rewritten = {name for name in before if before[name][1] != after[name][1]}
    assert [name.endswith(area) for name in rewritten] == [True]
    assert {basis.cleared for basis, _ in after.values()} == {
        index.revision_now().number
    }  # of neither to be asked again


@really
def test_who_comes_back_is_found_again(area, person, others) -> None:
    index.build_index(area)
    withdraw_permission(SYSTEM, person=person)
    actions.give_permission(SYSTEM, person=person)
    index.clear_departed()
    assert searched(area) == fresh(area)
    assert person.pk in searched(area)
    protect_person(SYSTEM, person=person, protected=True)
    assert person.pk not in searched(area)
    protect_person(SYSTEM, person=person, protected=False)
    assert person.pk in searched(area) == fresh(area)


# what workers do


@pytest.mark.django_db
def test_an_index_is_asked_for_once_and_only_when_needed(area, person, others, monkeypatch) -> None:
    assert (beat(), beat()) == (1, 0)
    assert DBTaskResult.objects.get().args_kwargs["args"] == [area]
    DBTaskResult.objects.update(status=TaskResultStatus.RUNNING)
    assert beat() == 0
    DBTaskResult.objects.update(status=TaskResultStatus.READY)
    work()
    assert stored_index_of(stored_folders()[0]) == {pk.encode() for pk in fresh(area)}
    assert beat() == 0
    monkeypatch.setattr(index, "too_many", lambda people: 0)
    add_claim(SYSTEM, person=person, said=actions.Said(ProfileSection.LANGUAGE, "lang:en", 3), today=TODAY)
    assert (beat(), beat()) == (1, 0)
    work()
    assert beat() == 0


@pytest.mark.django_db
def test_a_build_without_room_says_so_and_another_error_stays_what_it_is(area, person, monkeypatch) -> None:
    monkeypatch.setattr("kompetensnav.runtime.flat.np.save", full_disk)
    with pytest.raises(InputError) as told:
        jobs.build_region_index.func(area)
    assert [problem.code for problem in told.value.problems] == ["index.no-room"]

    def forbidden(*_: object) -> None:
        raise PermissionError(errno.EACCES, "no right")

    monkeypatch.setattr("kompetensnav.runtime.flat.np.save", forbidden)
    with pytest.raises(PermissionError):
        jobs.build_region_index.func(area)
    assert searched(area) == fresh(area)


@pytest.mark.django_db
def test_changes_are_kept_for_a_week_and_departures_until_every_index_has_let_them_go(area, person, others) -> None:
    index.build_index(area)
    supply_changed([others[0].pk])
    supply_changed([person.pk], left=True)
    assert index.purge_changes(timezone.now()) == 0
    SupplyChange.objects.update(at=timezone.now() - OLD)
    supply_changed([others[1].pk])
    assert index.purge_changes(timezone.now()) == 1
    assert set(SupplyChange.objects.values_list("person", flat=True)) == {person.pk, others[1].pk}
    index.clear_departed()  # what was stored no longer leads to today, and goes
    assert [folder.read() for folder in stored_folders()] == [None]
    assert index.purge_changes(timezone.now()) == 1
    assert searched(area) == fresh(area)


@pytest.mark.django_db
def test_indexes_of_other_databases_go_when_nobody_has_touched_them_for_a_week(area, person, own_home) -> None:
    index.build_index(area)
    other, busy = own_home / "index" / "0ther-c-1", own_home / "index" / "busy-c-1"
    for folder in (other, busy):
        folder.mkdir()
        (folder / "ids.npy").write_bytes(b"p-of-another")
    long_ago = (timezone.now() - OLD).timestamp()
    os.utime(other, (long_ago, long_ago))
    os.utime(stored_folders()[0].folder, (long_ago, long_ago))
    index.purge_changes(timezone.now())
    assert not other.exists()
    assert busy.exists()
    assert person.pk in searched(area) == fresh(area)


# what protecting and erasing do beside that


@pytest.fixture
def proposal(need, person) -> Proposal:
    return ProposalFactory(need=need, person=person)


@pytest.mark.django_db
def test_protecting_takes_open_proposals_back_without_saying_why(person, proposal, need, region) -> None:
    agreed = ProposalFactory(need=region.need(), person=person, both_said_yes=True)
    assert protect_person(SYSTEM, person=person, protected=True) == 1
    proposal.refresh_from_db()
    agreed.refresh_from_db()
    assert (proposal.withdraw_reason, agreed.withdrawn_at) == (WithdrawReason.UNAVAILABLE, None)
    assert protect_person(SYSTEM, person=person, protected=True) == 0
    assert AuditEvent.objects.filter(verb="person.protected", object_id=person.pk).count() == 1
    assert AuditEvent.objects.get(verb="proposal.withdrawn").details == {"reason": "unavailable"}
    for role in Role:
        assert not Proposal.objects.visible_to(region.actor(role)).exists()


@pytest.mark.django_db
def test_lifting_the_protection_names_nobody_any_more_and_takes_nothing_back_again(
    person, proposal, region
) -> None:
    assert protect_person(SYSTEM, person=person, protected=False) == 0
    assert not AuditEvent.objects.filter(object_id=person.pk).exists()
    protect_person(SYSTEM, person=person, protected=True)
    person.protected_readers.add(region.user(Role.COORDINATOR))
    assert protect_person(SYSTEM, person=person, protected=False) == 0
    assert not person.protected_readers.exists()
    proposal.refresh_from_db()
    assert proposal.withdrawn
    assert AuditEvent.objects.filter(verb="person.protection-lifted", object_id=person.pk).count() == 1


@pytest.mark.django_db
@pytest.mark.parametrize("leaves", [LEAVES["becomes protected"], LEAVES["is erased"]], ids=["protected", "erased"])
def test_candidates_vanish_from_the_lists(person, need, leaves) -> None:
    do_run(SYSTEM, start_run(SYSTEM, need=need))
    assert [c.person_id for c in Candidate.objects.showable()] == [person.pk]
    leaves(person)
    assert not Candidate.objects.showable().exists()


def holding_everything(person: Person, need, region) -> None:
    """Someone of whom there is a row in every table that knows people."""
    me, coordinator = resident(person), region.actor(Role.COORDINATOR)
    add_claim(me, person=person, said=actions.Said(ProfileSection.LANGUAGE, "lang:en", 3), today=TODAY)
    keep_text(me, person=person, text="Svetsare sedan 1998")
    person.commute.add("2580")
    person.protected_readers.add(coordinator.user)
    do_run(SYSTEM, start_run(SYSTEM, need=need))
    ProposalFactory(need=need, person=person)
    looked(coordinator, [person.pk], Look.EXPORT, purpose="Till Annas chef")


@pytest.mark.django_db
def test_erasing_leaves_an_opaque_id_in_the_logs_and_nothing_else(person, need, region, tmp_path) -> None:
    holding_everything(person, need, region)
    pk, user = person.pk, person.user
    identity, concept = person.identity, person.claims.first().concept
    assert erase_person(region.actor(Role.ADMINISTRATOR), person=person) == 1
    for model in (Person, Identity, Claim, KeptText, Candidate, Proposal):
        assert not model.objects.exists(), model
    assert not User.objects.filter(pk=user.pk).exists()
    call_command("dumpdata", "--all", output=str(tmp_path / "all.json"), verbosity=0)
    everything = (tmp_path / "all.json").read_text()
    said = (
        identity.name,
        identity.email,
        identity.phone,
        user.name,
        user.email,
        "Svetsare",
        "Annas chef",
        "lang:en",
    )
    assert [s for s in said if s in everything] == []
    rows = AuditEvent.objects.filter(object_id=pk).order_by("id")
    assert [(row.verb, row.details) for row in rows][-1] == ("person.erased", {})
    assert {str(row.details) for row in rows} == {"{}"}
    assert AccessEvent.objects.filter(person_id=pk, look=Look.EXPORT, purpose="").count() == 1
    assert concept not in str(
        list(AuditEvent.objects.filter(object_type="person").values_list("details", flat=True))
    )


@pytest.mark.django_db
def test_erasing_leaves_the_logs_of_others_as_they_were(person, others, region) -> None:
    coordinator = region.actor(Role.COORDINATOR)
    looked(coordinator, [others[0].pk, person.pk], Look.EXPORT, purpose="Underlag till rådet")
    for somebody in (others[0], person):
        said = actions.Said(ProfileSection.LANGUAGE, "lang:en", 3)
        add_claim(SYSTEM, person=somebody, said=said, today=TODAY)
    pk = person.pk
    record_erasure(SYSTEM, person=person)
    assert dict(AccessEvent.objects.values_list("person_id", "purpose")) == {
        others[0].pk: "Underlag till rådet",
        pk: "",
    }
    assert AuditEvent.objects.get(verb="person.claim-added", object_id=others[0].pk).details["concept"] == "lang:en"


@pytest.mark.django_db
def test_a_colleague_who_is_erased_as_a_person_can_still_log_in(region) -> None:
    colleague = region.user(Role.COORDINATOR)
    person = region.person(user=colleague)
    record_erasure(SYSTEM, person=person)
    assert User.objects.filter(pk=colleague.pk).exists()
    assert not Person.objects.exists()


@pytest.mark.django_db
def test_sessions_of_who_is_erased_go_and_others_stay(client, region, person) -> None:
    colleague = region.user(Role.COORDINATOR)
    for user in (person.user, colleague):
        client.force_login(user)
        client.cookies.clear()
    assert Session.objects.count() == 2
    record_erasure(SYSTEM, person=person)
    assert [s.get_decoded()[SESSION_KEY] for s in Session.objects.all()] == [colleague.pk]
