"""The list of people: filters, order, pages by key, and what a row says. Nobody's name is in it."""

import datetime
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.db.models import Count, F, IntegerField, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce, Collate
from django.utils.translation import gettext

from kompetensnav.apps.core.collation import COLLATION
from kompetensnav.apps.memberships.actor import Actor
from kompetensnav.apps.people.models import Person, SectionAnswer, SectionProgress
from kompetensnav.apps.people.purposes import Text
from kompetensnav.apps.people.queries import PersonQuerySet
from kompetensnav.apps.proposals.models import Proposal
from kompetensnav.web.people.occupation import Occupation

PAGE = 25
SORTS = ("id", "municipality", "answered", "changed")
_DOWN = ("answered", "changed")  # most and latest first
_SEPARATOR = "~"


@dataclass(frozen=True, slots=True)
class Wished:
    """What the address asks for, checked."""

    municipality: str = ""
    permission: str = ""
    section: int | None = None
    state: str = ""
    occupation: Occupation | None = None
    sort: str = "id"
    after: str = ""

    def query(self, **changes: str) -> str:
        """The address's query with some of it changed; what is empty is left out."""
        values: dict[str, str] = {
            "municipality": self.municipality,
            "permission": self.permission,
            "section": "" if self.section is None else str(self.section),
            "state": self.state,
            "occupation": self.occupation.label if self.occupation else "",
            "chosen": self.occupation.id if self.occupation else "",
            "sort": "" if self.sort == "id" else self.sort,
        } | changes
        return urlencode({k: v for k, v in values.items() if v})


@dataclass(frozen=True, slots=True)
class Row:
    """One person without name."""

    id: str
    municipality: str
    answered: int
    permission: Text
    permits: bool
    open: int
    changed: datetime.datetime


def homes(actor: Actor) -> Counter[str]:
    """How many people of the region the actor sees in which municipality, before any filter. Two queries.

    Someone who may see people sees all of the region but the protected, who are asked about apart. The groups are
    those of an index, so that counting 100,000 reads no row of a person.
    """
    region = Person.objects.in_region(actor.collaboration_id).order_by()
    found: Counter[str] = Counter()
    groups = region.values("controller", "protected", "municipality").annotate(n=Count("*"))
    for protected, code, n in groups.values_list("protected", "municipality", "n"):
        found[code or ""] += 0 if protected else n
    hidden = Person.objects.filter(protected__in=[True]).in_region(actor.collaboration_id).visible_to(actor)
    found.update(code or "" for code in hidden.values_list("municipality", flat=True))
    return found


def total(actor: Actor, wished: Wished, living: Counter[str]) -> int:
    """How many ``people`` are. One query, or none where they have been counted as ``homes``."""
    if wished.permission or (wished.section is not None and wished.state) or wished.occupation:
        return people(actor, wished).count()
    return living[wished.municipality] if wished.municipality else living.total()


def people(actor: Actor, wished: Wished) -> PersonQuerySet:
    """Everybody in the region whom the actor may see and the filters leave."""
    rows = Person.objects.listed_for(actor)
    if wished.municipality:
        rows = rows.filter(municipality_id=wished.municipality)
    if wished.permission == "given":
        rows = rows.permitting()
    elif wished.permission == "withdrawn":
        rows = rows.filter(withdrawn_at__isnull=False)
    elif wished.permission == "never":
        rows = rows.filter(permitted_at__isnull=True)
    if wished.section is not None and wished.state:
        states = {"begun": SectionProgress.BEGUN, "complete": SectionProgress.COMPLETE}
        rows = rows.with_section(wished.section, states.get(wished.state))
    if wished.occupation:
        rows = rows.claiming(wished.occupation.concepts)
    return rows


def page_of(rows: PersonQuerySet, wished: Wished) -> tuple[list[Row], str]:
    """One page in order, and the key after which the next one begins, empty on the last. Three queries."""
    ordered = _after(_ordered(rows, wished.sort), wished)
    found = list(ordered.select_related("municipality")[: PAGE + 1])
    key = _key(found[PAGE - 1], wished.sort) if len(found) > PAGE else ""
    return row_words(found[:PAGE]), key


def row_words(found: Sequence[Person]) -> list[Row]:
    """Rows of people, two queries however many; ``municipality`` is expected to be at hand."""
    ids = [p.pk for p in found]
    complete = SectionAnswer.objects.filter(person__in=ids, state=SectionProgress.COMPLETE)
    answered = _counts(complete)
    waiting = _counts(Proposal.objects.filter(person__in=ids).open())
    return [
        Row(
            id=p.pk,
            municipality=p.municipality.name if p.municipality else "",
            answered=answered.get(p.pk, 0),
            permission=permission_word(p),
            permits=p.permits_proposals,
            open=waiting.get(p.pk, 0),
            changed=p.changed_at,
        )
        for p in found
    ]


def permission_word(person: Person) -> str:
    """Where the standing permission stands."""
    if person.permits_proposals:
        return gettext("given")
    return gettext("withdrawn") if person.withdrawn_at else gettext("not given")


def _counts(rows: QuerySet[Any]) -> dict[str, int]:
    return dict(rows.order_by().values_list("person").annotate(n=Count("pk")))


def _ordered(rows: PersonQuerySet, sort: str) -> PersonQuerySet:
    if sort == "municipality":
        rows = rows.annotate(key=Collate(Coalesce("municipality__name", Value("")), COLLATION))
    elif sort == "answered":
        complete = SectionAnswer.objects.filter(person=OuterRef("pk"), state=SectionProgress.COMPLETE)
        counted = complete.order_by().values("person").annotate(n=Count("pk")).values("n")
        rows = rows.annotate(key=Coalesce(Subquery(counted, IntegerField()), 0))
    elif sort == "changed":
        rows = rows.annotate(key=F("changed_at"))
    else:
        return rows.order_by("pk")
    return rows.order_by("-key" if sort in _DOWN else "key", "pk")


def _key(person: Person, sort: str) -> str:
    value = getattr(person, "key", "")
    return f"{value.isoformat() if isinstance(value, datetime.datetime) else value}{_SEPARATOR}{person.pk}"


def _after(rows: PersonQuerySet, wished: Wished) -> PersonQuerySet:
    value, separator, pk = wished.after.rpartition(_SEPARATOR)
    if not separator:
        return rows
    if wished.sort == "id":
        return rows.filter(pk__gt=pk)
    known = _read(value, wished.sort)
    if known is None:
        return rows
    beyond = "key__lt" if wished.sort in _DOWN else "key__gt"
    return rows.filter(Q(**{beyond: known}) | Q(key=known, pk__gt=pk))


def _read(value: str, sort: str) -> Any:
    """A key as it stands in the database; None for one that somebody has written by hand."""
    try:
        if sort == "changed":
            moment = datetime.datetime.fromisoformat(value)
            return moment if moment.tzinfo else None
        return int(value) if sort == "answered" else value
    except ValueError:
        return None
