"""Adding, changing and removing what one says of oneself."""

import datetime
from collections.abc import Sequence
from dataclasses import asdict, dataclass

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from kompetensnav.apps.concepts.queries import taxonomy_in_use
from kompetensnav.apps.people.actions import Removed, Said, add_claim, remove_claim, restore_claim
from kompetensnav.apps.people.models import Claim, EvidenceGrade, Person, ProfileSection
from kompetensnav.apps.people.profile import KINDS, said
from kompetensnav.engine.linking.link import Linker
from kompetensnav.web.completion import completion_url
from kompetensnav.web.me.forms import ClaimForm, LevelForm
from kompetensnav.web.me.who import me_or_404
from kompetensnav.web.requests import Request, permitted
from kompetensnav.web.words import language

REMOVED = "removed-claim"  # session key: the claim removed last, so that it can be put back with its evidence
_FEW = 20  # concepts; a list as short as this is shown whole
_FOUND = 8
_ALIKE = 4
_LONGEST = 100  # characters of a search


@dataclass(frozen=True, slots=True)
class Asked:
    """What is looked for: words, and the id of a concept where a suggestion was taken."""

    text: str
    concept: str


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@permitted()
def search(request: Request, section: str) -> HttpResponse:
    """Look for what to add, by its words or nearly its words. They are about a person, and in no address."""
    me_or_404(request)
    chosen = _section(section)
    asked = _asked(request)
    found = _found(chosen, asked)
    form = ClaimForm(chosen, found, initial={"concept": found[0][0] if len(found) == 1 else None})
    if asked.concept:  # the next thing to do is to say how well, or to add it
        form.fields["concept"].widget.attrs["autofocus"] = True
    return _search_page(request, chosen, asked, form, 200)


@require_POST
@permitted()
def claim_add(request: Request, section: str) -> HttpResponse:
    """Add one of the concepts found. One that stands with evidence is changed on its own page, with a warning."""
    person = me_or_404(request)
    chosen = _section(section)
    asked = _asked(request)
    form = ClaimForm(chosen, _found(chosen, asked), request.POST)
    if not form.is_valid():
        return _search_page(request, chosen, asked, form, 422)
    concept, level = form.cleaned_data["concept"], form.cleaned_data.get("level")
    standing = Claim.objects.filter(person=person, concept=concept).first()
    if standing is not None and standing.evidence != EvidenceGrade.CLAIMED and standing.level != level:
        return HttpResponseRedirect(reverse("me:claim", args=(standing.pk,)), status=303)
    today = timezone.localdate()
    add_claim(request.actor, person=person, said=Said(chosen, concept, level), today=today)
    return _to_section(chosen)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@permitted()
def claim(request: Request, number: int) -> HttpResponse:
    """Change the level; what happens to the evidence is said before."""
    person = me_or_404(request)
    row = _own(person, number)
    chosen = ProfileSection(row.section)
    form = LevelForm(chosen, request.POST if request.method == "POST" else None, initial={"level": row.level})
    if "level" in request.POST and form.is_valid():  # a form that came without it must not take the level away
        new = Said(chosen, row.concept, form.cleaned_data.get("level"))
        add_claim(request.actor, person=person, said=new, today=timezone.localdate())
        return _to_section(chosen)
    context = {
        "claim": said(row, taxonomy_in_use().graph, language()),
        "section": chosen,
        "has_levels": "level" in form.fields,
        "form": form,
    }
    return render(request, "me/claim.html", context, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@permitted()
def claim_remove(request: Request, number: int) -> HttpResponse:
    """Ask first, then remove; it can be put back as it was until something else is removed."""
    person = me_or_404(request)
    row = _own(person, number)
    shown = said(row, taxonomy_in_use().graph, language())
    chosen = ProfileSection(row.section)
    if request.method != "POST":
        return render(request, "me/claim_remove.html", {"claim": shown, "section": chosen})
    stood = Removed(row.section, row.concept, row.level, row.evidence, row.attested_by, row.recorded_on)
    remove_claim(request.actor, person=person, claim_id=row.pk)
    request.session[REMOVED] = asdict(stood) | {"recorded_on": row.recorded_on.isoformat(), "label": shown.label}
    return HttpResponseRedirect(reverse("me:profile"), status=303)


@require_POST
@permitted()
def claim_undo(request: Request) -> HttpResponse:
    """Put back what was removed last."""
    person = me_or_404(request)
    kept = request.session.pop(REMOVED, None)
    if kept is None:
        return HttpResponseRedirect(reverse("me:profile"), status=303)
    del kept["label"]
    kept["recorded_on"] = datetime.date.fromisoformat(kept["recorded_on"])
    restore_claim(request.actor, person=person, removed=Removed(**kept))
    return _to_section(ProfileSection(kept["section"]))


def _to_section(section: ProfileSection) -> HttpResponse:
    return HttpResponseRedirect(f"{reverse('me:profile')}#{section.name.lower()}", status=303)


def _section(name: str) -> ProfileSection:
    found = {s.name.lower(): s for s in KINDS}.get(name)
    if found is None:
        raise Http404
    return found


def _own(person: Person, number: int) -> Claim:
    row = Claim.objects.filter(person=person, pk=number).first()
    if row is None:
        raise Http404
    return row


def _asked(request: Request) -> Asked:
    return Asked(request.POST.get("q", "").strip()[:_LONGEST], request.POST.get("chosen", ""))


def _found(section: ProfileSection, asked: Asked) -> Sequence[tuple[str, str]]:
    """(id, label) of what the words may mean, a suggestion taken first; everything where there is little."""
    linker: Linker = taxonomy_in_use().linker
    graph, kinds = linker.graph, KINDS[section]
    taken = graph.find(asked.concept)
    if taken is not None and graph.kind(taken) in kinds:
        concepts = [taken]
    elif asked.text:
        # what is only alike comes last: a misspelt word may be alike to the wrong one first
        found = [*linker.link(asked.text, kinds, k=_FOUND), *linker.nearest(asked.text, kinds, k=_ALIKE)]
        concepts = list(dict.fromkeys(c.concept for c in found))[:_FOUND]
    else:
        everything = graph.of_kind(*kinds).tolist()
        concepts = everything if len(everything) <= _FEW else []
    return [(graph.id(c), graph.label(c, language())) for c in concepts]


def _elsewhere(section: ProfileSection, text: str) -> list[ProfileSection]:
    """Other sections where something is called that, or nearly that."""
    link = taxonomy_in_use().linker.link
    return [other for other, kinds in KINDS.items() if other != section and link(text, kinds, k=1)]


def _search_page(
    request: Request, section: ProfileSection, asked: Asked, form: ClaimForm, status: int
) -> HttpResponse:
    found = list(form.fields["concept"].choices)  # type: ignore[attr-defined]
    context = {
        "section": section,
        "code": section.name.lower(),
        "text": asked.text,
        "chosen": asked.concept,
        "complete": completion_url(KINDS[section]),
        "form": form,
        "found": found,
        "elsewhere": _elsewhere(section, asked.text) if asked.text and not found else [],
        "has_levels": "level" in form.fields,
    }
    return render(request, "me/search.html", context, status=status)
