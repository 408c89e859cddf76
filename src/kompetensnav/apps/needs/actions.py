"""What is done to a need. Changes carry the version they were made on; an older one is refused, nothing is lost."""

import datetime
import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import IntegrityError, transaction
from django.db.models import F, Max
from django.utils import timezone

from kompetensnav.apps.core.log import Acts, audit
from kompetensnav.apps.memberships.actor import Actor
from kompetensnav.apps.memberships.enums import Role
from kompetensnav.apps.needs.enums import ENDED_STATUSES, TRANSITIONS, NeedStatus, RequirementSource
from kompetensnav.apps.needs.models import Need, Requirement
from kompetensnav.apps.needs.reading import Reading, ReadRequirement
from kompetensnav.apps.organisations.models import Organisation
from kompetensnav.engine.matching.parameters import LARGEST_NEED
from kompetensnav.engine.text.normalise import fold
from kompetensnav.runtime.problems import InputError, Problem


def start_draft(actor: Actor, *, organisation: Organisation, reading: Reading, submission: uuid.UUID) -> Need:
    """A draft of what was read. The same submission sent twice gives the same draft."""
    known = Need.objects.filter(submission=submission, organisation=organisation).first()
    if known is not None:
        return known
    try:
        with transaction.atomic():
            return _new_draft(actor, organisation, reading, submission)
    except IntegrityError:  # the other click was first
        return Need.objects.get(submission=submission, organisation=organisation)


def _new_draft(actor: Actor, organisation: Organisation, reading: Reading, submission: uuid.UUID) -> Need:
    need = Need(
        organisation=organisation,
        owner=actor.user if actor.role is Role.COORDINATOR else None,
        submission=submission,
        title=reading.title[:160],
        title_folded=fold(reading.title)[:160],
        text=reading.text,
        reading={
            "language": reading.language,
            "facts": reading.facts,
            "masked": reading.masked,
            "headline_end": reading.headline_end,
            "notes": list(reading.notes),
            "unresolved": list(reading.unresolved),
        },
        municipality_id=reading.municipality_code,
        positions=reading.positions,
        starts_on=reading.starts_on,
        starts_asap=reading.starts_asap,
        asks_legal_age=reading.asks_legal_age,
        taxonomy_version=reading.taxonomy_version,
        changed_by=actor.actor_id,
    )
    need.save(force_insert=True)
    Requirement.objects.bulk_create(_row(need, number, read) for number, read in enumerate(reading.requirements, 1))
    audit(actor, "need.drafted", need, requirements=len(reading.requirements))
    return need


def _row(need: Need, number: int, read: ReadRequirement) -> Requirement:
    return Requirement(
        need=need,
        number=number,
        kind=read.kind,
        concepts=list(read.concepts),
        asked=read.asked,
        weight=read.weight,
        minimum_level=read.minimum_level,
        years=read.years,
        source=read.source,
        spans=[list(s) for s in read.spans],
        unsure=read.unsure,
        suggestions=list(read.suggestions),
    )


@dataclass(frozen=True, slots=True)
class Facts:
    """What a person states of a need beside its requirements."""

    title: str
    positions: int
    municipality_code: str | None
    starts_on: datetime.date | None
    starts_asap: bool


@dataclass(frozen=True, slots=True)
class Change:
    """A correction of one requirement; None leaves a field as it is."""

    asked: int | None = None
    weight: int | None = None
    minimum_level: int | None = None
    no_level: bool = False
    concepts: Sequence[str] | None = None
    removed: bool | None = None


@transaction.atomic
def change_facts(actor: Actor, *, need: Need, version: int, facts: Facts) -> None:
    """Change title, number, place and start."""
    _take(actor, need, version)
    Need.objects.filter(pk=need.pk).update(
        title=facts.title[:160],
        title_folded=fold(facts.title)[:160],
        positions=facts.positions,
        municipality_id=facts.municipality_code,
        starts_on=None if facts.starts_asap else facts.starts_on,
        starts_asap=facts.starts_asap,
    )
    audit(actor, "need.facts-changed", need, positions=facts.positions)
    need.refresh_from_db()


@transaction.atomic
def change_requirement(actor: Actor, *, need: Need, version: int, number: int, change: Change) -> None:
    """Correct one requirement: a corrected one is a person's word and no longer unsure."""
    _take(actor, need, version)
    row = Requirement.objects.filter(need=need, number=number).first()
    if row is None:
        raise InputError(Problem("need.no-such-requirement", values={"number": number}))
    if change.removed is not None:
        if row.removed and not change.removed:
            _room_for_one(need)
        row.removed = change.removed
    else:
        row.asked = row.asked if change.asked is None else change.asked
        row.weight = row.weight if change.weight is None else change.weight
        row.concepts = row.concepts if change.concepts is None else list(change.concepts)
        row.minimum_level = None if change.no_level else change.minimum_level or row.minimum_level
        row.unsure, row.suggestions = False, []
        if row.source != RequirementSource.LAW:
            row.source = RequirementSource.PERSON
    row.save()
    audit(actor, "need.requirement-changed", need, number=number, removed=row.removed, asked=row.asked)
    need.refresh_from_db()


@transaction.atomic
def add_requirement(actor: Actor, *, need: Need, version: int, read: ReadRequirement) -> None:
    """Add a requirement at the end of the list; one that stands already is not added twice."""
    _take(actor, need, version)
    _room_for_one(need)
    for row in need.requirements.all():
        if row.kind == read.kind and set(row.concepts) == set(read.concepts) and not row.removed:
            raise InputError(Problem("need.requirement-stands", values={"number": row.number}))
    last = need.requirements.aggregate(last=Max("number"))["last"] or 0
    new = _row(need, last + 1, read)
    new.source = RequirementSource.PERSON
    new.save()
    audit(actor, "need.requirement-added", need, number=new.number)
    need.refresh_from_db()


def _room_for_one(need: Need) -> None:
    """The engine's sums hold so many requirements and no more."""
    if need.requirements.filter(removed=False).count() >= LARGEST_NEED:
        raise InputError(Problem("need.too-many-requirements", values={"most": LARGEST_NEED}))


@transaction.atomic
def register_need(actor: Actor, *, need: Need, version: int) -> None:
    """From draft to registered: from now on it is matched. Registering again changes nothing."""
    need.refresh_from_db()
    if need.status != NeedStatus.DRAFT:
        return
    if not any(not r.removed for r in need.requirements.all()):
        raise InputError(Problem("need.no-requirements"))
    _take(actor, need, version)
    set_status(actor, need=need, to=NeedStatus.REGISTERED)


@transaction.atomic
def set_status(actor: Acts, *, need: Need, to: NeedStatus, reason: str = "", note: str = "") -> None:
    """Move a need along ``TRANSITIONS``; the row must still stand where it stood when read."""
    was = NeedStatus(need.status)
    if to not in TRANSITIONS[was]:
        raise InputError(Problem("need.not-from-here", values={"was": was.value, "to": to.value}))
    now = timezone.now()
    fields: dict[str, object] = {"status": to, "changed_at": now, "close_reason": reason, "close_note": note}
    if to == NeedStatus.REGISTERED:
        fields["registered_at"] = now
    if not TRANSITIONS[to]:
        fields["ended_at"] = now
    if not Need.objects.filter(pk=need.pk, status=was).update(**fields):
        raise InputError(Problem("need.changed-meanwhile"))
    audit(actor, f"need.{to.value.replace('_', '-')}", need, was=was.value, reason=reason)
    need.refresh_from_db()


def _take(actor: Actor, need: Need, version: int) -> None:
    """Count the version up if it is still the one the change was made on."""
    if need.status in ENDED_STATUSES:
        raise InputError(Problem("need.ended"))
    taken = (
        Need.objects.filter(pk=need.pk, version=version)
        .exclude(status__in=ENDED_STATUSES)
        .update(version=F("version") + 1, changed_by=actor.actor_id, changed_at=timezone.now())
    )
    if not taken:
        raise InputError(Problem("need.changed-meanwhile"))
