"""Everything that is held of oneself, in one file (GDPR art. 15 and 20)."""

from typing import Any

from django.forms.models import model_to_dict
from django.http import HttpResponse, JsonResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from kompetensnav.apps.concepts.queries import taxonomy_in_use
from kompetensnav.apps.core.log import looked
from kompetensnav.apps.core.models import AccessEvent, AuditEvent, Look
from kompetensnav.apps.people.looks import seen_by
from kompetensnav.apps.people.models import KeptText, Person, ProfileSection, SectionProgress
from kompetensnav.apps.people.profile import said
from kompetensnav.apps.people.purposes import OWN_COPY, PURPOSES
from kompetensnav.apps.proposals.models import Proposal
from kompetensnav.web.me.who import identity_of, me_or_404
from kompetensnav.web.requests import Request, permitted
from kompetensnav.web.words import language

# what staff are called by ids in a proposal's row is told by name beside it, or is theirs
_NOT_OF_THE_PERSON = ("person", "proposed_by", "employer_answered_by", "need")


@require_safe
@never_cache
@permitted()
def export(request: Request) -> HttpResponse:
    """A file to keep or to take elsewhere; that it was fetched stands in the log of looks."""
    person = me_or_404(request)
    looked(request.actor, [person.pk], Look.EXPORT, person, OWN_COPY)
    response = JsonResponse(everything(person, request), json_dumps_params={"ensure_ascii": False, "indent": 1})
    response["Content-Disposition"] = 'attachment; filename="kompetensnav.json"'
    return response


def everything(person: Person, request: Request) -> dict[str, Any]:
    """All rows about a person."""
    identity = identity_of(person)
    return {
        "written_at": timezone.now(),
        "controller": person.controller.name,
        "purposes": [
            {"fields": str(p.fields), "why": str(p.why), "legal_basis": str(p.basis), "seen_by": str(p.seen_by)}
            for p in PURPOSES
        ],
        "login": {"email": request.user.email, "name": request.user.name, "language": request.user.language},
        "identity": {"name": identity.name, "email": identity.email, "phone": identity.phone},
        "profile": _profile(person),
        "claims": _claims(person),
        "sections": [
            {"section": ProfileSection(a.section).name.lower(), "state": SectionProgress(a.state).name.lower()}
            for a in person.sections.all()
        ],
        "kept_text": _kept_text(person),
        "proposals": [_proposal(p) for p in _proposals(person)],
        "looks": _looks(person),
        "changes": list(
            AuditEvent.objects.filter(object_type="person", object_id=person.pk).values("at", "verb", "details")
        ),
    }


def _profile(person: Person) -> dict[str, Any]:
    return {
        "id": person.pk,
        "municipality": person.municipality.name if person.municipality else None,
        "can_travel_to": [m.name for m in person.commute.all()],
        "travel_answered": person.commute_known,
        "willing_to_move": person.get_willing_to_move_display(),
        "meets_legal_age": person.get_meets_legal_age_display(),
        "available_from": person.available_from,
        "protected_identity": person.protected,
        "permission_given_at": person.permitted_at,
        "permission_withdrawn_at": person.withdrawn_at,
        "changed_at": person.changed_at,
    }


def _claims(person: Person) -> list[dict[str, Any]]:
    graph = taxonomy_in_use().graph
    rows = []
    for claim in person.claims.all():
        shown = said(claim, graph, language())
        rows.append(
            {
                "section": ProfileSection(claim.section).name.lower(),
                "concept": claim.concept,
                "label": shown.label,
                "level": shown.level,
                "evidence": str(shown.evidence),
                "attested_by": claim.attested_by,
                "recorded_on": claim.recorded_on,
            }
        )
    return rows


def _kept_text(person: Person) -> dict[str, Any] | None:
    kept = KeptText.objects.filter(person=person).first()
    if kept is None:
        return None
    return {"text": kept.text, "kept_at": kept.kept_at, "purpose": kept.get_purpose_display()}


def _proposals(person: Person) -> list[Proposal]:
    rows = Proposal.objects.filter(person=person).select_related("need__organisation", "proposed_by")
    return list(rows.prefetch_related("seats__intake__programme", "notices__intake__programme"))


def _proposal(row: Proposal) -> dict[str, Any]:
    asked = {
        "id": row.pk,
        "need": row.need.title,
        "employer": row.need.organisation.name,
        "proposed_by": row.proposed_by.name,
        "proposed_at": row.proposed_at,
        "seats": [
            {"course": s.intake.programme.name, "held_at": s.held_at, "released_at": s.released_at}
            for s in row.seats.all()
        ],
        "route_changes": [
            {"course": n.intake.programme.name, "event": n.event, "at": n.at, "route": n.route}
            for n in row.notices.all()
        ],
    }
    return asked | {k: v for k, v in model_to_dict(row).items() if k not in _NOT_OF_THE_PERSON}


def _looks(person: Person) -> list[dict[str, Any]]:
    events = AccessEvent.objects.filter(person_id=person.pk).order_by("-id")
    return [
        {
            "at": s.at,
            "who": s.who,
            "organisation": s.organisation,
            "what": str(s.what),
            "purpose": str(s.purpose),
            "about": f"{s.object_type} {s.object_id}".strip(),
        }
        for s in seen_by(person, events)
    ]
