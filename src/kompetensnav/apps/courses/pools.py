"""Small needs that one course would fill together: proposals for course cases, found by themselves.

The search is kept in the process for the people, needs and day it was made of; a page asks, in a few queries,
whether they still stand.
"""

import datetime
import hashlib
from dataclasses import dataclass
from functools import lru_cache

from kompetensnav.apps.courses.enums import CaseStatus
from kompetensnav.apps.courses.models import CourseCase
from kompetensnav.apps.courses.positions import open_positions
from kompetensnav.apps.matches.explanation import Explanation, concept_in_words
from kompetensnav.apps.matches.finding import similarity_in_use
from kompetensnav.apps.needs.models import Need
from kompetensnav.apps.needs.queries import NeedQuerySet
from kompetensnav.apps.needs.snapshot import snapshot
from kompetensnav.apps.organisations.models import Organisation
from kompetensnav.apps.people.index import places
from kompetensnav.apps.places.facts import municipalities
from kompetensnav.apps.routes.people import RegionPeople, region_people
from kompetensnav.engine.matching.similarity import Similarity
from kompetensnav.engine.pathways.offers import Goal
from kompetensnav.engine.pathways.pooling import Pool, PoolBounds, PoolNeed, pools

# As the crow flies: Luleå to Boden is 34 km, to Piteå 45, to Kalix 55; roads are longer. Within a quarter of a year
# an employer can wait for a course or start somebody early. Larger needs carry a course alone, and a course of more
# than eight things is a programme.
BOUNDS = PoolBounds(reach_km=60, window_days=92, most_places=6, most_taught=8)
_GIVEN_UP = (CaseStatus.CLOSED, CaseStatus.DECLINED)


@dataclass(frozen=True, slots=True)
class Missing:
    """Something a pool's course would teach. ``needs``: how many of the pool ask for it.

    ``concept`` as ``concept_in_words``: ``{"id", "sv", "en"}``.
    """

    kind: int
    concept: Explanation
    level: int | None
    needs: int


@dataclass(frozen=True, slots=True)
class PoolShown:
    """At least two needs with a course for them.

    ``positions``: places left when everybody able today has one. ``seats`` proposed = places that lifted people
    could fill. ``lifted`` and ``ask``: distinct people. The needs want to begin from ``starts_from`` to
    ``starts_by``; ``unstated`` of them do not say when. ``municipality_code``: where it is nearest to all, None
    where no need has a place; ``farthest_km`` between two of the needs, as the crow flies.
    """

    key: str  # the same for the same needs
    needs: list[Need]
    employers: list[Organisation]
    positions: int
    missing: list[Missing]
    lifted: int
    ask: int
    seats: int
    starts_from: datetime.date | None
    starts_by: datetime.date | None
    unstated: int
    municipality_code: str | None
    farthest_km: int


def pools_of(collaboration_id: str, today: datetime.date) -> list[PoolShown]:
    """Of the open needs of a region that no course case is for yet, the most places first.

    As many queries however many needs. Whom it may be shown to is the caller's business.
    """
    similarity = similarity_in_use()
    waiting = _waiting(collaboration_id)
    rows = list(waiting.order_by("pk").only("pk", "version", "status", "positions"))
    left = open_positions(rows)
    standing = tuple((need.pk, need.version, left[need.pk]) for need in rows)
    people = region_people(collaboration_id, similarity.graph)
    found = _found(collaboration_id, standing, people, similarity, today)
    shown = [pk for pool in found for pk in pool.needs]
    whole = waiting.filter(pk__in=shown).select_related("organisation__municipality", "municipality")
    needs = {need.pk: need for need in whole}
    # who changes a need while we look at it finds it in the next answer
    return [_shown(pool, needs, similarity) for pool in found if all(pk in needs for pk in pool.needs)]


def _waiting(collaboration_id: str) -> NeedQuerySet:
    cases = CourseCase.objects.filter(collaboration_id=collaboration_id).exclude(status__in=_GIVEN_UP)
    provided = CourseCase.needs.through.objects.filter(coursecase__in=cases.order_by().values("pk"))
    return Need.objects.in_region(collaboration_id).open().exclude(pk__in=provided.values("need_id"))


@lru_cache(maxsize=4)
def _found(
    collaboration_id: str,
    standing: tuple[tuple[str, int, int], ...],
    people: RegionPeople,
    similarity: Similarity,
    today: datetime.date,
) -> tuple[Pool, ...]:
    left = {pk: positions for pk, _, positions in standing if positions}
    rows = Need.objects.in_region(collaboration_id).open().prefetch_related("requirements").order_by("pk")
    asked = [
        PoolNeed(
            id=need.pk,
            goal=Goal.of_need(snapshot(need, similarity.graph).need),
            places=left[need.pk],
            starts=_starts(need, today),
        )
        for need in rows
        if need.pk in left
    ]
    return pools(asked, people.supply, similarity, places(), BOUNDS)


def _starts(need: Need, today: datetime.date) -> int | None:
    """A day that has passed is as soon as possible: nobody has been found."""
    if need.starts_asap:
        return today.toordinal()
    return None if need.starts_on is None else max(need.starts_on, today).toordinal()


def _shown(pool: Pool, needs: dict[str, Need], similarity: Similarity) -> PoolShown:
    members = [needs[pk] for pk in pool.needs]
    employers = {need.organisation_id: need.organisation for need in members}
    return PoolShown(
        key=hashlib.blake2b(" ".join(pool.needs).encode(), digest_size=6).hexdigest(),
        needs=members,
        employers=sorted(employers.values(), key=lambda o: (o.name, o.pk)),
        positions=pool.places,
        missing=[
            Missing(int(t.kind), concept_in_words(t.claim.concept, similarity), t.claim.level, len(t.needs))
            for t in pool.taught
        ],
        lifted=len(pool.lifted),
        ask=len(pool.ask),
        seats=pool.filled,
        starts_from=None if pool.first is None else datetime.date.fromordinal(pool.first),
        starts_by=None if pool.last is None else datetime.date.fromordinal(pool.last),
        unstated=sum(need.starts_on is None and not need.starts_asap for need in members),
        municipality_code=None if pool.place is None else list(municipalities())[pool.place],
        farthest_km=pool.farthest_km,
    )
