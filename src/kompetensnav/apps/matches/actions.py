"""Asking for a run, and doing it."""

import time
from functools import lru_cache

from django.db import IntegrityError, transaction
from django.utils import timezone

from kompetensnav.apps.concepts.queries import taxonomy_in_use
from kompetensnav.apps.core.log import Acts, audit
from kompetensnav.apps.matches.explanation import Explanation, explanation, per_cent
from kompetensnav.apps.matches.models import Candidate, CandidateList, Run, RunStatus
from kompetensnav.apps.needs.actions import set_status
from kompetensnav.apps.needs.enums import NeedStatus
from kompetensnav.apps.needs.models import Need
from kompetensnav.apps.needs.snapshot import NeedSnapshot, snapshot
from kompetensnav.apps.people.models import Person
from kompetensnav.apps.people.snapshot import region_supply, supply_of
from kompetensnav.apps.places.facts import distance_km
from kompetensnav.engine.matching.match import match
from kompetensnav.engine.matching.near_misses import near_misses
from kompetensnav.engine.matching.result import MatchResult, PersonMatch, Stamp
from kompetensnav.engine.matching.similarity import Similarity
from kompetensnav.engine.matching.supply import Places, Supply
from kompetensnav.engine.matching.terms import Condition
from kompetensnav.runtime import parameters
from kompetensnav.runtime.problems import InputError, Problem

LISTED = 50  # people in each list of a run


def start_run(actor: Acts, *, need: Need) -> Run:
    """Queue a run and, when the transaction holds, its job; or give the run that is under way."""
    from kompetensnav.apps.matches.jobs import match_need

    try:
        with transaction.atomic():
            run = Run(need=need, need_version=need.version)
            run.save(force_insert=True)
            audit(actor, "match.asked-for", need, run=run.pk)
    except IntegrityError:
        under_way = Run.objects.filter(need=need, status__in=(RunStatus.QUEUED, RunStatus.RUNNING)).first()
        # it may have finished between the two statements: then its answer is as fresh as a new one's
        return under_way or Run.objects.filter(need=need).latest("queued_at")
    transaction.on_commit(lambda: match_need.enqueue(run.pk))
    return run


def do_run(actor: Acts, run: Run) -> None:
    """One read pass, one engine call, one write pass. Doing it again gives the same rows."""
    if run.status == RunStatus.DONE:
        return
    began = time.perf_counter()
    Run.objects.filter(pk=run.pk).update(status=RunStatus.RUNNING, started_at=timezone.now())
    need = Need.objects.select_related("organisation").get(pk=run.need_id)
    similarity = _similarity(taxonomy_in_use().name)
    asked = snapshot(need, similarity.graph)
    supply = region_supply(need.organisation.collaboration_id)
    result = match(asked.need, supply, similarity, _places(), similarity.parameters, LISTED)
    rows = _candidates(run, asked, result, similarity)
    fields: dict[str, object] = {
        "counts": _counts(result, asked) | {"near": _near(asked, supply, similarity, result)},
        "engine_version": result.stamp.engine,
        "parameters_version": result.stamp.parameters,
        "taxonomy_version": result.stamp.taxonomy,
        "input_hash": result.stamp.input_hash,
        "seconds": round(time.perf_counter() - began, 3),
    }
    _write(actor, run, need, rows, fields)


def fail_run(run: Run, problem: str) -> None:
    """The run is given up; the page says so and offers to try again."""
    Run.objects.filter(pk=run.pk, status__in=(RunStatus.QUEUED, RunStatus.RUNNING)).update(
        status=RunStatus.FAILED, finished_at=timezone.now(), problem=problem
    )


def explain_now(person: Person, need: Need) -> tuple[Explanation, Stamp]:
    """How one person stands to a need today, and what that rests on: equal stamps, equal explanations.

    Raises InputError ``match.nothing-to-match`` where the taxonomy in use can read none of the requirements.
    """
    similarity = _similarity(taxonomy_in_use().name)
    asked = snapshot(need, similarity.graph)
    if not asked.rows:
        raise InputError(Problem("match.nothing-to-match"))
    supply = supply_of(Person.objects.filter(pk=person.pk))
    found, stamp, removed_by = _alone(asked, supply, similarity)
    return explanation(found, asked, similarity) | {"removed_by": removed_by}, stamp


def _near(asked: NeedSnapshot, supply: Supply, similarity: Similarity, result: MatchResult) -> dict[str, list[str]]:
    """Ids of those whom one condition alone removes, by condition: the worker has everybody at hand, a page not."""
    parts = (asked.need, supply, similarity, _places(), similarity.parameters)
    removing = [c for c in Condition if result.counts.removed[c]]
    return {c.name.lower(): [found.person for found in near_misses(*parts, c, LISTED)] for c in removing}


def near_misses_now(need: Need, condition: Condition, most: int = LISTED) -> list[tuple[str, Explanation]]:
    """People whom this condition alone removed in the last run and removes today, ranked: (id, explanation).

    Raises InputError ``match.nothing-to-match`` as ``explain_now``.
    """
    similarity = _similarity(taxonomy_in_use().name)
    asked = snapshot(need, similarity.graph)
    if not asked.rows:
        raise InputError(Problem("match.nothing-to-match"))
    done = need.runs.filter(status=RunStatus.DONE).order_by("-queued_at").first()
    ids = done.counts.get("near", {}).get(condition.name.lower(), ()) if done else ()
    supply = supply_of(Person.objects.matchable().filter(pk__in=ids))
    found = near_misses(asked.need, supply, similarity, _places(), similarity.parameters, condition, most)
    return [(one.person, explanation(one, asked, similarity)) for one in found]


def _alone(asked: NeedSnapshot, supply: Supply, similarity: Similarity) -> tuple[PersonMatch, Stamp, str | None]:
    """The one person of a supply, in whichever list: ranked, to ask, or removed, and then by which condition."""
    import numpy as np

    from kompetensnav.engine.matching.explain import Explainer
    from kompetensnav.engine.matching.match import assess, listed
    from kompetensnav.engine.matching.stamp import stamp

    places = _places()
    seen = assess(asked.need, supply, similarity, places, similarity.parameters)
    found = listed(Explainer(asked.need, supply, similarity), seen, np.arange(1))[0]
    failing = next((c.name.lower() for c in Condition if seen.found.failing[c, 0]), None)
    return found, stamp(asked.need, supply, similarity, places, 1), failing


def _write(actor: Acts, run: Run, need: Need, rows: list[Candidate], fields: dict[str, object]) -> None:
    """The lists and the run's own row, together or not at all."""
    with transaction.atomic():
        if Run.objects.select_for_update().get(pk=run.pk).status == RunStatus.DONE:
            return  # a worker that was thought dead has done it meanwhile
        Candidate.objects.filter(run__need=need).delete()  # lists are today's; decisions keep their own explanation
        standing = set(Person.objects.filter(pk__in=[r.person_id for r in rows]).values_list("pk", flat=True))
        Candidate.objects.bulk_create(r for r in rows if r.person_id in standing)
        Run.objects.filter(pk=run.pk).update(
            status=RunStatus.DONE, need_version=need.version, finished_at=timezone.now(), **fields
        )
        ranked = sum(r.list == CandidateList.RANKED for r in rows)
        audit(actor, "match.done", need, run=run.pk, ranked=ranked, input_hash=fields["input_hash"])
        if need.status == NeedStatus.REGISTERED:
            set_status(actor, need=need, to=NeedStatus.ANALYSED)


def _candidates(run: Run, asked: NeedSnapshot, result: MatchResult, similarity: Similarity) -> list[Candidate]:
    lists = ((CandidateList.RANKED, result.ranked), (CandidateList.ASK_FIRST, result.ask_first))
    return [
        _candidate(run, which, rank, found, asked, similarity)
        for which, people in lists
        for rank, found in enumerate(people, 1)
    ]


def _counts(result: MatchResult, asked: NeedSnapshot) -> dict[str, object]:
    """As ``Run.counts`` holds them."""
    counts = result.counts
    return {
        "total": counts.total,
        "removed": {c.name.lower(): counts.removed[c] for c in Condition},
        "kept": counts.kept,
        "ranked": counts.ranked,
        "ask_first": counts.ask_first,
        "without_evidence": counts.without_evidence,
        "lost_requirements": [r.number for r in asked.lost],
    }


def _candidate(
    run: Run, which: CandidateList, rank: int, found: PersonMatch, asked: NeedSnapshot, similarity: Similarity
) -> Candidate:
    score = found.score
    return Candidate(
        run=run,
        person_id=found.person,
        list=which,
        rank=rank,
        lo=per_cent(score.lo, score.scale) if score else 0,
        hi=per_cent(score.hi, score.scale) if score else 0,
        explanation=explanation(found, asked, similarity),
    )


@lru_cache(maxsize=2)
def _similarity(_taxonomy: str) -> Similarity:
    return Similarity(taxonomy_in_use().graph, parameters.load())


@lru_cache(maxsize=1)
def _places() -> Places:
    return Places(distance_km())
