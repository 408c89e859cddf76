"""Whose pages these are: the profile of the one who is logged in."""

from django.http import Http404

from kompetensnav.apps.people.models import Identity, Person
from kompetensnav.web.requests import Request


def me_or_404(request: Request) -> Person:
    """The person behind the user; whoever has no profile is told nothing is here."""
    rows = Person.objects.filter(user=request.user).select_related("municipality", "controller", "identity")
    person = rows.first()
    if person is None:
        raise Http404
    return person


def identity_of(person: Person) -> Identity:
    """Name and contact details; empty ones where none have been given yet."""
    return getattr(person, "identity", None) or Identity(person=person, name="")
