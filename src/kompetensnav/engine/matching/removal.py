"""Taking people out of a shard so that nothing is left in its arrays of who they were and what they could."""

from collections.abc import Collection
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from kompetensnav.engine.matching.shard import NOBODY, Shard


def without(shard: Shard, ids: Collection[str]) -> Shard:
    """The shard as it answers without these people. Their slots stay empty until it is built anew.

    Ids it does not hold are passed over; without any that it holds the same shard comes back.
    """
    rows = shard.rows_of(ids)
    if not len(rows):
        return shard
    stays = np.ones(len(shard), np.bool_)
    stays[rows] = False
    number = np.append(np.cumsum(stays, dtype=np.uint32) - 1, NOBODY).astype(np.uint32)
    number[:-1][~stays] = NOBODY
    person = number[np.minimum(shard.person, len(shard))]
    vacated = shard.bits_of(rows)
    start, slot, grade = _postings_without(shard, person)
    claimed = np.any(start[:, 1:] != start[:, :-1], axis=0)
    return replace(
        shard,
        ids=shard.ids[stays],
        home=shard.home[stays],
        fingerprint=shard.fingerprint[stays],
        person=person,
        complete=shard.complete & ~vacated,
        too_young=shard.too_young & ~vacated,
        reach=_reach_without(shard, vacated),
        concepts=shard.concepts[claimed],
        start=start[:, np.append(claimed, True)],
        slot=slot,
        grade=grade,
    )


def _postings_without(
    shard: Shard, person: NDArray[np.uint32]
) -> tuple[NDArray[np.uint32], NDArray[np.uint16], NDArray[np.uint8]]:
    """(start, slot, grade) of those postings whose slot is still somebody's."""
    kept = np.ones(len(shard.slot), np.bool_)
    for p, first in enumerate(shard.base.tolist()):
        part = slice(int(shard.start[p, 0]), int(shard.start[p, -1]))
        here = person[first : first + int(shard.size[p])]
        kept[part] = (here != NOBODY)[shard.slot[part]]
    position = np.concatenate([[0], np.cumsum(kept)]).astype(np.uint32)
    return position[shard.start], shard.slot[kept], shard.grade[kept]


def _reach_without(shard: Shard, vacated: NDArray[np.uint64]) -> NDArray[np.uint64]:
    reach = shard.reach.copy()
    ends = np.append(shard.reach_at[1:], len(reach))
    for p, (at, end) in enumerate(zip(shard.reach_at.tolist(), ends.tolist(), strict=True)):
        first = int(shard.base[p]) // 64
        words = -(-int(shard.size[p]) // 128) * 2
        reach[at:end].reshape(-1, words)[:] &= ~vacated[first : first + words]
    return reach
