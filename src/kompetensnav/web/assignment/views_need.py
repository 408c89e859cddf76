"""One need's list beside the what-if. Every person it shows is written to the access log."""

from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext
from django.views.decorators.http import require_GET

from kompetensnav.apps.assignments.models import AssignedNeed
from kompetensnav.apps.core.log import looked
from kompetensnav.apps.core.models import Look
from kompetensnav.apps.matches.queries import runs_of
from kompetensnav.apps.memberships.enums import May
from kompetensnav.apps.needs.models import Need
from kompetensnav.web.assignment.need_rows import SORTS, Row, rows_of
from kompetensnav.web.assignment.progress import Progress, progress_of
from kompetensnav.web.assignment.region_rows import reasons
from kompetensnav.web.downloads import table_file
from kompetensnav.web.requests import Request, found_or_404, permitted

_USUAL = "rank"


@permitted(May.SEE_CANDIDATES)
@require_GET
def need(request: Request, need_id: str) -> HttpResponse:
    """The page of one need."""
    found, progress = _need(request, need_id), progress_of(request.actor)
    fares = _fares(progress, found)
    sort, rows = _rows(request, found, progress, fares)
    looked(request.actor, [r.person for r in rows], Look.CANDIDATE, found)
    context = {
        "need": found,
        "progress": progress,
        "fares": fares,
        "why": reasons(fares) if fares else [],
        "rows": rows,
        "columns": _columns(sort),
        "sort": sort,
    }
    return render(request, "assignment/need.html", context)


@permitted(May.SEE_CANDIDATES)
@require_GET
def export(request: Request, need_id: str, form: str) -> HttpResponseBase:
    """The list as a file; it is noted whose rows were taken out."""
    found, progress = _need(request, need_id), progress_of(request.actor)
    fares = _fares(progress, found)
    if fares is None:
        raise Http404
    _, rows = _rows(request, found, progress, fares)
    looked(request.actor, [r.person for r in rows], Look.EXPORT, found)
    header = (
        gettext("Rank"), gettext("Person"), gettext("Municipality"), gettext("Way there"), gettext("Certain"),
        gettext("Possible"), gettext("If all said yes"), gettext("Other need"),
    )  # fmt: skip
    body = (
        (
            r.rank, r.person, r.place, r.way, r.interval.lo if r.interval else None,
            r.interval.hi if r.interval else None, r.words, r.other.title if r.other else "",
        )
        for r in rows
    )  # fmt: skip
    name = gettext("if-all-said-yes")
    return table_file(form, f"{found.pk}-{name}", header, body)


def _need(request: Request, need_id: str) -> Need:
    found = Need.objects.visible_to(request.actor)
    return found_or_404(found.select_related("organisation", "municipality"), need_id)


def _fares(progress: Progress, need: Need) -> AssignedNeed | None:
    return progress.done.needs.filter(need=need).first() if progress.done else None


def _rows(request: Request, need: Need, progress: Progress, fares: AssignedNeed | None) -> tuple[str, list[Row]]:
    """(order, rows); none where the what-if does not know the need."""
    sort = request.GET.get("sort", _USUAL)
    sort = sort if sort in SORTS else _USUAL
    _, run = runs_of(need)
    if run is None or fares is None or progress.done is None:
        return sort, []
    return sort, sorted(rows_of(need, run, progress.done), key=SORTS[sort])


def _columns(sort: str) -> list[tuple[str, str, str, str]]:
    """(key, label, address, state) of the headings that sort."""
    labels = {
        "rank": gettext("In its own list"),
        "possible": gettext("Certain to possible"),
        "fate": gettext("If all said yes"),
    }
    columns = []
    for key, label in labels.items():
        state = {key: "ascending", f"-{key}": "descending"}.get(sort, "none")
        columns.append((key, label, f"?sort=-{key}" if state == "ascending" else f"?sort={key}", state))
    return columns
