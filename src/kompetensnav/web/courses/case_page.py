"""Everything the page of one course case shows."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Q
from django.utils import timezone

from kompetensnav.apps.core.models import AuditEvent
from kompetensnav.apps.courses.content import CaseContent, compose
from kompetensnav.apps.courses.effect import effect_of, letters_effect
from kompetensnav.apps.courses.enums import CASE_TRANSITIONS, CaseStatus
from kompetensnav.apps.courses.models import CourseCase, LetterOfIntent
from kompetensnav.apps.courses.queries import may_answer
from kompetensnav.apps.matches.finding import similarity_in_use
from kompetensnav.apps.memberships.enums import May
from kompetensnav.web.courses.figures import EffectShown, effect_shown, money
from kompetensnav.web.courses.forms import AskForm, IntakeForm, ProviderForm, RefusableForm
from kompetensnav.web.courses.next_step import next_step
from kompetensnav.web.courses.taught import demanded, granted
from kompetensnav.web.requests import Request
from kompetensnav.web.trail import entries

_ASKABLE = (CaseStatus.DRAFT, CaseStatus.SENT, CaseStatus.ACCEPTED)
_CHANGEABLE = (CaseStatus.DRAFT, CaseStatus.DECLINED)
_MOST_TRAIL = 100


@dataclass(frozen=True, slots=True)
class Refused:
    """A form that was sent and not accepted, by its name on the page, and what is wrong beside its fields."""

    name: str = ""
    form: RefusableForm | None = None
    errors: tuple[str, ...] = ()


def case_context(request: Request, case: CourseCase, refused: Refused) -> dict[str, Any]:
    """The whole page. The letters come with the case."""
    actor = request.actor
    exact = actor.may(May.SEE_CANDIDATES)
    effect = effect_shown(effect_of(case), exact=exact)
    similarity = similarity_in_use()
    course = compose(CaseContent.of_case(case), similarity)
    letters = list(case.letters.all())
    writes, to = actor.may(May.WRITE_COURSES), CASE_TRANSITIONS[CaseStatus(case.status)]
    asks = writes and case.status in _ASKABLE
    to_ask = _to_ask(case, effect, letters) if asks else []
    starts = writes and CaseStatus.STARTED in to and bool(course.grants)
    forms: dict[str, RefusableForm | None] = {
        "ask_form": AskForm(employers=to_ask) if to_ask else None,
        "answer_form": ProviderForm() if case.status == CaseStatus.SENT and may_answer(actor, case) else None,
        "start_form": IntakeForm(initial={"seats": case.seats, "starts_on": case.starts_from}) if starts else None,
    }
    if refused.form is not None:
        forms[refused.name] = refused.form
    return forms | {
        "case": case,
        "errors": refused.errors,
        "refused": refused.form,
        "effect": effect,
        "teaches": [granted(similarity.graph, row) for row in course.grants],
        "demands": [demanded(similarity.graph, row) for row in course.demands],
        "cost": money(course.cost),
        "weeks": course.weeks,
        "modules": list(case.modules.all()),
        "letters": letters,
        "letters_effect": letters_effect(case),
        "now": timezone.now(),
        "next_step": next_step(actor, case, letters, effect, teaches=bool(course.grants)),
        "may_change": writes and case.status in _CHANGEABLE,
        "may_send": writes and CaseStatus.SENT in to,
        "may_close": writes and CaseStatus.CLOSED in to,
        "entries": entries(_events(case, letters), ()),
    }


def _to_ask(case: CourseCase, effect: EffectShown, letters: list[LetterOfIntent]) -> list[tuple[str, str]]:
    """Employers with open needs in the case that have no letter yet."""
    asked = {letter.organisation_id for letter in letters}
    found = {row.need.organisation_id: row.need.organisation.name for row in effect.needs if row.need.is_open}
    return [(pk, name) for pk, name in found.items() if pk not in asked]


def _events(case: CourseCase, letters: list[LetterOfIntent]) -> list[AuditEvent]:
    """What was done to the case and to its letters, the latest first."""
    done = Q(object_type=_type(CourseCase), object_id=case.pk)
    done |= Q(object_type=_type(LetterOfIntent), object_id__in=[letter.pk for letter in letters])
    return list(AuditEvent.objects.filter(done).order_by("-at", "-id")[:_MOST_TRAIL])


def _type(model: type[CourseCase] | type[LetterOfIntent]) -> str:
    return str(model._meta.model_name)
