"""The one next step of the desk: an overdue answer first, then the need that has waited longest."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext, ngettext

from kompetensnav.web.desk.waiting import WaitingNeed, WaitingProposal


@dataclass(frozen=True, slots=True)
class Step:
    """The next-step banner."""

    state: str
    title: str
    why: str
    when_text: str = ""
    when_small: str = ""
    url: str = ""
    button: str = ""


def next_step(needs: Sequence[WaitingNeed], proposals: Sequence[WaitingProposal], now: datetime.datetime) -> Step:
    """What to do now, or that there is nothing."""
    for waiting in proposals:
        if waiting.late:
            return _overdue(waiting, now)
    if needs:
        return _propose(needs[0])
    why = gettext("New needs and answers turn up here.")
    return Step("nothing", gettext("Nothing waits for you"), why)


def _propose(row: WaitingNeed) -> Step:
    return Step(
        state="due",
        title=gettext("Propose people for %(need)s") % {"need": row.need.title},
        why=gettext("%(who)s has waited longest. Nobody is proposed yet.") % {"who": row.need.organisation.name},
        when_text=ngettext("%(n)d day", "%(n)d days", row.days) % {"n": row.days},
        when_small=gettext("waiting"),
        url=reverse("needs:need", args=[row.need.pk]),
        button=gettext("Open the need"),
    )


def _overdue(waiting: WaitingProposal, now: datetime.datetime) -> Step:
    late = (now - waiting.deadline).days
    need = waiting.proposal.need
    return Step(
        state="overdue",
        title=gettext("Remind %(who)s about %(need)s") % {"who": waiting.who, "need": need.title},
        why=gettext("The time to answer has passed."),
        when_text=ngettext("%(n)d day", "%(n)d days", late) % {"n": late},
        when_small=gettext("late"),
        url=reverse("proposals:proposal", args=[waiting.proposal.pk]),
        button=gettext("Open the proposal"),
    )
