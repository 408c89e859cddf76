"""Proposals: the list, one with its explanation, the employer's answer, taking back."""

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext, ngettext
from django.views.decorators.http import require_GET, require_POST

from kompetensnav.apps.memberships.enums import May
from kompetensnav.apps.proposals.actions import answer_for_employer, take_back
from kompetensnav.apps.proposals.models import Proposal
from kompetensnav.apps.proposals.notices import deal_with_notice
from kompetensnav.apps.proposals.queries import open_notices_for
from kompetensnav.runtime.problems import InputError
from kompetensnav.web.downloads import FORMATS
from kompetensnav.web.proposals.forms import NoForm
from kompetensnav.web.proposals.listing import acted_on, list_file, listing
from kompetensnav.web.proposals.proposal_page import proposal_context
from kompetensnav.web.requests import Request, found_or_404, permitted
from kompetensnav.web.words import sentences


def _proposal(request: Request, proposal_id: str) -> Proposal:
    """Among those of the region or the own organisation: one's own profile is answered for on the own page."""
    return found_or_404(
        acted_on(request).select_related(
            "need__organisation", "need__municipality", "person__municipality", "proposed_by"
        ),
        proposal_id,
    )


def _page(
    request: Request,
    proposal: Proposal,
    form: NoForm | None = None,
    errors: tuple[str, ...] = (),
    status: int = 200,
) -> HttpResponse:
    context = proposal_context(request, proposal) | {"no_form": form or NoForm(), "errors": errors}
    return render(request, "proposals/proposal.html", context, status=status)


def _at(proposal: Proposal) -> HttpResponseRedirect:
    return HttpResponseRedirect(reverse("proposals:proposal", args=(proposal.pk,)), status=303)


@require_GET
@permitted(May.PROPOSE, May.ANSWER_FOR_EMPLOYER)
def proposals(request: Request) -> HttpResponseBase:
    """Which proposals wait for whom."""
    if request.GET.get("format") in FORMATS:
        return list_file(request, request.GET["format"])
    return render(request, "proposals/list.html", listing(request))


@require_GET
@permitted(May.PROPOSE, May.ANSWER_FOR_EMPLOYER)
def proposal(request: Request, proposal_id: str) -> HttpResponseBase:
    """One proposal."""
    return _page(request, _proposal(request, proposal_id))


@require_POST
@permitted(May.ANSWER_FOR_EMPLOYER)
def answer(request: Request, proposal_id: str) -> HttpResponseBase:
    """The employer's yes or no. One that comes late, twice or to a withdrawn proposal is told so."""
    proposal = _proposal(request, proposal_id)
    yes = request.POST.get("answer") == "yes"
    form = NoForm(None if yes else request.POST)
    if not yes and not form.is_valid():
        return _page(request, proposal, form, status=422)
    said = {} if yes else form.cleaned_data
    try:
        answer_for_employer(
            request.actor, proposal=proposal, yes=yes, reason=said.get("reason", ""), note=said.get("note", "")
        )
    except InputError as error:
        return _page(request, proposal, form, tuple(sentences(error)), status=409)
    told = (
        gettext("You said yes. The person is asked now.") if yes else gettext("You said no. The reason is noted.")
    )
    messages.success(request, told)
    return _at(proposal)


@require_POST
@permitted(May.PROPOSE)
def withdraw(request: Request, proposal_id: str) -> HttpResponseBase:
    """The coordinator takes back a proposal made by mistake."""
    proposal = _proposal(request, proposal_id)
    try:
        take_back(request.actor, proposal=proposal)
    except InputError as error:
        return _page(request, proposal, errors=tuple(sentences(error)), status=409)
    messages.success(request, gettext("The proposal was taken back."))
    return _at(proposal)


@require_POST
@permitted(May.PROPOSE)
def notice_done(request: Request) -> HttpResponseBase:
    """The coordinator has dealt with one or more changed routes, from the page of a proposal or from the desk."""
    ids = [int(value) for value in request.POST.getlist("notice") if value.isascii() and value.isdigit()]
    notices = list(open_notices_for(request.actor).filter(pk__in=ids).select_related("proposal"))
    if not notices:
        raise Http404
    for notice in notices:
        deal_with_notice(request.actor, notice=notice)
    told = ngettext("%(n)d change is dealt with.", "%(n)d changes are dealt with.", len(notices))
    messages.success(request, told % {"n": len(notices)})
    if request.POST.get("back") == "desk":
        return HttpResponseRedirect(reverse("desk:desk"), status=303)
    return _at(notices[0].proposal)
