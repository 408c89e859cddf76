"""An index that takes changes answers as a fresh one; who left is gone from every array; claims can be granted."""

import pickle
from concurrent.futures import ThreadPoolExecutor
from dataclasses import fields, replace
from random import Random
from unittest import mock

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from kompetensnav.engine.matching import search as searching
from kompetensnav.engine.matching.fingerprint import hexadecimal
from kompetensnav.engine.matching.index import Index, find, find_each, find_near
from kompetensnav.engine.matching.kernel.masks import first_failing, mark_holders, within_reach
from kompetensnav.engine.matching.kernel.scan import scan
from kompetensnav.engine.matching.removal import without
from kompetensnav.engine.matching.search import Searcher
from kompetensnav.engine.matching.shard import BLOCK, NOBODY, WORD, Shard
from kompetensnav.engine.matching.supply import Claim, PersonProfile, Supply
from kompetensnav.engine.matching.terms import Answer, Condition, Evidence, Section, SectionState
from tests.engine.matching.matching_worlds import (
    claims,
    crowd,
    found_in,
    laid_out,
    layouts,
    near_in,
    need_in,
    regions,
    seeds,
    split,
)

more = settings(max_examples=60, deadline=None)
some = settings(max_examples=50, deadline=None)
K = 6


def answers(query, index, k=K):
    return find(query, index, k), [find_near(query, index, c, k) for c in Condition]


@more
@given(regions(min_people=1), layouts, seeds, st.integers(1, 5))
def test_an_index_with_changes_answers_as_a_fresh_one(world, layout, random, steps):
    """People come, change, leave and come back; those said to have changed may be unknown or as they were."""
    people = {p.id: p for p in world.people if random.random() < 0.6}
    queries = [world.query(), world.query(need_in(world, random.getrandbits(32)))]
    with laid_out(layout):
        index = world.index(people.values())
        told = [(index, [answers(q, index) for q in queries])]
        for _ in range(steps):
            ids = random.sample([p.id for p in world.people], random.randint(0, len(world.people)))
            now = [replace(random.choice(world.people), id=i) for i in ids if random.random() < 0.7]
            index = index.with_changes([*ids, "nobody"], world.supply(now), world.places)
            people = {i: p for i, p in people.items() if i not in ids} | {p.id: p for p in now}
            fresh = world.index(people.values())
            assert len(index) == len(fresh) == len(people)
            told.append((index, [answers(q, index) for q in queries]))
            assert told[-1][1] == [answers(q, fresh) for q in queries]
    for earlier, said in told:  # an index that others still search stays as it was
        assert [answers(q, earlier) for q in queries] == said


@some
@given(regions(min_people=1), layouts, seeds)
def test_people_taken_out_are_gone_from_the_answers(world, layout, random):
    gone = random.sample(world.people, random.randint(0, len(world.people)))
    ids = [p.id for p in gone] + ["nobody"]
    stay = [p for p in world.people if p not in gone]
    with laid_out(layout):
        shard = without(Shard.of(world.supply(), world.places), ids)
        twice = without(shard, ids)
        fresh = world.searcher(stay)
    assert twice is shard
    assert len(shard) == len(stay)
    for need in (world.need, need_in(world, random.getrandbits(32))):
        query = world.query(need)
        assert found_in([Searcher(shard)], query, K) == found_in([fresh], query, K)
        for condition in Condition:
            assert near_in([Searcher(shard)], query, condition, K) == near_in([fresh], query, condition, K)


@some
@given(regions(min_people=2), layouts, seeds)
def test_one_leaves_the_files_while_another_has_left_the_index(world, layout, random):
    """Rows are those of the shard at hand: who has left is named anew when the shard is written without them."""
    first, second = random.sample([p.id for p in world.people], 2)
    with laid_out(layout):
        shard = without(Shard.of(world.supply(), world.places), [first])
        left = Index(Searcher(shard)).with_changes([second], world.supply([]), world.places)
        fresh = world.index(p for p in world.people if p.id not in (first, second))
    assert answers(world.query(), left) == answers(world.query(), fresh)


def flags_of(words):
    """Words of bits as noughts and ones, the lowest first."""
    return np.unpackbits(words.astype("<u8").view(np.uint8), axis=-1, bitorder="little")


@some
@given(regions(), layouts, seeds)
def test_no_array_names_a_person_taken_out_or_says_anything_of_their_slots(world, layout, random):
    likely = random.choice(world.people) if world.people else PersonProfile("")
    secret = replace(likely, id="secret-person-id", meets_legal_age=Answer.NO)
    with laid_out(layout):
        before = Shard.of(world.supply([*world.people, secret]), world.places)
    shard = without(before, [secret.id])
    [row] = before.rows_of([secret.id])
    slots = np.flatnonzero(before.person == row)
    assert len(slots)
    arrays = {f.name: v for f in fields(Shard) if isinstance(v := getattr(shard, f.name), np.ndarray)}
    assert not [name for name, array in arrays.items() if secret.id.encode() in array.tobytes()]
    assert before.fingerprint[row] not in shard.fingerprint
    assert set(shard.person[slots].tolist()) == {NOBODY}
    assert not flags_of(shard.complete)[:, slots].any()
    assert not flags_of(shard.too_young)[slots].any()
    ends = np.append(shard.reach_at[1:], len(shard.reach))
    for p, (at, end) in enumerate(zip(shard.reach_at, ends, strict=True)):
        vacated = slots[(slots >= shard.base[p]) & (slots < shard.base[p] + shard.size[p])] - shard.base[p]
        words = -(-int(shard.size[p]) // BLOCK) * BLOCK // WORD
        assert not flags_of(shard.reach[at:end].reshape(-1, words))[:, vacated].any()
        assert not np.isin(shard.slot[shard.start[p, 0] : shard.start[p, -1]], vacated).any()
    assert len(shard.slot) == len(shard.grade) == shard.start[-1, -1]


@some
@given(regions(min_people=1), layouts, st.data())
def test_granted_claims_count_as_everybodys_own(world, layout, data):
    grants = data.draw(st.lists(claims(world.graph), max_size=3))
    having = [replace(p, claims=(*p.claims, *grants)) for p in world.people]
    with laid_out(layout):
        as_if, having_them = [world.searcher()], [world.searcher(having)]
    granted, own = found_in(as_if, world.query(grants=grants), K), found_in(having_them, world.query(), K)
    assert (granted.ranked, granted.ask_first, granted.counts) == (own.ranked, own.ask_first, own.counts)
    for condition in Condition:
        near = near_in(as_if, world.query(grants=grants), condition, K)
        assert near == near_in(having_them, world.query(), condition, K)
    plain = found_in(as_if, world.query(), K)
    assert (granted.stamp == plain.stamp) == (not grants)
    assert found_in(as_if, world.query(grants=grants[::-1]), K) == granted


def changed(person: PersonProfile, random: Random, n_concepts: int) -> dict[str, PersonProfile]:
    """The person with one thing different at a time."""
    section = random.choice(list(Section))
    state = SectionState((person.sections.get(section, SectionState.NOT_ASKED) + random.choice([1, 2])) % 3)
    claim = next(
        c for i in range(99) if (c := Claim(i % n_concepts, 1 + i % 6, Evidence.SHOWN)) not in person.claims
    )
    rest = [c for c in person.claims if c != person.claims[0]] if person.claims else []
    return {
        "id": replace(person, id=person.id + "x"),
        "home": replace(person, municipality=4 if person.municipality is None else None),
        "commute not known": replace(person, commute=() if person.commute is None else None),
        "commute": replace(person, commute=(*(person.commute or ()), 9)),
        "moves": replace(person, willing_to_move=Answer((person.willing_to_move + random.choice([1, 2])) % 3)),
        "age": replace(person, meets_legal_age=Answer((person.meets_legal_age + random.choice([1, 2])) % 3)),
        "section": replace(person, sections={**person.sections, section: state}),
        "a claim more": replace(person, claims=(*person.claims, claim)),
        "another level": replace(person, claims=(*rest, claim)),
        **({"a claim less": replace(person, claims=tuple(rest))} if person.claims else {}),
    }


@more
@given(regions(min_people=1), seeds)
def test_a_fingerprint_changes_with_anything_of_a_person_and_with_nothing_else(world, random):
    n_concepts = len(world.graph)
    person = random.choice(world.people)
    print_of = lambda p: Supply.of([p], n_concepts).fingerprints.tolist()  # noqa: E731
    others = {what: print_of(p) for what, p in changed(person, random, n_concepts).items()}
    assert print_of(person) not in others.values()
    same = replace(
        person,
        claims=(*reversed(person.claims), *person.claims[:1]),
        commute=None if person.commute is None else person.commute[::-1] + person.commute,
        sections=dict(reversed(person.sections.items())),
    )
    assert print_of(same) == print_of(person)


@more
@given(regions(), st.integers(1, 4), seeds)
def test_fingerprints_add_up_over_any_split(world, n_parts, random):
    supply = world.supply()
    parts = [world.supply(part) for part in split(world.people, n_parts, random)]
    hashes = np.concatenate([part.fingerprints for part in parts])
    assert sorted(hashes.tolist()) == sorted(supply.fingerprints.tolist())
    assert hexadecimal(len(supply), hashes) == supply.digest
    assert len(set(supply.fingerprints.tolist())) == len(supply)


def test_fingerprints_of_a_crowd_differ_by_id_alone():
    twins = [PersonProfile(f"p{i}") for i in range(5_000)] + [PersonProfile(f"{i}p" + "x" * 20) for i in range(100)]
    assert len(set(Supply.of(twins, 3).fingerprints.tolist())) == len(twins)


@some
@given(regions(), seeds)
def test_a_supply_without_some_and_joined_with_others_is_that_of_all_of_them(world, random):
    one, other = split(world.people, 2, random)
    taken = [p.id for p in world.people if random.random() < 0.3]
    joined = world.supply(one).joined(world.supply(other)).without([*taken, "nobody"])
    fresh = world.supply(p for p in world.people if p.id not in taken)
    for field in fields(Supply):
        if field.name != "commute_start":
            assert np.array_equal(getattr(joined, field.name), getattr(fresh, field.name)), field.name
    assert joined.digest == fresh.digest
    for place in range(len(world.places) + 1):
        assert joined.can_commute_to(place).tolist() == fresh.can_commute_to(place).tolist()


@pytest.mark.parametrize("layout", [(4_096, 65_536), (100, 128)])
def test_changes_of_a_crowd(layout):
    world = crowd(11, 1_200)
    random, queries = Random(3), [world.query(need_in(world, i)) for i in range(5)]
    with laid_out(layout):
        index, people = world.index(world.people[:1_000]), {p.id: p for p in world.people[:1_000]}
        for start in (0, 300, 900):
            ids = [p.id for p in world.people[start : start + 300]]
            now = [replace(random.choice(world.people), id=i) for i in ids[:200]]
            index = index.with_changes(ids, world.supply(now), world.places)
            people = {i: p for i, p in people.items() if i not in ids} | {p.id: p for p in now}
        fresh = world.index(people.values())
    expected = [answers(q, fresh, 40) for q in queries]
    assert [answers(q, index, 40) for q in queries] == expected
    assert list(find_each(queries, index, 40)) == [found for found, _ in expected]


def test_threads_that_search_at_once_get_what_one_thread_gets():
    """Nothing of one search may show in another; few values are kept, so that they come and go all the time."""
    world = crowd(12, 3_000)
    queries = [world.query(need_in(world, i, 5)) for i in range(40)]
    with laid_out((500, 640)), mock.patch.object(searching, "_KEPT_MASKS", 2):
        index, alone = world.index(), world.index()
    expected = [answers(q, alone, 30) for q in queries]
    turns = [Random(i).sample(range(len(queries)), len(queries)) for i in range(6)]

    def search_all(turn):
        return [(i, answers(queries[i], index, 30)) for i in turn]

    with ThreadPoolExecutor(len(turns)) as pool:
        for said in pool.map(search_all, turns):
            assert all(found == expected[i] for i, found in said)


def mapped(shard: Shard, folder, opened) -> Shard:
    """The shard with every array in a file of its own, as another process would open it."""
    values = {f.name: getattr(shard, f.name) for f in fields(Shard)}
    for name, value in values.items():
        if isinstance(value, np.ndarray):
            np.save(folder / f"{name}.npy", value)
            values[name] = opened(np.load(folder / f"{name}.npy", mmap_mode="r"))
    return Shard(**values)


COMPILED = (scan, mark_holders, first_failing, within_reach)


@pytest.mark.parametrize("opened", [np.asarray, lambda array: array], ids=["as arrays", "as they are mapped"])
def test_mapped_arrays_give_the_same_answers_with_the_same_compiled_code(tmp_path, opened):
    world = crowd(13, 600)
    queries = [world.query(need_in(world, i, 5)) for i in range(12)]
    index = world.index()
    expected = [answers(q, index) for q in queries]
    left = index.with_changes([p.id for p in world.people[:50]], world.supply([]), world.places)
    less = [answers(q, left) for q in queries]
    compiled = [len(function.signatures) for function in COMPILED]
    from_files = Index(Searcher(mapped(index.base.shard, tmp_path, opened)))
    assert [answers(q, from_files) for q in queries] == expected
    without_some = from_files.with_changes([p.id for p in world.people[:50]], world.supply([]), world.places)
    assert [answers(q, without_some) for q in queries] == less
    sent = [pickle.loads(pickle.dumps(q)) for q in queries]  # as a worker on another machine gets them
    assert [answers(q, from_files) for q in sent] == expected
    assert [len(function.signatures) for function in COMPILED] == compiled
    ids = [p.id for p in world.people[50:90]]
    assert len(without(from_files.base.shard, ids)) == len(world.people) - len(ids)


@some
@given(regions(min_people=1))
def test_arrays_of_a_shard_cannot_be_written(world):
    assume(world.people)
    for shard in (one := Shard.of(world.supply(), world.places), without(one, [world.people[0].id])):
        for field in fields(Shard):
            value = getattr(shard, field.name)
            assert not isinstance(value, np.ndarray) or not value.flags.writeable
