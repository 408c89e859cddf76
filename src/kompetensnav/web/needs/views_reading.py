"""How an advert was read, and correcting it: each correction is one action on the version that the page shows."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any

from django.core.exceptions import BadRequest
from django.db import transaction
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.cache import patch_vary_headers
from django.utils.formats import date_format
from django.utils.translation import gettext
from django.views.decorators.http import require_POST, require_safe

from kompetensnav.apps.accounts.models import User
from kompetensnav.apps.corrections.snapshot import aliases_for
from kompetensnav.apps.matches.actions import start_run
from kompetensnav.apps.memberships.enums import May
from kompetensnav.apps.needs import actions
from kompetensnav.apps.needs.enums import ENDED_STATUSES, Asked
from kompetensnav.apps.needs.models import Need, Requirement
from kompetensnav.apps.places.facts import municipalities
from kompetensnav.engine.extraction.aliased import LEFT_OUT
from kompetensnav.engine.matching.terms import RequirementKind
from kompetensnav.runtime.problems import InputError
from kompetensnav.web.needs import reading_rows
from kompetensnav.web.needs.forms import AddForm, FactsForm
from kompetensnav.web.needs.highlight import highlighted, lines_in
from kompetensnav.web.needs.search import (
    LONGEST_PHRASE,
    Found,
    concept_chosen,
    concepts_like,
    default_weight,
    requirement_for,
)
from kompetensnav.web.needs.telling import (
    Offer,
    WordsForm,
    Wrong,
    add_with_words,
    offer_after,
    offer_of,
    words_in,
    wrong_of,
)
from kompetensnav.web.requests import Request, found_or_404, permitted
from kompetensnav.web.words import labels, sentences

WRITERS = (May.WRITE_REGIONS_NEEDS, May.WRITE_OWN_NEEDS)
_CHANGED_MEANWHILE = "need.changed-meanwhile"
_BUTTONS = frozenset({"do", "answer", "set", "concept"})  # pressed ones are gone afterwards, and focus with them
_NOTES_SHOWN = ("no-occupation", "several-jobs", "other-language")


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a correction was not made: what was wished, and where two people met, who was first and when."""

    sentences: list[str]
    wished: str
    who: str = ""
    when: Any = None


@dataclass(frozen=True, slots=True)
class Search:
    """What was looked for to add, and what was found; None before anything has been looked for.

    ``words`` asks which words of the advert say so.
    """

    phrase: str = ""
    found: list[Found] | None = None
    problem: str = ""
    words: WordsForm | None = None
    chosen: str = ""  # the id of the only one found, where it was taken from the suggestions


@dataclass(frozen=True, slots=True)
class Shown:
    """What the page shows beside the need as it stands. ``focus`` is the part that takes the focus."""

    search: Search = field(default_factory=Search)
    facts_form: FactsForm | None = None
    refusal: Refusal | None = None
    said: str = ""
    focus: str = ""
    status: int = 200
    wrong: Wrong | None = None
    offer: Offer | None = None


@permitted(*WRITERS)
@require_safe
def reading(request: Request, need_id: str) -> HttpResponse:
    """How the text was read."""
    need = need_or_404(request, need_id)
    if need.status in ENDED_STATUSES:
        return HttpResponseRedirect(reverse("needs:need", args=[need.pk]))
    asked = request.GET
    shown = Shown(
        search=search_for(asked.get("search", ""), need, asked.get("chosen", "")),
        wrong=wrong_of(need, asked),
        offer=offer_of(need, asked),
    )
    return page(request, need, shown)


@permitted(*WRITERS)
@require_POST
def facts(request: Request, need_id: str) -> HttpResponse:
    """Correct title, number, place and start."""
    need = need_or_404(request, need_id)
    form = FactsForm(request.POST, need=need)
    if not form.is_valid():
        return page(request, need, Shown(facts_form=form, status=422))
    wished = gettext("Change the facts to: %(facts)s") % {"facts": _told(form)}
    return correct(
        request,
        need,
        lambda version: actions.change_facts(request.actor, need=need, version=version, facts=form.facts()),
        wished,
        "facts",
    )


@permitted(*WRITERS)
@require_POST
def requirement(request: Request, need_id: str, number: int) -> HttpResponse:
    """Correct, remove or take back one requirement."""
    need = need_or_404(request, need_id)
    row = need.requirements.filter(number=number).first()
    change = actions.Change() if row is None else _change(request, row)
    wished = "" if row is None else _wished(row, change)
    offer = None if row is None else offer_after(row, change)
    return correct(
        request,
        need,
        lambda version: actions.change_requirement(
            request.actor, need=need, version=version, number=number, change=change
        ),
        wished,
        f"requirement-{number}",
        offer,
    )


@permitted(*WRITERS)
@require_POST
def add_requirement(request: Request, need_id: str) -> HttpResponse:
    """Add a requirement that a search found, with the words of the advert that say so where somebody gives them."""
    need = need_or_404(request, need_id)
    form = AddForm(request.POST)
    read = requirement_for(form.cleaned_data["concept"], form.cleaned_data["asked"]) if form.is_valid() else None
    words = WordsForm(request.POST, need=need)
    if read is None or not words.is_valid():
        search = search_for(request.POST.get("search", ""), need, request.POST.get("chosen", ""))
        problem = "" if read else gettext("Choose one of the answers, then add it.")
        search = replace(search, problem=problem, words=words)
        return page(request, need, Shown(search=search, status=422))
    wished = gettext("Add: %(label)s") % {"label": labels(read.concepts)}
    return correct(
        request,
        need,
        lambda version: add_with_words(request.actor, need, version, read, words),
        wished,
        "add",
    )


@permitted(*WRITERS)
@require_POST
def register(request: Request, need_id: str) -> HttpResponse:
    """Confirm the reading and match. A need that stands registered is matched again."""
    need = need_or_404(request, need_id)
    try:
        with transaction.atomic():
            actions.register_need(request.actor, need=need, version=_version(request))
            start_run(request.actor, need=need)
    except InputError as error:
        return refused(request, need, error, gettext("Register the need"))
    return HttpResponseRedirect(reverse("needs:need", args=[need.pk]), status=303)


def need_or_404(request: Request, need_id: str) -> Need:
    """A need that the actor may correct."""
    rows = Need.objects.editable_by(request.actor).select_related("organisation", "municipality")
    return found_or_404(rows, need_id)


def _version(request: Request) -> int:
    """The version that the page showed; a form without one was not made by the page and fits no version."""
    version = request.POST.get("version", "")
    return int(version) if version.isdecimal() and len(version) < 10 else 0


def _number(request: Request, name: str, allowed: tuple[int, ...]) -> int | None:
    """A number of the form, None where it is empty. Anything that the page does not offer is a bad request."""
    value = request.POST.get(name, "")
    if not value:
        return None
    if value not in {str(n) for n in allowed}:
        raise BadRequest(name)
    return int(value)


def _change(request: Request, row: Requirement) -> actions.Change:
    """The correction that the pressed button, or the changed choice, asks for."""
    do, answer = request.POST.get("do", ""), request.POST.get("answer", "")
    if do == "restore":
        return actions.Change(removed=False)
    if reading_rows.REMOVE in (do, answer):
        return actions.Change(removed=True)
    highest = RequirementKind(row.kind).highest_level
    asked = _number(request, "set" if "set" in request.POST else "asked", reading_rows.asked_of(row))
    level = _number(request, "level", tuple(range(1, highest + 1)))
    if answer and answer != reading_rows.KEEP and answer not in row.suggestions:
        raise BadRequest("answer")
    weight = None if asked is None or asked == row.asked else default_weight(row.kind, asked)
    concepts = [answer] if answer and answer != reading_rows.KEEP else None
    return actions.Change(
        asked=asked, weight=weight, minimum_level=level, no_level=level is None, concepts=concepts
    )


def _wished(row: Requirement, change: actions.Change) -> str:
    values = {"number": row.number, "label": reading_rows.label_of(row, reading_rows.names())}
    if change.removed is not None:
        told = gettext("Remove %(number)s: %(label)s") if change.removed else gettext("Undo %(number)s: %(label)s")
        return told % values
    if change.concepts:
        values["label"] = labels(change.concepts)
    asked = Asked(row.asked if change.asked is None else change.asked)
    return gettext("Set %(number)s to: %(label)s, %(asked)s") % (values | {"asked": asked.label})


def _told(form: FactsForm) -> str:
    wished = form.facts()
    place = municipalities()[wished.municipality_code].name if wished.municipality_code else ""
    start = gettext("as soon as possible") if wished.starts_asap else _date(wished.starts_on)
    return ", ".join(part for part in (wished.title, str(wished.positions), place, start) if part)


def _date(date: Any) -> str:
    return date_format(date, "j F Y") if date else ""


def correct(
    request: Request, need: Need, act: Callable[[int], None], wished: str, anchor: str, offer: Offer | None = None
) -> HttpResponse:
    """Do ``act`` on the version of the page, or say why not; then offer to tell us, where something was misread."""
    try:
        act(_version(request))
    except InputError as error:
        return refused(request, need, error, wished)
    if request.htmx:
        pressed = not _BUTTONS.isdisjoint(request.POST)
        shown = Shown(said=gettext("Saved."), focus=anchor if pressed else "", offer=offer)
        return page(request, need_or_404(request, need.pk), shown)
    query = offer.query if offer else ""
    return HttpResponseRedirect(reverse("needs:reading", args=[need.pk]) + f"{query}#{anchor}", status=303)


def refused(request: Request, need: Need, error: InputError, wished: str) -> HttpResponse:
    """The page as the need stands now, with what was wished and why it was not done."""
    need = need_or_404(request, need.pk)
    if not any(p.code == _CHANGED_MEANWHILE for p in error.problems):
        return page(request, need, Shown(refusal=Refusal(sentences(error), wished), status=422))
    by_oneself = need.changed_by == request.actor.actor_id
    other = None if by_oneself else User.objects.filter(pk=need.changed_by).first()
    who = gettext("You, in another window") if by_oneself else other.name if other else ""
    refusal = Refusal(sentences(error), wished, who, need.changed_at)
    return page(request, need, Shown(refusal=refusal, status=409))


def search_for(phrase: str, need: Need, chosen: str = "") -> Search:
    """What is called like a phrase, the approved words of whose need it is first; or the suggestion taken."""
    phrase = " ".join(phrase.split())[:LONGEST_PHRASE]
    if not phrase:
        return Search()
    words = WordsForm(need=need, initial={"words": words_in(need.text, phrase)})
    taken = concept_chosen(chosen)
    if taken is not None:
        return Search(phrase, [taken], words=words, chosen=taken.id)
    return Search(phrase, concepts_like(phrase, aliases_for(need.organisation)), words=words)


def page(request: Request, need: Need, shown: Shown) -> HttpResponse:
    """The whole page; for a correction by htmx the part that it changes."""
    context = _context(need, shown)
    # A search takes its part out of the whole page; only a correction moves the version that the page stands on.
    corrected = request.htmx and request.method == "POST"
    template = "needs/reading_changed.html" if corrected else "needs/reading.html"
    response = render(request, template, context, status=shown.status)
    patch_vary_headers(response, ["HX-Request"])
    return response


def _context(need: Need, shown: Shown) -> dict[str, Any]:
    requirements = list(need.requirements.all())
    rows = reading_rows.rows_of(need, requirements)
    standing = [r for r in requirements if not r.removed]
    reading = need.reading
    start = gettext("as soon as possible") if need.starts_asap else _date(need.starts_on)
    return {
        "need": need,
        "rows": rows,
        "standing": len(standing),
        "unsure": sum(r.unsure for r in standing),
        "facts": reading_rows.facts_of(need, rows, start),
        "blocks": highlighted(need.text, reading.get("headline_end", 0), requirements, reading.get("facts", {})),
        "lines": lines_in(need.text),
        "masked": reading.get("masked", 0),
        "notes": [n for n in reading.get("notes", []) if n in _NOTES_SHOWN],
        "search": shown.search,
        "facts_form": shown.facts_form or FactsForm(need=need),
        "county": _near(need),
        "left_out": [n.removeprefix(LEFT_OUT) for n in reading.get("notes", []) if n.startswith(LEFT_OUT)],
        "wrong": shown.wrong,
        "offer": shown.offer,
        "refusal": shown.refusal,
        "said": shown.said,
        "focus": shown.focus,
        "asked_choices": Asked.choices,
    }


def _near(need: Need) -> list[str]:
    """Names of municipalities to choose from: those of the employer's county; any other can be written."""
    county = municipalities()[need.organisation.municipality_id].county_code
    return sorted(m.name for m in municipalities().values() if m.county_code == county)
