"""The pages on which an administrator reviews corrections: list, one of them, deciding, taking them out."""

import json
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.exceptions import BadRequest
from django.db import transaction
from django.http import Http404, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext, ngettext
from django.views.decorators.http import require_POST, require_safe

from kompetensnav.apps.corrections import actions, exports
from kompetensnav.apps.corrections.enums import CorrectionKind, CorrectionSource, CorrectionState
from kompetensnav.apps.corrections.models import Correction
from kompetensnav.apps.memberships.enums import May
from kompetensnav.runtime.problems import InputError
from kompetensnav.web.corrections.forms import ReasonForm
from kompetensnav.web.corrections.listing import (
    ALL,
    APPLIED,
    WAITING,
    Asked,
    columns,
    found,
    names,
    page,
    rows_of,
    says,
)
from kompetensnav.web.downloads import FORMATS, table_file
from kompetensnav.web.requests import Request, found_or_404, permitted
from kompetensnav.web.words import sentences

_JSON_LINES = "jsonl"
_MOST_IN_A_FILE = 50_000
_MOST_OTHERS = 20
_WITH_REASON = ("decline", "withdraw")


@dataclass(frozen=True, slots=True)
class Step:
    """The next-step banner."""

    state: str
    title: str
    why: str
    url: str = ""
    button: str = ""


@require_safe
@permitted(May.REVIEW_CORRECTIONS)
def show_list(request: Request) -> HttpResponse:
    """The corrections of the region, those that wait first."""
    asked = Asked.of(request.GET)
    rows, more = page(request.actor, asked)
    region = Correction.objects.visible_to(request.actor)
    tabs = (
        (WAITING, gettext("Waiting")),
        (APPLIED, gettext("Applied now")),
        (CorrectionState.DECLINED.value, gettext("Declined")),
        (ALL, gettext("All")),
    )
    context = {
        "asked": asked,
        "rows": rows,
        "columns": columns(asked),
        "total": found(request.actor, asked).count(),
        "waiting": region.waiting().count(),
        "any_at_all": bool(rows) or region.exists(),
        "tabs": [(f"?{asked.query(state=code)}", label, code == asked.state) for code, label in tabs],
        "kinds": CorrectionKind.choices,
        "sources": CorrectionSource.choices,
        "more": f"?{asked.query()}&after={more}" if more else "",
        "first": f"?{asked.query()}" if asked.after else "",
        "export_query": asked.query(),
    }
    return render(request, "corrections/list.html", context)


@require_POST
@permitted(May.REVIEW_CORRECTIONS)
def export(request: Request, kind: str) -> HttpResponseBase:
    """The corrections as filtered: a table for people, a line each for training and testing."""
    if kind not in (*FORMATS, _JSON_LINES):
        raise Http404
    with transaction.atomic():
        rows = list(found(request.actor, Asked.of(request.GET))[:_MOST_IN_A_FILE])
        membership = request.actor.membership
        if membership is not None:
            exports.exported(request.actor, region=membership.organisation.collaboration, rows=len(rows))
    lines = exports.lines(rows)
    if kind == _JSON_LINES:
        body = "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines)
        response = HttpResponse(body, content_type="application/x-ndjson; charset=utf-8")
        response["Content-Disposition"] = 'attachment; filename="corrections.jsonl"'
        response["Cache-Control"] = "no-store"
        return response
    header = (
        gettext("Words"), gettext("What is said"), gettext("Was read as"), gettext("Sentence"),
        gettext("Whose text"), gettext("Source"), gettext("State"), gettext("Told on"), gettext("Decided on"),
        gettext("Reason"),
    )  # fmt: skip
    name = names()
    table = (
        (
            c.phrase, says(c, name), name(c.concept_before), c.sentence, c.organisation.name,
            c.get_source_display(), c.get_state_display(), c.made_at, c.decided_at, c.reason,
        )
        for c in rows
    )  # fmt: skip
    return table_file(kind, "corrections", header, table)


@require_safe
@permitted(May.REVIEW_CORRECTIONS)
def correction(request: Request, correction_id: str) -> HttpResponse:
    """One correction, with its sentence and what can be decided."""
    return _one(request, _found(request, correction_id), [], 200)


@require_POST
@permitted(May.REVIEW_CORRECTIONS)
def decide(request: Request, correction_id: str) -> HttpResponse:
    """Approve for the organisation or for all, decline, or withdraw an approval."""
    row, form = _found(request, correction_id), ReasonForm(request.POST)
    decision = request.POST.get("decision", "")
    if decision in _WITH_REASON and not form.is_valid():
        return _one(request, row, [], 422, form)
    try:
        told = _decided(request, row, decision, form.data.get("reason", ""))
    except InputError as error:
        kept = form if decision in _WITH_REASON else None
        return _one(request, _found(request, correction_id), sentences(error), 409, kept)
    messages.success(request, told)
    return HttpResponseRedirect(reverse("corrections:correction", args=[row.pk]), status=303)


def _decided(request: Request, row: Correction, decision: str, reason: str) -> str:
    if decision in ("organisation", "all"):
        actions.approve(request.actor, correction=row, for_all=decision == "all")
        return gettext("Approved. Texts are read by it from now on.")
    if decision == "decline":
        actions.decline(request.actor, correction=row, reason=reason)
        return gettext("Declined.")
    if decision == "withdraw":
        actions.withdraw(request.actor, correction=row, reason=reason)
        return gettext("Texts are no longer read by it.")
    raise BadRequest("decision")


def _found(request: Request, correction_id: str) -> Correction:
    rows = Correction.objects.visible_to(request.actor)
    return found_or_404(rows.select_related("organisation", "region", "made_by", "decided_by"), correction_id)


def _one(
    request: Request, row: Correction, errors: list[str], status: int, form: ReasonForm | None = None
) -> HttpResponse:
    seen = Correction.objects.visible_to(request.actor)
    alike = list(seen.waiting().alike(row).values_list("organisation_id", flat=True))
    same = seen.filter(phrase_key=row.phrase_key).exclude(pk=row.pk).select_related("organisation")
    name, sentence = names(), row.sentence
    said = says(row, name)
    others = [r for r in rows_of(request.actor, list(same[:_MOST_OTHERS])) if r.says != said]
    context: dict[str, Any] = {
        "row": row,
        "read_as": name(row.concept_before),
        "says": said,
        "before": sentence[: row.start],
        "words": sentence[row.start : row.end],
        "after": sentence[row.end :],
        "alike": len(alike),
        "alike_here": alike.count(row.organisation_id),
        "others": others,
        "next": _next(request, row),
        "errors": errors,
        "form": form or ReasonForm(),
    }
    return render(request, "corrections/correction.html", context, status=status)


def _next(request: Request, row: Correction) -> Step:
    """Decide about this one; once it is decided, the one that has waited longest."""
    if row.waits:
        why = gettext("Nothing is read by it until you approve it.")
        return Step("due", gettext("Decide whether texts are read by it"), why, "#decide", gettext("Decide"))
    waiting = Correction.objects.visible_to(request.actor).waiting().order_by("made_at", "id")
    first = waiting.first()
    if first is None:
        return Step("nothing", gettext("No correction waits"), gettext("What people tell us turns up in the list."))
    n = waiting.count()
    title = ngettext("%(n)d correction waits", "%(n)d corrections wait", n) % {"n": n}
    url = reverse("corrections:correction", args=[first.pk])
    return Step("due", title, gettext("The oldest comes first."), url, gettext("Open the next"))
