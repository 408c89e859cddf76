"""One programme: what it grants and demands, its intakes as a timetable; writing, changing and ending it."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.db.models import F
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from kompetensnav.apps.concepts.queries import taxonomy_in_use
from kompetensnav.apps.education import actions
from kompetensnav.apps.education.models import Intake, Programme
from kompetensnav.apps.memberships.enums import May
from kompetensnav.runtime.problems import InputError
from kompetensnav.web.catalogue.forms import ProgrammeForm, in_words, provider_names
from kompetensnav.web.catalogue.said import demands_in_words, grants_in_words, language_names
from kompetensnav.web.requests import Request, found_or_404, permitted

_MOST_INTAKES = 200  # on one page; the file has them all
_SORTS = ("start", "deadline", "seats", "place")
_LAST_DAY = datetime.date.max
_SHORTEST = 0.6  # per cent of the axis: a course of a day is seen too
CONFLICT = frozenset({"programme.changed-meanwhile", "intake.changed-meanwhile"})


@dataclass(frozen=True, slots=True)
class Line:
    """An intake on the time axis of the page, in per cent of its width; empty where it has no days."""

    intake: Intake
    start: str = ""
    length: str = ""
    deadline: str = ""


@dataclass(frozen=True, slots=True)
class Tick:
    """The first day of a quarter on the axis."""

    at: str
    label: str


@dataclass(frozen=True, slots=True)
class Step:
    """The one next step of whoever writes the catalogue."""

    state: str
    title: str
    why: str
    url: str = ""
    button: str = ""


@require_safe
@permitted(May.SEE_CATALOGUE)
def programme(request: Request, programme_id: str) -> HttpResponse:
    """The page."""
    return show(request, _seen(request, programme_id))


def show(request: Request, row: Programme, problems: Iterable[str] = (), status: int = 200) -> HttpResponse:
    """The page, with what could not be done."""
    today, sort = timezone.localdate(), request.GET.get("sort", "")
    newest = F("starts_on").desc(nulls_first=True)
    intakes = list(row.intakes.select_related("municipality").order_by(newest, "pk")[:_MOST_INTAKES])
    ahead = [i for i in intakes if i.runs and (i.starts_on is None or i.starts_on >= today)]
    behind = [i for i in intakes if i not in ahead]
    sort = sort if sort in _SORTS else "start"
    graph = taxonomy_in_use().graph
    grants, may_write = grants_in_words(row, graph), request.actor.may(May.WRITE_CATALOGUE) and row.ended_at is None
    lines, ticks = timetable(sorted(ahead, key=lambda i: _key(i, sort)), today)
    context: dict[str, Any] = {
        "programme": row,
        "grants": grants,
        "demands": demands_in_words(row, graph),
        "suggested": sum(g.suggested for g in grants),
        "lines": lines,
        "ticks": ticks,
        "columns": _columns(sort),
        "behind": behind,
        "taught_in": dict(language_names()).get(row.language, row.language),
        "may_write": may_write,
        "next": _next(row, ahead, grants=bool(grants)) if may_write else None,
        "problems": list(problems),
    }
    return render(request, "catalogue/programme.html", context, status=status)


def _columns(sort: str) -> list[tuple[str, str, str]]:
    labels = {
        "start": gettext("First day"),
        "deadline": gettext("Apply by"),
        "place": gettext("Place"),
        "seats": gettext("Seats left"),
    }
    states = {key: "ascending" if key == sort else "none" for key in labels}
    return [(label, f"?sort={key}#intakes", states[key]) for key, label in labels.items()]


def _key(intake: Intake, sort: str) -> tuple[Any, ...]:
    start = intake.starts_on or datetime.date.min  # a standing admission is always open
    if sort == "deadline":
        return (intake.apply_by or _LAST_DAY, start, intake.pk)
    if sort == "seats":
        left = intake.seats_left
        return (left is None, -(left or 0), start, intake.pk)
    if sort == "place":
        return (intake.municipality.name if intake.municipality else "\uffff", start, intake.pk)
    return (start, intake.pk)


def timetable(intakes: list[Intake], today: datetime.date) -> tuple[list[Line], list[Tick]]:
    """Every intake against the same axis, from today to the last day of them all."""
    dated = [(i.starts_on, last_day(i) or i.starts_on) for i in intakes if i.starts_on is not None]
    if not dated:
        return [Line(i) for i in intakes], []
    width = max((max(end for _, end in dated) - today).days, 1)

    def at(day: datetime.date) -> float:
        return min(max(100 * (day - today).days / width, 0), 100)

    lines = []
    for intake in intakes:
        start, end, deadline = intake.starts_on, last_day(intake), intake.apply_by
        if start is None:
            lines.append(Line(intake))
            continue
        length = max(at(end or start) - at(start), _SHORTEST)
        stop = _per_cent(at(deadline)) if deadline and deadline >= today else ""
        lines.append(Line(intake, _per_cent(at(start)), _per_cent(length), stop))
    quarters = _quarters(today, today + datetime.timedelta(days=width))
    return lines, [Tick(_per_cent(at(day)), str(day.year) if day.month == 1 else "") for day in quarters]


def _per_cent(value: float) -> str:
    return f"{value:.2f}%"


def last_day(intake: Intake) -> datetime.date | None:
    """Its own, or by the usual length of the programme."""
    if intake.ends_on is not None or intake.starts_on is None or not intake.programme.weeks:
        return intake.ends_on
    return intake.starts_on + datetime.timedelta(weeks=intake.programme.weeks, days=-1)


def _quarters(since: datetime.date, until: datetime.date) -> list[datetime.date]:
    days = (datetime.date(year, month, 1) for year in range(since.year, until.year + 1) for month in (1, 4, 7, 10))
    return [day for day in days if since < day < until]


def _next(row: Programme, ahead: list[Intake], *, grants: bool) -> Step:
    grants_url = reverse("catalogue:grants", args=[row.pk])
    if not grants:
        title = gettext("Not on any route yet: say what it grants")
        why = gettext("Routes lead over what a programme grants. Nothing was found in its text; search and add it.")
        return Step("due", title, why, grants_url, gettext("Say what"))
    if row.grants_confirmed_at is None:
        why = gettext("It was read from the text. Until somebody has confirmed it, every route over it says so.")
        return Step("due", gettext("Confirm what it grants"), why, grants_url, gettext("Read and confirm"))
    if any(i.rolling for i in ahead) and not row.weeks:
        title = gettext("Not on any route yet: say how many weeks it takes")
        why = gettext("A standing admission has no days, so a route needs the length of the programme.")
        change_url = reverse("catalogue:change", args=[row.pk])
        return Step("due", title, why, change_url, gettext("Change"))
    if not ahead:
        why = gettext("Without a start to come nobody can be on a route over it.")
        new = reverse("catalogue:intake_new", args=[row.pk])
        return Step("due", gettext("No start to come"), why, new, gettext("Add a start"))
    return Step("nothing", gettext("Nothing is waiting for you here"), gettext("Routes lead over it as it stands."))


@require_http_methods(["GET", "HEAD", "POST"])
@permitted(May.WRITE_CATALOGUE)
def new(request: Request) -> HttpResponse:
    """A new programme; then what it grants is confirmed."""
    return _write(request, None)


@require_http_methods(["GET", "HEAD", "POST"])
@permitted(May.WRITE_CATALOGUE)
def change(request: Request, programme_id: str) -> HttpResponse:
    """Change it; one that is no longer given stays as it was."""
    return _write(request, editable(request, programme_id))


def _write(request: Request, row: Programme | None) -> HttpResponse:
    form = ProgrammeForm(request.POST if request.method == "POST" else None, programme=row)
    if not form.is_bound or not form.is_valid():
        return _form_page(request, form, row, 422 if form.is_bound else 200)
    data = form.cleaned_data
    try:
        written = actions.write_programme(
            request.actor,
            programme=row,
            provider_name=data["provider"],
            version=data["version"],
            fields=form.programme_fields(),
        )
    except InputError as error:
        form.refuse(error)
        if row is None or CONFLICT.isdisjoint(p.code for p in error.problems):
            return _form_page(request, form, row, 422)
        fresh = editable(request, row.pk)
        return _form_page(request, form, fresh, 409, form.stands(ProgrammeForm(programme=fresh)))
    if row is None:
        return HttpResponseRedirect(reverse("catalogue:grants", args=[written.pk]), status=303)
    return to_programme(request, written.pk, gettext("Saved."))


def _form_page(
    request: Request,
    form: ProgrammeForm,
    row: Programme | None,
    status: int,
    stands: Iterable[tuple[str, str]] = (),
) -> HttpResponse:
    context = {
        "form": form,
        "programme": row,
        "providers": provider_names(request.actor.collaboration_id),
        "stands": list(stands),
    }
    return render(request, "catalogue/programme_form.html", context, status=status)


@require_POST
@permitted(May.WRITE_CATALOGUE)
def end(request: Request, programme_id: str) -> HttpResponse:
    """No longer given."""
    row = editable(request, programme_id)
    try:
        actions.end_programme(request.actor, programme=row, version=version_of(request))
    except InputError as error:
        return show(request, _seen(request, programme_id), [in_words(p) for p in error.problems], 409)
    return to_programme(request, row.pk, gettext("The programme is no longer given."))


def version_of(request: Request) -> int:
    """The version that the page showed; a form without one was not made by the page and fits no version."""
    version = request.POST.get("version", "")
    return int(version) if version.isascii() and version.isdecimal() and len(version) < 10 else 0


def editable(request: Request, programme_id: str) -> Programme:
    """A programme that the actor may change."""
    rows = Programme.objects.editable_by(request.actor).select_related("provider")
    return found_or_404(rows.prefetch_related("grants", "demands"), programme_id)


def _seen(request: Request, programme_id: str) -> Programme:
    rows = Programme.objects.visible_to(request.actor).select_related("provider")
    return found_or_404(rows.prefetch_related("grants", "demands"), programme_id)


def to_programme(request: Request, programme_id: str, told: str) -> HttpResponse:
    """Back to the page, with what was done."""
    messages.success(request, told)
    return HttpResponseRedirect(reverse("catalogue:programme", args=[programme_id]), status=303)
