"""Everything that the page of one need shows, in a constant number of queries."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext

from kompetensnav.apps.concepts.queries import taxonomy_in_use
from kompetensnav.apps.core.log import looked
from kompetensnav.apps.core.models import Look
from kompetensnav.apps.matches.actions import near_misses_now
from kompetensnav.apps.matches.models import CandidateList
from kompetensnav.apps.memberships.actor import Actor
from kompetensnav.apps.memberships.enums import May
from kompetensnav.apps.needs.enums import Asked, RequirementType
from kompetensnav.apps.needs.models import Need, Requirement
from kompetensnav.apps.people.models import Person
from kompetensnav.apps.proposals.actions import EMPLOYER_DAYS, MOST_AT_ONCE
from kompetensnav.apps.proposals.enums import Answer
from kompetensnav.apps.proposals.models import Proposal
from kompetensnav.apps.proposals.queries import ProposalState, deadline_of, state_of
from kompetensnav.engine.matching.terms import CEFR, Condition
from kompetensnav.runtime.problems import InputError
from kompetensnav.web.needs.alike import alike_rows
from kompetensnav.web.needs.matching import (
    ORDERS,
    STEP,
    Matching,
    Row,
    candidates_of,
    matching_of,
    rows,
)
from kompetensnav.web.needs.news import news_of
from kompetensnav.web.needs.next_step import next_step
from kompetensnav.web.needs.routes_tab import routes_tab, sees_routes
from kompetensnav.web.requests import Request
from kompetensnav.web.words import language, sentences

PEOPLE_VIEWS = ("people", "ask", "near")
MOST_SQUARES = 12  # more seats than this are told in numbers alone


@dataclass(frozen=True, slots=True)
class Tab:
    """One part of the page."""

    code: str
    label: str
    count: int | None
    url: str
    current: bool


@dataclass(frozen=True, slots=True)
class Seats:
    """Places by how far they have come; ``squares`` is empty where there are too many to draw."""

    positions: int
    agreed: int
    proposed: int
    squares: Sequence[str]


@dataclass(frozen=True, slots=True)
class Asks:
    """One requirement in words."""

    number: int
    kind: str
    label: str
    level: str
    must: bool
    weight: int
    source: str
    lost: bool  # the taxonomy in use has none of its concepts


@dataclass(frozen=True, slots=True)
class Proposed:
    """One proposal as a row."""

    proposal: Proposal
    state: ProposalState
    deadline: Any


@dataclass(frozen=True, slots=True)
class Sent:
    """What came with a form that could not be carried out, to be shown again."""

    errors: Sequence[str] = ()
    chosen: Sequence[str] = ()
    rationale: str = ""
    routes: Mapping[str, Sequence[str]] = field(default_factory=dict)  # by person


NOTHING_SENT = Sent()


def need_context(request: Request, need: Need, view: str, sent: Sent = NOTHING_SENT) -> dict[str, Any]:
    """The whole page. Every person whom it lists is written to the access log."""
    actor = request.actor
    sees_people = actor.may(May.SEE_CANDIDATES)
    view = _known_view(view, actor, need)
    matching = matching_of(need)
    proposals = proposals_of(request, need)
    requirements = [r for r in need.requirements.all() if not r.removed]
    names = names_of(requirements) if view == "routes" else {}
    chosen = {person: sent.routes.get(person, ()) for person in sent.chosen}
    routes = routes_tab(request, need, names, proposals, chosen) if view == "routes" else None
    context = {
        "need": need,
        "view": view,
        "matching": matching,
        "polled": reverse("needs:candidates", args=(need.pk,)) + f"?view={view}",
        "next_step": next_step(actor, need, matching, proposals, routes),
        "routes": routes,
        "seats": _seats(request, need, proposals),
        "tabs": _tabs(need, view, actor, matching, len(requirements), len(proposals)),
        "proposals": [Proposed(p, state_of(p, timezone.now()), deadline_of(p)) for p in proposals],
        "requirements": asked_for(requirements) if view == "requirements" else [],
        "alike": alike_rows(actor, need, view),
        "sees_people": sees_people,
        "may_change": (need.is_open or need.is_draft)
        and (actor.may(May.WRITE_REGIONS_NEEDS) or actor.may(May.WRITE_OWN_NEEDS)),
        "may_match": sees_people and need.is_open and not matching.under_way,
        "may_propose": actor.may(May.PROPOSE) and need.is_open,
        "sent": sent,
        "employer_days": EMPLOYER_DAYS,
        "most_at_once": MOST_AT_ONCE,
    }
    return context | people_context(request, need, view, matching, proposals, sent)


def proposals_of(request: Request, need: Need) -> list[Proposal]:
    """Those the actor may see, the newest first, without their explanations. One query."""
    found = Proposal.objects.visible_to(request.actor).filter(need=need)
    return list(found.defer("explanation").order_by("-proposed_at", "id"))


def people_context(
    request: Request,
    need: Need,
    view: str,
    matching: Matching,
    proposals: Sequence[Proposal],
    sent: Sent = NOTHING_SENT,
) -> dict[str, Any]:
    """The list that this view shows, if any; written to the access log."""
    empty: dict[str, Any] = {
        "rows": [], "listed": 0, "more": 0, "order": "rank", "orders": [], "condition": "", "list_problem": "",
        "news": news_of(request, need) if view in ("people", "ask") else None,
    }  # fmt: skip
    standing = {p.person_id: p for p in proposals if not p.withdrawn}
    if view == "near":
        found = empty | _near(request, need, standing)
    elif view in ("people", "ask") and matching.done is not None:
        found = empty | _listed(request, need, view, matching, standing, sent)
    else:
        return empty
    shown: list[Row] = found["rows"]
    looked(request.actor, [r.person for r in shown], Look.CANDIDATE, need)
    return found


def _listed(
    request: Request, need: Need, view: str, matching: Matching, standing: Mapping[str, Proposal], sent: Sent
) -> dict[str, Any]:
    assert matching.done is not None
    which = CandidateList.RANKED if view == "people" else CandidateList.ASK_FIRST
    order = request.GET.get("order", "rank")
    order = order if order in ORDERS else "rank"
    candidates = candidates_of(matching.done, which, order)
    listed = candidates.count()
    shown = _shown(request, sent, listed)
    page = candidates[:shown]
    base = f"{reverse('needs:need', args=(need.pk,))}?view={view}"
    return {
        "rows": rows(((c.rank, c.person, c.explanation) for c in page), standing, sent.chosen, order == "rank"),
        "listed": listed,
        "more": _more(shown, listed),
        "order": order,
        "orders": [(code, label, f"{base}&order={code}", code == order) for code, label in ORDERS.items()],
    }


def _shown(request: Request, sent: Sent, listed: int) -> int:
    """How many rows: steps of ten, and everybody where a sent form may have chosen further down."""
    wished = request.GET.get("shown", "")
    if sent.chosen:
        return listed
    return max(STEP, int(wished)) if wished.isascii() and wished.isdigit() and len(wished) < 4 else STEP


def _more(shown: int, listed: int) -> int:
    """How many rows the next step shows; 0 where all are shown."""
    return min(shown + STEP, listed) if listed > shown else 0


def _near(request: Request, need: Need, standing: Mapping[str, Proposal]) -> dict[str, Any]:
    """People whom one condition alone removes, as of today."""
    condition = request.GET.get("condition", "")
    if condition.upper() not in Condition.__members__:
        return {"condition": ""}
    try:
        found = near_misses_now(need, Condition[condition.upper()])
    except InputError as error:
        return {"condition": condition, "list_problem": " ".join(sentences(error))}
    shown = _shown(request, NOTHING_SENT, len(found))
    known = Person.objects.matchable().select_related("municipality").in_bulk([pk for pk, _ in found[:shown]])
    people = [(rank, known[pk], stored) for rank, (pk, stored) in enumerate(found[:shown], 1) if pk in known]
    return {
        "condition": condition,
        "rows": rows(people, standing),
        "listed": len(found),
        "more": _more(shown, len(found)),
    }


def sees_proposals(actor: Actor) -> bool:
    """Whether proposals for needs are the role's business; others see how many there are."""
    return actor.may(May.PROPOSE) or actor.may(May.ANSWER_FOR_EMPLOYER)


def _known_view(view: str, actor: Actor, need: Need) -> str:
    people = PEOPLE_VIEWS if actor.may(May.SEE_CANDIDATES) else ()
    proposals = ("proposals",) if sees_proposals(actor) else ()
    routes = ("routes",) if sees_routes(actor) else ()
    if view in (*people, *routes, *proposals, "requirements", "end"):
        return view
    if need.is_draft or not (people or proposals):
        return "requirements"
    return "people" if people else "proposals"


def _seats(request: Request, need: Need, proposals: Sequence[Proposal]) -> Seats:
    """Those who see no proposals see their number."""
    if sees_proposals(request.actor):
        standing = Counter("agreed" if p.agreed else "open" for p in proposals if p.agreed or _open(p))
        agreed, waiting = standing["agreed"], standing["open"]
    else:
        agreed = need.proposals.in_state(ProposalState.AGREED, timezone.now()).count()
        waiting = need.proposals.open().count()
    filled = min(agreed, need.positions)
    half = min(waiting, need.positions - filled)
    squares = ["agreed"] * filled + ["proposed"] * half + ["open"] * (need.positions - filled - half)
    return Seats(need.positions, agreed, waiting, squares if need.positions <= MOST_SQUARES else [])


def _open(proposal: Proposal) -> bool:
    return not proposal.withdrawn and Answer.OPEN in (proposal.employer_answer, proposal.person_answer)


def _tabs(need: Need, view: str, actor: Actor, matching: Matching, requirements: int, proposals: int) -> list[Tab]:
    base = reverse("needs:need", args=(need.pk,))
    parts: list[tuple[str, str, int | None]] = []
    if actor.may(May.SEE_CANDIDATES) and not need.is_draft:
        parts += [
            ("people", gettext("People"), matching.counts.get("ranked")),
            ("ask", gettext("Could fit, ask first"), matching.counts.get("ask_first")),
        ]
    if sees_routes(actor) and not need.is_draft:
        parts.append(("routes", gettext("Routes"), None))
    if sees_proposals(actor) and not need.is_draft:
        parts.append(("proposals", gettext("Proposals"), proposals))
    parts.append(("requirements", gettext("Requirements"), requirements))
    tabs = [Tab(code, label, n, f"{base}?view={code}", code == view) for code, label, n in parts]
    return [*tabs, Tab("log", gettext("Log"), None, reverse("needs:log", args=(need.pk,)), view == "log")]


def tabs_of(request: Request, need: Need, view: str) -> list[Tab]:
    """The same tabs for a page of its own."""
    requirements = need.requirements.filter(removed=False).count()
    proposals = Proposal.objects.visible_to(request.actor).filter(need=need).count()
    return _tabs(need, view, request.actor, matching_of(need), requirements, proposals)


def asked_for(requirements: Iterable[Requirement]) -> list[Asks]:
    """Requirements in words; one look for the taxonomy, however many."""
    try:
        graph = taxonomy_in_use().graph
    except InputError:
        graph = None
    found = []
    for row in requirements:
        known = [c for id_ in row.concepts if graph and (c := graph.find(id_)) is not None]
        labels = " / ".join(graph.label(c, language()) for c in known) if graph else ""
        level = row.minimum_level
        found.append(
            Asks(
                number=row.number,
                kind=str(row.get_kind_display()),
                label=labels or ", ".join(row.concepts),
                level=""
                if level is None
                else (CEFR[level - 1] if row.kind == RequirementType.LANGUAGE else f"{level}/5"),
                must=row.asked == Asked.MUST,
                weight=row.weight,
                source=str(row.get_source_display()),
                lost=not known,
            )
        )
    return found


def names_of(requirements: Iterable[Requirement]) -> dict[int, str]:
    """What each requirement is called, by its number."""
    return {a.number: f"{a.label} {a.level}".strip() for a in asked_for(requirements)}
