"""Who could fill needs: the one place where stored needs and people meet the engine."""

import time
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

import numpy as np

from kompetensnav.apps.concepts.queries import taxonomy_in_use
from kompetensnav.apps.matches.answers import answers_for
from kompetensnav.apps.matches.explanation import Explanation, explanation, per_cent
from kompetensnav.apps.matches.models import CandidateList
from kompetensnav.apps.needs.snapshot import NeedSnapshot
from kompetensnav.apps.people.index import places, region_index
from kompetensnav.apps.people.models import Person
from kompetensnav.apps.people.snapshot import supply_of
from kompetensnav.engine.matching.explain import Explainer, separations
from kompetensnav.engine.matching.index import find_near
from kompetensnav.engine.matching.match import assess
from kompetensnav.engine.matching.query import prepare
from kompetensnav.engine.matching.rank import askable
from kompetensnav.engine.matching.result import Counts, Listed, PersonMatch, Stamp
from kompetensnav.engine.matching.result import Found as Answer
from kompetensnav.engine.matching.similarity import Similarity
from kompetensnav.engine.matching.supply import Supply
from kompetensnav.engine.matching.terms import Condition, RankKey
from kompetensnav.runtime import parameters

LISTED = 50  # people in each list of a run


class ListedPerson(NamedTuple):
    """One person in one list: what a candidate stores beside the explanation."""

    person: str
    list: CandidateList
    rank: int
    lo: int  # of 100
    hi: int


@dataclass(frozen=True, slots=True)
class Found:
    """The lists of one need, ranked people before those to ask, as they are stored.

    ``counts`` as ``Run.counts`` holds them. ``separated``: what puts each ranked person below the one above.
    """

    asked: NeedSnapshot
    listed: Sequence[ListedPerson]
    counts: Mapping[str, object]
    separated: Mapping[str, RankKey | None]
    stamp: Stamp
    seconds: float


class Standing(NamedTuple):
    """How someone stands to a need who is in none of its lists: removed, or fit to be listed if there were room."""

    removed_by: Condition | None
    fit: bool


def similarity_in_use() -> Similarity:
    """Of the taxonomy in use and our parameters, made once for each process."""
    return _similarity(taxonomy_in_use().name)


@lru_cache(maxsize=2)
def _similarity(_taxonomy: str) -> Similarity:
    return Similarity(taxonomy_in_use().graph, parameters.load())


def found_for(needs: Sequence[NeedSnapshot], collaboration_id: str, similarity: Similarity) -> Iterator[Found]:
    """The lists of each need, in their order. ``needs`` were read with the graph of ``similarity``."""
    answers = answers_for(needs, collaboration_id, similarity, LISTED)
    for asked in needs:
        began = time.perf_counter()
        answer = next(answers)
        yield Found(
            asked=asked,
            listed=_listed(answer, asked),
            counts=_counts(answer.counts, asked),
            separated=separations(answer.ranked),
            stamp=answer.stamp,
            seconds=round(time.perf_counter() - began, 4),
        )


def near_for(
    asked: NeedSnapshot, collaboration_id: str, similarity: Similarity, condition: Condition, most: int
) -> list[str]:
    """Ids of those whom this condition alone removes, ranked."""
    index = region_index(collaboration_id, similarity.graph)
    return [row.person for row in find_near(prepare(asked.need, similarity, places()), index, condition, most)]


def explanations(
    wanted: Sequence[tuple[Found, Collection[str]]], similarity: Similarity
) -> list[Mapping[str, Explanation]]:
    """For each answer, the explanations of some of those listed. One read of all the people, however many needs.

    Who has withdrawn or been erased since they were found has none.
    """
    everybody = {person for _, people in wanted for person in people}
    supply = supply_of(Person.objects.matchable().filter(pk__in=everybody), similarity.graph)
    return [
        {
            one.person: explanation(one, found.asked, similarity)
            for one in explained(found.asked, supply.only(people), similarity, found.separated)
        }
        for found, people in wanted
    ]


def explained(
    asked: NeedSnapshot,
    few: Supply,
    similarity: Similarity,
    separated: Mapping[str, RankKey | None] | None = None,
) -> tuple[PersonMatch, ...]:
    """How each of a few people stands to a need, by id, with the reasons."""
    seen = assess(asked.need, few, similarity, places(), similarity.parameters)
    keys = [(separated or {}).get(person) for person in few.ids]
    explainer = Explainer(asked.need, few, similarity)
    return explainer.people(np.arange(len(few)), seen.scores, seen.found, seen.distance, keys)


def standings(asked: NeedSnapshot, few: Supply, similarity: Similarity) -> dict[str, Standing]:
    """How each of a few people stands to a need."""
    seen = assess(asked.need, few, similarity, places(), similarity.parameters)
    fit = (seen.scores.lo > 0) | askable(seen.scores, asked.need, similarity.parameters)
    return {
        person: Standing(next((c for c in Condition if seen.found.failing[c, i]), None), bool(fit[i]))
        for i, person in enumerate(few.ids)
    }


def _counts(counts: Counts, asked: NeedSnapshot) -> dict[str, object]:
    """As ``Run.counts`` holds them."""
    return {
        "total": counts.total,
        "removed": {c.name.lower(): counts.removed[c] for c in Condition},
        "kept": counts.kept,
        "ranked": counts.ranked,
        "ask_first": counts.ask_first,
        "without_evidence": counts.without_evidence,
        "lost_requirements": [r.number for r in asked.lost],
    }


def _listed(answer: Answer, asked: NeedSnapshot) -> list[ListedPerson]:
    scale = asked.need.scale

    def of_100(numerator: int, row: Listed) -> int:
        """Nothing known of somebody, no score."""
        return per_cent(numerator, scale) if row.lo or row.known else 0

    lists = ((CandidateList.RANKED, answer.ranked), (CandidateList.ASK_FIRST, answer.ask_first))
    return [
        ListedPerson(row.person, which, rank, of_100(row.lo, row), of_100(row.hi, row))
        for which, rows in lists
        for rank, row in enumerate(rows, 1)
    ]
