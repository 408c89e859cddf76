"""What a coordinator's desk shows, each part by one or two queries."""

import datetime
from dataclasses import dataclass
from typing import Generic, TypeVar

from django.db.models import Count, F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext, ngettext

from kompetensnav.apps.education.models import Intake
from kompetensnav.apps.memberships.actor import Actor
from kompetensnav.apps.needs.enums import NeedStatus
from kompetensnav.apps.needs.models import Need
from kompetensnav.apps.proposals.actions import EMPLOYER_DAYS, PERSON_DAYS
from kompetensnav.apps.proposals.enums import Answer
from kompetensnav.apps.proposals.models import Proposal
from kompetensnav.apps.routes.closing import with_seats

SHOWN = 8  # rows of a part; the list has the rest
_SOON = datetime.timedelta(days=30)
_LATELY = datetime.timedelta(days=90)

Row = TypeVar("Row")


@dataclass(frozen=True, slots=True)
class WaitingNeed:
    """A need nobody has been proposed for."""

    need: Need
    days: int


@dataclass(frozen=True, slots=True)
class WaitingProposal:
    """A proposal that somebody has yet to answer. ``share`` is how much of the time has gone, in per cent."""

    proposal: Proposal
    for_employer: bool
    deadline: datetime.datetime
    waited: int
    share: int
    late: bool

    @property
    def who(self) -> str:
        """Whose answer it is."""
        return self.proposal.need.organisation.name if self.for_employer else gettext("the person")


@dataclass(frozen=True, slots=True)
class Part(Generic[Row]):
    """Rows of one part and how many there are in all."""

    rows: list[Row]
    count: int


@dataclass(frozen=True, slots=True)
class Departure:
    """Something with a date within a month."""

    day: datetime.date
    title: str
    detail: str
    url: str
    days: int


@dataclass(frozen=True, slots=True)
class Replies:
    """Answers in time of all that were due, for proposals of the last 90 days."""

    employer_in_time: int
    employer_due: int
    person_in_time: int
    person_due: int


def needs(actor: Actor, now: datetime.datetime) -> Part[WaitingNeed]:
    """Registered needs nobody has been proposed for, the one that has waited longest first."""
    waiting = Need.objects.visible_to(actor).filter(status__in=(NeedStatus.REGISTERED, NeedStatus.ANALYSED))
    rows = waiting.select_related("organisation", "municipality").order_by("registered_at", "pk")[:SHOWN]
    return Part([WaitingNeed(n, (now - (n.registered_at or now)).days) for n in rows], waiting.count())


def proposals(actor: Actor, now: datetime.datetime) -> Part[WaitingProposal]:
    """Open proposals, the nearest deadline first: the first of each side, merged."""
    waiting = Proposal.objects.visible_to(actor).open()
    rows = waiting.select_related("need", "need__organisation")
    first = [
        *rows.filter(employer_answer=Answer.OPEN).order_by("employer_deadline", "pk")[:SHOWN],
        *rows.filter(person_answer=Answer.OPEN).order_by("person_deadline", "pk")[:SHOWN],
    ]
    found = sorted((_waiting(p, now) for p in first), key=lambda w: (w.deadline, w.proposal.pk))
    return Part(found[:SHOWN], waiting.count())


def _waiting(proposal: Proposal, now: datetime.datetime) -> WaitingProposal:
    for_employer = proposal.awaits_employer
    deadline = (proposal.employer_deadline if for_employer else proposal.person_deadline) or now
    time = datetime.timedelta(days=EMPLOYER_DAYS if for_employer else PERSON_DAYS)
    gone = now - (deadline - time)
    share = max(0, min(100, round(100 * gone / time)))
    return WaitingProposal(proposal, for_employer, deadline, max(gone.days, 0), share, deadline < now)


def departures(actor: Actor, now: datetime.datetime) -> list[Departure]:
    """Answers that are due, needs that begin and intakes that close within a month, by date."""
    today = timezone.localdate(now)
    found = [*_due_answers(actor, now), *_starts(actor, today), *_closing(actor, today)]
    return sorted(found, key=lambda d: (d.day, d.title, d.url))[:SHOWN]


def _due_answers(actor: Actor, now: datetime.datetime) -> list[Departure]:
    until, today = now + _SOON, timezone.localdate(now)
    open_ones = Proposal.objects.visible_to(actor).open().select_related("need", "need__organisation")
    due = open_ones.filter(
        Q(employer_answer=Answer.OPEN, employer_deadline__range=(now, until))
        | Q(person_answer=Answer.OPEN, person_deadline__range=(now, until))
    )
    found = []
    for proposal in due.with_deadline().order_by(F("deadline"), "pk")[:SHOWN]:
        waiting = _waiting(proposal, now)
        day = timezone.localdate(waiting.deadline)
        url = reverse("proposals:proposal", args=[proposal.pk])
        detail = gettext("Answer from %(who)s") % {"who": waiting.who}
        found.append(Departure(day, proposal.need.title, detail, url, (day - today).days))
    return found


def _starts(actor: Actor, today: datetime.date) -> list[Departure]:
    needs = Need.objects.visible_to(actor).open().select_related("organisation")
    soon = needs.filter(starts_on__range=(today, today + _SOON)).order_by("starts_on", "pk")[:SHOWN]
    found = []
    for need in soon:
        day = need.starts_on or today
        detail = gettext("%(who)s needs people from this day") % {"who": need.organisation.name}
        found.append(Departure(day, need.title, detail, reverse("needs:need", args=[need.pk]), (day - today).days))
    return found


def _closing(actor: Actor, today: datetime.date) -> list[Departure]:
    """Intakes with seats left, or of which nobody knows."""
    soon = with_seats(Intake.objects.visible_to(actor).closing(today, today + _SOON))
    found = []
    for intake in soon.select_related("programme__provider").order_by("apply_by", "pk")[:SHOWN]:
        day, left = intake.apply_by or today, intake.seats_left
        if left is None:
            detail = gettext("Apply to %(who)s, seats left not known")
        else:
            detail = ngettext("Apply to %(who)s, %(n)d seat left", "Apply to %(who)s, %(n)d seats left", left)
        detail %= {"who": intake.programme.provider.name, "n": left}
        url = f"{reverse('planner:closing')}?within=30&intake={intake.pk}#open"
        found.append(Departure(day, intake.programme.name, detail, url, (day - today).days))
    return found


def replies(actor: Actor, now: datetime.datetime) -> Replies:
    """The reply guarantee in figures. One query."""
    asked = Proposal.objects.visible_to(actor).standing().filter(proposed_at__gte=now - _LATELY)
    given = (Answer.YES, Answer.NO)
    figures = asked.aggregate(
        employer=Count("pk", filter=Q(employer_answer__in=given), distinct=True),
        employer_expired=Count("pk", filter=_unanswered("employer", now), distinct=True),
        person=Count("pk", filter=Q(person_answer__in=given), distinct=True),
        person_expired=Count("pk", filter=_unanswered("person", now), distinct=True),
    )
    return Replies(
        figures["employer"],
        figures["employer"] + figures["employer_expired"],
        figures["person"],
        figures["person"] + figures["person_expired"],
    )


def _unanswered(side: str, now: datetime.datetime) -> Q:
    """No answer in time, whether the worker has come to write it down or not."""
    return Q(**{f"{side}_answer": Answer.EXPIRED}) | Q(
        **{f"{side}_answer": Answer.OPEN, f"{side}_deadline__lt": now}
    )
