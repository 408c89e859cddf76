"""Workers and jobs, for whoever looks after the service: what runs, what was given up, and starting it again."""

import datetime
import re
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db.models.functions import Coalesce
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_POST, require_safe
from django_tasks.base import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from kompetensnav.apps.core.jobs.attempts import ATTEMPTS, Job, try_again
from kompetensnav.apps.core.jobs.overview import counts, is_up, unfinished, workers
from kompetensnav.apps.core.models import JobBeat
from kompetensnav.apps.corrections.models import Correction
from kompetensnav.apps.memberships.enums import May
from kompetensnav.runtime.problems import InputError
from kompetensnav.web.requests import Request, permitted
from kompetensnav.web.words import language, sentences
from kompetensnav.wording import Words, table

MOST = 200  # rows: a list longer than this is not read but mended at its cause
_ID = re.compile(r"[a-z]{1,3}-[a-z2-7]{8}")  # core.ids; anything else a job was given stays unseen
_SINCE = Coalesce("finished_at", "started_at", "enqueued_at")
_SORTS: dict[str, Any] = {
    "what": "task_path",
    "state": "status",
    "attempts": "beat__attempts",
    "since": _SINCE,
}
_USUAL = "-since"


@dataclass(frozen=True, slots=True)
class JobRow:
    """One job in the table. ``retry`` where it can be started again."""

    id: str
    what: str
    about: str
    state: str
    tone: str
    attempts: int
    since: datetime.datetime
    code: str
    reason: str
    retry: bool


@dataclass(frozen=True, slots=True)
class Column:
    """A heading that sorts."""

    label: str
    href: str
    state: str
    number: bool


@permitted(May.SEE_JOBS)
@require_safe
def jobs(request: Request) -> HttpResponse:
    """The page."""
    return _page(request, [])


@permitted(May.SEE_JOBS)
@require_POST
def retry(request: Request, job_id: UUID) -> HttpResponse:
    """Start a job again that was given up."""
    if not DBTaskResult.objects.filter(pk=job_id).exists():
        raise Http404
    try:
        try_again(request.actor, job_id=job_id)
    except InputError as error:
        return _page(request, sentences(error), 422)
    messages.success(request, gettext("The job has been started again."))
    response = HttpResponseRedirect(reverse("oversight:jobs"))
    response.status_code = 303
    return response


def _page(request: Request, errors: list[str], status: int = 200) -> HttpResponse:
    now = timezone.now()
    midnight = timezone.localtime(now).replace(hour=0, minute=0, second=0, microsecond=0)
    sort = request.GET.get("sort", _USUAL)
    if sort.removeprefix("-") not in _SORTS:
        sort = _USUAL
    words = Words(language())
    found = list(_sorted(sort)[: MOST + 1])
    known = [(worker, is_up(worker, now)) for worker in workers()]
    context = {
        "errors": errors,
        "counts": counts(midnight),
        "workers": known,
        "any_worker_up": any(up for _, up in known),
        "rows": [_row(job, words) for job in found[:MOST]],
        "more": len(found) > MOST,
        "most": MOST,
        "attempts": ATTEMPTS,
        "columns": _columns(sort),
        "corrections": Correction.objects.visible_to(request.actor).waiting().count(),
    }
    return render(request, "oversight/jobs.html", context, status=status)


def _sorted(sort: str) -> Any:
    by = _SORTS[sort.removeprefix("-")]
    falling = sort.startswith("-")
    if isinstance(by, str):
        return unfinished().order_by(f"-{by}" if falling else by, "id")
    return unfinished().order_by(by.desc() if falling else by.asc(), "id")


def _columns(sort: str) -> list[Column]:
    labels = {
        "what": gettext("Job"),
        "state": gettext("State"),
        "attempts": gettext("Attempts"),
        "since": gettext("Since"),
    }
    columns = []
    for key, label in labels.items():
        state = {key: "ascending", f"-{key}": "descending"}.get(sort, "none")
        href = f"?sort=-{key}" if state == "ascending" else f"?sort={key}"
        columns.append(Column(label, href, state, key == "attempts"))
    return columns


def _row(job: Job, words: Words) -> JobRow:
    beat: JobBeat | None = getattr(job, "beat", None)
    code = beat.problem if beat else ""
    state, tone = _state(job)
    name = job.task_path.rsplit(".", 1)[-1]
    return JobRow(
        id=str(job.pk),
        what=words.say(f"job.{name}") if f"job.{name}" in table(words.language) else name,
        about=", ".join(a for a in job.args_kwargs["args"] if isinstance(a, str) and _ID.fullmatch(a)),
        state=state,
        tone=tone,
        attempts=beat.attempts if beat else 0,
        since=job.finished_at or job.started_at or job.enqueued_at,
        code=code,
        reason=_reason(code, words),
        retry=job.status == TaskResultStatus.FAILED,
    )


def _state(job: Job) -> tuple[str, str]:
    if job.status == TaskResultStatus.FAILED:
        return gettext("Given up"), "late"
    if job.status == TaskResultStatus.RUNNING:
        return gettext("Running"), "ok"
    return gettext("Waits for another attempt"), "plain"


def _reason(code: str, words: Words) -> str:
    """The sentence of a code that needs no values; those are never stored."""
    sentence = table(words.language).get(code, "")
    return "" if "{" in sentence else sentence[:1].upper() + sentence[1:]
