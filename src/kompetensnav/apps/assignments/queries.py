"""The what-if that a region's pages show, and what has happened since it was made."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Self

from django.db import models

from kompetensnav.apps.matches.models import Run, RunStatus
from kompetensnav.apps.memberships.actor import Actor
from kompetensnav.apps.memberships.enums import May

if TYPE_CHECKING:
    from kompetensnav.apps.assignments.models import AssignedPerson, Assignment


class AssignmentQuerySet(models.QuerySet["Assignment"]):
    """Sets of what-ifs."""

    def visible_to(self, actor: Actor) -> Self:
        """Those of one's region, for whoever sees its needs; who the people are is for coordinators alone."""
        if not actor.may(May.SEE_REGIONS_NEEDS):
            return self.none()
        return self.filter(collaboration_id=actor.collaboration_id)

    def newest_and_done(self) -> tuple["Assignment | None", "Assignment | None"]:
        """(the newest, the newest finished one): the second is shown while the first is under way. One query."""
        rows = list(self.order_by("-queued_at", "id")[:10])
        return (rows[0] if rows else None), next((r for r in rows if r.status == RunStatus.DONE), None)


class AssignedPersonQuerySet(models.QuerySet["AssignedPerson"]):
    """Sets of people with a supposed place."""

    def showable(self) -> Self:
        """Those who still permit it, as with candidates: whoever withdraws disappears at once."""
        return self.filter(
            person__permitted_at__isnull=False, person__withdrawn_at__isnull=True, person__protected=False
        )

    def of(self, people: Iterable[str]) -> dict[str, "AssignedPerson"]:
        """By person, with the need. One query."""
        return {row.person_id: row for row in self.filter(person__in=people).select_related("need")}


def matched_since(assignment: "Assignment") -> int:
    """How many needs of the region have been matched again since this one read their lists. One query."""
    runs = Run.objects.filter(
        need__organisation__collaboration_id=assignment.collaboration_id,
        status=RunStatus.DONE,
        finished_at__gt=assignment.started_at,
    )
    return runs.order_by().values("need").distinct().count()
