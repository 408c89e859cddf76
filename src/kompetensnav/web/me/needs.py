"""Needs one could fill: open needs of the region, without the employer's name, which a proposal brings.

Employers are told of people by proposals alone, so the page leads to the profile, not to the employer.
"""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from kompetensnav.web.downloads import FORMATS
from kompetensnav.web.me.who import me_or_404
from kompetensnav.web.needs_found import known_order, needs_file, needs_shown, orders
from kompetensnav.web.requests import Request, permitted


@require_safe
@never_cache
@permitted()
def needs(request: Request) -> HttpResponse:
    """Both lists, the one question that settles most, or the lists as a file."""
    person = me_or_404(request)
    order = known_order(request.GET.get("order", ""))
    file = request.GET.get("format") in FORMATS
    found = needs_shown(person, order, all_=file or "all" in request.GET)
    if file:
        return needs_file(request.GET["format"], found)
    return render(request, "me/needs.html", {"found": found, "order": order, "orders": orders(order)})
