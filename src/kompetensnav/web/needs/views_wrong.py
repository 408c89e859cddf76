"""Saying that a requirement was misread: what it means instead, or that it is none; and telling us of it."""

from django.core.exceptions import BadRequest
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from kompetensnav.apps.corrections.enums import CorrectionKind
from kompetensnav.apps.needs.models import Need, Requirement
from kompetensnav.runtime.problems import InputError
from kompetensnav.web.needs.search import requirement_for
from kompetensnav.web.needs.telling import (
    Offer,
    Said,
    Words,
    mend,
    offer_of,
    read_as,
    tell_offered,
    words_of,
    wrong_of,
)
from kompetensnav.web.needs.views_reading import WRITERS, Shown, correct, need_or_404, page, refused
from kompetensnav.web.requests import Request, permitted
from kompetensnav.web.words import labels


@permitted(*WRITERS)
@require_POST
def wrong(request: Request, need_id: str, number: int) -> HttpResponse:
    """A row was misread: correct it, and keep it as a correction of the reading only where that is ticked."""
    need = need_or_404(request, need_id)
    row, words = _misread(request, need, number)
    kind = request.POST.get("do", "")
    if kind not in CorrectionKind.values:
        raise BadRequest("do")
    read = requirement_for(request.POST.get("concept", ""), row.asked) if kind == CorrectionKind.MEANS else None
    if kind == CorrectionKind.MEANS and read is None:
        problem = gettext("Look for what it means and choose it, or say that it is not a requirement.")
        shown = wrong_of(need, request.POST.dict() | {"wrong": str(number)}, problem)
        return page(request, need, Shown(wrong=shown, status=422))
    told = request.POST.get("tell", "") == "1"
    said = Said(CorrectionKind(kind), (words.start, words.end), read_as(words, row), read, told)
    return correct(
        request,
        need,
        lambda version: mend(request.actor, need, version, row, said),
        _wished(words, read.concepts if read else ()),
        f"requirement-{number}",
        Offer(number, told=True) if told else None,
    )


def _misread(request: Request, need: Need, number: int) -> tuple[Requirement, Words]:
    """The row, and its words: which of them is chosen where there are several."""
    row = need.requirements.filter(number=number, removed=False).first()
    words = words_of(need.text, row) if row is not None else []
    if row is None or not words:
        raise Http404
    chosen = request.POST.get("words", "0")
    return row, words[int(chosen) if chosen.isdecimal() and len(chosen) < 4 and int(chosen) < len(words) else 0]


def _wished(words: Words, concepts: tuple[str, ...]) -> str:
    if not concepts:
        return gettext("“%(words)s” is not a requirement") % {"words": words.text}
    return gettext("“%(words)s” means %(label)s") % {"words": words.text, "label": labels(concepts)}


@permitted(*WRITERS)
@require_POST
def tell(request: Request, need_id: str, number: int) -> HttpResponse:
    """Keep what was corrected just now."""
    need = need_or_404(request, need_id)
    asked = {"offer": str(number), "was": request.POST.get("was", "")}
    row = need.requirements.filter(number=number).first()
    if row is None or offer_of(need, asked) is None:
        raise Http404
    try:
        tell_offered(request.actor, need, row, asked["was"])
    except InputError as error:
        return refused(request, need, error, gettext("Tell us of the correction"))
    thanks, anchor = Offer(number, told=True), f"requirement-{number}"
    if request.htmx:
        return page(request, need, Shown(said=gettext("Told."), offer=thanks, focus=anchor))
    return HttpResponseRedirect(reverse("needs:reading", args=[need.pk]) + f"{thanks.query}#{anchor}", status=303)
