"""The index of a region says what a fresh build would, in every process, whatever happened since it was stored."""

import dataclasses
import datetime
import random

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from kompetensnav.apps.concepts.queries import taxonomy_in_use
from kompetensnav.apps.core.models import AuditEvent
from kompetensnav.apps.matches.finding import similarity_in_use
from kompetensnav.apps.memberships.actor import SYSTEM
from kompetensnav.apps.needs.snapshot import snapshot
from kompetensnav.apps.people import index
from kompetensnav.apps.people.actions import (
    Said,
    Whereabouts,
    add_claim,
    give_permission,
    record_erasure,
    record_protection,
    record_withdrawal,
    remove_claim,
    set_section,
    set_whereabouts,
    supply_changed,
)
from kompetensnav.apps.people.models import Claim, Person, ProfileSection, SupplyChange, SupplyRevision
from kompetensnav.apps.people.snapshot import supply_of
from kompetensnav.engine.matching.index import Index, find
from kompetensnav.engine.matching.query import prepare
from tests.factories import Says
from tests.region_index_case import another_process, bytes_of_files, fresh, searched, stored_index

TODAY = datetime.date(2026, 3, 1)
LANGUAGES = ("lang:sv", "lang:en", "lang:uk", "lang:de", "lang:fi")


@pytest.fixture(autouse=True)
def own_home(region, test_home, tmp_path, monkeypatch):
    """A home of this test's own, with the taxonomy of the run; every region is worth storing."""
    (tmp_path / "taxonomy").symlink_to(test_home / "taxonomy")
    monkeypatch.setenv("KOMPETENSNAV_HOME", str(tmp_path))
    monkeypatch.setattr(index, "WORTH_STORING", 1)
    return tmp_path


@pytest.fixture
def area(region) -> str:
    return region.collaboration.pk


@pytest.fixture
def people(region) -> list[Person]:
    return [region.person(claims=(Says("Industrielektriker"),)) for _ in range(4)]


def says(person: Person, language: str, level: int = 3) -> None:
    """A change of one person."""
    add_claim(SYSTEM, person=person, said=Said(ProfileSection.LANGUAGE, language, level), today=TODAY)


def few_are_many(monkeypatch: pytest.MonkeyPatch, most: int) -> None:
    """Workers build in more changes than this, and processes wait no longer for that."""
    monkeypatch.setattr(index, "too_many", lambda people: most)
    monkeypatch.setattr(index, "_PATIENCE", 1)


@pytest.fixture
def reads(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """How many people each reading of the database gave."""
    real, counts = index.supply_of, []

    def counted(*args):
        supply = real(*args)
        counts.append(len(supply))
        return supply

    monkeypatch.setattr(index, "supply_of", counted)
    return counts


# fresh in every process


def test_a_changed_claim_is_in_the_next_search(area, people) -> None:
    index.build_index(area)
    before = searched(area)
    says(people[0], "lang:en")
    after = searched(area)
    assert {pk for pk in before if before[pk] != after[pk]} == {people[0].pk}
    assert after == fresh(area)


def test_only_who_changed_is_read(area, people, reads) -> None:
    index.build_index(area)
    assert reads == [4]
    searched(area)
    assert reads == [4]
    says(people[0], "lang:en")
    searched(area)
    searched(area)
    assert reads == [4, 1]


@pytest.mark.django_db(transaction=True)
def test_a_change_is_in_the_next_search_of_every_process(region, area, people) -> None:
    index.build_index(area)
    with another_process() as one, another_process() as two:
        assert one.searched(area) == two.searched(area) == searched(area) == fresh(area)
        says(people[0], "lang:en")
        assert one.searched(area) == searched(area) == fresh(area)
        record_withdrawal(SYSTEM, person=people[1])
        says(people[2], "lang:de")
        assert one.searched(area) == two.searched(area) == searched(area) == fresh(area)
        assert people[1].pk not in two.searched(area)
        index.build_index(area)
        assert one.searched(area) == fresh(area)
        region.person()
        assert one.searched(area) == two.searched(area) == fresh(area)


def test_what_a_process_holds_is_replaced_by_a_newer_stored_index(area, people, reads) -> None:
    searched(area)
    index.build_index(area)
    says(people[0], "lang:en")
    searched(area)
    assert reads == [4, 4, 1]
    assert index._standing[area].generation == stored_index().generation
    assert searched(area) == fresh(area)


def test_two_regions_see_nothing_of_one_another(region, other_region, area) -> None:
    mine, theirs = region.person(), other_region.person()
    other = other_region.collaboration.pk
    for _ in range(2):
        assert (set(searched(area)), set(searched(other))) == ({mine.pk}, {theirs.pk})
        says(theirs, "lang:en")
        index.build_index(area)
        assert (searched(area), searched(other)) == (fresh(area), fresh(other))
    says(mine, "lang:en")
    index.build_index(other)
    record_withdrawal(SYSTEM, person=theirs)
    index.clear_departed()
    assert (searched(area), searched(other)) == (fresh(area), {})
    assert set(searched(area)) == {mine.pk}


@pytest.mark.parametrize("number", [5, 40])
def test_a_search_asks_as_many_queries_however_many_people(region, area, number: int) -> None:
    people = [region.person(claims=(Says("Svenska", 4),)) for _ in range(number)]
    index.build_index(area)
    graph = taxonomy_in_use().graph

    def queries() -> int:
        with CaptureQueriesContext(connection) as asked:
            index.region_index(area, graph)
        return len(asked)

    queries()
    standing = queries()
    for person in people:
        says(person, "lang:en")
    behind = queries()
    index.forget_standing()
    assert (standing, behind, queries()) == (1, 6, 7)


# what was stored does not lead to today


def without_rows_between(state: SupplyRevision) -> None:
    """The rows of changes after a revision are lost, all but the last."""
    SupplyChange.objects.filter(revision__gt=state.number, revision__lt=state.number + 3).delete()


def test_changes_of_which_nobody_knows_whom_are_read_anew(region, area, people, reads) -> None:
    index.build_index(area)
    searched(area)
    Claim.objects.filter(person=people[0]).update(level=None, evidence=1)
    supply_changed()
    assert searched(area) == fresh(area)
    assert reads == [4, 4]
    assert list(index.regions_to_build()) == [area]


def test_a_gap_in_the_changes_is_read_anew(area, people, reads) -> None:
    index.build_index(area)
    searched(area)
    then = SupplyRevision.objects.get()
    for language in LANGUAGES:
        says(people[0], language)
    without_rows_between(then)
    assert searched(area) == fresh(area)
    index.forget_standing()
    assert searched(area) == fresh(area)
    assert reads == [4, 4, 4]
    assert list(index.regions_to_build()) == [area]


@pytest.mark.parametrize("since", range(1, 7))
@pytest.mark.parametrize("forgets", [True, False], ids=["new process", "old process"])
def test_a_restored_database_is_not_taken_for_what_was_lost(area, people, since: int, forgets: bool) -> None:
    """Four changes were lost with the restore; as many, fewer or more have been made since."""
    backup = SupplyRevision.objects.values("number", "mark", "follows").get()
    for language in LANGUAGES[:4]:
        says(people[0], language)
    index.build_index(area)
    lost = searched(area)
    people[0].claims.filter(section=ProfileSection.LANGUAGE).delete()
    SupplyChange.objects.filter(revision__gt=backup["number"]).delete()
    SupplyRevision.objects.update(**backup)
    for n in range(since):
        says(people[1], LANGUAGES[n % 5], 1 + n // 5)
    if forgets:
        index.forget_standing()
    assert searched(area) == fresh(area)
    assert searched(area)[people[0].pk] != lost[people[0].pk]
    assert index.clear_departed() == 1  # nobody can use it again
    assert index.clear_departed() == 0
    assert list(index.regions_to_build()) == [area]


def test_what_was_read_in_a_transaction_that_failed_is_not_kept(area, people) -> None:
    searched(area)
    with pytest.raises(RuntimeError), transaction.atomic():
        says(people[0], "lang:en")
        assert searched(area) == fresh(area)
        raise RuntimeError
    says(people[1], "lang:en")
    assert searched(area) == fresh(area)


def test_another_taxonomy_reads_everybody_anew(area, people, monkeypatch) -> None:
    index.build_index(area)
    graph = taxonomy_in_use().graph
    other = dataclasses.replace(graph, name="another@1")
    assert index.region_index(area, graph) is index.region_index(area, graph)
    old, new = index.region_index(area, graph), index.region_index(area, other)
    assert index._standing[area].state.taxonomy == "another@1"
    assert index._standing[area].generation == ""  # what is stored was read with the one before
    assert old is not new
    says(people[0], "lang:en")  # while queries of both run
    for wanted in (graph, other, graph):
        assert len(index.region_index(area, wanted)) == 4
    assert list(index.regions_to_build()) == []
    in_use = dataclasses.replace(taxonomy_in_use(), name=other.name, graph=other)
    monkeypatch.setattr(index, "taxonomy_in_use", lambda: in_use)
    assert list(index.regions_to_build()) == [area]
    index.build_index(area)
    assert stored_index().basis.taxonomy == "another@1"


def test_other_places_read_everybody_anew(area, people, monkeypatch) -> None:
    index.build_index(area)
    known = index.places()
    further = dataclasses.replace(known, distance_km=known.distance_km + 1)
    monkeypatch.setattr(index, "places", lambda: further)
    searched(area)
    assert index._standing[area].generation == ""
    assert list(index.regions_to_build()) == [area]


# much changed


def test_much_that_changed_is_built_in(area, people, monkeypatch, reads) -> None:
    few_are_many(monkeypatch, 2)
    index.build_index(area)
    searched(area)
    for person in people[:2]:
        says(person, "lang:en")
    assert list(index.regions_to_build()) == []
    says(people[2], "lang:en")
    assert list(index.regions_to_build()) == [area]
    assert searched(area) == fresh(area)
    assert reads == [4, 4]
    says(people[3], "lang:en")  # what is held is nearer than what is stored
    assert searched(area) == fresh(area)
    assert reads == [4, 4, 1]
    index.build_index(area)
    assert list(index.regions_to_build()) == []
    says(people[3], "lang:de")
    assert searched(area) == fresh(area)
    assert reads == [4, 4, 1, 4, 1]
    assert index._standing[area].generation == stored_index().generation


def test_no_search_reads_everybody_while_a_worker_has_yet_to_build(area, people, monkeypatch, reads) -> None:
    few_are_many(monkeypatch, 1)
    monkeypatch.setattr(index, "_PATIENCE", 3)
    index.build_index(area)
    searched(area)
    for person in people[:3]:
        says(person, "lang:en")
    assert list(index.regions_to_build()) == [area]
    assert searched(area) == fresh(area)
    assert reads == [4, 3]
    says(people[3], "lang:en")
    assert searched(area) == fresh(area)
    assert reads == [4, 3, 4]


@pytest.mark.parametrize(("people", "most"), [(0, 2_000), (150_000, 3_000), (1_000_000, 7_500)])
def test_changes_that_are_put_over_can_be_named_in_one_query(people: int, most: int) -> None:
    assert index.too_many(people) == most
    assert index._PATIENCE * most < 32_766  # what SQLite takes


def test_few_people_are_not_stored(area, people, monkeypatch) -> None:
    monkeypatch.setattr(index, "WORTH_STORING", 5)
    assert list(index.regions_to_build()) == []
    monkeypatch.setattr(index, "WORTH_STORING", 4)
    assert list(index.regions_to_build()) == [area]


# whatever happens


class Story:
    """Things that happen to people and processes, one after the other."""

    def __init__(self, region, seed: int) -> None:
        self.region, self.area, self.chance = region, region.collaboration.pk, random.Random(seed)

    def somebody(self) -> Person | None:
        return self.chance.choice([*Person.objects.order_by("pk"), None])

    def happens(self) -> None:
        person = self.somebody()
        of_a_person = (
            self.claims,
            self.unsays,
            self.moves,
            self.answers,
            lambda p: record_withdrawal(SYSTEM, person=p),
            lambda p: give_permission(SYSTEM, person=p),
            lambda p: record_protection(SYSTEM, person=p, protected=self.chance.random() < 0.5),
            lambda p: record_erasure(SYSTEM, person=p),
        )
        of_nobody = (
            self.region.person,
            self.joins,
            index.forget_standing,
            index.clear_departed,
            lambda: index.build_index(self.area),
            lambda: index.purge_changes(timezone.now()),
            lambda: SupplyChange.objects.filter(pk__in=SupplyChange.objects.order_by("?")[:1]).delete(),
        )
        if person is not None and self.chance.random() < 0.75:
            self.chance.choices(of_a_person, (5, 2, 3, 3, 1, 2, 1, 1))[0](person)
        else:
            self.chance.choices(of_nobody, (1, 5, 2, 2, 4, 1, 1))[0]()

    def claims(self, person: Person) -> None:
        says(person, self.chance.choice(LANGUAGES), self.chance.randint(1, 6))

    def unsays(self, person: Person) -> None:
        for claim in person.claims.all()[:1]:
            remove_claim(SYSTEM, person=person, claim_id=claim.pk)

    def moves(self, person: Person) -> None:
        towns = self.chance.sample(("2580", "2582", "2514", "0180"), 2)
        home = self.chance.choice((None, *towns))
        set_whereabouts(SYSTEM, person=person, said=Whereabouts(home, towns, True, 0, None))

    def answers(self, person: Person) -> None:
        section = self.chance.choice(list(ProfileSection))
        set_section(SYSTEM, person=person, section=section, state=self.chance.randint(1, 2))

    def joins(self) -> None:
        person = self.region.person(not_permitting=True)
        give_permission(SYSTEM, person=person)


@pytest.mark.parametrize("seed", range(12))
def test_after_whatever_happens_the_index_is_that_of_a_fresh_build(
    region, area, need, seed: int, monkeypatch, django_capture_on_commit_callbacks
) -> None:
    few_are_many(monkeypatch, 4)
    story = Story(region, seed)
    people = [region.person(claims=(Says("Industrielektriker"),)) for _ in range(3)]
    for _ in range(30):
        with django_capture_on_commit_callbacks(execute=True):
            story.happens()
        assert searched(area) == fresh(area)
        gone = {pk.encode() for pk in everybody_ever(people)} - {pk.encode() for pk in fresh(area)}
        assert [pk for pk in gone if pk in bytes_of_files()] == []
    similarity = similarity_in_use()
    query = prepare(snapshot(need, similarity.graph).need, similarity, index.places())
    everybody = supply_of(Person.objects.matchable().in_region(area), similarity.graph)
    found = find(query, index.region_index(area, similarity.graph), 5)
    assert found == find(query, Index.of(everybody, index.places()), 5)


def everybody_ever(people: list[Person]) -> set[str]:
    """Ids of all who are or have been."""
    logged = AuditEvent.objects.filter(object_type="person").values_list("object_id", flat=True)
    return (
        set(logged)
        | {person.pk for person in people if person.pk}
        | set(Person.objects.values_list("pk", flat=True))
    )
