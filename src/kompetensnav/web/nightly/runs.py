"""Nightly runs as the page shows them: the one under way or the last, and the earlier ones as rows."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import F
from django.utils.translation import gettext

from kompetensnav.apps.matches.enums import NIGHTLY_UNDER_WAY, NightlyStatus
from kompetensnav.apps.matches.models import NightlyRun
from kompetensnav.apps.matches.queries import NightlyRunQuerySet
from kompetensnav.apps.memberships.actor import Actor
from kompetensnav.web.words import language
from kompetensnav.wording import Words, table

MOST = 100  # rows: a quarter of a year of nights
PATIENCE = datetime.timedelta(seconds=15)  # a worker that lives picks a run up within a second
STANDSTILL = datetime.timedelta(minutes=2)  # a batch takes seconds
_SORTS: dict[str, Any] = {
    "began": F("queued_at"),
    "needs": F("done"),
    "changed": F("changed"),
    "came": F("came"),
    "gone": F("gone"),
    "took": F("finished_at") - F("started_at"),
}
USUAL = "-began"
_TONES = {NightlyStatus.DONE: "ok", NightlyStatus.FAILED: "late"}


@dataclass(frozen=True, slots=True)
class State:
    """The newest run: where it stands and what to do."""

    run: NightlyRun
    under_way: bool
    silent: bool  # nothing has picked it up, or nothing has moved for a while
    reason: str  # where it failed

    @property
    def mark(self) -> str:
        """What is shown of it, so that a page that shows this already is left alone, and read aloud once."""
        return f"{self.run.status}-{self.run.done}-{self.silent:d}"


@dataclass(frozen=True, slots=True)
class Row:
    """One earlier run."""

    run: NightlyRun
    by_itself: bool
    state: str
    tone: str
    seconds: int | None


@dataclass(frozen=True, slots=True)
class Column:
    """A heading that sorts."""

    label: str
    href: str
    state: str
    number: bool


def state_of(runs: NightlyRunQuerySet, now: datetime.datetime) -> State | None:
    """One query; None where none has ever been asked for."""
    run = runs.order_by("-queued_at", "id").first()
    if run is None:
        return None
    moved, patience = (run.moved_at, STANDSTILL) if run.moved_at else (run.queued_at, PATIENCE)
    under_way = run.status in NIGHTLY_UNDER_WAY
    return State(run, under_way, under_way and now - moved > patience, _reason(run.problem))


def sort_of(wished: str) -> str:
    """A way to sort that there is."""
    return wished if wished.removeprefix("-") in _SORTS else USUAL


def rows(actor: Actor, sort: str, most: int | None = None) -> list[Row]:
    """Runs that have ended, sorted."""
    by = _SORTS[sort.removeprefix("-")]
    order = by.desc(nulls_last=True) if sort.startswith("-") else by.asc(nulls_last=True)
    ended = NightlyRun.objects.visible_to(actor).exclude(status__in=NIGHTLY_UNDER_WAY)
    return [_row(run) for run in ended.order_by(order, "id")[:most]]


def _row(run: NightlyRun) -> Row:
    seconds = None
    if run.finished_at and run.started_at:
        seconds = round((run.finished_at - run.started_at).total_seconds())
    return Row(
        run=run,
        by_itself=run.night is not None,
        state=str(run.get_status_display()),
        tone=_TONES.get(NightlyStatus(run.status), "plain"),
        seconds=seconds,
    )


def columns(sort: str) -> Sequence[Column]:
    """The headings of the table."""
    labels = {
        "began": gettext("Began"),
        "needs": gettext("Needs"),
        "changed": gettext("With other people"),
        "came": gettext("New"),
        "gone": gettext("No longer there"),
        "took": gettext("Seconds"),
    }
    found = []
    for key, label in labels.items():
        state = {key: "ascending", f"-{key}": "descending"}.get(sort, "none")
        href = f"?sort={key}" if state == "descending" else f"?sort=-{key}"
        found.append(Column(label, href, state, key != "began"))
    return found


def exported(actor: Actor, sort: str) -> tuple[Sequence[str], list[Sequence[Any]]]:
    """(header, rows) of all runs for a file."""
    header = (
        gettext("Began"), gettext("Ended"), gettext("How"), gettext("State"), gettext("Needs"),
        gettext("With other people"), gettext("New"), gettext("No longer there"), gettext("Seconds"),
    )  # fmt: skip
    body: list[Sequence[Any]] = [
        (
            r.run.queued_at, r.run.finished_at, _how(r), r.state,
            r.run.done, r.run.changed, r.run.came, r.run.gone, r.seconds,
        )
        for r in rows(actor, sort)
    ]  # fmt: skip
    return header, body


def _how(row: Row) -> str:
    return gettext("by itself") if row.by_itself else gettext("by hand")


def _reason(code: str) -> str:
    words = Words(language())
    sentence = words.say(code) if code in table(words.language) and "{" not in table(words.language)[code] else ""
    return sentence[:1].upper() + sentence[1:]
