"""From a pasted advert to a draft."""

import uuid
from collections.abc import Callable
from functools import lru_cache, wraps

from django.core.exceptions import PermissionDenied, RequestDataTooBig
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_http_methods

from kompetensnav.apps.concepts.queries import taxonomy_in_use
from kompetensnav.apps.corrections.snapshot import aliases_for
from kompetensnav.apps.memberships.enums import May
from kompetensnav.apps.needs.actions import start_draft
from kompetensnav.apps.needs.reading import Reading
from kompetensnav.engine.linking.aliases import Aliases
from kompetensnav.integrations.adverts.read import pasted
from kompetensnav.integrations.adverts.reading import reading_of
from kompetensnav.integrations.adverts.understand import AdvertReader
from kompetensnav.runtime import parameters
from kompetensnav.runtime.problems import InputError
from kompetensnav.web.needs.forms import NewNeedForm, fresh_submission, too_long
from kompetensnav.web.requests import Request, permitted
from kompetensnav.web.words import sentences

_LARGEST = 2_000_000  # bytes of a form; below the framework's own limit, which answers without a word of help
_MOST_DRAINED = 30_000_000  # bytes read and thrown away, so that the browser comes to read the answer

View = Callable[[Request], HttpResponseBase]


def _told_when_too_large(view: View) -> View:
    """Answer a paste of many megabytes with a page that says so.

    The size is judged before anything reads the form; so the check for forged requests comes after, in ``view``.
    """

    @wraps(view)
    def checked(request: Request) -> HttpResponseBase:
        try:
            if int(request.META.get("CONTENT_LENGTH") or 0) > _LARGEST:
                _drain(request)
                return _too_large(request)
            return view(request)
        except RequestDataTooBig:
            return _too_large(request)

    return checked


def _drain(request: HttpRequest) -> None:
    """A server that hangs up on a browser still sending shows it a broken connection instead of the answer."""
    left = _MOST_DRAINED
    while left > 0 and (part := request.read(65_536)):
        left -= len(part)


def _too_large(request: Request) -> HttpResponse:
    form = NewNeedForm(actor=request.actor, initial={"submission": fresh_submission()})
    return _page(request, form, [too_long()], 413)


@csrf_exempt
@permitted(May.WRITE_REGIONS_NEEDS, May.WRITE_OWN_NEEDS)
@_told_when_too_large
@csrf_protect
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: Request) -> HttpResponseBase:
    """Paste an advert."""
    if request.method != "POST":
        form = NewNeedForm(actor=request.actor, initial={"submission": fresh_submission()})
        return _page(request, form, [], 200)
    form = NewNeedForm(request.POST, actor=request.actor)
    if form.is_valid():
        try:
            return _drafted(request, form)
        except InputError as error:
            form.add_error("text", [too_long()] if _is_length(error) else sentences(error))
    return _page(request, form, [], 422)


def _page(request: Request, form: NewNeedForm, problems: list[str], status: int) -> HttpResponse:
    membership = request.actor.membership
    context = {
        "form": form,
        "problems": problems,
        "acting_for": membership.organisation.name if membership else "",
    }
    return render(request, "needs/new.html", context, status=status)


def _drafted(request: Request, form: NewNeedForm) -> HttpResponse:
    organisation = form.cleaned_data.get("organisation")
    if organisation is None:
        membership = request.actor.membership
        if membership is None:
            raise PermissionDenied("only someone who acts for an organisation writes needs")
        organisation = membership.organisation
    text = form.cleaned_data["text"]
    # The same form sent twice is one draft; gone back to and sent with another text or employer it is another.
    submission = uuid.uuid5(form.cleaned_data["submission"], f"{organisation.pk} {text}")
    reading = read(text, aliases_for(organisation))
    need = start_draft(request.actor, organisation=organisation, reading=reading, submission=submission)
    return HttpResponseRedirect(reverse("needs:reading", args=[need.pk]), status=303)


def read(text: str, aliases: Aliases) -> Reading:
    """What is understood of a text. Raises InputError ``advert.too-long`` or ``taxonomy.none-in-use``."""
    taxonomy = taxonomy_in_use()
    understood = _reader(taxonomy.name).understand(pasted(text), aliases)
    return reading_of(understood, taxonomy, timezone.localdate())


@lru_cache(maxsize=2)
def _reader(_taxonomy: str) -> AdvertReader:
    return AdvertReader(taxonomy_in_use(), parameters.load())


def _is_length(error: InputError) -> bool:
    return any(p.code == "advert.too-long" for p in error.problems)
