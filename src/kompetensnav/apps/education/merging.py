"""What a row of a file makes of a stored programme or intake.

A file that is silent of a field leaves it as it stands: a person may have filled it in. The dates of an intake are
one thing; a file that moves its start says all of them. What a person confirmed that a programme grants is changed
only by a file that states what it grants.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from kompetensnav.apps.education.enums import IntakeStatus, OnSiteShare
from kompetensnav.apps.education.models import Intake, Programme
from kompetensnav.apps.education.row_checks import wrong_with_intake
from kompetensnav.apps.education.rows import DemandRow, GrantRow, IntakeRow, ProgrammeRow

PROGRAMME_FIELDS = (
    "name",
    "kind",
    "text",
    "code",
    "url",
    "sun",
    "seqf",
    "credits",
    "weeks",
    "language",
    "cost",
    "finance",
)
_DATES = ("starts_on", "ends_on", "apply_from", "apply_by")
_PLAIN = ("site", "pace", "seats", "taken", "workplaces")
INTAKE_FIELDS = (*_DATES, "rolling", "municipality_id", *_PLAIN, "on_site", "on_site_weeks", "status")


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One field of a stored row that the file has otherwise. ``field`` as in the models; values as they are stored:
    codes, dates, numbers, lists of concepts' ids, None where unknown or, for grants, where nobody confirmed them.
    Words for fields: ``Words.say(f"fieldname.{field}")``.
    """

    field: str
    was: object
    now: object


def programme_values(row: ProgrammeRow, stored: Programme | None = None) -> dict[str, object]:
    """What the fields hold after the import."""
    values: dict[str, object] = {}
    for field in PROGRAMME_FIELDS:
        said = list(row.finance) if field == "finance" else getattr(row, field)
        values[field] = said if stored is None or _says(said) else getattr(stored, field)
    return values


def intake_values(row: IntakeRow, stored: Intake | None = None) -> dict[str, object]:
    """What the fields hold after the import."""
    dates = {field: getattr(row, field) for field in _DATES}
    if stored is not None and row.starts_on == stored.starts_on:
        dates = {field: said or getattr(stored, field) for field, said in dates.items()}
    values: dict[str, object] = {**dates, "rolling": row.starts_on is None}
    for field in _PLAIN:
        said = getattr(row, field)
        values[field] = said if stored is None or _says(said) else getattr(stored, field)
    values["municipality_id"] = row.municipality_code or (stored.municipality_id if stored else None)
    attended = row.on_site != OnSiteShare.UNKNOWN or stored is None
    values["on_site"] = row.on_site if attended or stored is None else stored.on_site
    same = stored is not None and stored.on_site == values["on_site"]
    values["on_site_weeks"] = (
        row.on_site_weeks if row.on_site_weeks is not None or not same or stored is None else stored.on_site_weeks
    )
    values["status"] = _status(row, values, stored)
    return values


def programme_changes(row: ProgrammeRow, stored: Programme) -> tuple[FieldChange, ...]:
    """The fields that would change, those of the file's words first, then what is granted and demanded."""
    values = programme_values(row, stored)
    changes = [FieldChange(f, getattr(stored, f), now) for f, now in values.items() if getattr(stored, f) != now]
    return (*changes, *_grants_change(row.grants, stored), *_demands_change(row.demands, stored))


def intake_changes(row: IntakeRow, stored: Intake) -> tuple[FieldChange, ...]:
    """The fields that would change."""
    values = intake_values(row, stored)
    return tuple(FieldChange(f, getattr(stored, f), now) for f, now in values.items() if getattr(stored, f) != now)


def intake_problem(row: IntakeRow, stored: Intake) -> tuple[str, str, dict[str, str | int]] | None:
    """Why what is stored cannot be changed so, the file's silence filled in: code, field and values."""
    values = intake_values(row, stored)
    filled = {f: v for f, v in values.items() if f not in ("municipality_id", "rolling")}
    after = IntakeRow(key=row.key, line=row.line, **filled)  # type: ignore[arg-type]  # the fields it came from
    wrong = next(wrong_with_intake(after), None)
    if wrong is not None:
        return wrong
    if after.seats is not None and after.seats < stored.reserved + (after.taken or 0):
        held: dict[str, str | int] = {"seats": after.seats, "reserved": stored.reserved, "taken": after.taken or 0}
        return "seats-below-reserved", "seats", held
    return None


def _says(value: object) -> bool:
    return value not in (None, "", [])


def _status(row: IntakeRow, values: dict[str, object], stored: Intake | None) -> str:
    """As the file says; else as it was, but full when the last known seat is gone and open when one came free."""
    if row.status is not None:
        return row.status
    if stored is None:
        return IntakeStatus.PLANNED
    seats, taken = values["seats"], values["taken"]
    changed = (seats, taken) != (stored.seats, stored.taken)
    if not changed or not isinstance(seats, int) or not isinstance(taken, int):
        return stored.status
    left = seats - taken - stored.reserved
    if left <= 0 and stored.status == IntakeStatus.OPEN:
        return IntakeStatus.FULL
    return IntakeStatus.OPEN if left > 0 and stored.status == IntakeStatus.FULL else stored.status


def _grants_change(said: tuple[GrantRow, ...] | None, stored: Programme) -> Iterator[FieldChange]:
    if not said:
        return
    confirmed = stored.grants_confirmed_at is not None
    was = sorted((g.concept, g.level or 0) for g in stored.grants.all()) if confirmed else None
    now = sorted({(g.concept, g.level or 0) for g in said})
    if was != now:
        yield FieldChange("grants", None if was is None else [c for c, _ in was], [c for c, _ in now])


def _demands_change(said: tuple[DemandRow, ...] | None, stored: Programme) -> Iterator[FieldChange]:
    if said is None:
        return
    was = sorted((d.kind, tuple(d.concepts), d.minimum_level or 0) for d in stored.demands.all())
    now = sorted((d.kind, d.concepts, d.minimum_level or 0) for d in said)
    if was != now:
        yield FieldChange("demands", [c for _, cs, _ in was for c in cs], [c for _, cs, _ in now for c in cs])
