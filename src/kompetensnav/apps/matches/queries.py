"""Which candidates and changes may be shown, the run that a need page shows, and what is new since a moment."""

import datetime
from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from kompetensnav.apps.matches.enums import NIGHTLY_UNDER_WAY, ChangeKind, GoneReason
from kompetensnav.apps.memberships.actor import Actor
from kompetensnav.apps.memberships.enums import May

if TYPE_CHECKING:
    from kompetensnav.apps.matches.models import Candidate, Change, NightlyRun, Run  # noqa: F401
    from kompetensnav.apps.needs.models import Need

_MONDAY, _SUNDAY = 0, 6
_SHOWABLE = Q(person__permitted_at__isnull=False, person__withdrawn_at__isnull=True, person__protected=False)


class CandidateQuerySet(models.QuerySet["Candidate"]):
    """Sets of candidates."""

    def showable(self) -> Self:
        """Those who still permit it: a person who withdraws disappears from every list at once."""
        return self.filter(_SHOWABLE)


def _standing() -> CandidateQuerySet:
    """The place of a change's person in the lists of its need today."""
    from kompetensnav.apps.matches.models import Candidate

    return Candidate.objects.filter(run__need=OuterRef("need"), person=OuterRef("person"))


class ChangeQuerySet(models.QuerySet["Change"]):
    """Sets of changes."""

    def showable(self) -> Self:
        """Of those who still permit it, as for candidates; of whom is no longer available only a number is told."""
        return self.filter(_SHOWABLE).exclude(reason=GoneReason.UNAVAILABLE)

    def since(self, moment: datetime.datetime) -> Self:
        """Those after a moment."""
        return self.filter(at__gte=moment)

    def new(self) -> Self:
        """Those who came into a list and stand in it today."""
        return self.filter(Exists(_standing().filter(list=OuterRef("list"))), kind=ChangeKind.CAME).showable()

    def gone(self) -> Self:
        """Those who have left the lists and have not come back; who is no longer available among them."""
        return self.filter(~Exists(_standing()), kind=ChangeKind.GONE)


def news_since(now: datetime.datetime) -> datetime.datetime:
    """From when changes are told: a day back, and to the Friday over a weekend, when nobody was there to see."""
    return now - datetime.timedelta(days={_MONDAY: 3, _SUNDAY: 2}.get(timezone.localtime(now).weekday(), 1))


class NightlyRunQuerySet(models.QuerySet["NightlyRun"]):
    """Sets of nightly runs."""

    def under_way(self) -> Self:
        """Those that wait or run."""
        return self.filter(status__in=NIGHTLY_UNDER_WAY)

    def visible_to(self, actor: Actor) -> Self:
        """Those of the actor's region, for whom may start one."""
        if actor.may(May.MATCH_ALL_NEEDS):
            return self.filter(collaboration_id=actor.collaboration_id)
        return self.none()


def runs_of(need: "Need") -> tuple["Run | None", "Run | None"]:
    """(the newest run, the newest finished one): the second is shown while the first is under way. One query."""
    runs = list(need.runs.order_by("-queued_at", "id")[:10])
    return (runs[0] if runs else None), next((r for r in runs if r.status == "done"), None)
