"""People out: the profiles of a region without identities, each look written to the access log.

Whoever writes them to a file calls ``exported`` inside the transaction in which the file is finished: either both
the file and the log say that it happened, or neither.
"""

import datetime
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby, islice
from operator import itemgetter
from typing import Any

from django.db.models import QuerySet

from kompetensnav.apps.core.log import Acts, audit, looked
from kompetensnav.apps.core.models import Look
from kompetensnav.apps.memberships.actor import Actor, actor_named
from kompetensnav.apps.memberships.enums import May
from kompetensnav.apps.organisations.models import Collaboration
from kompetensnav.apps.people.models import Claim, Person, SectionAnswer
from kompetensnav.runtime.problems import InputError, Problem

SHORTEST_PURPOSE = 10  # characters; "test" says nothing to the person who reads why their profile left
LONGEST_PURPOSE = 200
_BATCH = 5_000  # people held in memory at a time


@dataclass(frozen=True, slots=True)
class ExportedClaim:
    """One claim; numbers are the engine's."""

    section: int
    concept: str
    level: int | None
    evidence: int


@dataclass(frozen=True, slots=True)
class ExportedPerson:
    """All that leaves of one person; numbers are the engine's.

    ``commute`` None means not known, () nowhere else. ``sections`` maps those answered to how far.
    """

    id: str
    municipality_code: str
    commute: tuple[str, ...] | None
    willing_to_move: int
    meets_legal_age: int
    available_from: datetime.date | None
    claims: tuple[ExportedClaim, ...]
    sections: dict[int, int]


def exporter(email: str, region_id: str) -> Actor:
    """The user of this address in the membership that lets them export the people of a region.

    Raises InputError ``export.not-permitted``, the same for an unknown address as for another role.
    """
    actor = actor_named(email, region_id, May.EXPORT_PEOPLE)
    if actor is None:
        raise InputError(Problem("export.not-permitted"))
    return actor


def checked_purpose(purpose: str) -> str:
    """The purpose as it is logged. Raises InputError ``export.purpose`` for one too short or too long."""
    plain = " ".join(purpose.split())
    if not SHORTEST_PURPOSE <= len(plain) <= LONGEST_PURPOSE:
        values = {"least": SHORTEST_PURPOSE, "most": LONGEST_PURPOSE}
        raise InputError(Problem("export.purpose", values=values))
    return plain


def exported(actor: Acts, *, region: Collaboration, purpose: str) -> Iterator[ExportedPerson]:
    """Everybody who can be matched in a region, by id, and at the end the audit row.

    Four reads that go along with one another, however many people; the looks are written in batches.
    """
    reason = checked_purpose(purpose)
    people = _people(region)
    count = 0
    while batch := list(islice(people, _BATCH)):
        looked(actor, [p.id for p in batch], Look.EXPORT, region, reason)
        count += len(batch)
        yield from batch
    audit(actor, "person.exported", region, people=count, purpose=reason)


class _Along:
    """Rows of ``(person, ...)`` in the order of people, given out person by person."""

    def __init__(self, rows: QuerySet[Any, tuple[Any, ...]]) -> None:
        self._groups = groupby(rows.iterator(20_000), key=itemgetter(0))
        self._next = next(self._groups, None)

    def of(self, person: str) -> list[tuple[Any, ...]]:
        """What hangs on this person, without the person."""
        if self._next is None or self._next[0] != person:
            return []
        rows = [row[1:] for row in self._next[1]]
        self._next = next(self._groups, None)
        return rows

    @property
    def ended(self) -> bool:
        """Whether all has been given out."""
        return self._next is None


def _people(region: Collaboration) -> Iterator[ExportedPerson]:
    """Raises InputError ``export.changed-meanwhile`` where what was read of people does not fit who was read."""
    people = Person.objects.matchable().in_region(region.pk)
    ids = people.order_by().values("pk")
    claims = _Along(
        Claim.objects.filter(person__in=ids)
        .order_by("person_id", "id")
        .values_list("person_id", "section", "concept", "level", "evidence")
    )
    places = _Along(
        Person.commute.through.objects.filter(person__in=ids)
        .order_by("person_id", "municipality_id")
        .values_list("person_id", "municipality_id")
    )
    answers = _Along(
        SectionAnswer.objects.filter(person__in=ids)
        .order_by("person_id", "section")
        .values_list("person_id", "section", "state")
    )
    fields = ("pk", "municipality_id", "willing_to_move", "meets_legal_age", "available_from", "commute_known")
    for pk, home, moves, age, available, known in people.order_by("pk").values_list(*fields).iterator(_BATCH):
        reach = [code for (code,) in places.of(pk)]
        yield ExportedPerson(
            id=pk,
            municipality_code=home or "",
            commute=tuple(reach) if known else None,
            willing_to_move=moves,
            meets_legal_age=age,
            available_from=available,
            claims=tuple(ExportedClaim(*row) for row in claims.of(pk)),
            sections=dict(answers.of(pk)),
        )
    if not (claims.ended and places.ended and answers.ended):
        raise InputError(Problem("export.changed-meanwhile"))
