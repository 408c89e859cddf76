"""A catalogue that was read against the one that is stored: what is new, changed, unchanged, rejected, absent."""

import datetime
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum

from kompetensnav.apps.education.enums import IntakeStatus, Source
from kompetensnav.apps.education.merging import FieldChange, intake_changes, intake_problem, programme_changes
from kompetensnav.apps.education.models import Intake, Programme
from kompetensnav.apps.education.rows import IntakeRow, ProgrammeRow
from kompetensnav.apps.education.stored import Stored, stored_catalogue
from kompetensnav.apps.education.suggesting import Suggested, suggest_grants
from kompetensnav.apps.organisations.models import Collaboration
from kompetensnav.runtime.problems import Problem

__all__ = [
    "Absent",
    "CatalogueDiff",
    "FieldChange",
    "FileRead",
    "IntakeDiff",
    "Outcome",
    "ProgrammeDiff",
    "compare",
    "with_suggestions",
]
_OLDEST_YEARS = 5
Suggestions = Mapping[tuple[str, str], tuple[Suggested, ...]]  # by provider and key of the row


class Outcome(StrEnum):
    """What becomes of a row when the import is applied."""

    NEW = "new"
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    REJECTED = "rejected"  # left as it is stored, for the reason its problem tells


@dataclass(frozen=True, slots=True)
class IntakeDiff:
    """What becomes of one intake of the file. ``id`` is that of the stored one; ``problem`` says why rejected."""

    outcome: Outcome
    row: IntakeRow
    id: str | None = None
    changes: tuple[FieldChange, ...] = ()
    problem: Problem | None = None


@dataclass(frozen=True, slots=True)
class ProgrammeDiff:
    """What becomes of one programme of the file, and of each of its intakes. A rejected one takes none with it.

    ``to_confirm``: after the import a person has to say what it grants; ``suggested`` is what was read from its
    text (empty too where nothing was found: then it grants nothing until a person says what). ``resuggest``: what
    is stored, if anything, was suggested from another text and gives way.
    """

    outcome: Outcome
    row: ProgrammeRow
    intakes: tuple[IntakeDiff, ...] = ()
    id: str | None = None
    changes: tuple[FieldChange, ...] = ()
    problem: Problem | None = None
    suggested: tuple[Suggested, ...] = ()
    to_confirm: bool = False
    resuggest: bool = False

    @property
    def touched(self) -> bool:
        """Whether applying changes the programme or any of its intakes."""
        writes = (Outcome.NEW, Outcome.CHANGED)
        return self.outcome in writes or any(intake.outcome in writes for intake in self.intakes)


@dataclass(frozen=True, slots=True)
class Absent:
    """What is stored from this source and was not in the file: told, and left alone."""

    programme_id: str
    name: str
    intake_id: str | None = None  # None: the whole programme is absent
    starts_on: datetime.date | None = None


@dataclass(frozen=True, slots=True)
class CatalogueDiff:
    """A whole file against what is stored. ``rejected``: rows that could not be read, with file, line and field;
    rows rejected against what is stored are in ``programmes``, with their own problem."""

    programmes: tuple[ProgrammeDiff, ...]
    rejected: tuple[Problem, ...]
    absent: tuple[Absent, ...]
    providers: tuple[str, ...]  # names of providers that will be new

    @property
    def counts(self) -> dict[str, dict[str, int]]:
        """``{"programmes": {"new": n, "changed": n, "unchanged": n, "rejected": n}, "intakes": {...},
        "rows": {"rejected": n, "absent": n, "to_confirm": n, "providers": n}}``: rows could not be read at all."""
        return {
            "programmes": _counted(p.outcome for p in self.programmes),
            "intakes": _counted(i.outcome for p in self.programmes for i in p.intakes),
            "rows": {
                "rejected": len(self.rejected),
                "absent": len(self.absent),
                "to_confirm": sum(p.to_confirm for p in self.programmes),
                "providers": len(self.providers),
            },
        }

    @property
    def problems(self) -> tuple[Problem, ...]:
        """Every reason for a rejection, those of rows that could not be read first."""
        compared = [p.problem for p in self.programmes]
        compared += [i.problem for p in self.programmes for i in p.intakes]
        return (*self.rejected, *(problem for problem in compared if problem is not None))


@dataclass(frozen=True, slots=True)
class FileRead:
    """What a reader made of a file: the rows that hold together, and what is wrong with the others."""

    source: Source
    name: str
    rows: Sequence[ProgrammeRow]
    rejected: Sequence[Problem] = ()


@dataclass(frozen=True, slots=True)
class _Comparison:
    """What all rows of one file are compared with."""

    file: FileRead
    today: datetime.date
    stored: Stored
    suggested: Suggestions
    matched: set[str] = field(default_factory=set)  # ids of stored rows that a row of the file stands for


def compare(
    collaboration: Collaboration,
    file: FileRead,
    *,
    today: datetime.date,
    suggested: Suggestions | None = None,
    lock: bool = False,
) -> CatalogueDiff:
    """The difference, storing nothing; a constant number of queries. ``lock``: nobody else may write meanwhile."""
    at = _Comparison(file, today, stored_catalogue(collaboration, file.source, lock=lock), suggested or {})
    programmes = tuple(_programme(at, row) for row in file.rows)
    known = at.stored.providers
    new = dict.fromkeys(p.row.provider for p in programmes if known.get(at.stored.fold(p.row.provider)) is None)
    return CatalogueDiff(programmes, tuple(file.rejected), tuple(_absent(at)), _once_each(new, at.stored))


def with_suggestions(diff: CatalogueDiff) -> CatalogueDiff:
    """The difference with what the texts of its programmes suggest, where nobody has confirmed what they grant."""
    return replace(
        diff,
        programmes=tuple(
            replace(p, suggested=tuple(suggest_grants(p.row.name, p.row.text))) if p.resuggest else p
            for p in diff.programmes
        ),
    )


def _programme(at: _Comparison, row: ProgrammeRow) -> ProgrammeDiff:
    found = at.stored.programme(row)
    problem = _clash(at, row, found)
    if problem:
        return ProgrammeDiff(Outcome.REJECTED, row, id=found.pk if found else None, problem=problem)
    suggested = at.suggested.get((row.provider, row.key), ())
    intakes = tuple(_intake(at, found, intake) for intake in row.intakes)
    if found is None:
        open_ = not row.grants
        return ProgrammeDiff(
            Outcome.NEW, row, intakes, suggested=suggested if open_ else (), to_confirm=open_, resuggest=open_
        )
    at.matched.add(found.pk)
    changes = programme_changes(row, found)
    open_ = not row.grants and found.grants_confirmed_at is None
    again = open_ and any(change.field in ("name", "text") for change in changes)
    return ProgrammeDiff(
        Outcome.CHANGED if changes else Outcome.UNCHANGED,
        row,
        intakes,
        found.pk,
        changes,
        suggested=suggested if again else (),
        to_confirm=open_,
        resuggest=again,
    )


def _clash(at: _Comparison, row: ProgrammeRow, found: Programme | None) -> Problem | None:
    """A row that stands for another provider's programme, or for one that another row stood for already."""
    if found is None:
        return None
    if at.stored.fold(found.provider.name) != at.stored.fold(row.provider):
        values: dict[str, str | int] = {"provider": found.provider.name}
        return Problem("education.other-provider", at.file.name, row.line, "provider", values)
    if found.pk in at.matched:
        return Problem("education.twice", at.file.name, row.line, "key", {"key": row.key})
    return None


def _intake(at: _Comparison, programme: Programme | None, row: IntakeRow) -> IntakeDiff:
    found = None if programme is None else at.stored.intake(programme, row)
    wrong = _long_past(at, row) if found is None else intake_problem(row, found)
    if wrong is None and found is not None and found.pk in at.matched:
        wrong = ("twice", "key", {"key": row.key})
    if wrong is not None:
        code, name, values = wrong
        problem = Problem(f"education.{code}", at.file.name, row.line, name, values)
        _match(at, found)
        return IntakeDiff(Outcome.REJECTED, row, found.pk if found else None, problem=problem)
    if found is None:
        return IntakeDiff(Outcome.NEW, row)
    _match(at, found)
    changes = intake_changes(row, found)
    return IntakeDiff(Outcome.CHANGED if changes else Outcome.UNCHANGED, row, found.pk, changes)


def _match(at: _Comparison, found: Intake | None) -> None:
    if found is not None:
        at.matched.add(found.pk)


def _long_past(at: _Comparison, row: IntakeRow) -> tuple[str, str, dict[str, str | int]] | None:
    """An intake that ended more than five years ago is no history anybody plans by; it is more likely a mistake."""
    ended = row.ends_on or row.starts_on
    if ended is None or ended >= at.today - datetime.timedelta(days=365 * _OLDEST_YEARS):
        return None
    return (
        "long-past",
        "ends_on" if row.ends_on else "starts_on",
        {"date": ended.isoformat(), "years": _OLDEST_YEARS},
    )


def _absent(at: _Comparison) -> Iterable[Absent]:
    """Programmes of the file's providers, and intakes not yet begun, that the file is silent of.

    A decision of the Agency for Higher Vocational Education is one round of many: nothing is absent from it.
    """
    if at.file.source is Source.MYH:
        return
    providers = {at.stored.fold(row.provider) for row in at.file.rows}
    for programme in at.stored.programmes:
        of_file = programme.source == at.file.source and at.stored.fold(programme.provider.name) in providers
        if of_file and programme.ended_at is None and programme.pk not in at.matched:
            yield Absent(programme.pk, programme.name)
        elif programme.pk in at.matched:
            for intake in programme.intakes.all():
                ahead = intake.rolling or (intake.starts_on is not None and intake.starts_on >= at.today)
                silent = intake.source_key and intake.pk not in at.matched
                if ahead and silent and intake.status != IntakeStatus.CANCELLED:
                    yield Absent(programme.pk, programme.name, intake.pk, intake.starts_on)


def _once_each(names: Iterable[str], stored: Stored) -> tuple[str, ...]:
    """The first spelling of each name."""
    by_folded: dict[str, str] = {}
    for name in names:
        by_folded.setdefault(stored.fold(name), name)
    return tuple(by_folded.values())


def _counted(outcomes: Iterable[Outcome]) -> dict[str, int]:
    found = Counter(outcomes)
    return {outcome.value: found[outcome] for outcome in Outcome}
