"""A region's needs on a cluster: the answers of this machine, as the database is now; who left leaves the files."""

import datetime
from pathlib import Path

import pytest
from django.utils import timezone

from kompetensnav.apps.matches.answers import answers_for
from kompetensnav.apps.matches.finding import similarity_in_use
from kompetensnav.apps.matches.models import NightlyRun
from kompetensnav.apps.matches.nightly import go_on, start_nightly
from kompetensnav.apps.memberships.actor import SYSTEM
from kompetensnav.apps.needs.snapshot import snapshot
from kompetensnav.apps.people import cluster
from kompetensnav.apps.people.actions import Said, add_claim, record_withdrawal
from kompetensnav.apps.people.cluster import compact_cluster_files
from kompetensnav.apps.people.models import Person, ProfileSection, SupplyRevision
from kompetensnav.engine.matching.result import Found
from kompetensnav.runtime.cluster.people import PeopleStore, stores
from kompetensnav.runtime.cluster.settings import ClusterSettings
from kompetensnav.runtime.problems import InputError
from tests.factories import Asks, Says, concept, resident

ELECTRICIAN = Says("Industrielektriker")
NOW = datetime.datetime(2026, 3, 1, tzinfo=datetime.UTC)


@pytest.fixture
def people(region) -> list[Person]:
    said = [
        (ELECTRICIAN, Says("drive:B")),
        (ELECTRICIAN,),
        (ELECTRICIAN, Says("Svenska", 5)),
        (Says("drive:B"),),
        (),
    ]
    return [region.person(resident=True, claims=claims) for claims in said]


@pytest.fixture
def needs(region, people) -> list:
    asked = [
        (Asks("Industrielektriker"),),
        (Asks("Industrielektriker"), Asks("drive:B")),
        (Asks("Svenska", level=3),),
    ]
    return [region.need(requirements=requirements) for requirements in asked]


@pytest.fixture
def store(region, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> PeopleStore:
    """Where the region's files are to lie. The register lies in a home of its own, so that no other test sees it."""
    monkeypatch.setenv("KOMPETENSNAV_CLUSTER_FOLDER", str(tmp_path / "people"))
    monkeypatch.setattr("kompetensnav.runtime.cluster.people.home", lambda: tmp_path / "home")
    monkeypatch.setattr(cluster, "home", lambda: tmp_path / "home")
    return PeopleStore(ClusterSettings.of().below(region.collaboration.pk).folder)


@pytest.fixture
def on_cluster(workers: ClusterSettings, store, monkeypatch: pytest.MonkeyPatch) -> None:
    said = {"SCHEDULER": workers.scheduler, "CA": workers.ca, "CERT": workers.certificate, "KEY": workers.key}
    for name, value in {**said, "TIMEOUT": "20"}.items():
        monkeypatch.setenv(f"KOMPETENSNAV_CLUSTER_{name}", value)


def answers(region, needs) -> list[Found]:
    similarity = similarity_in_use()
    asked = [snapshot(need, similarity.graph) for need in needs]
    return list(answers_for(asked, region.collaboration.pk, similarity, 50))


def here(region, needs) -> list[Found]:
    """One at a time: those are answered on this machine."""
    return [one for need in needs for one in answers(region, [need])]


def ids_in_files(store: PeopleStore) -> set[str]:
    people = store.current()
    return {i.decode() for file in people.files for i in people.ids(file).tolist()}


def withdraw(person: Person) -> None:
    record_withdrawal(resident(person), person=person)


def test_a_batch_is_answered_on_the_cluster_as_on_this_machine_whatever_has_changed(
    region, people, needs, store, on_cluster
) -> None:
    assert answers(region, needs) == here(region, needs)
    written = store.current()
    assert ids_in_files(store) == {person.pk for person in people}
    said = Said(ProfileSection.OCCUPATION, concept(ELECTRICIAN.label), None)
    add_claim(resident(people[4]), person=people[4], said=said, today=NOW.date())
    withdraw(people[0])
    found = answers(region, needs)
    assert found == here(region, needs)
    listed = {row.person for row in found[0].ranked}
    assert people[4].pk in listed
    assert people[0].pk not in listed
    assert store.current() == written  # nobody was written again for so little


def test_a_nightly_run_writes_the_lists_that_the_cluster_finds(region, people, needs, store, on_cluster) -> None:
    run, _ = start_nightly(SYSTEM, collaboration=region.collaboration)
    while go_on(SYSTEM, run):
        pass
    assert NightlyRun.objects.get().done == 3
    assert ids_in_files(store) == {person.pk for person in people}


def test_those_who_left_are_taken_out_of_the_files(region, people, needs, store, on_cluster) -> None:
    answers(region, needs)
    assert compact_cluster_files(NOW) == 0
    withdraw(people[0])
    assert compact_cluster_files(NOW) == 1
    assert ids_in_files(store) == {person.pk for person in people[1:]}
    assert compact_cluster_files(NOW) == 0
    assert answers(region, needs) == here(region, needs)


def test_files_of_another_database_or_damaged_ones_are_removed(region, people, needs, store, on_cluster) -> None:
    answers(region, needs)
    SupplyRevision.objects.update(era="another")
    compact_cluster_files(NOW)
    assert list(stores()) == []
    answers(region, needs)
    for path in Path(store.folder).rglob("*.parquet"):
        path.write_bytes(b"")
    withdraw(people[0])
    compact_cluster_files(NOW)
    assert list(stores()) == []
    assert list(Path(store.folder).rglob("*.parquet")) == []
    assert answers(region, needs) == here(region, needs)


def test_files_are_written_anew_when_much_has_changed(
    region, people, needs, store, on_cluster, monkeypatch
) -> None:
    answers(region, needs)
    monkeypatch.setattr(cluster.index, "too_many", lambda people: 0)
    withdraw(people[0])
    assert answers(region, needs) == here(region, needs)
    assert ids_in_files(store) == {person.pk for person in people[1:]}


def test_files_are_written_anew_where_nobody_can_say_who_changed(region, people, needs, store, on_cluster) -> None:
    answers(region, needs)
    new = region.person(claims=(ELECTRICIAN,))  # made past the actions, which name whom they change
    assert answers(region, needs) == here(region, needs)
    assert new.pk in ids_in_files(store)


def test_without_a_cluster_there_is_an_error_unless_this_machine_may_do_it(
    region, people, needs, store, monkeypatch
) -> None:
    expected = here(region, needs)
    monkeypatch.setenv("KOMPETENSNAV_CLUSTER_SCHEDULER", "tcp://127.0.0.1:1")
    monkeypatch.setenv("KOMPETENSNAV_CLUSTER_TIMEOUT", "0.3")
    with pytest.raises(InputError) as error:
        answers(region, needs)
    assert [p.code for p in error.value.problems] == ["cluster.unreachable"]
    monkeypatch.setenv("KOMPETENSNAV_CLUSTER_OR_LOCAL", "yes")
    assert answers(region, needs) == expected


def test_where_nothing_was_ever_written_there_is_nothing_to_compact(db, store) -> None:
    assert compact_cluster_files(timezone.now()) == 0
