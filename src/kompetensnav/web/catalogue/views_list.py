"""The list of programmes: search, filter, sort, page and export; all of it in the address."""

from dataclasses import dataclass

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from kompetensnav.apps.education.enums import IntakeStatus, OnSiteShare, ProgrammeKind
from kompetensnav.apps.education.models import Intake, Programme
from kompetensnav.apps.memberships.actor import Actor
from kompetensnav.apps.memberships.enums import May
from kompetensnav.apps.places.models import Municipality
from kompetensnav.web.catalogue import exports
from kompetensnav.web.catalogue.filters import (
    ENDED,
    GRANTS_NOTHING,
    LEFT,
    TO_CONFIRM,
    UNKNOWN,
    Filters,
    filtered,
    filters_of,
    intakes_of,
)
from kompetensnav.web.catalogue.ordering import ORDERS, page
from kompetensnav.web.catalogue.said import language_names
from kompetensnav.web.downloads import table_file
from kompetensnav.web.requests import Request, permitted


@dataclass(frozen=True, slots=True)
class Column:
    """A header of the table. ``href`` sorts by it; ``state`` says how it is sorted now."""

    label: str
    href: str = ""
    state: str = "none"
    number: bool = False


@permitted(May.SEE_CATALOGUE)
@require_safe
def programmes(request: Request) -> HttpResponse:
    """The list."""
    filters = filters_of(request)
    intakes = intakes_of(request.actor, filters, timezone.localdate())
    found = filtered(request.actor, filters, intakes)
    asked = request.GET
    shown = page(
        found,
        intakes,
        filters.sort,
        falling=filters.falling,
        after=asked.get("after", ""),
        before=asked.get("before", ""),
    )
    total = found.count()
    context = {
        "rows": shown.rows,
        "total": total,
        "filters": filters,
        "any_at_all": bool(total) or Programme.objects.visible_to(request.actor).exists(),
        "columns": _columns(filters),
        "before": filters.query(before=shown.before) if shown.before else "",
        "after": filters.query(after=shown.after) if shown.after else "",
        "export_query": filters.query(),
        "may_write": request.actor.may(May.WRITE_CATALOGUE),
        "choices": _choices(request.actor),
    }
    return render(request, "catalogue/list.html", context)


@permitted(May.SEE_CATALOGUE)
@require_safe
def export(request: Request, form: str) -> HttpResponseBase:
    """The filtered programmes as a file, a row an intake."""
    filters = filters_of(request)
    intakes = intakes_of(request.actor, filters, timezone.localdate())
    found = filtered(request.actor, filters, intakes)
    return table_file(form, exports.filename(), exports.header(), exports.rows(found, intakes, filters))


def _choices(actor: Actor) -> dict[str, list[tuple[str, str]]]:
    """What the filters offer; places and languages alone that there are."""
    seen = Programme.objects.visible_to(actor)
    places = Municipality.objects.filter(
        pk__in=Intake.objects.visible_to(actor).order_by().values("municipality_id")
    )
    spoken = set(seen.exclude(language="").order_by().values_list("language", flat=True).distinct())
    return {
        "kind": [(str(value), str(label)) for value, label in ProgrammeKind.choices],
        "municipality": [(m.code, m.name) for m in places],
        "language": [(code, name) for code, name in language_names() if code in spoken],
        "on_site": [(str(value), str(label)) for value, label in OnSiteShare.choices],
        "status": [(str(value), str(label)) for value, label in IntakeStatus.choices],
        "seats": [(LEFT, gettext("seats left")), (UNKNOWN, gettext("not known"))],
        "state": [
            (TO_CONFIRM, gettext("grants to confirm")),
            (GRANTS_NOTHING, gettext("on no route yet")),
            (ENDED, gettext("no longer given")),
        ],
    }


def _columns(filters: Filters) -> list[Column]:
    return [
        _column(filters, gettext("Programme"), "name"),
        _column(filters, gettext("Provider"), "provider"),
        _column(filters, gettext("Next start"), "start"),
        Column(gettext("Place")),
        _column(filters, gettext("Seats left"), "seats", number=True),
        _column(filters, gettext("Length"), "weeks", number=True),
        _column(filters, gettext("Cost per seat"), "cost", number=True),
    ]


def _column(filters: Filters, label: str, sort: str, *, number: bool = False) -> Column:
    """A header that sorts; the one sorted by turns the order around."""
    if filters.sort != sort:
        order = "falling" if ORDERS[sort].falling else "rising"
        return Column(label, "?" + filters.query(sort=sort, order=order), "none", number)
    turned = "rising" if filters.falling else "falling"
    state = "descending" if filters.falling else "ascending"
    return Column(label, "?" + filters.query(sort=sort, order=turned), state, number)
