"""A file against the catalogue, as the command line shows it: counts, what changes, what is wrong."""

import datetime
from collections.abc import Iterator
from typing import TYPE_CHECKING

from rich.table import Table

from kompetensnav.cli.screen import Screen, shown

if TYPE_CHECKING:
    from kompetensnav.apps.education.diffing import CatalogueDiff, FieldChange
    from kompetensnav.wording import Words

_MOST_CHANGES = 20
_LONGEST = 40  # characters of a value
_OUTCOMES = ("new", "changed", "unchanged", "rejected")
_KINDS = ("programmes", "intakes")


def show(screen: Screen, file: str, region: str, diff: "CatalogueDiff") -> None:
    """Counts on standard output; reasons for rejections on standard error."""
    words, counts = screen.words, diff.counts
    screen.say("education.title", file=file, region=region)
    table = Table(words.say("education.column-rows"), box=None, pad_edge=False)
    for outcome in _OUTCOMES:
        table.add_column(words.say(f"education.count-{outcome}"), justify="right")
    for kind in _KINDS:
        table.add_row(words.say(f"education.row-{kind}"), *(str(counts[kind][outcome]) for outcome in _OUTCOMES))
    screen.out.print(table)
    rows = counts["rows"]
    for code, n in (
        ("education.unreadable", rows["rejected"]),
        ("education.new-providers", rows["providers"]),
        ("education.to-confirm", rows["to_confirm"]),
        ("education.absent", rows["absent"]),
    ):
        if n:
            screen.say(code, n=n)
    _show_changes(screen, diff)
    problems = diff.problems
    screen.warnings((words.problem(problem) for problem in problems), len(problems))


def _show_changes(screen: Screen, diff: "CatalogueDiff") -> None:
    lines = list(_changes(screen.words, diff))
    for line in lines[:_MOST_CHANGES]:
        screen.out.print(shown(line))
    if len(lines) > _MOST_CHANGES:
        screen.say("education.more-changes", n=len(lines) - _MOST_CHANGES)


def _changes(words: "Words", diff: "CatalogueDiff") -> Iterator[str]:
    for programme in diff.programmes:
        name = programme.row.name
        if programme.changes:
            yield words.say("education.change-programme", name=name, fields=_fields(words, programme.changes))
        for intake in programme.intakes:
            if intake.changes:
                start = intake.row.starts_on or words.say("education.standing")
                fields = _fields(words, intake.changes)
                yield words.say("education.change-intake", name=name, start=start, fields=fields)


def _fields(words: "Words", changes: "tuple[FieldChange, ...]") -> str:
    return ", ".join(
        words.say(
            "education.one-field",
            field=words.say(f"fieldname.{change.field}"),
            was=_value(change.was),
            now=_value(change.now),
        )
        for change in changes
    )


def _value(value: object) -> str:
    if value is None or value in ("", []):
        return "–"
    if isinstance(value, datetime.date):
        return value.isoformat()
    text = ", ".join(map(str, value)) if isinstance(value, list | tuple) else str(value)
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…"
