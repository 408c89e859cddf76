"""Where each person stands in a shard: districts, partitions, classes and who reaches which place."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from kompetensnav.engine.matching.supply import UNKNOWN_PLACE, Places, Supply
from kompetensnav.engine.matching.terms import Answer, Section, SectionState

# At most so many people a partition: a slot is sixteen bits, and their sums stay in a core's cache.
LARGEST_PARTITION = 65_536
# Smaller regions are joined until a district has so many: a visit to a partition costs something by itself.
SMALLEST_DISTRICT = 8_192
EVERYWHERE = -1
ALIGNMENT = 128
_SECTIONS = 5
_CLASSES = 2**_SECTIONS


@dataclass(frozen=True, slots=True)
class Layout:
    """An *entry* is one person in one partition, in the order of partition, class, id; E of them.

    ``entry_start`` (P + 1,) first entry of each partition; the rest as the fields of ``Shard``.
    """

    entry_person: NDArray[np.int64]
    entry_start: NDArray[np.int64]
    slot_of_entry: NDArray[np.int64]
    slots: int
    base: NDArray[np.int64]
    size: NDArray[np.int64]
    runs: NDArray[np.int32]
    district: NDArray[np.int32]
    resident: NDArray[np.bool_]
    reach: NDArray[np.uint64]
    reach_at: NDArray[np.int64]
    place_district: NDArray[np.int32]
    place_row: NDArray[np.int32]


def layout(supply: Supply, places: Places) -> Layout:
    """Partitions of these people."""
    local = ~anywhere(supply)
    district = _districts(np.flatnonzero(local), supply, places)
    person, of_district, incoming = _entries(local, district, supply)
    kind = 2 * of_district + incoming  # -2 for those who may work anywhere
    classes = _classes(supply)[person]
    order = np.lexsort((person, classes, kind))
    person, classes, kind = person[order], classes[order], kind[order]
    entry_start = _cut(kind)
    size = np.diff(entry_start)
    base = np.concatenate([[0], np.cumsum(-(-size // ALIGNMENT) * ALIGNMENT)]).astype(np.int64)
    partition = np.repeat(np.arange(len(size)), size)
    row = _rows(district)
    slot = base[partition] + np.arange(len(person)) - entry_start[partition]
    of_partition = kind[entry_start[:-1]] // 2
    reach, reach_at = _reach(supply, (district, row), (person, slot), (base, of_partition))
    counts = np.zeros((len(size), _CLASSES + 1), np.int32)
    np.add.at(counts, (partition, classes + 1), 1)
    return Layout(
        entry_person=person,
        entry_start=entry_start,
        slot_of_entry=slot,
        slots=int(base[-1]),
        base=base[:-1],
        size=size,
        runs=np.cumsum(counts, axis=1, dtype=np.int32),
        district=of_partition.astype(np.int32),
        resident=kind[entry_start[:-1]] % 2 == 0,
        reach=reach,
        reach_at=reach_at,
        place_district=district,
        place_row=row,
    )


def anywhere(supply: Supply) -> NDArray[np.bool_]:
    """(n,) people whom no place of work removes: willing to move, or not known to be out of reach of anything.

    The rule of ``conditions``: known not to reach a place only where the home is known, and either the mobility
    section is complete or the person does not want to move and has said where they can commute.
    """
    told = (supply.willing_to_move == Answer.NO) & supply.commute_known
    settled = (supply.home != UNKNOWN_PLACE) & (supply.complete[Section.MOBILITY] | told)
    free: NDArray[np.bool_] = ~settled | (supply.willing_to_move == Answer.YES)
    return free


def _classes(supply: Supply) -> NDArray[np.int64]:
    """(n,) the sections a person has completed, as bits."""
    done = supply.sections[:, :_SECTIONS] == SectionState.COMPLETE
    classes: NDArray[np.int64] = done @ (1 << np.arange(_SECTIONS, dtype=np.int64))
    return classes


def _districts(local: NDArray[np.intp], supply: Supply, places: Places) -> NDArray[np.int32]:
    """(places,) district of each place: regions in their order, joined until each has people enough."""
    regions, region = np.unique(places.region, return_inverse=True)
    people = np.bincount(region[supply.home[local]], minlength=len(regions))
    district, members = np.zeros(len(regions), np.int32), 0
    current = 0
    for r, n in enumerate(people.tolist()):
        if members and members + n > SMALLEST_DISTRICT:
            current, members = current + 1, 0
        district[r], members = current, members + n
    return district[region].astype(np.int32)


def _entries(
    local: NDArray[np.bool_], district: NDArray[np.int32], supply: Supply
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
    """(person, district, 1 if they commute there) of every entry, each pair of person and district once."""
    place = np.repeat(np.arange(len(supply.commute_start) - 1), np.diff(supply.commute_start))
    commuter = supply.commuters.astype(np.int64)
    stays = local[commuter]
    commuter, to = commuter[stays], district[place[stays]].astype(np.int64)
    away = to != district[supply.home[commuter]]
    pairs = np.unique(np.stack([commuter[away], to[away]]), axis=1)
    at_home = np.flatnonzero(local)
    free = np.flatnonzero(~local)
    return (
        np.concatenate([at_home, pairs[0], free]),
        np.concatenate([district[supply.home[at_home]], pairs[1], np.full(len(free), EVERYWHERE)]).astype(np.int64),
        np.repeat([0, 1, 0], [len(at_home), pairs.shape[1], len(free)]),
    )


def _cut(kind: NDArray[np.int64]) -> NDArray[np.int64]:
    """First entry of each partition, and the end: a new one at every kind and whenever one is full."""
    starts = np.flatnonzero(np.concatenate([[True], kind[1:] != kind[:-1]])[: len(kind)])
    ends = np.append(starts[1:], len(kind))[: len(starts)]
    cuts = [np.arange(a, b, LARGEST_PARTITION) for a, b in zip(starts, ends, strict=True)]
    return np.concatenate([*cuts, [len(kind)]]).astype(np.int64)


def _rows(district: NDArray[np.int32]) -> NDArray[np.int32]:
    """(places,) which place of its district each one is."""
    order = np.argsort(district, kind="stable")
    first = np.searchsorted(district[order], district[order])
    row = np.empty(len(district), np.int32)
    row[order] = np.arange(len(district)) - first
    return row


def _reach(
    supply: Supply,
    of_place: tuple[NDArray[np.int32], NDArray[np.int32]],
    entries: tuple[NDArray[np.int64], NDArray[np.int64]],
    partitions: tuple[NDArray[np.int64], NDArray[np.int64]],
) -> tuple[NDArray[np.uint64], NDArray[np.int64]]:
    """(bits, first word of each partition): by place of the district, who lives there or can commute there."""
    (district, row), (person, slot), (base, of_partition) = of_place, entries, partitions
    words = np.diff(base) // 64
    n_places = np.bincount(district, minlength=int(of_partition.max(initial=0)) + 1)
    rows = np.where(of_partition >= 0, n_places[np.maximum(of_partition, 0)], 0)
    at = np.concatenate([[0], np.cumsum(rows * words)]).astype(np.int64)
    bits = np.zeros(int(at[-1]) * 64, np.bool_)
    partition = np.searchsorted(base, slot, side="right") - 1
    home = supply.home[person]

    if not len(district):
        return np.zeros(0, np.uint64), at[:-1]

    def mark(which: NDArray[np.intp], place: NDArray[np.int32]) -> None:
        p = partition[which]
        within = slot[which] - base[p]
        bits[(at[p] + row[place] * words[p]) * 64 + within] = True

    in_district = of_partition[partition]
    mark(lives := np.flatnonzero((in_district >= 0) & (district[home] == in_district)), home[lives])
    entry, place = _commutes_by_entry(supply, person)
    there = district[place] == in_district[entry]
    mark(entry[there], place[there])
    return np.packbits(bits, bitorder="little").view("<u8").astype(np.uint64, copy=False), at[:-1]


def _commutes_by_entry(supply: Supply, person: NDArray[np.int64]) -> tuple[NDArray[np.intp], NDArray[np.int32]]:
    """(entry, place) of every place to which the person of an entry can commute."""
    place = np.repeat(np.arange(len(supply.commute_start) - 1, dtype=np.int32), np.diff(supply.commute_start))
    by_person = np.argsort(supply.commuters, kind="stable")
    first = np.searchsorted(supply.commuters[by_person], np.arange(len(supply) + 1))
    counts = np.diff(first)[person]
    ends = np.cumsum(counts)
    position = np.arange(int(ends[-1]) if len(ends) else 0) + np.repeat(first[person] - (ends - counts), counts)
    return np.repeat(np.arange(len(person)), counts), place[by_person][position]
