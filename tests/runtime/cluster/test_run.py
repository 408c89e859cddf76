"""Three workers over TLS answer as one machine does, whatever happens to them."""

import os
import signal
import socket
from dataclasses import replace
from pathlib import Path

import pytest

from kompetensnav.engine.matching.search import Searcher, merge, search_near
from kompetensnav.engine.matching.shard import Shard
from kompetensnav.engine.matching.terms import Condition
from kompetensnav.runtime.cluster import run, shards
from kompetensnav.runtime.cluster.people import People, PeopleStore
from kompetensnav.runtime.cluster.run import Changed, connected, find_near_on_cluster, find_on_cluster
from kompetensnav.runtime.cluster.settings import ClusterSettings
from kompetensnav.runtime.problems import InputError
from tests.runtime.cluster.crowd import GRAPH, PLACES, on_one_machine, profiles, queries, supply, supply_of
from tests.runtime.cluster.local_cluster import MEMORY

MOST = 90  # people a file: several files a worker
K = 7


@pytest.fixture
def settings(workers: ClusterSettings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ClusterSettings:
    """The cluster with a folder of its own, and batches so small that there are several."""
    monkeypatch.setenv("KOMPETENSNAV_HOME", str(tmp_path / "home"))
    monkeypatch.setattr(run, "_NEEDS_A_BATCH", 5)
    return replace(workers, folder=str(tmp_path / "people"))


def written(settings: ClusterSettings, people, most: int = MOST) -> People:
    return PeopleStore(settings.folder).write([people], PLACES, GRAPH.name, most)


def codes(error: pytest.ExceptionInfo[InputError]) -> list[str]:
    return [problem.code for problem in error.value.problems]


def test_the_answers_are_those_of_one_machine_bit_for_bit(settings) -> None:
    people, asked = supply(700), queries(23)
    assert len(written(settings, people).files) > 7
    told: list[tuple[int, int]] = []
    found = list(find_on_cluster(asked, settings, PLACES, K, progress=lambda *done: told.append(done)))
    assert found == on_one_machine(people, asked, K)
    assert any(len(one.ranked) == K for one in found)
    assert told == sorted(told)
    assert told[-1][0] == told[-1][1] > 0


def test_near_misses_are_those_of_one_machine(settings) -> None:
    people = supply(400, seed=3)
    written(settings, people)
    searcher = Searcher(Shard.of(people, PLACES))
    asked = [(query, condition) for query in queries(6) for condition in (Condition.REACH, Condition.LANGUAGE)]
    expected = [merge(q, [search_near(q, searcher, c, K)], K).ranked for q, c in asked]
    assert list(find_near_on_cluster(asked, settings, PLACES, K)) == expected
    assert any(expected)


def test_those_who_left_are_found_by_no_batch_after_that_and_the_rest_as_if_they_had_never_been(settings) -> None:
    everybody, asked = profiles(500), queries(10)
    written(settings, supply_of(everybody))
    gone = {row.person for one in on_one_machine(supply_of(everybody), asked, K) for row in one.ranked}
    found = list(find_on_cluster(asked, settings, PLACES, K, changed=lambda: Changed(gone | {"p-unknown"})))
    assert found == on_one_machine(supply_of([p for p in everybody if p.id not in gone]), asked, K)


def test_who_leaves_in_the_middle_is_gone_from_the_next_batch(settings) -> None:
    everybody, asked = profiles(300), queries(20)
    written(settings, supply_of(everybody))
    before = on_one_machine(supply_of(everybody), asked, K)
    gone = {row.person for one in before for row in one.ranked}
    left = iter([set(), set(), gone, gone])
    found = list(find_on_cluster(asked, settings, PLACES, K, changed=lambda: Changed(next(left))))
    after = on_one_machine(supply_of([p for p in everybody if p.id not in gone]), asked, K)
    assert found == before[:10] + after[10:]


def test_who_changed_is_found_as_they_are_now_and_who_is_new_is_found_too(settings) -> None:
    everybody, new, asked = profiles(300), profiles(40, seed=9), queries(10)
    written(settings, supply_of(everybody))
    old = everybody[:50]
    now = [replace(p, claims=q.claims, municipality=q.municipality) for p, q in zip(old, new, strict=False)] + new
    changed = Changed([p.id for p in old], Searcher(Shard.of(supply_of(now), PLACES)))
    today = supply_of([*now, *everybody[50:]])
    found = list(find_on_cluster(asked, settings, PLACES, K, changed=lambda: changed))
    assert found == on_one_machine(today, asked, K)
    reach = [(query, Condition.REACH) for query in asked]
    searcher = Searcher(Shard.of(today, PLACES))
    expected = [merge(q, [search_near(q, searcher, c, K)], K).ranked for q, c in reach]
    assert list(find_near_on_cluster(reach, settings, PLACES, K, changed=lambda: changed)) == expected


def test_a_worker_killed_in_the_middle_changes_nothing(settings) -> None:
    people, asked = supply(700), queries(30)
    written(settings, people)
    with connected(settings) as client:
        victims = sorted(client.run(os.getpid).values())
    killed: list[int] = []

    def kill(done: int, total: int) -> None:
        if not killed and done < total:  # tasks are under way, and answers not yet fetched lie with the victim
            os.kill(victims[0], signal.SIGKILL)
            killed.append(done)

    found = list(find_on_cluster(asked, settings, PLACES, K, progress=kill))
    assert killed
    assert found == on_one_machine(people, asked, K)


def test_files_that_are_compacted_in_the_middle_are_asked_again(settings) -> None:
    everybody, asked = profiles(300), queries(20)
    written(settings, supply_of(everybody))
    gone = {p.id for p in everybody[:40]}
    calls: list[int] = []

    def changed() -> Changed:
        calls.append(len(calls))
        if len(calls) == 2:  # the first batch is under way; its files go
            PeopleStore(settings.folder).compact(gone)
        return Changed(gone)

    found = list(find_on_cluster(asked, settings, PLACES, K, changed=changed))
    assert found == on_one_machine(supply_of(everybody[40:]), asked, K)


def test_nobody_at_all_is_an_answer(settings) -> None:
    nobody, asked = supply_of([]), queries(3)
    written(settings, nobody)
    assert list(find_on_cluster(asked, settings, PLACES, K)) == on_one_machine(nobody, asked, K)
    assert list(find_on_cluster([], settings, PLACES, K)) == []


def test_a_damaged_file_and_a_missing_one_are_told(settings) -> None:
    people = written(settings, supply(300))
    path = Path(settings.folder) / people.files[0].name
    whole = path.read_bytes()
    path.write_bytes(whole[: len(whole) // 2])
    with pytest.raises(InputError) as error:
        list(find_on_cluster(queries(3), settings, PLACES, K))
    assert codes(error) == ["cluster.file-damaged"]
    path.unlink()
    with pytest.raises(InputError) as error:
        list(find_on_cluster(queries(3), settings, PLACES, K))
    assert codes(error) == ["cluster.file-missing"]


def test_people_written_for_another_taxonomy_are_refused(settings) -> None:
    PeopleStore(settings.folder).write([supply(30)], PLACES, "test-0", MOST)
    with pytest.raises(InputError) as error:
        list(find_on_cluster(queries(1), settings, PLACES, K))
    assert codes(error) == ["cluster.other-taxonomy"]


def test_a_scheduler_that_does_not_answer_is_told_in_time(settings) -> None:
    written(settings, supply(30))
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        silent = replace(settings, scheduler=f"tcp://127.0.0.1:{free.getsockname()[1]}", timeout=0.3)
        with pytest.raises(InputError) as error:
            list(find_on_cluster(queries(1), silent, PLACES, K))
    assert codes(error) == ["cluster.unreachable"]


def test_a_stranger_without_the_certificates_is_not_let_in(settings) -> None:
    stranger = replace(settings, scheduler=settings.scheduler.replace("tls", "tcp"), timeout=0.5)
    with pytest.raises(InputError) as error, connected(stranger):
        pass
    assert codes(error) == ["cluster.unreachable"]


def test_workers_hold_shards_up_to_their_share_of_memory(settings) -> None:
    written(settings, supply(700))
    list(find_on_cluster(queries(5), settings, PLACES, K))
    with connected(settings) as client:
        held = list(client.run(lambda: (len(shards._HELD), shards._HELD.nbytes)).values())
        mosts = {client.submit(shards._most_held, workers=[w]).result() for w in client.nthreads()}
    assert mosts == {int(MEMORY * 0.4)}
    assert sum(n for n, _ in held) > 7
    assert all(size <= MEMORY * 0.4 for _, size in held)
