"""An employer's first page: answers we owe, our needs and where they stand, contacts both have agreed to open."""

from dataclasses import dataclass

from django.db.models import Count, Q
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from kompetensnav.apps.core.log import looked_each
from kompetensnav.apps.core.models import Look
from kompetensnav.apps.courses.models import LetterOfIntent
from kompetensnav.apps.memberships.enums import May
from kompetensnav.apps.needs.enums import NeedStatus
from kompetensnav.apps.needs.models import Need
from kompetensnav.apps.proposals.actions import EMPLOYER_DAYS
from kompetensnav.apps.proposals.enums import Answer
from kompetensnav.apps.proposals.models import Proposal
from kompetensnav.apps.proposals.queries import ProposalQuerySet
from kompetensnav.web.requests import Request, permitted

_PAGE = 25
_WAITING = 20
_AGREED = 10


@dataclass(frozen=True, slots=True)
class NextStep:
    """What to do next: by when, what, why, one button. Without a url nothing waits."""

    title: str
    why: str
    state: str = "nothing"
    when: str = ""
    days: int | None = None
    url: str = ""
    button: str = ""


@require_safe
@never_cache
@permitted(May.SEE_OWN_NEEDS)
def home(request: Request) -> HttpResponse:
    """Everything of our own organisation; nobody's name before both have said yes."""
    ours = Proposal.objects.visible_to(request.actor).filter(need__organisation_id=request.actor.organisation_id)
    waiting = list(_waiting(ours)[: _WAITING + 1])
    needs, more = _needs(request)
    letters = _letters(request)
    agreed = _agreed(ours)
    looked_each(request.actor, ((c.proposal.person_id, c.proposal) for c in agreed), Look.CONTACT)
    context = {
        "organisation": request.actor.membership.organisation if request.actor.membership else None,
        "days": EMPLOYER_DAYS,
        "may_write": request.actor.may(May.WRITE_OWN_NEEDS),
        "step": _next_step(waiting, letters, needs),
        "waiting": waiting[:_WAITING],
        "more_waiting": len(waiting) > _WAITING,
        "needs": needs,
        "more": more,
        "first": "after" not in request.GET,
        "agreed": agreed,
        "letters": letters,
    }
    return render(request, "employer/home.html", context)


def _waiting(ours: ProposalQuerySet) -> ProposalQuerySet:
    """Those we can still answer, the one that ends first at the top."""
    rows = ours.standing().filter(employer_answer=Answer.OPEN, employer_deadline__gte=timezone.now())
    return rows.select_related("need").order_by("employer_deadline", "pk")


def _letters(request: Request) -> list[LetterOfIntent]:
    """Courses that we are asked to stand behind, the one that ends first at the top."""
    rows = LetterOfIntent.objects.answerable_by(request.actor, timezone.now())
    return list(rows.select_related("case").order_by("deadline", "pk")[:_WAITING])


@dataclass(frozen=True, slots=True)
class Contact:
    """Someone both sides have agreed on; what they have not given is empty."""

    proposal: Proposal
    name: str
    email: str
    phone: str


def _agreed(ours: ProposalQuerySet) -> list[Contact]:
    rows = ours.standing().filter(employer_answer=Answer.YES, person_answer=Answer.YES)
    chosen = rows.select_related("need", "person__identity").order_by("-person_answered_at", "pk")
    return [_contact(p) for p in chosen[:_AGREED]]


def _contact(proposal: Proposal) -> Contact:
    identity = getattr(proposal.person, "identity", None)
    if identity is None:
        return Contact(proposal, gettext("Person %(id)s") % {"id": proposal.person_id}, "", "")
    return Contact(proposal, identity.name, identity.email, identity.phone)


def _needs(request: Request) -> tuple[list[Need], str]:
    """One page of our needs, newest first, with how the proposals stand; and the key of the next page."""
    standing = Q(proposals__withdrawn_at__isnull=True)
    yes = standing & Q(proposals__employer_answer=Answer.YES)
    rows = (
        Need.objects.visible_to(request.actor)
        .filter(organisation_id=request.actor.organisation_id)
        .select_related("municipality")
        .annotate(
            proposed=Count("proposals", filter=standing),
            answered_yes=Count("proposals", filter=yes),
            agreed=Count("proposals", filter=yes & Q(proposals__person_answer=Answer.YES)),
        )
        .defer("text", "reading")
        .order_by("-created_at", "pk")
    )
    last = Need.objects.visible_to(request.actor).filter(pk=request.GET.get("after", "")).first()
    if last is not None:
        rows = rows.filter(Q(created_at__lt=last.created_at) | Q(created_at=last.created_at, pk__gt=last.pk))
    found = list(rows[: _PAGE + 1])
    return found[:_PAGE], found[_PAGE - 1].pk if len(found) > _PAGE else ""


def _next_step(waiting: list[Proposal], letters: list[LetterOfIntent], needs: list[Need]) -> NextStep | None:
    """An answer that a person waits for comes first, then one on a course; who is new has three steps instead."""
    if waiting:
        first = waiting[0]
        by = first.employer_deadline
        values = {"person": first.person_id, "need": first.need.title}
        return NextStep(
            title=gettext("Answer on person %(person)s, %(need)s") % values,
            why=gettext("A yes asks the person. A no needs a reason, one click."),
            state="due",
            when=date_format(timezone.localtime(by), "j N") if by else "",
            days=(timezone.localtime(by).date() - timezone.localdate()).days if by else None,
            url=reverse("proposals:proposal", args=(first.pk,)),
            button=gettext("Open the proposal"),
        )
    if letters:
        return _answer_letter(letters[0])
    draft = next((n for n in needs if n.status == NeedStatus.DRAFT), None)
    if draft is not None:
        return NextStep(
            title=gettext("Register the draft: %(need)s") % {"need": draft.title},
            why=gettext("Nobody is looked for until it is registered."),
            state="waiting",
            url=reverse("needs:reading", args=(draft.pk,)),
            button=gettext("Open the draft"),
        )
    if not needs:
        return None
    return NextStep(
        title=gettext("Nothing waits for you"),
        why=gettext("When a person is proposed, you have %(days)d days to answer. It is told here.")
        % {"days": EMPLOYER_DAYS},
    )


def _answer_letter(letter: LetterOfIntent) -> NextStep:
    by = timezone.localtime(letter.deadline)
    return NextStep(
        title=gettext("Say whether you stand behind the course %(course)s") % {"course": letter.case.title},
        why=gettext("It starts only if employers would hire from it. A yes binds nobody."),
        state="due",
        when=date_format(by, "j N"),
        days=(by.date() - timezone.localdate()).days,
        url=reverse("courses:letter", args=(letter.pk,)),
        button=gettext("Open the letter"),
    )
