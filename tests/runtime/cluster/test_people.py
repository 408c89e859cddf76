"""People as files: nothing of who they are, whole or not at all, refused where they mean something else."""

import os
import stat
from collections.abc import Iterator
from dataclasses import fields, replace
from pathlib import Path

import fsspec
import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kompetensnav.engine.matching.fingerprint import of_sum
from kompetensnav.engine.matching.search import Searcher, merge
from kompetensnav.engine.matching.supply import Places, Supply
from kompetensnav.engine.matching.terms import Answer
from kompetensnav.runtime.cluster import parquet, people, shards
from kompetensnav.runtime.cluster.answers import together
from kompetensnav.runtime.cluster.columns import SCHEMA, Tables, row_names, supply_of
from kompetensnav.runtime.cluster.lent import lent_people
from kompetensnav.runtime.cluster.people import People, PeopleStore
from kompetensnav.runtime.cluster.run import _named
from kompetensnav.runtime.cluster.shards import Ask, Batch, Held, search_file
from kompetensnav.runtime.problems import InputError
from tests.runtime.cluster import crowd
from tests.runtime.cluster.crowd import GRAPH, PLACES, on_one_machine, profiles, queries, supply

NOBODY = np.zeros(0, np.int64)


@pytest.fixture(autouse=True)
def own_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KOMPETENSNAV_HOME", str(tmp_path / "home"))


@pytest.fixture
def store(tmp_path: Path) -> PeopleStore:
    return PeopleStore(str(tmp_path / "people"))


@pytest.fixture
def as_worker(monkeypatch: pytest.MonkeyPatch) -> None:
    """What a worker does, done here: with room for everything and nothing held from other tests."""
    monkeypatch.setattr(shards, "_most_held", lambda: 2**30)
    monkeypatch.setattr(shards, "_HELD", Held())


def write(store: PeopleStore, n: int, most: int = 60, taxonomy: str = GRAPH.name) -> People:
    return store.write([supply(n)], PLACES, taxonomy, most)


def people_hash(written: People) -> str:
    return of_sum(len(written), written.fingerprint([NOBODY] * len(written.files)))


def files_below(folder: Path | str) -> list[str]:
    return sorted(str(p.relative_to(folder)) for p in Path(folder).rglob("*") if p.is_file())


def codes(error: pytest.ExceptionInfo[InputError]) -> list[str]:
    return [problem.code for problem in error.value.problems]


def ids_of(written: People) -> list[str]:
    return [i.decode() for file in written.files for i in written.ids(file).tolist()]


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 40), st.integers(0, 2**32))
def test_people_come_back_from_a_table_as_they_went_in(n, seed) -> None:
    people = supply(n, seed)
    back = supply_of(Tables(people).of(np.arange(n)), len(GRAPH), len(PLACES))
    expected = replace(people, ids=row_names(n))
    assert back.digest == expected.digest
    for field in fields(Supply):
        value, wanted = getattr(back, field.name), getattr(expected, field.name)
        if field.name == "commute_start":  # one entry a place; a supply ends at the last place anybody commutes to
            assert value[: len(wanted)].tolist() == wanted.tolist()
        else:
            assert np.array_equal(value, wanted)
            assert getattr(value, "dtype", None) == getattr(wanted, "dtype", None)


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 200), st.integers(1, 70), st.integers(0, 2**32))
def test_everybody_stands_in_one_file_of_no_more_than_so_many(n, most, seed) -> None:
    people = supply(n, seed)
    shares = [rows for _, rows in crowd_shares(people, most)]
    assert sorted(np.concatenate([NOBODY, *shares]).tolist()) == list(range(n))
    assert all(len(rows) <= most and rows.tolist() == sorted(rows.tolist()) for rows in shares)


def crowd_shares(supply_: Supply, most: int) -> Iterator[tuple[str, np.ndarray]]:
    return people._shares(supply_, PLACES, most)


def test_small_regions_share_a_file_and_a_large_one_has_several() -> None:
    labels = [label for label, _ in crowd_shares(supply(600), 150)]
    expected = ["unknown-0", "1-1", "1-1", "1-1", "1-2", "5-5"]
    assert labels == [f"places={regions}" for regions in expected]


def test_files_say_nothing_of_who_the_people_are(store) -> None:
    written = write(store, 200)
    assert sorted(ids_of(written)) == sorted(p.id for p in profiles(200))
    for name in files_below(store.folder):
        path = Path(store.folder) / name
        assert pq.read_schema(path).names == SCHEMA.names
        raw = path.read_bytes() + str(pq.read_table(path).to_pylist()).encode()
        assert not [i for i in ids_of(written) if i.encode() in raw]


def test_only_the_owner_may_read_files_and_register(store, tmp_path) -> None:
    before = os.umask(0)
    try:
        write(store, 100)
    finally:
        os.umask(before)
    for path in [*Path(store.folder).rglob("*"), *(tmp_path / "home" / "cluster" / "registers").rglob("*")]:
        assert stat.S_IMODE(path.stat().st_mode) == (0o700 if path.is_dir() else 0o600), path
    assert stat.S_IMODE(Path(store.folder).stat().st_mode) == 0o700


def test_the_hash_of_the_files_is_that_of_the_people(store) -> None:
    assert people_hash(write(store, 150)) == supply(150).digest


def test_several_supplies_make_one_set(store, as_worker) -> None:
    everybody, asked = profiles(150), queries(6)
    parts = [crowd.supply_of(everybody[:70]), crowd.supply_of(everybody[70:])]
    written = store.write(iter(parts), PLACES, GRAPH.name, 60)
    assert answers(written, asked) == on_one_machine(crowd.supply_of(everybody), asked, 5)


def answers(written: People, asked, k: int = 5):
    """What a coordinator makes of the answers of workers."""
    batch = Batch(written.folder, written.basis, PLACES, tuple(Ask(q, k) for q in asked))
    files = [search_file(batch, i, file.name, NOBODY) for i, file in enumerate(written.files)]
    parts = _named(written, [NOBODY] * len(files), together(files, [k] * len(asked)), len(asked))
    return [merge(q, [part], k) for q, part in zip(asked, parts, strict=True)]


def test_any_store_that_fsspec_can_open_will_do(as_worker) -> None:
    store = PeopleStore("memory://region/people")
    try:
        everybody, asked = profiles(150), queries(4)
        written = write(store, 150)
        assert answers(written, asked) == on_one_machine(supply(150), asked, 5)
        assert store.compact([p.id for p in everybody[:50]]) == 50
        rest = crowd.supply_of(everybody[50:])
        assert answers(store.current(), asked) == on_one_machine(rest, asked, 5)
        store.erase()
        assert parquet.names(store.folder) == []
    finally:
        fsspec.filesystem("memory").store.clear()


def test_writing_again_replaces_what_changed_and_nothing_else(store) -> None:
    before = write(store, 200)
    assert write(store, 200) == before
    everybody = profiles(200)
    everybody[0] = replace(everybody[0], willing_to_move=Answer((everybody[0].willing_to_move + 1) % 3))
    after = store.write([crowd.supply_of(everybody)], PLACES, GRAPH.name, 60)
    assert store.current() == after
    assert len(set(after.files) - set(before.files)) == 1
    assert files_below(store.folder) == sorted(file.name for file in after.files)
    other = write(store, 200, taxonomy="test-2")
    assert not set(other.files) & set(after.files)


def test_a_file_that_somebody_took_away_is_written_again(store) -> None:
    before = write(store, 200)
    (Path(store.folder) / before.files[0].name).unlink()
    assert set(write(store, 200).files) > set(before.files[1:])


def test_compacting_takes_out_those_who_left_and_touches_no_other_file(store) -> None:
    before = write(store, 200)
    everybody, gone = ids_of(before), [i.decode() for i in before.ids(before.files[1])[:7].tolist()]
    assert store.compact([*gone, "p-unknown"]) == 7
    after = store.current()
    assert sorted(ids_of(after)) == sorted(set(everybody) - set(gone))
    assert people_hash(after) == crowd.supply_of([p for p in profiles(200) if p.id not in gone]).digest
    assert set(before.files) - set(after.files) == {before.files[1]}
    assert store.compact(gone) == 0
    assert store.current() == after


def test_a_file_of_which_everybody_left_is_gone_and_one_without_anybody_stays(store) -> None:
    before = write(store, 100)
    store.compact([i.decode() for i in before.ids(before.files[0]).tolist()])
    assert store.current().files == before.files[1:]
    store.compact(ids_of(store.current()))
    assert [file.people for file in store.current().files] == [0]


class CutOff(BaseException):
    """The process ends here."""


@pytest.mark.parametrize("after", [0, 1, 3, 6, 20])
@pytest.mark.parametrize("killed", [False, True], ids=["told", "killed"])
@pytest.mark.parametrize("change", ["write", "compact"])
def test_whatever_is_cut_off_the_set_before_or_after_is_whole(store, monkeypatch, after, killed, change) -> None:
    before = write(store, 200)
    gone = [p.id for p in profiles(200)[::5]]
    steps = iter(range(1000))

    def cut_off(real):
        def step(*arguments):
            if next(steps) >= after:
                raise CutOff
            return real(*arguments)

        return step

    for name in ("write", "remove"):
        monkeypatch.setattr(parquet, name, cut_off(getattr(parquet, name)))
    if killed:  # then nobody tidies up
        monkeypatch.setattr(PeopleStore, "_tidy", lambda self: None)
    finished = True
    try:
        write(store, 150) if change == "write" else store.compact(gone)
    except CutOff:
        finished = False
    monkeypatch.undo()
    now = store.current()
    assert finished == (after == 20)
    expected = supply(150) if change == "write" else crowd.supply_of([p for p in profiles(200) if p.id not in gone])
    assert people_hash(now) in (supply(200).digest, expected.digest)
    for file in now.files:
        assert parquet.read(store.folder, file.name, now.basis).num_rows == file.people == len(now.ids(file))
    store.compact(())
    assert files_below(store.folder) == sorted(file.name for file in now.files)
    assert before.folder == now.folder


def test_a_full_disk_is_told_and_leaves_nothing_behind(store, monkeypatch) -> None:
    before = write(store, 100)
    real, written = pq.write_table, iter(range(9))

    def full(*arguments, **named):
        if next(written) == 2:
            raise OSError(28, os.strerror(28))
        real(*arguments, **named)

    monkeypatch.setattr(pq, "write_table", full)
    with pytest.raises(InputError) as error:
        write(store, 300)
    assert codes(error) == ["cluster.cannot-write"]
    assert store.current() == before
    assert files_below(store.folder) == sorted(file.name for file in before.files)


def test_a_folder_that_cannot_be_written_is_told(tmp_path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(InputError) as error:
        write(PeopleStore(str(tmp_path / "file" / "people")), 10)
    assert codes(error) == ["cluster.cannot-write"]


def test_people_nobody_wrote_and_a_damaged_register_are_told(store, tmp_path) -> None:
    with pytest.raises(InputError) as error:
        store.current()
    assert codes(error) == ["cluster.no-people"]
    written = write(store, 50)
    column = next((tmp_path / "home" / "cluster" / "registers").rglob("*.ids.npy"))
    column.write_bytes(column.read_bytes()[:40])
    with pytest.raises(InputError) as error:
        ids_of(written)
    assert codes(error) == ["cluster.register-damaged"]
    (column.parent / "current.json").write_text("{")
    with pytest.raises(InputError) as error:
        store.current()
    assert codes(error) == ["cluster.register-damaged"]


def test_files_are_left_alone_that_are_not_ours(store) -> None:
    theirs = Path(store.folder) / "places=1-1" / "theirs.parquet"
    theirs.parent.mkdir(parents=True)
    theirs.write_text("")
    write(store, 50)
    store.erase()
    assert files_below(store.folder) == ["places=1-1/theirs.parquet"]


@pytest.mark.parametrize(
    ("basis", "code"),
    [
        ({"taxonomy": "test-2"}, "cluster.other-taxonomy"),
        ({"concepts": 3}, "cluster.other-taxonomy"),
        ({"places_hash": "0"}, "cluster.other-places"),
    ],
)
def test_a_file_whose_numbers_mean_something_else_is_refused(store, as_worker, basis, code) -> None:
    written = write(store, 20)
    batch = Batch(written.folder, replace(written.basis, **basis), PLACES, ())
    with pytest.raises(InputError) as error:
        search_file(batch, 0, written.files[0].name, NOBODY)
    assert codes(error) == [code]


def test_a_file_of_another_format_is_refused(store, as_worker, monkeypatch) -> None:
    monkeypatch.setattr(parquet, "FORMAT", 0)
    written = write(store, 20)
    monkeypatch.setattr(parquet, "FORMAT", 1)
    with pytest.raises(InputError) as error:
        store.current()
    assert codes(error) == ["cluster.other-format"]
    with pytest.raises(InputError) as error:
        parquet.read(written.folder, written.files[0].name, written.basis)
    assert codes(error) == ["cluster.other-format"]


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("home", len(PLACES)),
        ("home", -2),
        ("willing_to_move", 3),
        ("meets_legal_age", 9),
        ("commute", [len(PLACES)]),
        ("sections", [0, 0, 0, 3, 0, 0, 0]),
        ("claim_concept", [len(GRAPH)] * 2),
        ("claim_concept", [1]),
        ("claim_grade", [21, 0]),
    ],
)
def test_numbers_that_mean_nothing_never_reach_the_search(store, as_worker, column, value) -> None:
    written = store.write([crowd.supply_of([p for p in profiles(50) if len(p.claims) == 2])], PLACES, GRAPH.name)
    [file] = written.files
    table = parquet.read(written.folder, file.name, written.basis)
    values = table.column(column).to_pylist()
    values[-1] = value
    changed = pa.array(values, SCHEMA.field(column).type)
    at = table.schema.get_field_index(column)
    parquet.write(written.folder, file.name, table.set_column(at, SCHEMA.field(at), changed), written.basis)
    with pytest.raises(InputError) as error:
        search_file(Batch(written.folder, written.basis, PLACES, ()), 0, file.name, NOBODY)
    assert codes(error) == ["cluster.file-damaged"]


@pytest.mark.parametrize("at", [0.02, 0.3, 0.6, 0.9])
def test_a_flipped_bit_is_found(store, at) -> None:
    written = store.write([supply(400)], PLACES, GRAPH.name)
    [file] = written.files
    path = Path(written.folder) / file.name
    raw = bytearray(path.read_bytes())
    raw[int(len(raw) * at)] ^= 4
    path.write_bytes(raw)
    with pytest.raises(InputError) as error:
        search_file_table(written)
    assert codes(error)[0].startswith("cluster.")


def search_file_table(written: People) -> Supply:
    table = parquet.read(written.folder, written.files[0].name, written.basis)
    return supply_of(table, len(GRAPH), len(PLACES))


def test_another_version_of_the_engine_is_refused(store, as_worker) -> None:
    written = write(store, 20)
    batch = Batch(written.folder, written.basis, PLACES, (), engine="matching-0")
    with pytest.raises(InputError) as error:
        search_file(batch, 0, written.files[0].name, NOBODY)
    assert codes(error) == ["cluster.other-version"]


def test_a_worker_keeps_what_fits_and_lets_the_least_used_go(store) -> None:
    written, held = write(store, 240), Held()
    batch = Batch(written.folder, written.basis, PLACES, ())
    names = [file.name for file in written.files]
    first = [held.searcher(batch, name, NOBODY, 2**30) for name in names]
    assert len(held) == len(names) > 3
    assert held.searcher(batch, names[0], NOBODY, 2**30) is first[0]
    room = first[0].shard.nbytes + first[2].shard.nbytes
    assert held.searcher(batch, names[2], NOBODY, room) is first[2]
    assert held.nbytes <= room
    assert held.searcher(batch, names[0], NOBODY, room) is first[0]
    held.searcher(batch, names[1], NOBODY, 1)
    assert len(held) == 1  # the one that is searched, however large


def test_who_left_is_masked_without_reading_the_file_again(store) -> None:
    written, held = write(store, 100), Held()
    batch, name = Batch(written.folder, written.basis, PLACES, ()), written.files[0].name
    before = held.searcher(batch, name, NOBODY, 2**30)
    after = held.searcher(batch, name, np.array([0, 2]), 2**30)
    assert isinstance(after, Searcher)
    assert after.shard is before.shard
    assert after.total == before.total - 2


def test_lent_people_go_when_the_run_ends_and_what_a_killed_run_left_when_the_next_begins(tmp_path) -> None:
    folder = str(tmp_path / "lent")
    with lent_people(folder) as killed:
        write(killed, 30)
        left = {p: p.read_bytes() for p in tmp_path.rglob("*") if p.is_file()}
    assert files_below(tmp_path) == []
    for path, raw in left.items():  # as a kill would have left them
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(raw)
    with lent_people(folder) as store:
        write(store, 20)
        assert len(files_below(folder)) == len(store.current().files)
        with lent_people(folder) as other:
            write(other, 20)
            assert len(store.current()) == len(other.current()) == 20
    assert files_below(tmp_path) == []


def test_places_without_people_and_a_place_without_region_are_fine(store) -> None:
    alone = Places(PLACES.distance_km)
    written = store.write([supply(100)], alone, GRAPH.name, 50)
    assert len(written) == 100
