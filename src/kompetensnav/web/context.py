"""What every page's frame shows."""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext

from kompetensnav import __version__
from kompetensnav.apps.courses.models import LetterOfIntent
from kompetensnav.apps.memberships.actor import Actor
from kompetensnav.apps.memberships.enums import May
from kompetensnav.apps.people.models import Person


@dataclass(frozen=True, slots=True)
class Link:
    """One entry of the main menu."""

    url: str
    label: str
    current: bool


def page(request: HttpRequest) -> dict[str, Any]:
    """Menu, role and version."""
    actor: Actor | None = getattr(request, "actor", None)
    return {
        "navigation": _navigation(request, actor) if actor else [],
        "user_role": str(actor.membership) if actor and actor.membership else "",
        "memberships": getattr(request, "memberships", []),
        "acting_as": actor.membership.pk if actor and actor.membership else "",
        "demo": settings.DEMO,
        "engine_version": __version__,
    }


def _navigation(request: HttpRequest, actor: Actor) -> list[Link]:
    entries: list[tuple[str, str, bool]] = [
        ("desk:desk", gettext("My desk"), actor.may(May.PROPOSE)),
        ("employer:home", gettext("My needs"), actor.may(May.SEE_OWN_NEEDS)),
        ("needs:list", gettext("Needs"), actor.may(May.SEE_REGIONS_NEEDS)),
        ("assignment:region", gettext("If all said yes"), actor.may(May.SEE_REGIONS_NEEDS)),
        ("planner:matrix", gettext("Seats"), actor.may(May.SEE_SUPPLY)),
        ("courses:list", gettext("Course cases"), actor.may(May.WRITE_COURSES) or actor.may(May.SEE_SUPPLY)),
        ("people:list", gettext("People"), actor.may(May.SEE_PEOPLE)),
        ("catalogue:list", gettext("Education"), actor.may(May.SEE_CATALOGUE)),
        ("proposals:list", gettext("Proposals"), actor.may(May.PROPOSE) or actor.may(May.ANSWER_FOR_EMPLOYER)),
        ("nightly:nightly", gettext("Match all needs"), actor.may(May.MATCH_ALL_NEEDS)),
        ("oversight:jobs", gettext("Jobs"), actor.may(May.SEE_JOBS)),
        ("corrections:list", gettext("Corrections"), actor.may(May.REVIEW_CORRECTIONS)),
        ("oversight:logs", gettext("Logs"), actor.may(May.SEE_LOGS)),
    ]
    if actor.may(May.ANSWER_LETTERS) and LetterOfIntent.objects.visible_to(actor).exists():
        entries.append(("courses:letters", gettext("Letters of intent"), True))
    if actor.membership is None and Person.objects.filter(user=actor.user).exists():
        entries.append(("me:home", gettext("My path"), True))
    links = [(reverse(name), label) for name, label, shown in entries if shown]
    best = max((url for url, _ in links if request.path.startswith(url)), key=len, default="")
    return [Link(url, label, url == best) for url, label in links]
