"""Proposing, answering, taking back. Each answer is given once and in time, whoever clicks twice."""

import datetime
from collections.abc import Mapping, Sequence

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from kompetensnav.apps.core.log import Acts, audit
from kompetensnav.apps.matches.actions import explain_now
from kompetensnav.apps.memberships.actor import Actor
from kompetensnav.apps.needs.actions import set_status
from kompetensnav.apps.needs.enums import NeedStatus
from kompetensnav.apps.needs.models import Need
from kompetensnav.apps.people.actions import record_erasure, record_protection, record_withdrawal
from kompetensnav.apps.people.models import Person
from kompetensnav.apps.proposals.enums import Answer, NoReason, WithdrawReason
from kompetensnav.apps.proposals.models import Proposal
from kompetensnav.apps.proposals.seats import first_without_a_seat, hold_seats, let_go_of, seat_gone
from kompetensnav.apps.routes.finding import routes_of_person
from kompetensnav.apps.routes.shown import StoredRoute
from kompetensnav.apps.routes.stored import intakes_of
from kompetensnav.runtime.problems import InputError, Problem

EMPLOYER_DAYS = 5  # the reply guarantee: product.md, "answer deadlines"
PERSON_DAYS = 7
MOST_AT_ONCE = 20


def propose(
    actor: Actor,
    *,
    need: Need,
    person_ids: Sequence[str],
    rationale: str = "",
    routes: Mapping[str, Sequence[str]] | None = None,
) -> list[Proposal]:
    """Propose people for a need, all or none. Someone already proposed for it stays as they were.

    ``routes``: of those who are proposed with a route, the intakes it leads over, in order. It is found again and
    frozen with the proposal, and a seat is held of each intake.

    Raises InputError ``proposal.need-not-open``, ``proposal.nobody``, ``proposal.too-many`` or
    ``proposal.not-permitted`` (somebody withdrew, or is protected, or belongs to another region),
    ``proposal.removed`` (a hard condition is known to fail, and no route was chosen: change the requirement or the
    profile first), ``proposal.route-gone`` (there is no such route today), ``proposal.seat-gone`` or
    ``proposal.seat-gone-next`` (the last seat was taken).
    """
    wanted = list(dict.fromkeys(person_ids))
    if not wanted:
        raise InputError(Problem("proposal.nobody"))
    if len(wanted) > MOST_AT_ONCE:
        raise InputError(Problem("proposal.too-many", values={"most": MOST_AT_ONCE}))
    with transaction.atomic():
        need = Need.objects.select_for_update().select_related("organisation").get(pk=need.pk)
        if not need.is_open:
            raise InputError(Problem("proposal.need-not-open"))
        people = _proposable(need, wanted)
        chosen = routes or {}
        proposed = (_propose_one(actor, need, p, rationale, chosen.get(p.pk)) for p in people)
        made = [proposal for proposal in proposed if proposal is not None]
        seats = [(p, intake) for p in made if p.route is not None for intake in intakes_of(p.route)]
        hold_seats(seats, timezone.localdate())
        if made and need.status == NeedStatus.ANALYSED:
            set_status(actor, need=need, to=NeedStatus.ACTIVE)
    return made


def _proposable(need: Need, wanted: list[str]) -> list[Person]:
    region = Person.objects.matchable().in_region(need.organisation.collaboration_id)
    found = {p.pk: p for p in region.filter(pk__in=wanted).select_for_update()}
    if len(found) < len(wanted):
        raise InputError(Problem("proposal.not-permitted", values={"n": len(wanted) - len(found)}))
    return [found[pk] for pk in wanted]


def _propose_one(
    actor: Actor, need: Need, person: Person, rationale: str, chosen: Sequence[str] | None
) -> Proposal | None:
    if Proposal.objects.standing().filter(need=need, person=person).exists():  # the need is locked
        return None
    frozen, stamp = explain_now(person, need)
    route = None if chosen is None else _route_over(person, need, chosen)
    if frozen["removed_by"] and route is None:
        raise InputError(Problem("proposal.removed", values={"person": person.pk}))
    proposal = Proposal(
        need=need,
        person=person,
        proposed_by=actor.user,
        rationale=rationale[:500],
        employer_deadline=timezone.now() + datetime.timedelta(days=EMPLOYER_DAYS),
        explanation=frozen,
        route=route,
        need_version=need.version,
        engine_version=stamp.engine,
        parameters_version=stamp.parameters,
        taxonomy_version=stamp.taxonomy,
        input_hash=stamp.input_hash,
    )
    proposal.save(force_insert=True)
    audit(actor, "proposal.made", proposal, need=need.pk, input_hash=stamp.input_hash)
    return proposal


def _route_over(person: Person, need: Need, chosen: Sequence[str]) -> StoredRoute | None:
    """Today's route over exactly these intakes, at whose end everything is met; None where it has no steps."""
    today = timezone.localdate()
    full = first_without_a_seat(chosen)
    if full is not None:
        raise InputError(seat_gone(full, today))
    found = (route for route in routes_of_person(person, need, today) if intakes_of(route) == list(chosen))
    route = next(found, None)
    if route is None:
        raise InputError(Problem("proposal.route-gone", values={"person": person.pk}))
    return route if route["steps"] else None


def answer_for_employer(actor: Actor, *, proposal: Proposal, yes: bool, reason: str = "", note: str = "") -> None:
    """The employer's yes asks the person; a no ends it, with a coded reason."""
    now = timezone.now()
    fields = _fields("employer", yes, reason, note, now)
    fields["employer_answered_by"] = actor.actor_id
    if yes:
        fields |= {"person_answer": Answer.OPEN, "person_deadline": now + datetime.timedelta(days=PERSON_DAYS)}
    waiting = Proposal.objects.filter(
        employer_answer=Answer.OPEN,
        employer_deadline__gte=now,
        need__organisation_id=actor.organisation_id,
    )
    _answer(actor, proposal, waiting, fields, "employer")


def answer_for_person(actor: Actor, *, proposal: Proposal, yes: bool, reason: str = "", note: str = "") -> None:
    """The person's yes opens both identities; a no ends it, with a coded reason."""
    now = timezone.now()
    fields = _fields("person", yes, reason, note, now)
    waiting = Proposal.objects.filter(
        person_answer=Answer.OPEN,
        person_deadline__gte=now,
        person__user=actor.user,
        person__withdrawn_at__isnull=True,
    )
    _answer(actor, proposal, waiting, fields, "person")


def _fields(side: str, yes: bool, reason: str, note: str, now: datetime.datetime) -> dict[str, object]:
    if not yes and reason not in NoReason.values:
        raise InputError(Problem("proposal.reason-needed", field="reason"))
    if not yes and reason == NoReason.OTHER and not note.strip():
        raise InputError(Problem("proposal.note-needed", field="note"))
    return {
        f"{side}_answer": Answer.YES if yes else Answer.NO,
        f"{side}_reason": "" if yes else reason,
        f"{side}_note": note.strip()[:500],
        f"{side}_answered_at": now,
    }


@transaction.atomic
def _answer(
    actor: Actor, proposal: Proposal, waiting: QuerySet[Proposal], fields: dict[str, object], side: str
) -> None:
    """One conditional update: of two clicks at once one finds nothing left to answer.

    The row is locked first: having waited for a row, PostgreSQL does not look anew at conditions on other tables.
    """
    Proposal.objects.select_for_update().get(pk=proposal.pk)
    if not waiting.filter(pk=proposal.pk, withdrawn_at__isnull=True).update(**fields):
        proposal.refresh_from_db()
        raise InputError(Problem(_why_not(proposal, side)))
    yes, reason = fields[f"{side}_answer"] == Answer.YES, str(fields[f"{side}_reason"])
    verb = "proposal.employer-answered" if side == "employer" else "proposal.person-answered"
    audit(actor, verb, proposal, yes=yes, reason=reason)
    if not yes:
        let_go_of([proposal.pk])
    proposal.refresh_from_db()


def _why_not(proposal: Proposal, side: str) -> str:
    """Why this side can no longer answer."""
    if proposal.withdrawn:
        return "proposal.withdrawn"
    late = getattr(proposal, f"{side}_answer") in (Answer.OPEN, Answer.EXPIRED)
    return "proposal.deadline-passed" if late else "proposal.already-answered"


@transaction.atomic
def withdraw_permission(actor: Acts, *, person: Person) -> int:
    """The person no longer lets us propose them: gone from all lists at once, open proposals taken back.

    Returns how many were. What both had agreed on stays: each already knows the other.
    """
    record_withdrawal(actor, person=person)
    return withdraw(actor, Proposal.objects.filter(person=person).open(), WithdrawReason.PERMISSION)


@transaction.atomic
def protect_person(actor: Acts, *, person: Person, protected: bool) -> int:
    """Protect a person's identity, or no longer: out of all lists at once, open proposals taken back.

    Returns how many were. They stay so when the protection ends. What both had agreed on stays.
    """
    if not record_protection(actor, person=person, protected=protected) or not protected:
        return 0
    return withdraw(actor, Proposal.objects.filter(person=person).open(), WithdrawReason.UNAVAILABLE)


@transaction.atomic
def erase_person(actor: Acts, *, person: Person) -> int:
    """Erase all that is held of a person, proposals included; how many of them were open."""
    Person.objects.select_for_update().get(pk=person.pk)  # whoever is about to propose them waits, and then cannot
    taken_back = withdraw(actor, Proposal.objects.filter(person=person).open(), WithdrawReason.UNAVAILABLE)
    # what both had agreed on goes too, and with it the seats
    let_go_of(list(Proposal.objects.filter(person=person).select_for_update().values_list("pk", flat=True)))
    record_erasure(actor, person=person)
    return taken_back


def withdraw(actor: Acts, proposals: QuerySet[Proposal], reason: WithdrawReason) -> int:
    """Take open proposals back, each with its audit row."""
    with transaction.atomic():
        rows = list(proposals.select_for_update())
        Proposal.objects.filter(pk__in=[p.pk for p in rows]).update(
            withdrawn_at=timezone.now(), withdraw_reason=reason
        )
        let_go_of([p.pk for p in rows])
        for row in rows:
            audit(actor, "proposal.withdrawn", row, reason=reason.value)
    return len(rows)


@transaction.atomic
def take_back(actor: Acts, *, proposal: Proposal) -> None:
    """Take back a proposal made by mistake, while somebody has yet to answer.

    Raises InputError ``proposal.withdrawn`` or ``proposal.already-answered``.
    """
    if not withdraw(actor, Proposal.objects.filter(pk=proposal.pk).open(), WithdrawReason.MISTAKE):
        proposal.refresh_from_db()
        raise InputError(Problem("proposal.withdrawn" if proposal.withdrawn else "proposal.already-answered"))
    proposal.refresh_from_db()


@transaction.atomic
def expire_overdue(actor: Acts, *, now: datetime.datetime) -> int:
    """Answers that did not come in time are written as such; how many."""
    count = 0
    for side in ("employer", "person"):
        rows = list(
            Proposal.objects.standing()
            .filter(**{f"{side}_answer": Answer.OPEN, f"{side}_deadline__lt": now})
            .select_for_update()
        )
        Proposal.objects.filter(pk__in=[p.pk for p in rows]).update(
            **{f"{side}_answer": Answer.EXPIRED, f"{side}_answered_at": now}
        )
        let_go_of([p.pk for p in rows])
        for row in rows:
            audit(actor, "proposal.expired", row, side=side)
        count += len(rows)
    return count


@transaction.atomic
def end_need(actor: Actor, *, need: Need, to: NeedStatus, reason: str = "", note: str = "") -> None:
    """Fill or close a need; what is still open on it is taken back."""
    set_status(actor, need=need, to=to, reason=reason, note=note)
    withdraw(actor, Proposal.objects.filter(need=need).open(), WithdrawReason.NEED_ENDED)
