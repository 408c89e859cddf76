"""The page of one course case, and what is done from there."""

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext, ngettext
from django.views.decorators.http import require_GET, require_POST

from kompetensnav.apps.courses.actions import answer_case, ask_employers, close_case, send_case, start_intake
from kompetensnav.apps.courses.models import CourseCase
from kompetensnav.apps.memberships.enums import May
from kompetensnav.runtime.problems import InputError
from kompetensnav.web.courses.case_page import Refused, case_context
from kompetensnav.web.courses.forms import AskForm, IntakeForm, ProviderForm, VersionForm
from kompetensnav.web.requests import Request, found_or_404, permitted
from kompetensnav.web.words import sentences

_READY = ("municipality", "provider", "owner", "intake", "programme")


def _case(request: Request, case_id: str, *, write: bool = False) -> CourseCase:
    rows = CourseCase.objects.editable_by(request.actor) if write else CourseCase.objects.visible_to(request.actor)
    return found_or_404(rows.select_related(*_READY).prefetch_related("letters__organisation"), case_id)


def _page(request: Request, case_id: str, refused: Refused, status: int = 200) -> HttpResponse:
    case = _case(request, case_id)
    return render(request, "courses/case.html", case_context(request, case, refused), status=status)


def _at(request: Request, case_id: str, told: str) -> HttpResponseRedirect:
    messages.success(request, told)
    return HttpResponseRedirect(reverse("courses:case", args=(case_id,)), status=303)


def _conflict(request: Request, case_id: str, error: InputError) -> HttpResponse:
    """Nothing was done; the page as it stands now."""
    return _page(request, case_id, Refused(errors=tuple(sentences(error))), 409)


@require_GET
@permitted(May.WRITE_COURSES, May.SEE_SUPPLY)
def case(request: Request, case_id: str) -> HttpResponseBase:
    """One case."""
    return _page(request, case_id, Refused())


@require_POST
@permitted(May.WRITE_COURSES)
def ask(request: Request, case_id: str) -> HttpResponseBase:
    """Ask employers for letters of intent."""
    row = _case(request, case_id, write=True)
    needs = row.needs.select_related("organisation")
    employers = {need.organisation_id: need.organisation.name for need in needs}
    form = AskForm(request.POST, employers=list(employers.items()))
    if not form.is_valid():
        return _page(request, case_id, Refused("ask_form", form), 422)
    chosen, days = form.cleaned_data["organisations"], form.cleaned_data["days"]
    try:
        made = ask_employers(request.actor, case=row, organisation_ids=chosen, days=days)
    except InputError as error:
        return _conflict(request, case_id, error)
    n = len(made)
    told = ngettext("%(n)d employer was asked.", "%(n)d employers were asked.", n) % {"n": n}
    return _at(request, case_id, told)


@require_POST
@permitted(May.WRITE_COURSES)
def send(request: Request, case_id: str) -> HttpResponseBase:
    """Ask the provider."""
    row = _case(request, case_id, write=True)
    form = VersionForm(request.POST)
    version = form.cleaned_data["version"] if form.is_valid() else 0
    try:
        send_case(request.actor, case=row, version=version, today=timezone.localdate())
    except InputError as error:
        return _conflict(request, case_id, error)
    return _at(request, case_id, gettext("The course was sent to the provider."))


@require_POST
@permitted(May.WRITE_COURSES)
def answer(request: Request, case_id: str) -> HttpResponseBase:
    """The provider's answer."""
    row = _case(request, case_id, write=True)
    form = ProviderForm(request.POST)
    if not form.is_valid():
        return _page(request, case_id, Refused("answer_form", form), 422)
    accept = form.cleaned_data["answer"] == "yes"
    try:
        answer_case(request.actor, case=row, accept=accept, note=form.cleaned_data["note"])
    except InputError as error:
        if any(problem.field in form.fields for problem in error.problems):
            form.refuse(error)
            return _page(request, case_id, Refused("answer_form", form), 422)
        return _conflict(request, case_id, error)
    told = gettext("The provider accepts the course.") if accept else gettext("The provider declines the course.")
    return _at(request, case_id, told)


@require_POST
@permitted(May.WRITE_COURSES)
def start(request: Request, case_id: str) -> HttpResponseBase:
    """Make it a programme with an intake."""
    row = _case(request, case_id, write=True)
    form = IntakeForm(request.POST)
    if not form.is_valid():
        return _page(request, case_id, Refused("start_form", form), 422)
    try:
        start_intake(request.actor, case=row, dates=form.dates())
    except InputError as error:
        return _conflict(request, case_id, error)
    return _at(request, case_id, gettext("The course is an intake now."))


@require_POST
@permitted(May.WRITE_COURSES)
def close(request: Request, case_id: str) -> HttpResponseBase:
    """Nothing will come of it."""
    row = _case(request, case_id, write=True)
    form = VersionForm(request.POST)
    version = form.cleaned_data["version"] if form.is_valid() else 0
    try:
        close_case(request.actor, case=row, version=version)
    except InputError as error:
        return _conflict(request, case_id, error)
    return _at(request, case_id, gettext("The case is closed."))
