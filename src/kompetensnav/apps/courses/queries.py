"""Which course cases and letters may be seen, changed and answered."""

import datetime
from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Q

from kompetensnav.apps.courses.enums import OPEN_CASES, LetterAnswer
from kompetensnav.apps.memberships.actor import Actor
from kompetensnav.apps.memberships.enums import May, Role
from kompetensnav.apps.organisations.models import OrganisationKind

if TYPE_CHECKING:
    from kompetensnav.apps.courses.models import CourseCase, LetterOfIntent  # noqa: F401


class CourseCaseQuerySet(models.QuerySet["CourseCase"]):
    """Sets of course cases."""

    def visible_to(self, actor: Actor) -> Self:
        """The region's, to those who plan courses or see the supply; an employer sees its letters, not the case."""
        if actor.may(May.WRITE_COURSES) or actor.may(May.SEE_SUPPLY):
            return self.filter(collaboration_id=actor.collaboration_id)
        return self.none()

    def editable_by(self, actor: Actor) -> Self:
        """Those the actor may change."""
        return self.visible_to(actor) if actor.may(May.WRITE_COURSES) else self.none()

    def open(self) -> Self:
        """Those that may still become a course."""
        return self.filter(status__in=OPEN_CASES)


class LetterQuerySet(models.QuerySet["LetterOfIntent"]):
    """Sets of letters."""

    def visible_to(self, actor: Actor) -> Self:
        """The region's to those who plan courses; an employer's own to the employer."""
        if actor.may(May.WRITE_COURSES) or actor.may(May.SEE_SUPPLY):
            return self.filter(case__collaboration_id=actor.collaboration_id)
        if actor.may(May.ANSWER_LETTERS):
            return self.filter(organisation_id=actor.organisation_id)
        return self.none()

    def answerable_by(self, actor: Actor, now: datetime.datetime) -> Self:
        """Those the actor can answer now."""
        if not actor.may(May.ANSWER_LETTERS):
            return self.none()
        waiting = Q(answer=LetterAnswer.OPEN, deadline__gte=now, case__status__in=OPEN_CASES)
        return self.filter(waiting, organisation_id=actor.organisation_id)


def may_answer(actor: Actor, case: "CourseCase") -> bool:
    """Whether the actor speaks for the provider of a case.

    An education planner of the provider's own organisation does, or one of a municipality in the region: many
    providers take no part in the collaboration, and the municipality keeps the contact with them.
    """
    if actor.role is not Role.EDUCATION_PLANNER or actor.membership is None or case.provider is None:
        return False
    own = case.provider.organisation_id == actor.organisation_id
    municipality = actor.membership.organisation.kind == OrganisationKind.MUNICIPALITY
    return case.collaboration_id == actor.collaboration_id and (own or municipality)
