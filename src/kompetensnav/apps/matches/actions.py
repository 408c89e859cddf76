"""Asking for a run, and doing it."""

import logging
import time

from django.db import IntegrityError, transaction
from django.utils import timezone

from kompetensnav.apps.core.jobs.errors import class_of
from kompetensnav.apps.core.log import Acts, audit
from kompetensnav.apps.matches.explanation import Explanation, explanation
from kompetensnav.apps.matches.finding import (
    LISTED,
    ListedPerson,
    explained,
    explanations,
    found_for,
    near_for,
    similarity_in_use,
    standings,
)
from kompetensnav.apps.matches.models import Candidate, CandidateList, Run, RunStatus
from kompetensnav.apps.memberships.actor import SYSTEM
from kompetensnav.apps.needs.actions import set_status
from kompetensnav.apps.needs.enums import NeedStatus
from kompetensnav.apps.needs.models import Need
from kompetensnav.apps.needs.snapshot import snapshot
from kompetensnav.apps.people.index import at_hand, places
from kompetensnav.apps.people.models import Person
from kompetensnav.apps.people.snapshot import supply_of
from kompetensnav.engine.matching.result import Stamp
from kompetensnav.engine.matching.stamp import stamp
from kompetensnav.engine.matching.terms import Condition
from kompetensnav.runtime.problems import InputError, Problem

logger = logging.getLogger(__name__)


def start_run(actor: Acts, *, need: Need) -> Run:
    """Queue a run, to be done as soon as the transaction holds; or give the run that is under way."""
    try:
        with transaction.atomic():
            run = Run(need=need, need_version=need.version)
            run.save(force_insert=True)
            audit(actor, "match.asked-for", need, run=run.pk)
    except IntegrityError:
        under_way = Run.objects.filter(need=need, status__in=(RunStatus.QUEUED, RunStatus.RUNNING)).first()
        # it may have finished between the two statements: then its answer is as fresh as a new one's
        return under_way or Run.objects.filter(need=need).latest("queued_at")
    transaction.on_commit(lambda: _begin(run, need.organisation.collaboration_id))
    return run


def _begin(run: Run, collaboration_id: str) -> None:
    """Do a run in this process, where the people are at hand: it takes no longer than a page. Else queue its job.

    Whatever goes wrong here is tried again by a worker, who has seen it all before.
    """
    from kompetensnav.apps.matches.jobs import match_need

    if at_hand(collaboration_id):
        try:
            do_run(SYSTEM, run)
            return
        except Exception as error:
            # by class alone: a database's sentence may hold the row
            logger.warning("a match that was begun at once is left to a worker: %s", class_of(error))
            begun = Run.objects.filter(pk=run.pk, status=RunStatus.RUNNING)
            begun.update(status=RunStatus.QUEUED, started_at=None)
    match_need.enqueue(run.pk)


def do_run(actor: Acts, run: Run) -> None:
    """One read pass, one engine call, one write pass. Doing it again gives the same rows."""
    began = time.perf_counter()
    mine = Run.objects.filter(pk=run.pk, status__in=(RunStatus.QUEUED, RunStatus.RUNNING))
    if not mine.update(status=RunStatus.RUNNING, started_at=timezone.now()):
        return
    need = Need.objects.select_related("organisation").get(pk=run.need_id)
    similarity = similarity_in_use()
    asked = snapshot(need, similarity.graph)
    [found] = found_for([asked], need.organisation.collaboration_id, similarity)
    [told] = explanations([(found, [row.person for row in found.listed])], similarity)
    rows = [_candidate(run, row, told[row.person]) for row in found.listed if row.person in told]
    fields: dict[str, object] = {
        "counts": found.counts,
        "engine_version": found.stamp.engine,
        "parameters_version": found.stamp.parameters,
        "taxonomy_version": found.stamp.taxonomy,
        "input_hash": found.stamp.input_hash,
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
    similarity = similarity_in_use()
    asked = snapshot(need, similarity.graph)
    if not asked.rows:
        raise InputError(Problem("match.nothing-to-match"))
    supply = supply_of(Person.objects.filter(pk=person.pk), similarity.graph)
    [found] = explained(asked, supply, similarity)
    removed_by = standings(asked, supply, similarity)[person.pk].removed_by
    told = explanation(found, asked, similarity) | {"removed_by": removed_by and removed_by.name.lower()}
    return told, stamp(asked.need, supply, similarity, places(), 1)


def near_misses_now(need: Need, condition: Condition, most: int = LISTED) -> list[tuple[str, Explanation]]:
    """People whom this condition alone removes today, ranked: (id, explanation).

    Raises InputError ``match.nothing-to-match`` as ``explain_now``.
    """
    similarity = similarity_in_use()
    asked = snapshot(need, similarity.graph)
    if not asked.rows:
        raise InputError(Problem("match.nothing-to-match"))
    near = near_for(asked, need.organisation.collaboration_id, similarity, condition, most)
    supply = supply_of(Person.objects.matchable().filter(pk__in=near), similarity.graph)
    found = {one.person: one for one in explained(asked, supply, similarity)}
    return [(person, explanation(found[person], asked, similarity)) for person in near if person in found]


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


def _candidate(run: Run, row: ListedPerson, told: Explanation) -> Candidate:
    return Candidate(
        run=run, person_id=row.person, list=row.list, rank=row.rank, lo=row.lo, hi=row.hi, explanation=told
    )
