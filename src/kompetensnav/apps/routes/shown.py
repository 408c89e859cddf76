"""Routes as pages show and proposals freeze them: plain values, codes and dates, no words.

Shape of a stored route (``StoredRoute``, JSON)::

    {"ready": "2027-03-01", "cost": 12000, "moves": 0, "doubts": ["seats_unknown"],   # codes of engine ``Doubt``
     "steps": [{"kind": "training", "starts": "2027-01-11", "ends": "2027-02-26",     # codes of ``StepKind``
                "meets": [2, 3],                # numbers of the need's requirements; concept ids for an occupation
                "intake": "i-xxxxxxxx",         # None for asking and moving, as all below but place
                "programme": "e-xxxxxxxx", "name": "...", "provider": "...", "apply_by": "2026-12-15",
                "place": "2580",                # municipality, None where not known or at a distance
                "on_site": 1, "on_site_weeks": None, "pace": 100, "seats_left": 4, "cost": 12000,
                "finance": ["csn"]}],
     "parameters": "routes-1", "found_on": "2026-11-22"}
"""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from kompetensnav.apps.education.models import Intake

StoredRoute = dict[str, Any]


class RouteGroup(StrEnum):
    """By what a route is grouped; the first that holds."""

    TRAINING = "training"  # leads over a course
    PREPARED = "prepared"  # over a language step or a validation
    PLACEMENT = "placement"
    MOVE = "move"
    NOW = "now"  # as the person is, asked first or not


@dataclass(frozen=True, slots=True)
class PersonRoute:
    """One person's first route to a need; ``finding.other_routes`` has those not worse in everything."""

    person: str
    municipality: str  # code of the home, empty where not known
    group: RouteGroup
    first: StoredRoute


@dataclass(frozen=True, slots=True)
class IntakeRoutes:
    """Those whose first route leads over one intake first: who, by when able, at what cost."""

    intake: Intake
    people: Sequence[PersonRoute]
    ready: datetime.date  # of the first of them
    cost: int | None  # per person for this intake


@dataclass(frozen=True, slots=True)
class Stopper:
    """One requirement of the need, by number, and how many people it stops."""

    number: int
    people: int


@dataclass(frozen=True, slots=True)
class NeedRoutesShown:
    """All routes to a need. ``total`` = those with a route + ``without_evidence`` + ``stopped``.

    ``buildable``: stoppers that nothing in the catalogue gives at all: what a new course would have to teach.
    """

    now: Sequence[PersonRoute]
    training: Sequence[IntakeRoutes]
    prepared: Sequence[PersonRoute]
    placement: Sequence[PersonRoute]
    moving: Sequence[PersonRoute]
    total: int
    without_evidence: int
    stopped: int
    stoppers: Sequence[Stopper]
    buildable: Sequence[int]
    parameters: str


@dataclass(frozen=True, slots=True)
class Becomes:
    """An occupation a person could get to, with the routes there, and who asks for it in the region today.

    ``substitute``: what the person can already may take its place, by the taxonomy.
    """

    occupation: str  # id of the concept
    routes: Sequence[StoredRoute]
    open_needs: int
    positions: int
    substitute: bool
