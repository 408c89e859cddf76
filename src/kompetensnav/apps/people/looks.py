"""Who has looked at a person, as the person and the staff read it: names for ids, words for purposes."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass

from kompetensnav.apps.accounts.models import User
from kompetensnav.apps.core.models import AccessEvent, Look
from kompetensnav.apps.organisations.models import Organisation, OrganisationKind
from kompetensnav.apps.people.models import Person
from kompetensnav.apps.people.purposes import Text, spoken


@dataclass(frozen=True, slots=True)
class SeenBy:
    """One look. An employer is named as an organisation, staff by their own name too: they answer for it."""

    number: int
    at: datetime.datetime
    who: str
    organisation: str
    what: Text
    purpose: Text
    object_type: str
    object_id: str
    own: bool  # the person's own copy of the data
    employer: bool


def looks_at(person: Person, *, most: int, before: int | None = None) -> list[SeenBy]:
    """The newest looks first, from below a number on; three queries."""
    events = AccessEvent.objects.filter(person_id=person.pk).order_by("-id")
    if before is not None:
        events = events.filter(pk__lt=before)
    return seen_by(person, list(events[:most]))


def seen_by(person: Person, events: Iterable[AccessEvent]) -> list[SeenBy]:
    """Looks with names; two queries however many."""
    rows = list(events)
    users = User.objects.in_bulk({r.actor_id for r in rows})
    organisations = Organisation.objects.in_bulk({r.organisation_id for r in rows if r.organisation_id})
    return [_row(person, r, users.get(r.actor_id), organisations.get(r.organisation_id)) for r in rows]


def _row(person: Person, event: AccessEvent, user: User | None, organisation: Organisation | None) -> SeenBy:
    employer = organisation is not None and organisation.kind == OrganisationKind.EMPLOYER
    name = organisation.name if organisation else ""
    return SeenBy(
        number=event.pk,
        at=event.at,
        who=name if employer else user.name if user else name or "Kompetensnav",
        organisation="" if employer or user is None else name,
        what=Look(event.look).label,
        purpose=spoken(event.purpose),
        object_type=event.object_type,
        object_id=event.object_id,
        own=user is not None and user.pk == person.user_id,
        employer=employer,
    )
