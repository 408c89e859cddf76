"""The list of course cases: search, filter, sort, page and export; all of it in the address."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.db.models import Count, Q, Sum
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from kompetensnav.apps.courses.enums import OPEN_CASES, CaseStatus, LetterAnswer
from kompetensnav.apps.courses.models import CourseCase
from kompetensnav.apps.courses.queries import CourseCaseQuerySet
from kompetensnav.apps.memberships.enums import May
from kompetensnav.engine.text.normalise import fold
from kompetensnav.web.courses.ordering import ORDERS, ordered, page
from kompetensnav.web.downloads import table_file
from kompetensnav.web.requests import Request, permitted

_SEE = (May.WRITE_COURSES, May.SEE_SUPPLY)
_LONGEST = 100  # characters of a search
OPEN = "open"


@dataclass(frozen=True, slots=True)
class Filters:
    """What the address asks for; anything unknown in it is passed over."""

    text: str
    status: str
    mine: bool
    sort: str
    falling: bool

    @property
    def narrowed(self) -> bool:
        """Whether anything is filtered away."""
        return bool(self.text or self.status or self.mine)

    def query(self, **changes: str) -> str:
        """The address with some of it changed; empty values are left out."""
        values = {
            "text": self.text,
            "status": self.status,
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


@dataclass(frozen=True, slots=True)
class Row:
    """One case with its numbers."""

    case: CourseCase
    needs: int
    employers: int
    places: int
    asked: int
    yes: int
    positions: int


@permitted(*_SEE)
@require_safe
def cases(request: Request) -> HttpResponse:
    """The list."""
    filters = _filters(request)
    found = _filtered(request, filters)
    asked = request.GET
    shown = page(
        found.select_related("provider", "municipality"),
        filters.sort,
        falling=filters.falling,
        after=asked.get("after", ""),
        before=asked.get("before", ""),
    )
    total = found.count()
    context = {
        "rows": _rows(shown.cases),
        "total": total,
        "filters": filters,
        "any_at_all": bool(total) or CourseCase.objects.visible_to(request.actor).exists(),
        "columns": _columns(filters),
        "before": filters.query(before=shown.before) if shown.before else "",
        "after": filters.query(after=shown.after) if shown.after else "",
        "export_query": filters.query(),
        "statuses": [(OPEN, gettext("open")), *CaseStatus.choices],
        "may_write": request.actor.may(May.WRITE_COURSES),
    }
    return render(request, "courses/list.html", context)


@permitted(*_SEE)
@require_safe
def export(request: Request, form: str) -> HttpResponseBase:
    """The filtered cases as a file."""
    filters = _filters(request)
    found = ordered(_filtered(request, filters), filters.sort, falling=filters.falling)
    header = (
        gettext("Case"), gettext("Course"), gettext("Status"), gettext("Provider"), gettext("Municipality"),
        gettext("Earliest start"), gettext("Latest start"), gettext("Seats"), gettext("Cost per seat in SEK"),
        gettext("Needs"), gettext("Employers"), gettext("Places"), gettext("Letters asked for"), gettext("Yes"),
        gettext("Would hire"),
    )  # fmt: skip
    body = (
        (
            r.case.pk, r.case.title, r.case.get_status_display(), r.case.provider, r.case.municipality,
            r.case.starts_from, r.case.starts_by, r.case.seats, r.case.cost,
            r.needs, r.employers, r.places, r.asked, r.yes, r.positions,
        )
        for r in _rows(found.select_related("provider", "municipality"))
    )  # fmt: skip
    return table_file(form, f"courses-{timezone.localdate():%Y-%m-%d}", header, body)


def _rows(found: Iterable[CourseCase]) -> list[Row]:
    """With their numbers: two queries more, however many."""
    listed = list(found)
    ids = [case.pk for case in listed]
    rows = CourseCase.objects.filter(pk__in=ids).order_by()
    needs = rows.annotate(
        needs_n=Count("needs"),
        employers=Count("needs__organisation", distinct=True),
        places=Sum("needs__positions"),
    ).values_list("pk", "needs_n", "employers", "places")
    yes = Q(letters__answer=LetterAnswer.YES)
    letters = rows.annotate(
        asked=Count("letters"), yes=Count("letters", filter=yes), hire=Sum("letters__positions")
    ).values_list("pk", "asked", "yes", "hire")
    of_needs: dict[str, tuple[Any, ...]] = {pk: tuple(values) for pk, *values in needs}
    of_letters: dict[str, tuple[Any, ...]] = {pk: tuple(values) for pk, *values in letters}
    return [
        Row(case, *(n or 0 for n in of_needs[case.pk]), *(n or 0 for n in of_letters[case.pk])) for case in listed
    ]


def _filters(request: Request) -> Filters:
    asked = request.GET
    sort = asked.get("sort", "")
    sort = sort if sort in ORDERS else "created"
    order, status = asked.get("order", ""), asked.get("status", "")
    return Filters(
        text=" ".join(asked.get("text", "").replace("\0", "").split())[:_LONGEST],
        status=status if status == OPEN or status in CaseStatus.values else "",
        mine=asked.get("mine", "") == "1",
        sort=sort,
        falling=order == "falling" if order in ("falling", "rising") else ORDERS[sort].falling,
    )


def _filtered(request: Request, filters: Filters) -> CourseCaseQuerySet:
    found = CourseCase.objects.visible_to(request.actor)
    if filters.status == OPEN:
        found = found.filter(status__in=OPEN_CASES)
    elif filters.status:
        found = found.filter(status=filters.status)
    if filters.mine:
        found = found.filter(owner=request.actor.user)
    if filters.text:  # SQLite folds the case of ASCII only
        words = fold(filters.text).split()
        titles = found.order_by().values_list("pk", "title")
        found = found.filter(pk__in=[pk for pk, title in titles if all(word in fold(title) for word in words)])
    return found


def _columns(filters: Filters) -> list[Column]:
    return [
        _column(filters, gettext("Course"), "title"),
        Column(gettext("Status")),
        Column(gettext("Needs"), number=True),
        Column(gettext("Letters of intent"), number=True),
        Column(gettext("Provider")),
        _column(filters, gettext("Starts"), "start"),
        _column(filters, gettext("Seats"), "seats", number=True),
        _column(filters, gettext("Begun"), "created"),
    ]


def _column(filters: Filters, label: str, sort: str, *, number: bool = False) -> Column:
    """A header that sorts; the one sorted by turns the order around."""
    if filters.sort != sort:
        order = "falling" if ORDERS[sort].falling else "rising"
        return Column(label, "?" + filters.query(sort=sort, order=order), "none", number)
    turned = "rising" if filters.falling else "falling"
    return Column(
        label,
        "?" + filters.query(sort=sort, order=turned),
        "descending" if filters.falling else "ascending",
        number,
    )
