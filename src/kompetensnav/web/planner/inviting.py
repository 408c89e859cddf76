"""Whom to invite to an intake: those whose first route to an open need leads over it, by need."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils import timezone

from kompetensnav.apps.core.log import looked_each
from kompetensnav.apps.core.models import Look
from kompetensnav.apps.education.models import Intake
from kompetensnav.apps.memberships.actor import Actor
from kompetensnav.apps.memberships.enums import May
from kompetensnav.apps.needs.models import Need
from kompetensnav.apps.places.facts import municipalities
from kompetensnav.apps.routes.finding import invitable
from kompetensnav.apps.routes.shown import PersonRoute
from kompetensnav.apps.routes.standing import Standing
from kompetensnav.engine.pathways.terms import Doubt
from kompetensnav.web.numbers_given import Given, covering, part, total

SHOWN = 6  # people of a need; its own page has the rest
# what a route takes for granted of a person, where nobody has asked; the rest is about the course
_OF_THE_PERSON = frozenset(
    doubt.name.lower()
    for doubt in (Doubt.ANSWER_YES, Doubt.LEGAL_AGE, Doubt.REACH, Doubt.MOVE_FOR_COURSE, Doubt.ON_SITE_WEEKS)
)


@dataclass(frozen=True, slots=True)
class Invitee:
    """One person without name."""

    person: str
    place: str
    ready: datetime.date
    certain: bool


@dataclass(frozen=True, slots=True)
class NeedInviting:
    """One need, and who gets to it over the intake, those of whom nothing is taken for granted first.

    ``certain`` of ``n`` are those. ``people`` for those who see people; else nobody.
    """

    need: Need
    certain: Given
    n: Given
    people: Sequence[Invitee]
    more: int


@dataclass(frozen=True, slots=True)
class Inviting:
    """All needs of an intake, each person counted once. ``certain``: for some need nothing is taken for granted."""

    intake: Intake
    certain: Given
    n: Given
    needs: Sequence[NeedInviting]
    sees_people: bool


def inviting(actor: Actor, intake: Intake, standing: Standing) -> Inviting:
    """As many queries however many needs; every person it shows is written to the access log."""
    sees = actor.may(May.SEE_ROUTES)
    routes = invitable(intake, timezone.localdate())
    open_needs = {row.need.pk: row.need for row in standing.needs}
    found = {need: people for need, people in routes.items() if need in open_needs}
    everybody = {route.person for people in found.values() for route in people}
    certain = {route.person for people in found.values() for route in people if _certain(route)}
    order = sorted(found, key=lambda need: (-sum(map(_certain, found[need])), -len(found[need]), need))
    rows = [_row(open_needs[need], found[need], sees=sees) for need in order]
    looked_each(actor, [(one.person, row.need) for row in rows for one in row.people], Look.CANDIDATE)
    known = covering(len(certain), (row.certain for row in rows))
    to_ask = part(len(everybody - certain), exact=sees)
    return Inviting(
        intake=intake,
        certain=known,
        n=covering(len(everybody), (known, to_ask, *(row.n for row in rows))),
        needs=rows,
        sees_people=sees,
    )


def _row(need: Need, people: Sequence[PersonRoute], *, sees: bool) -> NeedInviting:
    ordered = sorted(people, key=lambda route: not _certain(route))
    n = sum(map(_certain, people))
    certain, to_ask = part(n, exact=sees), part(len(people) - n, exact=sees)
    return NeedInviting(
        need=need,
        certain=certain,
        n=total([certain, to_ask]),
        people=[_invitee(route) for route in ordered[:SHOWN]] if sees else [],
        more=max(len(people) - SHOWN, 0),
    )


def _certain(route: PersonRoute) -> bool:
    return _OF_THE_PERSON.isdisjoint(route.first["doubts"])


def _invitee(route: PersonRoute) -> Invitee:
    place = municipalities().get(route.municipality)
    ready = datetime.date.fromisoformat(route.first["ready"])
    return Invitee(route.person, place.name if place else "", ready, _certain(route))
