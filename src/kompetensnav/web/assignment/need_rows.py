"""The list of one need beside the what-if: what would become of each person in it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext

from kompetensnav.apps.assignments.models import AssignedPerson, Assignment
from kompetensnav.apps.matches.models import Candidate, CandidateList, Run
from kompetensnav.apps.needs.enums import OPEN_STATUSES
from kompetensnav.apps.needs.models import Need
from kompetensnav.apps.proposals.enums import Answer
from kompetensnav.apps.proposals.models import Proposal
from kompetensnav.web.explained import Interval, interval, way


class Fate(StrEnum):
    """What the what-if says of one person in one list, in the order in which it is shown."""

    HERE = "here"
    ELSEWHERE = "elsewhere"
    NO_PLACE = "no_place"
    ANSWERED = "answered"
    BELOW = "below"
    NOT_COUNTED = "not_counted"


@dataclass(frozen=True, slots=True)
class Row:
    """One person in the need's own list. ``other`` is the need where they would have their place."""

    rank: int
    person: str
    place: str
    way: str
    interval: Interval | None
    fate: Fate
    words: str
    other: Need | None


SORTS: Mapping[str, Any] = {
    "rank": lambda r: r.rank,
    "-rank": lambda r: -r.rank,
    "possible": lambda r: (r.interval.hi if r.interval else 0, r.rank),
    "-possible": lambda r: (-(r.interval.hi if r.interval else 0), r.rank),
    "fate": lambda r: (list(Fate).index(r.fate), r.rank),
    "-fate": lambda r: (-list(Fate).index(r.fate), r.rank),
}


def rows_of(need: Need, run: Run, done: Assignment) -> list[Row]:
    """Everybody in the list, as it stands today. Three queries."""
    listed = Candidate.objects.showable().filter(run=run, list=CandidateList.RANKED)
    candidates = list(listed.select_related("person__municipality").order_by("rank"))
    people = [c.person_id for c in candidates]
    placed = done.people_placed.showable().of(people)
    answered = _answered(need, people)
    newer = run.finished_at is not None and done.started_at is not None and run.finished_at > done.started_at
    return [_row(c, need, placed.get(c.person_id), c.person_id in answered, newer, done.least) for c in candidates]


def _answered(need: Need, people: Sequence[str]) -> set[str]:
    """Who is no longer to be asked for it: a no from either side here, or a place agreed on at any open need."""
    no = Q(need=need) & (Q(employer_answer=Answer.NO) | Q(person_answer=Answer.NO))
    agreed = Q(need__status__in=OPEN_STATUSES, employer_answer=Answer.YES, person_answer=Answer.YES)
    return set(
        Proposal.objects.standing().filter(no | agreed, person__in=people).values_list("person_id", flat=True)
    )


def _row(
    candidate: Candidate, need: Need, placed: AssignedPerson | None, answered: bool, newer: bool, least: int
) -> Row:
    fate = _fate(candidate, need, placed, answered, newer, least)
    person = candidate.person
    return Row(
        rank=candidate.rank,
        person=person.pk,
        place=person.municipality.name if person.municipality else "",
        way=way(candidate.explanation),
        interval=interval(candidate.explanation),
        fate=fate,
        words=words_of(fate, least),
        other=placed.need if placed and fate is Fate.ELSEWHERE else None,
    )


def _fate(
    candidate: Candidate, need: Need, placed: AssignedPerson | None, answered: bool, newer: bool, least: int
) -> Fate:
    if placed is not None:
        return Fate.HERE if placed.need_id == need.pk else Fate.ELSEWHERE
    if answered:
        return Fate.ANSWERED
    if candidate.lo < least:
        return Fate.BELOW
    return Fate.NOT_COUNTED if newer else Fate.NO_PLACE


def words_of(fate: Fate, least: int) -> str:
    """What it says, without the other need's name."""
    return {
        Fate.HERE: gettext("a place here"),
        Fate.ELSEWHERE: gettext("a place at another need"),
        Fate.NO_PLACE: gettext("no place: all are taken"),
        Fate.ANSWERED: gettext("left out: answered already"),
        Fate.BELOW: gettext("left out: less than %(least)d is certain") % {"least": least},
        Fate.NOT_COUNTED: gettext("not known: the list is newer"),
    }[fate]
