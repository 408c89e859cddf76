"""Letters of intent: an employer's own, to answer; the region's, to those who plan courses."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.db.models import Q
from django.http import Http404, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from kompetensnav.apps.courses.actions import answer_letter
from kompetensnav.apps.courses.content import CaseContent, compose
from kompetensnav.apps.courses.effect import letters_effect
from kompetensnav.apps.courses.enums import OPEN_CASES, LetterAnswer
from kompetensnav.apps.courses.models import LetterOfIntent
from kompetensnav.apps.courses.queries import LetterQuerySet
from kompetensnav.apps.matches.finding import similarity_in_use
from kompetensnav.apps.memberships.enums import May
from kompetensnav.runtime.problems import InputError
from kompetensnav.web.courses.forms import LetterForm
from kompetensnav.web.courses.taught import demanded, granted
from kompetensnav.web.downloads import FORMATS, table_file
from kompetensnav.web.requests import Request, found_or_404, permitted
from kompetensnav.web.words import sentences

_SEE = (May.ANSWER_LETTERS, May.WRITE_COURSES, May.SEE_SUPPLY)
_ORDERS: dict[str, tuple[Any, tuple[str, ...]]] = {
    "deadline": (_("Deadline first"), ("deadline", "id")),
    "newest": (_("Newest first"), ("-asked_at", "id")),
    "course": (_("By course"), ("case__title", "case_id", "id")),
}
_STEP = 50


@dataclass(frozen=True, slots=True)
class Choice:
    """A state to choose, with the address that chooses it."""

    label: str
    url: str
    current: bool


@require_safe
@permitted(*_SEE)
def letters(request: Request) -> HttpResponseBase:
    """Which letters wait, and what was answered."""
    wished, sort = request.GET.get("answer", ""), request.GET.get("sort", "")
    answer = wished if wished in LetterAnswer.values else ""
    order = sort if sort in _ORDERS else "deadline"
    found = _with_answer(LetterOfIntent.objects.visible_to(request.actor), answer)
    found = found.select_related("case__municipality", "organisation").order_by(*_ORDERS[order][1])
    if request.GET.get("format") in FORMATS:
        return _file(request.GET["format"], found)
    page = _page_number(request.GET.get("page", ""))
    rows = list(found[page * _STEP : (page + 1) * _STEP + 1])

    def address(**changes: str) -> str:
        values = {"answer": answer, "sort": order} | changes
        return "?" + urlencode({k: v for k, v in values.items() if v})

    context = {
        "letters": rows[:_STEP],
        "states": [Choice(gettext("All"), address(answer=""), not answer)]
        + [Choice(str(a.label), address(answer=a.value), a.value == answer) for a in LetterAnswer],
        "orders": [Choice(str(label), address(sort=code), code == order) for code, (label, _by) in _ORDERS.items()],
        "now": timezone.now(),
        "own": request.actor.may(May.ANSWER_LETTERS),
        "export": address(),
        "more": address(page=str(page + 1)) if len(rows) > _STEP else "",
        "first": page == 0,
        "start": address(),
    }
    return render(request, "courses/letters.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@permitted(*_SEE)
def letter(request: Request, letter_id: str) -> HttpResponseBase:
    """One letter; posted it is answered, once and in time."""
    form = LetterForm(request.POST if request.method == "POST" else None)
    row = _letter(request, letter_id)
    if request.method != "POST":
        return _page(request, row, LetterForm(initial={"positions": row.asked_positions}))
    if not request.actor.may(May.ANSWER_LETTERS):
        raise Http404
    if not form.is_valid():
        return _page(request, row, form, status=422)
    try:
        answer_letter(request.actor, letter=row, said=form.said())
    except InputError as error:
        if any(problem.field in form.fields for problem in error.problems):
            form.refuse(error)
            return _page(request, row, form, status=422)
        return _page(request, _letter(request, letter_id), form, tuple(sentences(error)), 409)
    messages.success(request, gettext("Your answer is noted. This is what all have answered so far."))
    return HttpResponseRedirect(reverse("courses:letter", args=(row.pk,)), status=303)


def _letter(request: Request, letter_id: str) -> LetterOfIntent:
    rows = LetterOfIntent.objects.visible_to(request.actor)
    return found_or_404(rows.select_related("case__municipality", "case__provider", "organisation"), letter_id)


def _page(
    request: Request, row: LetterOfIntent, form: LetterForm, errors: tuple[str, ...] = (), status: int = 200
) -> HttpResponse:
    case, now = row.case, timezone.now()
    content = CaseContent.of_case(case)
    similarity = similarity_in_use()
    course = compose(content, similarity)
    needs = case.needs.filter(organisation_id=row.organisation_id).select_related("municipality")
    own = request.actor.may(May.ANSWER_LETTERS)
    answered = row.answer in (LetterAnswer.YES, LetterAnswer.NO)
    context = {
        "letter": row,
        "case": case,
        "teaches": [granted(similarity.graph, g) for g in course.grants],
        "demands": [demanded(similarity.graph, d) for d in course.demands],
        "weeks": course.weeks,
        "needs": list(needs),
        "own": own,
        "may_answer": own and row.answer == LetterAnswer.OPEN and row.deadline >= now and case.status in OPEN_CASES,
        "closed": case.status not in OPEN_CASES,
        "said": letters_effect(case) if answered or not own else None,
        "form": form,
        "errors": errors,
        "now": now,
    }
    return render(request, "courses/letter.html", context, status=status)


def _with_answer(found: LetterQuerySet, answer: str) -> LetterQuerySet:
    """A letter whose time is out has no answer in time, whether that has been written yet or not."""
    late = Q(answer=LetterAnswer.OPEN, deadline__lt=timezone.now())
    if answer == LetterAnswer.OPEN:
        return found.filter(answer=LetterAnswer.OPEN).exclude(late)
    if answer == LetterAnswer.EXPIRED:
        return found.filter(Q(answer=LetterAnswer.EXPIRED) | late)
    return found.filter(answer=answer) if answer else found


def _file(kind: str, found: LetterQuerySet) -> HttpResponse:
    header = (
        gettext("Course"), gettext("Employer"), gettext("Asked about"), gettext("Answer by"), gettext("Answer"),
        gettext("Would hire"), gettext("Training at work"), gettext("Reason"), gettext("Answered"),
    )  # fmt: skip
    body = (
        (
            row.case.title, row.organisation.name, row.asked_positions, row.deadline, row.get_answer_display(),
            row.positions, row.workplaces, row.get_reason_display(), row.answered_at,
        )
        for row in found
    )  # fmt: skip
    return table_file(kind, f"letters-{timezone.localdate():%Y-%m-%d}", header, body)


def _page_number(written: str) -> int:
    return min(int(written), 10_000) if written.isascii() and written.isdecimal() and len(written) < 6 else 0
