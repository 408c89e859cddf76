"""Small needs of several employers that lack the same: proposals for courses, each one click from a draft."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from kompetensnav.apps.concepts.queries import taxonomy_in_use
from kompetensnav.apps.courses.actions import start_case
from kompetensnav.apps.courses.fields import CaseFields
from kompetensnav.apps.courses.pools import PoolShown, pools_of
from kompetensnav.apps.education.rows import GrantRow
from kompetensnav.apps.memberships.enums import May
from kompetensnav.apps.places.facts import municipalities
from kompetensnav.engine.taxonomy.graph import TaxonomyGraph
from kompetensnav.engine.text.normalise import fold
from kompetensnav.runtime.problems import InputError
from kompetensnav.web.courses.figures import people, places
from kompetensnav.web.courses.taught import Part, granted
from kompetensnav.web.downloads import FORMATS, table_file
from kompetensnav.web.requests import Request, permitted
from kompetensnav.web.words import language, sentences

_LONGEST = 100  # characters of a search
_IN_TITLE = 3  # things taught that a draft is called after
_ORDERS: dict[str, tuple[Any, Callable[[PoolShown], Any]]] = {
    "places": (_("Most places first"), lambda pool: -pool.positions),
    "seats": (_("Most filled first"), lambda pool: -pool.seats),
    "start": (_("Earliest start first"), lambda pool: (pool.starts_by is None, pool.starts_by)),
}


@dataclass(frozen=True, slots=True)
class PoolRow:
    """One pool as the page shows it."""

    pool: PoolShown
    title: str
    missing: list[tuple[Part, int]]
    lifted: str
    ask: str
    filled: str
    place: str


@require_http_methods(["GET", "HEAD", "POST"])
@permitted(May.WRITE_COURSES, May.SEE_SUPPLY)
def pools(request: Request) -> HttpResponseBase:
    """The list; posted with the key of a pool it makes a draft of it."""
    found = pools_of(request.actor.collaboration_id, timezone.localdate())
    if request.method == "POST":
        return _build(request, found)
    shown = _narrowed(request, found)
    if request.GET.get("format") in FORMATS:
        return _file(request, shown)
    return _page(request, found, shown)


def _page(
    request: Request,
    found: list[PoolShown],
    shown: list[PoolShown],
    errors: tuple[str, ...] = (),
    status: int = 200,
) -> HttpResponse:
    places = {need.municipality_id for pool in found for need in pool.needs if need.municipality_id}
    asked = _asked(request)
    graph = taxonomy_in_use().graph
    context = {
        "rows": [_row(graph, pool, exact=request.actor.may(May.SEE_CANDIDATES)) for pool in shown],
        "any_at_all": bool(found),
        "places": sorted((municipalities()[code].name, code) for code in places),
        "orders": [(code, label) for code, (label, _key) in _ORDERS.items()],
        "asked": asked,
        "export_query": urlencode({k: v for k, v in asked.items() if v}),
        "may_write": request.actor.may(May.WRITE_COURSES),
        "errors": errors,
    }
    return render(request, "courses/pools.html", context, status=status)


def _asked(request: Request) -> dict[str, str]:
    text, place, sort = (request.GET.get(name, "") for name in ("text", "place", "sort"))
    return {
        "text": " ".join(text.replace("\0", "").split())[:_LONGEST],
        "place": place if place in municipalities() else "",
        "sort": sort if sort in _ORDERS else "places",
    }


def _narrowed(request: Request, found: list[PoolShown]) -> list[PoolShown]:
    asked = _asked(request)
    words = fold(asked["text"]).split()
    kept = [
        pool
        for pool in found
        if (not asked["place"] or any(need.municipality_id == asked["place"] for need in pool.needs))
        and all(word in _searched(pool) for word in words)
    ]
    return sorted(kept, key=_ORDERS[asked["sort"]][1])


def _searched(pool: PoolShown) -> str:
    taught = [str(m.concept[language()]) for m in pool.missing]
    return fold(" ".join([*taught, *(n.title for n in pool.needs), *(o.name for o in pool.employers)]))


def _row(graph: TaxonomyGraph, pool: PoolShown, *, exact: bool) -> PoolRow:
    return PoolRow(
        pool=pool,
        title=_title(pool),
        missing=[(granted(graph, GrantRow(str(m.concept["id"]), m.level)), m.needs) for m in pool.missing],
        lifted=people(pool.lifted, exact=exact),
        ask=people(pool.ask, exact=exact),
        filled=places(pool.seats, pool.lifted, exact=exact),
        place=municipalities()[pool.municipality_code].name if pool.municipality_code else "",
    )


def _title(pool: PoolShown) -> str:
    names = [str(m.concept[language()]) for m in pool.missing]
    title = ", ".join(names[:_IN_TITLE])
    return title if len(names) <= _IN_TITLE else gettext("%(names)s and more") % {"names": title}


def _build(request: Request, found: list[PoolShown]) -> HttpResponseBase:
    if not request.actor.may(May.WRITE_COURSES):
        raise Http404
    wished = request.POST.get("pool", "")
    pool = next((pool for pool in found if pool.key == wished), None)
    if pool is None:
        gone = gettext("These needs have changed, or a course is being built for them. This is how it stands.")
        return _page(request, found, _narrowed(request, found), (gone,), 409)
    try:
        case = start_case(request.actor, fields=_fields(pool))
    except InputError as error:
        return _page(request, found, _narrowed(request, found), tuple(sentences(error)), 409)
    messages.success(request, gettext("A draft was made. Change what you want, then ask the employers."))
    return HttpResponseRedirect(reverse("courses:case", args=(case.pk,)), status=303)


def _fields(pool: PoolShown) -> CaseFields:
    """Without a place: until somebody has chosen one it lifts as many as the pool says."""
    return CaseFields(
        title=_title(pool),
        need_ids=tuple(need.pk for need in pool.needs),
        grants=tuple(GrantRow(str(m.concept["id"]), m.level) for m in pool.missing),
        seats=pool.seats or None,
        starts_from=pool.starts_from,
        starts_by=pool.starts_by,
    )


def _file(request: Request, shown: list[PoolShown]) -> HttpResponse:
    """A row for each need."""
    exact = request.actor.may(May.SEE_CANDIDATES)
    header = (
        gettext("Course"), gettext("Need"), gettext("Employer"), gettext("Municipality"),
        gettext("Places of the need"), gettext("Needed from"), gettext("Places"), gettext("Lifted"),
        gettext("Places filled"), gettext("Earliest start"), gettext("Latest start"),
    )  # fmt: skip
    body = (
        (
            _title(pool), need.title, need.organisation.name, need.municipality, need.positions,
            need.starts_on, pool.positions, people(pool.lifted, exact=exact),
            places(pool.seats, pool.lifted, exact=exact),
            pool.starts_from, pool.starts_by,
        )
        for pool in shown
        for need in pool.needs
    )  # fmt: skip
    return table_file(request.GET["format"], f"pools-{timezone.localdate():%Y-%m-%d}", header, body)
