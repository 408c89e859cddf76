"""The one next step of a course case: when, what, why, and where."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext, ngettext

from kompetensnav.apps.courses.enums import CaseStatus, LetterAnswer
from kompetensnav.apps.courses.models import CourseCase, LetterOfIntent
from kompetensnav.apps.courses.queries import may_answer
from kompetensnav.apps.memberships.actor import Actor
from kompetensnav.apps.memberships.enums import May
from kompetensnav.web.courses.figures import EffectShown


@dataclass(frozen=True, slots=True)
class NextStep:
    """``state`` as the banner has it; without a ``url`` there is nothing to press."""

    state: str
    title: str
    why: str
    when: str = ""
    when_note: str = ""
    url: str = ""
    button: str = ""


def next_step(
    actor: Actor, case: CourseCase, letters: Sequence[LetterOfIntent], effect: EffectShown, *, teaches: bool
) -> NextStep:
    """The first of these that holds."""
    if case.status in (CaseStatus.STARTED, CaseStatus.CLOSED):
        return _ended(case)
    if not actor.may(May.WRITE_COURSES):
        return NextStep("nothing", gettext("Nothing waits for you"), gettext("Whoever plans courses works on it."))
    if case.status == CaseStatus.SENT:
        return _sent(actor, case)
    if case.status == CaseStatus.ACCEPTED:
        title = gettext("Set the dates and make it an intake")
        why = gettext("The provider has accepted. With dates it stands in the catalogue and in people's routes.")
        return NextStep("due", title, why, url="#start", button=gettext("Set the dates"))
    if case.status == CaseStatus.DECLINED:
        why = case.decline_note or gettext("The provider gave no reason.")
        return NextStep("due", gettext("Change the course, or close it"), why, **_change(case))
    return _draft(case, letters, effect, teaches=teaches)


def _change(case: CourseCase) -> dict[str, str]:
    return {"url": reverse("courses:change", args=(case.pk,)), "button": gettext("Change the course")}


def _draft(case: CourseCase, letters: Sequence[LetterOfIntent], effect: EffectShown, *, teaches: bool) -> NextStep:
    if not effect.needs:
        return NextStep(
            "due", gettext("Pick the needs"), gettext("A course answers at least one."), **_change(case)
        )
    if not teaches:
        why = gettext("Until something is taught nobody is lifted, and no provider can say yes.")
        return NextStep("due", gettext("Choose what is taught"), why, **_change(case))
    if not letters:
        n = effect.employers
        title = ngettext("Ask the employer to stand behind it", "Ask the %(n)d employers to stand behind it", n)
        why = gettext("Letters of intent say how many they would hire. A provider asks for them first.")
        return NextStep("due", title % {"n": n}, why, url="#letters", button=gettext("Ask for letters of intent"))
    now = timezone.now()
    waiting = [letter for letter in letters if letter.answer == LetterAnswer.OPEN and letter.deadline >= now]
    if waiting:
        return _waiting(waiting)
    lacking = _lacking(case)
    if lacking:
        why = gettext("Before it is sent it needs: %(what)s.") % {"what": ", ".join(lacking)}
        return NextStep("due", gettext("Fill in the rest of the course"), why, **_change(case))
    why = gettext("All employers have answered, or their time is out.")
    return NextStep("due", gettext("Send it to the provider"), why, url="#send", button=gettext("Send it"))


def _lacking(case: CourseCase) -> list[str]:
    wished = (
        (case.provider_id, gettext("a provider")),
        (case.seats, gettext("seats")),
        (case.starts_from and case.starts_by, gettext("a window to start in")),
    )
    return [word for value, word in wished if not value]


def _waiting(waiting: Sequence[LetterOfIntent]) -> NextStep:
    by = timezone.localtime(min(letter.deadline for letter in waiting))
    n = len(waiting)
    title = ngettext("%(n)d employer has not answered yet", "%(n)d employers have not answered yet", n) % {"n": n}
    why = gettext("You can send the course to the provider meanwhile.")
    return NextStep("waiting", title, why, date_format(by, "j N"), _days(by.date()))


def _days(day: datetime.date) -> str:
    left = (day - timezone.localdate()).days
    if left < 0:
        return gettext("the time is out")
    if left == 0:
        return gettext("today")
    return ngettext("in %(n)d day", "in %(n)d days", left) % {"n": left}


def _sent(actor: Actor, case: CourseCase) -> NextStep:
    name = case.provider.name if case.provider else ""
    if may_answer(actor, case):
        why = gettext("You answer for the provider, or note what it has said.")
        title = gettext("Answer for %(provider)s") % {"provider": name}
        return NextStep("due", title, why, url="#answer", button=gettext("Answer"))
    title = gettext("Waiting for %(provider)s") % {"provider": name}
    return NextStep("waiting", title, gettext("An education planner answers for the provider."))


def _ended(case: CourseCase) -> NextStep:
    if case.status == CaseStatus.CLOSED:
        return NextStep("nothing", gettext("The case is closed"), gettext("Its needs can be in another course."))
    start = case.intake.starts_on if case.intake else None
    why = gettext("It stands in the catalogue, and in the routes of those it lifts.")
    return NextStep(
        "nothing",
        gettext("The course has become an intake"),
        why,
        date_format(start, "j N Y") if start else "",
        gettext("first day"),
        reverse("catalogue:programme", args=(case.programme_id,)),
        gettext("See the programme"),
    )
