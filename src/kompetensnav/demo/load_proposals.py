"""The demo's proposals: each brought to a named state by the same actions, in the same order, as people bring them.

States of ``load.toml``: ``employer_waits``, ``overdue``, ``employer_no:reason``, ``person_waits``,
``person_no:reason``, ``agreed``, ``withdrawn``. ``person_waits:electrician`` proposes that person of the file.
"""

import datetime
from collections.abc import Callable, Sequence

from django.utils import timezone

from kompetensnav.apps.accounts.models import User
from kompetensnav.apps.core.log import looked
from kompetensnav.apps.core.models import Look
from kompetensnav.apps.matches.models import Candidate, CandidateList
from kompetensnav.apps.memberships.actor import Actor
from kompetensnav.apps.needs.models import Need
from kompetensnav.apps.people.models import Person
from kompetensnav.apps.proposals.actions import (
    EMPLOYER_DAYS,
    answer_for_employer,
    answer_for_person,
    propose,
    withdraw,
)
from kompetensnav.apps.proposals.enums import WithdrawReason
from kompetensnav.apps.proposals.models import Proposal
from kompetensnav.demo.load_organisations import Offices
from kompetensnav.demo.load_settings import at, load_settings

_DAY = datetime.timedelta(days=1)


def load_proposals(offices: Offices, needs: Sequence[tuple[Need, Sequence[str]]], now: datetime.datetime) -> int:
    """Propose people for the demo's own needs; how many."""
    return sum(_of_need(offices, need, states, now) for need, states in needs)


def _of_need(offices: Offices, need: Need, states: Sequence[str], now: datetime.datetime) -> int:
    actor = _coordinator(offices, need)
    best = _best(need, len(states))
    for state, person_id in zip(states, _chosen(states, best), strict=False):
        code, _, detail = state.partition(":")
        days = EMPLOYER_DAYS + 2 if code == "overdue" else 2
        when = max(now - days * _DAY, need.created_at + _DAY / 24)
        with at(when):
            looked(actor, [person_id], Look.CANDIDATE, need)
            made = propose(actor, need=need, person_ids=[person_id])
        if made and code in _BECOMES:
            _BECOMES[code](offices, made[0], when, detail)
    return min(len(states), len(best))


def _coordinator(offices: Offices, need: Need) -> Actor:
    if need.organisation.collaboration_id == offices.neighbour.pk:
        return offices.actors["samordnare.sundsvall@example.org"]
    return offices.coordinator_of(need.organisation.municipality_id)


def _best(need: Need, count: int) -> list[str]:
    """The best-ranked whom nobody logs in as, then those to ask first."""
    lists = Candidate.objects.filter(run__need=need, person__user=None)
    ranked = lists.filter(list=CandidateList.RANKED).order_by("rank").values_list("person_id", flat=True)
    asked = lists.filter(list=CandidateList.ASK_FIRST).order_by("rank").values_list("person_id", flat=True)
    return [*ranked[:count], *asked[:count]][:count]


def _chosen(states: Sequence[str], best: Sequence[str]) -> list[str]:
    """Whom to propose in each state: the person it names, else the next of the best."""
    named = {p["key"]: p["id"] for p in load_settings()["person"] if p["key"]}
    left = iter(best)
    chosen = [named.get(state.partition(":")[2]) or next(left, None) for state in states]
    return [person_id for person_id in chosen if person_id is not None]


def _employer_of(offices: Offices, proposal: Proposal) -> Actor:
    """Who answers: the login of the organisation, where there is one."""
    of = proposal.need.organisation_id
    return next(a for a in offices.actors.values() if a.organisation_id == of)


def _employer_says_no(offices: Offices, proposal: Proposal, when: datetime.datetime, reason: str) -> None:
    with at(when + _DAY / 2):
        looked(_employer_of(offices, proposal), [proposal.person_id], Look.PROPOSAL, proposal)
        answer_for_employer(_employer_of(offices, proposal), proposal=proposal, yes=False, reason=reason)


def _employer_says_yes(offices: Offices, proposal: Proposal, when: datetime.datetime, _: str = "") -> None:
    with at(when + _DAY / 2):
        looked(_employer_of(offices, proposal), [proposal.person_id], Look.PROPOSAL, proposal)
        answer_for_employer(_employer_of(offices, proposal), proposal=proposal, yes=True)


def _person_says(proposal: Proposal, when: datetime.datetime, yes: bool, reason: str) -> None:
    """The person answers, logged in: who has no login yet gets one, without a password."""
    person = Person.objects.select_related("identity").get(pk=proposal.person_id)
    if person.user is None:
        person.user = User.objects.create_user(person.identity.email, name=person.identity.name)
        Person.objects.filter(pk=person.pk).update(user=person.user)
    with at(when + _DAY):
        answer_for_person(Actor(person.user, None), proposal=proposal, yes=yes, reason=reason)


def _both_agree(offices: Offices, proposal: Proposal, when: datetime.datetime, _: str) -> None:
    _employer_says_yes(offices, proposal, when)
    _person_says(proposal, when, True, "")


def _person_says_no(offices: Offices, proposal: Proposal, when: datetime.datetime, reason: str) -> None:
    _employer_says_yes(offices, proposal, when)
    _person_says(proposal, when, False, reason)


def _taken_back(offices: Offices, proposal: Proposal, when: datetime.datetime, _: str) -> None:
    with at(min(when + _DAY, timezone.now())):
        actor = _coordinator(offices, proposal.need)
        withdraw(actor, Proposal.objects.filter(pk=proposal.pk), WithdrawReason.MISTAKE)


_BECOMES: dict[str, Callable[[Offices, Proposal, datetime.datetime, str], None]] = {
    "employer_no": _employer_says_no,
    "person_waits": _employer_says_yes,
    "agreed": _both_agree,
    "person_no": _person_says_no,
    "withdrawn": _taken_back,
}
