"""Rows of a file as JSON and back: what ``CatalogueImport.rows`` holds until somebody decides about it."""

import datetime
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from kompetensnav.apps.education.enums import Finance, IntakeStatus, OnSiteShare, ProgrammeKind
from kompetensnav.apps.education.rows import DemandRow, GrantRow, IntakeRow, ProgrammeRow
from kompetensnav.apps.education.suggesting import Suggested
from kompetensnav.runtime.problems import Problem

_DATES = ("starts_on", "ends_on", "apply_from", "apply_by")


def row_to_json(row: ProgrammeRow, suggested: tuple[Suggested, ...]) -> dict[str, Any]:
    """A programme with its intakes, and what was read from its text when the file was read."""
    value = asdict(row)
    for intake in value["intakes"]:
        for field in _DATES:
            intake[field] = intake[field] and intake[field].isoformat()
    return {**value, "suggested": [asdict(s) for s in suggested]}


def row_from_json(value: Mapping[str, Any]) -> tuple[ProgrammeRow, tuple[Suggested, ...]]:
    """The reverse of ``row_to_json``."""
    fields = dict(value)
    suggested = tuple(Suggested(**s) for s in fields.pop("suggested"))
    grants, demands = fields["grants"], fields["demands"]
    fields |= {
        "kind": ProgrammeKind(fields["kind"]),
        "finance": tuple(Finance(code) for code in fields["finance"]),
        "grants": None if grants is None else tuple(GrantRow(**g) for g in grants),
        "demands": None if demands is None else tuple(_demand(d) for d in demands),
        "intakes": tuple(_intake(i) for i in fields["intakes"]),
    }
    return ProgrammeRow(**fields), suggested


def problem_to_json(problem: Problem) -> dict[str, Any]:
    """A problem of the file; its words are found again when it is shown."""
    return asdict(problem)


def problem_from_json(value: Mapping[str, Any]) -> Problem:
    """The reverse of ``problem_to_json``."""
    return Problem(**value)


def _demand(value: Mapping[str, Any]) -> DemandRow:
    return DemandRow(value["kind"], tuple(value["concepts"]), value["minimum_level"])


def _intake(value: Mapping[str, Any]) -> IntakeRow:
    fields = dict(value)
    for field in _DATES:
        fields[field] = fields[field] and datetime.date.fromisoformat(fields[field])
    fields["on_site"] = OnSiteShare(fields["on_site"])
    fields["status"] = None if fields["status"] is None else IntakeStatus(fields["status"])
    return IntakeRow(**fields)
