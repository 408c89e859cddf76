"""All open needs together: the figures, a row a need, and asking for it anew. No person is shown here."""

from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_POST
from django_htmx.http import HttpResponseClientRefresh

from kompetensnav.apps.assignments.actions import start_assignment
from kompetensnav.apps.assignments.models import Assignment
from kompetensnav.apps.memberships.enums import May
from kompetensnav.apps.organisations.models import Collaboration
from kompetensnav.web.assignment.progress import may_ask, progress_of
from kompetensnav.web.assignment.region_rows import SHOWN, SORTS, USUAL, counts_of, loss, needs_of, row, ways
from kompetensnav.web.downloads import table_file
from kompetensnav.web.requests import Request, permitted

PER_PAGE = 25
_AT_A_TIME = 500  # rows of a file fetched from the database


@dataclass(frozen=True, slots=True)
class Column:
    """A heading that sorts."""

    label: str
    href: str
    state: str
    number: bool


@dataclass(frozen=True, slots=True)
class Asked:
    """What the address asks for; anything unknown in it is passed over."""

    sort: str
    show: str

    @classmethod
    def of(cls, request: Request) -> "Asked":
        sort = request.GET.get("sort", USUAL)
        sort = sort if sort.removeprefix("-") in SORTS and not sort.startswith("--") else USUAL
        show = request.GET.get("show", "")
        return cls(sort, show if show in SHOWN else "matched")

    def query(self, **changes: str) -> str:
        """The address with some of it changed."""
        return urlencode({"show": self.show, "sort": self.sort} | changes)


@permitted(May.SEE_REGIONS_NEEDS)
@require_GET
def region(request: Request) -> HttpResponse:
    """The page. A constant number of queries."""
    progress, asked = progress_of(request.actor), Asked.of(request)
    context = {"progress": progress, "may_ask": may_ask(request.actor), "asked": asked}
    if progress.done:
        context |= _result(request, progress.done, asked)
    return render(request, "assignment/region.html", context)


def _result(request: Request, done: Assignment, asked: Asked) -> dict[str, object]:
    counts = counts_of(done)
    pages = Paginator(needs_of(done, asked.sort, asked.show), PER_PAGE)
    page = pages.get_page(request.GET.get("page"))
    return {
        "done": done,
        "stays_open": done.positions - done.filled,
        "ways": ways(done),
        "loss": loss(done),
        "rows": [row(fares) for fares in page],
        "total": pages.count,
        "counts": counts,
        "columns": _columns(asked),
        "views": [
            (label, n, "?" + asked.query(show=code), code == asked.show)
            for code, label, n in (
                ("matched", gettext("Matched needs"), counts.with_list),
                ("unfilled", gettext("With places that stay open"), counts.unfilled),
                ("unmatched", gettext("Not matched"), counts.without_list),
            )
        ],
        "before": asked.query(page=str(page.previous_page_number())) if page.has_previous() else "",
        "after": asked.query(page=str(page.next_page_number())) if page.has_next() else "",
        "export_query": asked.query(),
        "sees_people": request.actor.may(May.SEE_CANDIDATES),
    }


def _columns(asked: Asked) -> list[Column]:
    labels = {
        "need": gettext("Need"),
        "positions": gettext("Open places"),
        "fitting": gettext("Fit"),
        "filled": gettext("Filled together"),
        "greedy": gettext("One by one"),
        "unfilled": gettext("Stay open"),
    }
    columns = []
    for key, label in labels.items():
        state = {key: "ascending", f"-{key}": "descending"}.get(asked.sort, "none")
        falls_first = key != "need"
        turned = key if state == "descending" or (state == "none" and not falls_first) else f"-{key}"
        columns.append(Column(label, "?" + asked.query(sort=turned), state, falls_first))
    return columns


@permitted(May.SEE_REGIONS_NEEDS)
@require_GET
def export(request: Request, form: str) -> HttpResponseBase:
    """The needs as a file, in the order of the page."""
    done, asked = progress_of(request.actor).done, Asked.of(request)
    if done is None:
        raise Http404
    header = (
        gettext("Id"), gettext("Need"), gettext("Employer"), gettext("Place"), gettext("Open places"),
        gettext("People who fit"), gettext("Filled together"), gettext("One by one"), gettext("Stay open"),
        gettext("Why"),
    )  # fmt: skip
    name, made = gettext("if-all-said-yes"), timezone.localdate(done.finished_at)
    return table_file(form, f"{name}-{made:%Y-%m-%d}", header, _cells(done, asked))


def _cells(done: Assignment, asked: Asked) -> Iterator[tuple[str | int, ...]]:
    for fares in needs_of(done, asked.sort, asked.show).iterator(chunk_size=_AT_A_TIME):
        need = fares.need
        yield (
            need.pk, need.title, need.organisation.name, need.municipality.name if need.municipality else "",
            fares.positions, fares.fitting, fares.filled, fares.greedy_filled, fares.unfilled,
            "; ".join(row(fares).why),
        )  # fmt: skip


@permitted(May.SEE_REGIONS_NEEDS)
@require_POST
def start(request: Request) -> HttpResponse:
    """Ask for it anew. Asked twice, it is done once."""
    if not may_ask(request.actor):
        raise Http404
    start_assignment(request.actor, collaboration=Collaboration.objects.get(pk=request.actor.collaboration_id))
    return HttpResponseRedirect(reverse("assignment:region"), status=303)


@permitted(May.SEE_REGIONS_NEEDS)
@require_GET
def status(request: Request) -> HttpResponse:
    """How far it has come, for a page that waits; when it is over the page loads itself anew."""
    if not request.htmx:
        return HttpResponseRedirect(reverse("assignment:region"), status=303)
    progress = progress_of(request.actor)
    if not progress.under_way:
        return HttpResponseClientRefresh()
    return render(request, "assignment/_status.html", {"progress": progress})
