"""The open needs that one person could fill, for the coordinator."""

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from kompetensnav.apps.core.log import looked
from kompetensnav.apps.core.models import Look
from kompetensnav.apps.memberships.enums import May
from kompetensnav.apps.people.models import Person
from kompetensnav.web.downloads import FORMATS
from kompetensnav.web.needs_found import known_order, needs_file, needs_shown, orders
from kompetensnav.web.requests import Request, permitted


@require_safe
@never_cache
@permitted(May.SEE_PEOPLE)
def needs(request: Request, pk: str) -> HttpResponse:
    """Both lists or a file of them. Who does not permit proposals, or is protected, is matched with nothing."""
    people = Person.objects.visible_to(request.actor).in_region(request.actor.collaboration_id).matchable()
    person = people.select_related("controller").filter(pk=pk).first()
    if person is None:
        raise Http404
    file = request.GET.get("format") in FORMATS
    looked(request.actor, [person.pk], Look.EXPORT if file else Look.PROFILE, person)
    order = known_order(request.GET.get("order", ""))
    found = needs_shown(person, order, all_=file or "all" in request.GET)
    if file:
        return needs_file(request.GET["format"], found)
    context = {"person": person, "found": found, "order": order, "orders": orders(order)}
    return render(request, "people/needs.html", context)
