"""The page of one need: its people, proposals, requirements and trail, and what is done from there."""

from collections.abc import Sequence

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext, ngettext
from django.views.decorators.http import require_GET, require_POST
from django_htmx.http import reswap, retarget

from kompetensnav.apps.core.log import looked
from kompetensnav.apps.core.models import Look
from kompetensnav.apps.matches.actions import start_run
from kompetensnav.apps.matches.models import CandidateList
from kompetensnav.apps.memberships.enums import May
from kompetensnav.apps.needs.enums import NeedStatus
from kompetensnav.apps.needs.models import Need
from kompetensnav.apps.proposals.actions import end_need
from kompetensnav.apps.proposals.actions import propose as propose_people
from kompetensnav.runtime.problems import InputError, Problem
from kompetensnav.web.downloads import FORMATS, table_file
from kompetensnav.web.needs.end_form import EndForm
from kompetensnav.web.needs.matching import candidates_of, matching_of, rows
from kompetensnav.web.needs.need_page import (
    NOTHING_SENT,
    PEOPLE_VIEWS,
    Sent,
    need_context,
    proposals_of,
    tabs_of,
)
from kompetensnav.web.needs.routes_tab import chosen_routes
from kompetensnav.web.needs.trail_page import need_trail, trail_file
from kompetensnav.web.needs.why import why_context
from kompetensnav.web.requests import Request, found_or_404, permitted
from kompetensnav.web.words import sentences


def _need(request: Request, need_id: str) -> Need:
    found = Need.objects.visible_to(request.actor)
    return found_or_404(found.select_related("organisation__municipality", "owner", "municipality"), need_id)


def _editable(request: Request, need_id: str) -> Need:
    return found_or_404(Need.objects.editable_by(request.actor).select_related("organisation"), need_id)


def _at(need: Need, view: str = "") -> HttpResponseRedirect:
    url = reverse("needs:need", args=(need.pk,))
    return HttpResponseRedirect(f"{url}?view={view}" if view else url, status=303)


def _page(
    request: Request,
    need: Need,
    view: str,
    sent: Sent = NOTHING_SENT,
    form: EndForm | None = None,
) -> HttpResponse:
    context = need_context(request, need, view, sent) | {"end_form": form or EndForm()}
    return render(request, "needs/need.html", context, status=422 if sent.errors or form else 200)


@require_GET
@permitted(May.SEE_REGIONS_NEEDS, May.SEE_OWN_NEEDS)
def need(request: Request, need_id: str) -> HttpResponseBase:
    """One need. Which part of it is in the address."""
    return _page(request, _need(request, need_id), request.GET.get("view", ""))


@require_GET
@permitted(May.SEE_CANDIDATES)
def candidates(request: Request, need_id: str) -> HttpResponseBase:
    """The state of the match while it is under way, the people when it is done; or a list as a file."""
    need = _need(request, need_id)
    if request.GET.get("format") in FORMATS:
        return _file(request, need, request.GET["format"])
    if not request.htmx:
        return _at(need, request.GET.get("view", ""))
    matching = matching_of(need)
    view = request.GET.get("view", "")
    view = view if view in PEOPLE_VIEWS else "people"
    polled = reverse("needs:candidates", args=(need.pk,)) + f"?view={view}"
    if matching.under_way:
        return render(request, "needs/run_status.html", {"matching": matching, "need": need, "polled": polled})
    context = need_context(request, need, view)
    response = render(request, "needs/people_done.html", context)
    return retarget(reswap(response, "outerHTML"), "#people")


def _file(request: Request, need: Need, kind: str) -> HttpResponse:
    which = CandidateList.ASK_FIRST if request.GET.get("list") == "ask" else CandidateList.RANKED
    done = matching_of(need).done
    found = candidates_of(done, which, request.GET.get("order", "rank")) if done else []
    standing = {p.person_id: p for p in proposals_of(request, need) if not p.withdrawn}
    listed = rows(((c.rank, c.person, c.explanation) for c in found), standing)
    looked(request.actor, [r.person for r in listed], Look.EXPORT, need)
    header = (
        gettext("Rank"), gettext("Person"), gettext("Municipality"), gettext("Way there"), gettext("Can start"),
        gettext("Certain"), gettext("Possible"), gettext("Met"), gettext("Missing"), gettext("Unknown"),
        gettext("Proposal"),
    )  # fmt: skip
    body = (
        (
            r.rank, r.person, r.place, r.way, r.available_from,
            r.interval.lo if r.interval else None, r.interval.hi if r.interval else None,
            r.met, r.missing, r.unknown, r.state,
        )
        for r in listed
    )  # fmt: skip
    return table_file(kind, f"{need.pk}-{which.value}", header, body)


@require_POST
@permitted(May.SEE_CANDIDATES)
def match(request: Request, need_id: str) -> HttpResponseBase:
    """Match again. Asked twice, it is done once."""
    need = _editable(request, need_id)
    if not need.is_open:
        error = InputError(Problem("proposal.need-not-open"))
        return _page(request, _need(request, need_id), "people", Sent(errors=sentences(error)))
    start_run(request.actor, need=need)
    return _at(need, "people")


@require_GET
@permitted(May.SEE_CANDIDATES)
def why(request: Request, need_id: str, person_id: str) -> HttpResponseBase:
    """Why one person stands where they stand: into the panel, or a page of its own."""
    need = _need(request, need_id)
    context = why_context(request, need, person_id)
    if context is None:
        raise Http404
    looked(request.actor, [person_id], Look.CANDIDATE, need)
    template = "needs/why_panel.html" if request.htmx else "needs/why.html"
    return render(request, template, context | {"need": need, "in_panel": bool(request.htmx)})


@require_POST
@permitted(May.PROPOSE)
def propose(request: Request, need_id: str) -> HttpResponseBase:
    """Propose those chosen, all or none; those who were chosen with a route hold a seat of what it leads over."""
    need = _need(request, need_id)
    chosen, rationale = (
        request.POST.getlist("person"),
        request.POST.get("rationale", "").replace("\x00", "").strip(),
    )
    routes = chosen_routes(request.POST, chosen)
    try:
        made = propose_people(request.actor, need=need, person_ids=chosen, rationale=rationale, routes=routes)
    except InputError as error:
        view = request.POST.get("view", "people")
        view = view if view in ("people", "ask", "routes") else "people"
        need.refresh_from_db()
        return _page(request, need, view, Sent(sentences(error), chosen, rationale, routes))
    _tell_proposed(request, len(made), len(set(chosen)) - len(made), [p.employer_deadline for p in made][:1])
    return _at(need, "proposals")


def _tell_proposed(request: Request, made: int, already: int, deadlines: Sequence[object]) -> None:
    parts = []
    for deadline in deadlines:
        day = date_format(timezone.localtime(deadline), "j F")  # type: ignore[arg-type]
        n = {"n": made, "day": day}
        parts.append(
            ngettext(
                "Proposed %(n)d person. The employer answers by %(day)s.",
                "Proposed %(n)d people. The employer answers by %(day)s.",
                made,
            )
            % n
        )
    if already:
        told = ngettext("%(n)d was proposed already.", "%(n)d were proposed already.", already)
        parts.append(told % {"n": already})
    messages.success(request, " ".join(parts))


@require_POST
@permitted(May.WRITE_REGIONS_NEEDS, May.WRITE_OWN_NEEDS)
def end(request: Request, need_id: str) -> HttpResponseBase:
    """Fill or close the need; what is open on it is taken back."""
    need = _editable(request, need_id)
    form = EndForm(request.POST)
    if not form.is_valid():
        return _page(request, _need(request, need_id), "end", form=form)
    data = form.cleaned_data
    try:
        end_need(
            request.actor,
            need=need,
            to=NeedStatus(data["status"]),
            reason=data["reason"],
            note=data["note"].strip(),
        )
    except InputError as error:
        return _page(request, _need(request, need_id), "end", Sent(errors=sentences(error)), form)
    messages.success(request, gettext("The need has ended. Open proposals were taken back."))
    return _at(need)


@require_GET
@permitted(May.SEE_REGIONS_NEEDS, May.SEE_OWN_NEEDS)
def log(request: Request, need_id: str) -> HttpResponseBase:
    """Who did what to the need and its proposals."""
    need = _need(request, need_id)
    if request.GET.get("format") in FORMATS:
        return trail_file(request, need, request.GET["format"])
    context = need_trail(request, need) | {"need": need, "tabs": tabs_of(request, need, "log")}
    return render(request, "needs/log.html", context)
