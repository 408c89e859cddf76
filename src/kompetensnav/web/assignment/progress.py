"""Where the what-if of a region stands: shown, under way, failed, overtaken by newer lists."""

import datetime
from dataclasses import dataclass

from django.utils import timezone

from kompetensnav.apps.assignments.models import Assignment
from kompetensnav.apps.assignments.queries import matched_since
from kompetensnav.apps.matches.models import RunStatus
from kompetensnav.apps.memberships.actor import Actor
from kompetensnav.apps.memberships.enums import May
from kompetensnav.web.words import language
from kompetensnav.wording import Words, table

PATIENCE = datetime.timedelta(seconds=15)  # a worker that lives picks a job up within a second


@dataclass(frozen=True, slots=True)
class Progress:
    """``done`` is what is shown; ``newest`` may be another that is under way or was given up."""

    newest: Assignment | None
    done: Assignment | None
    under_way: bool
    silent: bool  # nothing has picked it up: the worker does not answer
    failed: bool
    problem: str
    overtaken: int  # needs that have been matched again since


def progress_of(actor: Actor) -> Progress:
    """Two queries."""
    newest, done = Assignment.objects.visible_to(actor).newest_and_done()
    status = newest.status if newest else ""
    waited = timezone.now() - newest.queued_at if newest else datetime.timedelta()
    failed = status == RunStatus.FAILED
    return Progress(
        newest=newest,
        done=done,
        under_way=status in (RunStatus.QUEUED, RunStatus.RUNNING),
        silent=status == RunStatus.QUEUED and waited > PATIENCE,
        failed=failed,
        problem=_sentence(newest.problem) if newest and failed else "",
        overtaken=matched_since(done) if done else 0,
    )


def may_ask(actor: Actor) -> bool:
    """Coordinators, and whoever may have all needs matched, if they see the region's needs at all."""
    return actor.may(May.SEE_REGIONS_NEEDS) and (actor.may(May.SEE_CANDIDATES) or actor.may(May.MATCH_ALL_NEEDS))


def _sentence(code: str) -> str:
    """The problem in words, where the code has any; the page of jobs has the rest."""
    words = Words(language())
    sentence = words.say(code) if code in table(words.language) else ""
    return sentence[:1].upper() + sentence[1:]
