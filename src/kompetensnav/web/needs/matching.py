"""What a need's page says of its runs and of the people in their lists."""

import datetime
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import F, IntegerField, TextField, Value
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast, NullIf
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from kompetensnav.apps.matches.explanation import Explanation
from kompetensnav.apps.matches.models import Candidate, CandidateList, Run, RunStatus
from kompetensnav.apps.matches.queries import CandidateQuerySet, runs_of
from kompetensnav.apps.needs.models import Need
from kompetensnav.apps.people.models import Person
from kompetensnav.apps.proposals.models import Proposal
from kompetensnav.apps.proposals.queries import state_of
from kompetensnav.engine.matching.terms import Condition, Polarity
from kompetensnav.web.explained import Interval, counted, interval, separated, way
from kompetensnav.web.words import language
from kompetensnav.wording import Words, table

_WRITTEN = KeyTextTransform("distance_km", "explanation")
_DISTANCE = Cast(NullIf(_WRITTEN, Value("null", TextField())), IntegerField())  # SQLite says null with the word
STEP = 10  # people shown at a time
PATIENCE = datetime.timedelta(seconds=15)  # a worker that lives picks a run up within a second
ORDERS: dict[str, Any] = {
    "rank": _("Rank"),
    "possible": _("Most possible"),
    "distance": _("Nearest"),
    "start": _("Can start first"),
}


@dataclass(frozen=True, slots=True)
class Removed:
    """People whom one hard condition removed."""

    condition: str
    n: int
    words: str


@dataclass(frozen=True, slots=True)
class Matching:
    """Where the match of a need stands."""

    newest: Run | None
    done: Run | None
    under_way: bool
    silent: bool  # nothing has picked it up: the worker does not answer
    failed: bool
    problem: str
    stale: bool  # the need has changed since
    counts: Mapping[str, int] = field(default_factory=dict)
    removed: Sequence[Removed] = ()
    lost: Sequence[int] = ()  # numbers of requirements that the taxonomy could not read

    @property
    def removed_total(self) -> int:
        """How many people any hard condition removed."""
        return sum(r.n for r in self.removed)


def matching_of(need: Need) -> Matching:
    """One query."""
    newest, done = runs_of(need)
    status = newest.status if newest else ""
    waited = timezone.now() - newest.queued_at if newest else datetime.timedelta()
    counts = dict(done.counts) if done else {}
    removed = counts.pop("removed", {})
    counts.pop("near", None)
    words = Words(language())
    return Matching(
        newest=newest,
        done=done,
        under_way=status in (RunStatus.QUEUED, RunStatus.RUNNING),
        silent=status == RunStatus.QUEUED and waited > PATIENCE,
        failed=status == RunStatus.FAILED,
        problem=_sentence(newest.problem, words) if newest and status == RunStatus.FAILED else "",
        stale=done is not None and done.need_version != need.version,
        lost=counts.pop("lost_requirements", ()),
        counts=counts,
        removed=[
            Removed(code, removed[code], words.say(f"removed.{code}"))
            for code in (c.name.lower() for c in Condition)
            if removed.get(code)
        ],
    )


def _sentence(code: str, words: Words) -> str:
    """A run's problem in words, where the code has any; the log of jobs has the rest."""
    sentence = words.say(code) if code in table(words.language) else ""
    return sentence[:1].upper() + sentence[1:]


def anybody_fits(run: Run) -> bool:
    """Whether anybody listed is known to meet some must and to lack none. One query."""
    listed = candidates_of(run, CandidateList.RANKED).values_list("explanation", flat=True)
    outcomes = ({r["outcome"] for r in one["requirements"] if r["asked"] == Polarity.MUST} for one in listed)
    return any(not of_musts or ("met" in of_musts and "missing" not in of_musts) for of_musts in outcomes)


@dataclass(frozen=True, slots=True)
class Row:
    """One person in a list, without name."""

    rank: int
    person: str
    place: str
    way: str
    available_from: datetime.date | None
    interval: Interval | None
    met: int
    missing: int
    unknown: int
    separated: str
    proposal: Proposal | None
    state: str
    chosen: bool


def candidates_of(run: Run, which: CandidateList, order: str = "rank") -> CandidateQuerySet:
    """At most ``LISTED`` people with what a row shows of them. Ties by rank, what is not known last.

    Explanations are long: a page that shows ten people reads ten.
    """
    keys = {
        "possible": F("hi").desc(),
        "distance": _DISTANCE.asc(nulls_last=True),
        "start": F("person__available_from").asc(nulls_last=True),
    }
    found = Candidate.objects.showable().filter(run=run, list=which).select_related("person__municipality")
    return found.order_by(*([keys[order]] if order in keys else []), "rank")


def rows(
    found: Iterable[tuple[int, Person, Explanation]],
    proposals: Mapping[str, Proposal],
    chosen: Sequence[str] = (),
    in_rank: bool = True,
) -> list[Row]:
    """(rank, person, explanation) as rows; what separates them is told only in the order of rank."""
    now = timezone.now()
    return [
        Row(
            rank=rank,
            person=person.pk,
            place=person.municipality.name if person.municipality else "",
            way=way(stored),
            available_from=person.available_from,
            interval=interval(stored),
            **counted(stored),
            separated=separated(stored) if in_rank else "",
            proposal=proposals.get(person.pk),
            state=str(state_of(proposals[person.pk], now).label) if person.pk in proposals else "",
            chosen=person.pk in chosen,
        )
        for rank, person, stored in found
    ]
