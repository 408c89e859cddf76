"""The region's people in a list and as a file, without names."""

from collections.abc import Collection

from django.http import HttpResponse, QueryDict
from django.shortcuts import render
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from kompetensnav.apps.concepts.queries import taxonomy_in_use
from kompetensnav.apps.core.log import looked
from kompetensnav.apps.core.models import Look
from kompetensnav.apps.memberships.enums import May
from kompetensnav.apps.people.models import Person
from kompetensnav.web.downloads import table_file
from kompetensnav.web.people.forms import ExportForm, FilterForm
from kompetensnav.web.people.occupation import OCCUPATIONS, understood
from kompetensnav.web.people.rows import SORTS, Wished, homes, page_of, people, row_words, total
from kompetensnav.web.requests import Request, permitted
from kompetensnav.web.words import language


@require_safe
@never_cache
@permitted(May.SEE_PEOPLE)
def list_people(request: Request) -> HttpResponse:
    """One page of the list."""
    living = homes(request.actor)
    form, wished = _wished(request.GET, living)
    shown, after = page_of(people(request.actor, wished), wished)
    asked = request.GET.get("occupation", "").strip()
    context = {
        "form": form,
        "rows": shown,
        "total": total(request.actor, wished, living),
        "wished": wished,
        "filtered": bool(wished.query(sort="")),
        "not_found": asked if asked and wished.occupation is None else "",
        "others": [
            (label, wished.query(occupation=label, chosen=id_))
            for id_, label in (wished.occupation.others if wished.occupation else ())
        ],
        "sorts": {s: wished.query(sort=s) for s in SORTS},
        "next": wished.query(after=after) if after else "",
        "first": wished.query(),
        "query": wished.query(),
    }
    return render(request, "people/list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@permitted(May.SEE_PEOPLE)
def export(request: Request) -> HttpResponse:
    """Ask for the purpose, log it for each person, give the file. Protected people are in no file."""
    _, wished = _wished(request.GET, homes(request.actor))
    rows = people(request.actor, wished).filter(protected=False)
    form = ExportForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        found = list(rows.select_related("municipality").order_by("pk"))
        looked(request.actor, [p.pk for p in found], Look.EXPORT, purpose=form.cleaned_data["purpose"])
        return _file(form.cleaned_data["kind"], found)
    context = {"form": form, "total": rows.count(), "query": wished.query()}
    return render(request, "people/export.html", context, status=422 if form.is_bound else 200)


def _file(kind: str, found: list[Person]) -> HttpResponse:
    header = [
        gettext("Person"),
        gettext("Municipality"),
        gettext("Sections complete of 7"),
        gettext("Permission"),
        gettext("Open proposals"),
        gettext("Changed"),
    ]
    rows = ((r.id, r.municipality, r.answered, r.permission, r.open, r.changed) for r in row_words(found))
    return table_file(kind, "people", header, rows)


def _wished(query: QueryDict, living: Collection[str]) -> tuple[FilterForm, Wished]:
    form = FilterForm(living, query)
    form.is_valid()
    data = form.cleaned_data
    taxonomy = taxonomy_in_use()
    taken = taxonomy.graph.find(data.get("chosen", ""))
    known = taken is not None and taxonomy.graph.kind(taken) in OCCUPATIONS
    text = data["chosen"] if known else data.get("occupation", "")
    return form, Wished(
        municipality=data.get("municipality", ""),
        permission=data.get("permission", ""),
        section=data.get("section"),
        state=data.get("state", ""),
        occupation=understood(taxonomy.linker, text, language()) if text else None,
        sort=data.get("sort") or "id",
        after=data.get("after", ""),
    )
