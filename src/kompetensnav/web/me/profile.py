"""One's own profile: sections and how far they are answered, where and when, contact details."""

from typing import Any

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from kompetensnav.apps.concepts.queries import taxonomy_in_use
from kompetensnav.apps.people.actions import (
    Contact,
    Whereabouts,
    change_contact,
    set_section,
    set_whereabouts,
)
from kompetensnav.apps.people.models import Identity, ProfileSection
from kompetensnav.apps.people.profile import sections_of
from kompetensnav.apps.places.facts import municipalities
from kompetensnav.web.me.claims import REMOVED
from kompetensnav.web.me.forms import ContactForm, SectionForm, WhereaboutsForm
from kompetensnav.web.me.who import identity_of, me_or_404
from kompetensnav.web.requests import Request, permitted
from kompetensnav.web.words import language


@require_safe
@never_cache
@permitted()
def profile(request: Request) -> HttpResponse:
    """Everything said, section by section, each with what can be done to it."""
    person = me_or_404(request)
    context = {
        "person": person,
        "sections": sections_of(person, taxonomy_in_use().graph, language()),
        "commute": [m.name for m in person.commute.all()],
        "identity": identity_of(person),
        "removed": request.session.get(REMOVED, {}).get("label", ""),
    }
    return render(request, "me/profile.html", context)


@require_POST
@permitted()
def section(request: Request) -> HttpResponse:
    """Say that a section is answered in full, or that it is not."""
    person = me_or_404(request)
    form = SectionForm(request.POST)
    if not form.is_valid():
        return HttpResponse(status=422)  # only the buttons of the page send this
    chosen = ProfileSection(form.cleaned_data["section"])
    set_section(request.actor, person=person, section=chosen, state=form.cleaned_data["state"])
    return HttpResponseRedirect(f"{reverse('me:profile')}#{chosen.name.lower()}", status=303)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@permitted()
def whereabouts(request: Request) -> HttpResponse:
    """Where one can work and when one can start."""
    person = me_or_404(request)
    commute = [m.pk for m in person.commute.all()]
    form = WhereaboutsForm(person, commute, request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        set_whereabouts(request.actor, person=person, said=_whereabouts(form.cleaned_data))
        return HttpResponseRedirect(f"{reverse('me:profile')}#mobility", status=303)
    return render(request, "me/whereabouts.html", {"form": form}, status=422 if form.is_bound else 200)


def _whereabouts(data: dict[str, Any]) -> Whereabouts:
    home = data["municipality"] or None
    return Whereabouts(
        municipality_code=home if home in municipalities() else None,
        commute_codes=[code for code in data["commute"] if code != home],
        commute_known=data["nowhere_else"],
        willing_to_move=data["willing_to_move"],
        available_from=data["available_from"],
    )


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@permitted()
def contact(request: Request) -> HttpResponse:
    """Name, mail address and phone."""
    person = me_or_404(request)
    # a copy: an invalid form leaves its words in the instance, and the page shows what is stored
    stored = Identity.objects.filter(person=person).first() or Identity(person=person)
    form = ContactForm(request.POST if request.method == "POST" else None, instance=stored)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        change_contact(request.actor, person=person, contact=Contact(data["name"], data["email"], data["phone"]))
        return HttpResponseRedirect(f"{reverse('me:profile')}#contact", status=303)
    return render(request, "me/contact.html", {"form": form}, status=422 if form.is_bound else 200)
