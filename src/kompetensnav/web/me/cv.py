"""Bringing a CV: read it, look at what was understood beside the words, confirm what is right.

Nothing of it is stored on the way. The page that shows the draft is the answer to the upload; what comes back are
the concepts that were ticked, and the text only where the person says that it is to be kept.
"""

from collections.abc import Sequence
from functools import lru_cache

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext, ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_http_methods, require_POST

from kompetensnav.apps.concepts.queries import taxonomy_in_use
from kompetensnav.apps.corrections.snapshot import aliases_for
from kompetensnav.apps.people.actions import Said, add_claims, keep_text, remove_text
from kompetensnav.apps.people.models import KeptText, Person, ProfileSection
from kompetensnav.apps.people.profile import HIGHEST_LEVEL, KINDS
from kompetensnav.engine.linking.aliases import Aliases
from kompetensnav.engine.taxonomy.graph import TaxonomyGraph
from kompetensnav.integrations.cv.cv_text import LONGEST_TEXT, CvText, tidy
from kompetensnav.integrations.cv.draft import Draft, Drafter
from kompetensnav.integrations.cv.read import MEGABYTES
from kompetensnav.runtime.problems import InputError, Problem
from kompetensnav.web.me import cv_corrections
from kompetensnav.web.me.cv_draft import lines, parts
from kompetensnav.web.me.cv_upload import CvForm
from kompetensnav.web.me.who import me_or_404
from kompetensnav.web.requests import Request, permitted
from kompetensnav.web.uploads import in_memory
from kompetensnav.web.words import language, sentences

_MOST_ADDED = 300  # concepts of one form
_SECTION = {kind: section for section, kinds in KINDS.items() for kind in kinds}


def _too_large(request: Request) -> HttpResponse:
    problem = Problem("cv.too-large", values={"megabytes": MEGABYTES})
    return _begin(request, CvForm(), sentences(InputError(problem)), 413)


@csrf_exempt  # checked inside, when the size of the form is known
@permitted()
@in_memory(MEGABYTES, _too_large)
@csrf_protect
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def cv(request: Request) -> HttpResponseBase:
    """A form for a file or a text; its answer is the draft."""
    person = me_or_404(request)
    if request.method != "POST":
        return _begin(request, CvForm(), [], 200)
    form = CvForm(request.POST, request.FILES)
    if not form.is_valid():
        return _begin(request, form, [], 422)
    try:
        return _review(request, person, drafted(form.read(), aliases_for(person.controller)))
    except InputError as error:
        return _begin(request, form, sentences(error), 422)


def _begin(request: Request, form: CvForm, problems: list[str], status: int) -> HttpResponse:
    kept_at = KeptText.objects.filter(person=me_or_404(request)).values_list("kept_at", flat=True).first()
    return render(request, "me/cv.html", {"form": form, "problems": problems, "kept_at": kept_at}, status=status)


def _review(request: Request, person: Person, draft: Draft) -> HttpResponse:
    graph = taxonomy_in_use().graph
    found = parts(draft, list(person.claims.all()), graph, language())
    context = {
        "draft": draft,
        "parts": found,
        "lines": lines(draft),
        "any_open": any(row.open for part in found for row in part.rows),
    }
    return render(request, "me/cv_draft.html", context)


def drafted(read: CvText, aliases: Aliases) -> Draft:
    """What is understood of a CV with approved corrections. Raises InputError ``taxonomy.none-in-use``."""
    return _drafter(taxonomy_in_use().name).draft(read, aliases)


@lru_cache(maxsize=2)
def _drafter(_taxonomy: str) -> Drafter:
    return Drafter(taxonomy_in_use())


@require_POST
@permitted()
def cv_add(request: Request) -> HttpResponse:
    """Add what was ticked, and keep the text where that was ticked too."""
    person = me_or_404(request)
    wrong = cv_corrections.misread(request.POST)
    said = _said(request.POST, wrong, taxonomy_in_use().graph)
    number = add_claims(request.actor, person=person, said=said, today=timezone.localdate()) if said else 0
    text = tidy(request.POST.get("keep", "")[: 2 * LONGEST_TEXT])[:LONGEST_TEXT]
    told = [
        ngettext("%(n)d thing was added to your profile.", "%(n)d things were added to your profile.", number)
        if number
        else gettext("Nothing was added to your profile.")
    ]
    if text:
        keep_text(request.actor, person=person, text=text)
        told.append(gettext("The text of your CV is kept."))
    else:
        told.append(gettext("Nothing of the file is kept."))
    if cv_corrections.tell(request.actor, person, wrong, agreed=request.POST.get("agreed") == "1"):
        told.append(gettext("The words you marked as read wrongly are kept, without who you are."))
    if any(row.written and not row.means for row in wrong):
        told.append(gettext("Something you wrote is not known by that name: add it under its heading here."))
    messages.success(request, " ".join(told) % {"n": number})
    return HttpResponseRedirect(reverse("me:profile"), status=303)


def _said(posted: QueryDict, wrong: Sequence[cv_corrections.Misread], graph: TaxonomyGraph) -> list[Said]:
    """What was ticked, with what misread words mean in the place of what they were read as.

    What the taxonomy or the profile cannot hold is passed over.
    """
    said = []
    misread = {row.concept for row in wrong}
    ticked = [c for c in posted.getlist("concept")[:_MOST_ADDED] if c not in misread]
    for concept in dict.fromkeys([*ticked, *(row.means for row in wrong if row.means)]):
        found = graph.find(concept)
        section = None if found is None else _SECTION.get(graph.kind(found))
        if found is not None and section is not None:
            said.append(Said(section, graph.id(found), _level(section, posted.get(f"level {concept}", ""))))
    return said


def _level(section: ProfileSection, given: str) -> int | None:
    level = int(given) if given.isdecimal() and len(given) == 1 else 0
    return level if 1 <= level <= HIGHEST_LEVEL.get(section, 0) else None


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@permitted()
def kept_text(request: Request) -> HttpResponse:
    """Read the text that is kept, or remove it."""
    person = me_or_404(request)
    if request.method == "POST":
        remove_text(request.actor, person=person)
        messages.success(request, gettext("The text of your CV is removed."))
        return HttpResponseRedirect(f"{reverse('me:home')}#data", status=303)
    return render(request, "me/kept_text.html", {"kept": KeptText.objects.filter(person=person).first()})
