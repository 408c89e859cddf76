"""Confirming what a programme grants, the words it was read from beside it, and saying what it demands."""

from collections.abc import Callable

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from kompetensnav.apps.education import actions
from kompetensnav.apps.education.models import Programme
from kompetensnav.apps.memberships.enums import May
from kompetensnav.runtime.problems import InputError
from kompetensnav.web.catalogue.forms import in_words
from kompetensnav.web.catalogue.taught_form import KINDS, TaughtForm, posted, stored_demands, stored_grants
from kompetensnav.web.catalogue.views_programme import CONFLICT, editable, to_programme, version_of
from kompetensnav.web.completion import completion_url
from kompetensnav.web.requests import Request, permitted

Confirm = Callable[[Programme, int, TaughtForm], None]


@require_http_methods(["GET", "HEAD", "POST"])
@permitted(May.WRITE_CATALOGUE)
def grants(request: Request, programme_id: str) -> HttpResponse:
    """What somebody has after it: accept, change the level, leave out, add."""

    def confirm(row: Programme, version: int, form: TaughtForm) -> None:
        actions.confirm_grants(request.actor, programme=row, version=version, grants=form.grants())

    return _page(request, programme_id, "grants", stored_grants, confirm)


@require_http_methods(["GET", "HEAD", "POST"])
@permitted(May.WRITE_CATALOGUE)
def demands(request: Request, programme_id: str) -> HttpResponse:
    """What one must have to be admitted; alternatives stand in one row."""

    def confirm(row: Programme, version: int, form: TaughtForm) -> None:
        actions.set_demands(request.actor, programme=row, version=version, demands=form.demands())

    return _page(request, programme_id, "demands", stored_demands, confirm)


def _page(
    request: Request, programme_id: str, part: str, stored: Callable[[Programme], TaughtForm], confirm: Confirm
) -> HttpResponse:
    row = editable(request, programme_id)
    stands = stored(row)
    if request.method != "POST":
        return _shown(request, row, part, stands)
    form = posted(request.POST, stands)
    if request.POST.get("do", "") != "confirm":
        return _shown(request, row, part, form)
    try:
        confirm(row, version_of(request), form)
    except InputError as error:
        fresh, problems = editable(request, programme_id), [in_words(p) for p in error.problems]
        if CONFLICT.isdisjoint(p.code for p in error.problems):
            return _shown(request, fresh, part, form, problems, 422)
        return _shown(request, fresh, part, stored(fresh), problems, 409)
    return to_programme(request, row.pk, gettext("Saved."))


def _shown(
    request: Request,
    row: Programme,
    part: str,
    form: TaughtForm,
    problems: list[str] | None = None,
    status: int = 200,
) -> HttpResponse:
    sent = request.method == "POST" and status != 409  # a form stays on the version that it was made on
    context = {
        "programme": row,
        "version": version_of(request) if sent else row.version,
        "part": part,
        "form": form,
        "suggested": sum(r.suggested for r in form.rows),
        "complete": completion_url(KINDS),
        "problems": problems or [],
    }
    return render(request, "catalogue/taught.html", context, status=status)
