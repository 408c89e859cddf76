"""Everything that the page of one proposal shows: as it was, as it is today, both answers, the trail."""

import datetime
from dataclasses import dataclass
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext

from kompetensnav.apps.accounts.models import User
from kompetensnav.apps.core.log import looked
from kompetensnav.apps.core.models import AuditEvent, Look
from kompetensnav.apps.matches.actions import explain_now
from kompetensnav.apps.memberships.enums import May
from kompetensnav.apps.people.models import Identity
from kompetensnav.apps.proposals.actions import PERSON_DAYS
from kompetensnav.apps.proposals.models import Proposal
from kompetensnav.apps.proposals.queries import ProposalState, deadline_of, first_looks, notices_of, state_of
from kompetensnav.runtime.problems import InputError
from kompetensnav.web.explained import Difference, Explained, claims_behind, differences, explained
from kompetensnav.web.requests import Request
from kompetensnav.web.routes_proposed import proposed_route
from kompetensnav.web.trail import entries
from kompetensnav.web.words import sentences


@dataclass(frozen=True, slots=True)
class Today:
    """How the person stands today, where that differs from when the proposal was made."""

    why: Explained
    changes: list[Difference]
    need_changed: bool


@dataclass(frozen=True, slots=True)
class Side:
    """One side's answer."""

    who: str
    asked: bool
    answer: str
    reason: str
    note: str
    deadline: datetime.datetime | None
    answered_at: datetime.datetime | None
    seen_at: datetime.datetime | None


@dataclass(frozen=True, slots=True)
class Contact:
    """Someone to get in touch with, now that both have said yes."""

    name: str
    role: str
    email: str
    phone: str


def proposal_context(request: Request, proposal: Proposal) -> dict[str, Any]:
    """The whole page; the look at the person, and at who they are, is written to the access log."""
    actor, now = request.actor, timezone.now()
    state = state_of(proposal, now)
    employer = _for_employer(request, proposal)
    looked(actor, [proposal.person_id], Look.PROPOSAL, proposal)
    seen = first_looks(proposal)
    events = AuditEvent.objects.filter(object_type="proposal", object_id=proposal.pk).order_by("at", "id")
    claims = claims_behind(proposal.person_id, proposal.explanation)
    attested = not employer or proposal.agreed
    today, problem = _today(proposal, attested)
    why = explained(proposal.explanation, claims, attested)
    return {
        "proposal": proposal,
        "need": proposal.need,
        "state": state,
        "deadline": deadline_of(proposal),
        "for_employer": employer,
        "why": why,
        "way": proposed_route(proposal, why, notices_of(proposal)),
        "may_deal": actor.may(May.PROPOSE),
        "today": today,
        "today_problem": problem,
        "sides": _sides(proposal, seen, employer),
        "contacts": _contacts(request, proposal),
        "entries": entries(list(events), [proposal]),
        "may_answer": employer and state is ProposalState.AWAITS_EMPLOYER,
        "may_take_back": actor.may(May.PROPOSE)
        and state in (ProposalState.AWAITS_EMPLOYER, ProposalState.AWAITS_PERSON, ProposalState.OVERDUE),
        "person_days": PERSON_DAYS,
    }


def _for_employer(request: Request, proposal: Proposal) -> bool:
    return (
        request.actor.may(May.ANSWER_FOR_EMPLOYER)
        and proposal.need.organisation_id == request.actor.organisation_id
    )


def _today(proposal: Proposal, attested: bool) -> tuple[Today | None, str]:
    """None where nothing has changed, or where the person or the need is no longer matched at all."""
    if proposal.withdrawn or not proposal.need.is_open or not proposal.person.permits_proposals:
        return None, ""
    try:
        stored, stamp = explain_now(proposal.person, proposal.need)
    except InputError as error:
        return None, " ".join(sentences(error))
    need_changed = proposal.need_version != proposal.need.version
    if stamp.input_hash == proposal.input_hash and not need_changed:
        return None, ""
    claims = claims_behind(proposal.person_id, stored)
    return Today(explained(stored, claims, attested), differences(proposal.explanation, stored), need_changed), ""


def _sides(
    proposal: Proposal, seen: tuple[datetime.datetime | None, datetime.datetime | None], employer: bool
) -> list[Side]:
    """The person's own words are for the coordinator; the employer sees the reason."""
    return [
        Side(
            who=proposal.need.organisation.name,
            asked=True,
            answer=str(proposal.get_employer_answer_display()),
            reason=str(proposal.get_employer_reason_display()),
            note=proposal.employer_note,
            deadline=proposal.employer_deadline,
            answered_at=proposal.employer_answered_at,
            seen_at=seen[0],
        ),
        Side(
            who=gettext("The person"),
            asked=proposal.person_deadline is not None,
            answer=str(proposal.get_person_answer_display()),
            reason=str(proposal.get_person_reason_display()),
            note="" if employer else proposal.person_note,
            deadline=proposal.person_deadline,
            answered_at=proposal.person_answered_at,
            seen_at=seen[1],
        ),
    ]


def _contacts(request: Request, proposal: Proposal) -> list[Contact]:
    """Empty until both have said yes. Showing who the person is, is a look of its own."""
    if not proposal.agreed:
        return []
    looked(request.actor, [proposal.person_id], Look.CONTACT, proposal)
    found = []
    identity = Identity.objects.filter(person_id=proposal.person_id).first()
    if identity is not None:
        found.append(Contact(identity.name, gettext("The person"), identity.email, identity.phone))
    user = User.objects.filter(pk=proposal.employer_answered_by).first()
    if user is not None:
        found.append(Contact(user.name, proposal.need.organisation.name, user.email, ""))
    return found
