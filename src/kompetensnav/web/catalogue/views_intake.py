"""Writing, changing and cancelling an intake. Whoever is on a route over it is told after the change is stored."""

from collections.abc import Iterable

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext, ngettext
from django.views.decorators.http import require_http_methods

from kompetensnav.apps.education import actions
from kompetensnav.apps.education.actions import IntakeFields
from kompetensnav.apps.education.models import Intake, Programme
from kompetensnav.apps.memberships.enums import May
from kompetensnav.apps.places.facts import municipalities
from kompetensnav.apps.proposals.notices import tell_of_intakes
from kompetensnav.runtime.problems import InputError
from kompetensnav.web.catalogue.forms import IntakeForm, day, in_words
from kompetensnav.web.catalogue.views_programme import CONFLICT, editable, to_programme, version_of
from kompetensnav.web.requests import Request, found_or_404, permitted


@require_http_methods(["GET", "HEAD", "POST"])
@permitted(May.WRITE_CATALOGUE)
def new(request: Request, programme_id: str) -> HttpResponse:
    """A new intake; ``like`` in the address begins with one that was, a year later."""
    row = editable(request, programme_id)
    like = row.intakes.filter(pk=request.GET.get("like", "")).first()
    start = IntakeFields() if like is None else actions.a_year_later(like, timezone.localdate())
    return _write(request, row, None, start)


@require_http_methods(["GET", "HEAD", "POST"])
@permitted(May.WRITE_CATALOGUE)
def change(request: Request, intake_id: str) -> HttpResponse:
    """Change it."""
    intake = _editable(request, intake_id)
    if not intake.runs:
        messages.warning(request, gettext("The start is cancelled and cannot be changed."))
        return HttpResponseRedirect(reverse("catalogue:programme", args=[intake.programme_id]))
    return _write(request, intake.programme, intake, actions.fields_of(intake))


def _write(request: Request, row: Programme, intake: Intake | None, start: IntakeFields) -> HttpResponse:
    form = IntakeForm(request.POST if request.method == "POST" else None, intake=intake, fields=start)
    if not form.is_bound or not form.is_valid():
        return _form_page(request, form, row, intake, 422 if form.is_bound else 200)
    try:
        written = actions.write_intake(
            request.actor,
            programme=row,
            intake=intake,
            version=form.cleaned_data["version"],
            fields=form.intake_fields(),
        )
    except InputError as error:
        form.refuse(error)
        if intake is None or CONFLICT.isdisjoint(p.code for p in error.problems):
            return _form_page(request, form, row, intake, 422)
        fresh = _editable(request, intake.pk)
        stands = form.stands(IntakeForm(intake=fresh, fields=actions.fields_of(fresh)))
        return _form_page(request, form, row, fresh, 409, stands)
    if intake is not None:
        tell_of_intakes(request.actor, collaboration_id=request.actor.collaboration_id)
    told = gettext("Saved. The intake is full.") if written.seats_left == 0 else gettext("Saved.")
    return to_programme(request, row.pk, told)


def _form_page(
    request: Request,
    form: IntakeForm,
    row: Programme,
    intake: Intake | None,
    status: int,
    stands: Iterable[tuple[str, str]] = (),
) -> HttpResponse:
    context = {
        "form": form,
        "programme": row,
        "intake": intake,
        "places": sorted(m.name for m in municipalities().values()),
        "stands": list(stands),
    }
    return render(request, "catalogue/intake_form.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@permitted(May.WRITE_CATALOGUE)
def cancel(request: Request, intake_id: str) -> HttpResponse:
    """Ask first, saying whom it hits; then cancel and tell them."""
    intake = _editable(request, intake_id)
    if request.method != "POST":
        return _cancel_page(request, intake, [], 200)
    try:
        actions.cancel_intake(request.actor, intake=intake, version=version_of(request))
    except InputError as error:
        problems = [in_words(p) for p in error.problems]
        return _cancel_page(request, _editable(request, intake_id), problems, 409)
    held = intake.reserved
    tell_of_intakes(request.actor, collaboration_id=request.actor.collaboration_id)
    told = gettext("The start is cancelled.")
    if held:
        told += " " + ngettext(
            "%(n)d held seat is let go, and the proposal it was held for says so.",
            "%(n)d held seats are let go, and the proposals they were held for say so.",
            held,
        ) % {"n": held}
    return to_programme(request, intake.programme_id, told)


def _cancel_page(request: Request, intake: Intake, problems: list[str], status: int) -> HttpResponse:
    if not intake.runs and not problems:
        return HttpResponseRedirect(reverse("catalogue:programme", args=[intake.programme_id]))
    context = {
        "intake": intake,
        "programme": intake.programme,
        "starts": day(intake.starts_on),
        "problems": problems,
    }
    return render(request, "catalogue/intake_cancel.html", context, status=status)


def _editable(request: Request, intake_id: str) -> Intake:
    rows = Intake.objects.editable_by(request.actor)
    return found_or_404(rows.select_related("programme__provider", "municipality"), intake_id)
