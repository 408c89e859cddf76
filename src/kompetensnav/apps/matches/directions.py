"""The other directions, from rows and back: which needs a person could fill, and which needs are like a need.

The open needs of a region are prepared once for each version of each need and kept in the process. A page asks
which versions stand, in one query, and only the needs that are not kept are read.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache

from kompetensnav.apps.matches.explanation import Explanation, concept_in_words, explanation
from kompetensnav.apps.matches.finding import similarity_in_use
from kompetensnav.apps.needs.models import Need
from kompetensnav.apps.needs.queries import NeedQuerySet
from kompetensnav.apps.needs.snapshot import NeedSnapshot, snapshot
from kompetensnav.apps.people.index import places
from kompetensnav.apps.people.models import Person
from kompetensnav.apps.people.snapshot import profiles
from kompetensnav.engine.matching.directions.alike_needs import AlikeNeed, alike_needs
from kompetensnav.engine.matching.directions.demand import Demand
from kompetensnav.engine.matching.directions.needs_for_person import NeedMatch, SharedQuestion, needs_for_person
from kompetensnav.engine.matching.query import Query, prepare
from kompetensnav.engine.matching.result import Counts
from kompetensnav.engine.matching.similarity import Similarity

LISTED = 10  # needs in each list, at first
MOST = 100  # needs in each list, where all are asked for
ALIKE = 5
LEAST_ALIKE = Fraction(1, 2)  # below, more differs than is shared


@dataclass(frozen=True, slots=True)
class NeedFound:
    """One need in a person's list, with the explanation as candidates store it."""

    need: Need
    stored: Explanation


@dataclass(frozen=True, slots=True)
class NeedsOfPerson:
    """A person's lists of needs. ``question``: what settles most over all needs, None where nothing is open.

    Shape of the question: ``{"kind": int, "concepts": [{"id", "sv", "en"}], "condition": None, "needs": int}`` or
    ``{"condition": code, "needs": int}``.
    """

    ranked: list[NeedFound]
    ask_first: list[NeedFound]
    counts: Counts
    question: Explanation | None
    abstains: bool


@dataclass(frozen=True, slots=True)
class AlikeShown:
    """A need like the one asked about; ``shared`` and ``only_here`` are of that one, ``only_there`` of this.

    Each requirement as ``explanation`` has them: ``number``, ``kind``, ``minimum_level`` and ``concepts``.
    """

    need: Need
    likeness: Fraction
    distance_km: int | None
    shared: list[Explanation]
    only_here: list[Explanation]
    only_there: list[Explanation]


def needs_of(person: Person, most: int = LISTED) -> NeedsOfPerson:
    """The open needs of the region that the person could fill, and those that one question might decide.

    Whom it may be shown to is the caller's business. As many queries however many needs there are.
    """
    similarity = similarity_in_use()
    demand = region_demand(person.controller.collaboration_id, similarity)
    [profile] = profiles(Person.objects.filter(pk=person.pk), similarity.graph)
    found = needs_for_person(profile, demand, similarity, most)
    listed = _read(m.need for m in (*found.ranked, *found.ask_first))

    def shown(matches: tuple[NeedMatch, ...]) -> list[NeedFound]:
        rows = ((m, listed.get(m.need)) for m in matches)
        read = ((m, need, snapshot(need, similarity.graph)) for m, need in rows if need is not None)
        # who changes a need while we look at it finds it in the next answer
        same = ((m, need, asked) for m, need, asked in read if asked.need == demand.need_of(need.pk))
        return [NeedFound(need, explanation(m.match, asked, similarity)) for m, need, asked in same]

    question = None if found.question is None else _question(found.question, similarity)
    return NeedsOfPerson(shown(found.ranked), shown(found.ask_first), found.counts, question, found.abstains)


def needs_like(need: Need) -> list[AlikeShown]:
    """Open needs of the region that ask for at least half the same, the most alike first."""
    similarity = similarity_in_use()
    demand = region_demand(need.organisation.collaboration_id, similarity)
    asked = snapshot(need, similarity.graph)
    found = alike_needs(asked.need, demand, similarity, ALIKE, but=need.pk)
    alike = [a for a in found if a.likeness >= LEAST_ALIKE]
    known = _read(a.need for a in alike)
    rows = [(a, known[a.need], snapshot(known[a.need], similarity.graph)) for a in alike if a.need in known]
    return [
        _alike(a, asked, need, there, similarity)
        for a, need, there in rows
        if there.need == demand.need_of(need.pk)
    ]


def region_demand(collaboration_id: str, similarity: Similarity) -> Demand:
    """The open needs of a region as columns; one query, two more where something has changed."""
    standing = _open(collaboration_id).order_by("pk").values_list("pk", "version")
    return _demand(collaboration_id, similarity, tuple(standing))


@lru_cache(maxsize=4)
def _demand(collaboration_id: str, similarity: Similarity, standing: tuple[tuple[str, int], ...]) -> Demand:
    kept = _prepared(collaboration_id, similarity)
    have = {row: query for row in standing if (query := kept.get(row)) is not None}
    rows = _open(collaboration_id).prefetch_related("requirements")
    changed = [pk for pk, version in standing if (pk, version) not in have]
    for need in rows.filter(pk__in=changed) if have else rows:
        have[need.pk, need.version] = prepare(snapshot(need, similarity.graph).need, similarity, places())
    kept.clear()  # another thread may now prepare something twice, never wrongly
    kept.update(have)
    return Demand.of({pk: query for (pk, _), query in have.items()}, similarity, places())


@lru_cache(maxsize=4)
def _prepared(_collaboration_id: str, _similarity: Similarity) -> dict[tuple[str, int], Query]:
    """What is kept of a region: its needs by id and version."""
    return {}


def _open(collaboration_id: str) -> NeedQuerySet:
    return Need.objects.in_region(collaboration_id).open()


def _read(ids: Iterable[str]) -> Mapping[str, Need]:
    rows = Need.objects.filter(pk__in=list(ids)).select_related("organisation", "municipality")
    return {need.pk: need for need in rows.prefetch_related("requirements")}


def _question(question: SharedQuestion, similarity: Similarity) -> Explanation:
    told: Explanation = {"condition": None, "needs": question.needs}
    if question.about is None:
        return told | {"condition": question.condition and question.condition.name.lower()}
    kind, concepts = question.about
    return told | {"kind": int(kind), "concepts": [concept_in_words(c, similarity) for c in concepts]}


def _alike(
    found: AlikeNeed, here: NeedSnapshot, need: Need, there: NeedSnapshot, similarity: Similarity
) -> AlikeShown:
    def told(asked: NeedSnapshot, i: int) -> Explanation:
        row = asked.rows[i]
        concepts = [concept_in_words(c, similarity) for c in asked.need.requirements[i].concepts]
        return {"number": row.number, "kind": row.kind, "minimum_level": row.minimum_level, "concepts": concepts}

    return AlikeShown(
        need=need,
        likeness=found.likeness,
        distance_km=found.distance_km,
        shared=[told(here, s.here) for s in found.shared],
        only_here=[told(here, i) for i in found.only_here],
        only_there=[told(there, i) for i in found.only_there],
    )
