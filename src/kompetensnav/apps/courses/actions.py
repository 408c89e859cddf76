"""What is done to course cases (written, sent, answered, made into an intake, closed) and to letters of intent.

Changes carry the version they were made on; an older one is refused, nothing is lost.
"""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from kompetensnav.apps.core.log import Acts, audit
from kompetensnav.apps.courses.content import CaseContent, Composed, compose
from kompetensnav.apps.courses.enums import CASE_TRANSITIONS, OPEN_CASES, CaseStatus, LetterAnswer, LetterReason
from kompetensnav.apps.courses.fields import CaseFields, checked, columns_of
from kompetensnav.apps.courses.models import CourseCase, LetterOfIntent
from kompetensnav.apps.courses.positions import open_positions
from kompetensnav.apps.courses.queries import may_answer
from kompetensnav.apps.education.actions import (
    IntakeFields,
    ProgrammeFields,
    confirm_grants,
    set_demands,
    write_intake,
    write_programme,
)
from kompetensnav.apps.education.enums import OnSiteShare, ProgrammeKind
from kompetensnav.apps.education.models import LONGEST_WEEKS, MOST_SEATS, Intake, Programme, Provider
from kompetensnav.apps.matches.finding import similarity_in_use
from kompetensnav.apps.memberships.actor import Actor
from kompetensnav.apps.needs.models import MOST_POSITIONS
from kompetensnav.runtime.problems import InputError, Problem

_CHANGEABLE = (CaseStatus.DRAFT, CaseStatus.DECLINED)
_ASKABLE = (CaseStatus.DRAFT, CaseStatus.SENT, CaseStatus.ACCEPTED)
_LONGEST_NOTE = 500
LETTER_DAYS = 14
MOST_LETTER_DAYS = 365


@dataclass(frozen=True, slots=True)
class IntakeDates:
    """When what a case becomes is given. ``seats`` None: as the case has them."""

    starts_on: datetime.date
    ends_on: datetime.date | None = None
    apply_by: datetime.date | None = None
    seats: int | None = None


@transaction.atomic
def start_case(actor: Actor, *, fields: CaseFields) -> CourseCase:
    """A draft in the actor's region. Raises InputError as ``change_case``, but for what is about versions."""
    needs, modules = checked(actor, fields)
    case = CourseCase(collaboration_id=actor.collaboration_id, owner=actor.user, **columns_of(fields))
    case.save(force_insert=True)
    case.needs.set(needs)
    case.modules.set(modules)
    audit(actor, "case.started-draft", case, needs=len(needs), modules=len(modules))
    return case


@transaction.atomic
def change_case(actor: Actor, *, case: CourseCase, version: int, fields: CaseFields) -> None:
    """Write a draft anew; one that was declined becomes a draft again.

    Raises InputError ``case.title``, ``case.need-not-here``, ``case.module-not-here``, ``case.provider-not-here``,
    ``case.window``, ``case.seats``, ``case.weeks``, ``case.changed-meanwhile`` or ``case.not-from-here``, and as
    the catalogue does for what a programme cannot grant or demand.
    """
    needs, modules = checked(actor, fields, already=set(case.needs.values_list("pk", flat=True)))
    row = _taken(case, version)
    if row.status not in _CHANGEABLE:
        raise _not_from_here(row)
    _write(row, status=CaseStatus.DRAFT, **columns_of(fields))
    row.needs.set(needs)
    row.modules.set(modules)
    audit(actor, "case.changed", row, needs=len(needs), modules=len(modules))
    case.refresh_from_db()


@transaction.atomic
def send_case(actor: Actor, *, case: CourseCase, version: int, today: datetime.date) -> None:
    """Ask the provider. Raises InputError ``case.no-provider``, ``case.no-needs``, ``case.no-seats``,
    ``case.no-window``, ``case.window-past``, ``case.grants-nothing``, or as ``change_case`` of versions.
    """
    row = _taken(case, version)
    _ensure(row, CaseStatus.SENT)
    _ensure_whole(row, today)
    _write(row, status=CaseStatus.SENT, decline_note="")
    audit(actor, "case.sent", row, provider=row.provider_id)
    case.refresh_from_db()


@transaction.atomic
def answer_case(actor: Actor, *, case: CourseCase, accept: bool, note: str = "") -> None:
    """The provider's answer, once. Raises InputError ``case.not-yours-to-answer``, ``case.note-needed`` (a no says
    why) or ``case.not-from-here``.
    """
    row = _locked(case)
    if not may_answer(actor, row):
        raise InputError(Problem("case.not-yours-to-answer"))
    to = CaseStatus.ACCEPTED if accept else CaseStatus.DECLINED
    if row.status != CaseStatus.SENT:
        raise _not_from_here(row)
    if not accept and not note.strip():
        raise InputError(Problem("case.note-needed", field="note"))
    _write(row, status=to, decline_note="" if accept else note.strip()[:_LONGEST_NOTE])
    audit(actor, "case.accepted" if accept else "case.declined", row)
    case.refresh_from_db()


@transaction.atomic
def start_intake(actor: Actor, *, case: CourseCase, dates: IntakeDates) -> Intake:
    """Turn a case into a programme with what it grants confirmed, and one intake. Of two clicks the second gets the
    intake that the first made.

    Raises InputError ``case.no-provider``, ``case.grants-nothing``, ``case.no-seats`` or ``case.not-from-here``,
    and what the catalogue refuses (``intake.ends-before-start`` and others, circular prerequisites).
    """
    row = _locked(case)
    if row.status == CaseStatus.STARTED and row.intake is not None:
        case.refresh_from_db()
        return row.intake
    _ensure(row, CaseStatus.STARTED)
    seats = row.seats if dates.seats is None else dates.seats
    if row.provider is None:
        raise InputError(Problem("case.no-provider", field="provider"))
    if seats is None or not 1 <= seats <= MOST_SEATS:
        raise InputError(Problem("case.no-seats", field="seats", values={"most": MOST_SEATS}))
    programme = _programme(actor, row, row.provider, _granting(row))
    fields = IntakeFields(
        starts_on=dates.starts_on,
        ends_on=dates.ends_on,
        apply_by=dates.apply_by,
        municipality_code=row.municipality_id,
        on_site=OnSiteShare(row.on_site),
        seats=seats,
        taken=0,
    )
    intake = write_intake(actor, programme=programme, intake=None, version=1, fields=fields)
    _write(row, status=CaseStatus.STARTED, programme=programme, intake=intake)
    audit(actor, "case.started", row, programme=programme.pk, intake=intake.pk, seats=seats)
    case.refresh_from_db()
    return intake


@transaction.atomic
def close_case(actor: Actor, *, case: CourseCase, version: int) -> None:
    """Nothing will come of it. Its letters can no longer be answered."""
    row = _taken(case, version)
    _ensure(row, CaseStatus.CLOSED)
    _write(row, status=CaseStatus.CLOSED)
    audit(actor, "case.closed", row)
    case.refresh_from_db()


@transaction.atomic
def ask_employers(
    actor: Actor, *, case: CourseCase, organisation_ids: Sequence[str] | None = None, days: int = LETTER_DAYS
) -> list[LetterOfIntent]:
    """A letter of intent to every employer with open needs in the case, or to these of them; the new ones.

    Who was asked before is not asked again. Raises InputError ``letter.nobody`` (no employer with an open need was
    chosen), ``letter.days`` or ``case.not-from-here``.
    """
    row = _locked(case)
    if row.status not in _ASKABLE:
        raise InputError(Problem("case.ended" if row.status not in OPEN_CASES else "letter.case-declined"))
    if not 1 <= days <= MOST_LETTER_DAYS:
        raise InputError(Problem("letter.days", field="days", values={"most": MOST_LETTER_DAYS}))
    asked = _positions_by_employer(row)
    if organisation_ids is not None:
        asked = {pk: positions for pk, positions in asked.items() if pk in organisation_ids}
    if not asked:
        raise InputError(Problem("letter.nobody", field="organisations"))
    for known in row.letters.filter(organisation__in=asked).values_list("organisation_id", flat=True):
        del asked[known]
    deadline = timezone.now() + datetime.timedelta(days=days)
    return [_ask(actor, row, pk, asked[pk], deadline) for pk in sorted(asked)]


def _positions_by_employer(case: CourseCase) -> dict[str, int]:
    """Open positions in the case of those who have any."""
    needs = {need.pk: need for need in case.needs.all()}
    asked: dict[str, int] = {}
    for pk, left in open_positions(needs.values()).items():
        if left:
            employer = needs[pk].organisation_id
            asked[employer] = asked.get(employer, 0) + left
    return asked


def _ask(
    actor: Actor, case: CourseCase, organisation_id: str, positions: int, deadline: datetime.datetime
) -> LetterOfIntent:
    letter = LetterOfIntent.objects.create(
        case=case,
        organisation_id=organisation_id,
        asked_positions=min(positions, MOST_POSITIONS),
        asked_by=actor.actor_id,
        deadline=deadline,
    )
    audit(actor, "letter.asked", letter, case=case.pk, positions=letter.asked_positions)
    return letter


@dataclass(frozen=True, slots=True)
class LetterSaid:
    """What an employer answers: a yes with how many it would hire and could take in training, or a no with why."""

    yes: bool
    positions: int | None = None
    workplaces: int | None = None
    reason: str = ""
    note: str = ""


@transaction.atomic
def answer_letter(actor: Actor, *, letter: LetterOfIntent, said: LetterSaid) -> None:
    """One conditional update, case and letter locked: of two clicks at once one finds nothing left to answer.

    Raises InputError ``letter.positions``, ``letter.workplaces``, ``letter.reason-needed``, ``letter.note-needed``,
    ``letter.case-ended``, ``letter.deadline-passed`` or ``letter.already-answered``.
    """
    columns = _answer(said)
    now = timezone.now()
    case = CourseCase.objects.select_for_update().get(pk=letter.case_id)
    LetterOfIntent.objects.select_for_update().get(pk=letter.pk)  # PostgreSQL looks anew at a row it waited for
    waiting = LetterOfIntent.objects.answerable_by(actor, now).filter(pk=letter.pk)
    if not waiting.update(**columns, answered_at=now, answered_by=actor.actor_id):
        letter.refresh_from_db()
        raise InputError(Problem(_why_not(letter, case)))
    audit(actor, "letter.answered", letter, case=case.pk, yes=said.yes, reason=str(columns["reason"]))
    letter.refresh_from_db()


def _answer(said: LetterSaid) -> dict[str, object]:
    note = said.note.strip()[:_LONGEST_NOTE]
    if not said.yes:
        if said.reason not in LetterReason.values:
            raise InputError(Problem("letter.reason-needed", field="reason"))
        if said.reason == LetterReason.OTHER and not note:
            raise InputError(Problem("letter.note-needed", field="note"))
        return {"answer": LetterAnswer.NO, "reason": said.reason, "note": note, "workplaces": None}
    if said.positions is None or not 1 <= said.positions <= MOST_POSITIONS:
        raise InputError(Problem("letter.positions", field="positions", values={"most": MOST_POSITIONS}))
    if said.workplaces is not None and not 0 <= said.workplaces <= MOST_POSITIONS:
        raise InputError(Problem("letter.workplaces", field="workplaces", values={"most": MOST_POSITIONS}))
    return {
        "answer": LetterAnswer.YES,
        "positions": said.positions,
        "workplaces": said.workplaces,
        "reason": "",
        "note": note,
    }


def _why_not(letter: LetterOfIntent, case: CourseCase) -> str:
    if letter.answer in (LetterAnswer.YES, LetterAnswer.NO):
        return "letter.already-answered"
    return "letter.case-ended" if case.status not in OPEN_CASES else "letter.deadline-passed"


@transaction.atomic
def expire_letters(actor: Acts, *, now: datetime.datetime) -> int:
    """Answers that did not come in time are written as such; how many."""
    late = LetterOfIntent.objects.filter(answer=LetterAnswer.OPEN, deadline__lt=now)
    rows = list(late.select_for_update())
    LetterOfIntent.objects.filter(pk__in=[row.pk for row in rows]).update(
        answer=LetterAnswer.EXPIRED, answered_at=now
    )
    for row in rows:
        audit(actor, "letter.expired", row, case=row.case_id)
    return len(rows)


def _programme(actor: Actor, case: CourseCase, provider: Provider, course: Composed) -> Programme:
    """What the case would teach, in the catalogue; whoever decides to give it confirms what it grants."""
    weeks = None if course.weeks is None else min(course.weeks, LONGEST_WEEKS)
    fields = ProgrammeFields(
        name=case.title, kind=ProgrammeKind(case.kind), text=case.text, weeks=weeks, cost=course.cost
    )
    programme = write_programme(actor, programme=None, provider_name=provider.name, version=1, fields=fields)
    confirm_grants(actor, programme=programme, version=programme.version, grants=course.grants)
    set_demands(actor, programme=programme, version=programme.version, demands=course.demands)
    return programme


def _granting(case: CourseCase) -> Composed:
    course = compose(CaseContent.of_case(case), similarity_in_use())
    if not course.grants:
        raise InputError(Problem("case.grants-nothing", field="grants"))
    return course


def _ensure_whole(case: CourseCase, today: datetime.date) -> None:
    """Somebody can say yes or no to it: who, for what, when, how many."""
    if case.provider_id is None:
        raise InputError(Problem("case.no-provider", field="provider"))
    if not case.needs.exists():
        raise InputError(Problem("case.no-needs", field="needs"))
    if case.seats is None:
        raise InputError(Problem("case.no-seats", field="seats", values={"most": MOST_SEATS}))
    if case.starts_from is None or case.starts_by is None:
        raise InputError(Problem("case.no-window", field="starts_from"))
    if case.starts_by < today:
        raise InputError(Problem("case.window-past", field="starts_by"))
    _granting(case)


def _locked(case: CourseCase) -> CourseCase:
    """The row alone: of a row that it waited for, PostgreSQL does not look anew at what is joined to it."""
    return CourseCase.objects.select_for_update().get(pk=case.pk)


def _taken(case: CourseCase, version: int) -> CourseCase:
    """The row, locked, if it is still the one that was read."""
    row = _locked(case)
    if row.version != version:
        raise InputError(Problem("case.changed-meanwhile"))
    return row


def _ensure(case: CourseCase, to: CaseStatus) -> None:
    if to not in CASE_TRANSITIONS[CaseStatus(case.status)]:
        raise _not_from_here(case)


def _not_from_here(case: CourseCase) -> InputError:
    code = "case.ended" if case.status not in OPEN_CASES else "case.not-from-here"
    return InputError(Problem(code))


def _write(case: CourseCase, **columns: object) -> None:
    """Every change counts the version up, so that a page read before it is refused."""
    for name, value in columns.items():
        setattr(case, name, value)
    case.version += 1
    case.save()
