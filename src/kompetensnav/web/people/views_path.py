"""What one person could become, for the coordinator who talks with them."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from kompetensnav.apps.core.log import looked
from kompetensnav.apps.core.models import Look
from kompetensnav.apps.memberships.enums import May
from kompetensnav.apps.people.models import Person
from kompetensnav.web.becoming import becoming_file, becoming_of
from kompetensnav.web.downloads import FORMATS
from kompetensnav.web.requests import Request, found_or_404, permitted


@require_safe
@never_cache
@permitted(May.SEE_PEOPLE)
def path(request: Request, pk: str) -> HttpResponse:
    """The ways or a file of them. Who does not permit proposals, or is protected, is shown no way here."""
    people = Person.objects.visible_to(request.actor).in_region(request.actor.collaboration_id).matchable()
    person = found_or_404(people.select_related("controller"), pk)
    asked = request.GET
    file = asked.get("format") in FORMATS
    looked(request.actor, [person.pk], Look.EXPORT if file else Look.PROFILE, person)
    found = becoming_of(
        person, wanted=asked.get("occupation", ""), order=asked.get("order", ""), all_=file or "all" in asked
    )
    if file:
        return becoming_file(asked["format"], found)
    return render(request, "people/path.html", {"person": person, "becoming": found})
