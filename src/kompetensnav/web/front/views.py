"""The public pages, and the way from login to one's own first screen."""

from django.contrib import messages
from django.core.cache import cache
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from django.views.i18n import set_language

from kompetensnav.apps.accounts.actions import choose_language
from kompetensnav.apps.accounts.models import Language
from kompetensnav.apps.concepts.models import TaxonomyVersion
from kompetensnav.apps.core.faults import report_fault
from kompetensnav.apps.memberships.actor import Actor, Command
from kompetensnav.apps.memberships.enums import May
from kompetensnav.apps.people.models import Person
from kompetensnav.engine.matching.stamp import ENGINE_VERSION
from kompetensnav.runtime import parameters
from kompetensnav.web.front.forms import FaultForm
from kompetensnav.web.middleware import CHOSEN
from kompetensnav.web.requests import Request, permitted

_FIRST_SCREEN = (
    (May.PROPOSE, "desk:desk"),
    (May.SEE_OWN_NEEDS, "employer:home"),
    (May.SEE_LOGS, "oversight:logs"),
    (May.SEE_JOBS, "oversight:jobs"),
    (May.WRITE_CATALOGUE, "planner:matrix"),
    (May.SEE_REGIONS_NEEDS, "needs:list"),
)
_REPORTS_AN_HOUR = 5  # from one address


@require_safe
def start(request: HttpRequest) -> HttpResponse:
    """What this is, for whom, and the way in."""
    return render(request, "front/start.html")


@require_safe
@permitted()
def home(request: Request) -> HttpResponseBase:
    """To the first screen of the role acted in; someone without any is told what to do."""
    for what, name in _FIRST_SCREEN:
        if request.actor.may(what):
            return redirect(name)
    if Person.objects.filter(user=request.user).exists():
        return redirect("me:home")
    return render(request, "front/nowhere.html")


@require_safe
def about(request: HttpRequest) -> HttpResponse:
    """How it works, what it never uses, and which versions answer."""
    version = TaxonomyVersion.objects.filter(in_use=True).first()
    versions = {
        "matching": ENGINE_VERSION,
        "parameters": parameters.load().version,
        "taxonomy": version.name if version else "–",
    }
    return render(request, "front/about.html", {"versions": versions})


@require_http_methods(["GET", "HEAD", "POST"])
def accessibility(request: HttpRequest) -> HttpResponse:
    """The accessibility statement, with a form to report what does not work."""
    form = FaultForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        if _too_many(request):
            form.add_error(None, gettext("Many reports have come from here in the last hour. Try again later."))
        else:
            actor = getattr(request, "actor", None) or Command("visitor")
            report_fault(actor, page=form.cleaned_data["page"], text=form.cleaned_data["text"])
            messages.success(request, gettext("Thank you. Whoever runs the service will read your report."))
            return HttpResponseRedirect(reverse("front:accessibility"), status=303)
    status = 422 if form.errors else 200
    return render(request, "front/accessibility.html", {"form": form}, status=status)


def _too_many(request: HttpRequest) -> bool:
    key = f"faults:{request.META.get('REMOTE_ADDR', '')}"
    cache.add(key, 0, timeout=3600)
    return cache.incr(key) > _REPORTS_AN_HOUR


@require_POST
@permitted()
def act_as(request: Request) -> HttpResponseBase:
    """Choose among one's own roles."""
    wished = request.POST.get("membership", "")
    if wished not in {m.pk for m in request.memberships}:
        raise Http404
    request.session[CHOSEN] = wished
    return HttpResponseRedirect(reverse("front:home"), status=303)


@require_POST
def language(request: HttpRequest) -> HttpResponseBase:
    """Choose the language: in a cookie for visitors, with the account for those who have one."""
    wished = request.POST.get("language", "")
    actor: Actor | None = getattr(request, "actor", None)
    if actor is not None and wished in Language.values:
        choose_language(actor, user=actor.user, language=Language(wished))
    response: HttpResponseBase = set_language(request)
    back = request.POST.get("next", "")
    if not url_has_allowed_host_and_scheme(back, {request.get_host()}, request.is_secure()):
        return HttpResponseRedirect(reverse("front:start"), status=303)
    return response
