"""The audit trail in words: who did what when. Needs and proposals share it.

A resident who acts is *the person*, never a name: the trail of a proposal is read by the employer too.
"""

import datetime
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext

from kompetensnav.apps.accounts.models import User
from kompetensnav.apps.core.models import AuditEvent
from kompetensnav.apps.courses.enums import LetterReason
from kompetensnav.apps.memberships.models import Membership
from kompetensnav.apps.needs.enums import CloseReason
from kompetensnav.apps.proposals.enums import NoReason, WithdrawReason
from kompetensnav.apps.proposals.models import Proposal
from kompetensnav.web.words import language
from kompetensnav.wording import Words

_MACHINES = ("system", "command-line")
_REASONS = {
    **dict(CloseReason.choices),
    **dict(WithdrawReason.choices),
    **dict(NoReason.choices),
    **dict(LetterReason.choices),
}


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the trail. ``person`` and ``proposal`` are empty for what was done to the need itself."""

    id: int
    at: datetime.datetime
    what: str
    who: str
    role: str
    proposal: str
    person: str


def entries(events: Sequence[AuditEvent], proposals: Iterable[Proposal]) -> list[Entry]:
    """Events in words, two queries however many. ``proposals`` are those the events may speak of."""
    words = Words(language())
    known = {p.pk: p for p in proposals}
    ids = {e.actor_id for e in events}
    names = dict(User.objects.filter(pk__in=ids).values_list("pk", "name"))
    roles: dict[tuple[str, str], Membership] = {}
    for membership in (
        Membership.objects.filter(user_id__in=ids).select_related("organisation").order_by("began_at")
    ):
        roles[membership.user_id, membership.organisation_id] = membership
    found = []
    for event in events:
        proposal = known.get(event.object_id)
        role = roles.get((event.actor_id, event.organisation_id))
        found.append(
            Entry(
                id=event.pk,
                at=event.at,
                what=sentence(event, words),
                who=_who(event, proposal, names),
                role="" if role is None or _is_person(event, proposal) else str(role),
                proposal=proposal.pk if proposal else "",
                person=proposal.person_id if proposal else "",
            )
        )
    return found


def _is_person(event: AuditEvent, proposal: Proposal | None) -> bool:
    if event.actor_id in _MACHINES:
        return False
    return not event.organisation_id or (proposal is not None and proposal.person.user_id == event.actor_id)


def _who(event: AuditEvent, proposal: Proposal | None, names: Mapping[str, str]) -> str:
    if event.actor_id in _MACHINES:
        return gettext("Kompetensnav")
    if _is_person(event, proposal):
        return gettext("The person")
    return names.get(event.actor_id) or gettext("A former user")


def sentence(event: AuditEvent, words: Words) -> str:
    """The sentence of the verb; codes among its details are put into words first."""
    details = dict(event.details)
    reason = details.get("reason") or ""
    details["reason"] = str(_REASONS.get(reason, reason))
    if "yes" in details:
        yes, no = gettext("yes"), gettext("no")
        details["answer"] = yes if details["yes"] else f"{no}: {details['reason']}"
    if "side" in details:
        details["side"] = gettext("the employer") if details["side"] == "employer" else gettext("the person")
    return words.say(f"audit.{event.verb}", **details)
