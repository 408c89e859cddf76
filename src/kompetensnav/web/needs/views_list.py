"""The list of needs: search, filter, sort, page and export; all of it in the address."""

from dataclasses import dataclass
from urllib.parse import urlencode

from django.db.models import Q
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from kompetensnav.apps.memberships.actor import Actor
from kompetensnav.apps.memberships.enums import May, Role
from kompetensnav.apps.needs.enums import OPEN_STATUSES, NeedStatus
from kompetensnav.apps.needs.models import Need
from kompetensnav.apps.needs.queries import NeedQuerySet
from kompetensnav.apps.organisations.models import Organisation
from kompetensnav.apps.places.models import Municipality
from kompetensnav.engine.text.normalise import fold
from kompetensnav.web.downloads import table_file
from kompetensnav.web.needs import exports
from kompetensnav.web.needs.pages import ORDERS, ordered, page
from kompetensnav.web.requests import Request, permitted

_SEE = (May.SEE_REGIONS_NEEDS, May.SEE_OWN_NEEDS)
_LONGEST_SEARCH = 100  # characters
OPEN = "open"


@dataclass(frozen=True, slots=True)
class Filters:
    """What the address asks for; anything unknown in it is passed over."""

    text: str
    status: str
    municipality: str
    mine: bool
    sort: str
    falling: bool

    @property
    def narrowed(self) -> bool:
        """Whether anything is filtered away."""
        return bool(self.text or self.status or self.municipality or self.mine)

    def query(self, **changes: str) -> str:
        """The address with some of it changed, without a leading question mark; empty values are left out."""
        values = {
            "text": self.text,
            "status": self.status,
            "municipality": self.municipality,
            "mine": "1" if self.mine else "",
            "sort": self.sort,
            "order": "falling" if self.falling else "rising",
        }
        return urlencode({k: v for k, v in (values | changes).items() if v})


@dataclass(frozen=True, slots=True)
class Column:
    """A header of the table. ``href`` sorts by it; ``state`` says how it is sorted now."""

    label: str
    href: str = ""
    state: str = "none"
    number: bool = False


@permitted(*_SEE)
@require_safe
def needs(request: Request) -> HttpResponse:
    """The list."""
    filters = filters_of(request)
    found = filtered(request.actor, filters)
    shown = page(
        found.select_related("organisation__municipality", "municipality"),
        filters.sort,
        falling=filters.falling,
        after=request.GET.get("after", ""),
        before=request.GET.get("before", ""),
    )
    total = found.count()
    context = {
        "needs": shown.needs,
        "total": total,
        "filters": filters,
        "any_at_all": bool(total) or Need.objects.visible_to(request.actor).exists(),
        "columns": _columns(filters),
        "before": filters.query(before=shown.before) if shown.before else "",
        "after": filters.query(after=shown.after) if shown.after else "",
        "export_query": filters.query(),
        "statuses": [(OPEN, gettext("open")), *NeedStatus.choices],
        "municipalities": _municipalities(request.actor),
        "by_coordinator": request.actor.role is Role.COORDINATOR,
        "whole_region": request.actor.may(May.SEE_REGIONS_NEEDS),
        "may_write": request.actor.may(May.WRITE_REGIONS_NEEDS) or request.actor.may(May.WRITE_OWN_NEEDS),
        "today": timezone.localdate(),
    }
    return render(request, "needs/list.html", context)


@permitted(*_SEE)
@require_safe
def export(request: Request, form: str) -> HttpResponseBase:
    """The filtered needs as a file."""
    filters = filters_of(request)
    found = ordered(filtered(request.actor, filters), filters.sort, falling=filters.falling)
    needs = found.select_related("organisation__municipality", "municipality")
    return table_file(form, exports.filename(), exports.header(), exports.rows(needs))


def filters_of(request: Request) -> Filters:
    """Filters of the address."""
    asked = request.GET
    sort = asked.get("sort", "")
    sort = sort if sort in ORDERS else "created"
    order = asked.get("order", "")
    status = asked.get("status", "")
    place = asked.get("municipality", "")
    return Filters(
        text=" ".join(asked.get("text", "").replace("\0", "").split())[:_LONGEST_SEARCH],
        status=status if status == OPEN or status in NeedStatus.values else "",
        municipality=place if place.isdecimal() and len(place) == 4 else "",
        mine=asked.get("mine", "") == "1",
        sort=sort,
        falling=order == "falling" if order in ("falling", "rising") else ORDERS[sort].falling,
    )


def filtered(actor: Actor, filters: Filters) -> NeedQuerySet:
    """The needs that an actor sees and the filters leave."""
    found = Need.objects.visible_to(actor)
    for word in fold(filters.text).split():
        found = found.filter(title_folded__contains=word)
    if filters.status == OPEN:
        found = found.filter(status__in=OPEN_STATUSES)
    elif filters.status:
        found = found.filter(status=filters.status)
    if filters.municipality:
        found = found.filter(organisation__municipality_id=filters.municipality)
    if filters.mine:
        found = found.filter(Q(owner=actor.user) | Q(changed_by=actor.actor_id))
    return found


def _municipalities(actor: Actor) -> list[Municipality]:
    """Where the region's employers are; for one employer there is nothing to choose."""
    if not actor.may(May.SEE_REGIONS_NEEDS):
        return []
    region = Organisation.objects.filter(collaboration_id=actor.collaboration_id)
    return list(Municipality.objects.filter(pk__in=region.values("municipality_id")))


def _columns(filters: Filters) -> list[Column]:
    return [
        _column(filters, gettext("Need"), "title"),
        Column(gettext("Employer")),
        Column(gettext("Place")),
        _column(filters, gettext("People"), "positions", number=True),
        _column(filters, gettext("Needed from"), "start"),
        Column(gettext("Status")),
        _column(filters, gettext("Waiting since"), "created"),
    ]


def _column(filters: Filters, label: str, sort: str, *, number: bool = False) -> Column:
    """A header that sorts; the one sorted by turns the order around."""
    if filters.sort != sort:
        order = "falling" if ORDERS[sort].falling else "rising"
        return Column(label, "?" + filters.query(sort=sort, order=order), "none", number)
    turned = "rising" if filters.falling else "falling"
    state = "descending" if filters.falling else "ascending"
    return Column(label, "?" + filters.query(sort=sort, order=turned), state, number)
