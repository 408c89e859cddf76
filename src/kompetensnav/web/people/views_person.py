"""One person's profile without name, and name and contact details for a reason."""

from dataclasses import dataclass

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from kompetensnav.apps.concepts.queries import taxonomy_in_use
from kompetensnav.apps.core.log import looked
from kompetensnav.apps.core.models import Look
from kompetensnav.apps.memberships.enums import May
from kompetensnav.apps.people.looks import looks_at
from kompetensnav.apps.people.models import Identity, Person
from kompetensnav.apps.people.profile import sections_of
from kompetensnav.apps.people.purposes import Text
from kompetensnav.apps.people.queries import PersonQuerySet
from kompetensnav.apps.proposals.enums import WithdrawReason
from kompetensnav.apps.proposals.models import Proposal
from kompetensnav.web.people.forms import ContactForm
from kompetensnav.web.people.rows import permission_word
from kompetensnav.web.requests import Request, found_or_404, permitted
from kompetensnav.web.words import language

_LOOKS = 10


@require_safe
@never_cache
@permitted(May.SEE_PEOPLE)
def person(request: Request, pk: str) -> HttpResponse:
    """The profile by section; that it was opened is logged."""
    row = found_or_404(_visible(request), pk)
    looked(request.actor, [row.pk], Look.PROFILE, row)
    return _page(request, row, ContactForm(), None)


@require_POST
@never_cache
@permitted(May.SEE_PEOPLE)
def contact(request: Request, pk: str) -> HttpResponse:
    """Name and contact details in this one answer: no address leads to them, and going back does not show them."""
    row = found_or_404(_visible(request), pk)
    form = ContactForm(request.POST)
    if not form.is_valid():
        return _page(request, row, form, None)
    looked(request.actor, [row.pk], Look.CONTACT, row, form.cleaned_data["reason"])
    identity = Identity.objects.filter(person=row).first()
    return _page(request, row, form, identity)


def _visible(request: Request) -> PersonQuerySet:
    region = Person.objects.visible_to(request.actor).in_region(request.actor.collaboration_id)
    return region.select_related("municipality", "controller")


@dataclass(frozen=True, slots=True)
class Proposed:
    """One proposal of this person in words."""

    proposal: Proposal
    employer: Text
    person: Text
    withdrawn: Text


def _proposed(request: Request, row: Person) -> list[Proposed]:
    found = (
        Proposal.objects.visible_to(request.actor).filter(person=row).select_related("need", "need__organisation")
    )
    return [
        Proposed(
            proposal=p,
            employer=p.get_employer_answer_display(),
            person=p.get_person_answer_display(),
            withdrawn=WithdrawReason(p.withdraw_reason).label if p.withdrawn else "",
        )
        for p in found
    ]


def _page(request: Request, row: Person, form: ContactForm, identity: Identity | None) -> HttpResponse:
    wrong = form.is_bound and not form.is_valid()
    sections = sections_of(row, taxonomy_in_use().graph, language())
    context = {
        "person": row,
        "sections": sections,
        "complete": sum(s.complete for s in sections),
        "commute": [m.name for m in row.commute.all()],
        "permission": permission_word(row),
        "proposals": _proposed(request, row),
        "matched": row.permits_proposals and not row.protected,
        "looks": looks_at(row, most=_LOOKS),
        "form": form,
        "opened": form.is_bound and not wrong,
        "identity": identity,
    }
    return render(request, "people/person.html", context, status=422 if wrong else 200)
