"""What a file would do to the catalogue, in words: rows of the page that shows it before anything is stored."""

import datetime
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from textwrap import shorten
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext

from kompetensnav.apps.concepts.queries import taxonomy_in_use
from kompetensnav.apps.education.diffing import CatalogueDiff, IntakeDiff, Outcome, ProgrammeDiff
from kompetensnav.apps.education.enums import Finance, IntakeStatus, OnSiteShare, ProgrammeKind
from kompetensnav.apps.education.merging import FieldChange
from kompetensnav.apps.places.facts import municipalities
from kompetensnav.engine.taxonomy.graph import TaxonomyGraph
from kompetensnav.runtime.problems import Problem
from kompetensnav.web.catalogue.forms import in_words
from kompetensnav.web.catalogue.said import label_of
from kompetensnav.web.words import language
from kompetensnav.wording import Words

NEW, CHANGED, UNCHANGED = Outcome.NEW.value, Outcome.CHANGED.value, Outcome.UNCHANGED.value
REJECTED, ABSENT = Outcome.REJECTED.value, "absent"
PARTS = (NEW, CHANGED, REJECTED, UNCHANGED, ABSENT)
_LONGEST = 160  # characters of a text that changes
_WORDS: Mapping[str, Callable[[Any], str]] = {
    "kind": lambda value: str(ProgrammeKind(value).label),
    "status": lambda value: str(IntakeStatus(value).label),
    "on_site": lambda value: str(OnSiteShare(value).label),
    "rolling": lambda value: gettext("yes") if value else gettext("no"),
    "municipality_id": lambda value: municipalities()[value].name,
}


@dataclass(frozen=True, slots=True)
class ChangeShown:
    """A field, as it stands and as it would."""

    field: str
    was: str
    now: str


@dataclass(frozen=True, slots=True)
class IntakeShown:
    """An intake of the file."""

    day: str
    outcome: str
    changes: tuple[ChangeShown, ...]
    problem: str


@dataclass(frozen=True, slots=True)
class ProgrammeShown:
    """A programme of the file with those of its intakes that belong to the part shown."""

    line: int
    name: str
    provider: str
    kind: str
    id: str | None
    changes: tuple[ChangeShown, ...]
    intakes: tuple[IntakeShown, ...]
    others: int
    suggested: tuple[str, ...]
    to_confirm: bool


@dataclass(frozen=True, slots=True)
class RejectedShown:
    """A row that was left out: where it stands and why."""

    line: int | None
    field: str
    sentence: str


@dataclass(frozen=True, slots=True)
class AbsentShown:
    """What is stored and was not in the file."""

    id: str
    name: str
    day: str


def part_of(diff: CatalogueDiff, part: str) -> Sequence[Any]:
    """What belongs to a part of the page: programmes, problems, or what is absent. Each is shown once."""
    if part == REJECTED:
        return diff.problems
    if part == ABSENT:
        return diff.absent
    return [p for p in diff.programmes if _part(p) == part]


def _part(diff: ProgrammeDiff) -> str:
    """A programme that is unchanged itself but has new or changed intakes is a changed one."""
    return CHANGED if diff.outcome is Outcome.UNCHANGED and diff.touched else diff.outcome.value


def shown(rows: Iterable[Any], part: str) -> list[Any]:
    """A page of one part in words."""
    if part == REJECTED:
        return [rejected_in_words(p) for p in rows]
    if part == ABSENT:
        return [AbsentShown(a.programme_id, a.name, _day(a.starts_on) if a.intake_id else "") for a in rows]
    graph = taxonomy_in_use().graph
    return [_programme(row, graph) for row in rows]


def rejected_in_words(problem: Problem) -> RejectedShown:
    """Line, column as the file calls it, and sentence apart, for a table."""
    return RejectedShown(problem.line, problem.field, in_words(problem))


def _programme(diff: ProgrammeDiff, graph: TaxonomyGraph) -> ProgrammeShown:
    intakes = [i for i in diff.intakes if i.outcome in (Outcome.NEW, Outcome.CHANGED)]
    return ProgrammeShown(
        diff.row.line,
        diff.row.name,
        diff.row.provider,
        str(diff.row.kind.label),
        diff.id,
        tuple(_change(c, graph) for c in diff.changes),
        tuple(_intake(i, graph) for i in intakes),
        len(diff.intakes) - len(intakes),
        tuple(label_of(graph, s.concept) for s in diff.suggested),
        diff.to_confirm,
    )


def _intake(diff: IntakeDiff, graph: TaxonomyGraph) -> IntakeShown:
    problem = in_words(diff.problem) if diff.problem else ""
    changes = tuple(_change(c, graph) for c in diff.changes)
    return IntakeShown(_day(diff.row.starts_on), diff.outcome.value, changes, problem)


def _change(change: FieldChange, graph: TaxonomyGraph) -> ChangeShown:
    was, now = (_value(change.field, value, graph) for value in (change.was, change.now))
    return ChangeShown(field_in_words(change.field), was, now)


def field_in_words(field: str) -> str:
    """What a field is called; a column of a file that we have no name for is called what the file calls it."""
    try:
        return Words(language()).say(f"education-field.{field}")
    except KeyError:
        return field


def _value(field: str, value: Any, graph: TaxonomyGraph) -> str:
    if value is None or value in ("", []):
        return gettext("not known")
    if isinstance(value, list):
        return ", ".join(_one_of_many(field, v, graph) for v in value)
    if isinstance(value, datetime.date):
        return _day(value)
    words = _WORDS.get(field)
    return words(value) if words else shorten(str(value), _LONGEST, placeholder="…")


def _one_of_many(field: str, value: str, graph: TaxonomyGraph) -> str:
    return str(Finance(value).label) if field == "finance" else label_of(graph, value)


def _day(day: datetime.date | None) -> str:
    return date_format(day, "j N Y") if day else gettext("at any time")
