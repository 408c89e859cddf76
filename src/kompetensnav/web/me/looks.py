"""Who has seen me: every look, newest first, a page at a time."""

from dataclasses import dataclass, replace

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from kompetensnav.apps.needs.models import Need
from kompetensnav.apps.people.looks import SeenBy, looks_at
from kompetensnav.apps.people.models import Person
from kompetensnav.apps.proposals.models import Proposal
from kompetensnav.web.me.who import me_or_404
from kompetensnav.web.requests import Request, permitted

_PAGE = 50
_ON_HOME = 4


@dataclass(frozen=True, slots=True)
class Shown:
    """A look with the need it was about. ``times`` counts equal looks of one day, told in one row."""

    look: SeenBy
    need: str
    proposal: str
    times: int = 1


@require_safe
@never_cache
@permitted()
def looks(request: Request) -> HttpResponse:
    """All looks; ``before`` is the number of the last one on the page before."""
    person = me_or_404(request)
    asked = request.GET.get("before", "")
    before = int(asked) if asked.isdecimal() and len(asked) < 19 else None
    found = looks_at(person, most=_PAGE + 1, before=before)
    more = found[_PAGE - 1].number if len(found) > _PAGE else None
    context = {"looks": _with_needs(person, found[:_PAGE]), "more": more, "first": before is None}
    return render(request, "me/looks.html", context)


def newest_looks(person: Person) -> list[Shown]:
    """A few rows for the home page; equal looks of one day stand in one."""
    rows: dict[tuple[object, ...], Shown] = {}
    for shown in _with_needs(person, looks_at(person, most=_PAGE)):
        look = shown.look
        key = (timezone.localtime(look.at).date(), look.who, look.what, look.object_id)
        rows[key] = replace(rows[key], times=rows[key].times + 1) if key in rows else shown
    return list(rows.values())[:_ON_HOME]


def _with_needs(person: Person, found: list[SeenBy]) -> list[Shown]:
    """The needs and proposals that the looks were about; two queries however many."""
    needs = Need.objects.in_bulk({s.object_id for s in found if s.object_type == "need"})
    ids = {s.object_id for s in found if s.object_type == "proposal"}
    own = Proposal.objects.filter(person=person).select_related("need").in_bulk(ids)
    rows = []
    for look in found:
        proposal = own.get(look.object_id)
        need = proposal.need if proposal else needs.get(look.object_id)
        rows.append(Shown(look, need.title if need else "", proposal.pk if proposal else ""))
    return rows
