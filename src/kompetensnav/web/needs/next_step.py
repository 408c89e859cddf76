"""The one next step of a need's page: when, what, why, and where to go."""

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext, ngettext

from kompetensnav.apps.memberships.actor import Actor
from kompetensnav.apps.memberships.enums import May
from kompetensnav.apps.needs.enums import NeedStatus
from kompetensnav.apps.needs.models import Need
from kompetensnav.apps.proposals.models import Proposal
from kompetensnav.apps.proposals.queries import ProposalState, deadline_of, state_of
from kompetensnav.web.needs.matching import Matching, anybody_fits
from kompetensnav.web.needs.routes_tab import RoutesTab


@dataclass(frozen=True, slots=True)
class NextStep:
    """``tone``: due, overdue, waiting or nothing. ``method`` post where the button changes something."""

    tone: str
    when: str
    when_note: str
    title: str
    why: str
    url: str = ""
    label: str = ""
    method: str = "get"


def next_step(
    actor: Actor, need: Need, matching: Matching, proposals: Sequence[Proposal], routes: RoutesTab | None
) -> NextStep:
    """The first of these that holds. ``routes`` where the page shows them."""
    if need.is_draft:
        return _draft(need)
    if not need.is_open:
        return _ended(need)
    decided = _of_proposals(actor, need, proposals) or _of_routes(need, routes)
    if decided is not None:
        return decided
    if not proposals and not actor.may(May.PROPOSE) and not actor.may(May.ANSWER_FOR_EMPLOYER):
        return NextStep(
            "nothing", "", "", gettext("Nothing waits for you"), gettext("Coordinators work on this need.")
        )
    if not actor.may(May.SEE_CANDIDATES):
        why = gettext("Proposals come here, without names. You have five days to answer each.")
        return NextStep("waiting", "", "", gettext("The coordinator is looking for people"), why)
    return _of_matching(need, matching, routes)


def _draft(need: Need) -> NextStep:
    return NextStep(
        "due",
        gettext("Now"),
        "",
        gettext("Check what was read, and register the need"),
        gettext("It is matched as soon as it is registered."),
        reverse("needs:reading", args=(need.pk,)),
        gettext("Check the reading"),
    )


def _ended(need: Need) -> NextStep:
    reason = need.get_close_reason_display() if need.close_reason else ""
    return NextStep(
        "nothing",
        _day(need.ended_at) if need.ended_at else "",
        "",
        gettext("Closed") if need.status == NeedStatus.CLOSED else str(NeedStatus(need.status).label).capitalize(),
        ". ".join(p for p in (str(reason).capitalize(), need.close_note) if p),
    )


def _of_proposals(actor: Actor, need: Need, proposals: Sequence[Proposal]) -> NextStep | None:
    now = timezone.now()
    by_state: dict[ProposalState, list[Proposal]] = {s: [] for s in ProposalState}
    for proposal in proposals:
        by_state[state_of(proposal, now)].append(proposal)
    overdue, agreed = by_state[ProposalState.OVERDUE], by_state[ProposalState.AGREED]
    asked, waiting = by_state[ProposalState.AWAITS_EMPLOYER], by_state[ProposalState.AWAITS_PERSON]
    if actor.may(May.ANSWER_FOR_EMPLOYER) and asked:
        return _answer(need, asked)
    if overdue:
        return _overdue(need, overdue, now)
    if len(agreed) >= need.positions:
        title = gettext("Every place has a person: make contact, then end the need")
        return NextStep("due", gettext("Now"), "", title, "", _view(need, "end"), gettext("End the need"))
    if agreed and actor.may(May.ANSWER_FOR_EMPLOYER):
        return _contact(agreed)
    if asked or waiting:
        return _waiting(need, asked, waiting)
    return None


def _answer(need: Need, asked: Sequence[Proposal]) -> NextStep:
    first = min(asked, key=lambda p: p.employer_deadline or timezone.now())
    n = len(asked)
    title = ngettext("Answer %(n)d proposal", "Answer %(n)d proposals", n) % {"n": n}
    why = gettext("The person is asked when you have said yes. Names are shown when both have said yes.")
    return _dated("due", first.employer_deadline, title, why, _proposal(first), gettext("Open the proposal"))


def _overdue(need: Need, overdue: Sequence[Proposal], now: datetime.datetime) -> NextStep:
    first = min(overdue, key=lambda p: deadline_of(p) or now)
    late = (timezone.localdate(now) - timezone.localdate(deadline_of(first) or now)).days
    who = need.organisation.name if first.awaits_employer else gettext("the person")
    title = gettext("The answer from %(who)s is late") % {"who": who}
    note = ngettext("%(n)d day late", "%(n)d days late", late) % {"n": late} if late else gettext("late today")
    why = ngettext("%(n)d proposal waits.", "%(n)d proposals wait.", len(overdue)) % {"n": len(overdue)}
    when = _day(deadline_of(first))
    return NextStep("overdue", when, note, title, why, _proposal(first), gettext("Open the proposal"))


def _contact(agreed: Sequence[Proposal]) -> NextStep:
    n = len(agreed)
    title = ngettext("Both have said yes: make contact", "Both have said yes to %(n)d: make contact", n) % {"n": n}
    why = gettext("Names and contact details are open to both.")
    return NextStep("due", gettext("Now"), "", title, why, _proposal(agreed[0]), gettext("Show contact details"))


def _waiting(need: Need, asked: Sequence[Proposal], waiting: Sequence[Proposal]) -> NextStep:
    first = min((*asked, *waiting), key=lambda p: deadline_of(p) or timezone.now())
    who = need.organisation.name if first.awaits_employer else gettext("the person")
    n = len(asked) + len(waiting)
    title = gettext("Waiting for an answer from %(who)s") % {"who": who}
    why = ngettext("%(n)d proposal is open.", "%(n)d proposals are open.", n) % {"n": n}
    return _dated("waiting", deadline_of(first), title, why, "", "")


def _of_matching(need: Need, matching: Matching, routes: RoutesTab | None) -> NextStep:
    again = reverse("needs:match", args=(need.pk,))
    if matching.under_way:
        return NextStep(
            "waiting", gettext("Now"), "", gettext("The match is under way"), gettext("It takes a few seconds.")
        )
    if matching.failed:
        title = gettext("The match did not succeed")
        return NextStep("overdue", gettext("Now"), "", title, matching.problem, again, gettext("Try again"), "post")
    if matching.done is None or matching.stale:
        title = gettext("Match the need again") if matching.stale else gettext("Match the need")
        why = gettext("The need has changed since the last match.") if matching.stale else ""
        return NextStep("due", gettext("Now"), "", title, why, again, gettext("Match"), "post")
    return _of_counts(need, matching.counts, anybody_fits(matching.done), routes)


def _of_counts(need: Need, counts: Mapping[str, int], fits: bool, routes: RoutesTab | None) -> NextStep:
    ranked, could = (counts.get(which, 0) for which in ("ranked", "ask_first"))
    if ranked and fits:
        title = gettext("Look at the people and propose those who fit")
        why = gettext("%(n)d meet some of it. Those who fit best stand first.") % {"n": ranked}
        return NextStep("due", gettext("Now"), "", title, why, "#people", gettext("See the people"))
    if could and not ranked:
        title = gettext("Ask those who could fit")
        why = gettext("Nobody is known to meet it yet. %(n)d could.") % {"n": could}
        return NextStep("due", gettext("Now"), "", title, why, _view(need, "ask"), gettext("See whom to ask"))
    if routes is not None:
        return NextStep("nothing", "", "", gettext("No route yet"), gettext("The reason stands below."))
    title = gettext("Nobody meets every must today: look for a route")
    why = gettext("Who becomes able by when, over which course, and what nobody can get to yet.")
    return NextStep("due", gettext("Now"), "", title, why, _view(need, "routes"), gettext("See the routes"))


def _of_routes(need: Need, routes: RoutesTab | None) -> NextStep | None:
    """On the tab itself: propose somebody with a route, or build what there is none over.

    To choose people no button is needed: they stand below.
    """
    if routes is None:
        return None
    if routes.numbers.with_route and routes.sees_people:
        title = gettext("Choose people, and propose them with their routes")
        n = routes.numbers.with_route.n
        why = ngettext("%(n)d person has a route.", "%(n)d people have a route.", n) % {"n": n}
        below = gettext("They stand below.")
        return NextStep("due", gettext("Now"), "", title, f"{why} {below}")
    if routes.numbers.total and not routes.numbers.with_route and routes.may_build:
        title = gettext("No route yet: build a course")
        why = gettext("Choose what it teaches; you see at once whom it lifts and which other needs it fills.")
        build = f"{reverse('courses:new')}?need={need.pk}"
        return NextStep("due", gettext("Now"), "", title, why, build, gettext("Build a course"))
    return None


def _dated(tone: str, moment: datetime.datetime | None, title: str, why: str, url: str, label: str) -> NextStep:
    left = 0 if moment is None else (timezone.localdate(moment) - timezone.localdate()).days
    note = gettext("today") if left <= 0 else ngettext("%(n)d day left", "%(n)d days left", left) % {"n": left}
    return NextStep(tone, _day(moment), note, title, why, url, label)


def _day(moment: datetime.datetime | None) -> str:
    return "" if moment is None else date_format(timezone.localtime(moment), "j N")


def _proposal(proposal: Proposal) -> str:
    return reverse("proposals:proposal", args=(proposal.pk,))


def _view(need: Need, view: str) -> str:
    return f"{reverse('needs:need', args=(need.pk,))}?view={view}"
