"""A proposal: one person, one need, two answers, the explanation as it was."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from kompetensnav.apps.core.ids import OpaqueIdField
from kompetensnav.apps.education.models import Intake
from kompetensnav.apps.needs.models import Need
from kompetensnav.apps.people.models import Person
from kompetensnav.apps.proposals.enums import Answer, NoReason, RouteEvent, SeatState, WithdrawReason
from kompetensnav.apps.proposals.queries import ProposalQuerySet


def _answered(side: str) -> Q:
    """An answer of yes, no or expired has its time; a no has its reason; only an asked side has a deadline."""
    answer, at, reason, by = f"{side}_answer", f"{side}_answered_at", f"{side}_reason", f"{side}_deadline"
    return (
        Q(**{answer: Answer.WAITING, f"{at}__isnull": True, reason: "", f"{by}__isnull": True})
        | Q(**{answer: Answer.OPEN, f"{at}__isnull": True, reason: "", f"{by}__isnull": False})
        | Q(**{f"{answer}__in": (Answer.YES, Answer.EXPIRED), f"{at}__isnull": False, reason: ""})
        | Q(**{answer: Answer.NO, f"{at}__isnull": False, f"{reason}__in": NoReason.values})
    )


class Proposal(models.Model):
    """The employer is asked first, the person when the employer has said yes. ``explanation`` never changes."""

    id = OpaqueIdField("f")
    need = models.ForeignKey(Need, models.PROTECT, related_name="proposals")
    person = models.ForeignKey(Person, models.CASCADE, related_name="proposals")
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField(auto_now_add=True)
    rationale = models.CharField(max_length=500, blank=True)  # the human's own words, if any

    employer_answer = models.CharField(max_length=8, choices=Answer, default=Answer.OPEN)
    employer_reason = models.CharField(max_length=16, choices=NoReason, blank=True)
    employer_note = models.CharField(max_length=500, blank=True)
    employer_deadline = models.DateTimeField(null=True)
    employer_answered_at = models.DateTimeField(null=True, blank=True)
    employer_answered_by = models.CharField(max_length=40, blank=True)

    person_answer = models.CharField(max_length=8, choices=Answer, default=Answer.WAITING)
    person_reason = models.CharField(max_length=16, choices=NoReason, blank=True)
    person_note = models.CharField(max_length=500, blank=True)
    person_deadline = models.DateTimeField(null=True, blank=True)
    person_answered_at = models.DateTimeField(null=True, blank=True)

    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdraw_reason = models.CharField(max_length=12, choices=WithdrawReason, blank=True)

    explanation = models.JSONField()
    route = models.JSONField(null=True, blank=True)  # frozen too: ``routes.stored``; None: the person as they are
    need_version = models.PositiveIntegerField()
    engine_version = models.CharField(max_length=40)
    parameters_version = models.CharField(max_length=40)
    taxonomy_version = models.CharField(max_length=120)
    input_hash = models.CharField(max_length=64)

    objects = ProposalQuerySet.as_manager()

    class Meta:
        ordering = ("-proposed_at", "id")
        constraints = (
            models.UniqueConstraint(
                fields=("need", "person"), condition=Q(withdrawn_at__isnull=True), name="proposed_once"
            ),
            models.CheckConstraint(condition=_answered("employer"), name="employer_answer_whole"),
            models.CheckConstraint(condition=_answered("person"), name="person_answer_whole"),
            models.CheckConstraint(condition=~Q(employer_answer=Answer.WAITING), name="employer_is_asked"),
            models.CheckConstraint(
                condition=Q(person_answer=Answer.WAITING) | Q(employer_answer=Answer.YES),
                name="person_asked_after_employer_yes",
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at__isnull=True, withdraw_reason="")
                | Q(withdrawn_at__isnull=False, withdraw_reason__in=WithdrawReason.values),
                name="withdrawn_with_reason",
            ),
        )
        indexes = (
            models.Index(fields=("employer_answer", "employer_deadline"), name="waiting_employer"),
            models.Index(fields=("person_answer", "person_deadline"), name="waiting_person"),
        )

    def __str__(self) -> str:
        return self.pk

    @property
    def withdrawn(self) -> bool:
        """Whether it was taken back."""
        return self.withdrawn_at is not None

    @property
    def agreed(self) -> bool:
        """Both have said yes: only now does each see who the other is."""
        return self.employer_answer == Answer.YES and self.person_answer == Answer.YES and not self.withdrawn

    @property
    def awaits_employer(self) -> bool:
        """Whether the employer can answer."""
        return self.employer_answer == Answer.OPEN and not self.withdrawn

    @property
    def awaits_person(self) -> bool:
        """Whether the person can answer."""
        return self.person_answer == Answer.OPEN and not self.withdrawn


class Seat(models.Model):
    """A seat of an intake held for a proposal whose route leads over it; counted in ``Intake.reserved`` while held.

    It is held when proposed, kept when both have said yes, and let go with everything else.
    """

    proposal = models.ForeignKey(Proposal, models.CASCADE, related_name="seats")
    intake = models.ForeignKey(Intake, models.PROTECT, related_name="held")
    state = models.CharField(max_length=8, choices=SeatState, default=SeatState.HELD)
    held_at = models.DateTimeField(auto_now_add=True)
    released_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("held_at", "id")
        constraints = (
            models.UniqueConstraint(fields=("proposal", "intake"), name="seat_once"),
            models.CheckConstraint(
                condition=Q(state=SeatState.HELD, released_at__isnull=True)
                | Q(state=SeatState.RELEASED, released_at__isnull=False),
                name="seat_state_whole",
            ),
        )

    def __str__(self) -> str:
        return f"{self.proposal_id} {self.intake_id}"


class RouteNotice(models.Model):
    """What happened to an intake that a proposal's route leads over, and the route as it is found anew.

    ``route`` None: there is none left. The need's owner, the employer and the person see it until the owner has
    dealt with it.
    """

    proposal = models.ForeignKey(Proposal, models.CASCADE, related_name="notices")
    intake = models.ForeignKey(Intake, models.PROTECT, related_name="notices")
    event = models.CharField(max_length=10, choices=RouteEvent)
    starts_on = models.DateField(null=True, blank=True)  # the new dates
    ends_on = models.DateField(null=True, blank=True)
    at = models.DateTimeField(auto_now_add=True)
    route = models.JSONField(null=True, blank=True)
    dealt_with_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("-at", "id")
        indexes = (models.Index(fields=("dealt_with_at", "-at"), name="route_notice_open"),)
        constraints = (
            models.CheckConstraint(condition=Q(event__in=RouteEvent.values), name="route_notice_event"),
            models.CheckConstraint(
                condition=Q(event=RouteEvent.MOVED, starts_on__isnull=False)
                | (~Q(event=RouteEvent.MOVED) & Q(starts_on__isnull=True, ends_on__isnull=True)),
                name="route_notice_of_new_dates",
            ),
        )

    def __str__(self) -> str:
        return f"{self.proposal_id} {self.event}"
