"""What is done to the catalogue. Changes carry the version they were made on; an older one is refused.

After an intake was changed or cancelled, those whose routes lead over it are told by ``proposals``, which knows
them: whoever calls ``write_intake`` or ``cancel_intake`` calls ``tell_of_intakes`` when that is stored.
"""

import datetime
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace

from django.db import transaction
from django.db.models import Case, F, Q, Value, When
from django.utils import timezone

from kompetensnav.apps.concepts.queries import taxonomy_in_use
from kompetensnav.apps.core.log import audit
from kompetensnav.apps.education.enums import Finance, IntakeStatus, OnSiteShare, ProgrammeKind
from kompetensnav.apps.education.models import EntryRequirement, Grant, Intake, Programme, Provider
from kompetensnav.apps.education.prerequisites import check_prerequisites
from kompetensnav.apps.education.rows import DemandRow, GrantRow
from kompetensnav.apps.education.suggesting import suggest_grants
from kompetensnav.apps.education.taught import check_demands, check_grants
from kompetensnav.apps.memberships.actor import Actor
from kompetensnav.apps.organisations.models import Collaboration
from kompetensnav.engine.text.normalise import fold
from kompetensnav.runtime.problems import InputError, Problem

LONGEST_PAST = datetime.timedelta(days=2 * 365)
LONGEST_AHEAD = datetime.timedelta(days=3653)  # ten years
_DATES = ("starts_on", "ends_on", "apply_from", "apply_by")
A_YEAR = datetime.timedelta(weeks=52)  # a start stays on its day of the week


@dataclass(frozen=True, slots=True)
class ProgrammeFields:
    """What a person states of a programme beside what it grants and demands."""

    name: str
    kind: ProgrammeKind
    text: str = ""
    code: str = ""
    url: str = ""
    sun: str = ""
    seqf: int | None = None
    credits: int | None = None
    weeks: int | None = None
    language: str = ""
    cost: int | None = None
    finance: tuple[Finance, ...] = ()


@dataclass(frozen=True, slots=True)
class IntakeFields:
    """What a person states of an intake; without ``starts_on`` it is a standing admission."""

    status: IntakeStatus = IntakeStatus.PLANNED
    starts_on: datetime.date | None = None
    ends_on: datetime.date | None = None
    apply_from: datetime.date | None = None
    apply_by: datetime.date | None = None
    municipality_code: str | None = None
    site: str = ""
    pace: int | None = None
    on_site: OnSiteShare = OnSiteShare.UNKNOWN
    on_site_weeks: int | None = None
    seats: int | None = None
    taken: int | None = None
    workplaces: int | None = None


@transaction.atomic
def write_programme(
    actor: Actor, *, programme: Programme | None, provider_name: str, version: int, fields: ProgrammeFields
) -> Programme:
    """A new programme, or a changed one. What nobody has confirmed of its grants is read from its text anew."""
    values = asdict(fields) | {
        "provider": _provider(actor.collaboration_id, provider_name),
        "name_folded": fold(fields.name)[:200],
        "finance": list(fields.finance),
    }
    if programme is None:
        programme = Programme(**values)
        programme.save(force_insert=True)
        audit(actor, "programme.written", programme)
        reread = True
    else:
        reread = (programme.name, programme.text) != (fields.name, fields.text)
        _take(programme, version, **values)
        audit(actor, "programme.changed", programme)
    if reread and programme.grants_confirmed_at is None:
        _suggest(programme)
    return programme


@transaction.atomic
def confirm_grants(actor: Actor, *, programme: Programme, version: int, grants: Sequence[GrantRow]) -> None:
    """What somebody has after the programme, as a person says. Nothing at all leaves it on no route."""
    graph = taxonomy_in_use().graph
    check_grants(graph, grants)
    _alone(programme)
    now = timezone.now() if grants else None
    by = actor.actor_id if grants else ""
    _take(programme, version, grants_confirmed_at=now, grants_confirmed_by=by)
    quotes = dict(programme.grants.values_list("concept", "quote"))
    programme.grants.all().delete()
    Grant.objects.bulk_create(
        Grant(programme=programme, concept=g.concept, level=g.level, quote=quotes.get(g.concept, ""))
        for g in grants
    )
    check_prerequisites(programme, graph)
    audit(actor, "programme.grants-confirmed", programme, grants=len(grants))


@transaction.atomic
def set_demands(actor: Actor, *, programme: Programme, version: int, demands: Sequence[DemandRow]) -> None:
    """What one must have to be admitted, in place of what stood."""
    graph = taxonomy_in_use().graph
    check_demands(graph, demands)
    _alone(programme)
    _take(programme, version)
    programme.demands.all().delete()
    EntryRequirement.objects.bulk_create(
        EntryRequirement(programme=programme, kind=d.kind, concepts=list(d.concepts), minimum_level=d.minimum_level)
        for d in demands
    )
    check_prerequisites(programme, graph)
    audit(actor, "programme.demands-set", programme, demands=len(demands))


@transaction.atomic
def end_programme(actor: Actor, *, programme: Programme, version: int) -> None:
    """No longer given. Intakes to come are cancelled first, so that whoever is on a route over one is told."""
    to_come = programme.intakes.to_come(timezone.localdate()).count()
    if to_come:
        raise InputError(Problem("programme.intakes-to-come", values={"n": to_come}))
    _take(programme, version, ended_at=timezone.now())
    audit(actor, "programme.ended", programme)


@transaction.atomic
def write_intake(
    actor: Actor, *, programme: Programme, intake: Intake | None, version: int, fields: IntakeFields
) -> Intake:
    """A new intake, or a changed one. Where the seats are known, they decide whether it is full."""
    problems = list(_wrong(fields, timezone.localdate(), intake))
    if problems:
        raise InputError(*problems)
    values = asdict(fields)
    values["municipality_id"] = values.pop("municipality_code")
    values["rolling"] = fields.starts_on is None
    if intake is None:
        _refuse_ended(programme)
        values["status"] = IntakeStatus.FULL if _free(fields) == 0 else _said(fields)
        intake = Intake(programme=programme, **values)
        intake.save(force_insert=True)
        audit(actor, "intake.written", intake)
        return intake
    _change_intake(intake, version, fields, values)
    audit(actor, "intake.changed", intake)
    return intake


@transaction.atomic
def cancel_intake(actor: Actor, *, intake: Intake, version: int) -> None:
    """Cancelled for good. The seats held for proposals are let go by ``proposals``, which tells who held them."""
    cancelled = Intake.objects.filter(pk=intake.pk, version=version).exclude(status=IntakeStatus.CANCELLED)
    if not cancelled.update(status=IntakeStatus.CANCELLED, version=F("version") + 1, changed_at=timezone.now()):
        raise InputError(_why_not(intake, version, None))
    intake.refresh_from_db()
    audit(actor, "intake.cancelled", intake, reserved=intake.reserved)


def a_year_later(intake: Intake, today: datetime.date) -> IntakeFields:
    """The same again, on the same days of the week, in the first year in which it is to come; nobody in it yet."""
    shift = A_YEAR
    while intake.starts_on is not None and intake.starts_on + shift < today:
        shift += A_YEAR

    def later(day: datetime.date | None) -> datetime.date | None:
        return None if day is None else day + shift

    return replace(
        fields_of(intake),
        status=IntakeStatus.PLANNED,
        taken=None if intake.taken is None else 0,
        starts_on=later(intake.starts_on),
        ends_on=later(intake.ends_on),
        apply_from=later(intake.apply_from),
        apply_by=later(intake.apply_by),
    )


def fields_of(intake: Intake) -> IntakeFields:
    """As it stands."""
    return IntakeFields(
        status=IntakeStatus(intake.status),
        starts_on=intake.starts_on,
        ends_on=intake.ends_on,
        apply_from=intake.apply_from,
        apply_by=intake.apply_by,
        municipality_code=intake.municipality_id,
        site=intake.site,
        pace=intake.pace,
        on_site=OnSiteShare(intake.on_site),
        on_site_weeks=intake.on_site_weeks,
        seats=intake.seats,
        taken=intake.taken,
        workplaces=intake.workplaces,
    )


def _provider(collaboration_id: str, name: str) -> Provider:
    """The provider of this name, whatever its case and spaces; a new one where there is none."""
    wished = " ".join(name.split())
    for known in Provider.objects.filter(collaboration_id=collaboration_id):
        if fold(known.name) == fold(wished):
            return known
    return Provider.objects.get_or_create(collaboration_id=collaboration_id, name=wished)[0]


def _suggest(programme: Programme) -> None:
    programme.grants.all().delete()
    Grant.objects.bulk_create(
        Grant(programme=programme, concept=s.concept, level=s.level, quote=s.quote[:200], suggested=True)
        for s in suggest_grants(programme.name, programme.text)
    )


def _alone(programme: Programme) -> None:
    """One at a time in a region: two changes at once, each fine by itself, could make a circle together."""
    Collaboration.objects.select_for_update().get(pk=programme.provider.collaboration_id)


def _take(programme: Programme, version: int, **values: object) -> None:
    """Change it if it is still the version that the change was made on."""
    standing = Programme.objects.filter(pk=programme.pk, version=version, ended_at__isnull=True)
    taken = standing.update(version=F("version") + 1, changed_at=timezone.now(), **values)
    programme.refresh_from_db()
    if not taken:
        _refuse_ended(programme)
        raise InputError(Problem("programme.changed-meanwhile"))


def _refuse_ended(programme: Programme) -> None:
    if programme.ended_at is not None:
        raise InputError(Problem("programme.ended"))


def _far_ahead(fields: IntakeFields, today: datetime.date) -> list[Problem]:
    """Dates nobody plans by: a year mistyped, and then every route over it would be of no use."""
    latest = today + LONGEST_AHEAD
    far = [name for name in _DATES if (date := getattr(fields, name)) is not None and date > latest]
    return [Problem("intake.far-ahead", field=name, values={"latest": latest.isoformat()}) for name in far]


def _wrong(fields: IntakeFields, today: datetime.date, intake: Intake | None) -> list[Problem]:
    """Everything that the fields alone tell, so that all can be put right at once."""
    starts, ends, apply_by = fields.starts_on, fields.ends_on, fields.apply_by
    found = _far_ahead(fields, today)
    if starts is None and ends is not None:
        found.append(Problem("intake.ends-without-start", field="starts_on"))
    if starts and ends and ends < starts:
        found.append(Problem("intake.ends-before-start", field="ends_on", values={"starts": starts.isoformat()}))
    stands = intake is not None and intake.starts_on == starts
    if starts and starts < today - LONGEST_PAST and not stands:
        earliest = (today - LONGEST_PAST).isoformat()
        found.append(Problem("intake.long-past", field="starts_on", values={"earliest": earliest}))
    if starts and apply_by and apply_by > starts:
        values = {"starts": starts.isoformat()}
        found.append(Problem("intake.deadline-after-start", field="apply_by", values=values))
    if fields.apply_from and apply_by and fields.apply_from > apply_by:
        values = {"deadline": apply_by.isoformat()}
        found.append(Problem("intake.opens-after-deadline", field="apply_from", values=values))
    if fields.on_site_weeks is not None and fields.on_site != OnSiteShare.WEEKS:
        found.append(Problem("intake.weeks-not-on-site", field="on_site_weeks"))
    if fields.seats is not None and fields.taken is not None and fields.taken > fields.seats:
        found.append(_too_few(fields.taken, intake.reserved if intake else 0))
    return found


def _too_few(taken: int, reserved: int) -> Problem:
    values = {"taken": taken, "reserved": reserved, "least": taken + reserved}
    return Problem("intake.too-few-seats", field="seats", values=values)


def _change_intake(intake: Intake, version: int, fields: IntakeFields, values: dict[str, object]) -> None:
    """In one statement with its conditions: a seat held at the same moment is counted or refused, never lost."""
    standing = Intake.objects.filter(pk=intake.pk, version=version).exclude(status=IntakeStatus.CANCELLED)
    if fields.seats is not None:
        standing = standing.filter(reserved__lte=fields.seats - (fields.taken or 0))
    full = When(Q(reserved=_free(fields)), then=Value(IntakeStatus.FULL.value))
    values["status"] = (
        Case(full, default=Value(_said(fields).value)) if _free(fields) is not None else _said(fields)
    )
    if not standing.update(version=F("version") + 1, changed_at=timezone.now(), **values):
        raise InputError(_why_not(intake, version, fields.taken))
    intake.refresh_from_db()


def _free(fields: IntakeFields) -> int | None:
    """Seats that nobody has taken elsewhere; None where that is not known."""
    return None if fields.seats is None or fields.taken is None else fields.seats - fields.taken


def _said(fields: IntakeFields) -> IntakeStatus:
    """The status as a person states it; *full* is a statement only where the seats are not known."""
    contradicted = fields.status is IntakeStatus.FULL and _free(fields) is not None
    return IntakeStatus.OPEN if contradicted else fields.status


def _why_not(intake: Intake, version: int, taken: int | None) -> Problem:
    """What stood in the way of a conditional update."""
    intake.refresh_from_db()
    if intake.status == IntakeStatus.CANCELLED:
        return Problem("intake.is-cancelled")
    if intake.version != version:
        return Problem("intake.changed-meanwhile")
    return _too_few(taken or 0, intake.reserved)
