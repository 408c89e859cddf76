"""Asking for a what-if of a region, and working it out. Nothing is written about anybody's proposals."""

import time

from django.db import IntegrityError, transaction
from django.utils import timezone

from kompetensnav.apps.assignments.models import AssignedNeed, AssignedPerson, Assignment, Stage
from kompetensnav.apps.assignments.snapshot import RegionLists, region_lists
from kompetensnav.apps.core.log import Acts, audit
from kompetensnav.apps.matches.models import RunStatus
from kompetensnav.apps.organisations.models import Collaboration
from kompetensnav.engine.matching.assignment import ASSIGNMENT_VERSION, Ints, greedy, outcomes, total
from kompetensnav.runtime import parameters
from kompetensnav.runtime.flow import best_assignment, solver

_UNDER_WAY = (RunStatus.QUEUED, RunStatus.RUNNING)
_ROWS_AT_A_TIME = 2000


def start_assignment(actor: Acts, *, collaboration: Collaboration) -> Assignment:
    """Queue one and, when the transaction holds, its job; or give the one that is under way."""
    from kompetensnav.apps.assignments.jobs import assign_region

    try:
        with transaction.atomic():
            assignment = Assignment(collaboration=collaboration)
            assignment.save(force_insert=True)
            audit(actor, "assignment.asked-for", assignment)
    except IntegrityError:
        own = Assignment.objects.filter(collaboration=collaboration)
        return own.filter(status__in=_UNDER_WAY).first() or own.latest("queued_at")
    transaction.on_commit(lambda: assign_region.enqueue(assignment.pk))
    return assignment


def do_assignment(actor: Acts, assignment: Assignment) -> None:
    """One read pass, one solution, one write pass. Doing it again gives the same rows."""
    began = time.perf_counter()
    mine = Assignment.objects.filter(pk=assignment.pk, status__in=_UNDER_WAY)
    if not mine.update(status=RunStatus.RUNNING, started_at=timezone.now(), stage=Stage.READING):
        return
    least = parameters.load().outcome_met
    lists = region_lists(assignment.collaboration_id, least)
    mine.update(stage=Stage.SOLVING)
    best, one_by_one = best_assignment(lists.graph), greedy(lists.graph)
    mine.update(stage=Stage.WRITING)
    fields = _figures(lists, best, one_by_one) | {"least": least, "seconds": round(time.perf_counter() - began, 3)}
    _write(actor, assignment, lists, best, one_by_one, fields)


def fail_assignment(assignment: Assignment, problem: str) -> None:
    """It is given up; the page says so and offers to try again."""
    Assignment.objects.filter(pk=assignment.pk, status__in=_UNDER_WAY).update(
        status=RunStatus.FAILED, finished_at=timezone.now(), problem=problem
    )


def _figures(lists: RegionLists, best: Ints, one_by_one: Ints) -> dict[str, object]:
    graph = lists.graph
    reached, greedily = total(graph, best), total(graph, one_by_one)
    return {
        "people": len(graph.people),
        "positions": int(graph.positions.sum()),
        "filled": reached.filled,
        "value": reached.value,
        "greedy_filled": greedily.filled,
        "greedy_value": greedily.value,
        "engine_version": ASSIGNMENT_VERSION,
        "solver_version": solver(),
        "input_hash": graph.digest,
    }


def _write(
    actor: Acts, assignment: Assignment, lists: RegionLists, best: Ints, one_by_one: Ints, fields: dict[str, object]
) -> None:
    """The rows and its own figures, together or not at all; the one before goes."""
    with transaction.atomic():
        own = Assignment.objects.filter(collaboration_id=assignment.collaboration_id)
        if own.select_for_update().get(pk=assignment.pk).status == RunStatus.DONE:
            return  # a worker that was thought dead has done it meanwhile
        own.filter(status__in=(RunStatus.DONE, RunStatus.FAILED)).delete()
        needs = _needs(assignment, lists, best, one_by_one)
        AssignedNeed.objects.bulk_create(needs, batch_size=_ROWS_AT_A_TIME)
        AssignedPerson.objects.bulk_create(_people(assignment, lists, best), batch_size=_ROWS_AT_A_TIME)
        own.filter(pk=assignment.pk).update(status=RunStatus.DONE, finished_at=timezone.now(), **fields)
        audit(actor, "assignment.done", assignment, **{k: fields[k] for k in ("filled", "positions", "input_hash")})


def _needs(assignment: Assignment, lists: RegionLists, best: Ints, one_by_one: Ints) -> list[AssignedNeed]:
    return [
        AssignedNeed(
            assignment=assignment,
            need_id=outcome.need,
            matched=lists.needs[outcome.need].run is not None,
            cut=outcome.need in lists.cut,
            positions=outcome.positions,
            fitting=outcome.fitting,
            filled=outcome.filled,
            greedy_filled=outcome.one_by_one,
        )
        for outcome in outcomes(lists.graph, best, one_by_one)
    ]


def _people(assignment: Assignment, lists: RegionLists, best: Ints) -> list[AssignedPerson]:
    graph = lists.graph
    placed = zip(graph.person[best].tolist(), graph.need[best].tolist(), strict=True)
    return [
        AssignedPerson(assignment=assignment, person_id=graph.people[person], need_id=graph.needs[need])
        for person, need in placed
    ]
