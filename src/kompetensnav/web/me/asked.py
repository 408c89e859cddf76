"""A proposal as the one it is about reads it: who asks for what, by when, and where it stands."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext, ngettext

from kompetensnav.apps.people.models import Person
from kompetensnav.apps.proposals.enums import Answer, NoReason, WithdrawReason
from kompetensnav.apps.proposals.models import Proposal
from kompetensnav.web.explained import counted, requirement_label
from kompetensnav.web.needs_found import start

_SHOWN = 50  # on the home page; the copy of one's own data has them all
_NAMED = 4  # requirements named in a row, the rest are counted


@dataclass(frozen=True, slots=True)
class Asked:
    """One proposal in words. ``tone`` is how it is marked: due, late, ok or none."""

    id: str
    title: str
    employer: str
    place: str
    start: str
    state: str
    tone: str
    met: str
    more_met: int
    counts: dict[str, int]
    proposed_at: datetime.datetime
    answer_by: datetime.datetime | None  # only while the person can answer

    @property
    def mark(self) -> str:
        """How the state is marked beside its words."""
        return {"due": "late", "ok": "ok"}.get(self.tone, "plain")


def proposals_of(person: Person) -> list[Proposal]:
    """The newest of this person, with what a row names; one query."""
    rows = Proposal.objects.filter(person=person).select_related(
        "need", "need__organisation", "need__municipality", "proposed_by"
    )
    return list(rows[:_SHOWN])


def asked_of(proposals: Iterable[Proposal]) -> list[Asked]:
    """Those that wait for the person first, soonest first; then the newest."""
    rows = [asked(p) for p in proposals]
    waiting = sorted((r for r in rows if r.answer_by), key=lambda r: (r.answer_by, r.id))
    return [*waiting, *(r for r in rows if not r.answer_by)]


def asked(proposal: Proposal) -> Asked:
    """One proposal in words."""
    need, now = proposal.need, timezone.now()
    state, tone = _state(proposal, now)
    met = [requirement_label(r) for r in _requirements(proposal) if r["outcome"] == "met"]
    return Asked(
        id=proposal.pk,
        title=need.title,
        employer=need.organisation.name,
        place=need.municipality.name if need.municipality else gettext("place not said"),
        start=start(need),
        state=state,
        tone=tone,
        met=", ".join(met[:_NAMED]),
        more_met=max(0, len(met) - _NAMED),
        counts=counted(proposal.explanation),
        proposed_at=proposal.proposed_at,
        answer_by=proposal.person_deadline if _can_answer(proposal, now) else None,
    )


def day(moment: datetime.datetime | None) -> str:
    """30 November, in the language of the page."""
    return date_format(timezone.localtime(moment), "j F") if moment else ""


def day_short(moment: datetime.datetime) -> str:
    """30 Nov, where there is little room."""
    return date_format(timezone.localtime(moment), "j N")


def how_soon(moment: datetime.datetime) -> str:
    """today, tomorrow, in 14 days."""
    days = (timezone.localtime(moment).date() - timezone.localdate()).days
    if days <= 0:
        return gettext("today")
    return ngettext("tomorrow", "in %(n)d days", days) % {"n": days}


def _requirements(proposal: Proposal) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = proposal.explanation["requirements"]
    return rows


def _can_answer(proposal: Proposal, now: datetime.datetime) -> bool:
    by = proposal.person_deadline
    return proposal.awaits_person and by is not None and by >= now


def _state(proposal: Proposal, now: datetime.datetime) -> tuple[str, str]:
    if proposal.withdrawn:
        reason = WithdrawReason(proposal.withdraw_reason).label
        return gettext("Taken back %(date)s: %(reason)s") % {
            "date": day(proposal.withdrawn_at),
            "reason": reason,
        }, ""
    if proposal.agreed:
        return gettext("You have both said yes, %(date)s") % {"date": day(proposal.person_answered_at)}, "ok"
    if _can_answer(proposal, now):
        return gettext("Answer by %(date)s") % {"date": day(proposal.person_deadline)}, "due"
    if proposal.employer_answer != Answer.YES:
        return _employer_state(proposal, now)
    if proposal.person_answer == Answer.NO:
        return gettext("You said no, %(date)s") % {"date": day(proposal.person_answered_at)}, ""
    return gettext("The time to answer passed %(date)s") % {"date": day(proposal.person_deadline)}, "late"


def _employer_state(proposal: Proposal, now: datetime.datetime) -> tuple[str, str]:
    by = proposal.employer_deadline
    if proposal.employer_answer == Answer.NO:
        reason = NoReason(proposal.employer_reason).label
        values = {"date": day(proposal.employer_answered_at), "reason": reason}
        return gettext("The employer said no, %(date)s: %(reason)s") % values, ""
    if proposal.employer_answer == Answer.EXPIRED or (by is not None and by < now):
        return gettext("The employer did not answer by %(date)s") % {"date": day(by)}, ""
    return gettext("The employer answers by %(date)s") % {"date": day(by)}, "wait"
