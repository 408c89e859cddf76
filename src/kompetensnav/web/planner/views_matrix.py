"""Needs against seats: the page and its files. Who looks sees numbers of people, nobody."""

from django.core.paginator import Paginator
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_GET

from kompetensnav.apps.memberships.enums import May
from kompetensnav.apps.routes.matrix import Matrix, matrix_of
from kompetensnav.web.downloads import table_file
from kompetensnav.web.planner import exports
from kompetensnav.web.planner.asked import Asked
from kompetensnav.web.planner.cells import ordered, quarter_words, rows_shown, totals_shown
from kompetensnav.web.planner.chart import chart_of
from kompetensnav.web.planner.detail import detail_of
from kompetensnav.web.planner.filters import choices_of, standing_today
from kompetensnav.web.planner.naming import Naming
from kompetensnav.web.requests import Request, permitted

PER_PAGE = 20


@permitted(May.SEE_SUPPLY)
@require_GET
def matrix(request: Request) -> HttpResponse:
    """The page. A constant number of queries."""
    asked, standing = Asked.of(request), standing_today(request.actor)
    found = matrix_of(standing, asked.filters.wanted, timezone.localdate())
    naming = Naming.of_request()
    rows = ordered(found, asked, naming)
    pages = Paginator(rows, PER_PAGE)
    page = pages.get_page(asked.page)
    over_time = asked.row_of(found) or found.total
    context = {
        "asked": asked,
        "choices": choices_of(standing, asked.filters),
        "quarters": [quarter_words(q) for q in found.quarters],
        "rows": rows_shown(page, found, asked, naming),
        "row_count": len(rows),
        "occupations": len(found.rows),
        "totals": totals_shown(found),
        "sorts": _sorts(asked),
        "left_out": _left_out(found),
        "any_at_all": bool(standing.needs or standing.intakes),
        "detail": detail_of(request.actor, found, asked, naming),
        "over_time": chart_of(over_time, found),
        "over_time_name": gettext("All occupations") if over_time is found.total else naming.group(over_time.group),
        "all_over_time": "" if over_time is found.total else "?" + asked.query(group="", quarter=""),
        "views": [(v, label, "?" + asked.query(view=v) + "#over-time") for v, label in _views()],
        "before": asked.query(page=page.previous_page_number()) if page.has_previous() else "",
        "after": asked.query(page=page.next_page_number()) if page.has_next() else "",
        "export_query": asked.query(group="", quarter="", page=""),
        "build": reverse("courses:new") if request.actor.may(May.WRITE_COURSES) else "",
    }
    return render(request, "planner/matrix.html", context)


@permitted(May.SEE_SUPPLY)
@require_GET
def export(request: Request, form: str) -> HttpResponseBase:
    """The matrix as a file; where the address names a cell, what is behind that."""
    asked, standing = Asked.of(request), standing_today(request.actor)
    found = matrix_of(standing, asked.filters.wanted, timezone.localdate())
    at = asked.open_at(found)
    name, day = gettext("needs-and-seats"), f"{timezone.localdate():%Y-%m-%d}"
    if at is None:
        naming = Naming.of_request()
        rows = exports.matrix_rows(ordered(found, asked, naming), found, naming)
        return table_file(form, f"{name}-{day}", exports.matrix_header(), rows)
    row, column = at
    behind = exports.cell_rows(request.actor, row.cells[column])
    title = "-".join(filter(None, (name, row.group, found.quarters[column].code, day)))
    return table_file(form, title, exports.cell_header(), behind)


def _views() -> list[tuple[str, str]]:
    return [("chart", gettext("Chart")), ("table", gettext("Table"))]


def _sorts(asked: Asked) -> list[tuple[str, str, bool]]:
    """(label, href, whether the page is in this order) of each order."""
    labels = {"missing": gettext("Most seats missing"), "need": gettext("Most needed"), "name": gettext("Name")}
    return [
        (label, f"?{asked.query(sort=key, page='')}#matrix", key == asked.sort) for key, label in labels.items()
    ]


def _left_out(found: Matrix) -> list[tuple[int, str]]:
    """What no cell shows, in words; only what there is."""
    left = found.left_out
    told = (
        (left.later_positions, gettext("people needed later than these quarters")),
        (left.later_intakes, gettext("intakes that are ready later than these quarters")),
        (left.no_end, gettext("intakes of which nobody has stated when they end")),
        (left.no_occupation, gettext("intakes that lead to no occupation")),
        (left.no_place, gettext("intakes of which it is not known where they are given")),
    )
    return [(n, words) for n, words in told if n]
