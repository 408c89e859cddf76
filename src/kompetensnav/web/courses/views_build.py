"""Putting a course together: new, changed, and what it would change while it is written. Only saving stores."""

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST

from kompetensnav.apps.courses.actions import change_case, start_case
from kompetensnav.apps.courses.models import CourseCase
from kompetensnav.apps.memberships.enums import May
from kompetensnav.runtime.problems import InputError
from kompetensnav.web.courses import draft as drafts
from kompetensnav.web.courses.builder import builder_context, teaching_what_all_lack
from kompetensnav.web.courses.draft import Draft
from kompetensnav.web.courses.forms import CaseForm
from kompetensnav.web.requests import Request, found_or_404, permitted

_CONFLICT = {"case.changed-meanwhile", "case.not-from-here", "case.ended"}


def _editable(request: Request, case_id: str) -> CourseCase:
    return found_or_404(CourseCase.objects.editable_by(request.actor).select_related("provider"), case_id)


def _form(request: Request, case: CourseCase | None) -> CaseForm:
    data = request.POST if request.method == "POST" else None
    return CaseForm(data, collaboration_id=request.actor.collaboration_id, case=case)


def _page(
    request: Request, draft: Draft, form: CaseForm, case: CourseCase | None = None, status: int = 200
) -> HttpResponse:
    return render(request, "courses/build.html", builder_context(request, draft, form, case), status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@permitted(May.WRITE_COURSES)
def new(request: Request) -> HttpResponseBase:
    """From needs that were picked elsewhere, or from none; sent, it is a draft."""
    form = _form(request, None)
    if request.method != "POST":
        return _page(request, teaching_what_all_lack(request, drafts.of_query(request.GET), form), form)
    draft = drafts.of_post(request.POST)
    if form.is_valid():
        try:
            case = start_case(request.actor, fields=draft.fields(form, form.chosen_provider))
        except InputError as error:
            form.refuse(error)
        else:
            return _saved(request, case)
    return _page(request, draft, form, status=422)


@require_http_methods(["GET", "HEAD", "POST"])
@permitted(May.WRITE_COURSES)
def change(request: Request, case_id: str) -> HttpResponseBase:
    """A draft, or a case that the provider declined; what somebody else changed meanwhile is not overwritten."""
    case = _editable(request, case_id)
    form = _form(request, case)
    if request.method != "POST":
        return _page(request, drafts.of_case(case), form, case)
    draft, status = drafts.of_post(request.POST), 422
    if form.is_valid():
        fields, version = draft.fields(form, form.chosen_provider), form.cleaned_data["version"]
        try:
            change_case(request.actor, case=case, version=version, fields=fields)
        except InputError as error:
            form.refuse(error)
            status = 422 if _CONFLICT.isdisjoint(p.code for p in error.problems) else 409
        else:
            return _saved(request, case)
    return _page(request, draft, form, case, status)


@require_POST
@permitted(May.WRITE_COURSES)
def effect(request: Request) -> HttpResponseBase:
    """What the course in the form would change. Stores nothing; without script it is the whole page again."""
    case_id = request.POST.get("case", "")
    case = _editable(request, case_id) if case_id else None
    return _page(request, drafts.of_post(request.POST), _form(request, case), case)


def _saved(request: Request, case: CourseCase) -> HttpResponseRedirect:
    messages.success(request, gettext("The draft was saved."))
    return HttpResponseRedirect(reverse("courses:case", args=(case.pk,)), status=303)
