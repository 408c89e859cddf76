"""Which candidates may be shown, and the run that a need page shows."""

from typing import TYPE_CHECKING, Self

from django.db import models

if TYPE_CHECKING:
    from kompetensnav.apps.matches.models import Candidate, Run  # noqa: F401
    from kompetensnav.apps.needs.models import Need


class CandidateQuerySet(models.QuerySet["Candidate"]):
    """Sets of candidates."""

    def showable(self) -> Self:
        """Those who still permit it: a person who withdraws disappears from every list at once."""
        return self.filter(
            person__permitted_at__isnull=False, person__withdrawn_at__isnull=True, person__protected=False
        )


def runs_of(need: "Need") -> tuple["Run | None", "Run | None"]:
    """(the newest run, the newest finished one): the second is shown while the first is under way. One query."""
    runs = list(need.runs.order_by("-queued_at", "id")[:10])
    return (runs[0] if runs else None), next((r for r in runs if r.status == "done"), None)
