"""The why-panel: one person and one need, requirement by requirement."""

import datetime
from dataclasses import dataclass
from typing import Any

from django.utils import timezone

from kompetensnav.apps.matches.actions import explain_now
from kompetensnav.apps.matches.explanation import Explanation
from kompetensnav.apps.matches.models import Candidate
from kompetensnav.apps.matches.queries import runs_of
from kompetensnav.apps.memberships.enums import May
from kompetensnav.apps.needs.models import Need
from kompetensnav.apps.people.models import Person
from kompetensnav.apps.proposals.models import Proposal
from kompetensnav.apps.proposals.queries import state_of
from kompetensnav.runtime.problems import InputError
from kompetensnav.web.explained import claims_behind, explained
from kompetensnav.web.requests import Request


@dataclass(frozen=True, slots=True)
class Rests:
    """What an explanation rests on, and when it was made."""

    at: datetime.datetime
    engine: str
    parameters: str
    taxonomy: str
    input_hash: str


def why_context(request: Request, need: Need, person_id: str) -> dict[str, Any] | None:
    """None where the person is nobody whom this need may show."""
    people = Person.objects.matchable().in_region(need.organisation.collaboration_id)
    person = people.select_related("municipality").filter(pk=person_id).first()
    if person is None:
        return None
    found = _stored(need, person) or _today(need, person)
    if found is None:
        return None
    stored, rests = found
    seen = Proposal.objects.visible_to(request.actor).filter(need=need, person=person, withdrawn_at__isnull=True)
    proposal = seen.defer("explanation").first()
    return {
        "person": person,
        "why": explained(stored, claims_behind(person.pk, stored)),
        "rests": rests,
        "proposal": proposal,
        "state": state_of(proposal, timezone.now()) if proposal else "",
        "sees_profile": request.actor.may(May.SEE_PEOPLE),
        "may_propose": request.actor.may(May.PROPOSE) and need.is_open and proposal is None,
    }


def _stored(need: Need, person: Person) -> tuple[Explanation, Rests] | None:
    """As the list that the reader came from has it."""
    run = runs_of(need)[1]
    if run is None or run.finished_at is None:
        return None
    candidate = Candidate.objects.showable().filter(run=run, person=person).first()
    if candidate is None:
        return None
    stamp = (run.engine_version, run.parameters_version, run.taxonomy_version, run.input_hash)
    return candidate.explanation, Rests(run.finished_at, *stamp)


def _today(need: Need, person: Person) -> tuple[Explanation, Rests] | None:
    """As it stands now: near misses and people further down are in no stored list."""
    try:
        stored, stamp = explain_now(person, need)
    except InputError:
        return None
    return stored, Rests(timezone.now(), stamp.engine, stamp.parameters, stamp.taxonomy, stamp.input_hash)
