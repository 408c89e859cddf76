"""The first page of someone with a profile: what waits for them, who asks, who has looked, what is held."""

import datetime
from dataclasses import dataclass

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from kompetensnav.apps.concepts.queries import taxonomy_in_use
from kompetensnav.apps.people.models import KeptText, Person, ProfileSection
from kompetensnav.apps.people.profile import SectionShown, sections_of
from kompetensnav.apps.people.purposes import PURPOSES
from kompetensnav.web.me.asked import Asked, asked_of, day, day_short, how_soon, proposals_of
from kompetensnav.web.me.looks import newest_looks
from kompetensnav.web.me.who import identity_of, me_or_404
from kompetensnav.web.requests import Request, permitted
from kompetensnav.web.words import language


@dataclass(frozen=True, slots=True)
class NextStep:
    """What to do next: by when, what, why, one button. Without a url nothing waits."""

    title: str
    why: str
    state: str = "nothing"
    when: str = ""
    how_soon: str = ""
    url: str = ""
    button: str = ""


@require_safe
@never_cache
@permitted()
def home(request: Request) -> HttpResponse:
    """Greeting, next step, proposals, looks, profile, permission, own data."""
    person = me_or_404(request)
    asked = asked_of(proposals_of(person))
    sections = sections_of(person, taxonomy_in_use().graph, language())
    context = {
        "person": person,
        "first_name": request.user.name.split(" ", 1)[0],
        "step": next_step(person, asked, sections),
        "proposals": asked,
        "looks": newest_looks(person),
        "sections": sections,
        "complete": sum(s.complete for s in sections),
        "identity": identity_of(person),
        "purposes": PURPOSES,
        "text_kept_at": KeptText.objects.filter(person=person).values_list("kept_at", flat=True).first(),
    }
    return render(request, "me/home.html", context)


def next_step(person: Person, asked: list[Asked], sections: tuple[SectionShown, ...]) -> NextStep:
    """An employer who waits comes first, then the permission, then the CV, then what is unknown."""
    waiting = next((a for a in asked if a.answer_by), None)
    if waiting is not None and waiting.answer_by is not None:
        return _answer(waiting, waiting.answer_by)
    if not person.permits_proposals:
        return NextStep(
            title=gettext("Decide whether we may propose you"),
            why=gettext("Until you say yes, no employer is told that you exist."),
            state="waiting",
            url=reverse("me:permission"),
            button=gettext("Read and decide"),
        )
    if not any(s.complete or (s.section == ProfileSection.OCCUPATION and s.claims) for s in sections):
        return NextStep(
            title=gettext("Fill in your profile from your CV"),
            why=gettext("We read it, or what you write in your own words, and you decide what is added."),
            state="waiting",
            url=reverse("me:cv"),
            button=gettext("Bring your CV"),
        )
    unknown = next((s for s in sections if not s.complete), None)
    if unknown is not None:
        return NextStep(
            title=gettext("Complete %(section)s") % {"section": unknown.name},
            why=gettext("What you have not answered counts as unknown, and unknown comes after known."),
            state="waiting",
            url=f"{reverse('me:profile')}#{unknown.code}",
            button=gettext("Open the section"),
        )
    return NextStep(title=gettext("Nothing waits for you"), why=_who_waits(asked))


def _answer(waiting: Asked, by: datetime.datetime) -> NextStep:
    values = {"employer": waiting.employer, "date": day(by)}
    return NextStep(
        title=gettext("Answer %(employer)s by %(date)s") % values,
        why=gettext("They have read what you can, without your name, and want to meet you: %(need)s.")
        % {"need": waiting.title},
        state="due",
        when=day_short(by),
        how_soon=how_soon(by),
        url=reverse("me:proposal", args=(waiting.id,)),
        button=gettext("Read and answer"),
    )


def _who_waits(asked: list[Asked]) -> str:
    first = next((a for a in asked if a.tone == "wait"), None)
    if first is None:
        return gettext("When somebody proposes you, it is told here.")
    return gettext("%(employer)s: %(state)s.") % {"employer": first.employer, "state": first.state}
