"""One proposal and the person's answer to it."""

from dataclasses import dataclass

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from kompetensnav.apps.accounts.models import User
from kompetensnav.apps.core.log import looked
from kompetensnav.apps.core.models import AccessEvent, Look
from kompetensnav.apps.people.looks import SeenBy, seen_by
from kompetensnav.apps.people.models import Person
from kompetensnav.apps.people.purposes import Text
from kompetensnav.apps.proposals.actions import answer_for_person
from kompetensnav.apps.proposals.models import Proposal
from kompetensnav.apps.proposals.queries import notices_of
from kompetensnav.runtime.problems import InputError
from kompetensnav.web.explained import explained
from kompetensnav.web.me.asked import asked
from kompetensnav.web.me.forms import AnswerForm
from kompetensnav.web.me.who import identity_of, me_or_404
from kompetensnav.web.requests import Request, found_or_404, permitted
from kompetensnav.web.routes_proposed import proposed_route
from kompetensnav.web.words import sentences

_SHOWN_TO = 100


@require_safe
@never_cache
@permitted()
def proposal(request: Request, pk: str) -> HttpResponse:
    """Who asks for what, what of it is met, and what an answer leads to."""
    person = me_or_404(request)
    row = _own(person, pk)
    looked(request.actor, [person.pk], Look.PROPOSAL, row)  # *seen by the person* is derived from it
    return _page(request, person, row, AnswerForm(), [])


@require_POST
@permitted()
def answer(request: Request, pk: str) -> HttpResponse:
    """Yes or no. What comes too late, twice or after a withdrawal changes nothing and is told."""
    person = me_or_404(request)
    row = _own(person, pk)
    form = AnswerForm(request.POST)
    problems: list[str] = []
    if form.is_valid():
        said = form.cleaned_data
        try:
            answer_for_person(
                request.actor,
                proposal=row,
                yes=said["answer"] == "yes",
                reason=said["reason"],
                note=said["note"],
            )
        except InputError as error:
            problems = sentences(error)
        else:
            return HttpResponseRedirect(reverse("me:proposal", args=(pk,)), status=303)
    return _page(request, person, row, form, problems)


def _own(person: Person, pk: str) -> Proposal:
    rows = Proposal.objects.filter(person=person).select_related(
        "need", "need__organisation", "need__municipality", "proposed_by"
    )
    return found_or_404(rows, pk)


def _page(request: Request, person: Person, row: Proposal, form: AnswerForm, problems: list[str]) -> HttpResponse:
    why = explained(row.explanation, person.claims.all())
    context = {
        "proposal": row,
        "need": row.need,
        "asked": asked(row),
        "explained": why,
        "way": proposed_route(row, why, notices_of(row)),
        "on_yes": _opened(person),
        "form": form,
        "problems": problems,
        "employer_contact": _employer_contact(row) if row.agreed else None,
        "shown_to": _shown_to(person, row) if row.agreed else [],
    }
    return render(request, "me/proposal.html", context, status=409 if problems else 422 if form.is_bound else 200)


def _opened(person: Person) -> list[tuple[str, Text]]:
    """Exactly what an employer gets to see on a yes."""
    identity = identity_of(person)
    rows = ((gettext("Name"), identity.name), (gettext("Mail"), identity.email), (gettext("Phone"), identity.phone))
    return [(label, value) for label, value in rows if value]


@dataclass(frozen=True, slots=True)
class EmployerContact:
    """The one who said yes for the employer."""

    name: str
    email: str


def _employer_contact(row: Proposal) -> EmployerContact | None:
    user = User.objects.filter(pk=row.employer_answered_by).first()
    return EmployerContact(user.name, user.email) if user else None


def _shown_to(person: Person, row: Proposal) -> list[SeenBy]:
    """Who has opened name and contact details in connection with this proposal; equal ones of a day once."""
    events = AccessEvent.objects.filter(person_id=person.pk, look=Look.CONTACT, object_id=row.pk)
    rows = seen_by(person, events.order_by("-id")[:_SHOWN_TO])
    return list({(s.who, timezone.localtime(s.at).date()): s for s in reversed(rows)}.values())[::-1]
