"""How many people stand behind some needs: able now, one requirement away, unknown. Numbers, nobody."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from django.db.models import prefetch_related_objects

from kompetensnav.apps.matches.finding import similarity_in_use
from kompetensnav.apps.needs.enums import Asked
from kompetensnav.apps.needs.models import Need
from kompetensnav.apps.needs.snapshot import NeedSnapshot, snapshot
from kompetensnav.apps.people.index import places
from kompetensnav.apps.routes.people import region_people
from kompetensnav.engine.matching.match import assess
from kompetensnav.engine.matching.similarity import Similarity
from kompetensnav.engine.matching.supply import Supply
from kompetensnav.engine.matching.terms import Condition, Polarity

_NO_COURSE_CHANGES = [Condition.LEGAL_AGE, Condition.REACH]


@dataclass(frozen=True, slots=True)
class Behind:
    """People within reach of at least one of the needs, each counted once, by the first that holds of any need.

    ``able``: every must is met. ``one_away``: one must is known to be missing, the rest is met. ``unknown``:
    nothing is known to be missing, some of it is met, the rest is not known. ``unasked``: nothing is known of what
    the needs ask for.
    """

    able: int
    one_away: int
    unknown: int
    unasked: int


def people_behind(needs: Sequence[Need], collaboration_id: str) -> Behind:
    """A constant number of queries. A need without musts says nothing of anybody and is passed over."""
    similarity = similarity_in_use()
    supply = region_people(collaboration_id, similarity.graph).supply
    prefetch_related_objects(list(needs), "requirements")
    stands = _Stands(len(supply))
    for need in needs:
        _look(snapshot(need, similarity.graph), supply, similarity, stands)
    return stands.counted()


class _Stands:
    """What holds of each of n people for at least one need."""

    def __init__(self, n: int) -> None:
        self.able, self.one_away, self.unknown, self.unasked = (np.zeros(n, np.bool_) for _ in range(4))

    def counted(self) -> Behind:
        taken = np.zeros_like(self.able)
        found = []
        for flags in (self.able, self.one_away, self.unknown, self.unasked):
            found.append(int(np.count_nonzero(flags & ~taken)))
            taken |= flags
        return Behind(*found)


def _look(asked: NeedSnapshot, supply: Supply, similarity: Similarity, stands: _Stands) -> None:
    musts = [i for i, r in enumerate(asked.need.requirements) if r.polarity is Polarity.MUST]
    if not musts:
        return
    seen = assess(asked.need, supply, similarity, places(), similarity.parameters)
    met = seen.scores.degrees[musts] >= similarity.parameters.outcome_met
    complete = supply.complete[[asked.need.requirements[i].section for i in musts]]
    missing = np.count_nonzero(~met & complete, axis=0)
    lost = any(row.asked == Asked.MUST for row in asked.lost)  # nobody can be said to meet what cannot be read
    open_musts = np.any(~met & ~complete, axis=0) | lost
    unsettled = np.any(seen.found.unknown[_NO_COURSE_CHANGES], axis=0)
    out = np.any(seen.found.failing[_NO_COURSE_CHANGES], axis=0)
    settled = ~out & ~open_musts & ~unsettled
    stands.able |= settled & (missing == 0)
    stands.one_away |= settled & (missing == 1)
    some = np.any(met, axis=0)
    undecided = ~out & ~settled & (missing == 0)
    stands.unknown |= undecided & some
    stands.unasked |= undecided & ~some
