"""One batch of a nightly run: needs read at once, matched, and what differs from the lists that stand written.

All that a batch writes it writes in one transaction with the mark of how far the run has come, so that a worker
that is killed leaves whole batches, and of two workers with the same run one goes on and the other stops.
"""

import datetime
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from kompetensnav.apps.core.log import Acts, audit_each
from kompetensnav.apps.matches.changes import Basis, Difference, StandingPerson, difference, reason
from kompetensnav.apps.matches.enums import ChangeKind, NightlyStatus
from kompetensnav.apps.matches.explanation import Explanation
from kompetensnav.apps.matches.finding import (
    Found,
    ListedPerson,
    Standing,
    explanations,
    found_for,
    similarity_in_use,
    standings,
)
from kompetensnav.apps.matches.models import Candidate, CandidateList, Change, NightlyRun, Run, RunStatus
from kompetensnav.apps.needs.enums import NeedStatus
from kompetensnav.apps.needs.models import Need
from kompetensnav.apps.needs.queries import NeedQuerySet
from kompetensnav.apps.needs.snapshot import NeedSnapshot, snapshot
from kompetensnav.apps.people.models import Person
from kompetensnav.apps.people.snapshot import supply_of
from kompetensnav.engine.matching.similarity import Similarity

BATCH = 64  # needs
_ASIDE = 1_000_000  # added to ranks that are to change, so that no two people hold one rank meanwhile
_RUN_FIELDS = (
    "need_version", "started_at", "finished_at", "seconds", "counts", "engine_version", "parameters_version",
    "taxonomy_version", "input_hash",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Looked:
    """One need as it was read, with its new lists and, where it has been matched before, what differs."""

    need: Need
    asked: NeedSnapshot
    found: Found
    run: Run
    basis: Basis | None  # of the lists that stand; None where the need was never matched
    differs: Difference

    @property
    def now(self) -> Basis:
        return _basis(self.run)


@dataclass(slots=True)
class _Written:
    """What one batch changes in the lists of people."""

    changes: list[Change] = field(default_factory=list)
    by_need: dict[str, dict[str, int]] = field(default_factory=dict)

    def add(self, looked: _Looked, came: Sequence[Change], gone: Sequence[Change]) -> None:
        if came or gone:
            self.changes += [*came, *gone]
            self.by_need[looked.need.pk] = {"came": len(came), "gone": len(gone)}

    def total(self, what: str) -> int:
        return sum(counts[what] for counts in self.by_need.values())


def needs_of(run: NightlyRun) -> NeedQuerySet:
    """The needs of a run that has begun. Those registered later are matched when they are registered."""
    return Need.objects.open().in_region(run.collaboration_id).filter(registered_at__lte=run.started_at)


def do_batch(actor: Acts, run: NightlyRun) -> bool:
    """Match the next needs and write what differs; whether there were any, and the run is still ours."""
    looked_at = timezone.now()  # before anybody is read: who changes after this is looked at anew the next night
    needs = list(needs_of(run).filter(pk__gt=run.after).order_by("pk").prefetch_related("requirements")[:BATCH])
    if not needs:
        return False
    similarity = similarity_in_use()
    asked = [snapshot(need, similarity.graph) for need in needs]
    found = list(found_for(asked, run.collaboration_id, similarity))
    if similarity_in_use() is not similarity:
        return True  # another taxonomy was taken into use: what was found mixes the two, so again
    with transaction.atomic():
        if not _move_on(run, needs):
            return False
        written = _write(actor, run, list(zip(needs, asked, found, strict=True)), looked_at, similarity)
        came, gone = written.total("came"), written.total("gone")
        NightlyRun.objects.filter(pk=run.pk).update(
            changed=F("changed") + len(written.by_need), came=F("came") + came, gone=F("gone") + gone
        )
    run.refresh_from_db()
    return True


def _move_on(run: NightlyRun, needs: Sequence[Need]) -> bool:
    """Take the batch, if the run still stands where it stood when read: not cancelled, not done by another worker.

    The row stays locked until the transaction ends.
    """
    standing = NightlyRun.objects.filter(pk=run.pk, status=NightlyStatus.RUNNING, after=run.after)
    done = run.done + len(needs)
    moved = standing.update(after=needs[-1].pk, done=done, total=max(run.total, done), moved_at=timezone.now())
    return bool(moved)


def _write(
    actor: Acts,
    nightly: NightlyRun,
    batch: Sequence[tuple[Need, NeedSnapshot, Found]],
    looked_at: datetime.datetime,
    similarity: Similarity,
) -> _Written:
    runs, busy = _runs_of(need for need, _, _ in batch)
    standing = _standing(runs.values())
    looked = [
        _look(need, asked, found, runs.get(need.pk), standing, looked_at)
        for need, asked, found in batch
        if need.pk not in busy
    ]
    new = {came.person for one in looked for came in one.differs.came}
    # whoever has withdrawn or been erased since they were read is not put in
    gone = new - set(Person.objects.matchable().filter(pk__in=new).values_list("pk", flat=True))
    _write_runs(looked, looked_at)
    _write_candidates(looked, gone, similarity)
    written = _changes(nightly, looked, gone, looked_at, similarity)
    Change.objects.bulk_create(written.changes)
    audit_each(actor, "match.lists-changed", Need, written.by_need, nightly=nightly.pk)
    _first_matched(actor, [one.need for one in looked])
    return written


def _runs_of(needs: Iterable[Need]) -> tuple[dict[str, Run], set[str]]:
    """(the newest finished run by need, needs that somebody has asked to match and that are matched right now).

    All are locked, so that a run that ends at this moment ends wholly before or wholly after this batch.
    """
    rows = Run.objects.select_for_update().filter(need__in=[n.pk for n in needs]).exclude(status=RunStatus.FAILED)
    done: dict[str, Run] = {}
    busy = set()
    for run in rows.order_by("-queued_at", "id"):
        if run.status == RunStatus.DONE:
            done.setdefault(run.need_id, run)
        else:
            busy.add(run.need_id)
    return done, busy


def _standing(runs: Iterable[Run]) -> dict[str, list[StandingPerson]]:
    """The lists that stand, by run. One query."""
    found: dict[str, list[StandingPerson]] = {}
    rows = Candidate.objects.filter(run__in=[r.pk for r in runs]).order_by("run", "list", "rank")
    fields = ("run_id", "person_id", "list", "rank", "lo", "hi", "person__changed_at", "pk")
    for run, person, which, rank, lo, hi, changed_at, row in rows.values_list(*fields):
        one = StandingPerson(person, CandidateList(which), rank, lo, hi, changed_at, row)
        found.setdefault(run, []).append(one)
    return found


def _look(
    need: Need,
    asked: NeedSnapshot,
    found: Found,
    run: Run | None,
    standing: Mapping[str, list[StandingPerson]],
    looked_at: datetime.datetime,
) -> _Looked:
    basis = _basis(run) if run else None
    people = standing.get(run.pk, []) if run else []
    now = run or Run(need=need, status=RunStatus.DONE)
    now.need_version = need.version
    now.counts = dict(found.counts)
    now.seconds = found.seconds
    now.started_at, now.finished_at = looked_at, timezone.now()
    now.engine_version, now.parameters_version = found.stamp.engine, found.stamp.parameters
    now.taxonomy_version, now.input_hash = found.stamp.taxonomy, found.stamp.input_hash
    differs = difference(people, basis or _basis(now), found.listed, _basis(now))
    return _Looked(need, asked, found, now, basis, differs)


def _basis(run: Run) -> Basis:
    rules = (run.engine_version, run.parameters_version, run.taxonomy_version)
    return Basis(run.started_at or run.queued_at, run.need_version, rules)


def _write_runs(looked: Sequence[_Looked], looked_at: datetime.datetime) -> None:
    """That the needs were looked at, and what the new counts rest on."""
    runs = [one.run for one in looked]
    Run.objects.bulk_create(runs, update_conflicts=True, unique_fields=("id",), update_fields=_RUN_FIELDS)
    # the newest run is the one shown; one asked for after this moment is newer still
    Run.objects.filter(pk__in=[r.pk for r in runs]).update(queued_at=looked_at)


def _write_candidates(looked: Sequence[_Looked], gone: Collection[str], similarity: Similarity) -> None:
    """Those gone taken away, those new put in, those who stand otherwise moved; the rest is left alone."""
    Candidate.objects.filter(pk__in=[gone.row for one in looked for gone in one.differs.gone]).delete()
    Candidate.objects.filter(pk__in=[row for one in looked for row in one.differs.aside]).update(
        rank=F("rank") + _ASIDE
    )
    explained: list[Candidate] = []
    moved: list[Candidate] = []
    wanted = [(one.found, one.differs.explain - set(gone)) for one in looked]
    for one, stored in zip(looked, explanations(wanted, similarity), strict=True):
        for person in one.differs.write:
            if person.person in gone:
                continue
            which = explained if person.person in stored else moved
            which.append(_candidate(one.run, person, stored.get(person.person, {})))
    _put(explained, ("list", "rank", "lo", "hi", "explanation"))
    _put(moved, ("list", "rank", "lo", "hi"))


def _candidate(run: Run, person: ListedPerson, stored: Explanation) -> Candidate:
    return Candidate(
        run=run,
        person_id=person.person,
        list=person.list,
        rank=person.rank,
        lo=person.lo,
        hi=person.hi,
        explanation=stored,
    )


def _put(rows: Sequence[Candidate], fields: Sequence[str]) -> None:
    """Put rows in; of one that stands, change these fields."""
    Candidate.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=("run", "person"), update_fields=fields
    )


def _changes(
    nightly: NightlyRun,
    looked: Sequence[_Looked],
    gone: Collection[str],
    at: datetime.datetime,
    similarity: Similarity,
) -> _Written:
    """Who came and who has gone, by need; a need that was never matched before has nobody new."""
    compared = [one for one in looked if one.basis]
    left = {gone.person for one in compared for gone in one.differs.gone}
    few = supply_of(
        Person.objects.matchable().in_region(nightly.collaboration_id).filter(pk__in=left), similarity.graph
    )
    matchable = set(few.ids)
    written = _Written()
    for one in compared:
        stand = standings(one.asked, few, similarity) if one.differs.gone and matchable else {}
        came = [
            Change(need=one.need, person_id=p.person, nightly=nightly, at=at, kind=ChangeKind.CAME, list=p.list)
            for p in one.differs.came
            if p.person not in gone
        ]
        away = [_gone(one, person, stand.get(person.person), nightly, at) for person in one.differs.gone]
        written.add(one, came, away)
    return written


def _gone(
    one: _Looked, person: StandingPerson, standing: Standing | None, nightly: NightlyRun, at: datetime.datetime
) -> Change:
    assert one.basis is not None
    why, condition = reason(standing, one.basis, one.now)
    return Change(
        need=one.need,
        person_id=person.person,
        nightly=nightly,
        at=at,
        kind=ChangeKind.GONE,
        list=person.list,
        reason=why,
        condition=condition,
    )


def _first_matched(actor: Acts, needs: Sequence[Need]) -> None:
    """Needs that nobody had matched are so now, all of a batch at once."""
    first = [need.pk for need in needs if need.status == NeedStatus.REGISTERED]
    still = Need.objects.filter(pk__in=first, status=NeedStatus.REGISTERED)
    moved = list(still.select_for_update().values_list("pk", flat=True))
    still.filter(pk__in=moved).update(status=NeedStatus.ANALYSED, changed_at=timezone.now())
    details = {"was": NeedStatus.REGISTERED.value, "reason": ""}
    audit_each(actor, "need.analysed", Need, dict.fromkeys(moved, details))
