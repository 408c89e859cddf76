"""Stored routes as the search would give them, made by hand: steps one after the other."""

import datetime
from typing import Any

TODAY = datetime.date(2026, 11, 22)
_NO_INTAKE = {
    "intake": None, "programme": None, "name": "", "provider": "", "apply_by": None, "on_site": None,
    "on_site_weeks": None, "pace": None, "seats_left": None, "cost": None, "finance": [],
}  # fmt: skip


def day(iso: str) -> datetime.date:
    """2026-11-22 as a date."""
    return datetime.date.fromisoformat(iso)


def step(kind: str, starts: str, ends: str, **more: Any) -> dict[str, Any]:
    """One step; a course and the like lead over an intake."""
    made = {"kind": kind, "starts": starts, "ends": ends, "meets": [], "place": None, **_NO_INTAKE}
    if kind not in ("ask", "move"):
        made |= {"intake": "i-1", "programme": "e-1", "name": "Industrielektriker", "provider": "Vux Boden"}
        made |= {"on_site": 1, "pace": 100, "seats_left": 4, "cost": 12_000, "finance": ["csn"]}
    return made | more


def route(*steps: dict[str, Any], ready: str = "", doubts: tuple[str, ...] = (), **more: Any) -> dict[str, Any]:
    """A route; without steps the person is there today."""
    made = {
        "ready": ready or (steps[-1]["ends"] if steps else TODAY.isoformat()),
        "cost": sum(s["cost"] or 0 for s in steps),
        "moves": sum(s["kind"] == "move" for s in steps),
        "doubts": list(doubts),
        "steps": list(steps),
        "parameters": "routes-1",
        "found_on": TODAY.isoformat(),
    }
    return made | more
