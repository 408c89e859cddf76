"""Who is new in the lists of a need since yesterday, and who is no longer there and why."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db.models import OuterRef, Subquery
from django.utils import timezone

from kompetensnav.apps.core.log import looked
from kompetensnav.apps.core.models import Look
from kompetensnav.apps.matches.enums import GoneReason
from kompetensnav.apps.matches.models import Candidate, CandidateList, Change
from kompetensnav.apps.matches.queries import news_since
from kompetensnav.apps.needs.models import Need
from kompetensnav.web.requests import Request

_OPEN = 6  # so many are shown without asking


@dataclass(frozen=True, slots=True)
class Came:
    """Somebody new in a list, with their rank today."""

    person: str
    rank: int


@dataclass(frozen=True, slots=True)
class News:
    """What has changed since yesterday, or Friday. Of those no longer available only the number is told."""

    over_weekend: bool
    came: Mapping[str, Sequence[Came]]  # by list
    gone: Mapping[str, Sequence[str]]  # by reason
    unavailable: int

    @property
    def new(self) -> int:
        """How many are new."""
        return sum(map(len, self.came.values()))

    @property
    def left(self) -> int:
        """How many are no longer there."""
        return sum(map(len, self.gone.values())) + self.unavailable

    @property
    def open(self) -> bool:
        """Whether there are few enough to show them at once."""
        return self.new + self.left <= _OPEN


def news_of(request: Request, need: Need) -> News:
    """Three queries. Everybody named is written to the access log."""
    now = timezone.now()
    since = news_since(now)
    changes = Change.objects.filter(need=need).since(since)
    rank = Candidate.objects.filter(run__need=need, person=OuterRef("person"), list=OuterRef("list"))
    new = changes.new().annotate(rank=Subquery(rank.values("rank")[:1])).order_by("-list", "rank")
    came: dict[str, list[Came]] = {}
    for person, which, place in dict.fromkeys(new.values_list("person_id", "list", "rank")):
        came.setdefault(str(CandidateList(which).label), []).append(Came(person, place))
    gone: dict[str, list[str]] = {}
    left = {c.person_id: c for c in changes.gone().showable().order_by("at")}  # the last time, of several
    for person, change in sorted(left.items()):
        gone.setdefault(_why(change), []).append(person)
    unavailable = changes.gone().filter(reason=GoneReason.UNAVAILABLE).values("person").distinct().count()
    looked(request.actor, [*(c.person for some in came.values() for c in some), *left], Look.CANDIDATE, need)
    return News((now - since).days > 1, came, gone, unavailable)


def _why(change: Change) -> str:
    reason, condition = str(change.get_reason_display()), str(change.get_condition_display())
    return f"{reason}: {condition}" if condition else reason
