"""Which proposals may be seen, and which wait for whom."""

import datetime
from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Case, F, Min, Q, When
from django.utils.translation import gettext_lazy as _

from kompetensnav.apps.core.models import AccessEvent
from kompetensnav.apps.memberships.actor import Actor
from kompetensnav.apps.memberships.enums import May
from kompetensnav.apps.people.models import Person
from kompetensnav.apps.proposals.enums import Answer

if TYPE_CHECKING:
    from kompetensnav.apps.proposals.models import Proposal, RouteNotice

_NO_MORE = (Answer.NO, Answer.EXPIRED)


class ProposalState(models.TextChoices):
    """Where a proposal stands at a moment: exactly one of these. ``open`` is whatever nobody has settled."""

    AWAITS_EMPLOYER = "employer", _("waiting for the employer")
    AWAITS_PERSON = "person", _("waiting for the person")
    OVERDUE = "overdue", _("overdue")
    AGREED = "agreed", _("both have said yes")
    NO = "no", _("no")
    EXPIRED = "expired", _("no answer in time")
    WITHDRAWN = "withdrawn", _("taken back")


def state_of(proposal: "Proposal", now: datetime.datetime) -> ProposalState:
    """Where a proposal stands; the same rules as ``ProposalQuerySet.in_state``."""
    answers = (proposal.employer_answer, proposal.person_answer)
    if proposal.withdrawn:
        return ProposalState.WITHDRAWN
    if Answer.NO in answers:
        return ProposalState.NO
    if Answer.EXPIRED in answers:
        return ProposalState.EXPIRED
    if proposal.agreed:
        return ProposalState.AGREED
    deadline = proposal.employer_deadline if proposal.awaits_employer else proposal.person_deadline
    if deadline is not None and deadline < now:
        return ProposalState.OVERDUE
    return ProposalState.AWAITS_EMPLOYER if proposal.awaits_employer else ProposalState.AWAITS_PERSON


def deadline_of(proposal: "Proposal") -> datetime.datetime | None:
    """By when the one who should answer must; None when nobody is waited for."""
    if proposal.awaits_employer:
        return proposal.employer_deadline
    return proposal.person_deadline if proposal.awaits_person else None


class ProposalQuerySet(models.QuerySet["Proposal"]):
    """Sets of proposals."""

    def visible_to(self, actor: Actor) -> Self:
        """As coordinator the region's, as employer one's own organisation's, as a person one's own.

        Proposals of someone with protected identity are seen by the named staff and the person alone.
        """
        own = Q(person__user=actor.user)
        if actor.may(May.PROPOSE):
            readable = Person.objects.filter(protected_readers=actor.user).order_by().values("pk")
            named = Q(person__protected=False) | Q(person__in=readable)
            return self.filter(own | (Q(need__organisation__collaboration_id=actor.collaboration_id) & named))
        if actor.may(May.ANSWER_FOR_EMPLOYER):
            return self.filter(own | Q(need__organisation_id=actor.organisation_id, person__protected=False))
        return self.filter(own)

    def standing(self) -> Self:
        """Not taken back."""
        return self.filter(withdrawn_at__isnull=True)

    def open(self) -> Self:
        """Standing, and one of the two has yet to answer."""
        return self.standing().filter(Q(employer_answer=Answer.OPEN) | Q(person_answer=Answer.OPEN))

    def overdue(self, now: datetime.datetime) -> Self:
        """Open, with the deadline of the one who should answer behind us."""
        return self.open().filter(
            Q(employer_answer=Answer.OPEN, employer_deadline__lt=now)
            | Q(person_answer=Answer.OPEN, person_deadline__lt=now)
        )

    def in_state(self, state: ProposalState, now: datetime.datetime) -> Self:
        """Those that stand so at this moment."""
        if state is ProposalState.WITHDRAWN:
            return self.filter(withdrawn_at__isnull=False)
        if state is ProposalState.OVERDUE:
            return self.overdue(now)
        standing = self.standing()
        if state is ProposalState.NO:
            return standing.filter(Q(employer_answer=Answer.NO) | Q(person_answer=Answer.NO))
        if state is ProposalState.EXPIRED:
            return standing.filter(Q(employer_answer=Answer.EXPIRED) | Q(person_answer=Answer.EXPIRED))
        if state is ProposalState.AGREED:
            return standing.filter(employer_answer=Answer.YES, person_answer=Answer.YES)
        side = state.value
        return standing.filter(**{f"{side}_answer": Answer.OPEN, f"{side}_deadline__gte": now})

    def with_deadline(self) -> Self:
        """Each with ``deadline``: by when the one who should answer must, null when nobody is waited for."""
        return self.annotate(
            deadline=Case(
                When(withdrawn_at__isnull=False, then=None),
                When(employer_answer=Answer.OPEN, then=F("employer_deadline")),
                When(person_answer=Answer.OPEN, then=F("person_deadline")),
                output_field=models.DateTimeField(),
            )
        )


def open_notices_for(actor: Actor) -> "models.QuerySet[RouteNotice]":
    """Changed routes that nobody has dealt with, of proposals the actor may see and that nothing has ended."""
    from kompetensnav.apps.proposals.models import Proposal, RouteNotice

    alive = Proposal.objects.visible_to(actor).standing()
    alive = alive.exclude(employer_answer__in=_NO_MORE).exclude(person_answer__in=_NO_MORE)
    return RouteNotice.objects.filter(dealt_with_at__isnull=True, proposal__in=alive.order_by().values("pk"))


def notices_of(proposal: "Proposal") -> "models.QuerySet[RouteNotice]":
    """What has happened to the route of a proposal and nobody has dealt with, while nothing has ended it."""
    if proposal.withdrawn or {proposal.employer_answer, proposal.person_answer} & set(_NO_MORE):
        return proposal.notices.none()
    return proposal.notices.filter(dealt_with_at__isnull=True).select_related("intake__programme")


def first_looks(proposal: "Proposal") -> tuple[datetime.datetime | None, datetime.datetime | None]:
    """When somebody at the employer, and when the person, first looked at it: *seen* is no field of its own."""
    employer = Q(organisation_id=proposal.need.organisation_id)
    person = Q(actor_id=proposal.person.user_id) if proposal.person.user_id else Q(pk__isnull=True)
    looks = AccessEvent.objects.filter(object_type="proposal", object_id=proposal.pk)
    found = looks.aggregate(employer=Min("at", filter=employer), person=Min("at", filter=person))
    return found["employer"], found["person"]
