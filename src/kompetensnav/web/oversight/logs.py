"""The two logs as a data-protection officer reads them: filtered by the address, paged by key, in words.

Shown are the rows of the organisations of one's own collaboration, and what residents of it did for themselves.
"""

import datetime
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.db.models import Q, QuerySet
from django.utils.dateparse import parse_date
from django.utils.timezone import get_current_timezone

from kompetensnav.apps.accounts.models import User
from kompetensnav.apps.core.models import AccessEvent, AuditEvent, Look
from kompetensnav.apps.memberships.actor import Actor, Command
from kompetensnav.apps.organisations.models import Organisation
from kompetensnav.apps.people.models import Person
from kompetensnav.web.trail import sentence
from kompetensnav.web.words import language
from kompetensnav.wording import Words

STEP = 50
MOST_IN_A_FILE = 50_000
KINDS = ("access", "audit")
_FIRST_YEAR, _LAST_YEAR = 2000, 2100


@dataclass(frozen=True, slots=True)
class Asked:
    """What the address asks for; what cannot be read in it is passed over."""

    kind: str
    since: datetime.date | None
    until: datetime.date | None
    what: str  # a verb's beginning, or a look
    about: str  # id of a person, need, proposal ...
    actor: str  # id of a user
    before: int | None

    @classmethod
    def of(cls, query: Any) -> "Asked":
        kind = query.get("kind", "")
        before = query.get("before", "")
        return cls(
            kind=kind if kind in KINDS else KINDS[0],
            since=_date(query.get("since", "")),
            until=_date(query.get("until", "")),
            what=query.get("what", "")[:60],
            about=query.get("about", "").strip()[:40],
            actor=query.get("actor", "").strip()[:40],
            before=int(before) if before.isdecimal() and len(before) < 19 else None,
        )

    def query(self, **changes: object) -> str:
        """The address with some of it changed."""
        values = {
            "kind": self.kind,
            "since": self.since or "",
            "until": self.until or "",
            "what": self.what,
            "about": self.about,
            "actor": self.actor,
        } | changes
        return urlencode({k: v for k, v in values.items() if v})


def _date(text: str) -> datetime.date | None:
    try:
        found = parse_date(text)
    except ValueError:
        return None
    return found if found and _FIRST_YEAR <= found.year <= _LAST_YEAR else None


@dataclass(frozen=True, slots=True)
class Line:
    """One row as it is shown. ``what`` is in words, ``code`` what the log holds; ``details`` codes and numbers."""

    id: int
    at: datetime.datetime
    actor_id: str
    actor: str
    organisation: str
    what: str
    code: str
    about: str
    in_connection: str
    details: str


def rows(actor: Actor, asked: Asked) -> QuerySet[AuditEvent] | QuerySet[AccessEvent]:
    """The rows asked for, newest first."""
    region = Organisation.objects.filter(collaboration_id=actor.collaboration_id).values("pk")
    people = Person.objects.in_region(actor.collaboration_id)
    residents = Q(organisation_id="", actor_id__in=people.filter(user__isnull=False).values("user_id"))
    own = Q(organisation_id__in=region) | residents
    found: QuerySet[Any]
    if asked.kind == "access":
        found = AccessEvent.objects.filter(own | Q(person_id__in=people.values("pk")))
        found = found.filter(look=asked.what) if asked.what in Look.values else found
        found = found.filter(Q(person_id=asked.about) | Q(object_id=asked.about)) if asked.about else found
    else:
        # what is done at the machine itself (an export, a setup) is for no organisation: every officer sees it
        found = AuditEvent.objects.filter(own | Q(actor_id=Command().actor_id))
        found = found.filter(verb__startswith=asked.what) if asked.what else found
        found = found.filter(object_id=asked.about) if asked.about else found
    found = found.filter(actor_id=asked.actor) if asked.actor else found
    return _between(found, asked).order_by("-id")


def _between(found: QuerySet[Any], asked: Asked) -> QuerySet[Any]:
    zone = get_current_timezone()
    if asked.since:
        found = found.filter(at__gte=datetime.datetime.combine(asked.since, datetime.time.min, zone))
    if asked.until:
        found = found.filter(at__lte=datetime.datetime.combine(asked.until, datetime.time.max, zone))
    return found


def page(actor: Actor, asked: Asked) -> tuple[list[Line], int | None]:
    """(lines, the id to go on from or None)."""
    found = rows(actor, asked)
    if asked.before is not None:
        found = found.filter(id__lt=asked.before)
    shown = list(found[: STEP + 1])
    more = shown[STEP - 1].pk if len(shown) > STEP else None
    return lines(shown[:STEP]), more


def lines(events: list[Any]) -> list[Line]:
    """Rows with names of actors and organisations: two queries, however many rows."""
    users = dict(User.objects.filter(pk__in={e.actor_id for e in events}).values_list("pk", "name"))
    wanted = {e.organisation_id for e in events}
    organisations = dict(Organisation.objects.filter(pk__in=wanted).values_list("pk", "name"))
    words = Words(language())
    return [_line(e, users.get(e.actor_id, ""), organisations.get(e.organisation_id, ""), words) for e in events]


def _line(event: Any, name: str, organisation: str, words: Words) -> Line:
    if isinstance(event, AccessEvent):
        what, code = event.get_look_display(), event.look
        about, in_connection = event.person_id, event.object_id
        details = event.purpose
    else:
        what, code = sentence(event, words), event.verb
        about, in_connection = event.object_id, event.object_type
        details = ", ".join(f"{k}: {v}" for k, v in sorted(event.details.items()))
    return Line(event.pk, event.at, event.actor_id, name, organisation, what, code, about, in_connection, details)
