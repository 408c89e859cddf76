"""The routes to a need as a file to take away."""

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from kompetensnav.apps.memberships.enums import May
from kompetensnav.apps.needs.models import Need
from kompetensnav.web.needs.need_page import names_of
from kompetensnav.web.needs.routes_file import routes_file
from kompetensnav.web.requests import Request, found_or_404, permitted


@require_safe
@permitted(May.SEE_ROUTES, May.SEE_SUPPLY)
def routes(request: Request, need_id: str, form: str) -> HttpResponse:
    """What the filters of the address leave; a need that is not open has no routes and is no file."""
    open_needs = Need.objects.visible_to(request.actor).open().select_related("organisation")
    need = found_or_404(open_needs, need_id)
    return routes_file(request, need, names_of(need.requirements.filter(removed=False)), form)
