"""What can I become: occupations within reach, by when, over what, taking what for granted. Nothing of others."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from kompetensnav.web.becoming import becoming_file, becoming_of
from kompetensnav.web.downloads import FORMATS
from kompetensnav.web.me.who import me_or_404
from kompetensnav.web.requests import Request, permitted


@require_safe
@never_cache
@permitted()
def ways(request: Request) -> HttpResponse:
    """The ways of the one who is logged in, or the list of them as a file."""
    person = me_or_404(request)
    asked = request.GET
    file = asked.get("format") in FORMATS
    found = becoming_of(
        person, wanted=asked.get("occupation", ""), order=asked.get("order", ""), all_=file or "all" in asked
    )
    if file:
        return becoming_file(asked["format"], found)
    return render(request, "me/path.html", {"becoming": found})
