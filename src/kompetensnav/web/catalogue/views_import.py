"""Files into the catalogue: brought, looked at as a difference to what is stored, then applied or discarded."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_POST, require_safe

from kompetensnav.apps.education.enums import ImportState, Source
from kompetensnav.apps.education.importing import apply_import, diff_of, discard_import, read_import
from kompetensnav.apps.education.models import CatalogueImport
from kompetensnav.apps.memberships.enums import May
from kompetensnav.apps.organisations.models import Collaboration
from kompetensnav.apps.proposals.notices import tell_of_intakes
from kompetensnav.runtime.problems import InputError, Problem
from kompetensnav.runtime.sheets import MEGABYTES
from kompetensnav.web.catalogue.cells import cells_of
from kompetensnav.web.catalogue.import_words import ABSENT, CHANGED, NEW, PARTS, REJECTED, UNCHANGED, part_of, shown
from kompetensnav.web.catalogue.readers import READERS
from kompetensnav.web.requests import Request, found_or_404, permitted
from kompetensnav.web.uploads import in_memory
from kompetensnav.web.words import sentences

_PER_PAGE = 50
_LISTED = 50  # imports


class FileForm(forms.Form):
    """A file and what it is."""

    source = forms.ChoiceField(
        label=_("What it is"),
        choices=[(s.value, s.label) for s in READERS],
        widget=forms.RadioSelect,
        initial=Source.TEMPLATE,
        error_messages={"required": _("Choose what it is.")},
    )
    file = forms.FileField(
        label=_("The file"),
        help_text=_("CSV, xlsx or JSON, at most 20 MB. Nothing is stored in the catalogue until you have seen it."),
        allow_empty_file=True,  # told in words of our own
        error_messages={"required": _("Choose a file.")},
    )


@dataclass(frozen=True, slots=True)
class Part:
    """A tab of the page."""

    code: str
    label: str
    count: int
    current: bool


@require_safe
@permitted(May.WRITE_CATALOGUE)
def imports(request: Request) -> HttpResponse:
    """Bring a file; below, those that were brought before."""
    return _imports(request, FileForm(), [], 200)


def _too_large(request: Request) -> HttpResponse:
    problem = Problem("file.too-large", values={"megabytes": MEGABYTES})
    return _imports(request, FileForm(), sentences(InputError(problem)), 413)


@csrf_exempt  # checked inside, when the size of the form is known
@permitted(May.WRITE_CATALOGUE)
@in_memory(MEGABYTES, _too_large)
@csrf_protect
@require_POST
def import_new(request: Request) -> HttpResponseBase:
    """Read a file, and show what it would do."""
    form = FileForm(request.POST, request.FILES)
    if not form.is_valid():
        return _imports(request, form, [], 422)
    file, source = form.cleaned_data["file"], Source(form.cleaned_data["source"])
    name = file.name or ""
    content = file.read()
    try:
        rows, rejected = READERS[source](content, name)
        cells = cells_of(content, name) if rejected and source is Source.TEMPLATE else []
    except InputError as error:
        return _imports(request, form, sentences(error), 422)
    region = Collaboration.objects.get(pk=request.actor.collaboration_id)
    read = read_import(
        request.actor,
        collaboration=region,
        source=source,
        file_name=name,
        rows=rows,
        rejected=rejected,
        cells=cells,
    )
    return HttpResponseRedirect(reverse("catalogue:import", args=[read.pk]), status=303)


def _imports(request: Request, form: FileForm, problems: list[str], status: int) -> HttpResponse:
    before = CatalogueImport.objects.filter(collaboration_id=request.actor.collaboration_id)
    context = {
        "form": form,
        "problems": problems,
        "imports": list(before.defer("rows", "rejected", "cells")[:_LISTED]),
    }
    return render(request, "catalogue/imports.html", context, status=status)


@require_safe
@permitted(May.WRITE_CATALOGUE)
def show_import(request: Request, import_id: str) -> HttpResponse:
    """What the file would do, a part and a page at a time."""
    return _import_page(request, import_or_404(request, import_id), [], 200)


def _import_page(request: Request, row: CatalogueImport, problems: list[str], status: int) -> HttpResponse:
    if row.state != ImportState.READ:
        return render(request, "catalogue/import_done.html", {"import": row, "problems": problems}, status=status)
    diff = diff_of(row)
    parts = {part: part_of(diff, part) for part in PARTS}
    first = next((part for part in PARTS if parts[part]), NEW)
    part = request.GET.get("show", "")
    part = part if part in PARTS else first
    page = Paginator(parts[part], _PER_PAGE).get_page(request.GET.get("page"))
    counts = diff.counts
    writes = sum(counts[of][outcome] for of in ("programmes", "intakes") for outcome in (NEW, CHANGED))
    context: dict[str, Any] = {
        "import": row,
        "problems": problems,
        "counts": counts,
        "writes": writes,
        "parts": [Part(code, label, len(parts[code]), code == part) for code, label in _labels().items()],
        "part": part,
        "page": page,
        "rows": shown(page.object_list, part),
        "pages": [(n, "?" + urlencode({"show": part, "page": n})) for n in (page.number - 1, page.number + 1)],
        "new_providers": diff.providers,
        "fixable": {number for number, _cells in row.cells},
    }
    return render(request, "catalogue/import.html", context, status=status)


def _labels() -> dict[str, str]:
    return {
        NEW: gettext("New"),
        CHANGED: gettext("Changed"),
        REJECTED: gettext("Left out"),
        UNCHANGED: gettext("As before"),
        ABSENT: gettext("Not in the file"),
    }


@require_POST
@permitted(May.WRITE_CATALOGUE)
def import_apply(request: Request, import_id: str) -> HttpResponse:
    """Store what is new and changed, all of it or nothing; then tell whom new dates concern."""
    row = import_or_404(request, import_id)
    try:
        counts = apply_import(request.actor, import_=row)
    except InputError as error:
        return _import_page(request, import_or_404(request, import_id), sentences(error), 409)
    tell_of_intakes(request.actor, collaboration_id=request.actor.collaboration_id)
    values = {f"{of}_{what}": counts[of][what] for of in ("programmes", "intakes") for what in (NEW, CHANGED)}
    told = gettext(
        "Stored: %(programmes_new)d new and %(programmes_changed)d changed programmes, "
        "%(intakes_new)d new and %(intakes_changed)d changed starts."
    )
    messages.success(request, told % values)
    return HttpResponseRedirect(reverse("catalogue:import", args=[row.pk]), status=303)


@require_POST
@permitted(May.WRITE_CATALOGUE)
def import_discard(request: Request, import_id: str) -> HttpResponse:
    """Put it aside."""
    row = import_or_404(request, import_id)
    try:
        discard_import(request.actor, import_=row)
    except InputError as error:
        return _import_page(request, import_or_404(request, import_id), sentences(error), 409)
    messages.success(request, gettext("The file is put aside. Nothing of it was stored."))
    return HttpResponseRedirect(reverse("catalogue:imports"), status=303)


def import_or_404(request: Request, import_id: str) -> CatalogueImport:
    """A file of the actor's region."""
    rows = CatalogueImport.objects.filter(collaboration_id=request.actor.collaboration_id)
    return found_or_404(rows.select_related("collaboration"), import_id)
