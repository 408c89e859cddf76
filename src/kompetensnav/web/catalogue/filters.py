"""What the address of the list asks for. Anything unknown in it is passed over."""

import datetime
from dataclasses import asdict, dataclass
from urllib.parse import urlencode

from django.db.models import Exists, OuterRef, Q
from django.db.models.lookups import GreaterThan, IsNull

from kompetensnav.apps.education.enums import RUNNING_STATUSES, IntakeStatus, OnSiteShare, ProgrammeKind
from kompetensnav.apps.education.models import Grant, Intake, Programme
from kompetensnav.apps.education.queries import IntakeQuerySet, ProgrammeQuerySet
from kompetensnav.apps.memberships.actor import Actor
from kompetensnav.engine.text.normalise import fold
from kompetensnav.web.catalogue.ordering import ORDERS, SEATS_LEFT
from kompetensnav.web.requests import Request

_LONGEST_SEARCH = 100  # characters
TO_CONFIRM, GRANTS_NOTHING, ENDED = "confirm", "nothing", "ended"
LEFT, UNKNOWN = "left", "unknown"


@dataclass(frozen=True, slots=True)
class Filters:
    """``state`` is of programmes, the rest of the second half of intakes: a programme is shown for its intakes."""

    text: str
    kind: str
    language: str
    state: str
    programme: str
    municipality: str
    on_site: str
    status: str
    seats: str
    since: str
    until: str
    sort: str
    falling: bool

    @property
    def of_intakes(self) -> bool:
        """Whether only programmes with certain intakes are asked for."""
        return bool(self.municipality or self.on_site or self.status or self.seats or self.since or self.until)

    @property
    def narrowed(self) -> bool:
        """Whether anything is filtered away."""
        return bool(self.text or self.kind or self.language or self.state or self.of_intakes)

    def query(self, **changes: str) -> str:
        """The address with some of it changed, without a leading question mark; empty values are left out."""
        values = asdict(self) | {"order": "falling" if self.falling else "rising"} | changes
        del values["falling"]
        return urlencode({k: v for k, v in values.items() if v})


def filters_of(request: Request) -> Filters:
    """Filters of the address."""
    asked = request.GET
    sort, order = asked.get("sort", ""), asked.get("order", "")
    sort = sort if sort in ORDERS else "name"

    def one_of(name: str, *allowed: str) -> str:
        value = asked.get(name, "")
        return value if value in allowed else ""

    place, language = asked.get("municipality", ""), asked.get("language", "")
    return Filters(
        text=" ".join(asked.get("text", "").replace("\0", "").split())[:_LONGEST_SEARCH],
        kind=one_of("kind", *ProgrammeKind.values),
        language=language if language.isalpha() and language.isascii() and len(language) <= 3 else "",
        state=one_of("state", TO_CONFIRM, GRANTS_NOTHING, ENDED),
        programme=asked.get("programme", "").replace("\0", "")[:20],
        municipality=place if place.isascii() and place.isdecimal() and len(place) == 4 else "",
        on_site=one_of("on_site", *(str(v) for v in OnSiteShare.values)),
        status=one_of("status", *IntakeStatus.values),
        seats=one_of("seats", LEFT, UNKNOWN),
        since=_date(asked.get("since", "")),
        until=_date(asked.get("until", "")),
        sort=sort,
        falling=order == "falling" if order in ("falling", "rising") else ORDERS[sort].falling,
    )


def _date(text: str) -> str:
    try:
        return datetime.date.fromisoformat(text).isoformat()
    except ValueError:
        return ""


def intakes_of(actor: Actor, filters: Filters, today: datetime.date) -> IntakeQuerySet:
    """The intakes that are asked for; those to come, where no days are asked for."""
    found = Intake.objects.visible_to(actor)
    found = found.filter(status__in=[filters.status] if filters.status else RUNNING_STATUSES)
    if filters.since or filters.until:
        found = found.filter(starts_on__range=(filters.since or "0001-01-01", filters.until or "9999-12-31"))
    else:
        found = found.filter(Q(rolling=True) | Q(starts_on__gte=today))
    if filters.municipality:
        found = found.filter(municipality_id=filters.municipality)
    if filters.on_site:
        found = found.filter(on_site=filters.on_site)
    if filters.seats:
        left = GreaterThan(SEATS_LEFT, 0) if filters.seats == LEFT else IsNull(SEATS_LEFT, True)
        found = found.filter(left)
    return found


def filtered(actor: Actor, filters: Filters, intakes: IntakeQuerySet) -> ProgrammeQuerySet:
    """The programmes that an actor sees and the filters leave."""
    found = Programme.objects.visible_to(actor)
    if not filters.programme:
        found = found.filter(ended_at__isnull=filters.state != ENDED)
    else:
        found = found.filter(pk=filters.programme)
    for word in fold(filters.text).split():
        named = Q(name_folded__contains=word) | Q(provider__name__icontains=word)
        found = found.filter(named | Q(code__iexact=word))
    if filters.kind:
        found = found.filter(kind=filters.kind)
    if filters.language:
        found = found.filter(language=filters.language)
    grants = Exists(Grant.objects.filter(programme=OuterRef("pk")))
    if filters.state == TO_CONFIRM:
        found = found.filter(grants, grants_confirmed_at__isnull=True)
    elif filters.state == GRANTS_NOTHING:
        found = found.filter(~grants)
    if filters.of_intakes:
        found = found.filter(Exists(intakes.filter(programme=OuterRef("pk"))))
    return found
