"""The standing permission: what it means, what giving and withdrawing it does, and doing it."""

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from kompetensnav.apps.people.actions import give_permission
from kompetensnav.apps.proposals.actions import withdraw_permission
from kompetensnav.apps.proposals.models import Proposal
from kompetensnav.web.me.forms import PermissionForm
from kompetensnav.web.me.who import me_or_404
from kompetensnav.web.requests import Request, permitted


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@permitted()
def permission(request: Request) -> HttpResponse:
    """Before: exactly what will happen. After: done, and told on the home page."""
    person = me_or_404(request)
    form = PermissionForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        if form.cleaned_data["permission"] == PermissionForm.GIVE:
            give_permission(request.actor, person=person)
        else:
            withdraw_permission(request.actor, person=person)
        return HttpResponseRedirect(f"{reverse('me:home')}#permission", status=303)
    context = {"person": person, "open": Proposal.objects.filter(person=person).open().count()}
    return render(request, "me/permission.html", context, status=422 if request.method == "POST" else 200)
